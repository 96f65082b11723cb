//! Batch normalisation as torch has it: per channel, over the batch and the plane.

use super::tensor::{Tensor, places};
use gnash::scalar::Real;

/// Added to the variance under the root.
pub const EPS: f64 = 1e-5;
/// Weight of the new batch in the running statistics.
pub const MOMENTUM: f64 = 0.1;

/// Mean and variance of each channel over the m = N·H·W entries of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics<T> {
    /// Σa/m.
    pub mean: Vec<T>,
    /// Σ(a − mean)²/m: normalises the batch.
    pub biased: Vec<T>,
    /// Σ(a − mean)²/(m − 1): enters the running variance. Not a number if m = 1.
    pub unbiased: Vec<T>,
}

/// Statistics carried from batch to batch, used at inference.
#[derive(Clone, Debug, PartialEq)]
pub struct Running<T> {
    /// Starts at 0.
    pub mean: Vec<T>,
    /// Starts at 1.
    pub var: Vec<T>,
}

/// Gradients of one scalar with respect to the arguments of batch normalisation.
#[derive(Clone, Debug, PartialEq)]
pub struct NormGradients<T> {
    /// With respect to the input.
    pub input: Tensor<T>,
    /// With respect to γ.
    pub gamma: Vec<T>,
    /// With respect to β.
    pub beta: Vec<T>,
}

impl<T: Real> Running<T> {
    /// Mean 0 and variance 1.
    pub fn new(channels: usize) -> Self {
        Self {
            mean: vec![T::zero(); channels],
            var: vec![T::one(); channels],
        }
    }

    /// r ← (1 − momentum) r + momentum · batch, with the unbiased variance.
    pub fn update(&mut self, batch: &Statistics<T>) {
        let momentum = T::constant(MOMENTUM);
        let blend = |old: &mut T, new: T| *old = (T::one() - momentum) * *old + momentum * new;
        for c in 0..self.mean.len() {
            blend(&mut self.mean[c], batch.mean[c]);
            blend(&mut self.var[c], batch.unbiased[c]);
        }
    }
}

/// The entries of one channel.
fn channel<T: Real>(tensor: &Tensor<T>, c: usize) -> Vec<T> {
    let [batch, _, height, width] = tensor.dims;
    places([batch, 1, height, width])
        .into_iter()
        .map(|[n, _, h, w]| tensor.at([n, c, h, w]))
        .collect()
}

fn sum<T: Real>(terms: impl Iterator<Item = T>) -> T {
    terms.fold(T::zero(), |total, term| total + term)
}

/// Mean and both variances per channel.
pub fn statistics<T: Real>(input: &Tensor<T>) -> Statistics<T> {
    let mut all = Statistics {
        mean: vec![],
        biased: vec![],
        unbiased: vec![],
    };
    for c in 0..input.dims[1] {
        let entries = channel(input, c);
        let count = T::from_i64(entries.len() as i64);
        let mean = sum(entries.iter().copied()) / count;
        let squares = sum(entries.iter().map(|&a| (a - mean) * (a - mean)));
        all.mean.push(mean);
        all.biased.push(squares / count);
        all.unbiased.push(squares / (count - T::one()));
    }
    all
}

/// γ (a − mean)/√(var + eps) + β with given statistics, per channel.
fn normalise<T: Real>(
    input: &Tensor<T>,
    mean: &[T],
    var: &[T],
    gamma: &[T],
    beta: &[T],
) -> Tensor<T> {
    let mut out = Tensor::zeros(input.dims);
    for [n, c, h, w] in places(input.dims) {
        let std = (var[c] + T::constant(EPS)).sqrt();
        let normal = (input.at([n, c, h, w]) - mean[c]) / std;
        out.add([n, c, h, w], gamma[c] * normal + beta[c]);
    }
    out
}

/// Normalises with the batch's own mean and biased variance; returns them too.
pub fn batch_norm_training<T: Real>(
    input: &Tensor<T>,
    gamma: &[T],
    beta: &[T],
) -> (Tensor<T>, Statistics<T>) {
    let stats = statistics(input);
    let out = normalise(input, &stats.mean, &stats.biased, gamma, beta);
    (out, stats)
}

/// Normalises with running statistics, which are constants here.
pub fn batch_norm_inference<T: Real>(
    input: &Tensor<T>,
    gamma: &[T],
    beta: &[T],
    running: &Running<T>,
) -> Tensor<T> {
    normalise(input, &running.mean, &running.var, gamma, beta)
}

/// The formulas of Ioffe & Szegedy 2015, section 3, with â = (a − mean)/std, g the output's gradient:
///
/// * grad â = g γ;
/// * grad var = Σ grad â · (a − mean) · (−½)(var + eps)^(−3/2);
/// * grad mean = Σ grad â · (−1/std) + grad var · Σ(−2(a − mean))/m;
/// * grad a = grad â/std + grad var · 2(a − mean)/m + grad mean/m.
pub fn batch_norm_training_vjp<T: Real>(
    input: &Tensor<T>,
    gamma: &[T],
    grad_output: &Tensor<T>,
) -> NormGradients<T> {
    let stats = statistics(input);
    let two = T::from_i64(2);
    let mut grads = affine_gradients(input, &stats.mean, &stats.biased, grad_output);
    for (c, &gamma) in gamma.iter().enumerate() {
        let centred: Vec<T> = channel(input, c)
            .iter()
            .map(|&a| a - stats.mean[c])
            .collect();
        let grad_normal: Vec<T> = channel(grad_output, c).iter().map(|&g| g * gamma).collect();
        let count = T::from_i64(centred.len() as i64);
        let var = stats.biased[c] + T::constant(EPS);
        let std = var.sqrt();
        let dot = sum(grad_normal.iter().zip(&centred).map(|(&g, &d)| g * d));
        let grad_var = -dot / (two * var * std);
        let grad_mean = -sum(grad_normal.iter().copied()) / std
            - grad_var * two * sum(centred.iter().copied()) / count;
        let [batch, _, height, width] = input.dims;
        for (i, [n, _, h, w]) in places([batch, 1, height, width]).into_iter().enumerate() {
            let grad =
                grad_normal[i] / std + grad_var * two * centred[i] / count + grad_mean / count;
            grads.input.add([n, c, h, w], grad);
        }
    }
    grads
}

/// grad a = g γ/std: running statistics are constants.
pub fn batch_norm_inference_vjp<T: Real>(
    input: &Tensor<T>,
    gamma: &[T],
    running: &Running<T>,
    grad_output: &Tensor<T>,
) -> NormGradients<T> {
    let mut grads = affine_gradients(input, &running.mean, &running.var, grad_output);
    for [n, c, h, w] in places(input.dims) {
        let std = (running.var[c] + T::constant(EPS)).sqrt();
        let grad = grad_output.at([n, c, h, w]) * gamma[c] / std;
        grads.input.add([n, c, h, w], grad);
    }
    grads
}

/// grad γ = Σ g â and grad β = Σ g; the gradient of the input is left zero.
fn affine_gradients<T: Real>(
    input: &Tensor<T>,
    mean: &[T],
    var: &[T],
    grad_output: &Tensor<T>,
) -> NormGradients<T> {
    let channels = input.dims[1];
    let mut grads = NormGradients {
        input: Tensor::zeros(input.dims),
        gamma: vec![T::zero(); channels],
        beta: vec![T::zero(); channels],
    };
    for [n, c, h, w] in places(input.dims) {
        let g = grad_output.at([n, c, h, w]);
        let std = (var[c] + T::constant(EPS)).sqrt();
        grads.gamma[c] += g * (input.at([n, c, h, w]) - mean[c]) / std;
        grads.beta[c] += g;
    }
    grads
}
