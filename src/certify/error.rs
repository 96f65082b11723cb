//! Questions that cannot be asked.

/// Why a certifier refuses a question.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CertifyError {
    /// A matrix that must be square is not.
    #[error("{what} must be square, found {rows} by {cols}")]
    NotSquare {
        /// Which matrix.
        what: &'static str,
        /// Its rows.
        rows: usize,
        /// Its columns.
        cols: usize,
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
    #[error("{what} must be finite, but entry ({row}, {col}) is {value}")]
    NonFinite {
        /// Which matrix.
        what: &'static str,
        /// Row, counted from 0.
        row: usize,
        /// Column, counted from 0.
        col: usize,
        /// The entry, as text.
        value: String,
    },
    /// A matrix that must be symmetric is not.
    #[error("{what} must be symmetric, but its entries ({row}, {col}) and ({col}, {row}) differ")]
    NotSymmetric {
        /// Which matrix.
        what: &'static str,
        /// Row, counted from 0.
        row: usize,
        /// Column, counted from 0.
        col: usize,
    },
    /// A number that must be positive is not.
    #[error("{what} must be positive, found {value}")]
    NotPositive {
        /// Which number.
        what: &'static str,
        /// Its value, as text.
        value: String,
    },
    /// The matrix exceeds the certifier's limit.
    #[error("{what} has order {found}; the limit is {limit}")]
    TooLarge {
        /// Which matrix.
        what: &'static str,
        /// Its order.
        found: usize,
        /// The largest order that is accepted.
        limit: usize,
    },
    /// The map or the game itself could not be evaluated.
    #[error(transparent)]
    Dense(#[from] crate::dense::DenseError),
}
