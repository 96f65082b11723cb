//! Polynomials with rational coefficients, and the characteristic polynomial of a matrix.

use super::integer::{self, At, Coefficients};
use super::{CertifyError, check};
use crate::scalar::Rational;
use dashu_int::IBig;
use nalgebra::DMatrix;
use std::fmt;

/// The largest order whose characteristic polynomial is computed: exact decisions stop here.
///
/// Twelve takes a few hundredths of a second for entries with 53 bits; the cost grows with
/// about the sixth power of the order.
pub const EXACT_LIMIT: usize = 12;

/// Σ aₖ zᵏ with rational coefficients, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polynomial {
    coefficients: Vec<Rational>,
}

impl Polynomial {
    /// The polynomial with these coefficients, constant term first; leading zeros are dropped.
    pub fn new(mut coefficients: Vec<Rational>) -> Self {
        while coefficients.last().is_some_and(Rational::is_zero) {
            coefficients.pop();
        }
        Self { coefficients }
    }

    /// The coefficients, constant term first, the last one not zero; empty for 0.
    pub fn coefficients(&self) -> &[Rational] {
        &self.coefficients
    }

    /// The degree; `None` for the zero polynomial.
    pub fn degree(&self) -> Option<usize> {
        self.coefficients.len().checked_sub(1)
    }

    /// p(x).
    pub fn evaluate(&self, x: &Rational) -> Rational {
        let terms = self.coefficients.iter().rev();
        terms.fold(Rational::ZERO, |sum, a| sum * x + a)
    }

    /// p', exactly.
    pub fn derivative(&self) -> Self {
        let a = &self.coefficients;
        Self::new((1..a.len()).map(|k| &a[k] * Rational::from(k)).collect())
    }

    /// p(z − a): every root moves by a.
    pub fn shifted(&self, a: &Rational) -> Self {
        // Horner's rule: P ← P (z − a) + aₖ
        let mut result: Vec<Rational> = vec![];
        for c in self.coefficients.iter().rev() {
            let mut next = vec![c.clone()];
            next.extend(result.iter().cloned());
            for (low, high) in next.iter_mut().zip(&result) {
                *low -= a * high;
            }
            result = next;
        }
        Self::new(result)
    }

    /// zⁿ p(1/z): the roots other than 0 become their inverses.
    pub fn reversed(&self) -> Self {
        Self::new(self.coefficients.iter().rev().cloned().collect())
    }

    /// The monic greatest common divisor; 0 if both are 0.
    pub fn gcd(&self, other: &Self) -> Self {
        Self::monic_from(&integer::gcd(&self.integers(), &other.integers()))
    }

    /// Monic factors without multiple roots, pairwise coprime, with their powers: p is the
    /// product of them times its leading coefficient. Empty for constants.
    pub fn square_free_factors(&self) -> Vec<(Self, usize)> {
        let factors = integer::square_free(&self.integers());
        let monic = factors.iter().map(|(a, k)| (Self::monic_from(a), *k));
        monic.collect()
    }

    /// The number of different real roots x with low < x ≤ high (Sturm); 0 for the zero
    /// polynomial, of which every number is a root, and if high ≤ low.
    pub fn real_roots_between(&self, low: &Rational, high: &Rational) -> usize {
        let chain = self.chain();
        let at_low = integer::variations(&chain, &At::Point(low));
        at_low.saturating_sub(integer::variations(&chain, &At::Point(high)))
    }

    /// The number of different real roots (Sturm); 0 for the zero polynomial.
    pub fn real_roots(&self) -> usize {
        let chain = self.chain();
        let at_low = integer::variations(&chain, &At::MinusInfinity);
        at_low - integer::variations(&chain, &At::PlusInfinity)
    }

    /// Sturm's chain of the square-free part, whose ends may then be roots.
    fn chain(&self) -> Vec<Coefficients> {
        let p = self.integers();
        if p.is_empty() {
            return vec![];
        }
        let p = integer::quotient(&p, &integer::gcd(&p, &integer::derivative(&p)));
        let slope = integer::derivative(&p);
        integer::sturm_chain(p, slope)
    }

    /// The primitive integer polynomial that is a positive multiple of this one.
    pub(super) fn integers(&self) -> Coefficients {
        integer::from_rationals(&self.coefficients)
    }

    /// The monic multiple of an integer polynomial.
    pub(super) fn monic_from(p: &[IBig]) -> Self {
        let Some(lead) = p.last() else {
            return Self::new(vec![]);
        };
        let ratio = |a: &IBig| Rational::from_parts_signed(a.clone(), lead.clone());
        Self::new(p.iter().map(ratio).collect())
    }
}

impl fmt::Display for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.coefficients.is_empty() {
            return f.write_str("0");
        }
        let terms = self.coefficients.iter().enumerate().rev();
        for (count, (k, a)) in terms.filter(|(_, a)| !a.is_zero()).enumerate() {
            let join = if count > 0 { " + " } else { "" };
            match k {
                0 => write!(f, "{join}({a})")?,
                1 => write!(f, "{join}({a}) z")?,
                _ => write!(f, "{join}({a}) z^{k}")?,
            }
        }
        Ok(())
    }
}

/// det(zI − A), exactly.
///
/// # Errors
/// `NotSquare`; `TooLarge` beyond [`EXACT_LIMIT`].
///
/// # Numerics
/// With A = N/d, N integer: Faddeev–LeVerrier on N, whose divisions by 1, 2, … are exact.
///
/// # Examples
/// ```
/// use gnash::{certify, scalar::Rational};
/// use nalgebra::DMatrix;
/// // the linearised field of g1 at its equilibrium has a double defective eigenvalue
/// let j = DMatrix::from_row_slice(2, 2, &[6, -4, 4, -2]).map(Rational::from);
/// let p = certify::characteristic_polynomial(&j)?;
/// assert_eq!(p.to_string(), "(1) z^2 + (-4) z + (4)");
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn characteristic_polynomial(matrix: &DMatrix<Rational>) -> Result<Polynomial, CertifyError> {
    let n = check::square("the matrix", matrix)?;
    check::within("the matrix", n, EXACT_LIMIT)?;
    let d = integer::common_denominator(matrix.iter());
    let scaled = matrix.map(|a| a.numerator() * IBig::from(&d / a.denominator()));
    let mut coefficients = faddeev_leverrier(&scaled);
    // det(zI − N/d) = d⁻ⁿ det(dzI − N)
    let d = Rational::from(d);
    let mut power = Rational::ONE;
    for a in coefficients.iter_mut().rev() {
        *a = &*a / &power;
        power *= &d;
    }
    Ok(Polynomial::new(coefficients))
}

/// The coefficients of det(zI − N), constant term first.
///
/// M₁ = N, cₖ = −tr(Mₖ)/k, Mₖ₊₁ = N (Mₖ + cₖ I); then det(zI − N) = zⁿ + c₁ zⁿ⁻¹ + … + cₙ.
fn faddeev_leverrier(matrix: &DMatrix<IBig>) -> Vec<Rational> {
    let n = matrix.nrows();
    let mut coefficients = vec![Rational::ONE];
    let mut power = matrix.clone();
    for k in 1..=n {
        let trace = (0..n).fold(IBig::ZERO, |sum, i| sum + &power[(i, i)]);
        let c = -trace / IBig::from(k);
        if k < n {
            for i in 0..n {
                power[(i, i)] += &c;
            }
            power = DMatrix::from_fn(n, n, |i, j| {
                let terms = (0..n).map(|l| &matrix[(i, l)] * &power[(l, j)]);
                terms.fold(IBig::ZERO, |sum, term| sum + term)
            });
        }
        coefficients.push(Rational::from(c));
    }
    coefficients.reverse();
    coefficients
}
