//! The naive twin, checked alone: by hand, by adjointness, by differences and against PyTorch.
//!
//! Mutations of the twin tried by hand, each caught by at least one test: kernel flipped, last row
//! of the large plane dropped, running variance biased, mean term of the batch norm gradient
//! dropped, x̂ with real and fake swapped, sign inside the hinge, sign of v_x, root of a zero norm,
//! derivative 1 at a kink, linear weight transposed, γ and β gradients swapped, CHWN read as NHWC.

#[path = "../support/naive/mod.rs"]
mod naive;

mod adjoint;
mod by_hand;
mod gan;
mod numbers;
mod torch;
