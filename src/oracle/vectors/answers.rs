//! The answer to a question in any scalar, part by part, from the textbook.

use super::number::Written;
use super::twin;
use crate::dense::{self, RankOne};
use crate::oracle::read::{self, Fields};
use crate::oracle::{Arithmetic, Problem, ProblemKind};
use crate::scalar::Interval;
use crate::spec::Form;
use nalgebra::{DMatrix, DVector};
use serde_json::{Map, Value, json};

/// One part of an answer.
#[derive(Clone, Debug)]
pub(super) enum Part<S: nalgebra::Scalar> {
    Number(S),
    Vector(DVector<S>),
    Matrix(DMatrix<S>),
}

/// The parts of an answer with their names: of a trajectory the steps asked for.
pub(super) type Parts<S> = Vec<(String, Part<S>)>;

impl<S: nalgebra::Scalar> Part<S> {
    /// All numbers of the part.
    pub fn entries(&self) -> Vec<&S> {
        match self {
            Self::Number(a) => vec![a],
            Self::Vector(v) => v.iter().collect(),
            Self::Matrix(m) => m.iter().collect(),
        }
    }
}

impl<S: Written> Part<S> {
    fn written(&self) -> Value {
        match self {
            Self::Number(a) => a.written(),
            Self::Vector(v) => twin::written(v),
            Self::Matrix(m) => {
                let row = |i| -> Value { m.row(i).iter().map(Written::written).collect() };
                (0..m.nrows()).map(row).collect()
            }
        }
    }
}

/// The answer as `gnash oracle ask` prints it.
pub(super) fn written<S: Written>(ask: &str, parts: &Parts<S>) -> Value {
    let all = parts
        .iter()
        .map(|(name, part)| (name.clone(), part.written()));
    let all = Value::Object(all.collect::<Map<_, _>>());
    match ask {
        "trajectory" => json!({"p": all}),
        "conjugacy" => json!({"result": all}),
        _ => all,
    }
}

/// The answer in one scalar.
///
/// # Errors
/// What is wrong with the question; `Unsupported` where the scalar cannot tell.
pub(super) fn parts<S: Arithmetic>(question: &Value) -> Result<Parts<S>, Problem> {
    let text = question.to_string();
    let mut fields = Fields::parse(&text)?;
    let ask = fields.required("ask")?.word()?;
    match &*ask {
        "trajectory" => trajectory(question),
        "field" => field(&mut fields),
        "apply" | "direction" => rank_one(&ask, &mut fields),
        "conjugacy" => conjugacy(&mut fields),
        "krylov" => {
            let h = fields.required("H")?.square::<S>()?;
            let rhs = fields.required("rhs")?.vector()?;
            let b = dense::krylov(&h, &rhs, fields.required("k")?.count()?)?;
            Ok(result(b))
        }
        "map_jacobian" => map_jacobian(&mut fields),
        other => Err(Problem::new(ProblemKind::UnknownId, other)),
    }
}

fn result<S: nalgebra::Scalar>(vector: DVector<S>) -> Parts<S> {
    vec![("result".into(), Part::Vector(vector))]
}

fn trajectory<S: Arithmetic>(question: &Value) -> Result<Parts<S>, Problem> {
    let run = twin::run::<S>(question, |_| true)?;
    Ok(at(question, &run.points))
}

/// The points that the question asks for.
pub(super) fn at<S: nalgebra::Scalar>(question: &Value, points: &[DVector<S>]) -> Parts<S> {
    let part = |k: usize| (k.to_string(), Part::Vector(points[k].clone()));
    steps_asked(question).map(part).collect()
}

/// The steps that the question asks about.
pub(super) fn steps_asked(question: &Value) -> impl Iterator<Item = usize> {
    let list = question["at"].as_array().cloned().unwrap_or_default();
    list.into_iter().map(|k| k.as_u64().unwrap_or(0) as usize)
}

fn field<S: Arithmetic>(fields: &mut Fields<'_>) -> Result<Parts<S>, Problem> {
    let game = S::game(&mut fields.required("game")?.object()?)?;
    let p = fields.required("p")?.vector()?;
    let losses = game.losses(&p);
    Ok(vec![
        ("loss_x".into(), Part::Number(losses.loss_x)),
        ("payoff_y".into(), Part::Number(losses.payoff_y)),
        ("v".into(), Part::Vector(game.field(&p))),
        ("J".into(), Part::Matrix(game.jacobian(&p))),
    ])
}

fn rank_one<S: Arithmetic>(ask: &str, fields: &mut Fields<'_>) -> Result<Parts<S>, Problem> {
    let lam = fields.required("lam")?.number()?;
    let b = RankOne::new(fields.required("v")?.vector::<S>()?, lam)?;
    Ok(result(if ask == "apply" {
        b.apply_inverse(&fields.required("w")?.vector()?)?
    } else {
        b.direction(fields.required("form")?.choice::<Form>()?)?
    }))
}

fn conjugacy<S: Arithmetic>(fields: &mut Fields<'_>) -> Result<Parts<S>, Problem> {
    let g = fields.required("g")?.vector::<S>()?;
    let g_prev = fields.required("g_prev")?.vector()?;
    let d_prev = fields.required("d_prev")?.vector()?;
    let mu = fields.required("mu")?.number()?;
    let all = dense::conjugacy(&g, &g_prev, &d_prev, &mu)?;
    let named = [
        ("fr", all.fr),
        ("prp", all.prp),
        ("hs", all.hs),
        ("dy", all.dy),
        ("hz", all.hz),
        ("fr_prp", all.fr_prp),
        ("hs_dy", all.hs_dy),
    ];
    let part = |(name, beta): (&str, S)| (name.into(), Part::Number(beta));
    Ok(named.map(part).into())
}

fn map_jacobian<S: Arithmetic>(fields: &mut Fields<'_>) -> Result<Parts<S>, Problem> {
    let game = S::lifted_game(&mut fields.required("game")?.object()?)?;
    let method = read::method::<S>(&mut fields.required("method")?.object()?)?;
    S::admits(&method)?;
    let p = fields.required("p")?.vector()?;
    let matrix = S::first_step(&method, &*game, &p)?;
    Ok(vec![("matrix".into(), Part::Matrix(matrix))])
}

/// Whether intervals decide every branch of the answer.
pub(super) fn is_decided(question: &Value) -> bool {
    parts::<Interval>(question).is_ok()
}
