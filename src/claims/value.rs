//! Numbers as the ledger writes them: integers, and fractions "p/q" in lowest terms.

use crate::scalar::Rational;
use nalgebra::{DMatrix, DVector};
use std::str::FromStr;
use toml::Value;

/// A kind of value that the ledger can record and a check can compute.
pub trait Recorded: Sized + PartialEq {
    /// What a reader should have written.
    const EXPECTED: &'static str;
    /// The value as the ledger has it; `None` if it is of another kind.
    fn read(value: &Value) -> Option<Self>;
    /// The value for a reader.
    fn show(&self) -> String;
}

impl Recorded for Rational {
    const EXPECTED: &'static str = "an integer or a fraction \"p/q\" in lowest terms";
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(integer) => Some(Rational::from(*integer)),
            Value::String(text) => {
                let number = Rational::from_str(text).ok()?;
                (number.to_string() == *text).then_some(number)
            }
            _ => None,
        }
    }
    fn show(&self) -> String {
        self.to_string().replace('-', "−")
    }
}

impl Recorded for usize {
    const EXPECTED: &'static str = "a natural number";
    fn read(value: &Value) -> Option<Self> {
        value.as_integer()?.try_into().ok()
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Recorded for bool {
    const EXPECTED: &'static str = "true or false";
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Recorded for String {
    const EXPECTED: &'static str = "a text";
    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(Into::into)
    }
    fn show(&self) -> String {
        self.clone()
    }
}

impl<T: Recorded> Recorded for Vec<T> {
    const EXPECTED: &'static str = "a list";
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
    fn show(&self) -> String {
        let items: Vec<_> = self.iter().map(T::show).collect();
        items.join(", ")
    }
}

impl Recorded for DVector<Rational> {
    const EXPECTED: &'static str = "a list of integers and fractions";
    fn read(value: &Value) -> Option<Self> {
        Vec::read(value).map(DVector::from_vec)
    }
    fn show(&self) -> String {
        let items: Vec<_> = self.iter().map(Recorded::show).collect();
        format!("({})", items.join(", "))
    }
}

impl Recorded for DMatrix<Rational> {
    const EXPECTED: &'static str = "a list of rows of equal length";
    fn read(value: &Value) -> Option<Self> {
        let rows: Vec<Vec<Rational>> = Vec::read(value)?;
        let columns = rows.first().map_or(0, Vec::len);
        let equal = rows.iter().all(|row| row.len() == columns);
        equal.then(|| DMatrix::from_row_iterator(rows.len(), columns, rows.into_iter().flatten()))
    }
    fn show(&self) -> String {
        let row = |i| {
            let items: Vec<_> = self.row(i).iter().map(Recorded::show).collect();
            format!("[{}]", items.join(", "))
        };
        let rows: Vec<_> = (0..self.nrows()).map(row).collect();
        format!("[{}]", rows.join(", "))
    }
}
