//! From pen positions to grey levels.

use super::hand::{Dot, Writing};

/// Ink of side × side pixels in [0, 1], row by row.
///
/// A pixel's level is the distance of its centre to the nearest pen movement (a capsule whose
/// radius changes linearly), turned into coverage by a ramp of width `edge`: antialiasing and a
/// slight blur at once.
pub(super) fn draw(writing: &Writing, side: usize) -> Vec<f64> {
    let mut ink = vec![0.0; side * side];
    for pair in writing.strokes.iter().flat_map(|stroke| stroke.windows(2)) {
        draw_capsule(&mut ink, side, pair, writing.edge);
    }
    ink.iter_mut().for_each(|a| *a *= writing.pressure);
    ink
}

fn draw_capsule(ink: &mut [f64], side: usize, pair: &[Dot], edge: f64) {
    let (from, to) = (pair[0], pair[1]);
    let d = [0, 1].map(|k| to.at[k] - from.at[k]);
    let length2 = d[0] * d[0] + d[1] * d[1];
    let reach = from.radius.max(to.radius) + edge;
    let [columns, rows] = [0, 1].map(|k| {
        let low = from.at[k].min(to.at[k]) - reach;
        let high = from.at[k].max(to.at[k]) + reach + 1.0;
        // casts saturate at zero; the end is cut at the border
        (low as usize)..(high as usize).min(side)
    });
    for row in rows {
        for column in columns.clone() {
            let p = [
                column as f64 + 0.5 - from.at[0],
                row as f64 + 0.5 - from.at[1],
            ];
            // foot of the perpendicular, clamped to the piece
            let t = ((p[0] * d[0] + p[1] * d[1]) / length2.max(1e-12)).clamp(0.0, 1.0);
            let (x, y) = (p[0] - t * d[0], p[1] - t * d[1]);
            let radius = from.radius + t * (to.radius - from.radius);
            let coverage = ((radius - (x * x + y * y).sqrt()) / edge + 0.5).clamp(0.0, 1.0);
            let pixel = &mut ink[row * side + column];
            *pixel = pixel.max(coverage);
        }
    }
}
