//! The header of a safetensors file, read without trusting it.
//!
//! Eight bytes give the length of a JSON object, which gives name, dtype, shape and place of every
//! tensor. Nothing is allocated by a declared size before it was held against the file's.

use crate::oracle::{Problem, ProblemKind};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// The format's own limit on headers.
const LARGEST: u64 = 100_000_000;

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
    pub metadata: BTreeMap<String, String>,
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
            "byte 0: the header should be {length} bytes long, and only {left} bytes follow"
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

/// The header's tensors: no name twice, shapes that fill their places, places that lie in the
/// `data` bytes after the header and do not overlap.
///
/// # Errors
/// `Parse`, `BadValue`, `Unsupported`.
pub(super) fn listing(text: &[u8], data: u64) -> Result<Listing, Problem> {
    let text = std::str::from_utf8(text)
        .map_err(|error| broken(format!("byte {}: not UTF-8", 8 + error.valid_up_to())))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let listing = reader
        .deserialize_map(Entries)
        .and_then(|all| reader.end().map(|()| all));
    let listing = listing.map_err(|error| broken(format!("the header from byte 8: {error}")))?;
    let mut names: Vec<&str> = listing.tensors.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Problem::new(ProblemKind::BadValue, "given twice").at(&shown(pair[0])));
    }
    for (name, tensor) in &listing.tensors {
        placed(tensor, data).map_err(|problem| problem.at(&shown(name)))?;
    }
    let mut places: Vec<_> = listing.tensors.iter().collect();
    places.sort_by_key(|(_, tensor)| tensor.data_offsets);
    for pair in places.windows(2) {
        let ([_, end], [start, _]) = (pair[0].1.data_offsets, pair[1].1.data_offsets);
        if start < end {
            let message = format!("its bytes overlap those of {}", shown(&pair[0].0));
            return Err(Problem::new(ProblemKind::BadValue, message).at(&shown(&pair[1].0)));
        }
    }
    Ok(listing)
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
            "expected its bytes within the {data} that follow the header, found {start} to {end}"
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
    type Value = Listing;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a tensor per name")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Listing, A::Error> {
        let mut listing = Listing::default();
        while let Some(name) = map.next_key::<String>()? {
            if name == "__metadata__" {
                listing.metadata = map.next_value()?;
            } else {
                listing.tensors.push((name, map.next_value()?));
            }
        }
        Ok(listing)
    }
}
