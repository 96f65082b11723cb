//! `gnash train` and the library beneath it: resume to the byte, refusals, warnings, rescue.

mod checkpoint;
mod config;
mod divergence;
mod interrupt;
mod refusals;
mod resume;
mod support;
