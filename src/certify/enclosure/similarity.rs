//! Gershgorin discs of X⁻¹AX for an approximate basis X, proved in floating point.

use super::bounded::{Bounded, Parts, add_up, defect, div_up, hypot_up, mul_up, product, residual};
use super::disc::Disc;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd;
use faer::{Mat, Par};
use nalgebra::{Complex, DMatrix};

/// A basis, its approximate inverse, and what the diagonal of X⁻¹AX should be.
struct Basis {
    x: Parts,
    y: Parts,
    diagonal: Vec<Complex<f64>>,
}

/// Discs from the approximate eigenvectors.
pub(super) fn from_eigenvectors(a: &DMatrix<f64>) -> Option<Vec<Disc>> {
    let (x, diagonal) = eigenvectors(a)?;
    let y = x.clone().try_inverse()?;
    let (x, y) = (Parts::of(&x), Parts::of(&y));
    discs(a, &Basis { x, y, diagonal })
}

/// Discs from Schur bases: with A ≈ Q T Qᴴ and X = Q Δ, Δ = diag(2⁻ˢʲ), the entries of T above
/// the diagonal shrink by powers of 2ˢ, and what was below it grows. The best s wins.
pub(super) fn from_schur_bases(a: &DMatrix<f64>) -> Option<Vec<Disc>> {
    let n = a.nrows();
    let complex = a.map(|x| Complex::new(x, 0.0));
    let schur = nalgebra::linalg::Schur::try_new(complex, f64::EPSILON, 100 * n.max(1))?;
    let (q, t) = schur.unpack();
    let diagonal: Vec<_> = t.diagonal().iter().copied().collect();
    let candidates = [
        0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0, 12.0, 16.0, 24.0,
    ];
    let usable = candidates.into_iter().filter(|s| s * n as f64 <= 900.0);
    let found = usable.filter_map(|s| {
        let scale = |j: usize| libm::exp2(-s * j as f64);
        let x = DMatrix::from_fn(n, n, |i, j| q[(i, j)] * scale(j));
        let y = DMatrix::from_fn(n, n, |i, j| q[(j, i)].conj() * (1.0 / scale(i)));
        let (x, y) = (Parts::of(&x), Parts::of(&y));
        let diagonal = diagonal.clone();
        discs(a, &Basis { x, y, diagonal })
    });
    found.min_by(|a, b| largest(a).total_cmp(&largest(b)))
}

/// The diagonal of a triangular matrix, exactly; `None` for others.
pub(super) fn from_triangle(a: &DMatrix<f64>) -> Option<Vec<Disc>> {
    let n = a.nrows();
    let upper = (0..n).all(|i| (0..i).all(|j| a[(i, j)] == 0.0));
    let lower = (0..n).all(|i| (0..i).all(|j| a[(j, i)] == 0.0));
    let point = |i: usize| Disc {
        re: a[(i, i)],
        im: 0.0,
        radius: 0.0,
        count: 1,
    };
    (upper || lower).then(|| (0..n).map(point).collect())
}

/// Gershgorin's discs of A itself.
pub(super) fn from_rows(a: &DMatrix<f64>) -> Vec<Disc> {
    let disc = |i: usize| {
        let row = (0..a.ncols()).filter(|&j| j != i);
        Disc {
            re: a[(i, i)],
            im: 0.0,
            radius: row.fold(0.0, |sum, j| add_up(sum, a[(i, j)].abs())),
            count: 1,
        }
    };
    (0..a.nrows()).map(disc).collect()
}

/// The largest radius.
pub(super) fn largest(discs: &[Disc]) -> f64 {
    discs.iter().map(|d| d.radius).fold(0.0, f64::max)
}

/// One disc around each entry of D, for entries of A known to within the smallest float.
///
/// With R = AX − XD and G = I − YX, ‖G‖∞ = g < 1, both X and Y are regular and
/// X⁻¹AX = D + (I − G)⁻¹Z, Z = YR. As (I − G)⁻¹Z = Z + G(I − G)⁻¹Z, its row i sums to at most
/// rᵢ = ‖zᵢ‖₁ + gᵢ‖Z‖∞/(1 − g) in modulus: every eigenvalue is within rᵢ of dᵢ for some i, and k
/// discs apart from the rest hold k of them.
fn discs(a: &DMatrix<f64>, basis: &Basis) -> Option<Vec<Disc>> {
    let n = a.nrows();
    let sums = |m: &Bounded| -> Vec<f64> { (0..n).map(|i| m.row_sum(i)).collect() };
    let g = sums(&defect(&basis.y, &basis.x));
    let z = sums(&product(&basis.y, &residual(a, &basis.x, &basis.diagonal)));
    let largest = |rows: &[f64]| rows.iter().copied().fold(0.0, f64::max);
    // f64::max skips NaN, so all entries are looked at
    if !g.iter().all(|&g| g < 0.5) || !z.iter().all(|z| z.is_finite()) {
        return None;
    }
    let rest = div_up(largest(&z), (1.0 - largest(&g)).next_down());
    let disc = |i: usize| Disc {
        re: basis.diagonal[i].re,
        im: basis.diagonal[i].im,
        radius: add_up(z[i], mul_up(g[i], rest)),
        count: 1,
    };
    let discs: Vec<_> = (0..n).map(disc).collect();
    let usable = |d: &Disc| hypot_up(d.re, d.im).is_finite() && d.radius.is_finite();
    discs.iter().all(usable).then_some(discs)
}

type Eigenvectors = (DMatrix<Complex<f64>>, Vec<Complex<f64>>);

/// Approximate eigenvectors (columns) and eigenvalues, by faer on one thread.
fn eigenvectors(a: &DMatrix<f64>) -> Option<Eigenvectors> {
    let n = a.nrows();
    let matrix = Mat::from_fn(n, n, |i, j| a[(i, j)]);
    let (mut re, mut im) = (faer::Col::zeros(n), faer::Col::zeros(n));
    let mut packed = Mat::zeros(n, n);
    let (no, yes) = (evd::ComputeEigenvectors::No, evd::ComputeEigenvectors::Yes);
    let scratch = evd::evd_scratch::<f64>(n, no, yes, Par::Seq, Default::default());
    evd::evd_real(
        matrix.as_ref(),
        re.as_mut().as_diagonal_mut(),
        im.as_mut().as_diagonal_mut(),
        None,
        Some(packed.as_mut()),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    )
    .ok()?;
    // a conjugate pair occupies two columns: the real and the imaginary part of the first
    let (mut columns, mut values) = (vec![], vec![]);
    let mut j = 0;
    while j < n {
        let pair = im[j] != 0.0 && j + 1 < n;
        let at =
            |i: usize| Complex::new(packed[(i, j)], if pair { packed[(i, j + 1)] } else { 0.0 });
        let column: Vec<_> = (0..n).map(at).collect();
        values.push(Complex::new(re[j], im[j]));
        if pair {
            values.push(Complex::new(re[j], -im[j]));
            columns.push(column.clone());
            columns.push(column.iter().map(|z| z.conj()).collect());
            j += 2;
        } else {
            columns.push(column);
            j += 1;
        }
    }
    Some((DMatrix::from_fn(n, n, |i, j| columns[j][i]), values))
}
