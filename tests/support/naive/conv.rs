//! Convolution and transposed convolution with torch's meaning, in plain loops.
//!
//! Both pair an entry of the small plane with a tap of the kernel and an entry of the large
//! plane: row `large = small·stride + tap − padding`, where that lies inside. The convolution
//! reads the large plane and writes the small one, the transposed one the other way round.
//! Weights are square, K×K.

use super::tensor::{Tensor, places};
use gnash::scalar::Real;

/// Kernel size K, stride s and padding p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// K.
    pub kernel: usize,
    /// s.
    pub stride: usize,
    /// p.
    pub padding: usize,
}

impl Window {
    /// ⌊(size + 2p − K)/s⌋ + 1.
    pub fn conv_output(self, size: usize) -> usize {
        (size + 2 * self.padding - self.kernel) / self.stride + 1
    }

    /// (size − 1)s − 2p + K.
    pub fn transpose_output(self, size: usize) -> usize {
        (size - 1) * self.stride + self.kernel - 2 * self.padding
    }

    /// small·s + tap − p, if it lies in 0..size.
    fn large(self, small: usize, tap: usize, size: usize) -> Option<usize> {
        (small * self.stride + tap)
            .checked_sub(self.padding)
            .filter(|&large| large < size)
    }

    /// [kh, kw, h, w] for each tap that reaches a place of the large plane from [h, w] small.
    fn reach(self, small: [usize; 2], plane: [usize; 2]) -> Vec<[usize; 4]> {
        let mut reached = Vec::with_capacity(self.kernel * self.kernel);
        for kh in 0..self.kernel {
            for kw in 0..self.kernel {
                let h = self.large(small[0], kh, plane[0]);
                let w = self.large(small[1], kw, plane[1]);
                if let (Some(h), Some(w)) = (h, w) {
                    reached.push([kh, kw, h, w]);
                }
            }
        }
        reached
    }
}

/// Gradients of one scalar with respect to the arguments of a kernel.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients<T> {
    /// With respect to the input, in its shape.
    pub input: Tensor<T>,
    /// With respect to the weight, flat.
    pub weight: Vec<T>,
    /// With respect to the bias, flat (also where the forward pass had none).
    pub bias: Vec<T>,
}

/// out[n, co, h', w'] = bias[co] + Σ_{ci, kh, kw} weight[co, ci, kh, kw] · input[n, ci, h's + kh − p, w's + kw − p].
///
/// `weight`: [Co, Ci, K, K].
pub fn conv2d_forward<T: Real>(
    input: &Tensor<T>,
    weight: &[T],
    bias: Option<&[T]>,
    outputs: usize,
    window: Window,
) -> Tensor<T> {
    let [batch, inputs, height, width] = input.dims;
    let weight = kernel_array(weight, outputs, inputs, window);
    let plane = [height, width].map(|size| window.conv_output(size));
    let mut out = Tensor::zeros([batch, outputs, plane[0], plane[1]]);
    for [n, co, ho, wo] in places(out.dims) {
        let mut sum = bias.map_or(T::zero(), |b| b[co]);
        for [kh, kw, h, w] in window.reach([ho, wo], [height, width]) {
            for ci in 0..inputs {
                sum += weight.at([co, ci, kh, kw]) * input.at([n, ci, h, w]);
            }
        }
        out.add([n, co, ho, wo], sum);
    }
    out
}

/// Each product weight·input of the forward pass hands its output's gradient to both factors.
pub fn conv2d_vjp<T: Real>(
    input: &Tensor<T>,
    weight: &[T],
    grad_output: &Tensor<T>,
    window: Window,
) -> Gradients<T> {
    let [_, inputs, height, width] = input.dims;
    let outputs = grad_output.dims[1];
    let weight = kernel_array(weight, outputs, inputs, window);
    let mut grad_input = Tensor::zeros(input.dims);
    let mut grad_weight = Tensor::zeros(weight.dims);
    let mut grad_bias = vec![T::zero(); outputs];
    for [n, co, ho, wo] in places(grad_output.dims) {
        let g = grad_output.at([n, co, ho, wo]);
        grad_bias[co] += g;
        for [kh, kw, h, w] in window.reach([ho, wo], [height, width]) {
            for ci in 0..inputs {
                grad_input.add([n, ci, h, w], weight.at([co, ci, kh, kw]) * g);
                grad_weight.add([co, ci, kh, kw], input.at([n, ci, h, w]) * g);
            }
        }
    }
    Gradients {
        input: grad_input,
        weight: grad_weight.data,
        bias: grad_bias,
    }
}

/// out[n, co, hs + kh − p, ws + kw − p] += weight[ci, co, kh, kw] · input[n, ci, h, w], on top of bias[co].
///
/// `weight`: [Ci, Co, K, K].
pub fn conv_transpose2d_forward<T: Real>(
    input: &Tensor<T>,
    weight: &[T],
    bias: Option<&[T]>,
    outputs: usize,
    window: Window,
) -> Tensor<T> {
    let [batch, inputs, height, width] = input.dims;
    let weight = kernel_array(weight, inputs, outputs, window);
    let plane = [height, width].map(|size| window.transpose_output(size));
    let mut out = Tensor::zeros([batch, outputs, plane[0], plane[1]]);
    for [n, co, h, w] in places(out.dims) {
        out.add([n, co, h, w], bias.map_or(T::zero(), |b| b[co]));
    }
    for [n, ci, hi, wi] in places(input.dims) {
        for [kh, kw, h, w] in window.reach([hi, wi], plane) {
            for co in 0..outputs {
                let product = weight.at([ci, co, kh, kw]) * input.at([n, ci, hi, wi]);
                out.add([n, co, h, w], product);
            }
        }
    }
    out
}

/// As [`conv2d_vjp`], for the products of [`conv_transpose2d_forward`].
pub fn conv_transpose2d_vjp<T: Real>(
    input: &Tensor<T>,
    weight: &[T],
    grad_output: &Tensor<T>,
    window: Window,
) -> Gradients<T> {
    let inputs = input.dims[1];
    let [_, outputs, height, width] = grad_output.dims;
    let weight = kernel_array(weight, inputs, outputs, window);
    let mut grad_input = Tensor::zeros(input.dims);
    let mut grad_weight = Tensor::zeros(weight.dims);
    let mut grad_bias = vec![T::zero(); outputs];
    for [n, co, h, w] in places(grad_output.dims) {
        grad_bias[co] += grad_output.at([n, co, h, w]);
    }
    for [n, ci, hi, wi] in places(input.dims) {
        for [kh, kw, h, w] in window.reach([hi, wi], [height, width]) {
            for co in 0..outputs {
                let g = grad_output.at([n, co, h, w]);
                grad_input.add([n, ci, hi, wi], weight.at([ci, co, kh, kw]) * g);
                grad_weight.add([ci, co, kh, kw], input.at([n, ci, hi, wi]) * g);
            }
        }
    }
    Gradients {
        input: grad_input,
        weight: grad_weight.data,
        bias: grad_bias,
    }
}

fn kernel_array<T: Real>(weight: &[T], first: usize, second: usize, window: Window) -> Tensor<T> {
    let dims = [first, second, window.kernel, window.kernel];
    Tensor::new(dims, weight.to_vec())
}
