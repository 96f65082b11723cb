//! Extrapolation from the past (Popov): q = p + h v(q₋₁), p⁺ = p + h v(q), q₋₁ = p₀ at the start.

use super::{DenseError, check, gda};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Eftp;
use nalgebra::DVector;

/// What one step leaves for the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State<S> {
    /// v(q) of the last step, which the next one reuses; `None` before the first, where it is
    /// v(p₀).
    pub past: Option<DVector<S>>,
}

/// One step: q = p + h v(q₋₁), then p + h v(q). The state is unchanged if it fails.
///
/// The field is evaluated once per step, at q; the first step also evaluates it at p₀. Without
/// constraints the points q follow `ogda`: q₊ = q + 2h v(q) − h v(q₋₁).
///
/// # Errors
/// `DimensionMismatch` (also for the state), `NonFinite` (p, hx, hy, v(q)), `Negative` (hx, hy),
/// `NotRepresentable` (q or the new point).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// Popov 1980; Gidel et al. 2019, arXiv:1802.10551, eq. (15); VI uses it with `r1` and `tik_y`.
///
/// # Examples
/// ```
/// use gnash::{dense::eftp, game::Quadratic, spec::{Eftp, Steps}};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// let method = Eftp { steps: Steps::same(0.5) };
/// let mut state = eftp::State { past: None };
/// // f = xy, p₀ = (1, 0): q = (1, ½), v(q) = (−½, 1), p₁ = (¾, ½)
/// let first = eftp::step(&game, &method, &mut state, &DVector::from_vec(vec![1.0, 0.0]))?;
/// assert_eq!(first.as_slice(), [0.75, 0.5]);
/// // q = p₁ + ½(−½, 1) = (½, 1), v(q) = (−1, ½)
/// let second = eftp::step(&game, &method, &mut state, &first)?;
/// assert_eq!(second.as_slice(), [0.25, 0.75]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Eftp<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    check::point(game, p)?;
    let past = match &state.past {
        None => check::field(game, p)?,
        Some(past) => past.clone(),
    };
    check::size("the length of the past field", p.len(), past.len())?;
    // q = p + h v(q₋₁)
    let q = check::moved(p, gda::scaled(&params.steps, game.nx(), &past))?;
    // p + h v(q)
    let v_mid = check::field(game, &q)?;
    let next = check::moved(p, gda::scaled(&params.steps, game.nx(), &v_mid))?;
    state.past = Some(v_mid);
    Ok(next)
}
