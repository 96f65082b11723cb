//! Images to train on: readers, seeded batching, and an embedded default; plain arrays out.
//!
//! * [`load`] finds MNIST (IDX) or CIFAR-10 (binary) files at a path and checks every byte count;
//! * [`digits`] draws handwritten-looking digits, so that nothing needs to be downloaded;
//! * [`Batches`] says which images a step sees, a pure function of seed and step;
//! * [`gather`] copies a batch into the layout of the kernels, scaled to [−1, 1].
//!
//! Left out: downloading, augmentation, other formats.

mod batch;
pub mod cifar;
pub mod digits;
mod error;
pub mod idx;
mod load;

pub use batch::{Batches, gather};
pub use error::DataError;
pub use load::{Kind, Split, load};

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
