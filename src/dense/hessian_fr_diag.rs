//! HessianFR with f_yy⁻¹ ≈ τI from the last move of y, as L-BFGS starts.

use super::derivatives::{gradients, split, stacked};
use super::hessian_fr::System;
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::HessianFrDiag;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State<S> {
    /// y_{t−1}; `None` before the first step.
    pub previous_y: Option<DVector<S>>,
}

/// One step: x − hx gx, y + hy1 gy − τ(hy2 gy − hx f_yx gx), τ = ⟨Δg, Δy⟩/‖Δg‖² with
/// Δg = gy(x_t, y_t) − gy(x_t, y_{t−1}), Δy = y_t − y_{t−1}.
///
/// At the first step and where ‖Δg‖² = 0, τ = hinv0. The state is unchanged if it fails.
///
/// # Errors
/// As [`super::hessian_fr::step`] without `Singular`; also `Undecided` if an interval does not
/// tell whether ‖Δg‖² is zero, and `NotDifferentiable` if dual numbers make it zero in value only.
///
/// # Numerics
/// Field operations only: exact on rationals. On floats ‖Δg‖² may underflow: then τ = hinv0.
///
/// # Source
/// HFR (3.33). The texts say neither what the first step does nor what Δg = 0 means.
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &HessianFrDiag<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::parameters(&[("hinv0", &params.initial_inverse)])?;
    let system = System::at(game, &params.core, p)?;
    let inverse = match &state.previous_y {
        None => params.initial_inverse.clone(),
        Some(previous) => secant_inverse(game, params, previous, p)?,
    };
    let b = check::result("τ(hy2 gy − hx f_yx gx)", &system.rhs * inverse)?;
    let next = system.moved(&params.core, p, &b)?;
    state.previous_y = Some(split(p, game.nx()).1);
    Ok(next)
}

/// τ = ⟨Δg, Δy⟩/‖Δg‖², or hinv0.
fn secant_inverse<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &HessianFrDiag<S>,
    previous_y: &DVector<S>,
    p: &DVector<S>,
) -> Result<S, DenseError> {
    let what = "‖Δg‖² of the secant";
    check::size("the length of the previous y", game.ny(), previous_y.len())?;
    let (x, y) = split(p, game.nx());
    let (_, grad) = gradients(game, p)?;
    let (_, previous_grad) = gradients(game, &stacked(&x, previous_y))?;
    let (delta_g, delta_y) = (grad - previous_grad, y - previous_y);
    let norm2 = delta_g.dot(&delta_g);
    if check::is_zero(what, &norm2)? {
        check::smooth(what, &delta_g)?;
        return Ok(params.initial_inverse.clone());
    }
    let ratio = DVector::from_element(1, delta_g.dot(&delta_y) / norm2);
    Ok(check::result("τ", ratio)?[0].clone())
}
