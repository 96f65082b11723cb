//! Intervals enclose: field operations and roots against exact fractions, ends within one ulp.
//!
//! Broken by hand, each caught here: no lift of small products, quotients or roots; `ends` with
//! the sides exchanged; the remainder of a quotient without the sign of the denominator; a mixed
//! product from two corners instead of four; `square` as a × a.

use crate::strategies::{config, exact, float, ratio};
use gnash::scalar::{Dual, Interval, IntervalError, Rational, Real, Rounding, Scalar};
use num_traits::{One, Zero};
use proptest::prelude::*;
use std::cmp::Ordering;

/// Every float there is but NaN and infinities, with many near the ends of the range.
fn any_float() -> impl Strategy<Value = f64> {
    prop_oneof![
        float(-1074..1024),
        float(-30..30),
        float(-1074..-1000),
        float(1000..1024),
        (-9i64..=9).prop_map(|a| a as f64),
        (-40i64..=40).prop_map(|a| a as f64 * f64::from_bits(1)),
        prop_oneof![Just(f64::MAX), Just(-f64::MAX), Just(-0.0)],
    ]
}

fn interval() -> impl Strategy<Value = Interval> {
    let wide = (any_float(), any_float());
    let thin = (any_float(), 0u64..4);
    prop_oneof![
        wide.prop_map(|(a, b)| Interval::new(a.min(b), a.max(b)).unwrap()),
        thin.prop_map(|(a, ulps)| {
            let b = (0..ulps).fold(a, |b, _| b.next_up()).min(f64::MAX);
            Interval::new(a.min(b), b).unwrap()
        }),
        any_float().prop_map(Interval::point),
    ]
}

/// A fraction inside: t of the way from lo to hi.
fn inside(a: Interval, t: &Rational) -> Rational {
    let (lo, hi) = (exact(a.lo()), exact(a.hi()));
    &lo + (hi - &lo) * t
}

fn weight() -> impl Strategy<Value = Rational> {
    (0i64..=8).prop_map(|k| ratio(k, 8))
}

/// [lo, hi] is the least interval of floats around these values.
fn is_tight(found: Interval, values: &[Rational]) -> bool {
    let low = values.iter().min().unwrap();
    let high = values.iter().max().unwrap();
    if !found.is_finite() {
        // an overflow, and only then
        let max = exact(f64::MAX);
        return *high > max || *low < -max;
    }
    let beyond_low = found.lo().next_up().exact();
    let beyond_high = found.hi().next_down().exact();
    found.contains_rational(low)
        && found.contains_rational(high)
        && beyond_low.is_none_or(|b| b > *low)
        && beyond_high.is_none_or(|b| b < *high)
}

fn corners(a: Interval, b: Interval, f: impl Fn(Rational, Rational) -> Rational) -> Vec<Rational> {
    let ends = |a: Interval| [exact(a.lo()), exact(a.hi())];
    let pairs = ends(a)
        .into_iter()
        .flat_map(|a| ends(b).map(|b| (a.clone(), b)));
    pairs.map(|(a, b)| f(a, b)).collect()
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn sums_differences_and_products_are_the_least_enclosures(a in interval(), b in interval()) {
        prop_assert!(is_tight(a + b, &corners(a, b, |a, b| a + b)), "{a} + {b} = {}", a + b);
        prop_assert!(is_tight(a - b, &corners(a, b, |a, b| a - b)), "{a} - {b} = {}", a - b);
        prop_assert!(is_tight(a * b, &corners(a, b, |a, b| a * b)), "{a} * {b} = {}", a * b);
        let least = if a.contains_zero() { vec![Rational::ZERO] } else { vec![] };
        let squares = [exact(a.lo()), exact(a.hi())].map(|a| &a * &a);
        prop_assert!(is_tight(a.square(), &[least, squares.to_vec()].concat()));
    }

    #[test]
    fn quotients_are_the_least_enclosures_or_the_whole_line(a in interval(), b in interval()) {
        if b.contains_zero() {
            prop_assert_eq!(a / b, Interval::WHOLE);
        } else {
            prop_assert!(is_tight(a / b, &corners(a, b, |a, b| a / b)), "{a} / {b} = {}", a / b);
        }
    }

    #[test]
    fn roots_are_the_least_enclosures(a in interval()) {
        let root = a.sqrt();
        if a.lo() < 0.0 {
            prop_assert_eq!(root, Interval::WHOLE);
            return Ok(());
        }
        let square = |a: f64| exact(a) * exact(a);
        prop_assert!(root.lo() >= 0.0);
        prop_assert!(square(root.lo()) <= exact(a.lo()) && exact(a.hi()) <= square(root.hi()));
        prop_assert!(square(root.lo().next_up()) > exact(a.lo()));
        prop_assert!(root.hi() == 0.0 || square(root.hi().next_down()) < exact(a.hi()));
    }

    #[test]
    fn operations_enclose_every_number_inside(
        a in interval(), b in interval(), s in weight(), t in weight(),
    ) {
        let (p, q) = (inside(a, &s), inside(b, &t));
        prop_assert!((a + b).contains_rational(&(&p + &q)));
        prop_assert!((a - b).contains_rational(&(&p - &q)));
        prop_assert!((a * b).contains_rational(&(&p * &q)));
        prop_assert!((-a).contains_rational(&-&p));
        prop_assert!(a.abs().contains_rational(&Scalar::abs(&p)));
        prop_assert!(a.square().contains_rational(&(&p * &p)));
        if !q.is_zero() {
            prop_assert!((a / b).contains_rational(&(p / q)));
        }
    }

    #[test]
    fn operations_keep_inclusions(
        a in interval(), b in interval(), s in (weight(), weight()), t in (weight(), weight()),
    ) {
        let part = |a: Interval, s: &Rational, t: &Rational| {
            let ends = [s, t].map(|w| Scalar::to_f64(&inside(a, w)).clamp(a.lo(), a.hi()));
            Interval::new(ends[0].min(ends[1]), ends[0].max(ends[1])).unwrap()
        };
        let (c, d) = (part(a, &s.0, &s.1), part(b, &t.0, &t.1));
        prop_assert!(a.contains_interval(c) && b.contains_interval(d));
        let pairs = [
            (a + b, c + d), (a - b, c - d), (a * b, c * d), (a / b, c / d), (-a, -c),
            (a.abs(), c.abs()), (a.square(), c.square()), (a.sqrt(), c.sqrt()),
        ];
        for (i, (outer, inner)) in pairs.into_iter().enumerate() {
            prop_assert!(outer.contains_interval(inner), "row {}: {} in {}", i, inner, outer);
        }
        // libm's functions rise but for a float or two, and the logistic ones use several
        let widened = |a: Interval| {
            let ends = (0..8).fold((a.lo(), a.hi()), |(lo, hi), _| (lo.next_down(), hi.next_up()));
            Interval::new(ends.0, ends.1).unwrap_or(Interval::WHOLE)
        };
        let pairs = [
            (a.exp(), c.exp()), (a.tanh(), c.tanh()), (a.sigmoid(), c.sigmoid()),
            (a.ln(), c.ln()), (a.ln_1p(), c.ln_1p()), (a.log_sigmoid(), c.log_sigmoid()),
        ];
        for (i, (outer, inner)) in pairs.into_iter().enumerate() {
            let outer = widened(outer);
            prop_assert!(outer.contains_interval(inner), "row {}: {} in {}", i, inner, outer);
        }
    }

    #[test]
    fn scaling_encloses_and_is_exact_where_it_can_be(a in interval(), k in -2200i32..2200) {
        let scaled = a.scale(k);
        prop_assert!(is_tight(scaled, &[exact(a.lo()).scale(k), exact(a.hi()).scale(k)]));
        let m = a.scale(-a.exponent()).magnitude();
        prop_assert!(m == 0.0 || (1.0..2.0).contains(&m));
    }

    #[test]
    fn fractions_have_least_enclosures(n in any_float(), m in any_float()) {
        prop_assume!(m != 0.0);
        let q = exact(n) / exact(m);
        prop_assert!(is_tight(Interval::from_rational(&q), &[q]));
        prop_assert_eq!(Interval::from_rational(&exact(n)), Interval::point(n));
        prop_assert_eq!(Rounding::exact(&Interval::point(n)), Some(exact(n)));
    }

    #[test]
    fn middles_and_radii_cover(a in interval(), b in interval()) {
        let (mid, radius) = (a.mid(), a.radius());
        prop_assert!(a.contains(mid));
        prop_assert!(exact(mid) + exact(radius) >= exact(a.hi()));
        prop_assert!(exact(mid) - exact(radius) <= exact(a.lo()));
        let width = exact(a.hi()) - exact(a.lo());
        prop_assert!(!a.width().is_finite() || exact(a.width()) >= width);
        let hull = a.hull(b);
        prop_assert!(hull.contains_interval(a) && hull.contains_interval(b));
        match a.intersect(b) {
            Some(c) => prop_assert!(a.contains_interval(c) && b.contains_interval(c)),
            None => prop_assert!(a < b || b < a),
        }
    }

    #[test]
    fn order_is_certain_or_absent(a in interval(), b in interval()) {
        let order = a.partial_cmp(&b);
        prop_assert_eq!(order.map(Ordering::reverse), b.partial_cmp(&a));
        match order {
            Some(Ordering::Less) => prop_assert!(exact(a.hi()) < exact(b.lo())),
            Some(Ordering::Greater) => prop_assert!(exact(a.lo()) > exact(b.hi())),
            Some(Ordering::Equal) => prop_assert!(a.is_point() && a.lo() == b.lo()),
            None => prop_assert!(a.intersect(b).is_some()),
        }
    }

    #[test]
    fn the_whole_line_is_never_left_again(a in interval()) {
        let w = Interval::WHOLE;
        let results = [
            w + a, a + w, w - a, a - w, w * a, a * w, w / a, a / w, -w, w.abs(), w.square(),
            w.sqrt(), w.exp(), w.ln(), w.ln_1p(), w.tanh(), w.sigmoid(), w.log_sigmoid(), w.scale(-9),
            w * Interval::zero(),
        ];
        for (i, r) in results.into_iter().enumerate() {
            prop_assert_eq!(r, w, "row {}", i);
        }
        prop_assert!(w.contains_interval(a) && w.partial_cmp(&a).is_none() && !w.is_finite());
    }

    #[test]
    fn dual_intervals_enclose_the_derivatives_of_rational_functions(
        a in -12i64..=12, d in 1i64..=9, b in -5i64..=5,
    ) {
        // (a² + 3)/(a + 20), the seed known to an ulp only
        let (a, b) = (ratio(a, d), ratio(b, 7));
        let f = |x: Dual<Interval>| {
            let number = |k| Dual::constant_of(Interval::from_i64(k));
            (x.square() + number(3)) / (x + number(20))
        };
        let y = f(Dual::new(Interval::from_rational(&a), Interval::from_rational(&b)));
        let bottom = &a + ratio(20, 1);
        let top = &a * &a + ratio(3, 1);
        prop_assert!(y.value.contains_rational(&(&top / &bottom)));
        let slope = (ratio(2, 1) * &a * &bottom - top) / (&bottom * &bottom);
        prop_assert!(y.tangent.contains_rational(&(slope * &b)));
        prop_assert_eq!(y, f(Dual::new(Interval::from_rational(&a), Interval::from_rational(&b))));
    }
}

#[test]
fn ends_are_checked_and_shown() {
    let error = Interval::new(1.0, -1.0).unwrap_err();
    let sentence = "the lower end of an interval must not exceed the upper, found 1.0 and -1.0";
    assert_eq!(error.to_string(), sentence);
    let error = Interval::new(0.0, f64::INFINITY).unwrap_err();
    assert!(matches!(error, IntervalError::NonFinite { lo: 0.0, .. }));
    assert!(Interval::new(f64::NAN, 0.0).is_err());
    assert_eq!(Interval::point(f64::NAN), Interval::WHOLE);
    assert_eq!(Interval::from_f64(f64::INFINITY), None);
    assert_eq!(
        format!("{}", Interval::new(-0.5, 1e300).unwrap()),
        "[-0.5, 1e300]"
    );
    assert_eq!(format!("{:?}", Interval::point(-0.0)), "[0.0, 0.0]");
    assert_eq!(format!("{:?}", Interval::WHOLE), "[-inf, inf]");
    assert!(Interval::WHOLE.to_f64().is_nan());
}

#[test]
fn representable_results_are_points() {
    let number = Interval::from_i64;
    assert_eq!(number(6) / number(3), number(2));
    assert_eq!(number(9).sqrt(), number(3));
    assert_eq!(number(i64::MAX).lo(), 2f64.powi(63).next_down());
    assert_eq!(number(1 << 60), Interval::point(2f64.powi(60)));
    let least = Interval::point(f64::from_bits(1));
    assert_eq!((least * least).hi(), f64::from_bits(1));
    assert_eq!((least * least).lo(), 0.0);
    assert_eq!(least + least, Interval::point(f64::from_bits(2)));
    for (found, expected) in [
        (Interval::zero().exp(), 1.0),
        (Interval::one().ln(), 0.0),
        (Interval::zero().ln_1p(), 0.0),
        (Interval::zero().tanh(), 0.0),
        (Interval::zero().sigmoid(), 0.5),
    ] {
        assert_eq!(found, Interval::point(expected));
    }
}

#[test]
fn an_absolute_value_around_zero_has_no_derivative() {
    let around = Interval::new(-1.0, 2.0).unwrap();
    let a = Scalar::abs(&Dual::new(around, Interval::one()));
    assert_eq!(a.value, Interval::new(0.0, 2.0).unwrap());
    assert!(!a.is_finite());
}
