//! Arguments to library calls to exit codes; no numerics.

mod catalogue;
mod judge;
mod oracle;
mod progress;
mod score;
mod train;
mod vectors;
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Gauss-Newton for Nash: min-max optimization, from exact dense steps to CNN GANs on CPU.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a GAN and write samples, metrics and checkpoints to a run directory
    Train(Box<train::Arguments>),
    /// Say which classes a run's samples fall into, by a classifier trained on real images
    Score(score::Arguments),
    /// Run the evidence of every claim in the ledger
    Verify(verify::Arguments),
    /// Answer questions from other implementations, and judge their runs
    Oracle(oracle::Arguments),
}

/// The whole program.
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Train(arguments) => train::main(&arguments),
        Command::Score(arguments) => score::main(&arguments),
        Command::Verify(arguments) => verify::main(&arguments),
        Command::Oracle(arguments) => oracle::main(&arguments),
    }
}
