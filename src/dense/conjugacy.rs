//! The β rules of nonlinear conjugate gradients.

use super::{DenseError, check};
use crate::scalar::Scalar;
use crate::spec::Conjugacy;
use nalgebra::DVector;
use std::cmp::Ordering;

/// β under each rule, for gradients g and g₋, direction d = d₋ and y = g − g₋.
#[derive(Clone, Debug, PartialEq)]
pub struct Conjugacies<S> {
    /// Fletcher–Reeves: ‖g‖²/‖g₋‖².
    pub fr: S,
    /// Polak–Ribière–Polyak: g·y/‖g₋‖².
    pub prp: S,
    /// Hestenes–Stiefel: g·y/d·y.
    pub hs: S,
    /// Dai–Yuan: ‖g‖²/d·y.
    pub dy: S,
    /// Hager–Zhang: (g·y − μ‖y‖²(d·g)/(d·y))/d·y, not truncated.
    pub hz: S,
    /// max(0, min(fr, prp)).
    pub fr_prp: S,
    /// max(0, min(hs, dy)).
    pub hs_dy: S,
}

/// β under every rule; a zero denominator gives β = 0.
///
/// # Shapes
/// g, g₋ and d₋ have one length, which may be 0.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite`, `NotRepresentable`; `Undecided` if intervals do not tell
/// whether a denominator is zero or which bound of a hybrid rule is active; `NotDifferentiable` if
/// dual numbers sit on such a boundary.
///
/// # Numerics
/// Field operations only: exact on rationals. On floats the dot products may underflow to a zero
/// denominator.
///
/// # Source
/// CG, section 2; Hager & Zhang 2005 for `hz` (there μ = 2).
///
/// # Examples
/// ```
/// use gnash::dense::conjugacy;
/// use nalgebra::DVector;
/// let vector = |a: [f64; 2]| DVector::from_column_slice(&a);
/// // y = (−1, 1), ‖g‖² = 1, ‖g₋‖² = 1, g·y = 1, d·y = 1, d·g = 0
/// let betas = conjugacy(&vector([0.0, 1.0]), &vector([1.0, 0.0]), &vector([-1.0, 0.0]), &2.0)?;
/// assert_eq!((betas.fr, betas.prp, betas.hs, betas.dy, betas.hz), (1.0, 1.0, 1.0, 1.0, 1.0));
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn conjugacy<S: Scalar>(
    g: &DVector<S>,
    g_prev: &DVector<S>,
    d_prev: &DVector<S>,
    mu: &S,
) -> Result<Conjugacies<S>, DenseError> {
    check::size("the length of g_prev", g.len(), g_prev.len())?;
    check::size("the length of d_prev", g.len(), d_prev.len())?;
    check::finite("g", g.as_slice())?;
    check::finite("g_prev", g_prev.as_slice())?;
    check::finite("d_prev", d_prev.as_slice())?;
    check::parameters(&[("mu", mu)])?;
    let with = |rule| beta(rule, g, g_prev, d_prev, mu);
    Ok(Conjugacies {
        fr: with(Conjugacy::Fr)?,
        prp: with(Conjugacy::Prp)?,
        hs: with(Conjugacy::Hs)?,
        dy: with(Conjugacy::Dy)?,
        hz: with(Conjugacy::Hz)?,
        fr_prp: with(Conjugacy::FrPrp)?,
        hs_dy: with(Conjugacy::HsDy)?,
    })
}

/// β under one rule; the inputs were checked.
pub(super) fn beta<S: Scalar>(
    rule: Conjugacy,
    g: &DVector<S>,
    g_prev: &DVector<S>,
    d_prev: &DVector<S>,
    mu: &S,
) -> Result<S, DenseError> {
    let y = g - g_prev;
    let previous = || Dot::of("the denominator ‖g₋‖²", g_prev, g_prev);
    let slope = || Dot::of("the denominator d·y", d_prev, &y);
    match rule {
        Conjugacy::Fr => previous()?.divide(g.dot(g)),
        Conjugacy::Prp => previous()?.divide(g.dot(&y)),
        Conjugacy::Hs => slope()?.divide(g.dot(&y)),
        Conjugacy::Dy => slope()?.divide(g.dot(g)),
        Conjugacy::Hz => {
            let slope = slope()?;
            // (g·y − μ‖y‖²(d·g)/(d·y))/(d·y)
            let correction = slope.divide(y.dot(&y) * d_prev.dot(g))?;
            slope.divide(g.dot(&y) - correction * mu.clone())
        }
        Conjugacy::FrPrp => {
            let with = |rule| beta(rule, g, g_prev, d_prev, mu);
            truncated(with(Conjugacy::Fr)?, with(Conjugacy::Prp)?)
        }
        Conjugacy::HsDy => {
            let with = |rule| beta(rule, g, g_prev, d_prev, mu);
            truncated(with(Conjugacy::Hs)?, with(Conjugacy::Dy)?)
        }
    }
}

/// A denominator: a dot product that may be zero.
struct Dot<S> {
    value: S,
    is_zero: bool,
}

impl<S: Scalar> Dot<S> {
    fn of(what: &'static str, a: &DVector<S>, b: &DVector<S>) -> Result<Self, DenseError> {
        let value = a.dot(b);
        let is_zero = check::is_zero(what, &value)?;
        if is_zero {
            check::smooth(what, a)?;
            check::smooth(what, b)?;
        }
        Ok(Self { value, is_zero })
    }

    /// numerator / this, or 0.
    fn divide(&self, numerator: S) -> Result<S, DenseError> {
        if self.is_zero {
            return Ok(S::zero());
        }
        let ratio = DVector::from_element(1, numerator / self.value.clone());
        Ok(check::result("β", ratio)?[0].clone())
    }
}

/// max(0, min(a, b)).
fn truncated<S: Scalar>(a: S, b: S) -> Result<S, DenseError> {
    let smaller = match order("the difference of the two β", &a, &b)? {
        Ordering::Greater => b,
        _ => a,
    };
    Ok(match order("the smaller β", &smaller, &S::zero())? {
        Ordering::Less => S::zero(),
        _ => smaller,
    })
}

/// The order of a and b, where it is known and does not hide a kink.
fn order<S: Scalar>(what: &'static str, a: &S, b: &S) -> Result<Ordering, DenseError> {
    let difference = a.clone() - b.clone();
    check::is_zero(what, &difference)?;
    a.partial_cmp(b).ok_or_else(|| DenseError::Undecided {
        what,
        value: difference.shown(),
    })
}
