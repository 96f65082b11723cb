//! Batch normalisation with its activation, row by row (one row = one channel, M = H·W·N scalars).
//!
//! Training: μ = mean z, σ² = mean (z − μ)², r = 1/√(σ² + ε), x̂ = (z − μ) r, y = γ x̂ + β, a = φ(y).
//! With the projection P(w) = w − mean(w) − x̂·mean(x̂ w):
//!
//! * vjp: dy = φ'·da, dβ = Σ dy, dγ = Σ dy x̂, dz = γ r P(dy);
//! * jvp: x̂' = r P(z'), r' = −r² mean(x̂ z'), y' = γ x̂' (γ, β fixed);
//! * tangent of the vjp: dz' = γ (r' P(dy) + r P'(dy, dy')), where
//!   P' = dy' − mean dy' − x̂'·mean(x̂ dy) − x̂·mean(x̂' dy + x̂ dy').
//!
//! A row of one scalar has σ² = 0 and x̂ = 0. Inference uses given μ and σ² instead; its derivative in
//! z is the diagonal γ r φ'.

use super::lanes::{dot, sum, sum_squared_deviations, vectorised};
use super::{Accumulate, Activation, Element, Moments};
use crate::par;
use rayon::prelude::*;

/// ε inside the root, as torch.
pub const EPS: f64 = 1e-5;
/// Weight of the newest batch in running statistics, as torch.
pub const MOMENTUM: f64 = 0.1;

/// Per-channel scale γ and shift β.
#[derive(Clone, Copy)]
pub struct Scale<'a, T> {
    /// γ.
    pub gamma: &'a [T],
    /// β.
    pub beta: &'a [T],
}

/// Training statistics: z in `xhat` becomes x̂ in place, `out` ← φ(γ x̂ + β).
///
/// # Shapes
/// xhat, out: C·M; γ, β, moments: C.
pub fn forward<T: Element>(
    out: &mut [T],
    xhat: &mut [T],
    moments: &mut Moments<T>,
    scale: Scale<'_, T>,
    activation: Activation,
) {
    let row = xhat.len() / scale.gamma.len();
    let count = T::from_i64(row as i64);
    let Moments {
        mean,
        variance,
        inv_std,
    } = moments;
    let stats = mean
        .par_iter_mut()
        .zip(variance.par_iter_mut())
        .zip(inv_std.par_iter_mut());
    out.par_chunks_mut(row)
        .zip(xhat.par_chunks_mut(row))
        .zip(stats)
        .enumerate()
        .with_min_len(par::min_rows(row, scale.gamma.len()))
        .for_each(|(c, ((out, xhat), ((mean, variance), inv_std)))| {
            vectorised(
                #[inline(always)]
                || {
                    *mean = sum(xhat) / count;
                    *variance = sum_squared_deviations(xhat, *mean) / count;
                    *inv_std = T::one() / (*variance + T::constant(EPS)).sqrt();
                    normalise_row(
                        out,
                        xhat,
                        *mean,
                        *inv_std,
                        scale.gamma[c],
                        scale.beta[c],
                        activation,
                    );
                },
            );
        });
}

/// Inference: as [`forward`] with the given mean and variance.
///
/// # Shapes
/// As [`forward`].
pub fn forward_inference<T: Element>(
    out: &mut [T],
    xhat: &mut [T],
    mean: &[T],
    variance: &[T],
    scale: Scale<'_, T>,
    activation: Activation,
) {
    let row = xhat.len() / scale.gamma.len();
    out.par_chunks_mut(row)
        .zip(xhat.par_chunks_mut(row))
        .enumerate()
        .with_min_len(par::min_rows(row, scale.gamma.len()))
        .for_each(|(c, (out, xhat))| {
            let inv_std = T::one() / (variance[c] + T::constant(EPS)).sqrt();
            vectorised(
                #[inline(always)]
                || {
                    normalise_row(
                        out,
                        xhat,
                        mean[c],
                        inv_std,
                        scale.gamma[c],
                        scale.beta[c],
                        activation,
                    );
                },
            );
        });
}

/// Inference, derivative in z: `grad` ← γ r φ'·grad, in place. The map is diagonal there, so this is
/// its vjp and its jvp; γ and β are not trained in inference.
///
/// # Shapes
/// grad, out: C·M; variance, γ: C.
pub fn derivative_inference<T: Element>(
    grad: &mut [T],
    out: &[T],
    variance: &[T],
    gamma: &[T],
    activation: Activation,
) {
    let row = grad.len() / gamma.len();
    par::for_blocks(grad, row.max(1), |c, grad| {
        let factor = gamma[c] / (variance[c] + T::constant(EPS)).sqrt();
        let a = &out[c * row..][..row];
        vectorised(
            #[inline(always)]
            || {
                activation.scale_row(grad, a);
                grad.iter_mut().for_each(|g| *g *= factor);
            },
        );
    });
}

#[inline(always)]
fn normalise_row<T: Element>(
    out: &mut [T],
    xhat: &mut [T],
    mean: T,
    inv_std: T,
    gamma: T,
    beta: T,
    activation: Activation,
) {
    for (a, x) in out.iter_mut().zip(xhat) {
        *x = (*x - mean) * inv_std;
        *a = gamma * *x + beta;
    }
    activation.forward_row(out);
}

/// What a reverse sweep reads of the forward one.
#[derive(Clone, Copy)]
pub struct Saved<'a, T> {
    /// a.
    pub out: &'a [T],
    /// x̂.
    pub xhat: &'a [T],
    /// r, per channel (or r', in a tangent).
    pub inv_std: &'a [T],
}

/// vjp: `grad_z` ← γ r P(dy) with dy = φ'·grad_out left in `grad_y`; dγ, dβ into `grads` if given.
///
/// # Shapes
/// C·M, and C per channel; `grads` = (dγ, dβ).
pub fn vjp<T: Element>(
    grad_z: &mut [T],
    grad_y: &mut [T],
    grad_out: &[T],
    saved: Saved<'_, T>,
    gamma: &[T],
    activation: Activation,
    grads: Option<(&mut [T], &mut [T], Accumulate)>,
) {
    let channels = gamma.len();
    let row = grad_z.len() / channels;
    let rows = grad_z
        .par_chunks_mut(row)
        .zip(grad_y.par_chunks_mut(row))
        .enumerate()
        .with_min_len(par::min_rows(row, channels));
    let one = |c: usize, dz: &mut [T], dy: &mut [T]| {
        let part = c * row..(c + 1) * row;
        dy.copy_from_slice(&grad_out[part.clone()]);
        let factor = gamma[c] * saved.inv_std[c];
        let (a, xhat) = (&saved.out[part.clone()], &saved.xhat[part]);
        vjp_row(dz, dy, a, xhat, factor, activation)
    };
    match grads {
        None => rows.for_each(|(c, (dz, dy))| {
            one(c, dz, dy);
        }),
        Some((d_gamma, d_beta, accumulate)) => rows
            .zip(d_gamma.par_iter_mut().zip(d_beta.par_iter_mut()))
            .for_each(|((c, (dz, dy)), (d_gamma, d_beta))| {
                let (for_gamma, for_beta) = one(c, dz, dy);
                put(d_gamma, for_gamma, accumulate);
                put(d_beta, for_beta, accumulate);
            }),
    }
}

/// da in `dy` becomes dy = φ'·da, `dz` ← factor·P(dy); returns (Σ dy x̂, Σ dy).
fn vjp_row<T: Element>(
    dz: &mut [T],
    dy: &mut [T],
    a: &[T],
    xhat: &[T],
    factor: T,
    activation: Activation,
) -> (T, T) {
    vectorised(
        #[inline(always)]
        || {
            activation.scale_row(dy, a);
            let (for_gamma, for_beta) = (dot(dy, xhat), sum(dy));
            let count = T::from_i64(dy.len() as i64);
            let (mean_dy, mean_xdy) = (for_beta / count, for_gamma / count);
            for ((dz, &dy), &x) in dz.iter_mut().zip(&*dy).zip(xhat) {
                *dz = factor * (dy - mean_dy - x * mean_xdy);
            }
            (for_gamma, for_beta)
        },
    )
}

/// jvp in z: z' in `xhat_dot` becomes x̂' in place, `out_dot` ← φ'·γ x̂', r' per channel.
///
/// # Shapes
/// As [`forward`].
pub fn jvp<T: Element>(
    out_dot: &mut [T],
    xhat_dot: &mut [T],
    inv_std_dot: &mut [T],
    saved: Saved<'_, T>,
    gamma: &[T],
    activation: Activation,
) {
    let row = xhat_dot.len() / gamma.len();
    let count = T::from_i64(row as i64);
    out_dot
        .par_chunks_mut(row)
        .zip(xhat_dot.par_chunks_mut(row))
        .zip(inv_std_dot.par_iter_mut())
        .enumerate()
        .with_min_len(par::min_rows(row, gamma.len()))
        .for_each(|(c, ((out_dot, xhat_dot), inv_std_dot))| {
            let (a, xhat) = (&saved.out[c * row..][..row], &saved.xhat[c * row..][..row]);
            let r = saved.inv_std[c];
            vectorised(
                #[inline(always)]
                || {
                    let (mean, mean_x) = (sum(xhat_dot) / count, dot(xhat_dot, xhat) / count);
                    *inv_std_dot = -(r * r * mean_x);
                    for ((y, z), &x) in out_dot.iter_mut().zip(xhat_dot.iter_mut()).zip(xhat) {
                        *z = r * (*z - mean - x * mean_x);
                        *y = gamma[c] * *z;
                    }
                    activation.scale_row(out_dot, a);
                },
            );
        });
}

/// The adjoints of the forward sweep that its tangent needs again.
#[derive(Clone, Copy)]
pub struct Adjoint<'a, T> {
    /// da.
    pub out: &'a [T],
    /// dy.
    pub y: &'a [T],
}

/// Tangent of the vjp: `grad_z_dot` ← dz', dy' left in `grad_y_dot`; dγ', dβ' into `grads`.
///
/// # Shapes
/// As [`vjp`], dotted like undotted; `tangent` holds a', x̂', r'.
#[expect(
    clippy::too_many_arguments,
    reason = "a second-order rule reads values, tangents and adjoints"
)]
pub fn vjp_tangent<T: Element>(
    grad_z_dot: &mut [T],
    grad_y_dot: &mut [T],
    grad_out_dot: &[T],
    adjoint: Adjoint<'_, T>,
    saved: Saved<'_, T>,
    tangent: Saved<'_, T>,
    gamma: &[T],
    activation: Activation,
    (d_gamma, d_beta, accumulate): (&mut [T], &mut [T], Accumulate),
) {
    let row = grad_z_dot.len() / gamma.len();
    let count = T::from_i64(row as i64);
    grad_z_dot
        .par_chunks_mut(row)
        .zip(grad_y_dot.par_chunks_mut(row))
        .zip(d_gamma.par_iter_mut().zip(d_beta.par_iter_mut()))
        .enumerate()
        .with_min_len(par::min_rows(row, gamma.len()))
        .for_each(|(c, ((dz_dot, dy_dot), (d_gamma, d_beta)))| {
            let channel = c * row..(c + 1) * row;
            let (xhat, xhat_dot) = (&saved.xhat[channel.clone()], &tangent.xhat[channel.clone()]);
            let (a, a_dot) = (&saved.out[channel.clone()], &tangent.out[channel.clone()]);
            let (dy, da) = (&adjoint.y[channel.clone()], &adjoint.out[channel.clone()]);
            vectorised(
                #[inline(always)]
                || {
                    dy_dot.copy_from_slice(&grad_out_dot[channel]);
                    activation.curve_row(dy_dot, da, a, a_dot);
                    let for_beta = sum(dy_dot);
                    let for_gamma = dot(dy_dot, xhat) + dot(dy, xhat_dot);
                    let (mean_dy, mean_xdy) = (sum(dy) / count, dot(dy, xhat) / count);
                    let (mean_dy_dot, mean_xdy_dot) = (for_beta / count, for_gamma / count);
                    let (r, r_dot) = (saved.inv_std[c], tangent.inv_std[c]);
                    for (i, dz) in dz_dot.iter_mut().enumerate() {
                        let p = dy[i] - mean_dy - xhat[i] * mean_xdy;
                        let p_dot = dy_dot[i]
                            - mean_dy_dot
                            - xhat_dot[i] * mean_xdy
                            - xhat[i] * mean_xdy_dot;
                        *dz = gamma[c] * (r_dot * p + r * p_dot);
                    }
                    put(d_gamma, for_gamma, accumulate);
                    put(d_beta, for_beta, accumulate);
                },
            );
        });
}

#[inline(always)]
fn put<T: Element>(target: &mut T, value: T, accumulate: Accumulate) {
    match accumulate {
        Accumulate::Replace => *target = value,
        Accumulate::Add => *target += value,
    }
}
