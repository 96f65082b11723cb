//! Gauss-Newton along an averaged field: m ← βm + (1 − β)v, m₀ = 0; p + h A m, B from v.

use super::{DenseError, check, gn};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::GnEma;
use nalgebra::DVector;

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
    params: &GnEma<S>,
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
    let b = gn::rank_one(&params.core, v)?;
    let direction = b.precondition(&average, params.core.form)?;
    let next = check::moved(p, direction * params.core.step.clone())?;
    state.average = average;
    Ok(next)
}
