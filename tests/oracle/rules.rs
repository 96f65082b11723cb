//! The rules are the methods: against `dense`, step by step along the path of `dense`.
//!
//! Both are run in doubles and in intervals from the same doubles. Each double lies in its own
//! interval and both intervals hold the true step, so they meet, and the two doubles are no
//! farther apart than the two widths together: a bound that nobody had to guess.
//!
//! Broken by hand, twenty times, each seen to fail: a sign; β twice; the counter of `lookahead` off
//! by one; its slow point not written back; v₋₁ = 0 in `ogda`; v(p) kept for v(q) in `eftp`; t + 1
//! in a bias correction; ε inside the root; the joint ‖v‖² for each player's own; p₋₁ = 0; vᵀv for
//! vᵀm; ‖v‖² for ‖v̂‖²; the other numerator; √(λ/h) for √(h/λ); the wrong denominator in `hz`; no
//! maximum with 0; −g kept for d; 0/0; the memory lost; the sums of both players in one.

use crate::specimens::{Specimen, field_methods, game_methods, games};
use gnash::dense::{self, DenseError, State};
use gnash::game::Game;
use gnash::oracle::rules::{
    Candidate, GameStep, check, is_field_only, on_game, played, reference, rule,
};
use gnash::scalar::Interval;
use gnash::spec::*;
use nalgebra::DVector;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Steps of every run.
const STEPS: usize = 12;
/// Enclosures wider than this, relative to 1 + |p|, would show nothing.
const NARROW: f64 = 1e-8;

fn points(p: &DVector<f64>) -> DVector<Interval> {
    p.map(Interval::point)
}

fn in_intervals(method: &Method<f64>) -> Method<Interval> {
    method.map(|a| Interval::point(*a))
}

/// One method on one game, four times.
struct Four<'a> {
    method: &'a Method<f64>,
    interval_method: Method<Interval>,
    state: State<f64>,
    interval_state: State<Interval>,
    rule: Box<dyn GameStep<f64>>,
    interval_rule: Box<dyn GameStep<Interval>>,
}

impl<'a> Four<'a> {
    fn new(method: &'a Method<f64>, n: usize) -> Self {
        let interval_method = in_intervals(method);
        Self {
            method,
            state: State::new(method, n),
            interval_state: State::new(&interval_method, n),
            rule: played(reference(method)),
            interval_rule: played(reference(&interval_method)),
            interval_method,
        }
    }

    /// The step of `dense` from p, after the other three are seen to agree; none if the
    /// enclosures are too wide to show it.
    fn step(
        &mut self,
        game: &dyn Game<f64>,
        interval_game: &dyn Game<Interval>,
        p: &DVector<f64>,
    ) -> Result<Option<DVector<f64>>, DenseError> {
        let q = points(p);
        let expected = dense::step(self.method, game, &mut self.state, p);
        let expected = expected.inspect_err(|_| assert!(self.rule.step(game, p).is_err()))?;
        let enclosed = dense::step(
            &self.interval_method,
            interval_game,
            &mut self.interval_state,
            &q,
        )?;
        let found = self.rule.step(game, p)?;
        let found_enclosed = self.interval_rule.step(interval_game, &q)?;
        for i in 0..p.len() {
            let (a, b) = (enclosed[i], found_enclosed[i]);
            let widths = a.width() + b.width();
            let about = format!("{:?} entry {i}: {a} and {b}", self.method);
            assert!(a.intersect(b).is_some(), "{about} do not meet");
            if widths > NARROW * (1.0 + a.magnitude()) {
                return Ok(None);
            }
            assert!(b.contains(found[i]), "{about}: {} is outside", found[i]);
            assert!((found[i] - expected[i]).abs() <= widths, "{about}");
        }
        Ok(Some(expected))
    }
}

/// How many steps agree; where an interval cannot tell a branch or a β overflows, the run ends.
fn agree(method: &Method<f64>, one: &Specimen<f64>, other: &Specimen<Interval>) -> usize {
    let mut four = Four::new(method, one.p0.len());
    let mut p = one.p0.clone();
    for k in 0..STEPS {
        p = match four.step(&*one.game, &*other.game, &p) {
            Ok(Some(next)) => next,
            Ok(None) | Err(DenseError::Undecided { .. } | DenseError::NotRepresentable { .. }) => {
                return k;
            }
            Err(error) => panic!("{method:?} on {}: {error}", one.name),
        };
    }
    STEPS
}

#[test]
fn every_rule_is_its_method() {
    for method in field_methods() {
        assert!(is_field_only(&method));
        for (one, other) in games().iter().zip(&games()) {
            let steps = agree(&method, one, other);
            // for a player with one coordinate, `hs` says d = −g + (g/d) d, which is zero
            let expected = match (method.id(), one.name) {
                ("nlcg", "quadratic 2+3") => 9,
                ("nlcg", _) => 2,
                _ => STEPS,
            };
            assert!(steps >= expected, "{method:?} on {}: {steps}", one.name);
        }
    }
}

#[test]
fn every_method_is_a_rule_or_a_step_on_a_game() {
    let mut ids: Vec<_> = field_methods().iter().map(Method::id).collect();
    for method in game_methods() {
        assert!(!is_field_only(&method) && rule(&method).is_none());
        let found = on_game(reference(&method), &*games()[1].game, &games()[1].p0, 3);
        let (game, mut p) = (&games()[1].game, games()[1].p0.clone());
        let mut state = State::new(&method, p.len());
        for next in &found.expect("the step exists")[1..] {
            p = dense::step(&method, &**game, &mut state, &p).expect("the step exists");
            assert_eq!(*next, p, "{}", method.id());
        }
        ids.push(method.id());
    }
    assert!(METHOD_IDS.iter().all(|id| ids.contains(id)));
}

/// v = 0 from the start: every ratio of `nlcg` and of the means has a zero denominator.
#[test]
fn a_critical_point_stays() {
    let origin = DVector::from_element(2, 0.0);
    let game = gnash::game::Quadratic::<f64>::g1();
    for method in field_methods() {
        let path = on_game(reference(&method), &game, &origin, 4).expect("no quotient by zero");
        assert!(path.iter().all(|p| *p == origin), "{method:?}");
    }
}

#[test]
fn hyper_parameters_are_checked_without_a_game() {
    for method in field_methods().into_iter().chain(game_methods()) {
        assert_eq!(check(&method), Ok(()));
        let infinite = method.map(|_| f64::INFINITY);
        let error = check(&infinite).expect_err("infinite hyper-parameters");
        assert!(matches!(error, DenseError::NonFinite { .. }), "{error}");
    }
    let undamped = Gn {
        step: 0.1,
        damping: 0.0,
        form: Form::Inverse,
    };
    let error = check(&undamped.into()).expect_err("λ = 0");
    assert!(matches!(error, DenseError::NotPositive { what: "lam", .. }));
    let still = Lookahead {
        step: 0.1,
        inner: 0,
        interpolation: 0.5,
    };
    assert!(matches!(
        check(&still.into()),
        Err(DenseError::NoSteps { .. })
    ));
}

#[test]
fn bad_points_are_refused_and_leave_the_memory_alone() {
    let momentum = Method::from(SgdMomentum {
        step: 0.5,
        momentum: 0.5,
    });
    let game = gnash::game::Quadratic::<f64>::g1();
    let mut step = played(reference(&momentum));
    let p = DVector::from_vec(vec![1.0, 1.0]);
    let short = DVector::from_vec(vec![1.0]);
    let error = step.step(&game, &short).expect_err("too short");
    assert!(matches!(error, DenseError::DimensionMismatch { .. }));
    let first = step.step(&game, &p).expect("a step");
    let nan = DVector::from_vec(vec![1.0, f64::NAN]);
    let error = step.step(&game, &nan).expect_err("NaN");
    assert!(matches!(error, DenseError::NonFinite { index: 1, .. }));
    let far = DVector::from_vec(vec![1e308, 1e308]);
    assert!(step.step(&game, &far).is_err());
    let second = step.step(&game, &first).expect("a step");
    let path = on_game(reference(&momentum), &game, &p, 2).expect("two steps");
    assert_eq!(path, [p, first, second]);
    assert!(on_game(reference(&momentum), &game, &short, 0).is_err());
}

/// `check` is about hyper-parameters alone, so a candidate of any scalar can be made from them.
fn assert_candidate_of_intervals(method: &Method<f64>) {
    match reference(&in_intervals(method)) {
        Candidate::Rule(_) => assert!(is_field_only(method)),
        Candidate::Game(_) => assert!(!is_field_only(method)),
    }
}

/// A method that is a rule, with other numbers.
fn any_field_method() -> impl Strategy<Value = Method<f64>> {
    let all = field_methods();
    let numbers = prop::collection::vec(0.001f64..0.999, 8);
    (0..all.len(), numbers, 1usize..5).prop_map(move |(i, numbers, inner)| {
        let next = std::cell::Cell::new(0);
        let take = |_: &f64| numbers[next.replace(next.get() + 1)];
        match all[i].map(take) {
            Method::Algebraic(Algebraic::Lookahead(one)) => Lookahead { inner, ..one }.into(),
            method => method,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        rng_seed: RngSeed::Fixed(20240407172),
        ..ProptestConfig::default()
    })]

    #[test]
    fn with_any_hyper_parameters(method in any_field_method(), which in 0usize..9) {
        assert_candidate_of_intervals(&method);
        agree(&method, &games()[which], &games()[which]);
    }
}
