//! The naive twin, checked alone: by hand, by adjointness, by differences and against PyTorch.

#[path = "../support/naive/mod.rs"]
mod naive;

mod adjoint;
mod by_hand;
mod gan;
mod numbers;
mod torch;
