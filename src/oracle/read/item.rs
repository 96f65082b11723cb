//! One field's value.

use super::Fields;
use crate::oracle::number::{self, Precision, excerpt, refused};
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{FromText, TextError};
use crate::spec::Choice;
use nalgebra::{DMatrix, DVector};
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The value of a field, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a, 'p> {
    base: &'p str,
    name: &'p str,
    value: &'a RawValue,
    precision: Precision,
}

/// A matrix as its rows: without rows the number of columns is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<S> {
    /// The number of rows.
    pub rows: usize,
    /// The number of columns, if there is a row.
    pub columns: Option<usize>,
    /// The entries, row by row.
    pub entries: Vec<S>,
}

impl<S: nalgebra::Scalar> Rows<S> {
    /// The matrix; `[]` is 0 × 0.
    pub fn matrix(self) -> DMatrix<S> {
        let columns = self.columns.unwrap_or(0);
        DMatrix::from_row_iterator(self.rows, columns, self.entries)
    }
}

impl<'a, 'p> Item<'a, 'p> {
    pub(super) fn of(
        (base, name): (&'p str, &'p str),
        value: &'a RawValue,
        precision: Precision,
    ) -> Self {
        Self {
            base,
            name,
            value,
            precision,
        }
    }

    /// Where the value stands: `game.P`.
    pub fn path(&self) -> String {
        match self.base.is_empty() {
            true => self.name.into(),
            false => format!("{}.{}", self.base, self.name),
        }
    }

    /// The JSON text of the value.
    pub fn json(&self) -> &'a str {
        self.value.get()
    }

    /// A problem with this value.
    pub fn problem(&self, kind: ProblemKind, message: impl Into<String>) -> Problem {
        Problem::new(kind, message).at(&self.path())
    }

    fn expected(&self, what: &str) -> Problem {
        let message = format!("expected {what}, found {}", excerpt(self.json()));
        self.problem(ProblemKind::BadValue, message)
    }

    /// A number.
    ///
    /// # Errors
    /// `BadValue`, `NonFinite`, `TooLarge`.
    pub fn number<S: FromText>(&self) -> Result<S, Problem> {
        let read = number::number(self.json(), self.precision);
        read.map_err(|error| refused(error, self.json()).at(&self.path()))
    }

    /// A whole number, 0 or more, at most 10⁹.
    ///
    /// # Errors
    /// `BadValue`, `TooLarge`.
    pub fn count(&self) -> Result<usize, Problem> {
        number::count(self.json()).map_err(|problem| problem.at(&self.path()))
    }

    /// A list of whole numbers.
    ///
    /// # Errors
    /// As [`Item::count`].
    pub fn counts(&self) -> Result<Vec<usize>, Problem> {
        let list = self.list("a list of whole numbers")?;
        let counts = list.iter().enumerate().map(|(i, value)| {
            number::count(value.get()).map_err(|problem| problem.at(&self.place(&[i])))
        });
        counts.collect()
    }

    /// A text.
    ///
    /// # Errors
    /// `BadValue`.
    pub fn word(&self) -> Result<Cow<'a, str>, Problem> {
        let json = self.json();
        match json.as_bytes() {
            [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
                Ok(Cow::Borrowed(&json[1..json.len() - 1]))
            }
            _ => serde_json::from_str::<String>(json)
                .map(Cow::Owned)
                .map_err(|_| self.expected("a text")),
        }
    }

    /// One of a few names.
    ///
    /// # Errors
    /// `BadValue`, `UnknownId`.
    pub fn choice<C: Choice>(&self) -> Result<C, Problem> {
        C::named(&self.word()?).map_err(|error| Problem::from(error).at(&self.path()))
    }

    /// Yes or no.
    ///
    /// # Errors
    /// `BadValue`.
    pub fn flag(&self) -> Result<bool, Problem> {
        match self.json() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.expected("true or false")),
        }
    }

    /// An object.
    ///
    /// # Errors
    /// As [`Fields::nested`].
    pub fn object(&self) -> Result<Fields<'a>, Problem> {
        let fields = Fields::nested(&self.path(), self.value)?;
        Ok(fields.rounded_to(self.precision))
    }

    /// A list of objects.
    ///
    /// # Errors
    /// `BadValue`, naming the place in the list.
    pub fn objects(&self) -> Result<Vec<Fields<'a>>, Problem> {
        let list = self.list("a list of objects")?;
        let fields = list.iter().enumerate();
        let fields = fields.map(|(i, value)| {
            let fields = Fields::nested(&self.place(&[i]), value)?;
            Ok(fields.rounded_to(self.precision))
        });
        fields.collect()
    }

    /// The elements of a list.
    fn list(&self, what: &str) -> Result<Vec<&'a RawValue>, Problem> {
        serde_json::from_str(self.json()).map_err(|_| self.expected(what))
    }

    /// A list of numbers.
    ///
    /// # Errors
    /// `BadValue`, `NonFinite`, `TooLarge`, naming the place in the list.
    pub fn numbers<S: FromText>(&self) -> Result<Vec<S>, Problem> {
        self.row("a list of numbers", self.json(), &[])
    }

    /// A vector.
    ///
    /// # Errors
    /// As [`Item::numbers`].
    pub fn vector<S: FromText>(&self) -> Result<DVector<S>, Problem> {
        self.numbers().map(DVector::from_vec)
    }

    /// A matrix as a list of rows.
    ///
    /// # Errors
    /// As [`Item::numbers`]; `Dimension` if a row is longer or shorter than the first.
    pub fn rows<S: FromText>(&self) -> Result<Rows<S>, Problem> {
        let list = self.list("a matrix as a list of rows")?;
        let (mut entries, mut columns) = (vec![], None);
        for (i, row) in list.iter().enumerate() {
            let row = self.row("a row of numbers", row.get(), &[i])?;
            let expected = *columns.get_or_insert(row.len());
            if row.len() != expected {
                let found = row.len();
                let message = format!("expected {expected} entries as in row 0, found {found}");
                return Err(Problem::new(ProblemKind::Dimension, message).at(&self.place(&[i])));
            }
            entries.extend(row);
        }
        Ok(Rows {
            rows: list.len(),
            columns,
            entries,
        })
    }

    /// A square matrix.
    ///
    /// # Errors
    /// As [`Item::rows`]; `Dimension` if it is not square.
    pub fn square<S: FromText>(&self) -> Result<DMatrix<S>, Problem> {
        let rows = self.rows()?;
        let columns = rows.columns.unwrap_or(0);
        if rows.rows != columns {
            let message = format!("expected a square matrix, found {} by {columns}", rows.rows);
            return Err(self.problem(ProblemKind::Dimension, message));
        }
        Ok(rows.matrix())
    }

    /// `p[3]`, `M[1][0]`.
    fn place(&self, indices: &[usize]) -> String {
        let path = self.path();
        indices.iter().fold(path, |path, i| format!("{path}[{i}]"))
    }

    fn row<S: FromText>(&self, what: &str, json: &'a str, at: &[usize]) -> Result<Vec<S>, Problem> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let read = reader.deserialize_seq(Numbers(self.precision, PhantomData));
        let read = read.map_err(|_| {
            let message = format!("expected {what}, found {}", excerpt(json));
            Problem::new(ProblemKind::BadValue, message).at(&self.place(at))
        })?;
        read.map_err(|(i, error, found)| {
            let place = [at, &[i]].concat();
            refused(error, found).at(&self.place(&place))
        })
    }
}

/// Collects numbers, or the first entry that is none.
struct Numbers<S>(Precision, PhantomData<S>);

impl<'a, S: FromText> Visitor<'a> for Numbers<S> {
    type Value = Result<Vec<S>, (usize, TextError, &'a str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of numbers")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut numbers = vec![];
        while let Some(value) = list.next_element::<&'a RawValue>()? {
            match number::number(value.get(), self.0) {
                Ok(number) => numbers.push(number),
                Err(error) => {
                    while list.next_element::<IgnoredAny>()?.is_some() {}
                    return Ok(Err((numbers.len(), error, value.get())));
                }
            }
        }
        Ok(Ok(numbers))
    }
}
