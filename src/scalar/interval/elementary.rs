//! Roots, exponentials and logarithms of intervals: monotone functions, taken at the ends.
//!
//! √ is rounded outward exactly. The others come from `libm`, which is a port of musl's and so of
//! FreeBSD's msun, and are widened by whole floats. The sources of msun state an error below 1 ulp
//! for exp, log and log1p, and up to 2 ulp for tanh; no machine proof stands behind those numbers,
//! so the slack is twice as much, and `tests/laws/elementary.rs` checks it against 400-bit
//! enclosures. Where the exact value is a float that is known (exp 0 = 1 and its like), it is taken.

use super::{Interval, directed};
use crate::scalar::{Real, Scalar};

/// Floats by which exp, log and log1p are widened; msun states less than 1 ulp.
const SLACK: i32 = 2;

/// Floats by which tanh is widened; msun states up to 2 ulp.
const TANH_SLACK: i32 = 4;

/// [f(lo), f(hi)] for an increasing f, each end moved out by `slack` floats but not beyond the
/// function's range. At `exact_at` libm is exact.
fn monotone(
    a: Interval,
    f: impl Fn(f64) -> f64,
    exact_at: f64,
    slack: i32,
    range: [f64; 2],
) -> Interval {
    if !a.is_finite() {
        return Interval::WHOLE;
    }
    let widened = |end: f64, by: i32| {
        if end == exact_at {
            f(end)
        } else {
            directed::stepped(f(end), by)
        }
    };
    Interval::enclosing(
        widened(a.lo, -slack).max(range[0]),
        widened(a.hi, slack).min(range[1]),
    )
}

const LINE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// [lower end of f(lo), upper end of f(hi)] for an increasing f written in interval operations.
fn increasing(a: Interval, f: impl Fn(Interval) -> Interval) -> Interval {
    if !a.is_finite() {
        return Interval::WHOLE;
    }
    let low = f(Interval::point(a.lo));
    let high = f(Interval::point(a.hi));
    low.hull(high)
}

impl Real for Interval {
    /// The double itself: divide integers for a decimal that must be enclosed.
    fn constant(value: f64) -> Self {
        Self::point(value)
    }

    /// The whole line if the interval has a negative number in it.
    fn sqrt(self) -> Self {
        if !self.is_finite() || self.lo < 0.0 {
            return Self::WHOLE;
        }
        Self::enclosing(directed::root(self.lo)[0], directed::root(self.hi)[1])
    }

    fn exp(self) -> Self {
        monotone(self, libm::exp, 0.0, SLACK, [0.0, f64::INFINITY])
    }

    /// The whole line unless the interval is positive.
    fn ln(self) -> Self {
        if self.lo <= 0.0 {
            return Self::WHOLE;
        }
        monotone(self, libm::log, 1.0, SLACK, LINE)
    }

    /// The whole line unless the interval lies above −1.
    fn ln_1p(self) -> Self {
        if self.lo <= -1.0 {
            return Self::WHOLE;
        }
        monotone(self, libm::log1p, 0.0, SLACK, LINE)
    }

    fn tanh(self) -> Self {
        monotone(self, libm::tanh, 0.0, TANH_SLACK, [-1.0, 1.0])
    }

    fn sigmoid(self) -> Self {
        let one = Self::point(1.0);
        let at = |a: Self| {
            if a.lo >= 0.0 {
                one / (one + (-a).exp())
            } else {
                let e = a.exp();
                e / (one + e)
            }
        };
        let unit = Self { lo: 0.0, hi: 1.0 };
        let wide = increasing(self, at);
        if wide.is_finite() {
            // both are enclosures of the same numbers, so they meet
            wide.intersect(unit).unwrap_or(unit)
        } else {
            wide
        }
    }

    fn log_sigmoid(self) -> Self {
        increasing(self, |a| {
            if a.lo >= 0.0 {
                -(-a).exp().ln_1p()
            } else {
                a - a.exp().ln_1p()
            }
        })
    }
}
