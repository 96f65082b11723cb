//! Training a GAN: settings, the loop, checkpoints, records, the run directory.
//!
//! * [`Options`] are what a user gave; [`Config`] is all that a run needs, defaults filled in
//!   from one table ([`defaults`]);
//! * [`Trainer`] holds a run in memory and takes one step at a time;
//! * [`Run`] is a trainer in a run directory: cadence, checkpoints, sample grids, metrics;
//! * [`Observer`] is told what happens and may ask to stop; the library itself prints nothing.
//!
//! Everything random in step k is a function of (seed, purpose, k) and everything else is in the
//! checkpoint, so k steps, a stop, and n − k more give the bytes of n steps in one go, on any
//! number of threads. Wall times go to `timing.csv` only, which is left out of that promise.
//!
//! Left out: schedules of h, evaluation metrics, training on more than one machine.
//!
//! # Examples
//! ```
//! use gnash::train::{Config, Options, Data, Trainer};
//! let options = Options {
//!     data: Some(Data::Embedded { images: 8 }),
//!     batch: Some(4),
//!     width: Some(0.05),
//!     ..Options::default()
//! };
//! let mut trainer = Trainer::new(&Config::new(&options)?)?;
//! let record = trainer.step()?;
//! assert_eq!((record.step, trainer.steps_done()), (1, 1));
//! assert!(record.field_norm_sq > 0.0);
//! # Ok::<(), gnash::train::TrainError>(())
//! ```

mod checkpoint;
mod config;
mod curves;
mod defaults;
mod directory;
mod error;
mod hyper;
mod memory;
mod observer;
mod record;
mod run;
mod trainer;
mod watch;

pub use config::{Config, Data, Length, Options};
pub use defaults::{Defaults, defaults};
pub use directory::{CHECKPOINT, CONFIG, CURVES, LOCK, METRICS, TIMING, kept_name, samples_name};
pub use error::{ErrorKind, TrainError};
pub use hyper::{Hyper, MethodId};
pub use observer::{Observer, Progress, Silent};
pub use record::Record;
pub use run::{Outcome, Run, Status};
pub use trainer::{SAMPLE_COLUMNS, SAMPLES, Trainer};
pub use watch::Warning;
