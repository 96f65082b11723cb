//! All files: one per method, one per other kind of question, refusals, schema, manifest, README.

use super::draft::Draft;
use super::format::{Case, File, VERSION};
use super::{VectorsError, edges, facts, grid, primitives, refusals, trajectory};
use crate::oracle::{Problem, ProblemKind};
use crate::spec::METHOD_IDS;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A question that neither fractions nor intervals can answer, and why.
struct LeftOut {
    id: String,
    reason: String,
}

/// Name and content of every file, in order of name.
///
/// # Errors
/// `Draft` where a question that should have an answer has none: a mistake in the tables.
pub fn files() -> Result<Vec<(String, String)>, VectorsError> {
    let (mut files, mut left_out) = (vec![], vec![]);
    let mut drafts = [grid::drafts(), edges::drafts()].concat();
    let mut refused = refusals::of_methods()?;
    for id in METHOD_IDS {
        let (own, rest): (Vec<Draft>, _) = drafts
            .into_iter()
            .partition(|draft| trajectory::method_id(&draft.question) == id);
        drafts = rest;
        let mut cases = answered(&own, trajectory::case, &mut left_out)?;
        let (own, rest) = refused.into_iter().partition(|case| is_about(case, id));
        refused = rest;
        cases.extend::<Vec<Case>>(own);
        files.push(file(id, &format!("Runs of {id} on small games."), cases));
    }
    for (name, about, drafts) in single_formulas() {
        let cases = answered(&drafts, primitives::case, &mut left_out)?;
        files.push(file(name, about, cases));
    }
    files.extend(facts()?);
    let about = "Questions that must be refused whatever the method.";
    files.push(file("refuse", about, refusals::of_questions()?));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    unique_ids(&files)?;
    published(&files, &left_out)
}

type Table = (&'static str, &'static str, Vec<Draft>);

fn single_formulas() -> [Table; 6] {
    [
        (
            "field",
            "Objectives, v and J of the games.",
            primitives::fields(),
        ),
        ("apply", "(lam I + v v^T)^-1 w.", primitives::apply()),
        (
            "direction",
            "A v for A = B^-1 and B^-1 - I.",
            primitives::direction(),
        ),
        (
            "conjugacy",
            "The beta rules of nonlinear conjugate gradients.",
            primitives::conjugacy(),
        ),
        ("krylov", "CG steps on H^2 b = H rhs.", primitives::krylov()),
        (
            "map_jacobian",
            "Jacobians of the first step.",
            primitives::map_jacobians(),
        ),
    ]
}

fn facts() -> Result<[File; 2], VectorsError> {
    let refuse = |problem| VectorsError::draft("facts", problem);
    let spectra = facts::spectra().map_err(refuse)?;
    let certificates = facts::certificates().map_err(refuse)?;
    Ok([
        file(
            "spectrum",
            "Eigenvalues, the step bound of Lemma 3, kinds of equilibria.",
            spectra,
        ),
        file(
            "certify",
            "Whether the spectral radius is below 1.",
            certificates,
        ),
    ])
}

fn is_about(case: &Case, id: &str) -> bool {
    let question = case.question.as_ref();
    question.is_some_and(|question| trajectory::method_id(question) == id)
}

fn file(name: &str, about: &str, cases: Vec<Case>) -> File {
    File {
        vectors: VERSION,
        name: name.into(),
        about: about.into(),
        cases,
    }
}

/// The cases of the drafts; those of which intervals cannot tell the branch are left out.
fn answered(
    drafts: &[Draft],
    case: impl Fn(&Draft) -> Result<Case, Problem>,
    left_out: &mut Vec<LeftOut>,
) -> Result<Vec<Case>, VectorsError> {
    let mut cases = vec![];
    for draft in drafts {
        match case(draft) {
            Ok(case) => cases.push(case),
            Err(problem) if problem.kind == ProblemKind::Unsupported => left_out.push(LeftOut {
                id: draft.id.clone(),
                reason: problem.message,
            }),
            Err(problem) => return Err(VectorsError::draft(&draft.id, problem)),
        }
    }
    Ok(cases)
}

fn unique_ids(files: &[File]) -> Result<(), VectorsError> {
    let mut seen = BTreeSet::new();
    let mut ids = files
        .iter()
        .flat_map(|file| &file.cases)
        .map(|case| &case.id);
    match ids.find(|id| !seen.insert(*id)) {
        None => Ok(()),
        Some(id) => Err(VectorsError::Repeated { id: id.clone() }),
    }
}

/// One line per case, so that a change is seen where it is.
fn text(file: &File) -> Result<String, serde_json::Error> {
    let mut lines = vec![];
    for case in &file.cases {
        lines.push(serde_json::to_string(case)?);
    }
    let (name, about) = (json!(file.name), json!(file.about));
    Ok(format!(
        "{{\"vectors\":{VERSION},\"name\":{name},\"about\":{about},\"cases\":[\n{}\n]}}\n",
        lines.join(",\n")
    ))
}

fn published(files: &[File], left_out: &[LeftOut]) -> Result<Vec<(String, String)>, VectorsError> {
    let mut all = vec![];
    for file in files {
        all.push((format!("{}.json", file.name), text(file)?));
    }
    all.push(("schema.json".into(), include_str!("schema.json").into()));
    all.push(("README.md".into(), include_str!("README.md").into()));
    let manifest = manifest(files, left_out, &all);
    all.push(("manifest.json".into(), manifest));
    all.sort();
    Ok(all)
}

/// Counts, digests, and what is missing.
fn manifest(files: &[File], left_out: &[LeftOut], texts: &[(String, String)]) -> String {
    let mut digests = Map::new();
    for (name, text) in texts {
        let digest: String = Sha256::digest(text.as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        digests.insert(name.clone(), json!({"sha256": digest, "bytes": text.len()}));
    }
    for file in files {
        let count =
            |keep: &dyn Fn(&Case) -> bool| file.cases.iter().filter(|case| keep(case)).count();
        let entry = &mut digests[&format!("{}.json", file.name)];
        entry["cases"] = count(&|_| true).into();
        entry["must_refuse"] = count(&|case| case.refuse.is_some()).into();
        entry["known_wrong"] = file
            .cases
            .iter()
            .map(|case| case.known_wrong.len())
            .sum::<usize>()
            .into();
    }
    let total: usize = files.iter().map(|file| file.cases.len()).sum();
    let missing = left_out
        .iter()
        .map(|one| json!({"id": one.id, "reason": one.reason}));
    let missing: Vec<Value> = missing.collect();
    let manifest =
        json!({"vectors": VERSION, "cases": total, "files": digests, "left_out": missing});
    // a value of our own always prints
    format!("{manifest:#}\n")
}
