//! `gn_adaptive`: m ← ρm + (1 − ρ) v∘v, m₀ = 0, no bias correction; v̂ = v/(√m + ε);
//! p + hφ(‖v̂‖²) v̂, B built from v̂.
//!
//! v̂ is computed twice, in the reduction and in the update: cheaper than storing it.

use super::error::accept::{decay, not_negative};
use super::rmsprop::mean_square;
use super::work::{Partial, Work, check_finite, is_tame, report};
use super::{Float, GaussNewton, MethodError, Optimizer, Quantity, StepReport};
use crate::game::Field;
use crate::operator::{Dd, Factor, LANES, Scale, Wide, rows, scaled, unit_scale};
use crate::par;

/// p + hφ(‖v̂‖²) v̂.
pub(super) struct GnAdaptive<T> {
    core: GaussNewton,
    rule: Rule<T>,
    work: Work<T>,
    second: Vec<T>,
    taken: u64,
}

#[derive(Clone, Copy)]
struct Rule<T> {
    decay: T,
    eps: T,
}

impl<T: Float> Rule<T> {
    /// v̂ and the new m.
    #[inline(always)]
    fn direction(self, v: T, m: T) -> [T; 2] {
        let m = mean_square(self.decay, m, v);
        [v / (m.sqrt() + self.eps), m]
    }

    #[inline(always)]
    fn sweep(self, c: T, v: &[T], p: &mut [T], m: &mut [T]) {
        for ((p, m), &v) in p.iter_mut().zip(m).zip(v) {
            let [direction, new] = self.direction(v, *m);
            *p = c.times_add(direction, *p);
            *m = new;
        }
    }

    /// Σ(scale·v)², Σ(scale_hat·v̂)², and whether p and the new m are far from overflow.
    #[inline(always)]
    fn block(self, v: &[T], m: &[T], p: &[T], scales: [T; 2]) -> Partial {
        let mut sums = BlockSums {
            rule: self,
            scales,
            sums: [T::no_lanes(); 2],
            peaks: T::NO_PEAKS,
        };
        let short = v.len() % LANES;
        let ((v, last_v), (m, last_m), (p, last_p)) = (rows(v), rows(m), rows(p));
        for ((v, m), p) in v.iter().zip(m).zip(p) {
            sums.add([v, m, p], LANES);
        }
        sums.add([&last_v, &last_m, &last_p], short);
        Partial {
            sums: [
                T::total(&sums.sums[0]),
                T::total(&sums.sums[1]),
                Dd::default(),
            ],
            calm: T::are_calm(&sums.peaks),
        }
    }
}

struct BlockSums<T: Float> {
    rule: Rule<T>,
    scales: [T; 2],
    sums: [T::Lanes; 2],
    peaks: T::Peaks,
}

impl<T: Float> BlockSums<T> {
    /// A row of v, m, p with `len` elements; what fills it up would give 0/0 where ε = 0.
    #[inline(always)]
    fn add(&mut self, [v, m, p]: [&[T; LANES]; 3], len: usize) {
        let (mut hat, mut new) = ([T::zero(); LANES], [T::zero(); LANES]);
        for l in 0..LANES {
            [hat[l], new[l]] = self.rule.direction(v[l], m[l]);
        }
        hat[len..].fill(T::zero());
        let (v, hat) = (scaled(v, self.scales[0]), scaled(&hat, self.scales[1]));
        T::add_products(&mut self.sums[0], &v, &v);
        T::add_products(&mut self.sums[1], &hat, &hat);
        T::raise(&mut self.peaks, &new);
        T::raise(&mut self.peaks, p);
    }
}

impl<T: Float> GnAdaptive<T> {
    pub fn new(core: GaussNewton, [rho, eps]: [T; 2], work: Work<T>) -> Result<Self, MethodError> {
        Ok(Self {
            core,
            rule: Rule {
                decay: decay("rho", rho)?,
                eps: not_negative("eps", eps)?,
            },
            second: vec![T::zero(); work.n],
            work,
            taken: 0,
        })
    }

    fn sums(&mut self, p: &[T], scales: [T; 2]) -> Partial {
        let (rule, m) = (self.rule, &self.second);
        let mut sum = |k| {
            self.work.reduce(k, |v, r| {
                par::vectorised(
                    #[inline(always)]
                    || rule.block(v, &m[r.clone()], &p[r], scales),
                )
            })
        };
        sum(0).plus(sum(1))
    }

    /// ‖v‖², ‖v̂‖², and whether p and the new m are calm.
    fn norms(&mut self, p: &[T]) -> Result<([Wide; 2], bool), MethodError> {
        let part = self.sums(p, [T::one(); 2]);
        if let (Some(field), Some(direction), true) =
            (part.safe::<T>(0), part.safe::<T>(1), part.calm)
        {
            return Ok(([field, direction], true));
        }
        let field = check_finite(Quantity::Field, 0, self.work.v.iter().copied())?;
        check_finite(Quantity::Point, 0, p.iter().copied())?;
        let pairs = self.work.v.iter().zip(&self.second);
        let next = pairs.map(|(&v, &m)| self.rule.direction(v, m));
        let buffer = Quantity::Buffer("second_moment");
        check_finite(buffer, 0, next.clone().map(|[_, m]| m))?;
        let direction = check_finite(Quantity::Direction, 0, next.map(|[d, _]| d))?;
        let [(sv, kv), (sd, kd)] = [field, direction].map(|e| unit_scale::<T>(e.unwrap_or(0)));
        let part = self.sums(p, [sv, sd]);
        let [field, direction, _] = part.sums;
        Ok((
            [Wide::new(field, 2 * kv), Wide::new(direction, 2 * kd)],
            part.calm,
        ))
    }

    fn advance(&mut self, p: &mut [T], c: Wide, s: Wide, calm: bool) -> Result<(), MethodError> {
        let (rule, v, factor) = (self.rule, &self.work.v, Factor::<T>::of(c));
        match factor.plain() {
            Some(c) if calm && is_tame::<T>(factor.wide().abs() * s.sqrt()) => {
                par::for_block_pairs(p, &mut self.second, |range, [p, m]| {
                    par::vectorised(
                        #[inline(always)]
                        || rule.sweep(c, &v[range], p, m),
                    );
                });
            }
            _ => {
                let both = p.iter().zip(&self.second).zip(v);
                let all = both.map(|((&p, &m), &v)| factor.times_add(rule.direction(v, m)[0], p));
                check_finite(Quantity::NextPoint, 0, all)?;
                for ((p, m), &v) in p.iter_mut().zip(&mut self.second).zip(v) {
                    let [direction, new] = rule.direction(v, *m);
                    *p = factor.times_add(direction, *p);
                    *m = new;
                }
            }
        }
        Ok(())
    }
}

impl<T: Float> Optimizer<T> for GnAdaptive<T> {
    fn id(&self) -> &'static str {
        "gn_adaptive"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        let ([field, s], calm) = self.norms(p)?;
        let pairs = self.work.v.iter().zip(&self.second);
        let directions = pairs.map(|(&v, &m)| self.rule.direction(v, m)[0]);
        let phi = self.core.phi(s, directions);
        self.advance(p, self.core.step * phi, s, calm)?;
        self.taken += 1;
        Ok(report(losses, field, s, phi))
    }
    fn buffers(&self) -> Vec<(&'static str, &[T])> {
        vec![("second_moment", &self.second)]
    }
    fn buffers_mut(&mut self) -> Vec<(&'static str, &mut [T])> {
        vec![("second_moment", &mut self.second)]
    }
    fn steps_taken(&self) -> u64 {
        self.taken
    }
    fn set_steps_taken(&mut self, steps: u64) {
        self.taken = steps;
    }
}
