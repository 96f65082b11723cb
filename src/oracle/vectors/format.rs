//! The files as types: what is written, and what a strict reader accepts.
//!
//! Numbers of expectations are texts: "p/q" exactly, or ["lo", "hi"], two decimals around the
//! exact number. Numbers of `fields` and `known_wrong` are the decimals of the nearest doubles.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The number in the field `vectors` of every file.
pub const VERSION: u32 = 1;

/// One file: cases about one method or one kind of question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// [`VERSION`].
    pub vectors: u32,
    /// The name of the file without `.json`.
    pub name: String,
    /// What the cases are about.
    pub about: String,
    /// The cases, ids ascending in no particular order but always the same.
    pub cases: Vec<Case>,
}

/// One question with what is known about its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique over all files.
    pub id: String,
    /// Why it exists.
    pub comment: String,
    /// What makes it special, each a word of the README.
    pub flags: Vec<String>,
    /// The question, in the format of `gnash oracle ask`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Value>,
    /// In its place, a text that is no question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question_text: Option<String>,
    /// The answer; absent where the question must be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<Value>,
    /// The kind of error with which it must be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuse: Option<String>,
    /// How far a sound answer in f64 or f32 may be off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Tolerances>,
    /// What an implementation without our games needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Fields>,
    /// What known mistakes give instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_wrong: Vec<KnownWrong>,
}

/// Tolerances in the two floating-point types.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerances {
    /// Of double precision.
    pub f64: Tolerance,
    /// Of single precision.
    pub f32: Tolerance,
}

/// The largest absolute error of any entry, by part of the answer, and where that comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// A word of the README: `running`, `exact`, …
    pub why: String,
    /// By step of a trajectory or field of an answer; absent where no bound can be given, and
    /// `why` says why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<BTreeMap<String, f64>>,
}

/// The fields of the game where the method asks for them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// v(p_k) for k = 0, 1, ….
    pub v: Vec<Vec<String>>,
    /// v at the second point of step k, of `eg` and `eftp`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub v_mid: Vec<Vec<String>>,
    /// J(p_k), row by row, of the methods that use it.
    #[serde(rename = "J", default, skip_serializing_if = "Vec::is_empty")]
    pub jacobians: Vec<Vec<Vec<String>>>,
    /// What the method asks for at points of its own, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<Other>,
}

/// v or J at a point that is no iterate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// During which step.
    pub k: usize,
    /// Where.
    pub p: Vec<String>,
    /// v there, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v: Option<Vec<String>>,
    /// J there, if that was asked for.
    #[serde(rename = "J", default, skip_serializing_if = "Option::is_none")]
    pub jacobian: Option<Vec<Vec<String>>>,
}

/// What a known mistake gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownWrong {
    /// An entry of the deviation catalogue.
    pub id: String,
    /// Its iterate at the last step asked for where it differs.
    pub p: BTreeMap<String, Vec<String>>,
}
