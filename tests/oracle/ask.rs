//! Questions and answers: values against the references, and every refusal by its kind.
//!
//! Broken by hand, and caught here: J transposed, the form of `direction` ignored, `nx` not looked
//! at, H taken without a look at its symmetry, hyper-parameters not checked at 0 steps, one step of
//! lookahead for its period, `certify` at the decimals in place of the doubles, exact runs beyond
//! the limit.

use gnash::certify::{self, lyapunov};
use gnash::dense::{self, State, linearise};
use gnash::game::{Game, Quadratic};
use gnash::oracle::ask::{self, ASK_KINDS};
use gnash::scalar::{Rational, Scalar, rational_from_text};
use gnash::spec::{Form, Gda, Gn, GnHeavyball, Method, Steps};
use nalgebra::{DMatrix, DVector};
use serde_json::Value;

/// The answer as JSON.
pub(crate) fn answer(question: &str) -> Value {
    let line = ask::answer(question);
    assert!(!line.contains('\n'), "{line}");
    serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"))
}

/// The kind of the refusal.
pub(crate) fn refused(question: &str) -> String {
    let answer = answer(question);
    let kind = answer["error"]["kind"].as_str();
    let kind = kind.unwrap_or_else(|| panic!("{question} was answered: {answer}"));
    assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    kind.into()
}

fn fractions(value: &Value) -> Vec<Rational> {
    let list = value.as_array().unwrap();
    let fraction = |a: &Value| rational_from_text(a.as_str().unwrap()).unwrap();
    list.iter().map(fraction).collect()
}

fn floats(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap();
    list.iter()
        .map(|a| a.as_str().unwrap().parse().unwrap())
        .collect()
}

fn matrix(value: &Value) -> DMatrix<Rational> {
    let rows: Vec<_> = value.as_array().unwrap().iter().map(fractions).collect();
    DMatrix::from_fn(rows.len(), rows.len(), |i, j| rows[i][j].clone())
}

#[test]
fn ids_are_echoed_as_they_stand() {
    for (given, echoed) in [
        (r#""id": 7,"#, "7"),
        (r#""id": "a\"\u0041","#, r#""a\"\u0041""#),
        (
            r#""id": 12345678901234567890123e400,"#,
            "12345678901234567890123e400",
        ),
        (r#""id": null,"#, "null"),
        ("", "null"),
    ] {
        for rest in [
            r#""ask": "apply", "v": [], "w": [], "lam": 1"#,
            r#""ask": "nothing""#,
        ] {
            let line = ask::answer(&format!("{{{given} {rest}}}"));
            assert!(line.starts_with(&format!("{{\"id\":{echoed},")), "{line}");
        }
    }
    assert_eq!(refused(r#"{"id": [1], "ask": "apply"}"#), "bad_value");
    // the id stands anywhere, and answers to a question that is otherwise wrong
    let line = ask::answer(r#"{"ask": "apply", "ask": "apply", "id": 3}"#);
    assert!(
        line.starts_with(r#"{"id":3,"error":{"kind":"bad_value""#),
        "{line}"
    );
}

#[test]
fn a_field_in_all_scalars() {
    let question = |scalar: &str| {
        answer(&format!(
            r#"{{"ask": "field", "scalar": "{scalar}", "game": {{"kind": "bilinear", "M": [[2, "1/3"]],
                "b": [1], "c": ["0.5", 0]}}, "p": ["0.1", -3, "0x1p-1"], "nx": "1"}}"#
        ))
    };
    let exact = question("exact");
    // f = x(2y₁ + y₂/3) + x + y₁/2 = 0.1 (−6 + 1/6) + 0.1 − 1.5
    assert_eq!(exact["loss_x"], "-119/60");
    assert_eq!(exact["payoff_y"], "-119/60");
    assert_eq!(exact["v"], serde_json::json!(["29/6", "7/10", "1/30"]));
    let j = serde_json::json!([
        ["0/1", "-2/1", "-1/3"],
        ["2/1", "0/1", "0/1"],
        ["1/3", "0/1", "0/1"]
    ]);
    assert_eq!(exact["J"], j);
    let (double, single) = (question("f64"), question("f32"));
    assert_eq!(double["J"][0][2], "-0.3333333333333333");
    assert_eq!(single["J"][0][2], "-0.33333334");
    let interval = question("interval");
    for (i, exact) in fractions(&exact["v"]).iter().enumerate() {
        let ends = fractions(&interval["v"][i]);
        assert!(ends[0] <= *exact && *exact <= ends[1]);
        let distance =
            |a: &Value| (a.as_str().unwrap().parse::<f64>().unwrap() - Scalar::to_f64(exact)).abs();
        assert!(distance(&double["v"][i]) < 1e-15 && distance(&single["v"][i]) < 1e-6);
    }
}

/// Long decimals are never written out.
#[test]
fn numbers_are_short() {
    let line =
        ask::answer(r#"{"ask": "direction", "v": ["1e-300"], "lam": "1e-8", "form": "inverse"}"#);
    assert_eq!(line, r#"{"id":null,"result":["1e-292"]}"#);
    let line = ask::answer(r#"{"ask": "apply", "scalar": "exact", "v": [2], "w": [5], "lam": 1}"#);
    assert_eq!(line, r#"{"id":null,"result":["1/1"]}"#);
}

#[test]
fn trajectories_are_those_of_the_reference() {
    let half = || Rational::from_parts(1.into(), 2u8.into());
    let steps = Steps {
        x: half(),
        y: Rational::from_parts(1.into(), 3u8.into()),
    };
    let method = Method::from(Gda { steps });
    let game = Quadratic::g2();
    let mut p = DVector::from_vec(vec![half(), Rational::from(-1)]);
    let mut state = State::new(&method, 2);
    let mut points = vec![p.clone()];
    for _ in 0..5 {
        p = dense::step_algebraic(method.algebraic().unwrap(), &game, &mut state, &p).unwrap();
        points.push(p.clone());
    }
    let answer = answer(
        r#"{"ask": "trajectory", "scalar": "exact", "game": {"kind": "g2"}, "method": {"id": "gda",
            "hx": "1/2", "hy": "1/3"}, "p0": ["0.5", -1], "steps": 5, "at": ["5", 0, 3, 3]}"#,
    );
    let p = answer["p"].as_object().unwrap();
    assert_eq!(p.keys().collect::<Vec<_>>(), ["0", "3", "5"]);
    for (k, point) in p {
        assert_eq!(
            fractions(point),
            points[k.parse::<usize>().unwrap()].as_slice(),
            "{k}"
        );
    }
}

#[test]
fn only_what_the_answer_contains_is_evaluated() {
    let ask = |steps: usize, method: &str| {
        format!(
            r#"{{"ask": "trajectory", "game": {{"kind": "bilinear", "M": [[1]]}}, "method": {method},
                "p0": [1, 1], "steps": {steps}, "at": [0]}}"#
        )
    };
    // f_yy = 0, but no step is taken
    let fr = r#"{"id": "fr", "hx": 1, "hy": 1}"#;
    assert_eq!(
        answer(&ask(0, fr))["p"]["0"],
        serde_json::json!(["1.0", "1.0"])
    );
    assert_eq!(refused(&ask(1, fr)), "singular");
    // the run goes to `steps`: what overflows on the way is an error
    let gda = r#"{"id": "gda", "h": "1e100"}"#;
    assert!(answer(&ask(2, gda))["p"].is_object());
    assert_eq!(refused(&ask(9, gda)), "non_finite");
    // what is wrong with the method is wrong without a step
    for (method, kind) in [
        (
            r#"{"id": "gn", "h": 1, "lam": 0, "form": "inverse"}"#,
            "bad_value",
        ),
        (r#"{"id": "gda", "h": "-1"}"#, "bad_value"),
        (r#"{"id": "gda_k", "h": 1, "k": 0}"#, "bad_value"),
        (
            r#"{"id": "hessian_fr", "hx": 1, "hy1": 1, "hy2": 1, "fd_alpha": 0}"#,
            "bad_value",
        ),
    ] {
        assert_eq!(refused(&ask(0, method)), kind, "{method}");
        assert_eq!(refused(&ask(1, method)), kind, "{method}");
    }
}

/// Every kind of refusal, each from several sides.
#[test]
fn refusals_have_the_right_kind() {
    let point = r#""game": {"kind": "g1"}, "p": [0, 0]"#;
    let gda = r#""method": {"id": "gda", "h": 1}"#;
    for (question, kind) in [
        ("".into(), "parse"),
        ("[]".into(), "parse"),
        ("{\"ask\": NaN}".into(), "parse"),
        ("{}".into(), "missing_field"),
        (format!(r#"{{"ask": "field", {point}, "steps": 1}}"#), "unknown_field"),
        (format!(r#"{{"ask": "fields", {point}}}"#), "unknown_id"),
        (format!(r#"{{"ask": "field", "scalar": "f16", {point}}}"#), "unknown_id"),
        (format!(r#"{{"ask": 3, {point}}}"#), "bad_value"),
        (format!(r#"{{"ask": "field", "error_bound": 1, {point}}}"#), "bad_value"),
        (r#"{"ask": "field", "game": "g1", "p": [0, 0]}"#.into(), "bad_value"),
        (r#"{"ask": "field", "game": {"kind": "g1"}}"#.into(), "missing_field"),
        (r#"{"ask": "field", "p": [0, 0]}"#.into(), "missing_field"),
        (r#"{"ask": "field", "game": {"kind": "g1"}, "p": [0]}"#.into(), "dimension"),
        (format!(r#"{{"ask": "field", {point}, "nx": 2}}"#), "dimension"),
        (format!(r#"{{"ask": "field", {point}, "nx": "-1"}}"#), "bad_value"),
        (r#"{"ask": "field", "game": {"kind": "g1"}, "p": ["inf", 0]}"#.into(), "non_finite"),
        (r#"{"ask": "field", "game": {"kind": "g1"}, "p": ["1e200", 0]}"#.into(), "non_finite"),
        (r#"{"ask": "field", "game": {"kind": "g3"}, "scalar": "exact", "p": [0, 0]}"#.into(), "unsupported"),
        (r#"{"ask": "field", "game": {"kind": "g1"}, "scalar": "exact", "p": ["1e-400000", 0]}"#.into(), "too_large"),
        (r#"{"ask": "field", "game": {"kind": "quadratic", "P": [[1, 2], [3, 4]], "Q": [], "M": []}, "p": [0, 0]}"#.into(), "not_symmetric"),
        (format!(r#"{{"ask": "map_jacobian", {point}}}"#), "missing_field"),
        (format!(r#"{{"ask": "map_jacobian", {point}, {gda}, "at": []}}"#), "unknown_field"),
        (format!(r#"{{"ask": "map_jacobian", "scalar": "exact", {point}, "method": {{"id": "adam", "h": 1}}}}"#), "unsupported"),
        (r#"{"ask": "map_jacobian", "game": {"kind": "bilinear", "M": [[1]]}, "p": [0, 0], "method": {"id": "gdn", "hx": 1}}"#.into(), "singular"),
        (r#"{"ask": "apply", "v": [1], "w": [1, 2], "lam": 1}"#.into(), "dimension"),
        (r#"{"ask": "apply", "v": [1], "w": [1], "lam": 0}"#.into(), "bad_value"),
        (r#"{"ask": "apply", "v": [1], "w": [1], "lam": "-1/2"}"#.into(), "bad_value"),
        (r#"{"ask": "apply", "v": [0], "w": ["1e300"], "lam": "1e-300"}"#.into(), "non_finite"),
        (r#"{"ask": "direction", "v": [1], "lam": 1}"#.into(), "missing_field"),
        (r#"{"ask": "direction", "v": [1], "lam": 1, "form": "minus"}"#.into(), "unknown_id"),
        (r#"{"ask": "conjugacy", "g": [1], "g_prev": [1, 2], "d_prev": [1]}"#.into(), "dimension"),
        (r#"{"ask": "krylov", "H": [[1, 2], [3, 4]], "rhs": [1, 2], "k": 1}"#.into(), "not_symmetric"),
        (r#"{"ask": "krylov", "H": [[1, 2]], "rhs": [1, 2], "k": 1}"#.into(), "dimension"),
        (r#"{"ask": "krylov", "H": [[1]], "rhs": [1, 2], "k": 1}"#.into(), "dimension"),
        (r#"{"ask": "krylov", "H": [[1]], "rhs": [1], "k": "1/2"}"#.into(), "bad_value"),
        (r#"{"ask": "krylov", "H": [[1]], "rhs": [1], "k": 1e10}"#.into(), "too_large"),
        (r#"{"ask": "spectrum", "U": [[1, 2], [3]]}"#.into(), "dimension"),
        (r#"{"ask": "spectrum", "U": [[1, 2]]}"#.into(), "dimension"),
        (format!(r#"{{"ask": "spectrum", "U": [[1]], {point}}}"#), "unknown_field"),
        (r#"{"ask": "certify"}"#.into(), "missing_field"),
        (format!(r#"{{"ask": "certify", "matrix": [[1]], {gda}}}"#), "unknown_field"),
        (format!(r#"{{"ask": "certify", {point}}}"#), "missing_field"),
        (r#"{"ask": "certify", "matrix": [["nan"]]}"#.into(), "non_finite"),
        (format!(r#"{{"ask": "trajectory", "game": {{"kind": "g1"}}, "p0": [0, 0], {gda}, "steps": 2, "at": [3]}}"#), "bad_value"),
        (format!(r#"{{"ask": "trajectory", "game": {{"kind": "g1"}}, "p0": [0, 0], {gda}, "steps": -1, "at": []}}"#), "bad_value"),
        (format!(r#"{{"ask": "trajectory", "game": {{"kind": "g1"}}, "p0": [0, 0], {gda}, "steps": 1}}"#), "missing_field"),
        (format!(r#"{{"ask": "trajectory", "game": {{"kind": "g1"}}, "p0": [0, 0], {gda}, "steps": 1, "at": [0.5]}}"#), "bad_value"),
        (format!(r#"{{"ask": "trajectory", "game": {{"kind": "cnn_gan"}}, "p0": [0, 0], {gda}, "steps": 1, "at": [1]}}"#), "unsupported"),
    ] {
        assert_eq!(refused(&question), kind, "{question}");
    }
}

/// Rationals double their length with every step: the run ends with an error, not with the memory.
#[test]
fn exact_runs_end_at_the_limit() {
    let question = r#"{"ask": "trajectory", "scalar": "exact", "game": {"kind": "bilinear", "M": [["1e-60000"]]},
        "method": {"id": "eg", "h": 1}, "p0": [1, 1], "steps": 10, "at": []}"#;
    assert_eq!(refused(question), "too_large");
}

#[test]
fn empty_and_one_sided_games() {
    for (game, p) in [
        (r#"{"kind": "quadratic", "P": [], "M": [], "Q": []}"#, "[]"),
        (
            r#"{"kind": "quadratic", "P": [[2]], "M": [], "Q": [], "c": []}"#,
            "[1]",
        ),
        (r#"{"kind": "bilinear", "M": [], "c": [1]}"#, "[1]"),
    ] {
        for scalar in ask::SCALARS {
            let head = format!(r#""scalar": "{scalar}", "game": {game}"#);
            let field = answer(&format!(r#"{{"ask": "field", {head}, "p": {p}}}"#));
            assert!(field["J"].is_array(), "{field}");
            let gda = r#""method": {"id": "gda", "h": "1/2"}"#;
            let map = answer(&format!(
                r#"{{"ask": "map_jacobian", {head}, {gda}, "p": {p}}}"#
            ));
            assert!(map["matrix"].is_array(), "{map}");
            let spectrum = answer(&format!(r#"{{"ask": "spectrum", {head}, "p": {p}}}"#));
            assert!(spectrum["eigenvalues"].is_array(), "{spectrum}");
            let certified = answer(&format!(r#"{{"ask": "certify", {head}, {gda}, "p": {p}}}"#));
            assert!(certified["verdict"].is_string(), "{certified}");
        }
    }
}

#[test]
fn questions_without_a_game() {
    let betas = answer(
        r#"{"ask": "conjugacy", "scalar": "exact", "g": [0, 1], "g_prev": [1, 0], "d_prev": [-1, 1]}"#,
    );
    // y = (−1, 1): ‖g‖² = ‖g₋‖² = g·y = 1, d·y = 2, d·g = 1, ‖y‖² = 2, hz = (1 − 2·2·½)/2
    assert_eq!(
        betas["result"],
        serde_json::json!({"fr": "1/1", "prp": "1/1", "hs": "1/2", "dy": "1/2", "hz": "-1/2", "fr_prp": "1/1", "hs_dy": "1/2"})
    );
    let mu = answer(
        r#"{"ask": "conjugacy", "scalar": "exact", "g": [0, 1], "g_prev": [1, 0], "d_prev": [-1, 1], "mu": "1/2"}"#,
    );
    assert_eq!(mu["result"]["hz"], "1/4");
    let krylov = answer(
        r#"{"ask": "krylov", "scalar": "exact", "H": [[1, 0], [0, 2]], "rhs": [1, 2], "k": "1"}"#,
    );
    assert_eq!(krylov["result"], serde_json::json!(["17/65", "68/65"]));
    let applied =
        answer(r#"{"ask": "apply", "scalar": "exact", "v": [3, 4], "w": [1, 0], "lam": "1/2"}"#);
    // 2(w − v·3/25.5)
    assert_eq!(applied["result"], serde_json::json!(["22/17", "-16/17"]));
    for (form, first) in [("inverse", "1/17"), ("inverse_minus_identity", "-16/17")] {
        let moved = answer(&format!(
            r#"{{"ask": "direction", "scalar": "exact", "v": [1, 4], "lam": 0, "form": "{form}"}}"#
        ));
        assert_eq!(moved["error"]["kind"], "bad_value");
        let moved = answer(&format!(
            r#"{{"ask": "direction", "scalar": "exact", "v": [1, 0], "lam": 16, "form": "{form}"}}"#
        ));
        assert_eq!(moved["result"], serde_json::json!([first, "0/1"]));
    }
}

#[test]
fn the_jacobian_of_a_map_and_its_radius() {
    let head =
        r#""game": {"kind": "g1"}, "method": {"id": "fr", "hx": "1/4", "hy": "1/4"}, "p": [0, 0]"#;
    let exact = answer(&format!(
        r#"{{"ask": "map_jacobian", "scalar": "exact", {head}}}"#
    ));
    assert_eq!(
        exact["matrix"],
        serde_json::json!([["5/2", "-1/1"], ["4/1", "-3/2"]])
    );
    // (z − ½)²
    assert_eq!(floats(&exact["spectral_radius"]), [0.5, 0.5]);
    let double = answer(&format!(
        r#"{{"ask": "map_jacobian", {head}, "error_bound": true}}"#
    ));
    let radius: f64 = double["spectral_radius"].as_str().unwrap().parse().unwrap();
    let bound: f64 = double["error_bound"].as_str().unwrap().parse().unwrap();
    assert!((radius - 0.5).abs() <= bound && bound < 1e-7);
}

#[test]
fn certificates_prove_what_they_say() {
    // the verdict is about the printed M, and P and factor prove it
    let answer_to = |rest: &str| answer(&format!(r#"{{"ask": "certify", {rest}}}"#));
    let found = answer_to(r#""matrix": [["1/2", 100], [0, "0.25"]]"#);
    let proof = &found["certificate"];
    assert_eq!(
        (&found["verdict"], &proof["kind"]),
        (&"contracts".into(), &"lyapunov".into())
    );
    let factor = rational_from_text(proof["factor"].as_str().unwrap()).unwrap();
    assert_eq!(
        lyapunov::check::check(&matrix(&proof["M"]), &matrix(&proof["P"]), &factor),
        Ok(())
    );
    let found = answer_to(r#""matrix": [[0, 1], [1, 0]], "scalar": "exact""#);
    assert_eq!(
        (&found["verdict"], &found["certificate"]["kind"]),
        (&"does_not_contract".into(), &"jury".into())
    );
    assert_eq!(
        found["certificate"]["M"],
        serde_json::json!([["0/1", "1/1"], ["1/1", "0/1"]])
    );
    assert_eq!(
        answer_to(r#""matrix": [[0, 1], [1, 0]], "scalar": "exact""#)["certificate"].get("P"),
        None
    );
}

/// Methods with memory: M is that of (point, state).
#[test]
fn the_certified_map_has_the_memory_of_the_method() {
    let core = Gn {
        step: Rational::ONE,
        damping: Rational::from(2),
        form: Form::Inverse,
    };
    let third = Rational::from_parts(1.into(), 3u8.into());
    let method = GnHeavyball {
        core,
        momentum: third,
    };
    let origin = DVector::from_element(2, Rational::ZERO);
    let mut state = State::of_algebraic(&method.clone().into(), 2);
    dense::step_algebraic(
        &method.clone().into(),
        &Quadratic::g1(),
        &mut state,
        &origin,
    )
    .unwrap();
    let expected =
        linearise::extended_algebraic(&method.into(), &Quadratic::g1(), &state, &origin).unwrap();
    let found = answer(
        r#"{"ask": "certify", "scalar": "exact", "game": {"kind": "g1"}, "p": [0, 0],
            "method": {"id": "gn_heavyball", "h": 1, "lam": 2, "form": "inverse", "beta": "1/3"}}"#,
    );
    assert_eq!(matrix(&found["certificate"]["M"]), expected);
    // one period of lookahead: rotation by descent ascent expands, going half way back contracts
    for (alpha, verdict) in [("1/2", "contracts"), ("1", "does_not_contract")] {
        let found = answer(&format!(
            r#"{{"ask": "certify", "scalar": "exact", "game": {{"kind": "bilinear", "M": [[1]]}}, "p": [0, 0],
                "method": {{"id": "lookahead", "h": "1/2", "k": 5, "alpha": "{alpha}"}}}}"#
        ));
        assert_eq!(found["verdict"], verdict, "{found}");
    }
}

/// Under f64 the numbers are rounded, then everything is exact.
#[test]
fn certified_maps_of_floats_are_exact() {
    let head = r#""ask": "certify", "game": {"kind": "g1"}, "p": [0, 0], "method": {"id": "gda", "h": "0.1"}"#;
    let tenth = certify::exactly("h", &DMatrix::from_element(1, 1, 0.1)).unwrap()[(0, 0)].clone();
    let origin = DVector::from_element(2, Rational::ZERO);
    let j = Quadratic::<Rational>::g1().jacobian(&origin);
    let expected = DMatrix::identity(2, 2) + j * tenth;
    assert_eq!(
        matrix(&answer(&format!("{{{head}}}"))["certificate"]["M"]),
        expected
    );
    let exact = answer(&format!(r#"{{{head}, "scalar": "exact"}}"#));
    assert_eq!(exact["certificate"]["M"][0][0], "8/5");
    // a root, which fractions do not have
    let found = answer(
        r#"{"ask": "certify", "game": {"kind": "dirac", "variant": "saturating", "tik_y": 1},
        "p": [0, 0], "method": {"id": "gda", "h": "1/2"}}"#,
    );
    // θ' = θ − ¼ψ, ψ' = ψ + ½(½θ − ψ)
    assert_eq!(
        found["certificate"]["M"],
        serde_json::json!([["1/1", "-1/4"], ["1/4", "1/2"]])
    );
}

#[test]
fn every_kind_has_a_question_here() {
    let this = include_str!("ask.rs");
    for kind in ASK_KINDS {
        let spectrum = include_str!("ask_spectrum.rs");
        assert!(
            this.contains(&format!("\"ask\": \"{kind}\"")) || spectrum.contains(kind),
            "{kind}"
        );
    }
}
