//! The same game written twice: naive networks on dual numbers against fast kernels.

#[path = "../support/fast.rs"]
mod fast;
#[path = "../support/naive/mod.rs"]
mod naive;
#[path = "../twin/numbers.rs"]
#[allow(dead_code, reason = "this group has tolerances of its own")]
mod numbers;
#[path = "../support/tolerance_kernels.rs"]
mod tolerance;

mod closed_forms;
mod fields;
mod games;
mod registry;
mod statistics;
mod training;
