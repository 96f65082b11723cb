//! What can be wrong with the ledger, and with a piece of evidence.

use crate::certify::CertifyError;
use crate::dense::DenseError;
use crate::game::GameError;

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The file is no ledger: bad TOML, an unknown field, a missing one.
    #[error("the ledger cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// Two rows have the same id.
    #[error("claim {id}: the id occurs twice")]
    Duplicate {
        /// The id.
        id: String,
    },
    /// A row lacks what its verdict asks for.
    #[error("claim {id}: {lack}")]
    Incomplete {
        /// The id.
        id: String,
        /// What is wrong, as a clause.
        lack: String,
    },
    /// No row has this id.
    #[error("unknown claim \"{id}\"{}", suggestion(.nearest))]
    UnknownClaim {
        /// What was asked for.
        id: String,
        /// The ids most like it, the nearest first.
        nearest: Vec<String>,
    },
    /// The list of theorems is malformed.
    #[error("proofs/audit.expected, line {line}: {problem}")]
    Audit {
        /// Line, counted from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!(": did you mean {}?", nearest.join(" or "))
    }
}

/// Why a piece of evidence does not support its claim.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A recorded value is not what the computation gives.
    #[error("{what}: the ledger records {recorded}, the computation gives {computed}")]
    Differs {
        /// Which value.
        what: String,
        /// As the ledger has it.
        recorded: String,
        /// As it comes out.
        computed: String,
    },
    /// A condition that the evidence needs does not hold.
    #[error("this should hold and does not: {0}")]
    Unmet(String),
    /// A number that the check needs is not in the ledger, or is not of the right kind.
    #[error("data {key}: {problem}")]
    Data {
        /// Its key.
        key: String,
        /// What is wrong.
        problem: String,
    },
    /// Data that no line of the check has read.
    #[error("data {0}: recorded, but the check never reads it")]
    Unread(String),
    /// The check is not registered.
    #[error("no check is called \"{0}\"")]
    UnknownCheck(String),
    /// The theorem is not among those that Coq has checked.
    #[error("no theorem is called \"{0}\" in proofs/audit.expected")]
    UnknownTheorem(String),
    /// The theorem says something else than it did when the row was written.
    #[error("theorem {name}: the ledger records the type's hash {recorded}, Coq prints {printed}")]
    TypeChanged {
        /// The theorem.
        name: String,
        /// Hash in the ledger.
        recorded: String,
        /// Hash of the type that Coq prints.
        printed: String,
    },
    /// A dense computation failed.
    #[error(transparent)]
    Dense(#[from] DenseError),
    /// A game could not be built.
    #[error(transparent)]
    Game(#[from] GameError),
    /// A certifier refused the question.
    #[error(transparent)]
    Certify(#[from] CertifyError),
}
