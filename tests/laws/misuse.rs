//! Bad input is a typed error that names field and value; the state is left as it was.

use crate::strategies::all_methods;
use gnash::dense::{self, DenseError, RankOne, State, gn};
use gnash::game::Quadratic;
use gnash::scalar::Rational;
use gnash::spec::{Form, Gda, Gn, METHOD_IDS, Method, SpecError, Steps};
use nalgebra::DVector;

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
            if method.form().is_none() {
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
        if method.is_algebraic() {
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
        // a state for another size
        let mut short = State::new(method, 1);
        let result = dense::step(method, &game, &mut short, &point(&[1.0, 2.0]));
        let stateless = State::new(method, 1) == State::Stateless;
        assert_eq!(result.is_ok(), stateless, "{}", method.id());
    }
    let exact_game = Quadratic::<Rational>::g1();
    let p = DVector::from_element(2, Rational::ONE);
    for method in &methods {
        let method = method.map(|a| Rational::try_from(*a).unwrap());
        let mut state = State::new(&method, 2);
        let result = dense::step_algebraic(&method, &exact_game, &mut state, &p);
        let expected = DenseError::NeedsRoots {
            method: method.id(),
        };
        assert_eq!(result.is_ok(), method.is_algebraic());
        assert!(result.is_ok() || result == Err(expected));
    }
}

#[test]
fn the_vocabulary_is_consistent() {
    let ids: Vec<_> = all_methods(Form::Inverse).iter().map(Method::id).collect();
    assert_eq!(ids, METHOD_IDS);
    for form in [Form::Inverse, Form::InverseMinusIdentity] {
        assert_eq!(form.to_string().parse(), Ok(form));
        for method in all_methods(form) {
            assert!(method.form().is_none_or(|f| f == form));
            assert_eq!(method.map(|a| *a), method);
            // from_id asks for exactly the names that `parameters` lists, in that order
            let mut listed = method.parameters().into_iter();
            let rebuilt = Method::from_id::<SpecError>(method.id(), form, |name, _| {
                let (expected, value) = listed.next().expect("one more parameter");
                assert_eq!(name, expected, "{}", method.id());
                Ok(*value)
            });
            assert_eq!(rebuilt, Ok(method.clone()));
            assert!(listed.next().is_none());
        }
    }
    let error = "identity".parse::<Form>().unwrap_err().to_string();
    assert!(error.contains("\"identity\"") && error.contains("inverse_minus_identity"));
    let error = Method::<f64>::from_id::<SpecError>("sgd", Form::Inverse, |_, _| Ok(0.5));
    let sentence = error.unwrap_err().to_string();
    assert!(sentence.contains("\"sgd\"") && sentence.contains("gn_adaptive, adam, rmsprop"));
    let steps = Steps::same(0.5);
    assert_eq!(
        Method::from(Gda { steps }).parameters(),
        [("hx", &0.5), ("hy", &0.5)]
    );
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
