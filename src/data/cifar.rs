//! CIFAR-10 in its binary version: records of 1 label byte and 3072 bytes (planes R, G, B).
//!
//! Whichever `data_batch_*.bin` are there make the training set, in order of their names; the
//! test set is `test_batch.bin`. They may lie in a folder or in a tar file, gzipped or not.

use super::idx::read_failed;
use super::{DataError, Images, Split};
use flate2::read::MultiGzDecoder;
use ndarray::Array4;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of one image: 3 planes of 32 × 32.
const IMAGE: usize = 3 * 32 * 32;
/// Bytes of one record.
pub const RECORD: usize = 1 + IMAGE;
/// Largest batch file that is read: ten times the original.
pub const MAX_BATCH_BYTES: u64 = 100_000 * RECORD as u64;

/// A batch file: its name (for order and reports) and its bytes.
type Batch = (String, Vec<u8>);

/// True for the batch files of a split.
pub(super) fn is_batch(name: &str, split: Split) -> bool {
    match split {
        Split::Train => name.starts_with("data_batch_") && name.ends_with(".bin"),
        Split::Test => name == "test_batch.bin",
    }
}

/// Reads the batches of `split` in a folder.
///
/// # Errors
/// `NotFound` if there is none; `Io`, `Size`, `Records`, `Label`.
pub fn read_folder(folder: &Path, split: Split) -> Result<Images, DataError> {
    let failed = |source| DataError::Io {
        file: folder.into(),
        source,
    };
    let mut batches = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let name = file_name(&file);
        if is_batch(&name, split) {
            batches.push((name, read_batch(open(&file)?, &file, "batch")?));
        }
    }
    join(folder, split, batches)
}

/// Reads a single batch file.
///
/// # Errors
/// `Io`, `Size`, `Records`, `Label`.
pub fn read_file(file: &Path) -> Result<Images, DataError> {
    let bytes = read_batch(open(file)?, file, "batch")?;
    // the split says only which names to look for, and here the name is given
    join(file, Split::Train, vec![(file_name(file), bytes)])
}

/// Reads the batches of `split` in a tar file, whatever folder they have in it.
///
/// # Errors
/// `NotFound` if there is none; `Io`, `Corrupt`, `Size`, `Records`, `Label`.
pub fn read_tar(file: &Path, split: Split) -> Result<Images, DataError> {
    let mut start = Vec::new();
    let failed = |source| read_failed(file, "tar", source);
    open(file)?
        .take(2)
        .read_to_end(&mut start)
        .map_err(failed)?;
    let batches = if start == [0x1f, 0x8b] {
        unpack(
            MultiGzDecoder::new(BufReader::new(open(file)?)),
            file,
            split,
        )?
    } else {
        unpack(BufReader::new(open(file)?), file, split)?
    };
    join(file, split, batches)
}

fn unpack(source: impl Read, file: &Path, split: Split) -> Result<Vec<Batch>, DataError> {
    let failed = |source| read_failed(file, "tar", source);
    let mut archive = tar::Archive::new(source);
    let mut batches = Vec::new();
    for entry in archive.entries().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = file_name(&entry.path().map_err(failed)?);
        if entry.header().entry_type().is_file() && is_batch(&name, split) {
            let declared = entry.size();
            let inside = file.join(&name);
            let bytes = read_batch(entry, &inside, "tar")?;
            if (bytes.len() as u64) < declared {
                return Err(DataError::Truncated {
                    file: inside,
                    what: "archive entry",
                    expected: declared,
                    found: bytes.len() as u64,
                });
            }
            batches.push((name, bytes));
        }
    }
    Ok(batches)
}

fn open(file: &Path) -> Result<File, DataError> {
    File::open(file).map_err(|source| DataError::Io {
        file: file.into(),
        source,
    })
}

fn file_name(file: &Path) -> String {
    file.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// All bytes of one batch, refused beyond [`MAX_BATCH_BYTES`].
fn read_batch(source: impl Read, file: &Path, format: &'static str) -> Result<Vec<u8>, DataError> {
    let mut bytes = Vec::new();
    source
        .take(MAX_BATCH_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| read_failed(file, format, source))?;
    if bytes.len() as u64 > MAX_BATCH_BYTES {
        return Err(DataError::Size {
            file: file.into(),
            what: "bytes of a batch",
            limit: MAX_BATCH_BYTES,
            found: bytes.len() as u64,
        });
    }
    Ok(bytes)
}

fn join(place: &Path, split: Split, mut batches: Vec<Batch>) -> Result<Images, DataError> {
    if batches.is_empty() {
        return Err(DataError::NotFound {
            path: place.into(),
            looked_for: match split {
                Split::Train => "CIFAR-10 training batches data_batch_*.bin".into(),
                Split::Test => "the CIFAR-10 test batch test_batch.bin".into(),
            },
        });
    }
    batches.sort();
    let names: Vec<String> = batches.iter().map(|(name, _)| name.clone()).collect();
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for (name, bytes) in batches {
        let file = if file_name(place) == name {
            place.to_path_buf()
        } else {
            place.join(&name)
        };
        parse_batch(&bytes, &file, &mut pixels, &mut labels)?;
    }
    let pixels = Array4::from_shape_vec((labels.len(), 3, 32, 32), pixels)
        .expect("one label per 3072 pixels");
    Ok(Images {
        pixels,
        labels,
        name: format!("cifar10 ({})", names.join(", ")),
    })
}

/// Appends the records of one batch; `file` is for messages.
///
/// # Errors
/// `Records` if there is none or the last is cut, `Label`. Nothing is appended on error.
pub fn parse_batch(
    bytes: &[u8],
    file: &Path,
    pixels: &mut Vec<u8>,
    labels: &mut Vec<u8>,
) -> Result<(), DataError> {
    let records = bytes.chunks_exact(RECORD);
    if bytes.is_empty() || !records.remainder().is_empty() {
        return Err(DataError::Records {
            file: PathBuf::from(file),
            record: RECORD as u64,
            found: bytes.len() as u64,
        });
    }
    if let Some(at) = records.clone().position(|record| record[0] > 9) {
        return Err(DataError::Label {
            file: PathBuf::from(file),
            offset: (at * RECORD) as u64,
            found: bytes[at * RECORD],
        });
    }
    pixels.reserve_exact(records.len() * IMAGE);
    for record in records {
        labels.push(record[0]);
        pixels.extend_from_slice(&record[1..]);
    }
    Ok(())
}
