//! `gnash verify` as a program.

use serde_json::Value;
use std::process::{Command, Output};

fn gnash(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gnash"));
    command
        .arg("verify")
        .args(arguments)
        .output()
        .expect("gnash runs")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn the_table_has_one_line_per_claim() {
    let output = gnash(&[]);
    assert_eq!(output.status.code(), Some(0));
    let table = text(&output);
    let claims = gnash::claims::Ledger::embedded().unwrap().claims;
    // a heading, the claims, the total
    assert_eq!(table.lines().count(), claims.len() + 2, "{table}");
    for (line, claim) in table.lines().skip(1).zip(&claims) {
        assert!(
            line.starts_with(&claim.id) && line.contains(&claim.short),
            "{line}"
        );
        assert!(line.contains(&claim.verdict.to_string()), "{line}");
    }
}

#[test]
fn json_has_exactly_the_fields_of_the_specification() {
    let output = gnash(&["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let value: Value = serde_json::from_str(&text(&output)).unwrap();
    let top: Vec<_> = value.as_object().unwrap().keys().collect();
    assert_eq!(top, ["claims"]);
    for claim in value["claims"].as_array().unwrap() {
        let mut keys: Vec<_> = claim
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_unstable();
        assert_eq!(keys, ["evidence", "id", "source", "statement", "verdict"]);
        assert!(!claim["evidence"].as_array().unwrap().is_empty());
    }
}

#[test]
fn one_claim_is_told_in_full() {
    let output = gnash(&["--claim", "gn_sherman_morrison"]);
    assert_eq!(output.status.code(), Some(0));
    let story = text(&output);
    for part in [
        "gn_sherman_morrison (GN",
        "hypotheses",
        "λ > 0",
        "100 cases",
    ] {
        assert!(story.contains(part), "{part} is not in {story}");
    }
    let json = gnash(&["--claim", "gn_sherman_morrison", "--json"]);
    let value: Value = serde_json::from_str(&text(&json)).unwrap();
    assert_eq!(value["claims"].as_array().unwrap().len(), 1);
}

#[test]
fn misuse_is_exit_code_2() {
    let unknown = gnash(&["--claim", "sherman"]);
    assert_eq!(unknown.status.code(), Some(2));
    let message = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(
        message.contains("did you mean gn_sherman_morrison"),
        "{message}"
    );
    assert_eq!(gnash(&["--claims"]).status.code(), Some(2));
    assert_eq!(gnash(&["--json", "--markdown"]).status.code(), Some(2));
}

/// A ledger whose one counterexample has a wrong number.
const WRONG: &str = r#"
[[claim]]
id = "cubic"
source = "OURS"
number = "test"
short = "f = x³"
statement = "f(−1/2) = −1/4."
verdict = "certified"
[[claim.evidence]]
kind = "exact"
check = "flat_cubic"
shows = "nothing: −1/8 is right"
data = { x = "-1/2", f = "-1/4" }
"#;

#[test]
fn failing_evidence_is_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.toml");
    let file = path.to_str().unwrap();
    std::fs::write(&path, WRONG).unwrap();
    for arguments in [
        &["--ledger", file][..],
        &["--ledger", file, "--claim", "cubic"],
    ] {
        let output = gnash(arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output).contains("FAIL"), "{}", text(&output));
    }
    let json = gnash(&["--ledger", file, "--json"]);
    assert_eq!(json.status.code(), Some(1));
    let value: Value = serde_json::from_str(&text(&json)).unwrap();
    let evidence = &value["claims"][0]["evidence"][0];
    assert_eq!(evidence["passed"], false);
    assert!(
        evidence["error"].as_str().unwrap().contains("−1/8"),
        "{evidence}"
    );
    std::fs::write(&path, WRONG.replace("-1/4", "-1/8")).unwrap();
    assert_eq!(gnash(&["--ledger", file]).status.code(), Some(0));
    std::fs::write(&path, WRONG.replace("shows", "show")).unwrap();
    assert_eq!(gnash(&["--ledger", file]).status.code(), Some(1));
}
