//! A trainer in a run directory: cadence, records, checkpoints.
//!
//! Order of writing at step k: rows up to k reach `metrics.csv` and the disk before the
//! checkpoint of k replaces the one before. So whatever instant a kill hits, the checkpoint's
//! rows are there; rows beyond it are dropped on resume, because those steps are taken again.
//!
//! A run holds the lock of its directory while it lives: a second one there is refused.

use super::checkpoint;
use super::curves::curves;
use super::directory::{
    self, CHECKPOINT, CONFIG, CURVES, METRICS, TIMING, TIMING_HEADER, kept_name, samples_name,
};
use super::record::{self, HEADER};
use super::watch::Watch;
use super::{Config, Observer, Options, Progress, TrainError, Trainer};
use crate::report::write_atomically;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long rows of metrics wait before they are written.
const PATIENCE: Duration = Duration::from_secs(1);

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All steps are taken.
    Finished,
    /// The observer asked to stop.
    Interrupted,
}

/// Where a run ended. Checkpoint and samples of that step are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Finished or interrupted.
    pub status: Status,
    /// Steps taken, those before a resume included.
    pub steps_done: u64,
    /// Wall time of this part of the run.
    pub elapsed: Duration,
}

/// A trainer in a run directory.
pub struct Run {
    trainer: Trainer,
    directory: PathBuf,
    pool: Arc<ThreadPool>,
    watch: Watch,
    rows: String,
    /// Steps that this part of the run started from.
    from: u64,
    started: Instant,
    written: Instant,
    /// The step of the checkpoint on disk.
    saved: Option<u64>,
    /// The checkpoint before it and its step: a step was taken from there, which nobody knows yet
    /// of the one on disk.
    before: Option<(u64, Vec<u8>)>,
    /// The step of the last sample grid.
    drawn: Option<u64>,
    /// Locked while this run lives.
    _lock: File,
}

impl Run {
    /// A new run in `out`, which must not exist, be empty, or hold a run that was killed before its
    /// first checkpoint; `None` for the first free
    /// `runs/<network>-<method>-<n>`.
    ///
    /// # Errors
    /// Settings and data that cannot be used (nothing is written then); an output directory that
    /// is in use or cannot be written.
    pub fn create(config: &Config, out: Option<&Path>) -> Result<Self, TrainError> {
        config.check()?;
        if let Some(out) = out {
            directory::check_free(out)?;
        }
        let pool = pool(config.threads)?;
        let trainer = pool.install(|| Trainer::new(config))?;
        let directory = match out {
            Some(out) => directory::claim(out)?,
            None => directory::claim_next(config.network, config.method)?,
        };
        let lock = directory::lock(&directory)?;
        // another gnash may have been faster
        directory::check_free(&directory)?;
        directory::sweep(&directory);
        write_atomically(&directory.join(CONFIG), config.to_json().as_bytes())?;
        write_atomically(&directory.join(METRICS), HEADER.as_bytes())?;
        write_atomically(&directory.join(TIMING), TIMING_HEADER.as_bytes())?;
        let mut run = Self::in_directory(trainer, directory, pool, lock);
        let pool = Arc::clone(&run.pool);
        pool.install(|| run.save().and_then(|()| run.draw()))?;
        Ok(run)
    }

    /// The state of the run in `directory` at its last checkpoint, to look at: nothing is written.
    ///
    /// # Errors
    /// `NotARun` if a file is missing; `Config`, `Checkpoint` if one is damaged or of another run;
    /// data that cannot be read any more.
    pub fn load(directory: &Path) -> Result<Trainer, TrainError> {
        let file = directory.join(CONFIG);
        let config = Config::from_json(&directory::read_text(directory, CONFIG)?, &file)?;
        let bytes = directory::read(directory, CHECKPOINT)?;
        let mut trainer = pool(config.threads)?.install(|| Trainer::new(&config))?;
        checkpoint::restore(&mut trainer, &bytes, &directory.join(CHECKPOINT))?;
        Ok(trainer)
    }

    /// The run in `directory`, at its last checkpoint. Of `options`, only length, cadence, threads
    /// and the path of the data may differ from what the run has; the data must be the same.
    ///
    /// # Errors
    /// `NotARun` if a file is missing; `InUse`; `Config`, `Checkpoint`, `Metrics` if one is damaged or of
    /// another run; `Conflict` for an option; `TooFewSteps`.
    pub fn resume(directory: &Path, options: &Options) -> Result<Self, TrainError> {
        let file = directory.join(CONFIG);
        // before the lock, which would leave a file where no run is
        directory::read(directory, CONFIG)?;
        let lock = directory::lock(directory)?;
        let old = Config::from_json(&directory::read_text(directory, CONFIG)?, &file)?;
        let config = old.resumed(options, directory)?;
        let bytes = directory::read(directory, CHECKPOINT)?;
        let metrics = directory::read_text(directory, METRICS)?;
        let pool = pool(config.threads)?;
        let mut trainer = pool.install(|| Trainer::new(&config))?;
        checkpoint::restore(&mut trainer, &bytes, &directory.join(CHECKPOINT))?;
        let (done, asked) = (trainer.steps_done(), trainer.steps());
        if asked < done {
            return Err(TrainError::TooFewSteps {
                directory: directory.into(),
                done,
                asked,
            });
        }
        directory::sweep(directory);
        let file = directory.join(METRICS);
        let (_, end) = record::read(&metrics, done, &file)?;
        if end < metrics.len() {
            write_atomically(&file, &metrics.as_bytes()[..end])?;
        }
        if config != old {
            write_atomically(&directory.join(CONFIG), config.to_json().as_bytes())?;
        }
        let timing = directory.join(TIMING);
        if !timing.exists() {
            write_atomically(&timing, TIMING_HEADER.as_bytes())?;
        }
        let mut run = Self::in_directory(trainer, directory.into(), pool, lock);
        run.saved = Some(done);
        Ok(run)
    }

    fn in_directory(trainer: Trainer, directory: PathBuf, pool: ThreadPool, lock: File) -> Self {
        let hyper = &trainer.config().hyper;
        Self {
            watch: Watch::new(hyper.form, hyper.lam),
            from: trainer.steps_done(),
            trainer,
            directory,
            pool: Arc::new(pool),
            rows: String::new(),
            started: Instant::now(),
            written: Instant::now(),
            saved: None,
            before: None,
            drawn: None,
            _lock: lock,
        }
    }

    /// The run directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The state.
    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// Takes all steps that are left, or those until the observer asks to stop.
    ///
    /// # Errors
    /// `NonFinite` and `NonFiniteLoss`, with the last finite state saved, and `NotSaved` if that
    /// could not be done; `Io` and `Report` if a result cannot be written.
    pub fn run(&mut self, observer: &mut dyn Observer) -> Result<Outcome, TrainError> {
        let pool = Arc::clone(&self.pool);
        pool.install(|| self.steps(observer))
    }

    fn steps(&mut self, observer: &mut dyn Observer) -> Result<Outcome, TrainError> {
        self.started = Instant::now();
        let steps = self.trainer.steps();
        observer.started(&self.directory, self.trainer.steps_done(), steps);
        let mut status = Status::Finished;
        while self.trainer.steps_done() < steps {
            if observer.wants_stop() {
                status = Status::Interrupted;
                break;
            }
            self.step(observer, steps)?;
        }
        self.finish()?;
        Ok(Outcome {
            status,
            steps_done: self.trainer.steps_done(),
            elapsed: self.started.elapsed(),
        })
    }

    fn step(&mut self, observer: &mut dyn Observer, steps: u64) -> Result<(), TrainError> {
        let record = match self.trainer.step() {
            Ok(record) => record,
            Err(error) => return Err(self.rescue(error)),
        };
        record.write(&mut self.rows);
        for warning in self.watch.look(&record) {
            observer.warned(&warning);
        }
        let record = &record;
        observer.stepped(Progress { record, steps });
        let config = self.trainer.config();
        let due = |every: u64| every > 0 && record.step.is_multiple_of(every);
        let (draw, save) = (due(config.sample_every), due(config.checkpoint_every));
        if draw {
            self.draw()?;
        }
        if save {
            self.save()?;
        } else if self.written.elapsed() > PATIENCE {
            self.write_rows()?;
        }
        Ok(())
    }

    /// Saves the last finite state and says in the error where.
    ///
    /// That state is finite and may be ruined all the same, so the last checkpoint that a step was
    /// taken from is kept beside it.
    fn rescue(&mut self, mut error: TrainError) -> TrainError {
        let kept = self.keep();
        let done = kept.and_then(|kept| self.finish().map(|()| kept));
        let path = match done {
            Ok(path) => path,
            Err(saving) => {
                return TrainError::NotSaved {
                    error: Box::new(error),
                    saving: Box::new(saving),
                };
            }
        };
        if let TrainError::NonFinite { saved, kept, .. }
        | TrainError::NonFiniteLoss { saved, kept, .. } = &mut error
        {
            *saved = Some(self.directory.join(CHECKPOINT));
            *kept = path;
        }
        error
    }

    /// Remembers the checkpoint on disk, if another step is about to replace it.
    fn remember(&mut self) {
        let here = self.trainer.steps_done();
        if let Some(step) = self.saved.filter(|&step| step != here)
            // gone: then there is nothing to lose
            && let Ok(bytes) = directory::read(&self.directory, CHECKPOINT)
        {
            self.before = Some((step, bytes));
        }
    }

    /// Writes the last checkpoint before this step under a name of its own.
    fn keep(&mut self) -> Result<Option<PathBuf>, TrainError> {
        self.remember();
        let Some((step, bytes)) = &self.before else {
            return Ok(None);
        };
        let path = self.directory.join(kept_name(*step));
        write_atomically(&path, bytes)?;
        Ok(Some(path))
    }

    /// Samples and checkpoint of the step that the run stands at, unless they are there.
    fn finish(&mut self) -> Result<(), TrainError> {
        let here = Some(self.trainer.steps_done());
        if self.drawn != here {
            self.draw()?;
        }
        if self.saved != here {
            return self.save();
        }
        // a kill may have hit between the checkpoint and its curves
        self.write_curves()
    }

    fn draw(&mut self) -> Result<(), TrainError> {
        let step = self.trainer.steps_done();
        let png = self.trainer.sample_grid()?;
        write_atomically(&self.directory.join(samples_name(step)), &png)?;
        self.drawn = Some(step);
        Ok(())
    }

    fn save(&mut self) -> Result<(), TrainError> {
        let step = self.trainer.steps_done();
        self.write_rows()?;
        self.remember();
        let bytes = self.trainer.checkpoint().to_bytes();
        write_atomically(&self.directory.join(CHECKPOINT), &bytes)?;
        self.saved = Some(step);
        self.write_curves()
    }

    fn write_curves(&self) -> Result<(), TrainError> {
        let step = self.trainer.steps_done();
        let metrics = directory::read_text(&self.directory, METRICS)?;
        let (records, _) = record::read(&metrics, step, &self.directory.join(METRICS))?;
        let svg = curves(self.trainer.config(), &records);
        Ok(write_atomically(
            &self.directory.join(CURVES),
            svg.as_bytes(),
        )?)
    }

    fn write_rows(&mut self) -> Result<(), TrainError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        directory::append(&self.directory.join(METRICS), &self.rows)?;
        self.rows.clear();
        self.written = Instant::now();
        let line = format!(
            "{},{},{:.3}\n",
            self.from,
            self.trainer.steps_done(),
            self.started.elapsed().as_secs_f64()
        );
        directory::append(&self.directory.join(TIMING), &line)
    }
}

fn pool(threads: Option<usize>) -> Result<ThreadPool, TrainError> {
    let threads = threads.unwrap_or(0);
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| TrainError::Threads {
            threads,
            problem: e.to_string(),
        })
}
