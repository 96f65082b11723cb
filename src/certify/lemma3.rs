//! Lemma 3 of GN: which step sizes make I + σU contract, decided exactly on both sides.
//!
//! The left side, spectral radius of I + σU < 1, comes from the characteristic polynomial of the
//! matrix I + σU and the unit disc. The right side, σ against the printed bound, comes from the
//! characteristic polynomial of U and a half plane: the bound of an eigenvalue is
//! (1/|Re ξ|)·2/(1 + (Im ξ/Re ξ)²) = −2 Re ξ/|ξ|² = −2 Re(1/ξ), so σ is below all of them iff
//! 1/ξ + σ/2 has negative real part for every ξ.

use super::{
    CertifyError, Polynomial, Routh, SchurCohn, UnitDisc, characteristic_polynomial, check,
};
use crate::scalar::{Rational, Scalar};
use nalgebra::DMatrix;
use std::cmp::Ordering;

/// Both sides of Lemma 3 at one σ, decided independently of each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lemma3 {
    /// The hypothesis, all Re ξ < 0, on the characteristic polynomial of U.
    pub hypothesis: Routh,
    /// The recursion on the characteristic polynomial of I + σU.
    pub step: SchurCohn,
    /// Where the eigenvalues of I + σU lie.
    pub disc: UnitDisc,
    /// σ against the printed bound; `None` without the hypothesis.
    pub against_bound: Option<Ordering>,
}

impl Lemma3 {
    /// Spectral radius of I + σU < 1.
    pub fn contracts(&self) -> bool {
        self.step.is_stable()
    }

    /// Whether the lemma is true here: contraction iff σ is below the bound; true for lack of
    /// the hypothesis.
    pub fn holds(&self) -> bool {
        let below = self.against_bound.map(Ordering::is_lt);
        below.is_none_or(|below| below == self.contracts())
    }
}

/// Decides both sides of Lemma 3 for U and σ.
///
/// # Errors
/// `NotPositive` (σ), `NotSquare`, `TooLarge` beyond [`super::EXACT_LIMIT`].
///
/// # Source
/// GN, Lemma 3, from NG, Lemma 4.
///
/// # Examples
/// ```
/// use gnash::{certify, scalar::Rational};
/// use nalgebra::DMatrix;
/// use std::cmp::Ordering;
/// // ξ = −1 ± 2i: the bound is 2/5
/// let u = DMatrix::from_row_slice(2, 2, &[-1, -2, 2, -1]).map(Rational::from);
/// let at = certify::lemma3(&u, &Rational::from_parts(2.into(), 5u8.into()))?;
/// assert_eq!((at.against_bound, at.contracts()), (Some(Ordering::Equal), false));
/// assert_eq!(at.disc.radius(), Ordering::Equal);
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn lemma3(u: &DMatrix<Rational>, sigma: &Rational) -> Result<Lemma3, CertifyError> {
    check::positive("sigma", sigma)?;
    let n = check::square("U", u)?;
    let of_u = characteristic_polynomial(u)?;
    let identity = DMatrix::from_diagonal_element(n, n, Rational::ONE);
    let of_step = characteristic_polynomial(&(identity + u * sigma.clone()))?;
    let hypothesis = of_u.routh();
    let against_bound = hypothesis.is_stable().then(|| against_bound(&of_u, sigma));
    Ok(Lemma3 {
        hypothesis,
        step: of_step.schur_cohn(),
        disc: of_step.unit_disc(),
        against_bound,
    })
}

/// σ against min −2 Re(1/ξ) over the roots ξ ≠ 0 of p; `Less` if there are none.
fn against_bound(p: &Polynomial, sigma: &Rational) -> Ordering {
    let half = sigma / Rational::from_i64(2);
    p.reversed().shifted(&half).half_planes().abscissa()
}

/// Lemma 3's bound between two fractions low ≤ bound ≤ high with high − low ≤ 2⁻ᵇⁱᵗˢ high, both
/// decided exactly; equal if the bound itself was met.
///
/// `None` if U is empty (every σ is below) or some Re ξ ≥ 0 (no σ is).
///
/// # Errors
/// `NotSquare`, `TooLarge`.
///
/// # Numerics
/// Exact bisection: one Cauchy index for each of the bits.
pub fn step_bound_between(
    u: &DMatrix<Rational>,
    bits: u32,
) -> Result<Option<(Rational, Rational)>, CertifyError> {
    let p = characteristic_polynomial(u)?;
    if p.degree() == Some(0) || !p.routh().is_stable() {
        return Ok(None);
    }
    let two = Rational::from_i64(2);
    // low < bound < high = 2 low, by doubling or halving
    let mut low = Rational::ONE;
    while against_bound(&p, &low).is_gt() {
        low /= &two;
    }
    let mut high = &low * &two;
    while against_bound(&p, &high).is_lt() {
        low = high;
        high = &low * &two;
    }
    for _ in 0..bits {
        let middle = (&low + &high) / &two;
        match against_bound(&p, &middle) {
            Ordering::Less => low = middle,
            Ordering::Equal => return Ok(Some((middle.clone(), middle))),
            Ordering::Greater => high = middle,
        }
    }
    Ok(Some((low, high)))
}
