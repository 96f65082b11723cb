//! Gradient penalties by forward-over-reverse.
//!
//! With S(x, y) = Σᵢ D(xᵢ; y) and g = ∂S/∂x (batch normalisation couples the samples, so the
//! gradient is that of the sum, as torch computes it), a penalty P = Σᵢ ψ(‖gᵢ‖) has
//! dP = Σᵢ ⟨uᵢ, dgᵢ⟩ with uᵢ = ψ'(‖gᵢ‖) gᵢ/‖gᵢ‖, and therefore ∇ᵧP = d/dε ∇ᵧS(x + ε u, y):
//! the tangent of the reverse sweep along u. Where gᵢ = 0 the subgradient 0 is taken.

use super::evaluator::Evaluator;
use crate::nn::{Accumulate, Element, Network, Tape};

impl<T: Element> Evaluator<T> {
    /// c·mean (‖gᵢ‖ − 1)² at x̂ = mix·real + (1 − mix)·fake; its gradient enters v_y with a minus.
    pub fn penalty_pass(&mut self, py: &[T], vy: &mut [T], mode: Accumulate) -> T {
        let batch = self.batch_size();
        let (real, fake, mix) = (&self.batch.real, self.tape_g.output(), &self.batch.mix);
        let rows = self
            .mixed
            .chunks_exact_mut(batch)
            .zip(real.chunks_exact(batch))
            .zip(fake.chunks_exact(batch));
        for ((mixed, real), fake) in rows {
            for n in 0..batch {
                mixed[n] = mix[n] * real[n] + (T::one() - mix[n]) * fake[n];
            }
        }
        self.discriminator
            .forward(py, &self.mixed, &mut self.tape_d);
        let (count, c) = (
            T::from_i64(batch as i64),
            T::constant(self.objective.penalty),
        );
        // ψ(s) = (c/N)(s − 1)², ψ'(s) = (2c/N)(s − 1)
        let psi = |s: T| {
            let excess = s - T::one();
            (
                c * excess * excess / count,
                T::constant(2.0) * c * excess / count,
            )
        };
        let memory = Memory {
            tape: &mut self.tape_d,
            tangent: &mut self.tangent_d,
            direction: &mut self.grad_image,
            scratch: &mut self.scratch,
        };
        penalise(&self.discriminator, py, &self.mixed, memory, psi, vy, mode)
    }

    /// (r1/2) mean ‖gᵢ‖² at the real images, for the forward sweep that the tape holds.
    pub fn r1_pass(&mut self, py: &[T], vy: &mut [T]) -> T {
        let weight = T::constant(self.objective.r1) / T::from_i64(self.batch_size() as i64);
        // ψ(s) = (r1/2N) s², ψ'(s) = (r1/N) s
        let psi = |s: T| (weight * s * s / T::constant(2.0), weight * s);
        let memory = Memory {
            tape: &mut self.tape_d,
            tangent: &mut self.tangent_d,
            direction: &mut self.grad_image,
            scratch: &mut self.scratch,
        };
        penalise(
            &self.discriminator,
            py,
            &self.batch.real,
            memory,
            psi,
            vy,
            Accumulate::Add,
        )
    }
}

struct Memory<'a, T> {
    tape: &'a mut Tape<T>,
    tangent: &'a mut Tape<T>,
    direction: &'a mut [T],
    scratch: &'a mut [T],
}

/// Σ ψ(‖gᵢ‖) for the forward sweep in the tape; −∇ᵧ of it into (or added to) `vy`.
fn penalise<T: Element>(
    d: &Network,
    py: &[T],
    x: &[T],
    memory: Memory<'_, T>,
    psi: impl Fn(T) -> (T, T),
    vy: &mut [T],
    mode: Accumulate,
) -> T {
    let Memory {
        tape,
        tangent,
        direction,
        scratch,
    } = memory;
    tape.seed_mut().fill(T::one());
    d.reverse(py, x, tape, None, Some(direction));
    let value = penalty_direction(direction, scratch, psi);
    d.tangent(py, direction, tape, tangent);
    tangent.seed_mut().fill(T::zero());
    d.reverse_tangent(py, x, direction, tape, tangent, vy, mode);
    value
}

/// Turns g into −u in place; returns Σ ψ(‖gᵢ‖). `scratch` has 2N scalars.
///
/// Each gᵢ is scaled by its largest entry before it is squared: gradients behind a saturated
/// sigmoid are so small that their squares vanish in f32, their directions do not.
fn penalty_direction<T: Element>(g: &mut [T], scratch: &mut [T], psi: impl Fn(T) -> (T, T)) -> T {
    let (zero, one) = (T::zero(), T::one());
    let batch = scratch.len() / 2;
    let (scales, norms) = scratch.split_at_mut(batch);
    scales.fill(zero);
    for row in g.chunks_exact(batch) {
        for (m, g) in scales.iter_mut().zip(row) {
            *m = if g.abs() > *m { g.abs() } else { *m };
        }
    }
    // a constant also where g is a dual number; one where gᵢ = 0
    let constant = |m: T| {
        if m > zero {
            T::constant(m.to_f64())
        } else {
            one
        }
    };
    scales.iter_mut().for_each(|m| *m = constant(*m));
    norms.fill(zero);
    for row in g.chunks_exact(batch) {
        for ((s, &g), &scale) in norms.iter_mut().zip(row).zip(&*scales) {
            *s += (g / scale) * (g / scale);
        }
    }
    let mut value = zero;
    for (s, &scale) in norms.iter_mut().zip(&*scales) {
        let scaled = if *s > zero { s.sqrt() } else { zero };
        let (psi, slope) = psi(scale * scaled);
        value += psi;
        *s = if scaled > zero { -slope / scaled } else { zero };
    }
    for row in g.chunks_exact_mut(batch) {
        for ((g, &factor), &scale) in row.iter_mut().zip(&*norms).zip(&*scales) {
            *g = *g / scale * factor;
        }
    }
    value
}
