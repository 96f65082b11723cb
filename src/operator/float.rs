//! f32 and f64 as the fast path sees them: fused operations, ranges, and dot products.
//!
//! # Order of summation
//! A dot product Σ xᵢyᵢ over a range is cut into blocks of [`crate::par::BLOCK`] elements. Within
//! a block, lane l = i mod [`LANES`] adds its products in index order; a short last row of lanes
//! is filled with zeros, which change nothing. Then the lanes are added, 0 first, and then the
//! blocks in order, both in double-double arithmetic ([`Dd`]).
//!
//! * f32: the product is exact in f64; a lane is one f64: hi ← hi + xy. At most BLOCK/LANES
//!   additions per lane: an error of at most 1024·2⁻⁵³ = 2⁻⁴³ of Σ|xᵢyᵢ|, and usually near 2⁻⁵⁰.
//! * f64: p = fl(xy), e = xy − p exactly (fused); hi + t ← hi + p exactly (two-sum);
//!   lo ← lo + (t + e): Dot2 of Ogita, Rump and Oishi (2005) per lane, so the error is about
//!   (1024·2⁻⁵³)² = 2⁻⁸⁶ of Σ|xᵢyᵢ|, provided that no p or e leaves the range of f64.
//!
//! The additions of lanes and blocks lose at most 2⁻¹⁰⁴ each, which for fewer than 2⁴⁰ elements is
//! below 2⁻⁷⁷. [`Kernel::SQUARE_BITS`] is what both guarantee of a sum of squares.

use super::wide::{Dd, Wide, two_sum};
use crate::scalar::Real;
use std::fmt::{Debug, Display};

/// Lanes of a dot product.
pub const LANES: usize = 16;

/// A scalar of the fast path: f32 or f64.
pub trait Float: Real + Kernel + Display + Debug + Default + 'static {}

impl Float for f32 {}
impl Float for f64 {}

/// What the kernels need; not nameable outside the crate, which seals [`Float`].
pub trait Kernel: Copy + Sized {
    /// Partial sums of a dot product, one per lane.
    type Lanes: Copy + Send + Sync;
    /// Largest |xᵢ| of each lane, as bits: these are ordered like the numbers, with infinity and
    /// then NaN above all.
    type Peaks: Copy + Send + Sync;
    /// Peaks of nothing.
    const NO_PEAKS: Self::Peaks;
    /// 2^this is half a unit in the last place of the largest number: adding less never overflows.
    const HALF_ULP_OF_MAX: i64;
    /// Exponents e for which a number in [½, 1) · 2^e is normal and finite.
    const EXPONENTS: (i64, i64);
    /// Exponents of a sum of squares for which no term harmed it by over- or underflow.
    const SAFE_SQUARES: (i64, i64);
    /// A sum of squares of up to 2⁴⁰ elements has a relative error below 2 to minus this.
    const SQUARE_BITS: i64;
    /// self · y + z with one rounding.
    fn fused(self, y: Self, z: Self) -> Self;
    /// self · 2^shift with one rounding.
    fn shifted(self, shift: i32) -> Self;
    /// Empty sums.
    fn no_lanes() -> Self::Lanes;
    /// lanes\[l\] += x\[l\] y\[l\].
    fn add_products(lanes: &mut Self::Lanes, x: &[Self; LANES], y: &[Self; LANES]);
    /// Sum of the lanes; NaN or infinite if a term was.
    fn total(lanes: &Self::Lanes) -> Dd;
    /// peaks\[l\] ← max(peaks\[l\], |x\[l\]|).
    fn raise(peaks: &mut Self::Peaks, x: &[Self; LANES]);
    /// Whether all are at most a quarter of the largest number.
    fn are_calm(peaks: &Self::Peaks) -> bool;
}

/// A power of two 2^−k that brings numbers below 2^`exponent` near 1, and k.
///
/// 1 and 0 wherever squares of such numbers are harmless as they are.
pub fn unit_scale<T: Float>(exponent: i64) -> (T, i64) {
    let (low, high) = T::SAFE_SQUARES;
    if (low / 2..=high / 2 - 50).contains(&exponent) {
        return (T::one(), 0);
    }
    let k = exponent.clamp(-1000, 1000);
    (T::one().shifted(-k as i32), k)
}

/// Exponent e of the largest entry, max |xᵢ| in [2^(e−1), 2^e), or `None` if all are zero.
///
/// # Errors
/// Index of the first entry that is NaN or infinite.
pub fn magnitude<T: Float>(x: impl Iterator<Item = T>) -> Result<Option<i64>, usize> {
    let mut largest = 0.0_f64;
    for (i, value) in x.enumerate() {
        if !value.is_finite() {
            return Err(i);
        }
        largest = largest.max(value.to_f64().abs());
    }
    let (_, exponent) = libm::frexp(largest);
    Ok((largest > 0.0).then_some(i64::from(exponent)))
}

/// Σ over one block of (x·sx)(y·sy), in the order of the module head.
#[inline(always)]
pub fn block_dot<T: Float>(x: &[T], y: &[T], sx: T, sy: T) -> Dd {
    let mut sum = T::no_lanes();
    let ((x, last_x), (y, last_y)) = (rows(x), rows(y));
    for (x, y) in x.iter().zip(y) {
        T::add_products(&mut sum, &scaled(x, sx), &scaled(y, sy));
    }
    T::add_products(&mut sum, &scaled(&last_x, sx), &scaled(&last_y, sy));
    T::total(&sum)
}

/// Rows of [`LANES`] elements; the last one, possibly empty, is filled up with zeros.
///
/// Loops over whole rows of fixed length are what the compiler turns into vector instructions.
#[inline(always)]
pub fn rows<T: Float>(x: &[T]) -> (&[[T; LANES]], [T; LANES]) {
    let (full, rest) = x.as_chunks::<LANES>();
    let mut last = [T::default(); LANES];
    last[..rest.len()].copy_from_slice(rest);
    (full, last)
}

/// c x, as a plain loop: the closure of `array::map` might not be inlined into vector code.
#[inline(always)]
pub fn scaled<T: Float>(x: &[T; LANES], c: T) -> [T; LANES] {
    let mut out = *x;
    for out in &mut out {
        *out *= c;
    }
    out
}

impl Kernel for f32 {
    type Lanes = [f64; LANES];
    type Peaks = [i32; LANES];
    const NO_PEAKS: Self::Peaks = [0; LANES];
    const HALF_ULP_OF_MAX: i64 = 103;
    const EXPONENTS: (i64, i64) = (-124, 127);
    // the squares of f32 lie between 2^−298 and 2^256: every f64 sum of them is safe
    const SAFE_SQUARES: (i64, i64) = (-300, 1000);
    const SQUARE_BITS: i64 = 42;
    #[inline(always)]
    fn fused(self, y: Self, z: Self) -> Self {
        self.mul_add(y, z)
    }
    fn shifted(self, shift: i32) -> Self {
        libm::scalbnf(self, shift)
    }
    #[inline(always)]
    fn no_lanes() -> Self::Lanes {
        [0.0; LANES]
    }
    #[inline(always)]
    fn add_products(lanes: &mut Self::Lanes, x: &[Self; LANES], y: &[Self; LANES]) {
        for l in 0..LANES {
            lanes[l] = f64::from(x[l]).mul_add(f64::from(y[l]), lanes[l]);
        }
    }
    fn total(lanes: &Self::Lanes) -> Dd {
        let lane = |&hi: &f64| Dd { hi, lo: 0.0 };
        lanes.iter().map(lane).fold(Dd::default(), |a, b| a + b)
    }
    #[inline(always)]
    fn raise(peaks: &mut Self::Peaks, x: &[Self; LANES]) {
        for l in 0..LANES {
            peaks[l] = peaks[l].max(x[l].abs().to_bits().cast_signed());
        }
    }
    fn are_calm(peaks: &Self::Peaks) -> bool {
        let limit = (0.25 * f32::MAX).to_bits().cast_signed();
        peaks.iter().all(|&peak| peak <= limit)
    }
}

impl Kernel for f64 {
    type Lanes = [[f64; LANES]; 2];
    type Peaks = [i64; LANES];
    const NO_PEAKS: Self::Peaks = [0; LANES];
    const HALF_ULP_OF_MAX: i64 = 970;
    const EXPONENTS: (i64, i64) = (-1020, 1023);
    // below, the tails of the squares would underflow; above, a sum of them may overflow
    const SAFE_SQUARES: (i64, i64) = (-900, 1000);
    const SQUARE_BITS: i64 = 76;
    #[inline(always)]
    fn fused(self, y: Self, z: Self) -> Self {
        self.mul_add(y, z)
    }
    fn shifted(self, shift: i32) -> Self {
        libm::scalbn(self, shift)
    }
    #[inline(always)]
    fn no_lanes() -> Self::Lanes {
        [[0.0; LANES]; 2]
    }
    #[inline(always)]
    fn add_products(lanes: &mut Self::Lanes, x: &[Self; LANES], y: &[Self; LANES]) {
        let [hi, lo] = lanes;
        for l in 0..LANES {
            let p = x[l] * y[l];
            let e = x[l].mul_add(y[l], -p);
            let s = two_sum(hi[l], p);
            hi[l] = s.hi;
            lo[l] += s.lo + e;
        }
    }
    fn total(lanes: &Self::Lanes) -> Dd {
        let [hi, lo] = lanes;
        let lane = |(&hi, &lo): (&f64, &f64)| two_sum(hi, lo);
        hi.iter()
            .zip(lo)
            .map(lane)
            .fold(Dd::default(), |a, b| a + b)
    }
    #[inline(always)]
    fn raise(peaks: &mut Self::Peaks, x: &[Self; LANES]) {
        for l in 0..LANES {
            peaks[l] = peaks[l].max(x[l].abs().to_bits().cast_signed());
        }
    }
    fn are_calm(peaks: &Self::Peaks) -> bool {
        let limit = (0.25 * f64::MAX).to_bits().cast_signed();
        peaks.iter().all(|&peak| peak <= limit)
    }
}

/// A coefficient that multiplies a whole vector: mantissa · 2^shift.
///
/// `shift` is zero unless the number is outside the normal range of `T`. Then the vector is
/// shifted first, so that a product that can be represented is, with a single rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor<T> {
    mantissa: T,
    shift: i32,
}

impl<T: Float> Factor<T> {
    /// The coefficient nearest to `wide`.
    pub fn of(wide: Wide) -> Self {
        let (head, exponent) = wide.head();
        let (low, high) = T::EXPONENTS;
        let kept = exponent.clamp(low, high);
        Self {
            mantissa: T::constant(head).shifted(kept as i32),
            shift: (exponent - kept).clamp(-5000, 5000) as i32,
        }
    }

    /// The coefficient as the wide scalar that it is exactly.
    pub fn wide(self) -> Wide {
        Wide::new(
            Dd {
                hi: self.mantissa.to_f64(),
                lo: 0.0,
            },
            i64::from(self.shift),
        )
    }

    /// The coefficient as a plain scalar, if it is one.
    pub fn plain(self) -> Option<T> {
        (self.shift == 0).then_some(self.mantissa)
    }
}

/// Multiplication by a coefficient: a plain scalar in hot loops, a [`Factor`] in rare ones.
///
/// Both round alike wherever the factor is plain.
pub trait Scale<T>: Copy + Send + Sync {
    /// self · x.
    fn times(self, x: T) -> T;
    /// self · x + y with one rounding.
    fn times_add(self, x: T, y: T) -> T;
}

impl<T: Float> Scale<T> for T {
    #[inline(always)]
    fn times(self, x: T) -> T {
        self * x
    }
    #[inline(always)]
    fn times_add(self, x: T, y: T) -> T {
        self.fused(x, y)
    }
}

impl<T: Float> Scale<T> for Factor<T> {
    fn times(self, x: T) -> T {
        self.mantissa * x.shifted(self.shift)
    }
    fn times_add(self, x: T, y: T) -> T {
        self.mantissa.fused(x.shifted(self.shift), y)
    }
}
