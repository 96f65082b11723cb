//! `spectrum`, by the table of SPEC section 6.1.
//!
//! Broken by hand, and caught here: every point critical, the imaginary part of a real eigenvalue
//! left open.

use crate::ask::{answer, refused};
use gnash::oracle::ask;
use gnash::scalar::{Interval, Rational, rational_from_text};
use serde_json::{Value, json};

fn ends(value: &Value) -> Interval {
    let end = |i: usize| value[i].as_str().unwrap().parse::<f64>().unwrap();
    Interval::new(end(0), end(1)).unwrap()
}

fn fraction(text: &str) -> Rational {
    rational_from_text(text).unwrap()
}

#[test]
fn the_toys_of_hfr() {
    // g1: λ = 2, twice; S = −6 + 16/2; a strict local minimax point, no Nash point
    for scalar in ask::SCALARS {
        let found = |game: &str| {
            answer(&format!(
                r#"{{"ask": "spectrum", "scalar": "{scalar}", "game": {{"kind": "{game}"}}, "p": [0, 0]}}"#
            ))
        };
        let (g1, g2) = (found("g1"), found("g2"));
        let flags = |a: &Value| {
            (
                a["strict_local_nash"].clone(),
                a["strict_local_minimax"].clone(),
            )
        };
        assert_eq!(flags(&g1), (false.into(), true.into()), "{g1}");
        assert_eq!(flags(&g2), (false.into(), false.into()), "{g2}");
        assert_eq!(g1["bound"], Value::Null);
        let schur = &g1["schur"][0][0];
        match scalar {
            "exact" => assert_eq!(
                (schur, &g2["bound"]),
                (&json!("2/1"), &json!(["1.0", "1.0"]))
            ),
            "interval" => assert_eq!(
                (schur, &g2["bound"]),
                (&json!(["2.0", "2.0"]), &json!(["1.0", "1.0"]))
            ),
            _ => assert_eq!((schur, &g2["bound"]), (&json!("2.0"), &json!("1.0"))),
        }
        if scalar == "exact" || scalar == "interval" {
            // a real double root is known to be real
            let two = json!([["2.0", "2.0"], ["0.0", "0.0"]]);
            assert_eq!(g1["eigenvalues"], json!([two, two]));
        }
    }
}

#[test]
fn a_point_is_critical_or_it_is_nothing() {
    let found = |p: &str, scalar: &str| {
        answer(&format!(
            r#"{{"ask": "spectrum", "scalar": "{scalar}", "game": {{"kind": "quadratic", "P": [[2]], "M": [[1]], "Q": [[2]]}}, "p": {p}}}"#
        ))["strict_local_nash"]
            .clone()
    };
    // v(1e−10, 0) = (−2e−10, 1e−10): small enough for floats and intervals, not zero
    for (p, floats, exact) in [
        ("[0, 0]", true, true),
        (r#"["1e-10", 0]"#, true, false),
        (r#"["1e-9", 0]"#, false, false),
        ("[1, 1]", false, false),
    ] {
        for scalar in ["f64", "f32", "interval"] {
            assert_eq!(found(p, scalar), floats, "{p} {scalar}");
        }
        assert_eq!(found(p, "exact"), exact, "{p}");
    }
    // ‖J‖∞ is 3, the largest sum of a row: the limit at p of size 4/3·10⁹… grows with the point
    let shifted = |offset: &str| {
        answer(&format!(
            r#"{{"ask": "spectrum", "game": {{"kind": "quadratic", "P": [[2]], "M": [[1]], "Q": [[2]], "b": ["{offset}"]}}, "p": ["1e6", "5e5"]}}"#
        ))["strict_local_nash"]
            .clone()
    };
    // v = (−2.5e6 − b, 0), limit 10⁻⁹(1 + 3e6)
    assert_eq!(shifted("-2499999.997001"), true);
    assert_eq!(shifted("-2499999.996998"), false);
}

#[test]
fn singular_blocks() {
    for scalar in ask::SCALARS {
        let found = answer(&format!(
            r#"{{"ask": "spectrum", "scalar": "{scalar}", "game": {{"kind": "bilinear", "M": [["0.1"]]}}, "p": [0, 0]}}"#
        ));
        // ±i/10: no step contracts, and nothing is strict
        assert_eq!(
            (&found["schur"], &found["bound"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(found["strict_local_minimax"], false);
        assert_eq!(found["strict_local_nash"], false);
    }
    // singular though every entry is positive: decided exactly under floats too
    let found = answer(
        r#"{"ask": "spectrum", "game": {"kind": "quadratic", "P": [[1]], "M": [[1, 1]],
            "Q": [["0.1", "0.3"], ["0.3", "0.9"]]}, "p": [0, 0, 0]}"#,
    );
    let exact = answer(
        r#"{"ask": "spectrum", "scalar": "exact", "game": {"kind": "quadratic", "P": [[1]], "M": [[1, 1]],
            "Q": [["0.1", "0.3"], ["0.3", "0.9"]]}, "p": [0, 0, 0]}"#,
    );
    assert_eq!(exact["schur"], Value::Null);
    // 0.1·0.9 − 0.3² is not zero for the doubles
    assert!(found["schur"].is_array());
}

#[test]
fn bounds_of_matrices() {
    // ξ = −1 ± 2i: 2/5
    for scalar in ask::SCALARS {
        let found = answer(&format!(
            r#"{{"ask": "spectrum", "scalar": "{scalar}", "U": [[-1, -2], [2, -1]], "error_bound": true}}"#
        ));
        assert!(found.get("schur").is_none());
        match scalar {
            "f64" => {
                assert_eq!(
                    (&found["bound"], &found["eigenvalues"]),
                    (&json!("0.4"), &json!([["-1.0", "-2.0"], ["-1.0", "2.0"]]))
                );
            }
            "f32" => assert_eq!(found["bound"], "0.4"),
            _ => assert!(ends(&found["bound"]).contains_rational(&fraction("2/5"))),
        }
    }
    assert_eq!(
        answer(r#"{"ask": "spectrum", "U": []}"#),
        json!({"id": null, "eigenvalues": [], "bound": null})
    );
    // Re ξ = 0 exactly, which no float tells from its neighbours
    let found = answer(r#"{"ask": "spectrum", "U": [["-1e-300", 1], [-1, "1e-300"]]}"#);
    assert_eq!(found["bound"], Value::Null);
}

/// An interval matrix that is no point: Jacobians of games with an exponential.
#[test]
fn intervals_enclose_the_spectrum() {
    for p in [r#"["0.3", "-0.7"]"#, r#"["1/3", "1/7"]"#, "[2, 5]"] {
        let ask = |scalar: &str| {
            answer(&format!(
                r#"{{"ask": "spectrum", "scalar": "{scalar}", "game": {{"kind": "g3"}}, "p": {p}}}"#
            ))
        };
        let (float, interval) = (ask("f64"), ask("interval"));
        for k in 0..2 {
            for part in 0..2 {
                let value: f64 = float["eigenvalues"][k][part]
                    .as_str()
                    .unwrap()
                    .parse()
                    .unwrap();
                let enclosed = ends(&interval["eigenvalues"][k][part]);
                let near = Interval::new(enclosed.lo() - 1e-13, enclosed.hi() + 1e-13).unwrap();
                assert!(
                    near.contains(value) && enclosed.width() < 1e-11,
                    "{p}: {interval} {float}"
                );
            }
        }
    }
    // four players' coordinates, f_xx and f_yy full
    let mlp = r#"{"kind": "mlp_gan", "loss": "vanilla", "gen": "affine", "hidden_d": 1, "real": ["0.5", 2], "noise": [-1, "1/3"], "r1": "0.1", "tik_x": 1}"#;
    let ask = |scalar: &str| {
        answer(&format!(
            r#"{{"ask": "spectrum", "scalar": "{scalar}", "game": {mlp}, "p": ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"], "error_bound": true}}"#
        ))
    };
    let (float, interval) = (ask("f64"), ask("interval"));
    assert_eq!(
        interval["eigenvalues"].as_array().unwrap().len(),
        6,
        "{interval}"
    );
    let bound: f64 = float["error_bound"]
        .as_str()
        .unwrap_or_else(|| panic!("{float}"))
        .parse()
        .unwrap();
    assert!(bound < 1e-9, "{bound}");
}

#[test]
fn beyond_the_exact_orders() {
    let n = 14;
    let rows = |off: &str| -> String {
        let row = |i: usize| {
            let entry = |j: usize| match (i, j) {
                _ if i == j => format!("\"-{}/3\"", i + 1),
                _ if j == i + 1 => off.to_string(),
                _ => "0".into(),
            };
            format!("[{}]", (0..n).map(entry).collect::<Vec<_>>().join(","))
        };
        format!("[{}]", (0..n).map(row).collect::<Vec<_>>().join(","))
    };
    for scalar in ["exact", "interval", "f64"] {
        let found = answer(&format!(
            r#"{{"ask": "spectrum", "scalar": "{scalar}", "U": {}}}"#,
            rows("1")
        ));
        assert_eq!(found["eigenvalues"].as_array().unwrap().len(), n, "{found}");
        if scalar != "f64" {
            // −14/3 … −1/3, all real, and 2/(14/3)
            for (k, pair) in found["eigenvalues"].as_array().unwrap().iter().enumerate() {
                let exact = fraction(&format!("-{}/3", n - k));
                assert!(ends(&pair[0]).contains_rational(&exact), "{k} {found}");
                assert_eq!(pair[1], json!(["0.0", "0.0"]));
            }
            assert!(
                ends(&found["bound"]).contains_rational(&fraction("3/7")),
                "{found}"
            );
        } else {
            let bound: f64 = found["bound"].as_str().unwrap().parse().unwrap();
            assert!((bound - 3.0 / 7.0).abs() < 1e-12);
        }
    }
    assert_eq!(
        refused(&format!(
            r#"{{"ask": "certify", "matrix": [{}]}}"#,
            vec![format!("[{}]", vec!["0"; 201].join(",")); 201].join(",")
        )),
        "too_large"
    );
}
