//! Sweeps through a network: forward, reverse, tangent, and tangent of the reverse sweep.
//!
//! For S = Σ seedᵢ·outᵢ the reverse sweep gives ∂S/∂θ and ∂S/∂x; the tangent sweeps along x + ε ẋ
//! then give d/dε ∂S/∂θ, which is the parameter gradient of ⟨∂S/∂x, ẋ⟩: all that a gradient
//! penalty needs, in two more sweeps and without a second reverse mode.

use super::batch_norm::{self, Adjoint, Saved, Scale};
use super::lanes::{sum, vectorised};
use super::layer::Factors;
use super::tape::LayerTape;
use super::{Accumulate, Element, Moments, Network, Tape};
use crate::par;

/// Where batch normalisation takes its statistics from.
#[derive(Clone, Copy)]
pub(super) enum Statistics<'a, T> {
    Batch,
    Given(&'a [Moments<T>]),
}

fn saved<T>(layer: &LayerTape<T>) -> Saved<'_, T> {
    Saved {
        out: &layer.out,
        xhat: &layer.xhat,
        inv_std: &layer.moments.inv_std,
    }
}

impl Network {
    /// Forward with the statistics of this batch; the result is `tape.output()`.
    ///
    /// # Shapes
    /// params: [`Network::parameter_len`]; x: input·N, CHWN, N = `tape.batch()`.
    pub fn forward<T: Element>(&self, params: &[T], x: &[T], tape: &mut Tape<T>) {
        self.sweep(params, x, tape, Statistics::Batch);
    }

    /// Forward with given mean and variance per layer (indexed by layer; unused entries empty).
    ///
    /// # Shapes
    /// As [`Network::forward`].
    pub fn forward_inference<T: Element>(
        &self,
        params: &[T],
        x: &[T],
        tape: &mut Tape<T>,
        running: &[Moments<T>],
    ) {
        self.sweep(params, x, tape, Statistics::Given(running));
    }

    fn sweep<T: Element>(
        &self,
        params: &[T],
        x: &[T],
        tape: &mut Tape<T>,
        statistics: Statistics<'_, T>,
    ) {
        let batch = tape.batch;
        for (l, (layer, at)) in self.layers.iter().zip(&self.offsets).enumerate() {
            let (before, rest) = tape.layers.split_at_mut(l);
            let input = before.last().map_or(x, |t| &t.out);
            let LayerTape {
                cols,
                xhat,
                moments,
                out,
                ..
            } = &mut rest[0];
            let z = if layer.batch_norm {
                &mut *xhat
            } else {
                &mut *out
            };
            layer.affine.forward(
                z,
                input,
                &params[at.weight.clone()],
                cols,
                &mut tape.scratch,
                batch,
            );
            if let Some(bias) = &at.bias {
                add_bias(z, &params[bias.clone()]);
            }
            match (&at.norm, statistics) {
                (None, _) => {
                    let block = par::SERIAL_BELOW;
                    par::for_blocks(out, block, |_, row| layer.activation.forward(row));
                }
                (Some((gamma, beta)), statistics) => {
                    let scale = Scale {
                        gamma: &params[gamma.clone()],
                        beta: &params[beta.clone()],
                    };
                    match statistics {
                        Statistics::Batch => {
                            batch_norm::forward(out, xhat, moments, scale, layer.activation)
                        }
                        Statistics::Given(all) => {
                            let Moments { mean, variance, .. } = &all[l];
                            batch_norm::forward_inference(
                                out,
                                xhat,
                                mean,
                                variance,
                                scale,
                                layer.activation,
                            );
                        }
                    }
                }
            }
        }
    }

    /// Reverse sweep from the seed in the tape, for the forward sweep that the tape holds.
    ///
    /// `grads` receives ∂S/∂θ, `grad_x` receives ∂S/∂x; either may be left out. The adjoints stay
    /// in the tape.
    ///
    /// # Shapes
    /// grads: like params; grad_x: like x.
    pub fn reverse<T: Element>(
        &self,
        params: &[T],
        x: &[T],
        tape: &mut Tape<T>,
        mut grads: Option<(&mut [T], Accumulate)>,
        mut grad_x: Option<&mut [T]>,
    ) {
        let batch = tape.batch;
        for (l, (layer, at)) in self.layers.iter().zip(&self.offsets).enumerate().rev() {
            let (before, rest) = tape.layers.split_at_mut(l);
            let LayerTape {
                cols,
                xhat,
                moments,
                out,
                grad_out,
                grad_y,
                grad_z,
            } = &mut rest[0];
            if let Some((gamma, _)) = &at.norm {
                let saved = Saved {
                    out,
                    xhat,
                    inv_std: &moments.inv_std,
                };
                let norm_grads = grads.as_mut().map(|(g, mode)| norm_slices(g, at, *mode));
                batch_norm::vjp(
                    grad_z,
                    grad_y,
                    grad_out,
                    saved,
                    &params[gamma.clone()],
                    layer.activation,
                    norm_grads,
                );
            } else {
                par::for_blocks(grad_z, par::SERIAL_BELOW, |i, row| {
                    let start = i * par::SERIAL_BELOW;
                    row.copy_from_slice(&grad_out[start..][..row.len()]);
                    layer.activation.vjp(row, &out[start..][..row.len()]);
                });
            }
            let (input, target) = match before.last_mut() {
                Some(previous) => (&previous.out[..], Some(&mut previous.grad_out[..])),
                None => (x, grad_x.as_deref_mut()),
            };
            let grad_w = grads.as_mut().map(|(grads, mode)| {
                if let Some(bias) = &at.bias {
                    bias_grad(&mut grads[bias.clone()], *mode, grad_z);
                }
                (&mut grads[at.weight.clone()], *mode)
            });
            let factors = Factors {
                grad_z,
                x: input,
                w: &params[at.weight.clone()],
                cols,
            };
            let scratch = &mut tape.scratch;
            layer.affine.vjp(target, grad_w, factors, scratch, batch);
        }
    }

    /// Tangent sweep along x + ε ẋ at fixed parameters; the result is `tangent.output()`.
    ///
    /// # Shapes
    /// x_dot: like x; `tape` holds the forward sweep at x.
    pub fn tangent<T: Element>(
        &self,
        params: &[T],
        x_dot: &[T],
        tape: &Tape<T>,
        tangent: &mut Tape<T>,
    ) {
        let batch = tape.batch;
        for (l, (layer, at)) in self.layers.iter().zip(&self.offsets).enumerate() {
            let (before, rest) = tangent.layers.split_at_mut(l);
            let input_dot = before.last().map_or(x_dot, |t| &t.out);
            let LayerTape {
                cols,
                xhat,
                moments,
                out,
                ..
            } = &mut rest[0];
            let z_dot = if layer.batch_norm {
                &mut *xhat
            } else {
                &mut *out
            };
            layer.affine.forward(
                z_dot,
                input_dot,
                &params[at.weight.clone()],
                cols,
                &mut tangent.scratch,
                batch,
            );
            let value = &tape.layers[l];
            if let Some((gamma, _)) = &at.norm {
                let gamma = &params[gamma.clone()];
                batch_norm::jvp(
                    out,
                    xhat,
                    &mut moments.inv_std,
                    saved(value),
                    gamma,
                    layer.activation,
                );
            } else {
                par::for_blocks(out, par::SERIAL_BELOW, |i, row| {
                    layer
                        .activation
                        .jvp(row, &value.out[i * par::SERIAL_BELOW..][..row.len()]);
                });
            }
        }
    }

    /// Tangent of the reverse sweep along x + ε ẋ: adds d/dε ∂S/∂θ to (or puts it into) `grads`.
    ///
    /// The seed's tangent is in `tangent.seed_mut()`; `tape` holds the forward and reverse sweeps
    /// at x, `tangent` the tangent sweep along ẋ.
    ///
    /// # Shapes
    /// As [`Network::reverse`].
    #[expect(
        clippy::too_many_arguments,
        reason = "value and tangent of each input, and the result with its mode"
    )]
    pub fn reverse_tangent<T: Element>(
        &self,
        params: &[T],
        x: &[T],
        x_dot: &[T],
        tape: &Tape<T>,
        tangent: &mut Tape<T>,
        grads: &mut [T],
        mode: Accumulate,
    ) {
        let batch = tape.batch;
        for (l, (layer, at)) in self.layers.iter().zip(&self.offsets).enumerate().rev() {
            let value = &tape.layers[l];
            let (before, rest) = tangent.layers.split_at_mut(l);
            let LayerTape {
                cols,
                xhat,
                moments,
                out,
                grad_out,
                grad_y,
                grad_z,
            } = &mut rest[0];
            if let Some((gamma, _)) = &at.norm {
                let tangent = Saved {
                    out,
                    xhat,
                    inv_std: &moments.inv_std,
                };
                let adjoint = Adjoint {
                    out: &value.grad_out,
                    y: &value.grad_y,
                };
                let (gamma, slices) = (&params[gamma.clone()], norm_slices(grads, at, mode));
                let (grad_z, activation) = (&mut *grad_z, layer.activation);
                batch_norm::vjp_tangent(
                    grad_z,
                    grad_y,
                    grad_out,
                    adjoint,
                    saved(value),
                    tangent,
                    gamma,
                    activation,
                    slices,
                );
            } else {
                par::for_blocks(grad_z, par::SERIAL_BELOW, |i, row| {
                    let part = i * par::SERIAL_BELOW..i * par::SERIAL_BELOW + row.len();
                    row.copy_from_slice(&grad_out[part.clone()]);
                    let (grad, a) = (&value.grad_out[part.clone()], &value.out[part.clone()]);
                    layer.activation.vjp_tangent(row, grad, a, &out[part]);
                });
            }
            if let Some(bias) = &at.bias {
                bias_grad(&mut grads[bias.clone()], mode, grad_z);
            }
            let (input, input_dot) = match (l.checked_sub(1), before.last()) {
                (Some(k), Some(previous)) => (&tape.layers[k].out[..], &previous.out[..]),
                _ => (x, x_dot),
            };
            // (grad_z Xᵀ)' = grad_z' Xᵀ + grad_z X'ᵀ
            let grad_w = &mut grads[at.weight.clone()];
            layer.affine.vjp_weight(
                grad_w,
                mode,
                grad_z,
                input,
                &value.cols,
                &mut tangent.scratch,
                batch,
            );
            let grad_z_value = &value.grad_z;
            layer.affine.vjp_weight(
                grad_w,
                Accumulate::Add,
                grad_z_value,
                input_dot,
                cols,
                &mut tangent.scratch,
                batch,
            );
            if let Some(previous) = before.last_mut() {
                let w = &params[at.weight.clone()];
                layer.affine.vjp_input(
                    &mut previous.grad_out,
                    grad_z,
                    w,
                    &mut tangent.scratch,
                    batch,
                );
            }
        }
    }
}

fn norm_slices<'a, T>(
    grads: &'a mut [T],
    at: &super::network::Offsets,
    mode: Accumulate,
) -> (&'a mut [T], &'a mut [T], Accumulate) {
    let (gamma, beta) = at
        .norm
        .as_ref()
        .expect("called for batch-normalised layers only");
    let (head, tail) = grads.split_at_mut(beta.start);
    (&mut head[gamma.clone()], &mut tail[..beta.len()], mode)
}

fn add_bias<T: Element>(z: &mut [T], bias: &[T]) {
    let row = z.len() / bias.len();
    par::for_blocks(z, row, |c, z_c| {
        vectorised(
            #[inline(always)]
            || z_c.iter_mut().for_each(|z| *z += bias[c]),
        )
    });
}

fn bias_grad<T: Element>(grad: &mut [T], mode: Accumulate, grad_z: &[T]) {
    let row = grad_z.len() / grad.len();
    for (g, grad_z_c) in grad.iter_mut().zip(grad_z.chunks_exact(row)) {
        let total = vectorised(
            #[inline(always)]
            || sum(grad_z_c),
        );
        *g = if mode == Accumulate::Add {
            *g + total
        } else {
            total
        };
    }
}
