//! How far the Euclidean norm may grow before the contraction wins.

use super::integer::{self, Scaled};
use crate::scalar::{Rational, Rounding, Scalar};
use dashu_int::IBig;
use nalgebra::DMatrix;

/// Bounds on the powers of M that a certificate implies.
///
/// αI ≺ P ≺ βI gives α‖Mᵏx‖² ≤ (Mᵏx)ᵀP(Mᵏx) ≤ q²ᵏ xᵀPx ≤ q²ᵏ β‖x‖², hence ‖Mᵏ‖₂ ≤ qᵏ √(β/α).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transient {
    /// β/α, at least the condition number of P.
    pub condition: Rational,
    /// g with g² ≥ β/α: ‖Mᵏ‖₂ ≤ qᵏ g for every k.
    pub growth: Rational,
}

/// Halvings of α before it is given up.
const HALVINGS: i32 = 40;

/// Bounds from P ≻ 0 alone; `None` if its smallest eigenvalue is too small to be bounded below by
/// Rump's test.
pub(super) fn transient(p: &DMatrix<Rational>) -> Option<Transient> {
    if p.is_empty() {
        // nothing grows, and nalgebra refuses the empty matrix
        let (condition, growth) = (Rational::ONE, Rational::ONE);
        return Some(Transient { condition, growth });
    }
    let eigenvalues = p.map(|x| Scalar::to_f64(&x)).symmetric_eigenvalues();
    let (low, high) = (eigenvalues.min(), eigenvalues.max());
    let scaled = Scaled::new(p);
    // α with seven bits, at first a little below the smallest eigenvalue; β a little above
    let first = seven_bits(low.max(high * 1e-16) * 0.98);
    let alpha = (0..HALVINGS)
        .map(|k| Rounding::scale(&first, -k))
        .find(|alpha| shifted_is_definite(&scaled, alpha, false))?;
    let first = seven_bits(high * 1.05);
    let beta = (0..HALVINGS)
        .map(|k| Rounding::scale(&first, k))
        .find(|beta| shifted_is_definite(&scaled, beta, true))?;
    let condition = beta / alpha;
    let mut growth = seven_bits(libm::sqrt(Scalar::to_f64(&condition)) * 1.03);
    while &growth * &growth < condition {
        growth *= Rational::from(2);
    }
    Some(Transient { condition, growth })
}

/// x truncated to its seven leading bits; 0 if it is not a positive number.
fn seven_bits(x: f64) -> Rational {
    let exponent = x.exponent() - 6;
    let short = libm::trunc(x.scale(-exponent)).scale(exponent);
    Rational::from_f64(short)
        .filter(|x| *x > Rational::ZERO)
        .unwrap_or(Rational::ONE)
}

/// P − cI ≻ 0, or cI − P ≻ 0 if `above`.
fn shifted_is_definite(p: &Scaled, c: &Rational, above: bool) -> bool {
    // for P = R/d and c = a/b: bR − adI
    let (a, b) = (c.numerator(), IBig::from(c.denominator().clone()));
    let mut shifted = p.entries.map(|x| x * &b);
    for i in 0..shifted.nrows() {
        shifted[(i, i)] -= a * &p.denominator;
    }
    if above {
        shifted.iter_mut().for_each(|x| *x = -std::mem::take(x));
    }
    integer::rounded_is_definite(&shifted)
}

/// (k, s): among the powers M⁰ … M^`steps` the k-th has the longest column, of squared length s.
///
/// Exact; s is a lower bound of max ‖Mᵏ‖₂².
pub fn growth_seen(m: &DMatrix<Rational>, steps: usize) -> (usize, Rational) {
    let n = m.nrows();
    let scaled = Scaled::new(m);
    let mut power = DMatrix::from_fn(n, n, |i, j| IBig::from(i == j));
    let mut denominator = IBig::ONE;
    let mut best = (0, Rational::ZERO);
    for k in 0..=steps {
        let square = |j: usize| power.column(j).iter().map(|x| x * x).sum::<IBig>();
        let longest = (0..n).map(square).max().unwrap_or(IBig::ZERO);
        let length = Rational::from_parts_signed(longest, &denominator * &denominator);
        if length > best.1 {
            best = (k, length);
        }
        let entry = |i: usize, j: usize| {
            let terms = (0..n).map(|l| &scaled.entries[(i, l)] * &power[(l, j)]);
            terms.sum::<IBig>()
        };
        power = DMatrix::from_fn(n, n, entry);
        denominator *= &scaled.denominator;
    }
    best
}
