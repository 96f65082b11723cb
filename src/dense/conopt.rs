//! Consensus optimization: p + h(v − γ Jᵀv), descent–ascent with descent on ½γ‖v‖² mixed in.

use super::derivatives::jacobian;
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Conopt;
use nalgebra::DVector;

/// One step: p + h(v − γ Jᵀv); Jᵀv is the gradient of ½‖v‖².
///
/// # Errors
/// `DimensionMismatch`, `Negative` (h), `NonFinite` (p, v, J, h, γ), `NotRepresentable` (the new point).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// NG, algorithm 2.
///
/// # Deviations
/// None. γ may have any sign.
///
/// # Examples
/// ```
/// use gnash::{dense::conopt, game::Quadratic, spec::Conopt};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// // f = xy at (1, 1): v = (−1, 1), J = [[0, −1], [1, 0]], Jᵀv = (1, 1)
/// let params = Conopt { step: 0.5, penalty: 1.0 };
/// let next = conopt::step(&game, &params, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [0.0, 1.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Conopt<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    check::parameters(&[("gamma", &params.penalty)])?;
    let v = check::field(game, p)?;
    let consensus = jacobian(game, p)?.transpose() * &v;
    check::moved(
        p,
        (v - consensus * params.penalty.clone()) * params.step.clone(),
    )
}
