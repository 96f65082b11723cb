//! HessianFR with b from k conjugate-gradient steps on the squared system f_yy² b = f_yy·rhs.

use super::hessian_fr::{System, d_yy};
use super::{DenseError, krylov};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::HessianFrCg;
use nalgebra::DVector;

/// One step: x − hx gx, y + hy1 gy − b, b = [`krylov`]`(f_yy, hy2 gy − hx f_yx gx, k)`.
///
/// With exact numbers, f_yy nonsingular and k ≥ ny it is [`super::hessian_fr::step`].
///
/// # Errors
/// As [`super::hessian_fr::step`] without `Singular`; those of [`krylov`].
///
/// # Source
/// HFR (3.30). b₀ = 0 at every step: the text gives no start, and this keeps no memory.
///
/// # Deviations
/// (3.30) prints c₂ gy − f_yx gx without hx; ours is that of algorithm 3.1, hx times it.
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &HessianFrCg<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let system = System::at(game, &params.core, p)?;
    let b = krylov(&d_yy(game, p)?, &system.rhs, params.iterations)?;
    system.moved(&params.core, p, &b)
}
