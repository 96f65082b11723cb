//! PNG grids, decoded again.

use gnash::report::{Grid, ReportError, sample_grid};
use std::io::Cursor;

fn decode(bytes: &[u8]) -> (png::OutputInfo, Vec<u8>) {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info, pixels)
}

const GRID: Grid = Grid {
    count: 3,
    channels: 1,
    height: 2,
    width: 1,
    columns: 2,
    upscale: 1,
};

#[test]
fn every_pixel_of_a_grey_grid_is_where_it_belongs() {
    // layout CHWN: row h of the images 0, 1, 2 stands together
    let images = [-1.0f32, 0.0, 1.0, 2.0, -7.0, f32::NAN];
    let (info, pixels) = decode(&sample_grid(&images, GRID).unwrap());
    assert_eq!((info.width, info.height), (5, 7));
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    let g = 64;
    #[rustfmt::skip]
    let expected = [
        g, g, g, g, g,
        g, 0, g, 128, g,
        g, 255, g, 0, g,
        g, g, g, g, g,
        g, 255, g, g, g,
        g, 0, g, g, g,
        g, g, g, g, g,
    ];
    assert_eq!(pixels, expected);
}

#[test]
fn channels_become_red_green_blue() {
    let grid = Grid {
        count: 1,
        channels: 3,
        height: 1,
        columns: 4,
        ..GRID
    };
    let (info, pixels) = decode(&sample_grid(&[1.0f64, -1.0, 0.0], grid).unwrap());
    assert_eq!(info.color_type, png::ColorType::Rgb);
    // unused columns take no room
    assert_eq!((info.width, info.height), (3, 3));
    assert_eq!(pixels[12..15], [255, 0, 128]);
}

#[test]
fn upscaling_repeats_every_pixel() {
    let images = [-1.0f32, 0.0, 1.0, 0.5, -0.5, 0.25];
    let (small, once) = decode(&sample_grid(&images, GRID).unwrap());
    let (large, thrice) = decode(&sample_grid(&images, Grid { upscale: 3, ..GRID }).unwrap());
    assert_eq!(
        (large.width, large.height),
        (3 * small.width, 3 * small.height)
    );
    for y in 0..large.height as usize {
        for x in 0..large.width as usize {
            let there = once[y / 3 * small.width as usize + x / 3];
            assert_eq!(thrice[y * large.width as usize + x], there);
        }
    }
}

#[test]
fn sizes_that_do_not_fit_are_refused() {
    assert!(matches!(
        sample_grid(&[0.0f32; 5], GRID),
        Err(ReportError::DimensionMismatch {
            expected: 6,
            found: 5,
            ..
        })
    ));
    for bad in [
        Grid { count: 0, ..GRID },
        Grid {
            channels: 2,
            ..GRID
        },
        Grid { height: 0, ..GRID },
        Grid {
            width: usize::MAX,
            ..GRID
        },
        Grid { columns: 0, ..GRID },
        Grid { upscale: 0, ..GRID },
        Grid {
            upscale: 32768,
            ..GRID
        },
    ] {
        let refused = sample_grid(&[0.0f32; 6], bad);
        assert!(matches!(refused, Err(ReportError::Size { .. })), "{bad:?}");
    }
}
