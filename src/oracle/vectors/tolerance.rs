//! How far a sound answer in f64 or f32 may be off, derived for every case.
//!
//! The textbook runs once more in [`Running`] numbers, which follow the error that the same
//! operations may make in the type. Other orders of the same sums have bounds of the same size;
//! [`SLACK`] leaves room for them, and for one more rounding of each value of the game.

use super::format::Tolerance;
use super::trajectory::at;
use crate::dense::{State, step};
use crate::oracle::Problem;
use crate::oracle::read::{self, Fields};
use crate::scalar::{FromText, Precision, Rational, Real, Running};
use crate::spec::Method;
use nalgebra::DVector;
use serde_json::Value;
use std::collections::BTreeMap;

/// The tolerance is this many times the bound of the textbook's own order of operations.
pub const SLACK: f64 = 4.0;

/// Where no operation rounds in the textbook's order: this many ulp of the largest entry are left
/// for other orders.
const EXACT_ULPS: f64 = 8.0;

impl Tolerance {
    fn bounded(why: &str, at_most: BTreeMap<String, f64>) -> Self {
        Self {
            why: why.into(),
            at_most: Some(at_most),
        }
    }
    fn unbounded(why: &str) -> Self {
        Self {
            why: why.into(),
            at_most: None,
        }
    }
}

/// The tolerance of a run; `exact` has its iterates where they are known as fractions, and
/// `decided` says whether intervals decide every branch.
pub(super) fn trajectory<T: Precision + FromText>(
    question: &Value,
    exact: Option<&[DVector<Rational>]>,
    decided: bool,
) -> Tolerance {
    let why = if decided {
        match running::<T>(question) {
            Some(bounds) => return Tolerance::bounded("running", bounds),
            None => "range",
        }
    } else {
        "branch"
    };
    match exact.and_then(|exact| exactly::<T>(question, exact)) {
        Some(bounds) => Tolerance::bounded("exact", bounds),
        None => Tolerance::unbounded(why),
    }
}

/// From the running error analysis, if it ends in numbers.
fn running<T: Precision + FromText>(question: &Value) -> Option<BTreeMap<String, f64>> {
    let points = points::<Running<T>>(question).ok()?;
    let radius = |p: &DVector<Running<T>>| p.iter().fold(0.0_f64, |most, a| most.max(a.radius()));
    let bounds = at(question).map(|k| {
        let bound = two_digits_up(SLACK * radius(&points[k]));
        bound.is_finite().then_some((k.to_string(), bound))
    });
    bounds.collect()
}

/// A few ulp, if the textbook in `T` gives exactly these iterates.
fn exactly<T: Precision + FromText>(
    question: &Value,
    exact: &[DVector<Rational>],
) -> Option<BTreeMap<String, f64>> {
    let points = points::<T>(question).ok()?;
    let is_exact = |(p, exact): (&DVector<T>, &DVector<Rational>)| {
        let mut pairs = p.iter().zip(exact.iter());
        pairs.all(|(a, exact)| a.exact().as_ref() == Some(exact))
    };
    let ulp = 2.0 * T::UNIT;
    let largest = |p: &DVector<T>| p.iter().fold(0.0_f64, |most, a| most.max(a.abs().to_f64()));
    let bound = |k: usize| (k.to_string(), two_digits_up(EXACT_ULPS * ulp * largest(&points[k])));
    let all = points.iter().zip(exact).all(is_exact);
    all.then(|| at(question).map(bound).collect())
}

/// Iterates 0, 1, … in a scalar with roots.
fn points<S: Real + FromText>(question: &Value) -> Result<Vec<DVector<S>>, Problem> {
    let text = question.to_string();
    let mut fields = Fields::parse(&text)?;
    let game = read::game::<S>(&mut fields.required("game")?.object()?)?;
    let method: Method<S> = read::method(&mut fields.required("method")?.object()?)?;
    let steps = fields.required("steps")?.count()?;
    let mut points = vec![fields.required("p0")?.vector()?];
    let mut state = State::new(&method, game.dim());
    for k in 0..steps {
        points.push(step(&method, &*game, &mut state, &points[k])?);
    }
    Ok(points)
}

/// The least number of two significant digits that is certainly not below `a`.
pub(super) fn two_digits_up(a: f64) -> f64 {
    // rounding to two digits loses less than 5 %
    let text = format!("{:.1e}", a * (1.0 + 1.0 / 16.0));
    text.parse().unwrap_or(f64::INFINITY)
}
