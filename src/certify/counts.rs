//! How many roots lie where, exactly and with multiplicity.
//!
//! The half planes first: split P = g r, where g collects the roots that come with their mirror
//! image in the imaginary axis. The roots of r on either side are counted by a Cauchy index, and
//! g is even or odd, so Sturm's theorem counts its imaginary roots and half of the rest lies on
//! each side. The disc is a half plane after z = (w + 1)/(w − 1).

use super::integer::{self, At, Coefficients};
use super::{CertifyError, Polynomial, characteristic_polynomial};
use crate::scalar::Rational;
use dashu_int::IBig;
use nalgebra::DMatrix;
use std::cmp::Ordering;

/// Roots against the imaginary axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfPlanes {
    /// Those with Re < 0.
    pub left: usize,
    /// Those with Re = 0.
    pub axis: usize,
    /// Those with Re > 0.
    pub right: usize,
}

impl HalfPlanes {
    /// The largest real part against 0: `Less` if all roots lie to the left (or there are none).
    pub fn abscissa(&self) -> Ordering {
        largest(self.axis, self.right)
    }
}

/// Roots against the unit circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitDisc {
    /// Those with modulus < 1.
    pub inside: usize,
    /// Those with modulus 1.
    pub circle: usize,
    /// Those with modulus > 1.
    pub outside: usize,
}

impl UnitDisc {
    /// The largest modulus against 1: `Less` if all roots lie inside (or there are none).
    pub fn radius(&self) -> Ordering {
        largest(self.circle, self.outside)
    }
}

fn largest(between: usize, beyond: usize) -> Ordering {
    match (between, beyond) {
        (0, 0) => Ordering::Less,
        (_, 0) => Ordering::Equal,
        _ => Ordering::Greater,
    }
}

impl Polynomial {
    /// Where the roots lie against the imaginary axis; all 0 for constants.
    pub fn half_planes(&self) -> HalfPlanes {
        half_planes(&self.integers())
    }

    /// Where the roots lie against the unit circle; all 0 for constants.
    pub fn unit_disc(&self) -> UnitDisc {
        let p = self.integers();
        let turned = turned(&p);
        let counts = half_planes(&turned);
        UnitDisc {
            inside: counts.left,
            // a root at 1 went to infinity
            circle: counts.axis + (p.len() - turned.len()),
            outside: counts.right,
        }
    }
}

/// Where the eigenvalues lie against the imaginary axis.
///
/// # Errors
/// As [`characteristic_polynomial`].
pub fn half_plane_counts(matrix: &DMatrix<Rational>) -> Result<HalfPlanes, CertifyError> {
    Ok(characteristic_polynomial(matrix)?.half_planes())
}

/// Where the eigenvalues lie against the unit circle: decides spectral radius <, = or > 1.
///
/// # Errors
/// As [`characteristic_polynomial`].
///
/// # Examples
/// ```
/// use gnash::{certify, scalar::Rational};
/// use nalgebra::DMatrix;
/// use std::cmp::Ordering;
/// let rotation = DMatrix::from_row_slice(2, 2, &[0, -1, 1, 0]).map(Rational::from);
/// let counts = certify::unit_disc_counts(&rotation)?;
/// assert_eq!((counts.circle, counts.radius()), (2, Ordering::Equal));
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn unit_disc_counts(matrix: &DMatrix<Rational>) -> Result<UnitDisc, CertifyError> {
    Ok(characteristic_polynomial(matrix)?.unit_disc())
}

/// (w − 1)ⁿ p((w + 1)/(w − 1)): |z| < 1 becomes Re w < 0, and z = 1 infinity.
fn turned(p: &[IBig]) -> Coefficients {
    let (plus, minus) = ([IBig::ONE, IBig::ONE], [IBig::NEG_ONE, IBig::ONE]);
    // Horner's rule: P ← P (w + 1) + aₖ (w − 1)ⁿ⁻ᵏ
    let (mut result, mut power) = (vec![], vec![IBig::ONE]);
    for a in p.iter().rev() {
        let term: Vec<_> = power.iter().map(|c| -(c * a)).collect();
        result = integer::difference(&integer::product(&result, &plus), &term);
        power = integer::product(&power, &minus);
    }
    integer::primitive(result)
}

fn half_planes(p: &[IBig]) -> HalfPlanes {
    if p.len() <= 1 {
        return HalfPlanes {
            left: 0,
            axis: 0,
            right: 0,
        };
    }
    let keep = |parity| move |(k, a): (usize, &IBig)| pick(k % 2 == parity, a);
    let even: Coefficients = p.iter().enumerate().map(keep(0)).collect();
    let odd: Coefficients = p.iter().enumerate().map(keep(1)).collect();
    // P(w) = 0 = P(−w) iff both parts vanish at w, with multiplicity
    let mirrored = integer::gcd(&even, &odd);
    let rest = integer::primitive(integer::quotient(p, &mirrored));
    let axis = imaginary_roots(&mirrored);
    let pairs = (mirrored.len() - 1 - axis) / 2;
    let (left, right) = without_mirror_images(&rest);
    HalfPlanes {
        left: left + pairs,
        axis,
        right: right + pairs,
    }
}

fn pick(keep: bool, a: &IBig) -> IBig {
    if keep { a.clone() } else { IBig::ZERO }
}

/// The number of imaginary roots of an even or odd polynomial, with multiplicity.
fn imaginary_roots(g: &[IBig]) -> usize {
    let at_zero = g.iter().take_while(|a| a.is_zero()).count();
    // g = wᵏ G(w²): roots w = ±i√−t from each t < 0 with G(t) = 0
    let squares: Coefficients = g[at_zero..].iter().step_by(2).cloned().collect();
    let pairs = integer::square_free(&squares)
        .into_iter()
        .map(|(factor, power)| {
            let slope = integer::derivative(&factor);
            let chain = integer::sturm_chain(factor, slope);
            let zero = integer::variations(&chain, &At::Point(&Rational::ZERO));
            power * (integer::variations(&chain, &At::MinusInfinity) - zero)
        });
    at_zero + 2 * pairs.sum::<usize>()
}

/// (left, right) for a polynomial r of degree m none of whose roots is the mirror image of
/// another or of itself.
///
/// With r = aₘwᵐ + …, f₀ = aₘωᵐ − aₘ₋₂ωᵐ⁻² + … and f₁ = aₘ₋₁ωᵐ⁻¹ − aₘ₋₃ωᵐ⁻³ + …, the Cauchy
/// index of f₁/f₀ over the real line is left − right (Gantmacher, vol. II, chapter XV).
fn without_mirror_images(r: &[IBig]) -> (usize, usize) {
    let m = r.len() - 1;
    let part = |parity: usize| -> Coefficients {
        let signed = r.iter().enumerate().map(|(k, a)| match (m - k) % 4 {
            0 | 1 => pick((m - k) % 2 == parity, a),
            _ => -pick((m - k) % 2 == parity, a),
        });
        integer::primitive(signed.collect())
    };
    let chain = integer::sturm_chain(part(0), part(1));
    let low = integer::variations(&chain, &At::MinusInfinity);
    let high = integer::variations(&chain, &At::PlusInfinity);
    // low − high = left − right, left + right = m
    ((m + low - high) / 2, (m + high - low) / 2)
}
