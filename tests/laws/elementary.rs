//! The transcendental functions of intervals against enclosures of some 400 bits.
//!
//! The reference knows one series, eˣ by Taylor with its remainder, in fractions rounded outward
//! after every operation. tanh and the logistic function are quotients of it; a logarithm a of y
//! is judged by eᵃ against y.
//!
//! Broken by hand, each caught here: slack 0 for exp, ln, ln_1p, tanh.

use crate::strategies::{config, exact, float};
use gnash::scalar::{Interval, Rational, Real, Rounding, Scalar};
use proptest::prelude::*;

/// Bits after the leading one that a trimmed fraction keeps.
const BITS: i64 = 400;
/// e^(1/2) by 80 terms of Taylor: the remainder is below 2 (1/2)⁸⁰/80!, far below 2⁻⁴⁰⁰.
const TERMS: i64 = 80;

/// An enclosure lo ≤ a ≤ hi of positive numbers by fractions.
#[derive(Clone)]
pub struct Big {
    pub lo: Rational,
    pub hi: Rational,
}

/// ⌊log₂ a⌋ or one more, for a > 0.
fn bits(a: &Rational) -> i64 {
    use dashu_base::BitTest;
    a.numerator().bit_len() as i64 - a.denominator().bit_len() as i64
}

/// A positive fraction with `BITS` bits, rounded down or up.
fn trimmed(a: &Rational, up: bool) -> Rational {
    let shift = (BITS - bits(a)) as i32;
    let scaled = a.scale(shift);
    let whole = if up { scaled.ceil() } else { scaled.floor() };
    Rational::from(whole).scale(-shift)
}

impl Big {
    fn trim(lo: Rational, hi: Rational) -> Self {
        Self {
            lo: trimmed(&lo, false),
            hi: trimmed(&hi, true),
        }
    }
    fn square(&self) -> Self {
        Self::trim(&self.lo * &self.lo, &self.hi * &self.hi)
    }
}

/// eˣ.
pub fn exp(x: &Rational) -> Big {
    if *x == Rational::ZERO {
        return Big {
            lo: Rational::ONE,
            hi: Rational::ONE,
        };
    }
    if *x < Rational::ZERO {
        let e = exp(&-x);
        return Big::trim(Rational::ONE / e.hi, Rational::ONE / e.lo);
    }
    // x = 2ᵏ r, r ≤ ½
    let mut halvings = 0;
    while x.scale(-halvings) > Rational::ONE.scale(-1) {
        halvings += 1;
    }
    let r = x.scale(-halvings);
    let (mut low, mut high) = (Rational::ONE, Rational::ONE);
    let mut term = Big {
        lo: Rational::ONE,
        hi: Rational::ONE,
    };
    for k in 1..TERMS {
        let k = Rational::from(k);
        term = Big::trim(&term.lo * &r / &k, &term.hi * &r / &k);
        low += term.lo.clone();
        high += term.hi.clone();
    }
    // Σ of the rest is at most the last term, as each is at most half of the one before
    high += term.hi;
    (0..halvings).fold(Big::trim(low, high), |e, _| e.square())
}

/// The reference is far sharper than a float: the answer must contain all of it.
fn holds(found: Interval, lo: &Rational, hi: &Rational) -> bool {
    found.contains_rational(lo) && found.contains_rational(hi)
}

/// log y ∈ found, for certain.
fn is_log_of(found: Interval, y_lo: &Rational, y_hi: &Rational) -> bool {
    let end = |a: f64| a.exact().expect("a finite end");
    exp(&end(found.lo())).hi <= *y_lo && exp(&end(found.hi())).lo >= *y_hi
}

fn exp_case(x: f64) {
    let e = exp(&exact(x));
    let found = Interval::point(x).exp();
    if found.is_finite() {
        assert!(holds(found, &e.lo, &e.hi), "exp {x:e}: {found}");
        let floats = found.hi().to_bits() - found.lo().to_bits();
        assert!(floats <= 4, "exp {x:e}: {found}");
    } else {
        assert!(e.hi > exact(f64::MAX.next_down()), "exp {x:e}: {found}");
    }
}

fn tanh_case(x: f64) {
    // 1 − 2/(e²ˣ + 1)
    let e = exp(&exact(x).scale(1));
    let at = |e: &Rational| (e - Rational::ONE) / (e + Rational::ONE);
    let found = Interval::point(x).tanh();
    assert!(holds(found, &at(&e.lo), &at(&e.hi)), "tanh {x:e}: {found}");
    assert!(
        found.width() <= 8.0 * f64::EPSILON * found.magnitude(),
        "tanh {x:e}: {found}"
    );
}

fn sigmoid_case(x: f64) {
    // eˣ/(1 + eˣ)
    let e = exp(&exact(x));
    let at = |e: &Rational| e / (e + Rational::ONE);
    let found = Interval::point(x).sigmoid();
    assert!(
        holds(found, &at(&e.lo), &at(&e.hi)),
        "sigmoid {x:e}: {found}"
    );
    let least = 16.0 * f64::from_bits(1);
    assert!(
        found.width() <= 16.0 * f64::EPSILON * found.magnitude() + least,
        "{found}"
    );
    let log = Interval::point(x).log_sigmoid();
    if x < -100.0 {
        // x − t < log(t/(1 + t)) < x with t = eˣ
        let q = exact(x);
        assert!(holds(log, &(&q - e.hi), &q), "log sigmoid {x:e}: {log}");
    } else if x < 100.0 {
        assert!(
            is_log_of(log, &at(&e.lo), &at(&e.hi)),
            "log sigmoid {x:e}: {log}"
        );
    } else {
        // −t < −log(1 + t) < −t + t²/2 with t = e⁻ˣ
        let t = exp(&exact(-x));
        let high = (&t.hi * &t.hi).scale(-1) - &t.lo;
        assert!(holds(log, &-t.hi, &high), "log sigmoid {x:e}: {log}");
    }
    assert!(
        log.width() <= 16.0 * f64::EPSILON * log.magnitude() + least,
        "{log}"
    );
}

fn ln_case(y: f64) {
    let found = Interval::point(y).ln();
    assert!(is_log_of(found, &exact(y), &exact(y)), "ln {y:e}: {found}");
    assert!(
        found.width() <= 4.0 * f64::EPSILON * found.magnitude(),
        "ln {y:e}: {found}"
    );
}

fn ln_1p_case(y: f64) {
    let found = Interval::point(y).ln_1p();
    let shifted = exact(y) + Rational::ONE;
    assert!(is_log_of(found, &shifted, &shifted), "ln_1p {y:e}: {found}");
    assert!(
        found.width() <= 4.0 * f64::EPSILON * found.magnitude(),
        "ln_1p {y:e}: {found}"
    );
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn exponentials_are_enclosed(x in prop_oneof![-746.0f64..710.0, -2.0f64..2.0, float(-60..0)]) {
        exp_case(x);
    }

    #[test]
    fn hyperbolic_tangents_are_enclosed(x in prop_oneof![-25.0f64..25.0, -0.6f64..0.6, float(-60..0)]) {
        tanh_case(x);
    }

    #[test]
    fn logistic_functions_are_enclosed(x in prop_oneof![-700.0f64..700.0, -3.0f64..3.0, float(-60..0)]) {
        sigmoid_case(x);
    }

    #[test]
    fn logarithms_are_enclosed(
        y in prop_oneof![float(-1074..1024), 0.3f64..3.0, (1i32..60).prop_map(|k| 1.0 + libm::ldexp(1.3, -k))],
    ) {
        ln_case(y.abs());
    }

    #[test]
    fn logarithms_next_to_one_are_enclosed(y in prop_oneof![-0.999f64..5.0, float(-100..0), 0.0f64..1e300]) {
        prop_assume!(y > -1.0);
        ln_1p_case(y);
    }

    // For small x the series' two sides are enough: x − x³/3 < tanh x < x, x − x²/2 < log(1 + x) < x.
    #[test]
    fn tiny_arguments_are_enclosed(x in float(-1074..-60)) {
        let q = exact(x.abs());
        let found = Interval::point(x.abs()).tanh();
        prop_assert!(holds(found, &(&q - &q * &q * &q / Rational::from(3)), &q), "{}", found);
        let found = Interval::point(x.abs()).ln_1p();
        prop_assert!(holds(found, &(&q - (&q * &q).scale(-1)), &q), "{}", found);
        // 1 + x < eˣ < 1 + x + x² on both sides of zero
        let q = exact(x);
        let found = Interval::point(x).exp();
        prop_assert!(holds(found, &(Rational::ONE + &q), &(Rational::ONE + &q + &q * &q)));
    }
}

#[test]
fn the_ends_of_the_range_are_enclosed() {
    for x in [
        709.782712893384,
        709.7827128933841,
        -708.4,
        -745.133,
        -745.2,
        -1e3,
        -1e300,
    ] {
        if x > -1e4 {
            exp_case(x);
        }
        let found = Interval::point(x).exp();
        assert!(found.lo() >= 0.0 || found == Interval::WHOLE);
    }
    assert_eq!(Interval::point(1e3).exp(), Interval::WHOLE);
    for x in [1e4, 1e300] {
        assert_eq!(Interval::point(x).tanh().hi(), 1.0);
        assert_eq!(Interval::point(-x).tanh().lo(), -1.0);
        assert!(Interval::point(x).tanh().lo() < 1.0);
        let s = Interval::point(-x).sigmoid();
        assert!(s.lo() == 0.0 && s.hi() > 0.0 && s.hi() < 1e-300);
        let s = Interval::point(x).sigmoid();
        assert!(s.hi() == 1.0 && s.lo() < 1.0 && s.lo() > 0.999);
    }
    for y in [f64::from_bits(1), f64::MIN_POSITIVE, f64::MAX] {
        ln_case(y);
    }
}

#[test]
fn outside_their_domains_nothing_is_known() {
    let around = Interval::new(-0.5, 1.0).unwrap();
    assert_eq!(around.ln(), Interval::WHOLE);
    assert_eq!(around.sqrt(), Interval::WHOLE);
    assert!(around.ln_1p().is_finite());
    assert_eq!(Interval::point(-1.0).ln_1p(), Interval::WHOLE);
    assert_eq!(Interval::point(0.0).ln(), Interval::WHOLE);
    // monotone: an interval's image contains the images of its ends
    let image = around.sigmoid();
    assert!(image.contains_interval(Interval::point(-0.5).sigmoid()));
    assert!(image.contains_interval(Interval::point(1.0).sigmoid()));
}
