//! What can be wrong with data.

use std::io;
use std::path::PathBuf;

/// A data file or a request on data that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Nothing at the path fits any known data set.
    #[error("no data set at {}: looked for {looked_for}", path.display())]
    NotFound {
        /// Where we looked.
        path: PathBuf,
        /// The names that would have fitted.
        looked_for: String,
    },
    /// The operating system refused.
    #[error("cannot read {}: {source}", file.display())]
    Io {
        /// Which file.
        file: PathBuf,
        /// The refusal.
        source: io::Error,
    },
    /// Compressed or archived bytes that do not decode.
    #[error("{} is not a sound {format} file: {source}", file.display())]
    Corrupt {
        /// Which file.
        file: PathBuf,
        /// gzip or tar.
        format: &'static str,
        /// The decoder's complaint.
        source: io::Error,
    },
    /// The first four bytes belong to another kind of file.
    #[error("{}: magic number {found:#010x} at byte 0, expected {expected:#010x} ({what})", file.display())]
    Magic {
        /// Which file.
        file: PathBuf,
        /// What the expected number stands for.
        what: &'static str,
        /// The number that should be there.
        expected: u32,
        /// The number that is there.
        found: u32,
    },
    /// The file ends too early.
    #[error("{} is truncated: {what} needs {expected} bytes, found {found}", file.display())]
    Truncated {
        /// Which file.
        file: PathBuf,
        /// The part that is cut.
        what: &'static str,
        /// Bytes that this part needs.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The file goes on after its declared end.
    #[error("{} goes on after its declared end at byte {expected}", file.display())]
    TrailingBytes {
        /// Which file.
        file: PathBuf,
        /// Size that the header declares, header included.
        expected: u64,
    },
    /// A declared size that is zero or beyond any data set this reader is for.
    #[error("{} declares {what} = {found}, expected 1 to {limit}", file.display())]
    Size {
        /// Which file.
        file: PathBuf,
        /// Which size.
        what: &'static str,
        /// The largest size accepted.
        limit: u64,
        /// The declared size.
        found: u64,
    },
    /// A file of records that is empty or no whole number of records.
    #[error("{} holds {found} bytes, expected a positive multiple of the record size {record}", file.display())]
    Records {
        /// Which file.
        file: PathBuf,
        /// Bytes of one record.
        record: u64,
        /// Bytes found.
        found: u64,
    },
    /// Images and labels do not pair up.
    #[error("{} holds {images} images but {} holds {labels} labels", images_file.display(), labels_file.display())]
    CountMismatch {
        /// The images.
        images_file: PathBuf,
        /// How many.
        images: usize,
        /// The labels.
        labels_file: PathBuf,
        /// How many.
        labels: usize,
    },
    /// A label above 9.
    #[error("{}: label {found} at byte {offset}, expected 0 to 9", file.display())]
    Label {
        /// Which file.
        file: PathBuf,
        /// Where in the (unpacked) file.
        offset: u64,
        /// The label.
        found: u8,
    },
    /// A batch that is empty or does not fit into the data.
    #[error("batch of {batch} images from a data set of {count}: expected 1 to {count}")]
    Batch {
        /// Images per batch.
        batch: usize,
        /// Images there are.
        count: usize,
    },
    /// An index beyond the data.
    #[error("image {index} asked for, but there are {count}")]
    Index {
        /// The index.
        index: usize,
        /// Images there are.
        count: usize,
    },
    /// Two sizes that must agree and do not.
    #[error("{what}: expected {expected}, found {found}")]
    DimensionMismatch {
        /// Which size.
        what: &'static str,
        /// The size that it must have.
        expected: usize,
        /// The size that it has.
        found: usize,
    },
}
