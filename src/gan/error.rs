//! What can be wrong with a GAN's description.

use crate::nn::{NetworkError, Shape};

/// A GAN that cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GanError {
    /// One of the networks cannot be built.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The networks do not fit together.
    #[error(
        "the discriminator must take {generator} (the generator's output) and give 1x1x1, it takes {takes} and gives {gives}"
    )]
    Shapes {
        /// The generator's output.
        generator: Shape,
        /// The discriminator's input.
        takes: Shape,
        /// The discriminator's output.
        gives: Shape,
    },
    /// A batch of no samples.
    #[error("the batch size must be at least 1")]
    EmptyBatch,
    /// A penalty or regulariser that is negative or not finite.
    #[error("{name} must be finite and at least 0, found {value}")]
    Weight {
        /// Its name.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// A width that leaves no sensible channel counts.
    #[error("width must be finite and above 0 and at most 64, found {value}")]
    Width {
        /// What was given.
        value: f64,
    },
    /// An unknown name.
    #[error("unknown {what} {found:?}: expected one of {expected}")]
    Unknown {
        /// What was being named.
        what: &'static str,
        /// The name given.
        found: String,
        /// The names there are.
        expected: String,
    },
}
