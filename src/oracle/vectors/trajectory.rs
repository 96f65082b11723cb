//! From a question about a run to a case: the answer, what it needs, how exact it must be.

use super::answers::{self, Parts};
use super::draft::Draft;
use super::format::{Case, Fields, Other};
use super::number::Written;
use super::twin::{Answer, Run, Twin, doubles, rows, twin};
use super::{tolerance, wrong};
use crate::oracle::{Arithmetic, Problem};
use crate::scalar::Rational;
use serde_json::Value;

/// Methods with a second field in every step.
const WITH_MIDDLE: [&str; 2] = ["eg", "eftp"];
/// Beyond this many entries `known_wrong` is left out: smaller games say the same.
const SMALL: usize = 3;
/// Flags of cases that have no `known_wrong`, as others say the same.
const WITHOUT_WRONG: [&str; 6] = [
    "huge",
    "tiny",
    "subnormal",
    "h_is_zero",
    "long_run",
    "ill_conditioned",
];

/// The case that the draft asks for.
///
/// # Errors
/// Why neither fractions nor intervals can answer.
pub(super) fn case(draft: &Draft) -> Result<Case, Problem> {
    match twin(&draft.question)? {
        Twin::Exact(run) => {
            let parts = answers::at(&draft.question, &run.points);
            let decided = answers::is_decided(&draft.question);
            Ok(finished(draft, &run, Some(&parts), decided))
        }
        Twin::Enclosed(run) => Ok(finished(draft, &run, None, true)),
    }
}

fn finished<S: Arithmetic + Written>(
    draft: &Draft,
    run: &Run<S>,
    exact: Option<&Parts<Rational>>,
    decided: bool,
) -> Case {
    let mut case = draft.case();
    let parts = answers::at(&draft.question, &run.points);
    case.expect = Some(answers::written("trajectory", &parts));
    case.fields = fields(run, &method_id(&draft.question));
    let values: Vec<Vec<f64>> = (run.points.iter())
        .map(|p| p.iter().map(|a| a.to_f64()).collect())
        .collect();
    let tolerance = tolerance::tolerances(&draft.question, exact, decided);
    let plain = !draft.flags.iter().any(|flag| WITHOUT_WRONG.contains(flag));
    if plain && draft.dim() <= SMALL {
        case.known_wrong = wrong::known_wrong(&draft.question, &values, &tolerance);
    }
    case.tolerance = Some(tolerance);
    case
}

/// The method's id.
pub(super) fn method_id(question: &Value) -> String {
    question["method"]["id"].as_str().unwrap_or("").into()
}

/// The values of the game that the run used; none if a double cannot hold one.
fn fields<S: Arithmetic + Written>(run: &Run<S>, id: &str) -> Option<Fields> {
    let mut fields = Fields {
        v: run.fields.iter().map(doubles).collect(),
        ..Fields::default()
    };
    for (k, calls) in run.calls.iter().enumerate() {
        let p = &run.points[k];
        if WITH_MIDDLE.contains(&id) {
            let last = calls.iter().rev().find_map(|call| match &call.value {
                Answer::Field(v) => Some(doubles(v)),
                Answer::Jacobian(_) => None,
            });
            fields.v_mid.extend(last);
            continue;
        }
        for call in calls {
            match &call.value {
                Answer::Field(_) if call.p == *p => {}
                Answer::Jacobian(j) if call.p == *p => {
                    if fields.jacobians.len() == k {
                        fields.jacobians.push(rows(j));
                    }
                }
                value => add_other(&mut fields.other, k, doubles(&call.p), value),
            }
        }
    }
    let text = serde_json::to_string(&fields).ok()?;
    (!text.contains("inf")).then_some(fields)
}

/// Adds a value at a point that is no iterate, once for each step.
fn add_other<S: Written>(list: &mut Vec<Other>, k: usize, p: Vec<String>, value: &Answer<S>) {
    let known = list.iter().position(|one| one.k == k && one.p == p);
    let index = known.unwrap_or_else(|| {
        list.push(Other {
            k,
            p,
            v: None,
            jacobian: None,
        });
        list.len() - 1
    });
    match value {
        Answer::Field(v) => list[index].v = Some(doubles(v)),
        Answer::Jacobian(j) => list[index].jacobian = Some(rows(j)),
    }
}
