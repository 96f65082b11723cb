//! `gnash oracle`: questions answered, runs judged, vectors written.

use super::progress::print;
use super::{catalogue, judge, vectors};
use clap::{Args, Subcommand};
use gnash::oracle::stream::{self, Tally};
use std::fs::File;
use std::io::{self, ErrorKind, Read, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer questions about games, methods and matrices, one line of JSON each
    Ask(AskArguments),
    /// Say whether logged runs are the methods that they claim to be, and if not, what they look like
    Judge(judge::Arguments),
    /// List the known mistakes of other implementations, or write a page on each
    Catalogue(catalogue::Arguments),
    /// Write the published vectors: questions with answers for other implementations
    Vectors(vectors::Arguments),
}

#[derive(Args)]
#[command(after_help = "\
Questions are JSON objects: one, several (each on lines of its own), or one array of them. Exit
code 0 if all were answered, 1 if any answer is an error, 2 for a request that makes no sense.")]
struct AskArguments {
    /// Files of questions, - for standard input (which is read when no file is named)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Questions answered at a time; the answers and their order are the same for any number
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
}

/// Runs the command and says how it went.
pub fn main(arguments: &Arguments) -> ExitCode {
    match &arguments.command {
        Command::Ask(arguments) => ask(arguments),
        Command::Judge(arguments) => judge::main(arguments),
        Command::Catalogue(arguments) => catalogue::main(arguments),
        Command::Vectors(arguments) => vectors::main(arguments),
    }
}

#[derive(Debug, thiserror::Error)]
enum AskFailure {
    #[error("cannot open {}: {error}", path.display())]
    Open { path: PathBuf, error: io::Error },
    #[error("cannot answer with {jobs} jobs: {error}")]
    Jobs {
        jobs: usize,
        error: rayon::ThreadPoolBuildError,
    },
    #[error("cannot go on with {name}: {error}")]
    Stream { name: String, error: io::Error },
}

fn ask(arguments: &AskArguments) -> ExitCode {
    match answer(arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            print(&format!("error: {error}"));
            match error {
                AskFailure::Stream { .. } => ExitCode::FAILURE,
                _ => ExitCode::from(2),
            }
        }
    }
}

/// Answers all inputs; how many answers are errors.
fn answer(arguments: &AskArguments) -> Result<usize, AskFailure> {
    let jobs = usize::from(arguments.jobs);
    let pool = (jobs > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(jobs).build());
    let pool = pool.transpose();
    let pool = pool.map_err(|error| AskFailure::Jobs { jobs, error })?;
    let standard = [PathBuf::from("-")];
    let files = match arguments.files.as_slice() {
        [] => &standard,
        files => files,
    };
    // a name that is wrong is said before anything is answered
    let inputs = files.iter().map(|path| opened(path));
    let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    let mut failed = 0;
    for (path, input) in files.iter().zip(inputs) {
        match stream::answer_all(input, stdout().lock(), pool.as_ref()) {
            Ok(Tally { failed: here, .. }) => failed += here,
            // whoever closed the pipe has read enough
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            Err(error) => {
                let name = path.display().to_string();
                return Err(AskFailure::Stream { name, error });
            }
        }
    }
    Ok(failed)
}

fn opened(path: &Path) -> Result<Box<dyn Read>, AskFailure> {
    if path == Path::new("-") {
        return Ok(Box::new(stdin()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(AskFailure::Open {
            path: path.into(),
            error,
        }),
    }
}
