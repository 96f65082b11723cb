//! Spectral radius ≥ 1, shown by the mirror image of a certificate.

use super::integer::{self, Scaled};
use super::search;
use crate::certify::exactly;
use crate::dense;
use crate::scalar::{Rational, Rounding, Scalar};
use dashu_int::IBig;
use nalgebra::{DMatrix, DVector};

/// r, P and w with r ≥ 1, r²P − MᵀPM ≻ 0, w ≠ 0 and wᵀPw ≤ 0: the spectral radius of M is at
/// least r.
///
/// For if it were less, A = M/r would have Aᵏ → 0, and with S = P − AᵀPA ≻ 0 the sum
/// P = Σ (Aᵀ)ᵏSAᵏ would give wᵀPw ≥ wᵀSw > 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// M, exactly.
    pub m: DMatrix<Rational>,
    /// P.
    pub p: DMatrix<Rational>,
    /// r.
    pub factor: Rational,
    /// w.
    pub direction: DVector<Rational>,
}

/// Newton steps of the sign iteration.
const SIGN_STEPS: usize = 60;

impl Expansion {
    /// Verifies the refutation in exact arithmetic.
    pub fn check(&self) -> bool {
        self.holds(integer::is_definite)
    }

    /// [`Expansion::check`] with this test of definiteness.
    fn holds(&self, definite: impl Fn(&DMatrix<IBig>) -> bool) -> bool {
        let n = self.m.nrows();
        let sizes = self.m.shape() == (n, n) && self.p.shape() == (n, n);
        if !sizes || self.direction.len() != n || self.p != self.p.transpose() {
            return false;
        }
        let form = self.direction.dot(&(&self.p * &self.direction));
        let nonzero = self.direction.iter().any(|x| !x.is_zero());
        let s = || integer::margin(&Scaled::new(&self.m), &Scaled::new(&self.p), &self.factor);
        let growing = self.factor >= Rational::ONE && nonzero && form <= Rational::ZERO;
        growing && definite(&s())
    }
}

/// Looks for an expansion of M; what is returned has been checked exactly.
pub(super) fn expansion(m: &DMatrix<Rational>, float: &DMatrix<f64>) -> Option<Expansion> {
    let rho = dense::spectral_radius(float).ok()?;
    // between 1 and ρ, so that an eigenvalue on the circle itself does no harm; then 1
    let radii = [0.5, 0.125, 0.875].map(|t| 1.0 + t * (rho - 1.0));
    let radii = radii.into_iter().filter(|r| *r > 1.0).chain([1.0]);
    radii.into_iter().find_map(|radius| {
        let scaled = float / radius;
        let p = split_sum(&scaled)?;
        let direction = lowest(&p);
        [24, 53].into_iter().find_map(|bits| {
            let p = rounded(&p, bits);
            let found = Expansion {
                m: m.clone(),
                p: exactly("P", &p).ok()?,
                factor: Rational::from_f64(radius)?,
                direction: direction.clone()?,
            };
            found.holds(integer::rounded_is_definite).then_some(found)
        })
    })
}

/// P = Σ_{k≥0} (Aᵀ)ᵏΠᵀΠAᵏ − Σ_{k≥1} (A⁻ᵀ)ᵏΘᵀΘA⁻ᵏ, with the spectral projectors Π (inside the unit
/// circle) and Θ = I − Π (outside), so that P − AᵀPA = ΠᵀΠ + ΘᵀΘ ≻ 0.
fn split_sum(a: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let n = a.nrows();
    let identity = DMatrix::identity(n, n);
    // z ↦ (z − 1)/(z + 1) takes the disc to the left half plane; the sign there is ±1
    let mut sign = (a + &identity).try_inverse()? * (a - &identity);
    for _ in 0..SIGN_STEPS {
        sign = (&sign + sign.clone().try_inverse()?) * 0.5;
    }
    let outside = (&identity + &sign) * 0.5;
    let inside = &identity - &outside;
    let stable = a * &inside;
    let inverse = (a * &outside + &inside).try_inverse()? * &outside;
    let shrinking = search::lyapunov_sum(&stable, inside.transpose() * &inside)?;
    let start = inverse.transpose() * outside.transpose() * &outside * &inverse;
    let growing = search::lyapunov_sum(&inverse, start)?;
    Some(shrinking - growing)
}

/// The direction of the smallest value of P, with entries of few bits.
fn lowest(p: &DMatrix<f64>) -> Option<DVector<Rational>> {
    let eigen = p.clone().symmetric_eigen();
    let at = eigen.eigenvalues.imin();
    let vector = eigen.eigenvectors.column(at);
    let short = vector.map(|x| libm::rint(x.scale(20)).scale(-20));
    let exact: Option<Vec<_>> = short.iter().map(|&x| Rational::from_f64(x)).collect();
    exact.map(DVector::from_vec)
}

/// P to `bits` bits below its largest entry, that one near 1.
fn rounded(p: &DMatrix<f64>, bits: i32) -> DMatrix<f64> {
    let largest = p.amax().exponent();
    let entry = |x: f64| libm::rint(x.scale(bits - largest)).scale(-bits);
    DMatrix::from_fn(p.nrows(), p.nrows(), |i, j| entry(p[(i.max(j), i.min(j))]))
}

/// |det M|, the product of the moduli of the eigenvalues, is at least 1.
pub(super) fn determinant_at_least_one(m: &Scaled) -> bool {
    let n = m.entries.nrows();
    let (mut a, mut before) = (m.entries.clone(), IBig::ONE);
    for k in 0..n {
        let Some(pivot) = (k..n).find(|&i| !a[(i, k)].is_zero()) else {
            return false;
        };
        a.swap_rows(k, pivot);
        for i in k + 1..n {
            for j in k + 1..n {
                a[(i, j)] = (&a[(k, k)] * &a[(i, j)] - &a[(i, k)] * &a[(k, j)]) / &before;
            }
        }
        before = a[(k, k)].clone();
    }
    let scale = m.denominator.pow(n);
    n > 0 && (before >= scale || -before >= scale)
}
