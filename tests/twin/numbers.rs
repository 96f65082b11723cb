//! Numbers to test with, and how close is close.

/// About 100 rounding units: sums of at most a few hundred terms of size about one.
pub const KERNEL: f64 = 2e-14;
/// About 500: a gradient through whole networks, whose batch norms divide by small deviations.
pub const FIELD: f64 = 1e-13;
/// The same for one more derivative, relative to its larger entries.
pub const SECOND: f64 = 1e-13;
/// Central differences with step 1e-5: h² f''' and ε/h are both near 1e-10.
pub const DIFFERENCE: f64 = 1e-8;

/// `count` numbers in (−1, 1) that depend on the seed alone (64-bit congruential generator of Knuth).
pub fn numbers(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// Σ aᵢbᵢ.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// max |aᵢ|.
fn largest(a: &[f64]) -> f64 {
    a.iter().fold(0.0, |largest, a| a.abs().max(largest))
}

/// Asserts max|got − expected| ≤ tolerance · max(1, max|expected|).
#[track_caller]
pub fn assert_close(what: &str, got: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(got.len(), expected.len(), "{what}: length");
    let bound = tolerance * largest(expected).max(1.0);
    for (i, (a, b)) in got.iter().zip(expected).enumerate() {
        // Written so that NaN fails.
        let near = (a - b).abs() <= bound;
        assert!(
            near,
            "{what}[{i}]: got {a:e}, expected {b:e}, bound {bound:e}"
        );
    }
}
