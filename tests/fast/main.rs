//! The matrix-free layer: operators against their dense probes and exact rationals, methods
//! against plain loops.

mod methods;
mod operators;
mod refusals;
mod sphere;
mod support;
#[path = "../support/tolerance.rs"]
mod tolerance;
