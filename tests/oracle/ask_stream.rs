//! Many questions: order, jobs, and what damage costs.
//!
//! Broken by hand, and caught here: a batch written backwards by several jobs, a truncated line that
//! swallows the next, the last line left out where it has no end, a comma before the end of an array
//! let through, an array followed by a question.

use gnash::oracle::stream::{LONGEST_QUESTION, Tally, answer_all};
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};

fn all(input: &str) -> (Vec<String>, Tally) {
    let mut output = vec![];
    let tally = answer_all(input.as_bytes(), &mut output, None).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    (text.lines().map(String::from).collect(), tally)
}

/// "7", or "parse" where the line is that error.
fn brief(lines: &[String]) -> Vec<String> {
    let brief = |line: &String| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        match value["error"]["kind"].as_str() {
            Some(kind) => kind.to_string(),
            None => value["id"].to_string(),
        }
    };
    lines.iter().map(brief).collect()
}

fn apply(id: usize) -> String {
    format!(r#"{{"id": {id}, "ask": "apply", "v": ["1"], "w": [{id}], "lam": 1}}"#)
}

#[test]
fn what_stands_in_a_file() {
    let (one, two, three) = (apply(1), apply(2), apply(3));
    let pretty = "{\n  \"id\": 4,\n  \"ask\": \"apply\",\n  \"v\": [\n    1\n  ],\n\n  \"w\": [0],\n  \"lam\": 1\n}\n";
    let truncated = &one[..one.len() - 9];
    for (input, expected) in [
        (String::new(), vec![]),
        (" \n\t\n".into(), vec![]),
        (one.clone(), vec!["1"]),
        (format!("{one}\n{two}\r\n\n{three}\n"), vec!["1", "2", "3"]),
        (format!("\u{feff}{one}\n"), vec!["1"]),
        (format!("\u{feff}[{one}]"), vec!["1"]),
        // one byte order mark, at the beginning
        (format!("\u{feff}\u{feff}{one}"), vec!["parse"]),
        (format!(" \u{feff}{one}"), vec!["parse"]),
        (format!("{one}\n\u{feff}{two}\n"), vec!["1", "parse"]),
        (format!("\r\n\r\n{one}\r\n\r\n{two}"), vec!["1", "2"]),
        (pretty.replace('\n', "\r\n"), vec!["4"]),
        (format!("{pretty}{pretty}{one}"), vec!["4", "4", "1"]),
        (format!("{one}\nhello\n{two}\n"), vec!["1", "parse", "2"]),
        (
            format!("{one}\n{truncated}\n{two}\n"),
            vec!["1", "parse", "2"],
        ),
        (
            format!("{truncated}\n{truncated}\n{pretty}"),
            vec!["parse", "parse", "4"],
        ),
        (
            format!("{truncated}\nhello\n{two}"),
            vec!["parse", "parse", "2"],
        ),
        (format!("{{\"ask\": \"app\n{one}"), vec!["parse", "1"]),
        (format!("{{\"ask\": \n{one}"), vec!["parse", "1"]),
        (format!("{one} {two}\n{three}"), vec!["parse", "3"]),
        (
            format!("3\n\"a\"\nnull\n]\n}}\n{one}"),
            vec!["parse", "parse", "parse", "parse", "parse", "1"],
        ),
        (
            format!("{{}}\n{{\"a\": [}}\n{one}"),
            vec!["missing_field", "parse", "1"],
        ),
        (truncated.to_string(), vec!["parse"]),
        ("[]".into(), vec![]),
        (" [ ] \n".into(), vec![]),
        (format!("[{one}, {two},\n {pretty}]\n"), vec!["1", "2", "4"]),
        // behind an array stands nothing, and every line there is told
        (format!("[{one}]\r\n \n"), vec!["1"]),
        (format!("[{one}]\n{two}\n\nx"), vec!["1", "parse", "parse"]),
        (format!("[{one}] x"), vec!["1", "parse"]),
        (format!("[{one}]]"), vec!["1", "parse"]),
        (format!("[]{one}"), vec!["parse"]),
        (format!("[{one}, 3, {two}]"), vec!["1", "parse", "2"]),
        (
            format!("[{one}, {{\"ask\": \"app\n, {two}]"),
            vec!["1", "parse", "2"],
        ),
        (format!("[{one}, {two}"), vec!["1", "2", "parse"]),
        (format!("[{one},]"), vec!["1", "parse"]),
        (format!("[{one},\n]\n"), vec!["1", "parse"]),
        (format!("[,{one}]"), vec!["parse", "1"]),
        (format!("[{one} {two}]"), vec!["parse"]),
        (format!("[{one}; {two}]"), vec!["parse"]),
        (format!("[{one}, // two\n{two}]"), vec!["1", "parse"]),
        (format!("[{one}, {{'ask': 'apply'}}]"), vec!["1", "parse"]),
        (format!("[{}]", one.replace("[1]", "[NaN]")), vec!["parse"]),
        ("[,]".into(), vec!["parse", "parse"]),
        ("[ ,".into(), vec!["parse", "parse"]),
        (format!("[{one},,{two}]"), vec!["1", "parse", "2"]),
        (format!("[1, 2]\n{one}"), vec!["parse", "1"]),
        (format!("[hello\n{one}"), vec!["parse", "1"]),
        (
            r#"[{"id": "],{\\\"", "ask": "apply", "v": [], "w": [], "lam": 1}]"#.into(),
            vec![r#""],{\\\"""#],
        ),
    ] {
        let (lines, tally) = all(&input);
        assert_eq!(brief(&lines), expected, "{input}");
        assert_eq!(tally.asked, expected.len());
        let failed = expected
            .iter()
            .filter(|e| ["parse", "missing_field"].contains(e));
        assert_eq!(tally.failed, failed.count());
    }
    let mut output = vec![];
    answer_all(&b"\xff{}\n{\"a\": \"\xff\"}\n"[..], &mut output, None).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert_eq!(text.matches("\"parse\"").count(), 2, "{text}");
    assert!(text.contains("not UTF-8: its byte 7 "), "{text}");
}

/// What is UTF-16 or UTF-32 is told once, with a byte order mark or without.
#[test]
fn wide_texts() {
    let text = format!("{}\n{}\n", apply(1), apply(2));
    let units: Vec<u16> = text.encode_utf16().collect();
    let marked: Vec<u16> = [0xFEFF].into_iter().chain(units.clone()).collect();
    for units in [units, marked] {
        let little = units.iter().flat_map(|unit| unit.to_le_bytes());
        let big = units.iter().flat_map(|unit| unit.to_be_bytes());
        for bytes in [little.collect::<Vec<u8>>(), big.collect()] {
            for size in [1, 2, 1000] {
                let mut output = vec![];
                let tally = answer_all(Trickle(&bytes, size), &mut output, None).unwrap();
                assert_eq!((tally.asked, tally.failed), (1, 1));
                let line = String::from_utf8(output).unwrap();
                assert!(
                    line.contains("\"parse\",\"message\":\"the input is UTF-16"),
                    "{line}"
                );
            }
        }
    }
}

/// What Python and serde make of a text decides which texts are refused: here serde, of valid arrays
/// that were damaged by one character each.
#[test]
fn arrays_are_those_of_json() {
    let question = r#"{"id":1,"ask":"apply","v":["1",2],"w":[3,4],"lam":1}"#;
    let whole = format!("[{question},\n {question} ]\n");
    let tokens = [
        ",", "[", "]", "{", "}", " ", "\n", "\"", "'", "//", "NaN", "1", "x", ":", "\\", "\u{feff}",
    ];
    let mut texts = vec![];
    for (i, token) in (0..=whole.len()).flat_map(|i| tokens.map(|token| (i, token))) {
        texts.push(format!("{}{token}{}", &whole[..i], &whole[i..]));
    }
    texts.extend((0..whole.len()).map(|i| format!("{}{}", &whole[..i], &whole[i + 1..])));
    for text in texts {
        let (lines, _) = all(&text);
        let unmarked = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let parsed = serde_json::from_str::<Vec<serde_json::Map<_, serde_json::Value>>>(unmarked);
        let refused = brief(&lines).contains(&"parse".to_string());
        assert_eq!(refused, parsed.is_err(), "{text}: {lines:?}");
        if let Ok(list) = parsed {
            assert_eq!(lines.len(), list.len(), "{text}");
        }
    }
}

/// Hands out a few bytes at a time.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.len().min(self.1).min(buffer.len());
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn pieces_of_input_make_no_difference() {
    let mut input = format!("{}\n{{\n\"ask\":\n \"x\"\n}}\nbad\n{}", apply(1), apply(2));
    for _ in 0..2 {
        let (expected, _) = all(&input);
        for size in [1, 2, 3, 7, 64] {
            let mut output = vec![];
            answer_all(Trickle(input.as_bytes(), size), &mut output, None).unwrap();
            let lines: Vec<_> = std::str::from_utf8(&output).unwrap().lines().collect();
            assert_eq!(lines, expected, "{size}");
        }
        input = format!("[{},{}\n,{{\"a\":\"b\n,{}]", apply(1), apply(2), apply(3));
    }
}

/// 10⁵ questions, a few of them bad: in order, and the same for any number of jobs.
#[test]
fn a_long_file() {
    let mut input = String::new();
    for i in 0..100_000 {
        let line = if i % 1000 == 17 {
            "bad".into()
        } else {
            apply(i)
        };
        writeln!(input, "{line}").unwrap();
    }
    let (lines, tally) = all(&input);
    assert_eq!((tally.asked, tally.failed), (100_000, 100));
    for (i, line) in lines.iter().enumerate().filter(|(i, _)| i % 1000 != 17) {
        assert!(
            line.starts_with(&format!("{{\"id\":{i},\"result\"")),
            "{line}"
        );
    }
    for jobs in [2, 3] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .build()
            .unwrap();
        let mut output = vec![];
        let again = answer_all(input.as_bytes(), &mut output, Some(&pool)).unwrap();
        assert_eq!(again, tally);
        assert!(
            output
                .split(|b| *b == b'\n')
                .map(<[u8]>::len)
                .eq(lines.iter().map(String::len).chain([0]))
        );
        assert_eq!(
            std::str::from_utf8(&output).unwrap().trim_end(),
            lines.join("\n")
        );
    }
}

/// A line that never ends.
struct Endless {
    left: usize,
    rest: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return self.rest.read(buffer);
        }
        let n = self.left.min(buffer.len());
        buffer[..n].fill(b'7');
        self.left -= n;
        Ok(n)
    }
}

#[test]
fn what_is_too_long_is_dropped() {
    let rest = b"\n{\"id\": 1, \"ask\": \"apply\", \"v\": [], \"w\": [], \"lam\": 1}\n";
    let mut output = vec![];
    let left = LONGEST_QUESTION + 1;
    answer_all(Endless { left, rest }, &mut output, None).unwrap();
    let lines: Vec<_> = std::str::from_utf8(&output)
        .unwrap()
        .lines()
        .map(String::from)
        .collect();
    assert_eq!(brief(&lines), ["too_large", "1"]);
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gnash"));
    command.args(["oracle", "ask"]).args(arguments);
    command
}

#[test]
fn exit_codes_and_files() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("good"), folder.path().join("bad"));
    std::fs::write(&good, apply(1)).unwrap();
    std::fs::write(&bad, format!("{}\noops\n", apply(2))).unwrap();
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    let run = |arguments: &[&str]| {
        let output = program(arguments).stdin(Stdio::null()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), text.lines().count())
    };
    assert_eq!(run(&[good]), (Some(0), 1));
    assert_eq!(run(&[good, bad, "--jobs", "2"]), (Some(1), 3));
    assert_eq!(run(&[]), (Some(0), 0));
    assert_eq!(run(&[good, "no such file"]), (Some(2), 0));
    assert_eq!(run(&[good, "--jobs", "0"]), (Some(2), 0));
    assert_eq!(run(&["--job"]), (Some(2), 0));
}

/// A question in a pipe is answered before the next one is written.
#[test]
fn a_dialogue_and_a_closed_pipe() {
    let mut child = program(&[])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = io::BufReader::new(child.stdout.take().unwrap());
    for i in 0..3 {
        writeln!(input, "{}", apply(i)).unwrap();
        let mut line = String::new();
        io::BufRead::read_line(&mut output, &mut line).unwrap();
        assert!(
            line.starts_with(&format!("{{\"id\":{i},\"result\"")),
            "{line}"
        );
    }
    // whoever reads no more ends the run without a word
    drop(output);
    let many = format!("{}\n", apply(4)).repeat(10_000);
    let _ = input.write_all(many.as_bytes());
    drop(input);
    let left = child.wait_with_output().unwrap();
    assert_eq!(
        (left.status.code(), left.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}
