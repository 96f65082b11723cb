//! Eigenvalues, the spectral radius, and the step bound that Lemma 3 of GN draws from them.

use super::{DenseError, check};
use nalgebra::linalg::Schur;
use nalgebra::{Complex, DMatrix};

/// Sweeps per row and column after which the iteration is given up.
const SWEEPS_PER_ORDER: usize = 1000;

/// The eigenvalues of a real matrix, with multiplicity, by real part and then imaginary part.
///
/// # Errors
/// `DimensionMismatch` unless square, `NonFinite`, `NoConvergence`.
///
/// # Numerics
/// Those of a matrix within a few n ε‖U‖ of U (real Schur form of nalgebra), so an eigenvalue
/// of a far from normal matrix may be off by much more than n ε. Conjugate pairs are exact.
pub fn eigenvalues(u: &DMatrix<f64>) -> Result<Vec<Complex<f64>>, DenseError> {
    let size = u.nrows();
    check::size("the number of columns of U", size, u.ncols())?;
    check::finite("the matrix U", u.as_slice())?;
    if size == 0 {
        return Ok(Vec::new());
    }
    let iterations = SWEEPS_PER_ORDER * size;
    let schur = Schur::try_new(u.clone(), f64::EPSILON, iterations)
        .ok_or(DenseError::NoConvergence { size, iterations })?;
    let mut values: Vec<_> = schur.complex_eigenvalues().iter().copied().collect();
    values.sort_by(|a, b| a.re.total_cmp(&b.re).then(a.im.total_cmp(&b.im)));
    Ok(values)
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
