//! Why a question has no answer.

use crate::certify::CertifyError;
use crate::dense::DenseError;
use crate::game::GameError;
use crate::scalar::TextError;
use crate::spec::SpecError;
use serde::{Serialize, Serializer};
use std::fmt;

/// What sort of thing is wrong; the names are those of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The text is not JSON, or not of the outer form that was asked for.
    Parse,
    /// A field without a default is not given.
    MissingField,
    /// A field that means nothing here is given.
    UnknownField,
    /// A name that is in no list: of a question, a method, a game, a form, …
    UnknownId,
    /// A value of the wrong type or outside its range, or a field given twice.
    BadValue,
    /// Sizes that do not match.
    Dimension,
    /// A matrix that must be symmetric is not.
    NotSymmetric,
    /// A linear system has no unique solution.
    Singular,
    /// NaN or infinity, given or computed.
    NonFinite,
    /// The scalar, or this program, cannot do it.
    Unsupported,
    /// Beyond a limit of size.
    TooLarge,
}

impl ProblemKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Parse,
        Self::MissingField,
        Self::UnknownField,
        Self::UnknownId,
        Self::BadValue,
        Self::Dimension,
        Self::NotSymmetric,
        Self::Singular,
        Self::NonFinite,
        Self::Unsupported,
        Self::TooLarge,
    ];

    /// The name used in answers.
    pub fn id(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::MissingField => "missing_field",
            Self::UnknownField => "unknown_field",
            Self::UnknownId => "unknown_id",
            Self::BadValue => "bad_value",
            Self::Dimension => "dimension",
            Self::NotSymmetric => "not_symmetric",
            Self::Singular => "singular",
            Self::NonFinite => "non_finite",
            Self::Unsupported => "unsupported",
            Self::TooLarge => "too_large",
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for ProblemKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// Why there is no answer: a kind for programs and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What sort of thing is wrong.
    pub kind: ProblemKind,
    /// Which field, what was expected, what was found.
    pub message: String,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// The same, said about the field at `path`; unchanged if `path` is empty.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        if path.is_empty() {
            return self;
        }
        Self::new(self.kind, format!("{path}: {}", self.message))
    }
}

impl From<TextError> for Problem {
    fn from(error: TextError) -> Self {
        let kind = match error {
            TextError::NotANumber => ProblemKind::BadValue,
            TextError::NonFinite => ProblemKind::NonFinite,
            TextError::TooLarge => ProblemKind::TooLarge,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<SpecError> for Problem {
    fn from(error: SpecError) -> Self {
        let kind = match &error {
            SpecError::UnknownChoice { .. } | SpecError::UnknownMethod { .. } => {
                ProblemKind::UnknownId
            }
            SpecError::Missing { .. } => ProblemKind::MissingField,
            SpecError::TwoSteps { .. } => ProblemKind::BadValue,
            SpecError::NeedsRoots { .. } => ProblemKind::Unsupported,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<GameError> for Problem {
    fn from(error: GameError) -> Self {
        let kind = match &error {
            GameError::NotSymmetric { .. } => ProblemKind::NotSymmetric,
            GameError::DimensionMismatch { .. } => ProblemKind::Dimension,
            GameError::NonFinite { .. } => ProblemKind::NonFinite,
            GameError::Empty { .. } | GameError::Negative { .. } => ProblemKind::BadValue,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<DenseError> for Problem {
    fn from(error: DenseError) -> Self {
        use DenseError as E;
        let kind = match &error {
            E::DimensionMismatch { .. } => ProblemKind::Dimension,
            E::NotPositive { .. } | E::Zero { .. } | E::Negative { .. } | E::NoSteps { .. } => {
                ProblemKind::BadValue
            }
            E::NonFinite { .. } | E::NotRepresentable { .. } => ProblemKind::NonFinite,
            E::Singular { .. } => ProblemKind::Singular,
            E::Undecided { .. }
            | E::NotDifferentiable { .. }
            | E::NoConvergence { .. }
            | E::StateMismatch { .. } => ProblemKind::Unsupported,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<CertifyError> for Problem {
    fn from(error: CertifyError) -> Self {
        use CertifyError as E;
        let kind = match error {
            E::Dense(error) => return error.into(),
            E::NotSquare { .. } | E::DimensionMismatch { .. } => ProblemKind::Dimension,
            E::NonFinite { .. } => ProblemKind::NonFinite,
            E::NotSymmetric { .. } => ProblemKind::NotSymmetric,
            E::NotPositive { .. } => ProblemKind::BadValue,
            E::TooLarge { .. } => ProblemKind::TooLarge,
        };
        Self::new(kind, error.to_string())
    }
}
