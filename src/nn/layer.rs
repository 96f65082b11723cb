//! One layer: an affine map, an optional batch normalisation, an activation.

use super::{
    Accumulate, Activation, Conv2d, ConvTranspose2d, Element, Linear, NetworkError, Shape,
};

/// A map that is linear in its input and linear in its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affine {
    /// Convolution.
    Conv2d(Conv2d),
    /// Transposed convolution.
    ConvTranspose2d(ConvTranspose2d),
    /// Fully connected, from any activation with as many scalars a sample.
    Linear(Linear),
}

/// An affine map with what follows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// The affine map.
    pub affine: Affine,
    /// Whether a bias is added per output channel.
    pub bias: bool,
    /// Whether the channels are batch-normalised.
    pub batch_norm: bool,
    /// The activation at the end.
    pub activation: Activation,
}

/// What the adjoints of an affine map are made of.
#[derive(Clone, Copy)]
pub(super) struct Factors<'a, T> {
    pub grad_z: &'a [T],
    pub x: &'a [T],
    pub w: &'a [T],
    /// im2col of x, where the forward sweep kept it.
    pub cols: &'a [T],
}

impl Layer {
    /// A layer without bias, batch normalisation or activation.
    pub const fn new(affine: Affine) -> Self {
        Self {
            affine,
            bias: false,
            batch_norm: false,
            activation: Activation::Identity,
        }
    }

    /// A convolution layer.
    ///
    /// # Errors
    /// As [`Conv2d::new`].
    pub fn conv2d(
        input: Shape,
        out_channels: usize,
        kernel: usize,
        stride: usize,
        padding: usize,
    ) -> Result<Self, NetworkError> {
        Ok(Self::new(Affine::Conv2d(Conv2d::new(
            input,
            out_channels,
            kernel,
            stride,
            padding,
        )?)))
    }

    /// A transposed convolution layer.
    ///
    /// # Errors
    /// As [`ConvTranspose2d::new`].
    pub fn conv_transpose2d(
        input: Shape,
        out_channels: usize,
        kernel: usize,
        stride: usize,
        padding: usize,
    ) -> Result<Self, NetworkError> {
        let map = ConvTranspose2d::new(input, out_channels, kernel, stride, padding)?;
        Ok(Self::new(Affine::ConvTranspose2d(map)))
    }

    /// A fully connected layer.
    ///
    /// # Errors
    /// As [`Linear::new`].
    pub fn linear(inputs: usize, outputs: usize) -> Result<Self, NetworkError> {
        Ok(Self::new(Affine::Linear(Linear::new(inputs, outputs)?)))
    }

    /// With a bias.
    pub const fn with_bias(self, bias: bool) -> Self {
        Self { bias, ..self }
    }

    /// With batch normalisation.
    pub const fn with_batch_norm(self) -> Self {
        Self {
            batch_norm: true,
            ..self
        }
    }

    /// With an activation.
    pub const fn with_activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }
}

impl Affine {
    /// Input sizes; a linear layer reports a vector but takes any shape of that length.
    pub fn input(&self) -> Shape {
        match self {
            Self::Conv2d(conv) => conv.input,
            Self::ConvTranspose2d(conv) => conv.input(),
            Self::Linear(linear) => Shape::vector(linear.inputs),
        }
    }

    /// Output sizes.
    pub fn output(&self) -> Shape {
        match self {
            Self::Conv2d(conv) => conv.output(),
            Self::ConvTranspose2d(conv) => conv.output(),
            Self::Linear(linear) => Shape::vector(linear.outputs),
        }
    }

    /// The weight's dimensions, as torch orders them.
    pub fn weight_shape(&self) -> Vec<usize> {
        match self {
            Self::Conv2d(c) => vec![c.out_channels, c.input.channels, c.kernel, c.kernel],
            Self::ConvTranspose2d(c) => vec![
                c.input().channels,
                c.output().channels,
                c.kernel(),
                c.kernel(),
            ],
            Self::Linear(l) => vec![l.outputs, l.inputs],
        }
    }

    /// Scalars of the weight.
    pub fn weight_len(&self) -> usize {
        self.weight_shape().iter().product()
    }

    /// Scalars of patch memory that a forward sweep leaves for the reverse one.
    pub(super) fn kept_cols_len(&self, batch: usize) -> usize {
        match self {
            Self::Conv2d(conv) => conv.cols_len(batch),
            Self::ConvTranspose2d(_) | Self::Linear(_) => 0,
        }
    }

    /// Scalars of passing scratch memory.
    pub(super) fn scratch_len(&self, batch: usize) -> usize {
        match self {
            Self::Conv2d(conv) => conv.cols_len(batch),
            Self::ConvTranspose2d(conv) => conv.cols_len(batch),
            Self::Linear(_) => 0,
        }
    }

    pub(super) fn forward<T: Element>(
        &self,
        z: &mut [T],
        x: &[T],
        w: &[T],
        cols: &mut [T],
        scratch: &mut [T],
        batch: usize,
    ) {
        match self {
            Self::Conv2d(conv) => conv.forward(z, Accumulate::Replace, x, w, cols, batch),
            Self::ConvTranspose2d(conv) => {
                conv.forward(z, x, w, &mut scratch[..conv.cols_len(batch)], batch);
            }
            Self::Linear(linear) => linear.forward(z, Accumulate::Replace, x, w, batch),
        }
    }

    /// The adjoints that are asked for; a transposed convolution takes both from one im2col.
    pub(super) fn vjp<T: Element>(
        &self,
        grad_x: Option<&mut [T]>,
        grad_w: Option<(&mut [T], Accumulate)>,
        factors: Factors<'_, T>,
        scratch: &mut [T],
        batch: usize,
    ) {
        let Factors { grad_z, x, w, cols } = factors;
        match (self, grad_x, grad_w) {
            (Self::ConvTranspose2d(conv), Some(grad_x), Some((grad_w, mode))) => {
                let z_cols = &mut scratch[..conv.cols_len(batch)];
                conv.vjp(grad_x, grad_w, mode, grad_z, x, w, z_cols, batch);
            }
            (_, grad_x, grad_w) => {
                if let Some((grad_w, mode)) = grad_w {
                    self.vjp_weight(grad_w, mode, grad_z, x, cols, scratch, batch);
                }
                if let Some(grad_x) = grad_x {
                    self.vjp_input(grad_x, grad_z, w, scratch, batch);
                }
            }
        }
    }

    pub(super) fn vjp_input<T: Element>(
        &self,
        grad_x: &mut [T],
        grad_z: &[T],
        w: &[T],
        scratch: &mut [T],
        batch: usize,
    ) {
        let scratch = &mut scratch[..self.scratch_len(batch)];
        match self {
            Self::Conv2d(conv) => conv.vjp_input(grad_x, grad_z, w, scratch, batch),
            Self::ConvTranspose2d(conv) => conv.vjp_input(grad_x, grad_z, w, scratch, batch),
            Self::Linear(linear) => linear.vjp_input(grad_x, grad_z, w, batch),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a weight gradient: target, mode, two factors, their memory"
    )]
    pub(super) fn vjp_weight<T: Element>(
        &self,
        grad_w: &mut [T],
        accumulate: Accumulate,
        grad_z: &[T],
        x: &[T],
        cols: &[T],
        scratch: &mut [T],
        batch: usize,
    ) {
        match self {
            Self::Conv2d(conv) => conv.vjp_weight(grad_w, accumulate, grad_z, x, cols, batch),
            Self::ConvTranspose2d(conv) => {
                conv.vjp_weight(
                    grad_w,
                    accumulate,
                    grad_z,
                    x,
                    &mut scratch[..conv.cols_len(batch)],
                    batch,
                );
            }
            Self::Linear(linear) => linear.vjp_weight(grad_w, accumulate, grad_z, x, batch),
        }
    }
}
