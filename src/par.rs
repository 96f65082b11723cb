//! Parallel loops over fixed blocks.
//!
//! Every loop is cut into blocks whose bounds depend on the sizes alone, never on the number of
//! threads, and every reduction adds block results in index order. So the same input gives the
//! same bits on one thread and on many.

use rayon::prelude::*;

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
