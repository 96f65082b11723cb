//! Symmetric integer matrices: exact sums and products, leading minors, rounding to floats.

use super::definite::{self, Verdict};
use crate::certify::integer::common_denominator;
use crate::scalar::{Rational, Rounding};
use dashu_base::{BitTest, Sign, Signed, UnsignedAbs};
use dashu_int::{IBig, UBig};
use nalgebra::DMatrix;

/// A = entries/denominator.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scaled {
    pub(super) entries: DMatrix<IBig>,
    pub(super) denominator: IBig,
}

impl Scaled {
    /// Over the least common denominator.
    pub(super) fn new(a: &DMatrix<Rational>) -> Self {
        let common = common_denominator(a.iter());
        let entries = a.map(|x| x.numerator() * IBig::from(&common / x.denominator()));
        Self {
            entries,
            denominator: common.into(),
        }
    }
}

/// A positive multiple of q²P − MᵀPM: for M = N/d and q = a/b, that of a²d²P − b²NᵀPN.
pub(super) fn margin(m: &Scaled, p: &Scaled, factor: &Rational) -> DMatrix<IBig> {
    let n = p.entries.nrows();
    let (a, b) = (factor.numerator(), IBig::from(factor.denominator().clone()));
    let (ad, b) = (a * &m.denominator, b);
    let (left, right) = (&ad * &ad, &b * &b);
    let sum = |terms: &mut dyn Iterator<Item = IBig>| terms.fold(IBig::ZERO, |s, t| s + t);
    let pn = DMatrix::from_fn(n, n, |i, j| {
        sum(&mut (0..n).map(|k| &p.entries[(i, k)] * &m.entries[(k, j)]))
    });
    let mut s = p.entries.map(|x| x * &left);
    for i in 0..n {
        for j in 0..=i {
            // (NᵀPN)ᵢⱼ
            let form = sum(&mut (0..n).map(|k| &m.entries[(k, i)] * &pn[(k, j)]));
            s[(i, j)] -= form * &right;
            s[(j, i)] = s[(i, j)].clone();
        }
    }
    s
}

/// Whether a symmetric matrix is positive definite: rounded once and handed to Rump's test, and
/// if that is silent by its leading minors, which always decide.
pub(super) fn is_definite(a: &DMatrix<IBig>) -> bool {
    rounded_is_definite(a) || minors_are_positive(a)
}

/// Rump's test of A rounded to floats.
pub(super) fn rounded_is_definite(a: &DMatrix<IBig>) -> bool {
    let n = a.nrows();
    let bits = |x: &IBig| x.unsigned_abs().bit_len() as i64;
    // D A D with D = 2^−eᵢ has a diagonal in [1/4, 1)
    let half: Vec<i64> = (0..n).map(|i| (bits(&a[(i, i)]) + 1) / 2).collect();
    let float = DMatrix::from_fn(n, n, |i, j| approximate(&a[(i, j)], half[i] + half[j]));
    // truncation to 64 bits and rounding to 53: less than 2⁻⁵² of the entry, or what underflows
    let radius = float.map(|x| x.abs() * f64::EPSILON + f64::MIN_POSITIVE);
    definite::within(&float, &radius) == Verdict::Definite
}

/// x 2⁻ᵏ: the 64 leading bits, rounded to a float.
fn approximate(x: &IBig, k: i64) -> f64 {
    let size: UBig = x.unsigned_abs();
    let dropped = size.bit_len().saturating_sub(64);
    let leading = u64::try_from(size >> dropped).unwrap_or(u64::MAX);
    let exponent = dropped as i64 - k;
    let exponent = exponent.clamp(-3000, 3000) as i32;
    let value = (leading as f64).scale(exponent);
    if x.sign() == Sign::Negative {
        -value
    } else {
        value
    }
}

/// Whether all leading principal minors are positive (Sylvester), by fraction-free elimination
/// (Bareiss 1968): the pivots are the minors themselves, so the first that is not positive ends it.
pub(super) fn minors_are_positive(a: &DMatrix<IBig>) -> bool {
    let (n, mut a) = (a.nrows(), a.clone());
    let mut previous = IBig::ONE;
    for k in 0..n {
        let pivot = a[(k, k)].clone();
        if pivot.is_zero() || pivot.is_negative() {
            return false;
        }
        for i in k + 1..n {
            for j in k + 1..=i {
                // symmetric: only the lower triangle is kept
                let next = &pivot * &a[(i, j)] - &a[(i, k)] * &a[(j, k)];
                a[(i, j)] = next / &previous;
            }
        }
        previous = pivot;
    }
    true
}
