//! The claims ledger: every statement of the papers, its verdict, and evidence that runs.
//!
//! `ledger.toml` beside this file lists the claims; [`Ledger`] is its typed form. Each row names
//! its evidence: a Coq theorem (by name and by a hash of the type that Coq prints, see
//! [`Audit`]) or a *check*, a function of [`evidence`] that recomputes the numbers recorded in
//! the row and compares them with `==`. [`verify`] runs all of it, [`markdown`] writes the page
//! `docs/claims.md`.
//!
//! A check reads its numbers through [`Check`], which refuses a row with numbers that nobody
//! reads: what stands in the ledger is what was checked.
//!
//! Left out: Coq itself, which runs in CI; here its printed types are compared only.

mod audit;
mod build;
mod check;
mod error;
pub mod evidence;
mod ledger;
mod page;
mod value;
mod verify;

pub use audit::{Audit, Theorem};
pub use check::{Check, CheckFn};
pub use error::{Failure, LedgerError};
pub use ledger::{Claim, Evidence, Ledger, Source, Verdict};
pub use page::markdown;
pub use value::Recorded;
pub use verify::{ClaimReport, EvidenceReport, Report, verify, verify_claim};
