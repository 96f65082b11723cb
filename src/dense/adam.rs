//! Adam on the field: bias-corrected means, ε outside the root.

use super::rmsprop::{mean_square, normalised};
use super::{DenseError, check, gda};
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::Adam;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct State<S> {
    /// Running mean of v.
    pub mean: DVector<S>,
    /// Running mean of v∘v.
    pub squares: DVector<S>,
    /// t, the number of steps taken.
    pub steps_taken: usize,
}

impl<S: Real> State<S> {
    /// Both means 0, of length n.
    pub fn new(n: usize) -> Self {
        Self {
            mean: DVector::from_element(n, S::zero()),
            squares: DVector::from_element(n, S::zero()),
            steps_taken: 0,
        }
    }
}

/// One step: m ← β₁m + (1 − β₁)v, q ← β₂q + (1 − β₂)v∘v, p + h m̂/(√q̂ + ε) with
/// m̂ = m/(1 − β₁ᵗ), q̂ = q/(1 − β₂ᵗ). The state is unchanged if it fails.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite` (p, v, hyper-parameters), `NotRepresentable` (v∘v overflows,
/// 0/0 with ε = 0 or β = 1, or the new point).
///
/// # Source
/// Kingma & Ba 2015, algorithm 1, on each player's own gradient.
pub fn step<S: Real, G: Game<S> + ?Sized>(
    game: &G,
    params: &Adam<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    check::parameters(&[("beta1", &params.beta1), ("beta2", &params.beta2)])?;
    check::parameters(&[("eps", &params.eps)])?;
    let v = check::field(game, p)?;
    check::size("the length of the mean", v.len(), state.mean.len())?;
    let (beta1, beta2) = (params.beta1, params.beta2);
    let mean = &state.mean * beta1 + &v * (S::one() - beta1);
    let squares = mean_square(&state.squares, &v, beta2)?;
    let steps_taken = state.steps_taken + 1;
    let correction = |beta: S| S::one() - num_traits::pow(beta, steps_taken);
    let (correction1, correction2) = (correction(beta1), correction(beta2));
    let unbiased = mean.map(|m| m / correction1);
    let unbiased_squares = squares.map(|q| q / correction2);
    let direction = normalised(&unbiased, &unbiased_squares, params.eps)?;
    let next = check::moved(p, gda::scaled(&params.steps, game.nx(), &direction))?;
    *state = State {
        mean,
        squares,
        steps_taken,
    };
    Ok(next)
}
