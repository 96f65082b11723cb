//! Files that appear whole or not at all.

use super::ReportError;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Temporary files of killed processes that a write passes over before it gives up.
const TRIES: u32 = 10_000;

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
    let (temporary, file) = new_temporary(path).map_err(failed)?;
    let written = write_synced(file, bytes).and_then(|()| fs::rename(&temporary, path));
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

fn write_synced(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A new file beside `path`, `.NAME.PROCESS-NUMBER.tmp`.
///
/// The number is another for each write of this process. A process that was killed while it wrote
/// leaves its file behind, and process ids come again (in a container nearly always), so a name
/// that is taken is passed over.
fn new_temporary(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut tries = 0;
    loop {
        let temporary = temporary_name(path)?;
        match File::create_new(&temporary) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && tries < TRIES => tries += 1,
            made => return made.map(|file| (temporary, file)),
        }
    }
}

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
