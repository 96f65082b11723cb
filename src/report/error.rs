//! What can go wrong when results are written.

use std::io;
use std::path::PathBuf;

/// A result that could not be made or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The operating system refused.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// The final name of the file.
        path: PathBuf,
        /// The refusal.
        source: io::Error,
    },
    /// Two sizes that must agree and do not.
    #[error("{what}: expected {expected}, found {found}")]
    DimensionMismatch {
        /// Which size.
        what: &'static str,
        /// The size that it must have.
        expected: usize,
        /// The size that it has.
        found: usize,
    },
    /// A size that is zero, not supported, or too large for a picture.
    #[error("{what} is {found}, expected {expected}")]
    Size {
        /// Which size.
        what: &'static str,
        /// What would do.
        expected: &'static str,
        /// The size.
        found: usize,
    },
    /// The encoder failed.
    #[error("cannot encode the PNG: {0}")]
    Png(#[from] png::EncodingError),
}
