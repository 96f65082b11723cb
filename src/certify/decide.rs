//! Spectral radius < 1 or ≥ 1: one entry that chooses how to find out.

use super::{
    Answer, CertifyError, Disc, EXACT_LIMIT, Enclosure, SchurCohn, check, enclose, exactly,
    lyapunov, schur_stable,
};
use crate::scalar::{Rational, Scalar};
use nalgebra::DMatrix;

/// The largest order that [`decide`] and [`decide_rational`] accept.
pub const DECIDE_LIMIT: usize = lyapunov::LIMIT;

/// What shows that the spectral radius is less than 1.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Contracts {
    /// The exact recursion, with all reflections less than 1 in modulus.
    SchurCohn(Box<SchurCohn>),
    /// All eigenvalues in discs inside the unit disc.
    Enclosure(Enclosure),
    /// A contraction in another norm.
    Lyapunov(Box<lyapunov::Contraction>),
}

/// What shows that the spectral radius is at least 1.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Escapes {
    /// The exact recursion, whose last reflection is at least 1 in modulus (the first one is
    /// ±det, the product of all eigenvalues).
    SchurCohn(Box<SchurCohn>),
    /// A disc with an eigenvalue and without points inside the unit disc.
    Eigenvalue(Disc),
    /// An expansion in an indefinite form, or the determinant.
    Lyapunov(Box<lyapunov::Refutation>),
}

/// Is the spectral radius of a float matrix, with exactly these entries, less than 1?
///
/// Exact and never undecided up to order [`EXACT_LIMIT`]; beyond, by [`enclose`], and where a disc
/// straddles the unit circle by [`lyapunov::certify`]; undecided where neither can tell. For a method at a point pass the Jacobian of its step: an
/// equilibrium is locally attracting if that is `Proved`.
///
/// # Errors
/// `NotSquare`, `NonFinite`; `TooLarge` beyond [`DECIDE_LIMIT`]; those of [`enclose`].
///
/// # Examples
/// ```
/// use gnash::certify::{self, Answer, Contracts};
/// use nalgebra::DMatrix;
/// let m = DMatrix::from_row_slice(2, 2, &[0.5, 1e9, 0.0, -0.5]);
/// let Answer::Proved(Contracts::SchurCohn(proof)) = certify::decide(&m)? else {
///     panic!("its eigenvalues are ±½");
/// };
/// // the reflections alone rebuild z² − ¼
/// assert_eq!(proof.rebuilt(), Some(proof.polynomial.clone()));
/// # Ok::<(), certify::CertifyError>(())
/// ```
pub fn decide(matrix: &DMatrix<f64>) -> Result<Answer<Contracts, Escapes>, CertifyError> {
    let n = check::square("the matrix", matrix)?;
    check::within("the matrix", n, DECIDE_LIMIT)?;
    check::finite("the matrix", matrix)?;
    if n <= EXACT_LIMIT {
        return decide_exactly(&exactly("the matrix", matrix)?);
    }
    by_enclosure(matrix, || exactly("the matrix", matrix))
}

/// Is the spectral radius of a rational matrix less than 1?
///
/// As [`decide`]; beyond [`EXACT_LIMIT`], where floats do not hold every entry exactly, by
/// [`lyapunov::certify_rational`] alone.
///
/// # Errors
/// `NotSquare`; `TooLarge` beyond [`DECIDE_LIMIT`]; those of [`enclose`].
pub fn decide_rational(
    matrix: &DMatrix<Rational>,
) -> Result<Answer<Contracts, Escapes>, CertifyError> {
    let n = check::square("the matrix", matrix)?;
    check::within("the matrix", n, DECIDE_LIMIT)?;
    if n <= EXACT_LIMIT {
        return decide_exactly(matrix);
    }
    let float = matrix.map(|a| Scalar::to_f64(&a));
    let held = |(x, a): (&f64, &Rational)| Rational::from_f64(*x).as_ref() == Some(a);
    if float.iter().zip(matrix.iter()).all(held) {
        return by_enclosure(&float, || Ok(matrix.clone()));
    }
    by_certificate(matrix)
}

fn decide_exactly(matrix: &DMatrix<Rational>) -> Result<Answer<Contracts, Escapes>, CertifyError> {
    let decision = Box::new(schur_stable(matrix)?);
    Ok(if decision.is_stable() {
        Answer::Proved(Contracts::SchurCohn(decision))
    } else {
        Answer::Refuted(Escapes::SchurCohn(decision))
    })
}

fn by_enclosure(
    matrix: &DMatrix<f64>,
    exact: impl FnOnce() -> Result<DMatrix<Rational>, CertifyError>,
) -> Result<Answer<Contracts, Escapes>, CertifyError> {
    let enclosure = enclose(matrix)?;
    if let Some(disc) = enclosure.outside_unit_disc() {
        return Ok(Answer::Refuted(Escapes::Eigenvalue(*disc)));
    }
    let (low, high) = enclosure.spectral_radius();
    if high < 1.0 {
        return Ok(Answer::Proved(Contracts::Enclosure(enclosure)));
    }
    Ok(match by_certificate(&exact()?)? {
        Answer::Undecided(reason) => Answer::undecided(format!(
            "the spectral radius is between {low} and {high}, and {reason}"
        )),
        decided => decided,
    })
}

fn by_certificate(matrix: &DMatrix<Rational>) -> Result<Answer<Contracts, Escapes>, CertifyError> {
    Ok(match lyapunov::certify_rational(matrix)? {
        Answer::Proved(found) => Answer::Proved(Contracts::Lyapunov(Box::new(found))),
        Answer::Refuted(found) => Answer::Refuted(Escapes::Lyapunov(Box::new(found))),
        Answer::Undecided(reason) => Answer::Undecided(reason),
    })
}
