//! Runs of the textbook in intervals: they contain the exact runs, and the runs in doubles.
//!
//! Broken by hand, caught here: `directed::ends` with the remainder's sign exchanged, or dropped
//! (rounding to nearest only).

use crate::closed_games::{algebraic_games, find, games};
use crate::registry::{exact_methods, label, methods};
use crate::runs::{Points, Run, SCALE, assert_refused, exact_run, run, steps};
use gnash::dense::DenseError;
use gnash::scalar::{Interval, Scalar};
use nalgebra::DVector;

/// A run in doubles; intervals that forget how numbers depend on each other widen several-fold.
const STEPS: usize = 5;
/// What five steps leave of 10⁻¹⁶, each step widening at most a hundredfold.
const NARROW: f64 = 1e-7;

fn assert_narrow(what: &str, p: &DVector<Interval>) {
    for a in p {
        assert!(a.width() <= NARROW * (1.0 + a.magnitude()), "{what}: {a}");
    }
}

/// Both runs, unless both end with the same error, or the interval run with a sign it cannot tell.
fn both<S: Scalar>(
    (method, game): (&str, &str),
    wide: Run<Interval>,
    other: Run<S>,
) -> Option<(Points<Interval>, Points<S>)> {
    match (wide, other) {
        (Ok(wide), Ok(other)) => return Some((wide, other)),
        // Δg = 0 exactly, of which intervals know only that it is small
        (Err(DenseError::Undecided { .. }), Ok(_)) => {
            assert_eq!((method, game), ("hessian_fr_diag", "bilinear"));
        }
        (wide, other) => {
            let error = wide.expect_err("what another scalar has no step for");
            assert_eq!(Some(&error), other.err().as_ref(), "{method} on {game}");
            assert_refused(method, game, &error);
        }
    }
    None
}

#[test]
fn interval_runs_contain_the_exact_runs() {
    let (in_intervals, wide_games) = (methods::<Interval>(SCALE), games::<Interval>());
    for method in &exact_methods(SCALE) {
        let name_of = label(method);
        let wide = in_intervals.iter().find(|m| label(m) == name_of);
        let wide = wide.expect("the same methods in every scalar");
        for (name, game) in &algebraic_games() {
            let what = format!("{name_of} on {name}");
            let exact = exact_run(method, &**game);
            let count = exact.as_ref().map_or(1, |points| points.len() - 1);
            let found = run(wide, &*find(&wide_games, name).1, count);
            let Some((found, exact)) = both((method.id(), name), found, exact) else {
                continue;
            };
            for (found, expected) in found.iter().zip(&exact) {
                let mut pairs = found.iter().zip(expected);
                let contained = pairs.all(|(a, q)| a.contains_rational(q));
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
            let count = STEPS.min(steps(wide));
            let found = run(wide, &**game, count);
            let doubles = run(narrow, &*find(&narrow_games, name).1, count);
            let Some((found, doubles)) = both((narrow.id(), name), found, doubles) else {
                continue;
            };
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
