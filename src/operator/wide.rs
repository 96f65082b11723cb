//! Scalars with twice the digits of f64 and an exponent that never runs out.
//!
//! The few scalars of a step (s, λ + s, φ, hφ, vᵀw) are computed here, so that their sign and
//! size are right whatever the size of λ and v. They are a handful per step; speed is no concern.
//!
//! * [`Dd`]: an unevaluated sum hi + lo with |lo| ≤ ulp(hi)/2.
//! * [`Wide`]: `Dd` · 2^exponent with hi in [½, 1) in absolute value, or zero.
//!
//! Each sum, difference, product and quotient has relative error at most 2⁻¹⁰⁰ (Joldes, Muller,
//! Popescu 2017), also under cancellation, with the one exception that a term below 2⁻⁹⁰⁰ of the
//! other is dropped. [`Wide::powi`] has that of its products, some k·2⁻¹⁰⁰ for the k-th power.
//! [`Wide::sqrt`] is right to double precision only, 2⁻⁵²: it serves bounds on the size of a step
//! and the bias correction of `adam`, which is rounded to f32 or f64 at once.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// hi + lo, unevaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dd {
    /// The sum rounded to nearest.
    pub hi: f64,
    /// What the rounding lost.
    pub lo: f64,
}

/// a + b = s + e exactly (Knuth), if nothing overflows.
#[inline(always)]
pub fn two_sum(a: f64, b: f64) -> Dd {
    let s = a + b;
    let bb = s - a;
    Dd {
        hi: s,
        lo: (a - (s - bb)) + (b - bb),
    }
}

/// The same for |a| ≥ |b| or a = 0 (Dekker).
#[inline(always)]
fn fast_two_sum(a: f64, b: f64) -> Dd {
    let s = a + b;
    Dd {
        hi: s,
        lo: b - (s - a),
    }
}

impl Add for Dd {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        let s = two_sum(self.hi, rhs.hi);
        let t = two_sum(self.lo, rhs.lo);
        let v = fast_two_sum(s.hi, s.lo + t.hi);
        fast_two_sum(v.hi, t.lo + v.lo)
    }
}

impl Mul for Dd {
    type Output = Self;
    fn mul(self, rhs: Self) -> Self {
        let p = self.hi * rhs.hi;
        let e = self.hi.mul_add(rhs.hi, -p);
        let cross = self.hi.mul_add(rhs.lo, self.lo * rhs.hi);
        fast_two_sum(p, e + cross)
    }
}

impl Dd {
    fn scaled(self, shift: i32) -> Self {
        Self {
            hi: libm::scalbn(self.hi, shift),
            lo: libm::scalbn(self.lo, shift),
        }
    }
}

/// `value` · 2^`exponent`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wide {
    value: Dd,
    exponent: i64,
}

impl Wide {
    /// Zero.
    pub const ZERO: Self = Self {
        value: Dd { hi: 0.0, lo: 0.0 },
        exponent: 0,
    };

    /// The number dd · 2^exponent; `dd` must be finite.
    pub fn new(dd: Dd, exponent: i64) -> Self {
        let dd = fast_two_sum(dd.hi, dd.lo);
        if dd.hi == 0.0 {
            return Self::ZERO;
        }
        let (_, shift) = libm::frexp(dd.hi);
        Self {
            value: dd.scaled(-shift),
            exponent: exponent + i64::from(shift),
        }
    }

    /// The finite number `value`, exactly.
    pub fn of(value: f64) -> Self {
        Self::new(Dd { hi: value, lo: 0.0 }, 0)
    }

    /// 1.
    pub fn one() -> Self {
        Self::of(1.0)
    }

    /// 2^exponent.
    pub fn power_of_two(exponent: i64) -> Self {
        Self::new(Dd { hi: 1.0, lo: 0.0 }, exponent)
    }

    /// Nearest double to the head: overflows to infinity, underflows gradually.
    pub fn to_f64(self) -> f64 {
        libm::scalbn(self.value.hi, clamp(self.exponent))
    }

    /// Head in ±[½, 1) and exponent: the number is near head · 2^exponent.
    pub fn head(self) -> (f64, i64) {
        (self.value.hi, self.exponent)
    }

    /// |a|.
    pub fn abs(self) -> Self {
        if self.value.hi < 0.0 { -self } else { self }
    }

    /// Whether it is at most zero.
    pub fn is_not_positive(self) -> bool {
        self.value.hi <= 0.0
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.value.hi == 0.0
    }

    /// |a| < 2^bound, by the exponent alone.
    pub fn is_below(self, bound: i64) -> bool {
        self.is_zero() || self.exponent <= bound
    }

    /// √a for a ≥ 0 with relative error 2⁻⁵², not 2⁻¹⁰⁰.
    pub fn sqrt(self) -> Self {
        let odd = self.exponent.rem_euclid(2);
        let hi = libm::scalbn(self.value.hi, odd as i32).sqrt();
        Self::new(Dd { hi, lo: 0.0 }, (self.exponent - odd) / 2)
    }

    /// aᵏ by repeated squaring.
    pub fn powi(self, mut k: u64) -> Self {
        let (mut base, mut power) = (self, Self::one());
        while k > 0 {
            if k & 1 == 1 {
                power = power * base;
            }
            base = base * base;
            k >>= 1;
        }
        power
    }
}

/// Exponents beyond this over- or underflow f64 from any start.
fn clamp(exponent: i64) -> i32 {
    exponent.clamp(-5000, 5000) as i32
}

impl Neg for Wide {
    type Output = Self;
    fn neg(self) -> Self {
        let Dd { hi, lo } = self.value;
        Self {
            value: Dd { hi: -hi, lo: -lo },
            exponent: self.exponent,
        }
    }
}

impl Add for Wide {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        if self.is_zero() {
            return rhs;
        }
        if rhs.is_zero() {
            return self;
        }
        let (large, small) = if self.exponent >= rhs.exponent {
            (self, rhs)
        } else {
            (rhs, self)
        };
        let shift = large.exponent - small.exponent;
        if shift > 900 {
            return large;
        }
        let sum = large.value + small.value.scaled(-(shift as i32));
        Self::new(sum, large.exponent)
    }
}

impl Sub for Wide {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        self + -rhs
    }
}

impl Mul for Wide {
    type Output = Self;
    fn mul(self, rhs: Self) -> Self {
        if self.is_zero() || rhs.is_zero() {
            return Self::ZERO;
        }
        let exponent = self.exponent.saturating_add(rhs.exponent);
        // far below any product with a number of the program; keeps repeated squaring in range
        if exponent < -(1 << 40) {
            return Self::ZERO;
        }
        Self::new(self.value * rhs.value, exponent)
    }
}

impl Div for Wide {
    type Output = Self;
    /// `rhs` must not be zero.
    fn div(self, rhs: Self) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        debug_assert!(
            !rhs.is_zero(),
            "divisions here are by λ + s, λ or ε-like sums > 0"
        );
        // one Newton step on q = a/b: q + (a − qb)/b
        let q = self.value.hi / rhs.value.hi;
        let b = rhs.value;
        let qb = Dd { hi: q, lo: 0.0 } * b;
        let r = self.value
            + Dd {
                hi: -qb.hi,
                lo: -qb.lo,
            };
        let q2 = r.hi / b.hi;
        let q2b = Dd { hi: q2, lo: 0.0 } * b;
        let r2 = r + Dd {
            hi: -q2b.hi,
            lo: -q2b.lo,
        };
        let tail = two_sum(q2, r2.hi / b.hi);
        let quotient = Dd { hi: q, lo: 0.0 } + tail;
        Self::new(quotient, self.exponent - rhs.exponent)
    }
}
