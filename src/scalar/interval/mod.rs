//! Intervals of doubles that enclose: whatever real numbers the operands stand for, the result of
//! an operation on them lies in the result's interval.
//!
//! An [`Interval`] is a pair of finite doubles lo ≤ hi, or the *whole line*. +, −, ×, ÷ and √ are
//! rounded outward to the nearest floats (`directed`), so an end is off by less than one ulp and
//! exact where it is a float; exp, log and tanh add a stated slack to `libm` (`elementary`).
//!
//! The whole line stands for "nothing is known": an overflow, a quotient by an interval with zero
//! in it, a root or logarithm outside its domain. It counts as not finite, and every operation on
//! it gives the whole line again, so the functions of [`crate::dense`] refuse it with a typed
//! error. There is no empty interval and no NaN.
//!
//! Order is certain or absent: a < b only where every number of a is below every number of b.
//! [`PartialEq`] compares the ends (a matrix of intervals can be symmetric), so `a == b` says that
//! two enclosures are the same, not that the enclosed numbers are; `partial_cmp` is `Some(Equal)`
//! for the same single number only.

mod arithmetic;
mod directed;
mod elementary;

use super::{Rational, Rounding, Scalar};
use std::cmp::Ordering;
use std::fmt;

/// All real numbers from lo to hi, or the whole line.
///
/// # Examples
/// ```
/// use gnash::scalar::{Interval, Rational, Scalar};
/// let third = Interval::from_i64(1) / Interval::from_i64(3);
/// assert!(third.contains_rational(&(Rational::from(1) / Rational::from(3))));
/// assert_eq!(third.hi(), third.lo().next_up());
/// // nothing is known about a quotient by something that may be zero
/// let zero = third - third;
/// assert!(zero.contains(0.0) && !(third / zero).is_finite());
/// # Ok::<(), gnash::scalar::IntervalError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Interval {
    lo: f64,
    hi: f64,
}

/// Why two numbers are not the ends of an interval.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IntervalError {
    /// An end is NaN or infinite.
    #[error("the ends of an interval must be finite, found {lo:?} and {hi:?}")]
    NonFinite {
        /// The lower end.
        lo: f64,
        /// The upper end.
        hi: f64,
    },
    /// The ends are in the wrong order.
    #[error("the lower end of an interval must not exceed the upper, found {lo:?} and {hi:?}")]
    Reversed {
        /// The lower end.
        lo: f64,
        /// The upper end.
        hi: f64,
    },
}

impl Interval {
    /// The whole line: nothing is known.
    pub const WHOLE: Self = Self {
        lo: f64::NEG_INFINITY,
        hi: f64::INFINITY,
    };

    /// All numbers from `lo` to `hi`.
    ///
    /// # Errors
    /// `NonFinite`, `Reversed`.
    pub fn new(lo: f64, hi: f64) -> Result<Self, IntervalError> {
        if !(lo.is_finite() && hi.is_finite()) {
            Err(IntervalError::NonFinite { lo, hi })
        } else if lo > hi {
            Err(IntervalError::Reversed { lo, hi })
        } else {
            Ok(Self::enclosing(lo, hi))
        }
    }

    /// The single number `value`; the whole line if it is NaN or infinite.
    pub fn point(value: f64) -> Self {
        Self::enclosing(value, value)
    }

    /// [lo, hi] with lo ≤ hi, or the whole line where an end is NaN or infinite.
    fn enclosing(lo: f64, hi: f64) -> Self {
        if lo.is_finite() && hi.is_finite() {
            // −0 + 0 = 0: a zero has no sign here
            Self {
                lo: lo + 0.0,
                hi: hi + 0.0,
            }
        } else {
            Self::WHOLE
        }
    }

    /// The lower end; −∞ for the whole line.
    pub fn lo(self) -> f64 {
        self.lo
    }

    /// The upper end; ∞ for the whole line.
    pub fn hi(self) -> f64 {
        self.hi
    }

    /// A double of the interval, within one ulp of its middle; NaN for the whole line.
    pub fn mid(self) -> f64 {
        if self.is_point() {
            return self.lo;
        }
        // halves first: the sum of the ends may overflow
        (0.5 * self.lo + 0.5 * self.hi).clamp(self.lo, self.hi)
    }

    /// hi − lo, rounded up; ∞ for the whole line or where that overflows.
    pub fn width(self) -> f64 {
        directed::sum(self.hi, -self.lo)[1]
    }

    /// The distance from [`Interval::mid`] to the farther end, rounded up; ∞ for the whole line.
    pub fn radius(self) -> f64 {
        if !self.is_finite() {
            return f64::INFINITY;
        }
        let mid = self.mid();
        let above = directed::sum(self.hi, -mid)[1];
        let below = directed::sum(mid, -self.lo)[1];
        above.max(below)
    }

    /// Whether lo = hi.
    pub fn is_point(self) -> bool {
        self.lo == self.hi
    }

    /// Whether `value` lies in the interval. Infinities and NaN lie in none.
    pub fn contains(self, value: f64) -> bool {
        value.is_finite() && self.lo <= value && value <= self.hi
    }

    /// Whether the fraction lies in the interval, exactly.
    pub fn contains_rational(self, value: &Rational) -> bool {
        match (self.lo.exact(), self.hi.exact()) {
            (Some(lo), Some(hi)) => lo <= *value && *value <= hi,
            _ => true,
        }
    }

    /// Whether every number of `inner` lies in this interval.
    pub fn contains_interval(self, inner: Self) -> bool {
        self.lo <= inner.lo && inner.hi <= self.hi
    }

    /// Whether zero lies in the interval.
    pub fn contains_zero(self) -> bool {
        self.lo <= 0.0 && 0.0 <= self.hi
    }

    /// The least interval around both.
    pub fn hull(self, other: Self) -> Self {
        Self::enclosing(self.lo.min(other.lo), self.hi.max(other.hi))
    }

    /// The numbers in both, if there are any: two enclosures of one number make a better one.
    pub fn intersect(self, other: Self) -> Option<Self> {
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        (lo <= hi).then_some(Self { lo, hi })
    }

    /// The least |a| of any number a in the interval.
    pub fn mignitude(self) -> f64 {
        if self.contains_zero() {
            0.0
        } else {
            self.lo.abs().min(self.hi.abs())
        }
    }

    /// The largest |a| of any number a in the interval; ∞ for the whole line.
    pub fn magnitude(self) -> f64 {
        self.lo.abs().max(self.hi.abs())
    }
}

impl PartialOrd for Interval {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.hi < other.lo {
            Some(Ordering::Less)
        } else if self.lo > other.hi {
            Some(Ordering::Greater)
        } else if self.is_point() && self == other {
            Some(Ordering::Equal)
        } else {
            None
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{:?}, {:?}]", self.lo, self.hi)
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Scalar for Interval {
    fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self::point(value))
    }
    fn from_i64(value: i64) -> Self {
        Self::from_rational(&Rational::from(value))
    }
    fn to_f64(&self) -> f64 {
        self.mid()
    }
    fn shown(&self) -> String {
        match self.lo == self.hi {
            true => format!("{:?}", self.lo),
            false => format!("{self:?}"),
        }
    }
    fn is_finite(&self) -> bool {
        self.lo.is_finite()
    }
    fn abs(&self) -> Self {
        Self::enclosing(self.mignitude(), self.magnitude())
    }
    fn square(&self) -> Self {
        let (least, most) = (self.mignitude(), self.magnitude());
        Self::enclosing(
            directed::product(least, least)[0],
            directed::product(most, most)[1],
        )
    }
    fn compare_pivots(&self, other: &Self) -> Ordering {
        self.mignitude().total_cmp(&other.mignitude())
    }
}

/// Outward rounding carries every error, so unit roundoff and error terms are zero, as on exact
/// types; the exponent is that of the largest number, so that scaling keeps results in range.
impl Rounding for Interval {
    fn unit_roundoff() -> Self {
        Self::point(0.0)
    }
    fn exponent(&self) -> i32 {
        self.magnitude().exponent()
    }
    fn scale(&self, k: i32) -> Self {
        Self::enclosing(
            directed::scaled(self.lo, k)[0],
            directed::scaled(self.hi, k)[1],
        )
    }
    fn two_sum(&self, other: &Self) -> (Self, Self) {
        (*self + *other, Self::point(0.0))
    }
    fn two_product(&self, other: &Self) -> (Self, Self) {
        (*self * *other, Self::point(0.0))
    }
    fn two_square(&self) -> (Self, Self) {
        (self.square(), Self::point(0.0))
    }
    fn exact(&self) -> Option<Rational> {
        self.is_point().then(|| self.lo.exact()).flatten()
    }
    fn from_rational(value: &Rational) -> Self {
        let nearest = f64::from_rational(value);
        let Some(found) = nearest.exact() else {
            return Self::WHOLE;
        };
        match found.cmp(value) {
            Ordering::Equal => Self::point(nearest),
            Ordering::Less => Self::enclosing(nearest, nearest.next_up()),
            Ordering::Greater => Self::enclosing(nearest.next_down(), nearest),
        }
    }
}
