//! The Gauss-Newton operator B = λI + v vᵀ and its inverse.
//!
//! Symmetric by construction: the transpose product is the product. With s = ‖v‖²,
//! B⁻¹ w = (w − v (vᵀw)/(λ + s))/λ (Sherman–Morrison). Taken literally, that loses all digits
//! of a w nearly parallel to v when λ ≪ s; [`Split`] is the same formula without the loss.

use super::float::{Factor, Float, Scale, block_dot, magnitude, unit_scale};
use super::wide::{Dd, Wide};
use super::{LinearOperator, OperatorError};
use crate::par;

/// B = λI + v vᵀ.
///
/// # Numerics
/// Any finite λ > 0 and v; normwise error of a few ulp of |B w|. An entry that overflows is an
/// error, one that is too small underflows gradually.
///
/// # Examples
/// ```
/// use gnash::operator::{LinearOperator, RankOne};
/// let b = RankOne::new(&[1.0, 2.0], 0.5)?;
/// let mut out = [0.0; 2];
/// b.apply(&mut out, &[1.0, -1.0])?; // 0.5 w + v (vᵀw), vᵀw = −1
/// assert_eq!(out, [-0.5, -2.5]);
/// # Ok::<(), gnash::operator::OperatorError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RankOne<'a, T> {
    v: Vector<'a, T>,
    damping: Wide,
}

/// B⁻¹ = (λI + v vᵀ)⁻¹.
///
/// # Numerics
/// Any finite λ > 0 and v; normwise error of a few ulp of |B⁻¹w| plus ulp²·|w|/λ, far inside
/// cond·ulp with cond = |w|/(λ|B⁻¹w|).
///
/// # Source
/// Sherman and Morrison 1950; Mishra et al., arXiv:2404.07172.
///
/// # Examples
/// ```
/// use gnash::operator::{LinearOperator, RankOneInverse};
/// let b = RankOneInverse::new(&[1.0, 2.0], 0.5)?;
/// let mut out = [0.0; 2];
/// b.apply(&mut out, &[-0.5, -2.5])?;
/// assert!((out[0] - 1.0_f64).abs() < 1e-15 && (out[1] + 1.0).abs() < 1e-15);
/// # Ok::<(), gnash::operator::OperatorError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RankOneInverse<'a, T> {
    v: Vector<'a, T>,
    damping: Wide,
}

/// A finite vector with what both operators ask about it.
#[derive(Clone, Debug)]
struct Vector<'a, T> {
    entries: &'a [T],
    exponent: Option<i64>,
    square: Wide,
}

impl<'a, T: Float> Vector<'a, T> {
    fn new(what: &'static str, entries: &'a [T]) -> Result<Self, OperatorError> {
        let non_finite = |index: usize| OperatorError::NonFinite {
            what,
            index,
            value: entries[index].to_f64(),
        };
        let exponent = magnitude(entries.iter().copied()).map_err(non_finite)?;
        let mut vector = Self {
            entries,
            exponent,
            square: Wide::ZERO,
        };
        vector.square = vector.dot(&vector);
        Ok(vector)
    }

    /// xᵀy, to 2⁻⁴² of Σ|xᵢyᵢ| for f32 and 2⁻⁷⁶ for f64, usually 2⁻⁵⁰ and 2⁻¹⁰⁰.
    fn dot(&self, y: &Self) -> Wide {
        let (Some(ex), Some(ey)) = (self.exponent, y.exponent) else {
            return Wide::ZERO;
        };
        let ((sx, kx), (sy, ky)) = (unit_scale(ex), unit_scale(ey));
        let len = self.entries.len();
        let mut sums = vec![Dd::default(); par::block_count(len)];
        par::map_blocks(&mut sums, len, |r| {
            let (x, y) = (&self.entries[r.clone()], &y.entries[r]);
            par::vectorised(
                #[inline(always)]
                || block_dot(x, y, sx, sy),
            )
        });
        let sum = sums.into_iter().fold(Dd::default(), |a, b| a + b);
        Wide::new(sum, kx + ky)
    }

    /// 2^this bounds every entry.
    fn bound(&self) -> i64 {
        self.exponent.unwrap_or(i64::from(i16::MIN))
    }
}

fn damping_of<T: Float>(damping: T) -> Result<Wide, OperatorError> {
    if damping.is_finite() && damping > T::zero() {
        Ok(Wide::of(damping.to_f64()))
    } else {
        Err(OperatorError::Damping {
            value: damping.to_f64(),
        })
    }
}

impl<'a, T: Float> RankOne<'a, T> {
    /// λI + v vᵀ with `damping` λ.
    ///
    /// # Errors
    /// λ not finite or not positive; `v` not finite.
    pub fn new(v: &'a [T], damping: T) -> Result<Self, OperatorError> {
        Ok(Self {
            damping: damping_of(damping)?,
            v: Vector::new("v", v)?,
        })
    }
}

impl<'a, T: Float> RankOneInverse<'a, T> {
    /// (λI + v vᵀ)⁻¹ with `damping` λ.
    ///
    /// # Errors
    /// λ not finite or not positive; `v` not finite.
    pub fn new(v: &'a [T], damping: T) -> Result<Self, OperatorError> {
        Ok(Self {
            damping: damping_of(damping)?,
            v: Vector::new("v", v)?,
        })
    }
}

/// B⁻¹w = c_v v + c_r r with r = w − a v, a the scalar of type T nearest to vᵀw/s.
///
/// For *any* a: B⁻¹w = a v/(λ+s) + B⁻¹r = (a/(λ+s) − (vᵀr)/(λ(λ+s))) v + r/λ, vᵀr = vᵀw − a s.
/// Since r is nearly orthogonal to v, nothing cancels in the sum, and the one rounding of r
/// (a fused multiply-add) is relative to r, not to w.
#[derive(Clone, Copy, Debug)]
pub struct Split<T> {
    /// a.
    pub a: Factor<T>,
    /// c_v = a/(λ+s) − (vᵀr)/(λ(λ+s)).
    pub along: Wide,
    /// The second term of c_v, (vᵀr)/(λ(λ+s)).
    correction: Wide,
    /// c_r = 1/λ.
    pub rest: Wide,
}

impl<T: Float> Split<T> {
    /// The coefficients from λ, s = ‖v‖² and vᵀw.
    pub fn new(damping: Wide, square: Wide, vw: Wide) -> Self {
        let quotient = if square.is_zero() {
            square
        } else {
            vw / square
        };
        let a = Factor::<T>::of(quotient);
        let sum = damping + square;
        let left = vw - a.wide() * square;
        let correction = left / (damping * sum);
        Self {
            a,
            along: a.wide() / sum - correction,
            correction,
            rest: Wide::one() / damping,
        }
    }

    /// The same for B⁻¹w − w, w = a v + r: [a φ − (vᵀr)/(λ(λ+s)), 1/λ − 1] for φ = 1/(λ+s) − 1.
    pub fn minus_identity(&self, phi: Wide) -> [Wide; 2] {
        [
            self.a.wide() * phi - self.correction,
            self.rest - Wide::one(),
        ]
    }
}

/// outᵢ ← α xᵢ + β yᵢ where the bounds say |xᵢ| < 2^ex and |yᵢ| < 2^ey.
fn combine<T: Float>(
    out: &mut [T],
    [alpha, beta]: [Wide; 2],
    [ex, ey]: [i64; 2],
    terms: impl Fn(usize) -> [T; 2] + Sync + Send,
) -> Result<(), OperatorError> {
    let (a, b) = (Factor::<T>::of(alpha), Factor::<T>::of(beta));
    match (a.plain(), b.plain()) {
        (Some(a), Some(b)) if excess::<T>(alpha, ex).max(excess::<T>(beta, ey)) == 0 => {
            par::for_blocks(out, par::BLOCK, |i, out| {
                par::vectorised(
                    #[inline(always)]
                    || {
                        for (k, out) in out.iter_mut().enumerate() {
                            let [x, y] = terms(i * par::BLOCK + k);
                            *out = a.times_add(x, b.times(y));
                        }
                    },
                );
            });
        }
        _ => combine_slowly(out, [alpha, beta], terms),
    }
    match out.iter().position(|z| !z.is_finite()) {
        None => Ok(()),
        Some(index) => Err(OperatorError::Overflow { index }),
    }
}

/// By how many powers of two c·x may leave the range of T, for |x| < 2^e.
fn excess<T: Float>(c: Wide, e: i64) -> i64 {
    if c.is_zero() {
        return 0;
    }
    (c.head().1 + e - (T::EXPONENTS.1 - 2)).max(0)
}

/// The same with the terms' true sizes: where a term would leave the range, both are computed
/// 2^e smaller and brought back at the end.
fn combine_slowly<T: Float>(
    out: &mut [T],
    [alpha, beta]: [Wide; 2],
    terms: impl Fn(usize) -> [T; 2],
) {
    let size = |k: usize, c: Wide| {
        let largest = magnitude((0..out.len()).map(|i| terms(i)[k]));
        largest.ok().flatten().map_or(0, |e| excess::<T>(c, e))
    };
    let e = size(0, alpha).max(size(1, beta));
    let scaled = |c: Wide| Factor::<T>::of(c * Wide::power_of_two(-e));
    let (a, b) = (scaled(alpha), scaled(beta));
    for (k, out) in out.iter_mut().enumerate() {
        let [x, y] = terms(k);
        *out = a.times_add(x, b.times(y)).shifted(e.min(5000) as i32);
    }
}

macro_rules! symmetric_operator {
    ($operator:ident) => {
        impl<T: Float> LinearOperator<T> for $operator<'_, T> {
            fn rows(&self) -> usize {
                self.v.entries.len()
            }
            fn cols(&self) -> usize {
                self.v.entries.len()
            }
            fn apply(&self, out: &mut [T], w: &[T]) -> Result<(), OperatorError> {
                self.check_sizes(out.len(), w.len())?;
                self.product(out, &Vector::new("w", w)?)
            }
            fn apply_transpose(&self, out: &mut [T], w: &[T]) -> Result<(), OperatorError> {
                self.apply(out, w)
            }
        }
    };
}
symmetric_operator!(RankOne);
symmetric_operator!(RankOneInverse);

impl<T: Float> RankOne<'_, T> {
    fn product(&self, out: &mut [T], w: &Vector<'_, T>) -> Result<(), OperatorError> {
        // B w = λ w + (vᵀw) v: both parts are positive semidefinite, so the norms do not cancel
        let vw = self.v.dot(w);
        combine(
            out,
            [self.damping, vw],
            [w.bound(), self.v.bound()],
            #[inline(always)]
            |i| [w.entries[i], self.v.entries[i]],
        )
    }
}

impl<T: Float> RankOneInverse<'_, T> {
    fn product(&self, out: &mut [T], w: &Vector<'_, T>) -> Result<(), OperatorError> {
        let split = Split::<T>::new(self.damping, self.v.square, self.v.dot(w));
        let (v, w_i) = (self.v.entries, w.entries);
        let coefficients = [split.along, split.rest];
        // |a||v| ≤ |w| up to rounding, so |r| ≤ 2√n|w|_∞: 40 exponents are room for any n
        let bounds = [self.v.bound(), w.bound() + 40];
        match split.a.plain() {
            Some(a) => combine(
                out,
                coefficients,
                bounds,
                #[inline(always)]
                |i| [v[i], (-a).times_add(v[i], w_i[i])],
            ),
            None => combine(out, coefficients, bounds, |i| {
                [v[i], split.a.times_add(-v[i], w_i[i])]
            }),
        }
    }
}
