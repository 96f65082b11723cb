//! Nonlinear conjugate gradients for each player on its own loss: d ← −g + βd, p + h d.

use super::conjugacy::beta;
use super::{DenseError, check, gda};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Nlcg;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State<S> {
    /// g and d of the last step; `None` before the first.
    pub previous: Option<Previous<S>>,
}

/// Gradients and directions of both players, stacked.
#[derive(Clone, Debug, PartialEq)]
pub struct Previous<S> {
    /// g = −v: each player's gradient of what it minimises.
    pub gradient: DVector<S>,
    /// d.
    pub direction: DVector<S>,
}

/// One step, with g = −v: d₀ = −g₀, d_k = −g_k + β d_{k−1} with one β per player from its own
/// part of g and d; x + hx d_x, y + hy d_y.
///
/// The β rules are those of [`super::conjugacy`]. There is no line search. The state is unchanged
/// if it fails.
///
/// # Errors
/// `DimensionMismatch` (also for the state), `Negative` (hx, hy), `NonFinite` (p, v, hx, hy, mu), `NotRepresentable`,
/// and `Undecided` or `NotDifferentiable` as [`super::conjugacy`].
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// CG, algorithm 1.
///
/// # Deviations
/// Step sizes are constants here; schedules are the loop's business.
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Nlcg<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    check::parameters(&[("mu", &params.mu)])?;
    let gradient = -check::field(game, p)?;
    let direction = match &state.previous {
        None => -&gradient,
        Some(previous) => conjugate(params, game.nx(), &gradient, previous)?,
    };
    let direction = check::result("the direction d", direction)?;
    let next = check::moved(p, gda::scaled(&params.steps, game.nx(), &direction))?;
    state.previous = Some(Previous {
        gradient,
        direction,
    });
    Ok(next)
}

/// −g + βd₋, player by player.
fn conjugate<S: Scalar>(
    params: &Nlcg<S>,
    nx: usize,
    gradient: &DVector<S>,
    previous: &Previous<S>,
) -> Result<DVector<S>, DenseError> {
    let n = gradient.len();
    check::size(
        "the length of the previous gradient",
        n,
        previous.gradient.len(),
    )?;
    check::size(
        "the length of the previous direction",
        n,
        previous.direction.len(),
    )?;
    let mut direction = -gradient;
    for (start, size) in [(0, nx), (nx, n - nx)] {
        let part = |a: &DVector<S>| a.rows(start, size).into_owned();
        let d = part(&previous.direction);
        let g = part(gradient);
        let beta = beta(
            params.conjugacy,
            &g,
            &part(&previous.gradient),
            &d,
            &params.mu,
        )?;
        // d ← −g + βd₋
        direction.rows_mut(start, size).copy_from(&(d * beta - g));
    }
    Ok(direction)
}
