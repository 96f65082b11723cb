//! Gaussian elimination over any ordered field.
//!
//! nalgebra's decompositions want real fields; this one is exact on rationals.

use super::{DenseError, check};
use crate::scalar::Scalar;
use nalgebra::DMatrix;

/// X with A X = B, by elimination with the largest pivot of each column.
///
/// # Shapes
/// A: n × n, B: n × k, X: n × k.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite`, `Singular`; `NotRepresentable` if X overflows.
///
/// # Numerics
/// Exact on rationals; on floats backward stable in practice (partial pivoting), and only an
/// exactly zero pivot counts as singular.
pub fn solve<S: Scalar>(a: &DMatrix<S>, b: &DMatrix<S>) -> Result<DMatrix<S>, DenseError> {
    let n = a.nrows();
    check::size("the number of columns of A", n, a.ncols())?;
    check::size("the number of rows of B", n, b.nrows())?;
    check::finite("the matrix A", a.as_slice())?;
    check::finite("the matrix B", b.as_slice())?;
    let (mut a, mut x) = (a.clone(), b.clone());
    for k in 0..n {
        let pivot = pivot_row(&a, k).ok_or(DenseError::Singular { column: k })?;
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
            value: format!("{:?}", x[index]),
        }),
    }
}

/// The row at or below k with the largest entry in column k, if that is not zero.
fn pivot_row<S: Scalar>(a: &DMatrix<S>, k: usize) -> Option<usize> {
    let mut best = k;
    for i in k + 1..a.nrows() {
        if a[(i, k)].abs() > a[(best, k)].abs() {
            best = i;
        }
    }
    (!a[(best, k)].is_zero()).then_some(best)
}

/// Row i ← row i − factor · row k.
fn subtract_row<S: Scalar>(m: &mut DMatrix<S>, i: usize, k: usize, factor: &S) {
    for j in 0..m.ncols() {
        let product = factor.clone() * m[(k, j)].clone();
        m[(i, j)] -= product;
    }
}
