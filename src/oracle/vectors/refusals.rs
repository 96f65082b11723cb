//! Questions without an answer: each must be refused, with this kind of error, and never with a
//! number.

use super::draft::{Draft, on};
use super::format::Case;
use super::games::{GameCase, games};
use super::grid::NEED_CURVATURE;
use super::settings::{Setting, first_settings};
use serde_json::{Value, json};

/// The methods that take a root.
const WITH_ROOTS: [&str; 5] = ["acgd", "gn_adaptive", "gn_published", "adam", "rmsprop"];
/// The methods with λ > 0.
const DAMPED: [&str; 6] = [
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "gn_published",
];
/// Settings that may be left out.
const OPTIONAL: [&str; 12] = [
    "id",
    "order",
    "hessian_at",
    "beta1",
    "beta2",
    "eps",
    "rho",
    "align",
    "align_eps",
    "hinv0",
    "fd_alpha",
    "mu",
];

fn refusal(id: String, comment: String, kind: &str, question: Value) -> Case {
    let draft = Draft {
        id,
        comment,
        flags: vec!["must_refuse"],
        question,
    };
    Case {
        refuse: Some(kind.into()),
        ..draft.case()
    }
}

fn bilinear() -> GameCase {
    let mut all = games();
    all.retain(|game| game.name == "bilinear_1_1");
    all.remove(0)
}

/// What every method must refuse.
pub(super) fn of_methods() -> Vec<Case> {
    first_settings().iter().flat_map(of_method).collect()
}

fn of_method(setting: &Setting) -> Vec<Case> {
    let id = setting.id;
    let curved = if NEED_CURVATURE.contains(&id) {
        "g1"
    } else {
        "bilinear_1_1"
    };
    let game = games().into_iter().find(|game| game.name == curved);
    let game = game.unwrap_or_else(bilinear);
    let plain = on(setting, &game, 0, &[1, 2]);
    let mut all = vec![];
    let mut add = |name: &str, comment: String, kind: &str, change: &dyn Fn(&mut Value)| {
        let mut question = plain.clone();
        change(&mut question);
        all.push(refusal(
            format!("{id}-refuse-{name}"),
            comment,
            kind,
            question,
        ));
    };
    let names = setting
        .method
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys());
    let required = names.filter(|name| !OPTIONAL.contains(&name.as_str()));
    for name in required.filter(|name| id != "acgd" || *name != "beta") {
        add(
            &format!("without_{name}"),
            format!("{id} has no default for {name}"),
            "missing_field",
            &|question| {
                if let Some(method) = question["method"].as_object_mut() {
                    method.remove(name);
                }
            },
        );
    }
    let unknown = |question: &mut Value| question["method"]["learning_rate"] = "1/16".into();
    add(
        "unknown_field",
        format!("{id} knows no learning_rate"),
        "unknown_field",
        &unknown,
    );
    let step = ["h", "hx"]
        .into_iter()
        .find(|name| setting.method.get(*name).is_some());
    let step = step.unwrap_or("h");
    let negative = |question: &mut Value| question["method"][step] = "-1/16".into();
    add(
        "negative_step",
        format!("{step} is negative"),
        "bad_value",
        &negative,
    );
    let word = |question: &mut Value| question["method"][step] = "small".into();
    add(
        "step_is_a_word",
        format!("{step} is no number"),
        "bad_value",
        &word,
    );
    let infinite = |question: &mut Value| question["method"][step] = "inf".into();
    add(
        "infinite_step",
        format!("{step} is infinite"),
        "non_finite",
        &infinite,
    );
    let nan = |question: &mut Value| question["p0"][0] = "NaN".into();
    add("nan", "p0 has a NaN in it".into(), "non_finite", &nan);
    let longer = |question: &mut Value| question["p0"] = json!(["1/2", "1/4", "1/8"]);
    add(
        "longer_p0",
        "p0 has an entry too many".into(),
        "dimension",
        &longer,
    );
    let nx = |question: &mut Value| question["nx"] = 2.into();
    add(
        "other_nx",
        "nx is not that of the game".into(),
        "dimension",
        &nx,
    );
    if WITH_ROOTS.contains(&id) {
        let exact = |question: &mut Value| question["scalar"] = "exact".into();
        add(
            "exact",
            format!("{id} takes a root: no fractions"),
            "unsupported",
            &exact,
        );
    }
    if DAMPED.contains(&id) {
        for (name, lam) in [("zero", "0"), ("negative", "-1/2")] {
            let change = |question: &mut Value| question["method"]["lam"] = lam.into();
            add(
                &format!("{name}_lam"),
                format!("lam = {lam}: lambda must be positive"),
                "bad_value",
                &change,
            );
        }
    }
    if NEED_CURVATURE.contains(&id) {
        let flat = |question: &mut Value| question["game"] = bilinear().game;
        add(
            "singular",
            format!("{id} divides by f_yy, which is zero here"),
            "singular",
            &flat,
        );
    }
    all
}

/// Single words and counts that are wrong.
const WORDS: [(&str, &str, &str, &str); 18] = [
    (
        "method",
        r#"{"id": "gradient_descent", "h": "1/4"}"#,
        "unknown_id",
        "no such method",
    ),
    (
        "method",
        r#"{"id": "GDA", "h": "1/4"}"#,
        "unknown_id",
        "ids are lower case",
    ),
    (
        "method",
        r#"{"id": 3, "h": "1/4"}"#,
        "bad_value",
        "an id is a text",
    ),
    ("method", r#"{"h": "1/4"}"#, "missing_field", "no id"),
    ("method", r#""gda""#, "bad_value", "a method is an object"),
    (
        "method",
        r#"{"id": "gn", "h": "1/4", "lam": "1/2", "form": "minus_identity"}"#,
        "unknown_id",
        "no such form",
    ),
    (
        "method",
        r#"{"id": "gda_k", "h": "1/4", "k": 2, "order": "alternating"}"#,
        "unknown_id",
        "no such order",
    ),
    (
        "method",
        r#"{"id": "gda_k", "h": "1/4", "k": 0}"#,
        "bad_value",
        "k = 0 means nothing",
    ),
    (
        "method",
        r#"{"id": "gda_k", "h": "1/4", "k": "3/2"}"#,
        "bad_value",
        "k is whole",
    ),
    (
        "method",
        r#"{"id": "gda_k", "h": "1/4", "k": -1}"#,
        "bad_value",
        "k is not negative",
    ),
    (
        "method",
        r#"{"id": "lookahead", "h": "1/4", "k": 0, "alpha": "1/2"}"#,
        "bad_value",
        "k = 0 means nothing",
    ),
    (
        "method",
        r#"{"id": "nlcg", "h": "1/4", "beta": "cd"}"#,
        "unknown_id",
        "no such beta rule",
    ),
    (
        "method",
        r#"{"id": "gdn", "hx": "1/4", "hessian_at": "both"}"#,
        "unknown_id",
        "no such place",
    ),
    (
        "method",
        r#"{"id": "gda", "h": "1/4", "hx": "1/4", "hy": "1/4"}"#,
        "bad_value",
        "h or hx and hy, not both",
    ),
    (
        "method",
        r#"{"id": "gda", "hx": "1/4"}"#,
        "missing_field",
        "hx without hy",
    ),
    (
        "method",
        r#"{"id": "hessian_fr", "hx": "1/4", "hy1": "1/4", "hy2": "1/4", "fd_alpha": "0"}"#,
        "bad_value",
        "a difference over 0",
    ),
    (
        "method",
        r#"{"id": "sga", "h": "1/4", "lam": "1", "align": "yes"}"#,
        "bad_value",
        "a flag is true or false",
    ),
    (
        "method",
        r#"{"id": "gda", "h": "1/0"}"#,
        "bad_value",
        "1/0 is no number",
    ),
];

/// Games that are none.
const GAMES: [(&str, &str, &str); 19] = [
    (
        r#"{"kind": "matching_pennies"}"#,
        "unknown_id",
        "no such game",
    ),
    (
        r#"{"kind": "cnn_gan"}"#,
        "unsupported",
        "networks cannot be asked about",
    ),
    (r#"{}"#, "missing_field", "no kind"),
    (
        r#"{"kind": "g1", "scale": 2}"#,
        "unknown_field",
        "g1 has no parameters",
    ),
    (
        r#"{"kind": "quadratic", "P": [["1"]], "M": [["1"]]}"#,
        "missing_field",
        "no Q",
    ),
    (
        r#"{"kind": "quadratic", "P": [["1", "2"], ["3", "1"]], "M": [["1"], ["1"]], "Q": [["1"]]}"#,
        "not_symmetric",
        "P is not symmetric",
    ),
    (
        r#"{"kind": "quadratic", "P": [["1"]], "M": [["1", "1"]], "Q": [["1", "2"], ["2.0000001", "1"]]}"#,
        "not_symmetric",
        "Q is not symmetric in the eighth digit",
    ),
    (
        r#"{"kind": "quadratic", "P": [["1", "2"]], "M": [["1"]], "Q": [["1"]]}"#,
        "dimension",
        "P is not square",
    ),
    (
        r#"{"kind": "quadratic", "P": [["1"]], "M": [["1"], ["1"]], "Q": [["1"]]}"#,
        "dimension",
        "M has a row too many",
    ),
    (
        r#"{"kind": "quadratic", "P": [["1"]], "M": [["1"]], "Q": [["1"]], "b": ["1", "2"]}"#,
        "dimension",
        "b is too long",
    ),
    (
        r#"{"kind": "bilinear", "M": [["1", "2"], ["3"]]}"#,
        "dimension",
        "M is ragged",
    ),
    (
        r#"{"kind": "bilinear", "M": [["1", "NaN"]]}"#,
        "non_finite",
        "M has a NaN in it",
    ),
    (
        r#"{"kind": "bilinear", "M": "1"}"#,
        "bad_value",
        "M is no matrix",
    ),
    (
        r#"{"kind": "dirac", "variant": "hinge"}"#,
        "unknown_id",
        "no such variant",
    ),
    (
        r#"{"kind": "dirac", "variant": "wgan", "r1": "-1/4"}"#,
        "bad_value",
        "a negative penalty",
    ),
    (
        r#"{"kind": "dirac", "variant": "wgan", "tik_y": "-1"}"#,
        "bad_value",
        "a negative weight",
    ),
    (
        r#"{"kind": "mlp_gan", "loss": "wgan", "gen": "affine", "hidden_d": 1, "real": [], "noise": ["1"]}"#,
        "bad_value",
        "no real points",
    ),
    (
        r#"{"kind": "mlp_gan", "loss": "wgan", "gen": "affine", "hidden_d": 1, "real": ["1"], "noise": []}"#,
        "bad_value",
        "no noise",
    ),
    (
        r#"{"kind": "mlp_gan", "loss": "hinge", "gen": "affine", "hidden_d": 1, "real": ["1"], "noise": ["1"]}"#,
        "unknown_id",
        "no such loss",
    ),
];

/// Whole questions that must be refused.
const QUESTIONS: [(&str, &str, &str); 31] = [
    (r#"{"ask": "guess"}"#, "unknown_id", "no such question"),
    (r#"{}"#, "missing_field", "nothing is asked"),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1/4"}, "p0": ["1", "1"], "steps": 1}"#,
        "missing_field",
        "no at",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1/4"}, "p0": ["1", "1"], "steps": 1, "at": [2]}"#,
        "bad_value",
        "at is beyond steps",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1/4"}, "p0": ["1", "1"], "steps": -1, "at": [0]}"#,
        "bad_value",
        "steps are not negative",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1/4"}, "p0": ["1", "1"], "steps": 1, "at": [1], "seed": 0}"#,
        "unknown_field",
        "nothing is random",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1/4"}, "p0": ["1", "1"], "steps": 1, "at": [1], "scalar": "f16"}"#,
        "unknown_id",
        "no such scalar",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1/4"}, "p0": "1", "steps": 1, "at": [1]}"#,
        "bad_value",
        "p0 is a list",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1/4"}, "p0": ["1e400", "1"], "steps": 1, "at": [1]}"#,
        "non_finite",
        "1e400 is no double",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1e200"}, "p0": ["1e200", "1"], "steps": 1, "at": [1]}"#,
        "non_finite",
        "the iterate overflows",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": "1e200"}, "p0": ["1", "1"], "steps": 3, "at": [0]}"#,
        "non_finite",
        "an iterate that is not asked for overflows",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g3"}, "method": {"id": "gda", "h": "1/4"}, "p0": ["1", "1"], "steps": 1, "at": [1], "scalar": "exact"}"#,
        "unsupported",
        "g3 has an exponential",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "bilinear", "M": [["1"]]}, "method": {"id": "adam", "h": "1/4", "eps": "0"}, "p0": ["1", "0"], "steps": 1, "at": [1]}"#,
        "non_finite",
        "adam without epsilon at a zero gradient is 0/0",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "bilinear", "M": [["1"]]}, "method": {"id": "rmsprop", "h": "1/4", "eps": "0"}, "p0": ["0", "1"], "steps": 1, "at": [1]}"#,
        "non_finite",
        "rmsprop without epsilon at a zero gradient is 0/0",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "quadratic", "P": [["1"]], "M": [["1", "1"]], "Q": [["1", "1"], ["1", "1"]]}, "method": {"id": "fr", "hx": "1/4", "hy": "1/4"}, "p0": ["1", "1", "0"], "steps": 1, "at": [1]}"#,
        "singular",
        "f_yy has rank 1",
    ),
    (
        r#"{"ask": "field", "game": {"kind": "g1"}, "p": ["1"]}"#,
        "dimension",
        "p is too short",
    ),
    (
        r#"{"ask": "field", "game": {"kind": "g1"}, "p": ["1", "-inf"]}"#,
        "non_finite",
        "p is infinite",
    ),
    (
        r#"{"ask": "field", "p": ["1"]}"#,
        "missing_field",
        "no game",
    ),
    (
        r#"{"ask": "apply", "v": ["1", "2"], "w": ["1"], "lam": "1"}"#,
        "dimension",
        "w is too short",
    ),
    (
        r#"{"ask": "apply", "v": ["1"], "w": ["1"], "lam": "0"}"#,
        "bad_value",
        "lambda must be positive",
    ),
    (
        r#"{"ask": "apply", "v": ["1"], "w": ["1"], "lam": "-1e-300"}"#,
        "bad_value",
        "lambda must be positive, however small",
    ),
    (
        r#"{"ask": "apply", "v": ["0"], "w": ["1e300"], "lam": "1e-300"}"#,
        "non_finite",
        "w/lambda overflows",
    ),
    (
        r#"{"ask": "direction", "v": ["1"], "lam": "1"}"#,
        "missing_field",
        "no form",
    ),
    (
        r#"{"ask": "direction", "v": ["nan"], "lam": "1", "form": "inverse"}"#,
        "non_finite",
        "v has a NaN in it",
    ),
    (
        r#"{"ask": "conjugacy", "g": ["1"], "g_prev": ["1", "2"], "d_prev": ["1"], "mu": "2"}"#,
        "dimension",
        "g_prev is too long",
    ),
    (
        r#"{"ask": "krylov", "H": [["1", "2"]], "rhs": ["1"], "k": 1}"#,
        "dimension",
        "H is not square",
    ),
    (
        r#"{"ask": "krylov", "H": [["1"]], "rhs": ["1"], "k": "many"}"#,
        "bad_value",
        "k is no number",
    ),
    (
        r#"{"ask": "spectrum", "U": [["1", "2"]]}"#,
        "dimension",
        "U is not square",
    ),
    (
        r#"{"ask": "certify", "matrix": [["1", "2"], ["3"]]}"#,
        "dimension",
        "the matrix is ragged",
    ),
    (
        r#"{"ask": "map_jacobian", "game": {"kind": "g1"}, "method": {"id": "gn", "h": "1", "lam": "0", "form": "inverse"}, "p": ["1", "1"]}"#,
        "bad_value",
        "lambda must be positive",
    ),
    (
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gn", "h": "1/3", "lam": "1/3", "form": "inverse"}, "p0": ["1/3", "1/7"], "steps": 40, "at": [40], "scalar": "exact"}"#,
        "too_large",
        "forty exact steps of gn have more than 2^20 bits",
    ),
];

/// Texts that are no questions at all.
const TEXTS: [(&str, &str); 6] = [
    ("{\"ask\": \"field\", ", "the object does not end"),
    ("{\"ask\": \"field\" \"game\": 1}", "a comma is missing"),
    ("field g1 1 1", "no JSON"),
    ("{\"ask\": NaN}", "NaN is no JSON"),
    ("\"field\"", "a text in place of an object"),
    ("{'ask': 'field'}", "quotes of another language"),
];

/// What is refused before a method gets to see it.
pub(super) fn of_questions() -> Vec<Case> {
    let mut all = vec![];
    for (i, (field, text, kind, comment)) in WORDS.into_iter().enumerate() {
        let mut question = json!({"ask": "trajectory", "game": {"kind": "g1"}, "nx": 1,
            "p0": ["1/2", "-3/4"], "steps": 1, "at": [1]});
        question[field] = parsed(text);
        all.push(refusal(
            format!("refuse-method-{}", i + 1),
            comment.into(),
            kind,
            question,
        ));
    }
    for (i, (text, kind, comment)) in GAMES.into_iter().enumerate() {
        let question = json!({"ask": "trajectory", "game": parsed(text),
            "method": {"id": "gda", "h": "1/4"}, "p0": ["1/2", "-3/4"], "steps": 1, "at": [1]});
        all.push(refusal(
            format!("refuse-game-{}", i + 1),
            comment.into(),
            kind,
            question,
        ));
    }
    for (i, (text, kind, comment)) in QUESTIONS.into_iter().enumerate() {
        all.push(refusal(
            format!("refuse-question-{}", i + 1),
            comment.into(),
            kind,
            parsed(text),
        ));
    }
    for (i, (text, comment)) in TEXTS.into_iter().enumerate() {
        all.push(Case {
            question: None,
            question_text: Some(text.into()),
            ..refusal(
                format!("refuse-text-{}", i + 1),
                comment.into(),
                "parse",
                Value::Null,
            )
        });
    }
    all
}

/// # Panics
/// If one of the tables above is no JSON, which the tests rule out.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the tables are JSON")
}
