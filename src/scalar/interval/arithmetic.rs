//! The field operations of intervals.

use super::{Interval, directed};
use crate::scalar::Scalar;
use num_traits::{One, Zero};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

impl Add for Interval {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self::enclosing(
            directed::sum(self.lo, rhs.lo)[0],
            directed::sum(self.hi, rhs.hi)[1],
        )
    }
}

impl Neg for Interval {
    type Output = Self;
    fn neg(self) -> Self {
        Self::enclosing(-self.hi, -self.lo)
    }
}

impl Sub for Interval {
    type Output = Self;
    #[allow(
        clippy::suspicious_arithmetic_impl,
        reason = "a − b = a + (−b): negation is exact"
    )]
    fn sub(self, rhs: Self) -> Self {
        self + (-rhs)
    }
}

/// The least interval around `operation` of every pair of ends; ends that are not numbers poison it.
fn over_ends(a: Interval, b: Interval, operation: impl Fn(f64, f64) -> [f64; 2]) -> Interval {
    if a.is_point() && b.is_point() {
        let [lo, hi] = operation(a.lo, b.lo);
        return Interval::enclosing(lo, hi);
    }
    let corners = [(a.lo, b.lo), (a.lo, b.hi), (a.hi, b.lo), (a.hi, b.hi)];
    let corners = corners.map(|(a, b)| operation(a, b));
    let first = Interval::enclosing(corners[0][0], corners[0][1]);
    corners[1..].iter().fold(first, |hull, [lo, hi]| {
        hull.hull(Interval::enclosing(*lo, *hi))
    })
}

impl Mul for Interval {
    type Output = Self;
    // bilinear: its extremes are at the corners
    fn mul(self, rhs: Self) -> Self {
        if !self.is_finite() || !rhs.is_finite() {
            return Self::WHOLE;
        }
        over_ends(self, rhs, directed::product)
    }
}

impl Div for Interval {
    type Output = Self;
    // monotone in either argument where the denominator has one sign
    fn div(self, rhs: Self) -> Self {
        if !self.is_finite() || rhs.contains_zero() {
            return Self::WHOLE;
        }
        over_ends(self, rhs, directed::quotient)
    }
}

macro_rules! assign {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl $trait for Interval {
            fn $method(&mut self, rhs: Self) {
                *self = *self $op rhs;
            }
        }
    )*};
}
assign! { AddAssign add_assign +; SubAssign sub_assign -; MulAssign mul_assign *; DivAssign div_assign /; }

impl Zero for Interval {
    fn zero() -> Self {
        Self::point(0.0)
    }
    /// Certainly zero.
    fn is_zero(&self) -> bool {
        self.lo == 0.0 && self.hi == 0.0
    }
}

impl One for Interval {
    fn one() -> Self {
        Self::point(1.0)
    }
}
