//! Two-dimensional convolution (cross-correlation, as torch), square kernels.
//!
//! z[o, q] = Σ_{c,kh,kw} w[o, c, kh, kw] x[c, q·s + k − p] + b[o]: with X = im2col(x) one product
//! z = w X. It is bilinear in (w, x), so
//! vjp: grad_x = col2im(wᵀ grad_z), grad_w = grad_z Xᵀ;  jvp: ż = w Ẋ + ẇ X.

use super::{Accumulate, Element, Matrix, NetworkError, Shape, col2im, im2col, matmul};

/// Geometry of a convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2d {
    /// Input C × H × W.
    pub input: Shape,
    /// Output channels.
    pub out_channels: usize,
    /// Kernel side K.
    pub kernel: usize,
    /// Stride.
    pub stride: usize,
    /// Zeros added on each side.
    pub padding: usize,
}

impl Conv2d {
    /// A convolution, checked.
    ///
    /// # Errors
    /// `Zero` if a size or the stride is zero, `KernelTooLarge` if no output position exists.
    pub fn new(
        input: Shape,
        out_channels: usize,
        kernel: usize,
        stride: usize,
        padding: usize,
    ) -> Result<Self, NetworkError> {
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
        if input.height.min(input.width) + 2 * padding < kernel {
            return Err(NetworkError::KernelTooLarge {
                kernel,
                input,
                padding,
            });
        }
        Ok(Self {
            input,
            out_channels,
            kernel,
            stride,
            padding,
        })
    }

    /// Output O × OH × OW, side ⌊(H + 2p − K)/s⌋ + 1.
    pub fn output(&self) -> Shape {
        let side = |size: usize| (size + 2 * self.padding - self.kernel) / self.stride + 1;
        Shape::new(
            self.out_channels,
            side(self.input.height),
            side(self.input.width),
        )
    }

    /// Scalars of the weight, [O, C, K, K].
    pub fn weight_len(&self) -> usize {
        self.out_channels * self.patch_len()
    }

    /// Scalars of the patch matrix for a batch; zero where the input itself is that matrix.
    pub fn cols_len(&self, batch: usize) -> usize {
        if self.covers_input() {
            0
        } else {
            self.patch_len() * self.output().plane() * batch
        }
    }

    fn patch_len(&self) -> usize {
        self.input.channels * self.kernel * self.kernel
    }

    /// One output position that sees the whole input: in CHWN, im2col is then the identity.
    fn covers_input(&self) -> bool {
        self.padding == 0 && self.input.height == self.kernel && self.input.width == self.kernel
    }

    fn patches<'a, T>(&self, cols: &'a [T], x: &'a [T], batch: usize) -> Matrix<'a, T> {
        let data = if self.covers_input() { x } else { cols };
        Matrix::new(data, self.patch_len(), self.output().plane() * batch)
    }

    /// z ← w X (or z + w X), leaving X = im2col(x) in `cols`.
    ///
    /// # Shapes
    /// z: O·OH·OW·N, x: C·H·W·N, w: O·C·K·K, cols: [`Conv2d::cols_len`].
    pub fn forward<T: Element>(
        &self,
        z: &mut [T],
        accumulate: Accumulate,
        x: &[T],
        w: &[T],
        cols: &mut [T],
        batch: usize,
    ) {
        if !self.covers_input() {
            im2col(cols, x, self, batch);
        }
        matmul(
            z,
            accumulate,
            Matrix::new(w, self.out_channels, self.patch_len()),
            self.patches(cols, x, batch),
        );
    }

    /// grad_x ← col2im(wᵀ grad_z).
    ///
    /// # Shapes
    /// As [`Conv2d::forward`]; `scratch`: [`Conv2d::cols_len`].
    pub fn vjp_input<T: Element>(
        &self,
        grad_x: &mut [T],
        grad_z: &[T],
        w: &[T],
        scratch: &mut [T],
        batch: usize,
    ) {
        let w = Matrix::new(w, self.out_channels, self.patch_len());
        let grad_z = Matrix::new(grad_z, self.out_channels, self.output().plane() * batch);
        if self.covers_input() {
            matmul(grad_x, Accumulate::Replace, w.t(), grad_z);
        } else {
            matmul(scratch, Accumulate::Replace, w.t(), grad_z);
            col2im(grad_x, scratch, self, batch);
        }
    }

    /// grad_w ← grad_z Xᵀ (or added), with X as [`Conv2d::forward`] left it in `cols`.
    ///
    /// # Shapes
    /// As [`Conv2d::forward`].
    pub fn vjp_weight<T: Element>(
        &self,
        grad_w: &mut [T],
        accumulate: Accumulate,
        grad_z: &[T],
        x: &[T],
        cols: &[T],
        batch: usize,
    ) {
        let grad_z = Matrix::new(grad_z, self.out_channels, self.output().plane() * batch);
        matmul(grad_w, accumulate, grad_z, self.patches(cols, x, batch).t());
    }

    /// ż ← w Ẋ + ẇ X, with X in `cols` from [`Conv2d::forward`]; leaves Ẋ in `cols_dot`.
    ///
    /// # Shapes
    /// As [`Conv2d::forward`], dotted like undotted.
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
        cols: &[T],
        cols_dot: &mut [T],
        batch: usize,
    ) {
        self.forward(z_dot, Accumulate::Replace, x_dot, w, cols_dot, batch);
        let w_dot = Matrix::new(w_dot, self.out_channels, self.patch_len());
        matmul(z_dot, Accumulate::Add, w_dot, self.patches(cols, x, batch));
    }
}
