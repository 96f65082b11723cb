//! Numbers: what an algorithm of this crate may ask of the field that it computes in.
//!
//! [`Scalar`] is an ordered field (f32, f64, exact rationals, intervals, dual numbers over any);
//! [`Real`] adds roots and exponentials. A method that needs only field operations is written
//! over `Scalar` and therefore runs exactly on [`Rational`]; one that needs a root says so by
//! asking for `Real`. [`Dual`] carries a directional derivative alongside a value. [`Rounding`]
//! (part of every `Scalar`) gives powers of two and error-free sums and products, and [`Twofold`]
//! builds dot products of twice the precision on them; both cost nothing on exact types.
//! [`Interval`] is rounded outward: its results enclose, and a sign that it cannot tell is a
//! comparison without an answer, never a wrong one. [`Running`] follows the error that the same
//! computation may make in f32 or f64. [`FromText`] reads any of them from a number's text.
//!
//! Left out: complex numbers.

mod dual;
mod float;
mod interval;
mod rational;
mod rounding;
mod running;
mod text;
mod twofold;

pub use dual::Dual;
pub use interval::{Interval, IntervalError};
pub use rational::Rational;
pub use rounding::Rounding;
pub use running::{Precision, Running};
pub use text::{FromText, TEXT_BITS, TextError, bits, rational as rational_from_text};
pub use twofold::Twofold;

use num_traits::{One, Zero};
use std::cmp::Ordering;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// An ordered field, as far as its representation allows.
///
/// Comparison of [`Dual`] numbers looks at the value only.
pub trait Scalar:
    nalgebra::Scalar
    + PartialOrd
    + Zero
    + One
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + Rounding
    + Send
    + Sync
{
    /// The scalar nearest to `value`; exact on rationals. `None` for NaN or infinity where the
    /// type cannot hold them.
    fn from_f64(value: f64) -> Option<Self>;

    /// The scalar equal to a small integer.
    fn from_i64(value: i64) -> Self;

    /// The double nearest to the value part; of an interval, a double near its middle.
    fn to_f64(&self) -> f64;

    /// Neither NaN nor infinite nor the whole line; always true for exact types.
    fn is_finite(&self) -> bool;

    /// The number as a message says it, in a few characters: of a dual number the value, of a
    /// fraction the beginning.
    fn shown(&self) -> String {
        format!("{self:?}")
    }

    /// |a|.
    fn abs(&self) -> Self {
        if *self < Self::zero() {
            -self.clone()
        } else {
            self.clone()
        }
    }

    /// a², which an interval knows to be at least zero.
    fn square(&self) -> Self {
        self.clone() * self.clone()
    }

    /// Which of two candidates for a pivot is farther from zero, by value: |a| against |b|, and
    /// on intervals the least |a| against the least |b|.
    fn compare_pivots(&self, other: &Self) -> Ordering {
        let order = self.abs().partial_cmp(&other.abs());
        order.unwrap_or(Ordering::Equal)
    }
}

/// A scalar with roots, exponentials and logarithms.
///
/// Floats take them from `libm`, so the bits do not depend on the platform's C library.
pub trait Real: Scalar + Copy {
    /// A double of the source text, rounded to nearest. A decimal that intervals are to enclose is
    /// written as a quotient of integers instead.
    fn constant(value: f64) -> Self;
    /// √a.
    fn sqrt(self) -> Self;
    /// eᵃ.
    fn exp(self) -> Self;
    /// log a.
    fn ln(self) -> Self;
    /// log(1 + a), accurate near zero.
    fn ln_1p(self) -> Self;
    /// tanh a.
    fn tanh(self) -> Self;

    /// 1/(1 + e⁻ᵃ), without overflow.
    fn sigmoid(self) -> Self {
        if self >= Self::zero() {
            Self::one() / (Self::one() + (-self).exp())
        } else {
            let e = self.exp();
            e / (Self::one() + e)
        }
    }

    /// a/(rest + a). Where errors are followed, the two a are known to be one.
    fn share(self, rest: Self) -> Self {
        self / (rest + self)
    }

    /// Φ(a) = −log(1 + e⁻ᵃ) = log sigmoid a, without overflow.
    fn log_sigmoid(self) -> Self {
        if self >= Self::zero() {
            -(-self).exp().ln_1p()
        } else {
            self - self.exp().ln_1p()
        }
    }
}
