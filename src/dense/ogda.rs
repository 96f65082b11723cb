//! Optimistic descent ascent: p + 2h v_k − h v_{k−1}, v₋₁ = v₀.

use super::{DenseError, check, gda};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Ogda;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State<S> {
    /// v_{k−1}; `None` before the first step, where it is v₀ itself.
    pub previous: Option<DVector<S>>,
}

/// One step: p + 2h v(p_k) − h v(p_{k−1}). The state is unchanged if it fails.
///
/// As v₋₁ = v₀ the first step is a step of [`gda::step`], not a doubled one.
///
/// # Errors
/// `DimensionMismatch` (also for the state), `NonFinite` (p, v, hx, hy), `Negative` (hx, hy),
/// `NotRepresentable` (the new point).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// OGDA: Daskalakis et al. 2018, arXiv:1711.00141, eq. (5).
///
/// # Deviations
/// v₋₁ = v₀, where the paper leaves the start open; v₋₁ = 0 would double the first step.
///
/// # Examples
/// ```
/// use gnash::{dense::ogda, game::Quadratic, spec::{Ogda, Steps}};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// let method = Ogda { steps: Steps::same(0.5) };
/// let mut state = ogda::State { previous: None };
/// // f = xy: v₀ = (0, 1) at (1, 0), v₁ = (−½, 1) at (1, ½)
/// let first = ogda::step(&game, &method, &mut state, &DVector::from_vec(vec![1.0, 0.0]))?;
/// let second = ogda::step(&game, &method, &mut state, &first)?;
/// assert_eq!((first.as_slice(), second.as_slice()), (&[1.0, 0.5][..], &[0.5, 1.0][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Ogda<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    let v = check::field(game, p)?;
    let previous = state.previous.as_ref().unwrap_or(&v);
    check::size("the length of the previous field", v.len(), previous.len())?;
    // 2h v_k − h v_{k−1}
    let scaled = |v| gda::scaled(&params.steps, game.nx(), v);
    let change = scaled(&v) * S::from_i64(2) - scaled(previous);
    let next = check::moved(p, change)?;
    state.previous = Some(v);
    Ok(next)
}
