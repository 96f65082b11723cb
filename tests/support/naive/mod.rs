//! The naive twin: kernels, networks and GAN games in plain loops, straight from the definitions.
//!
//! It judges the fast path, so it imports nothing of `gnash::nn`, `gnash::gan` and
//! `gnash::method`, and prefers being obvious to being fast. Everything is generic over
//! [`gnash::scalar::Real`]: on `Dual<T>` a forward pass is its own directional derivative.
//! Share it with `#[path = "../support/naive/mod.rs"] mod naive;`.
//!
//! * [`tensor`]: a four-dimensional array, N×C×H×W, and the way from and to C×H×W×N.
//! * [`conv`], [`linear`], [`batch_norm`], [`activation`]: forward and textbook vjp of each kernel.
//! * [`chwn`]: the same kernels on flat slices in C×H×W×N order.
//! * [`dual`]: directional derivatives of any of them ([`dual::jvp`]).
//! * [`network`]: a list of layers with a flat parameter slice, forward and backward.
//! * [`gan`]: [`gan::NaiveGan`], two networks and a batch as a game: `losses`, `field`,
//!   `jacobian_product`, `penalty_gradient`.
//! * [`torch`]: the reference numbers of `tests/vectors/torch/`, for the twin and the fast path alike.
//!
//! Sizes are checked by `assert!`: this is test code, a wrong size is a wrong test.

#![allow(dead_code, reason = "each test group uses a part of the twin")]

pub mod activation;
pub mod batch_norm;
pub mod chwn;
pub mod conv;
pub mod dual;
pub mod gan;
pub mod linear;
pub mod network;
pub mod tensor;
pub mod torch;
