//! What the format of safetensors forbids, and what every writer of it may do.
//!
//! Broken by hand, each seen to fail: bytes of no tensor let through, nx inside a parameter.

use super::{file, gda, judged, rest, run, tensors, with_header};
use crate::logged::Run;
use gnash::oracle::ProblemKind;
use gnash::oracle::judge::{Judgement, Width};

/// A tensor of one f32 in these bytes.
fn entry(name: &str, [start, end]: [usize; 2]) -> String {
    let size = (end - start) / 4;
    format!(
        "\"{name}\": {{\"dtype\": \"F32\", \"shape\": [{size}], \"data_offsets\": [{start}, {end}]}}"
    )
}

/// The format forbids holes: every byte belongs to one tensor, in whatever order the header names them.
#[test]
fn every_byte_belongs_to_one_tensor() {
    let why = |entries: &[(&str, [usize; 2])], data: usize| {
        let entries: Vec<_> = entries
            .iter()
            .map(|(name, place)| entry(name, *place))
            .collect();
        let header = format!("{{{}}}  ", entries.join(","));
        let why = judged(&with_header(&header, vec![0; data]))
            .why
            .expect("a reason");
        (why.kind, why.message, 8 + header.len())
    };
    // as far as places go these are right: what is missing is the metadata
    for (places, data) in [
        (vec![("p.0", [0, 4]), ("p.1", [4, 8])], 8),
        (vec![("p.1", [4, 8]), ("p.0", [0, 4])], 8),
        (
            vec![
                ("a", [0, 0]),
                ("p.0", [0, 4]),
                ("b", [4, 4]),
                ("p.1", [4, 8]),
                ("c", [8, 8]),
            ],
            8,
        ),
        (vec![("a", [0, 0])], 0),
        (vec![], 0),
    ] {
        assert_eq!(
            why(&places, data).0,
            ProblemKind::MissingField,
            "{places:?}"
        );
    }
    for (places, data, kind, message, hole) in [
        (
            vec![("a", [0, 4]), ("b", [8, 12])],
            12,
            ProblemKind::Parse,
            "b: before it, bytes ",
            Some([4, 7]),
        ),
        (
            vec![("b", [8, 12]), ("a", [0, 4])],
            12,
            ProblemKind::Parse,
            "b: before it, bytes ",
            Some([4, 7]),
        ),
        (
            vec![("a", [4, 8])],
            8,
            ProblemKind::Parse,
            "a: before it, bytes ",
            Some([0, 3]),
        ),
        (
            vec![("a", [0, 4])],
            5,
            ProblemKind::Parse,
            "byte ",
            Some([4, 4]),
        ),
        (
            vec![("a", [0, 4])],
            400,
            ProblemKind::Parse,
            "bytes ",
            Some([4, 399]),
        ),
        (vec![], 3, ProblemKind::Parse, "bytes ", Some([0, 2])),
        (
            vec![("a", [0, 8]), ("b", [4, 12])],
            12,
            ProblemKind::BadValue,
            "b: its bytes overlap those of a",
            None,
        ),
        (
            vec![("a", [0, 8]), ("b", [4, 4])],
            8,
            ProblemKind::BadValue,
            "b: its bytes overlap",
            None,
        ),
        (
            vec![("a", [0, 8]), ("b", [0, 8])],
            8,
            ProblemKind::BadValue,
            "b: its bytes overlap",
            None,
        ),
    ] {
        let (found, told, first) = why(&places, data);
        assert_eq!(found, kind, "{told}");
        assert!(told.starts_with(message), "{told}");
        if let Some([start, end]) = hole {
            let (start, end) = (first + start, first + end);
            let bytes = match start == end {
                true => format!("byte {start} of the file belongs"),
                false => format!("bytes {start} to {end} of the file belong"),
            };
            assert!(
                told.contains(&bytes) && told.contains(" to no tensor"),
                "{told}"
            );
        }
    }
}

/// What stands in the header for a tensor is told with its name.
#[test]
fn entries_that_are_no_tensors() {
    let whole = entry("p.0", [0, 4]);
    for (from, to) in [
        ("\"dtype\": \"F32\", ", ""),
        ("\"F32\"", "32"),
        ("[1]", "[-1]"),
        ("[1]", "[1.0]"),
        ("[1]", "[99999999999999999999]"),
        ("[0, 4]", "[0]"),
        ("[0, 4]", "[0, 4, 8]"),
        ("\"shape\"", "\"data_offsets\""),
        ("\"shape\"", "\"size\": 0, \"shape\""),
    ] {
        let header = format!("{{{}}}", whole.replacen(from, to, 1));
        let why = judged(&with_header(&header, vec![0; 4]))
            .why
            .expect("a reason");
        assert_eq!(why.kind, ProblemKind::Parse, "{why}");
        assert!(
            why.message
                .starts_with("p.0: expected dtype (a text), shape"),
            "{why}"
        );
    }
    let why = judged(&with_header("{\"p.0\": 1}", vec![]))
        .why
        .expect("a reason");
    assert!(
        why.message.ends_with("data_offsets (two), found 1"),
        "{why}"
    );
    let why = judged(&[1, 2, 3]).why.expect("a reason");
    assert_eq!(
        why.message,
        "byte 0: expected 8 bytes with the header's length, found 3"
    );
}

#[test]
fn names_stand_once() {
    let run: Run = run(&gda());
    let good = tensors(&run, Width::Single, &[]);
    let rest = rest(&gda(), Width::Single, run.nx, "");
    let bytes = file(&good, &rest);
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight")) as usize;
    let header = String::from_utf8(bytes[8..8 + length].to_vec()).expect("a text");
    let data = bytes[8 + length..].to_vec();
    for (from, to, message) in [
        (
            "{\"__metadata__\"",
            "{\"__metadata__\": {}, \"__metadata__\"",
            "__metadata__: given twice",
        ),
        (
            "{\"gnash\"",
            "{\"gnash\": \"{}\", \"gnash\"",
            "__metadata__: gnash: given twice",
        ),
        ("\"p.1\"", "\"p.0\"", "p.0: given twice"),
    ] {
        let header = header.replacen(from, to, 1);
        let why = judged(&with_header(&header, data.clone()))
            .why
            .expect("a reason");
        assert_eq!(why.kind, ProblemKind::BadValue, "{why}");
        assert!(why.message.starts_with(message), "{why}");
    }
    // padding, and an order of names that is not that of the bytes, are legal
    let turned = header
        .replacen("\"p.0\"", "\"P\"", 1)
        .replacen("\"v.0\"", "\"p.0\"", 1);
    let turned = turned.replacen("\"P\"", "\"v.0\"", 1);
    assert_eq!(
        judged(&with_header(&turned, data.clone())).verdict,
        Judgement::Deviates
    );
    let padded = format!("{header}{}", " ".repeat(13));
    assert_eq!(
        judged(&with_header(&padded, data)).verdict,
        Judgement::Conforms
    );
}

/// Where a game tells it, nx may be left out; and no parameter belongs to both players.
#[test]
fn nx_is_that_of_the_game_and_parts_no_parameter() {
    let run = run(&gda());
    let method = crate::judge_entries::method_text(&gda());
    let zero = |rows: usize, columns: usize| vec![vec![0; columns]; rows];
    let game = format!(
        "{{\"kind\": \"quadratic\", \"P\": {:?}, \"M\": {:?}, \"Q\": {:?}}}",
        zero(2, 2),
        zero(2, 3),
        zero(3, 3)
    );
    let judged_with =
        |rest: &str, cuts: &[usize]| judged(&file(&tensors(&run, Width::Single, cuts), rest));
    let missing = format!("{{\"transcript\": 1, \"method\": {method}}}");
    let why = judged_with(&missing, &[]).why.expect("a reason");
    assert_eq!(why.kind, ProblemKind::MissingField);
    assert!(
        why.message
            .starts_with("nx: the field is missing: it says how many"),
        "{why}"
    );
    let told = missing.replace("\"method\"", &format!("\"game\": {game}, \"method\""));
    let with = rest(&gda(), Width::Single, 2, &format!(", \"game\": {game}"));
    let verdict = judged_with(&told, &[]);
    assert_eq!(verdict, judged_with(&with, &[]));
    // the fields of this run are not those of a game that is 0
    assert_eq!(verdict.verdict, Judgement::Deviates);
    let plain = |nx| rest(&gda(), Width::Single, nx, "");
    // one tensor, named or not, may hold both players
    assert_eq!(judged_with(&plain(2), &[]).verdict, Judgement::Conforms);
    assert_eq!(judged_with(&plain(2), &[2]).verdict, Judgement::Conforms);
    assert_eq!(judged_with(&plain(2), &[0]).verdict, Judgement::Conforms);
    let mut named = tensors(&run, Width::Single, &[]);
    named
        .iter_mut()
        .for_each(|(name, ..)| name.push_str("/all"));
    assert_eq!(
        judged(&file(&named, &plain(2))).verdict,
        Judgement::Conforms
    );
    let why = judged_with(&plain(2), &[1, 4]).why.expect("a reason");
    assert_eq!(why.kind, ProblemKind::Dimension);
    let message = "nx: 2 lies inside the parameter part1, of coordinates 1 to 3: ";
    assert!(why.message.starts_with(message), "{why}");
}
