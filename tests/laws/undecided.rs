//! Where a step branches on a sign that an interval does not tell: a typed error that names the
//! number, no panic, no guess, and the state as it was.
//!
//! Broken by hand: an undecided zero taken for a number that is not zero. Not caught, as it changes
//! nothing: an undecided order of two β taken for equality, since their difference is asked first.

use gnash::dense::{DenseError, gda, krylov, nlcg, sga};
use gnash::game::Quadratic;
use gnash::scalar::Interval;
use gnash::spec::{Conjugacy, Gda, Nlcg, Sga, Steps};
use nalgebra::{DMatrix, DVector};

fn interval(lo: f64, hi: f64) -> Interval {
    Interval::new(lo, hi).expect("lo ≤ hi")
}

fn vector<const N: usize>(entries: [Interval; N]) -> DVector<Interval> {
    DVector::from_column_slice(&entries)
}

fn one() -> Interval {
    Interval::point(1.0)
}

fn tiny() -> Interval {
    interval(-1e-9, 1e-9)
}

#[track_caller]
fn assert_undecided<T: std::fmt::Debug>(result: Result<T, DenseError>, name: &str) {
    match result {
        Err(DenseError::Undecided { what, .. }) => assert!(what.starts_with(name), "{what}"),
        other => panic!("{name} is undecided, but found {other:?}"),
    }
}

#[test]
fn a_step_size_of_unknown_sign_is_refused() {
    let steps = Steps {
        x: one(),
        y: tiny(),
    };
    let p = vector([one(), one()]);
    assert_undecided(gda::step(&Quadratic::g1(), &Gda { steps }, &p), "hy");
}

#[test]
fn conjugate_gradients_do_not_guess_whether_they_are_done() {
    let identity = DMatrix::from_element(1, 1, one());
    let residual = krylov(&identity, &vector([tiny()]), 1);
    assert_undecided(residual, "the squared residual of CG");
    // r = H(1, 1) = (a + b, a + b) ≥ 1, but ar + br ∈ [−2, 16]
    let (a, b) = (interval(-1.0, 1.0), interval(2.0, 3.0));
    let h = DMatrix::from_row_slice(2, 2, &[a, b, b, a]);
    assert_undecided(
        krylov(&h, &vector([one(), one()]), 1),
        "the curvature of CG",
    );
    // no step, no question
    assert!(krylov(&h, &vector([one(), one()]), 0).is_ok());
}

#[test]
fn the_alignment_does_not_guess_its_sign() {
    // g1 at (1, 1): −2048 + align_eps, as in `second_order`
    let with = |align_eps| {
        let (step, adjustment) = (Interval::point(0.5), Interval::point(0.25));
        let align = Some(align_eps);
        let params = Sga {
            step,
            adjustment,
            align,
        };
        let p = vector([one(), one()]);
        let next = sga::step(&Quadratic::g1(), &params, &p);
        assert_eq!(next, sga::step_by_players(&Quadratic::g1(), &params, &p));
        next
    };
    for wide in [(2047.0, 2049.0), (2048.0, 2049.0), (2047.0, 2048.0)] {
        assert_undecided(with(interval(wide.0, wide.1)), "the alignment");
    }
    for (sure, expected) in [(2048.5, [1.0, 3.0]), (2047.5, [3.0, 1.0])] {
        let next = with(interval(sure - 0.25, sure + 0.25)).unwrap();
        assert!(next[0].contains(expected[0]) && next[1].contains(expected[1]));
    }
}

#[test]
fn conjugate_directions_do_not_guess_beta() {
    // f = ½‖x‖² at (1, δ): g = (1, δ)
    let none = |rows, columns| DMatrix::from_element(rows, columns, Interval::point(0.0));
    let zero = vector([Interval::point(0.0); 2]);
    let identity = DMatrix::from_diagonal_element(2, 2, one());
    let game = Quadratic::new(identity, none(2, 0), none(0, 0), zero, vector([])).unwrap();
    let p = vector([one(), tiny()]);
    let next = |conjugacy, gradient, direction| {
        let (steps, mu) = (Steps::same(one()), Interval::point(2.0));
        let params = Nlcg {
            steps,
            conjugacy,
            mu,
        };
        let previous = Some(nlcg::Previous {
            gradient,
            direction,
        });
        let mut state = nlcg::State { previous };
        let before = state.clone();
        let next = nlcg::step(&game, &params, &mut state, &p);
        assert!(next.is_ok() || state == before);
        next
    };
    let (rest, along) = (vector([tiny(), tiny()]), vector([one(), one()]));
    for rule in [Conjugacy::Fr, Conjugacy::Prp, Conjugacy::FrPrp] {
        let found = next(rule, rest.clone(), along.clone());
        assert_undecided(found, "the denominator ‖g₋‖²");
    }
    for rule in [Conjugacy::Hs, Conjugacy::Dy, Conjugacy::Hz, Conjugacy::HsDy] {
        let found = next(rule, along.clone(), rest.clone());
        assert_undecided(found, "the denominator d·y");
    }
    // fr − prp = g·g₋/‖g₋‖² with g₋ = (δ, 1)
    let across = next(Conjugacy::FrPrp, vector([tiny(), one()]), along.clone());
    assert_undecided(across, "the difference of the two β");
    // prp = g·(g − g₋)/‖g₋‖² with g₋ = (1 ± 0.1, 0), fr near 1
    let near = vector([interval(0.9, 1.1), Interval::point(0.0)]);
    assert_undecided(
        next(Conjugacy::FrPrp, near.clone(), along.clone()),
        "the smaller β",
    );
    // the same data are no trouble to a rule without a branch
    assert!(next(Conjugacy::Prp, near, along).is_ok());
}
