//! `gn_block`: Gauss-Newton with one B per player: each moves by hφ(‖v_k‖²) v_k.

use super::work::{Work, report};
use super::{Float, GaussNewton, MethodError, Optimizer, StepReport};
use crate::game::Field;

/// x + hφ(‖vₓ‖²) vₓ, y + hφ(‖vᵧ‖²) vᵧ.
pub(super) struct GnBlock<T> {
    core: GaussNewton,
    work: Work<T>,
    taken: u64,
}

impl<T: Float> GnBlock<T> {
    pub fn new(core: GaussNewton, work: Work<T>) -> Self {
        Self {
            core,
            work,
            taken: 0,
        }
    }
}

impl<T: Float> Optimizer<T> for GnBlock<T> {
    fn id(&self) -> &'static str {
        "gn_block"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        let norms = self.work.norms(p)?;
        let fields = self.work.players().map(|range| &self.work.v[range]);
        let phi = [0, 1].map(|k| {
            let entries = fields[k].iter().copied();
            self.core.phi(norms.squares[k], entries)
        });
        let c = phi.map(|phi| self.core.step * phi);
        self.work.advance(p, c, &norms)?;
        self.taken += 1;
        // the smaller φ: a player that goes against its field must not hide behind the other
        let shown = usize::from(!(phi[0] - phi[1]).is_not_positive());
        let (s, phi) = (norms.squares[shown], phi[shown]);
        Ok(report(losses, norms.total(), s, phi))
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
