//! Handwritten-looking digits drawn by our own generator: training data without any file.
//!
//! Digit i is a pure function of (seed, i): a label, a way of writing it (`glyphs`), a hand
//! (wobble, warp, slant, rotation, proportions, pen, pressure; `hand`) and a grey or coloured
//! rendering (`raster`). Conventions are those of MNIST: white on black, about 20 × 20 within
//! 28 × 28, centre of mass in the middle. The colour variant has 32 × 32 × 3 like CIFAR-10: ink of
//! one colour on a shaded ground of another.
//!
//! Left out: any claim that a network trained here recognises real handwriting.

mod colour;
mod glyphs;
mod hand;
mod raster;

use super::Images;
use crate::random::{Purpose, Stream};
use ndarray::Array4;
use rayon::prelude::*;

/// Height and width of a grey digit.
pub const GREY_SIDE: usize = 28;
/// Height and width of a coloured digit.
pub const COLOUR_SIDE: usize = 32;

/// Digit number `index`: its label and its 28 × 28 grey levels, row by row.
pub fn grey(seed: u64, index: u64) -> (u8, Vec<u8>) {
    let (label, ink) = ink(seed, index, GREY_SIDE);
    (label, ink.iter().map(|&a| to_byte(a)).collect())
}

/// Digit number `index` in colour: its label and its planes R, G, B of 32 × 32.
///
/// The same hand as in [`grey`] writes the same digit, only larger and in colour.
pub fn colour(seed: u64, index: u64) -> (u8, Vec<u8>) {
    let (label, ink) = ink(seed, index, COLOUR_SIDE);
    let mut stream = Stream::new(seed, Purpose::Colour, index);
    let painted = colour::paint(&mut stream, &ink, COLOUR_SIDE);
    (label, painted.iter().map(|&a| to_byte(a)).collect())
}

/// `count` grey digits, numbers 0..count: pixels count × 1 × 28 × 28.
///
/// # Examples
/// ```
/// let images = gnash::data::digits::embedded(1, 100);
/// assert_eq!(images.pixels.dim(), (100, 1, 28, 28));
/// ```
pub fn embedded(seed: u64, count: usize) -> Images {
    collect(seed, count, (1, GREY_SIDE), "embedded digits", grey)
}

/// `count` coloured digits, numbers 0..count: pixels count × 3 × 32 × 32.
pub fn embedded_colour(seed: u64, count: usize) -> Images {
    let name = "embedded coloured digits";
    collect(seed, count, (3, COLOUR_SIDE), name, colour)
}

fn collect(
    seed: u64,
    count: usize,
    (channels, side): (usize, usize),
    name: &str,
    draw: fn(u64, u64) -> (u8, Vec<u8>),
) -> Images {
    let mut pixels = Array4::zeros((count, channels, side, side));
    let mut labels = vec![0; count];
    pixels
        .as_slice_mut()
        .expect("a fresh array is contiguous")
        .par_chunks_exact_mut(channels * side * side)
        .zip(labels.par_iter_mut())
        .enumerate()
        .for_each(|(index, (image, label))| {
            let (drawn_label, drawn) = draw(seed, index as u64);
            image.copy_from_slice(&drawn);
            *label = drawn_label;
        });
    Images {
        pixels,
        labels,
        name: format!("{name} (seed {seed}, {count} images)"),
    }
}

/// Label and ink in [0, 1], side × side.
fn ink(seed: u64, index: u64, side: usize) -> (u8, Vec<f64>) {
    let mut stream = Stream::new(seed, Purpose::Digit, index);
    let label = stream.below(10) as u8;
    let glyph = glyphs::choose(label, stream.uniform());
    let writing = hand::write(&mut stream, glyph, side);
    (label, raster::draw(&writing, side))
}

fn to_byte(level: f64) -> u8 {
    // the cast saturates, so the ends need no care
    (level * 255.0 + 0.5) as u8
}
