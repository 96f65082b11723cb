//! What can go wrong in a run, each in one sentence.

use crate::data::DataError;
use crate::gan::GanError;
use crate::method::{MethodError, Quantity};
use crate::report::ReportError;
use crate::spec::SpecError;
use std::io;
use std::path::PathBuf;

/// Whose turn it is: the user's, to ask for something else, or nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request makes no sense; exit code 2.
    Usage,
    /// The request was fine but could not be met; exit code 1.
    Failure,
}

/// Why a run could not start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// A name of a method or a form that means nothing.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A setting out of range.
    #[error("{name} is {found}; expected {expected}")]
    Setting {
        /// Its name.
        name: &'static str,
        /// Its value.
        found: String,
        /// What would do.
        expected: &'static str,
    },
    /// A hyper-parameter that the method does not have.
    #[error("method {method} has no hyper-parameter {name}; it has {allowed}")]
    NotAHyperParameter {
        /// The one given.
        name: &'static str,
        /// The method.
        method: &'static str,
        /// Those that it has.
        allowed: String,
    },
    /// A hyper-parameter that the method needs.
    #[error("method {method} needs hyper-parameter {name}, and none is given")]
    MissingHyperParameter {
        /// The one missing.
        name: &'static str,
        /// The method.
        method: &'static str,
    },
    /// A hyper-parameter that training in single precision cannot hold.
    #[error(
        "hyper-parameter {name} is {value:e}; expected 0 or a size within single precision, 1e-45 to 3e38"
    )]
    SinglePrecision {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// An option that contradicts the run to be resumed.
    #[error(
        "{name} {given} contradicts the run in {}, which has {stored}: a resume may change steps, epochs, threads, cadence and the place of the data only",
        directory.display()
    )]
    Conflict {
        /// The option.
        name: String,
        /// Its value now.
        given: String,
        /// Its value in the run.
        stored: String,
        /// The run.
        directory: PathBuf,
    },
    /// A resume that asks for fewer steps than there are.
    #[error("the run in {} has {done} steps already; expected at least as many, not {asked}", directory.display())]
    TooFewSteps {
        /// The run.
        directory: PathBuf,
        /// Steps done.
        done: u64,
        /// Steps asked for.
        asked: u64,
    },
    /// The networks or the objective.
    #[error(transparent)]
    Gan(#[from] GanError),
    /// The method's hyper-parameters.
    #[error(transparent)]
    Method(#[from] MethodError),
    /// The data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Images of another size than the network makes.
    #[error("{name} holds images of {found}, but network {network} makes {expected}")]
    ImageSize {
        /// The data.
        name: String,
        /// Their size.
        found: String,
        /// The network.
        network: &'static str,
        /// Its size.
        expected: String,
    },
    /// Results that could not be made or written.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The operating system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// The refusal.
        source: io::Error,
    },
    /// The output directory is in use.
    #[error("output directory {} is not empty; expected a new or empty one (--resume continues a run)", path.display())]
    OutputExists {
        /// The directory.
        path: PathBuf,
    },
    /// The output path cannot become a directory.
    #[error("output path {} is not a directory; expected a new or empty one", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// A directory without a run.
    #[error("no run in {}: expected the file {missing} there", directory.display())]
    NotARun {
        /// The directory.
        directory: PathBuf,
        /// The first file that is missing.
        missing: &'static str,
    },
    /// A `config.json` that cannot be used.
    #[error("{}: {problem}", file.display())]
    Config {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A checkpoint that cannot be used.
    #[error("{}: {problem}", file.display())]
    Checkpoint {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, with the name of the tensor or field.
        problem: String,
    },
    /// A `metrics.csv` that does not belong to its checkpoint.
    #[error("{}, line {line}: {problem}", file.display())]
    Metrics {
        /// The file.
        file: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// The threads could not be started.
    #[error("cannot start {threads} threads: {problem}")]
    Threads {
        /// How many.
        threads: usize,
        /// The refusal.
        problem: String,
    },
    /// A number that is not finite; the state before the step is unharmed.
    #[error(
        "step {step}: entry {entry} of {what} in tensor {tensor} is {value}; expected a finite number{}{}",
        place("; the last finite state is in", saved),
        place(", the checkpoint before it in", kept)
    )]
    NonFinite {
        /// The step that was not taken.
        step: u64,
        /// Which vector.
        what: Quantity,
        /// Which parameter tensor of it.
        tensor: String,
        /// Which entry of that tensor.
        entry: usize,
        /// Its value.
        value: f64,
        /// The checkpoint of the last finite state, once it is written.
        saved: Option<PathBuf>,
        /// The last checkpoint that a step was taken from, which may be the better one to go back to.
        kept: Option<PathBuf>,
    },
    /// An objective that is not finite, though the field is; the state before the step is unharmed.
    #[error(
        "step {step}: {objective} is {value}; expected a finite number{}{}",
        place("; the last finite state is in", saved),
        place(", the checkpoint before it in", kept)
    )]
    NonFiniteLoss {
        /// The step that was not taken.
        step: u64,
        /// `loss_x` or `payoff_y`.
        objective: &'static str,
        /// Its value.
        value: f64,
        /// As in `NonFinite`.
        saved: Option<PathBuf>,
        /// As in `NonFinite`.
        kept: Option<PathBuf>,
    },
    /// A run that had to stop and whose last state could not be saved.
    #[error("{error}; the last finite state could not be saved: {saving}")]
    NotSaved {
        /// Why the run stopped.
        error: Box<TrainError>,
        /// Why saving failed.
        saving: Box<TrainError>,
    },
    /// Another process, or another [`Run`](super::Run) of this one, is at work there.
    #[error("another gnash is working in {}; expected a directory that no run holds", directory.display())]
    InUse {
        /// The directory.
        directory: PathBuf,
    },
    /// Networks, batch and images that this machine cannot hold.
    #[error(
        "network {network} of width {width} with batch {batch} needs about {needed:.1} GiB of memory; \
         expected at most {limit:.1} GiB, what this machine has"
    )]
    Memory {
        /// The network.
        network: &'static str,
        /// Scale of its channel counts.
        width: f64,
        /// Samples per step.
        batch: usize,
        /// GiB.
        needed: f64,
        /// GiB.
        limit: f64,
    },
    /// A penalty for a loss that has none.
    #[error("loss {loss} has no penalty; it is the weight of the gradient penalty of wgan_gp")]
    NoPenalty {
        /// The loss.
        loss: &'static str,
    },
}

fn place(words: &str, path: &Option<PathBuf>) -> String {
    let tell = |path: &PathBuf| format!("{words} {}", path.display());
    path.as_ref().map(tell).unwrap_or_default()
}

impl TrainError {
    /// Whether another request would help.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Spec(_)
            | Self::Setting { .. }
            | Self::NotAHyperParameter { .. }
            | Self::MissingHyperParameter { .. }
            | Self::SinglePrecision { .. }
            | Self::Conflict { .. }
            | Self::TooFewSteps { .. }
            | Self::Memory { .. }
            | Self::NoPenalty { .. }
            | Self::Gan(_)
            | Self::Method(_)
            | Self::Data(DataError::Batch { .. }) => ErrorKind::Usage,
            _ => ErrorKind::Failure,
        }
    }
}
