//! Conjugate gradients on the squared system H² b = H·rhs.

use super::{DenseError, check};
use crate::scalar::Scalar;
use nalgebra::{DMatrix, DVector};

/// b after k conjugate-gradient steps on H² b = H·rhs from b₀ = 0.
///
/// d₀ = r₀ = H·rhs; α = ‖r‖²/dᵀH²d, b ← b + αd, r⁺ = r − αH²d, d ← r⁺ + (‖r⁺‖²/‖r‖²)d. It stops
/// early where ‖r‖² or the curvature dᵀH²d = ‖Hd‖² is exactly zero.
///
/// # Shapes
/// H: n × n, symmetric (not checked), rhs and b: n.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite`, `NotRepresentable`; `Undecided` if an interval does not tell
/// whether to stop; `NotDifferentiable` if dual numbers stop only because their value is zero.
///
/// # Numerics
/// Exact on rationals: then n steps give the solution of least norm. On floats the condition is
/// that of H, squared.
///
/// # Source
/// HFR (3.30).
///
/// # Examples
/// ```
/// use gnash::{dense::krylov, scalar::Rational};
/// use nalgebra::{DMatrix, DVector};
/// let h = DMatrix::from_row_slice(2, 2, &[1, 0, 0, 2].map(Rational::from));
/// let rhs = DVector::from_column_slice(&[1, 2].map(Rational::from));
/// // r = (1, 4), α = 17/(1 + 64), b = 17/65·(1, 4)
/// let b = krylov(&h, &rhs, 1)?;
/// assert_eq!(b, DVector::from_vec(vec![17, 68]).map(|a| Rational::from(a) / Rational::from(65)));
/// assert_eq!(&h * krylov(&h, &rhs, 2)?, rhs);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn krylov<S: Scalar>(
    h: &DMatrix<S>,
    rhs: &DVector<S>,
    k: usize,
) -> Result<DVector<S>, DenseError> {
    let n = h.nrows();
    check::size("the number of columns of H", n, h.ncols())?;
    check::size("the length of the right-hand side", n, rhs.len())?;
    check::finite("the matrix H", h.as_slice())?;
    check::finite("the right-hand side", rhs.as_slice())?;
    let mut b = DVector::from_element(n, S::zero());
    let mut r = check::result("H·rhs", h * rhs)?;
    let mut d = r.clone();
    for _ in 0..k {
        let r_norm2 = r.dot(&r);
        let h_d = h * &d;
        let curvature = h_d.dot(&h_d);
        if vanishes("the squared residual of CG", &r, &r_norm2)?
            || vanishes("the curvature of CG", &h_d, &curvature)?
        {
            break;
        }
        let alpha = r_norm2.clone() / curvature;
        b = check::result("the CG iterate b", b + &d * alpha.clone())?;
        r = check::result("the CG residual", r - h * h_d * alpha)?;
        let beta = r.dot(&r) / r_norm2;
        d = check::result("the CG direction", &r + d * beta)?;
    }
    Ok(b)
}

/// Whether ‖a‖² is zero. A dual a = 0 + a'ε has ‖a‖² = 0 without a' being zero: a kink.
fn vanishes<S: Scalar>(what: &'static str, a: &DVector<S>, norm2: &S) -> Result<bool, DenseError> {
    let zero = check::is_zero(what, norm2)?;
    if zero {
        check::smooth(what, a)?;
    }
    Ok(zero)
}
