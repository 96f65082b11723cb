//! Runs of the textbook in any scalar, and where they stop.

use crate::games::singles;
use crate::registry::Scale;
use dashu_base::BitTest;
use gnash::dense::{DenseError, State, step, step_algebraic};
use gnash::game::Game;
use gnash::scalar::{Rational, Real, Scalar};
use gnash::spec::Method;
use nalgebra::DVector;

/// For closed-form games.
pub const SCALE: Scale = Scale {
    plain: 0.0625,
    inverse: 0.25,
    entrywise: 0.0625,
    adaptive: 0.125,
};
/// Digits of the exact iterates triple with every step of the Gauss-Newton family, and more under
/// methods with quotients in them: so many steps while denominators have so few bits.
const EXACT_STEPS: usize = 5;
const MANY_BITS: usize = 2000;
const FEWEST: usize = 2;

/// Iterates 0, 1, ….
pub type Points<S> = Vec<DVector<S>>;

/// Iterates 0, 1, …, or why there are fewer than wanted.
pub type Run<S> = Result<Points<S>, DenseError>;

/// Steps that a run takes in any scalar.
///
/// Of `nlcg` only two: with one entry per player `hs` makes the second direction exactly zero, and
/// then β = 0/0 in the third step is decided by roundings.
pub fn steps<S>(method: &Method<S>) -> usize {
    match method.id() {
        "nlcg" => 2,
        _ => 10,
    }
}

/// The first iterate.
pub fn start<S: Scalar>(dim: usize) -> DVector<S> {
    let entries = singles(5, dim).into_iter();
    DVector::from_iterator(dim, entries.map(crate::registry::number))
}

/// Iterates 0..=count of the textbook.
pub fn run<S: Real>(method: &Method<S>, game: &dyn Game<S>, count: usize) -> Run<S> {
    let mut state = State::new(method, game.dim());
    let mut points = vec![start(game.dim())];
    for k in 0..count {
        points.push(step(method, game, &mut state, &points[k])?);
    }
    Ok(points)
}

/// Exact iterates, while their digits are few.
pub fn exact_run(method: &Method<Rational>, game: &dyn Game<Rational>) -> Run<Rational> {
    let mut state = State::new(method, game.dim());
    let mut points = vec![start(game.dim())];
    for k in 0..EXACT_STEPS.min(steps(method)) {
        let p: &DVector<Rational> = &points[k];
        if k >= FEWEST && p.iter().any(|a| a.denominator().bit_len() > MANY_BITS) {
            break;
        }
        let method = method.algebraic().expect("field operations only");
        points.push(step_algebraic(method, game, &mut state, p)?);
    }
    Ok(points)
}

/// The methods that divide by f_yy have no step where it vanishes.
#[track_caller]
pub fn assert_refused(method: &str, game: &str, error: &DenseError) {
    let divides = ["fr", "gdn", "hessian_fr"].contains(&method) && game == "bilinear";
    let expected = DenseError::Singular { column: 0 };
    assert!(divides && *error == expected, "{method} on {game}: {error}");
}
