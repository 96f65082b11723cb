//! Every method on every game in every scalar: what applies is answered, what does not is refused
//! for the right reason, and an exact or interval answer bounds what the floats say.
//!
//! Broken by hand, and caught here: an error bound of half its size, the exact twin read at the
//! rounded inputs, the distance of the double alone without its decimal's.

use crate::ask::{answer, refused};
use gnash::scalar::{Interval, Rational, Rounding, rational_from_text};
use gnash::spec::{METHOD_IDS, Method};
use proptest::prelude::*;
use serde_json::Value;

/// (game, nx, p, whether it has fractions, whether f_yy is regular there)
fn games() -> Vec<(&'static str, &'static str, bool, bool)> {
    let mlp = r#"{"kind": "mlp_gan", "loss": "vanilla_ns", "gen": "affine", "hidden_d": 1,
        "real": ["0.9", 2], "noise": [-1, "1/2"], "r1": "0.3", "tik_x": "0.2", "tik_y": "0.4"}"#;
    let dirac = |variant: &str| {
        let text =
            format!(r#"{{"kind": "dirac", "variant": "{variant}", "r1": "1/3", "tik_x": "0.1"}}"#);
        &*text.leak()
    };
    vec![
        (
            r#"{"kind": "quadratic", "P": [["1.1", "0.2"], ["0.2", 2]], "M": [["1/3"], [1]], "Q": [["0.7"]], "b": [1, "0.1"], "c": ["-0.3"]}"#,
            r#"["0.1", "-0.2", "1/3"]"#,
            true,
            true,
        ),
        (
            r#"{"kind": "bilinear", "M": [["0.3"]]}"#,
            r#"["0.1", "-0.3"]"#,
            true,
            false,
        ),
        (r#"{"kind": "g1"}"#, r#"["0.1", "-0.3"]"#, true, true),
        (r#"{"kind": "g2"}"#, r#"["0.1", "-0.3"]"#, true, true),
        (r#"{"kind": "g3"}"#, r#"["0.1", "-0.3"]"#, false, true),
        (dirac("wgan"), r#"["0.1", "-0.3"]"#, true, true),
        (dirac("saturating"), r#"["0.1", "-0.3"]"#, false, true),
        (dirac("nonsaturating"), r#"["0.1", "-0.3"]"#, false, true),
        (
            mlp,
            r#"[1, "0.2", "0.3", "-0.4", "0.5", "0.6"]"#,
            false,
            true,
        ),
    ]
}

/// A setting of every method, small steps.
fn method(id: &str) -> String {
    let names = Method::<f64>::parameter_names(id).unwrap();
    let value = |name: &str| match (name, id) {
        ("beta", "nlcg") => "\"prp\"",
        ("form", _) => "\"inverse_minus_identity\"",
        ("order", _) => "\"y_first\"",
        ("hessian_at", _) => "\"new\"",
        ("numerator", _) => "\"g\"",
        ("align" | "normalise", _) => "false",
        // with one follower the second CG step has nothing left to do, which has no derivative
        ("k", "hessian_fr_cg") => "1",
        ("k", _) => "2",
        ("lam", "sga" | "conopt") => "\"-0.1\"",
        ("lam", _) => "\"1/3\"",
        ("beta1" | "beta2" | "rho" | "beta", _) => "\"0.9\"",
        ("eps" | "align_eps", _) => "\"0.01\"",
        _ => "\"0.03\"",
    };
    let fields = names
        .iter()
        .filter(|name| **name != "h" || !names.contains(&"hx"));
    let fields: Vec<_> = fields
        .map(|name| format!("\"{name}\": {}", value(name)))
        .collect();
    format!("{{\"id\": \"{id}\", {}}}", fields.join(", "))
}

fn numbers(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        Value::Object(fields) => fields.values().flat_map(numbers).collect(),
        _ => vec![],
    }
}

fn exact(text: &str) -> Rational {
    rational_from_text(text).unwrap()
}

fn distance(a: &Rational, b: &Rational) -> Rational {
    if a > b { a - b } else { b - a }
}

const SINGULAR_IS_AN_ERROR: [&str; 3] = ["fr", "gdn", "hessian_fr"];

fn ask(kind: &str, scalar: &str, game: &str, p: &str, id: &str) -> String {
    let (name, rest) = match kind {
        "trajectory" => ("p0", r#", "error_bound": true, "steps": 3, "at": [1, 3]"#),
        _ => ("p", ""),
    };
    let method = method(id);
    format!(
        r#"{{"ask": "{kind}", "scalar": "{scalar}", "game": {game}, "method": {method}, "{name}": {p}{rest}}}"#
    )
}

/// Asks about every method on every game in every scalar.
fn everything_answers(kind: &str) {
    for (game, p, fractions, regular) in games() {
        for id in METHOD_IDS {
            let roots = !method_is_algebraic(id);
            let singular = !regular && SINGULAR_IS_AN_ERROR.contains(&id);
            for scalar in ["f64", "f32", "exact", "interval"] {
                let question = ask(kind, scalar, game, p, id);
                if scalar == "exact" && (roots || !fractions) {
                    assert_eq!(refused(&question), "unsupported", "{question}");
                } else if singular {
                    assert_eq!(refused(&question), "singular", "{question}");
                } else {
                    let answer = answer(&question);
                    // a jump of a rule has no derivative, an interval may not tell its side
                    let open = (scalar == "interval" || kind == "certify")
                        && answer["error"]["kind"] == "unsupported";
                    assert!(answer["error"].is_null() || open, "{question}\n{answer}");
                }
            }
        }
    }
}

#[test]
fn every_method_runs_on_every_game_in_every_scalar() {
    everything_answers("trajectory");
}

#[test]
fn every_method_has_a_jacobian_on_every_game() {
    everything_answers("map_jacobian");
}

#[test]
fn every_method_is_certified_on_every_game() {
    everything_answers("certify");
}

fn method_is_algebraic(id: &str) -> bool {
    !["acgd", "gn_adaptive", "gn_published", "adam", "rmsprop"].contains(&id)
}

/// |float − exact| ≤ error_bound for every number, and the interval twin encloses the exact one.
#[test]
fn error_bounds_bound() {
    let mut bounded = 0;
    for (game, p, _, regular) in games()
        .into_iter()
        .filter(|(_, _, fractions, _)| *fractions)
    {
        for id in METHOD_IDS.into_iter().filter(|id| method_is_algebraic(id)) {
            if !regular && SINGULAR_IS_AN_ERROR.contains(&id) {
                continue;
            }
            let truth = answer(&ask("trajectory", "exact", game, p, id));
            let truth: Vec<_> = numbers(&truth["p"]).iter().map(|a| exact(a)).collect();
            for scalar in ["f64", "f32"] {
                let float = answer(&ask("trajectory", scalar, game, p, id));
                let bound = exact(float["error_bound"].as_str().unwrap());
                let errors = numbers(&float["p"]);
                let errors = errors
                    .iter()
                    .zip(&truth)
                    .map(|(a, b)| distance(&exact(a), b));
                let largest = errors.max().unwrap();
                // the bound is the largest error, of the double or of the decimal that is written
                assert!(largest <= bound, "{scalar} {id} {game}: {float}");
                let ulp = if scalar == "f64" { f64::EPSILON } else { 1e-6 };
                let above = <f64 as Rounding>::from_rational(&largest) + 2.0 * ulp;
                let above = exact(&format!("{above:?}"));
                assert!(bound <= above, "{scalar} {id} {game}: {float}");
                bounded += 1;
            }
            let interval = answer(&ask("trajectory", "interval", game, p, id));
            if interval["error"].is_null() {
                let ends: Vec<f64> = numbers(&interval["p"])
                    .iter()
                    .map(|a| a.parse().unwrap())
                    .collect();
                for (ends, value) in ends.chunks(2).zip(&truth) {
                    let enclosed = Interval::new(ends[0], ends[1]).unwrap();
                    assert!(enclosed.contains_rational(value), "{id} {game}");
                }
            }
        }
    }
    assert!(bounded > 150, "{bounded}");
}

/// Where there are no fractions the interval twin bounds: a float is in the interval within it.
#[test]
fn error_bounds_from_intervals() {
    for (game, p, fractions, _) in games() {
        for id in [
            "gda",
            "adam",
            "gn_adaptive",
            "acgd",
            "rmsprop",
            "gn_published",
            "eg",
        ] {
            if fractions && method_is_algebraic(id) {
                continue;
            }
            let float = answer(&ask("trajectory", "f64", game, p, id));
            let interval = answer(&ask("trajectory", "interval", game, p, id));
            let bound = float["error_bound"].as_str();
            let bound = exact(bound.unwrap_or_else(|| panic!("{id} {game} {float}")));
            let values = numbers(&float["p"]);
            let ends = numbers(&interval["p"]);
            for (value, ends) in values.iter().zip(ends.chunks(2)) {
                let end = |i: usize| Rational::try_from(ends[i].parse::<f64>().unwrap()).unwrap();
                let (value, low, high) = (exact(value), end(0), end(1));
                assert!(distance(&value, &low) <= bound && distance(&value, &high) <= bound);
                assert!(distance(&low, &high) < exact("1e-11"), "{id} {game}");
            }
        }
    }
}

/// The bound is about the numbers as they are written: 0.1 is a tenth.
#[test]
fn rounding_the_inputs_is_part_of_the_error() {
    let float = answer(
        r#"{"ask": "trajectory", "game": {"kind": "g1"}, "method": {"id": "gda", "h": 1}, "p0": ["0.1", 0],
            "steps": 0, "at": [0], "error_bound": true}"#,
    );
    let bound = exact(float["error_bound"].as_str().unwrap());
    // the printed 0.1 is a tenth, and stands for the double next to it
    let double = Rational::try_from(0.1).unwrap();
    let expected = distance(&double, &exact("0.1"));
    assert!(bound >= expected && bound <= expected * exact("1.001"));
    for scalar in ["exact", "interval"] {
        let plain = answer(&format!(
            r#"{{"ask": "apply", "scalar": "{scalar}", "v": [1], "w": [1], "lam": 1, "error_bound": true}}"#
        ));
        assert!(plain.get("error_bound").is_none() && plain["result"].is_array());
    }
}

proptest! {
    /// The ends of an interval are the doubles that they are read as, and enclose as decimals too.
    #[test]
    fn ends_enclose_as_decimals(
        value in any::<f64>().prop_filter("finite", |a| a.is_finite()),
        tiny in any::<u32>(),
    ) {
        for value in [value, f64::from_bits(u64::from(tiny)), -f64::from_bits(u64::from(tiny))] {
            let exact_value = Rational::try_from(value).unwrap();
            let found = answer(&format!(
                r#"{{"ask": "trajectory", "scalar": "interval", "game": {{"kind": "bilinear", "M": [], "c": [0]}},
                    "method": {{"id": "gda", "h": 0}}, "p0": ["{exact_value}"], "steps": 0, "at": [0]}}"#
            ));
            let ends = numbers(&found["p"]["0"]);
            prop_assert!(exact(&ends[0]) <= exact_value && exact_value <= exact(&ends[1]));
            for end in &ends {
                prop_assert_eq!(end.parse::<f64>(), Ok(value + 0.0));
            }
        }
    }
}
