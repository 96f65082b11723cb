//! How methods with memory start and go on, against their formulas written out.

use crate::strategies::{all_methods, config, positive, quadratic, ratio};
use crate::tolerance::{SINGLE_PRECISION, U32};
use gnash::dense::{self, State, adam, gn, gn_adaptive, gn_ema, gn_heavyball, rmsprop};
use gnash::game::{Game, Quadratic};
use gnash::scalar::Rational;
use gnash::spec::{Adam, Form, Gn, GnAdaptive, GnEma, GnHeavyball, Rmsprop, Steps};
use nalgebra::DVector;
use proptest::prelude::*;

const FORMS: [Form; 2] = [Form::Inverse, Form::InverseMinusIdentity];

/// A point and a game in which every number below is exact or rounds the same way twice.
fn setting() -> (Quadratic<f64>, DVector<f64>) {
    (Quadratic::g1(), DVector::from_vec(vec![0.25, -0.5]))
}

fn near(a: &DVector<f64>, b: &DVector<f64>) -> bool {
    // ten operations on numbers of size 1 at most
    (a - b).amax() <= 10.0 * f64::EPSILON
}

proptest! {
    #![proptest_config(config(60))]

    // Broken by hand: p₋₁ = 0; the sign of the inertia.
    #[test]
    fn heavy_ball_starts_at_rest_and_adds_the_last_move(
        (game, p0) in quadratic(), step in positive(), damping in positive(),
    ) {
        for form in FORMS {
            let plain = Gn { step: step.clone(), damping: damping.clone(), form };
            let momentum = ratio(2, 3);
            let params = GnHeavyball { core: plain.clone(), momentum: momentum.clone() };
            let mut state = gn_heavyball::State::default();
            let p1 = gn_heavyball::step(&game, &params, &mut state, &p0).unwrap();
            prop_assert_eq!(&p1, &gn::step(&game, &plain, &p0).unwrap());
            let p2 = gn_heavyball::step(&game, &params, &mut state, &p1).unwrap();
            let inertia = (&p1 - &p0) * momentum;
            prop_assert_eq!(p2, gn::step(&game, &plain, &p1).unwrap() + inertia);
            prop_assert_eq!(state.previous, Some(p1));
        }
    }

    // Broken by hand: m₀ = v₀; B built from m.
    #[test]
    fn the_averaged_field_starts_at_zero_under_b_of_the_fresh_field(
        (game, p0) in quadratic(), step in positive(), damping in positive(),
    ) {
        for form in FORMS {
            let plain = Gn { step: step.clone(), damping: damping.clone(), form };
            let decay = ratio(3, 4);
            let params = GnEma { core: plain, decay: decay.clone() };
            let mut state = gn_ema::State::new(p0.len());
            let mut m = DVector::from_element(p0.len(), Rational::ZERO);
            let mut p = p0.clone();
            for _ in 0..2 {
                let v = game.field(&p);
                m = m * decay.clone() + &v * (Rational::ONE - &decay);
                // A m = (m − v (vᵀm)/(λ + s))/λ, − m
                let c = v.dot(&m) / (&damping + v.dot(&v));
                let mut a_m = (&m - &v * c) / damping.clone();
                if form == Form::InverseMinusIdentity {
                    a_m -= &m;
                }
                let expected = &p + a_m * step.clone();
                p = gn_ema::step(&game, &params, &mut state, &p).unwrap();
                prop_assert_eq!(&p, &expected);
                prop_assert_eq!(&state.average, &m);
            }
        }
    }
}

// Broken by hand: bias correction added; ε inside the root; B from v instead of v̂.
#[test]
fn the_adaptive_form_has_no_bias_correction_and_builds_b_from_the_normalised_field() {
    let (game, mut p) = setting();
    let (step, damping, decay, eps) = (0.125, 0.5, 0.75, 0.25);
    for form in FORMS {
        let gn = Gn {
            step,
            damping,
            form,
        };
        let params = GnAdaptive {
            core: gn,
            decay,
            eps,
        };
        let mut state = gn_adaptive::State::new(2);
        let mut m = DVector::from_element(2, 0.0);
        for _ in 0..3 {
            let v = game.field(&p);
            m = m.zip_map(&v, |m: f64, g: f64| decay * m + (1.0 - decay) * g * g);
            let hat = v.zip_map(&m, |g, m: f64| g / (m.sqrt() + eps));
            let mut phi = 1.0 / (damping + hat.norm_squared());
            if form == Form::InverseMinusIdentity {
                phi -= 1.0;
            }
            let expected = &p + hat * (step * phi);
            p = gn_adaptive::step(&game, &params, &mut state, &p).unwrap();
            assert!(near(&p, &expected), "{p} {expected}");
            assert!(near(&state.squares, &m));
        }
    }
}

// Broken by hand: ε inside the root; correction left out; hx used for both players.
#[test]
fn adam_corrects_its_bias_with_eps_outside_the_root() {
    let (game, mut p) = setting();
    let steps = Steps { x: 0.125, y: 0.25 };
    let (beta1, beta2, eps) = (0.75, 0.5, 0.25);
    let params = Adam {
        steps,
        beta1,
        beta2,
        eps,
    };
    let mut state = adam::State::new(2);
    let (mut m, mut q) = ([0.0; 2], [0.0; 2]);
    for t in 1..=3 {
        let v = game.field(&p);
        let mut expected = p.clone();
        for i in 0..2 {
            m[i] = beta1 * m[i] + (1.0 - beta1) * v[i];
            q[i] = beta2 * q[i] + (1.0 - beta2) * v[i] * v[i];
            let m_hat = m[i] / (1.0 - beta1.powi(t));
            let q_hat = q[i] / (1.0 - beta2.powi(t));
            let h = [steps.x, steps.y][i];
            expected[i] += h * m_hat / (q_hat.sqrt() + eps);
        }
        p = adam::step(&game, &params, &mut state, &p).unwrap();
        assert!(near(&p, &expected), "{p} {expected}");
    }
    assert_eq!(state.steps_taken, 3);
}

#[test]
fn the_first_step_of_adam_has_length_h_whatever_the_field() {
    let (game, p) = setting();
    let steps = Steps::same(0.125);
    let params = Adam {
        steps,
        beta1: 0.9,
        beta2: 0.999,
        eps: 0.0,
    };
    let next = adam::step(&game, &params, &mut adam::State::new(2), &p).unwrap();
    // v = (3.5, 2)
    assert!(near(&(next - p), &DVector::from_vec(vec![0.125, 0.125])));
}

#[test]
fn rmsprop_is_that_of_torch() {
    let (game, mut p) = setting();
    let (step, decay, eps) = (0.125, 0.75, 0.25);
    let params = Rmsprop { step, decay, eps };
    let mut state = rmsprop::State::new(2);
    let mut q = [0.0; 2];
    for _ in 0..3 {
        // torch: square_avg.mul_(α).addcmul_(g, g, 1 − α); p.addcdiv_(g, sqrt + ε, −lr), g = −v
        let v = game.field(&p);
        let mut expected = p.clone();
        for i in 0..2 {
            q[i] = decay * q[i] + (1.0 - decay) * v[i] * v[i];
            expected[i] += step * v[i] / (f64::sqrt(q[i]) + eps);
        }
        p = rmsprop::step(&game, &params, &mut state, &p).unwrap();
        assert!(near(&p, &expected));
    }
}

#[test]
fn every_method_runs_in_single_precision() {
    let p0 = DVector::from_vec(vec![0.25, -0.5]);
    for form in FORMS {
        for method in all_methods(form) {
            let narrow_method = method.map(|a| *a as f32);
            let mut state = State::new(&method, 2);
            let mut narrow_state = State::new(&narrow_method, 2);
            let (mut p, mut narrow) = (p0.clone(), p0.map(|a| a as f32));
            for _ in 0..3 {
                p = dense::step(&method, &Quadratic::g1(), &mut state, &p).unwrap();
                let game = Quadratic::<f32>::g1();
                narrow = dense::step(&narrow_method, &game, &mut narrow_state, &narrow).unwrap();
            }
            let gap = (narrow.map(f64::from) - &p).amax();
            assert!(gap <= SINGLE_PRECISION * U32, "{}: {gap:e}", method.id());
        }
    }
}

// Broken by hand: a counter reset by with_flat; one vector of adam left out of `flat`; with_flat
// filling the vectors in another order.
#[test]
fn a_run_resumed_from_a_saved_state_goes_on_as_if_never_stopped() {
    let (game, start) = setting();
    for form in FORMS {
        for method in all_methods(form) {
            let mut state = State::new(&method, 2);
            let mut p = start.clone();
            let mut remembers = false;
            // three steps, so that lookahead (k = 2) stops in the middle of its cycle
            for _ in 0..3 {
                p = dense::step(&method, &game, &mut state, &p).unwrap();
            }
            let (mut resumed, mut q) = (state.clone(), p.clone());
            let (mut forgetful, mut r) = (State::new(&method, 2), p.clone());
            let numbers = state.flat();
            assert_eq!(state.with_flat(&numbers).unwrap(), state);
            assert!(state.with_flat(&[&numbers[..], &[0.5]].concat()).is_err());
            let doubled: Vec<_> = numbers.iter().map(|a| 2.0 * a).collect();
            // nothing is left out of the list
            assert_eq!(state.with_flat(&doubled).unwrap(), state.map(|a| 2.0 * a));
            for _ in 0..3 {
                p = dense::step(&method, &game, &mut state, &p).unwrap();
                q = dense::step(&method, &game, &mut resumed, &q).unwrap();
                r = dense::step(&method, &game, &mut forgetful, &r).unwrap();
                assert_eq!((&p, &state), (&q, &resumed), "{}", method.id());
                remembers |= r != p;
            }
            // what is saved matters, where there is anything
            assert_eq!(remembers, state != State::Stateless, "{}", method.id());
        }
    }
}
