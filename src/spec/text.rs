//! Names to values and back.

use super::Form;
use std::fmt;
use std::str::FromStr;

/// A name that is in no list of this module.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// No such form of A.
    #[error("unknown form \"{found}\": expected \"inverse\" or \"inverse_minus_identity\"")]
    UnknownForm {
        /// What was given.
        found: String,
    },
}

impl Form {
    /// The name used everywhere outside this enum.
    pub fn id(self) -> &'static str {
        match self {
            Self::Inverse => "inverse",
            Self::InverseMinusIdentity => "inverse_minus_identity",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Form {
    type Err = SpecError;
    fn from_str(text: &str) -> Result<Self, SpecError> {
        [Self::Inverse, Self::InverseMinusIdentity]
            .into_iter()
            .find(|form| form.id() == text)
            .ok_or_else(|| SpecError::UnknownForm { found: text.into() })
    }
}
