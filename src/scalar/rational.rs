//! Exact rationals.

use super::{Rounding, Scalar};
use dashu_int::UBig;

/// Fractions of as many bits are not written out in messages.
const SHOWN_BITS: usize = 128;

/// An exact fraction of arbitrary size, always in lowest terms.
pub type Rational = dashu_ratio::RBig;

impl Scalar for Rational {
    fn from_f64(value: f64) -> Option<Self> {
        Rational::try_from(value).ok()
    }
    fn from_i64(value: i64) -> Self {
        Rational::from(value)
    }
    fn to_f64(&self) -> f64 {
        <f64 as Rounding>::from_rational(self)
    }
    fn is_finite(&self) -> bool {
        true
    }
    fn shown(&self) -> String {
        match super::bits(self) {
            SHOWN_BITS.. => format!("a fraction near {:?}", Scalar::to_f64(self)),
            _ if *self.denominator() == UBig::ONE => self.numerator().to_string(),
            _ => format!("{}/{}", self.numerator(), self.denominator()),
        }
    }
}
