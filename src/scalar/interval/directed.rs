//! Sums, products, quotients and roots rounded both ways without touching the processor's mode.
//!
//! The machine rounds to nearest. An error-free transformation then gives the *sign* of what was
//! lost, and the neighbouring float on that side is the other end: [down, up] is the exact value
//! where it is a float, and two adjacent floats around it otherwise. A remainder that could itself
//! vanish by underflow is taken after scaling by a power of two. Overflow gives an infinite or NaN
//! end, which the caller turns into the whole line.

/// Below this a remainder of a product, quotient or root may be smaller than the least float:
/// such a remainder is a multiple of 2⁻¹⁰⁶ times the result or more, and 2⁻⁹⁶⁰⁻¹⁰⁶ > 2⁻¹⁰⁷⁴.
const SAFE: f64 = f64::from_bits((1023 - 960) << 52);

/// 2⁶⁰⁰.
const LIFT: f64 = f64::from_bits((1023 + 600) << 52);

/// 2³⁰⁰ = √`LIFT`.
const ROOT_OF_LIFT: f64 = f64::from_bits((1023 + 300) << 52);

/// The floats next to the exact value: it equals `nearest` or lies on the side of `remainder`.
fn ends(nearest: f64, remainder: f64) -> [f64; 2] {
    if !remainder.is_finite() {
        // an overflow inside the transformation
        [nearest.next_down(), nearest.next_up()]
    } else if remainder > 0.0 {
        [nearest, nearest.next_up()]
    } else if remainder < 0.0 {
        [nearest.next_down(), nearest]
    } else {
        [nearest, nearest]
    }
}

/// a + b, rounded down and up.
pub(super) fn sum(a: f64, b: f64) -> [f64; 2] {
    use crate::scalar::Rounding;
    // exact even among subnormal numbers
    let (sum, error) = a.two_sum(&b);
    ends(sum, error)
}

/// a b, rounded down and up.
pub(super) fn product(a: f64, b: f64) -> [f64; 2] {
    if a == 0.0 || b == 0.0 {
        return [0.0, 0.0];
    }
    let product = a * b;
    let remainder = if product.abs() >= SAFE {
        libm::fma(a, b, -product)
    } else {
        // neither factor exceeds 2¹¹⁴ here
        libm::fma(a * LIFT, b * LIFT, -product * LIFT * LIFT)
    };
    ends(product, remainder)
}

/// a / b, rounded down and up; b is not zero.
pub(super) fn quotient(a: f64, b: f64) -> [f64; 2] {
    let quotient = a / b;
    // a − qb has the sign of (a/b − q) b
    let remainder = if a.abs() >= SAFE {
        libm::fma(-quotient, b, a)
    } else {
        libm::fma(-quotient * LIFT, b, a * LIFT)
    };
    ends(quotient, if b < 0.0 { -remainder } else { remainder })
}

/// √a, rounded down and up; a is not negative.
pub(super) fn root(a: f64) -> [f64; 2] {
    let root = a.sqrt();
    // a − r² has the sign of √a − r
    let remainder = if a >= SAFE {
        libm::fma(-root, root, a)
    } else {
        let lifted = root * ROOT_OF_LIFT;
        libm::fma(-lifted, lifted, a * LIFT)
    };
    ends(root, remainder)
}

/// 2ᵏ a, rounded down and up.
pub(super) fn scaled(a: f64, k: i32) -> [f64; 2] {
    let scaled = libm::scalbn(a, k);
    // scaling back up is exact, or overflows on the side where `scaled` is too large
    let back = libm::scalbn(scaled, k.saturating_neg());
    let remainder = if a < back {
        -1.0
    } else if a > back {
        1.0
    } else {
        0.0
    };
    ends(scaled, remainder)
}

/// `value` moved by `ulps` floats.
pub(super) fn stepped(value: f64, ulps: i32) -> f64 {
    let step = if ulps < 0 {
        f64::next_down
    } else {
        f64::next_up
    };
    (0..ulps.abs()).fold(value, |end, _| step(end))
}
