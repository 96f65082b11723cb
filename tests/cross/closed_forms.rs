//! Methods × closed-form games × scalars: the textbook step, the fast step and the exact one.

use crate::closed_games::{Named, algebraic_games, find, games};
use crate::registry::{exact_methods, label, methods};
use crate::runs::{Run, SCALE, assert_refused, exact_run, run, start, steps};
use crate::tolerance::{Precision, assert_relative, rounded};
use gnash::dense::DenseError;
use gnash::game::{Field, Game, Losses};
use gnash::method::{FAST_IDS, Float, build};
use gnash::scalar::{Real, Scalar};
use gnash::spec::Method;
use nalgebra::DVector;

/// A step rounds about ten times, relative to |p| + h|v|, and there are ten; the games multiply an
/// early error by a factor below ten, and solving for y by the condition of f_yy, which is as
/// small. The worst measured is 27 units (`hessian_fr_diag`, `quadratic`).
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

/// Points in doubles.
type Path = Vec<Vec<f64>>;

fn in_doubles<S: Scalar>(run: Run<S>) -> Result<Path, DenseError> {
    let doubles = |p: &DVector<S>| p.iter().map(S::to_f64).collect();
    run.map(|points| points.iter().map(doubles).collect())
}

fn dense_path<S: Real>(method: &Method<S>, game: &dyn Game<S>) -> Result<Path, DenseError> {
    in_doubles(run(method, game, steps(method)))
}

/// A run in `T` that was written down in doubles.
fn in_precision<T: Precision>(path: &[Vec<f64>]) -> Vec<Vec<T>> {
    path.iter().map(|p| rounded(p)).collect()
}

/// Iterates of the fast method.
fn fast_path<T: Float + Precision>(method: &Method<T>, game: &dyn Game<T>) -> Vec<Vec<T>> {
    let mut p: Vec<T> = start(game.dim()).as_slice().to_vec();
    let mut optimizer = build(method, game.nx(), game.ny()).expect("valid hyper-parameters");
    let mut path = vec![p.clone()];
    for _ in 0..steps(method) {
        optimizer
            .step(&mut View(game), &mut p)
            .expect("a fast step");
        path.push(p.clone());
    }
    path
}

/// The run moves visibly: a method that stood still would agree with anything.
fn assert_moves(what: &str, path: &[Vec<f64>]) {
    let ends = path[0].iter().zip(path.last().expect("a run"));
    let change = ends.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(change > 0.01, "{what}: moves by {change:e} only");
}

/// Whole runs side by side, relative to the largest entry of any iterate.
fn assert_runs<T: Precision>(what: &str, got: &[Vec<T>], expected: &[Vec<f64>]) {
    let got = &got[..expected.len()];
    assert_relative(what, &got.concat(), &expected.concat(), TRAJECTORY);
}

/// The textbook in `T` against the textbook in f64, and the fast method in `T` against it too.
fn agrees<T: Float + Precision>() {
    let (in_t, in_f64) = (methods::<T>(SCALE), methods::<f64>(SCALE));
    for ((name, game), (_, reference)) in games::<T>().iter().zip(&games::<f64>()) {
        for (method, method_f64) in in_t.iter().zip(&in_f64) {
            let what = format!("{} on {name}", label(method));
            let (expected, dense) = (
                dense_path(method_f64, &**reference),
                dense_path(method, &**game),
            );
            let (expected, dense) = match (expected, dense) {
                (Ok(expected), Ok(dense)) => (expected, dense),
                (expected, dense) => {
                    assert_eq!(expected.as_ref().err(), dense.as_ref().err(), "{what}");
                    assert_refused(method.id(), name, &dense.unwrap_err());
                    continue;
                }
            };
            assert_moves(&what, &expected);
            assert_runs::<T>(&what, &in_precision(&dense), &expected);
            if FAST_IDS.contains(&method.id()) {
                assert_runs(&what, &fast_path(method, &**game), &expected);
            }
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

fn equals_the_exact_run<T: Float + Precision>(
    what: &str,
    exact: &Result<Path, DenseError>,
    method: &Method<T>,
    (name, game): &Named<T>,
) {
    let dense = dense_path(method, &**game);
    let Ok(exact) = exact else {
        assert_eq!(exact.as_ref().err(), dense.as_ref().err(), "{what}");
        assert_refused(method.id(), name, &dense.unwrap_err());
        return;
    };
    let dense = dense.expect("the exact run has no trouble");
    assert_runs::<T>(what, &in_precision(&dense), exact);
    if FAST_IDS.contains(&method.id()) {
        assert_runs(what, &fast_path(method, &**game), exact);
    }
}

#[test]
fn fast_and_textbook_steps_equal_the_exact_ones() {
    let (in_f64, in_f32) = (methods::<f64>(SCALE), methods::<f32>(SCALE));
    let (games_f64, games_f32) = (games::<f64>(), games::<f32>());
    for method in &exact_methods(SCALE) {
        let label_of = label(method);
        let of_f64 = in_f64.iter().find(|m| label(m) == label_of);
        let of_f32 = in_f32.iter().find(|m| label(m) == label_of);
        for (name, game) in &algebraic_games() {
            let what = format!("{label_of} on {name}");
            let path = in_doubles(exact_run(method, &**game));
            equals_the_exact_run(&what, &path, of_f64.unwrap(), find(&games_f64, name));
            equals_the_exact_run(&what, &path, of_f32.unwrap(), find(&games_f32, name));
        }
    }
}
