//! How far a sound answer in f64 or f32 may be off, derived for every case.
//!
//! The textbook runs once more in [`Running`] numbers, which follow the error that the same
//! operations may make in the type. Other orders of the same sums have bounds of the same size;
//! [`SLACK`] leaves room for them, and for one more rounding of each value of the game.

use super::answers::{self, Parts};
use super::format::{Tolerance, Tolerances};
use crate::oracle::Arithmetic;
use crate::scalar::{Precision, Rational, Running, Scalar};
use serde_json::Value;
use std::collections::BTreeMap;

/// The tolerance is this many times the bound of the textbook's own order of operations.
pub const SLACK: f64 = 4.0;

/// A bound beyond this part of the answer (or of 1, for smaller answers) says nothing.
const MEANINGFUL: f64 = 1.0 / 64.0;

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

/// The tolerances of an answer; `exact` has its parts where they are known as fractions, and
/// `decided` says whether intervals decide every branch.
pub(super) fn tolerances(
    question: &Value,
    exact: Option<&Parts<Rational>>,
    decided: bool,
) -> Tolerances {
    Tolerances {
        f64: tolerance::<f64>(question, exact, decided),
        f32: tolerance::<f32>(question, exact, decided),
    }
}

fn tolerance<T: Precision + Arithmetic>(
    question: &Value,
    exact: Option<&Parts<Rational>>,
    decided: bool,
) -> Tolerance
where
    Running<T>: Arithmetic,
{
    let why = if decided {
        // what the type cannot hold or reach at all has no bound
        let reached = answers::parts::<T>(question).map_err(|_| "range");
        match reached.and_then(|_| running::<T>(question)) {
            Ok(bounds) => return Tolerance::bounded("running", bounds),
            Err(why) => why,
        }
    } else {
        "branch"
    };
    match exact.and_then(|exact| exactly::<T>(question, exact)) {
        Some(bounds) => Tolerance::bounded("exact", bounds),
        None => Tolerance::unbounded(why),
    }
}

/// From the running error analysis; the parts of which it says something.
fn running<T: Precision>(question: &Value) -> Result<BTreeMap<String, f64>, &'static str>
where
    Running<T>: Arithmetic,
{
    let parts = answers::parts::<Running<T>>(question).map_err(|_| "range")?;
    let mut bounds = BTreeMap::new();
    let mut why = "lost";
    for (name, part) in parts {
        let entries = part.entries();
        let radius = largest(entries.iter().map(|a| a.radius()));
        let size = largest(entries.iter().map(|a| a.to_f64()));
        // an exact answer may still be no number of the type
        let bound = two_digits_up((SLACK * radius).max(2.0 * T::UNIT * T::LEAST_NORMAL));
        if !bound.is_finite() {
            why = "range";
        } else if bound <= MEANINGFUL * size.max(1.0) {
            bounds.insert(name, bound);
        }
    }
    if bounds.is_empty() {
        Err(why)
    } else {
        Ok(bounds)
    }
}

/// A few ulp, if the textbook in `T` gives exactly these answers.
fn exactly<T: Precision + Arithmetic>(
    question: &Value,
    exact: &Parts<Rational>,
) -> Option<BTreeMap<String, f64>> {
    let parts = answers::parts::<T>(question).ok()?;
    let mut bounds = BTreeMap::new();
    for ((name, part), (_, exact)) in parts.iter().zip(exact) {
        let (entries, exact) = (part.entries(), exact.entries());
        let mut pairs = entries.iter().zip(exact);
        let same = pairs.all(|(a, b)| a.exact().as_ref() == Some(b));
        let size = largest(entries.iter().map(|a| a.to_f64()));
        let bound = two_digits_up(EXACT_ULPS * 2.0 * T::UNIT * size);
        same.then(|| bounds.insert(name.clone(), bound))?;
    }
    Some(bounds)
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |most, a| most.max(a.abs()))
}

/// The least number of two significant digits that is certainly not below `a`.
pub(super) fn two_digits_up(a: f64) -> f64 {
    // rounding to two digits loses less than 5 %
    let text = format!("{:.1e}", a * (1.0 + 1.0 / 16.0));
    text.parse().unwrap_or(f64::INFINITY)
}
