//! `gnash train` and the library beneath it: resume to the byte, refusals, warnings, rescue, safety.

mod checkpoint;
mod config;
mod divergence;
mod interrupt;
mod refusals;
mod resume;
mod safety;
mod support;
mod trainer;
