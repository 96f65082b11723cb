//! What can go wrong when a method is built or takes a step.

use std::fmt;

/// Which vector an index of [`MethodError::NonFinite`] counts in; each has nx + ny entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quantity {
    /// The iterate p that the step started from.
    Point,
    /// The field v(p).
    Field,
    /// The preconditioned field v̂.
    Direction,
    /// The new value of a buffer of the method.
    Buffer(&'static str),
    /// The iterate that the step would have produced.
    NextPoint,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point => write!(f, "the point"),
            Self::Field => write!(f, "the field"),
            Self::Direction => write!(f, "the preconditioned field"),
            Self::Buffer(name) => write!(f, "the new {name} buffer"),
            Self::NextPoint => write!(f, "the next point"),
        }
    }
}

/// Why a method could not be built or did not take a step.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MethodError {
    /// A hyper-parameter outside its range.
    #[error("hyper-parameter {name} is {value}; expected {expected}")]
    HyperParameter {
        /// Name as in JSON and on the command line.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The method has a textbook version in [`crate::dense`] only.
    #[error(
        "method {method} has no matrix-free version yet; expected one of {}",
        super::FAST_IDS.join(", ")
    )]
    NoFastVersion {
        /// Its id.
        method: &'static str,
    },
    /// An entry is NaN or infinite. Neither the point nor the method's buffers were changed.
    #[error("entry {index} of {what} is {value}; expected a finite number")]
    NonFinite {
        /// Which vector.
        what: Quantity,
        /// The first such entry.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// The point or the game has another size than the method was built for.
    #[error("{what} has dimension {found}; the method was built for {expected}")]
    DimensionMismatch {
        /// Which one.
        what: &'static str,
        /// The size that the method was built for.
        expected: usize,
        /// The size found.
        found: usize,
    },
}

/// The ranges of hyper-parameters.
pub(super) mod accept {
    use super::MethodError;
    use crate::operator::Float;

    fn check<T: Float>(
        name: &'static str,
        value: T,
        expected: &'static str,
        good: bool,
    ) -> Result<T, MethodError> {
        if good && value.is_finite() {
            return Ok(value);
        }
        let value = value.to_f64();
        Err(MethodError::HyperParameter {
            name,
            value,
            expected,
        })
    }

    /// Step sizes and damping.
    pub fn positive<T: Float>(name: &'static str, value: T) -> Result<T, MethodError> {
        check(name, value, "a finite number above 0", value > T::zero())
    }

    /// The ε beside a root.
    pub fn not_negative<T: Float>(name: &'static str, value: T) -> Result<T, MethodError> {
        check(
            name,
            value,
            "a finite number, 0 or more",
            value >= T::zero(),
        )
    }

    /// Decay rates of moving averages.
    pub fn decay<T: Float>(name: &'static str, value: T) -> Result<T, MethodError> {
        let good = value >= T::zero() && value < T::one();
        check(name, value, "at least 0 and below 1", good)
    }

    /// Momentum: negative values are in use in games.
    pub fn finite<T: Float>(name: &'static str, value: T) -> Result<T, MethodError> {
        check(name, value, "a finite number", true)
    }
}
