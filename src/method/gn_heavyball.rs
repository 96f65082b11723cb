//! `gn_heavyball`: heavy ball around Gauss-Newton, p + h A v + β(p − p₋₁), p₋₁ = p₀ at the start.

use super::error::accept::finite;
use super::work::{Norms, Partial, Work, block_norm, check_finite, is_tame, report};
use super::{Float, GaussNewton, MethodError, Optimizer, Quantity, StepReport};
use crate::game::Field;
use crate::operator::{Factor, LANES, Scale, Wide, rows};
use crate::par;

/// p + hφ(‖v‖²) v + β(p − p₋₁).
pub(super) struct GnHeavyball<T> {
    core: GaussNewton,
    momentum: T,
    work: Work<T>,
    /// p₋₁; p itself while no step has been taken.
    previous: Vec<T>,
    taken: u64,
}

impl<T: Float> GnHeavyball<T> {
    pub fn new(core: GaussNewton, momentum: T, work: Work<T>) -> Result<Self, MethodError> {
        Ok(Self {
            core,
            momentum: finite("beta", momentum)?,
            previous: vec![T::zero(); work.n],
            work,
            taken: 0,
        })
    }

    fn advance(&mut self, p: &mut [T], c: Wide, beta: T, norms: &Norms) -> Result<(), MethodError> {
        let (factor, v) = (Factor::<T>::of(c), &self.work.v);
        let change = c.abs() * norms.total().sqrt();
        match factor.plain() {
            Some(c) if norms.calm && is_tame::<T>(change) => {
                par::for_block_pairs(p, &mut self.previous, |range, [p, previous]| {
                    par::vectorised(
                        #[inline(always)]
                        || roll(p, previous, &v[range], c, beta),
                    );
                });
            }
            _ => {
                let previous = self.previous.iter().copied();
                check_finite(Quantity::Buffer("previous"), 0, previous)?;
                let next = |i: usize, p: T| moved(factor, beta, v[i], p, self.previous[i]);
                let all = p.iter().enumerate().map(|(i, &p)| next(i, p));
                check_finite(Quantity::NextPoint, 0, all)?;
                for (i, p) in p.iter_mut().enumerate() {
                    let new = moved(factor, beta, v[i], *p, self.previous[i]);
                    self.previous[i] = std::mem::replace(p, new);
                }
            }
        }
        Ok(())
    }
}

/// p + (c v + β(p − p₋₁)).
#[inline(always)]
fn moved<T: Float, C: Scale<T>>(c: C, beta: T, v: T, p: T, previous: T) -> T {
    p + c.times_add(v, beta * (p - previous))
}

/// The reduction of [`Work::norms`], which also asks whether β(p − p₋₁) is far from overflow.
#[inline(always)]
fn block_inertia<T: Float>(v: &[T], p: &[T], previous: &[T], beta: T, scale: T) -> Partial {
    let mut peaks = T::NO_PEAKS;
    let ((q, last_q), (previous, last_previous)) = (rows(p), rows(previous));
    for (q, previous) in q.iter().zip(previous) {
        T::raise(&mut peaks, &inertia(beta, q, previous));
    }
    T::raise(&mut peaks, &inertia(beta, &last_q, &last_previous));
    let norm = block_norm(v, p, scale);
    Partial {
        calm: norm.calm && T::are_calm(&peaks),
        ..norm
    }
}

/// β(p − p₋₁).
#[inline(always)]
fn inertia<T: Float>(beta: T, p: &[T; LANES], previous: &[T; LANES]) -> [T; LANES] {
    let mut out = *p;
    for l in 0..LANES {
        out[l] = beta * (out[l] - previous[l]);
    }
    out
}

#[inline(always)]
fn roll<T: Float>(p: &mut [T], previous: &mut [T], v: &[T], c: T, beta: T) {
    for ((p, previous), &v) in p.iter_mut().zip(previous).zip(v) {
        let new = moved(c, beta, v, *p, *previous);
        *previous = std::mem::replace(p, new);
    }
}

impl<T: Float> Optimizer<T> for GnHeavyball<T> {
    fn id(&self) -> &'static str {
        "gn_heavyball"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        // p₋₁ = p₀: the first step has no inertia
        let beta = if self.taken == 0 {
            T::zero()
        } else {
            self.momentum
        };
        let previous = &self.previous;
        let norms = self.work.norms_by(
            p,
            #[inline(always)]
            |v, r, scale| block_inertia(v, &p[r.clone()], &previous[r], beta, scale),
        )?;
        let s = norms.total();
        let phi = self.core.phi(s, self.work.v.iter().copied());
        self.advance(p, self.core.step * phi, beta, &norms)?;
        self.taken += 1;
        Ok(report(losses, s, s, phi))
    }
    fn buffers(&self) -> Vec<(&'static str, &[T])> {
        vec![("previous", &self.previous)]
    }
    fn buffers_mut(&mut self) -> Vec<(&'static str, &mut [T])> {
        vec![("previous", &mut self.previous)]
    }
    fn steps_taken(&self) -> u64 {
        self.taken
    }
    fn set_steps_taken(&mut self, steps: u64) {
        self.taken = steps;
    }
}
