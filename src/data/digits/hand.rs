//! One hand writing one glyph: from points to pen positions in pixels.

use super::glyphs::Glyph;
use crate::random::Stream;

/// Pen position in pixels and pen radius there.
#[derive(Clone, Copy)]
pub(super) struct Dot {
    pub(super) at: [f64; 2],
    pub(super) radius: f64,
}

/// Everything that the rasterizer needs.
pub(super) struct Writing {
    /// One list of dots per stroke, to be joined by straight pen movements.
    pub(super) strokes: Vec<Vec<Dot>>,
    /// Width in pixels over which the edge of the ink fades.
    pub(super) edge: f64,
    /// Ink level of a full stroke, in (0, 1].
    pub(super) pressure: f64,
}

/// Straight pieces per curve segment.
const PIECES: usize = 5;
/// Standard deviation of a point's own displacement, in glyph heights.
const WOBBLE: f64 = 0.027;

/// Writes a glyph into a side × side image: its longer edge about 20/28 of the side, ink included,
/// its centre of mass at the centre up to half a pixel.
pub(super) fn write(stream: &mut Stream, glyph: &Glyph, side: usize) -> Writing {
    let warp = Warp::draw(stream);
    let affine = Affine::draw(stream);
    let scale = side as f64 / 28.0;
    let mut radius = scale * (1.26 + 0.36 * stream.normal::<f64>()).clamp(0.75, 2.3);
    let edge = scale * (0.75 + 0.5 * stream.uniform::<f64>());
    let pressure = 0.94 + 0.06 * stream.uniform::<f64>();
    let extent = scale * (19.2 + 0.7 * stream.normal::<f64>()).clamp(17.0, 20.5);
    let shift: [f64; 2] = [0, 1].map(|_| stream.uniform::<f64>() - 0.5);

    let curves: Vec<Vec<[f64; 2]>> = glyph
        .strokes
        .iter()
        .map(|points| {
            let points: Vec<_> = wobble(stream, points)
                .into_iter()
                .map(|p| affine.apply(warp.apply(p)))
                .collect();
            smooth(&points)
        })
        .collect();

    // a thin tall figure is bounded by its height, so a heavy pen must not eat the figure
    radius = radius.min(0.11 * extent);
    let zoom = (extent - 2.0 * radius) / longer_edge(&curves);
    let strokes = curves
        .into_iter()
        .map(|curve| ink(stream, curve, zoom, radius))
        .collect();
    let mut writing = Writing {
        strokes,
        edge,
        pressure,
    };
    centre(&mut writing, side as f64, shift);
    writing
}

/// Displaces each point on its own; a corner, given as two equal points, stays one corner.
fn wobble(stream: &mut Stream, points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut moved: Vec<[f64; 2]> = Vec::with_capacity(points.len());
    for (i, point) in points.iter().enumerate() {
        if i > 0 && points[i - 1] == *point {
            moved.push(moved[i - 1]);
        } else {
            moved.push(point.map(|c| c + WOBBLE * stream.normal::<f64>()));
        }
    }
    moved
}

/// A smooth displacement of the plane: one slow sine per coordinate.
struct Warp {
    amplitude: [f64; 2],
    frequency: [[f64; 2]; 2],
    phase: [f64; 2],
}

impl Warp {
    fn draw(stream: &mut Stream) -> Self {
        Self {
            amplitude: [0, 1].map(|_| 0.035 * stream.normal::<f64>()),
            frequency: [0, 1].map(|_| [0, 1].map(|_| 2.5 * stream.normal::<f64>())),
            phase: [0, 1].map(|_| 6.3 * stream.uniform::<f64>()),
        }
    }

    fn apply(&self, p: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|i| {
            let angle = self.frequency[i][0] * p[0] + self.frequency[i][1] * p[1] + self.phase[i];
            p[i] + self.amplitude[i] * libm::sin(angle)
        })
    }
}

/// Proportions, slant and rotation about the middle of the glyph.
struct Affine {
    matrix: [[f64; 2]; 2],
}

impl Affine {
    fn draw(stream: &mut Stream) -> Self {
        let width = (0.90 + 0.14 * stream.normal::<f64>()).clamp(0.55, 1.2);
        let slant = (0.16 + 0.20 * stream.normal::<f64>()).clamp(-0.35, 0.75);
        let angle = (0.08 * stream.normal::<f64>()).clamp(-0.25, 0.25);
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        // rotation · [[width, −slant], [0, 1]]: y points down, so a positive slant leans right
        Self {
            matrix: [
                [cos * width, -cos * slant - sin],
                [sin * width, cos - sin * slant],
            ],
        }
    }

    fn apply(&self, p: [f64; 2]) -> [f64; 2] {
        let centred = p.map(|c| c - 0.5);
        self.matrix
            .map(|row| row[0] * centred[0] + row[1] * centred[1])
    }
}

/// Uniform Catmull–Rom curve through the points, cut into straight pieces.
///
/// Between b and c, with neighbours a and d, it is the cubic with tangents (c − a)/2 and (d − b)/2.
/// A doubled point halves the tangents beside it: a corner.
fn smooth(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let last = points.len() - 1;
    let mut curve = vec![points[0]];
    for i in (0..last).filter(|&i| points[i] != points[i + 1]) {
        let [a, b, c, d] = [i.saturating_sub(1), i, i + 1, (i + 2).min(last)].map(|k| points[k]);
        curve.extend((1..=PIECES).map(|piece| {
            let t = piece as f64 / PIECES as f64;
            [0, 1].map(|k| hermite(t, b[k], c[k], (c[k] - a[k]) / 2.0, (d[k] - b[k]) / 2.0))
        }));
    }
    curve
}

/// The cubic from b to c with end slopes m and n, at t in [0, 1].
fn hermite(t: f64, b: f64, c: f64, m: f64, n: f64) -> f64 {
    let chord = c - b;
    b + t * (m + t * (3.0 * chord - 2.0 * m - n + t * (m + n - 2.0 * chord)))
}

fn longer_edge(curves: &[Vec<[f64; 2]>]) -> f64 {
    let edge = |k: usize| {
        let values = curves.iter().flatten().map(|p| p[k]);
        let low = values.clone().fold(f64::INFINITY, f64::min);
        values.fold(f64::NEG_INFINITY, f64::max) - low
    };
    edge(0).max(edge(1)).max(0.1)
}

/// Scales a curve to pixels and gives the pen a radius that drifts along the stroke.
fn ink(stream: &mut Stream, curve: Vec<[f64; 2]>, zoom: f64, radius: f64) -> Vec<Dot> {
    let (start, end) = (0.14 * stream.normal::<f64>(), 0.14 * stream.normal::<f64>());
    let last = (curve.len() - 1) as f64;
    curve
        .into_iter()
        .enumerate()
        .map(|(i, p)| {
            let t = i as f64 / last;
            let factor = (1.0 + start * (1.0 - t) + end * t).clamp(0.65, 1.35);
            Dot {
                at: p.map(|c| zoom * c),
                radius: radius * factor,
            }
        })
        .collect()
}

/// Moves the centre of mass to the middle plus `shift`, but no ink onto the border pixels.
fn centre(writing: &mut Writing, side: f64, shift: [f64; 2]) {
    let mass = centre_of_mass(writing);
    let fade = writing.edge / 2.0;
    for k in 0..2 {
        let dots = writing.strokes.iter().flatten();
        let low = dots.clone().map(|dot| dot.at[k] - dot.radius);
        let high = dots.map(|dot| dot.at[k] + dot.radius);
        let low = low.fold(f64::INFINITY, f64::min) - fade;
        let high = high.fold(f64::NEG_INFINITY, f64::max) + fade;
        // figures are shorter than the space between the borders, so min comes before max
        let offset = (side / 2.0 + shift[k] - mass[k])
            .min(side - 1.0 - high)
            .max(1.0 - low);
        for dot in writing.strokes.iter_mut().flatten() {
            dot.at[k] += offset;
        }
    }
}

/// Weighs each piece with its length times its width.
fn centre_of_mass(writing: &Writing) -> [f64; 2] {
    let (mut mass, mut moment) = (0.0, [0.0; 2]);
    for pair in writing.strokes.iter().flat_map(|stroke| stroke.windows(2)) {
        let d = [0, 1].map(|k| pair[1].at[k] - pair[0].at[k]);
        let weight = (d[0] * d[0] + d[1] * d[1]).sqrt() * (pair[0].radius + pair[1].radius);
        mass += weight;
        for (k, moment) in moment.iter_mut().enumerate() {
            *moment += weight * (pair[0].at[k] + pair[1].at[k]) / 2.0;
        }
    }
    moment.map(|m| m / mass)
}
