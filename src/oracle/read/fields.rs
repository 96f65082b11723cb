//! An object whose fields are taken one by one.

use super::Item;
use crate::oracle::number::{Precision, excerpt};
use crate::oracle::{Problem, ProblemKind};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The fields of a JSON object, by reference into its text.
///
/// # Examples
/// ```
/// use gnash::oracle::read::Fields;
/// let mut fields = Fields::parse(r#"{"h": "1/4", "k": 3, "oops": 1}"#)?;
/// assert_eq!(fields.required("h")?.number::<f64>()?, 0.25);
/// assert_eq!(fields.required("k")?.count()?, 3);
/// let left = fields.done().unwrap_err();
/// assert_eq!(left.to_string(), "oops: unknown field, expected one of h, k");
/// # Ok::<(), gnash::oracle::Problem>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    path: String,
    entries: Vec<Entry<'a>>,
    asked: Vec<&'static str>,
    precision: Precision,
}

#[derive(Clone, Debug)]
struct Entry<'a> {
    name: Cow<'a, str>,
    value: &'a RawValue,
    taken: bool,
}

impl<'a> Fields<'a> {
    /// The outermost object of a text.
    ///
    /// # Errors
    /// `Parse` if the text is not one JSON object; `BadValue` if a field is given twice.
    pub fn parse(text: &'a str) -> Result<Self, Problem> {
        let fields = Self::parse_leniently(text)?;
        fields.given_once()?;
        Ok(fields)
    }

    /// As [`Fields::parse`], of fields that may be given twice: the first one counts, and
    /// [`Fields::given_once`] has still to be asked.
    pub(in crate::oracle) fn parse_leniently(text: &'a str) -> Result<Self, Problem> {
        Self::read("", text).map_err(|error| {
            let message = if text.trim_start().starts_with('{') {
                format!("not a JSON object: {error}")
            } else {
                let found = match text.trim() {
                    "" => "nothing".into(),
                    text => excerpt(text),
                };
                format!("expected a JSON object, found {found}")
            };
            Problem::new(ProblemKind::Parse, message)
        })
    }

    /// The object that stands at `path`.
    ///
    /// # Errors
    /// `BadValue` if it is no object, or a field is given twice.
    pub fn nested(path: &str, value: &'a RawValue) -> Result<Self, Problem> {
        let fields = Self::read(path, value.get()).map_err(|_| {
            let found = excerpt(value.get());
            let message = format!("expected an object, found {found}");
            Problem::new(ProblemKind::BadValue, message).at(path)
        })?;
        fields.given_once()?;
        Ok(fields)
    }

    fn read(path: &str, text: &'a str) -> Result<Self, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let entries = reader.deserialize_map(Entries)?;
        reader.end()?;
        Ok(Self {
            path: path.into(),
            entries,
            asked: vec![],
            precision: Precision::Text,
        })
    }

    /// The same fields, whose numbers are rounded before any scalar reads them: an exact scalar
    /// then computes exactly from rounded numbers.
    #[must_use]
    pub fn rounded_to(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// See [`Fields::rounded_to`].
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Every name stands for one value.
    pub(in crate::oracle) fn given_once(&self) -> Result<(), Problem> {
        // names are few, but need not be
        let mut names: Vec<&str> = self.entries.iter().map(|entry| &*entry.name).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(()),
            Some(pair) => {
                Err(Problem::new(ProblemKind::BadValue, "given twice").at(&self.path_of(pair[0])))
            }
        }
    }

    /// Where the object stands; empty for the outermost.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        match self.path.is_empty() {
            true => name.into(),
            false => format!("{}.{name}", self.path),
        }
    }

    /// All names, in the order of the text.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.name)
    }

    /// The field of this name, if it is given.
    pub fn optional(&mut self, name: &'static str) -> Option<Item<'a, '_>> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        let entry = self.entries.iter_mut().find(|entry| entry.name == name)?;
        entry.taken = true;
        Some(Item::of((&self.path, name), entry.value, self.precision))
    }

    /// The field of this name.
    ///
    /// # Errors
    /// `MissingField`.
    pub fn required(&mut self, name: &'static str) -> Result<Item<'a, '_>, Problem> {
        if !self.entries.iter().any(|entry| entry.name == name) {
            let missing = Problem::new(ProblemKind::MissingField, "the field is missing");
            return Err(missing.at(&self.path_of(name)));
        }
        Ok(self.optional(name).expect("it was just found"))
    }

    /// Every field was taken.
    ///
    /// # Errors
    /// `UnknownField`, with the names that were asked for.
    pub fn done(&self) -> Result<(), Problem> {
        match self.entries.iter().find(|entry| !entry.taken) {
            None => Ok(()),
            Some(entry) => {
                let expected = self.asked.join(", ");
                let message = format!("unknown field, expected one of {expected}");
                let name = excerpt(&entry.name);
                Err(Problem::new(ProblemKind::UnknownField, message).at(&self.path_of(&name)))
            }
        }
    }
}

/// Collects the entries of an object.
struct Entries;

impl<'a> Visitor<'a> for Entries {
    type Value = Vec<Entry<'a>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(8);
        while let Some(Name(name)) = map.next_key()? {
            let value = map.next_value()?;
            entries.push(Entry {
                name,
                value,
                taken: false,
            });
        }
        Ok(entries)
    }
}

/// A field's name, borrowed where no escape stands in it.
struct Name<'a>(Cow<'a, str>);

impl<'a> serde::Deserialize<'a> for Name<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor).map(Name)
    }
}

struct NameVisitor;

impl<'a> Visitor<'a> for NameVisitor {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }
    fn visit_borrowed_str<E: Error>(self, name: &'a str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Borrowed(name))
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Owned(name.into()))
    }
}
