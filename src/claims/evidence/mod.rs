//! The checks: functions that re-evaluate what the ledger records.
//!
//! One module per source; each ends in a list `CHECKS` of (name, function), and [`run`] finds a
//! check by its name in any of them. A check recomputes everything from the row's data through
//! the crate's own games, methods and certifiers, and compares with `==`.

mod cg;
mod gn;
mod gn_dynamics;
mod hfr;
mod published;
pub mod sample;
mod tools;
mod vi;

use super::{Check, CheckFn, Failure};
use toml::Table;

/// Every registered check.
pub fn registry() -> impl Iterator<Item = (&'static str, CheckFn)> {
    let sources = [
        gn::CHECKS,
        gn_dynamics::CHECKS,
        published::CHECKS,
        cg::CHECKS,
        vi::CHECKS,
    ];
    let hfr = hfr::CHECKS.iter().copied();
    sources.into_iter().chain(hfr).flatten().copied()
}

/// Runs the check of this name on this data.
///
/// # Errors
/// `UnknownCheck`, what the check finds, `Unread` for data that it ignores.
pub fn run(name: &str, data: &Table) -> Result<Vec<String>, Failure> {
    let found = registry().find(|(registered, _)| *registered == name);
    let (_, function) = found.ok_or_else(|| Failure::UnknownCheck(name.into()))?;
    let mut check = Check::new(data);
    function(&mut check)?;
    check.finish()
}
