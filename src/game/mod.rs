//! The problem: min over x, max over y of f(x, y), p = (x, y).
//!
//! x always minimises and comes first, y always maximises. A game with two losses has `loss_x`
//! (x minimises it) and `payoff_y` (y maximises it); a zero-sum game has loss_x = payoff_y = f.
//!
//! * field  v(p) = (−∇ₓ loss_x, +∇ᵧ payoff_y);
//! * Jacobian  J(p) = v'(p) = [[−l_xx, −l_xy], [p_yx, p_yy]].
//!
//! [`Game`] is the dense view (values, v and J of small games, generic in the scalar);
//! [`Field`] is the matrix-free view (v written into a caller's slice), all
//! that the first-order optimizers in [`crate::method`] know about a problem; [`JacobianField`]
//! adds products J u. [`DenseField`] turns the first
//! into the second. Closed-form games: [`Quadratic`] (with `bilinear`, `g1`, `g2`), [`G3`],
//! [`Dirac`], [`MlpGan`]; those with an exponential ask for [`crate::scalar::Real`], the others run exactly.

mod check;
mod dense_view;
mod dirac;
mod error;
mod g3;
mod lift;
mod mlp_gan;
mod quadratic;

pub use dense_view::{DenseField, Game};
pub use dirac::{Dirac, DiracLoss, Jet, Nonsaturating, Regularisers, Saturating, Wgan};
pub use error::GameError;
pub use g3::G3;
pub use lift::Lift;
pub use mlp_gan::{MlpGan, MlpGanData, MlpGenerator, MlpLoss};
pub use quadratic::Quadratic;

/// Value of both players' objectives at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Losses<T> {
    /// What x minimises.
    pub loss_x: T,
    /// What y maximises.
    pub payoff_y: T,
}

/// The matrix-free view of a game: v(p), written into a slice of length nx + ny.
///
/// Implementations may keep scratch memory, hence `&mut self`; the result depends on `p` only
/// (and on the minibatch that the game currently holds, if it has one).
pub trait Field<T> {
    /// Dimension of the minimising player.
    fn nx(&self) -> usize;
    /// Dimension of the maximising player.
    fn ny(&self) -> usize;
    /// v ← (−∇ₓ loss_x(p), +∇ᵧ payoff_y(p)); returns the two objectives.
    ///
    /// # Shapes
    /// `p` and `v`: nx + ny.
    ///
    /// # Panics
    /// If a slice has another length: sizes are settled when a run is set up.
    fn field(&mut self, p: &[T], v: &mut [T]) -> Losses<T>;
}

/// A matrix-free game that also gives products with its Jacobian: what second-order methods ask for.
pub trait JacobianField<T>: Field<T> {
    /// ju ← J(p) u.
    ///
    /// # Shapes
    /// `p`, `u` and `ju`: nx + ny.
    ///
    /// # Panics
    /// As [`Field::field`].
    fn jacobian_product(&mut self, p: &[T], u: &[T], ju: &mut [T]);
}
