//! im2col and its adjoint, for square kernels, in CHWN layout.
//!
//! cols[(c, kh, kw), (oh, ow, n)] = x[c, oh·s + kh − p, ow·s + kw − p, n], zero outside the plane.
//! Both directions move whole runs of N scalars.

use super::{Conv2d, Element, Shape};
use crate::par;
use std::ops::Range;

/// Output positions o in 0..`out` whose source o·s + k − p lies in 0..`size`.
fn valid(k: usize, size: usize, out: usize, stride: usize, padding: usize) -> Range<usize> {
    let first = padding.saturating_sub(k).div_ceil(stride);
    let end = if size + padding > k {
        (size + padding - k).div_ceil(stride)
    } else {
        0
    };
    first.min(out)..end.min(out).max(first.min(out))
}

/// cols ← patches of x.
///
/// # Shapes
/// x: C·H·W·N; cols: (C·K·K) × (OH·OW·N), of `conv.input` and `conv.output()`.
pub fn im2col<T: Element>(cols: &mut [T], x: &[T], conv: &Conv2d, batch: usize) {
    let (k, out) = (conv.kernel, conv.output());
    let plane = conv.input.plane() * batch;
    let row = out.plane() * batch;
    par::for_blocks(cols, k * k * row, |c, cols_c| {
        let x_c = &x[c * plane..][..plane];
        for (tap, cols_tap) in cols_c.chunks_exact_mut(row).enumerate() {
            gather_tap(cols_tap, x_c, conv, out, tap / k, tap % k, batch);
        }
    });
}

fn gather_tap<T: Element>(
    cols: &mut [T],
    x: &[T],
    conv: &Conv2d,
    out: Shape,
    kh: usize,
    kw: usize,
    batch: usize,
) {
    let Conv2d {
        input,
        stride: s,
        padding: p,
        ..
    } = *conv;
    let rows = valid(kh, input.height, out.height, s, p);
    let columns = valid(kw, input.width, out.width, s, p);
    for (oh, line) in cols.chunks_exact_mut(out.width * batch).enumerate() {
        if !rows.contains(&oh) || columns.is_empty() {
            line.fill(T::zero());
            continue;
        }
        let source = &x[(oh * s + kh - p) * input.width * batch..][..input.width * batch];
        line[..columns.start * batch].fill(T::zero());
        line[columns.end * batch..].fill(T::zero());
        let inner = &mut line[columns.start * batch..columns.end * batch];
        let first = (columns.start * s + kw - p) * batch;
        if s == 1 {
            inner.copy_from_slice(&source[first..][..inner.len()]);
        } else {
            for (run, from) in inner
                .chunks_exact_mut(batch)
                .zip(source[first..].chunks(s * batch))
            {
                run.copy_from_slice(&from[..batch]);
            }
        }
    }
}

/// x ← sum of the patches: the adjoint of [`im2col`].
///
/// # Shapes
/// As [`im2col`].
pub fn col2im<T: Element>(x: &mut [T], cols: &[T], conv: &Conv2d, batch: usize) {
    let (k, out) = (conv.kernel, conv.output());
    let plane = conv.input.plane() * batch;
    let row = out.plane() * batch;
    par::for_blocks(x, plane, |c, x_c| {
        x_c.fill(T::zero());
        let cols_c = &cols[c * k * k * row..][..k * k * row];
        super::lanes::vectorised(
            #[inline(always)]
            || {
                for (tap, cols_tap) in cols_c.chunks_exact(row).enumerate() {
                    scatter_tap(x_c, cols_tap, conv, out, tap / k, tap % k, batch);
                }
            },
        );
    });
}

#[inline(always)]
fn scatter_tap<T: Element>(
    x: &mut [T],
    cols: &[T],
    conv: &Conv2d,
    out: Shape,
    kh: usize,
    kw: usize,
    batch: usize,
) {
    let Conv2d {
        input,
        stride: s,
        padding: p,
        ..
    } = *conv;
    let columns = valid(kw, input.width, out.width, s, p);
    if columns.is_empty() {
        return;
    }
    for oh in valid(kh, input.height, out.height, s, p) {
        let line = &cols[oh * out.width * batch..][..out.width * batch];
        let target = &mut x[(oh * s + kh - p) * input.width * batch..][..input.width * batch];
        let first = (columns.start * s + kw - p) * batch;
        let inner = &line[columns.start * batch..columns.end * batch];
        for (run, to) in inner
            .chunks_exact(batch)
            .zip(target[first..].chunks_mut(s * batch))
        {
            for (t, &r) in to[..batch].iter_mut().zip(run) {
                *t += r;
            }
        }
    }
}
