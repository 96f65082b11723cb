//! The fast layer kernels and networks against the naive twin, duals, differences and PyTorch.

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
