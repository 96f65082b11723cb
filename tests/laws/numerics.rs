//! The promises of SPEC section 2 on floats, judged by exact fractions.
//!
//! Broken by hand: no scaling (overflow at |v| = 1e200); plain instead of twofold sums and no
//! exact fallback (wrong sign next to the sphere); w − v(vᵀw)/d unscaled.

use crate::strategies::{config, exact, float, form, square_norm};
use crate::tolerance::{APPLY, DIRECTION, U32, U64};
use gnash::dense::{DenseError, RankOne};
use gnash::scalar::{Dual, Rational, Scalar};
use gnash::spec::Form;
use nalgebra::DVector;
use proptest::prelude::*;

/// Every exponent there is, subnormal numbers included.
const ALL: std::ops::Range<i32> = -1074..1024;

/// λ + s, exactly.
fn denominator(v: &[Rational], damping: &Rational) -> Rational {
    damping + square_norm(v)
}

/// |computed − expected|² ≤ (factor · scale)² + the spacing of subnormals, in exact arithmetic.
fn close(
    computed: &[Rational],
    expected: &[Rational],
    relative: f64,
    square_scale: &Rational,
    subnormal: Rational,
) -> bool {
    let errors: Vec<_> = computed.iter().zip(expected).map(|(a, b)| a - b).collect();
    let relative = exact(relative);
    let n = Rational::from(expected.len() as i64);
    let slack = &n * &subnormal * &subnormal;
    square_norm(&errors) <= &relative * &relative * square_scale + slack
}

fn judge_direction<S: Scalar>(v: Vec<S>, damping: S, form: Form, u: f64, tiny: f64, max: f64) {
    let b = RankOne::new(DVector::from_vec(v.clone()), damping.clone()).unwrap();
    let v: Vec<_> = v.iter().map(|a| a.exact().unwrap()).collect();
    let d = denominator(&v, &damping.exact().unwrap());
    let inverse: Vec<_> = v.iter().map(|a| a / &d).collect();
    let distance = Rational::ONE - &d;
    let (expected, square_scale) = match form {
        Form::Inverse => (inverse.clone(), square_norm(&inverse)),
        Form::InverseMinusIdentity => (
            v.iter().map(|a| a * &distance / &d).collect(),
            square_norm(&inverse).max(square_norm(&v)),
        ),
    };
    match b.direction(form) {
        Ok(computed) => {
            let computed: Vec<_> = computed.iter().map(|a| a.exact().unwrap()).collect();
            let subnormal = exact(tiny);
            assert!(
                close(
                    &computed,
                    &expected,
                    DIRECTION * u,
                    &square_scale,
                    subnormal
                ),
                "v = {v:?}, λ = {damping:?}: {computed:?}, not {expected:?}"
            );
        }
        Err(DenseError::NotRepresentable { .. }) => {
            let largest = square_norm(&expected);
            let max = exact(max);
            assert!(largest >= &max * &max, "a representable result was refused");
        }
        Err(error) => panic!("{error}"),
    }
    if form == Form::InverseMinusIdentity
        && let Ok(phi) = b.phi(form)
    {
        // a φ that underflows keeps its sign on the zero
        let phi = phi.to_f64();
        let (positive, negative) = (distance > Rational::ZERO, distance < Rational::ZERO);
        let right = if positive {
            phi >= 0.0 && phi.is_sign_positive()
        } else if negative {
            phi <= 0.0 && phi.is_sign_negative()
        } else {
            phi == 0.0
        };
        assert!(right, "v = {v:?}, λ = {damping:?}: φ = {phi:e}");
    }
}

fn f64_case(v: Vec<f64>, damping: f64, form: Form) {
    judge_direction(v, damping, form, U64, f64::from_bits(1), f64::MAX);
}

fn f32_case(v: Vec<f32>, damping: f32, form: Form) {
    let tiny = f64::from(f32::from_bits(1));
    judge_direction(v, damping, form, U32, tiny, f64::from(f32::MAX));
}

/// Next to the sphere: λ within a few ulp of 1 − s, with entries of mixed size.
fn near_sphere() -> impl Strategy<Value = (Vec<f64>, f64)> {
    let few = prop::collection::vec(prop_oneof![float(-4..-1), float(-600..-4)], 1..5);
    // many terms with s near 0.9: plain summation is off by more than the distance to the sphere
    let many = prop::collection::vec(float(-2..0), 20..40).prop_map(|v| {
        let norm = v.iter().map(|a| a * a).sum::<f64>().sqrt();
        v.iter().map(|a| 0.95 * a / norm).collect()
    });
    (prop_oneof![few, many], -40i64..=40).prop_map(|(v, ulps)| {
        let s: f64 = v.iter().map(|a| a * a).sum();
        let damping = f64::from_bits(((1.0 - s).to_bits() as i64 + ulps) as u64);
        (v, damping)
    })
}

fn judge_apply(v: Vec<f64>, w: Vec<f64>, damping: f64) {
    let b = RankOne::new(DVector::from_vec(v.clone()), damping).unwrap();
    let rational = |a: &[f64]| a.iter().map(|&a| exact(a)).collect::<Vec<_>>();
    let (v_q, w_q, lam) = (rational(&v), rational(&w), exact(damping));
    let dot = v_q
        .iter()
        .zip(&w_q)
        .fold(Rational::ZERO, |s, (a, b)| s + a * b);
    let c = dot / denominator(&v_q, &lam);
    let expected: Vec<_> = v_q
        .iter()
        .zip(&w_q)
        .map(|(v, w)| (w - v * &c) / &lam)
        .collect();
    // cond · |B⁻¹w| = |w|/λ
    let square_scale = square_norm(&w_q) / (&lam * &lam);
    match b.apply_inverse(&DVector::from_vec(w.clone())) {
        Ok(computed) => {
            let computed = rational(computed.as_slice());
            let subnormal = exact(f64::from_bits(1));
            assert!(
                close(&computed, &expected, APPLY * U64, &square_scale, subnormal),
                "v = {v:?}, w = {w:?}, λ = {damping:e}"
            );
        }
        Err(DenseError::NotRepresentable { .. }) => {
            let max = exact(f64::MAX);
            let reach = exact(1.0 + APPLY * U64);
            let bound = &max * &max / (&reach * &reach);
            assert!(square_norm(&expected).max(square_scale) >= bound);
        }
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn directions_are_accurate_over_the_whole_range(
        v in prop::collection::vec(float(ALL), 0..5), damping in float(ALL), form in form(),
    ) {
        f64_case(v, damping.abs(), form);
    }

    #[test]
    fn directions_are_accurate_where_the_damping_balances_the_field(
        k in -498..498i32, v in prop::collection::vec(float(-3..3), 1..5),
        damping in float(-6..6), form in form(),
    ) {
        let v = v.iter().map(|&a| libm::ldexp(a, k)).collect();
        f64_case(v, libm::ldexp(damping.abs(), 2 * k), form);
    }

    #[test]
    fn the_sign_is_right_next_to_the_sphere((v, damping) in near_sphere()) {
        f64_case(v, damping, Form::InverseMinusIdentity);
    }

    #[test]
    fn directions_are_accurate_in_single_precision(
        v in prop::collection::vec(float(-120..90), 0..5), damping in float(-120..120), form in form(),
    ) {
        f32_case(v.iter().map(|&a| a as f32).collect(), damping.abs() as f32, form);
    }

    #[test]
    fn the_sign_is_right_next_to_the_sphere_in_single_precision(
        v in prop::collection::vec(float(-4..-1), 1..4), ulps in -3i32..=3,
    ) {
        let v: Vec<f32> = v.iter().map(|&a| a as f32).collect();
        let s: f32 = v.iter().map(|a| a * a).sum();
        let damping = f32::from_bits(((1.0 - s).to_bits() as i32 + ulps) as u32);
        f32_case(v, damping, Form::InverseMinusIdentity);
    }

    #[test]
    fn the_inverse_is_accurate_up_to_its_condition(
        pairs in prop::collection::vec((float(ALL), float(ALL)), 0..5),
        damping in float(ALL),
    ) {
        let (v, w) = pairs.into_iter().unzip();
        judge_apply(v, w, damping.abs());
    }

    #[test]
    fn the_inverse_is_accurate_at_both_ends_of_the_range(
        k in -498..498i32, at_top in any::<bool>(),
        pairs in prop::collection::vec((float(-3..3), float(-6..0)), 1..5), damping in float(-6..6),
    ) {
        // λ balances v, and w is as small or as large as numbers get
        let w_exponent = if at_top { 1024 } else { -1066 };
        let v = pairs.iter().map(|(a, _)| libm::ldexp(*a, k)).collect();
        let w = pairs.iter().map(|(_, b)| libm::ldexp(*b, w_exponent)).collect();
        judge_apply(v, w, libm::ldexp(damping.abs(), 2 * k));
    }

    #[test]
    fn the_inverse_is_accurate_for_nearly_parallel_vectors(
        v in prop::collection::vec(float(-5..5), 1..5), tilt in float(-60..0), damping in float(-60..4),
    ) {
        let mut w: Vec<f64> = v.iter().map(|a| a * 3.0).collect();
        w[0] += tilt;
        judge_apply(v, w, damping.abs());
    }
}

#[test]
fn the_sign_survives_where_even_twice_the_precision_cannot_see_it() {
    // s = ½ + 2⁻¹²⁰⁰, λ = ½: beyond the sphere by less than the smallest float
    let v = vec![0.5, 0.5, libm::ldexp(1.0, -600)];
    f64_case(v.clone(), 0.5, Form::InverseMinusIdentity);
    let b = RankOne::new(DVector::from_vec(v), 0.5).unwrap();
    let phi = b.phi(Form::InverseMinusIdentity).unwrap();
    assert!(phi == 0.0 && phi.is_sign_negative());
    // exactly on it
    let b = RankOne::new(DVector::from_vec(vec![0.5, 0.5]), 0.5).unwrap();
    assert_eq!(b.phi(Form::InverseMinusIdentity), Ok(0.0));
}

#[test]
fn extreme_settings_have_plain_answers() {
    let direction = |v: f64, damping: f64| {
        let b = RankOne::new(DVector::from_vec(vec![v]), damping).unwrap();
        b.direction(Form::Inverse).map(|d| d[0])
    };
    let near = |a: f64, b: f64| (a - b).abs() <= DIRECTION * U64 * b;
    assert!(near(direction(1e200, 1e-300).unwrap(), 1e-200));
    assert!(near(direction(1e-300, 1e-300).unwrap(), 1.0));
    assert_eq!(direction(1e-300, 1e300), Ok(0.0));
    assert!(near(direction(1e-160, 1e-300).unwrap(), 1e140));
    // B⁻¹v is at most 1/(2√λ), so even the least λ gives a number …
    let least = f64::from_bits(1);
    assert!(near(direction(1e-3, least).unwrap(), 1e3));
    // … but φ = 1/λ at v = 0 and B⁻¹w = w/λ do not fit, and say so
    let b = RankOne::new(DVector::from_vec(vec![0.0]), least).unwrap();
    assert_eq!(b.direction(Form::Inverse), Ok(DVector::zeros(1)));
    let error = b.phi(Form::Inverse).unwrap_err();
    assert_eq!(
        error.to_string(),
        "φ is not representable: entry 0 (counted from 0) came out as inf"
    );
    let error = b.apply_inverse(&DVector::from_vec(vec![-1.0])).unwrap_err();
    assert!(matches!(
        error,
        DenseError::NotRepresentable {
            what: "B⁻¹w",
            index: 0,
            ..
        }
    ));
}

#[test]
fn dual_numbers_keep_the_sign_and_the_slope_next_to_the_sphere() {
    let v = [
        Dual::new(0.5, 1.0),
        Dual::new(0.5, 0.0),
        Dual::new(libm::ldexp(1.0, -600), 0.0),
    ];
    let b = RankOne::new(DVector::from_vec(v.to_vec()), Dual::new(0.5, 0.0)).unwrap();
    let phi = b.phi(Form::InverseMinusIdentity).unwrap();
    assert!(phi.value == 0.0 && phi.value.is_sign_negative());
    // dφ = −2 v·dv/(λ + s)²
    assert_eq!(phi.tangent, -1.0);
}
