//! Runs small enough for the dev profile, through the library and through the binary.

use gnash::train::{Config, Data, Length, MethodId, Options, Run, Silent, TrainError};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A narrow network on four digits a step.
pub fn tiny(method: MethodId, steps: u64) -> Options {
    Options {
        method: Some(method),
        width: Some(0.05),
        batch: Some(4),
        data: Some(Data::Embedded { images: 10 }),
        length: Some(Length::Steps(steps)),
        threads: Some(1),
        ..Options::default()
    }
}

/// Only another length and another number of threads.
pub fn longer(steps: u64, threads: usize) -> Options {
    Options {
        length: Some(Length::Steps(steps)),
        threads: Some(threads),
        ..Options::default()
    }
}

/// A whole run in a new directory.
pub fn run(options: &Options, directory: &Path) -> Result<(), TrainError> {
    let config = Config::new(options)?;
    Run::create(&config, Some(directory))?.run(&mut Silent)?;
    Ok(())
}

/// The rest of a run.
pub fn resume(options: &Options, directory: &Path) -> Result<(), TrainError> {
    Run::resume(directory, options)?.run(&mut Silent)?;
    Ok(())
}

/// Every file by name.
pub fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).expect("a run directory");
    let named = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        (name.into_owned(), fs::read(&path).expect("a file"))
    });
    named.collect()
}

/// Asserts that every result of `whole` is in `parts` with the same bytes: all files but wall
/// times and the settings, which name the number of threads.
pub fn assert_same_results(whole: &Path, parts: &Path) {
    let (whole, parts) = (files(whole), files(parts));
    for (name, bytes) in &whole {
        if name == "timing.csv" || name == "config.json" {
            continue;
        }
        let same = parts.get(name).is_some_and(|other| other == bytes);
        assert!(same, "{name} differs");
    }
}

/// The binary with `gnash train` and these words.
pub fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gnash"));
    command.arg("train").args(words);
    command
}

/// Runs it in `directory`, so that a default output directory lands there.
pub fn gnash(words: &[&str], directory: &Path) -> Output {
    let output = command(words).current_dir(directory).output();
    output.expect("the binary starts")
}

/// What it said on stderr.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The words of a tiny run.
pub const TINY: [&str; 9] = [
    "--width",
    "0.05",
    "--batch",
    "4",
    "--data",
    "embedded:10",
    "--threads",
    "1",
    "--quiet",
];
