//! Exact numbers as text.

use crate::scalar::Rational;
use dashu_int::{IBig, UBig};

/// Digits and exponents beyond this many bits are refused, so that no text exhausts the memory.
const BITS: usize = 1 << 20;

/// "3", "-1/3", "0.25", "1e-12", "0x1.8p-3": the number that the text means, exactly.
pub(super) fn parse(text: &str) -> Option<Rational> {
    if text.len() > BITS / 4 {
        return None;
    }
    if let Some((numerator, denominator)) = text.split_once('/') {
        let denominator: UBig = unsigned(denominator, 10)?;
        let (negative, numerator) = sign(numerator);
        let value = IBig::from(unsigned(numerator, 10)?);
        let value = if negative { -value } else { value };
        return (!denominator.is_zero()).then(|| Rational::from_parts(value, denominator));
    }
    let (negative, size) = sign(text);
    let value = match size.strip_prefix("0x").or_else(|| size.strip_prefix("0X")) {
        Some(digits) => positional(digits, ['p', 'P'], 16, 2)?,
        None => positional(size, ['e', 'E'], 10, 10)?,
    };
    Some(if negative { -value } else { value })
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn unsigned(digits: &str, radix: u32) -> Option<UBig> {
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    plain.then(|| UBig::from_str_radix(digits, radix).ok())?
}

/// digits[.digits][exponent mark ±digits] in `radix`, the exponent being one of `base`.
fn positional(text: &str, marks: [char; 2], radix: u32, base: u32) -> Option<Rational> {
    let (mantissa, exponent) = match text.split_once(marks) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = unsigned(&[whole, part].concat(), radix)?;
    if exponent.unsigned_abs() > (BITS / 4) as u64 {
        return None;
    }
    let power = |b: u32, k: usize| Rational::from(UBig::from(b).pow(k));
    let scaled = Rational::from(digits) / power(radix, part.len());
    let k = exponent.unsigned_abs() as usize;
    Some(if exponent < 0 {
        scaled / power(base, k)
    } else {
        scaled * power(base, k)
    })
}
