//! All eigenvalues of all matrices of an interval matrix, by Gershgorin's discs.

use super::matrix::Rectangle;
use crate::dense;
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{Interval, Real, Scalar};
use nalgebra::linalg::Schur;
use nalgebra::{Complex, DMatrix};

/// Powers of two by which the columns of a Schur basis shrink.
const SHRINKS: [i32; 5] = [0, 1, 4, 10, 20];

/// Boxes without common points that hold all eigenvalues of every matrix in `m`.
///
/// For any regular X the discs of X⁻¹AX around its diagonal hold the eigenvalues of A, and k of
/// them apart from the rest hold k. The best of some X wins: approximate eigenvectors of the
/// middle, its Schur basis with shrinking columns (for what has no basis of eigenvectors), and I.
pub(super) fn boxes(m: &DMatrix<Interval>) -> Result<Vec<Rectangle>, Problem> {
    let n = m.nrows();
    let middle = m.map(|a| Complex::new(a.mid(), 0.0));
    let mut bases = vec![DMatrix::identity(n, n)];
    if n > 0
        && let Some(schur) = Schur::try_new(middle, f64::EPSILON, 100 * n)
    {
        let (q, t) = schur.unpack();
        bases.push(&q * eigenvectors(&t));
        bases.extend(SHRINKS.iter().map(|s| shrunk(&q, *s)));
    }
    let found = bases.iter().filter_map(|x| discs(m, x)).map(united);
    let best = found.min_by(|a, b| widest(a).total_cmp(&widest(b)));
    best.ok_or_else(|| {
        let message = "intervals are too wide to enclose the eigenvalues";
        Problem::new(ProblemKind::Unsupported, message)
    })
}

/// Eigenvectors of an upper triangular matrix; a multiple eigenvalue is moved a little.
fn eigenvectors(t: &DMatrix<Complex<f64>>) -> DMatrix<Complex<f64>> {
    let n = t.nrows();
    let size = t.iter().map(|z| z.norm_sqr()).fold(0.0, f64::max).sqrt();
    let mut x = DMatrix::identity(n, n);
    for k in 0..n {
        for i in (0..k).rev() {
            let sum =
                (i + 1..=k).fold(Complex::new(0.0, 0.0), |sum, j| sum + t[(i, j)] * x[(j, k)]);
            let mut gap = t[(k, k)] - t[(i, i)];
            if gap.norm_sqr().sqrt() <= f64::EPSILON * size {
                gap = Complex::new(f64::EPSILON * size, 0.0);
            }
            x[(i, k)] = sum / gap;
        }
    }
    x
}

/// Q Δ, Δ = diag(2⁻ˢʲ).
fn shrunk(q: &DMatrix<Complex<f64>>, s: i32) -> DMatrix<Complex<f64>> {
    let scale = |j: usize| libm::scalbn(1.0, -s * j as i32);
    DMatrix::from_fn(q.nrows(), q.ncols(), |i, j| q[(i, j)] * scale(j))
}

/// [[Re, −Im], [Im, Re]]: complex matrices as real ones.
fn embedded(x: &DMatrix<Complex<f64>>) -> DMatrix<Interval> {
    let n = x.nrows();
    DMatrix::from_fn(2 * n, 2 * n, |i, j| {
        let z = x[(i % n, j % n)];
        Interval::point(match (i < n, j < n) {
            (true, true) | (false, false) => z.re,
            (true, false) => -z.im,
            (false, true) => z.im,
        })
    })
}

/// One box around each disc of X⁻¹AX = (YX)⁻¹ Y A X with Y ≈ X⁻¹.
fn discs(a: &DMatrix<Interval>, x: &DMatrix<Complex<f64>>) -> Option<Vec<Rectangle>> {
    let n = a.nrows();
    let y = x.clone().try_inverse()?;
    let finite = |m: &DMatrix<Complex<f64>>| m.iter().all(|z| (z.re + z.im).is_finite());
    if !(finite(x) && finite(&y)) {
        return None;
    }
    let zero = Interval::point(0.0);
    let a = DMatrix::from_fn(2 * n, 2 * n, |i, j| {
        if (i < n) == (j < n) {
            a[(i % n, j % n)]
        } else {
            zero
        }
    });
    let (x, y) = (embedded(x), embedded(&y));
    let z = dense::solve(&(&y * &x), &(&y * a * &x)).ok()?;
    let disc = |i: usize| {
        let modulus = |j: usize| (z[(i, j)].square() + z[(n + i, j)].square()).sqrt();
        let others = (0..n).filter(|&j| j != i);
        let radius = others.fold(zero, |sum, j| sum + modulus(j)).hi();
        let reach = Interval::new(-radius, radius).ok()?;
        Some(Rectangle {
            re: z[(i, i)] + reach,
            im: z[(n + i, i)] + reach,
            count: 1,
            single: true,
        })
    };
    let boxes: Option<Vec<Rectangle>> = (0..n).map(disc).collect();
    boxes.filter(|boxes| boxes.iter().all(|b| b.re.is_finite() && b.im.is_finite()))
}

/// Boxes that may have a common point, united until all are apart.
fn united(boxes: Vec<Rectangle>) -> Vec<Rectangle> {
    let mut apart: Vec<Rectangle> = vec![];
    for mut next in boxes {
        while let Some(i) = apart.iter().position(|other| other.meets(&next)) {
            let other = apart.swap_remove(i);
            next = Rectangle {
                re: next.re.hull(other.re),
                im: next.im.hull(other.im),
                count: next.count + other.count,
                single: false,
            };
        }
        apart.push(next);
    }
    apart
}

fn widest(boxes: &[Rectangle]) -> f64 {
    let widths = boxes.iter().map(|b| b.re.width().max(b.im.width()));
    widths.fold(0.0, f64::max)
}
