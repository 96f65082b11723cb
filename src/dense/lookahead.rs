//! Lookahead around descent ascent: every k steps slow ← slow + α(p − slow), p ← slow.

use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Lookahead;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct State<S> {
    /// The slow point; `None` before the first step, where it is p₀.
    pub slow: Option<DVector<S>>,
    /// Inner steps since the last interpolation, below k.
    pub inner_steps: usize,
}

impl<S> Default for State<S> {
    fn default() -> Self {
        Self {
            slow: None,
            inner_steps: 0,
        }
    }
}

/// One inner step p + h v; if it is the k-th since the last one, then slow ← slow + α(p − slow)
/// and p ← slow, for both players at once. The state is unchanged if it fails.
///
/// # Errors
/// `NoSteps` (k = 0), `DimensionMismatch` (also for the state), `NonFinite` (p, v, h, α),
/// `Negative` (h), `NotRepresentable` (the new point).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// Zhang et al. 2019, arXiv:1907.08610, algorithm 1; for games Chavdarova et al. 2021,
/// arXiv:2006.14567, whose joint interpolation of both players this is.
///
/// # Examples
/// ```
/// use gnash::{dense::lookahead, game::Quadratic, spec::Lookahead};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// let method = Lookahead { step: 0.5, inner: 2, interpolation: 0.5 };
/// let mut state = lookahead::State::default();
/// // f = xy: (1, 0) → (1, ½) → (¾, 1), half way back to (1, 0)
/// let first = lookahead::step(&game, &method, &mut state, &DVector::from_vec(vec![1.0, 0.0]))?;
/// let second = lookahead::step(&game, &method, &mut state, &first)?;
/// assert_eq!((first.as_slice(), second.as_slice()), (&[1.0, 0.5][..], &[0.875, 0.5][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Lookahead<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    check::parameters(&[("alpha", &params.interpolation)])?;
    check::count("k", params.inner)?;
    let v = check::field(game, p)?;
    let slow = state.slow.as_ref().unwrap_or(p);
    check::size("the length of the slow point", p.len(), slow.len())?;
    let fast = check::moved(p, v * params.step.clone())?;
    let inner_steps = state.inner_steps + 1;
    if inner_steps < params.inner {
        state.slow = Some(slow.clone());
        state.inner_steps = inner_steps;
        return Ok(fast);
    }
    // slow ← slow + α(p − slow)
    let slow = check::moved(slow, (fast - slow) * params.interpolation.clone())?;
    state.slow = Some(slow.clone());
    state.inner_steps = 0;
    Ok(slow)
}
