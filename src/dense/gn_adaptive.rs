//! Gauss-Newton on a normalised field: m ← ρm + (1 − ρ)v∘v, v̂ = v/(√m + ε), p + hφ(‖v̂‖²)v̂.
//!
//! m₀ = 0 without bias correction, and B = λI + v̂ v̂ᵀ is built from v̂.

use super::rmsprop::{mean_square, normalised};
use super::{DenseError, check, gn};
use crate::game::Game;
use crate::scalar::Real;
use nalgebra::DVector;

pub use super::rmsprop::State;

/// Hyper-parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Params<S> {
    /// h, λ and the form of A.
    pub gn: gn::Params<S>,
    /// ρ.
    pub decay: S,
    /// ε, outside the root.
    pub eps: S,
}

/// One step. The state is unchanged if it fails.
///
/// # Errors
/// As [`gn::step`] and [`super::rmsprop::step`].
pub fn step<S: Real, G: Game<S> + ?Sized>(
    game: &G,
    params: &Params<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::parameters(&[("rho", &params.decay), ("eps", &params.eps)])?;
    let v = check::field(game, p)?;
    let squares = mean_square(&state.squares, &v, params.decay)?;
    // B from v̂ = v/(√m + ε)
    let b = params.gn.rank_one(normalised(&v, &squares, params.eps)?)?;
    let next = check::moved(p, b.direction(params.gn.form)? * params.gn.step)?;
    state.squares = squares;
    Ok(next)
}
