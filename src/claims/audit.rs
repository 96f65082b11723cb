//! The theorems that Coq has checked, as `proofs/audit.expected` lists them.

use super::{Failure, LedgerError};
use sha2::{Digest, Sha256};

/// What Coq printed when the proofs were last built; CI compares it with a fresh build.
const TEXT: &str = include_str!("../../proofs/audit.expected");

/// The list of theorems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// In the order of the file.
    pub theorems: Vec<Theorem>,
}

/// One theorem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theorem {
    /// Its name.
    pub name: String,
    /// Its type as Coq prints it, on one line.
    pub statement: String,
    /// The axioms that it rests on, "none" if there are none.
    pub assumptions: String,
}

impl Theorem {
    /// SHA-256 of the type's text, in hexadecimal.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(self.statement.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Audit {
    /// The list that this crate carries.
    ///
    /// # Errors
    /// As [`Audit::parse`].
    pub fn embedded() -> Result<Self, LedgerError> {
        Self::parse(TEXT)
    }

    /// Blocks of three lines (`theorem`, `type:`, `assumptions:`) between empty lines; `#`
    /// starts a comment.
    ///
    /// # Errors
    /// `Audit` with the first bad line.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let mut theorems: Vec<Theorem> = Vec::new();
        let lines = text
            .lines()
            .enumerate()
            .map(|(i, line)| (i + 1, line.trim()));
        let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        while let Some((line, head)) = lines.next() {
            let name = part(line, head, "theorem ")?;
            let mut next = |prefix| match lines.next() {
                Some((line, text)) => part(line, text, prefix),
                None => Err(LedgerError::Audit {
                    line,
                    problem: format!("theorem {name} has no \"{prefix}\" line"),
                }),
            };
            let (statement, assumptions) = (next("type: ")?, next("assumptions: ")?);
            if theorems.iter().any(|t| t.name == name) {
                let problem = format!("theorem {name} occurs twice");
                return Err(LedgerError::Audit { line, problem });
            }
            theorems.push(Theorem {
                name,
                statement,
                assumptions,
            });
        }
        Ok(Self { theorems })
    }

    /// That the theorem is there and still says what it said.
    ///
    /// # Errors
    /// `UnknownTheorem`, `TypeChanged`.
    pub fn confirm(&self, name: &str, hash: &str) -> Result<Vec<String>, Failure> {
        let found = self.theorems.iter().find(|theorem| theorem.name == name);
        let theorem = found.ok_or_else(|| Failure::UnknownTheorem(name.into()))?;
        let printed = theorem.hash();
        if printed != hash {
            return Err(Failure::TypeChanged {
                name: name.into(),
                recorded: hash.into(),
                printed,
            });
        }
        Ok(vec![
            format!("theorem {name} : {}", theorem.statement),
            format!(
                "axioms: {}; SHA-256 of the type {hash}",
                theorem.assumptions
            ),
        ])
    }
}

fn part(line: usize, text: &str, prefix: &str) -> Result<String, LedgerError> {
    match text.strip_prefix(prefix) {
        Some(rest) if !rest.trim().is_empty() => Ok(rest.trim().into()),
        _ => Err(LedgerError::Audit {
            line,
            problem: format!("expected \"{prefix}…\", found \"{text}\""),
        }),
    }
}
