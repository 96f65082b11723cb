//! Gauss-Newton on a normalised field: m ← ρm + (1 − ρ)v∘v, v̂ = v/(√m + ε), p + hφ(‖v̂‖²)v̂.
//!
//! m₀ = 0 without bias correction, and B = λI + v̂ v̂ᵀ is built from v̂.

use super::rmsprop::{mean_square, normalised};
use super::{DenseError, check, gn};
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::GnAdaptive;
use nalgebra::DVector;

pub use super::rmsprop::State;

/// One step. The state is unchanged if it fails.
///
/// # Errors
/// As [`gn::step`] and [`super::rmsprop::step`].
pub fn step<S: Real, G: Game<S> + ?Sized>(
    game: &G,
    params: &GnAdaptive<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::parameters(&[("rho", &params.decay), ("eps", &params.eps)])?;
    let v = check::field(game, p)?;
    let squares = mean_square(&state.squares, &v, params.decay)?;
    // B from v̂ = v/(√m + ε)
    let b = gn::rank_one(&params.core, normalised(&v, &squares, params.eps)?)?;
    let next = check::moved(p, b.direction(params.core.form)? * params.core.step)?;
    state.squares = squares;
    Ok(next)
}
