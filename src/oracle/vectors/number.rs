//! Numbers of the files.

use crate::scalar::{Interval, Rational, Scalar};
use dashu_base::{Abs, Sign, UnsignedAbs};
use dashu_int::UBig;
use serde_json::{Value, json};

/// Longer fractions are given by an enclosure.
const FRACTION_CHARACTERS: usize = 60;
/// Significant digits of an enclosure of a fraction.
const DIGITS: usize = 25;

/// A scalar whose value a file can hold.
pub(super) trait Written: Scalar {
    /// "p/q" or ["lo", "hi"].
    fn written(&self) -> Value;
    /// The nearest double.
    fn double(&self) -> String {
        double(self.to_f64())
    }
}

impl Written for Rational {
    fn written(&self) -> Value {
        let text = self.to_string();
        if text.len() <= FRACTION_CHARACTERS {
            return Value::String(text);
        }
        let [lo, hi] = around(self);
        json!([lo, hi])
    }
}

impl Written for Interval {
    fn written(&self) -> Value {
        json!([double(self.lo()), double(self.hi())])
    }
}

/// The shortest decimal of this double that reads back as it.
pub(super) fn double(value: f64) -> String {
    format!("{:?}", value + 0.0)
}

/// Two neighbouring decimals of [`DIGITS`] digits around a fraction that is not zero.
fn around(value: &Rational) -> [String; 2] {
    let size = value.clone().abs();
    let mut exponent = decimal_exponent(&size);
    let mut low = scaled_floor(&size, exponent);
    if low >= power(DIGITS) {
        exponent += 1;
        low = scaled_floor(&size, exponent);
    }
    let ends = [low.clone(), low + UBig::ONE].map(|digits| decimal(&digits, exponent));
    if value.sign() == Sign::Negative {
        let [near, far] = ends;
        return [format!("-{far}"), format!("-{near}")];
    }
    ends
}

/// e with 10ᵉ ≤ a < 10ᵉ⁺², from the number of digits.
fn decimal_exponent(a: &Rational) -> isize {
    let digits = |n: &UBig| n.to_string().len() as isize;
    digits(&a.numerator().clone().unsigned_abs()) - digits(a.denominator()) - 1
}

/// ⌊a 10^(DIGITS − 1 − e)⌋.
fn scaled_floor(a: &Rational, exponent: isize) -> UBig {
    let shift = DIGITS as isize - 1 - exponent;
    let (mut numerator, mut denominator) = (
        a.numerator().clone().unsigned_abs(),
        a.denominator().clone(),
    );
    match usize::try_from(shift) {
        Ok(shift) => numerator *= power(shift),
        Err(_) => denominator *= power(shift.unsigned_abs()),
    }
    numerator / denominator
}

fn power(exponent: usize) -> UBig {
    UBig::from(10u8).pow(exponent)
}

/// The digits d₀d₁d₂… as d₀.d₁d₂…e, where the last of [`DIGITS`] digits stands for 10^(e − 24).
fn decimal(digits: &UBig, exponent: isize) -> String {
    let text = digits.to_string();
    // one more digit where the upper end is a power of ten
    let exponent = exponent + (text.len() - DIGITS) as isize;
    format!("{}.{}e{exponent}", &text[..1], &text[1..])
}
