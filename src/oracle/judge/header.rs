//! The header of a safetensors file, read without trusting it.
//!
//! Eight bytes give the length of a JSON object, which gives name, dtype, shape and place of every
//! tensor. Nothing is allocated by a declared size before it was held against the file's.

use crate::oracle::{Problem, ProblemKind};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The format's own limit on headers.
const LARGEST: u64 = 100_000_000;

/// The name that stands for no tensor.
pub(super) const METADATA: &str = "__metadata__";

/// A tensor as the header tells it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tensor {
    pub dtype: String,
    pub shape: Vec<u64>,
    /// From the end of the header.
    pub data_offsets: [u64; 2],
}

/// A header: the tensors in its order, and what it says beside them.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub tensors: Vec<(String, Tensor)>,
    /// The texts under [`METADATA`].
    pub metadata: Vec<(String, String)>,
}

/// The header's JSON, whose tensors are not looked at yet.
#[derive(Default)]
struct Outline<'a> {
    tensors: Vec<(String, &'a RawValue)>,
    metadata: Vec<(String, String)>,
    /// How often [`METADATA`] is given.
    given: usize,
}

pub(super) fn broken(message: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Parse, message)
}

/// The length of the header, from the first eight bytes of a file of this length.
///
/// # Errors
/// `Parse`, `TooLarge`.
pub(super) fn length(start: [u8; 8], file: u64) -> Result<usize, Problem> {
    let length = u64::from_le_bytes(start);
    let left = file.saturating_sub(8);
    if length > left {
        let message = format!(
            "byte 0: the safetensors header should be {length} bytes long, and only {left} bytes follow"
        );
        return Err(broken(message));
    }
    if length > LARGEST {
        let message =
            format!("byte 0: expected a header of at most {LARGEST} bytes, found {length}");
        return Err(Problem::new(ProblemKind::TooLarge, message));
    }
    Ok(length as usize)
}

/// The header's tensors: no name twice, shapes that fill their places, and places that follow each
/// other, in any order of the names, from the first to the last of the `data` bytes after the header.
///
/// # Errors
/// `Parse`, `BadValue`, `Dimension`, `Unsupported`.
pub(super) fn listing(text: &[u8], data: u64) -> Result<Listing, Problem> {
    let text = std::str::from_utf8(text)
        .map_err(|error| broken(format!("byte {}: not UTF-8", 8 + error.valid_up_to())))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let outline = reader
        .deserialize_map(Entries)
        .and_then(|all| reader.end().map(|()| all));
    let outline = outline.map_err(|error| broken(format!("the header from byte 8: {error}")))?;
    given_once(outline.tensors.iter().map(|(name, _)| &**name))?;
    given_once(std::iter::repeat_n(METADATA, outline.given))?;
    let texts = outline.metadata.iter().map(|(name, _)| &**name);
    given_once(texts).map_err(|problem| problem.at(METADATA))?;
    let tensors = outline.tensors.into_iter().map(|(name, entry)| {
        let tensor = told(entry).and_then(|tensor| placed(&tensor, data).map(|()| tensor));
        let tensor = tensor.map_err(|problem| problem.at(&shown(&name)))?;
        Ok((name, tensor))
    });
    let tensors = tensors.collect::<Result<Vec<_>, Problem>>()?;
    covered(&tensors, 8 + text.len() as u64, data)?;
    Ok(Listing {
        tensors,
        metadata: outline.metadata,
    })
}

/// A tensor from its entry in the header.
fn told(entry: &RawValue) -> Result<Tensor, Problem> {
    serde_json::from_str(entry.get()).map_err(|_| {
        let found = crate::oracle::number::excerpt(entry.get());
        broken(format!(
            "expected dtype (a text), shape (whole numbers) and data_offsets (two), found {found}"
        ))
    })
}

/// No name stands twice.
fn given_once<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Problem> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => {
            let message = "given twice in the header";
            Err(Problem::new(ProblemKind::BadValue, message).at(&shown(pair[0])))
        }
    }
}

/// Every byte after the header, from byte `first` of the file on, belongs to one tensor: the format
/// forbids holes.
fn covered(tensors: &[(String, Tensor)], first: u64, data: u64) -> Result<(), Problem> {
    let mut places: Vec<_> = tensors.iter().collect();
    places.sort_by_key(|(_, tensor)| tensor.data_offsets);
    let (mut end, mut before) = (0, String::new());
    for (name, tensor) in places {
        let [start, next] = tensor.data_offsets;
        if start < end {
            let message = format!(
                "its bytes overlap those of {before}, which end at {end}: it starts at {start}"
            );
            return Err(Problem::new(ProblemKind::BadValue, message).at(&shown(name)));
        }
        if start > end {
            let message = format!("before it {} to no tensor", stretch(first, end, start));
            return Err(broken(message).at(&shown(name)));
        }
        (end, before) = (next, shown(name));
    }
    if end == data {
        return Ok(());
    }
    let message = format!("{} to no tensor", stretch(first, end, data));
    Err(broken(match before.is_empty() {
        true => message,
        false => format!("{message}: {before} is the last and ends before them"),
    }))
}

/// Bytes counted from the header's end, as bytes of the file, which belong somewhere.
fn stretch(first: u64, start: u64, end: u64) -> String {
    let (start, last) = (first + start, first + end - 1);
    match start == last {
        true => format!("byte {start} of the file belongs"),
        false => format!("bytes {start} to {last} of the file belong"),
    }
}

/// The beginning of a name, for messages.
pub(super) fn shown(name: &str) -> String {
    crate::oracle::number::excerpt(name)
}

/// Bytes of a number of this dtype.
///
/// # Errors
/// `Unsupported`.
pub(super) fn width(dtype: &str) -> Result<u64, Problem> {
    match dtype {
        "F32" => Ok(4),
        "F64" => Ok(8),
        _ => {
            let message = format!("runs are judged in F32 and F64, found {}", shown(dtype));
            Err(Problem::new(ProblemKind::Unsupported, message))
        }
    }
}

fn placed(tensor: &Tensor, data: u64) -> Result<(), Problem> {
    let [start, end] = tensor.data_offsets;
    if start > end || end > data {
        let message = format!(
            "expected data_offsets within the {data} bytes that follow the header, found {start} to {end}: \
             is the file cut short?"
        );
        return Err(broken(message));
    }
    let size = tensor
        .shape
        .iter()
        .try_fold(width(&tensor.dtype)?, |size, n| size.checked_mul(*n));
    if size != Some(end - start) {
        let message = format!(
            "shape {:?} of {} does not fill its {} bytes",
            &tensor.shape[..tensor.shape.len().min(8)],
            tensor.dtype,
            end - start
        );
        return Err(Problem::new(ProblemKind::Dimension, message));
    }
    Ok(())
}

struct Entries;

impl<'a> Visitor<'a> for Entries {
    type Value = Outline<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a tensor per name")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut listing = Outline::default();
        while let Some(name) = map.next_key::<String>()? {
            if name == METADATA {
                let Texts(texts) = map.next_value()?;
                listing.metadata.extend(texts);
                listing.given += 1;
            } else {
                listing.tensors.push((name, map.next_value()?));
            }
        }
        Ok(listing)
    }
}

/// The texts beside the tensors, a name given twice kept twice.
struct Texts(Vec<(String, String)>);

impl<'a> Deserialize<'a> for Texts {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TextEntries).map(Texts)
    }
}

struct TextEntries;

impl<'a> Visitor<'a> for TextEntries {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = map.next_entry()? {
            texts.push(text);
        }
        Ok(texts)
    }
}
