//! The pages `docs/catalogue/` are those that the code writes, and say what they should.
//!
//! Broken by hand: a page's number, a page too many, a page missing.

use gnash::oracle::catalogue::{Page, entries, pages};
use gnash::oracle::stream::answer_all;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

static WRITTEN: LazyLock<Vec<Page>> = LazyLock::new(|| pages().expect("the examples are in order"));

fn committed() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalogue");
    let files = std::fs::read_dir(folder).expect("the folder of the pages");
    let file = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into();
        (name, std::fs::read_to_string(path).expect("text"))
    };
    files.map(file).collect()
}

#[test]
fn the_committed_pages_are_those_of_the_code_and_nothing_else() {
    let mut committed = committed();
    for Page { name, text } in &*WRITTEN {
        let found = committed.remove(name);
        let same = found.as_ref() == Some(text);
        assert!(
            same,
            "{name}: run gnash oracle catalogue --markdown docs/catalogue"
        );
    }
    assert!(committed.is_empty(), "{:?}", committed.keys());
}

#[test]
fn every_entry_is_told_from_each_of_its_methods_within_ten_steps() {
    let text = |name: String| {
        let page = WRITTEN.iter().find(|page| page.name == name);
        page.map(|page| page.text.as_str()).expect("a page")
    };
    let list = text("README.md".into());
    for entry in entries() {
        let own = text(format!("{}.md", entry.id));
        assert!(list.contains(&format!("[`{id}`]({id}.md)", id = entry.id)));
        for id in entry.methods {
            let title = format!("\n## {id}\n\nAfter ");
            assert!(own.contains(&title), "{}: no run of {id}", entry.id);
        }
    }
}

/// A page shows what `gnash oracle ask` answers: the last point of the method's column.
#[test]
fn the_questions_of_the_pages_have_the_answers_of_the_pages() {
    let is_question = |line: &&str| line.starts_with(r#"{"ask""#);
    let lines = WRITTEN.iter().flat_map(|page| page.text.lines());
    let questions: Vec<_> = lines.filter(is_question).collect();
    let input = questions.join("\n");
    let mut answers = Vec::new();
    let tally = answer_all(input.as_bytes(), &mut answers, None).expect("memory can be written");
    assert_eq!(tally.failed, 0);
    let answers = String::from_utf8(answers).expect("text");
    let mut answers = answers.lines();
    for page in &*WRITTEN {
        // the rows of the table after each question; the last one is asked for
        for run in page.text.split("```json\n").skip(1) {
            let mut rows = run
                .lines()
                .filter(|line| line.starts_with("| ") && line.contains("| ("));
            let last = rows.next_back().expect("a row");
            let shown = last.split(['(', ')']).nth(1).expect("a point").split(", ");
            let answer = answers.next().expect("an answer");
            let exact: serde_json::Value = serde_json::from_str(answer).expect("JSON");
            let exact = exact["p"].as_object().expect("points").values().next();
            let exact = exact.expect("one point").as_array().expect("a list");
            for (shown, exact) in shown.zip(exact) {
                let shown: f64 = shown.parse().expect("a number");
                let exact: f64 = exact.as_str().expect("text").parse().expect("a number");
                assert!(
                    (shown - exact).abs() <= 1e-5 * exact.abs().max(1e-3),
                    "{}",
                    page.name
                );
            }
        }
    }
    assert_eq!(answers.next(), None);
}

#[test]
fn the_command_lists_every_entry_and_writes_every_page() {
    let run = |options: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gnash"));
        let output = command.args(["oracle", "catalogue"]).args(options).output();
        let output = output.expect("the program starts");
        (
            output.status.code(),
            String::from_utf8(output.stdout).expect("text"),
        )
    };
    let (code, table) = run(&[]);
    let all = entries();
    let first = |line: &str| line.split_whitespace().next().map(String::from);
    let ids: Vec<_> = table.lines().filter_map(first).collect();
    assert_eq!(code, Some(0));
    assert_eq!(ids, all.iter().map(|entry| entry.id).collect::<Vec<_>>());
    let (_, json) = run(&["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    for (row, entry) in json.as_array().expect("a list").iter().zip(&all) {
        assert_eq!(row["id"], entry.id);
        assert_eq!(row["sentence"], entry.sentence);
        assert_eq!(
            row["methods"].as_array().map(Vec::len),
            Some(entry.methods.len())
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let inner = folder.path().join("new");
    let (code, _) = run(&["--markdown", inner.to_str().expect("text")]);
    assert_eq!(code, Some(0));
    assert_eq!(
        std::fs::read_dir(&inner).expect("the folder").count(),
        all.len() + 1
    );
    // a file where the folder should be
    let taken = inner.join("README.md");
    assert_eq!(
        run(&["--markdown", taken.to_str().expect("text")]).0,
        Some(1)
    );
}
