//! RMSprop as torch has it: m ← ρm + (1 − ρ)v∘v, m₀ = 0; p + h v/(√m + ε).

use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::Rmsprop;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct State<S> {
    /// m, the running mean of v∘v.
    pub squares: DVector<S>,
}

impl<S: Real> State<S> {
    /// m = 0 of length n.
    pub fn new(n: usize) -> Self {
        Self {
            squares: DVector::from_element(n, S::zero()),
        }
    }
}

/// βm + (1 − β)v∘v.
pub(super) fn mean_square<S: Real>(
    mean: &DVector<S>,
    v: &DVector<S>,
    decay: S,
) -> Result<DVector<S>, DenseError> {
    let what = "the length of the mean square";
    check::size(what, v.len(), mean.len())?;
    let fresh = S::one() - decay;
    let mean = mean.zip_map(v, |m, g| decay * m + fresh * g.square());
    check::result("the mean square of v", mean)
}

/// d/(√m + ε), entry by entry.
pub(super) fn normalised<S: Real>(
    d: &DVector<S>,
    squares: &DVector<S>,
    eps: S,
) -> Result<DVector<S>, DenseError> {
    let ratio = d.zip_map(squares, |d, m| d / (m.sqrt() + eps));
    check::result("v/(√m + ε)", ratio)
}

/// One step. The state is unchanged if it fails.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite` (p, v, h, ρ, ε), `NotRepresentable` (v∘v overflows, 0/0
/// with ε = 0, or the new point).
pub fn step<S: Real, G: Game<S> + ?Sized>(
    game: &G,
    params: &Rmsprop<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    check::parameters(&[("rho", &params.decay), ("eps", &params.eps)])?;
    let v = check::field(game, p)?;
    let squares = mean_square(&state.squares, &v, params.decay)?;
    let next = check::moved(p, normalised(&v, &squares, params.eps)? * params.step)?;
    state.squares = squares;
    Ok(next)
}
