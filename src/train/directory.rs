//! The files of a run.

use super::TrainError;
use crate::gan::Architecture;
use crate::train::MethodId;
use std::fs::{self, OpenOptions};
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
/// A picture of the metrics.
pub const CURVES: &str = "curves.svg";

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

/// Checks that a new run may use `path`: nothing there, or an empty directory.
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
    let mut entries = fs::read_dir(path).map_err(io_error("read output directory", path))?;
    match entries.next() {
        Some(_) => Err(TrainError::OutputExists { path: path.into() }),
        None => Ok(()),
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
