//! Two-dimensional transposed convolution: the adjoint, in its input, of a [`Conv2d`].
//!
//! With the convolution `adjoint` from the output plane back to the input plane and weight
//! w [C, O, K, K]: z = col2im(wᵀ x), side (H − 1)s − 2p + K.
//! vjp: Z = im2col(grad_z), grad_x = w Z, grad_w = x Zᵀ;  jvp: ż = col2im(wᵀ ẋ + ẇᵀ x).

use super::{Accumulate, Conv2d, Element, Matrix, NetworkError, Shape, col2im, matmul};

/// Geometry of a transposed convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvTranspose2d {
    adjoint: Conv2d,
    input: Shape,
}

impl ConvTranspose2d {
    /// A transposed convolution, checked.
    ///
    /// # Errors
    /// `Zero` if a size or the stride is zero, `NothingLeft` if the padding cuts all of it away.
    pub fn new(
        input: Shape,
        out_channels: usize,
        kernel: usize,
        stride: usize,
        padding: usize,
    ) -> Result<Self, NetworkError> {
        // Here, because the adjoint convolution has the names of input and output swapped.
        for (what, size) in [
            ("input channels", input.channels),
            ("input plane", input.plane()),
            ("output channels", out_channels),
            ("kernel side", kernel),
            ("stride", stride),
        ] {
            if size == 0 {
                return Err(NetworkError::Zero { what });
            }
        }
        let side = |size: usize| {
            ((size - 1) * stride + kernel)
                .checked_sub(2 * padding)
                .filter(|&s| s > 0)
        };
        let (Some(height), Some(width)) = (side(input.height), side(input.width)) else {
            return Err(NetworkError::NothingLeft {
                kernel,
                input,
                stride,
                padding,
            });
        };
        let output = Shape::new(out_channels, height, width);
        let adjoint = Conv2d::new(output, input.channels, kernel, stride, padding)?;
        debug_assert_eq!(adjoint.output(), input);
        Ok(Self { adjoint, input })
    }

    /// Input C × H × W.
    pub fn input(&self) -> Shape {
        self.input
    }

    /// Output O × OH × OW, side (H − 1)s − 2p + K.
    pub fn output(&self) -> Shape {
        self.adjoint.input
    }

    /// Kernel side.
    pub fn kernel(&self) -> usize {
        self.adjoint.kernel
    }

    /// Scalars of the weight, [C, O, K, K].
    pub fn weight_len(&self) -> usize {
        self.adjoint.weight_len()
    }

    /// Scalars of the patch matrix of the *output* for a batch.
    pub fn cols_len(&self, batch: usize) -> usize {
        self.adjoint.cols_len(batch)
    }

    /// z ← col2im(wᵀ x).
    ///
    /// # Shapes
    /// z: O·OH·OW·N, x: C·H·W·N, w: C·O·K·K, scratch: [`ConvTranspose2d::cols_len`].
    pub fn forward<T: Element>(
        &self,
        z: &mut [T],
        x: &[T],
        w: &[T],
        scratch: &mut [T],
        batch: usize,
    ) {
        self.adjoint.vjp_input(z, x, w, scratch, batch);
    }

    /// grad_x ← w Z, leaving Z = im2col(grad_z) in `cols`.
    ///
    /// # Shapes
    /// As [`ConvTranspose2d::forward`].
    pub fn vjp_input<T: Element>(
        &self,
        grad_x: &mut [T],
        grad_z: &[T],
        w: &[T],
        cols: &mut [T],
        batch: usize,
    ) {
        self.adjoint
            .forward(grad_x, Accumulate::Replace, grad_z, w, cols, batch);
    }

    /// grad_w ← x Zᵀ (or added); computes Z = im2col(grad_z) into `cols`.
    ///
    /// # Shapes
    /// As [`ConvTranspose2d::forward`].
    pub fn vjp_weight<T: Element>(
        &self,
        grad_w: &mut [T],
        accumulate: Accumulate,
        grad_z: &[T],
        x: &[T],
        cols: &mut [T],
        batch: usize,
    ) {
        if self.adjoint.cols_len(batch) > 0 {
            super::im2col(cols, grad_z, &self.adjoint, batch);
        }
        self.adjoint
            .vjp_weight(grad_w, accumulate, x, grad_z, cols, batch);
    }

    /// Both adjoints from one im2col of grad_z.
    ///
    /// # Shapes
    /// As [`ConvTranspose2d::forward`].
    #[expect(
        clippy::too_many_arguments,
        reason = "two results, their mode, and four inputs"
    )]
    pub fn vjp<T: Element>(
        &self,
        grad_x: &mut [T],
        grad_w: &mut [T],
        accumulate: Accumulate,
        grad_z: &[T],
        x: &[T],
        w: &[T],
        cols: &mut [T],
        batch: usize,
    ) {
        self.vjp_input(grad_x, grad_z, w, cols, batch);
        self.adjoint
            .vjp_weight(grad_w, accumulate, x, grad_z, cols, batch);
    }

    /// ż ← col2im(wᵀ ẋ + ẇᵀ x).
    ///
    /// # Shapes
    /// As [`ConvTranspose2d::forward`], dotted like undotted.
    #[expect(
        clippy::too_many_arguments,
        reason = "a product rule has every factor and its tangent"
    )]
    pub fn jvp<T: Element>(
        &self,
        z_dot: &mut [T],
        x: &[T],
        x_dot: &[T],
        w: &[T],
        w_dot: &[T],
        scratch: &mut [T],
        batch: usize,
    ) {
        let rows = self.input.channels;
        let patch = self.adjoint.weight_len() / rows;
        let positions = self.input.plane() * batch;
        let direct = self.adjoint.cols_len(batch) == 0;
        let target = if direct { &mut *z_dot } else { &mut *scratch };
        let (w, w_dot) = (Matrix::new(w, rows, patch), Matrix::new(w_dot, rows, patch));
        matmul(
            target,
            Accumulate::Replace,
            w.t(),
            Matrix::new(x_dot, rows, positions),
        );
        matmul(
            target,
            Accumulate::Add,
            w_dot.t(),
            Matrix::new(x, rows, positions),
        );
        if !direct {
            col2im(z_dot, scratch, &self.adjoint, batch);
        }
    }
}
