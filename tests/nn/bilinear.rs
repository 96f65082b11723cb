//! Convolution, transposed convolution and linear layer under one roof: fast and naive.

use crate::naive::chwn;
use crate::naive::conv::Window;
use crate::numbers::numbers;
use gnash::nn::{Accumulate, Conv2d, ConvTranspose2d, Element, Linear, NetworkError, Shape};
use gnash::scalar::Real;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    Conv,
    ConvTranspose,
    Linear,
}

pub const OPS: [Op; 3] = [Op::Conv, Op::ConvTranspose, Op::Linear];

/// One layer on one batch.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub op: Op,
    pub batch: usize,
    pub input: Shape,
    pub outputs: usize,
    pub window: Window,
}

/// N, C, O, H, W, K, s, p.
pub type Sizes = [usize; 8];

pub const SIZES: [Sizes; 14] = [
    [2, 3, 2, 5, 4, 3, 1, 1],
    [3, 4, 3, 2, 3, 1, 1, 0],  // 1×1 kernel
    [2, 2, 3, 7, 5, 2, 3, 0],  // stride > kernel
    [2, 2, 2, 4, 5, 2, 1, 2],  // padding = kernel
    [1, 2, 2, 5, 4, 2, 2, 3],  // padding > kernel
    [1, 1, 1, 3, 3, 3, 1, 0],  // one of everything, the kernel covers the input
    [2, 1, 2, 6, 8, 3, 2, 0],  // a row and a column left over
    [3, 2, 4, 6, 4, 4, 2, 1],  // non-square
    [1, 5, 2, 4, 4, 4, 1, 0],  // the kernel covers the input, several channels
    [2, 1, 1, 4, 6, 1, 2, 1],  // 1×1 kernel, stride 2, padding = kernel
    [17, 2, 3, 5, 3, 3, 2, 1], // batch 17
    [1, 1, 1, 1, 1, 1, 1, 0],  // 1×1 input
    [17, 3, 1, 1, 1, 3, 2, 1], // 1×1 input inside padding
    [2, 2, 2, 1, 9, 2, 4, 1],  // stride > kernel, one row
];

/// What fills memory that a kernel must overwrite.
fn junk<T: Element>(len: usize) -> Vec<T> {
    vec![T::constant(f64::NAN); len]
}

enum Fast {
    Conv(Conv2d),
    ConvTranspose(ConvTranspose2d),
    Linear(Linear),
}

impl Case {
    pub fn new(op: Op, [batch, c, outputs, h, w, kernel, stride, padding]: Sizes) -> Self {
        Self {
            op,
            batch,
            input: Shape::new(c, h, w),
            outputs,
            window: Window {
                kernel,
                stride,
                padding,
            },
        }
    }

    fn build(&self) -> Result<Fast, NetworkError> {
        let (input, out) = (self.input, self.outputs);
        let Window {
            kernel,
            stride,
            padding,
        } = self.window;
        Ok(match self.op {
            Op::Conv => Fast::Conv(Conv2d::new(input, out, kernel, stride, padding)?),
            Op::ConvTranspose => {
                Fast::ConvTranspose(ConvTranspose2d::new(input, out, kernel, stride, padding)?)
            }
            Op::Linear => Fast::Linear(Linear::new(input.len(), out)?),
        })
    }

    fn fast(&self) -> Fast {
        self.build().expect("a valid case")
    }

    /// Whether the fast constructor takes it.
    pub fn is_valid(&self) -> bool {
        self.build().is_ok()
    }

    /// Whether an output exists, by the size formulas.
    pub fn should_be_valid(&self) -> bool {
        let (w, side) = (self.window, self.input.height.min(self.input.width));
        match self.op {
            Op::Conv => side + 2 * w.padding >= w.kernel,
            Op::ConvTranspose => (side - 1) * w.stride + w.kernel > 2 * w.padding,
            Op::Linear => true,
        }
    }

    pub fn output(&self) -> Shape {
        match self.fast() {
            Fast::Conv(map) => map.output(),
            Fast::ConvTranspose(map) => map.output(),
            Fast::Linear(map) => Shape::vector(map.outputs),
        }
    }

    pub fn weight_len(&self) -> usize {
        let pairs = self.input.channels * self.outputs;
        match self.op {
            Op::Linear => self.input.len() * self.outputs,
            _ => pairs * self.window.kernel.pow(2),
        }
    }

    pub fn x(&self, seed: u64) -> Vec<f64> {
        numbers(seed, self.input.len() * self.batch)
    }

    pub fn w(&self, seed: u64) -> Vec<f64> {
        numbers(seed + 1000, self.weight_len())
    }

    pub fn z(&self, seed: u64) -> Vec<f64> {
        numbers(seed + 2000, self.output().len() * self.batch)
    }

    /// The most products in an entry of z, grad_x and grad_w.
    pub fn terms(&self) -> [usize; 3] {
        let taps = self.window.kernel.pow(2);
        let (input, out) = (self.input, self.output());
        match self.op {
            Op::Conv => [
                input.channels * taps,
                out.channels * taps,
                out.plane() * self.batch,
            ],
            Op::ConvTranspose => [
                input.channels * taps,
                out.channels * taps,
                input.plane() * self.batch,
            ],
            Op::Linear => [input.len(), out.len(), self.batch],
        }
    }

    pub fn forward<T: Element>(&self, x: &[T], w: &[T]) -> Vec<T> {
        let (batch, mut z) = (self.batch, junk(self.output().len() * self.batch));
        match self.fast() {
            Fast::Conv(map) => {
                let mut cols = junk(map.cols_len(batch));
                map.forward(&mut z, Accumulate::Replace, x, w, &mut cols, batch);
            }
            Fast::ConvTranspose(map) => {
                map.forward(&mut z, x, w, &mut junk(map.cols_len(batch)), batch);
            }
            Fast::Linear(map) => map.forward(&mut z, Accumulate::Replace, x, w, batch),
        }
        z
    }

    /// (grad_x, grad_w), the latter put into or added to `grad_w`.
    pub fn vjp_into<T: Element>(
        &self,
        x: &[T],
        w: &[T],
        grad_z: &[T],
        mut grad_w: Vec<T>,
        mode: Accumulate,
    ) -> (Vec<T>, Vec<T>) {
        let (batch, mut grad_x) = (self.batch, junk(x.len()));
        match self.fast() {
            Fast::Conv(map) => {
                let mut cols = junk(map.cols_len(batch));
                let mut z = junk(grad_z.len());
                map.forward(&mut z, Accumulate::Replace, x, w, &mut cols, batch);
                map.vjp_weight(&mut grad_w, mode, grad_z, x, &cols, batch);
                map.vjp_input(&mut grad_x, grad_z, w, &mut cols, batch);
            }
            Fast::ConvTranspose(map) => {
                let cols = &mut junk(map.cols_len(batch));
                map.vjp_weight(&mut grad_w, mode, grad_z, x, cols, batch);
                map.vjp_input(&mut grad_x, grad_z, w, cols, batch);
            }
            Fast::Linear(map) => {
                map.vjp_weight(&mut grad_w, mode, grad_z, x, batch);
                map.vjp_input(&mut grad_x, grad_z, w, batch);
            }
        }
        (grad_x, grad_w)
    }

    pub fn vjp<T: Element>(&self, x: &[T], w: &[T], grad_z: &[T]) -> (Vec<T>, Vec<T>) {
        self.vjp_into(x, w, grad_z, junk(w.len()), Accumulate::Replace)
    }

    pub fn jvp<T: Element>(&self, x: &[T], x_dot: &[T], w: &[T], w_dot: &[T]) -> Vec<T> {
        let (batch, mut z_dot) = (self.batch, junk(self.output().len() * self.batch));
        match self.fast() {
            Fast::Conv(map) => {
                let (mut z, mut cols) = (z_dot.clone(), junk(map.cols_len(batch)));
                map.forward(&mut z, Accumulate::Replace, x, w, &mut cols, batch);
                let cols_dot = &mut junk(cols.len());
                map.jvp(&mut z_dot, x, x_dot, w, w_dot, &cols, cols_dot, batch);
            }
            Fast::ConvTranspose(map) => {
                let scratch = &mut junk(map.cols_len(batch));
                map.jvp(&mut z_dot, x, x_dot, w, w_dot, scratch, batch);
            }
            Fast::Linear(map) => map.jvp(&mut z_dot, x, x_dot, w, w_dot, batch),
        }
        z_dot
    }

    fn dims(&self) -> [usize; 4] {
        let Shape {
            channels,
            height,
            width,
        } = self.input;
        [self.batch, channels, height, width]
    }

    pub fn naive_forward<T: Real>(&self, x: &[T], w: &[T]) -> Vec<T> {
        let (dims, out) = (self.dims(), self.outputs);
        match self.op {
            Op::Conv => chwn::conv2d_forward(x, w, None, dims, out, self.window),
            Op::ConvTranspose => chwn::conv_transpose2d_forward(x, w, None, dims, out, self.window),
            Op::Linear => chwn::linear_forward(x, w, None, dims, out),
        }
    }

    /// (grad_x, grad_w).
    pub fn naive_vjp<T: Real>(&self, x: &[T], w: &[T], grad_z: &[T]) -> (Vec<T>, Vec<T>) {
        let (dims, out) = (self.dims(), self.outputs);
        let grads = match self.op {
            Op::Conv => chwn::conv2d_vjp(x, w, grad_z, dims, out, self.window),
            Op::ConvTranspose => chwn::conv_transpose2d_vjp(x, w, grad_z, dims, out, self.window),
            Op::Linear => chwn::linear_vjp(x, w, grad_z, dims, out),
        };
        (grads.input, grads.weight)
    }
}

/// Every operation on every list of sizes that it allows.
pub fn cases() -> Vec<Case> {
    let all = OPS
        .into_iter()
        .flat_map(|op| SIZES.map(|sizes| Case::new(op, sizes)));
    all.filter(Case::should_be_valid).collect()
}
