//! `adam` and `rmsprop`.

use super::{Entry, Rule, Sums, own};
use crate::scalar::Real;
use crate::spec::{Adam, Rmsprop};

/// βm + (1 − β)v².
pub(super) fn mean_square<S: Real>(mean: S, v: S, decay: S) -> S {
    decay * mean + (S::one() - decay) * v.square()
}

/// m ← β₁m + (1 − β₁)v, q ← β₂q + (1 − β₂)v²; p + h m̂/(√q̂ + ε), m̂ = m/(1 − β₁ᵗ),
/// q̂ = q/(1 − β₂ᵗ), t = k + 1. Memory: m, q.
impl<S: Real> Rule<S> for Adam<S> {
    fn memory(&self) -> usize {
        2
    }
    fn advance(&self, k: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let (beta1, beta2) = (self.beta1, self.beta2);
        let mean = beta1 * entry.memory[0] + (S::one() - beta1) * entry.v;
        let squares = mean_square(entry.memory[1], entry.v, beta2);
        entry.memory.copy_from_slice(&[mean, squares]);
        let mean = mean / (S::one() - num_traits::pow(beta1, k + 1));
        let squares = squares / (S::one() - num_traits::pow(beta2, k + 1));
        entry.p + own(&self.steps, entry.player) * (mean / (squares.sqrt() + self.eps))
    }
}

/// m ← ρm + (1 − ρ)v², p + h v/(√m + ε). Memory: m.
impl<S: Real> Rule<S> for Rmsprop<S> {
    fn memory(&self) -> usize {
        1
    }
    fn advance(&self, _: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        entry.memory[0] = mean_square(entry.memory[0], entry.v, self.decay);
        entry.p + self.step * (entry.v / (entry.memory[0].sqrt() + self.eps))
    }
}
