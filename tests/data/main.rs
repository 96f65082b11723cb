//! Randomness, readers, batching and the embedded digits.

mod random;
