//! Readers, checksums, seeded batching; plain arrays out.

pub mod digits;

use ndarray::Array4;

/// Labelled images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    /// Grey levels or colours, N × C × H × W.
    pub pixels: Array4<u8>,
    /// One label, 0 to 9, per image.
    pub labels: Vec<u8>,
    /// Where they come from, for people.
    pub name: String,
}
