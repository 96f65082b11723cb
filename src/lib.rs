//! gnash (Gauss-Newton for Nash): reference optimizers for min over x, max over y of f(x, y).

pub mod data;
pub mod dense;
pub mod game;
pub mod gan;
pub mod method;
pub mod metrics;
pub mod nn;
pub mod operator;
pub mod par;
pub mod random;
pub mod report;
pub mod scalar;
pub mod spec;
pub mod train;
