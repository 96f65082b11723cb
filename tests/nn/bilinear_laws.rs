//! Laws of the maps that are linear in their input and in their weight.

use crate::bilinear::{Case, OPS, cases};
use crate::naive::dual::{jvp, lift, tangents};
use crate::numbers::{dot, numbers};
use crate::tolerance::{Precision, absolute, assert_relative, assert_sums, doubles, rounded};
use gnash::nn::Accumulate;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Forward pass and both adjoints equal the twin's, which computes in f64 on the same inputs.
fn equals_the_twin<T: Precision>(case: &Case) {
    let what = format!("{case:?}");
    let (x, w, g): (Vec<T>, Vec<T>, Vec<T>) = (
        rounded(&case.x(1)),
        rounded(&case.w(2)),
        rounded(&case.z(3)),
    );
    let (xd, wd, gd) = (doubles(&x), doubles(&w), doubles(&g));
    let (xa, wa, ga) = (absolute(&xd), absolute(&wd), absolute(&gd));
    let [for_z, for_x, for_w] = case.terms();
    let (z, size) = (case.naive_forward(&xd, &wd), case.naive_forward(&xa, &wa));
    assert_sums(&what, &case.forward(&x, &w), &z, &size, for_z);
    let (grad_x, grad_w) = case.vjp(&x, &w, &g);
    let (expected_x, expected_w) = case.naive_vjp(&xd, &wd, &gd);
    let (size_x, size_w) = case.naive_vjp(&xa, &wa, &ga);
    assert_sums(&what, &grad_x, &expected_x, &size_x, for_x);
    assert_sums(&what, &grad_w, &expected_w, &size_w, for_w);
    let base: Vec<T> = rounded(&numbers(4, w.len()));
    let (_, added) = case.vjp_into(&x, &w, &g, base.clone(), Accumulate::Add);
    let plus = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + b).collect() };
    let expected = plus(&expected_w, &doubles(&base));
    let size = plus(&size_w, &absolute(&doubles(&base)));
    assert_sums(&what, &added, &expected, &size, for_w + 1);
}

/// jvp equals the twin on duals, and the fast forward pass on duals.
fn jvp_equals_duals<T: Precision>(case: &Case) {
    let what = format!("{case:?}");
    let (x, w): (Vec<T>, Vec<T>) = (rounded(&case.x(5)), rounded(&case.w(6)));
    let (xt, wt): (Vec<T>, Vec<T>) = (rounded(&case.x(7)), rounded(&case.w(8)));
    let (xd, wd) = (doubles(&x), doubles(&w));
    let (xtd, wtd) = (doubles(&xt), doubles(&wt));
    let naive = case.naive_forward(&lift(&xd, &xtd), &lift(&wd, &wtd));
    let size = case.naive_forward(
        &lift(&absolute(&xd), &absolute(&xtd)),
        &lift(&absolute(&wd), &absolute(&wtd)),
    );
    let (expected, size) = (tangents(&naive), tangents(&size));
    let terms = 2 * case.terms()[0];
    assert_sums(&what, &case.jvp(&x, &xt, &w, &wt), &expected, &size, terms);
    let duals = case.forward(&lift(&x, &xt), &lift(&w, &wt));
    assert_sums(&what, &tangents(&duals), &expected, &size, terms);
    let values: Vec<T> = duals.iter().map(|z| z.value).collect();
    let plain: Vec<f64> = naive.iter().map(|z| z.value).collect();
    let size = case.naive_forward(&absolute(&xd), &absolute(&wd));
    assert_sums(&what, &values, &plain, &size, terms);
}

/// ⟨g, J(ẋ, ẇ)⟩ = ⟨Jᵀg, (ẋ, ẇ)⟩, both sides fast.
fn vjp_is_adjoint_to_jvp<T: Precision>(case: &Case) {
    let (x, w): (Vec<T>, Vec<T>) = (rounded(&case.x(9)), rounded(&case.w(10)));
    let (xt, wt): (Vec<T>, Vec<T>) = (rounded(&case.x(11)), rounded(&case.w(12)));
    let g: Vec<T> = rounded(&case.z(13));
    let z_dot = doubles(&case.jvp(&x, &xt, &w, &wt));
    let (grad_x, grad_w) = case.vjp(&x, &w, &g);
    let left = dot(&doubles(&g), &z_dot);
    let right = dot(&doubles(&grad_x), &doubles(&xt)) + dot(&doubles(&grad_w), &doubles(&wt));
    // The outer sums are in f64. ⟨|g|, J of absolute values⟩ bounds every partial sum of both.
    let size_of = |values: &[T]| absolute(&doubles(values));
    let size = case.naive_forward(
        &lift(&size_of(&x), &size_of(&xt)),
        &lift(&size_of(&w), &size_of(&wt)),
    );
    let size = dot(&size_of(&g), &tangents(&size));
    let terms = case.terms().into_iter().max().unwrap_or(0);
    let bound = (2 * terms + 4) as f64 * T::EPSILON * size;
    assert!(
        (left - right).abs() <= bound,
        "{case:?}: {left:e}, {right:e}, bound {bound:e}"
    );
}

#[test]
fn kernels_equal_the_twin_in_f64_and_f32() {
    for case in cases() {
        equals_the_twin::<f64>(&case);
        equals_the_twin::<f32>(&case);
    }
}

#[test]
fn jvps_equal_duals_in_f64_and_f32() {
    for case in cases() {
        jvp_equals_duals::<f64>(&case);
        jvp_equals_duals::<f32>(&case);
    }
}

#[test]
fn vjps_are_adjoint_to_jvps() {
    for case in cases() {
        vjp_is_adjoint_to_jvp::<f64>(&case);
        vjp_is_adjoint_to_jvp::<f32>(&case);
    }
}

/// A bilinear map is a quadratic of t along any line, so central differences have no error but
/// rounding, here 2⁻⁵²/2⁻¹⁰ times a few sums.
#[test]
fn jvps_are_difference_quotients() {
    for case in cases() {
        let (x, w, xt, wt) = (case.x(1), case.w(2), case.x(3), case.w(4));
        let h = 0.5f64.powi(10);
        let at = |sign: f64| {
            let move_by = |a: &[f64], b: &[f64]| -> Vec<f64> {
                a.iter().zip(b).map(|(a, b)| a + sign * h * b).collect()
            };
            case.forward(&move_by(&x, &xt), &move_by(&w, &wt))
        };
        let (plus, minus) = (at(1.0), at(-1.0));
        let quotient: Vec<f64> = plus
            .iter()
            .zip(&minus)
            .map(|(a, b)| (a - b) / (2.0 * h))
            .collect();
        let size = case.naive_forward(&absolute(&x), &absolute(&w));
        let size: Vec<f64> = size.iter().map(|s| (s + 1.0) / h).collect();
        let jvp = case.jvp(&x, &xt, &w, &wt);
        assert_sums(
            &format!("{case:?}"),
            &quotient,
            &jvp,
            &size,
            case.terms()[0],
        );
    }
}

/// The adjoint of the whole map on duals: second derivatives, as J u of a game needs them.
#[test]
fn vjps_on_duals_equal_the_twins() {
    for case in cases() {
        let (n, m) = (case.x(0).len(), case.weight_len());
        let split = |z: &[gnash::scalar::Dual<f64>]| {
            let (x, rest) = z.split_at(n);
            let (w, g) = rest.split_at(m);
            (x.to_vec(), w.to_vec(), g.to_vec())
        };
        let point = [case.x(21), case.w(22), case.z(23)].concat();
        let direction = [case.x(24), case.w(25), case.z(26)].concat();
        let fast = jvp(
            |z| {
                let (x, w, g) = split(z);
                let (grad_x, grad_w) = case.vjp(&x, &w, &g);
                [grad_x, grad_w].concat()
            },
            &point,
            &direction,
        );
        let naive = jvp(
            |z| {
                let (x, w, g) = split(z);
                let (grad_x, grad_w) = case.naive_vjp(&x, &w, &g);
                [grad_x, grad_w].concat()
            },
            &point,
            &direction,
        );
        let terms = case.terms().into_iter().max().unwrap_or(0);
        assert_relative(
            &format!("{case:?}"),
            &fast,
            &naive,
            2.0 * terms as f64 + 4.0,
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        rng_seed: RngSeed::Fixed(2),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_shape_is_refused_or_equals_the_twin(
        op in 0usize..3,
        batch in 1usize..6,
        channels in 1usize..4,
        outputs in 1usize..4,
        height in 1usize..8,
        width in 1usize..8,
        kernel in 1usize..5,
        stride in 1usize..6,
        padding in 0usize..5,
    ) {
        let sizes = [batch, channels, outputs, height, width, kernel, stride, padding];
        let case = Case::new(OPS[op], sizes);
        prop_assert_eq!(case.is_valid(), case.should_be_valid());
        if case.is_valid() {
            equals_the_twin::<f64>(&case);
            equals_the_twin::<f32>(&case);
            jvp_equals_duals::<f64>(&case);
            vjp_is_adjoint_to_jvp::<f64>(&case);
        }
    }
}
