//! Competitive gradient descent: the Nash point of the local bilinear game with quadratic
//! penalties ‖·‖²/(2h).

use super::derivatives::{Derivatives, solve_vector, stacked};
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Cgd;
use nalgebra::{DMatrix, DVector};

const SYSTEM: &str = "the system I + h² D_xy D_yx";

/// One step: x − h(I + h² f_xy f_yx)⁻¹(gx + h f_xy gy), y + h(I + h² f_yx f_xy)⁻¹(gy − h f_yx gx).
///
/// # Errors
/// `DimensionMismatch`, `Negative` (h), `NonFinite` (p, v, J, h), `NotRepresentable`. `Singular` in games with
/// two losses only: zero-sum, f_xy f_yx = f_xy f_xyᵀ ⪰ 0 and the systems are positive definite.
///
/// # Numerics
/// Field operations only: exact on rationals; on floats the error grows with the condition of
/// I + h² f_xy f_yx.
///
/// # Source
/// CGD, eq. (3) and algorithm 1, with g = −payoff_y.
///
/// # Deviations
/// None.
///
/// # Examples
/// ```
/// use gnash::{dense::cgd, game::Quadratic, spec::Cgd};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// // f = xy at (1, 1), h = 1: x − (1 + 1)/2, y + (1 − 1)/2
/// let next = cgd::step(&game, &Cgd { step: 1.0 }, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [0.0, 1.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Cgd<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    let h = &params.step;
    let d = Derivatives::at(game, p)?;
    let change_x = -answer(
        h,
        &(&d.d_xy * &d.d_yx),
        &d.grad_x + &d.d_xy * &d.grad_y * h.clone(),
    )?;
    let change_y = answer(
        h,
        &(&d.d_yx * &d.d_xy),
        &d.grad_y - &d.d_yx * &d.grad_x * h.clone(),
    )?;
    check::moved(p, stacked(&change_x, &change_y))
}

/// The same step with one system: dx = −h(I + h² f_xy f_yx)⁻¹(gx + h f_xy gy), and y's best
/// answer to it, dy = h(gy + f_yx dx).
///
/// # Errors
/// As [`step`].
pub fn step_by_reaction<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Cgd<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    let h = &params.step;
    let d = Derivatives::at(game, p)?;
    let change_x = -answer(
        h,
        &(&d.d_xy * &d.d_yx),
        &d.grad_x + &d.d_xy * &d.grad_y * h.clone(),
    )?;
    let change_y = (d.grad_y + d.d_yx * &change_x) * h.clone();
    check::moved(p, stacked(&change_x, &change_y))
}

/// h(I + h² product)⁻¹ g.
fn answer<S: Scalar>(h: &S, product: &DMatrix<S>, g: DVector<S>) -> Result<DVector<S>, DenseError> {
    let n = g.len();
    let identity = DMatrix::from_diagonal_element(n, n, S::one());
    let system = identity + product * (h.clone() * h.clone());
    Ok(solve_vector(SYSTEM, &system, g)? * h.clone())
}
