//! `gn`: Gauss-Newton, p + h A v with A v = φ(‖v‖²) v.
//!
//! The collapse B⁻¹v = v/(λ + s) makes the step a descent–ascent step of length hφ(s).

use super::work::{Work, report};
use super::{Float, GaussNewton, MethodError, Optimizer, StepReport};
use crate::game::Field;

/// p + hφ(‖v‖²) v.
pub(super) struct Gn<T> {
    core: GaussNewton,
    work: Work<T>,
    taken: u64,
}

impl<T: Float> Gn<T> {
    pub fn new(core: GaussNewton, work: Work<T>) -> Self {
        Self {
            core,
            work,
            taken: 0,
        }
    }
}

impl<T: Float> Optimizer<T> for Gn<T> {
    fn id(&self) -> &'static str {
        "gn"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        let norms = self.work.norms(p)?;
        let s = norms.total();
        let phi = self.core.phi(s, self.work.v.iter().copied());
        self.work.advance(p, [self.core.step * phi; 2], &norms)?;
        self.taken += 1;
        Ok(report(losses, s, s, phi))
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
