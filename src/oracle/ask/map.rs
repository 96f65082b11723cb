//! `map_jacobian`: the derivative of a method's first step.

use super::point::{method, place};
use super::scalar::Answering;
use super::value::{Named, Value, named};
use crate::oracle::Problem;
use crate::oracle::read::Fields;

/// ∂p'/∂p of the first step from a fresh state, and its spectral radius.
pub(super) fn map_jacobian<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    let p = place::<S>(fields, "p")?.p;
    let method = method::<S>(fields)?;
    let game = S::lifted_game(&mut fields.required("game")?.object()?)?;
    fields.done()?;
    let matrix = S::first_step(&method, &*game, &p).map_err(|e| e.at("method"))?;
    let entries = Value::matrix(&matrix);
    entries.check("matrix")?;
    Ok(named([
        ("matrix", entries),
        ("spectral_radius", S::spectral_radius(&matrix)?),
    ]))
}
