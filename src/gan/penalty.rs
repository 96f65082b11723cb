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
            norms: &mut self.norms,
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
            norms: &mut self.norms,
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
    norms: &'a mut [T],
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
        norms,
    } = memory;
    tape.seed_mut().fill(T::one());
    d.reverse(py, x, tape, None, Some(direction));
    let value = penalty_direction(direction, norms, psi);
    d.tangent(py, direction, tape, tangent);
    tangent.seed_mut().fill(T::zero());
    d.reverse_tangent(py, x, direction, tape, tangent, vy, mode);
    value
}

/// Turns g into −u in place; returns Σ ψ(‖gᵢ‖). `norms` is scratch of N scalars.
fn penalty_direction<T: Element>(g: &mut [T], norms: &mut [T], psi: impl Fn(T) -> (T, T)) -> T {
    let batch = norms.len();
    norms.fill(T::zero());
    for row in g.chunks_exact(batch) {
        for (s, &g) in norms.iter_mut().zip(row) {
            *s += g * g;
        }
    }
    let mut value = T::zero();
    for s in norms.iter_mut() {
        let norm = if *s > T::zero() { s.sqrt() } else { T::zero() };
        let (psi, slope) = psi(norm);
        value += psi;
        *s = if norm > T::zero() {
            -slope / norm
        } else {
            T::zero()
        };
    }
    for row in g.chunks_exact_mut(batch) {
        for (g, &factor) in row.iter_mut().zip(&*norms) {
            *g *= factor;
        }
    }
    value
}
