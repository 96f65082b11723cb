//! Elements of activations and their matrix product.
//!
//! Products go to faer, one sequential call per block. The blocks come from halving the longer
//! side of the result; where to halve depends on the sizes alone, so the bits of a product do not
//! depend on the number of threads.

use crate::scalar::{Dual, Real};
use faer::linalg::matmul::matmul as faer_matmul;
use faer::{Accum, MatMut, MatRef, Par};
use num_traits::Zero;

/// Multiplications below which a product stays in one block.
const BLOCK_WORK: usize = 1 << 19;
/// Largest number of blocks, a power of two.
const MAX_BLOCKS: usize = 8;
/// Block bounds are multiples of this, a whole number of vector registers.
const BLOCK_ALIGN: usize = 16;

/// Whether a result overwrites its target or is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accumulate {
    /// target ← result
    Replace,
    /// target ← target + result
    Add,
}

/// A number that activations and parameters are made of.
pub trait Element: Real {
    /// dst ← lhs·rhs or dst + lhs·rhs, sequentially.
    fn product(
        dst: MatMut<'_, Self>,
        accumulate: Accumulate,
        lhs: MatRef<'_, Self>,
        rhs: MatRef<'_, Self>,
    );
}

macro_rules! float_element {
    ($float:ty) => {
        impl Element for $float {
            fn product(
                dst: MatMut<'_, Self>,
                accumulate: Accumulate,
                lhs: MatRef<'_, Self>,
                rhs: MatRef<'_, Self>,
            ) {
                let accum = match accumulate {
                    Accumulate::Replace => Accum::Replace,
                    Accumulate::Add => Accum::Add,
                };
                faer_matmul(dst, accum, lhs, rhs, 1.0, Par::Seq);
            }
        }
    };
}
float_element!(f32);
float_element!(f64);

impl<T: Element> Element for Dual<T> {
    // (A + A'ε)(B + B'ε) = AB + (A'B + AB')ε
    fn product(
        mut dst: MatMut<'_, Self>,
        accumulate: Accumulate,
        lhs: MatRef<'_, Self>,
        rhs: MatRef<'_, Self>,
    ) {
        let plane = |m: MatRef<'_, Self>, part: fn(&Self) -> T| -> Vec<T> {
            (0..m.ncols())
                .flat_map(|j| (0..m.nrows()).map(move |i| (i, j)))
                .map(|(i, j)| part(&m[(i, j)]))
                .collect()
        };
        let (m, n, k) = (dst.nrows(), dst.ncols(), lhs.ncols());
        let (a, a_dot) = (plane(lhs, |d| d.value), plane(lhs, |d| d.tangent));
        let (b, b_dot) = (plane(rhs, |d| d.value), plane(rhs, |d| d.tangent));
        let left = |s| MatRef::from_column_major_slice(s, m, k);
        let right = |s| MatRef::from_column_major_slice(s, k, n);
        let mut value = vec![T::zero(); m * n];
        let mut tangent = vec![T::zero(); m * n];
        T::product(
            MatMut::from_column_major_slice_mut(&mut value, m, n),
            Accumulate::Replace,
            left(&a),
            right(&b),
        );
        let mut target = MatMut::from_column_major_slice_mut(&mut tangent, m, n);
        T::product(
            target.as_mut(),
            Accumulate::Replace,
            left(&a_dot),
            right(&b),
        );
        T::product(target, Accumulate::Add, left(&a), right(&b_dot));
        for j in 0..n {
            for i in 0..m {
                let entry = Dual::new(value[i + j * m], tangent[i + j * m]);
                let old = if accumulate == Accumulate::Add {
                    dst[(i, j)]
                } else {
                    Self::zero()
                };
                dst[(i, j)] = old + entry;
            }
        }
    }
}

/// A row-major matrix in a slice, seen as it is or transposed.
#[derive(Clone, Copy)]
pub struct Matrix<'a, T> {
    view: MatRef<'a, T>,
}

impl<'a, T> Matrix<'a, T> {
    /// rows × cols, row-major.
    ///
    /// # Panics
    /// If the slice has another length.
    pub fn new(data: &'a [T], rows: usize, cols: usize) -> Self {
        assert_eq!(data.len(), rows * cols, "matrix of {rows}x{cols}");
        Self {
            view: MatRef::from_row_major_slice(data, rows, cols),
        }
    }

    /// The transpose, without copying.
    pub fn t(self) -> Self {
        Self {
            view: self.view.transpose(),
        }
    }
}

/// dst ← a·b (or dst + a·b), dst row-major.
///
/// # Shapes
/// a: m × k, b: k × n, dst: m·n scalars.
///
/// # Panics
/// If the sizes do not fit.
pub fn matmul<T: Element>(
    dst: &mut [T],
    accumulate: Accumulate,
    a: Matrix<'_, T>,
    b: Matrix<'_, T>,
) {
    let (m, n) = (a.view.nrows(), b.view.ncols());
    assert_eq!(a.view.ncols(), b.view.nrows(), "inner sizes of a product");
    assert_eq!(dst.len(), m * n, "target of a {m}x{n} product");
    // faer 0.24.4 mislays the strides of some row-major mutable views: go through the transpose.
    let dst = MatMut::from_column_major_slice_mut(dst, n, m).transpose_mut();
    let work = m * n * a.view.ncols();
    let blocks = (work / BLOCK_WORK + 1).next_power_of_two().min(MAX_BLOCKS);
    blocked(dst, accumulate, a.view, b.view, blocks);
}

fn blocked<T: Element>(
    dst: MatMut<'_, T>,
    accumulate: Accumulate,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    blocks: usize,
) {
    let (m, n) = (dst.nrows(), dst.ncols());
    if blocks == 1 || m.max(n) < 2 * BLOCK_ALIGN {
        T::product(dst, accumulate, a, b);
    } else if n >= m {
        let cut = (n / 2).next_multiple_of(BLOCK_ALIGN);
        let (dst0, dst1) = dst.split_at_col_mut(cut);
        let (b0, b1) = b.split_at_col(cut);
        rayon::join(
            || blocked(dst0, accumulate, a, b0, blocks / 2),
            || blocked(dst1, accumulate, a, b1, blocks / 2),
        );
    } else {
        let cut = (m / 2).next_multiple_of(BLOCK_ALIGN);
        let (dst0, dst1) = dst.split_at_row_mut(cut);
        let (a0, a1) = a.split_at_row(cut);
        rayon::join(
            || blocked(dst0, accumulate, a0, b, blocks / 2),
            || blocked(dst1, accumulate, a1, b, blocks / 2),
        );
    }
}
