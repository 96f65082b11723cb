//! All eigenvalues of a float matrix in rigorous discs.
//!
//! Triangular matrices show theirs. Otherwise, first Gershgorin's discs of X⁻¹AX for approximate eigenvectors X, with every rounding bounded.
//! Where they are poor (defective matrices have no basis of eigenvectors) the characteristic
//! polynomial up to [`EXACT_LIMIT`], whose roots are isolated with exact multiplicities, and
//! scaled Schur bases beyond; the discs of A itself if all else fails.

mod bounded;
mod disc;
mod roots;
mod similarity;

pub use disc::Disc;
pub use roots::RootDisc;

pub(super) use disc::{float_above, float_below};
pub(super) use roots::root_below_and_above;

use super::{
    Answer, CertifyError, EXACT_LIMIT, Routh, characteristic_polynomial, check, exactly,
    step_bound_between,
};
use crate::dense::DenseError;
use crate::scalar::{Rational, Rounding};
use nalgebra::DMatrix;

/// Relative to the largest entry: discs from eigenvectors above this size are tried again.
const POOR: f64 = 1e-9;

/// Bits to which roots are isolated.
const ROOT_BITS: usize = 60;

/// Discs without common points that hold all eigenvalues, by real and imaginary part.
#[derive(Clone, Debug, PartialEq)]
pub struct Enclosure {
    /// The discs; their counts add up to the order of the matrix.
    pub discs: Vec<Disc>,
}

impl Enclosure {
    /// (low, high) with low ≤ spectral radius ≤ high; (0, 0) for the empty matrix.
    pub fn spectral_radius(&self) -> (f64, f64) {
        let low = self.discs.iter().map(Disc::modulus_below);
        let high = self.discs.iter().map(Disc::modulus_above);
        (low.fold(0.0, f64::max), high.fold(0.0, f64::max))
    }

    /// (low, high) around the largest real part; `None` for the empty matrix.
    pub fn spectral_abscissa(&self) -> Option<(f64, f64)> {
        let low = self.discs.iter().map(Disc::re_below).reduce(f64::max)?;
        Some((low, self.discs.iter().map(Disc::re_above).reduce(f64::max)?))
    }

    /// A disc all of whose points have modulus ≥ 1, if there is one.
    pub fn outside_unit_disc(&self) -> Option<&Disc> {
        self.discs.iter().find(|disc| disc.modulus_below() >= 1.0)
    }
}

/// Encloses all eigenvalues.
///
/// # Errors
/// `NotSquare`, `NonFinite`; `Dense` with `NotRepresentable` if a disc leaves the range of floats.
///
/// # Numerics
/// Radii of about n u κ(X) ‖A‖ where eigenvectors form a basis of condition κ(X) up to 10⁶, say;
/// else 2⁻⁵² of the eigenvalue up to order [`EXACT_LIMIT`] and, beyond, about the k-th root of u
/// around an eigenvalue with k-fold Jordan block. Deterministic: one thread.
///
/// # Examples
/// ```
/// use gnash::certify;
/// use nalgebra::DMatrix;
/// let jordan = DMatrix::from_row_slice(2, 2, &[0.1, 1.0, 0.0, 0.1]);
/// let enclosure = certify::enclose(&jordan)?;
/// assert_eq!(enclosure.discs.len(), 1);
/// assert_eq!(enclosure.discs[0].count, 2);
/// let (low, high) = enclosure.spectral_radius();
/// assert!(low <= 0.1 && 0.1 <= high && high - low < 1e-15);
/// # Ok::<(), certify::CertifyError>(())
/// ```
pub fn enclose(matrix: &DMatrix<f64>) -> Result<Enclosure, CertifyError> {
    let n = check::square("the matrix", matrix)?;
    check::finite("the matrix", matrix)?;
    if n == 0 {
        return Ok(Enclosure { discs: vec![] });
    }
    // the largest entry is brought to [1, 2): nothing overflows, and what underflows is accounted for
    let exponent = matrix.amax().exponent();
    let scaled = matrix.map(|a| a.scale(-exponent));
    let discs = discs_of(matrix, &scaled, exponent)?;
    match discs.iter().position(|d| !d.modulus_above().is_finite()) {
        None => Ok(Enclosure {
            discs: disc::united(discs),
        }),
        Some(index) => Err(CertifyError::Dense(DenseError::NotRepresentable {
            what: "the enclosure of the eigenvalues",
            index,
            value: format!("{:?}", discs[index]),
        })),
    }
}

fn discs_of(
    matrix: &DMatrix<f64>,
    scaled: &DMatrix<f64>,
    exponent: i32,
) -> Result<Vec<Disc>, CertifyError> {
    let n = matrix.nrows();
    if let Some(discs) = similarity::from_triangle(matrix) {
        return Ok(discs);
    }
    let unscaled =
        |discs: Vec<Disc>| -> Vec<Disc> { discs.iter().map(|d| scale_up(d, exponent)).collect() };
    let first = similarity::from_eigenvectors(scaled);
    if let Some(discs) = &first
        && similarity::largest(&disc::united(discs.clone())) <= POOR
    {
        return Ok(unscaled(discs.clone()));
    }
    if n <= EXACT_LIMIT
        && let Some(discs) = from_polynomial(matrix)?
    {
        return Ok(discs);
    }
    let radius = |discs: &Vec<Disc>| similarity::largest(&disc::united(discs.clone()));
    let found = [first, similarity::from_schur_bases(scaled)];
    let found = found.into_iter().flatten().map(unscaled);
    // what was scaled may have lost its smallest entries, which its discs account for
    let rows = similarity::from_rows(matrix);
    let better = |best: Vec<Disc>, next: Vec<Disc>| {
        let closer = radius(&next) < radius(&best);
        if closer { next } else { best }
    };
    Ok(found.fold(rows, better))
}

/// 2ᵏ times the disc, rounded outwards where it underflows.
fn scale_up(disc: &Disc, k: i32) -> Disc {
    let (re, im, radius) = (disc.re.scale(k), disc.im.scale(k), disc.radius.scale(k));
    let exact = [(re, disc.re), (im, disc.im), (radius, disc.radius)]
        .iter()
        .all(|(a, b)| a.scale(-k) == *b);
    // three roundings of at most half the smallest float each
    let radius = if exact {
        radius
    } else {
        bounded::add_up(radius, 2.0 * bounded::TINY)
    };
    Disc {
        re,
        im,
        radius,
        count: disc.count,
    }
}

/// Discs from the exact characteristic polynomial; `None` if its roots were not isolated.
fn from_polynomial(matrix: &DMatrix<f64>) -> Result<Option<Vec<Disc>>, CertifyError> {
    let p = characteristic_polynomial(&exactly("the matrix", matrix)?)?;
    let Some(roots) = p.root_discs(ROOT_BITS) else {
        return Ok(None);
    };
    Ok(Some(roots.iter().map(rounded_out).collect()))
}

/// A disc with float centre around an exact one.
fn rounded_out(root: &RootDisc) -> Disc {
    let centre = |a: &Rational| <f64 as Rounding>::from_rational(a);
    let (re, im) = (centre(&root.re), centre(&root.im));
    let distance = |a: &Rational, b: f64| match b.exact() {
        Some(b) if *a >= b => float_above(&(a - b)),
        Some(b) => float_above(&(b - a)),
        None => f64::INFINITY,
    };
    let moved = bounded::add_up(distance(&root.re, re), distance(&root.im, im));
    Disc {
        re,
        im,
        radius: bounded::add_up(float_above(&root.radius), moved),
        count: root.multiplicity,
    }
}

/// Certified bounds of Lemma 3's step bound min −2 Re ξ/|ξ|².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepBounds {
    /// I + σU contracts for every 0 < σ < `lower`.
    pub lower: f64,
    /// I + σU does not contract for any finite σ ≥ `upper`.
    pub upper: f64,
}

/// What shows that not all Re ξ are negative.
#[derive(Clone, Debug, PartialEq)]
pub enum NotHurwitz {
    /// An eigenvalue in a disc to the right of the imaginary axis or touching it from there.
    Disc(Disc),
    /// Routh's array of the exact characteristic polynomial.
    Routh(Box<Routh>),
}

/// Bounds Lemma 3's step bound from both sides: within two floats of it up to order
/// [`EXACT_LIMIT`], from discs beyond. Both are ∞ for the empty matrix.
///
/// `Refuted` if some Re ξ ≥ 0, in which case no σ > 0 contracts; `Undecided` if a disc straddles
/// the imaginary axis.
///
/// # Errors
/// As [`enclose`].
///
/// # Source
/// GN, Lemma 3, from NG, Lemma 4.
pub fn lemma3_bounds(u: &DMatrix<f64>) -> Result<Answer<StepBounds, NotHurwitz>, CertifyError> {
    let n = check::square("U", u)?;
    check::finite("U", u)?;
    let all = StepBounds {
        lower: f64::INFINITY,
        upper: f64::INFINITY,
    };
    if n == 0 {
        return Ok(Answer::Proved(all));
    }
    if n <= EXACT_LIMIT {
        return exact_step_bounds(u);
    }
    let discs = enclose(u)?.discs;
    if let Some(disc) = discs.iter().find(|disc| disc.re_below() >= 0.0) {
        return Ok(Answer::Refuted(NotHurwitz::Disc(*disc)));
    }
    let mut ranges = discs.iter().map(Disc::step_bounds);
    let common = ranges.try_fold(all, |all, range| {
        range.map(|(lower, upper)| StepBounds {
            lower: all.lower.min(lower),
            upper: all.upper.min(upper),
        })
    });
    Ok(common.map_or_else(
        || Answer::undecided("a disc around an eigenvalue straddles the imaginary axis"),
        Answer::Proved,
    ))
}

fn exact_step_bounds(u: &DMatrix<f64>) -> Result<Answer<StepBounds, NotHurwitz>, CertifyError> {
    let exact = exactly("U", u)?;
    Ok(match step_bound_between(&exact, ROOT_BITS as u32)? {
        Some((low, high)) => Answer::Proved(StepBounds {
            lower: float_below(&low),
            upper: float_above(&high),
        }),
        None => {
            let routh = characteristic_polynomial(&exact)?.routh();
            Answer::Refuted(NotHurwitz::Routh(Box::new(routh)))
        }
    })
}
