//! The naive twin, checked alone.
#[path = "../support/naive/mod.rs"]
mod naive;
