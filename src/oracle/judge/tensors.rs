//! Transcripts as safetensors, read by position: of the tensors no more than a block at a time is
//! in memory.

use super::header::{self, METADATA, Tensor, broken, shown, width};
use super::json::{self, Header};
use super::log::{Log, Quantity};
use super::session::Claim;
use super::transcript::{self, FEWEST, Width};
use crate::oracle::read::Fields;
use crate::oracle::{Problem, ProblemKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::Range;

/// Where the rest of the JSON stands in the metadata.
const KEY: &str = "gnash";

/// The largest number of a step.
const LARGEST_STEP: usize = 1_000_000_000;

/// A logged vector, or a parameter's part of it.
struct Place {
    /// From the beginning of the file.
    offset: u64,
    /// Whether it is g = −v.
    negated: bool,
}

/// The log in a file.
pub(super) struct Tensors {
    file: File,
    width: Width,
    steps: Vec<usize>,
    names: Vec<String>,
    pieces: Vec<Range<usize>>,
    complete: bool,
    places: BTreeMap<(usize, Quantity, usize), Place>,
}

/// A tensor whose name is understood: `p.3`, `v.0/weight`.
struct Named<'a> {
    k: usize,
    what: Quantity,
    negated: bool,
    /// The parameter; empty if the tensor is the whole vector.
    piece: &'a str,
    full: &'a str,
    tensor: &'a Tensor,
}

/// The claim and the log of a file of this length.
///
/// # Errors
/// `Parse`, `TooLarge`, `BadValue`, `Dimension`, `Unsupported`, `UnknownField`, and those of the
/// metadata: each names the tensor or the field.
pub(super) fn open(file: File, length: u64) -> Result<(Width, Claim, Tensors), Problem> {
    if length < 8 {
        let message = format!("byte 0: expected 8 bytes with the header's length, found {length}");
        return Err(broken(message));
    }
    let mut start = [0; 8];
    read_at(&file, &mut start, 0)?;
    let size = header::length(start, length)?;
    let mut text = vec![0; size];
    read_at(&file, &mut text, 8)?;
    let data = length - 8 - size as u64;
    let listing = header::listing(&text, data)?;
    drop(text);
    let mut texts = listing.metadata.iter();
    let (_, rest) = texts.find(|(name, _)| name == KEY).ok_or_else(|| {
        let message = format!(
            "the key {KEY} is missing: a text with the transcript's JSON but for its steps, \
             {{\"transcript\": 1, \"method\": {{…}}, \"nx\": …}}"
        );
        Problem::new(ProblemKind::MissingField, message).at(METADATA)
    })?;
    let mut fields = Fields::parse(rest).map_err(|problem| match problem.kind {
        ProblemKind::Parse => problem.at(&format!("{METADATA}.{KEY}")),
        _ => problem,
    })?;
    let Header { claim, width } = json::header(&mut fields)?;
    let complete = fields.optional("complete").map(|item| item.flag());
    let complete = complete.transpose()?.unwrap_or(true);
    fields.done()?;
    let named: Result<Vec<_>, Problem> = listing.tensors.iter().map(named).collect();
    let named = named?;
    let width = format(&named, width)?;
    let (names, pieces) = pieces(&named)?;
    let n = pieces.last().map_or(0, |piece| piece.end);
    transcript::check_nx(claim.nx, n)?;
    check_border(claim.nx, &names, &pieces)?;
    let steps: BTreeSet<usize> = named.iter().map(|one| one.k).collect();
    if steps.len() < FEWEST {
        return Err(transcript::too_few(steps.len()));
    }
    let places = places(&named, &names, 8 + size as u64)?;
    let log = Tensors {
        file,
        width,
        steps: steps.into_iter().collect(),
        names,
        pieces,
        complete,
        places,
    };
    Ok((width, claim, log))
}

fn named((full, tensor): &(String, Tensor)) -> Result<Named<'_>, Problem> {
    let unknown = || {
        let message = "expected p.K, v.K, g.K, v_mid.K or g_mid.K, or one of them with /NAME";
        Problem::new(ProblemKind::UnknownField, message).at(&shown(full))
    };
    let (vector, piece) = full.split_once('/').unwrap_or((full, ""));
    let (what, k) = vector.split_once('.').ok_or_else(unknown)?;
    let (what, negated) = match what {
        "p" => (Quantity::P, false),
        "v" => (Quantity::V, false),
        "g" => (Quantity::V, true),
        "v_mid" => (Quantity::Mid, false),
        "g_mid" => (Quantity::Mid, true),
        _ => return Err(unknown()),
    };
    let number: usize = k.parse().map_err(|_| unknown())?;
    // one spelling for each number, or a step could be logged twice
    if number > LARGEST_STEP || number.to_string() != k {
        return Err(unknown());
    }
    Ok(Named {
        k: number,
        what,
        negated,
        piece,
        full,
        tensor,
    })
}

/// The scalar of the run: that of all tensors, and the one that is named, if one is.
fn format(named: &[Named<'_>], wanted: Option<Width>) -> Result<Width, Problem> {
    let of = |one: &Named<'_>| {
        let width = width(&one.tensor.dtype);
        width.map(|bytes| match bytes {
            4 => Width::Single,
            _ => Width::Double,
        })
    };
    let first = named.first().map(of).transpose()?;
    let expected = wanted.or(first).unwrap_or(Width::Double);
    for one in named {
        let found = of(one)?;
        if found != expected {
            let (expected, found) = (expected.id(), found.id());
            let message = format!("expected numbers in {expected}, found {found}");
            return Err(Problem::new(ProblemKind::BadValue, message).at(&shown(one.full)));
        }
    }
    Ok(expected)
}

/// Entries of a tensor; its shape was checked.
fn entries(tensor: &Tensor) -> Result<usize, Problem> {
    let [start, end] = tensor.data_offsets;
    usize::try_from((end - start) / width(&tensor.dtype)?)
        .map_err(|_| broken("more entries than this machine can count"))
}

/// The parameters in the order of the first p of each, and their coordinates.
fn pieces(named: &[Named<'_>]) -> Result<(Vec<String>, Vec<Range<usize>>), Problem> {
    let mut all: BTreeMap<&str, ((bool, usize, u64), usize)> = BTreeMap::new();
    for one in named {
        let size = entries(one.tensor)?;
        let place = (one.what != Quantity::P, one.k, one.tensor.data_offsets[0]);
        let known = all.entry(one.piece).or_insert((place, size));
        if known.1 != size {
            let message = format!("expected {} entries as before, found {size}", known.1);
            return Err(Problem::new(ProblemKind::Dimension, message).at(&shown(one.full)));
        }
        known.0 = known.0.min(place);
    }
    if all.contains_key("") && all.len() > 1 {
        let message = "expected either whole vectors or one tensor per parameter, found both";
        return Err(Problem::new(ProblemKind::BadValue, message));
    }
    let mut order: Vec<_> = all.into_iter().collect();
    // by the first p of each, which as a rule is p_0; those that start at one step by their place
    order.sort_by_key(|(_, (place, _))| *place);
    let (mut names, mut ranges, mut end) = (vec![], vec![], 0_usize);
    for (name, (_, size)) in order {
        let start = end;
        end = start
            .checked_add(size)
            .ok_or_else(|| broken("more coordinates than this machine can count"))?;
        names.push(name.to_string());
        ranges.push(start..end);
    }
    Ok((names, ranges))
}

/// Each of several parameters belongs to one player: else nx, or the order of the file, is wrong.
fn check_border(nx: usize, names: &[String], pieces: &[Range<usize>]) -> Result<(), Problem> {
    let several = pieces.iter().filter(|piece| !piece.is_empty()).count() > 1;
    let mut all = names.iter().zip(pieces);
    match all.find(|(_, piece)| piece.start < nx && nx < piece.end) {
        Some((name, piece)) if several => {
            let message = format!(
                "{nx} lies inside the parameter {}, of coordinates {} to {}: nx counts the entries \
                 of x's parameters, which come first in the file",
                shown(name),
                piece.start,
                piece.end - 1
            );
            Err(Problem::new(ProblemKind::Dimension, message).at("nx"))
        }
        _ => Ok(()),
    }
}

fn places(
    named: &[Named<'_>],
    names: &[String],
    data: u64,
) -> Result<BTreeMap<(usize, Quantity, usize), Place>, Problem> {
    let index: BTreeMap<&str, usize> = names.iter().map(|name| &**name).zip(0..).collect();
    let mut places = BTreeMap::new();
    for one in named {
        let place = Place {
            offset: data + one.tensor.data_offsets[0],
            negated: one.negated,
        };
        if places
            .insert((one.k, one.what, index[one.piece]), place)
            .is_some()
        {
            let message = "logged twice: g is -v, expected one of them";
            return Err(Problem::new(ProblemKind::BadValue, message).at(&shown(one.full)));
        }
    }
    Ok(places)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> Result<(), Problem> {
    use std::os::unix::fs::FileExt;
    file.read_exact_at(bytes, offset)
        .map_err(|error| unreadable(offset, &error))
}

#[cfg(not(unix))]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> Result<(), Problem> {
    use std::io::{Read, Seek, SeekFrom};
    // handles of one file share their position: one reader at a time
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = ONE.lock().map_err(|_| broken("another reader failed"))?;
    let mut file = file;
    let read = file
        .seek(SeekFrom::Start(offset))
        .and_then(|_| file.read_exact(bytes));
    read.map_err(|error| unreadable(offset, &error))
}

fn unreadable(offset: u64, error: &std::io::Error) -> Problem {
    broken(format!("byte {offset}: {error}"))
}

impl Log for Tensors {
    fn n(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.end)
    }
    fn steps(&self) -> &[usize] {
        &self.steps
    }
    fn pieces(&self) -> &[Range<usize>] {
        &self.pieces
    }
    fn is_complete(&self) -> bool {
        self.complete
    }
    fn piece_name(&self, piece: usize) -> &str {
        &self.names[piece]
    }
    fn has(&self, k: usize, what: Quantity, piece: usize) -> bool {
        self.places.contains_key(&(k, what, piece))
    }
    fn read(
        &self,
        k: usize,
        what: Quantity,
        piece: usize,
        range: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), Problem> {
        let place = &self.places[&(k, what, piece)];
        let first = range.start - self.pieces[piece].start;
        let sign = if place.negated { -1.0 } else { 1.0 };
        match self.width {
            Width::Single => {
                let mut bytes = vec![0; 4 * range.len()];
                read_at(&self.file, &mut bytes, place.offset + 4 * first as u64)?;
                for (out, bytes) in out.iter_mut().zip(bytes.as_chunks::<4>().0) {
                    *out = sign * f64::from(f32::from_le_bytes(*bytes));
                }
            }
            Width::Double => {
                let mut bytes = vec![0; 8 * range.len()];
                read_at(&self.file, &mut bytes, place.offset + 8 * first as u64)?;
                for (out, bytes) in out.iter_mut().zip(bytes.as_chunks::<8>().0) {
                    *out = sign * f64::from_le_bytes(*bytes);
                }
            }
        }
        match out.iter().position(|a| !a.is_finite()) {
            None => Ok(()),
            Some(i) => {
                let vector = match what {
                    Quantity::P => "p",
                    Quantity::V => "v",
                    Quantity::Mid => "v_mid",
                };
                let name = match self.piece_name(piece) {
                    "" => format!("{vector}.{k}[{}]", first + i),
                    name => format!("{vector}.{k}/{}[{}]", shown(name), first + i),
                };
                let message = format!("expected a finite number, found {:?}", out[i]);
                Err(Problem::new(ProblemKind::NonFinite, message).at(&name))
            }
        }
    }
}
