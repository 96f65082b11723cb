//! Bad input is a typed error that names field and value; the state is left as it was.

use crate::strategies::all_methods;
use gnash::dense::{self, DenseError, RankOne, State, gda_k, gn, lookahead};
use gnash::game::Quadratic;
use gnash::spec::{Form, GdaK, Gn, Lookahead, Order, SpecError, Steps};
use nalgebra::{DMatrix, DVector};

fn point(entries: &[f64]) -> DVector<f64> {
    DVector::from_column_slice(entries)
}

#[test]
fn every_method_refuses_a_bad_point_and_keeps_its_state() {
    let game = Quadratic::g1();
    for method in all_methods(Form::Inverse) {
        let mut state = State::new(&method, 2);
        dense::step(&method, &game, &mut state, &point(&[1.0, 2.0])).unwrap();
        let before = state.clone();
        let error = dense::step(&method, &game, &mut state, &point(&[1.0])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the length of the point p must be 2, found 1"
        );
        let nan = point(&[1.0, f64::NAN]);
        let error = dense::step(&method, &game, &mut state, &nan).unwrap_err();
        let sentence = "the point p must be finite, but entry 1 (counted from 0) is NaN";
        assert_eq!(error.to_string(), sentence);
        // the field overflows although the point is finite
        let far = point(&[f64::MAX, f64::MAX]);
        let error = dense::step(&method, &game, &mut state, &far).unwrap_err();
        assert!(matches!(
            error,
            DenseError::NonFinite {
                what: "the field v",
                ..
            }
        ));
        assert_eq!(state, before, "{}", method.id());
    }
}

#[test]
fn every_number_of_every_method_must_be_finite() {
    let game = Quadratic::g1();
    for method in all_methods(Form::Inverse) {
        for (k, (name, _)) in method.parameters().into_iter().enumerate() {
            let counter = std::cell::Cell::new(0);
            let broken = method.map(|a| {
                let i = counter.replace(counter.get() + 1);
                if i == k { f64::INFINITY } else { *a }
            });
            let mut state = State::new(&broken, 2);
            let error = dense::step(&broken, &game, &mut state, &point(&[1.0, 2.0])).unwrap_err();
            let DenseError::NonFinite { what, value, .. } = error else {
                panic!("{} with {name} = inf: {error}", method.id());
            };
            assert_eq!((what, value.as_str()), (name, "inf"), "{}", method.id());
        }
    }
}

#[test]
fn the_damping_must_be_positive() {
    let game = Quadratic::g1();
    for damping in [0.0, -0.5] {
        for method in all_methods(Form::Inverse) {
            if !method.id().starts_with("gn") {
                continue;
            }
            let names: Vec<_> = method.parameters().into_iter().map(|(n, _)| n).collect();
            let counter = std::cell::Cell::new(0);
            let broken = method.map(|a| {
                let i = counter.replace(counter.get() + 1);
                if names[i] == "lam" { damping } else { *a }
            });
            let mut state = State::new(&broken, 2);
            let error = dense::step(&broken, &game, &mut state, &point(&[1.0, 2.0])).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("lam must be positive, found {damping:?}")
            );
        }
    }
    assert!(RankOne::new(point(&[1.0]), f64::NAN).is_err());
    let error = RankOne::new(point(&[f64::NEG_INFINITY]), 1.0).unwrap_err();
    assert!(matches!(
        error,
        DenseError::NonFinite {
            what: "the vector v",
            index: 0,
            ..
        }
    ));
    let error = RankOne::new(point(&[1.0]), 1.0)
        .unwrap()
        .apply_inverse(&point(&[]));
    assert!(matches!(
        error,
        Err(DenseError::DimensionMismatch {
            expected: 1,
            found: 0,
            ..
        })
    ));
}

#[test]
fn a_square_beyond_the_range_is_an_error_not_a_silent_zero() {
    // v = (6e200, …): v∘v overflows, and v/√∞ would look like a step of length 0
    let game = Quadratic::g1();
    for method in all_methods(Form::Inverse) {
        let result = dense::step(
            &method,
            &game,
            &mut State::new(&method, 2),
            &point(&[1e200, 0.0]),
        );
        // the alignment of `sga` and the residual of CG are squares of their own
        if ["sga", "hessian_fr_cg"].contains(&method.id()) {
            let error = result.unwrap_err();
            assert!(
                matches!(error, DenseError::NotRepresentable { .. }),
                "{error}"
            );
        } else if method.is_algebraic() {
            assert!(result.is_ok(), "{}", method.id());
        } else {
            let error = result.unwrap_err();
            let what = "the mean square of v";
            assert!(matches!(error, DenseError::NotRepresentable { what: w, .. } if w == what));
        }
    }
}

#[test]
fn states_and_scalars_of_the_wrong_kind_are_named() {
    let game = Quadratic::g1();
    let methods = all_methods(Form::Inverse);
    let mut foreign = State::GnHeavyball(dense::gn_heavyball::State::default());
    for method in methods.iter().filter(|m| m.id() != "gn_heavyball") {
        let error = dense::step(method, &game, &mut foreign, &point(&[1.0, 2.0])).unwrap_err();
        let sentence = format!(
            "a step of {} was given the state of gn_heavyball",
            method.id()
        );
        assert_eq!(error.to_string(), sentence);
        // a state of another size, from a step on a smaller game
        let entry = |rows, columns| DMatrix::from_element(rows, columns, 2.0);
        let (b, c) = (point(&[0.0]), point(&[]));
        let small = Quadratic::new(entry(1, 1), entry(1, 0), entry(0, 0), b, c).unwrap();
        let mut short = State::new(method, 1);
        dense::step(method, &small, &mut short, &point(&[1.0])).unwrap();
        let before = short.clone();
        let result = dense::step(method, &game, &mut short, &point(&[1.0, 2.0]));
        let stateless = before == State::Stateless;
        assert_eq!(result.is_ok(), stateless, "{}", method.id());
        assert_eq!(short, before);
    }
    for method in &methods {
        let roots = method.clone().into_algebraic();
        let error = SpecError::NeedsRoots {
            method: method.id(),
        };
        assert_eq!(roots.is_ok(), method.is_algebraic());
        assert!(roots.is_ok() || roots == Err(error));
    }
}

#[test]
fn no_inner_step_at_all_is_refused() {
    let (game, steps) = (Quadratic::<f64>::g1(), Steps::same(0.5));
    let p = point(&[1.0, 2.0]);
    for order in [Order::Doc, Order::XFirst, Order::YFirst] {
        let method = GdaK {
            steps,
            inner: 0,
            order,
        };
        let error = gda_k::step(&game, &method, &p).unwrap_err();
        assert_eq!(error.to_string(), "k must be at least 1, found 0");
    }
    let method = Lookahead {
        step: 0.5,
        inner: 0,
        interpolation: 0.5,
    };
    let mut state = lookahead::State::default();
    let error = lookahead::step(&game, &method, &mut state, &p).unwrap_err();
    assert_eq!(error, DenseError::NoSteps { what: "k" });
    assert_eq!(state, lookahead::State::default());
}

#[test]
fn step_sizes_must_not_be_negative() {
    let game = Quadratic::g1();
    for method in all_methods(Form::Inverse) {
        let names: Vec<_> = method.parameters().into_iter().map(|(n, _)| n).collect();
        for (k, name) in names.iter().enumerate() {
            if !["h", "hx", "hy"].contains(name) {
                continue;
            }
            let counter = std::cell::Cell::new(0);
            let with = |value: f64| {
                counter.set(0);
                let change = |a: &f64| {
                    let i = counter.replace(counter.get() + 1);
                    if i == k { value } else { *a }
                };
                let method = method.map(change);
                let mut state = State::new(&method, 2);
                dense::step(&method, &game, &mut state, &point(&[1.0, 2.0]))
            };
            let sentence = format!("{name} must not be negative, found -0.5");
            assert_eq!(with(-0.5).unwrap_err().to_string(), sentence);
            assert!(with(0.0).is_ok(), "{} with {name} = 0", method.id());
        }
    }
}

#[test]
fn a_step_that_leaves_the_range_is_an_error() {
    let game = Quadratic::<f64>::g1();
    let params = Gn {
        step: f64::MAX,
        damping: 1e-3,
        form: Form::Inverse,
    };
    let error = gn::step(&game, &params, &point(&[0.01, 0.0])).unwrap_err();
    assert!(matches!(
        error,
        DenseError::NotRepresentable {
            what: "the new point",
            ..
        }
    ));
    let error = gn::map_jacobian(&game, &params, &point(&[0.01, 0.0])).unwrap_err();
    assert!(matches!(
        error,
        DenseError::NotRepresentable { what: "F'", .. }
    ));
}
