//! Reductions of rows in a fixed order that vector units like.
//!
//! A row is summed in [`LANES`] interleaved partial sums (lane i takes elements i, i + LANES, …),
//! the partial sums are then added pairwise. The order depends on the row's length alone.

use super::Element;
pub(super) use crate::par::vectorised;

const LANES: usize = 32;

#[inline(always)]
fn fold<T: Element>(mut partial: [T; LANES]) -> T {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            let other = partial[i + width];
            partial[i] += other;
        }
        width /= 2;
    }
    partial[0]
}

/// Σ aᵢ.
#[inline(always)]
pub(super) fn sum<T: Element>(a: &[T]) -> T {
    let mut partial = [T::zero(); LANES];
    let chunks = a.chunks_exact(LANES);
    for (p, &x) in partial.iter_mut().zip(chunks.remainder()) {
        *p += x;
    }
    for chunk in chunks {
        for (p, &x) in partial.iter_mut().zip(chunk) {
            *p += x;
        }
    }
    fold(partial)
}

/// Σ aᵢ bᵢ.
#[inline(always)]
pub(super) fn dot<T: Element>(a: &[T], b: &[T]) -> T {
    let mut partial = [T::zero(); LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    for ((p, &x), &y) in partial
        .iter_mut()
        .zip(a_chunks.remainder())
        .zip(b_chunks.remainder())
    {
        *p += x * y;
    }
    for (x, y) in a_chunks.zip(b_chunks) {
        for i in 0..LANES {
            partial[i] += x[i] * y[i];
        }
    }
    fold(partial)
}

/// Σ (aᵢ − centre)².
#[inline(always)]
pub(super) fn sum_squared_deviations<T: Element>(a: &[T], centre: T) -> T {
    let mut partial = [T::zero(); LANES];
    let chunks = a.chunks_exact(LANES);
    for (p, &x) in partial.iter_mut().zip(chunks.remainder()) {
        *p += (x - centre) * (x - centre);
    }
    for chunk in chunks {
        for (p, &x) in partial.iter_mut().zip(chunk) {
            *p += (x - centre) * (x - centre);
        }
    }
    fold(partial)
}
