//! Spectral radius < 1: the Schur–Cohn recursion.

use super::{CertifyError, Polynomial, characteristic_polynomial};
use crate::scalar::Rational;
use nalgebra::DMatrix;

/// The recursion on a monic polynomial, which decides whether all roots lie strictly inside the
/// unit disc.
///
/// One stage takes p = zᵐ + … + a₀ with p*(z) = zᵐ p(1/z) to (p − a₀ p*)/(z (1 − a₀²)), which is
/// monic of degree m − 1; a₀ is the *reflection* of that stage. All roots are inside iff every
/// reflection is less than 1 in modulus:
/// * |a₀| is the product of the moduli of the roots, so |a₀| ≥ 1 shows one that is not inside,
///   and the recursion stops there (nothing is ever divided by zero);
/// * if |a₀| < 1, then on the circle |p| = |p*|, so p − t a₀ p* with 0 ≤ t ≤ 1 vanishes there only
///   where p does. Roots on the circle therefore stay, and the number inside does not change
///   (Rouché): p has all its roots inside iff the next polynomial has.
///
/// Both stages are proved without analysis: `schur_cohn_stop` and `schur_cohn_step` of
/// `proofs/schur_cohn.v`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchurCohn {
    /// The monic polynomial in question.
    pub polynomial: Polynomial,
    /// The reflections, up to the first that is not less than 1 in modulus.
    pub reflections: Vec<Rational>,
}

impl SchurCohn {
    /// Whether all roots lie strictly inside the unit disc.
    pub fn is_stable(&self) -> bool {
        self.reflections.iter().all(inside)
    }

    /// The polynomial rebuilt from the reflections alone: p = z q + a₀ q*, upwards from q = 1.
    ///
    /// Equal to `polynomial` if that is stable; `None` if the recursion stopped early.
    pub fn rebuilt(&self) -> Option<Polynomial> {
        if !self.is_stable() {
            return None;
        }
        let one = vec![Rational::ONE];
        let p = self.reflections.iter().rev().fold(one, |q, a0| {
            let m = q.len();
            let coefficient = |k: usize| {
                let shifted = if k > 0 {
                    q[k - 1].clone()
                } else {
                    Rational::ZERO
                };
                let mirrored = if k < m {
                    &q[m - 1 - k]
                } else {
                    &Rational::ZERO
                };
                shifted + a0 * mirrored
            };
            (0..=m).map(coefficient).collect()
        });
        Some(Polynomial::new(p))
    }
}

/// |a| < 1.
fn inside(a: &Rational) -> bool {
    -Rational::ONE < *a && *a < Rational::ONE
}

impl Polynomial {
    /// Decides whether all roots lie strictly inside the unit disc. A constant has none: stable.
    pub fn schur_cohn(&self) -> SchurCohn {
        let polynomial = Self::monic_from(&self.integers());
        let mut p = polynomial.coefficients().to_vec();
        let mut reflections = vec![];
        while p.len() > 1 {
            let m = p.len() - 1;
            let a0 = p[0].clone();
            let stop = !inside(&a0);
            // (p − a₀ p*)/(z (1 − a₀²))
            let scale = Rational::ONE - &a0 * &a0;
            if !stop {
                p = (1..=m)
                    .map(|k| (&p[k] - &a0 * &p[m - k]) / &scale)
                    .collect();
            }
            reflections.push(a0);
            if stop {
                break;
            }
        }
        SchurCohn {
            polynomial,
            reflections,
        }
    }
}

/// Decides whether the spectral radius is less than 1, with the evidence either way.
///
/// # Errors
/// As [`characteristic_polynomial`].
///
/// # Examples
/// ```
/// use gnash::{certify, scalar::Rational};
/// use nalgebra::DMatrix;
/// let half = Rational::from_parts(1.into(), 2u8.into());
/// let jordan = DMatrix::from_row_slice(2, 2, &[half.clone(), 9.into(), 0.into(), half]);
/// assert!(certify::schur_stable(&jordan)?.is_stable());
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn schur_stable(matrix: &DMatrix<Rational>) -> Result<SchurCohn, CertifyError> {
    Ok(characteristic_polynomial(matrix)?.schur_cohn())
}
