//! Gauss-Newton along an averaged field: m ← βm + (1 − β)v, m₀ = 0; p + h A m, B from v.

use super::{DenseError, check, gn};
use crate::game::Game;
use crate::scalar::Scalar;
use nalgebra::DVector;

/// Hyper-parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Params<S> {
    /// h, λ and the form of A: the move is along B⁻¹m or B⁻¹m − m.
    pub gn: gn::Params<S>,
    /// β.
    pub decay: S,
}

/// What one step leaves for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct State<S> {
    /// m.
    pub average: DVector<S>,
}

impl<S: Scalar> State<S> {
    /// m = 0 of length n.
    pub fn new(n: usize) -> Self {
        Self {
            average: DVector::from_element(n, S::zero()),
        }
    }
}

/// One step. The state is unchanged if it fails.
///
/// # Errors
/// As [`gn::step`]; also for β and for a state of another size.
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Params<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::parameters(&[("beta", &params.decay)])?;
    let v = check::field(game, p)?;
    check::size("the length of the average m", v.len(), state.average.len())?;
    // m ← βm + (1 − β)v
    let fresh = S::one() - params.decay.clone();
    let average = &state.average * params.decay.clone() + &v * fresh;
    let average = check::result("the average m", average)?;
    let b = params.gn.rank_one(v)?;
    let direction = b.precondition(&average, params.gn.form)?;
    let next = check::moved(p, direction * params.gn.step.clone())?;
    state.average = average;
    Ok(next)
}
