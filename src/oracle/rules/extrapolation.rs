//! `eg`, `ogda` and `eftp`.

use super::{Entry, Needs, Rule, Sums, own};
use crate::scalar::Real;
use crate::spec::{Eftp, Eg, Ogda};

/// q = p + h v(p), p + h v(q).
impl<S: Real> Rule<S> for Eg<S> {
    fn needs(&self, _: usize) -> Needs {
        Needs { v: true, mid: true }
    }
    fn middle(&self, _: usize, entry: &Entry<'_, S>) -> S {
        entry.p + own(&self.steps, entry.player) * entry.v
    }
    fn advance(&self, _: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        entry.p + own(&self.steps, entry.player) * entry.mid
    }
}

/// p + 2h v_k − h v_{k−1}, v₋₁ = v₀. Memory: v_{k−1}.
impl<S: Real> Rule<S> for Ogda<S> {
    fn memory(&self) -> usize {
        1
    }
    fn advance(&self, k: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let h = own(&self.steps, entry.player);
        let previous = if k == 0 { entry.v } else { entry.memory[0] };
        entry.memory[0] = entry.v;
        entry.p + (S::from_i64(2) * h * entry.v - h * previous)
    }
}

/// q = p + h v(q₋₁), p + h v(q); the first q is p₀ + h v(p₀). Memory: v(q₋₁).
impl<S: Real> Rule<S> for Eftp<S> {
    fn memory(&self) -> usize {
        1
    }
    fn needs(&self, k: usize) -> Needs {
        Needs {
            v: k == 0,
            mid: true,
        }
    }
    fn middle(&self, k: usize, entry: &Entry<'_, S>) -> S {
        let past = if k == 0 { entry.v } else { entry.memory[0] };
        entry.p + own(&self.steps, entry.player) * past
    }
    fn advance(&self, _: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        entry.memory[0] = entry.mid;
        entry.p + own(&self.steps, entry.player) * entry.mid
    }
}
