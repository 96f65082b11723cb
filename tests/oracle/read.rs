//! Games and methods from JSON: what is accepted, and how every refusal is named.
//!
//! Broken by hand, and caught here: a field given twice taken by its first value, leftovers of a
//! method not looked at, `[]` for M refused where ny is 0, b taken for c.

use gnash::game::Game;
use gnash::oracle::read::{self, Fields};
use gnash::oracle::{Problem, ProblemKind};
use gnash::scalar::{Interval, Rational, Scalar};
use gnash::spec::{METHOD_IDS, Method};
use nalgebra::{DMatrix, DVector};

fn game(text: &str) -> Result<Box<dyn Game<f64>>, Problem> {
    let mut outer = Fields::parse(text)?;
    read::game(&mut outer.required("game")?.object()?)
}

fn exact_game(text: &str) -> Result<Box<dyn Game<Rational>>, Problem> {
    let mut outer = Fields::parse(text)?;
    read::algebraic_game(&mut outer.required("game")?.object()?)
}

fn method(text: &str) -> Result<Method<f64>, Problem> {
    let mut outer = Fields::parse(text)?;
    read::method(&mut outer.required("method")?.object()?)
}

/// The kind of the refusal, whose sentence starts with `path`.
fn refusal<T>(result: Result<T, Problem>, path: &str) -> &'static str {
    let Err(problem) = result else {
        panic!("{path} was accepted");
    };
    let named = problem.message.starts_with(&format!("{path}: "));
    assert!(named, "{path} is not named: {problem}");
    problem.kind.id()
}

#[test]
fn refused_games_name_the_field() {
    for (fields, path, kind) in [
        (r#""kind": "g9""#, "game.kind", "unknown_id"),
        (r#""kind": 3"#, "game.kind", "bad_value"),
        (r#""M": []"#, "game.kind", "missing_field"),
        (r#""kind": "g1", "M": []"#, "game.M", "unknown_field"),
        (r#""kind": "g1", "kind": "g1""#, "game.kind", "bad_value"),
        (r#""kind": "cnn_gan""#, "game.kind", "unsupported"),
        (
            r#""kind": "quadratic", "P": [[1]], "Q": [[1]]"#,
            "game.M",
            "missing_field",
        ),
        (
            r#""kind": "bilinear", "M": [[1, 2], ["3"]]"#,
            "game.M[1]",
            "dimension",
        ),
        (
            r#""kind": "bilinear", "M": [[1], ["x"]]"#,
            "game.M[1][0]",
            "bad_value",
        ),
        (
            r#""kind": "bilinear", "M": [[1], ["NaN"]]"#,
            "game.M[1][0]",
            "non_finite",
        ),
        (
            r#""kind": "bilinear", "M": [[1], 2]"#,
            "game.M[1]",
            "bad_value",
        ),
        (r#""kind": "bilinear", "M": "1""#, "game.M", "bad_value"),
        (
            r#""kind": "bilinear", "M": [[1]], "b": [1, 2]"#,
            "game.b",
            "dimension",
        ),
        (
            r#""kind": "bilinear", "M": [[1, 2]], "c": [1]"#,
            "game.c",
            "dimension",
        ),
        (
            r#""kind": "bilinear", "M": [[1]], "b": [null]"#,
            "game.b[0]",
            "bad_value",
        ),
        (
            r#""kind": "bilinear", "M": [], "b": [1], "c": [1]"#,
            "game.M",
            "dimension",
        ),
        (
            r#""kind": "quadratic", "P": [[1, 2], [3, 4]], "M": [[], []], "Q": []"#,
            "game.P[0][1]",
            "not_symmetric",
        ),
        (
            r#""kind": "quadratic", "P": [[1, 2]], "M": [[1]], "Q": [[1]]"#,
            "game.P",
            "dimension",
        ),
        (
            r#""kind": "quadratic", "P": [[1]], "M": [[1]], "Q": [[1, 0]]"#,
            "game.Q",
            "dimension",
        ),
        (
            r#""kind": "dirac", "variant": "other""#,
            "game.variant",
            "unknown_id",
        ),
        (r#""kind": "dirac""#, "game.variant", "missing_field"),
        (
            r#""kind": "dirac", "variant": "wgan", "r1": "-1e-9""#,
            "game.r1",
            "bad_value",
        ),
        (
            r#""kind": "mlp_gan", "loss": "wgan", "gen": "affine", "hidden_d": -1"#,
            "game.hidden_d",
            "bad_value",
        ),
        (
            r#""kind": "mlp_gan", "loss": "hinge""#,
            "game.loss",
            "unknown_id",
        ),
        (
            r#""kind": "mlp_gan", "loss": "wgan", "gen": "cubic""#,
            "game.gen",
            "unknown_id",
        ),
        (
            r#""kind": "mlp_gan", "loss": "wgan", "gen": "affine", "hidden_d": 1, "real": [], "noise": [0]"#,
            "game.real",
            "bad_value",
        ),
        (
            r#""kind": "mlp_gan", "loss": "wgan", "gen": "mlp", "hidden_d": 1, "hidden_g": 900, "real": [0], "noise": [0]"#,
            "game",
            "too_large",
        ),
    ] {
        let text = format!(r#"{{"game": {{{fields}}}}}"#);
        assert_eq!(refusal(game(&text), path), kind, "{text}");
    }
}

#[test]
fn refused_methods_name_the_field() {
    for (fields, path, kind) in [
        (r#""id": "gdx", "h": 1"#, "method.id", "unknown_id"),
        (r#""h": 1"#, "method.id", "missing_field"),
        (r#""id": "gda""#, "method.hx", "missing_field"),
        (r#""id": "gda", "h": 1, "hy": 1"#, "method.hy", "bad_value"),
        (
            r#""id": "gda", "h": 1, "lam": 1"#,
            "method.lam",
            "unknown_field",
        ),
        (r#""id": "gda", "h": 1, "h": 1"#, "method.h", "bad_value"),
        (r#""id": "gda", "h": []"#, "method.h", "bad_value"),
        (r#""id": "gda", "h": "inf""#, "method.h", "non_finite"),
        (
            r#""id": "gda_k", "h": 1, "k": "1/2""#,
            "method.k",
            "bad_value",
        ),
        (
            r#""id": "gda_k", "h": 1, "k": 1e99"#,
            "method.k",
            "too_large",
        ),
        (
            r#""id": "gda_k", "h": 1, "k": 1, "order": "both""#,
            "method.order",
            "unknown_id",
        ),
        (
            r#""id": "gn", "h": 1, "lam": 1, "form": "other""#,
            "method.form",
            "unknown_id",
        ),
        (
            r#""id": "nlcg", "h": 1, "beta": "xx""#,
            "method.beta",
            "unknown_id",
        ),
        (
            r#""id": "sga", "h": 1, "lam": 1, "align": "yes""#,
            "method.align",
            "bad_value",
        ),
    ] {
        let text = format!(r#"{{"method": {{{fields}}}}}"#);
        assert_eq!(refusal(method(&text), path), kind, "{text}");
    }
}

#[test]
fn texts_that_are_no_object() {
    for text in [
        "",
        "3",
        "[]",
        "{",
        "{}}",
        r#"{"a": }"#,
        r#"{"a": 1e}"#,
        "null",
        "{\"a\u{1}\": 1}",
    ] {
        let problem = Fields::parse(text).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Parse, "{text}");
    }
    // depth costs nothing: what stands inside is looked at only when it is asked for
    let deep = format!(r#"{{"p": {}{}}}"#, "[".repeat(200_000), "]".repeat(200_000));
    let mut fields = Fields::parse(&deep).unwrap();
    assert_eq!(
        refusal(fields.required("p").unwrap().numbers::<f64>(), "p[0]"),
        "bad_value"
    );
}

#[test]
fn escaped_names_and_words_are_what_they_mean() {
    let text = r#"{"\u0067ame": {"kind": "\u00672", "ki\u006ed2": 1}}"#;
    assert_eq!(refusal(game(text), "game.kind2"), "unknown_field");
    assert!(game(r#"{"\u0067ame": {"kind": "\u00672"}}"#).is_ok());
}

#[test]
fn games_are_what_their_letters_say() {
    let text = r#"{"game": {"kind": "quadratic", "P": [["1/2", 3], ["3", 4e0]], "M": [[5], ["6"]],
        "Q": [[7]], "b": ["8", "0x9"], "c": [10.0]}}"#;
    let exact = exact_game(text).unwrap();
    let p = DVector::from_vec([1, 2, 3].map(Rational::from).to_vec());
    // ∇ₓ = Px + My + b, ∇ᵧ = Mᵀx − Qy + c
    let half = Rational::from_parts(1.into(), 2u8.into());
    let expected = [
        -(half + Rational::from(6 + 15 + 8)),
        (-(3 + 8 + 18 + 9)).into(),
        (5 + 12 - 21 + 10).into(),
    ];
    assert_eq!(exact.field(&p).as_slice(), expected);
    let g = game(text).unwrap();
    assert_eq!(
        g.field(&DVector::from_vec(vec![1.0, 2.0, 3.0])).as_slice(),
        [-29.5, -38.0, 6.0]
    );
    let g = game(
        r#"{"game": {"kind": "dirac", "variant": "wgan", "r1": "1/4", "tik_x": 2, "tik_y": "0.5"}}"#,
    );
    let j = g.unwrap().jacobian(&DVector::from_vec(vec![0.0, 0.0]));
    assert_eq!(j, DMatrix::from_row_slice(2, 2, &[-2.0, -1.0, 1.0, -0.75]));
}

#[test]
fn empty_blocks() {
    for (fields, nx, ny) in [
        (r#""kind": "quadratic", "P": [], "M": [], "Q": []"#, 0, 0),
        (
            r#""kind": "quadratic", "P": [[1]], "M": [], "Q": [], "b": [1], "c": []"#,
            1,
            0,
        ),
        (
            r#""kind": "quadratic", "P": [[1]], "M": [[]], "Q": []"#,
            1,
            0,
        ),
        (
            r#""kind": "quadratic", "P": [], "M": [], "Q": [[1]], "c": [1]"#,
            0,
            1,
        ),
        (r#""kind": "bilinear", "M": []"#, 0, 0),
        (r#""kind": "bilinear", "M": [[], []]"#, 2, 0),
        (r#""kind": "bilinear", "M": [], "c": [1, 2]"#, 0, 2),
    ] {
        let text = format!(r#"{{"game": {{{fields}}}}}"#);
        let (g, e) = (game(&text).unwrap(), exact_game(&text).unwrap());
        assert_eq!((g.nx(), g.ny(), e.nx(), e.ny()), (nx, ny, nx, ny), "{text}");
        assert_eq!(
            g.jacobian(&DVector::zeros(nx + ny)).shape(),
            (nx + ny, nx + ny)
        );
    }
    let wide = format!(
        r#"{{"game": {{"kind": "bilinear", "M": [{}[]]}}}}"#,
        "[],".repeat(5000)
    );
    assert_eq!(refusal(game(&wide), "game.M"), "too_large");
}

#[test]
fn games_without_an_exact_form() {
    for fields in [
        r#""kind": "g3""#,
        r#""kind": "dirac", "variant": "saturating""#,
        r#""kind": "mlp_gan", "loss": "wgan", "gen": "affine", "hidden_d": 1, "real": [0], "noise": [0]"#,
    ] {
        let text = format!(r#"{{"game": {{{fields}}}}}"#);
        assert_eq!(refusal(exact_game(&text), "game.kind"), "unsupported");
        assert!(game(&text).is_ok());
    }
}

#[test]
fn every_method_is_read_in_every_scalar() {
    for id in METHOD_IDS {
        let names = Method::<f64>::parameter_names(id).unwrap();
        let value = |name: &str| match (name, id) {
            ("beta", "nlcg") => "\"prp\"",
            ("form", _) => "\"inverse\"",
            ("order", _) => "\"doc\"",
            ("hessian_at", _) => "\"new\"",
            ("numerator", _) => "\"u\"",
            ("align" | "normalise", _) => "true",
            ("k", _) => "\"2\"",
            _ => "\"1/8\"",
        };
        let fields: Vec<_> = names
            .iter()
            .filter(|name| **name != "h" || !names.contains(&"hx"))
            .map(|name| format!("\"{name}\": {}", value(name)))
            .collect();
        let text = format!("{{\"id\": \"{id}\", {}}}", fields.join(", "));
        let float = read::method::<f64>(&mut Fields::parse(&text).unwrap()).unwrap();
        assert_eq!(float.id(), id);
        let exact = read::method::<Rational>(&mut Fields::parse(&text).unwrap()).unwrap();
        assert_eq!(exact.map(Scalar::to_f64), float);
        let interval = read::method::<Interval>(&mut Fields::parse(&text).unwrap()).unwrap();
        assert_eq!(interval.map(|a| a.mid()), float);
    }
}
