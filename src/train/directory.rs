//! The files of a run.

use super::record;
use super::{Config, TrainError};
use crate::gan::Architecture;
use crate::train::MethodId;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Settings.
pub const CONFIG: &str = "config.json";
/// State after the last checkpointed step.
pub const CHECKPOINT: &str = "checkpoint.safetensors";
/// A row per step.
pub const METRICS: &str = "metrics.csv";
/// Wall times.
pub const TIMING: &str = "timing.csv";
/// First line of `timing.csv`: seconds since the part of the run that began after step `from`.
pub(super) const TIMING_HEADER: &str = "from,step,seconds\n";
/// A picture of the metrics.
pub const CURVES: &str = "curves.svg";
/// Empty, and locked by the process that works in the directory.
pub const LOCK: &str = ".lock";

/// Name of the sample grid after `step` steps.
pub fn samples_name(step: u64) -> String {
    format!("samples-{step:06}.png")
}

/// Name under which the checkpoint of `step` is kept when a run ends in numbers that are not finite.
pub fn kept_name(step: u64) -> String {
    format!("checkpoint-{step:06}.safetensors")
}

pub(super) fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> TrainError {
    move |source| TrainError::Io {
        action,
        path: path.into(),
        source,
    }
}

/// Checks that a new run may use `path`: nothing there, an empty directory, or one in which a run
/// was killed before its first checkpoint.
///
/// # Errors
/// `OutputExists`, `NotADirectory`, `Io`.
pub(super) fn check_free(path: &Path) -> Result<(), TrainError> {
    if !path.exists() {
        return Ok(());
    }
    if !path.is_dir() {
        return Err(TrainError::NotADirectory { path: path.into() });
    }
    let entries = fs::read_dir(path).map_err(io_error("read output directory", path))?;
    for entry in entries {
        let entry = entry.map_err(io_error("read output directory", path))?;
        if !is_beginning(path, &entry.file_name()) {
            return Err(TrainError::OutputExists { path: path.into() });
        }
    }
    Ok(())
}

/// Whether a run that was killed before its first checkpoint may have left this file.
///
/// The settings must be settings of ours and the other files without a row: nothing is lost then.
fn is_beginning(directory: &Path, name: &OsStr) -> bool {
    let text = || fs::read_to_string(directory.join(name)).unwrap_or_default();
    match name.to_str() {
        Some(LOCK) => text().is_empty(),
        Some(CONFIG) => Config::from_json(&text(), Path::new(CONFIG)).is_ok(),
        Some(METRICS) => text() == record::HEADER,
        Some(TIMING) => text() == TIMING_HEADER,
        Some(name) => is_temporary(name),
        None => false,
    }
}

/// Whether this is a file of ours that a killed process was writing.
fn is_temporary(name: &str) -> bool {
    let ours = [CONFIG, CHECKPOINT, METRICS, TIMING, CURVES];
    let kind = |name: &str| ours.contains(&name) || is_numbered(name);
    let rest = name.strip_prefix('.').and_then(|n| n.strip_suffix(".tmp"));
    let parts = rest.and_then(|rest| rest.rsplit_once('.'));
    parts.is_some_and(|(name, number)| {
        let digits = |c: char| c.is_ascii_digit() || c == '-';
        kind(name) && number.chars().all(digits)
    })
}

/// Whether this is the name of a sample grid or of a kept checkpoint.
fn is_numbered(name: &str) -> bool {
    let step = |before, after| {
        let inner = name
            .strip_prefix(before)
            .and_then(|n| n.strip_suffix(after));
        inner.and_then(|step| step.parse::<u64>().ok()).is_some()
    };
    step("samples-", ".png") || step("checkpoint-", ".safetensors")
}

/// Makes this process the only one that works in `directory` while the file is held.
///
/// The system lets go of the lock when a process ends, however it ends; the file stays. Where the
/// file system knows no locks there is none.
///
/// # Errors
/// `InUse`, `Io`.
pub(super) fn lock(directory: &Path) -> Result<File, TrainError> {
    let path = directory.join(LOCK);
    let opened = OpenOptions::new().append(true).create(true).open(&path);
    let file = opened.map_err(io_error("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(TrainError::InUse {
            directory: directory.into(),
        }),
        Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(e)) => Err(io_error("lock", &path)(e)),
    }
}

/// Removes what killed processes were writing in a directory that is locked.
pub(super) fn sweep(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(is_temporary) {
            // it harms nobody if it stays
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes `path` a directory for a new run.
///
/// # Errors
/// As [`check_free`].
pub(super) fn claim(path: &Path) -> Result<PathBuf, TrainError> {
    check_free(path)?;
    fs::create_dir_all(path).map_err(io_error("create output directory", path))?;
    Ok(path.into())
}

/// Makes the first of `runs/<network>-<method>-1`, `-2`, … that does not exist yet.
pub(super) fn claim_next(network: Architecture, method: MethodId) -> Result<PathBuf, TrainError> {
    let runs = Path::new("runs");
    fs::create_dir_all(runs).map_err(io_error("create output directory", runs))?;
    for number in 1u64.. {
        let path = runs.join(format!("{}-{}-{number}", network.id(), method.id()));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(io_error("create output directory", &path)(e)),
        }
    }
    unreachable!("more than 2^64 directories")
}

/// Appends to a file and flushes it to the disk.
pub(super) fn append(path: &Path, text: &str) -> Result<(), TrainError> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_data()
    });
    written.map_err(io_error("append to", path))
}

/// Reads a file of a run.
///
/// # Errors
/// `NotARun` if it is not there, `Io`.
pub(super) fn read(directory: &Path, name: &'static str) -> Result<Vec<u8>, TrainError> {
    let path = directory.join(name);
    match fs::read(&path) {
        Ok(bytes) => Ok(bytes),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(TrainError::NotARun {
            directory: directory.into(),
            missing: name,
        }),
        Err(e) => Err(io_error("read", &path)(e)),
    }
}

/// As [`read`], for text; bytes that are no UTF-8 become replacement characters, which no parser takes.
pub(super) fn read_text(directory: &Path, name: &'static str) -> Result<String, TrainError> {
    Ok(String::from_utf8_lossy(&read(directory, name)?).into_owned())
}
