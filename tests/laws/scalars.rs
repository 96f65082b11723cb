//! Exactness and rounding of the scalars; derivatives by dual numbers against closed forms.

use crate::strategies::{config, exact, float, fraction, positive, ratio};
use crate::tolerance::{DUAL, U64};
use gnash::scalar::{Dual, Rational, Real, Rounding, Scalar, Twofold};
use num_traits::{One, Zero};
use proptest::prelude::*;

/// Neighbours of a finite float, and itself.
fn around(a: f64) -> [f64; 3] {
    [a.next_down(), a, a.next_up()]
}

fn distance(a: &Rational, b: f64) -> Rational {
    let d = a - exact(b);
    if d < Rational::ZERO { -d } else { d }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn every_float_survives_the_way_through_fractions(bits in any::<u64>(), bits32 in any::<u32>()) {
        let (a, b) = (f64::from_bits(bits), f32::from_bits(bits32));
        match a.exact() {
            Some(q) => {
                prop_assert_eq!(Scalar::to_f64(&q), a);
                prop_assert_eq!(Rational::from_f64(a), Some(q));
            }
            None => prop_assert!(!a.is_finite()),
        }
        if let Some(q) = b.exact() {
            prop_assert_eq!(f32::from_rational(&q), b);
        }
    }

    // dashu's `to_f64_fast` in place of `to_f64` fails here.
    #[test]
    fn fractions_round_to_the_nearest_float(
        a in float(-1074..1000), b in float(-60..60), c in float(-900..900),
    ) {
        let q = exact(a) + exact(b) / (exact(c) * ratio(3, 1));
        let rounded = Scalar::to_f64(&q);
        prop_assume!(rounded.is_finite() && rounded.abs() < 1e300);
        let best = around(rounded).into_iter().map(|f| distance(&q, f)).min().unwrap();
        prop_assert_eq!(distance(&q, rounded), best);
    }

    #[test]
    fn subnormal_fractions_round_to_the_nearest_float(m in -4000i64..4000, d in 1i64..50) {
        let q = ratio(m, d) * exact(f64::from_bits(1));
        let rounded = Scalar::to_f64(&q);
        let best = around(rounded).into_iter().map(|f| distance(&q, f)).min().unwrap();
        prop_assert_eq!(distance(&q, rounded), best);
        prop_assert_eq!(rounded.is_sign_negative(), m < 0);
    }

    #[test]
    fn sums_and_products_are_error_free(a in float(-300..300), b in float(-300..300)) {
        let (s, e) = a.two_sum(&b);
        prop_assert_eq!(s, a + b);
        prop_assert_eq!(exact(s) + exact(e), exact(a) + exact(b));
        let (q, e) = a.two_product(&b);
        prop_assert_eq!(q, a * b);
        prop_assert_eq!(exact(q) + exact(e), exact(a) * exact(b));
    }

    #[test]
    fn single_precision_products_are_error_free(a in float(-30..30), b in float(-30..30)) {
        let (a, b) = (a as f32, b as f32);
        let (q, e) = a.two_product(&b);
        prop_assert_eq!(q, a * b);
        prop_assert_eq!(q.exact().unwrap() + e.exact().unwrap(), a.exact().unwrap() * b.exact().unwrap());
        let (s, e) = a.two_sum(&b);
        prop_assert_eq!(s.exact().unwrap() + e.exact().unwrap(), a.exact().unwrap() + b.exact().unwrap());
    }

    #[test]
    fn scaling_is_exact_or_rounds_once(a in float(-1074..1024), k in -2200i32..2200) {
        let expected = exact(a).scale(k);
        let scaled = a.scale(k);
        prop_assert_eq!(scaled, Scalar::to_f64(&expected));
        let m = a.scale(-a.exponent()).abs();
        prop_assert!((1.0..2.0).contains(&m));
    }

    // Broken by hand: dropping the product's error term.
    #[test]
    fn twofold_dot_products_keep_their_bound(
        pairs in prop::collection::vec((float(-40..40), float(-40..40)), 0..12),
    ) {
        let (a, b): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
        let dot = Twofold::dot(&a, &b);
        let products: Vec<_> = pairs.iter().map(|(a, b)| exact(*a) * exact(*b)).collect();
        let sum = |terms: &[Rational]| terms.iter().fold(Rational::ZERO, |s, t| s + t);
        let sizes: Vec<_> = products.iter().map(Scalar::abs).collect();
        let error = Scalar::abs(&(exact(dot.high) + exact(dot.low) - sum(&products)));
        let n = ratio(a.len() as i64 + 1, 1);
        prop_assert!(error <= &n * &n * exact(U64) * exact(U64) * sum(&sizes));
    }

    #[test]
    fn duals_differentiate_rational_functions_exactly(a in fraction(), b in fraction(), c in positive()) {
        // (a² + 3)/(a + k) for k > |a|, and its derivative along b
        let k = ratio(13, 1) + c;
        let x = Dual::new(a.clone(), b.clone());
        let constant = |q: Rational| Dual::constant_of(q);
        let y = (x.clone() * x.clone() + constant(ratio(3, 1))) / (x + constant(k.clone()));
        let bottom = &a + &k;
        let top = &a * &a + ratio(3, 1);
        prop_assert_eq!(&y.value, &(&top / &bottom));
        let slope = (ratio(2, 1) * &a * &bottom - top) / (&bottom * &bottom);
        prop_assert_eq!(y.tangent, slope * b);
    }

    #[test]
    fn nested_duals_give_exact_second_derivatives(a in fraction(), k in positive()) {
        // x³/(x + k'), k' > 13 > |x|: second derivative by the closed form
        let k = ratio(13, 1) + k;
        let one = Rational::ONE;
        let x = Dual::new(Dual::new(a.clone(), one.clone()), Dual::constant_of(one));
        let shift = Dual::constant_of(Dual::constant_of(k.clone()));
        let y = x.clone() * x.clone() * x.clone() / (x + shift);
        // x³/(x + k) = x² − kx + k² − k³/(x + k), so y'' = 2 − 2k³/(x + k)³
        let t = &k / (&a + &k);
        let expected = ratio(2, 1) * (Rational::ONE - &t * &t * &t);
        prop_assert_eq!(y.tangent.tangent, expected);
    }

    #[test]
    fn duals_differentiate_roots_and_exponentials(a in 0.05f64..4.0, b in -2.0f64..2.0) {
        let x = Dual::new(a, b);
        let s = 1.0 / (1.0 + (-a).exp());
        let cosh = libm::cosh(a);
        let table = [
            (x.sqrt(), 0.5 * libm::pow(a, -0.5)),
            (Real::exp(x), libm::exp(a)),
            (Real::ln(x), 1.0 / a),
            (Real::ln_1p(x), 1.0 / (1.0 + a)),
            (Real::tanh(x), 1.0 / (cosh * cosh)),
            (x.sigmoid(), s * (1.0 - s)),
            ((-x).sigmoid(), -s * (1.0 - s)),
            (x.log_sigmoid(), 1.0 - s),
            ((-x).log_sigmoid(), -s),
        ];
        for (i, (found, slope)) in table.into_iter().enumerate() {
            let bound = DUAL * U64 * (1.0 + (slope * b).abs());
            prop_assert!((found.tangent - slope * b).abs() <= bound, "row {}", i);
        }
    }

    #[test]
    fn nested_duals_differentiate_exponentials_twice(a in -3.0f64..3.0) {
        let x = Dual::new(Dual::new(a, 1.0), Dual::new(1.0, 0.0));
        // tanh'' = −2 tanh (1 − tanh²), Φ'' = −σ(1 − σ)
        let t = libm::tanh(a);
        prop_assert!((Real::tanh(x).tangent.tangent + 2.0 * t * (1.0 - t * t)).abs() <= DUAL * U64);
        let s = 1.0 / (1.0 + libm::exp(-a));
        prop_assert!((x.log_sigmoid().tangent.tangent + s * (1.0 - s)).abs() <= DUAL * U64);
    }
}

#[test]
fn fractions_beyond_the_range_become_infinite_and_specials_are_refused() {
    let huge = exact(f64::MAX) * ratio(2, 1);
    assert_eq!(Scalar::to_f64(&huge), f64::INFINITY);
    assert_eq!(Scalar::to_f64(&-huge), f64::NEG_INFINITY);
    assert_eq!(Rational::from_f64(f64::NAN), None);
    assert_eq!(Rational::from_f64(f64::INFINITY), None);
    assert_eq!(<f64 as Rounding>::exact(&f64::NAN), None);
    assert_eq!(Rational::from_f64(0.1), Some(exact(0.1)));
    assert_ne!(Rational::from_f64(0.1), Some(ratio(1, 10)));
}

#[test]
fn duals_compare_by_value_and_are_equal_by_both_parts() {
    let (a, b) = (Dual::new(1.0, 5.0), Dual::new(1.0, -5.0));
    assert_ne!(a, b);
    assert_eq!(a.partial_cmp(&b), Some(std::cmp::Ordering::Equal));
    assert!(Dual::<f64>::zero() < Dual::one());
    assert!(!Scalar::is_finite(&Dual::new(1.0, f64::NAN)));
    assert_eq!(Scalar::abs(&Dual::new(-2.0, 3.0)), Dual::new(2.0, -3.0));
}

#[test]
fn the_logistic_functions_do_not_overflow() {
    for a in [-1e4f64, -745.0, 0.0, 745.0, 1e4] {
        assert!(a.sigmoid().is_finite() && a.log_sigmoid().is_finite());
    }
    assert_eq!((-1e4f64).log_sigmoid(), -1e4);
    assert_eq!(1e4f64.sigmoid(), 1.0);
}
