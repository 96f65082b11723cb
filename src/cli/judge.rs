//! `gnash oracle judge`: transcripts in, verdicts out.

use super::progress::print;
use clap::Args;
use gnash::oracle::judge::{Judgement, judge_file};
use std::io::{ErrorKind, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
#[command(after_help = "\
A transcript is JSON or safetensors: the iterates of a run, the fields that its method consumed, and
the method that it claims to be. Exit code 0 if all conform, 1 if any deviates, else 3 if any cannot
be judged (a file that cannot be read is one of them), 2 for a request that makes no sense.")]
pub struct Arguments {
    /// Transcripts
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write one line of JSON per file
    #[arg(long)]
    json: bool,
}

/// Judges every file and says how it went.
pub fn main(arguments: &Arguments) -> ExitCode {
    let (mut deviates, mut unjudgeable) = (false, false);
    for path in &arguments.files {
        let verdict = judge_file(path);
        match verdict.verdict {
            Judgement::Deviates => deviates = true,
            Judgement::Unjudgeable => unjudgeable = true,
            _ => {}
        }
        let text = match arguments.json {
            true => serde_json::to_string(&verdict).map(|line| line + "\n"),
            false => Ok(verdict.to_string()),
        };
        let text = text.unwrap_or_else(|error| format!("error: {error}\n"));
        match stdout().lock().write_all(text.as_bytes()) {
            Ok(()) => {}
            // whoever closed the pipe has read enough
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            Err(error) => print(&format!("error: cannot write: {error}")),
        }
    }
    match (deviates, unjudgeable) {
        (true, _) => ExitCode::from(1),
        (false, true) => ExitCode::from(3),
        (false, false) => ExitCode::SUCCESS,
    }
}
