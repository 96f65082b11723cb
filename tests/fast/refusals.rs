//! What the methods refuse, and that a refused step changes nothing.

use crate::support::{FORMS, Fixed, Numbers, Springs, methods};
use gnash::method::{Float, MethodError, Optimizer, Quantity, build};
use gnash::spec::{
    Adam, Form, Gda, Gn, GnAdaptive, GnBlock, GnEma, GnHeavyball, Method, Rmsprop, Steps,
};

type State<T> = (Vec<Vec<T>>, u64);

fn state<T: Float>(optimizer: &dyn Optimizer<T>) -> State<T> {
    let buffers = optimizer
        .buffers()
        .iter()
        .map(|(_, b)| b.to_vec())
        .collect();
    (buffers, optimizer.steps_taken())
}

/// Three good steps, then one with `field`: the error, after checking that nothing moved.
fn refused<T: Float>(method: &Method<T>, n: usize, field: Vec<T>) -> MethodError {
    let nx = n / 2;
    let mut p: Vec<T> = Numbers(9).vector(n);
    let mut optimizer = build(method, nx, n - nx).unwrap();
    for _ in 0..3 {
        optimizer
            .step(&mut Springs { nx, ny: n - nx }, &mut p)
            .unwrap();
    }
    let before = (p.clone(), state(&*optimizer));
    let error = optimizer
        .step(&mut Fixed { nx, v: field }, &mut p)
        .unwrap_err();
    assert_eq!(before, (p, state(&*optimizer)), "{}", method.id());
    error
}

#[test]
fn a_field_that_is_not_finite_changes_nothing() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for method in methods::<f32>() {
            for (n, at) in [(10, 0), (10, 7), (40_000, 33_333)] {
                let mut field = vec![0.5; n];
                field[at] = bad;
                field[n - 1] = bad;
                let error = refused(&method, n, field);
                let MethodError::NonFinite { what, index, value } = error else {
                    panic!("{error}")
                };
                assert_eq!((what, index), (Quantity::Field, at), "{}", method.id());
                assert!(value.is_nan() || value == f64::from(bad));
            }
        }
    }
}

#[test]
fn a_step_out_of_range_changes_nothing() {
    let step = f64::MAX;
    let steps = Steps { x: 1.0, y: step };
    let mut all = vec![
        Method::from(Gda { steps }),
        Method::from(Adam {
            steps,
            beta1: 0.9,
            beta2: 0.9,
            eps: 0.0,
        }),
    ];
    for form in FORMS {
        let damping = 1e-3;
        all.push(Method::from(Gn {
            step,
            damping,
            form,
        }));
        all.push(Method::from(GnBlock {
            core: Gn {
                step,
                damping,
                form,
            },
        }));
        all.push(Method::from(GnHeavyball {
            core: Gn {
                step,
                damping,
                form,
            },
            momentum: 0.5,
        }));
        all.push(Method::from(GnEma {
            core: Gn {
                step,
                damping,
                form,
            },
            decay: 0.5,
        }));
        all.push(Method::from(GnAdaptive {
            core: Gn {
                step,
                damping,
                form,
            },
            decay: 0.5,
            eps: 1e-7,
        }));
    }
    for method in all {
        let mut p = [1.0, f64::MAX];
        let mut optimizer = build(&method, 1, 1).unwrap();
        let before = state(&*optimizer);
        let mut game = Fixed {
            nx: 1,
            v: vec![1e-3, 1e-3],
        };
        if method.id() == "gn" && method.form() == Some(Form::InverseMinusIdentity) {
            game.v = vec![1e-3, 2e-3];
        }
        let error = optimizer.step(&mut game, &mut p).unwrap_err();
        let next = matches!(
            error,
            MethodError::NonFinite {
                what: Quantity::NextPoint,
                ..
            }
        );
        assert!(next, "{}: {error}", method.id());
        assert_eq!((p, state(&*optimizer)), ([1.0, f64::MAX], before));
    }
}

#[test]
fn a_point_that_is_not_finite_is_named() {
    for method in methods::<f32>() {
        for (n, at) in [(3, 1), (40_000, 33_333)] {
            let mut p = vec![0.5; n];
            p[at] = f32::NAN;
            let mut optimizer = build(&method, n / 2, n - n / 2).unwrap();
            let mut game = Fixed {
                nx: n / 2,
                v: vec![0.5; n],
            };
            let error = optimizer.step(&mut game, &mut p).unwrap_err();
            let MethodError::NonFinite { what, index, .. } = error else {
                panic!("{error}")
            };
            assert_eq!((what, index), (Quantity::Point, at), "{}", method.id());
            p[at] = 0.5;
            assert!(p.iter().all(|&p| p == 0.5), "{}", method.id());
        }
    }
}

#[test]
fn a_restored_buffer_that_is_not_finite_is_named() {
    for method in methods::<f64>() {
        let mut optimizer = build(&method, 1, 2).unwrap();
        optimizer.set_steps_taken(4);
        let mut name = "";
        for (buffer, values) in optimizer.buffers_mut() {
            (name, values[2]) = (buffer, f64::NAN);
        }
        if name.is_empty() {
            continue;
        }
        let mut p = [0.5; 3];
        let mut game = Fixed {
            nx: 1,
            v: vec![0.5; 3],
        };
        let error = optimizer.step(&mut game, &mut p).unwrap_err();
        let buffer = matches!(
            error,
            MethodError::NonFinite {
                what: Quantity::Buffer(_),
                index: 2,
                ..
            }
        );
        assert!(buffer && p == [0.5; 3], "{}: {error}", method.id());
    }
}

#[test]
fn a_second_moment_beyond_the_range_is_an_error() {
    for method in methods::<f32>() {
        if matches!(method.id(), "adam" | "rmsprop" | "gn_adaptive") {
            let error = refused(&method, 4, vec![0.0, 0.0, 1e30, 1e30]);
            let MethodError::NonFinite { what, index: 2, .. } = error else {
                panic!("{error}")
            };
            assert_eq!(what, Quantity::Buffer("second_moment"));
        }
    }
}

#[test]
fn sizes_must_match() {
    for method in methods::<f64>() {
        let mut optimizer = build(&method, 2, 1).unwrap();
        let mut game = Springs { nx: 2, ny: 1 };
        let error = optimizer.step(&mut game, &mut [0.0; 4]).unwrap_err();
        let sentence = "the point has dimension 4; the method was built for 3";
        assert_eq!(error.to_string(), sentence);
        let error = optimizer
            .step(&mut Springs { nx: 1, ny: 2 }, &mut [0.0; 3])
            .unwrap_err();
        assert!(matches!(
            error,
            MethodError::DimensionMismatch {
                expected: 2,
                found: 1,
                ..
            }
        ));
    }
}

#[test]
fn hyper_parameters_out_of_range_are_named() {
    let form = Form::Inverse;
    let (step, damping, eps, decay) = (0.1, 0.5, 1e-8, 0.9);
    let steps = Steps { x: 0.1, y: 0.1 };
    let nan = f64::NAN;
    let cases = [
        (
            "h",
            Method::from(Gn {
                step: 0.0,
                damping,
                form,
            }),
        ),
        (
            "h",
            Method::from(GnBlock {
                core: Gn {
                    step: nan,
                    damping,
                    form,
                },
            }),
        ),
        (
            "lam",
            Method::from(Gn {
                step,
                damping: 0.0,
                form,
            }),
        ),
        (
            "lam",
            Method::from(GnEma {
                core: Gn {
                    step,
                    damping: -1.0,
                    form,
                },
                decay,
            }),
        ),
        (
            "lam",
            Method::from(GnBlock {
                core: Gn {
                    step,
                    damping: f64::INFINITY,
                    form,
                },
            }),
        ),
        (
            "beta",
            Method::from(GnEma {
                core: Gn {
                    step,
                    damping,
                    form,
                },
                decay: 1.0,
            }),
        ),
        (
            "beta",
            Method::from(GnHeavyball {
                core: Gn {
                    step,
                    damping,
                    form,
                },
                momentum: nan,
            }),
        ),
        (
            "rho",
            Method::from(GnAdaptive {
                core: Gn {
                    step,
                    damping,
                    form,
                },
                decay: -0.1,
                eps,
            }),
        ),
        (
            "eps",
            Method::from(GnAdaptive {
                core: Gn {
                    step,
                    damping,
                    form,
                },
                decay,
                eps: -1e-8,
            }),
        ),
        (
            "rho",
            Method::from(Rmsprop {
                step,
                decay: 1.5,
                eps,
            }),
        ),
        (
            "hx",
            Method::from(Gda {
                steps: Steps { x: -0.1, y: 0.1 },
            }),
        ),
        (
            "hy",
            Method::from(Gda {
                steps: Steps {
                    x: 0.1,
                    y: f64::INFINITY,
                },
            }),
        ),
        (
            "beta1",
            Method::from(Adam {
                steps,
                beta1: 1.0,
                beta2: 0.9,
                eps,
            }),
        ),
        (
            "beta2",
            Method::from(Adam {
                steps,
                beta1: 0.9,
                beta2: nan,
                eps,
            }),
        ),
    ];
    for (expected, method) in cases {
        let Err(MethodError::HyperParameter { name, .. }) = build(&method, 1, 1) else {
            panic!("{expected} accepted")
        };
        assert_eq!(name, expected);
    }
}

/// Sizes whose quotients and products leave the range of f32 half-way although few results do.
const SIZES: [f32; 7] = [1e-38, 1e-25, 1e-14, 1.0, 1e14, 1e25, 3e38];

#[test]
fn a_step_of_any_size_is_finite_or_refused() {
    // h, ε and v far apart: an intermediate result that overflows must not reach p
    for h in SIZES {
        for eps in SIZES {
            for v in SIZES {
                let steps = Steps { x: h, y: h };
                let (step, damping, form) = (h, 0.5, Form::InverseMinusIdentity);
                for method in [
                    Method::from(Adam {
                        steps,
                        beta1: 0.9,
                        beta2: 0.999,
                        eps,
                    }),
                    Method::from(Rmsprop {
                        step,
                        decay: 0.99,
                        eps,
                    }),
                    Method::from(GnAdaptive {
                        core: Gn {
                            step,
                            damping,
                            form,
                        },
                        decay: 0.99,
                        eps,
                    }),
                ] {
                    finite_or_refused(&method, &[v, -v]);
                }
            }
        }
    }
}

fn finite_or_refused(method: &Method<f32>, v: &[f32; 2]) {
    let mut p = [1.0, -1.0];
    let mut optimizer = build(method, 1, 1).unwrap();
    let before = state(&*optimizer);
    let mut game = Fixed {
        nx: 1,
        v: v.to_vec(),
    };
    let outcome = optimizer.step(&mut game, &mut p);
    if outcome.is_err() {
        assert_eq!((p, state(&*optimizer)), ([1.0, -1.0], before), "{method:?}");
    }
    let (buffers, _) = state(&*optimizer);
    let all = p.iter().chain(buffers.iter().flatten());
    assert!(
        all.clone().all(|x| x.is_finite()),
        "{method:?}, {v:?}: {p:?}"
    );
}
