//! `rmsprop` as torch has it: m ← ρm + (1 − ρ) v∘v; p + h v/(√m + ε).
//!
//! The update is a single pass; before it, a read-only pass over v and p makes sure that the
//! step cannot fail half-way (and gives ‖v‖²).

use super::error::accept::{decay, not_negative, positive};
use super::work::{Norms, Work, check_finite, is_tame, plain_report};
use super::{Float, MethodError, Optimizer, Quantity, StepReport};
use crate::game::Field;
use crate::operator::Wide;
use crate::par;

/// p + h v/(√m + ε).
pub(super) struct Rmsprop<T> {
    rule: Rule<T>,
    work: Work<T>,
    second: Vec<T>,
    /// Whether `second` is known to be finite: false after the caller may have written it.
    trusted: bool,
    taken: u64,
}

#[derive(Clone, Copy)]
struct Rule<T> {
    step: T,
    decay: T,
    eps: T,
}

/// ρm + (1 − ρ)v².
#[inline(always)]
pub(super) fn mean_square<T: Float>(rho: T, m: T, v: T) -> T {
    rho.fused(m, (T::one() - rho) * (v * v))
}

impl<T: Float> Rule<T> {
    /// The new p and m.
    #[inline(always)]
    fn next(self, v: T, p: T, m: T) -> [T; 2] {
        let m = mean_square(self.decay, m, v);
        [self.step.fused(v / (m.sqrt() + self.eps), p), m]
    }

    #[inline(always)]
    fn sweep(self, v: &[T], p: &mut [T], m: &mut [T]) {
        for ((p, m), &v) in p.iter_mut().zip(m).zip(v) {
            [*p, *m] = self.next(v, *p, *m);
        }
    }
}

impl<T: Float> Rmsprop<T> {
    pub fn new(step: T, [rho, eps]: [T; 2], work: Work<T>) -> Result<Self, MethodError> {
        let rule = Rule {
            step: positive("h", step)?,
            decay: decay("rho", rho)?,
            eps: not_negative("eps", eps)?,
        };
        Ok(Self {
            rule,
            second: vec![T::zero(); work.n],
            work,
            trusted: true,
            taken: 0,
        })
    }

    /// No entry can overflow: v² is small, and h|v|/ε is.
    ///
    /// The quotient that the rule forms first is no larger than 1/√(1 − ρ) while (1 − ρ)v² is a
    /// normal number, and where it underflows |v| is so small that |v|/ε is in the range for any ε.
    fn cannot_fail(&self, norms: &Norms) -> bool {
        let (step, eps) = (self.rule.step.to_f64(), self.rule.eps.to_f64());
        let length = norms.total().sqrt();
        let tame = |change| is_tame::<T>(change);
        let below = |x: Wide| eps > 0.0 && tame(x / Wide::of(eps));
        self.trusted && norms.calm && tame(norms.total()) && below(Wide::of(step) * length)
    }

    fn check(&self, p: &[T]) -> Result<(), MethodError> {
        let (rule, v) = (self.rule, &self.work.v);
        let all = p.iter().zip(v).zip(&self.second);
        let next = all.map(|((&p, &v), &m)| rule.next(v, p, m));
        let buffer = Quantity::Buffer("second_moment");
        check_finite(buffer, 0, self.second.iter().copied())?;
        check_finite(buffer, 0, next.clone().map(|[_, m]| m))?;
        check_finite(Quantity::NextPoint, 0, next.map(|[p, _]| p))?;
        Ok(())
    }
}

impl<T: Float> Optimizer<T> for Rmsprop<T> {
    fn id(&self) -> &'static str {
        "rmsprop"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        let norms = self.work.norms(p)?;
        if !self.cannot_fail(&norms) {
            self.check(p)?;
        }
        let (rule, v) = (self.rule, &self.work.v);
        par::for_block_pairs(p, &mut self.second, |range, [p, m]| {
            par::vectorised(
                #[inline(always)]
                || rule.sweep(&v[range], p, m),
            );
        });
        self.trusted = true;
        self.taken += 1;
        Ok(plain_report(losses, norms.total()))
    }
    fn buffers(&self) -> Vec<(&'static str, &[T])> {
        vec![("second_moment", &self.second)]
    }
    fn buffers_mut(&mut self) -> Vec<(&'static str, &mut [T])> {
        self.trusted = false;
        vec![("second_moment", &mut self.second)]
    }
    fn steps_taken(&self) -> u64 {
        self.taken
    }
    fn set_steps_taken(&mut self, steps: u64) {
        self.taken = steps;
    }
}
