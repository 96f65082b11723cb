//! Positive definiteness of float matrices, proved by a Cholesky factorisation in plain f64.
//!
//! u = 2⁻⁵³, η = 2⁻¹⁰⁷⁴, γₖ = ku/(1 − ku). If the factorisation of a symmetric A with a positive
//! diagonal runs to completion with the computed factor R, every entry of RᵀR is that of A up to
//! γₙ₊₁ ‖rᵢ‖‖rⱼ‖ + δ (Higham 2002, Lemma 8.4, in any order of summation, products fused or not,
//! at most n operations on an entry and a root), with δ = 2(n + 3)η for the products and
//! quotients that underflow, provided the entries of R are at most 2. On the diagonal this says
//! ‖rⱼ‖² ≤ (aⱼⱼ + δ)/(1 − γₙ₊₁). A matrix with entries ‖rᵢ‖‖rⱼ‖ has spectral norm Σ ‖rⱼ‖², so
//!
//! λmin(A) ≥ −‖A − RᵀR‖₂ ≥ −γₙ₊₁/(1 − γₙ₊₁) tr A − 2nδ.
//!
//! This is the argument of Rump 2006. Here A is what is left of the matrix in question after a
//! shift t of its diagonal, rounded downwards, so λmin ≥ t + λmin(A) before the shift. Let the
//! given diagonal have trace T ≥ tr A. With c = (n + 2) u T computed in floats, n ≤ 2²⁰,
//! * γₙ₊₁/(1 − γₙ₊₁) = (n + 1)u/(1 − 2(n + 1)u) ≤ (n + 1)(1 + 2⁻³⁰)u, and the sum and two
//!   products are off by less than 2⁻³² of themselves, so c exceeds the first term by at least
//!   (1/(n + 1) − 2⁻²⁹)(n + 1)uT ≥ uT/2;
//! * the diagonal is scaled so that T ≥ 1/2, and 2⁻⁵⁵ exceeds 2nδ and whatever underflows in the
//!   scaling (nη/2) by far.
//!
//! Hence t ≥ c + e proves λmin > 0 for every matrix within e (in the spectral norm) of the given
//! one.

use crate::certify::{CertifyError, check};
use crate::scalar::Rounding;
use nalgebra::DMatrix;

/// The largest order for which the shift is derived.
const LIMIT: usize = 1 << 20;

/// What a floating-point factorisation says about positive definiteness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The matrix is positive definite.
    Definite,
    /// The factorisation broke down: the matrix is not definite, or too close to one that is not.
    NotShown,
}

impl Verdict {
    /// Whether definiteness was proved.
    pub fn is_definite(self) -> bool {
        self == Self::Definite
    }
}

/// Tries to prove that a symmetric float matrix is positive definite.
///
/// # Errors
/// `NotSquare`, `NonFinite`, `NotSymmetric`; `TooLarge` beyond order 2²⁰.
///
/// # Numerics
/// Succeeds if, after the diagonal is brought near 1 by powers of two, the smallest eigenvalue
/// exceeds (2n + 3)u times the trace, about 2n²u. The arithmetic must round to nearest, as Rust promises.
///
/// # Source
/// S. M. Rump, *Verification of positive definiteness*, BIT 46 (2006).
///
/// # Examples
/// ```
/// use gnash::certify::lyapunov::definite;
/// use nalgebra::DMatrix;
/// let hilbert = DMatrix::from_fn(3, 3, |i, j| 1.0 / (i + j + 1) as f64);
/// assert!(definite::rump(&hilbert)?.is_definite());
/// assert!(!definite::rump(&DMatrix::from_element(2, 2, 1.0))?.is_definite());
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn rump(a: &DMatrix<f64>) -> Result<Verdict, CertifyError> {
    rump_within(a, &DMatrix::zeros(a.nrows(), a.ncols()))
}

/// Tries to prove that every symmetric B with |B − A| ≤ `radius`, entry by entry, is positive
/// definite.
///
/// # Errors
/// As [`rump`], for either matrix; `DimensionMismatch` if their orders differ.
pub fn rump_within(a: &DMatrix<f64>, radius: &DMatrix<f64>) -> Result<Verdict, CertifyError> {
    for (what, matrix) in [("the matrix", a), ("the matrix of radii", radius)] {
        let n = check::square(what, matrix)?;
        check::within(what, n, LIMIT)?;
        check::finite(what, matrix)?;
        symmetric(what, matrix)?;
    }
    if radius.nrows() != a.nrows() {
        return Err(CertifyError::DimensionMismatch {
            what: "the order of the matrix of radii",
            expected: a.nrows(),
            found: radius.nrows(),
        });
    }
    Ok(within(a, radius))
}

/// A = Aᵀ.
pub(super) fn symmetric(what: &'static str, a: &DMatrix<f64>) -> Result<(), CertifyError> {
    for row in 0..a.nrows() {
        for col in 0..row {
            if a[(row, col)] != a[(col, row)] {
                return Err(CertifyError::NotSymmetric { what, row, col });
            }
        }
    }
    Ok(())
}

/// [`rump_within`] of symmetric matrices of equal order; NaN or infinity is never definite.
pub(super) fn within(a: &DMatrix<f64>, radius: &DMatrix<f64>) -> Verdict {
    let n = a.nrows();
    // a definite matrix has a positive diagonal; NaN fails here too
    let positive = (0..n).all(|i| a[(i, i)] > 0.0 && a[(i, i)].is_finite());
    if !positive || radius.iter().any(|r| !r.is_finite()) {
        return Verdict::NotShown;
    }
    // B ≻ 0 iff D B D ≻ 0; D = 2^−eᵢ brings every diagonal entry into [1/2, 2)
    let half: Vec<i32> = (0..n)
        .map(|i| (a[(i, i)].exponent() + 1).div_euclid(2))
        .collect();
    let scaled =
        |m: &DMatrix<f64>| DMatrix::from_fn(n, n, |i, j| m[(i, j)].scale(-half[i] - half[j]));
    let (mut rest, radius) = (scaled(a), scaled(radius));
    // e: the largest row sum of the radii bounds their spectral norm; n u relative rounding
    let rows = (0..n).map(|i| radius.row(i).iter().map(|r| r.abs()).sum::<f64>());
    let size = rows.fold(0.0, f64::max);
    let error = if size == 0.0 {
        0.0
    } else {
        size * (1.0 + 1e-9) + f64::MIN_POSITIVE
    };
    // c = (n + 2) u tr A
    let trace: f64 = rest.diagonal().iter().sum();
    let shift = ((n + 2) as f64 * f64::unit_roundoff() * trace + error).next_up();
    for i in 0..n {
        // rounded to nearest, then one float down: at most the exact difference
        rest[(i, i)] = (rest[(i, i)] - shift).next_down();
    }
    if cholesky_completes(rest) {
        Verdict::Definite
    } else {
        Verdict::NotShown
    }
}

/// Whether A = RᵀR runs to completion in floats, every pivot positive and no entry above 2.
///
/// Only the lower triangle is read; L = Rᵀ overwrites it, column by column.
fn cholesky_completes(mut a: DMatrix<f64>) -> bool {
    let n = a.nrows();
    for j in 0..n {
        // every update of column j: a[i..] −= l[i, k] l[j, k]
        for k in 0..j {
            let (done, mut rest) = a.columns_range_pair_mut(k, j);
            let factor = done[j];
            for i in j..n {
                rest[i] -= done[i] * factor;
            }
        }
        let pivot = a[(j, j)];
        if pivot.is_nan() || pivot <= 0.0 {
            return false;
        }
        let root = pivot.sqrt(); // correctly rounded, as the standard library promises
        a[(j, j)] = root;
        for i in j + 1..n {
            a[(i, j)] /= root;
            if a[(i, j)].is_nan() || a[(i, j)].abs() > 2.0 {
                return false;
            }
        }
    }
    true
}
