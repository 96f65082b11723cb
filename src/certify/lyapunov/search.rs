//! Where a P may be found: floating point only, nothing here is trusted.

use crate::dense;
use crate::scalar::{Rational, Rounding, Scalar};
use nalgebra::DMatrix;

/// Squarings of M after which its powers count as not decaying.
const DOUBLINGS: usize = 80;
/// How often the coordinates are rescaled.
const RESCALINGS: usize = 3;
/// Where the contraction factor is tried: 1 − t(1 − ρ).
const FRACTIONS: [f64; 5] = [0.5, 0.25, 0.0625, 0.75, 0.015625];

/// A guess: P, and a factor q with MᵀPM ⪯ q²P.
pub(super) struct Candidate {
    pub(super) p: DMatrix<f64>,
    pub(super) factor: Rational,
}

/// Guesses for a matrix whose powers decay, in the order in which they should be tried.
///
/// With A = M/r, ρ(M) < r ≤ 1, the sum P = Σ (Aᵀ)ᵏAᵏ satisfies MᵀPM = r²(P − I), so q = r. Where
/// the powers grow much before they decay P is ill-conditioned; the coordinates are then scaled
/// by the square roots of its diagonal, and the sum is formed again.
pub(super) fn candidates(m: &DMatrix<f64>) -> impl Iterator<Item = Candidate> + '_ {
    let mut scaling = vec![0; m.nrows()];
    (0..RESCALINGS).flat_map(move |_| {
        // D M D⁻¹ with D = 2^scaling
        let scaled = DMatrix::from_fn(m.nrows(), m.nrows(), |i, j| {
            m[(i, j)].scale(scaling[i] - scaling[j])
        });
        let mut found = vec![];
        let mut next = scaling.clone();
        for (radius, factor) in radii(&scaled) {
            let identity = DMatrix::identity(m.nrows(), m.nrows());
            let Some(p) = lyapunov_sum(&(&scaled / radius), identity) else {
                continue;
            };
            for (i, e) in next.iter_mut().enumerate() {
                *e = scaling[i] + p[(i, i)].exponent() / 2;
            }
            let factor = factor.unwrap_or_else(|| below_one(p.trace()));
            let p = DMatrix::from_fn(p.nrows(), p.nrows(), |i, j| {
                p[(i, j)].scale(scaling[i] + scaling[j])
            });
            found.push(Candidate { p, factor });
        }
        scaling = next;
        found
    })
}

/// Radii between ρ and 1 with few bits, each its own factor; last 1, whose factor follows from P.
fn radii(m: &DMatrix<f64>) -> Vec<(f64, Option<Rational>)> {
    let mut radii = vec![];
    if let Ok(gap) = dense::spectral_radius(m).map(|rho| 1.0 - rho)
        && gap > 0.0
    {
        for t in FRACTIONS {
            // t·gap, kept to three bits
            let step = t * gap;
            let exponent = step.exponent() - 2;
            let radius = 1.0 - libm::trunc(step.scale(-exponent)).scale(exponent);
            let factor = Rational::from_f64(radius).filter(|_| (0.0..1.0).contains(&radius));
            radii.extend(factor.map(|q| (radius, Some(q))));
        }
    }
    radii.push((1.0, None));
    radii
}

/// q = 1 − 2⁻ᵏ with q² ≥ 1 − 1/λmax: MᵀPM = P − I ⪯ (1 − 1/λmax)P.
fn below_one(largest: f64) -> Rational {
    let k = largest.max(1.0).exponent() + 2;
    Rational::ONE - Rounding::scale(&Rational::ONE, -k)
}

/// P = Σ (Aᵀ)ᵏQAᵏ by doubling: P ← P + AᵀPA, A ← A². `None` if the powers do not decay.
pub(super) fn lyapunov_sum(a: &DMatrix<f64>, q: DMatrix<f64>) -> Option<DMatrix<f64>> {
    let (mut a, mut p) = (a.clone(), q);
    for _ in 0..DOUBLINGS {
        let growth = a.transpose() * &p * &a;
        if !growth.iter().all(|x| x.is_finite()) {
            return None;
        }
        p += &growth;
        if growth.amax() <= f64::EPSILON * f64::EPSILON * p.amax() {
            return Some((&p + p.transpose()) * 0.5);
        }
        a = &a * &a;
    }
    None
}

/// P with `bits` bits below the geometric mean of the diagonal entries that each entry links,
/// scaled so that its entries are near 1; symmetric. `None` if its diagonal is not positive.
pub(super) fn shortened(p: &DMatrix<f64>, bits: i32) -> Option<DMatrix<f64>> {
    let n = p.nrows();
    if (0..n).any(|i| p[(i, i)].is_nan() || p[(i, i)] <= 0.0) {
        return None;
    }
    let half: Vec<i32> = (0..n).map(|i| p[(i, i)].exponent().div_euclid(2)).collect();
    let base = half.iter().copied().min().unwrap_or(0);
    let short = DMatrix::from_fn(n, n, |i, j| {
        let (i, j) = (i.max(j), i.min(j));
        let grid = half[i] + half[j] - bits;
        libm::rint(p[(i, j)].scale(-grid)).scale(grid - 2 * base)
    });
    short.iter().all(|x| x.is_finite()).then_some(short)
}
