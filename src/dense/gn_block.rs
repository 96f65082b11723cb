//! Gauss-Newton with one B per player: B_x = λI + v_x v_xᵀ, B_y = λI + v_y v_yᵀ.

use super::{DenseError, check, gn};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::GnBlock;
use nalgebra::DVector;

/// One step: x + h A_x v_x, y + h A_y v_y.
///
/// # Errors
/// As [`super::gn::step`].
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &GnBlock<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let params = &params.core;
    let v = check::field(game, p)?;
    let mut change = v.clone();
    for (start, size) in [(0, game.nx()), (game.nx(), game.ny())] {
        let own = v.rows(start, size).into_owned();
        let direction = gn::rank_one(params, own)?.direction(params.form)?;
        change
            .rows_mut(start, size)
            .copy_from(&(direction * params.step.clone()));
    }
    check::moved(p, change)
}
