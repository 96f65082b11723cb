//! im2col by its definition, and col2im as its adjoint.

use crate::bilinear::{Case, Op, SIZES};
use crate::numbers::{dot, numbers};
use gnash::nn::{Conv2d, Shape, col2im, im2col};

fn convolutions() -> Vec<(Conv2d, usize)> {
    let cases = SIZES.map(|sizes| Case::new(Op::Conv, sizes));
    let valid = cases.into_iter().filter(Case::should_be_valid);
    let conv = |c: Case| {
        let w = c.window;
        let conv = Conv2d::new(c.input, c.outputs, w.kernel, w.stride, w.padding);
        (conv.unwrap(), c.batch)
    };
    valid.map(conv).collect()
}

/// x at (c, oh·s + kh − p, ow·s + kw − p, n), zero outside the plane.
fn expected(x: &[f64], conv: &Conv2d, batch: usize) -> Vec<f64> {
    let (input, out, k) = (conv.input, conv.output(), conv.kernel);
    let mut cols = vec![];
    for c in 0..input.channels {
        for tap in 0..k * k {
            for o in 0..out.plane() {
                let row = (o / out.width * conv.stride + tap / k) as isize - conv.padding as isize;
                let col = (o % out.width * conv.stride + tap % k) as isize - conv.padding as isize;
                let inside = (0..input.height as isize).contains(&row)
                    && (0..input.width as isize).contains(&col);
                for n in 0..batch {
                    let place = (c * input.height) as isize + row;
                    let index = (place * input.width as isize + col) * batch as isize;
                    cols.push(if inside { x[index as usize + n] } else { 0.0 });
                }
            }
        }
    }
    cols
}

fn cols_len(conv: &Conv2d, batch: usize) -> usize {
    conv.input.channels * conv.kernel.pow(2) * conv.output().plane() * batch
}

#[test]
fn im2col_is_its_definition() {
    for (conv, batch) in convolutions() {
        let x = numbers(1, conv.input.len() * batch);
        let mut cols = vec![f64::NAN; cols_len(&conv, batch)];
        im2col(&mut cols, &x, &conv, batch);
        assert_eq!(cols, expected(&x, &conv, batch), "{conv:?} batch {batch}");
    }
}

/// Whole numbers: both sides are exact, so they are equal.
#[test]
fn col2im_is_the_adjoint_of_im2col() {
    let whole = |seed, len| -> Vec<f64> {
        let all = numbers(seed, len);
        all.iter().map(|a| (a * 1000.0).round()).collect()
    };
    for (conv, batch) in convolutions() {
        let x = whole(1, conv.input.len() * batch);
        let y = whole(2, cols_len(&conv, batch));
        let (mut cols, mut back) = (vec![f64::NAN; y.len()], vec![f64::NAN; x.len()]);
        im2col(&mut cols, &x, &conv, batch);
        col2im(&mut back, &y, &conv, batch);
        assert_eq!(dot(&cols, &y), dot(&x, &back), "{conv:?} batch {batch}");
    }
}

/// Large enough for several tasks.
#[test]
fn im2col_is_its_definition_when_shared_among_threads() {
    let conv = Conv2d::new(Shape::new(5, 12, 13), 3, 4, 2, 1).unwrap();
    let batch = 9;
    let x = numbers(1, conv.input.len() * batch);
    let mut cols = vec![f64::NAN; cols_len(&conv, batch)];
    assert!(cols.len() > gnash::par::SERIAL_BELOW);
    im2col(&mut cols, &x, &conv, batch);
    assert_eq!(cols, expected(&x, &conv, batch));
}
