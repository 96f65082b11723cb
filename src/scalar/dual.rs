//! Dual numbers a + b·ε with ε² = 0: a value and its derivative along one direction.
//!
//! f(a + b·ε) = f(a) + f'(a)·b·ε, so a program run on duals returns its exact directional
//! derivative. Nesting `Dual<Dual<T>>` gives second derivatives. Equality compares both parts,
//! order compares values only (a derivative has no say in which branch is taken).

use super::{Real, Scalar};
use num_traits::{One, Zero};
use std::cmp::Ordering;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A value with its derivative along one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<T> {
    /// The value a.
    pub value: T,
    /// The derivative b.
    pub tangent: T,
}

impl<T> Dual<T> {
    /// `value` + `tangent`·ε.
    #[inline]
    pub const fn new(value: T, tangent: T) -> Self {
        Self { value, tangent }
    }
}

impl<T: Zero> Dual<T> {
    /// A constant: derivative zero.
    #[inline]
    pub fn constant_of(value: T) -> Self {
        Self {
            value,
            tangent: T::zero(),
        }
    }
}

impl<T: Scalar> Add for Dual<T> {
    type Output = Self;
    #[inline]
    fn add(self, rhs: Self) -> Self {
        Self::new(self.value + rhs.value, self.tangent + rhs.tangent)
    }
}

impl<T: Scalar> Sub for Dual<T> {
    type Output = Self;
    #[inline]
    fn sub(self, rhs: Self) -> Self {
        Self::new(self.value - rhs.value, self.tangent - rhs.tangent)
    }
}

impl<T: Scalar> Mul for Dual<T> {
    type Output = Self;
    // (a + bε)(c + dε) = ac + (ad + bc)ε
    #[inline]
    fn mul(self, rhs: Self) -> Self {
        let tangent = self.value.clone() * rhs.tangent + self.tangent * rhs.value.clone();
        Self::new(self.value * rhs.value, tangent)
    }
}

impl<T: Scalar> Div for Dual<T> {
    type Output = Self;
    // (a + bε)/(c + dε) = q + (b − qd)/c ε, q = a/c
    #[inline]
    fn div(self, rhs: Self) -> Self {
        let quotient = self.value / rhs.value.clone();
        let tangent = (self.tangent - quotient.clone() * rhs.tangent) / rhs.value;
        Self::new(quotient, tangent)
    }
}

impl<T: Scalar> Neg for Dual<T> {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self::new(-self.value, -self.tangent)
    }
}

macro_rules! assign {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl<T: Scalar> $trait for Dual<T> {
            #[inline]
            fn $method(&mut self, rhs: Self) {
                *self = self.clone() $op rhs;
            }
        }
    )*};
}
assign! { AddAssign add_assign +; SubAssign sub_assign -; MulAssign mul_assign *; DivAssign div_assign /; }

impl<T: Scalar> Zero for Dual<T> {
    fn zero() -> Self {
        Self::constant_of(T::zero())
    }
    fn is_zero(&self) -> bool {
        self.value.is_zero() && self.tangent.is_zero()
    }
}

impl<T: Scalar> One for Dual<T> {
    fn one() -> Self {
        Self::constant_of(T::one())
    }
}

impl<T: Scalar> PartialOrd for Dual<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Scalar> Scalar for Dual<T> {
    fn from_f64(value: f64) -> Option<Self> {
        T::from_f64(value).map(Self::constant_of)
    }
    fn from_i64(value: i64) -> Self {
        Self::constant_of(T::from_i64(value))
    }
    fn to_f64(&self) -> f64 {
        self.value.to_f64()
    }
    fn shown(&self) -> String {
        let value = self.value.shown();
        match self.value.is_finite() && !self.tangent.is_finite() {
            true => format!("{value} with the derivative {}", self.tangent.shown()),
            false => value,
        }
    }
    fn is_finite(&self) -> bool {
        self.value.is_finite() && self.tangent.is_finite()
    }
    fn abs(&self) -> Self {
        match self.value.partial_cmp(&T::zero()) {
            Some(Ordering::Less) => -self.clone(),
            Some(_) => self.clone(),
            // an interval around zero (or a NaN): |a| has no derivative to speak of
            None => Self::new(self.value.abs(), self.tangent.clone() / T::zero()),
        }
    }
    // (a²)' = 2a
    fn square(&self) -> Self {
        let product = self.value.clone() * self.tangent.clone();
        Self::new(self.value.square(), product.clone() + product)
    }
    fn compare_pivots(&self, other: &Self) -> Ordering {
        self.value.compare_pivots(&other.value)
    }
}

impl<T: Real> Real for Dual<T> {
    #[inline]
    fn constant(value: f64) -> Self {
        Self::constant_of(T::constant(value))
    }
    // (√a)' = 1/(2√a)
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        Self::new(root, self.tangent / (root + root))
    }
    fn exp(self) -> Self {
        let e = self.value.exp();
        Self::new(e, self.tangent * e)
    }
    fn ln(self) -> Self {
        Self::new(self.value.ln(), self.tangent / self.value)
    }
    fn ln_1p(self) -> Self {
        Self::new(self.value.ln_1p(), self.tangent / (T::one() + self.value))
    }
    // tanh' = 1 − tanh²
    fn tanh(self) -> Self {
        let t = self.value.tanh();
        Self::new(t, self.tangent * (T::one() - t.square()))
    }
    // σ' = σ(a) σ(−a)
    fn sigmoid(self) -> Self {
        let s = self.value.sigmoid();
        Self::new(s, self.tangent * (s * (-self.value).sigmoid()))
    }
    // Φ' = σ(−a)
    fn log_sigmoid(self) -> Self {
        let slope = (-self.value).sigmoid();
        Self::new(self.value.log_sigmoid(), self.tangent * slope)
    }
}
