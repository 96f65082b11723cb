//! What can go wrong in a dense computation.

/// Why a dense computation has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DenseError {
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
    /// A parameter that must be positive is not.
    #[error("{what} must be positive, found {value}")]
    NotPositive {
        /// Which parameter, by its short name.
        what: &'static str,
        /// Its value, as text.
        value: String,
    },
    /// A parameter that may have any sign is zero.
    #[error("{what} must not be zero")]
    Zero {
        /// Which parameter, by its short name.
        what: &'static str,
    },
    /// A parameter is negative where that means nothing.
    #[error("{what} must not be negative, found {value}")]
    Negative {
        /// Which parameter, by its short name.
        what: &'static str,
        /// Its value, as text.
        value: String,
    },
    /// A count is zero where that means nothing.
    #[error("{what} must be at least 1, found 0")]
    NoSteps {
        /// Which count, by its short name.
        what: &'static str,
    },
    /// Something given to us is NaN or infinite.
    #[error("{what} must be finite, but entry {index} (counted from 0) is {value}")]
    NonFinite {
        /// What was given.
        what: &'static str,
        /// First bad entry (column by column in a matrix; 0 for a single number).
        index: usize,
        /// Its value, as text.
        value: String,
    },
    /// A result exceeds the range of the scalar, or is undefined (0/0) for these parameters.
    #[error("{what} is not representable: entry {index} (counted from 0) came out as {value}")]
    NotRepresentable {
        /// Which result.
        what: &'static str,
        /// First bad entry.
        index: usize,
        /// What the arithmetic gave, as text.
        value: String,
    },
    /// A linear system has no unique solution.
    #[error("the matrix is singular: no pivot in column {column} (counted from 0)")]
    Singular {
        /// The first column, in order of elimination, that depends on those before it.
        column: usize,
    },
    /// The sign of a number decides what comes next, and its interval contains zero.
    #[error("{what} lies in {value}: too wide to tell its sign")]
    Undecided {
        /// Which number.
        what: &'static str,
        /// Its interval, as text.
        value: String,
    },
    /// A derivative was asked for at a point where the step takes a branch.
    #[error("the step has no derivative here: {what} is zero, but not all around")]
    NotDifferentiable {
        /// The number whose sign or zero decides the branch.
        what: &'static str,
    },
    /// The eigenvalue iteration did not finish.
    #[error("the eigenvalues of a {size} by {size} matrix did not converge in {iterations} sweeps")]
    NoConvergence {
        /// Order of the matrix.
        size: usize,
        /// Limit that was reached.
        iterations: usize,
    },
    /// The state belongs to another method.
    #[error("a step of {method} was given the state of {found}")]
    StateMismatch {
        /// Id of the method.
        method: &'static str,
        /// What the state belongs to.
        found: &'static str,
    },
}
