//! The Gauss-Newton step with Sherman–Morrison applied to v itself.
//!
//! A v = (v − v (vᵀv)/(λ + s))/λ is what the formula says before anybody sees that it collapses to
//! v/(λ + s). It is the same step in exact arithmetic; in floats its subtraction loses
//! κ = (λ + s)/λ. While that leaves a change of h by 10⁻⁴ visible it is a way to write the method;
//! beyond, it is a loss that its user wants to hear of.

use crate::oracle::rules::{self, Entry, Needs, Rule, Sums, direction};
use crate::scalar::Real;
use crate::spec::{Algebraic, Gn, GnAdaptive, Method};

/// What this way of writing the step is called.
pub(super) const PRINTED: &str = "Sherman-Morrison as printed: (v - v (v.v)/(lam + v.v))/lam";

/// κ u beyond this hides a change of h by 10⁻⁴, where |h d| is at least a hundredth of |p|.
pub(super) const LARGEST_LOSS: f64 = 1e-5;

/// |h d|/|p| below which the change of h need not show.
const SMALL_MOVE: f64 = 0.01;

/// Whose ‖v‖², and what stands around A v.
enum Around<S> {
    /// p + h A v, one A.
    Joint,
    /// p + h A v, one A per player.
    Block,
    /// p + h A v + β(p − p₋₁).
    Heavyball(S),
    /// p + h A v̂.
    Adaptive(GnAdaptive<S>),
}

/// The step as printed, and collapsed where that would lose too much.
struct Printed<S: Real> {
    usual: Box<dyn Rule<S>>,
    core: Gn<S>,
    around: Around<S>,
    limit: f64,
}

/// The rule of a method that applies A to v itself, written out; `None` for the others.
pub(super) fn printed<S: Real>(method: &Method<S>, limit: f64) -> Option<Box<dyn Rule<S>>> {
    let (core, around) = match method {
        Method::Algebraic(Algebraic::Gn(one)) => (*one, Around::Joint),
        Method::Algebraic(Algebraic::GnBlock(one)) => (one.core, Around::Block),
        Method::Algebraic(Algebraic::GnHeavyball(one)) => {
            (one.core, Around::Heavyball(one.momentum))
        }
        Method::GnAdaptive(one) => (one.core, Around::Adaptive(*one)),
        _ => return None,
    };
    Some(Box::new(Printed {
        usual: rules::rule(method)?,
        core,
        around,
        limit,
    }))
}

impl<S: Real> Printed<S> {
    /// Whether κ |h d| is more than the limit allows of |h d|, or of |p|/100 where that is more.
    fn loses_too_much(&self, s: S, v: S, p: S) -> bool {
        let kappa = ((self.core.damping + s) / self.core.damping).to_f64();
        let moved = (self.core.step * direction(&self.core, s, v))
            .to_f64()
            .abs();
        kappa * moved > self.limit * moved.max(SMALL_MOVE * p.to_f64().abs())
    }

    /// h A v, one entry of it.
    fn step(&self, s: S, v: S) -> S {
        // h A v = h ((v − v (s/(λ + s)))/λ [− v])
        self.core.step * rules::printed(&self.core, s, v)
    }
}

impl<S: Real> Rule<S> for Printed<S> {
    fn memory(&self) -> usize {
        self.usual.memory()
    }
    fn sums(&self) -> usize {
        self.usual.sums()
    }
    fn needs(&self, k: usize) -> Needs {
        self.usual.needs(k)
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        self.usual.gather(k, entry, terms);
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let s = match self.around {
            Around::Block => sums.of(entry.player)[0],
            _ => sums.total(0),
        };
        let v = match &self.around {
            Around::Adaptive(one) => entry.v / (entry.memory[0].sqrt() + one.eps),
            _ => entry.v,
        };
        if self.loses_too_much(s, v, entry.p) {
            return self.usual.advance(k, sums, entry);
        }
        match &self.around {
            Around::Joint | Around::Block | Around::Adaptive(_) => entry.p + self.step(s, v),
            Around::Heavyball(momentum) => {
                let previous = if k == 0 { entry.p } else { entry.memory[0] };
                entry.memory[0] = entry.p;
                entry.p + (self.step(s, v) + *momentum * (entry.p - previous))
            }
        }
    }
}
