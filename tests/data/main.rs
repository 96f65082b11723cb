//! Randomness, readers, batching and the embedded digits.

mod digits;
mod random;
