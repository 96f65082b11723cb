//! Sums and dot products in twice the working precision.

use super::Scalar;

/// An unevaluated sum high + low: about twice as many bits as `S` has, exact for exact types.
#[derive(Clone, Debug, PartialEq)]
pub struct Twofold<S> {
    /// The leading part.
    pub high: S,
    /// The collected rounding errors of `high`.
    pub low: S,
}

impl<S: Scalar> Twofold<S> {
    /// The number `value` itself.
    pub fn new(value: S) -> Self {
        Self {
            high: value,
            low: S::zero(),
        }
    }

    /// self + a.
    pub fn plus(self, a: &S) -> Self {
        let (high, error) = self.high.two_sum(a);
        Self {
            high,
            low: self.low + error,
        }
    }

    /// self + a b.
    pub fn plus_product(self, a: &S, b: &S) -> Self {
        let (product, error) = a.two_product(b);
        let sum = self.plus(&product);
        Self {
            high: sum.high,
            low: sum.low + error,
        }
    }

    /// Σ aᵢ bᵢ.
    ///
    /// # Numerics
    /// With n terms, unit roundoff u and no over- or underflow: the error of high + low is at
    /// most (n + 1)² u² Σ |aᵢ bᵢ| (Ogita, Rump, Oishi 2005, algorithm Dot2, before its last sum).
    pub fn dot<'a>(a: impl IntoIterator<Item = &'a S>, b: impl IntoIterator<Item = &'a S>) -> Self
    where
        S: 'a,
    {
        let pairs = a.into_iter().zip(b);
        pairs.fold(Self::new(S::zero()), |sum, (a, b)| sum.plus_product(a, b))
    }

    /// Σ aᵢ², at least zero on intervals.
    ///
    /// # Numerics
    /// As [`Twofold::dot`].
    pub fn norm_squared<'a>(a: impl IntoIterator<Item = &'a S>) -> Self
    where
        S: 'a,
    {
        a.into_iter().fold(Self::new(S::zero()), |sum, a| {
            let (square, error) = a.two_square();
            let sum = sum.plus(&square);
            Self {
                high: sum.high,
                low: sum.low + error,
            }
        })
    }

    /// −self.
    pub fn negated(self) -> Self {
        Self {
            high: -self.high,
            low: -self.low,
        }
    }

    /// 2ᵏ self.
    pub fn scale(&self, k: i32) -> Self {
        Self {
            high: self.high.scale(k),
            low: self.low.scale(k),
        }
    }

    /// high + low, rounded once.
    pub fn rounded(&self) -> S {
        self.high.clone() + self.low.clone()
    }
}
