//! Gradient descent – Newton: x descends, then y takes a full Newton step at the new x.

use super::derivatives::{Derivatives, gradients, solve_vector, stacked};
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::{Gdn, HessianAt};
use nalgebra::DVector;

/// One step: x⁺ = x − hx gx, y − f_yy⁻¹ gy(x⁺, y), with f_yy at (x, y) (`Old`) or (x⁺, y) (`New`).
///
/// # Errors
/// `DimensionMismatch`, `Negative` (hx), `NonFinite` (p, v, J, hx; also v and J at (x⁺, y)), `Singular` (f_yy),
/// `NotRepresentable`.
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// HFR, section 3.1.2, from Zhang et al. 2021. The texts do not say where f_yy is evaluated.
///
/// # Examples
/// ```
/// use gnash::{dense::gdn, game::Quadratic, spec::{Gdn, HessianAt}};
/// use nalgebra::DVector;
/// // g1 = −3x² − y² + 4xy at (1, 1): x⁺ = 1 + ½, gy(x⁺, 1) = −2 + 6, y − 4/(−2)
/// let params = Gdn { step_x: 0.25, hessian_at: HessianAt::Old };
/// let next = gdn::step(&Quadratic::g1(), &params, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [1.5, 3.0]);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Gdn<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.step_x)])?;
    let zeros = |n| DVector::from_element(n, S::zero());
    let (grad_x, _) = gradients(game, p)?;
    // (x⁺, y)
    let change_x = -grad_x * params.step_x.clone();
    let between = check::moved(p, stacked(&change_x, &zeros(game.ny())))?;
    let (_, grad_y) = gradients(game, &between)?;
    let at = match params.hessian_at {
        HessianAt::Old => p,
        HessianAt::New => &between,
    };
    // y − f_yy⁻¹ gy(x⁺, y)
    let newton = solve_vector("gy(x⁺, y)", &Derivatives::at(game, at)?.d_yy, grad_y)?;
    check::moved(&between, stacked(&zeros(game.nx()), &-newton))
}
