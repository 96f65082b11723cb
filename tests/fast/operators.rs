//! Laws of the rank-one operators.

use crate::support::{Numbers, exact, exact_dot, within};
use gnash::operator::{Float, LinearOperator, OperatorError, RankOne, RankOneInverse};
use gnash::scalar::{Rational, Scalar};
use proptest::prelude::*;

/// Four units of f64: one for the scalars, one for r, two for the sum.
const FOUR_ULP: f64 = 4.0 * f64::EPSILON;

fn rational(x: f64) -> Rational {
    <Rational as Scalar>::from_f64(x).expect("finite")
}

#[test]
fn the_dense_probe_of_b_is_lambda_i_plus_v_v_t() {
    let v = [1.0, -2.0, 0.5, 4.0];
    let dense = RankOne::new(&v, 0.25).unwrap().dense().unwrap();
    for i in 0..4 {
        for j in 0..4 {
            let identity = if i == j { 0.25 } else { 0.0 };
            assert_eq!(dense[(i, j)], identity + v[i] * v[j]);
        }
    }
}

fn product_with_its_inverse_is_the_identity<T: Float>(tolerance: f64) {
    let v: Vec<T> = Numbers(5).vector(9);
    let damping = T::constant(0.5);
    let b = RankOne::new(&v, damping).unwrap();
    let inverse = RankOneInverse::new(&v, damping).unwrap();
    let mut product = b.dense().unwrap();
    product = {
        let mut out = product.clone();
        inverse
            .apply_columns(out.as_mut(), product.as_ref())
            .unwrap();
        out
    };
    for i in 0..9 {
        for j in 0..9 {
            let identity = if i == j { 1.0 } else { 0.0 };
            assert!((product[(i, j)].to_f64() - identity).abs() <= tolerance);
        }
    }
}

#[test]
fn b_inverse_times_b_is_the_identity() {
    // cond B = 1 + ‖v‖²/λ < 20 here
    product_with_its_inverse_is_the_identity::<f64>(20.0 * f64::EPSILON);
    product_with_its_inverse_is_the_identity::<f32>(20.0 * f64::from(f32::EPSILON));
}

/// B(B⁻¹w) = w would need exact arithmetic: compare with (w − v(vᵀw)/(λ+s))/λ on rationals.
fn inverse_is_accurate(v: &[f64], w: &[f64], damping: f64) -> bool {
    let operator = RankOneInverse::new(v, damping).unwrap();
    let mut out = vec![0.0; v.len()];
    if operator.apply(&mut out, w).is_err() {
        return false;
    }
    let lam = rational(damping);
    let gamma = exact_dot(v, w) / (lam.clone() + exact_dot(v, v));
    let want: Vec<Rational> = (v.iter().zip(w))
        .map(|(&v, &w)| (exact(w) - exact(v) * gamma.clone()) / lam.clone())
        .collect();
    let mut size = rational(0.0);
    for x in &want {
        let x = Scalar::abs(x);
        if x > size {
            size = x;
        }
    }
    // a few ulp of ‖B⁻¹w‖∞ (not of ‖w‖/λ, of which only ulp² is allowed), and gradual underflow
    let largest = w.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    let scalars = rational(FOUR_ULP * f64::EPSILON) * rational(largest) / lam;
    let bound = size * rational(FOUR_ULP) + scalars + rational(f64::from_bits(4));
    out.iter()
        .zip(&want)
        .all(|(&x, want)| within(&exact(x), want, &bound))
}

#[test]
fn b_inverse_is_right_to_a_few_ulp_at_the_ends_of_the_range() {
    let unit = [0.75, -0.5, 1.25];
    for damping in [1e-300, 1e-160, 1e-3, 1.0, 1e200, 1e300] {
        for size in [1e-300, 1e-160, 1e-8, 1.0, 1e100, 1e150, 1e200] {
            let v = unit.map(|u| u * size);
            assert!(
                inverse_is_accurate(&v, &v, damping),
                "λ {damping:e}, |v| {size:e}"
            );
        }
    }
}

#[test]
fn b_inverse_keeps_the_digits_of_a_vector_parallel_to_v_up_to_rounding() {
    let v = [0.7, -0.4, 1.3, 0.9];
    for damping in [1e-4, 1e-12, 1e-20, 1e-30] {
        for divisor in [3.0, 7.0, -11.0] {
            let w = v.map(|v| v / divisor);
            assert!(inverse_is_accurate(&v, &w, damping), "λ {damping:e}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn b_inverse_loses_nothing_for_any_w(
        v in prop::collection::vec(-2.0..2.0f64, 5),
        w in prop::collection::vec(-2.0..2.0f64, 5),
        damping in prop::sample::select(vec![1e-6, 1e-2, 1.0, 1e6]),
    ) {
        prop_assert!(inverse_is_accurate(&v, &w, damping));
    }

    #[test]
    fn products_are_symmetric(
        u in prop::collection::vec(-3.0..3.0f64, 20),
        w in prop::collection::vec(-3.0..3.0f64, 20),
        v in prop::collection::vec(-3.0..3.0f64, 20),
    ) {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let b = RankOne::new(&v, 0.5).unwrap();
        let (mut bu, mut bw) = (vec![0.0; 20], vec![0.0; 20]);
        b.apply(&mut bu, &u).unwrap();
        b.apply_transpose(&mut bw, &w).unwrap();
        // |wᵀBu| ≤ 20·9·(180 + 0.5), summed naively over 20 terms
        prop_assert!((dot(&w, &bu) - dot(&bw, &u)).abs() <= 4e4 * 25.0 * f64::EPSILON);
    }
}

#[test]
fn b_times_w_is_an_error_only_where_the_product_itself_leaves_the_range() {
    // (vᵀw)v₀ = 1e320: an error; with w ⟂ v the product is λw, although each vᵢwᵢ is 1e145
    let b = RankOne::new(&[1e155, -1e155], 1e300).unwrap();
    let mut out = [0.0; 2];
    let error = b.apply(&mut out, &[1e10, 0.0]).unwrap_err();
    assert_eq!(error, OperatorError::Overflow { index: 0 });
    b.apply(&mut out, &[1e-10, 1e-10]).unwrap();
    assert!(out.iter().all(|x| (x / 1e290 - 1.0).abs() <= FOUR_ULP));
}

#[test]
fn empty_vectors_and_zero_fields_are_legal() {
    let none: [f64; 0] = [];
    RankOne::new(&none, 1.0)
        .unwrap()
        .apply(&mut [], &none)
        .unwrap();
    let mut out = [0.0; 2];
    let inverse = RankOneInverse::new(&[0.0, 0.0], 0.5).unwrap();
    inverse.apply(&mut out, &[1.0, 3.0]).unwrap();
    assert_eq!(out, [2.0, 6.0]);
}

#[test]
fn bad_input_is_refused_by_name() {
    for damping in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = RankOne::new(&[1.0], damping).unwrap_err();
        assert!(matches!(error, OperatorError::Damping { .. }));
    }
    let error = RankOneInverse::new(&[1.0, f64::NEG_INFINITY], 1.0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "entry 1 of v is -inf; expected a finite number"
    );
    let b = RankOne::new(&[1.0, 2.0], 1.0).unwrap();
    let error = b.apply(&mut [0.0; 3], &[1.0, 1.0]).unwrap_err();
    assert_eq!(error.to_string(), "out has size 3; expected 2");
}
