//! Runs of the textbook on exact fractions, or on intervals where a run needs a root, an
//! exponential or too many digits; and every value of the game that it asked for.

use super::number::Written;
use crate::dense::State;
use crate::game::{Game, Losses};
use crate::oracle::read::{self, Fields};
use crate::oracle::{Arithmetic, Problem, ProblemKind};
use crate::scalar::{Interval, Rational};
use dashu_base::BitTest;
use nalgebra::{DMatrix, DVector};
use serde_json::Value;
use std::cell::RefCell;

/// Iterates with longer fractions are left to intervals.
const MANY_BITS: usize = 40_000;

/// Something that the method asked of the game.
#[derive(Clone, Debug)]
pub(super) struct Call<S> {
    pub p: DVector<S>,
    pub value: Answer<S>,
}

#[derive(Clone, Debug)]
pub(super) enum Answer<S> {
    Field(DVector<S>),
    Jacobian(DMatrix<S>),
}

/// p_0, …, p_steps, v at the first `steps` of them, and what each step asked for.
#[derive(Clone, Debug)]
pub(super) struct Run<S> {
    pub points: Vec<DVector<S>>,
    pub fields: Vec<DVector<S>>,
    pub calls: Vec<Vec<Call<S>>>,
}

/// A game that remembers what it was asked for.
struct Recorder<'a, S> {
    game: &'a dyn Game<S>,
    calls: RefCell<Vec<Call<S>>>,
}

impl<S: Arithmetic> Recorder<'_, S> {
    fn record(&self, p: &DVector<S>, value: Answer<S>) {
        let p = p.clone();
        self.calls.borrow_mut().push(Call { p, value });
    }
}

impl<S: Arithmetic> Game<S> for Recorder<'_, S> {
    fn nx(&self) -> usize {
        self.game.nx()
    }
    fn ny(&self) -> usize {
        self.game.ny()
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        self.game.losses(p)
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let v = self.game.field(p);
        self.record(p, Answer::Field(v.clone()));
        v
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let j = self.game.jacobian(p);
        self.record(p, Answer::Jacobian(j.clone()));
        j
    }
}

/// The run that a trajectory question asks for, in any scalar that has its game and method.
///
/// # Errors
/// What is wrong with the question; `TooLarge` if `fits` refuses an iterate.
pub(super) fn run<S: Arithmetic>(
    question: &Value,
    fits: impl Fn(&S) -> bool,
) -> Result<Run<S>, Problem> {
    let text = question.to_string();
    let mut fields = Fields::parse(&text)?;
    let game = S::game(&mut fields.required("game")?.object()?)?;
    let method = read::method::<S>(&mut fields.required("method")?.object()?)?;
    let p0 = fields.required("p0")?.vector()?;
    let steps = fields.required("steps")?.count()?;
    S::admits(&method)?;
    let recorder = Recorder {
        game: &*game,
        calls: RefCell::default(),
    };
    let mut state = State::new(&method, game.dim());
    let mut run = Run {
        points: vec![p0],
        fields: vec![],
        calls: vec![],
    };
    for k in 0..steps {
        let p = &run.points[k];
        if !p.iter().all(&fits) {
            return Err(Problem::new(ProblemKind::TooLarge, "too many digits"));
        }
        let next = S::step(&method, &recorder, &mut state, p)?;
        run.fields.push(game.field(p));
        run.calls.push(recorder.calls.take());
        run.points.push(next);
    }
    Ok(run)
}

/// A run that knows its numbers.
pub(super) enum Twin {
    Exact(Run<Rational>),
    Enclosed(Run<Interval>),
}

/// The exact run, or the enclosed one.
///
/// # Errors
/// Why there is neither.
pub(super) fn twin(question: &Value) -> Result<Twin, Problem> {
    let few = |a: &Rational| a.denominator().bit_len().max(a.numerator().bit_len()) <= MANY_BITS;
    match run::<Rational>(question, few) {
        Ok(exact) => Ok(Twin::Exact(exact)),
        Err(problem) if is_beyond_fractions(&problem) => {
            run::<Interval>(question, |_| true).map(Twin::Enclosed)
        }
        Err(problem) => Err(problem),
    }
}

fn is_beyond_fractions(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::Unsupported | ProblemKind::TooLarge
    )
}

/// Every number as a file has it.
pub(super) fn written<S: Written>(entries: &DVector<S>) -> Value {
    entries.iter().map(Written::written).collect()
}

/// Every number as the decimal of the nearest double.
pub(super) fn doubles<S: Written>(entries: &DVector<S>) -> Vec<String> {
    entries.iter().map(Written::double).collect()
}

/// The rows of a matrix, as [`doubles`].
pub(super) fn rows<S: Written>(matrix: &DMatrix<S>) -> Vec<Vec<String>> {
    let row = |i| matrix.row(i).iter().map(Written::double).collect();
    (0..matrix.nrows()).map(row).collect()
}
