//! `gn_ema`: m ← βm + (1 − β)v, p + h A m with B built from v.
//!
//! A m is computed as c_v v + c_r r with r = m − a v nearly orthogonal to v (see
//! [`Split`](crate::operator::Split)): no digits are lost when m is parallel to v, as it is at
//! the first step.

use super::error::accept::decay;
use super::work::{Partial, Work, check_finite, is_tame, report};
use super::{Float, GaussNewton, MethodError, Optimizer, Quantity, StepReport};
use crate::game::Field;
use crate::operator::{Factor, LANES, Scale, Split, Wide, rows, scaled, unit_scale};
use crate::par;
use crate::spec::Form;

/// p + h A m.
pub(super) struct GnEma<T> {
    core: GaussNewton,
    decay: T,
    work: Work<T>,
    momentum: Vec<T>,
    taken: u64,
}

/// ‖v‖², vᵀm, ‖m‖² for the new m, over both players.
struct Products {
    square: Wide,
    cross: Wide,
    momentum_square: Wide,
    calm: bool,
}

impl<T: Float> GnEma<T> {
    pub fn new(core: GaussNewton, beta: T, work: Work<T>) -> Result<Self, MethodError> {
        Ok(Self {
            core,
            decay: decay("beta", beta)?,
            momentum: vec![T::zero(); work.n],
            work,
            taken: 0,
        })
    }

    fn sums(&mut self, p: &[T], scales: [T; 2]) -> Partial {
        let (m, beta) = (&self.momentum, self.decay);
        let mut sum = |k| {
            self.work.reduce(k, |v, r| {
                par::vectorised(
                    #[inline(always)]
                    || block_products(v, &m[r.clone()], &p[r], beta, scales),
                )
            })
        };
        sum(0).plus(sum(1))
    }

    fn products(&mut self, p: &[T]) -> Result<Products, MethodError> {
        let part = self.sums(p, [T::one(); 2]);
        if let (Some(square), Some(momentum_square)) = (part.safe::<T>(0), part.safe::<T>(2)) {
            return Ok(Products {
                square,
                cross: Wide::new(part.sums[1], 0),
                momentum_square,
                calm: part.calm,
            });
        }
        let sizes = [
            check_finite(Quantity::Field, 0, self.work.v.iter().copied())?,
            check_finite(Quantity::Buffer("momentum"), 0, self.averages())?,
        ];
        let [(sv, kv), (sm, km)] = sizes.map(|e| unit_scale::<T>(e.unwrap_or(0)));
        let part = self.sums(p, [sv, sm]);
        let [square, cross, momentum_square] = part.sums;
        Ok(Products {
            square: Wide::new(square, 2 * kv),
            cross: Wide::new(cross, kv + km),
            momentum_square: Wide::new(momentum_square, 2 * km),
            calm: part.calm,
        })
    }

    /// The new momentum buffer, entry by entry.
    fn averages(&self) -> impl Iterator<Item = T> + Clone {
        let both = self.momentum.iter().zip(&self.work.v);
        both.map(|(&m, &v)| average(self.decay, m, v))
    }

    fn advance(&mut self, p: &mut [T], q: &Products, phi: Wide) -> Result<(), MethodError> {
        let h = self.core.step;
        let split = Split::<T>::new(self.core.damping, q.square, q.cross);
        let [along, rest] = match self.core.form {
            Form::Inverse => [split.along, split.rest],
            Form::InverseMinusIdentity => split.minus_identity(phi),
        };
        let (along, rest) = (h * along, h * rest);
        // ‖r‖ ≤ 2‖m‖
        let r = q.momentum_square.sqrt() + q.momentum_square.sqrt();
        let change = along.abs() * q.square.sqrt() + rest.abs() * r;
        let factors = [split.a, Factor::of(along), Factor::of(rest)];
        let (beta, v) = (self.decay, &self.work.v);
        match factors.map(Factor::plain) {
            [Some(a), Some(cv), Some(cr)] if q.calm && is_tame::<T>(change) => {
                par::for_block_pairs(p, &mut self.momentum, |range, [p, m]| {
                    par::vectorised(
                        #[inline(always)]
                        || sweep(p, m, &v[range], beta, [a, cv, cr]),
                    );
                });
            }
            _ => {
                let next = |i: usize, p: T, m: T| moved(factors, v[i], p, average(beta, m, v[i]));
                let both = p.iter().zip(&self.momentum).enumerate();
                let all = both.map(|(i, (&p, &m))| next(i, p, m));
                check_finite(Quantity::Point, 0, p.iter().copied())?;
                check_finite(Quantity::NextPoint, 0, all)?;
                for (i, (p, m)) in p.iter_mut().zip(&mut self.momentum).enumerate() {
                    *p = next(i, *p, *m);
                    *m = average(beta, *m, v[i]);
                }
            }
        }
        Ok(())
    }
}

/// βm + (1 − β)v.
#[inline(always)]
fn average<T: Float>(beta: T, m: T, v: T) -> T {
    beta.fused(m, (T::one() - beta) * v)
}

/// p + (c_v v + c_r r), r = m − a v.
#[inline(always)]
fn moved<T: Float, C: Scale<T>>([a, cv, cr]: [C; 3], v: T, p: T, m: T) -> T {
    let r = a.times_add(-v, m);
    p + cv.times_add(v, cr.times(r))
}

#[inline(always)]
fn sweep<T: Float>(p: &mut [T], m: &mut [T], v: &[T], beta: T, c: [T; 3]) {
    for ((p, m), &v) in p.iter_mut().zip(m).zip(v) {
        *m = average(beta, *m, v);
        *p = moved(c, v, *p, *m);
    }
}

#[inline(always)]
fn block_products<T: Float>(v: &[T], m: &[T], p: &[T], beta: T, scales: [T; 2]) -> Partial {
    let mut sums = BlockSums {
        beta,
        scales,
        sums: [T::no_lanes(); 3],
        peaks: T::NO_PEAKS,
    };
    let ((v, last_v), (m, last_m), (p, last_p)) = (rows(v), rows(m), rows(p));
    for ((v, m), p) in v.iter().zip(m).zip(p) {
        sums.add([v, m, p]);
    }
    sums.add([&last_v, &last_m, &last_p]);
    let [vv, vm, mm] = &sums.sums;
    Partial {
        sums: [T::total(vv), T::total(vm), T::total(mm)],
        calm: T::are_calm(&sums.peaks),
    }
}

/// Σ v², Σ v m, Σ m² for the new m, and the peaks of p.
struct BlockSums<T: Float> {
    beta: T,
    scales: [T; 2],
    sums: [T::Lanes; 3],
    peaks: T::Peaks,
}

impl<T: Float> BlockSums<T> {
    #[inline(always)]
    fn add(&mut self, [v, m, p]: [&[T; LANES]; 3]) {
        let mut y = *m;
        for l in 0..LANES {
            y[l] = average(self.beta, y[l], v[l]);
        }
        let (x, y) = (scaled(v, self.scales[0]), scaled(&y, self.scales[1]));
        let [vv, vm, mm] = &mut self.sums;
        T::add_products(vv, &x, &x);
        T::add_products(vm, &x, &y);
        T::add_products(mm, &y, &y);
        T::raise(&mut self.peaks, p);
    }
}

impl<T: Float> Optimizer<T> for GnEma<T> {
    fn id(&self) -> &'static str {
        "gn_ema"
    }
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError> {
        let losses = self.work.evaluate(game, p)?;
        let products = self.products(p)?;
        let phi = self.core.phi(products.square, self.work.v.iter().copied());
        self.advance(p, &products, phi)?;
        self.taken += 1;
        Ok(report(losses, products.square, products.square, phi))
    }
    fn buffers(&self) -> Vec<(&'static str, &[T])> {
        vec![("momentum", &self.momentum)]
    }
    fn buffers_mut(&mut self) -> Vec<(&'static str, &mut [T])> {
        vec![("momentum", &mut self.momentum)]
    }
    fn steps_taken(&self) -> u64 {
        self.taken
    }
    fn set_steps_taken(&mut self, steps: u64) {
        self.taken = steps;
    }
}
