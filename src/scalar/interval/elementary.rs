//! Roots, exponentials and logarithms of intervals: monotone functions, taken at the ends.
//!
//! √ is rounded outward exactly. The others come from `libm`, which is a port of musl's and so of
//! FreeBSD's msun, and are widened by whole floats. The sources of msun state an error below 1 ulp
//! for exp, log and log1p, and up to 2 ulp for tanh; no machine proof stands behind those numbers,
//! so the slack is twice as much, and `tests/laws/elementary.rs` checks it against 400-bit
//! enclosures. Values known exactly (exp 0 = 1 and its like) bound the others on either side.

use super::{Interval, directed};
use crate::scalar::{Real, Scalar};

/// Floats by which exp, log and log1p are widened; msun states less than 1 ulp.
const SLACK: i32 = 2;

/// Floats by which tanh is widened; msun states up to 2 ulp.
const TANH_SLACK: i32 = 4;

/// An increasing function of floats, off by less than `slack` floats.
struct Increasing {
    f: fn(f64) -> f64,
    slack: i32,
    /// (a, f(a)), exactly: on either side of a the values are on that side of f(a).
    known: (f64, f64),
    /// Bounds of all values.
    range: [f64; 2],
}

impl Increasing {
    /// [f(lo), f(hi)], widened.
    fn over(&self, a: Interval) -> Interval {
        if !a.is_finite() {
            return Interval::WHOLE;
        }
        let (at, value) = self.known;
        let least = if a.lo >= at { value } else { self.range[0] };
        let most = if a.hi <= at { value } else { self.range[1] };
        let lo = directed::stepped((self.f)(a.lo), -self.slack);
        let hi = directed::stepped((self.f)(a.hi), self.slack);
        Interval::enclosing(lo.max(least), hi.min(most))
    }
}

const EXP: Increasing = Increasing {
    f: libm::exp,
    slack: SLACK,
    known: (0.0, 1.0),
    range: [0.0, f64::INFINITY],
};

const LN: Increasing = Increasing {
    f: libm::log,
    slack: SLACK,
    known: (1.0, 0.0),
    range: [f64::NEG_INFINITY, f64::INFINITY],
};

const LN_1P: Increasing = Increasing {
    f: libm::log1p,
    slack: SLACK,
    known: (0.0, 0.0),
    range: [f64::NEG_INFINITY, f64::INFINITY],
};

const TANH: Increasing = Increasing {
    f: libm::tanh,
    slack: TANH_SLACK,
    known: (0.0, 0.0),
    range: [-1.0, 1.0],
};

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
        EXP.over(self)
    }

    /// The whole line unless the interval is positive.
    fn ln(self) -> Self {
        if self.lo <= 0.0 {
            return Self::WHOLE;
        }
        LN.over(self)
    }

    /// The whole line unless the interval lies above −1.
    fn ln_1p(self) -> Self {
        if self.lo <= -1.0 {
            return Self::WHOLE;
        }
        LN_1P.over(self)
    }

    fn tanh(self) -> Self {
        TANH.over(self)
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
        let image = increasing(self, at);
        if !image.is_finite() {
            return image;
        }
        // in [0, 1], and on the same side of σ(0) = ½ as the argument of 0
        let least = if self.lo >= 0.0 { 0.5 } else { 0.0 };
        let most = if self.hi <= 0.0 { 0.5 } else { 1.0 };
        Self::enclosing(image.lo.max(least), image.hi.min(most))
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
