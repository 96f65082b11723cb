//! Draws the figures of `docs/`: `cargo run --release --example figures [DIRECTORY]`.
//!
//! Same bytes on every machine. The directory is `docs/images` unless another is named.

mod dynamics;
mod spectra;
mod stability;

use gnash::report::{Layer, Mark, write_atomically};
use std::error::Error;
use std::path::PathBuf;

/// A figure's text, or why it could not be drawn.
type Figure = Result<String, Box<dyn Error>>;
/// A file name and what draws its content.
type Entry = (&'static str, fn() -> Figure);

fn curve(name: &str, colour: usize, points: Vec<(f64, f64)>) -> Layer {
    layer(
        name,
        colour,
        Mark::Curve {
            points,
            dashed: false,
        },
    )
}

fn layer(name: &str, colour: usize, mark: Mark) -> Layer {
    Layer {
        name: name.into(),
        colour,
        mark,
    }
}

/// `count` values from `low` to `high`, both included.
fn grid(low: f64, high: f64, count: usize) -> impl Iterator<Item = f64> + Clone {
    (0..count).map(move |i| low + (high - low) * i as f64 / (count - 1) as f64)
}

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "docs/images".into());
    std::fs::create_dir_all(&directory)?;
    let figures: [Entry; 6] = [
        ("collapse.svg", dynamics::collapse),
        ("fixed_point_map.svg", dynamics::fixed_point_map),
        ("follow_the_ridge.svg", dynamics::follow_the_ridge),
        ("lemma_3.svg", spectra::lemma_3),
        ("certificate.svg", spectra::certificate),
        ("stability_map.svg", stability::stability_map),
    ];
    for (name, figure) in figures {
        let path = PathBuf::from(&directory).join(name);
        write_atomically(&path, figure()?.as_bytes())?;
        println!("{}", path.display());
    }
    Ok(())
}
