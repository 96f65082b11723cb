//! Checks that the constructors of games share.

use super::{GameError, Regularisers};
use crate::scalar::Scalar;
use nalgebra::DMatrix;

/// Every entry is finite.
pub(super) fn finite<S: Scalar>(what: &'static str, entries: &[S]) -> Result<(), GameError> {
    match entries.iter().position(|e| !e.is_finite()) {
        None => Ok(()),
        Some(index) => Err(GameError::NonFinite {
            what,
            index,
            value: text(&entries[index]),
        }),
    }
}

/// `found` is the size that fits.
pub(super) fn size(what: &'static str, expected: usize, found: usize) -> Result<(), GameError> {
    if expected == found {
        Ok(())
    } else {
        Err(GameError::DimensionMismatch {
            what,
            expected,
            found,
        })
    }
}

/// The matrix is square and equals its transpose.
pub(super) fn symmetric<S: Scalar>(
    matrix: &'static str,
    columns: &'static str,
    m: &DMatrix<S>,
) -> Result<(), GameError> {
    size(columns, m.nrows(), m.ncols())?;
    for row in 0..m.nrows() {
        for column in row + 1..m.ncols() {
            let (value, mirrored) = (&m[(row, column)], &m[(column, row)]);
            if value != mirrored {
                return Err(GameError::NotSymmetric {
                    matrix,
                    row,
                    column,
                    value: text(value),
                    mirrored: text(mirrored),
                });
            }
        }
    }
    Ok(())
}

/// The weight is finite and at least zero, for certain.
pub(super) fn weight<S: Scalar>(what: &'static str, value: &S) -> Result<(), GameError> {
    finite(what, std::slice::from_ref(value))?;
    if *value != value.abs() {
        return Err(GameError::Negative {
            what,
            value: text(value),
        });
    }
    Ok(())
}

/// All weights are finite and at least zero.
pub(super) fn weights<S: Scalar>(weights: &Regularisers<S>) -> Result<(), GameError> {
    weight("r1", &weights.r1)?;
    weight("tik_x", &weights.tik_x)?;
    weight("tik_y", &weights.tik_y)
}

/// The list has an entry.
pub(super) fn not_empty<S>(what: &'static str, entries: &[S]) -> Result<(), GameError> {
    if entries.is_empty() {
        return Err(GameError::Empty { what });
    }
    Ok(())
}

fn text<S: Scalar>(value: &S) -> String {
    value.shown()
}
