//! What verdicts and refusals say, for people.
//!
//! Broken by hand, each seen to fail: the error told beside every number.

use super::{GDA, verdict};

/// Numbers that know their errors are told without them, unless the error is what matters.
#[test]
fn numbers_in_refusals() {
    let said = |method: &str, game: &str| {
        let text = GDA.replace(r#"{"id": "gda", "h": "1/2"}"#, method);
        let why = verdict(&text.replace("\"steps\"", &format!("{game}\"steps\""))).why;
        why.expect("a reason").message
    };
    for lam in ["0", "1e-400"] {
        let gn = format!(r#"{{"id": "gn", "h": 1, "lam": "{lam}", "form": "inverse"}}"#);
        assert_eq!(said(&gn, ""), "method: lam must be positive, found 0.0");
    }
    let tiny = said(r#"{"id": "gda", "h": "5e-324"}"#, "");
    assert_eq!(
        tiny,
        "method: hx lies in 5e-324 ± 5e-324: too wide to tell its sign"
    );
    let large = r#""game": {"kind": "bilinear", "M": [["1e300"]]}, "#;
    let cgd = r#"{"id": "cgd", "h": 1}"#;
    let alone = [
        ", \"v\": [-1, 1]",
        ", \"v\": [-1.5, 0.5]",
        ", \"v\": [\"-0x1.cp0\", \"-1/4\"]",
    ];
    let text = alone
        .iter()
        .fold(GDA.to_string(), |text, v| text.replace(v, ""));
    let text = text.replace(r#"{"id": "gda", "h": "1/2"}"#, cgd);
    let why = verdict(&text.replace("\"steps\"", &format!("{large}\"steps\""))).why;
    let why = why.expect("a reason").message;
    assert!(
        why.starts_with("step 0: the system I + h² D_xy D_yx") && why.ends_with(" inf"),
        "{why}"
    );
}

/// What is said of a move, for people: no "1 of 1", no "1.000000000 times".
#[test]
fn moves_are_told_in_words() {
    let told = |from: &str, to: &str| {
        let verdict = verdict(&GDA.replace(from, to));
        verdict.diagnosis[0].sentence.clone()
    };
    // the last step goes from (−1/4, 7/4) by (−7/8, −1/8)
    for (last, said) in [
        (
            "[-1.125, 1.875]",
            "y is off: y moved as far as predicted, in the opposite direction",
        ),
        (
            "[-1.125, 1.75]",
            "y is off: y did not move, and should have",
        ),
        (
            "[-1.125, 1.71875]",
            "y is off: y moved 0.25 times as far as predicted, in the same direction",
        ),
        (
            "[-1.125, 1.6249999999]",
            "y moved 1 + 8.000e-10 times as far as predicted",
        ),
    ] {
        let sentence = told("[-1.125, 1.625]", last);
        assert!(
            sentence.ends_with(said) || sentence.contains(said),
            "{sentence}"
        );
        assert!(
            sentence.contains("at step 2 x moved as predicted; "),
            "{sentence}"
        );
    }
    let still = told("1.625", "1.5");
    assert!(!still.contains("1 of 1"), "{still}");
}
