//! A matrix as far as it is known, and what can be said about it for certain.

use super::enclosure;
use crate::certify::{self, Answer, EXACT_LIMIT};
use crate::dense::{self, DenseError};
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{Interval, Rational, Real, Rounding, Scalar};
use nalgebra::DMatrix;
use std::cmp::Ordering;

use super::scalar::Answering;
use super::value::Value;

/// Bits to which roots and bounds are found.
const BITS: usize = 60;

/// A number as far as it is known.
pub(super) enum Number {
    Exact(Rational),
    Between(Interval),
}

/// A matrix as far as it is known.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Exact(DMatrix<Rational>),
    Enclosed(DMatrix<Interval>),
}

/// A rectangle of the complex plane with `count` eigenvalues.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rectangle {
    pub re: Interval,
    pub im: Interval,
    pub count: usize,
    /// All of them are one number.
    pub single: bool,
}

impl Rectangle {
    /// The box, as often as it has eigenvalues.
    pub fn copies<S: Answering>(&self) -> Vec<[Value<S>; 2]> {
        vec![[Value::Between(self.re), Value::Between(self.im)]; self.count]
    }

    fn mirrored(&self) -> Self {
        Self {
            im: -self.im,
            ..*self
        }
    }

    /// Whether the two may have a common point.
    pub fn meets(&self, other: &Self) -> bool {
        self.re.intersect(other.re).is_some() && self.im.intersect(other.im).is_some()
    }

    /// |ξ|.
    fn modulus(&self) -> Interval {
        if self.im == Interval::point(0.0) {
            return self.re.abs();
        }
        (self.re.square() + self.im.square()).sqrt()
    }

    /// Lemma 3's bound, −2 Re ξ/|ξ|².
    fn step_bound(&self) -> Interval {
        Interval::from_i64(-2) * self.re / (self.re.square() + self.im.square())
    }
}

/// Boxes of the eigenvalues of a real matrix: conjugates get mirrored boxes, and what is its own
/// conjugate is real. Sorted by real part, then imaginary part.
fn tidied(mut boxes: Vec<Rectangle>) -> Vec<Rectangle> {
    for i in 0..boxes.len() {
        // the conjugates of what lies in box i lie in boxes that meet its mirror image
        let mirrored = boxes[i].mirrored();
        let mut partners = (0..boxes.len()).filter(|&j| boxes[j].meets(&mirrored));
        let (first, second) = (partners.next(), partners.next());
        let (Some(j), None) = (first, second) else {
            continue;
        };
        let common = (boxes[j].re.intersect(mirrored.re)).zip(boxes[j].im.intersect(mirrored.im));
        let Some((re, im)) = common else { continue };
        if j == i && boxes[i].single {
            boxes[i].im = Interval::point(0.0);
        } else if boxes[i].count == boxes[j].count {
            (boxes[i].re, boxes[i].im) = (re, -im);
            (boxes[j].re, boxes[j].im) = (re, im);
        }
    }
    boxes.sort_by(|a, b| {
        let by_re = a.re.mid().total_cmp(&b.re.mid());
        by_re.then(a.im.mid().total_cmp(&b.im.mid()))
    });
    boxes
}

/// centre ± radius, outward.
fn around(centre: &Rational, radius: &Rational) -> Interval {
    Interval::from_rational(&(centre - radius)).hull(Interval::from_rational(&(centre + radius)))
}

fn undecided(what: &str) -> Problem {
    let message = format!("intervals are too wide to tell {what}");
    Problem::new(ProblemKind::Unsupported, message)
}

impl Known {
    /// A matrix of finite floats, exactly.
    pub fn of_floats(m: &DMatrix<f64>) -> Self {
        Self::Exact(m.map(|a| a.exact().unwrap_or(Rational::ZERO)))
    }

    /// Exact if every interval is a point.
    pub fn of_intervals(m: &DMatrix<Interval>) -> Self {
        let points: Option<Vec<Rational>> = m.iter().map(|a| a.exact()).collect();
        match points {
            Some(points) => Self::Exact(DMatrix::from_vec(m.nrows(), m.ncols(), points)),
            None => Self::Enclosed(m.clone()),
        }
    }

    pub fn order(&self) -> usize {
        match self {
            Self::Exact(m) => m.nrows(),
            Self::Enclosed(m) => m.nrows(),
        }
    }

    fn intervals(&self) -> DMatrix<Interval> {
        match self {
            Self::Exact(m) => m.map(|a| Interval::from_rational(&a)),
            Self::Enclosed(m) => m.clone(),
        }
    }

    /// The block of these rows and columns: (first, count) each.
    pub fn block(&self, rows: (usize, usize), columns: (usize, usize)) -> Self {
        let (at, size) = ((rows.0, columns.0), (rows.1, columns.1));
        match self {
            Self::Exact(m) => Self::Exact(m.view(at, size).into_owned()),
            Self::Enclosed(m) => Self::Enclosed(m.view(at, size).into_owned()),
        }
    }

    pub fn negated(&self) -> Self {
        match self {
            Self::Exact(m) => Self::Exact(-m),
            Self::Enclosed(m) => Self::Enclosed(-m),
        }
    }

    /// In the form of a scalar.
    pub fn told<S: Answering>(&self) -> Value<S> {
        match self {
            Self::Exact(m) => Value::rows(m, |a| S::told(Number::Exact(a.clone()))),
            Self::Enclosed(m) => Value::rows(m, |a| S::told(Number::Between(*a))),
        }
    }

    /// The matrix in floats, if they hold it.
    fn floats(&self) -> Option<DMatrix<f64>> {
        let Self::Exact(m) = self else { return None };
        let float = m.map(|a| Scalar::to_f64(&a));
        let held = |(x, a): (&f64, &Rational)| x.exact().as_ref() == Some(a);
        float.iter().zip(m.iter()).all(held).then_some(float)
    }

    /// Boxes around all eigenvalues.
    pub fn eigenvalues(&self) -> Result<Vec<Rectangle>, Problem> {
        let boxes = match self {
            Self::Exact(m) if m.nrows() <= EXACT_LIMIT => from_roots(m)?,
            _ => None,
        };
        let boxes = match (boxes, self.floats()) {
            (Some(boxes), _) => boxes,
            (None, Some(float)) => from_discs(&float)?,
            (None, None) => enclosure::boxes(&self.intervals())?,
        };
        Ok(tidied(boxes))
    }

    /// The largest modulus of an eigenvalue; 0 for the empty matrix.
    pub fn spectral_radius(&self) -> Result<Interval, Problem> {
        let zero = Interval::point(0.0);
        let moduli = self.eigenvalues()?.into_iter().map(|b| b.modulus());
        Ok(moduli.fold(zero, |a, b| {
            let (low, high) = (a.lo().max(b.lo()), a.hi().max(b.hi()));
            Interval::new(low, high).unwrap_or(Interval::WHOLE)
        }))
    }

    /// Lemma 3's step bound; `None` if the matrix is empty or some Re ξ ≥ 0.
    pub fn step_bound(&self) -> Result<Option<Interval>, Problem> {
        if let Self::Exact(m) = self
            && m.nrows() <= EXACT_LIMIT
        {
            return exact_step_bound(m);
        }
        if let Some(float) = self.floats() {
            return match certify::lemma3_bounds(&float)? {
                Answer::Proved(bounds) => {
                    let between = Interval::new(bounds.lower, bounds.upper);
                    Ok(Some(between.unwrap_or(Interval::WHOLE)))
                }
                Answer::Refuted(_) => Ok(None),
                Answer::Undecided(_) => Err(undecided("the signs of all Re ξ")),
            };
        }
        self.step_bound_from_boxes()
    }

    fn step_bound_from_boxes(&self) -> Result<Option<Interval>, Problem> {
        let boxes = self.eigenvalues()?;
        if boxes.is_empty() || boxes.iter().any(|b| b.re.lo() >= 0.0) {
            return Ok(None);
        }
        if boxes.iter().any(|b| b.re.hi() >= 0.0) {
            return Err(undecided("the signs of all Re ξ"));
        }
        let bounds = boxes.iter().map(Rectangle::step_bound);
        Ok(bounds.reduce(|a, b| {
            let (low, high) = (a.lo().min(b.lo()), a.hi().min(b.hi()));
            Interval::new(low, high).unwrap_or(Interval::WHOLE)
        }))
    }

    /// S = f_xx − f_xy f_yy⁻¹ f_yx from J; `None` if f_yy is singular.
    pub fn schur(&self, nx: usize) -> Result<Option<Self>, Problem> {
        let m = match self {
            Self::Exact(m) => return Ok(certify::schur_complement(m, nx)?.map(Self::Exact)),
            Self::Enclosed(m) => m,
        };
        let ny = m.nrows() - nx;
        let d_xx = -m.view((0, 0), (nx, nx));
        let d_xy = -m.view((0, nx), (nx, ny));
        let d_yx = m.view((nx, 0), (ny, nx)).into_owned();
        let d_yy = m.view((nx, nx), (ny, ny)).into_owned();
        match dense::solve(&d_yy, &d_yx) {
            Ok(answer) => Ok(Some(Self::Enclosed(d_xx - d_xy * answer))),
            Err(DenseError::Singular { .. }) => Ok(None),
            Err(DenseError::Undecided { .. } | DenseError::NotRepresentable { .. }) => {
                Err(undecided("whether f_yy is singular"))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// wᵀAw > 0 for all w ≠ 0.
    pub fn is_definite(&self) -> Result<bool, Problem> {
        match self {
            Self::Exact(m) => Ok(certify::form_definiteness(m)?.is_definite()),
            Self::Enclosed(m) => enclosed_is_definite(m),
        }
    }
}

/// Within 2⁻⁶⁰ of the bound, or the bound itself where the search starts from it.
fn exact_step_bound(m: &DMatrix<Rational>) -> Result<Option<Interval>, Problem> {
    let Some((low, high)) = certify::step_bound_between(m, BITS as u32)? else {
        return Ok(None);
    };
    let below = Interval::from_rational(&low);
    let met = certify::lemma3(m, &low)?
        .against_bound
        .is_some_and(Ordering::is_eq);
    if met {
        return Ok(Some(below));
    }
    Ok(Some(below.hull(Interval::from_rational(&high))))
}

/// All pivots of ½(A + Aᵀ) without exchanges are positive.
fn enclosed_is_definite(m: &DMatrix<Interval>) -> Result<bool, Problem> {
    let n = m.nrows();
    let mut rest = (m + m.transpose()) / Interval::from_i64(2);
    for k in 0..n {
        let pivot = rest[(k, k)];
        if pivot.hi() <= 0.0 {
            return Ok(false);
        }
        if pivot.lo() <= 0.0 {
            return Err(undecided("whether a matrix is definite"));
        }
        for i in k + 1..n {
            let ratio = rest[(i, k)] / pivot;
            for j in k + 1..n {
                let change = ratio * rest[(k, j)];
                rest[(i, j)] -= change;
            }
        }
    }
    Ok(true)
}

/// From the exact characteristic polynomial; `None` if its roots were not isolated.
fn from_roots(m: &DMatrix<Rational>) -> Result<Option<Vec<Rectangle>>, Problem> {
    let roots = certify::characteristic_polynomial(m)?.root_discs(BITS);
    let boxed = |roots: Vec<certify::RootDisc>| {
        let boxes = roots.iter().map(|root| Rectangle {
            re: around(&root.re, &root.radius),
            im: around(&root.im, &root.radius),
            count: root.multiplicity,
            single: true,
        });
        boxes.collect()
    };
    Ok(roots.map(boxed))
}

fn from_discs(m: &DMatrix<f64>) -> Result<Vec<Rectangle>, Problem> {
    let discs = certify::enclose(m)?.discs;
    let boxes = discs.iter().map(|disc| {
        let reach = Interval::point(disc.radius);
        let side = |a: f64| {
            let a = Interval::point(a);
            (a - reach).hull(a + reach)
        };
        Rectangle {
            re: side(disc.re),
            im: side(disc.im),
            count: disc.count,
            single: disc.count == 1,
        }
    });
    Ok(boxes.collect())
}
