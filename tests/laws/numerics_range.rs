//! The range that SPEC names, λ from 10⁻³⁰⁰ to 10³⁰⁰ and |v| from 10⁻³⁰⁰ to 10²⁰⁰: a whole step of
//! `gn` and `gn_block`, empty and single blocks, and what the textbook formulas make of it.
//!
//! Broken by hand, each caught here: the exponent e = 0 in `RankOne::new` (no scaling);
//! `gn_block` with one B for both players. Dropping the twofold remainder is not caught here.

use crate::strategies::{config, exact, form, square_norm};
use crate::tolerance::{APPLY, DIRECTION, U64};
use gnash::dense::{RankOne, gn, gn_block};
use gnash::game::{Game, Quadratic};
use gnash::scalar::{Rational, Scalar};
use gnash::spec::{Form, Gn, GnBlock};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// ± 10ᵏ with k real in the range.
fn decade(exponents: std::ops::Range<f64>) -> impl Strategy<Value = f64> {
    (any::<bool>(), exponents).prop_map(|(negative, k)| {
        let value = libm::exp10(k);
        if negative { -value } else { value }
    })
}

/// A game whose field is v everywhere: f = −v_x·x + v_y·y.
fn constant_field(v: &[f64], nx: usize) -> Quadratic<f64> {
    let (x, y) = v.split_at(nx);
    let m = DMatrix::zeros(nx, y.len());
    let b = DVector::from_iterator(nx, x.iter().map(|a| -a));
    Quadratic::bilinear(m, b, DVector::from_column_slice(y)).expect("sizes that fit")
}

/// A v, exactly, and the square of what its error is measured by.
fn direction(v: &[f64], damping: f64, form: Form) -> (Vec<Rational>, Rational) {
    let v: Vec<_> = v.iter().map(|a| exact(*a)).collect();
    let d = exact(damping) + square_norm(&v);
    let inverse: Vec<_> = v.iter().map(|a| a / &d).collect();
    let scale = square_norm(&inverse);
    match form {
        Form::Inverse => (inverse, scale),
        Form::InverseMinusIdentity => {
            let difference = v.iter().zip(&inverse).map(|(v, i)| i - v).collect();
            (difference, scale.max(square_norm(&v)))
        }
    }
}

/// |found − expected| ≤ factor · scale, and the least float for what underflows.
fn is_close(found: &[f64], expected: &[Rational], factor: f64, square_scale: &Rational) -> bool {
    let errors: Vec<_> = found
        .iter()
        .zip(expected)
        .map(|(a, b)| exact(*a) - b)
        .collect();
    let least = exact(f64::from_bits(1)) * Rational::from(2);
    let n = Rational::from(expected.len() as i64);
    let bound = exact(factor) * exact(factor) * square_scale + n * &least * &least;
    square_norm(&errors) <= bound
}

fn params(damping: f64, form: Form) -> Gn<f64> {
    Gn {
        step: 1.0,
        damping,
        form,
    }
}

fn block(core: Gn<f64>) -> GnBlock<f64> {
    GnBlock { core }
}

proptest! {
    #![proptest_config(config(300))]

    // From p = 0 with h = 1 the new point is A v itself.
    #[test]
    fn steps_are_accurate_over_the_range(
        v in prop::collection::vec(decade(-300.0..200.0), 0..5), split in 0usize..5,
        damping in decade(-300.0..300.0), form in form(),
    ) {
        let (damping, nx) = (damping.abs(), split.min(v.len()));
        let game = constant_field(&v, nx);
        let origin = DVector::zeros(v.len());
        prop_assert_eq!(game.field(&origin), DVector::from_vec(v.clone()));
        let params = params(damping, form);

        let (expected, scale) = direction(&v, damping, form);
        let found = gn::step(&game, &params, &origin).unwrap();
        prop_assert!(is_close(found.as_slice(), &expected, DIRECTION * U64, &scale));

        // one B per player, either of whom may have no variables
        let found = gn_block::step(&game, &block(params), &origin).unwrap();
        for (found, v) in [(&found.as_slice()[..nx], &v[..nx]), (&found.as_slice()[nx..], &v[nx..])] {
            let (expected, scale) = direction(v, damping, form);
            prop_assert!(is_close(found, &expected, DIRECTION * U64, &scale));
        }
    }

    #[test]
    fn the_inverse_is_accurate_over_the_range(
        pairs in prop::collection::vec((decade(-300.0..200.0), decade(-300.0..0.0)), 0..5),
        damping in decade(-300.0..300.0),
    ) {
        let (v, w): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        let damping = damping.abs();
        let (v_q, w_q): (Vec<_>, Vec<_>) =
            v.iter().zip(&w).map(|(v, w)| (exact(*v), exact(*w))).unzip();
        let lam = exact(damping);
        let dot = v_q.iter().zip(&w_q).fold(Rational::ZERO, |s, (a, b)| s + a * b);
        let c = dot / (&lam + square_norm(&v_q));
        let expected: Vec<_> = v_q.iter().zip(&w_q).map(|(v, w)| (w - v * &c) / &lam).collect();
        let scale = square_norm(&w_q) / (&lam * &lam);
        let b = RankOne::new(DVector::from_vec(v), damping).unwrap();
        // |w|/λ ≤ 10³⁰⁰: everything fits
        let found = b.apply_inverse(&DVector::from_vec(w)).unwrap();
        prop_assert!(is_close(found.as_slice(), &expected, APPLY * U64, &scale));
    }
}

/// v/(λ + vᵀv), minus v if asked, as one would type it.
fn typed_direction(v: &[f64], damping: f64, form: Form) -> Vec<f64> {
    let d = damping + v.iter().map(|a| a * a).sum::<f64>();
    let phi = match form {
        Form::Inverse => 1.0 / d,
        Form::InverseMinusIdentity => 1.0 / d - 1.0,
    };
    v.iter().map(|a| phi * a).collect()
}

/// (w − v (vᵀw)/(λ + vᵀv))/λ, as one would type it.
fn typed_inverse(v: &[f64], w: &[f64], damping: f64) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let c = dot(v, w) / (damping + dot(v, v));
    v.iter()
        .zip(w)
        .map(|(v, w)| (w - v * c) / damping)
        .collect()
}

fn ours(v: &[f64], damping: f64, form: Form) -> Vec<f64> {
    let b = RankOne::new(DVector::from_column_slice(v), damping).unwrap();
    b.direction(form).unwrap().as_slice().to_vec()
}

/// Not one digit: off by as much as the answer is large, or no number at all.
fn is_lost(found: &[f64], expected: &[Rational]) -> bool {
    if found.iter().any(|a| !Scalar::is_finite(a)) {
        return true;
    }
    let errors: Vec<_> = found
        .iter()
        .zip(expected)
        .map(|(a, b)| exact(*a) - b)
        .collect();
    square_norm(&errors) >= square_norm(expected) * exact(0.81)
}

#[test]
fn the_formulas_as_typed_lose_everything() {
    // the square overflows, then 1/(λ + s) is 0
    let large = ([1e200, -2e199], 1e-300);
    // next to the sphere: 1/d − 1 keeps only rounding errors, or nothing
    let sphere = ([0.6, 0.8 - 1e-17], 1e-300);
    let cancelled = ([0.5, libm::ldexp(1.0, -30)], 0.75);
    for ((v, damping), form) in [
        (large, Form::Inverse),
        (cancelled, Form::InverseMinusIdentity),
        (sphere, Form::InverseMinusIdentity),
    ] {
        let (expected, scale) = direction(&v, damping, form);
        let typed = typed_direction(&v, damping, form);
        assert!(is_lost(&typed, &expected), "{v:?}: {typed:?}");
        let found = ours(&v, damping, form);
        assert!(
            is_close(&found, &expected, DIRECTION * U64, &scale),
            "{v:?}"
        );
        // next to the sphere ours is right to relative accuracy, beyond what is promised
        assert!(!is_lost(&found, &expected), "{v:?}: {found:?}");
    }
    // B⁻¹v by the general formula: w − v(vᵀw)/(λ + s) cancels to nothing, and 0/λ = 0 for v/(λ + s)
    let (v, damping) = ([1.0, 1.0], 1e-300);
    let (expected, scale) = direction(&v, damping, Form::Inverse);
    assert!(is_lost(&typed_inverse(&v, &v, damping), &expected));
    assert!(is_close(
        &ours(&v, damping, Form::Inverse),
        &expected,
        DIRECTION * U64,
        &scale
    ));
    // vᵀw overflows while B⁻¹w is near w/λ or 0
    let (v, w, damping) = ([1e200, 1e199], [1e200, -1e200], 1e-50);
    assert!(typed_inverse(&v, &w, damping).iter().any(|a| a.is_nan()));
    let b = RankOne::new(DVector::from_column_slice(&v), damping).unwrap();
    let found = b.apply_inverse(&DVector::from_column_slice(&w)).unwrap();
    assert!(found.iter().all(|a| Scalar::is_finite(a) && *a != 0.0));
}

#[test]
fn the_sign_as_typed_is_wrong_about_half_the_time_next_to_the_sphere() {
    let form = Form::InverseMinusIdentity;
    let (mut typed_wrong, mut cases) = (0, 0);
    for k in 1..200 {
        let v: Vec<f64> = (1..=20)
            .map(|i| libm::sin(f64::from(k * i)) * 0.25)
            .collect();
        let s: f64 = v.iter().map(|a| a * a).sum();
        let damping = 1.0 - s;
        if damping <= 0.0 {
            continue;
        }
        let v_q: Vec<_> = v.iter().map(|a| exact(*a)).collect();
        let distance = Rational::ONE - exact(damping) - square_norm(&v_q);
        if distance == Rational::ZERO {
            continue;
        }
        cases += 1;
        let positive = distance > Rational::ZERO;
        let along = |d: &[f64]| d.iter().zip(&v).map(|(a, b)| a * b).sum::<f64>();
        let typed = along(&typed_direction(&v, damping, form));
        typed_wrong += usize::from(if positive { typed <= 0.0 } else { typed >= 0.0 });
        let found = along(&ours(&v, damping, form));
        assert!(if positive { found > 0.0 } else { found < 0.0 }, "{v:?}");
    }
    assert!(
        cases > 100 && typed_wrong > cases / 4,
        "{typed_wrong} of {cases}"
    );
}

#[test]
fn nothing_and_one_number_are_points_too() {
    let empty = constant_field(&[], 0);
    let origin = DVector::zeros(0);
    for form in [Form::Inverse, Form::InverseMinusIdentity] {
        assert_eq!(
            gn::step(&empty, &params(1e-300, form), &origin)
                .unwrap()
                .len(),
            0
        );
        assert_eq!(
            gn_block::step(&empty, &block(params(1e300, form)), &origin)
                .unwrap()
                .len(),
            0
        );
        for nx in [0, 1] {
            let game = constant_field(&[3.0], nx);
            let one = DVector::zeros(1);
            let found = gn::step(&game, &params(1.0, form), &one).unwrap()[0];
            let expected = if form == Form::Inverse { 0.3 } else { -2.7 };
            assert!((found - expected).abs() <= DIRECTION * U64 * 3.0);
            assert_eq!(
                gn_block::step(&game, &block(params(1.0, form)), &one).unwrap()[0],
                found
            );
        }
    }
}
