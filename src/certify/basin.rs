//! Where the Gauss-Newton map of a strongly monotone quadratic game contracts, and beyond what
//! distance it diverges.
//!
//! The game: v(p) = J(p − p*), with μ‖e‖² ≤ −eᵀJe and ‖Je‖ ≤ L‖e‖ for all e, 0 < μ ≤ L (so p* is
//! its strict Nash point, and ‖Je‖ ≥ μ‖e‖). The map, `inverse_minus_identity`:
//! F(p) = p + hφ(s) v, s = ‖v‖², φ(s) = 1/(λ + s) − 1, h > 0, 0 < λ < 1, so φ falls from
//! 1/λ − 1 at s = 0 through 0 at s = 1 − λ towards −1. With e = p − p* and t = hφ(s)
//!
//! ‖e⁺‖² = ‖e‖² + 2t eᵀJe + t²‖Je‖².
//!
//! *Inside*, ‖e‖ ≤ r < √(1−λ)/L: s ≤ L²r² < 1 − λ, so t₀ = hφ(L²r²) ≤ t ≤ t₁ = h(1/λ − 1) with t₀ > 0, and
//! ‖e⁺‖² ≤ q(t)‖e‖², q(t) = 1 − 2μt + L²t². As q is convex, q(0) = q(2μ/L²) = 1 and t₁ < 2μ/L² by
//! hypothesis, q(t) ≤ max(q(t₀), q(t₁)) < 1. The next point is nearer, so the ball is invariant, the
//! same rate holds again, and the distance to p* shrinks by at least that factor in every step.
//!
//! *Outside*, ‖e‖ ≥ R > √(1−λ)/μ: s ≥ μ²R² > 1 − λ, so t ≤ −hc with c = 1 − 1/(λ + μ²R²) > 0. Now
//! t eᵀJe = |t|(−eᵀJe) ≥ hcμ‖e‖² and ‖e⁺‖² ≥ (1 + 2hcμ)‖e‖². The next point is farther, so the same
//! rate holds again: the distance grows at least geometrically, for every h > 0.
//!
//! Between the two radii (they coincide for μ = L) nothing is claimed.

use super::enclosure::root_below_and_above;
use super::{Answer, CertifyError, Definiteness, check, definiteness};
use crate::dense;
use crate::game::{Game, Quadratic};
use crate::scalar::{Rational, Scalar};
use nalgebra::{DMatrix, DVector};

/// The certified radii, and all that enters their proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basin {
    /// p*, the only zero of v.
    pub equilibrium: DVector<Rational>,
    /// h.
    pub step: Rational,
    /// λ.
    pub damping: Rational,
    /// μ > 0: diag(P, Q) − μI ⪰ 0, decided exactly.
    pub monotonicity: Rational,
    /// L: L²I − JᵀJ ⪰ 0, decided exactly.
    pub lipschitz: Rational,
    /// At most √(1−λ)/L: from closer than this the iterates converge to p*.
    pub inner: Rational,
    /// At least √(1−λ)/μ: from farther than this the distance to p* grows without bound.
    pub outer: Rational,
}

/// Why no basin exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBasin {
    /// v is not strongly monotone: wᵀJw ≥ 0 for this w ≠ 0.
    NotMonotone(DVector<Rational>),
    /// λ ≥ 1: φ(s) < 0 for all s > 0 and every step leads away from p*.
    Damping(Rational),
}

impl Basin {
    /// A factor < 1 by which ‖p − p*‖² shrinks at least, in every step from ‖p − p*‖ ≤ `radius`:
    /// max(q(t₀), q(t₁)). `None` unless 0 ≤ `radius` < `inner`.
    pub fn shrinks_by(&self, radius: &Rational) -> Option<Rational> {
        if *radius < Rational::ZERO || *radius >= self.inner {
            return None;
        }
        let (mu, l) = (&self.monotonicity, &self.lipschitz);
        let q = |t: Rational| Rational::ONE - mu * &t * Rational::from(2) + l * l * &t * &t;
        let at_edge = q(&self.step * self.phi(&(l * l * radius * radius)));
        let at_centre = q(&self.step * self.phi(&Rational::ZERO));
        Some(at_edge.max(at_centre))
    }

    /// A factor > 1 by which ‖p − p*‖² grows at least, in every step from ‖p − p*‖ ≥ `radius`:
    /// 1 + 2hcμ. `None` unless `radius` > `outer`.
    pub fn grows_by(&self, radius: &Rational) -> Option<Rational> {
        if *radius <= self.outer {
            return None;
        }
        let mu = &self.monotonicity;
        let c = -self.phi(&(mu * mu * radius * radius));
        Some(Rational::ONE + Rational::from(2) * &self.step * c * mu)
    }

    /// φ(s) = 1/(λ + s) − 1.
    fn phi(&self, s: &Rational) -> Rational {
        Rational::ONE / (&self.damping + s) - Rational::ONE
    }
}

/// The basin of the strict Nash point of a quadratic game under `gn` with
/// `inverse_minus_identity`.
///
/// `Proved` where the hypotheses of this module's derivation hold: v strongly monotone, 0 < λ < 1 and
/// h(1/λ − 1) < 2μ/L² for the certified μ and L. `Refuted` where strong monotonicity or λ < 1 fails;
/// `Undecided` where only the last does.
///
/// # Errors
/// `NotPositive` (h, λ); `TooLarge` beyond [`super::DEFINITE_LIMIT`].
///
/// # Numerics
/// μ and L within a relative 2⁻³⁰ of the best where floats tell them, the radii within 2⁻³⁰ of
/// √(1−λ)/L and √(1−λ)/μ.
///
/// # Source
/// Our own derivation; GN states convergence of this form for λ in (0, 1) without a basin.
///
/// # Examples
/// ```
/// use gnash::{certify::{self, Answer}, game::Quadratic, scalar::Rational};
/// use nalgebra::{DMatrix, DVector};
/// // f = x² − y²: μ = L = 2, so with λ = ¾ both radii are ½/2
/// let entry = |a: i64| DMatrix::from_element(1, 1, Rational::from(a));
/// let zero = || DVector::from_element(1, Rational::ZERO);
/// let game = Quadratic::new(entry(2), entry(0), entry(2), zero(), zero())?;
/// let part = |a: i64, b: u8| Rational::from_parts(a.into(), b.into());
/// let Answer::Proved(basin) = certify::basin(&game, &part(1, 2), &part(3, 4))? else {
///     panic!("the hypotheses hold");
/// };
/// assert_eq!((basin.inner, basin.outer), (part(1, 4), part(1, 4)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn basin(
    game: &Quadratic<Rational>,
    step: &Rational,
    damping: &Rational,
) -> Result<Answer<Basin, NoBasin>, CertifyError> {
    check::positive("h", step)?;
    check::positive("lam", damping)?;
    let n = game.dim();
    check::within("the Jacobian", n, super::DEFINITE_LIMIT)?;
    let origin = DVector::from_element(n, Rational::ZERO);
    let jacobian = game.jacobian(&origin);
    if n == 0 {
        return Ok(Answer::undecided("the game has no variables"));
    }
    if *damping >= Rational::ONE {
        return Ok(Answer::Refuted(NoBasin::Damping(damping.clone())));
    }
    // −½(J + Jᵀ) = diag(P, Q)
    let half = Rational::ONE / Rational::from(2);
    let curvature = -(&jacobian + jacobian.transpose()) * half;
    let pivots = match definiteness(&curvature)? {
        Definiteness::Definite { pivots } => pivots,
        Definiteness::Semidefinite { kernel: w, .. } | Definiteness::Not { witness: w, .. } => {
            return Ok(Answer::Refuted(NoBasin::NotMonotone(w)));
        }
    };
    let monotonicity = smallest_eigenvalue_below(&curvature, &pivots)?;
    let lipschitz = norm_above(&jacobian)?;
    let at_zero = step * (Rational::ONE / damping - Rational::ONE);
    if at_zero.clone() * &lipschitz * &lipschitz >= Rational::from(2) * &monotonicity {
        let text = "h(1/lam − 1) is not below 2μ/L²";
        return Ok(Answer::undecided(format!(
            "{text} with μ = {monotonicity}, L = {lipschitz}"
        )));
    }
    let (below, above) = root_below_and_above(&(Rational::ONE - damping));
    // v(0) = −J p*
    let field = DMatrix::from_column_slice(n, 1, game.field(&origin).as_slice());
    let equilibrium = -dense::solve(&jacobian, &field)?.column(0).into_owned();
    Ok(Answer::Proved(Basin {
        equilibrium,
        step: step.clone(),
        damping: damping.clone(),
        inner: below / &lipschitz,
        outer: above / &monotonicity,
        monotonicity,
        lipschitz,
    }))
}

/// Fractions near a float, the closest first: itself cut to 24 bits, which recovers small
/// fractions of powers of two, and then less and less, or more and more, of it.
fn candidates(value: f64, direction: i64) -> Vec<Rational> {
    let Some(exact) = Rational::from_f64(value).filter(|a| *a > Rational::ZERO) else {
        return vec![];
    };
    let short = Rational::from_f64(f64::from(value as f32)).into_iter();
    let moved = [40, 31, 20, 10].into_iter().map(|bits| {
        let share = Rational::from(direction) / Rational::from(1i64 << bits);
        &exact * (Rational::ONE + share)
    });
    let close = |a: &Rational| (a - &exact).abs() * Rational::from(1i64 << 40) <= exact;
    short.filter(close).chain(moved).collect()
}

/// The smallest and the largest eigenvalue of a symmetric matrix, about; 0 where floats end.
fn extremes(a: DMatrix<f64>) -> (f64, f64) {
    if a.iter().any(|x| !x.is_finite()) {
        return (0.0, 0.0);
    }
    let values = a.symmetric_eigenvalues();
    (values.min(), values.max())
}

/// μ > 0 with A − μI ⪰ 0, for A ≻ 0 with these pivots.
fn smallest_eigenvalue_below(
    a: &DMatrix<Rational>,
    pivots: &[Rational],
) -> Result<Rational, CertifyError> {
    let n = a.nrows();
    let float = a.map(|x| Scalar::to_f64(&x));
    for mu in candidates(extremes(float).0, -1) {
        let shift = DMatrix::from_diagonal_element(n, n, mu.clone());
        if definiteness(&(a - shift))?.is_semidefinite() {
            return Ok(mu);
        }
    }
    // det A is the smallest eigenvalue times n − 1 others, each at most the trace
    let determinant = pivots.iter().fold(Rational::ONE, |d, pivot| d * pivot);
    let trace = (0..n).fold(Rational::ZERO, |sum, i| sum + &a[(i, i)]);
    Ok((1..n).fold(determinant, |quotient, _| quotient / &trace))
}

/// L > 0 with L²I − JᵀJ ⪰ 0, for J ≠ 0.
fn norm_above(jacobian: &DMatrix<Rational>) -> Result<Rational, CertifyError> {
    let n = jacobian.nrows();
    let float = jacobian.map(|x| Scalar::to_f64(&x));
    let square = jacobian.transpose() * jacobian;
    let largest = extremes(float.transpose() * float).1;
    for l in candidates(libm::sqrt(largest), 1) {
        let scaled = DMatrix::from_diagonal_element(n, n, &l * &l);
        if definiteness(&(scaled - &square))?.is_semidefinite() {
            return Ok(l);
        }
    }
    let entries = jacobian.iter().map(Scalar::abs);
    Ok(entries.fold(Rational::ZERO, |sum, a| sum + a))
}
