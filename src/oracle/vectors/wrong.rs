//! What the known mistakes give on a case.

use super::answers::steps_asked as at;
use super::format::{KnownWrong, Tolerances};
use super::number::double;
use super::trajectory::method_id;
use crate::dense::DenseError;
use crate::oracle::read::{self, Fields};
use crate::oracle::{Problem, catalogue, rules};
use serde_json::Value;
use std::collections::BTreeMap;

/// A result that is not this many tolerances off says nothing.
const APART: f64 = 2.0;

/// Every entry of the catalogue that applies to the method and that the case tells from it.
pub(super) fn known_wrong(
    question: &Value,
    values: &[Vec<f64>],
    tolerances: &Tolerances,
) -> Vec<KnownWrong> {
    let entries = catalogue::entries_of(&method_id(question)).into_iter();
    let results = entries.filter_map(|entry| {
        let path = path(question, entry.mutation).ok().flatten()?;
        let p = telling(question, values, &path, tolerances);
        let id = entry.id.into();
        (!p.is_empty()).then_some(KnownWrong { id, p })
    });
    results.collect()
}

/// The iterates of a mutation, in doubles; `None` where it does not apply.
fn path(question: &Value, mutation: catalogue::Mutation) -> Result<Option<Vec<Vec<f64>>>, Problem> {
    let text = question.to_string();
    let mut fields = Fields::parse(&text)?;
    let game = read::game::<f64>(&mut fields.required("game")?.object()?)?;
    let method = read::method::<f64>(&mut fields.required("method")?.object()?)?;
    let (p0, steps) = (
        fields.required("p0")?.vector()?,
        fields.required("steps")?.count()?,
    );
    let Some(candidate) = mutation.candidate(&method) else {
        return Ok(None);
    };
    let path: Result<_, DenseError> = rules::on_game(candidate, &*game, &p0, steps);
    let path = path?.into_iter().map(|p| p.as_slice().to_vec());
    Ok(Some(path.collect()))
}

/// The last of the steps asked for at which the mutation is apart, with its iterate.
fn telling(
    question: &Value,
    values: &[Vec<f64>],
    path: &[Vec<f64>],
    tolerances: &Tolerances,
) -> BTreeMap<String, Vec<String>> {
    let allowed = |k: usize| {
        let all = [&tolerances.f64, &tolerances.f32].into_iter();
        let bounds = all.filter_map(|one| one.at_most.as_ref()?.get(&k.to_string()).copied());
        bounds.reduce(f64::max)
    };
    let apart = |k: usize| {
        let pairs = path[k].iter().zip(&values[k]);
        let off = pairs.fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
        allowed(k).is_some_and(|allowed| off > APART * allowed)
    };
    let last = at(question).filter(|k| apart(*k)).last();
    let p = |k: usize| path[k].iter().map(|a| double(*a)).collect();
    last.map(|k| (k.to_string(), p(k))).into_iter().collect()
}
