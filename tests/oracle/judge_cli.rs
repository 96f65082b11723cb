//! `gnash oracle judge`: a line or a few per file, and an exit code for all.

use std::io::Write;
use std::process::{Command, Output};

fn gnash(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gnash"));
    command.args(["oracle", "judge"]).args(arguments);
    command.output().expect("the program runs")
}

fn transcript(last: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::with_suffix(".json").expect("a file");
    let text = format!(
        r#"{{"transcript": 1, "method": {{"id": "gda", "h": "1/2"}}, "nx": 1, "steps": [
        {{"k": 0, "p": [1, 1], "v": [-1, 1]}}, {{"k": 1, "p": [0.5, 1.5], "v": [-1.5, 0.5]}},
        {{"k": 2, "p": [-0.25, 1.75], "v": [-1.75, -0.25]}}, {{"k": 3, "p": [-1.125, {last}]}}]}}"#
    );
    file.write_all(text.as_bytes()).expect("room");
    file
}

#[test]
fn exit_codes_and_lines() {
    let (good, wrong, bad) = (transcript("1.625"), transcript("1.5"), transcript("x"));
    let path = |file: &tempfile::NamedTempFile| file.path().display().to_string();
    let (good, wrong, bad) = (path(&good), path(&wrong), path(&bad));
    let code = |arguments: &[&str]| gnash(arguments).status.code();
    assert_eq!(code(&[&good]), Some(0));
    assert_eq!(code(&[&good, &bad]), Some(3));
    assert_eq!(code(&[&bad, &wrong, &good]), Some(1));
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&["--nonsense", &good]), Some(2));
    let lines = gnash(&["--json", &bad, &wrong, &good]).stdout;
    let lines = String::from_utf8(lines).expect("text");
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let verdicts: Vec<_> = lines.iter().map(|line| line["verdict"].as_str()).collect();
    assert_eq!(
        verdicts,
        [Some("unjudgeable"), Some("deviates"), Some("conforms")]
    );
    assert_eq!(lines[0]["why"]["kind"], "parse");
    assert_eq!(lines[1]["size"], "0.125");
    assert_eq!(lines[2]["file"], *good);
    let text = String::from_utf8(gnash(&[&good]).stdout).expect("text");
    assert!(
        text.contains("conforms") && text.contains("The bound is 2 (u + 2^-53)"),
        "{text}"
    );
}
