//! Parallel loops over fixed blocks.
//!
//! Every loop is cut into blocks whose bounds depend on the sizes alone, never on the number of
//! threads, and every reduction adds block results in index order. So the same input gives the
//! same bits on one thread and on many.

use rayon::prelude::*;
use std::ops::Range;

/// Below this many scalars a loop is not worth waking a second thread.
pub const SERIAL_BELOW: usize = 16 * 1024;

/// Runs `body(i, block_i)` for consecutive blocks of `block` elements (the last may be shorter).
///
/// # Panics
/// If `block` is zero.
pub fn for_blocks<T: Send, F>(data: &mut [T], block: usize, body: F)
where
    F: Fn(usize, &mut [T]) + Sync + Send,
{
    if data.len() < SERIAL_BELOW || data.len() <= block {
        data.chunks_mut(block)
            .enumerate()
            .for_each(|(i, b)| body(i, b));
    } else {
        data.par_chunks_mut(block)
            .enumerate()
            .for_each(|(i, b)| body(i, b));
    }
}

/// How many of `rows` rows of `row` scalars one task should take at least: all of them when the
/// whole is too small to share.
pub fn min_rows(row: usize, rows: usize) -> usize {
    if row * rows < SERIAL_BELOW {
        rows.max(1)
    } else {
        1
    }
}

/// Block length of the optimizers' passes over a parameter vector: 64 KiB of f32.
pub const BLOCK: usize = 16 * 1024;

/// Number of blocks of [`BLOCK`] elements that cover `len` elements.
pub const fn block_count(len: usize) -> usize {
    len.div_ceil(BLOCK)
}

/// Runs `body` compiled for the widest vector instructions that this machine has.
///
/// Only what is inlined profits, the closure included, and what is not may be far slower (a fused
/// multiply-add becomes a call): write `vectorised(#[inline(always)] || …)` and mark the kernels
/// that it calls likewise. Without it the compiler decides by size.
/// Rust floats never reassociate and a fused multiply-add is exactly rounded everywhere, so the
/// result has the same bits on every machine.
#[inline(always)]
pub fn vectorised<R>(body: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(body)
}

/// results\[i\] ← `body(range of block i)` for the blocks of [`BLOCK`] elements of `0..len`.
///
/// The caller adds the results up in index order, whatever the order they were computed in.
///
/// # Panics
/// If `results` has not [`block_count`]`(len)` elements.
pub fn map_blocks<R: Send, F>(results: &mut [R], len: usize, body: F)
where
    F: Fn(Range<usize>) -> R + Sync + Send,
{
    assert_eq!(results.len(), block_count(len), "one result per block");
    let range = |i: usize| i * BLOCK..len.min((i + 1) * BLOCK);
    if len <= BLOCK {
        for (i, r) in results.iter_mut().enumerate() {
            *r = body(range(i));
        }
    } else {
        results
            .par_iter_mut()
            .enumerate()
            .for_each(|(i, r)| *r = body(range(i)));
    }
}

/// Runs `body(range, [a_i, b_i])` on the blocks of [`BLOCK`] elements of two equally long slices.
///
/// # Panics
/// If the lengths differ.
pub fn for_block_pairs<T: Send, F>(a: &mut [T], b: &mut [T], body: F)
where
    F: Fn(Range<usize>, [&mut [T]; 2]) + Sync + Send,
{
    assert_eq!(a.len(), b.len(), "slices of one length");
    let range = |i: usize, len: usize| i * BLOCK..i * BLOCK + len;
    if a.len() <= BLOCK {
        body(range(0, a.len()), [a, b]);
    } else {
        a.par_chunks_mut(BLOCK)
            .zip(b.par_chunks_mut(BLOCK))
            .enumerate()
            .for_each(|(i, (a, b))| body(range(i, a.len()), [a, b]));
    }
}

/// As [`for_block_pairs`], for three slices.
///
/// # Panics
/// If the lengths differ.
pub fn for_block_triples<T: Send, F>(a: &mut [T], b: &mut [T], c: &mut [T], body: F)
where
    F: Fn(Range<usize>, [&mut [T]; 3]) + Sync + Send,
{
    assert!(
        a.len() == b.len() && a.len() == c.len(),
        "slices of one length"
    );
    let range = |i: usize, len: usize| i * BLOCK..i * BLOCK + len;
    if a.len() <= BLOCK {
        body(range(0, a.len()), [a, b, c]);
    } else {
        a.par_chunks_mut(BLOCK)
            .zip(b.par_chunks_mut(BLOCK))
            .zip(c.par_chunks_mut(BLOCK))
            .enumerate()
            .for_each(|(i, ((a, b), c))| body(range(i, a.len()), [a, b, c]));
    }
}
