//! The three-valued answer.

use std::fmt;

/// What a certifier says: the claim with its certificate, its refutation with a witness, or
/// neither, and why.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<P, R> {
    /// The claim is true; the certificate shows it.
    Proved(P),
    /// The claim is false; the witness shows it.
    Refuted(R),
    /// Neither could be shown.
    Undecided(Reason),
}

/// Why a question stayed open, in one plain sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(pub String);

impl<P, R> Answer<P, R> {
    /// Whether the claim was shown to be true.
    pub fn is_proved(&self) -> bool {
        matches!(self, Self::Proved(_))
    }
    /// Whether the claim was shown to be false.
    pub fn is_refuted(&self) -> bool {
        matches!(self, Self::Refuted(_))
    }
    /// Whether neither was shown.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Self::Undecided(_))
    }
    /// An open answer.
    pub fn undecided(reason: impl Into<String>) -> Self {
        Self::Undecided(Reason(reason.into()))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
