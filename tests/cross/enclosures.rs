//! Runs of the textbook in intervals: they contain the exact runs, and the runs in doubles.
//!
//! Broken by hand, caught here: `directed::ends` with the remainder's sign exchanged, or dropped
//! (rounding to nearest only).

use crate::games::singles;
use crate::registry::{Named, Scale, exact, games, label, methods};
use gnash::dense::{State, step, step_algebraic};
use gnash::game::Game;
use gnash::scalar::{Interval, Rational, Real, Scalar};
use gnash::spec::Method;
use nalgebra::DVector;

const SCALE: Scale = Scale {
    plain: 0.0625,
    inverse: 0.25,
    entrywise: 0.0625,
    adaptive: 0.5,
};
/// Digits of exact iterates triple with every step.
const EXACT_STEPS: usize = 4;
/// A run in doubles; intervals that forget how numbers depend on each other widen several-fold.
const STEPS: usize = 5;
/// What five steps leave of 10⁻¹⁶, each step widening at most a hundredfold.
const NARROW: f64 = 1e-7;

fn start<S: Scalar>(dim: usize) -> DVector<S> {
    let entries = singles(5, dim).into_iter();
    DVector::from_iterator(
        dim,
        entries.map(|a| S::from_f64(a).expect("a finite number")),
    )
}

fn find<'a, S: Scalar>(games: &'a [Named<S>], name: &str) -> &'a dyn Game<S> {
    let game = games.iter().find(|(n, _)| *n == name);
    &*game.expect("the same games in every scalar").1
}

fn assert_narrow(what: &str, p: &DVector<Interval>) {
    for a in p {
        assert!(a.width() <= NARROW * (1.0 + a.magnitude()), "{what}: {a}");
    }
}

/// Iterates 1..=count.
fn path<S: Real>(method: &Method<S>, game: &dyn Game<S>, count: usize) -> Vec<DVector<S>> {
    let mut state = State::new(method, game.dim());
    let mut p = start(game.dim());
    let mut next = || {
        p = step(method, game, &mut state, &p).expect("a textbook step");
        p.clone()
    };
    (0..count).map(|_| next()).collect()
}

fn exact_path(method: &Method<Rational>, game: &dyn Game<Rational>) -> Vec<DVector<Rational>> {
    let mut state = State::new(method, game.dim());
    let mut p = start(game.dim());
    let method = method.algebraic().expect("field operations only");
    let mut next = || {
        p = step_algebraic(method, game, &mut state, &p).expect("an exact step");
        p.clone()
    };
    (0..EXACT_STEPS).map(|_| next()).collect()
}

#[test]
fn interval_runs_contain_the_exact_runs() {
    let (methods_exact, games_exact) = exact(SCALE);
    let (in_intervals, wide_games) = (methods::<Interval>(SCALE), games::<Interval>());
    for method in &methods_exact {
        let name_of = label(method);
        let wide = in_intervals.iter().find(|m| label(m) == name_of);
        let wide = wide.expect("the same methods in every scalar");
        for (name, game) in &games_exact {
            let what = format!("{name_of} on {name}");
            let found = path(wide, find(&wide_games, name), EXACT_STEPS);
            for (found, expected) in found.iter().zip(exact_path(method, &**game)) {
                let contained = found
                    .iter()
                    .zip(&expected)
                    .all(|(a, q)| a.contains_rational(q));
                assert!(contained, "{what}: {found} misses an exact iterate");
                assert_narrow(&what, found);
            }
        }
    }
}

/// With roots and exponentials there is no exact run; one in doubles is a few roundings away.
#[test]
fn interval_runs_stay_by_the_runs_in_doubles() {
    let (in_intervals, wide_games) = (methods::<Interval>(SCALE), games::<Interval>());
    let (in_doubles, narrow_games) = (methods::<f64>(SCALE), games::<f64>());
    for (wide, narrow) in in_intervals.iter().zip(&in_doubles) {
        for (name, game) in &wide_games {
            let what = format!("{} on {name}", label(narrow));
            let found = path(wide, &**game, STEPS);
            let doubles = path(narrow, find(&narrow_games, name), STEPS);
            for (found, doubles) in found.iter().zip(&doubles) {
                assert_narrow(&what, found);
                for (a, b) in found.iter().zip(doubles) {
                    let gap = (a.mid() - b).abs();
                    assert!(gap <= NARROW * (1.0 + b.abs()), "{what}: {a} and {b}");
                }
            }
        }
    }
}
