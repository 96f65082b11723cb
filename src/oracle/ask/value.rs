//! Answers as trees of numbers: how they are written, checked and compared with a twin.

use super::Answering;
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{Interval, Rational, Rounding, TEXT_BITS, rational_from_text};
use nalgebra::{DMatrix, DVector};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;

/// A part of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<S> {
    /// A number of the scalar.
    Number(S),
    /// A real number that lies here.
    Between(Interval),
    /// A fraction, whatever the scalar.
    Fraction(Rational),
    Text(&'static str),
    Flag(bool),
    Null,
    List(Vec<Value<S>>),
    Object(Named<S>),
}

/// Parts of an answer by name, in order.
pub(super) type Named<S> = Vec<(Cow<'static, str>, Value<S>)>;

/// Several names at once.
pub(super) fn named<S, const N: usize>(parts: [(&'static str, Value<S>); N]) -> Named<S> {
    let parts = parts.into_iter();
    parts.map(|(name, value)| (name.into(), value)).collect()
}

impl<S: Answering> Value<S> {
    pub(super) fn vector(v: &DVector<S>) -> Self {
        Self::List(v.iter().cloned().map(Self::Number).collect())
    }

    /// Row by row.
    pub(super) fn matrix(m: &DMatrix<S>) -> Self {
        Self::rows(m, |a| Self::Number(a.clone()))
    }

    /// Row by row, as fractions.
    pub(super) fn fractions(m: &DMatrix<Rational>) -> Self {
        Self::rows(m, |a| Self::Fraction(a.clone()))
    }

    pub(super) fn rows<T>(m: &DMatrix<T>, entry: impl Fn(&T) -> Self) -> Self {
        let row = |i: usize| Self::List((0..m.ncols()).map(|j| entry(&m[(i, j)])).collect());
        Self::List((0..m.nrows()).map(row).collect())
    }

    /// Every number is finite and not too long.
    pub(super) fn check(&self, path: &str) -> Result<(), Problem> {
        match self {
            Self::Number(a) if !a.is_finite() => {
                let message = format!("came out as {}, which is not finite", a.shown());
                Err(Problem::new(ProblemKind::NonFinite, message).at(path))
            }
            Self::Number(a) if a.length() > TEXT_BITS => Err(too_long().at(path)),
            Self::Between(a) if a.magnitude().is_infinite() => {
                let message = "exceeds the range of doubles";
                Err(Problem::new(ProblemKind::NonFinite, message).at(path))
            }
            Self::List(parts) => (parts.iter().enumerate())
                .try_for_each(|(i, part)| part.check_inside(path, || format!("{path}[{i}]"))),
            Self::Object(parts) => (parts.iter())
                .try_for_each(|(name, part)| part.check_inside(path, || format!("{path}.{name}"))),
            _ => Ok(()),
        }
    }

    /// As [`Value::check`], whose path is made only where something is wrong.
    fn check_inside(&self, path: &str, place: impl Fn() -> String) -> Result<(), Problem> {
        self.check(path).or_else(|_| self.check(&place()))
    }

    /// As JSON.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Number(a) => a.write(out),
            Self::Between(a) => a.write(out),
            Self::Fraction(a) => a.write(out),
            Self::Text(text) => quoted(out, text),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Null => out.push_str("null"),
            Self::List(parts) => {
                out.push('[');
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    part.write(out);
                }
                out.push(']');
            }
            Self::Object(parts) => {
                out.push('{');
                for (i, (name, part)) in parts.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    quoted(out, name);
                    out.push(':');
                    part.write(out);
                }
                out.push('}');
            }
        }
    }

    /// At least the largest distance between a number here and the one in its place in the twin;
    /// `None` if the twin has another form, or knows nothing about one of them.
    pub(super) fn distance<T: Answering>(&self, twin: &Value<T>) -> Option<f64> {
        let all = |parts: Option<f64>, next: Option<f64>| Some(parts?.max(next?));
        match (self, twin) {
            (Self::List(a), Value::List(b)) if a.len() == b.len() => {
                let pairs = a.iter().zip(b);
                pairs.map(|(a, b)| a.distance(b)).fold(Some(0.0), all)
            }
            (Self::Object(a), Value::Object(b)) if a.len() == b.len() => {
                let pairs = a.iter().zip(b);
                let distances = pairs.map(|((n, a), (m, b))| (n == m).then(|| a.distance(b))?);
                distances.fold(Some(0.0), all)
            }
            (Self::Number(a), Value::Number(b)) => distance(a, b),
            (Self::Number(a), Value::Between(b)) => distance(a, b),
            (Self::Flag(_), Value::Flag(_)) => Some(0.0),
            (Self::Null, Value::Null) => Some(0.0),
            (Self::Text(a), Value::Text(b)) if a == b => Some(0.0),
            _ => None,
        }
    }
}

/// At least the distance from the float, and from the decimal that is written for it, to the twin.
fn distance<S: Answering, T: Answering>(a: &S, twin: &T) -> Option<f64> {
    let mut written = String::new();
    a.write(&mut written);
    let written = rational_from_text(written.trim_matches('"')).ok()?;
    let (float, text) = (twin.distance_to(&a.exact()?)?, twin.distance_to(&written)?);
    Some(float.max(text))
}

/// A text without characters that JSON would escape.
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// The shortest decimal that gives the float back, in quotes.
macro_rules! write_float {
    ($out:expr, $value:expr) => {
        // writing to a String cannot fail
        let _ = write!($out, "\"{:?}\"", $value);
    };
}

pub(super) fn write_double(out: &mut String, value: f64) {
    write_float!(out, value);
}

pub(super) fn write_single(out: &mut String, value: f32) {
    write_float!(out, value);
}

/// A decimal that gives the double back and is not above it, in quotes; the shortest one if that
/// is of this kind. So the ends of intervals enclose as decimals too.
pub(super) fn write_below(out: &mut String, value: f64) {
    out.push('"');
    if value < 0.0 {
        out.push('-');
        out.push_str(&decimal_beside(-value, Ordering::Greater));
    } else {
        out.push_str(&decimal_beside(value, Ordering::Less));
    }
    out.push('"');
}

/// As [`write_below`], not below the double.
pub(super) fn write_above(out: &mut String, value: f64) {
    out.push('"');
    if value < 0.0 {
        out.push('-');
        out.push_str(&decimal_beside(-value, Ordering::Less));
    } else {
        out.push_str(&decimal_beside(value, Ordering::Greater));
    }
    out.push('"');
}

/// A double whose shortest decimal is at least `value` ≥ 0.
pub(super) fn decimal_above(value: f64) -> f64 {
    let decimal = rational_from_text(&format!("{value:?}")).ok();
    match decimal.zip(value.exact()) {
        Some((decimal, exact)) if decimal >= exact => value,
        // half way to the next double, a decimal would be that one's
        _ => value.next_up(),
    }
}

/// A decimal for `value` ≥ 0 on this side of it, or equal to it.
fn decimal_beside(value: f64, side: Ordering) -> String {
    let fits = |text: &str| {
        let (decimal, exact) = (rational_from_text(text).ok()?, value.exact()?);
        let order = decimal.cmp(&exact);
        (order.is_eq() || order == side).then_some(())
    };
    let shortest = format!("{value:?}");
    if fits(&shortest).is_some() {
        return shortest;
    }
    // rounded to nearest with more and more digits, until it falls on the right side
    let longer = (16..LONGEST_DIGITS).map(|digits| format!("{value:.digits$e}"));
    let mut longer = longer.filter(|text| text.parse() == Ok(value));
    longer.find(|text| fits(text).is_some()).unwrap_or(shortest)
}

/// More digits than any double has.
const LONGEST_DIGITS: usize = 800;

/// "p/q", also where q is 1.
pub(super) fn write_fraction(out: &mut String, value: &Rational) {
    let _ = write!(out, "\"{}/{}\"", value.numerator(), value.denominator());
}

pub(super) fn too_long() -> Problem {
    Problem::new(ProblemKind::TooLarge, "the exact number exceeds 2^20 bits")
}

/// At least `value` ≥ 0.
pub(super) fn above(value: &Rational) -> f64 {
    let nearest = f64::from_rational(value);
    match nearest.exact() {
        Some(exact) if exact < *value => nearest.next_up(),
        _ => nearest,
    }
}
