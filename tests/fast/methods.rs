//! Each fast method against a plain loop in f64, and what must hold of all of them.

use crate::support::{FORMS, Fixed, Numbers, Springs, exact, exact_dot, methods, within};
use crate::tolerance::{FIELD_NORM, GN_STEP, GN_STEP_MINUS_IDENTITY, U64};
use gnash::game::Field;
use gnash::method::{Float, build};
use gnash::scalar::{Rational, Scalar};
use gnash::spec::{
    Adam, Algebraic, Form, Gda, Gn, GnAdaptive, GnBlock, GnEma, GnHeavyball, Method, Rmsprop,
};

const NX: usize = 21;
const NY: usize = 16;

/// State of the plain loops: last point, first and second moment.
struct Plain {
    previous: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

fn phi(form: Form, lam: f64, v: &[f64]) -> f64 {
    let s: f64 = v.iter().map(|v| v * v).sum();
    match form {
        Form::Inverse => 1.0 / (lam + s),
        Form::InverseMinusIdentity => 1.0 / (lam + s) - 1.0,
    }
}

/// A textbook step in f64; `t` counts from 1.
fn plain_step(method: &Method<f64>, s: &mut Plain, t: i32, v: &[f64], p: &mut [f64]) {
    let (n, before) = (p.len(), p.to_vec());
    match *method {
        Method::Algebraic(Algebraic::Gda(Gda { steps })) => {
            (0..n).for_each(|i| p[i] += v[i] * if i < NX { steps.x } else { steps.y });
        }
        Method::Algebraic(Algebraic::Gn(Gn {
            step,
            damping,
            form,
        })) => {
            (0..n).for_each(|i| p[i] += step * phi(form, damping, v) * v[i]);
        }
        Method::Algebraic(Algebraic::GnBlock(GnBlock {
            core:
                Gn {
                    step,
                    damping,
                    form,
                },
        })) => {
            let (x, y) = v.split_at(NX);
            for i in 0..n {
                p[i] += step * phi(form, damping, if i < NX { x } else { y }) * v[i];
            }
        }
        Method::Algebraic(Algebraic::GnHeavyball(GnHeavyball {
            core:
                Gn {
                    step,
                    damping,
                    form,
                },
            momentum,
        })) => {
            for i in 0..n {
                let inertia = if t == 1 {
                    0.0
                } else {
                    momentum * (p[i] - s.previous[i])
                };
                p[i] += step * phi(form, damping, v) * v[i] + inertia;
            }
        }
        Method::Algebraic(Algebraic::GnEma(GnEma {
            core:
                Gn {
                    step,
                    damping,
                    form,
                },
            decay,
        })) => {
            (0..n).for_each(|i| s.first[i] = decay * s.first[i] + (1.0 - decay) * v[i]);
            let vm: f64 = v.iter().zip(&s.first).map(|(v, m)| v * m).sum();
            let vv: f64 = v.iter().map(|v| v * v).sum();
            for i in 0..n {
                let inverse = (s.first[i] - v[i] * vm / (damping + vv)) / damping;
                let minus = if form == Form::Inverse {
                    0.0
                } else {
                    s.first[i]
                };
                p[i] += step * (inverse - minus);
            }
        }
        Method::GnAdaptive(GnAdaptive {
            core:
                Gn {
                    step,
                    damping,
                    form,
                },
            decay,
            eps,
        }) => {
            (0..n).for_each(|i| s.second[i] = decay * s.second[i] + (1.0 - decay) * v[i] * v[i]);
            let hat: Vec<f64> = (0..n).map(|i| v[i] / (s.second[i].sqrt() + eps)).collect();
            (0..n).for_each(|i| p[i] += step * phi(form, damping, &hat) * hat[i]);
        }
        Method::Adam(Adam {
            steps,
            beta1,
            beta2,
            eps,
        }) => {
            for i in 0..n {
                s.first[i] = beta1 * s.first[i] + (1.0 - beta1) * v[i];
                s.second[i] = beta2 * s.second[i] + (1.0 - beta2) * v[i] * v[i];
                let m_hat = s.first[i] / (1.0 - beta1.powi(t));
                let s_hat = s.second[i] / (1.0 - beta2.powi(t));
                let h = if i < NX { steps.x } else { steps.y };
                p[i] += h * m_hat / (s_hat.sqrt() + eps);
            }
        }
        Method::Rmsprop(Rmsprop { step, decay, eps }) => {
            for i in 0..n {
                s.second[i] = decay * s.second[i] + (1.0 - decay) * v[i] * v[i];
                p[i] += step * v[i] / (s.second[i].sqrt() + eps);
            }
        }
        _ => panic!("{} has no matrix-free version", method.id()),
    }
    s.previous = before;
}

/// The hyper-parameters as doubles: those of an f32 method are f32 numbers.
fn methods_as_f64<T: Float>() -> Vec<(Method<T>, Method<f64>)> {
    let round = |x: &f64| T::constant(*x).to_f64();
    let rounded = methods::<f64>().into_iter().map(|m| m.map(round));
    methods::<T>().into_iter().zip(rounded).collect()
}

/// Ten steps; the plain loop is fed the field that the fast method saw, at its own points.
fn agrees_with_plain_loops<T: Float>(tolerance: f64) {
    for (method, textbook) in methods_as_f64::<T>() {
        let mut fast = build(&method, NX, NY).unwrap();
        let mut p: Vec<T> = Numbers(1).vector(NX + NY);
        let zeros = vec![0.0; NX + NY];
        let mut state = Plain {
            previous: zeros.clone(),
            first: zeros.clone(),
            second: zeros,
        };
        let mut game = Springs { nx: NX, ny: NY };
        let mut v = vec![T::zero(); NX + NY];
        for t in 1..=10 {
            game.field(&p, &mut v);
            let wide = |x: &[T]| x.iter().map(|x| x.to_f64()).collect::<Vec<_>>();
            let mut want = wide(&p);
            plain_step(&textbook, &mut state, t, &wide(&v), &mut want);
            let report = fast.step(&mut game, &mut p).unwrap();
            for (i, (got, want)) in p.iter().zip(&want).enumerate() {
                let error = (got.to_f64() - want).abs();
                let id = method.id();
                assert!(
                    error <= tolerance,
                    "{id} step {t} entry {i}: off by {error:e}"
                );
            }
            let s = exact_dot(&v, &v);
            let room = s.clone() * exact(FIELD_NORM * U64);
            assert!(within(&exact(report.field_norm_sq), &s, &room));
            assert_eq!(report.phi.is_some(), method.id().starts_with("gn"));
        }
        assert_eq!(fast.steps_taken(), 10);
    }
}

#[test]
fn every_method_is_its_formula() {
    // |p| ≤ 4 and a step changes it by less than 1: a few roundings of the new point each; the
    // moments, kept in T, add up to ten more roundings of a change
    agrees_with_plain_loops::<f64>(16.0 * f64::EPSILON);
    agrees_with_plain_loops::<f32>(16.0 * f64::from(f32::EPSILON));
}

fn run<T: Float>(method: &Method<T>, n: usize, steps: usize) -> Vec<T> {
    let mut fast = build(method, n / 2, n - n / 2).unwrap();
    let mut game = Springs {
        nx: n / 2,
        ny: n - n / 2,
    };
    let mut p: Vec<T> = Numbers(3).vector(n);
    for _ in 0..steps {
        fast.step(&mut game, &mut p).unwrap();
    }
    p
}

#[test]
fn bits_do_not_depend_on_the_thread_count() {
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let pools = [1, 2, 3].map(pool);
    for method in methods::<f32>() {
        let [one, two, three] = [0, 1, 2].map(|k| pools[k].install(|| run(&method, 100_001, 2)));
        assert!(one == two && two == three, "{}", method.id());
    }
}

#[test]
fn a_restored_state_continues_bit_for_bit() {
    for method in methods::<f64>() {
        let mut game = Springs { nx: NX, ny: NY };
        let mut p: Vec<f64> = Numbers(2).vector(NX + NY);
        let mut first = build(&method, NX, NY).unwrap();
        for _ in 0..5 {
            first.step(&mut game, &mut p).unwrap();
        }
        let mut second = build(&method, NX, NY).unwrap();
        for ((name, to), (saved, from)) in second.buffers_mut().into_iter().zip(first.buffers()) {
            assert_eq!(name, saved);
            to.copy_from_slice(from);
        }
        second.set_steps_taken(first.steps_taken());
        let mut q = p.clone();
        for _ in 0..5 {
            let a = first.step(&mut game, &mut p).unwrap();
            let b = second.step(&mut game, &mut q).unwrap();
            assert_eq!((a, &p), (b, &q), "{}", method.id());
        }
    }
}

/// One gn step from p = 0 is hφ(s)v: compare with rationals.
fn gn_is_accurate(lam: f64, size: f64, form: Form, h: f64) {
    let v = [0.6, -0.8, 0.25].map(|u| u * size);
    let method = Method::from(Gn {
        step: h,
        damping: lam,
        form,
    });
    let mut p = [0.0; 3];
    let mut game = Fixed {
        nx: 2,
        v: v.to_vec(),
    };
    let outcome = build(&method, 2, 1).unwrap().step(&mut game, &mut p);
    let one = Rational::from_i64(1);
    let inverse = one.clone() / (exact(lam) + exact_dot(&v, &v));
    let (phi, units) = match form {
        Form::Inverse => (inverse, GN_STEP),
        Form::InverseMinusIdentity => (inverse - one, GN_STEP_MINUS_IDENTITY),
    };
    let report = outcome.unwrap_or_else(|e| panic!("λ {lam:e}, |v| {size:e}: {e}"));
    let sign = report.phi.unwrap().partial_cmp(&0.0);
    let underflow = report.phi == Some(0.0);
    assert!(
        underflow || sign == phi.partial_cmp(&Rational::from_i64(0)),
        "sign of φ"
    );
    for (&p, &v) in p.iter().zip(&v) {
        let want = exact(h) * phi.clone() * exact(v);
        // below 2^−1022 the step is rounded by half a last place
        let ulps = Scalar::abs(&want) * exact(units * U64) + exact(f64::from_bits(1));
        assert!(
            Scalar::abs(&(exact(p) - want)) <= ulps,
            "λ {lam:e}, |v| {size:e}"
        );
    }
}

#[test]
fn gn_is_right_to_an_ulp_at_the_ends_of_the_range() {
    for form in FORMS {
        for lam in [1e-300, 1e-160, 1e-3, 0.5, 1.0, 1e10, 1e300] {
            for size in [1e-300, 1e-160, 1e-150, 1e-8, 1.0, 1e150, 1e160, 1e200] {
                // B⁻¹v = v/λ must itself be representable
                if size / lam < 1e300 && size / lam > 0.0 || size > 1e-150 {
                    gn_is_accurate(lam, size, form, 0.125);
                }
            }
        }
    }
}

#[test]
fn the_sign_of_phi_is_right_one_ulp_from_the_sphere() {
    // choose λ as the double on either side of 1 − ‖v‖²
    let s: f64 = [0.6, -0.8, 0.25]
        .iter()
        .map(|u| (u * 0.5) * (u * 0.5))
        .sum();
    let lam = 1.0 - s;
    for lam in [lam.next_down(), lam, lam.next_up()] {
        gn_is_accurate(lam, 0.5, Form::InverseMinusIdentity, 0.125);
    }
}

#[test]
fn the_spurious_sphere_stops_gn_minus_identity() {
    // ‖v‖² = 3/4 = 1 − λ exactly: A v = 0 although v is not
    let method = Method::from(Gn {
        step: 1.0,
        damping: 0.25,
        form: Form::InverseMinusIdentity,
    });
    let mut game = Fixed {
        nx: 1,
        v: vec![0.5, 0.5, 0.5],
    };
    let mut p = [3.0, -1.0, 2.0];
    let report = build(&method, 1, 2)
        .unwrap()
        .step(&mut game, &mut p)
        .unwrap();
    assert_eq!((p, report.phi), ([3.0, -1.0, 2.0], Some(0.0)));
}

#[test]
fn adaptive_without_eps_moves_by_signs_at_first() {
    // v̂ = v/√((1 − ρ)v²) = ±2 for ρ = ¾, whatever v: ‖v̂‖² = 4n, and rows filled up add nothing
    let (step, damping, form) = (0.5, 4.0, Form::Inverse);
    let (decay, eps) = (0.75, 0.0);
    for n in [1, 15, 16, 17, 31, 40_001] {
        let v: Vec<f32> = (0..n).map(|i| [0.5, -4.0, 2.0][i % 3]).collect();
        let mut p = vec![1.0; n];
        let method = Method::from(GnAdaptive {
            core: Gn {
                step,
                damping,
                form,
            },
            decay,
            eps,
        });
        let mut optimizer = build(&method, n / 2, n - n / 2).unwrap();
        let mut game = Fixed {
            nx: n / 2,
            v: v.clone(),
        };
        let report = optimizer.step(&mut game, &mut p).unwrap();
        assert_eq!(report.direction_norm_sq, 4.0 * n as f64);
        let length = 0.5 / (4.0 + 4.0 * n as f64) * 2.0;
        for (p, v) in p.iter().zip(v) {
            // h φ rounded once to f32, p + hφv̂ once
            let want = 1.0 + length * f64::from(v.signum());
            assert!(
                (f64::from(*p) - want).abs() <= f64::from(f32::EPSILON),
                "{n}"
            );
        }
    }
}
