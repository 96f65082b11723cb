//! Transcripts as JSON: what is legal is read, and what is not is refused with its field.
//!
//! Broken by hand, each seen to fail: duplicate steps kept, lengths unchecked, g taken for v, fewer than four entries
//! let through, the game's size unchecked, a v that is not logged read as zero, a byte order mark kept.

mod messages;

use gnash::oracle::ProblemKind;
use gnash::oracle::judge::{Judgement, Transcript, Verdict, judge, judge_file};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::io::Write;

/// p ← p + v/2 on f = xy.
const GDA: &str = r#"{"transcript": 1, "scalar": "f64", "method": {"id": "gda", "h": "1/2"}, "nx": 1,
 "steps": [{"k": 0, "p": [1, 1], "v": [-1, 1]}, {"k": 1, "p": ["0.5", 1.5], "v": [-1.5, 0.5]},
 {"k": 2, "p": [-0.25, "7/4"], "v": ["-0x1.cp0", "-1/4"]}, {"k": 3, "p": [-1.125, 1.625]}]}"#;

fn verdict(text: &str) -> Verdict {
    match Transcript::from_json(text) {
        Ok(transcript) => judge(&transcript),
        Err(problem) => panic!("{problem}"),
    }
}

#[test]
fn fields_may_be_logged_as_gradients_or_left_to_the_game() {
    let conforms = |text: &str| {
        let verdict = verdict(text);
        assert_eq!(verdict.verdict, Judgement::Conforms, "{text}: {verdict}");
        verdict
    };
    let plain = conforms(GDA);
    assert_eq!(plain.not_seen, Vec::<String>::new());
    let swapped = GDA.replace("\"v\": [-1, 1]", "\"g\": [1, -1]");
    assert_eq!(conforms(&swapped), plain);
    let game = r#""game": {"kind": "bilinear", "M": [[1]]}, "steps""#;
    conforms(&GDA.replace("\"steps\"", game));
    let alone = GDA
        .replace(", \"v\": [-1, 1]", "")
        .replace(", \"v\": [-1.5, 0.5]", "");
    conforms(&alone.replace("\"steps\"", game));
    // without the game two of three steps cannot be seen
    assert_eq!(conforms(&alone).not_seen, ["steps 0-1"]);
}

#[test]
fn a_line_has_its_fields_in_order() {
    let line = serde_json::to_string(&verdict(GDA)).expect("a line");
    let start = r#"{"file":"","verdict":"conforms","first_step":null,"size":null,"bound":""#;
    assert!(line.starts_with(start), "{line}");
    assert!(line.ends_with(r#"],"diagnosis":[]}"#), "{line}");
    let wrong = GDA.replace("1.625", "1.5");
    let line = serde_json::to_string(&verdict(&wrong)).expect("a line");
    let start = r#"{"file":"","verdict":"deviates","first_step":2,"size":"0.125","bound":""#;
    assert!(line.starts_with(start), "{line}");
    assert!(
        line.contains(r#""diagnosis":[{"id":"unknown","sentence":""#),
        "{line}"
    );
    let text = verdict(&wrong).to_string();
    assert!(text.contains("first at step 2: off by 1.25e-1"), "{text}");
    assert!(
        text.contains("twice over for other orders of evaluation"),
        "{text}"
    );
}

#[test]
fn what_is_wrong_is_told_with_its_field() {
    use ProblemKind as K;
    let cases: [(&str, &str, K, &str); 29] = [
        (
            "\"transcript\": 1",
            "\"transcript\": 2",
            K::Unsupported,
            "transcript: expected version 1",
        ),
        (
            "\"f64\"",
            "\"exact\"",
            K::Unsupported,
            "scalar: runs are judged in",
        ),
        ("\"gda\"", "\"gdaa\"", K::UnknownId, "method.id"),
        ("\"h\"", "\"hh\"", K::MissingField, "method.h"),
        ("\"1/2\"", "\"NaN\"", K::NonFinite, "method.h"),
        (
            "\"1/2\"",
            "\"-1\"",
            K::BadValue,
            "method: hx must not be negative, found -1.0",
        ),
        (
            "\"1/2\"",
            "\"1e400\"",
            K::NonFinite,
            "method.h: expected a number of f64, at most 1.7976931348623157e308, found a fraction near inf",
        ),
        (
            "\"h\": \"1/2\"",
            "\"hx\": 1, \"hy\": \"0x1p2000\"",
            K::NonFinite,
            "method.hy: expected a number of f64",
        ),
        (
            "{\"id\": \"gda\", \"h\": \"1/2\"}",
            "{\"id\": \"gda\"}",
            K::MissingField,
            "method.hx: method gda needs h, or both hx and hy, and hx is not given",
        ),
        (
            "\"nx\": 1,",
            "\"nx\": 2, \"game\": {\"kind\": \"bilinear\", \"M\": [[1]]},",
            K::Dimension,
            "nx: expected 1 as in the game, found 2",
        ),
        (
            "{\"id\": \"gda\", \"h\": \"1/2\"}",
            "{\"id\": \"eg\", \"h\": \"1/2\"}",
            K::MissingField,
            "steps: no step can be judged from what is logged: not seen: steps 0-2; eg consumes v_mid, of which \
             nothing is logged",
        ),
        (
            "\"nx\": 1",
            "\"nx\": 3",
            K::Dimension,
            "nx: expected at most 2",
        ),
        ("\"nx\": 1,", "", K::MissingField, "nx"),
        ("\"nx\": 1", "\"nx\": 1, \"ny\": 1", K::UnknownField, "ny"),
        (
            "\"k\": 1,",
            "\"k\": 0,",
            K::BadValue,
            "steps[1].k: step 0 is logged twice",
        ),
        ("\"k\": 1,", "", K::MissingField, "steps[1].k"),
        ("\"k\": 1,", "\"k\": -1,", K::BadValue, "steps[1].k"),
        (
            "[-1, 1]}",
            "[-1, 1, 0]}",
            K::Dimension,
            "steps[0].v: expected 2 entries",
        ),
        ("[-1, 1]}", "[-1, \"NaN\"]}", K::NonFinite, "steps[0].v[1]"),
        ("[-1, 1]}", "[-1, 1e999]}", K::NonFinite, "steps[0].v[1]"),
        ("[-1, 1]}", "[-1, null]}", K::BadValue, "steps[0].v[1]"),
        (
            "[-1, 1]}",
            "[-1, 1], \"g\": [1, -1]}",
            K::BadValue,
            "steps[0].g",
        ),
        (
            "[-1, 1]}",
            "[-1, 1], \"w\": 0}",
            K::UnknownField,
            "steps[0].w",
        ),
        (
            "[-1, 1]}",
            "[-1, 1], \"p\": [0, 0]}",
            K::BadValue,
            "steps[0].p: given twice",
        ),
        (
            ", {\"k\": 3, \"p\": [-1.125, 1.625]}",
            "",
            K::Dimension,
            "steps: expected at least 4",
        ),
        (
            "\"steps\"",
            "\"game\": {\"kind\": \"g4\"}, \"steps\"",
            K::UnknownId,
            "game.kind",
        ),
        (
            "\"steps\"",
            "\"game\": 3, \"steps\"",
            K::BadValue,
            "game: expected an object",
        ),
        (
            "\"steps\"",
            "\"game\": {\"kind\": \"bilinear\", \"M\": [[1, 1]]}, \"steps\"",
            K::Dimension,
            "game: expected 1 + 1 coordinates",
        ),
        (
            "{\"id\": \"gda\", \"h\": \"1/2\"}",
            "{\"id\": \"cgd\", \"h\": 1}",
            K::MissingField,
            "game: cgd needs",
        ),
    ];
    for (from, to, kind, message) in cases {
        let text = GDA.replacen(from, to, 1);
        assert_ne!(text, GDA, "{from}");
        let why = match Transcript::from_json(&text) {
            Err(problem) => problem,
            Ok(transcript) => judge(&transcript)
                .why
                .unwrap_or_else(|| panic!("{from} to {to}")),
        };
        assert_eq!(why.kind, kind, "{why}");
        assert!(why.message.starts_with(message), "{why}");
    }
}

#[test]
fn the_game_tells_nx() {
    let game = r#""game": {"kind": "bilinear", "M": [[1]]},"#;
    let without = GDA.replace("\"nx\": 1,", game);
    let with = GDA.replace("\"nx\": 1,", &format!("\"nx\": 1, {game}"));
    assert_eq!(verdict(&without), verdict(&with));
    assert_eq!(verdict(&without).verdict, Judgement::Conforms);
    // a wrong step is told as y's, not x's
    let wrong = verdict(&without.replace("1.625", "1.5"));
    let sentence = &wrong.diagnosis[0].sentence;
    assert!(
        sentence.contains("x moved as predicted; y is off: y moved"),
        "{sentence}"
    );
}

/// eg and eftp go from p along v_mid: without a game v is not needed, and tells nothing.
#[test]
fn the_second_field_alone_is_enough() {
    // eg with h = 1/2 on f = xy from (1, 1)
    let eg = r#"{"transcript": 1, "method": {"id": "eg", "h": "1/2"}, "nx": 1, "steps": [
        {"k": 0, "p": [1, 1], "v_mid": [-1.5, 0.5]}, {"k": 1, "p": [0.25, 1.25], "v_mid": [-1.375, -0.375]},
        {"k": 2, "p": [-0.4375, 1.0625], "g_mid": [0.84375, 0.96875]}, {"k": 3, "p": [-0.859375, 0.578125]}]}"#;
    let found = verdict(eg);
    assert_eq!(found.verdict, Judgement::Conforms, "{found}");
    assert!(found.not_seen.is_empty(), "{found}");
    // what takes v in is not said to coincide
    let with_v = eg
        .replace("\"v_mid\": [-1.5", "\"v\": [-1, 1], \"v_mid\": [-1.5")
        .replace(
            "\"v_mid\": [-1.375",
            "\"v\": [-1.25, 0.25], \"v_mid\": [-1.375",
        )
        .replace("\"g_mid\"", "\"v\": [-1.0625, -0.4375], \"g_mid\"");
    assert_eq!(verdict(&with_v), found);
    let wrong = verdict(&eg.replace("0.578125", "0.6"));
    let told = (wrong.verdict, wrong.first_step, wrong.named());
    assert_eq!(told, (Judgement::Deviates, Some(2), vec!["unknown"]));
    let eftp = verdict(&eg.replace("\"eg\"", "\"eftp\""));
    assert_eq!(
        (eftp.verdict, eftp.not_seen.len()),
        (Judgement::Conforms, 0),
        "{eftp}"
    );
    // a game says where v_mid should have been taken: eftp took it elsewhere
    let game = r#""nx": 1, "game": {"kind": "bilinear", "M": [[1]]},"#;
    assert!(verdict(&eg.replace("\"nx\": 1,", game)).conforms());
    let eftp = verdict(&eg.replace("\"eg\"", "\"eftp\"").replace("\"nx\": 1,", game));
    assert_eq!(
        (eftp.verdict, eftp.first_step),
        (Judgement::Deviates, Some(1))
    );
}

#[test]
fn marks_line_ends_and_other_encodings() {
    let judged = |bytes: &[u8]| {
        let mut file = tempfile::NamedTempFile::with_suffix(".json").expect("a file");
        file.write_all(bytes).expect("room");
        judge_file(file.path())
    };
    let plain = judged(GDA.as_bytes());
    assert_eq!(plain.verdict, Judgement::Conforms);
    for text in [
        format!("\u{feff}{GDA}"),
        GDA.replace('\n', "\r\n"),
        format!("\r\n\n{GDA}\n\n"),
    ] {
        assert_eq!(judged(text.as_bytes()).bound, plain.bound, "{text}");
    }
    let refused = |bytes: &[u8], message: &str| {
        let why = judged(bytes).why.expect("a reason");
        assert_eq!(why.kind, ProblemKind::Parse, "{why}");
        assert!(why.message.starts_with(message), "{why}");
    };
    refused(
        format!("\u{feff}\u{feff}{GDA}").as_bytes(),
        "expected a JSON object",
    );
    refused(
        format!("{GDA} x").as_bytes(),
        "not a JSON object: trailing characters",
    );
    refused(b"", "expected a JSON object, found nothing");
    refused(b"{\"a\": \"\xe9\"}", "byte 7: expected JSON in UTF-8");
    let units: Vec<u16> = GDA.encode_utf16().collect();
    let marked: Vec<u16> = [0xFEFF].into_iter().chain(units.clone()).collect();
    for units in [units, marked] {
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        refused(&little, "byte 0: expected UTF-8, found UTF-16");
        refused(&big, "byte 0: expected UTF-8, found UTF-16");
    }
}

#[test]
fn steps_far_apart_cost_nothing() {
    let text = GDA
        .replace("\"k\": 2", "\"k\": 500000000")
        .replace("\"k\": 3", "\"k\": 1000000000");
    let verdict = verdict(&text);
    assert_eq!(verdict.verdict, Judgement::Conforms, "{verdict}");
    assert_eq!(verdict.not_seen, ["steps 1-999999999"]);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        rng_seed: RngSeed::Fixed(3),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Characters changed, cut or added: read or refused.
    #[test]
    fn damaged_texts_are_judged_or_refused(
        places in prop::collection::vec((any::<prop::sample::Index>(), "[ -~]"), 1..5),
        end in any::<prop::sample::Index>(),
        cut in prop::bool::weighted(0.2),
    ) {
        let mut text = GDA.to_string();
        for (place, character) in places {
            let at = place.index(text.len());
            text.replace_range(at..=at, &character);
        }
        if cut {
            text.truncate(end.index(text.len()));
        }
        if let Ok(transcript) = Transcript::from_json(&text) {
            let verdict = judge(&transcript);
            prop_assert_eq!(verdict.why.is_some(), verdict.verdict == Judgement::Unjudgeable);
            prop_assert!(verdict.size.is_none_or(f64::is_finite));
            prop_assert!(verdict.bound.is_none_or(f64::is_finite));
        }
    }

    #[test]
    fn noise_is_refused(text in "\\PC{0,80}") {
        prop_assert!(Transcript::from_json(&text).is_err());
    }
}
