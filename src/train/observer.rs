//! Who is told what happens in a run.

use super::{Record, Warning};
use std::path::Path;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a> {
    /// The step just taken.
    pub record: &'a Record,
    /// The last step of this run.
    pub steps: u64,
}

/// Is told what happens in a run, between its steps.
pub trait Observer: Send {
    /// The run starts after `done` of `steps` steps, in `directory`.
    fn started(&mut self, directory: &Path, done: u64, steps: u64) {
        let _ = (directory, done, steps);
    }

    /// A step was taken.
    fn stepped(&mut self, progress: Progress<'_>) {
        let _ = progress;
    }

    /// Something the user should know.
    fn warned(&mut self, warning: &Warning) {
        let _ = warning;
    }

    /// Asked before every step: whether to write a checkpoint and stop instead.
    fn wants_stop(&self) -> bool {
        false
    }
}

/// Hears nothing and never stops a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
