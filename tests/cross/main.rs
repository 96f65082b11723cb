//! The same game written twice: naive networks on dual numbers against fast kernels, textbook
//! steps against fast ones.
//!
//! Mutations of `src/gan` tried by hand, each caught here: running variance biased, statistics of
//! fake before real, real and fake swapped in x̂, tik_y with the other sign, v_x with the other
//! sign, slope of the non-saturating loss, `vanilla` without the regularisers of both players,
//! final sigmoid kept under a loss on logits, penalty gradient with the other sign, r1 without its
//! half, moments of D(fake) not kept. So are those of `src/nn` in `tests/nn`.

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
mod closed_games;
mod coq_vectors;
mod enclosures;
mod errors;
mod fields;
mod games;
mod penalty;
mod registry;
mod runs;
mod statistics;
mod training;
