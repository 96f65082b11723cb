//! The published vectors: the committed copy is what the generator writes, it obeys its schema,
//! and the oracle answers every question as they say.
//!
//! Broken by hand, in the copy: a digit of an `expect` (three tests name the case), an `at_most`
//! made 1e-30, the right result put under `known_wrong`, an unknown flag, a field added to a
//! question.

use crate::vector_schema::Schema;
use gnash::oracle::vectors::{Case, File, files};
use gnash::oracle::{ProblemKind, ask, catalogue};
use gnash::scalar::{Rational, Scalar, rational_from_text};
use gnash::spec::METHOD_IDS;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// The committed copy.
const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/oracle");
/// What SPEC promises, and what a repository can carry.
const LEAST_CASES: usize = 1500;
const MOST_BYTES: usize = 5_000_000;

fn text(name: &str) -> String {
    let path = Path::new(COPY).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn names() -> Vec<String> {
    let folder = std::fs::read_dir(COPY).expect("the folder of the copy");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<_> = folder
        .map(|entry| name(entry).into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

fn copies() -> Vec<File> {
    let names = names().into_iter();
    let data = names.filter(|name| {
        name.ends_with(".json") && !["manifest.json", "schema.json"].contains(&name.as_str())
    });
    data.map(|name| serde_json::from_str(&text(&name)).unwrap_or_else(|e| panic!("{name}: {e}")))
        .collect()
}

fn cases() -> Vec<Case> {
    copies().into_iter().flat_map(|file| file.cases).collect()
}

#[test]
fn the_committed_copy_is_what_the_generator_writes() {
    let written = files().expect("every question of ours has an answer");
    let expected: Vec<_> = written.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names(), expected);
    for (name, content) in &written {
        let copy = text(name);
        let line = copy.lines().zip(content.lines()).position(|(a, b)| a != b);
        let hint = "if the change is meant: gnash oracle vectors --out tests/vectors/oracle";
        assert!(
            copy == *content,
            "{name} differs, first in line {:?}; {hint}",
            line.map(|i| i + 1)
        );
    }
    let bytes: usize = written.iter().map(|(_, content)| content.len()).sum();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}

#[test]
fn there_is_a_file_for_every_method_and_a_case_for_every_refusal() {
    let files = copies();
    for id in METHOD_IDS {
        let file = files.iter().find(|file| file.name == id).expect(id);
        assert!(file.cases.iter().any(|case| case.refuse.is_some()), "{id}");
        assert!(
            file.cases.iter().any(|case| !case.known_wrong.is_empty()),
            "{id}"
        );
    }
    let count: usize = files.iter().map(|file| file.cases.len()).sum();
    assert!(count >= LEAST_CASES, "{count} cases");
    let all = files.iter().flat_map(|file| &file.cases);
    let refused: BTreeSet<_> = all.filter_map(|case| case.refuse.clone()).collect();
    let kinds: BTreeSet<_> = ProblemKind::ALL
        .iter()
        .map(|kind| kind.id().into())
        .collect();
    assert_eq!(refused, kinds);
    let manifest: Value = serde_json::from_str(&text("manifest.json")).expect("the manifest");
    assert_eq!(manifest["cases"], json!(count));
}

#[test]
fn every_file_obeys_the_schema_and_every_flag_is_explained() {
    let schema = Schema::new(&text("schema.json"));
    let readme = text("README.md");
    for file in copies() {
        let content: Value = serde_json::from_str(&text(&format!("{}.json", file.name))).unwrap();
        if let Err(problem) = schema.check(&content) {
            panic!("{}: {problem}", file.name);
        }
        for flag in file.cases.iter().flat_map(|case| &case.flags) {
            assert!(readme.contains(&format!("`{flag}`")), "{flag}");
        }
    }
}

/// The question with other fields set.
fn with(question: &Value, name: &str, value: &str) -> String {
    let mut question = question.clone();
    question[name] = value.into();
    question.to_string()
}

/// The answer in a scalar; `None` where it refuses for want of digits.
fn answer(question: &Value, scalar: &str) -> Option<Value> {
    let reply = ask::reply(&with(question, "scalar", scalar));
    let line = serde_json::from_str(&reply.line).expect("an answer is JSON");
    match reply.refused {
        None => Some(line),
        Some(ProblemKind::Unsupported | ProblemKind::TooLarge) => None,
        Some(_) => panic!("{question}: {line}"),
    }
}

fn fraction(text: &str) -> Rational {
    rational_from_text(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Whether a text is a decimal as files have them: a fraction has no point and no exponent.
fn is_decimal(text: &str) -> bool {
    text.contains(['.', 'e']) && rational_from_text(text).is_ok()
}

/// [lo, hi] of "p/q" or ["lo", "hi"], where one stands.
fn ends(value: &Value) -> Option<[Rational; 2]> {
    match value {
        Value::String(text) => rational_from_text(text).ok().map(|a| [a.clone(), a]),
        Value::Array(pair) => match pair.as_slice() {
            [Value::String(lo), Value::String(hi)] if is_decimal(lo) && is_decimal(hi) => {
                Some([fraction(lo), fraction(hi)])
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether an answer comes from fractions: from intervals every number is two short decimals.
fn is_from_fractions(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.values().any(is_from_fractions),
        Value::Array(list) => list.is_empty() || list.iter().any(is_from_fractions),
        Value::String(text) => !is_decimal(text) || text.len() > 24,
        _ => true,
    }
}

/// Every number of `expected` beside the one in the same place of `found`.
fn pairs<'a>(expected: &'a Value, found: &'a Value, list: &mut Vec<(&'a Value, &'a Value)>) {
    match (expected, found) {
        (expected, _) if ends(expected).is_some() => list.push((expected, found)),
        (Value::Object(expected), found) => {
            for (name, value) in expected {
                pairs(value, &found[name], list);
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            assert_eq!(expected.len(), found.len(), "{expected:?} {found:?}");
            for (a, b) in expected.iter().zip(found) {
                pairs(a, b, list);
            }
        }
        (expected, found) => assert_eq!(expected, found),
    }
}

/// Both orders of eigenvalues, by real and then imaginary part.
fn sorted(mut answer: Value) -> Value {
    if let Some(list) = answer.get_mut("eigenvalues").and_then(Value::as_array_mut) {
        let place = |value: &Value| {
            let [lo, hi] = ends(value).expect("a number");
            (Scalar::to_f64(&(lo + hi)) * 1e6).round() as i64
        };
        list.sort_by_key(|pair| (place(&pair[0]), place(&pair[1])));
    }
    answer
}

#[test]
fn the_oracle_answers_as_the_vectors_say() {
    for case in cases() {
        let (Some(question), Some(expected)) = (&case.question, case.expect.clone()) else {
            continue;
        };
        let fractions = is_from_fractions(&expected);
        let exact = fractions.then(|| answer(question, "exact")).flatten();
        let found = exact.or_else(|| answer(question, "interval"));
        let (found, expected) = (sorted(found.expect(&case.id)), sorted(expected));
        let mut list = vec![];
        pairs(&expected, &found, &mut list);
        for (expected, found) in list {
            let ([low, high], [from, to]) = (ends(expected).unwrap(), ends(found).unwrap());
            // both hold the exact number
            assert!(low <= to && from <= high, "{}: {expected} {found}", case.id);
        }
    }
}

#[test]
fn what_must_be_refused_is_refused_with_this_kind() {
    for case in cases() {
        let Some(kind) = &case.refuse else { continue };
        let text = match &case.question {
            Some(question) => question.to_string(),
            None => case.question_text.clone().expect("a question or a text"),
        };
        let reply = ask::reply(&text);
        let refused = reply.refused.map(|kind| kind.id());
        assert_eq!(refused, Some(kind.as_str()), "{}: {}", case.id, reply.line);
    }
}

/// The number that an answer in floats stands for: the nearest float to the decimal.
fn float(scalar: &str, text: &str) -> Rational {
    let value = match scalar {
        "f32" => f64::from(text.parse::<f32>().expect(text)),
        _ => text.parse::<f64>().expect(text),
    };
    Rational::from_f64(value).expect(text)
}

/// How far a number is from an expected one, or from an interval.
fn off(found: Rational, expected: &Value) -> Rational {
    let [low, high] = ends(expected).unwrap();
    let outside = [low - &found, found - high, Rational::ZERO];
    outside.into_iter().max().expect("three of them")
}

/// The part of an answer that a tolerance is about.
fn part<'a>(question: &Value, answer: &'a Value, name: &str) -> &'a Value {
    match question["ask"].as_str() {
        Some("trajectory") => &answer["p"][name],
        Some("conjugacy") => &answer["result"][name],
        _ => &answer[name],
    }
}

#[test]
fn textbook_runs_in_floats_are_within_the_tolerances() {
    let mut compared = 0;
    for case in cases() {
        let (Some(question), Some(expected)) = (&case.question, &case.expect) else {
            continue;
        };
        let Some(tolerance) = &case.tolerance else {
            continue;
        };
        for (scalar, tolerance) in [("f64", &tolerance.f64), ("f32", &tolerance.f32)] {
            let Some(bounds) = &tolerance.at_most else {
                continue;
            };
            let found = sorted(answer(question, scalar).expect(&case.id));
            let expected = sorted(expected.clone());
            for (name, bound) in bounds {
                let mut list = vec![];
                pairs(
                    part(question, &expected, name),
                    part(question, &found, name),
                    &mut list,
                );
                let bound = Rational::from_f64(*bound).expect("finite");
                for (expected, found) in list {
                    let text = found.as_str().expect("a decimal");
                    let off = off(float(scalar, text), expected);
                    assert!(
                        off <= bound,
                        "{} {scalar} {name}: {expected} {found}",
                        case.id
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > LEAST_CASES, "{compared} numbers");
}

#[test]
fn no_known_mistake_is_within_the_tolerance() {
    let known: BTreeSet<_> = catalogue::entries().iter().map(|entry| entry.id).collect();
    for case in cases() {
        let (Some(expected), Some(tolerance)) = (&case.expect, &case.tolerance) else {
            continue;
        };
        for wrong in &case.known_wrong {
            assert!(
                known.contains(wrong.id.as_str()),
                "{}: {}",
                case.id,
                wrong.id
            );
            for (k, p) in &wrong.p {
                let right = expected["p"][k].as_array().expect("an iterate");
                let far = p
                    .iter()
                    .zip(right)
                    .map(|(a, b)| off(float("f64", a), b))
                    .max()
                    .expect("entries");
                for tolerance in [&tolerance.f64, &tolerance.f32] {
                    let bound = tolerance.at_most.as_ref().and_then(|all| all.get(k));
                    let bound = bound.map_or(Rational::ZERO, |b| Rational::from_f64(*b).unwrap());
                    assert!(far > bound, "{} {} at {k}", case.id, wrong.id);
                }
            }
        }
    }
}
