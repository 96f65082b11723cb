//! Randomness, readers, batching and the embedded digits.

mod batch;
mod cifar;
mod digits;
mod idx;
mod random;
mod real_files;
