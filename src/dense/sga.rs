//! Symplectic gradient adjustment: p − h(ξ + λAᵀξ) with ξ = −v and A the antisymmetric part of
//! H = ξ' = −J.

use super::derivatives::{Derivatives, jacobian, stacked};
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Sga;
use nalgebra::{DMatrix, DVector};

/// One step: p − h(ξ + λAᵀξ), A = (H − Hᵀ)/2.
///
/// With `align`, λ becomes λ·sign(⟨ξ, Hᵀξ⟩⟨Aᵀξ, Hᵀξ⟩/n + align_eps), where sign 0 = 0.
///
/// # Errors
/// `DimensionMismatch`, `Negative` (h), `NonFinite` (p, v, J, h, λ, align_eps), `NotRepresentable`, `Undecided`
/// (an interval does not tell the sign), `NotDifferentiable` (a dual number sits on its jump).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// Balduzzi et al. 2018, algorithm 1; Letcher et al. 2019.
///
/// # Deviations
/// None. λ may have any sign.
///
/// # Examples
/// ```
/// use gnash::{dense::sga, game::Quadratic, spec::Sga};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// // f = xy at (1, 1): ξ = (1, −1), A = [[0, 1], [−1, 0]], Aᵀξ = (1, 1)
/// let params = Sga { step: 0.5, adjustment: 1.0, align: None };
/// let next = sga::step(&game, &params, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [0.0, 1.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Sga<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check_parameters(params)?;
    let xi = -check::field(game, p)?;
    let h = -jacobian(game, p)?;
    let adjustment = antisymmetric_part(&h).transpose() * &xi;
    let weight = weight(params, &xi, &h, &adjustment)?;
    // p − h(ξ + λAᵀξ)
    check::moved(p, -(xi + adjustment * weight) * params.step.clone())
}

/// The same step, player by player: with C = (f_xy + f_yxᵀ)/2,
/// x − h(gx + λ C gy), y + h(gy − λ Cᵀ gx).
///
/// Equal to [`step`] wherever f_xx and f_yy are symmetric, as Hessians are.
///
/// # Errors
/// As [`step`].
pub fn step_by_players<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Sga<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check_parameters(params)?;
    let d = Derivatives::at(game, p)?;
    let c = (&d.d_xy + d.d_yx.transpose()) / S::from_i64(2);
    let (c_gy, ct_gx) = (&c * &d.grad_y, c.transpose() * &d.grad_x);
    let xi = stacked(&d.grad_x, &-&d.grad_y);
    let h = -jacobian(game, p)?;
    let weight = weight(params, &xi, &h, &stacked(&c_gy, &ct_gx))?;
    let change_x = -(d.grad_x + c_gy * weight.clone());
    let change_y = d.grad_y - ct_gx * weight;
    check::moved(p, stacked(&change_x, &change_y) * params.step.clone())
}

fn check_parameters<S: Scalar>(params: &Sga<S>) -> Result<(), DenseError> {
    check::steps(&[("h", &params.step)])?;
    check::parameters(&[("lam", &params.adjustment)])?;
    match &params.align {
        Some(eps) => check::parameters(&[("align_eps", eps)]),
        None => Ok(()),
    }
}

/// (H − Hᵀ)/2.
fn antisymmetric_part<S: Scalar>(h: &DMatrix<S>) -> DMatrix<S> {
    (h - h.transpose()) / S::from_i64(2)
}

/// λ, or with `align` λ·sign(⟨ξ, Hᵀξ⟩⟨Aᵀξ, Hᵀξ⟩/n + align_eps).
fn weight<S: Scalar>(
    params: &Sga<S>,
    xi: &DVector<S>,
    h: &DMatrix<S>,
    adjustment: &DVector<S>,
) -> Result<S, DenseError> {
    let lambda = params.adjustment.clone();
    let Some(eps) = &params.align else {
        return Ok(lambda);
    };
    let what = "the alignment ⟨ξ, Hᵀξ⟩⟨Aᵀξ, Hᵀξ⟩/n + align_eps";
    let gradient = h.transpose() * xi;
    // the empty game has no alignment, only ε
    let n = S::from_i64(xi.len().max(1) as i64);
    let alignment = xi.dot(&gradient) * adjustment.dot(&gradient) / n + eps.clone();
    let alignment = check::result(what, DVector::from_element(1, alignment))?;
    if check::is_zero(what, &alignment[0])? {
        return Ok(S::zero());
    }
    Ok(if alignment[0] < S::zero() {
        -lambda
    } else {
        lambda
    })
}
