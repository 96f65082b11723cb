//! `gda`, `ttur`, `sgd_momentum` and `lookahead`.

use super::{Entry, Rule, Sums, own};
use crate::scalar::Real;
use crate::spec::{Gda, Lookahead, SgdMomentum, Ttur};

/// p + h v.
impl<S: Real> Rule<S> for Gda<S> {
    fn advance(&self, _: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        entry.p + own(&self.steps, entry.player) * entry.v
    }
}

/// p + h v, with hx and hy.
impl<S: Real> Rule<S> for Ttur<S> {
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        Gda { steps: self.steps }.advance(k, sums, entry)
    }
}

/// m ← βm + v, p + h m. Memory: m.
impl<S: Real> Rule<S> for SgdMomentum<S> {
    fn memory(&self) -> usize {
        1
    }
    fn advance(&self, _: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        entry.memory[0] = self.momentum * entry.memory[0] + entry.v;
        entry.p + self.step * entry.memory[0]
    }
}

/// p + h v; every k steps slow ← slow + α(p − slow), p ← slow. Memory: the slow point, p₀ at first.
impl<S: Real> Rule<S> for Lookahead<S> {
    fn memory(&self) -> usize {
        1
    }
    fn advance(&self, k: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        if k == 0 {
            entry.memory[0] = entry.p;
        }
        let fast = entry.p + self.step * entry.v;
        if !(k + 1).is_multiple_of(self.inner) {
            return fast;
        }
        let slow = entry.memory[0];
        entry.memory[0] = slow + self.interpolation * (fast - slow);
        entry.memory[0]
    }
}
