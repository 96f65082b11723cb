//! The ledger's rows and what a row must have.

use super::{Failure, LedgerError};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use toml::Table;

/// The ledger that this crate carries.
const TEXT: &str = include_str!("ledger.toml");
/// At most so many rows may be open.
const MOST_OPEN: usize = 3;
/// At most so many ids are suggested for an unknown one.
const SUGGESTIONS: usize = 3;

/// All claims, in the order of the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The rows.
    #[serde(rename = "claim")]
    pub claims: Vec<Claim>,
}

/// One statement and what is known about it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its name on the command line and in the documents.
    pub id: String,
    /// Where it stands.
    pub source: Source,
    /// Where in the source: "Lemma 3", "(3.30)", "abstract".
    pub number: String,
    /// The statement in a few words.
    pub short: String,
    /// The statement in our notation.
    pub statement: String,
    /// Its hypotheses, each a clause of its own.
    #[serde(default)]
    pub hypotheses: Vec<String>,
    /// What is known.
    pub verdict: Verdict,
    /// No text at hand prints the statement: it is a counterpart's, or derived here.
    #[serde(default)]
    pub reconstructed: bool,
    /// What is true instead, for `refined` and `refuted`.
    pub corrected: Option<String>,
    /// Anything a reader should know besides.
    pub note: Option<String>,
    /// Where the matter is worked out at length (a page of `docs/`).
    pub example: Option<String>,
    /// The mutation that was tried by hand, and what became of the evidence.
    pub mutation: Option<String>,
    /// Why the question is open.
    pub reason: Option<String>,
    /// What supports the verdict.
    pub evidence: Vec<Evidence>,
}

/// The papers, by the keys used throughout the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Source {
    /// Gauss-Newton, arXiv:2404.07172.
    Gn,
    /// HessianFR, arXiv:2205.11030.
    Hfr,
    /// Conjugate gradients for GANs, AISTATS 2023.
    Cg,
    /// Asymmetric regularisation, arXiv:2601.13920.
    Vi,
    /// The Numerics of GANs, 2017.
    Ng,
    /// Competitive gradient descent, arXiv:1905.12103.
    Cgd,
    /// Symplectic gradient adjustment, 2018.
    Sga,
    /// Extragradient and its relatives.
    Eg,
    /// Found here.
    Ours,
}

/// What is known about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Machine-checked by Coq, without a gap.
    Proved,
    /// Tested on many cases within stated bounds; no proof.
    Holds,
    /// Exact or interval proof on named instances.
    Certified,
    /// True only with a hypothesis that the source omits.
    Refined,
    /// False.
    Refuted,
    /// Empirical.
    Measured,
    /// Not known.
    Open,
}

/// One piece of evidence. `shows` says in a sentence what it shows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Evidence {
    /// A theorem of `proofs/`, with the SHA-256 of its type as Coq prints it.
    Theorem {
        /// Its name.
        name: String,
        /// Hash in hexadecimal.
        hash: String,
        /// What it shows.
        shows: String,
    },
    /// Numbers that violate the statement, re-evaluated exactly.
    Counterexample {
        /// Name of the function that re-evaluates them.
        check: String,
        /// The numbers.
        data: Table,
        /// What it shows.
        shows: String,
    },
    /// An exact computation on named instances.
    Exact {
        /// As above.
        check: String,
        /// As above.
        data: Table,
        /// As above.
        shows: String,
    },
    /// An enclosure on named instances.
    Interval {
        /// As above.
        check: String,
        /// As above.
        data: Table,
        /// As above.
        shows: String,
    },
    /// Many cases, drawn from our own seeded streams.
    Property {
        /// As above.
        check: String,
        /// Number of cases, seed, bounds.
        data: Table,
        /// As above.
        shows: String,
    },
    /// Something counted or measured, with the table where it stands.
    Measurement {
        /// As above.
        check: String,
        /// The numbers.
        data: Table,
        /// As above.
        shows: String,
    },
}

impl Evidence {
    /// The kind as the ledger spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Theorem { .. } => "theorem",
            Self::Counterexample { .. } => "counterexample",
            Self::Exact { .. } => "exact",
            Self::Interval { .. } => "interval",
            Self::Property { .. } => "property",
            Self::Measurement { .. } => "measurement",
        }
    }

    /// Name of the theorem or of the check.
    pub fn name(&self) -> &str {
        match self {
            Self::Theorem { name, .. } => name,
            Self::Counterexample { check, .. }
            | Self::Exact { check, .. }
            | Self::Interval { check, .. }
            | Self::Property { check, .. }
            | Self::Measurement { check, .. } => check,
        }
    }

    /// What it shows, in a sentence.
    pub fn shows(&self) -> &str {
        match self {
            Self::Theorem { shows, .. }
            | Self::Counterexample { shows, .. }
            | Self::Exact { shows, .. }
            | Self::Interval { shows, .. }
            | Self::Property { shows, .. }
            | Self::Measurement { shows, .. } => shows,
        }
    }

    /// The recorded numbers; none for a theorem.
    pub fn data(&self) -> Option<&Table> {
        match self {
            Self::Theorem { .. } => None,
            Self::Counterexample { data, .. }
            | Self::Exact { data, .. }
            | Self::Interval { data, .. }
            | Self::Property { data, .. }
            | Self::Measurement { data, .. } => Some(data),
        }
    }

    /// Runs the evidence; the lines tell what was found, with numbers.
    ///
    /// # Errors
    /// The first [`Failure`].
    pub fn run(&self, audit: &super::Audit) -> Result<Vec<String>, Failure> {
        match (self, self.data()) {
            (Self::Theorem { name, hash, .. }, _) => audit.confirm(name, hash),
            (_, Some(data)) => super::evidence::run(self.name(), data),
            (_, None) => Err(Failure::UnknownCheck(self.name().into())),
        }
    }
}

impl Claim {
    /// "GN Lemma 3".
    pub fn place(&self) -> String {
        format!("{} {}", self.source, self.number)
    }

    fn has(&self, kinds: &[&str]) -> bool {
        self.evidence.iter().any(|e| kinds.contains(&e.kind()))
    }

    /// What the row lacks, as a clause.
    fn lack(&self) -> Option<String> {
        let id = self.id.chars();
        if self.id.is_empty()
            || !id
                .into_iter()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        {
            return Some("an id has small letters, digits and underscores only".into());
        }
        let texts = [
            ("number", &self.number),
            ("short", &self.short),
            ("statement", &self.statement),
        ];
        if let Some((name, _)) = texts.iter().find(|(_, text)| text.trim().is_empty()) {
            return Some(format!("{name} is empty"));
        }
        if self.evidence.is_empty() {
            return Some("it has no evidence".into());
        }
        let (needed, kinds): (&str, &[&str]) = match self.verdict {
            Verdict::Proved => ("a theorem", &["theorem"]),
            Verdict::Holds => ("a property", &["property"]),
            Verdict::Certified => ("an exact or interval computation", &["exact", "interval"]),
            Verdict::Refined | Verdict::Refuted => ("a counterexample", &["counterexample"]),
            Verdict::Measured => ("a measurement", &["measurement"]),
            Verdict::Open => ("evidence", ALL_KINDS),
        };
        if !self.has(kinds) {
            return Some(format!("the verdict {} needs {needed}", self.verdict));
        }
        let denied = matches!(self.verdict, Verdict::Refined | Verdict::Refuted);
        if denied != self.corrected.is_some() {
            return Some(
                "refined and refuted rows, and only they, have a corrected statement".into(),
            );
        }
        if denied && self.mutation.is_none() {
            return Some("refined and refuted rows say which mutation was tried".into());
        }
        if denied && self.evidence.len() < 2 {
            return Some("the corrected statement needs evidence too".into());
        }
        if (self.verdict == Verdict::Open) != self.reason.is_some() {
            return Some("open rows, and only they, have a reason".into());
        }
        None
    }
}

/// Every kind of evidence.
const ALL_KINDS: &[&str] = &[
    "theorem",
    "counterexample",
    "exact",
    "interval",
    "property",
    "measurement",
];

impl Ledger {
    /// The ledger that this crate carries.
    ///
    /// # Errors
    /// As [`Ledger::parse`]; never for a crate whose tests pass.
    pub fn embedded() -> Result<Self, LedgerError> {
        Self::parse(TEXT)
    }

    /// A ledger from its text.
    ///
    /// # Errors
    /// `Syntax` (unknown fields included), `Duplicate`, `Incomplete` (also for more than three
    /// open rows).
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let ledger: Self = toml::from_str(text)?;
        let mut seen = BTreeSet::new();
        for claim in &ledger.claims {
            let id = claim.id.clone();
            if !seen.insert(&claim.id) {
                return Err(LedgerError::Duplicate { id });
            }
            if let Some(lack) = claim.lack() {
                return Err(LedgerError::Incomplete { id, lack });
            }
        }
        let open = ledger.claims.iter().filter(|c| c.verdict == Verdict::Open);
        match open.into_iter().nth(MOST_OPEN) {
            None => Ok(ledger),
            Some(claim) => Err(LedgerError::Incomplete {
                id: claim.id.clone(),
                lack: format!("more than {MOST_OPEN} rows are open"),
            }),
        }
    }

    /// The row with this id.
    ///
    /// # Errors
    /// `UnknownClaim` with the nearest ids.
    pub fn claim(&self, id: &str) -> Result<&Claim, LedgerError> {
        let found = self.claims.iter().find(|claim| claim.id == id);
        found.ok_or_else(|| {
            let mut ranked: Vec<_> = self
                .claims
                .iter()
                .map(|c| (distance(id, &c.id), &c.id))
                .collect();
            ranked.sort();
            let nearest = ranked
                .into_iter()
                .take(SUGGESTIONS)
                .map(|(_, id)| id.clone())
                .collect();
            LedgerError::UnknownClaim {
                id: id.into(),
                nearest,
            }
        })
    }
}

/// How many letters must be inserted, deleted or replaced; a common part counts as closeness.
fn distance(a: &str, b: &str) -> usize {
    if !a.is_empty() && (b.contains(a) || a.contains(b)) {
        return 0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Gn => "GN",
            Self::Hfr => "HFR",
            Self::Cg => "CG",
            Self::Vi => "VI",
            Self::Ng => "NG",
            Self::Cgd => "CGD",
            Self::Sga => "SGA",
            Self::Eg => "EG",
            Self::Ours => "ours",
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Proved => "proved",
            Self::Holds => "holds",
            Self::Certified => "certified",
            Self::Refined => "refined",
            Self::Refuted => "refuted",
            Self::Measured => "measured",
            Self::Open => "open",
        })
    }
}
