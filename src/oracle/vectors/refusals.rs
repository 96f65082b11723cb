//! Questions without an answer: each must be refused, with this kind of error, and never with a
//! number.

use super::draft::on;
use super::format::Case;
use super::games::{GameCase, games};
use super::grid::NEED_CURVATURE;
use super::settings::{Setting, first_settings};
use serde::Deserialize;
use serde_json::Value;

/// What is refused before a method gets to see it, as a table.
const QUESTIONS: &str = include_str!("refusals.json");

/// Methods that take a root.
const WITH_ROOTS: &[&str] = &["acgd", "gn_adaptive", "gn_published", "adam", "rmsprop"];
/// Methods with λ > 0.
const DAMPED: &[&str] = &[
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "gn_published",
];

/// Settings of the first lines that have a default.
const WITH_DEFAULT: [(&str, &str); 10] = [
    ("gda_k", "order"),
    ("acgd", "beta"),
    ("acgd", "eps"),
    ("gn_adaptive", "rho"),
    ("gn_adaptive", "eps"),
    ("adam", "beta1"),
    ("adam", "beta2"),
    ("adam", "eps"),
    ("rmsprop", "rho"),
    ("rmsprop", "eps"),
];

/// A field of a question set to a value that is wrong.
struct Change {
    name: &'static str,
    /// Where; `STEP` is the method's first step size.
    at: &'static str,
    /// JSON.
    value: &'static str,
    kind: &'static str,
    comment: &'static str,
    /// The methods that it is wrong for; empty for all.
    of: &'static [&'static str],
}

const fn change(
    name: &'static str,
    at: &'static str,
    value: &'static str,
    kind: &'static str,
    comment: &'static str,
    of: &'static [&'static str],
) -> Change {
    Change {
        name,
        at,
        value,
        kind,
        comment,
        of,
    }
}

#[rustfmt::skip]
const CHANGES: [Change; 11] = [
    change("unknown_field", "/method/learning_rate", r#""1/16""#, "unknown_field", "there is no learning_rate", &[]),
    change("negative_step", "/method/STEP", r#""-1/16""#, "bad_value", "a step size is negative", &[]),
    change("step_is_a_word", "/method/STEP", r#""small""#, "bad_value", "a step size is no number", &[]),
    change("infinite_step", "/method/STEP", r#""inf""#, "non_finite", "a step size is infinite", &[]),
    change("nan", "/p0/0", r#""NaN""#, "non_finite", "p0 has a NaN in it", &[]),
    change("longer_p0", "/p0", r#"["1/2", "1/4", "1/8"]"#, "dimension", "p0 has an entry too many", &[]),
    change("other_nx", "/nx", "2", "dimension", "nx is not that of the game", &[]),
    change("exact", "/scalar", r#""exact""#, "unsupported", "a root has no fraction", WITH_ROOTS),
    change("zero_lam", "/method/lam", r#""0""#, "bad_value", "lambda must be positive", DAMPED),
    change("negative_lam", "/method/lam", r#""-1/2""#, "bad_value", "lambda must be positive", DAMPED),
    change("singular", "/game", r#"{"kind": "bilinear", "M": [["1"]]}"#, "singular", "f_yy is zero, and the step divides by it", &NEED_CURVATURE),
];

/// A line of the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    comment: String,
    refuse: String,
    question: Option<Value>,
    question_text: Option<String>,
}

impl Line {
    fn case(self) -> Case {
        Case {
            id: self.id,
            comment: self.comment,
            flags: vec!["must_refuse".into()],
            question: self.question,
            question_text: self.question_text,
            expect: None,
            refuse: Some(self.refuse),
            tolerance: None,
            fields: None,
            known_wrong: vec![],
        }
    }
}

/// What is refused before a method gets to see it.
///
/// # Errors
/// If the table is not JSON.
pub(super) fn of_questions() -> Result<Vec<Case>, serde_json::Error> {
    let lines: Vec<Line> = serde_json::from_str(QUESTIONS)?;
    Ok(lines.into_iter().map(Line::case).collect())
}

/// What every method must refuse.
///
/// # Errors
/// If a value above is not JSON.
pub(super) fn of_methods() -> Result<Vec<Case>, serde_json::Error> {
    let mut all = vec![];
    for setting in first_settings() {
        let curved = NEED_CURVATURE.contains(&setting.id);
        let name = if curved { "g1" } else { "bilinear_1_1" };
        for game in games().iter().filter(|game| game.name == name) {
            all.extend(incomplete(&setting, game));
            all.extend(changed(&setting, game)?);
        }
    }
    Ok(all)
}

fn refusal(setting: &Setting, name: &str, comment: String, kind: &str, question: Value) -> Case {
    let line = Line {
        id: format!("{}-refuse-{name}", setting.id),
        comment,
        refuse: kind.into(),
        question: Some(question),
        question_text: None,
    };
    line.case()
}

/// Each hyper-parameter that has no default left out.
fn incomplete(setting: &Setting, game: &GameCase) -> Vec<Case> {
    let names = setting.method.as_object().into_iter().flatten();
    let names = names.map(|(name, _)| name.as_str());
    let required =
        names.filter(|name| *name != "id" && !WITH_DEFAULT.contains(&(setting.id, *name)));
    let without = |name: &str| {
        let mut question = on(setting, game, 0, &[1, 2]);
        if let Some(method) = question["method"].as_object_mut() {
            method.remove(name);
        }
        let comment = format!("{} has no default for {name}", setting.id);
        refusal(
            setting,
            &format!("without_{name}"),
            comment,
            "missing_field",
            question,
        )
    };
    required.map(without).collect()
}

/// Each wrong value that applies.
fn changed(setting: &Setting, game: &GameCase) -> Result<Vec<Case>, serde_json::Error> {
    let step = if setting.method.get("h").is_some() {
        "h"
    } else {
        "hx"
    };
    let mut all = vec![];
    for change in CHANGES
        .iter()
        .filter(|one| one.of.is_empty() || one.of.contains(&setting.id))
    {
        let mut question = on(setting, game, 0, &[1, 2]);
        let at = change.at.replace("STEP", step);
        set(&mut question, &at, serde_json::from_str(change.value)?);
        let comment = format!("{}: {}", setting.id, change.comment);
        all.push(refusal(
            setting,
            change.name,
            comment,
            change.kind,
            question,
        ));
    }
    Ok(all)
}

/// Sets the field at `path`, "/a/b", whose parent is there.
fn set(question: &mut Value, path: &str, value: Value) {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    match question.pointer_mut(parent) {
        Some(Value::Array(list)) => list[0] = value,
        Some(Value::Object(map)) => drop(map.insert(name.into(), value)),
        _ => {}
    }
}
