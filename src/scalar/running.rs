//! Numbers that know how far off a float would be: a running error analysis.
//!
//! A [`Running<T>`] is what a computation in exact arithmetic gives (to a double), with a bound on
//! the error that *the same computation done in `T`* may have made by then. Every operation adds
//! half an ulp of its result and passes on what its operands bring (Wilkinson 1986; Higham 2002,
//! section 3.3). So the bound follows the numbers at hand: it is small where nothing is lost, and
//! says so where something cancels.
//!
//! u is the unit roundoff of `T`, ufp(z) = 2^⌊log₂|z|⌋: the half-ulp of z is u·ufp(z).

use super::{FromText, Rational, Real, Rounding, Scalar};
use num_traits::{One, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A float format whose errors are followed: f32 and f64.
pub trait Precision: Real + Into<f64> {
    /// u, half the distance from 1 to the next float.
    const UNIT: f64;
    /// The least normal number: u times it is half the least subnormal one.
    const LEAST_NORMAL: f64;
    /// The largest finite number.
    const LARGEST: f64;
    /// What it is called in files.
    const NAME: &'static str;
}

impl Precision for f32 {
    const UNIT: f64 = f32::EPSILON as f64 / 2.0;
    const LEAST_NORMAL: f64 = f32::MIN_POSITIVE as f64;
    const LARGEST: f64 = f32::MAX as f64;
    const NAME: &'static str = "f32";
}

impl Precision for f64 {
    const UNIT: f64 = f64::EPSILON / 2.0;
    const LEAST_NORMAL: f64 = f64::MIN_POSITIVE;
    const LARGEST: f64 = f64::MAX;
    const NAME: &'static str = "f64";
}

/// Half-ulps that `libm`'s functions and their like may be off by: 4 ulp.
const ELEMENTARY: f64 = 8.0;

/// ε = 2⁻⁵³, the unit roundoff of the doubles that hold the values.
const EPS: f64 = f64::EPSILON / 2.0;

/// What the ten or so roundings of an error's own computation may take away is given back: 2⁻⁴⁹.
const UP: f64 = 1.0 + 16.0 * EPS;

/// A value, and how far off the same computation in `T` may be: |result in `T` − exact| ≤ u·error.
///
/// The value itself is computed in doubles and is off by at most ε·error, ε = 2⁻⁵³, by the same
/// analysis; so a result in `T` is within (u + ε)·error of it. Both hold for the numbers computed
/// here, not to first order: products of errors and the roundings of the errors are counted, and so
/// is underflow. The error is infinite where nothing can be said: beyond the range of `T`, or after
/// a division by what may be zero. Under a root, what is zero but for rounding is taken to be
/// non-negative in `T`, as sums of squares are.
///
/// Order is certain or absent, as for [`super::Interval`]: a < b only where rounding cannot turn it
/// around, so what a branch would decide by roundings alone is not decided. Equal values count as
/// equal, whatever their errors: a difference of two evaluations at one point is zero in `T` too.
///
/// # Examples
/// ```
/// use gnash::scalar::{Real, Running, Scalar};
/// let third = Running::<f32>::from_i64(1) / Running::from_i64(3);
/// let off = f64::from(1.0_f32 / 3.0) - third.to_f64();
/// assert!(off != 0.0 && off.abs() <= third.radius() && third.error() <= 0.25 * (1.0 + 1e-14));
/// // what cancels keeps its error
/// let rest = third * Running::from_i64(3) - Running::from_i64(1);
/// assert!(rest.to_f64() == 0.0 && rest.error() >= 1.0);
/// ```
#[derive(Clone, Copy)]
pub struct Running<T> {
    value: f64,
    error: f64,
    format: PhantomData<T>,
}

/// ufp(z): the power of two at or below |z|; 0 below the normal doubles.
#[inline(always)]
fn ufp(z: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    f64::from_bits(z.to_bits() & EXPONENT)
}

impl<T: Precision> Running<T> {
    /// A number that `T` holds exactly, as what was logged is.
    #[inline(always)]
    pub fn exact(value: f64) -> Self {
        Self::with_error(value, 0.0)
    }

    /// A value with a known error, in units of u.
    #[inline(always)]
    pub fn with_error(value: f64, error: f64) -> Self {
        Self {
            value,
            error,
            format: PhantomData,
        }
    }

    /// The error, in units of u.
    #[inline(always)]
    pub fn error(self) -> f64 {
        self.error
    }

    /// (u + ε)·error: how far a result in `T` may lie from [`Scalar::to_f64`].
    #[inline(always)]
    pub fn radius(self) -> f64 {
        (T::UNIT + EPS) * self.error
    }

    /// Zero in exact arithmetic, in `T` and here: not a value that underflowed.
    #[inline(always)]
    fn is_certain_zero(self) -> bool {
        self.value == 0.0 && self.error == 0.0
    }

    /// What neither the exact number nor one in `T` is below, where `centre` is the value or 1 more:
    /// centre − (u + ε)·error, rounded down.
    #[inline(always)]
    fn least(self, centre: f64) -> f64 {
        centre - 8.0 * EPS * centre.abs() - self.radius()
    }

    /// A result whose operands bring the error `propagated`, and which is rounded once with an
    /// error of at least `floor`: `ulps` half-ulps of the largest number it may be.
    #[inline(always)]
    fn rounded(value: f64, propagated: f64, ulps: f64, floor: f64) -> Self {
        let most = (value.abs() + (T::UNIT + EPS) * propagated) * UP;
        let error = (propagated + (ulps * ufp(most)).max(floor)) * UP;
        // NaN (∞·0 among the operands' errors) and overflow: nothing is known
        let known = most <= T::LARGEST * UP && most < f64::INFINITY && error < f64::INFINITY;
        Self::with_error(value, if known { error } else { f64::INFINITY })
    }

    /// The floor of a rounding that may underflow, unless the result is zero for certain: half the
    /// least subnormal number of `T`, and as much for what underflows in the errors.
    #[inline(always)]
    fn underflow(zero: bool) -> f64 {
        if zero { 0.0 } else { 2.0 * T::LEAST_NORMAL }
    }
}

impl<T: Precision> Add for Running<T> {
    type Output = Self;
    // sums in the subnormal range are exact: no floor
    #[inline(always)]
    fn add(self, rhs: Self) -> Self {
        Self::rounded(self.value + rhs.value, self.error + rhs.error, 1.0, 0.0)
    }
}

impl<T: Precision> Sub for Running<T> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, rhs: Self) -> Self {
        #[allow(
            clippy::suspicious_arithmetic_impl,
            reason = "the errors of the operands add up, whatever the signs"
        )]
        let propagated = self.error + rhs.error;
        Self::rounded(self.value - rhs.value, propagated, 1.0, 0.0)
    }
}

impl<T: Precision> Mul for Running<T> {
    type Output = Self;
    // |a'b' − ab| ≤ |a| δb + |b| δa + δa δb, where |a| is at most |value| + ε·error
    #[inline(always)]
    fn mul(self, rhs: Self) -> Self {
        #[allow(
            clippy::suspicious_arithmetic_impl,
            reason = "errors add up: that is the analysis"
        )]
        let propagated = self.value.abs() * rhs.error
            + (rhs.value.abs() + (T::UNIT + 2.0 * EPS) * rhs.error) * self.error;
        let floor = Self::underflow(self.is_certain_zero() || rhs.is_certain_zero());
        Self::rounded(self.value * rhs.value, propagated, 1.0, floor)
    }
}

impl<T: Precision> Div for Running<T> {
    type Output = Self;
    // |a'/b' − a/b| ≤ (δa + |a/b| δb)/|b'|, where a/b is off by (δa + |a/b| δb)/|b| in doubles
    #[inline(always)]
    fn div(self, rhs: Self) -> Self {
        let value = self.value / rhs.value;
        #[allow(
            clippy::suspicious_arithmetic_impl,
            reason = "errors add up: that is the analysis"
        )]
        let floor = Self::underflow(self.is_certain_zero());
        // a quotient that underflows here is not lost where the divisor is uncertain
        let quotient = value
            .abs()
            .max(if floor == 0.0 { 0.0 } else { f64::MIN_POSITIVE });
        let least = rhs.least(rhs.value.abs());
        let doubt = slope(rhs.error, least);
        let propagated = (slope(self.error, least) + quotient * doubt) * (1.0 + EPS * doubt);
        Self::rounded(value, propagated, 1.0, floor)
    }
}

impl<T: Precision> Neg for Running<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::with_error(-self.value, self.error)
    }
}

macro_rules! assign {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl<T: Precision> $trait for Running<T> {
            #[inline(always)]
            fn $method(&mut self, rhs: Self) {
                *self = *self $op rhs;
            }
        }
    )*};
}
assign! { AddAssign add_assign +; SubAssign sub_assign -; MulAssign mul_assign *; DivAssign div_assign /; }

impl<T> PartialEq for Running<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Precision> PartialOrd for Running<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let doubt = self.radius() + other.radius();
        let certain = self.value == other.value || (self.value - other.value).abs() > doubt;
        certain
            .then(|| self.value.partial_cmp(&other.value))
            .flatten()
    }
}

impl<T> fmt::Display for Running<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ± {:?} u", self.value, self.error)
    }
}

impl<T> fmt::Debug for Running<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: Precision> Zero for Running<T> {
    #[inline(always)]
    fn zero() -> Self {
        Self::exact(0.0)
    }
    /// By value: [`Rounding::exact`] says whether it is so for certain.
    fn is_zero(&self) -> bool {
        self.value == 0.0
    }
}

impl<T: Precision> One for Running<T> {
    #[inline(always)]
    fn one() -> Self {
        Self::exact(1.0)
    }
}

impl<T: Precision> Scalar for Running<T> {
    /// The double, with the error that `T` makes in holding it.
    fn from_f64(value: f64) -> Option<Self> {
        Some(Self::constant(value))
    }
    fn from_i64(value: i64) -> Self {
        // formulas take these for every coordinate, and both formats hold integers of 24 bits
        match value.unsigned_abs() {
            0..=0xff_ffff => Self::exact(value as f64),
            _ => Self::from_rational(&Rational::from(value)),
        }
    }
    #[inline(always)]
    fn to_f64(&self) -> f64 {
        self.value
    }
    #[inline(always)]
    fn shown(&self) -> String {
        let known = !self.value.is_finite() || self.value.abs() > self.radius();
        match known || self.value == 0.0 {
            true => format!("{:?}", self.value),
            false => format!("{:?} ± {:?}", self.value, self.radius()),
        }
    }
    fn is_finite(&self) -> bool {
        self.value.is_finite()
    }
    #[inline(always)]
    fn abs(&self) -> Self {
        Self::with_error(self.value.abs(), self.error)
    }
    fn compare_pivots(&self, other: &Self) -> Ordering {
        self.value.abs().total_cmp(&other.value.abs())
    }
}

/// Every error is in the bound already, so unit roundoff and error terms are zero, as on exact
/// types; scaling by powers of two is exact but for underflow.
impl<T: Precision> Rounding for Running<T> {
    fn unit_roundoff() -> Self {
        Self::exact(0.0)
    }
    fn exponent(&self) -> i32 {
        self.value.exponent()
    }
    fn scale(&self, k: i32) -> Self {
        let value = self.value.scale(k);
        let may_underflow = k < 0 && self.least(self.value.abs()).scale(k) < T::LEAST_NORMAL;
        let floor = Self::underflow(!may_underflow || self.is_certain_zero());
        Self::rounded(value, self.error.scale(k), 0.0, floor)
    }
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        (*self + *other, Self::exact(0.0))
    }
    fn two_product(&self, other: &Self) -> (Self, Self) {
        (*self * *other, Self::exact(0.0))
    }
    fn exact(&self) -> Option<Rational> {
        (self.error == 0.0).then(|| self.value.exact()).flatten()
    }
    /// The double next to the fraction, with the larger of the errors (in units of u and of ε) that
    /// `T` and the double make in holding it.
    fn from_rational(value: &Rational) -> Self {
        let lost = |held: f64, unit: f64| match held.exact() {
            Some(held) if held == *value => 0.0,
            Some(held) => {
                UP * Scalar::to_f64(&(held - value)).abs() / unit + Self::underflow(false)
            }
            None => f64::INFINITY,
        };
        let nearest = f64::from_rational(value);
        let error = lost(T::from_rational(value).into(), T::UNIT).max(lost(nearest, EPS));
        Self::with_error(nearest, error)
    }
}

impl<T: Precision> Real for Running<T> {
    fn constant(value: f64) -> Self {
        let held: f64 = <T as Real>::constant(value).into();
        // both are doubles and one rounds the other: the difference is exact
        let error = (held - value).abs() / T::UNIT;
        Self::rounded(value, error, 0.0, 0.0)
    }
    // |√a' − √a| ≤ δ/(√a + √a'), and ≤ √δ near zero, where the double may be off by √(ε·error)
    #[inline(always)]
    fn sqrt(self) -> Self {
        if self.is_certain_zero() {
            return self;
        }
        let (value, error) = (self.value.sqrt(), self.error);
        let least = self.least(self.value).max(0.0).sqrt();
        let exact = (self.value * (1.0 - 8.0 * EPS) - EPS * error)
            .max(0.0)
            .sqrt();
        let (smooth, near_zero) = (error / (exact + least), (error / T::UNIT).sqrt());
        let propagated = if smooth <= near_zero {
            smooth
        } else {
            near_zero.max((error / (value + exact)).min((error / EPS).sqrt()))
        };
        Self::rounded(value, propagated, 1.0, 0.0)
    }
    // |e^a' − e^a| ≤ e^a (e^δ − 1)
    fn exp(self) -> Self {
        let value = libm::exp(self.value);
        let growth = libm::exp(EPS * self.error) * libm::expm1(T::UNIT * self.error) / T::UNIT;
        let propagated = if growth == 0.0 { 0.0 } else { value * growth };
        Self::rounded(
            value,
            propagated,
            ELEMENTARY,
            ELEMENTARY * Self::underflow(false),
        )
    }
    // |ln a' − ln a| ≤ δ/min(a, a')
    fn ln(self) -> Self {
        let propagated = slope(self.error, self.least(self.value));
        Self::rounded(libm::log(self.value), propagated, ELEMENTARY, 0.0)
    }
    fn ln_1p(self) -> Self {
        let propagated = slope(self.error, self.least(1.0 + self.value));
        let floor = ELEMENTARY * Self::underflow(self.is_certain_zero());
        Self::rounded(libm::log1p(self.value), propagated, ELEMENTARY, floor)
    }
    // a'/(r' + a') − a/(r + a) = (r δa − a δr)/((r' + a')(r + a)); the sum is off by half an ulp more
    fn share(self, rest: Self) -> Self {
        let (sum, exact) = (rest + self, rest.value + self.value);
        let least = sum.least(exact.abs());
        let cross = rest.value.abs() * self.error
            + (self.value.abs() + 2.0 * EPS * self.error) * rest.error;
        let moved = slope(slope(cross, least), least);
        let value = self.value / exact;
        let most = value.abs() + (T::UNIT + EPS) * moved;
        let rounding = most * slope(ufp(exact.abs() + sum.radius()), least);
        let floor = Self::underflow(self.is_certain_zero());
        Self::rounded(value, moved + rounding, 1.0, floor)
    }
    // tanh' = 1 − tanh², largest at the end next to zero
    fn tanh(self) -> Self {
        let flattest = libm::tanh(self.least(self.value.abs()).max(0.0));
        let propagated = self.error * (1.0 - flattest * flattest + 8.0 * EPS);
        let floor = ELEMENTARY * Self::underflow(self.is_certain_zero());
        Self::rounded(libm::tanh(self.value), propagated, ELEMENTARY, floor)
    }
}

/// error/least, where the least divisor is positive.
#[inline(always)]
fn slope(error: f64, least: f64) -> f64 {
    if least > 0.0 {
        error / least
    } else {
        f64::INFINITY
    }
}

/// With the error of rounding the text to `T`.
impl<T: Precision> FromText for Running<T> {}
