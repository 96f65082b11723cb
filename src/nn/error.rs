//! What can be wrong with a network's description.

use super::Shape;

/// A layer that cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// A size that must be positive is zero.
    #[error("{what} must be at least 1, found 0")]
    Zero {
        /// Which size.
        what: &'static str,
    },
    /// The kernel does not fit into the padded input.
    #[error("a {kernel}x{kernel} kernel does not fit into input {input} with padding {padding}")]
    KernelTooLarge {
        /// Kernel side.
        kernel: usize,
        /// Input of the layer.
        input: Shape,
        /// Zeros added on each side.
        padding: usize,
    },
    /// The padding of a transposed convolution removes its whole output.
    #[error(
        "padding {padding} leaves no output of a {kernel}x{kernel} transposed convolution of {input} with stride {stride}"
    )]
    NothingLeft {
        /// Kernel side.
        kernel: usize,
        /// Input of the layer.
        input: Shape,
        /// Stride.
        stride: usize,
        /// Rows and columns cut on each side.
        padding: usize,
    },
    /// A layer's input is not what the layer before it gives.
    #[error("layer {layer} expects input {expected}, the layer before it gives {found}")]
    ShapeMismatch {
        /// Index of the layer.
        layer: usize,
        /// Its declared input.
        expected: Shape,
        /// What arrives.
        found: Shape,
    },
    /// LeakyReLU recovers the sign of its input from its output, so the slope must be in (0, 1].
    #[error("LeakyReLU slope must lie in (0, 1], found {slope}")]
    Slope {
        /// The slope given.
        slope: f64,
    },
    /// A network needs at least one layer.
    #[error("a network needs at least one layer")]
    Empty,
}
