//! Matrix-free linear operators over faer.
//!
//! [`LinearOperator`] is what a solver or a test may ask of a matrix that is never formed:
//! its sizes, products with it and with its transpose, and, for tests, its dense form.
//! [`RankOne`] is the Gauss-Newton matrix B = λI + v vᵀ, [`RankOneInverse`] its inverse.
//!
//! The optimizers of [`crate::method`] do not go through this trait. They fold the arithmetic into
//! their own two passes over the parameters: φ(s) from `Wide` scalars where the direction is v
//! itself, and `Split`, the cancellation-free Sherman–Morrison formula, where it is a momentum
//! buffer. `RankOne` and `RankOneInverse` are the operator form of the same arithmetic (the same
//! kernels, `Split` and `Wide`), for users who want B as a matrix and for tests against dense and
//! exact twins.
//!
//! Vectors are flat slices; blocks of vectors and dense probes are faer matrices, column-major.
//!
//! Left out: Krylov solvers (a later addition).

mod exact;
mod float;
mod rank_one;
mod wide;

pub use float::Float;
pub use rank_one::{RankOne, RankOneInverse};

pub(crate) use exact::sphere_excess;
pub(crate) use float::{Factor, LANES, Scale, magnitude, rows, scaled, unit_scale};
pub(crate) use rank_one::Split;
pub(crate) use wide::{Dd, Wide};

use faer::{Mat, MatMut, MatRef};

/// Why an operator could not be built or applied.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OperatorError {
    /// λ is not a positive finite number.
    #[error("the damping λ is {value}; expected a finite number above 0")]
    Damping {
        /// The value given.
        value: f64,
    },
    /// An input has an entry that is NaN or infinite.
    #[error("entry {index} of {what} is {value}; expected a finite number")]
    NonFinite {
        /// Which vector.
        what: &'static str,
        /// The first such entry.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// A slice or matrix has the wrong size.
    #[error("{what} has size {found}; expected {expected}")]
    DimensionMismatch {
        /// Which one.
        what: &'static str,
        /// The size that fits the operator.
        expected: usize,
        /// The size given.
        found: usize,
    },
    /// An entry of the product is too large for the scalar.
    #[error("entry {index} of the product is too large for its type")]
    Overflow {
        /// The first such entry.
        index: usize,
    },
    /// A matrix view does not have its columns stored contiguously.
    #[error("{what} is not column-major with contiguous columns")]
    Layout {
        /// Which one.
        what: &'static str,
    },
}

/// A linear map that is known by its products.
///
/// The output comes first. After an error its content is unspecified.
pub trait LinearOperator<T: Float> {
    /// Length of a product.
    fn rows(&self) -> usize;

    /// Length of a vector to multiply with.
    fn cols(&self) -> usize;

    /// out ← A w.
    ///
    /// # Shapes
    /// `out`: rows, `w`: cols.
    ///
    /// # Errors
    /// Sizes that do not match, a `w` that is not finite, a product that overflows.
    fn apply(&self, out: &mut [T], w: &[T]) -> Result<(), OperatorError>;

    /// out ← Aᵀ w.
    ///
    /// # Shapes
    /// `out`: cols, `w`: rows.
    ///
    /// # Errors
    /// As [`LinearOperator::apply`].
    fn apply_transpose(&self, out: &mut [T], w: &[T]) -> Result<(), OperatorError>;

    /// Checks the lengths of the arguments of [`LinearOperator::apply`].
    ///
    /// # Errors
    /// [`OperatorError::DimensionMismatch`].
    fn check_sizes(&self, out: usize, w: usize) -> Result<(), OperatorError> {
        expect("out", self.rows(), out)?;
        expect("w", self.cols(), w)
    }

    /// Out ← A W, column by column.
    ///
    /// # Shapes
    /// `out`: rows × k, `w`: cols × k, both column-major.
    ///
    /// # Errors
    /// As [`LinearOperator::apply`], and [`OperatorError::Layout`].
    fn apply_columns(&self, out: MatMut<'_, T>, w: MatRef<'_, T>) -> Result<(), OperatorError> {
        expect("the number of columns of out", w.ncols(), out.ncols())?;
        let layout = |what| OperatorError::Layout { what };
        let mut out = out.try_as_col_major_mut().ok_or(layout("out"))?;
        let w = w.try_as_col_major().ok_or(layout("w"))?;
        for k in 0..w.ncols() {
            self.apply(out.as_mut().col_mut(k).as_slice_mut(), w.col(k).as_slice())?;
        }
        Ok(())
    }

    /// A as a matrix, column j = A e_j. For tests and small problems: rows × cols numbers.
    ///
    /// # Errors
    /// As [`LinearOperator::apply`].
    fn dense(&self) -> Result<Mat<T>, OperatorError> {
        let identity = Mat::from_fn(self.cols(), self.cols(), |i, j| {
            if i == j { T::one() } else { T::zero() }
        });
        let mut out = Mat::from_fn(self.rows(), self.cols(), |_, _| T::zero());
        self.apply_columns(out.as_mut(), identity.as_ref())?;
        Ok(out)
    }
}

fn expect(what: &'static str, expected: usize, found: usize) -> Result<(), OperatorError> {
    if expected == found {
        Ok(())
    } else {
        Err(OperatorError::DimensionMismatch {
            what,
            expected,
            found,
        })
    }
}
