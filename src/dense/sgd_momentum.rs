//! Momentum on the field: m ← βm + v, p + h m, m₀ = 0.

use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::SgdMomentum;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct State<S> {
    /// m.
    pub velocity: DVector<S>,
}

impl<S: Scalar> State<S> {
    /// m = 0 of length n.
    pub fn new(n: usize) -> Self {
        Self {
            velocity: DVector::from_element(n, S::zero()),
        }
    }
}

/// One step: m ← βm + v, p + h m. The state is unchanged if it fails.
///
/// With constant h this is the heavy ball p + h v + β(p − p₋₁).
///
/// # Errors
/// `DimensionMismatch` (also for the state), `NonFinite` (p, v, h, β), `Negative` (h),
/// `NotRepresentable` (m or the new point). β may have any sign: negative ones help in games.
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// Polyak 1964, in the form of torch's `SGD` without dampening.
///
/// # Examples
/// ```
/// use gnash::{dense::sgd_momentum, game::Quadratic, spec::SgdMomentum};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// let method = SgdMomentum { step: 0.5, momentum: 0.5 };
/// let mut state = sgd_momentum::State::new(2);
/// // f = xy: v = (0, 1), then (−½, 1) and m = (−½, 3/2)
/// let first = sgd_momentum::step(&game, &method, &mut state, &DVector::from_vec(vec![1.0, 0.0]))?;
/// let second = sgd_momentum::step(&game, &method, &mut state, &first)?;
/// assert_eq!((first.as_slice(), second.as_slice()), (&[1.0, 0.5][..], &[0.75, 1.25][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &SgdMomentum<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    check::parameters(&[("beta", &params.momentum)])?;
    let v = check::field(game, p)?;
    check::size("the length of the buffer m", v.len(), state.velocity.len())?;
    // m ← βm + v
    let velocity = &state.velocity * params.momentum.clone() + v;
    let velocity = check::result("the buffer m", velocity)?;
    let next = check::moved(p, &velocity * params.step.clone())?;
    state.velocity = velocity;
    Ok(next)
}
