//! Which images a training step sees, and how they lie in memory.

use super::{DataError, Images};
use crate::random::{Purpose, Stream};
use crate::scalar::Real;
use std::array;

/// Seeded batches: each epoch is a fresh permutation of 0..count cut into whole batches.
///
/// The batch of a step is a pure function of (count, batch, seed, step), so a resumed run needs
/// the step number only. The last count mod batch images of an epoch's permutation are left out
/// (another few in every epoch).
///
/// # Examples
/// ```
/// let mut batches = gnash::data::Batches::new(10, 4, 1)?;
/// assert_eq!(batches.per_epoch(), 2);
/// let fifth = batches.indices(5).to_vec();
/// batches.indices(0);
/// assert_eq!(batches.indices(5), fifth);
/// # Ok::<(), gnash::data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Batches {
    batch: usize,
    seed: u64,
    /// A cache: the permutation of this epoch.
    epoch: u64,
    order: Vec<usize>,
}

impl Batches {
    /// Batches of `batch` out of `count` images.
    ///
    /// # Errors
    /// `Batch` if `batch` is zero or above `count`.
    pub fn new(count: usize, batch: usize, seed: u64) -> Result<Self, DataError> {
        if batch == 0 || batch > count {
            return Err(DataError::Batch { batch, count });
        }
        Ok(Self {
            batch,
            seed,
            epoch: 0,
            order: Stream::new(seed, Purpose::Shuffle, 0).permutation(count),
        })
    }

    /// Steps per epoch, count / batch rounded down.
    pub fn per_epoch(&self) -> u64 {
        (self.order.len() / self.batch) as u64
    }

    /// The epoch that a step belongs to, from 0.
    pub fn epoch_of(&self, step: u64) -> u64 {
        step / self.per_epoch()
    }

    /// The images of a step (steps count from 0).
    ///
    /// Allocates nothing; shuffles when the epoch is another than at the last call.
    pub fn indices(&mut self, step: u64) -> &[usize] {
        let epoch = self.epoch_of(step);
        if epoch != self.epoch {
            self.order
                .iter_mut()
                .enumerate()
                .for_each(|(i, index)| *index = i);
            Stream::new(self.seed, Purpose::Shuffle, epoch).shuffle(&mut self.order);
            self.epoch = epoch;
        }
        let start = (step % self.per_epoch()) as usize * self.batch;
        &self.order[start..start + self.batch]
    }
}

/// Copies a batch into `out` in layout CHWN, batch innermost, scaled from 0..=255 to [−1, 1].
///
/// out\[((c·H + h)·W + w)·N + n\] = pixels\[indices\[n\], c, h, w\] / 127.5 − 1, computed in f64 and
/// rounded once.
///
/// # Shapes
/// `out`: C·H·W·N with N = `indices.len()`.
///
/// # Errors
/// `DimensionMismatch` for another length of `out` or for pixels not in standard order; `Index`.
pub fn gather<T: Real>(images: &Images, indices: &[usize], out: &mut [T]) -> Result<(), DataError> {
    let (count, channels, height, width) = images.pixels.dim();
    let size = channels * height * width;
    let mismatch = |what, expected, found| DataError::DimensionMismatch {
        what,
        expected,
        found,
    };
    if out.len() != size * indices.len() {
        let what = "length of the output (C * H * W * batch)";
        return Err(mismatch(what, size * indices.len(), out.len()));
    }
    if let Some(&index) = indices.iter().find(|&&index| index >= count) {
        return Err(DataError::Index { index, count });
    }
    let Some(pixels) = images.pixels.as_slice() else {
        return Err(mismatch(
            "contiguous pixels in N, C, H, W order",
            images.pixels.len(),
            0,
        ));
    };
    if indices.is_empty() {
        return Ok(());
    }
    let level: [T; 256] = array::from_fn(|byte| T::constant(byte as f64 / 127.5 - 1.0));
    for (pixel, row) in out.chunks_exact_mut(indices.len()).enumerate() {
        for (value, &index) in row.iter_mut().zip(indices) {
            *value = level[usize::from(pixels[index * size + pixel])];
        }
    }
    Ok(())
}
