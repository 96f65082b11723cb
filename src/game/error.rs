//! What can be wrong with the data of a game.

/// Why a game cannot be built from the given data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GameError {
    /// A matrix that must be symmetric is not.
    #[error(
        "{matrix} must be symmetric, but entry ({row}, {column}) is {value} \
         and entry ({column}, {row}) is {mirrored}"
    )]
    NotSymmetric {
        /// Which matrix.
        matrix: &'static str,
        /// Row of the first offending entry, counted from 0, above the diagonal.
        row: usize,
        /// Its column.
        column: usize,
        /// The entry, as text.
        value: String,
        /// Its mirror image, as text.
        mirrored: String,
    },
    /// Two sizes that must agree do not.
    #[error("{what} must be {expected}, found {found}")]
    DimensionMismatch {
        /// Which size.
        what: &'static str,
        /// The size that fits the rest.
        expected: usize,
        /// The size that was given.
        found: usize,
    },
    /// An entry is NaN or infinite.
    #[error("{what} must be finite, but entry {index} (column by column, from 0) is {value}")]
    NonFinite {
        /// Which parameter.
        what: &'static str,
        /// Position in column-major order.
        index: usize,
        /// The entry, as text.
        value: String,
    },
    /// A list that must have an entry has none.
    #[error("{what} must have at least one entry")]
    Empty {
        /// Which list.
        what: &'static str,
    },
    /// A regulariser's weight is negative, or an interval with negative numbers in it.
    #[error("{what} must not be negative, found {value}")]
    Negative {
        /// Which weight.
        what: &'static str,
        /// The weight, as text.
        value: String,
    },
}
