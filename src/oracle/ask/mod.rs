//! Questions and their answers, one JSON object each.
//!
//! A question is `{"id"?, "ask", "scalar"?, fields…, "error_bound"?}`, an answer `{"id", …}` or
//! `{"id", "error": {"kind", "message"}}`. Whatever is asked is answered by [`crate::dense`] and
//! [`crate::certify`] in the scalar of the question: `f64` (the default), `f32`, `exact`
//! (fractions) or `interval` (enclosures).
//!
//! With `"error_bound": true` a float answer says how far its numbers are at most from the exact
//! ones for the numbers as they are written, if the same question in fractions or in intervals
//! tells.
//!
//! Choices where the format leaves one:
//! * a field that means nothing is refused, and so is one given twice; of `game`, b and c may be
//!   left out, and `mu` of `conjugacy`, which is 2;
//! * counts (steps, k, …) end at 10⁹, nx + ny and the order of U at [`LARGEST_DIMENSION`], each
//!   player's dimension in `spectrum` at [`DEFINITE_LIMIT`], the matrix of `certify` at
//!   [`DECIDE_LIMIT`];
//! * the ends of intervals, and `error_bound`, are decimals that bound as decimals and as the
//!   doubles that they are read as; `error_bound` is about both too;
//! * `trajectory` lists each step of `at` once, in order;
//! * `map_jacobian`: under `exact` and `interval` the spectral radius is an interval;
//! * `spectrum`: ‖J‖∞ is the largest sum of a row; under floats `schur`, `bound` and the strict
//!   conditions are those of the J that came out in floats, taken exactly, and `schur` is rounded
//!   once; under `interval` J is exact where the game is; under `exact`, `bound` is an interval;
//! * `certify`: M is exact where game and method are (under floats: for the rounded inputs), and
//!   else the Jacobian in doubles (singles under `f32`). Of a method with memory M is the
//!   Jacobian of (point, state) at what the first step leaves, for `lookahead` over one period.
//!   The verdict is about the M that is printed, as fractions. Kind `lyapunov` with `contracts` has
//!   P ≻ 0, q²P − MᵀPM ≻ 0 and q < 1; with `does_not_contract` the same, but q ≥ 1 and P not ≻ 0.
//!   `jury` and `eigenvalue` say how M itself decides; an undecided M has the certificate null.
//! * intervals too wide to tell are `unsupported`.
//!
//! [`LARGEST_DIMENSION`]: super::read::LARGEST_DIMENSION
//! [`DEFINITE_LIMIT`]: crate::certify::DEFINITE_LIMIT
//! [`DECIDE_LIMIT`]: crate::certify::DECIDE_LIMIT

mod certify;
mod enclosure;
mod map;
mod matrix;
mod point;
mod scalar;
mod spectrum;
mod value;
mod vector;

use super::read::Fields;
use super::{Problem, ProblemKind};
use crate::scalar::{Interval, Rational, TEXT_BITS};
use scalar::Answering;
use value::Named;

/// The questions, in the order of SPEC section 6.1.
pub const ASK_KINDS: [&str; 9] = [
    "field",
    "trajectory",
    "apply",
    "direction",
    "map_jacobian",
    "spectrum",
    "conjugacy",
    "krylov",
    "certify",
];

/// The scalars of answers.
pub const SCALARS: [&str; 4] = ["f64", "f32", "exact", "interval"];

/// The longest number of an exact twin: beyond, intervals give the error bound.
const TWIN_BITS: usize = 1 << 13;

/// An answer as one line of JSON, and whether it is a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The line, without its end.
    pub line: String,
    /// What was wrong, if something was.
    pub refused: Option<ProblemKind>,
}

/// The answer to one question.
///
/// # Examples
/// ```
/// use gnash::oracle::ask;
/// let line = ask::answer(
///     r#"{"id": 7, "ask": "trajectory", "scalar": "exact", "game": {"kind": "g1"},
///         "method": {"id": "gda", "h": "1/4"}, "p0": [1, "1/2"], "steps": 2, "at": [2]}"#,
/// );
/// // v = (6x − 4y, 4x − 2y): (1, ½) → (2, 5/4) → (15/4, 21/8)
/// assert_eq!(line, r#"{"id":7,"p":{"2":["15/4","21/8"]}}"#);
/// let line = ask::answer(r#"{"ask": "apply", "v": [3, 4], "w": [3], "lam": 7}"#);
/// let message = "w: expected 2 entries as in v, found 1";
/// assert_eq!(
///     line,
///     format!(r#"{{"id":null,"error":{{"kind":"dimension","message":"{message}"}}}}"#)
/// );
/// ```
pub fn answer(question: &str) -> String {
    reply(question).line
}

/// The answer to one question, and whether it is a refusal.
pub fn reply(question: &str) -> Reply {
    match Fields::parse_leniently(question) {
        Err(problem) => refusal("null", &problem),
        Ok(mut fields) => {
            let (id, checked) = match id(&mut fields) {
                Ok(id) => (id, fields.given_once()),
                Err(problem) => ("null", Err(problem)),
            };
            match checked.and_then(|()| respond(id, fields)) {
                Ok(line) => Reply {
                    line,
                    refused: None,
                },
                Err(problem) => refusal(id, &problem),
            }
        }
    }
}

/// What is said in place of an answer; `id` is JSON.
pub(in crate::oracle) fn refusal(id: &str, problem: &Problem) -> Reply {
    let problem_json = serde_json::to_string(problem).unwrap_or_else(|_| "{}".into());
    Reply {
        line: format!("{{\"id\":{id},\"error\":{problem_json}}}"),
        refused: Some(problem.kind),
    }
}

/// The JSON text of the id, echoed as it stands.
fn id<'a>(fields: &mut Fields<'a>) -> Result<&'a str, Problem> {
    let Some(item) = fields.optional("id") else {
        return Ok("null");
    };
    match item.json().as_bytes() {
        [b'"' | b'-' | b'0'..=b'9', ..] | b"null" => Ok(item.json()),
        _ => Err(item.problem(ProblemKind::BadValue, "expected a text or a number")),
    }
}

/// The line that answers a question.
fn respond(id: &str, mut fields: Fields<'_>) -> Result<String, Problem> {
    let kind = one_of(&mut fields, "ask", &ASK_KINDS)?;
    let kind = kind.ok_or_else(|| missing("ask"))?;
    let scalar = one_of(&mut fields, "scalar", &SCALARS)?.unwrap_or("f64");
    let bounded = fields.optional("error_bound").map(|item| item.flag());
    let bounded = bounded.transpose()?.unwrap_or(false);
    match scalar {
        "f32" => float::<f32>(id, kind, fields, bounded),
        "exact" => line::<Rational>(id, &evaluate(kind, &mut fields, TEXT_BITS)?, None),
        "interval" => line::<Interval>(id, &evaluate(kind, &mut fields, TEXT_BITS)?, None),
        _ => float::<f64>(id, kind, fields, bounded),
    }
}

fn missing(name: &str) -> Problem {
    Problem::new(ProblemKind::MissingField, "the field is missing").at(name)
}

fn one_of(
    fields: &mut Fields<'_>,
    name: &'static str,
    names: &[&'static str],
) -> Result<Option<&'static str>, Problem> {
    let Some(item) = fields.optional(name) else {
        return Ok(None);
    };
    let word = item.word()?;
    let found = names.iter().find(|one| **one == word);
    found.map(|one| Some(*one)).ok_or_else(|| {
        let expected = names.join(", ");
        let message = format!("unknown {name} \"{word}\", expected one of {expected}");
        item.problem(ProblemKind::UnknownId, message)
    })
}

/// The answer in floats and, where it is asked for and known, its error bound.
fn float<S: Answering>(
    id: &str,
    kind: &str,
    mut fields: Fields<'_>,
    bounded: bool,
) -> Result<String, Problem> {
    let twin = bounded.then(|| fields.clone());
    let answer = evaluate::<S>(kind, &mut fields, TEXT_BITS)?;
    let bound = twin.and_then(|twin| error_bound(kind, &answer, twin));
    line(id, &answer, bound)
}

/// At least the largest distance of a number of the answer from the exact one, as the exact or
/// the interval twin knows it.
fn error_bound<S: Answering>(kind: &str, answer: &Named<S>, twin: Fields<'_>) -> Option<f64> {
    bound_by::<S, Rational>(kind, answer, twin.clone())
        .or_else(|| bound_by::<S, Interval>(kind, answer, twin))
}

fn bound_by<S: Answering, T: Answering>(
    kind: &str,
    answer: &Named<S>,
    mut twin: Fields<'_>,
) -> Option<f64> {
    let exact = evaluate::<T>(kind, &mut twin, TWIN_BITS).ok()?;
    let answer = value::Value::Object(answer.clone());
    answer.distance(&value::Value::Object(exact))
}

/// The answer to a question of this kind, all of whose numbers are finite; no exact number of a
/// run may be longer than `limit` bits.
fn evaluate<S: Answering>(
    kind: &str,
    fields: &mut Fields<'_>,
    limit: usize,
) -> Result<Named<S>, Problem> {
    let answer = match kind {
        "field" => point::field(fields),
        "trajectory" => point::trajectory(fields, limit),
        "apply" => vector::apply(fields),
        "direction" => vector::direction(fields),
        "map_jacobian" => map::map_jacobian(fields),
        "spectrum" => spectrum::spectrum(fields),
        "conjugacy" => vector::conjugacy(fields),
        "krylov" => vector::krylov(fields),
        _ => certify::certify(fields),
    }?;
    for (name, value) in &answer {
        value.check(name)?;
    }
    Ok(answer)
}

fn line<S: Answering>(id: &str, answer: &Named<S>, bound: Option<f64>) -> Result<String, Problem> {
    let mut out = String::with_capacity(256);
    out.push_str("{\"id\":");
    out.push_str(id);
    for (name, value) in answer {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":");
        value.write(&mut out);
    }
    if let Some(bound) = bound {
        out.push_str(",\"error_bound\":");
        value::write_double(&mut out, value::decimal_above(bound));
    }
    out.push('}');
    Ok(out)
}
