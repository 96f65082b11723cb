//! What the benches share: shapes and operation counts, the machine's peak, load, statistics.
#![allow(
    dead_code,
    reason = "every bench, and the test of the counts, uses a part"
)]

pub mod load;
pub mod network;
pub mod peak;
pub mod statistics;
pub mod workload;
