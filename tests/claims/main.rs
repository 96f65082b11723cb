//! The ledger: its form, its completeness, and that its evidence can fail.

mod cli;
mod evidence;
mod ledger;
mod repaired;
