//! Runs the evidence of the ledger.

use super::{Audit, Claim, Failure, Ledger};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// What came of all rows.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// In the order of the ledger.
    pub claims: Vec<ClaimReport<'a>>,
}

/// What came of one row.
#[derive(Clone, Debug)]
pub struct ClaimReport<'a> {
    /// The row.
    pub claim: &'a Claim,
    /// Its evidence, in the row's order.
    pub evidence: Vec<EvidenceReport<'a>>,
    /// How long it took.
    pub time: Duration,
}

/// What came of one piece of evidence.
#[derive(Clone, Debug)]
pub struct EvidenceReport<'a> {
    /// The evidence.
    pub evidence: &'a super::Evidence,
    /// The story with its numbers, or why the evidence fails.
    pub outcome: Result<Vec<String>, Failure>,
}

impl ClaimReport<'_> {
    /// Whether all evidence runs and says what the row says.
    pub fn passed(&self) -> bool {
        self.evidence.iter().all(|e| e.outcome.is_ok())
    }
}

impl Report<'_> {
    /// Whether every row passed.
    pub fn passed(&self) -> bool {
        self.claims.iter().all(ClaimReport::passed)
    }
}

/// Runs every row, on all cores; the outcome does not depend on their number.
pub fn verify<'a>(ledger: &'a Ledger, audit: &Audit) -> Report<'a> {
    let claims = ledger.claims.par_iter();
    Report {
        claims: claims.map(|claim| verify_claim(claim, audit)).collect(),
    }
}

/// Runs one row.
pub fn verify_claim<'a>(claim: &'a Claim, audit: &Audit) -> ClaimReport<'a> {
    let start = Instant::now();
    let run = |evidence: &'a super::Evidence| EvidenceReport {
        evidence,
        outcome: evidence.run(audit),
    };
    let evidence = claim.evidence.iter().map(run).collect();
    ClaimReport {
        claim,
        evidence,
        time: start.elapsed(),
    }
}
