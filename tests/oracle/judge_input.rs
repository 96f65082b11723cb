//! Transcripts as JSON: what is legal is read, and what is not is refused with its field.
//!
//! Broken by hand, each seen to fail: duplicate steps kept, lengths unchecked, g taken for v, fewer than four entries
//! let through, the game's size unchecked.

use gnash::oracle::ProblemKind;
use gnash::oracle::judge::{Judgement, Transcript, Verdict, judge};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

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
    let cases: [(&str, &str, K, &str); 24] = [
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
            "method: hx must not be negative",
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
