//! A small quadratic game, a seeded source of numbers, and the list of methods under test.

use gnash::game::{Field, Losses};
use gnash::method::Float;
use gnash::scalar::{Rational, Scalar};
use gnash::spec::{
    Adam, Form, Gda, Gn, GnAdaptive, GnBlock, GnEma, GnHeavyball, Method, Rmsprop, Steps,
};

/// Splitmix64 to numbers in (−1, 1): the same on every machine.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
    pub fn vector<T: Float>(&mut self, n: usize) -> Vec<T> {
        (0..n).map(|_| T::constant(self.next())).collect()
    }
}

/// f = Σ ½aᵢxᵢ² + Σ xᵢyᵢ − Σ ½bᵢyᵢ² over the common entries, aᵢ, bᵢ in [1, 2).
#[derive(Clone)]
pub struct Springs {
    pub nx: usize,
    pub ny: usize,
}

impl<T: Float> Field<T> for Springs {
    fn nx(&self) -> usize {
        self.nx
    }
    fn ny(&self) -> usize {
        self.ny
    }
    fn field(&mut self, p: &[T], v: &mut [T]) -> Losses<T> {
        let half = T::constant(0.5);
        let stiffness = |i: usize| T::constant(1.0 + (i % 7) as f64 / 8.0);
        let (x, y) = p.split_at(self.nx);
        let (vx, vy) = v.split_at_mut(self.nx);
        let mut f = T::zero();
        for i in 0..self.nx {
            let other = y.get(i).copied().unwrap_or(T::zero());
            vx[i] = -(stiffness(i) * x[i] + other);
            f += x[i] * (half * stiffness(i) * x[i] + other);
        }
        for i in 0..self.ny {
            let other = x.get(i).copied().unwrap_or(T::zero());
            vy[i] = other - stiffness(i) * y[i];
            f += -(half * stiffness(i) * y[i] * y[i]);
        }
        Losses {
            loss_x: f,
            payoff_y: f,
        }
    }
}

/// A game whose field is a fixed vector.
pub struct Fixed<T> {
    pub nx: usize,
    pub v: Vec<T>,
}

impl<T: Float> Field<T> for Fixed<T> {
    fn nx(&self) -> usize {
        self.nx
    }
    fn ny(&self) -> usize {
        self.v.len() - self.nx
    }
    fn field(&mut self, _: &[T], v: &mut [T]) -> Losses<T> {
        v.copy_from_slice(&self.v);
        Losses {
            loss_x: T::zero(),
            payoff_y: T::zero(),
        }
    }
}

pub const FORMS: [Form; 2] = [Form::Inverse, Form::InverseMinusIdentity];

/// Every method once per form.
pub fn methods<T: Float>() -> Vec<Method<T>> {
    let c = T::constant;
    let (step, damping, eps) = (c(0.05), c(0.3), c(1e-7));
    let steps = Steps {
        x: c(0.05),
        y: c(0.07),
    };
    let mut all = vec![
        Method::from(Gda { steps }),
        Method::from(Adam {
            steps,
            beta1: c(0.9),
            beta2: c(0.999),
            eps: c(1e-8),
        }),
        Method::from(Rmsprop {
            step,
            decay: c(0.99),
            eps,
        }),
    ];
    for form in FORMS {
        all.push(Method::from(Gn {
            step,
            damping,
            form,
        }));
        all.push(Method::from(GnBlock {
            core: Gn {
                step,
                damping,
                form,
            },
        }));
        all.push(Method::from(GnHeavyball {
            core: Gn {
                step,
                damping,
                form,
            },
            momentum: c(0.5),
        }));
        all.push(Method::from(GnEma {
            core: Gn {
                step,
                damping,
                form,
            },
            decay: c(0.75),
        }));
        all.push(Method::from(GnAdaptive {
            core: Gn {
                step,
                damping,
                form,
            },
            decay: c(0.99),
            eps,
        }));
    }
    all
}

pub fn exact<T: Float>(x: T) -> Rational {
    <Rational as Scalar>::from_f64(x.to_f64()).expect("finite")
}

/// Σ xᵢyᵢ exactly.
pub fn exact_dot<T: Float>(x: &[T], y: &[T]) -> Rational {
    let zero = <Rational as Scalar>::from_i64(0);
    let terms = x.iter().zip(y).map(|(&x, &y)| exact(x) * exact(y));
    terms.fold(zero, |a, b| a + b)
}

/// |got − want| ≤ bound.
pub fn within(got: &Rational, want: &Rational, bound: &Rational) -> bool {
    Scalar::abs(&(got.clone() - want.clone())) <= *bound
}
