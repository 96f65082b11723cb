//! Lyapunov certificates: spectral radius < 1 for matrices up to order [`LIMIT`].
//!
//! P ≻ 0 with q²P − MᵀPM ≻ 0 and q < 1 proves that the spectral radius of M is at most q
//! ([`check`](check::check) has the proof in two lines). P is found in floating point and then
//! proved, by the cheapest [`Stage`] that succeeds; the [`Contraction`] also bounds how far the
//! Euclidean norm may grow meanwhile. A [`Certificate`] is a file that anybody can check. Where
//! the spectral radius is at least 1 an [`Expansion`] shows it, the mirror image of P.
//!
//! Left out: the exact decision for small matrices, which needs no search
//! ([`schur_stable`](super::schur_stable)).

mod certificate;
pub mod check;
pub mod definite;
mod integer;
mod proof;
mod refute;
mod search;
mod transient;

pub use certificate::{Certificate, FormatError};
pub use check::Rejection;
pub use proof::Stage;
pub use refute::Expansion;
pub use transient::{Transient, growth_seen};

use super::{Answer, CertifyError, check as boundary, exactly};
use crate::scalar::{Rational, Scalar};
use integer::Scaled;
use nalgebra::DMatrix;
use search::Candidate;

/// The largest order that is certified.
pub const LIMIT: usize = 200;
/// The largest order whose determinant is taken to refute, and whose leading minors are taken
/// when all floating-point tests are silent: 0.15 s of CPU in all (release build, see [`certify`]).
const MINORS_LIMIT: usize = 64;
/// The number of bits tried for the entries of P: a short P makes a certificate easy to check.
const BITS: [i32; 3] = [8, 20, 52];

/// Spectral radius < 1, with evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contraction {
    /// M, P and the contraction factor in the norm of P.
    pub certificate: Certificate,
    /// What proved it.
    pub stage: Stage,
    /// Bounds of the Euclidean norm; `None` if P is too ill-conditioned to give one.
    pub transient: Option<Transient>,
}

/// Spectral radius ≥ 1, with evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refutation {
    /// M does not contract in some indefinite form.
    Expansion(Expansion),
    /// |det M| ≥ 1, exactly: the product of the moduli of the eigenvalues.
    Determinant,
}

/// Is the spectral radius of a float matrix less than 1?
///
/// # Errors
/// `NotSquare`, `NonFinite`; `TooLarge` beyond [`LIMIT`].
///
/// # Numerics
/// `Proved` and `Refuted` are theorems about the matrix with exactly these entries. Undecided
/// are matrices with an eigenvalue on the unit circle (unless |det M| ≥ 1 and n ≤ 64), and some
/// whose powers grow by more than about 10⁴ before they decay where no scaling of the coordinates
/// undoes that: ½I + 10N of order 4 in mirrored coordinates is proved (bound 12288), ½I + 100N is
/// not; up to order 12 [`decide`](fn@super::decide) tells. For n > 64 exact minors are not tried: with
/// eigenvalues ½ and one at 1 − 10⁻¹², n = 200 is proved, with 1 − 10⁻¹⁴ it is undecided, while
/// n = 64 is proved by its minors.
///
/// CPU seconds of a release build for scattered entries with 53 bits: radius 0.9 proved in 0.01 at
/// n = 64, 0.02 at 100, 0.12 at 200; radius 1.2 refuted in 0.18, 0.13 and 0.91. The slow matrices
/// above took 0.1 to 1.4 at n = 200 to prove and 1.9 to leave open.
///
/// # Examples
/// ```
/// use gnash::certify::{Answer, lyapunov};
/// use nalgebra::DMatrix;
/// let m = DMatrix::from_row_slice(2, 2, &[0.5, 100.0, 0.0, 0.5]);
/// let Answer::Proved(contraction) = lyapunov::certify(&m)? else {
///     panic!("both eigenvalues are 1/2");
/// };
/// assert_eq!(contraction.certificate.check(), Ok(()));
/// // ‖M‖ > 100, so no certificate may promise less
/// assert!(contraction.transient.unwrap().growth > 100.into());
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn certify(m: &DMatrix<f64>) -> Result<Answer<Contraction, Refutation>, CertifyError> {
    certify_rational(&exactly("M", m)?)
}

/// Is the spectral radius of a rational matrix less than 1?
///
/// # Errors
/// `NotSquare`; `TooLarge` beyond [`LIMIT`].
///
/// # Numerics
/// As [`certify`].
pub fn certify_rational(
    m: &DMatrix<Rational>,
) -> Result<Answer<Contraction, Refutation>, CertifyError> {
    let n = boundary::square("M", m)?;
    boundary::within("M", n, LIMIT)?;
    let float = m.map(|x| Scalar::to_f64(&x));
    if float.iter().any(|x| !x.is_finite()) {
        return Ok(Answer::undecided(
            "an entry of M exceeds the floats in which P is sought",
        ));
    }
    let proof = proved_by_floats(&float)
        .or_else(|| proved_exactly(m, &float, false))
        .or_else(|| (n <= MINORS_LIMIT).then(|| proved_exactly(m, &float, true))?);
    if let Some((p, factor, stage)) = proof {
        return Ok(Answer::Proved(contraction(m, &p, factor, stage)?));
    }
    Ok(match refuted(m, &float) {
        Some(refutation) => Answer::Refuted(refutation),
        None => Answer::undecided("no P was found that proves or refutes a contraction"),
    })
}

type Proof = (DMatrix<f64>, Rational, Stage);

/// The first candidate that the float stage accepts, with the fewest bits.
fn proved_by_floats(m: &DMatrix<f64>) -> Option<Proof> {
    search::candidates(m).find_map(|Candidate { p, factor }| {
        let short = BITS.iter().filter_map(|&bits| search::shortened(&p, bits));
        let mut accepted = short.filter(|p| proof::by_floats(m, p, &factor));
        accepted.next().map(|p| (p, factor.clone(), Stage::Float))
    })
}

/// The first candidate that an exact stage accepts; with `minors` only the last, most careful
/// guess is tried.
fn proved_exactly(m: &DMatrix<Rational>, float: &DMatrix<f64>, minors: bool) -> Option<Proof> {
    let scaled = Scaled::new(m);
    let mut candidates: Vec<_> = search::candidates(float).collect();
    if minors {
        candidates = candidates.pop().into_iter().collect();
    }
    candidates.into_iter().find_map(|Candidate { p, factor }| {
        let p = search::shortened(&p, BITS[2])?;
        let stage = proof::exactly_shown(&scaled, &p, &factor, minors)?;
        Some((p, factor, stage))
    })
}

fn contraction(
    m: &DMatrix<Rational>,
    p: &DMatrix<f64>,
    factor: Rational,
    stage: Stage,
) -> Result<Contraction, CertifyError> {
    let p = exactly("P", p)?;
    let transient = transient::transient(&p);
    let certificate = Certificate {
        m: m.clone(),
        p,
        factor,
    };
    Ok(Contraction {
        certificate,
        stage,
        transient,
    })
}

fn refuted(m: &DMatrix<Rational>, float: &DMatrix<f64>) -> Option<Refutation> {
    let small = m.nrows() <= MINORS_LIMIT;
    if small && refute::determinant_at_least_one(&Scaled::new(m)) {
        return Some(Refutation::Determinant);
    }
    refute::expansion(m, float).map(Refutation::Expansion)
}
