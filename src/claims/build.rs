//! Games and methods from the ledger's tables, with the names and letters of the crate.

use super::{Check, Failure, Recorded};
use crate::game::Quadratic;
use crate::scalar::Rational;
use crate::spec::{Fraction, Method, Settings, SpecError};
use nalgebra::{DMatrix, DVector};
use std::collections::BTreeSet;
use toml::Table;

fn bad(key: &str, problem: impl ToString) -> Failure {
    Failure::Data {
        key: key.into(),
        problem: problem.to_string(),
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        bad("method", error)
    }
}

/// A table whose fields are taken one by one; those left over are refused.
struct Fields<'a> {
    key: &'a str,
    table: &'a Table,
    taken: BTreeSet<String>,
}

impl<'a> Fields<'a> {
    fn new(check: &mut Check<'a>, key: &'a str) -> Result<Self, Failure> {
        let table = check.value(key)?.as_table();
        let table = table.ok_or_else(|| bad(key, "expected a table"))?;
        Ok(Self {
            key,
            table,
            taken: BTreeSet::new(),
        })
    }

    fn optional<T: Recorded>(&mut self, name: &str) -> Result<Option<T>, Failure> {
        self.taken.insert(name.into());
        let Some(value) = self.table.get(name) else {
            return Ok(None);
        };
        let read = T::read(value);
        read.map(Some)
            .ok_or_else(|| bad(self.key, format!("{name}: expected {}", T::EXPECTED)))
    }

    fn required<T: Recorded>(&mut self, name: &str) -> Result<T, Failure> {
        let value = self.optional(name)?;
        value.ok_or_else(|| bad(self.key, format!("{name} is missing")))
    }

    fn done(self) -> Result<(), Failure> {
        match self.table.keys().find(|name| !self.taken.contains(*name)) {
            None => Ok(()),
            Some(name) => Err(bad(self.key, format!("unknown field {name}"))),
        }
    }
}

impl Settings<Rational> for Fields<'_> {
    type Error = Failure;
    fn number(&mut self, name: &'static str) -> Result<Option<Rational>, Failure> {
        self.optional(name)
    }
    fn count(&mut self, name: &'static str) -> Result<Option<usize>, Failure> {
        self.optional(name)
    }
    fn word(&mut self, name: &'static str) -> Result<Option<String>, Failure> {
        self.optional(name)
    }
    fn flag(&mut self, name: &'static str) -> Result<Option<bool>, Failure> {
        self.optional(name)
    }
    fn default(&mut self, _: &'static str, usual: Fraction) -> Result<Rational, Failure> {
        Ok(usual.to())
    }
}

impl<'a> Check<'a> {
    /// A game with rational coefficients: `{ kind = "quadratic", P, M, Q }` with optional b and
    /// c, `{ kind = "bilinear", M }` likewise, `{ kind = "g1" }`, `{ kind = "g2" }`.
    ///
    /// # Errors
    /// `Data`, `Game`.
    pub fn game(&mut self, key: &'a str) -> Result<Quadratic<Rational>, Failure> {
        let mut fields = Fields::new(self, key)?;
        let kind: String = fields.required("kind")?;
        let game = match kind.as_str() {
            "g1" => Quadratic::g1(),
            "g2" => Quadratic::g2(),
            "quadratic" | "bilinear" => {
                let m: DMatrix<Rational> = fields.required("M")?;
                let zeros = |n| DVector::from_element(n, Rational::ZERO);
                let b = fields.optional("b")?.unwrap_or_else(|| zeros(m.nrows()));
                let c = fields.optional("c")?.unwrap_or_else(|| zeros(m.ncols()));
                if kind == "bilinear" {
                    Quadratic::bilinear(m, b, c)?
                } else {
                    Quadratic::new(fields.required("P")?, m, fields.required("Q")?, b, c)?
                }
            }
            _ => return Err(bad(key, format!("unknown game \"{kind}\""))),
        };
        fields.done()?;
        Ok(game)
    }

    /// A method with rational hyper-parameters: `{ id, … }` under the short names of the crate.
    ///
    /// # Errors
    /// `Data`.
    pub fn method(&mut self, key: &'a str) -> Result<Method<Rational>, Failure> {
        let mut fields = Fields::new(self, key)?;
        let id: String = fields.required("id")?;
        let method = Method::read(&id, &mut fields)?;
        fields.done()?;
        Ok(method)
    }
}
