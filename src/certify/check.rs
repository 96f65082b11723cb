//! Checks at the boundary of every certifier.

use super::CertifyError;
use crate::scalar::{Rational, Scalar};
use nalgebra::DMatrix;

/// The order of a square matrix.
pub(super) fn square<S: nalgebra::Scalar>(
    what: &'static str,
    matrix: &DMatrix<S>,
) -> Result<usize, CertifyError> {
    let (rows, cols) = matrix.shape();
    if rows == cols {
        Ok(rows)
    } else {
        Err(CertifyError::NotSquare { what, rows, cols })
    }
}

/// The order is at most `limit`.
pub(super) fn within(what: &'static str, found: usize, limit: usize) -> Result<(), CertifyError> {
    if found <= limit {
        Ok(())
    } else {
        Err(CertifyError::TooLarge { what, found, limit })
    }
}

/// A = Aᵀ, exactly.
pub(super) fn symmetric(what: &'static str, a: &DMatrix<Rational>) -> Result<(), CertifyError> {
    let n = square(what, a)?;
    for row in 0..n {
        for col in 0..row {
            if a[(row, col)] != a[(col, row)] {
                return Err(CertifyError::NotSymmetric { what, row, col });
            }
        }
    }
    Ok(())
}

/// The number is positive.
pub(super) fn positive(what: &'static str, value: &Rational) -> Result<(), CertifyError> {
    if *value > Rational::ZERO {
        Ok(())
    } else {
        Err(CertifyError::NotPositive {
            what,
            value: value.to_string(),
        })
    }
}

/// The matrix of fractions equal to a matrix of floats.
///
/// # Errors
/// `NonFinite` with the first entry (row by row) that is NaN or infinite.
///
/// # Examples
/// ```
/// use gnash::{certify, scalar::Rational};
/// use nalgebra::DMatrix;
/// let half = certify::exactly("M", &DMatrix::from_element(1, 1, 0.5))?;
/// assert_eq!(half[(0, 0)], Rational::from_parts(1.into(), 2u8.into()));
/// assert!(certify::exactly("M", &DMatrix::from_element(1, 1, f64::NAN)).is_err());
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn exactly(
    what: &'static str,
    matrix: &DMatrix<f64>,
) -> Result<DMatrix<Rational>, CertifyError> {
    finite(what, matrix)?;
    // 0 is never used: every entry is finite
    Ok(matrix.map(|a| Rational::from_f64(a).unwrap_or(Rational::ZERO)))
}

/// Every entry is finite.
pub(super) fn finite(what: &'static str, matrix: &DMatrix<f64>) -> Result<(), CertifyError> {
    for row in 0..matrix.nrows() {
        for col in 0..matrix.ncols() {
            let value = matrix[(row, col)];
            if !value.is_finite() {
                return Err(CertifyError::NonFinite {
                    what,
                    row,
                    col,
                    value: value.to_string(),
                });
            }
        }
    }
    Ok(())
}
