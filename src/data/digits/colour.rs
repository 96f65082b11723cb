//! Coloured ink on a shaded ground.

use crate::random::Stream;

/// Least difference in brightness between ink and ground.
const CONTRAST: f64 = 0.35;

/// Planes R, G, B of side × side in [0, 1]: ground + ink · (colour − ground).
pub(super) fn paint(stream: &mut Stream, ink: &[f64], side: usize) -> Vec<f64> {
    let ground = rgb(stream);
    let mut pen = rgb(stream);
    if (brightness(pen) - brightness(ground)).abs() < CONTRAST {
        // pull the pen towards white on a dark ground, towards black on a light one
        let target = if brightness(ground) < 0.5 { 1.0 } else { 0.0 };
        pen = pen.map(|c| c + 0.75 * (target - c));
    }
    let shade: [f64; 2] = [0, 1].map(|_| 0.25 * (stream.uniform::<f64>() - 0.5));
    let mut planes = Vec::with_capacity(3 * ink.len());
    for channel in 0..3 {
        planes.extend(ink.iter().enumerate().map(|(pixel, &a)| {
            let at = [pixel % side, pixel / side].map(|c| c as f64 / side as f64 - 0.5);
            let back = ground[channel] + shade[0] * at[0] + shade[1] * at[1];
            back + a * (pen[channel] - back)
        }));
    }
    planes
}

fn rgb(stream: &mut Stream) -> [f64; 3] {
    [0, 1, 2].map(|_| 0.05 + 0.9 * stream.uniform::<f64>())
}

fn brightness(c: [f64; 3]) -> f64 {
    0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]
}
