//! Definiteness of symmetric rational matrices.

use super::{CertifyError, check};
use crate::dense;
use crate::scalar::{Rational, Scalar};
use nalgebra::{DMatrix, DVector};

/// The largest order whose definiteness is decided by exact elimination.
///
/// Sixty-four takes of the order of a second for entries with 53 bits.
pub const DEFINITE_LIMIT: usize = 64;

/// What a symmetric matrix A is, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definiteness {
    /// A ≻ 0: elimination without exchanges has only these positive pivots (A = L D Lᵀ), the
    /// ratios of successive leading minors.
    Definite {
        /// The diagonal of D.
        pivots: Vec<Rational>,
    },
    /// A ⪰ 0 and singular.
    Semidefinite {
        /// The rank of A.
        rank: usize,
        /// Some w ≠ 0 with A w = 0.
        kernel: DVector<Rational>,
    },
    /// A is not positive semidefinite.
    Not {
        /// Some w with wᵀAw < 0.
        witness: DVector<Rational>,
        /// wᵀAw.
        value: Rational,
    },
}

impl Definiteness {
    /// A ≻ 0.
    pub fn is_definite(&self) -> bool {
        matches!(self, Self::Definite { .. })
    }
    /// A ⪰ 0.
    pub fn is_semidefinite(&self) -> bool {
        !matches!(self, Self::Not { .. })
    }
}

/// Decides A ≻ 0 and A ⪰ 0 for symmetric A.
///
/// # Errors
/// `NotSquare`, `NotSymmetric`; `TooLarge` beyond [`DEFINITE_LIMIT`].
///
/// # Examples
/// ```
/// use gnash::{certify, scalar::Rational};
/// use nalgebra::DMatrix;
/// let a = DMatrix::from_row_slice(2, 2, &[1, 2, 2, 1]).map(Rational::from);
/// let certify::Definiteness::Not { witness: w, value } = certify::definiteness(&a)? else {
///     panic!("its determinant is −3");
/// };
/// assert_eq!((w.transpose() * &a * &w)[(0, 0)], value);
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn definiteness(a: &DMatrix<Rational>) -> Result<Definiteness, CertifyError> {
    check::symmetric("the matrix", a)?;
    let n = a.nrows();
    check::within("the matrix", n, DEFINITE_LIMIT)?;
    let mut rest = a.clone();
    let (mut open, mut done): (Vec<usize>, Vec<usize>) = ((0..n).collect(), vec![]);
    while !open.is_empty() {
        if let Some(&j) = open.iter().find(|&&j| rest[(j, j)] < Rational::ZERO) {
            return below_zero(a, conjugate(a, &done, j)?);
        }
        let pivot = open.iter().position(|&j| !rest[(j, j)].is_zero());
        let Some(pivot) = pivot.map(|at| open.remove(at)) else {
            return without_pivot(a, &rest, &open, &done);
        };
        eliminate(&mut rest, &open, pivot);
        done.push(pivot);
    }
    // every pivot was positive, so none was skipped: these are in natural order
    let pivots = (0..n).map(|j| rest[(j, j)].clone()).collect();
    Ok(Definiteness::Definite { pivots })
}

/// Decides wᵀAw > 0 and wᵀAw ≥ 0 for all w ≠ 0, for any square A: [`definiteness`] of
/// ½(A + Aᵀ).
///
/// # Errors
/// `NotSquare`; `TooLarge` beyond [`DEFINITE_LIMIT`].
pub fn form_definiteness(a: &DMatrix<Rational>) -> Result<Definiteness, CertifyError> {
    check::square("the matrix", a)?;
    let half = Rational::from_i64(1) / Rational::from_i64(2);
    definiteness(&((a + a.transpose()) * half))
}

/// The rows and columns still open, less their multiples of the pivot's.
fn eliminate(rest: &mut DMatrix<Rational>, open: &[usize], pivot: usize) {
    for (count, &i) in open.iter().enumerate() {
        if rest[(i, pivot)].is_zero() {
            continue;
        }
        let ratio = &rest[(i, pivot)] / &rest[(pivot, pivot)];
        for &j in &open[..=count] {
            let change = &ratio * &rest[(pivot, j)];
            rest[(i, j)] -= &change;
            if i != j {
                rest[(j, i)] -= change;
            }
        }
    }
}

/// All open diagonal entries are 0: the open block decides.
fn without_pivot(
    a: &DMatrix<Rational>,
    rest: &DMatrix<Rational>,
    open: &[usize],
    done: &[usize],
) -> Result<Definiteness, CertifyError> {
    for &i in open {
        if let Some(&j) = open.iter().find(|&&j| !rest[(i, j)].is_zero()) {
            // (wᵢ ∓ wⱼ)ᵀA(wᵢ ∓ wⱼ) = −2|aᵢⱼ|
            let (wi, wj) = (conjugate(a, done, i)?, conjugate(a, done, j)?);
            let positive = rest[(i, j)] > Rational::ZERO;
            return below_zero(a, if positive { wi - wj } else { wi + wj });
        }
    }
    Ok(Definiteness::Semidefinite {
        rank: done.len(),
        kernel: conjugate(a, done, open[0])?,
    })
}

/// e_j − Σ cᵢ eᵢ over the pivots i, with A w = 0 in the rows of the pivots.
fn conjugate(
    a: &DMatrix<Rational>,
    done: &[usize],
    j: usize,
) -> Result<DVector<Rational>, CertifyError> {
    let block = DMatrix::from_fn(done.len(), done.len(), |r, c| a[(done[r], done[c])].clone());
    let column = DMatrix::from_fn(done.len(), 1, |r, _| a[(done[r], j)].clone());
    let solution = dense::solve(&block, &column)?;
    let mut w = DVector::from_element(a.nrows(), Rational::ZERO);
    w[j] = Rational::ONE;
    for (r, &i) in done.iter().enumerate() {
        w[i] = -solution[(r, 0)].clone();
    }
    Ok(w)
}

/// The refutation that w gives.
fn below_zero(
    a: &DMatrix<Rational>,
    witness: DVector<Rational>,
) -> Result<Definiteness, CertifyError> {
    let value = witness.dot(&(a * &witness));
    debug_assert!(
        value < Rational::ZERO,
        "the elimination found a negative direction"
    );
    Ok(Definiteness::Not { witness, value })
}
