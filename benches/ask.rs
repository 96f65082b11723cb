//! Throughput of `gnash oracle ask`.

fn main() {}
