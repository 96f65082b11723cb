//! `gnash score`.

use super::progress::print;
use clap::Args;
use gnash::data::{self, DataError, Images, Split};
use gnash::metrics::{CLASSES, Classifier, Score, ScoreError, Training};
use gnash::random::{Purpose, Stream};
use gnash::train::{ErrorKind as RunError, Run, TrainError, Trainer};
use serde_json::json;
use std::io::{ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Samples are generated this many at a time.
const CHUNK: usize = 100;
/// Largest number of samples or epochs.
const MOST: usize = 1_000_000;

#[derive(Args)]
#[command(after_help = "\
The classifier is trained here, on the images given and with the seed given: the numbers compare
runs of gnash with each other and are no inception score.")]
pub struct Arguments {
    /// Run directory of `gnash train`
    run: PathBuf,
    /// Labelled images to train the classifier on [default: those that the run was trained on]
    #[arg(long, value_name = "DIR|FILE")]
    data: Option<PathBuf>,
    /// Samples to score
    #[arg(long, default_value_t = 1000)]
    samples: usize,
    /// Seed of the classifier and of the samples' noise
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Passes of the classifier over its images
    #[arg(long, default_value_t = 3)]
    epochs: usize,
    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
}

#[derive(Debug, thiserror::Error)]
enum ScoreFailure {
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Score(#[from] ScoreError),
    #[error("{option} must be from 1 to {MOST}, found {found}")]
    Count { option: &'static str, found: usize },
    #[error("cannot write the result: {0}")]
    Output(std::io::Error),
}

/// Runs the command and says how it went.
pub fn main(arguments: &Arguments) -> ExitCode {
    let outcome = report(arguments).and_then(|text| match stdout().write_all(text.as_bytes()) {
        // whoever closed the pipe has read enough
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(ScoreFailure::Output(error)),
        _ => Ok(()),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print(&format!("error: {error}"));
            match error {
                ScoreFailure::Count { .. } => ExitCode::from(2),
                ScoreFailure::Train(error) if error.kind() == RunError::Usage => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn report(arguments: &Arguments) -> Result<String, ScoreFailure> {
    for (option, found) in [
        ("--samples", arguments.samples),
        ("--epochs", arguments.epochs),
    ] {
        if !(1..=MOST).contains(&found) {
            return Err(ScoreFailure::Count { option, found });
        }
    }
    let trainer = Run::load(&arguments.run)?;
    let (train, test) = match &arguments.data {
        Some(path) => (
            Some(data::load(path, None, Split::Train)?),
            test_images(path)?,
        ),
        None => (None, None),
    };
    let train: &Images = train.as_ref().unwrap_or_else(|| trainer.images());
    let training = Training {
        seed: arguments.seed,
        epochs: arguments.epochs,
        ..Training::default()
    };
    let classifier = Classifier::train(train, &training)?;
    let (checked_on, accuracy) = match &test {
        Some(test) => (test, classifier.accuracy(test)?),
        None => (train, classifier.accuracy(train)?),
    };
    let score = score(&trainer, &classifier, arguments)?;
    Ok(if arguments.json {
        let value = json!({
            "run": arguments.run, "step": trainer.steps_done(), "samples": arguments.samples,
            "histogram": score.histogram, "classes": score.classes(),
            "mean_confidence": score.mean_confidence, "diversity": score.diversity,
            "classifier": {
                "trained_on": train.name, "checked_on": checked_on.name, "accuracy": accuracy,
                "seed": arguments.seed, "epochs": arguments.epochs,
            },
        });
        format!("{value}\n")
    } else {
        let checked = if test.is_some() {
            "test images"
        } else {
            "its own training images"
        };
        let mut text = format!(
            "classifier: trained on {} ({} epochs, seed {}), right on {:.2} % of {} {checked}\n",
            train.name,
            arguments.epochs,
            arguments.seed,
            100.0 * accuracy,
            checked_on.labels.len()
        );
        text += &format!(
            "{} samples of {} at step {}:\n",
            arguments.samples,
            arguments.run.display(),
            trainer.steps_done()
        );
        text += &table(&score);
        text
    })
}

/// The test set beside a training set; none where the path names one file of images.
fn test_images(path: &Path) -> Result<Option<Images>, DataError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let archive = [".tar", ".tar.gz", ".tgz"]
        .iter()
        .any(|end| name.ends_with(end));
    if !path.is_dir() && !archive {
        return Ok(None);
    }
    match data::load(path, None, Split::Test) {
        Ok(images) => Ok(Some(images)),
        Err(DataError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn score(
    trainer: &Trainer,
    classifier: &Classifier,
    arguments: &Arguments,
) -> Result<Score, ScoreFailure> {
    let channels = trainer.gan().generator().input().len();
    let mut probabilities = Vec::new();
    for start in (0..arguments.samples).step_by(CHUNK) {
        let count = CHUNK.min(arguments.samples - start);
        let mut noise = vec![0.0; channels * count];
        for n in 0..count {
            // sample i has a stream of its own; the classifier's weights have number 0
            let number = 1 + (start + n) as u64;
            let mut stream = Stream::new(arguments.seed, Purpose::Metrics, number);
            (0..channels).for_each(|c| noise[c * count + n] = stream.normal());
        }
        let images = trainer.gan().generate(trainer.point(), &noise, count);
        probabilities.extend(classifier.probabilities(&images, count)?);
    }
    Ok(Score::of(&probabilities))
}

fn table(score: &Score) -> String {
    let row = |label: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|c| format!("{c:>6}")).collect();
        format!("  {label:<8}{cells}\n")
    };
    row("class", (0..CLASSES).map(|c| c.to_string()).collect())
        + &row(
            "samples",
            score.histogram.iter().map(usize::to_string).collect(),
        )
        + &format!(
            "  {} of {CLASSES} classes, mean confidence {:.3}, diversity {:.2} of {CLASSES}\n",
            score.classes(),
            score.mean_confidence,
            score.diversity
        )
}
