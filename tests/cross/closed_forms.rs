//! Methods × closed-form games × scalars: the textbook step, the fast step and the exact one.

use crate::games::singles;
use crate::registry::{Named, Scale, exact, games, label, methods};
use crate::tolerance::{Precision, assert_relative, rounded};
use gnash::dense::{State, step, step_algebraic};
use gnash::game::{Field, Game, Losses};
use gnash::method::{Float, build};
use gnash::scalar::{Rational, Scalar};
use gnash::spec::Method;
use nalgebra::DVector;

const SCALE: Scale = Scale {
    plain: 0.0625,
    inverse: 0.25,
    entrywise: 0.0625,
    adaptive: 0.5,
};
const STEPS: usize = 10;
/// Digits of the exact iterates triple with every step.
const EXACT_STEPS: usize = 5;
/// A step rounds about ten times, relative to |p| + h|v|, and there are ten; the games multiply an
/// early error by a factor below ten. The worst measured is 19 units (`gn_adaptive`, `dirac`).
const TRAJECTORY: f64 = 100.0;

/// The dense game as the fast methods see it.
struct View<'a, S>(&'a dyn Game<S>);

impl<S: Scalar> Field<S> for View<'_, S> {
    fn nx(&self) -> usize {
        self.0.nx()
    }
    fn ny(&self) -> usize {
        self.0.ny()
    }
    fn field(&mut self, p: &[S], v: &mut [S]) -> Losses<S> {
        let p = DVector::from_column_slice(p);
        v.clone_from_slice(self.0.field(&p).as_slice());
        self.0.losses(&p)
    }
}

fn start(dim: usize) -> Vec<f64> {
    singles(5, dim)
}

/// Iterates 0..=STEPS of the textbook.
fn dense_path<S: gnash::scalar::Real>(method: &Method<S>, game: &dyn Game<S>) -> Vec<Vec<f64>> {
    let start = start(game.dim()).into_iter().map(S::constant);
    let mut p = DVector::from_iterator(game.dim(), start);
    let mut state = State::new(method, game.dim());
    let mut path = vec![doubles_of(&p)];
    for _ in 0..STEPS {
        p = step(method, game, &mut state, &p).expect("a textbook step");
        path.push(doubles_of(&p));
    }
    path
}

/// A run in `T` that was written down in doubles.
fn in_precision<T: Precision>(path: &[Vec<f64>]) -> Vec<Vec<T>> {
    path.iter().map(|p| rounded(p)).collect()
}

fn doubles_of<S: Scalar>(p: &DVector<S>) -> Vec<f64> {
    p.iter().map(S::to_f64).collect()
}

/// Iterates of the fast method.
fn fast_path<T: Float + Precision>(method: &Method<T>, game: &dyn Game<T>) -> Vec<Vec<T>> {
    let mut p: Vec<T> = rounded(&start(game.dim()));
    let mut optimizer = build(method, game.nx(), game.ny()).expect("valid hyper-parameters");
    let mut path = vec![p.clone()];
    for _ in 0..STEPS {
        optimizer
            .step(&mut View(game), &mut p)
            .expect("a fast step");
        path.push(p.clone());
    }
    path
}

/// The run moves visibly: a method that stood still would agree with anything.
fn assert_moves(what: &str, path: &[Vec<f64>]) {
    let ends = path[0].iter().zip(&path[STEPS]);
    let change = ends.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(change > 0.01, "{what}: moves by {change:e} only");
}

/// Whole runs side by side, relative to the largest entry of any iterate.
fn assert_runs<T: Precision>(what: &str, got: &[Vec<T>], expected: &[Vec<f64>]) {
    let got = &got[..expected.len()];
    assert_relative(what, &got.concat(), &expected.concat(), TRAJECTORY);
}

/// The fast path in `T` against the textbook in f64, and the textbook in `T` against it too.
fn agrees<T: Float + Precision>() {
    let (in_t, in_doubles) = (methods::<T>(SCALE), methods::<f64>(SCALE));
    for ((name, game), (_, reference)) in games::<T>().iter().zip(&games::<f64>()) {
        for (method, method_f64) in in_t.iter().zip(&in_doubles) {
            let what = format!("{} on {name}", label(method));
            let expected = dense_path(method_f64, &**reference);
            assert_moves(&what, &expected);
            let dense = dense_path(method, &**game);
            let fast = fast_path(method, &**game);
            assert_runs(&what, &fast, &expected);
            assert_runs::<T>(&what, &in_precision(&dense), &expected);
        }
    }
}

#[test]
fn fast_and_textbook_steps_agree_in_f64() {
    agrees::<f64>();
}

#[test]
fn fast_and_textbook_steps_agree_in_f32() {
    agrees::<f32>();
}

/// Exact iterates, rounded once.
fn exact_path(method: &Method<Rational>, game: &dyn Game<Rational>) -> Vec<Vec<f64>> {
    let start = start(game.dim()).into_iter();
    let start = start.map(|a| Rational::from_f64(a).expect("a finite number"));
    let mut p = DVector::from_iterator(game.dim(), start);
    let mut state = State::new(method, game.dim());
    let mut path = vec![doubles_of(&p)];
    for _ in 0..EXACT_STEPS {
        let method = method.algebraic().expect("field operations only");
        p = step_algebraic(method, game, &mut state, &p).expect("an exact step");
        path.push(doubles_of(&p));
    }
    path
}

fn equals_the_exact_run<T: Float + Precision>(
    what: &str,
    exact: &[Vec<f64>],
    method: &Method<T>,
    games: &[Named<T>],
    name: &str,
) {
    let game = games.iter().find(|(n, _)| *n == name);
    let (_, game) = game.expect("an algebraic game is a game");
    let (dense, fast) = (dense_path(method, &**game), fast_path(method, &**game));
    assert_runs(what, &fast, exact);
    assert_runs::<T>(what, &in_precision(&dense), exact);
}

#[test]
fn fast_and_textbook_steps_equal_the_exact_ones() {
    let (methods_exact, games_exact) = exact(SCALE);
    assert_eq!(
        methods_exact.len(),
        9,
        "gda and four of the gn family, twice"
    );
    let (in_f64, in_f32) = (methods::<f64>(SCALE), methods::<f32>(SCALE));
    let (games_f64, games_f32) = (games::<f64>(), games::<f32>());
    for method in &methods_exact {
        let label_of = label(method);
        let of_f64 = in_f64.iter().find(|m| label(m) == label_of);
        let of_f32 = in_f32.iter().find(|m| label(m) == label_of);
        for (name, game) in &games_exact {
            let what = format!("{label_of} on {name}");
            let path = exact_path(method, &**game);
            equals_the_exact_run(&what, &path, of_f64.unwrap(), &games_f64, name);
            equals_the_exact_run(&what, &path, of_f32.unwrap(), &games_f32, name);
        }
    }
}
