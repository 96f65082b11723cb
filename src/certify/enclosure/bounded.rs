//! Floating-point sums and products with bounds of their errors.
//!
//! Single operations on non-negative bounds are rounded up by one step. A matrix product of
//! inner size n, in any order of summation, has an error of at most γₙ₊₁ |A||B| per entry, where
//! γₙ = nu/(1 − nu), and half of the smallest float per product that underflows; [`slack`]
//! covers this several times over.

use nalgebra::{Complex, DMatrix};

/// The smallest positive float.
pub(super) const TINY: f64 = f64::from_bits(1);

/// a + b or more, for a, b ≥ 0.
pub(super) fn add_up(a: f64, b: f64) -> f64 {
    let sum = a + b;
    if a == 0.0 || b == 0.0 {
        sum
    } else {
        sum.next_up()
    }
}

/// a b or more, for a, b ≥ 0.
pub(super) fn mul_up(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        0.0
    } else {
        (a * b).next_up()
    }
}

/// a/b or more, for a ≥ 0, b > 0.
pub(super) fn div_up(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { (a / b).next_up() }
}

/// |a + ib| or more; libm's function errs by less than one step.
pub(super) fn hypot_up(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        a.abs() + b.abs()
    } else {
        libm::hypot(a, b).next_up().next_up()
    }
}

/// |a + ib| or less.
pub(super) fn hypot_down(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        a.abs() + b.abs()
    } else {
        libm::hypot(a, b).next_down().next_down().max(0.0)
    }
}

/// (4n + 32) u: more than γₙ₊₅ and the rounding of |A||B| itself together.
fn slack(n: usize) -> f64 {
    (4 * n + 32) as f64 * (f64::EPSILON / 2.0)
}

/// A complex matrix as two real ones.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub re: DMatrix<f64>,
    pub im: DMatrix<f64>,
}

impl Parts {
    pub fn of(a: &DMatrix<Complex<f64>>) -> Self {
        Self {
            re: a.map(|z| z.re),
            im: a.map(|z| z.im),
        }
    }
    /// |re| + |im| for every entry: at least the modulus.
    pub fn sizes(&self) -> DMatrix<f64> {
        self.re.abs() + self.im.abs()
    }
}

/// A complex matrix with a bound of the modulus of every entry's error.
pub(super) struct Bounded {
    pub value: Parts,
    pub error: DMatrix<f64>,
}

impl Bounded {
    /// Σⱼ of the moduli in row i, or more.
    pub fn row_sum(&self, i: usize) -> f64 {
        (0..self.error.ncols()).fold(0.0, |sum, j| {
            let size = hypot_up(self.value.re[(i, j)], self.value.im[(i, j)]);
            add_up(sum, add_up(size, self.error[(i, j)]))
        })
    }
}

/// The error bound for sums of n products whose sizes add up to `sizes`.
fn error_of(sizes: &DMatrix<f64>, n: usize) -> DMatrix<f64> {
    sizes.map(|size| add_up(mul_up(size, slack(n)), (4 * n + 32) as f64 * TINY))
}

/// Y R, for R with errors.
pub(super) fn product(y: &Parts, r: &Bounded) -> Bounded {
    let n = y.re.ncols();
    let value = Parts {
        re: &y.re * &r.value.re - &y.im * &r.value.im,
        im: &y.re * &r.value.im + &y.im * &r.value.re,
    };
    let carried = y.sizes() * &r.error;
    let rounding = error_of(&(y.sizes() * r.value.sizes()), n);
    // the product of sizes and errors is itself rounded
    let carried = carried
        .map(|e| add_up(e, mul_up(e, slack(n))))
        .add_scalar(n as f64 * TINY);
    let error = rounding.zip_map(&carried, add_up);
    Bounded { value, error }
}

/// I − Y X.
pub(super) fn defect(y: &Parts, x: &Parts) -> Bounded {
    let n = y.re.ncols();
    let identity = DMatrix::<f64>::identity(n, n);
    let value = Parts {
        re: &identity - (&y.re * &x.re - &y.im * &x.im),
        im: -(&y.re * &x.im + &y.im * &x.re),
    };
    let error = error_of(&(y.sizes() * x.sizes() + identity), n);
    Bounded { value, error }
}

/// A X − X D for A real, up to one step of the smallest float per entry of A, and D diagonal.
pub(super) fn residual(a: &DMatrix<f64>, x: &Parts, d: &[Complex<f64>]) -> Bounded {
    let n = a.ncols();
    let (mut re, mut im) = (a * &x.re, a * &x.im);
    let sizes = x.sizes();
    let mut total = a.abs() * &sizes;
    for (j, z) in d.iter().enumerate() {
        // the entries of A are known to within the smallest float
        let column = sizes.column(j).iter().fold(1.0, |sum, s| add_up(sum, *s));
        for i in 0..n {
            let (p, q) = (x.re[(i, j)], x.im[(i, j)]);
            re[(i, j)] -= p * z.re - q * z.im;
            im[(i, j)] -= p * z.im + q * z.re;
            total[(i, j)] += sizes[(i, j)] * (z.re.abs() + z.im.abs());
        }
        for i in 0..n {
            total[(i, j)] += 2.0 * mul_up(column, TINY) / slack(n);
        }
    }
    Bounded {
        value: Parts { re, im },
        error: error_of(&total, n),
    }
}
