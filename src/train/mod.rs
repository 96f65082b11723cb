//! The training loop, checkpoints, records.
