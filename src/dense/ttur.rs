//! Two time scales: x − hx gx, y + hy gy.

use super::{DenseError, check, gda};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Ttur;
use nalgebra::DVector;

/// One step: x − hx ∇ₓ loss_x, y + hy ∇ᵧ payoff_y, both at (x, y).
///
/// The same map as [`gda::step`] with two step sizes; an id of its own because the literature
/// treats hx ≪ hy or hy ≪ hx as a method.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite` (p, v, hx, hy), `Negative` (hx, hy), `NotRepresentable` (the
/// new point).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// Heusel et al. 2017, arXiv:1706.08500, eq. (1).
///
/// # Examples
/// ```
/// use gnash::{dense::ttur, game::Quadratic, spec::{Steps, Ttur}};
/// use nalgebra::DVector;
/// // g1: v = (6x − 4y, 4x − 2y) = (2, 2) at (1, 1)
/// let method = Ttur { steps: Steps { x: 0.5, y: 0.25 } };
/// let next = ttur::step(&Quadratic::g1(), &method, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [2.0, 1.5]);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Ttur<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    let v = check::field(game, p)?;
    check::moved(p, gda::scaled(&params.steps, game.nx(), &v))
}
