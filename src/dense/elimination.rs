//! Gaussian elimination over any ordered field.
//!
//! nalgebra's decompositions want real fields; this one is exact on rationals.

use super::{DenseError, check};
use crate::scalar::Scalar;
use nalgebra::DMatrix;
use std::cmp::Ordering;

/// X with A X = B, by elimination with the largest pivot of each column.
///
/// # Shapes
/// A: n × n, B: n × k, X: n × k.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite`, `Singular`; `NotRepresentable` if X overflows; `Undecided`
/// if no interval of a column excludes zero, unless every one of them is zero.
///
/// # Numerics
/// Exact on rationals; on floats backward stable in practice (partial pivoting), and only an
/// exactly zero pivot counts as singular. On intervals the pivot is the one farthest from zero
/// for certain, and X encloses the solutions of all systems in (A, B). Dual numbers are judged by
/// their values.
pub fn solve<S: Scalar>(a: &DMatrix<S>, b: &DMatrix<S>) -> Result<DMatrix<S>, DenseError> {
    let n = a.nrows();
    check::size("the number of columns of A", n, a.ncols())?;
    check::size("the number of rows of B", n, b.nrows())?;
    check::finite("the matrix A", a.as_slice())?;
    check::finite("the matrix B", b.as_slice())?;
    let (mut a, mut x) = (a.clone(), b.clone());
    for k in 0..n {
        let pivot = pivot_row(&a, k)?;
        a.swap_rows(k, pivot);
        x.swap_rows(k, pivot);
        for i in (0..n).filter(|&i| i != k) {
            let factor = a[(i, k)].clone() / a[(k, k)].clone();
            if !factor.is_zero() {
                subtract_row(&mut a, i, k, &factor);
                subtract_row(&mut x, i, k, &factor);
            }
        }
    }
    let x = DMatrix::from_fn(n, x.ncols(), |i, j| x[(i, j)].clone() / a[(i, i)].clone());
    match x.iter().position(|e| !e.is_finite()) {
        None => Ok(x),
        Some(index) => Err(DenseError::NotRepresentable {
            what: "A⁻¹B",
            index,
            value: x[index].shown(),
        }),
    }
}

/// The row at or below k whose entry in column k is farthest from zero.
fn pivot_row<S: Scalar>(a: &DMatrix<S>, k: usize) -> Result<usize, DenseError> {
    let mut best = k;
    for i in k + 1..a.nrows() {
        if a[(i, k)].compare_pivots(&a[(best, k)]) == Ordering::Greater {
            best = i;
        }
    }
    let is_zero = |i: usize| a[(i, k)].partial_cmp(&S::zero()) == Some(Ordering::Equal);
    if (k..a.nrows()).all(is_zero) {
        return Err(DenseError::Singular { column: k });
    }
    let pivot = &a[(best, k)];
    // what is not finite ends as an entry of X that is not representable
    if pivot.is_finite() && pivot.partial_cmp(&S::zero()).is_none_or(Ordering::is_eq) {
        return Err(DenseError::Undecided {
            what: "the best pivot of a column",
            value: pivot.shown(),
        });
    }
    Ok(best)
}

/// Row i ← row i − factor · row k.
fn subtract_row<S: Scalar>(m: &mut DMatrix<S>, i: usize, k: usize, factor: &S) {
    for j in 0..m.ncols() {
        let product = factor.clone() * m[(k, j)].clone();
        m[(i, j)] -= product;
    }
}
