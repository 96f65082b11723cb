//! The published vectors: questions with answers that other implementations can be held against.
//!
//! [`files`] makes them, always the same; [`write()`] puts them into a folder. Answers come from the
//! textbook in [`crate::dense`] on exact fractions, or on intervals where a root, an exponential or
//! too many digits are in the way; never from [`crate::method`]. Tolerances are derived for every
//! case, and results of the known mistakes of [`super::catalogue`] stand beside the right one.
//! [`File`] is what a strict reader reads; the README among the files tells the rest.

mod answers;
mod draft;
mod edges;
mod facts;
mod files;
mod format;
mod games;
mod grid;
mod number;
mod primitives;
mod refusals;
mod settings;
mod tolerance;
mod trajectory;
mod twin;
mod wrong;

pub use files::files;
pub use format::{Case, Fields, File, KnownWrong, Other, Tolerance, Tolerances, VERSION};
pub use tolerance::SLACK;

use super::Problem;
use crate::report::{ReportError, write_atomically};
use std::path::{Path, PathBuf};

/// Why there are no vectors.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VectorsError {
    /// A question of our own that should have an answer has none.
    #[error("case {id} has no answer: {problem}")]
    Draft {
        /// Which case.
        id: String,
        /// What is said of it.
        problem: Problem,
    },
    /// Two cases have one id.
    #[error("case {id} is there twice")]
    Repeated {
        /// Which.
        id: String,
    },
    /// A case cannot be written as JSON.
    #[error("a case cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The folder cannot be made.
    #[error("cannot make the folder {}: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] ReportError),
}

impl VectorsError {
    fn draft(id: &str, problem: Problem) -> Self {
        let id = id.into();
        Self::Draft { id, problem }
    }
}

/// Writes all files into a folder, which is made if it is not there; each file appears whole or
/// not at all. Returns how many there are.
///
/// # Errors
/// As [`files`]; `Folder`, `Write`.
pub fn write(folder: &Path) -> Result<usize, VectorsError> {
    let all = files()?;
    std::fs::create_dir_all(folder).map_err(|source| VectorsError::Folder {
        path: folder.into(),
        source,
    })?;
    for (name, text) in &all {
        write_atomically(&folder.join(name), text.as_bytes())?;
    }
    Ok(all.len())
}
