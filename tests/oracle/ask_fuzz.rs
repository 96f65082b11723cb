//! Garbage in, one line of error out: never a panic, never two lines, never none.

use gnash::oracle::ask;
use gnash::oracle::stream::answer_all;
use proptest::prelude::*;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

const QUESTIONS: [&str; 9] = [
    r#"{"id":"a","ask":"field","scalar":"exact","game":{"kind":"quadratic","P":[["1/2"]],"M":[[1e0]],"Q":[["0x1p-1"]],"b":[1],"c":[0]},"p":["0.1",2],"nx":1}"#,
    r#"{"id":1,"ask":"trajectory","game":{"kind":"dirac","variant":"wgan","r1":"0.1"},"method":{"id":"gn_ema","h":0.1,"lam":"1/2","form":"inverse","beta":"0.5"},"p0":[1,2],"steps":3,"at":[0,3],"error_bound":true}"#,
    r#"{"ask":"apply","v":["1",2],"w":[3,"4"],"lam":"0.5","scalar":"interval"}"#,
    r#"{"ask":"direction","v":["1",2],"lam":"0.5","form":"inverse","scalar":"f32"}"#,
    r#"{"ask":"map_jacobian","game":{"kind":"g1"},"method":{"id":"hessian_fr","hx":1,"hy1":"0.1","hy2":0.2,"fd_alpha":"1e-3"},"p":[1,2]}"#,
    r#"{"ask":"spectrum","game":{"kind":"bilinear","M":[["1","0"]]},"p":[1,2,3],"scalar":"interval"}"#,
    r#"{"ask":"conjugacy","g":[1,2],"g_prev":[3,4],"d_prev":["5",6],"mu":"2"}"#,
    r#"{"ask":"krylov","H":[[1,2],[2,1]],"rhs":[1,1],"k":2,"scalar":"exact"}"#,
    r#"{"ask":"certify","matrix":[["1/2",1],[0,"0.1"]]}"#,
];

/// What a valid question is changed into: pieces cut out, doubled, replaced.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let tokens = [
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "-",
        "1e9",
        "1e999999999",
        "NaN",
        "\"inf\"",
        "\\",
        "\u{0}",
        "é",
        "\"p\"",
        "\"kind\"",
        "0x",
        "/",
        "-1",
        "[[]]",
        "\"exact\"",
    ];
    let edit = (
        any::<prop::sample::Index>(),
        0_usize..6,
        prop::sample::select(tokens.to_vec()),
    );
    let start = prop::sample::select(QUESTIONS.to_vec());
    (start, prop::collection::vec(edit, 1..4)).prop_map(|(text, edits)| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, cut, token) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, token.bytes());
        }
        bytes
    })
}

/// One line, an object, which has an id and either an error of a known kind or an answer.
fn is_an_answer(line: &str) -> Result<(), TestCaseError> {
    prop_assert!(!line.contains('\n'));
    // an id is echoed as it stands, 1e999 too, which no float holds
    let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(line)
        .map_err(|error| TestCaseError::fail(format!("{error}: {line}")))?;
    prop_assert!(fields.contains_key("id") && fields.len() > 1, "{}", line);
    let Some(error) = fields.get("error") else {
        let bad = ["NaN\"", "inf\""].iter().any(|word| {
            let mut rest = fields.iter().filter(|(name, _)| *name != "id");
            rest.any(|(_, value)| value.get().contains(word))
        });
        prop_assert!(!bad, "{}", line);
        return Ok(());
    };
    let error: serde_json::Value = serde_json::from_str(error.get()).unwrap();
    let kind = error["kind"].as_str().unwrap();
    let known = gnash::oracle::ProblemKind::ALL
        .iter()
        .any(|k| k.id() == kind);
    let message = error["message"].as_str().unwrap();
    prop_assert!(known && !message.is_empty());
    let inside = ["Dual {", "Some(", "None", "Err(", "struct ", "RBig"];
    let shows = inside.iter().find(|word| message.contains(**word));
    prop_assert!(shows.is_none(), "{}", message);
    Ok(())
}

/// Messages are for people: numbers as they write them, in every scalar.
#[test]
fn numbers_in_messages() {
    let g1 = r#""game":{"kind":"g1"},"p":[1,2]"#;
    for (scalar, minus_one) in [
        ("f64", "-1.0"),
        ("f32", "-1.0"),
        ("interval", "-1.0"),
        ("exact", "-1"),
    ] {
        let said = |fields: &str| {
            let line = ask::answer(&format!(r#"{{"scalar":"{scalar}",{fields}}}"#));
            is_an_answer(&line).unwrap();
            let line: serde_json::Value = serde_json::from_str(&line).unwrap();
            line["error"]["message"].as_str().unwrap().to_string()
        };
        let method = r#""method":{"id":"gda","h":-1}"#;
        let message = said(&format!(r#""ask":"map_jacobian",{g1},{method}"#));
        assert_eq!(
            message,
            format!("method: hx must not be negative, found {minus_one}")
        );
        let message = said(r#""ask":"apply","v":[1],"w":[1],"lam":-1"#);
        assert_eq!(
            message,
            format!("lam: lam must be positive, found {minus_one}")
        );
        // a long fraction is not written out
        let message = said(r#""ask":"apply","v":[1],"w":[1],"lam":"-1e-300""#);
        assert!(message.len() < 100, "{message}");
        let method = r#""method":{"id":"gda"}"#;
        let message = said(&format!(r#""ask":"map_jacobian",{g1},{method}"#));
        let expected = "method.hx: method gda needs h, or both hx and hy, and hx is not given";
        assert_eq!(message, expected);
    }
    let overflow = ask::answer(
        r#"{"ask":"map_jacobian","game":{"kind":"g1"},"p":["1e300",0],"method":{"id":"adam","h":1}}"#,
    );
    is_an_answer(&overflow).unwrap();
    assert!(
        overflow.contains("came out as inf") || overflow.contains("is inf"),
        "{overflow}"
    );
    // a run that overflows says when
    let late = ask::answer(
        r#"{"ask":"trajectory","game":{"kind":"g1"},"p0":[1,1],"method":{"id":"gda","h":"1e100"},"steps":9,"at":[9]}"#,
    );
    assert!(late.contains("method: step 3: the new point"), "{late}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn mutated_questions(bytes in mutated()) {
        if let Ok(text) = std::str::from_utf8(&bytes) {
            is_an_answer(&ask::answer(text))?;
        }
        let single = bytes.iter().all(|b| *b != b'\n') && !bytes.trim_ascii().is_empty();
        let mut output = vec![];
        let tally = answer_all(&bytes[..], &mut output, None).unwrap();
        let text = String::from_utf8(output).unwrap();
        prop_assert_eq!(text.lines().count(), tally.asked);
        // one line in, one line out, unless it starts an array
        let array = bytes.trim_ascii_start().starts_with(b"[");
        prop_assert!(!single || array || tally.asked == 1, "{}", text);
        text.lines().try_for_each(is_an_answer)?;
    }

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut output = vec![];
        answer_all(&bytes[..], &mut output, None).unwrap();
        String::from_utf8(output).unwrap().lines().try_for_each(is_an_answer)?;
    }

    #[test]
    fn random_json(text in r#"[\[\]{}",:\n 0-9a-z\\.-]{0,80}"#) {
        is_an_answer(&ask::answer(&text))?;
        let mut output = vec![];
        answer_all(text.as_bytes(), &mut output, None).unwrap();
        String::from_utf8(output).unwrap().lines().try_for_each(is_an_answer)?;
    }
}

/// Brackets without end, one deep line and many short ones.
#[test]
fn depth() {
    let deep = "[".repeat(1_000_000);
    for text in [
        deep.clone(),
        format!("{{\"p\":{deep}"),
        format!(
            "{{\"ask\": \"apply\", \"v\": {deep}{}, \"w\": [], \"lam\": 1}}",
            "]".repeat(1_000_000)
        ),
        "{\"a\":\n".repeat(20_000),
        "[\n".repeat(20_000),
    ] {
        is_an_answer(&ask::answer(&text)).unwrap();
        let mut output = vec![];
        let tally = answer_all(text.as_bytes(), &mut output, None).unwrap();
        assert_eq!(tally.asked, tally.failed);
        assert!(tally.asked > 0);
    }
}
