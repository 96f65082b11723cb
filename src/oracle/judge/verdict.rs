//! What is said about a run.

use super::tolerance::EXPLANATION;
use crate::oracle::Problem;
use serde::{Serialize, Serializer};
use std::fmt;

/// Whether a run is the method that it claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Judgement {
    /// Within the bound at every step that could be seen.
    Conforms,
    /// Outside the bound somewhere.
    Deviates,
    /// Nothing can be said.
    Unjudgeable,
}

impl Judgement {
    /// The name used in verdicts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Deviates => "deviates",
            Self::Unjudgeable => "unjudgeable",
        }
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// What a run that deviates looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The entry of [`crate::oracle::catalogue`], or `unknown`.
    pub id: String,
    /// What was computed in place of the method, as far as that can be said.
    pub sentence: String,
    /// Where the mistake was seen before; empty for `unknown`.
    pub source: String,
}

/// The id of a diagnosis that no entry of the catalogue gives.
pub(super) const UNKNOWN: &str = "unknown";

impl Diagnosis {
    /// Whether it is an entry of the catalogue.
    pub(super) fn is_known(&self) -> bool {
        self.id != UNKNOWN
    }
}

/// What is said about a run; serialized, a line of `gnash oracle judge --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The file, as it was named; empty for a run in memory.
    pub file: String,
    /// Whether it is the method.
    pub verdict: Judgement,
    /// The first step that deviates, counted from 0: p_{k+1} was predicted from p_k.
    pub first_step: Option<usize>,
    /// How far the logged number lies from the prediction, where it is farthest outside the bound.
    #[serde(serialize_with = "decimal")]
    pub size: Option<f64>,
    /// The bound there; of a run that conforms, the largest of all bounds.
    #[serde(serialize_with = "decimal")]
    pub bound: Option<f64>,
    /// Legitimate conventions that the run follows.
    pub conventions: Vec<String>,
    /// Ids of the mistakes that coincide with the method on this run.
    pub indistinguishable: Vec<String>,
    /// The mistakes that reproduce a run that deviates, simplest first.
    pub diagnosis: Vec<Diagnosis>,
    /// Why nothing can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Problem>,
    /// What was not logged, and so not judged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_seen: Vec<String>,
}

fn decimal<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.serialize_some(&format!("{value:?}")),
        None => serializer.serialize_none(),
    }
}

impl Verdict {
    pub(super) fn new(verdict: Judgement) -> Self {
        Self {
            file: String::new(),
            verdict,
            first_step: None,
            size: None,
            bound: None,
            conventions: vec![],
            indistinguishable: vec![],
            diagnosis: vec![],
            why: None,
            not_seen: vec![],
        }
    }

    pub(super) fn unjudgeable(why: Problem) -> Self {
        Self {
            why: Some(why),
            ..Self::new(Judgement::Unjudgeable)
        }
    }

    /// Whether the run conforms.
    pub fn conforms(&self) -> bool {
        self.verdict == Judgement::Conforms
    }

    /// Ids of the diagnosis, simplest first.
    pub fn named(&self) -> Vec<&str> {
        self.diagnosis.iter().map(|one| &*one.id).collect()
    }
}

/// For people: the verdict, then what stands behind it.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}: ", self.file)?;
        }
        writeln!(f, "{}", self.verdict)?;
        if let Some(why) = &self.why {
            writeln!(f, "  {why}")?;
        }
        match (self.first_step, self.size, self.bound) {
            (Some(k), Some(size), Some(bound)) => writeln!(
                f,
                "  first at step {k}: off by {size:e}, and the bound there is {bound:e}"
            )?,
            (_, _, Some(bound)) => writeln!(f, "  largest bound {bound:e}")?,
            _ => {}
        }
        for convention in &self.conventions {
            writeln!(f, "  convention: {convention}")?;
        }
        for one in &self.diagnosis {
            writeln!(f, "  {}: {}", one.id, one.sentence)?;
            if !one.source.is_empty() {
                writeln!(f, "    seen in {}", one.source)?;
            }
        }
        if !self.indistinguishable.is_empty() {
            let list = self.indistinguishable.join(", ");
            writeln!(f, "  coincides on this run: {list}")?;
        }
        for what in &self.not_seen {
            writeln!(f, "  not seen: {what}")?;
        }
        if self.bound.is_some() {
            for line in EXPLANATION.lines() {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}
