//! Gradients and blocks of second derivatives at a point, checked once for all methods.

use super::{DenseError, check, solve};
use crate::game::Game;
use crate::scalar::Scalar;
use nalgebra::{DMatrix, DVector};

/// First and second derivatives at one point; with two losses the rows of x are those of loss_x
/// and the rows of y those of payoff_y.
pub(super) struct Derivatives<S> {
    /// ∇ₓ loss_x.
    pub grad_x: DVector<S>,
    /// ∇ᵧ payoff_y.
    pub grad_y: DVector<S>,
    /// D²ₓᵧ loss_x, nx × ny.
    pub d_xy: DMatrix<S>,
    /// D²ᵧₓ payoff_y, ny × nx.
    pub d_yx: DMatrix<S>,
    /// D²ᵧᵧ payoff_y.
    pub d_yy: DMatrix<S>,
}

impl<S: Scalar> Derivatives<S> {
    /// All of them at p.
    pub fn at<G: Game<S> + ?Sized>(game: &G, p: &DVector<S>) -> Result<Self, DenseError> {
        let (grad_x, grad_y) = gradients(game, p)?;
        let j = jacobian(game, p)?;
        let (nx, ny) = (game.nx(), game.ny());
        // J = [[−f_xx, −f_xy], [f_yx, f_yy]]
        Ok(Self {
            grad_x,
            grad_y,
            d_xy: -j.view((0, nx), (nx, ny)).into_owned(),
            d_yx: j.view((nx, 0), (ny, nx)).into_owned(),
            d_yy: j.view((nx, nx), (ny, ny)).into_owned(),
        })
    }
}

/// (∇ₓ loss_x, ∇ᵧ payoff_y) from v = (−∇ₓ loss_x, +∇ᵧ payoff_y).
pub(super) fn gradients<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    p: &DVector<S>,
) -> Result<(DVector<S>, DVector<S>), DenseError> {
    let (v_x, grad_y) = split(&check::field(game, p)?, game.nx());
    Ok((-v_x, grad_y))
}

/// J(p), after its size and entries are checked; p was checked before.
pub(super) fn jacobian<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    p: &DVector<S>,
) -> Result<DMatrix<S>, DenseError> {
    let j = game.jacobian(p);
    check::size("the number of rows of J", game.dim(), j.nrows())?;
    check::size("the number of columns of J", game.dim(), j.ncols())?;
    check::finite("the Jacobian J", j.as_slice())?;
    Ok(j)
}

/// The parts of x and of y.
pub(super) fn split<S: Scalar>(stacked: &DVector<S>, nx: usize) -> (DVector<S>, DVector<S>) {
    let x = stacked.rows(0, nx).into_owned();
    let y = stacked.rows(nx, stacked.len() - nx).into_owned();
    (x, y)
}

/// (x, y) as one vector.
pub(super) fn stacked<S: Scalar>(x: &DVector<S>, y: &DVector<S>) -> DVector<S> {
    DVector::from_vec(x.iter().chain(y.iter()).cloned().collect())
}

/// A⁻¹b, where A and b were computed: an overflow in them is ours, not the caller's.
pub(super) fn solve_vector<S: Scalar>(
    what: &'static str,
    a: &DMatrix<S>,
    b: DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let b = check::result(what, b)?;
    let entries = DVector::from_column_slice(a.as_slice());
    check::result(what, entries)?;
    let n = b.len();
    let x = solve(a, &DMatrix::from_column_slice(n, 1, b.as_slice()))?;
    Ok(DVector::from_column_slice(x.as_slice()))
}
