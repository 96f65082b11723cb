//! Eigenvalues, the spectral radius, and the step bound that Lemma 3 of GN draws from them.

use super::{DenseError, check};
use crate::scalar::Rounding;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd;
use faer::{Col, Mat, Par};
use nalgebra::linalg::Schur;
use nalgebra::{Complex, DMatrix};

/// Sweeps per row and column after which the iteration is given up.
const SWEEPS_PER_ORDER: usize = 100;

/// The eigenvalues of a real matrix, with multiplicity, by real part and then imaginary part.
///
/// # Errors
/// `DimensionMismatch` unless square, `NonFinite`, `NoConvergence`; `NotRepresentable` if an
/// eigenvalue exceeds the largest float.
///
/// # Numerics
/// Those of a matrix within a few n ε‖U‖ of U (real Schur form), so an eigenvalue
/// of a far from normal matrix may be off by much more than n ε. Conjugate pairs are exact.
pub fn eigenvalues(u: &DMatrix<f64>) -> Result<Vec<Complex<f64>>, DenseError> {
    let size = u.nrows();
    check::size("the number of columns of U", size, u.ncols())?;
    check::finite("the matrix U", u.as_slice())?;
    if size == 0 {
        return Ok(Vec::new());
    }
    // the largest entry is brought to [1, 2), so that no square overflows or vanishes
    let exponent = u.amax().exponent();
    let scaled = u.map(|a| a.scale(-exponent));
    let unscaled = |z: &Complex<f64>| Complex::new(z.re.scale(exponent), z.im.scale(exponent));
    let mut values: Vec<_> = iterated(&scaled)?.iter().map(unscaled).collect();
    if let Some(index) = values.iter().position(|z| !(z.re + z.im).is_finite()) {
        return Err(DenseError::NotRepresentable {
            what: "the spectrum of U",
            index,
            value: format!("{}", values[index]),
        });
    }
    values.sort_by(|a, b| a.re.total_cmp(&b.re).then(a.im.total_cmp(&b.im)));
    Ok(values)
}

/// The eigenvalues of a matrix that is not empty, in no order.
///
/// nalgebra's iteration has no exceptional shifts and stands still on some orthogonal matrices
/// (a cyclic shift of order 4, say) and on some with repeated eigenvalues: those are faer's.
fn iterated(u: &DMatrix<f64>) -> Result<Vec<Complex<f64>>, DenseError> {
    let size = u.nrows();
    let iterations = SWEEPS_PER_ORDER * size;
    match Schur::try_new(u.clone(), f64::EPSILON, iterations) {
        Some(schur) => Ok(schur.complex_eigenvalues().iter().copied().collect()),
        None => by_faer(u).ok_or(DenseError::NoConvergence { size, iterations }),
    }
}

/// The eigenvalues by faer, on one thread.
fn by_faer(u: &DMatrix<f64>) -> Option<Vec<Complex<f64>>> {
    let n = u.nrows();
    let matrix = Mat::from_fn(n, n, |i, j| u[(i, j)]);
    let (mut re, mut im) = (Col::<f64>::zeros(n), Col::<f64>::zeros(n));
    let no = evd::ComputeEigenvectors::No;
    let scratch = evd::evd_scratch::<f64>(n, no, no, Par::Seq, Default::default());
    evd::evd_real(
        matrix.as_ref(),
        re.as_mut().as_diagonal_mut(),
        im.as_mut().as_diagonal_mut(),
        None,
        None,
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    )
    .ok()?;
    // of a conjugate pair the second is made from the first, so that they are exact
    let value = |i: usize| {
        let second = i > 0 && im[i] < 0.0 && im[i - 1] == -im[i];
        Complex::new(re[if second { i - 1 } else { i }], im[i])
    };
    Some((0..n).map(value).collect())
}

/// |ξ|, without overflow.
fn modulus(value: &Complex<f64>) -> f64 {
    libm::hypot(value.re, value.im)
}

/// The largest modulus of an eigenvalue; 0 for the empty matrix.
///
/// # Errors
/// As [`eigenvalues`].
pub fn spectral_radius(u: &DMatrix<f64>) -> Result<f64, DenseError> {
    Ok(eigenvalues(u)?.iter().map(modulus).fold(0.0, f64::max))
}

/// Which σ > 0 make the spectral radius of I + σU less than 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepBound {
    /// U has no eigenvalues: I + σU is empty.
    Empty,
    /// Exactly those below this bound.
    Below(f64),
    /// None: this eigenvalue has a real part that is not negative.
    None(Complex<f64>),
}

/// Lemma 3's bound, min over ξ of −2 Re ξ/|ξ|² = (1/|Re ξ|)·2/(1 + (Im ξ/Re ξ)²).
///
/// I + σU, σ > 0, has spectral radius < 1 iff σ is below it, as |1 + σξ|² = 1 + 2σ Re ξ + σ²|ξ|².
///
/// # Numerics
/// A few ulp from the eigenvalues given; infinite where the true bound exceeds the largest float.
///
/// # Source
/// GN, Lemma 3, from NG, Lemma 4.
pub fn lemma3_bound(spectrum: &[Complex<f64>]) -> StepBound {
    let mut bound = None;
    for value in spectrum {
        // a NaN belongs here too: nothing is promised about it
        if value.re.is_nan() || value.re >= 0.0 {
            return StepBound::None(*value);
        }
        let size = modulus(value);
        // two divisions by |ξ| instead of one by |ξ|², which could overflow
        let limit = 2.0 * (-value.re / size) / size;
        bound = Some(bound.map_or(limit, |b: f64| b.min(limit)));
    }
    bound.map_or(StepBound::Empty, StepBound::Below)
}
