//! The matrix product of the kernels against plain loops and against nalgebra.

use crate::numbers::numbers;
use crate::tolerance::{Precision, absolute, assert_sums, doubles, rounded};
use gnash::nn::{Accumulate, Element, Matrix, matmul};
use gnash::scalar::Dual;
use nalgebra::DMatrix;

/// m, k, n: thin, odd, and beyond one block (2¹⁹ multiplications).
const SIZES: [[usize; 3]; 14] = [
    [1, 1, 1],
    [1, 7, 1],
    [1, 1, 9],
    [9, 1, 1],
    [3, 5, 7],
    [1, 33, 17],
    [33, 2, 1],
    [31, 3, 32],
    [100, 1, 100],
    [17, 100, 3],
    [64, 150, 81],
    [3, 40, 5001],
    [5001, 40, 3],
    [130, 70, 131],
];

/// a·b by three loops; `at` read a and b.
fn loops(
    [m, k, n]: [usize; 3],
    a: impl Fn(usize, usize) -> f64,
    b: impl Fn(usize, usize) -> f64,
) -> Vec<f64> {
    let mut c = vec![0.0; m * n];
    for i in 0..m {
        for j in 0..n {
            c[i * n + j] = (0..k).map(|l| a(i, l) * b(l, j)).sum();
        }
    }
    c
}

/// The stored matrix seen as `rows` × `cols`, from its transpose if so asked.
fn view<T>(data: &[T], rows: usize, cols: usize, transposed: bool) -> Matrix<'_, T> {
    if transposed {
        Matrix::new(data, cols, rows).t()
    } else {
        Matrix::new(data, rows, cols)
    }
}

fn entry(data: &[f64], rows: usize, cols: usize, transposed: bool) -> impl Fn(usize, usize) -> f64 {
    move |i, j| {
        if transposed {
            data[j * rows + i]
        } else {
            data[i * cols + j]
        }
    }
}

fn equals_loops<T: Precision>(sizes: [usize; 3]) {
    let [m, k, n] = sizes;
    let a: Vec<T> = rounded(&numbers(1, m * k));
    let b: Vec<T> = rounded(&numbers(2, k * n));
    let (ad, bd) = (doubles(&a), doubles(&b));
    for (at, bt) in [(false, false), (true, false), (false, true), (true, true)] {
        let (left, right) = (view(&a, m, k, at), view(&b, k, n, bt));
        let expected = loops(sizes, entry(&ad, m, k, at), entry(&bd, k, n, bt));
        let (aa, ba) = (absolute(&ad), absolute(&bd));
        let size = loops(sizes, entry(&aa, m, k, at), entry(&ba, k, n, bt));
        let what = format!("{sizes:?} {at} {bt}");
        let mut c = vec![T::constant(f64::NAN); m * n];
        matmul(&mut c, Accumulate::Replace, left, right);
        assert_sums(&what, &c, &expected, &size, k);
        let mut c = vec![T::one(); m * n];
        matmul(&mut c, Accumulate::Add, left, right);
        let plus_one = |values: &[f64]| -> Vec<f64> { values.iter().map(|a| a + 1.0).collect() };
        assert_sums(&what, &c, &plus_one(&expected), &plus_one(&size), k + 1);
    }
}

#[test]
fn products_equal_plain_loops() {
    for sizes in SIZES {
        equals_loops::<f64>(sizes);
        equals_loops::<f32>(sizes);
    }
}

#[test]
fn products_equal_nalgebra() {
    for [m, k, n] in SIZES {
        let (a, b) = (numbers(3, m * k), numbers(4, k * n));
        let mut c = vec![f64::NAN; m * n];
        let (left, right) = (view(&a, m, k, false), view(&b, k, n, false));
        matmul(&mut c, Accumulate::Replace, left, right);
        let matrix = |rows, cols, data: &[f64]| DMatrix::from_row_slice(rows, cols, data);
        let expected = matrix(m, k, &a) * matrix(k, n, &b);
        let size = matrix(m, k, &absolute(&a)) * matrix(k, n, &absolute(&b));
        let rows = |c: DMatrix<f64>| c.transpose().as_slice().to_vec();
        assert_sums(&format!("{m} {k} {n}"), &c, &rows(expected), &rows(size), k);
    }
}

#[test]
fn products_of_duals_follow_the_product_rule() {
    for sizes in [[3, 5, 7], [1, 33, 17], [33, 2, 1], [40, 12, 37]] {
        let [m, k, n] = sizes;
        let (a, at) = (numbers(5, m * k), numbers(6, m * k));
        let (b, bt) = (numbers(7, k * n), numbers(8, k * n));
        let lift = crate::naive::dual::lift::<f64>;
        let (left, right) = (lift(&a, &at), lift(&b, &bt));
        let seed = Dual::new(2.0, 3.0);
        for (mode, base) in [
            (Accumulate::Replace, Dual::new(0.0, 0.0)),
            (Accumulate::Add, seed),
        ] {
            let mut c = vec![seed; m * n];
            let (lhs, rhs) = (view(&left, m, k, false), view(&right, k, n, false));
            matmul(&mut c, mode, lhs, rhs);
            let at_a = |i: usize, l: usize| left[i * k + l];
            let at_b = |l: usize, j: usize| right[l * n + j];
            let expected: Vec<Dual<f64>> = (0..m * n)
                .map(|e| (0..k).fold(base, |s, l| s + at_a(e / n, l) * at_b(l, e % n)))
                .collect();
            // Entries below one: at most 2k terms below one, and the base.
            let size = vec![2.0 * k as f64 + 3.0; m * n];
            let parts = |c: &[Dual<f64>], f: fn(&Dual<f64>) -> f64| -> Vec<f64> {
                c.iter().map(f).collect()
            };
            for part in [|d: &Dual<f64>| d.value, |d: &Dual<f64>| d.tangent] {
                let (got, expected) = (parts(&c, part), parts(&expected, part));
                assert_sums(&format!("{sizes:?}"), &got, &expected, &size, 2 * k + 1);
            }
        }
    }
}

fn refused<T: Element>(m: usize, k: usize, inner: usize, n: usize, target: usize) -> bool {
    let product = move || {
        let (a, b) = (vec![T::zero(); m * k], vec![T::zero(); inner * n]);
        let mut c = vec![T::zero(); target];
        let (a, b) = (Matrix::new(&a, m, k), Matrix::new(&b, inner, n));
        matmul(&mut c, Accumulate::Replace, a, b);
    };
    std::panic::catch_unwind(product).is_err()
}

#[test]
fn sizes_that_do_not_fit_are_refused() {
    assert!(!refused::<f64>(2, 3, 3, 4, 8));
    assert!(refused::<f64>(2, 3, 4, 3, 6), "inner sizes");
    assert!(refused::<f64>(2, 3, 3, 4, 7), "target");
}
