//! The dense view of a game and its bridge to the matrix-free one.

use super::{Field, JacobianField, Losses};
use crate::scalar::Scalar;
use nalgebra::{DMatrix, DVector};

/// The dense view of a game: objectives, field and Jacobian of a small problem.
///
/// # Shapes
/// Every `p` is the stacked point (x, y) of length nx + ny.
///
/// # Panics
/// Implementations may panic on a point of another length; every function of [`crate::dense`]
/// checks the length first and returns a typed error.
pub trait Game<S: Scalar> {
    /// Dimension of the minimising player.
    fn nx(&self) -> usize;
    /// Dimension of the maximising player.
    fn ny(&self) -> usize;
    /// Both objectives at p.
    fn losses(&self, p: &DVector<S>) -> Losses<S>;
    /// v(p) = (−∇ₓ loss_x, +∇ᵧ payoff_y).
    fn field(&self, p: &DVector<S>) -> DVector<S>;
    /// J(p) = v'(p) = [[−l_xx, −l_xy], [p_yx, p_yy]], so J[(i, j)] = ∂vᵢ/∂pⱼ.
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S>;

    /// nx + ny.
    fn dim(&self) -> usize {
        self.nx() + self.ny()
    }
    /// D²ₓₓ loss_x, nx × nx.
    fn d_xx(&self, p: &DVector<S>) -> DMatrix<S> {
        let nx = self.nx();
        -self.jacobian(p).view((0, 0), (nx, nx)).into_owned()
    }
    /// D²ₓᵧ loss_x, nx × ny.
    fn d_xy(&self, p: &DVector<S>) -> DMatrix<S> {
        let (nx, ny) = (self.nx(), self.ny());
        -self.jacobian(p).view((0, nx), (nx, ny)).into_owned()
    }
    /// D²ᵧₓ payoff_y, ny × nx; the transpose of `d_xy` in a zero-sum game.
    fn d_yx(&self, p: &DVector<S>) -> DMatrix<S> {
        let (nx, ny) = (self.nx(), self.ny());
        self.jacobian(p).view((nx, 0), (ny, nx)).into_owned()
    }
    /// D²ᵧᵧ payoff_y, ny × ny.
    fn d_yy(&self, p: &DVector<S>) -> DMatrix<S> {
        let (nx, ny) = (self.nx(), self.ny());
        self.jacobian(p).view((nx, nx), (ny, ny)).into_owned()
    }
}

/// Any dense game as a matrix-free [`Field`]. For small games: every call allocates.
#[derive(Clone, Debug, PartialEq)]
pub struct DenseField<G>(
    /// The game itself.
    pub G,
);

impl<S: Scalar, G: Game<S>> Field<S> for DenseField<G> {
    fn nx(&self) -> usize {
        self.0.nx()
    }
    fn ny(&self) -> usize {
        self.0.ny()
    }
    fn field(&mut self, p: &[S], v: &mut [S]) -> Losses<S> {
        let p = DVector::from_column_slice(p);
        v.clone_from_slice(self.0.field(&p).as_slice());
        self.0.losses(&p)
    }
}

impl<S: Scalar, G: Game<S>> JacobianField<S> for DenseField<G> {
    fn jacobian_product(&mut self, p: &[S], u: &[S], ju: &mut [S]) {
        let jacobian = self.0.jacobian(&DVector::from_column_slice(p));
        let product = jacobian * DVector::from_column_slice(u);
        ju.clone_from_slice(product.as_slice());
    }
}
