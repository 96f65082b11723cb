//! The fast layer kernels and networks against the naive twin, duals, differences and PyTorch.
//!
//! Mutations of `src/nn` tried by hand, each caught here: curvature of the sigmoid with the other
//! sign, r' with the other sign, x̂' mean(x̂ dy) dropped from the tangent of the batch norm's vjp,
//! dy·x̂' dropped from dγ', first valid output of im2col rounded down, col2im overwriting, jvp
//! replacing what it should add, inference without ε, sums that forget the remainder, the tangent
//! sweep's weight gradient with x in place of x', bias gradients that replace what they should add
//! to.

#[path = "../support/fast.rs"]
mod fast;
#[path = "../support/naive/mod.rs"]
mod naive;
#[path = "../twin/numbers.rs"]
#[allow(dead_code, reason = "this group has tolerances of its own")]
mod numbers;
#[path = "../support/tolerance_kernels.rs"]
mod tolerance;

mod activation;
mod batch_norm;
mod bilinear;
mod bilinear_laws;
mod errors;
mod faer_stride;
mod im2col;
mod matmul;
mod networks;
mod threads;
mod torch;
