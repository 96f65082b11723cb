//! Numbers as text, meant exactly.
//!
//! "3", "-1/3", "0.25", "1e-12", "0x1.8p-3": integers, fractions of integers, decimals and
//! hexadecimal floats. A text is one number, and a scalar gets that number rounded once, however
//! it is spelt. So a float refuses what lies beyond its range as not finite, and takes what is too
//! small for it as a zero, without ever writing out 10 to the power of a billion; only what is kept
//! exactly must fit into [`TEXT_BITS`].

use super::{Dual, Interval, Rational, Rounding, Scalar};
use dashu_base::BitTest;
use dashu_int::{IBig, UBig};

/// Numerators and denominators beyond this many bits are refused, so that no text exhausts the
/// memory.
pub const TEXT_BITS: usize = 1 << 20;

/// The most characters of a number that is kept exactly, or of a fraction.
const TEXT_LENGTH: usize = TEXT_BITS / 4;

/// Exponents of 10 beyond this one are of more than [`TEXT_BITS`] bits, in lowest terms as well:
/// 5 to this power has as many.
const DECIMAL_EXPONENT: u64 = 451_597;

/// The same for exponents of 2: the digit before them may have three factors 2.
const BINARY_EXPONENT: u64 = TEXT_BITS as u64 + 3;

/// Significant digits that tell on which side of every double and every midpoint of two a number
/// lies: those end within 768 decimal digits.
const TELLING: usize = 800;

/// Exponents are cut here: more is beyond every limit, and sums of two do not overflow.
const FAR: i64 = 1 << 60;

/// Why a text is not a number of some scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It is no number at all.
    #[error("expected a number: a decimal, a fraction or a hexadecimal float")]
    NotANumber,
    /// It says NaN or infinity, or rounds to infinity.
    #[error("expected a finite number")]
    NonFinite,
    /// Written out it would take more than [`TEXT_BITS`] bits, or its text more than 2¹⁸
    /// characters.
    #[error("expected a number of at most 2^20 bits, in at most 2^18 characters")]
    TooLarge,
}

/// A scalar that can be read from the text of a number, rounded once to nearest (an interval: the
/// least one around it).
///
/// The default goes through an exact fraction, so that a new scalar joins with an empty `impl`; it is
/// for scalars with no more range and precision than a double or a pair of them.
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
    /// `NotANumber`; `NonFinite` also where the number is beyond the range of the scalar; `TooLarge`
    /// where the scalar is exact, and for fractions of more than 2¹⁸ characters.
    fn from_text(text: &str) -> Result<Self, TextError> {
        finite(Self::from_rational(&told(text)?))
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
                let size = finite(Self::from_rational(&told(text)?))?.abs();
                // a zero, too, has the sign of what was rounded to it
                Ok(if text.starts_with('-') { -size } else { size })
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
        finite(Self::from_rational(&told(text)?))
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
    let (negative, size) = written(text)?;
    if text.len() > TEXT_LENGTH {
        return Err(TextError::TooLarge);
    }
    let value = match size {
        Written::Fraction(a, b) => fraction(a, b)?,
        Written::Scaled(scaled) => scaled.rational()?,
    };
    if bits(&value) > TEXT_BITS {
        return Err(TextError::TooLarge);
    }
    Ok(if negative { -value } else { value })
}

/// A number that a double, or an interval of doubles, cannot tell from the one that the text means:
/// it lies on the same side of every double and of every midpoint of two.
///
/// # Errors
/// `NotANumber`; `NonFinite` also for what is beyond the largest double; `TooLarge` for fractions of
/// more than [`TEXT_LENGTH`] characters.
fn told(text: &str) -> Result<Rational, TextError> {
    let (negative, size) = written(text)?;
    let value = match (size.beyond(), size) {
        (Some(Beyond::Largest), _) => return Err(TextError::NonFinite),
        (Some(Beyond::Smallest), _) => Rational::from_parts(IBig::ONE, UBig::ONE << 2000),
        (None, Written::Fraction(..)) if text.len() > TEXT_LENGTH => {
            return Err(TextError::TooLarge);
        }
        (None, Written::Fraction(a, b)) => fraction(a, b)?,
        (None, Written::Scaled(scaled)) => scaled.shortened().rational()?,
    };
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
    UBig::from_str_radix(digits, radix).map_err(|_| TextError::NotANumber)
}

fn fraction(numerator: &str, denominator: &str) -> Result<Rational, TextError> {
    let (a, b) = (unsigned(numerator, 10)?, unsigned(denominator, 10)?);
    Ok(Rational::from_parts(IBig::from(a), b))
}

/// A number without its sign, as it is written: looked at, and not computed.
enum Written<'a> {
    /// Two integers, the second not zero.
    Fraction(&'a str, &'a str),
    Scaled(Scaled),
}

/// Where a number lies that no double is near to.
enum Beyond {
    /// At 2¹⁰²⁴ or above.
    Largest,
    /// Below half of the smallest double.
    Smallest,
}

/// The sign, and the rest.
///
/// # Errors
/// `NotANumber`, `NonFinite`.
fn written(text: &str) -> Result<(bool, Written<'_>), TextError> {
    let (negative, size) = sign(text);
    if let Some((numerator, denominator)) = size.split_once('/') {
        let legal = all_digits(numerator) && all_digits(denominator);
        if !legal || significant(denominator).is_empty() {
            return Err(TextError::NotANumber);
        }
        return Ok((negative, Written::Fraction(numerator, denominator)));
    }
    if names_no_finite_number(size) {
        return Err(TextError::NonFinite);
    }
    Ok((negative, Written::Scaled(Scaled::written(size)?)))
}

fn significant(digits: &str) -> &str {
    digits.trim_start_matches('0')
}

impl Written<'_> {
    fn beyond(&self) -> Option<Beyond> {
        match self {
            Self::Fraction(a, b) => {
                let [a, b] = [a, b].map(|digits| significant(digits).len() as i64);
                // 10^(a−1) ≤ numerator < 10^a, and so for the denominator
                (a > 0).then(|| beyond(10, a - 1 - b, a - b + 1)).flatten()
            }
            Self::Scaled(one) if one.digits.is_empty() => None,
            Self::Scaled(one) => {
                let end = one.digits.len() as i64 * one.per_digit() + one.exponent;
                beyond(one.base, end - one.per_digit(), end)
            }
        }
    }
}

/// Of a number from base^low up to, but not, base^high.
fn beyond(base: u32, low: i64, high: i64) -> Option<Beyond> {
    // 10^309 > 2^1024 and 10^-324 < 2^-1075
    let (largest, smallest) = if base == 2 {
        (1024, -1075)
    } else {
        (309, -324)
    };
    match (low >= largest, high <= smallest) {
        (true, _) => Some(Beyond::Largest),
        (_, true) => Some(Beyond::Smallest),
        _ => None,
    }
}

/// digits · base^exponent, without zeros before or behind the digits: none is zero.
struct Scaled {
    digits: String,
    /// 10, or 16 with the base 2.
    radix: u32,
    base: u32,
    exponent: i64,
}

impl Scaled {
    /// digits[.digits][mark ±digits], where the mark of hexadecimal digits is p.
    fn written(size: &str) -> Result<Self, TextError> {
        let hexadecimal = size.strip_prefix("0x").or_else(|| size.strip_prefix("0X"));
        let (text, marks, radix, base) = match hexadecimal {
            Some(rest) => (rest, ['p', 'P'], 16, 2),
            None => (size, ['e', 'E'], 10, 10),
        };
        let (mantissa, exponent) = text.split_once(marks).unwrap_or((text, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = [whole, part].concat();
        let (shrinks, size) = sign(exponent);
        let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        if !plain || !all_digits(size) {
            return Err(TextError::NotANumber);
        }
        let size = significant(size)
            .parse()
            .unwrap_or(match significant(size) {
                "" => 0,
                _ => FAR,
            });
        let behind = digits.len() - digits.trim_end_matches('0').len();
        digits.truncate(digits.len() - behind);
        digits.drain(..digits.len() - significant(&digits).len());
        let mut scaled = Self {
            digits,
            radix,
            base,
            exponent: if shrinks {
                -size.min(FAR)
            } else {
                size.min(FAR)
            },
        };
        scaled.exponent += (behind as i64 - part.len() as i64) * scaled.per_digit();
        Ok(scaled)
    }

    /// The power of the base that a digit stands for.
    fn per_digit(&self) -> i64 {
        if self.radix == 16 { 4 } else { 1 }
    }

    /// The same where it is short; else its first digits, and one more that says that it is more.
    fn shortened(mut self) -> Self {
        if self.digits.len() > TELLING + 1 {
            let left_out = self.digits.len() - (TELLING + 1);
            self.exponent += left_out as i64 * self.per_digit();
            self.digits.truncate(TELLING);
            self.digits.push('1');
        }
        self
    }

    /// The number.
    ///
    /// # Errors
    /// `TooLarge` where the exponent alone says so.
    fn rational(&self) -> Result<Rational, TextError> {
        if self.digits.is_empty() {
            return Ok(Rational::ZERO);
        }
        let limit = if self.base == 2 {
            BINARY_EXPONENT
        } else {
            DECIMAL_EXPONENT
        };
        let size = self.exponent.unsigned_abs();
        if size > limit {
            return Err(TextError::TooLarge);
        }
        let digits = Rational::from(unsigned(&self.digits, self.radix)?);
        let power = Rational::from(UBig::from(self.base).pow(size as usize));
        Ok(if self.exponent < 0 {
            digits / power
        } else {
            digits * power
        })
    }
}
