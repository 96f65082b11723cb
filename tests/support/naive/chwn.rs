//! The kernels on flat slices in the layout of the fast path, C×H×W×N.
//!
//! `dims` is [N, C, H, W] of the *input*; weights keep torch's order. Each function converts,
//! calls the kernel and converts back. A jvp is the forward pass on dual numbers:
//! `conv2d_forward(&lift(a, da), &lift(w, dw), …)`.

use super::activation::{Activation, activation_forward, activation_vjp};
use super::batch_norm::{self, Running, Statistics};
use super::conv::{self, Gradients, Window};
use super::linear;
use super::tensor::Tensor;
use gnash::scalar::Real;

/// Gradients in the layout C×H×W×N.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatGradients<T> {
    /// With respect to the input, C×H×W×N.
    pub input: Vec<T>,
    /// With respect to the weight (γ for batch normalisation).
    pub weight: Vec<T>,
    /// With respect to the bias (β for batch normalisation).
    pub bias: Vec<T>,
}

impl<T: Real> From<Gradients<T>> for FlatGradients<T> {
    fn from(grads: Gradients<T>) -> Self {
        Self {
            input: grads.input.to_chwn(),
            weight: grads.weight,
            bias: grads.bias,
        }
    }
}

impl<T: Real> From<batch_norm::NormGradients<T>> for FlatGradients<T> {
    fn from(grads: batch_norm::NormGradients<T>) -> Self {
        Self {
            input: grads.input.to_chwn(),
            weight: grads.gamma,
            bias: grads.beta,
        }
    }
}

/// [N, Co, H', W'] of a convolution.
pub fn conv2d_dims([n, _, h, w]: [usize; 4], outputs: usize, window: Window) -> [usize; 4] {
    [n, outputs, window.conv_output(h), window.conv_output(w)]
}

/// [N, Co, H', W'] of a transposed convolution.
pub fn conv_transpose2d_dims(
    [n, _, h, w]: [usize; 4],
    outputs: usize,
    window: Window,
) -> [usize; 4] {
    let [height, width] = [h, w].map(|size| window.transpose_output(size));
    [n, outputs, height, width]
}

/// See [`conv::conv2d_forward`]; `weight` [Co, Ci, K, K].
pub fn conv2d_forward<T: Real>(
    input: &[T],
    weight: &[T],
    bias: Option<&[T]>,
    dims: [usize; 4],
    outputs: usize,
    window: Window,
) -> Vec<T> {
    let input = Tensor::from_chwn(dims, input);
    conv::conv2d_forward(&input, weight, bias, outputs, window).to_chwn()
}

/// See [`conv::conv2d_vjp`].
pub fn conv2d_vjp<T: Real>(
    input: &[T],
    weight: &[T],
    grad_output: &[T],
    dims: [usize; 4],
    outputs: usize,
    window: Window,
) -> FlatGradients<T> {
    let input = Tensor::from_chwn(dims, input);
    let grad = Tensor::from_chwn(conv2d_dims(dims, outputs, window), grad_output);
    conv::conv2d_vjp(&input, weight, &grad, window).into()
}

/// See [`conv::conv_transpose2d_forward`]; `weight` [Ci, Co, K, K].
pub fn conv_transpose2d_forward<T: Real>(
    input: &[T],
    weight: &[T],
    bias: Option<&[T]>,
    dims: [usize; 4],
    outputs: usize,
    window: Window,
) -> Vec<T> {
    let input = Tensor::from_chwn(dims, input);
    conv::conv_transpose2d_forward(&input, weight, bias, outputs, window).to_chwn()
}

/// See [`conv::conv_transpose2d_vjp`].
pub fn conv_transpose2d_vjp<T: Real>(
    input: &[T],
    weight: &[T],
    grad_output: &[T],
    dims: [usize; 4],
    outputs: usize,
    window: Window,
) -> FlatGradients<T> {
    let input = Tensor::from_chwn(dims, input);
    let grad = Tensor::from_chwn(conv_transpose2d_dims(dims, outputs, window), grad_output);
    conv::conv_transpose2d_vjp(&input, weight, &grad, window).into()
}

/// See [`linear::linear_forward`]; `weight` [out, C·H·W]; the result is out×N.
pub fn linear_forward<T: Real>(
    input: &[T],
    weight: &[T],
    bias: Option<&[T]>,
    dims: [usize; 4],
    outputs: usize,
) -> Vec<T> {
    let input = Tensor::from_chwn(dims, input);
    linear::linear_forward(&input, weight, bias, outputs).to_chwn()
}

/// See [`linear::linear_vjp`].
pub fn linear_vjp<T: Real>(
    input: &[T],
    weight: &[T],
    grad_output: &[T],
    dims: [usize; 4],
    outputs: usize,
) -> FlatGradients<T> {
    let input = Tensor::from_chwn(dims, input);
    let grad = Tensor::from_chwn([dims[0], outputs, 1, 1], grad_output);
    linear::linear_vjp(&input, weight, &grad).into()
}

/// See [`batch_norm::batch_norm_training`].
pub fn batch_norm_training<T: Real>(
    input: &[T],
    gamma: &[T],
    beta: &[T],
    dims: [usize; 4],
) -> (Vec<T>, Statistics<T>) {
    let input = Tensor::from_chwn(dims, input);
    let (out, stats) = batch_norm::batch_norm_training(&input, gamma, beta);
    (out.to_chwn(), stats)
}

/// See [`batch_norm::batch_norm_training_vjp`].
pub fn batch_norm_training_vjp<T: Real>(
    input: &[T],
    gamma: &[T],
    grad_output: &[T],
    dims: [usize; 4],
) -> FlatGradients<T> {
    let input = Tensor::from_chwn(dims, input);
    let grad = Tensor::from_chwn(dims, grad_output);
    batch_norm::batch_norm_training_vjp(&input, gamma, &grad).into()
}

/// See [`batch_norm::batch_norm_inference`].
pub fn batch_norm_inference<T: Real>(
    input: &[T],
    gamma: &[T],
    beta: &[T],
    running: &Running<T>,
    dims: [usize; 4],
) -> Vec<T> {
    let input = Tensor::from_chwn(dims, input);
    batch_norm::batch_norm_inference(&input, gamma, beta, running).to_chwn()
}

/// See [`batch_norm::batch_norm_inference_vjp`].
pub fn batch_norm_inference_vjp<T: Real>(
    input: &[T],
    gamma: &[T],
    running: &Running<T>,
    grad_output: &[T],
    dims: [usize; 4],
) -> FlatGradients<T> {
    let input = Tensor::from_chwn(dims, input);
    let grad = Tensor::from_chwn(dims, grad_output);
    batch_norm::batch_norm_inference_vjp(&input, gamma, running, &grad).into()
}

/// See [`activation_forward`]; the layout does not matter.
pub fn activate<T: Real>(input: &[T], activation: Activation) -> Vec<T> {
    activation_forward(&flat(input), activation).data
}

/// See [`activation_vjp`]; the layout does not matter.
pub fn activate_vjp<T: Real>(input: &[T], activation: Activation, grad_output: &[T]) -> Vec<T> {
    activation_vjp(&flat(input), activation, &flat(grad_output)).data
}

fn flat<T: Real>(values: &[T]) -> Tensor<T> {
    Tensor::new([1, 1, 1, values.len()], values.to_vec())
}
