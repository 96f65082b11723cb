//! Many small images in one PNG.

use super::ReportError;
use crate::scalar::Real;

/// Sizes of the images and how the grid is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Number of images N.
    pub count: usize,
    /// Channels C: 1 (grey) or 3 (red, green, blue).
    pub channels: usize,
    /// Height H of one image.
    pub height: usize,
    /// Width W of one image.
    pub width: usize,
    /// Images per row.
    pub columns: usize,
    /// Screen pixels per image pixel, repeated without smoothing.
    pub upscale: usize,
}

/// Empty image pixels around and between the images.
const GAP: usize = 1;
/// Grey level of the gaps and of unused cells.
const GROUND: u8 = 64;
/// Longest edge of a picture in screen pixels.
const MAX_EDGE: usize = 1 << 15;

/// PNG bytes (8 bits, grey or RGB) of N images, row by row in reading order.
///
/// Image values run from −1 (black) to 1 (white); values outside are clipped, NaN is black.
///
/// # Shapes
/// `images`: C·H·W·N in layout CHWN, the image number innermost.
///
/// # Errors
/// `DimensionMismatch` for the length of `images`; `Size` for a size that is zero, for a number
/// of channels other than 1 and 3, and for a picture with an edge beyond 32768.
pub fn sample_grid<T: Real>(images: &[T], grid: Grid) -> Result<Vec<u8>, ReportError> {
    let (edge_x, edge_y) = check(images.len(), &grid)?;
    let Grid {
        count: n,
        channels,
        height,
        width,
        columns,
        upscale,
    } = grid;
    let mut picture = vec![GROUND; edge_x * edge_y * channels];
    for image in 0..n {
        let left = GAP + (image % columns) * (width + GAP);
        let top = GAP + (image / columns) * (height + GAP);
        for c in 0..channels {
            for h in 0..height {
                for w in 0..width {
                    let value = images[((c * height + h) * width + w) * n + image].to_f64();
                    for y in (top + h) * upscale..(top + h + 1) * upscale {
                        for x in (left + w) * upscale..(left + w + 1) * upscale {
                            picture[(y * edge_x + x) * channels + c] = level(value);
                        }
                    }
                }
            }
        }
    }
    encode(&picture, edge_x, edge_y, channels)
}

/// −1 → 0, 1 → 255, rounded to nearest.
fn level(value: f64) -> u8 {
    // the cast clips, and sends NaN to 0
    ((value + 1.0) * 127.5 + 0.5) as u8
}

/// The picture's edges in screen pixels.
fn check(length: usize, grid: &Grid) -> Result<(usize, usize), ReportError> {
    for (what, found) in [
        ("number of images", grid.count),
        ("image height", grid.height),
        ("image width", grid.width),
        ("images per row", grid.columns),
        ("upscale", grid.upscale),
    ] {
        if found == 0 || found > MAX_EDGE {
            return Err(size(what, "1 to 32768", found));
        }
    }
    if grid.channels != 1 && grid.channels != 3 {
        return Err(size("number of channels", "1 or 3", grid.channels));
    }
    // every factor is at most 2¹⁵, so no product below overflows 64 bits
    let expected = grid.channels * grid.height * grid.width * grid.count;
    if length != expected {
        return Err(ReportError::DimensionMismatch {
            what: "number of image values (C * H * W * N)",
            expected,
            found: length,
        });
    }
    let columns = grid.columns.min(grid.count);
    let rows = grid.count.div_ceil(grid.columns);
    let edge_x = (columns * (grid.width + GAP) + GAP) * grid.upscale;
    let edge_y = (rows * (grid.height + GAP) + GAP) * grid.upscale;
    match edge_x.max(edge_y) {
        longest if longest > MAX_EDGE => Err(size(
            "longest edge of the picture",
            "at most 32768",
            longest,
        )),
        _ => Ok((edge_x, edge_y)),
    }
}

fn size(what: &'static str, expected: &'static str, found: usize) -> ReportError {
    ReportError::Size {
        what,
        expected,
        found,
    }
}

fn encode(
    picture: &[u8],
    width: usize,
    height: usize,
    channels: usize,
) -> Result<Vec<u8>, ReportError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(if channels == 3 {
        png::ColorType::Rgb
    } else {
        png::ColorType::Grayscale
    });
    let mut writer = encoder.write_header()?;
    writer.write_image_data(picture)?;
    writer.finish()?;
    Ok(bytes)
}
