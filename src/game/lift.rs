//! One game in two scalars.

use super::{Dirac, DiracLoss, G3, Game, MlpGan, Quadratic};
use crate::scalar::{Real, Scalar};

/// A game given in `S` that can also be played in `T`: its data go through a conversion.
///
/// The conversion decides what the second game is: `Dual::constant_of` to differentiate through
/// it, `Interval::point` or `Interval::from_rational` to enclose it, `Scalar::to_f64` to round it.
///
/// # Examples
/// ```
/// use gnash::game::{Game, Lift, Quadratic};
/// use gnash::scalar::Dual;
/// use nalgebra::DVector;
/// // ∂v/∂x of f = −3x² − y² + 4xy by dual numbers is the first column of J
/// let game = Quadratic::<f64>::g1().lift(|a| Dual::constant_of(*a));
/// let p = DVector::from_vec(vec![Dual::new(1.0, 1.0), Dual::new(2.0, 0.0)]);
/// let column = game.field(&p).map(|a| a.tangent);
/// assert_eq!(column.as_slice(), [6.0, 4.0]);
/// ```
pub trait Lift<S: Scalar, T: Scalar>: Game<S> {
    /// The game in `T`.
    type Lifted: Game<T>;
    /// The same game with every number converted.
    fn lift(&self, convert: impl Fn(&S) -> T) -> Self::Lifted;
}

impl<S: Scalar, T: Scalar> Lift<S, T> for Quadratic<S> {
    type Lifted = Quadratic<T>;
    fn lift(&self, convert: impl Fn(&S) -> T) -> Quadratic<T> {
        self.map(convert)
    }
}

impl<S: Scalar, T: Scalar, L: DiracLoss<S> + DiracLoss<T>> Lift<S, T> for Dirac<S, L> {
    type Lifted = Dirac<T, L>;
    fn lift(&self, convert: impl Fn(&S) -> T) -> Dirac<T, L> {
        self.map(convert)
    }
}

/// g3 has no data.
impl<S: Real, T: Real> Lift<S, T> for G3 {
    type Lifted = G3;
    fn lift(&self, _: impl Fn(&S) -> T) -> G3 {
        G3
    }
}

impl<S: Real, T: Real> Lift<S, T> for MlpGan<S> {
    type Lifted = MlpGan<T>;
    fn lift(&self, convert: impl Fn(&S) -> T) -> MlpGan<T> {
        self.map(convert)
    }
}
