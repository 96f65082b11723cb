//! IDX files, the format of MNIST, plain or gzipped.
//!
//! Big-endian words: magic 0x803 for images (then count, rows, columns, then bytes), 0x801 for
//! labels (then count, then bytes). Everything is checked: magic, sizes, truncation, trailing
//! bytes, label range. A declared size is believed only as far as bytes actually arrive.

use super::DataError;
use flate2::read::MultiGzDecoder;
use ndarray::Array4;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Magic number of an image file: unsigned bytes in three dimensions.
pub const IMAGES_MAGIC: u32 = 0x803;
/// Magic number of a label file: unsigned bytes in one dimension.
pub const LABELS_MAGIC: u32 = 0x801;
/// Most images or labels that one file may declare.
pub const MAX_COUNT: u64 = 1 << 27;
/// Longest image edge that a file may declare.
pub const MAX_SIDE: u64 = 1 << 12;
/// Most pixel bytes that one file may declare.
pub const MAX_BYTES: u64 = 1 << 33;
/// Buffer reserved before any payload byte has been seen.
const FIRST_BUFFER: u64 = 1 << 20;

/// Reads an image file: N × 1 × H × W.
///
/// # Errors
/// `Io`, `Corrupt`, `Magic`, `Truncated`, `TrailingBytes`, `Size`.
pub fn read_images(file: &Path) -> Result<Array4<u8>, DataError> {
    parse_images(open(file)?, file)
}

/// Reads a label file.
///
/// # Errors
/// As [`read_images`], and `Label`.
pub fn read_labels(file: &Path) -> Result<Vec<u8>, DataError> {
    parse_labels(open(file)?, file)
}

/// [`read_images`] from any source of unpacked bytes; `file` is for messages.
///
/// # Errors
/// As [`read_images`].
pub fn parse_images(mut source: impl Read, file: &Path) -> Result<Array4<u8>, DataError> {
    let [count, rows, columns] = header(&mut source, file, IMAGES_MAGIC, "IDX images of bytes")?;
    check(file, "number of images", count, MAX_COUNT)?;
    check(file, "rows", rows, MAX_SIDE)?;
    check(file, "columns", columns, MAX_SIDE)?;
    // at most 2²⁷ · 2¹² · 2¹², far from overflow
    let bytes = count * rows * columns;
    check(file, "number of pixels", bytes, MAX_BYTES)?;
    let pixels = payload(&mut source, file, "pixels", bytes, 16)?;
    let shape = (count as usize, 1, rows as usize, columns as usize);
    Ok(Array4::from_shape_vec(shape, pixels).expect("payload has the declared length"))
}

/// [`read_labels`] from any source of unpacked bytes; `file` is for messages.
///
/// # Errors
/// As [`read_labels`].
pub fn parse_labels(mut source: impl Read, file: &Path) -> Result<Vec<u8>, DataError> {
    let [count] = header(&mut source, file, LABELS_MAGIC, "IDX labels")?;
    check(file, "number of labels", count, MAX_COUNT)?;
    let labels = payload(&mut source, file, "labels", count, 8)?;
    match labels.iter().position(|&label| label > 9) {
        Some(at) => Err(DataError::Label {
            file: file.into(),
            offset: 8 + at as u64,
            found: labels[at],
        }),
        None => Ok(labels),
    }
}

/// Opens a file; unpacks it if it begins like a gzip file, whatever its name.
fn open(file: &Path) -> Result<Box<dyn Read>, DataError> {
    let failed = |source| DataError::Io {
        file: file.into(),
        source,
    };
    let mut start = Vec::new();
    let opened = File::open(file).map_err(failed)?;
    (&opened).take(2).read_to_end(&mut start).map_err(failed)?;
    let packed = start == [0x1f, 0x8b];
    let whole = io::Cursor::new(start).chain(opened);
    if packed {
        Ok(Box::new(MultiGzDecoder::new(BufReader::new(whole))))
    } else {
        Ok(Box::new(BufReader::new(whole)))
    }
}

/// Magic number and D sizes.
fn header<const D: usize>(
    source: &mut impl Read,
    file: &Path,
    magic: u32,
    what: &'static str,
) -> Result<[u64; D], DataError> {
    let length = 4 + 4 * D as u64;
    let bytes = take(source, file, length)?;
    let word = |i: usize| {
        bytes
            .get(4 * i..4 * i + 4)
            .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
    };
    // the wrong kind of file is reported as such even if it is also too short
    if let Some(found) = word(0).filter(|&found| found != magic) {
        return Err(DataError::Magic {
            file: file.into(),
            what,
            expected: magic,
            found,
        });
    }
    let mut sizes = [0; D];
    for (i, size) in sizes.iter_mut().enumerate() {
        *size = u64::from(word(i + 1).ok_or_else(|| DataError::Truncated {
            file: file.into(),
            what: "header",
            expected: length,
            found: bytes.len() as u64,
        })?);
    }
    Ok(sizes)
}

/// Exactly `expected` bytes up to the end of the file.
fn payload(
    source: &mut impl Read,
    file: &Path,
    what: &'static str,
    expected: u64,
    header: u64,
) -> Result<Vec<u8>, DataError> {
    let mut bytes = take(source, file, expected)?;
    if (bytes.len() as u64) < expected {
        return Err(DataError::Truncated {
            file: file.into(),
            what,
            expected,
            found: bytes.len() as u64,
        });
    }
    if !take(source, file, 1)?.is_empty() {
        return Err(DataError::TrailingBytes {
            file: file.into(),
            expected: header + expected,
        });
    }
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// Up to `limit` bytes, fewer at the end of the file.
fn take(source: &mut impl Read, file: &Path, limit: u64) -> Result<Vec<u8>, DataError> {
    let mut bytes = Vec::with_capacity(limit.min(FIRST_BUFFER) as usize);
    match source.take(limit).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(source) => Err(read_failed(file, "gzip", source)),
    }
}

/// Tells a decoder's complaint from one of the operating system.
pub(super) fn read_failed(file: &Path, format: &'static str, source: io::Error) -> DataError {
    let file = file.into();
    // decoders make their errors themselves; the system's carry its number
    if source.raw_os_error().is_some() {
        DataError::Io { file, source }
    } else {
        DataError::Corrupt {
            file,
            format,
            source,
        }
    }
}

fn check(file: &Path, what: &'static str, found: u64, limit: u64) -> Result<(), DataError> {
    if (1..=limit).contains(&found) {
        return Ok(());
    }
    Err(DataError::Size {
        file: file.into(),
        what,
        limit,
        found,
    })
}
