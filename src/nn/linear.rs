//! Fully connected layer: z = w x, w [O, I], x [I, N].
//!
//! vjp: grad_x = wᵀ grad_z, grad_w = grad_z xᵀ;  jvp: ż = w ẋ + ẇ x.

use super::{Accumulate, Element, Matrix, NetworkError, matmul};

/// Sizes of a fully connected layer; its input is any activation with I scalars a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linear {
    /// I.
    pub inputs: usize,
    /// O.
    pub outputs: usize,
}

impl Linear {
    /// A layer, checked.
    ///
    /// # Errors
    /// `Zero` if a size is zero.
    pub fn new(inputs: usize, outputs: usize) -> Result<Self, NetworkError> {
        for (what, size) in [("inputs", inputs), ("outputs", outputs)] {
            if size == 0 {
                return Err(NetworkError::Zero { what });
            }
        }
        Ok(Self { inputs, outputs })
    }

    /// z ← w x (or added).
    ///
    /// # Shapes
    /// z: O·N, x: I·N, w: O·I.
    pub fn forward<T: Element>(
        &self,
        z: &mut [T],
        accumulate: Accumulate,
        x: &[T],
        w: &[T],
        batch: usize,
    ) {
        let x = Matrix::new(x, self.inputs, batch);
        matmul(z, accumulate, Matrix::new(w, self.outputs, self.inputs), x);
    }

    /// grad_x ← wᵀ grad_z.
    ///
    /// # Shapes
    /// As [`Linear::forward`].
    pub fn vjp_input<T: Element>(&self, grad_x: &mut [T], grad_z: &[T], w: &[T], batch: usize) {
        let grad_z = Matrix::new(grad_z, self.outputs, batch);
        matmul(
            grad_x,
            Accumulate::Replace,
            Matrix::new(w, self.outputs, self.inputs).t(),
            grad_z,
        );
    }

    /// grad_w ← grad_z xᵀ (or added).
    ///
    /// # Shapes
    /// As [`Linear::forward`].
    pub fn vjp_weight<T: Element>(
        &self,
        grad_w: &mut [T],
        accumulate: Accumulate,
        grad_z: &[T],
        x: &[T],
        batch: usize,
    ) {
        let x = Matrix::new(x, self.inputs, batch);
        matmul(
            grad_w,
            accumulate,
            Matrix::new(grad_z, self.outputs, batch),
            x.t(),
        );
    }

    /// ż ← w ẋ + ẇ x.
    ///
    /// # Shapes
    /// As [`Linear::forward`], dotted like undotted.
    pub fn jvp<T: Element>(
        &self,
        z_dot: &mut [T],
        x: &[T],
        x_dot: &[T],
        w: &[T],
        w_dot: &[T],
        batch: usize,
    ) {
        self.forward(z_dot, Accumulate::Replace, x_dot, w, batch);
        self.forward(z_dot, Accumulate::Add, x, w_dot, batch);
    }
}
