//! The cascade that proves P ≻ 0 and q²P − MᵀPM ≻ 0.

use super::definite::{self, Verdict};
use super::integer::{self, Scaled};
use crate::certify::exactly;
use crate::scalar::{Rational, Scalar};
use nalgebra::DMatrix;

/// Which step of the cascade proved the second matrix definite, cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// q²P − MᵀPM formed in floats, its a-priori error added to the shift of Rump's test.
    Float,
    /// Formed exactly and rounded once, the error added to the shift.
    Rounded,
    /// Formed exactly; all leading principal minors are positive.
    Minors,
}

/// Below this size entries of M and P may lose digits to underflow: the float stage stands back.
const TINY: f64 = 1e-140;
/// Above this size products of three may overflow.
const HUGE: f64 = 1e90;

/// The float stage: S = q²P − MᵀPM with |S − fl(S)| ≤ (2n + 10)u (|Mᵀ||P||M| + q²|P|) entry by
/// entry.
///
/// M (rounded once from fractions: 2u) takes part twice, the two products cost γₙ each, q² 2u,
/// its product and the difference one each; the bound itself, a float sum of terms that are not
/// negative, is off by (2n + 6)u of itself, for which (2n + 11)u leaves room (n ≤ 2²⁰). Entries
/// that are not 0 exceed 10⁻¹⁴⁰, but terms below 2⁻¹⁰²² lose up to 2⁻¹⁰⁷⁵ each: n(1 + Σ|M|) of
/// them in an entry, for which 10⁻³⁰⁰ (1 + Σ|M|) is added.
pub(super) fn by_floats(m: &DMatrix<f64>, p: &DMatrix<f64>, factor: &Rational) -> bool {
    let plain = |a: &f64| *a == 0.0 || (TINY..HUGE).contains(&a.abs());
    if !m.iter().chain(p.iter()).all(plain) || !in_floats(p) || *factor > Rational::ONE {
        return false;
    }
    let n = p.nrows();
    let q2 = Scalar::to_f64(&(factor * factor));
    let product = m.transpose() * (p * m);
    let s = DMatrix::from_fn(n, n, |i, j| {
        let (i, j) = (i.max(j), i.min(j));
        q2 * p[(i, j)] - product[(i, j)]
    });
    let (abs_m, abs_p) = (m.abs(), p.abs());
    let size = abs_m.transpose() * (&abs_p * &abs_m) + &abs_p * q2;
    let unit = (2 * n + 11) as f64 * (f64::EPSILON / 2.0);
    let floor = 1e-300 * (1.0 + abs_m.sum());
    let radius = DMatrix::from_fn(n, n, |i, j| size[(i, j)].max(size[(j, i)]) * unit + floor);
    definite::within(&s, &radius) == Verdict::Definite
}

/// P ≻ 0 by Rump's test alone.
pub(super) fn in_floats(p: &DMatrix<f64>) -> bool {
    definite::within(p, &DMatrix::zeros(p.nrows(), p.ncols())) == Verdict::Definite
}

/// The exact stages, for entries that are fractions; without `minors` only the cheap ones.
/// `None` if the matrices are not both definite, or that was not shown.
pub(super) fn exactly_shown(
    m: &Scaled,
    p: &DMatrix<f64>,
    factor: &Rational,
    minors: bool,
) -> Option<Stage> {
    let p = Scaled::new(&exactly("P", p).ok()?);
    let s = integer::margin(m, &p, factor);
    if integer::rounded_is_definite(&p.entries) && integer::rounded_is_definite(&s) {
        return Some(Stage::Rounded);
    }
    let both = || integer::is_definite(&p.entries) && integer::is_definite(&s);
    (minors && both()).then_some(Stage::Minors)
}
