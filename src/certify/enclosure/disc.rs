//! Discs in the complex plane and what they say about the eigenvalues inside.

use super::bounded::{add_up, hypot_down, hypot_up};
use crate::scalar::{Rational, Rounding, Scalar};

/// All points at distance at most `radius` from re + i im, with `count` eigenvalues inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    /// Real part of the centre.
    pub re: f64,
    /// Imaginary part of the centre.
    pub im: f64,
    /// Radius, finite.
    pub radius: f64,
    /// How many eigenvalues lie inside, with multiplicity; at least one.
    pub count: usize,
}

impl Disc {
    /// At least every modulus in the disc.
    pub fn modulus_above(&self) -> f64 {
        add_up(hypot_up(self.re, self.im), self.radius)
    }

    /// At most every modulus in the disc, not negative.
    pub fn modulus_below(&self) -> f64 {
        let below = hypot_down(self.re, self.im) - self.radius;
        let exact = self.radius == 0.0 || below <= 0.0;
        if exact {
            below.max(0.0)
        } else {
            below.next_down().max(0.0)
        }
    }

    /// At least every real part in the disc.
    pub fn re_above(&self) -> f64 {
        match self.radius {
            0.0 => self.re,
            radius => (self.re + radius).next_up(),
        }
    }

    /// At most every real part in the disc.
    pub fn re_below(&self) -> f64 {
        match self.radius {
            0.0 => self.re,
            radius => (self.re - radius).next_down(),
        }
    }

    /// Whether the number (re, im), exactly, lies in the disc.
    pub fn contains(&self, re: &Rational, im: &Rational) -> bool {
        let part = |a: f64| a.exact().unwrap_or(Rational::ZERO);
        let (x, y, r) = (re - part(self.re), im - part(self.im), part(self.radius));
        &x * &x + &y * &y <= &r * &r
    }

    /// The range of −2 Re ξ/|ξ|² over the disc, if that lies in the open left half plane.
    ///
    /// The function is −2 Re(1/ξ), and 1/ξ maps the disc around c of radius r, 0 outside, to one
    /// whose real parts run from (Re c − r)/(|c|² − r²) to (Re c + r)/(|c|² − r²).
    pub fn step_bounds(&self) -> Option<(f64, f64)> {
        let part = |a: f64| a.exact().unwrap_or(Rational::ZERO);
        let (re, im, r) = (part(self.re), part(self.im), part(self.radius));
        if &re + &r >= Rational::ZERO {
            return None;
        }
        let scale = Rational::from_i64(-2) / (&re * &re + &im * &im - &r * &r);
        Some((
            float_below(&((&re + &r) * &scale)),
            float_above(&((&re - &r) * &scale)),
        ))
    }

    /// Whether the two certainly have no common point.
    fn apart_from(&self, other: &Self) -> bool {
        // each difference errs by at most half a step, which the second step down covers
        let x = (self.re - other.re).abs().next_down().max(0.0);
        let y = (self.im - other.im).abs().next_down().max(0.0);
        hypot_down(x, y) > add_up(self.radius, other.radius)
    }

    /// A disc around both.
    fn around(&self, other: &Self) -> Self {
        let (x, y) = (other.re - self.re, other.im - self.im);
        let distance = libm::hypot(x, y);
        // the centre of the smallest such disc, about; any centre is right
        let reach = (distance + self.radius + other.radius) / 2.0;
        let share = if distance > 0.0 {
            ((reach - self.radius) / distance).clamp(0.0, 1.0)
        } else {
            0.5
        };
        let (re, im) = (self.re + share * x, self.im + share * y);
        let to = |d: &Self| {
            let (x, y) = ((d.re - re).abs(), (d.im - im).abs());
            add_up(hypot_up(up(x), up(y)), d.radius)
        };
        Self {
            re,
            im,
            radius: to(self).max(to(other)),
            count: self.count + other.count,
        }
    }
}

/// More than any number that rounds to a ≥ 0; 0 is met exactly by a difference of floats.
fn up(a: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a.next_up() }
}

/// Discs that may have a common point, united until all are apart, by real and imaginary part.
pub(super) fn united(discs: Vec<Disc>) -> Vec<Disc> {
    let mut apart: Vec<Disc> = vec![];
    for mut disc in discs {
        while let Some(i) = apart.iter().position(|other| !other.apart_from(&disc)) {
            disc = apart.swap_remove(i).around(&disc);
        }
        apart.push(disc);
    }
    apart.sort_by(|a, b| a.re.total_cmp(&b.re).then(a.im.total_cmp(&b.im)));
    apart
}

/// The largest float at most x, −∞ below all.
pub(in crate::certify) fn float_below(x: &Rational) -> f64 {
    let nearest = <f64 as Rounding>::from_rational(x);
    match nearest.exact() {
        Some(exact) if exact <= *x => nearest,
        None if nearest < 0.0 => nearest,
        _ => nearest.next_down(),
    }
}

/// The smallest float at least x, ∞ above all.
pub(in crate::certify) fn float_above(x: &Rational) -> f64 {
    -float_below(&-x)
}
