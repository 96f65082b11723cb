//! `apply`, `direction`, `conjugacy` and `krylov`: questions without a game.

use super::scalar::Answering;
use super::value::{Named, Value, named};
use crate::dense::{self, RankOne};
use crate::oracle::read::Fields;
use crate::oracle::{Problem, ProblemKind};
use crate::spec::Form;
use nalgebra::DVector;

/// The vector under `name`, as long as `other`, which stands under `as_in`.
fn fitting<S: Answering>(
    fields: &mut Fields<'_>,
    name: &'static str,
    (expected, as_in): (usize, &str),
) -> Result<DVector<S>, Problem> {
    let item = fields.required(name)?;
    let vector: DVector<S> = item.vector()?;
    if vector.len() != expected {
        let found = vector.len();
        let message = format!("expected {expected} entries as in {as_in}, found {found}");
        return Err(item.problem(ProblemKind::Dimension, message));
    }
    Ok(vector)
}

/// B = λI + v vᵀ.
fn rank_one<S: Answering>(v: DVector<S>, lam: S) -> Result<RankOne<S>, Problem> {
    // v was read, so it is finite: what can be wrong is λ
    RankOne::new(v, lam).map_err(|error| Problem::from(error).at("lam"))
}

fn result<S: Answering>(vector: &DVector<S>) -> Named<S> {
    named([("result", Value::vector(vector))])
}

/// (λI + v vᵀ)⁻¹ w.
pub(super) fn apply<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    let v: DVector<S> = fields.required("v")?.vector()?;
    let w = fitting(fields, "w", (v.len(), "v"))?;
    let lam = fields.required("lam")?.number()?;
    fields.done()?;
    let applied = rank_one(v, lam)?.apply_inverse(&w);
    Ok(result(&applied.map_err(|e| Problem::from(e).at("result"))?))
}

/// A v.
pub(super) fn direction<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    let v: DVector<S> = fields.required("v")?.vector()?;
    let lam = fields.required("lam")?.number()?;
    let form: Form = fields.required("form")?.choice()?;
    fields.done()?;
    let direction = rank_one(v, lam)?.direction(form);
    Ok(result(
        &direction.map_err(|e| Problem::from(e).at("result"))?,
    ))
}

/// β of nonlinear conjugate gradients under every rule.
pub(super) fn conjugacy<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    let g: DVector<S> = fields.required("g")?.vector()?;
    let g_prev = fitting(fields, "g_prev", (g.len(), "g"))?;
    let d_prev = fitting(fields, "d_prev", (g.len(), "g"))?;
    let mu = match fields.optional("mu") {
        Some(item) => item.number()?,
        None => S::from_i64(2),
    };
    fields.done()?;
    let found = dense::conjugacy(&g, &g_prev, &d_prev, &mu);
    let found = found.map_err(|e| Problem::from(e).at("result"))?;
    let rules = [
        ("fr", found.fr),
        ("prp", found.prp),
        ("hs", found.hs),
        ("dy", found.dy),
        ("hz", found.hz),
        ("fr_prp", found.fr_prp),
        ("hs_dy", found.hs_dy),
    ];
    let rules = rules.map(|(name, beta)| (name, Value::Number(beta)));
    Ok(named([("result", Value::Object(named(rules)))]))
}

/// b after k steps of conjugate gradients on H² b = H·rhs.
pub(super) fn krylov<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    let item = fields.required("H")?;
    let h = item.square::<S>()?;
    for i in 0..h.nrows() {
        if let Some(j) = (0..i).find(|&j| h[(i, j)] != h[(j, i)]) {
            let message = format!("expected a symmetric matrix, but [{i}][{j}] is not [{j}][{i}]");
            return Err(item.problem(ProblemKind::NotSymmetric, message));
        }
    }
    let rhs = fitting(fields, "rhs", (h.nrows(), "H"))?;
    let k = fields.required("k")?.count()?;
    fields.done()?;
    let b = dense::krylov(&h, &rhs, k);
    Ok(result(&b.map_err(|e| Problem::from(e).at("result"))?))
}
