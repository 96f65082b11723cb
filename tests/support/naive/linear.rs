//! Fully connected layer: each sample, flattened in the order (c, h, w), times a matrix.

use super::conv::Gradients;
use super::tensor::Tensor;
use gnash::scalar::Real;

/// out[n, o] = bias[o] + Σ_i weight[o, i] · input[n, i]; the result is N×out×1×1.
///
/// `weight`: [out, in] with in = C·H·W of the input.
pub fn linear_forward<T: Real>(
    input: &Tensor<T>,
    weight: &[T],
    bias: Option<&[T]>,
    outputs: usize,
) -> Tensor<T> {
    let batch = input.dims[0];
    let mut out = Tensor::zeros([batch, outputs, 1, 1]);
    for n in 0..batch {
        let sample = input.sample(n);
        assert_eq!(weight.len(), outputs * sample.len(), "weight [out, in]");
        for o in 0..outputs {
            let mut sum = bias.map_or(T::zero(), |b| b[o]);
            for (i, &a) in sample.iter().enumerate() {
                sum += weight[o * sample.len() + i] * a;
            }
            out.add([n, o, 0, 0], sum);
        }
    }
    out
}

/// grad_input = weightᵀ g, grad_weight = Σ_n g inputᵀ, grad_bias = Σ_n g.
pub fn linear_vjp<T: Real>(
    input: &Tensor<T>,
    weight: &[T],
    grad_output: &Tensor<T>,
) -> Gradients<T> {
    let [batch, outputs, _, _] = grad_output.dims;
    let size = input.data.len() / batch;
    let mut grad_input = Tensor::zeros(input.dims);
    let mut grad_weight = vec![T::zero(); weight.len()];
    let mut grad_bias = vec![T::zero(); outputs];
    for n in 0..batch {
        for o in 0..outputs {
            let g = grad_output.at([n, o, 0, 0]);
            grad_bias[o] += g;
            for i in 0..size {
                grad_input.data[n * size + i] += weight[o * size + i] * g;
                grad_weight[o * size + i] += input.sample(n)[i] * g;
            }
        }
    }
    Gradients {
        input: grad_input,
        weight: grad_weight,
        bias: grad_bias,
    }
}
