//! The Gauss-Newton family: B = λI + v vᵀ, A = B⁻¹ or B⁻¹ − I.

use super::mean_square::mean_square;
use super::{Entry, Rule, Sums};
use crate::scalar::Real;
use crate::spec::Numerator;
use crate::spec::{Form, Fraction, Gn, GnAdaptive, GnBlock, GnEma, GnHeavyball, GnPublished};

/// A v = φ v with φ = 1/(λ + s) or 1/(λ + s) − 1, s = ‖v‖²: one entry of it.
pub(in crate::oracle) fn direction<S: Real>(params: &Gn<S>, s: S, v: S) -> S {
    let inverse = S::one() / (params.damping + s);
    match params.form {
        Form::Inverse => inverse * v,
        Form::InverseMinusIdentity => (inverse - S::one()) * v,
    }
}

/// A w for a w of its own: (w − v (vᵀw)/(λ + s))/λ, less w in the second form. One entry of it.
fn precondition<S: Real>(params: &Gn<S>, s: S, dot: S, v: S, w: S) -> S {
    let inverse = (w - v * (dot / (params.damping + s))) / params.damping;
    match params.form {
        Form::Inverse => inverse,
        Form::InverseMinusIdentity => inverse - w,
    }
}

/// A v as Sherman–Morrison has it: (v − v s/(λ + s))/λ, less v in the second form, s = ‖v‖². One
/// entry of it.
pub(in crate::oracle) fn printed<S: Real>(params: &Gn<S>, s: S, v: S) -> S {
    let inverse = (v - v * s.share(params.damping)) / params.damping;
    match params.form {
        Form::Inverse => inverse,
        Form::InverseMinusIdentity => inverse - v,
    }
}

/// p + h A v. Sum: ‖v‖².
impl<S: Real> Rule<S> for Gn<S> {
    fn sums(&self) -> usize {
        1
    }
    fn gather(&self, _: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        terms[0] = entry.v.square();
    }
    fn advance(&self, _: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        entry.p + self.step * direction(self, sums.total(0), entry.v)
    }
}

/// p + h A v with one A per player, from his own ‖v‖².
impl<S: Real> Rule<S> for GnBlock<S> {
    fn sums(&self) -> usize {
        1
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        self.core.gather(k, entry, terms);
    }
    fn advance(&self, _: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let own = sums.of(entry.player)[0];
        entry.p + self.core.step * direction(&self.core, own, entry.v)
    }
}

/// p + h A v + β(p − p₋₁), p₋₁ = p₀ at first. Sum: ‖v‖². Memory: p₋₁.
impl<S: Real> Rule<S> for GnHeavyball<S> {
    fn memory(&self) -> usize {
        1
    }
    fn sums(&self) -> usize {
        1
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        self.core.gather(k, entry, terms);
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let previous = if k == 0 { entry.p } else { entry.memory[0] };
        entry.memory[0] = entry.p;
        let descent = self.core.step * direction(&self.core, sums.total(0), entry.v);
        entry.p + (descent + self.momentum * (entry.p - previous))
    }
}

/// m ← βm + (1 − β)v, p + h A m with B from v. Sums: ‖v‖², vᵀm. Memory: m.
impl<S: Real> Rule<S> for GnEma<S> {
    fn memory(&self) -> usize {
        1
    }
    fn sums(&self) -> usize {
        2
    }
    fn gather(&self, _: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        entry.memory[0] = self.decay * entry.memory[0] + (S::one() - self.decay) * entry.v;
        terms[0] = entry.v.square();
        terms[1] = entry.v * entry.memory[0];
    }
    fn advance(&self, _: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let (s, dot) = (sums.total(0), sums.total(1));
        entry.p + self.core.step * precondition(&self.core, s, dot, entry.v, entry.memory[0])
    }
}

impl<S: Real> GnAdaptive<S> {
    /// v̂ = v/(√m + ε), once m is that of this step.
    fn normalised(&self, entry: &Entry<'_, S>) -> S {
        entry.v / (entry.memory[0].sqrt() + self.eps)
    }
}

/// m ← ρm + (1 − ρ)v², v̂ = v/(√m + ε), p + h φ(‖v̂‖²) v̂. Sum: ‖v̂‖². Memory: m.
impl<S: Real> Rule<S> for GnAdaptive<S> {
    fn memory(&self) -> usize {
        1
    }
    fn sums(&self) -> usize {
        1
    }
    fn gather(&self, _: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        entry.memory[0] = mean_square(entry.memory[0], entry.v, self.decay);
        terms[0] = self.normalised(entry).square();
    }
    fn advance(&self, _: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let direction = direction(&self.core, sums.total(0), self.normalised(entry));
        entry.p + self.core.step * direction
    }
}

impl<S: Real> GnPublished<S> {
    /// (ĝ, u) with g = −v, ĝ = g or g/(√m + ε), u = √(h/λ) ĝ, once m is that of this step.
    fn vectors(&self, entry: &Entry<'_, S>) -> (S, S) {
        let g = if self.normalise {
            -entry.v / (entry.memory[0].sqrt() + Fraction(1, 10_000_000).to())
        } else {
            -entry.v
        };
        (g, (self.step / self.damping).sqrt() * g)
    }
}

/// p + h[(ĝ − u(uᵀĝ)/(1 + uᵀu))/√λ − ĝ], or u(uᵀu). Sums: uᵀĝ, uᵀu. Memory: m.
impl<S: Real> Rule<S> for GnPublished<S> {
    fn memory(&self) -> usize {
        usize::from(self.normalise)
    }
    fn sums(&self) -> usize {
        2
    }
    fn gather(&self, _: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        if self.normalise {
            entry.memory[0] = mean_square(entry.memory[0], entry.v, Fraction(99, 100).to());
        }
        let (g, u) = self.vectors(entry);
        terms[0] = u * g;
        terms[1] = u.square();
    }
    fn advance(&self, _: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let (g, u) = self.vectors(entry);
        let square = sums.total(1);
        let product = match self.numerator {
            Numerator::G => sums.total(0),
            Numerator::U => square,
        };
        let inverse = (g - u * (product / (S::one() + square))) / self.damping.sqrt();
        entry.p + self.step * (inverse - g)
    }
}
