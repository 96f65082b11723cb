//! Files that appear whole or not at all.

use super::ReportError;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes `bytes` to `path` so that a reader sees the old file or the whole new one.
///
/// The bytes go to a temporary file in the same folder, are flushed to the disk, and the file is
/// renamed; then the folder is flushed where the platform can do that. On error the temporary file is
/// removed and whatever was at `path` is untouched.
///
/// # Errors
/// `Io` with the final path.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let failed = |source| ReportError::Io {
        path: path.into(),
        source,
    };
    let temporary = temporary_name(path).map_err(failed)?;
    let written = write_synced(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if let Err(source) = written {
        // nothing more can be done if this fails too; the first error is the one to tell
        let _ = fs::remove_file(&temporary);
        return Err(failed(source));
    }
    if let Ok(folder) = File::open(folder_of(path)) {
        // makes the rename durable; not every platform can open or sync a folder
        let _ = folder.sync_all();
    }
    Ok(())
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A name beside `path` that no other writer of this or another process uses.
fn temporary_name(path: &Path) -> io::Result<PathBuf> {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let Some(name) = path.file_name() else {
        let message = "the path does not end in a file name";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    };
    let number = WRITES.fetch_add(1, Ordering::Relaxed);
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}-{number}.tmp", std::process::id()));
    Ok(path.with_file_name(temporary))
}
