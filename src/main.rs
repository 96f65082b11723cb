//! Command line of gnash.
fn main() {}
