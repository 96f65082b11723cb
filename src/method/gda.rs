//! `gda`: simultaneous gradient descent ascent, p + h v.

use super::error::accept::positive;
use super::work::{Work, plain_report};
use super::{Float, MethodError, Optimizer, StepReport};
use crate::game::Field;
use crate::operator::Wide;
use crate::spec::Steps;

/// p + h v with one h per player.
pub(super) struct Gda<T> {
    steps: [Wide; 2],
    work: Work<T>,
    taken: u64,
}

impl<T: Float> Gda<T> {
    pub fn new(steps: Steps<T>, work: Work<T>) -> Result<Self, MethodError> {
        let hx = positive("hx", steps.x)?.to_f64();
        let hy = positive("hy", steps.y)?.to_f64();
        Ok(Self {
            steps: [Wide::of(hx), Wide::of(hy)],
            work,
            taken: 0,
        })
    }
}

impl<T: Float> Optimizer<T> for Gda<T> {
    fn id(&self) -> &'static str {
        "gda"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        let norms = self.work.norms(p)?;
        self.work.advance(p, self.steps, &norms)?;
        self.taken += 1;
        Ok(plain_report(losses, norms.total()))
    }
    fn buffers(&self) -> Vec<(&'static str, &[T])> {
        Vec::new()
    }
    fn buffers_mut(&mut self) -> Vec<(&'static str, &mut [T])> {
        Vec::new()
    }
    fn steps_taken(&self) -> u64 {
        self.taken
    }
    fn set_steps_taken(&mut self, steps: u64) {
        self.taken = steps;
    }
}
