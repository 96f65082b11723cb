//! All real parts negative: Routh's array.

use super::{CertifyError, Polynomial, characteristic_polynomial};
use crate::scalar::Rational;
use nalgebra::DMatrix;

/// Routh's array of a monic polynomial, which decides whether all roots have negative real part.
///
/// The first two rows are the coefficients of zᵐ, zᵐ⁻², … and of zᵐ⁻¹, zᵐ⁻³, …; row k + 1 is row
/// k − 1 without its first entry minus the multiple of row k that cancels it. All real parts are
/// negative iff all m + 1 leading entries are positive:
/// * let b₁ be the leading entry of the second row. The sum of the roots is −b₁, so b₁ ≤ 0 shows
///   one with Re ≥ 0, and the array stops there (nothing is ever divided by zero);
/// * if b₁ > 0, let p₁ be the part of p that the second row holds. On the imaginary axis p₁ and
///   p − p₁ have different phases (one real, one imaginary up to iᵐ) and z p₁ has that of p − p₁,
///   so p − (t/b₁) z p₁ with 0 ≤ t ≤ 1 vanishes there only where p does. While t goes to 1 one
///   root goes to −∞ and no other crosses the axis: p has all its roots to the left iff the
///   polynomial at t = 1, whose rows are the second and third, has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routh {
    /// The monic polynomial in question.
    pub polynomial: Polynomial,
    /// The leading entries of the rows, up to the first that is not positive.
    pub first_column: Vec<Rational>,
}

impl Routh {
    /// Whether all real parts are negative.
    pub fn is_stable(&self) -> bool {
        self.first_column.iter().all(|a| *a > Rational::ZERO)
    }
}

impl Polynomial {
    /// Decides whether all roots have negative real part. A constant has no roots: stable.
    pub fn routh(&self) -> Routh {
        let polynomial = Self::monic_from(&self.integers());
        let entries = polynomial.coefficients();
        let take = |skip: usize| -> Vec<_> {
            let every_other = entries.iter().rev().skip(skip).step_by(2);
            every_other.cloned().collect()
        };
        let (mut upper, mut lower) = (take(0), take(1));
        let mut first_column: Vec<_> = upper.first().into_iter().cloned().collect();
        while let Some(lead) = lower.first().cloned() {
            let positive = lead > Rational::ZERO;
            first_column.push(lead.clone());
            if !positive {
                break;
            }
            let ratio = &upper[0] / lead;
            let next = (1..upper.len()).map(|k| match lower.get(k) {
                Some(below) => &upper[k] - &ratio * below,
                None => upper[k].clone(),
            });
            (upper, lower) = (lower.clone(), next.collect());
        }
        Routh {
            polynomial,
            first_column,
        }
    }
}

/// Decides whether all eigenvalues have negative real part, with the evidence either way.
///
/// # Errors
/// As [`characteristic_polynomial`].
///
/// # Examples
/// ```
/// use gnash::{certify, game::{Game, Quadratic}, scalar::Rational};
/// use nalgebra::DVector;
/// let j = Quadratic::<Rational>::g2().jacobian(&DVector::from_element(2, Rational::ZERO));
/// assert!(certify::hurwitz_stable(&j)?.is_stable());
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn hurwitz_stable(matrix: &DMatrix<Rational>) -> Result<Routh, CertifyError> {
    Ok(characteristic_polynomial(matrix)?.routh())
}

/// Decides whether all eigenvalues have positive real part: Routh's array of −A.
///
/// # Errors
/// As [`characteristic_polynomial`].
pub fn all_real_parts_positive(matrix: &DMatrix<Rational>) -> Result<Routh, CertifyError> {
    hurwitz_stable(&-matrix)
}
