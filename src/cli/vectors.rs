//! `gnash oracle vectors`.

use super::progress::print;
use clap::Args;
use gnash::oracle::vectors;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
#[command(after_help = "\
The same files every time; the README among them says what is in them. Exit code 0 if all are
written, 1 if one cannot be.")]
pub struct Arguments {
    /// The folder to write into, made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the command and says how it went.
pub fn main(arguments: &Arguments) -> ExitCode {
    match vectors::write(&arguments.out) {
        Ok(count) => {
            print(&format!("{count} files in {}", arguments.out.display()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            print(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}
