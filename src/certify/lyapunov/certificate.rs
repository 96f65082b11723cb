//! The certificate, and its form as a file.

use super::LIMIT;
use super::check::{self, Rejection};
use crate::scalar::{Rational, rational_from_text};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// M, P and q with P ≻ 0 and q²P − MᵀPM ≻ 0, 0 ≤ q < 1: the spectral radius of M is at most q.
///
/// Saved as {"kind": "lyapunov", "M": [[..]], "P": [[..]], "factor": "p/q"}, every number a
/// string: a fraction, a decimal or a hexadecimal float, each meant exactly. What was read is
/// square, symmetric and small enough; that it is true is for [`Certificate::check`] to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Certificate {
    /// M, exactly.
    pub m: DMatrix<Rational>,
    /// P.
    pub p: DMatrix<Rational>,
    /// q.
    pub factor: Rational,
}

impl Certificate {
    /// Verifies the certificate in exact arithmetic, independently of how it was found.
    ///
    /// # Errors
    /// The first hypothesis that fails.
    pub fn check(&self) -> Result<(), Rejection> {
        check::check(&self.m, &self.p, &self.factor)
    }
}

/// Why a text is no certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Another kind.
    #[error("the kind of a Lyapunov certificate is \"lyapunov\", found \"{found}\"")]
    Kind {
        /// What was given.
        found: String,
    },
    /// A row is too long or too short.
    #[error("{what} must be square: row {row} has {found} entries where {expected} were expected")]
    Ragged {
        /// Which matrix.
        what: &'static str,
        /// Row, counted from 0.
        row: usize,
        /// The number of rows.
        expected: usize,
        /// The number of entries of this row.
        found: usize,
    },
    /// M and P differ in order.
    #[error("P must have the order {expected} of M, found {found}")]
    Orders {
        /// That of M.
        expected: usize,
        /// That of P.
        found: usize,
    },
    /// The order exceeds the limit.
    #[error("{what} has order {found}; the limit is {limit}")]
    TooLarge {
        /// Which matrix.
        what: &'static str,
        /// Its number of rows.
        found: usize,
        /// The largest accepted.
        limit: usize,
    },
    /// No number.
    #[error("{what} must consist of fractions, decimals or hexadecimal floats, found \"{found}\"")]
    Number {
        /// Which field.
        what: &'static str,
        /// What was given.
        found: String,
    },
    /// P ≠ Pᵀ.
    #[error("P must be symmetric, but its entries ({row}, {col}) and ({col}, {row}) differ")]
    NotSymmetric {
        /// Row, counted from 0.
        row: usize,
        /// Column, counted from 0.
        col: usize,
    },
}

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    kind: String,
    #[serde(rename = "M")]
    m: Vec<Vec<String>>,
    #[serde(rename = "P")]
    p: Vec<Vec<String>>,
    factor: String,
}

impl From<Certificate> for Wire {
    fn from(c: Certificate) -> Self {
        let rows = |a: &DMatrix<Rational>| {
            let row = |i: usize| a.row(i).iter().map(Rational::to_string).collect();
            (0..a.nrows()).map(row).collect()
        };
        Self {
            kind: "lyapunov".into(),
            m: rows(&c.m),
            p: rows(&c.p),
            factor: c.factor.to_string(),
        }
    }
}

impl TryFrom<Wire> for Certificate {
    type Error = FormatError;
    fn try_from(wire: Wire) -> Result<Self, FormatError> {
        if wire.kind != "lyapunov" {
            return Err(FormatError::Kind { found: wire.kind });
        }
        let (m, p) = (matrix("M", &wire.m)?, matrix("P", &wire.p)?);
        let (expected, found) = (m.nrows(), p.nrows());
        if expected != found {
            return Err(FormatError::Orders { expected, found });
        }
        for row in 0..found {
            if let Some(col) = (0..row).find(|&col| p[(row, col)] != p[(col, row)]) {
                return Err(FormatError::NotSymmetric { row, col });
            }
        }
        let factor = number("factor", &wire.factor)?;
        Ok(Self { m, p, factor })
    }
}

fn number(what: &'static str, text: &str) -> Result<Rational, FormatError> {
    let found = || text.chars().take(40).collect();
    rational_from_text(text).map_err(|_| FormatError::Number {
        what,
        found: found(),
    })
}

fn matrix(what: &'static str, rows: &[Vec<String>]) -> Result<DMatrix<Rational>, FormatError> {
    let (expected, limit) = (rows.len(), LIMIT);
    if expected > limit {
        return Err(FormatError::TooLarge {
            what,
            found: expected,
            limit,
        });
    }
    let mut entries = vec![];
    for (row, texts) in rows.iter().enumerate() {
        let found = texts.len();
        if found != expected {
            return Err(FormatError::Ragged {
                what,
                row,
                expected,
                found,
            });
        }
        for text in texts {
            entries.push(number(what, text)?);
        }
    }
    Ok(DMatrix::from_row_iterator(expected, expected, entries))
}
