//! `field` and `trajectory`: games at points, and runs of methods.

use super::scalar::Answering;
use super::value::{Named, Value, named, too_long};
use crate::dense::State;
use crate::game::{Game, Quadratic};
use crate::oracle::read::{self, Fields};
use crate::oracle::{Problem, ProblemKind};
use crate::spec::Method;
use nalgebra::{DMatrix, DVector};

/// A game and a point of it.
pub(super) struct Place<S> {
    pub game: Box<dyn Game<S>>,
    pub p: DVector<S>,
}

/// `game`, the point under `name`, `nx`: read and held against each other.
pub(super) fn place<S: Answering>(
    fields: &mut Fields<'_>,
    name: &'static str,
) -> Result<Place<S>, Problem> {
    let game = S::game(&mut fields.required("game")?.object()?)?;
    let item = fields.required(name)?;
    let p = item.vector()?;
    if p.len() != game.dim() {
        let (expected, found) = (game.dim(), p.len());
        let message =
            format!("expected nx + ny = {expected} entries as in the game, found {found}");
        return Err(item.problem(ProblemKind::Dimension, message));
    }
    let nx = fields.optional("nx").map(|item| item.count());
    read::check_nx(nx.transpose()?, &*game)?;
    Ok(Place { game, p })
}

/// `method`, which the scalar has.
pub(super) fn method<S: Answering>(fields: &mut Fields<'_>) -> Result<Method<S>, Problem> {
    let method = read::method(&mut fields.required("method")?.object()?)?;
    S::admits(&method)?;
    Ok(method)
}

/// loss_x, payoff_y, v and J at p.
pub(super) fn field<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    let Place { game, p } = place::<S>(fields, "p")?;
    fields.done()?;
    let losses = game.losses(&p);
    Ok(named([
        ("loss_x", Value::Number(losses.loss_x)),
        ("payoff_y", Value::Number(losses.payoff_y)),
        ("v", Value::vector(&game.field(&p))),
        ("J", Value::matrix(&game.jacobian(&p))),
    ]))
}

/// The iterates at the steps asked for; the run goes to its last step in any case.
pub(super) fn trajectory<S: Answering>(
    fields: &mut Fields<'_>,
    limit: usize,
) -> Result<Named<S>, Problem> {
    let Place { game, mut p } = place::<S>(fields, "p0")?;
    let method = method::<S>(fields)?;
    let steps = fields.required("steps")?.count()?;
    let at = fields.required("at")?;
    let mut wanted = at.counts()?;
    if let Some(i) = wanted.iter().position(|k| *k > steps) {
        let message = format!("expected at most steps = {steps}, found {}", wanted[i]);
        let problem = Problem::new(ProblemKind::BadValue, message);
        return Err(problem.at(&format!("{}[{i}]", at.path())));
    }
    fields.done()?;
    wanted.sort_unstable();
    wanted.dedup();
    if steps == 0 {
        check_parameters(&method)?;
    }
    let mut state = State::new(&method, p.len());
    let mut points: Named<S> = Vec::with_capacity(wanted.len());
    let mut wanted = wanted.into_iter().peekable();
    for k in 0..=steps {
        if k > 0 {
            let next = S::step(&method, &*game, &mut state, &p);
            p = next.map_err(|problem| match k {
                // the first step is where settings and sizes are checked
                1 => problem.at("method"),
                _ => problem.at(&format!("step {}", k - 1)).at("method"),
            })?;
            if p.iter().any(|a| a.length() > limit) {
                return Err(too_long().at(&format!("p at step {k}")));
            }
        }
        if wanted.next_if_eq(&k).is_some() {
            points.push((k.to_string().into(), Value::vector(&p)));
        }
    }
    Ok(vec![("p".into(), Value::Object(points))])
}

/// A step in a game without coordinates checks the hyper-parameters and nothing else.
fn check_parameters<S: Answering>(method: &Method<S>) -> Result<(), Problem> {
    let none = || DVector::from_vec(vec![]);
    let matrix = || DMatrix::from_vec(0, 0, vec![]);
    let empty = Quadratic::new(matrix(), matrix(), matrix(), none(), none())?;
    let mut state = State::new(method, 0);
    let step = S::step(method, &empty, &mut state, &none());
    step.map(drop).map_err(|problem| problem.at("method"))
}
