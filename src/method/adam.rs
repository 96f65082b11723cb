//! `adam` with bias correction, ε outside the root:
//! m ← β₁m + (1 − β₁)v, s ← β₂s + (1 − β₂)v∘v, p + h m̂/(√ŝ + ε).
//!
//! The update is a single pass; before it, a read-only pass over v and p makes sure that the
//! step cannot fail half-way (and gives ‖v‖²).
//!
//! Evaluated as p + (a m)/(b√s + ε) with a = h/(1 − β₁ᵗ), b = 1/√(1 − β₂ᵗ): a step whose a or a m
//! leaves the range of the scalar is refused, even where the quotient would be back in it.

use super::error::accept::{decay, not_negative, positive};
use super::rmsprop::mean_square;
use super::work::{Norms, Work, check_finite, is_tame, plain_report};
use super::{Float, MethodError, Optimizer, Quantity, StepReport};
use crate::game::Field;
use crate::operator::Wide;
use crate::par;
use crate::spec::Steps;

/// p + h m̂/(√ŝ + ε).
pub(super) struct Adam<T> {
    steps: [T; 2],
    beta1: T,
    beta2: T,
    eps: T,
    work: Work<T>,
    first: Vec<T>,
    second: Vec<T>,
    /// A bound on |mᵢ|; `None` after the caller may have written the buffers.
    bound: Option<Wide>,
    taken: u64,
}

/// One player's update at step t: m̂/(√ŝ + ε) = a m/(b √s + ε).
#[derive(Clone, Copy)]
struct Rule<T> {
    beta1: T,
    beta2: T,
    /// h/(1 − β₁ᵗ).
    a: T,
    /// 1/√(1 − β₂ᵗ).
    b: T,
    eps: T,
}

impl<T: Float> Rule<T> {
    /// The new p, m and s.
    #[inline(always)]
    fn next(self, v: T, p: T, m: T, s: T) -> [T; 3] {
        let m = self.beta1.fused(m, (T::one() - self.beta1) * v);
        let s = mean_square(self.beta2, s, v);
        [p + self.a * m / self.b.fused(s.sqrt(), self.eps), m, s]
    }

    #[inline(always)]
    fn sweep(self, v: &[T], [p, m, s]: [&mut [T]; 3]) {
        for (((p, m), s), &v) in p.iter_mut().zip(m).zip(s).zip(v) {
            [*p, *m, *s] = self.next(v, *p, *m, *s);
        }
    }
}

impl<T: Float> Adam<T> {
    pub fn new(
        steps: Steps<T>,
        [beta1, beta2, eps]: [T; 3],
        work: Work<T>,
    ) -> Result<Self, MethodError> {
        Ok(Self {
            steps: [positive("hx", steps.x)?, positive("hy", steps.y)?],
            beta1: decay("beta1", beta1)?,
            beta2: decay("beta2", beta2)?,
            eps: not_negative("eps", eps)?,
            first: vec![T::zero(); work.n],
            second: vec![T::zero(); work.n],
            work,
            bound: Some(Wide::ZERO),
            taken: 0,
        })
    }

    /// Both players' rules at this step.
    fn rules(&self) -> [Rule<T>; 2] {
        let t = self.taken + 1;
        let left = |beta: T| Wide::one() - Wide::of(beta.to_f64()).powi(t);
        let b = Wide::one() / left(self.beta2).sqrt();
        self.steps.map(|h| Rule {
            beta1: self.beta1,
            beta2: self.beta2,
            a: T::constant((Wide::of(h.to_f64()) / left(self.beta1)).to_f64()),
            b: T::constant(b.to_f64()),
            eps: self.eps,
        })
    }

    /// Bound on the new |mᵢ|: a convex combination of the old one and ‖v‖, with room for rounding.
    fn new_bound(&self, norms: &Norms) -> Result<(Wide, bool), MethodError> {
        let old = match self.bound {
            Some(bound) => bound,
            None => {
                let first = self.first.iter().copied();
                check_finite(Quantity::Buffer("first_moment"), 0, first)?
                    .map_or(Wide::ZERO, Wide::power_of_two)
            }
        };
        let (beta, room) = (Wide::of(self.beta1.to_f64()), Wide::of(1.0 + 1e-6));
        let bound = (beta * old + (Wide::one() - beta) * norms.total().sqrt()) * room;
        Ok((bound, self.bound.is_some()))
    }

    /// No entry can overflow: v² is small, and so are a|m|, which the rule forms first, and a|m|/ε.
    fn cannot_fail(&self, norms: &Norms, bound: Wide, rules: &[Rule<T>; 2]) -> bool {
        let (eps, [a, b]) = (self.eps.to_f64(), rules.map(|rule| rule.a.to_f64()));
        // h/(1 − β₁ᵗ) may be beyond the range, and Wide holds finite numbers only
        if !(norms.calm && eps > 0.0 && a.is_finite() && b.is_finite()) {
            return false;
        }
        let tame = |change| is_tame::<T>(change);
        let numerator = (Wide::of(a) + Wide::of(b)) * bound;
        tame(norms.total()) && tame(numerator) && tame(numerator / Wide::of(eps))
    }

    fn check(&self, p: &[T], rules: &[Rule<T>; 2]) -> Result<(), MethodError> {
        let next = (0..p.len()).map(|i| {
            let rule = rules[usize::from(i >= self.work.nx)];
            rule.next(self.work.v[i], p[i], self.first[i], self.second[i])
        });
        let second = Quantity::Buffer("second_moment");
        check_finite(second, 0, self.second.iter().copied())?;
        check_finite(
            Quantity::Buffer("first_moment"),
            0,
            next.clone().map(|x| x[1]),
        )?;
        check_finite(second, 0, next.clone().map(|x| x[2]))?;
        check_finite(Quantity::NextPoint, 0, next.map(|x| x[0]))?;
        Ok(())
    }
}

impl<T: Float> Optimizer<T> for Adam<T> {
    fn id(&self) -> &'static str {
        "adam"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        let norms = self.work.norms(p)?;
        let rules = self.rules();
        let (bound, trusted) = self.new_bound(&norms)?;
        if !(trusted && self.cannot_fail(&norms, bound, &rules)) {
            self.check(p, &rules)?;
        }
        for (range, rule) in self.work.players().into_iter().zip(rules) {
            let v = &self.work.v[range.clone()];
            let (m, s) = (
                &mut self.first[range.clone()],
                &mut self.second[range.clone()],
            );
            par::for_block_triples(&mut p[range], m, s, |r, block| {
                par::vectorised(
                    #[inline(always)]
                    || rule.sweep(&v[r], block),
                );
            });
        }
        self.bound = Some(bound);
        self.taken += 1;
        Ok(plain_report(losses, norms.total()))
    }
    fn buffers(&self) -> Vec<(&'static str, &[T])> {
        vec![
            ("first_moment", &self.first),
            ("second_moment", &self.second),
        ]
    }
    fn buffers_mut(&mut self) -> Vec<(&'static str, &mut [T])> {
        self.bound = None;
        vec![
            ("first_moment", &mut self.first),
            ("second_moment", &mut self.second),
        ]
    }
    fn steps_taken(&self) -> u64 {
        self.taken
    }
    fn set_steps_taken(&mut self, steps: u64) {
        self.taken = steps;
    }
}
