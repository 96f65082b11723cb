//! How close a fast kernel must come to its naive twin, in units of rounding that are counted.
//!
//! A sum of k products, added in any order with or without fused operations, is off by at most
//! γ_k Σ|aᵢbᵢ|, γ_k ≈ k u (Higham 2002, section 3.1). Two such sums differ by 2γ_k Σ|aᵢbᵢ|, and
//! 2u is the machine epsilon. Σ|aᵢbᵢ| is the twin run on absolute values.
#![allow(dead_code, reason = "each test group uses a part")]

use gnash::nn::Element;

/// A float with its machine epsilon 2u.
pub trait Precision: Element {
    /// 2u.
    const EPSILON: f64;
}

impl Precision for f32 {
    const EPSILON: f64 = f32::EPSILON as f64;
}

impl Precision for f64 {
    const EPSILON: f64 = f64::EPSILON;
}

/// Roundings besides those of the sum: of the inputs' last operations and of the bound itself.
const EXTRA: usize = 4;

/// Asserts |got − expected| ≤ (terms + 4)·2u·magnitude, entry by entry. NaN fails.
#[track_caller]
pub fn assert_sums<T: Precision>(
    what: &str,
    got: &[T],
    expected: &[f64],
    magnitude: &[f64],
    terms: usize,
) {
    assert_eq!(got.len(), expected.len(), "{what}: length");
    assert_eq!(got.len(), magnitude.len(), "{what}: length of the bound");
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        let bound = (terms + EXTRA) as f64 * T::EPSILON * magnitude[i];
        let near = (got.to_f64() - expected).abs() <= bound;
        assert!(
            near,
            "{what}[{i}]: got {:e}, expected {expected:e}, bound {bound:e}",
            got.to_f64()
        );
    }
}

/// Asserts max|got − expected| ≤ units·2u·max|expected|. NaN fails.
#[track_caller]
pub fn assert_relative<T: Precision>(what: &str, got: &[T], expected: &[f64], units: f64) {
    assert_eq!(got.len(), expected.len(), "{what}: length");
    let largest = expected.iter().fold(0.0f64, |m, e| m.max(e.abs()));
    let bound = units * T::EPSILON * largest;
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        let near = (got.to_f64() - expected).abs() <= bound;
        assert!(
            near,
            "{what}[{i}]: got {:e}, expected {expected:e}, bound {bound:e}",
            got.to_f64()
        );
    }
}

/// The numbers rounded to `T`.
pub fn rounded<T: Element>(values: &[f64]) -> Vec<T> {
    values.iter().map(|&a| T::constant(a)).collect()
}

/// The numbers as doubles.
pub fn doubles<T: Element>(values: &[T]) -> Vec<f64> {
    values.iter().map(T::to_f64).collect()
}

/// |values|.
pub fn absolute(values: &[f64]) -> Vec<f64> {
    values.iter().map(|a| a.abs()).collect()
}
