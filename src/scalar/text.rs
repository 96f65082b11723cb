//! Numbers as text, meant exactly.
//!
//! "3", "-1/3", "0.25", "1e-12", "0x1.8p-3": integers, fractions of integers, decimals and
//! hexadecimal floats. A text is one number, and a scalar gets that number rounded once, however
//! it is spelt.

use super::{Dual, Interval, Rational, Rounding, Scalar};
use dashu_base::BitTest;
use dashu_int::{IBig, UBig};

/// Numerators and denominators beyond this many bits are refused, so that no text exhausts the
/// memory.
pub const TEXT_BITS: usize = 1 << 20;

/// 10 to a power above this one has more than [`TEXT_BITS`] bits.
const DECIMAL_EXPONENT: u64 = 315_652;

/// Why a text is not a number of some scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It is no number at all.
    #[error("expected a decimal, a fraction or a hexadecimal float")]
    NotANumber,
    /// It says NaN or infinity, or rounds to infinity.
    #[error("expected a finite number")]
    NonFinite,
    /// Written out it would take more than [`TEXT_BITS`] bits.
    #[error("expected a number of at most 2^20 bits")]
    TooLarge,
}

/// A scalar that can be read from the text of a number, rounded once to nearest (an interval: the
/// least one around it).
///
/// The default goes through the exact fraction, so that a new scalar joins with an empty `impl`.
///
/// # Examples
/// ```
/// use gnash::scalar::{FromText, Interval, Rational, TextError};
/// assert_eq!(f64::from_text("0x1.8p-3"), Ok(0.1875));
/// assert_eq!(Rational::from_text("0.1"), Ok(Rational::from_parts(1.into(), 10u8.into())));
/// assert!(Interval::from_text("1/3")?.contains_rational(&Rational::from_text("1/3")?));
/// assert_eq!(f32::from_text("1e39"), Err(TextError::NonFinite));
/// # Ok::<(), TextError>(())
/// ```
pub trait FromText: Scalar {
    /// The number that the text means.
    ///
    /// # Errors
    /// `NotANumber`; `NonFinite` also where the scalar cannot hold the number; `TooLarge`.
    fn from_text(text: &str) -> Result<Self, TextError> {
        finite(Self::from_rational(&rational(text)?))
    }
}

fn finite<S: Scalar>(value: S) -> Result<S, TextError> {
    value
        .is_finite()
        .then_some(value)
        .ok_or(TextError::NonFinite)
}

/// Decimals by the standard library, which rounds correctly; `integers` are held without rounding.
macro_rules! from_decimal {
    ($float:ty, $integers:expr) => {
        impl FromText for $float {
            fn from_text(text: &str) -> Result<Self, TextError> {
                if is_decimal(text) {
                    return finite(text.parse().map_err(|_| TextError::NotANumber)?);
                }
                if let Some((a, b)) = small_fraction(text, $integers) {
                    return Ok(a as $float / b as $float);
                }
                finite(Self::from_rational(&rational(text)?))
            }
        }
    };
}

from_decimal!(f64, 1 << 53);
from_decimal!(f32, 1 << 24);

impl FromText for Rational {
    fn from_text(text: &str) -> Result<Self, TextError> {
        rational(text)
    }
}

impl FromText for Interval {
    fn from_text(text: &str) -> Result<Self, TextError> {
        // up to fifteen digits a whole number is a double
        let digits = text.strip_prefix('-').unwrap_or(text);
        if (1..=15).contains(&digits.len()) && all_digits(digits) {
            return Ok(Self::point(f64::from_text(text)?));
        }
        finite(Self::from_rational(&rational(text)?))
    }
}

/// A constant: derivative zero.
impl<S: FromText> FromText for Dual<S> {
    fn from_text(text: &str) -> Result<Self, TextError> {
        S::from_text(text).map(Self::constant_of)
    }
}

/// The number that the text means, exactly.
///
/// # Errors
/// `NotANumber`, `NonFinite` ("NaN", "inf", …), `TooLarge`.
pub fn rational(text: &str) -> Result<Rational, TextError> {
    if text.len() > TEXT_BITS / 4 {
        return Err(TextError::TooLarge);
    }
    let (negative, size) = sign(text);
    let value = if let Some((numerator, denominator)) = size.split_once('/') {
        let denominator = unsigned(denominator, 10)?;
        if denominator.is_zero() {
            return Err(TextError::NotANumber);
        }
        Rational::from_parts(IBig::from(unsigned(numerator, 10)?), denominator)
    } else if let Some(digits) = size.strip_prefix("0x").or_else(|| size.strip_prefix("0X")) {
        positional(digits, ['p', 'P'], 16, 2)?
    } else if names_no_finite_number(size) {
        return Err(TextError::NonFinite);
    } else {
        positional(size, ['e', 'E'], 10, 10)?
    };
    if bits(&value) > TEXT_BITS {
        return Err(TextError::TooLarge);
    }
    Ok(if negative { -value } else { value })
}

/// The bits of the longer of numerator and denominator.
pub fn bits(value: &Rational) -> usize {
    value
        .numerator()
        .bit_len()
        .max(value.denominator().bit_len())
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit())
}

fn names_no_finite_number(size: &str) -> bool {
    let names = ["nan", "inf", "infinity"];
    names.iter().any(|name| size.eq_ignore_ascii_case(name))
}

/// ±digits[.digits][e±digits] with a digit before the mark; what `parse` also takes, NaN, is not.
fn is_decimal(text: &str) -> bool {
    let (_, size) = sign(text);
    let (mantissa, exponent) = match size.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (size, None),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let plain = |digits: &str| digits.bytes().all(|c| c.is_ascii_digit());
    let some = !(whole.is_empty() && part.is_empty());
    some && plain(whole) && plain(part) && exponent.is_none_or(|k| all_digits(sign(k).1))
}

/// a and b of "a/b", if both are held exactly: their quotient is then rounded once.
fn small_fraction(text: &str, limit: i64) -> Option<(i64, i64)> {
    let (numerator, denominator) = text.split_once('/')?;
    let plain = all_digits(sign(numerator).1) && all_digits(denominator);
    let (a, b) = (
        numerator.parse::<i64>().ok()?,
        denominator.parse::<i64>().ok()?,
    );
    // −0 would keep its sign
    let usable = plain && a.checked_abs()? <= limit && b <= limit && b > 0;
    (usable && a != 0).then_some((a, b))
}

fn unsigned(digits: &str, radix: u32) -> Result<UBig, TextError> {
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let value = plain.then(|| UBig::from_str_radix(digits, radix).ok());
    value.flatten().ok_or(TextError::NotANumber)
}

/// digits[.digits][exponent mark ±digits] in `radix`, the exponent being one of `base`.
fn positional(text: &str, marks: [char; 2], radix: u32, base: u32) -> Result<Rational, TextError> {
    let (mantissa, exponent) = match text.split_once(marks) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = unsigned(&[whole, part].concat(), radix)?;
    let (shrinks, size) = exponent.map_or((false, "0"), sign);
    if !all_digits(size) {
        return Err(TextError::NotANumber);
    }
    if digits.is_zero() {
        return Ok(Rational::ZERO);
    }
    let limit = if base == 2 {
        TEXT_BITS as u64
    } else {
        DECIMAL_EXPONENT
    };
    let k = size.parse::<u64>().ok().filter(|k| *k <= limit);
    let k = k.ok_or(TextError::TooLarge)? as usize;
    let power = |b: u32, k: usize| Rational::from(UBig::from(b).pow(k));
    let scaled = Rational::from(digits) / power(radix, part.len());
    Ok(if shrinks {
        scaled / power(base, k)
    } else {
        scaled * power(base, k)
    })
}
