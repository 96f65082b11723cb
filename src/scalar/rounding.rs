//! What an algorithm may ask about the rounding of a scalar.
//!
//! Scaling by powers of two and error-free sums and products let one generic text be safe on
//! floats and exact on rationals: an exact type has exponent 0 (nothing is ever rescaled), unit
//! roundoff 0 and error terms 0; so has an interval, whose ends carry the errors. A [`Dual`] rounds its value as `T` does and differentiates the
//! rounded text, its error terms being constants.

use super::{Dual, Rational, Scalar};

/// Powers of two, error-free transformations and conversion to exact fractions.
pub trait Rounding: Sized {
    /// u, half the distance from 1 to the next float; 0 for exact types and intervals.
    fn unit_roundoff() -> Self;

    /// ⌊log₂|a|⌋ (of an interval, for its largest |a|); 0 for zero, for non-finite values and for
    /// every exact type.
    fn exponent(&self) -> i32;

    /// 2ᵏ a, rounded once where it underflows, infinite where it overflows.
    fn scale(&self, k: i32) -> Self;

    /// (s, e) with s = fl(a + b) and s + e = a + b exactly, barring overflow.
    fn two_sum(&self, other: &Self) -> (Self, Self);

    /// (q, e) with q = fl(a b) and q + e = a b exactly, barring over- and underflow.
    fn two_product(&self, other: &Self) -> (Self, Self);

    /// `two_product` of a with itself, which an interval knows to be at least zero.
    fn two_square(&self) -> (Self, Self) {
        self.two_product(self)
    }

    /// The value as a fraction; `None` exactly when it is not one finite number.
    fn exact(&self) -> Option<Rational>;

    /// The scalar nearest to a fraction (ties to even): the sign survives underflow. The least
    /// interval around it.
    fn from_rational(value: &Rational) -> Self;

    /// `value` rounded, with this number's tangent where there is one.
    fn with_value(&self, value: &Rational) -> Self {
        Self::from_rational(value)
    }
}

/// Knuth's branch-free sum, on any float.
macro_rules! knuth_two_sum {
    ($a:expr, $b:expr) => {{
        let (a, b) = ($a, $b);
        let sum = a + b;
        let b_part = sum - a;
        (sum, (a - (sum - b_part)) + (b - b_part))
    }};
}

impl Rounding for f64 {
    fn unit_roundoff() -> Self {
        f64::EPSILON / 2.0
    }
    fn exponent(&self) -> i32 {
        if *self == 0.0 || !self.is_finite() {
            0
        } else {
            libm::ilogb(*self)
        }
    }
    fn scale(&self, k: i32) -> Self {
        libm::scalbn(*self, k)
    }
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        knuth_two_sum!(*self, *other)
    }
    fn two_product(&self, other: &Self) -> (Self, Self) {
        let product = self * other;
        (product, libm::fma(*self, *other, -product))
    }
    fn exact(&self) -> Option<Rational> {
        Rational::try_from(*self).ok()
    }
    fn from_rational(value: &Rational) -> Self {
        value.to_f64().value()
    }
}

impl Rounding for f32 {
    fn unit_roundoff() -> Self {
        f32::EPSILON / 2.0
    }
    fn exponent(&self) -> i32 {
        if *self == 0.0 || !self.is_finite() {
            0
        } else {
            libm::ilogbf(*self)
        }
    }
    fn scale(&self, k: i32) -> Self {
        libm::scalbnf(*self, k)
    }
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        knuth_two_sum!(*self, *other)
    }
    fn two_product(&self, other: &Self) -> (Self, Self) {
        // 24 + 24 bits fit the 53 of a double, so the wide product is exact.
        let wide = f64::from(*self) * f64::from(*other);
        let product = wide as f32;
        (product, (wide - f64::from(product)) as f32)
    }
    fn exact(&self) -> Option<Rational> {
        Rational::try_from(*self).ok()
    }
    fn from_rational(value: &Rational) -> Self {
        value.to_f32().value()
    }
}

impl Rounding for Rational {
    fn unit_roundoff() -> Self {
        Rational::ZERO
    }
    fn exponent(&self) -> i32 {
        0
    }
    fn scale(&self, k: i32) -> Self {
        let power = dashu_int::UBig::ONE << k.unsigned_abs() as usize;
        if k >= 0 {
            self * Rational::from(power)
        } else {
            self / Rational::from(power)
        }
    }
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        (self + other, Rational::ZERO)
    }
    fn two_product(&self, other: &Self) -> (Self, Self) {
        (self * other, Rational::ZERO)
    }
    fn exact(&self) -> Option<Rational> {
        Some(self.clone())
    }
    fn from_rational(value: &Rational) -> Self {
        value.clone()
    }
}

impl<T: Scalar> Rounding for Dual<T> {
    fn unit_roundoff() -> Self {
        Self::constant_of(T::unit_roundoff())
    }
    fn exponent(&self) -> i32 {
        self.value.exponent()
    }
    fn scale(&self, k: i32) -> Self {
        Self::new(self.value.scale(k), self.tangent.scale(k))
    }
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        let (sum, error) = self.value.two_sum(&other.value);
        let tangent = self.tangent.clone() + other.tangent.clone();
        (Self::new(sum, tangent), Self::constant_of(error))
    }
    fn two_product(&self, other: &Self) -> (Self, Self) {
        let (product, error) = self.value.two_product(&other.value);
        let tangent = (self.clone() * other.clone()).tangent;
        (Self::new(product, tangent), Self::constant_of(error))
    }
    fn two_square(&self) -> (Self, Self) {
        let (square, error) = self.value.two_square();
        let tangent = self.square().tangent;
        (Self::new(square, tangent), Self::constant_of(error))
    }
    fn exact(&self) -> Option<Rational> {
        self.value.exact()
    }
    fn from_rational(value: &Rational) -> Self {
        Self::new(T::from_rational(value), T::zero())
    }
    fn with_value(&self, value: &Rational) -> Self {
        Self::new(self.value.with_value(value), self.tangent.clone())
    }
}
