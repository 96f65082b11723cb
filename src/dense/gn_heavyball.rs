//! Heavy ball around Gauss-Newton: p + h A v + β(p − p₋₁), p₋₁ = p₀.

use super::{DenseError, check, gn};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::GnHeavyball;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State<S> {
    /// p₋₁; `None` before the first step, where it is p₀ itself.
    pub previous: Option<DVector<S>>,
}

/// One step. The state is unchanged if it fails.
///
/// # Errors
/// As [`gn::step`]; also for β and for a state of another size.
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &GnHeavyball<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::parameters(&[("beta", &params.momentum)])?;
    let b = gn::rank_one(&params.core, check::field(game, p)?)?;
    let previous = state.previous.as_ref().unwrap_or(p);
    check::size("the length of the previous point", p.len(), previous.len())?;
    let descent = b.direction(params.core.form)? * params.core.step.clone();
    let inertia = (p - previous) * params.momentum.clone();
    let next = check::moved(p, descent + inertia)?;
    state.previous = Some(p.clone());
    Ok(next)
}
