//! Simultaneous gradient descent ascent: p + h v.

use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::{Gda, Steps};
use nalgebra::DVector;

/// One step: x − hx ∇ₓ loss_x, y + hy ∇ᵧ payoff_y.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite` (p, v, hx, hy), `Negative` (hx, hy), `NotRepresentable` (the
/// new point).
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Gda<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    let v = check::field(game, p)?;
    check::moved(p, scaled(&params.steps, game.nx(), &v))
}

/// (hx d_x, hy d_y): each player's part of a direction under his own step size.
pub(super) fn scaled<S: Scalar>(steps: &Steps<S>, nx: usize, d: &DVector<S>) -> DVector<S> {
    DVector::from_fn(d.len(), |i, _| {
        let h = if i < nx { &steps.x } else { &steps.y };
        h.clone() * d[i].clone()
    })
}
