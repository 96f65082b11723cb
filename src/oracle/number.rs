//! A number inside JSON: a string, or a JSON number that means its decimal text.

use super::{Problem, ProblemKind};
use crate::scalar::{FromText, Rational, Scalar, TextError, rational_from_text};
use crate::spec::Fraction;
use dashu_int::UBig;
use std::borrow::Cow;

/// Characters of a bad value that a message repeats.
const SHOWN: usize = 40;

/// The largest count: steps, iterations, sizes.
pub(super) const LARGEST_COUNT: usize = 1_000_000_000;

/// The text of the number that this JSON value is.
fn text(json: &str) -> Result<Cow<'_, str>, TextError> {
    match json.as_bytes() {
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
            Ok(Cow::Borrowed(&json[1..json.len() - 1]))
        }
        [b'"', ..] => {
            let unescaped = serde_json::from_str(json).map_err(|_| TextError::NotANumber)?;
            Ok(Cow::Owned(unescaped))
        }
        [b'-' | b'0'..=b'9', ..] => Ok(Cow::Borrowed(json)),
        _ => Err(TextError::NotANumber),
    }
}

/// What a number is rounded to before the scalar that reads it gets it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// Nothing: the scalar alone rounds.
    #[default]
    Text,
    /// The nearest double.
    Double,
    /// The nearest single.
    Single,
}

impl Precision {
    /// The number that this text means, rounded.
    pub(super) fn read<S: FromText>(self, text: &str) -> Result<S, TextError> {
        let float = match self {
            Self::Text => return S::from_text(text),
            Self::Double => f64::from_text(text)?,
            Self::Single => f32::from_text(text)?.into(),
        };
        S::from_f64(float).ok_or(TextError::NonFinite)
    }

    /// A default, rounded.
    pub(super) fn fraction<S: Scalar>(self, value: Fraction) -> S {
        let float = match self {
            Self::Text => None,
            Self::Double => S::from_f64(value.to()),
            Self::Single => S::from_f64(f64::from(value.to::<f32>())),
        };
        float.unwrap_or_else(|| value.to())
    }
}

/// The number that this JSON value is.
pub(super) fn number<S: FromText>(json: &str, precision: Precision) -> Result<S, TextError> {
    precision.read(&text(json)?)
}

/// The whole number, 0 or more, that this JSON value is.
pub(super) fn count(json: &str) -> Result<usize, Problem> {
    let written = text(json).map_err(|_| not_a_count(json))?;
    let too_large = || {
        let message = format!("expected at most {LARGEST_COUNT}, found {}", excerpt(json));
        Problem::new(ProblemKind::TooLarge, message)
    };
    let value = match written.parse::<usize>() {
        Ok(value) => Some(value),
        Err(_) => match rational_from_text(&written) {
            Ok(value) => whole(&value).ok_or_else(|| not_a_count(json))?,
            Err(TextError::TooLarge) if is_beyond(&written) => None,
            Err(TextError::NonFinite) => return Err(refused(TextError::NonFinite, json)),
            Err(_) => return Err(not_a_count(json)),
        },
    };
    value.filter(|k| *k <= LARGEST_COUNT).ok_or_else(too_large)
}

/// Whether a number that is too long to be written out is above every count.
fn is_beyond(written: &str) -> bool {
    match f64::from_text(written) {
        Ok(value) => value > LARGEST_COUNT as f64,
        Err(error) => error == TextError::NonFinite && !written.starts_with('-'),
    }
}

/// The value if it is a whole number; `Some(None)` if it is one beyond `usize`.
fn whole(value: &Rational) -> Option<Option<usize>> {
    let is_count = *value.denominator() == UBig::ONE && *value >= Rational::ZERO;
    is_count.then(|| usize::try_from(value.numerator().clone()).ok())
}

fn not_a_count(json: &str) -> Problem {
    let message = format!(
        "expected a whole number, 0 or more, found {}",
        excerpt(json)
    );
    Problem::new(ProblemKind::BadValue, message)
}

/// The problem with a number, with what stood there.
pub(super) fn refused(error: TextError, json: &str) -> Problem {
    let problem = Problem::from(error);
    let message = format!("{}, found {}", problem.message, excerpt(json));
    Problem::new(problem.kind, message)
}

/// The beginning of a JSON value, for messages.
pub(super) fn excerpt(json: &str) -> String {
    match json.char_indices().nth(SHOWN) {
        None => json.to_string(),
        Some((end, _)) => format!("{}…", &json[..end]),
    }
}
