//! A thousand conforming runs, in every order of evaluation that we know of: none deviates.
//!
//! Fields are noise: a method that consumes fields alone must be judged by them, whatever they are.
//! The orders: `dense`, which sums in twice the precision; the fast path, with fused products; the
//! rules with sums from behind; Adam, RMSprop and momentum as torch and optax write them, with
//! constants held in doubles, in f32, or some in each.

use crate::logged::{Run, WIDTHS, rule_on, transcript};
use crate::specimens::field_methods;
use gnash::dense::{State, step};
use gnash::game::{Field, Game, Losses};
use gnash::method::{self, Float};
use gnash::oracle::judge::{Judgement, Record, Width, judge};
use gnash::scalar::{Precision, Real};
use gnash::spec::{Algebraic, Method};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::cell::Cell;

/// Runs of the test.
const RUNS: u32 = 1000;

/// What the runs are made from.
#[derive(Clone, Debug)]
struct Draw {
    seed: u64,
    n: usize,
    nx: usize,
    steps: usize,
    method: usize,
    width: Width,
    order: usize,
    /// log₁₀ of the sizes of v, p and the factor on h.
    scales: [f64; 3],
    momentum: f64,
    eps: f64,
}

fn draws() -> impl Strategy<Value = Draw> {
    let sizes = (any::<u64>(), 1_usize..90, 0.0_f64..1.0, 4_usize..12);
    let choices = (0_usize..1000, prop::sample::select(&WIDTHS[..]), 0_usize..4);
    let numbers = (
        [-5.0_f64..2.0, -3.0..2.0, -2.0..1.0],
        prop::sample::select(vec![0.5, 0.9, 0.99, 0.999]),
        prop::sample::select(vec![1e-8, 1e-7, 1e-3]),
    );
    (sizes, choices, numbers).prop_map(|(sizes, choices, numbers)| Draw {
        seed: sizes.0,
        n: sizes.1,
        nx: (sizes.2 * (sizes.1 + 1) as f64) as usize,
        steps: sizes.3,
        method: choices.0,
        width: choices.1,
        order: choices.2,
        scales: numbers.0,
        momentum: numbers.1,
        eps: numbers.2,
    })
}

/// A number in (−1, 1).
fn noise(seed: u64, i: usize, k: usize) -> f64 {
    let mut a = seed ^ (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    a ^= (k as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
    a = (a ^ (a >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
    a = (a ^ (a >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((a ^ (a >> 32)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

impl Draw {
    fn method(&self) -> Method<f64> {
        let all = field_methods();
        let method = &all[self.method % all.len()];
        let names: Vec<_> = method
            .parameters()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let place = Cell::new(0);
        method.map(|a| match names[place.replace(place.get() + 1)] {
            "h" | "hx" | "hy" => a * 10.0_f64.powf(self.scales[2]),
            "beta" | "beta1" | "beta2" | "rho" => self.momentum,
            "eps" => self.eps,
            _ => *a,
        })
    }

    fn fields<S: Real>(&self, k: usize) -> DVector<S> {
        let size = 10.0_f64.powf(self.scales[0]);
        DVector::from_fn(self.n, |i, _| S::constant(size * noise(self.seed, i, k)))
    }

    fn start<S: Real>(&self) -> DVector<S> {
        let size = 10.0_f64.powf(self.scales[1]);
        DVector::from_fn(self.n, |i, _| S::constant(size * noise(self.seed, i, 777)))
    }
}

/// A game whose field is noise that knows only how often it was asked.
struct Noise<'a> {
    draw: &'a Draw,
    asked: Cell<usize>,
}

impl<S: Real> Game<S> for Noise<'_> {
    fn nx(&self) -> usize {
        self.draw.nx
    }
    fn ny(&self) -> usize {
        self.draw.n - self.draw.nx
    }
    fn losses(&self, _: &DVector<S>) -> Losses<S> {
        unreachable!("nobody asks for losses")
    }
    fn field(&self, _: &DVector<S>) -> DVector<S> {
        self.draw.fields(self.asked.replace(self.asked.get() + 1))
    }
    fn jacobian(&self, _: &DVector<S>) -> DMatrix<S> {
        unreachable!("nobody asks for derivatives")
    }
}

impl<T: Float> Field<T> for Noise<'_> {
    fn nx(&self) -> usize {
        self.draw.nx
    }
    fn ny(&self) -> usize {
        self.draw.n - self.draw.nx
    }
    fn field(&mut self, _: &[T], v: &mut [T]) -> Losses<T> {
        let k = self.asked.replace(self.asked.get() + 1);
        let size = 10.0_f64.powf(self.draw.scales[0]);
        for (i, v) in v.iter_mut().enumerate() {
            *v = T::constant(size * noise(self.draw.seed, i, k));
        }
        Losses {
            loss_x: T::zero(),
            payoff_y: T::zero(),
        }
    }
}

/// Iterates from one step after the other; nothing if a step fails.
fn logged<S: Real>(
    draw: &Draw,
    mut next: impl FnMut(usize, &DVector<S>) -> Option<DVector<S>>,
) -> Option<Run> {
    let mut p = draw.start::<S>();
    let mut records = Vec::new();
    let numbers = |a: &DVector<S>| Some(a.iter().map(|a| a.to_f64()).collect());
    for k in 0..draw.steps {
        records.push(Record {
            p: numbers(&p),
            v: numbers(&draw.fields::<S>(k)),
            v_mid: None,
        });
        p = next(k, &p)?;
        if !p.iter().all(|a| a.is_finite()) {
            return None;
        }
    }
    records.push(Record {
        p: numbers(&p),
        ..Record::default()
    });
    Some(Run {
        nx: draw.nx,
        records,
    })
}

/// One of the orders, as far as it has the method.
fn run<S: Precision + Float>(draw: &Draw, method: &Method<f64>) -> Option<Run> {
    let narrow = method.map(|a| <S as Real>::constant(*a));
    let noise = || Noise {
        draw,
        asked: Cell::new(0),
    };
    match draw.order {
        0 => {
            let mut fast = method::build(&narrow, draw.nx, draw.n - draw.nx).ok()?;
            let mut game = noise();
            logged(draw, |_, p| {
                let mut next = p.clone();
                fast.step(&mut game, next.as_mut_slice()).ok()?;
                Some(next)
            })
        }
        1 => match method {
            Method::Adam(_) | Method::Rmsprop(_) | Method::Algebraic(Algebraic::SgdMomentum(_)) => {
                framework::<S>(draw, method)
            }
            _ => None,
        },
        2 => rule_on(&narrow, draw.nx, draw.start(), draw.steps, |_, k| {
            draw.fields::<S>(k)
        }),
        _ => None,
    }
    .or_else(|| {
        // what has one call per step
        if matches!(method.id(), "eg" | "eftp") {
            return None;
        }
        let mut state = State::new(&narrow, draw.n);
        let game = noise();
        logged(draw, |_, p| step(&narrow, &game, &mut state, p).ok())
    })
}

/// Adam, RMSprop and momentum as torch has them (constants of the scalar type in doubles), or as
/// optax has them (powers of β in the type itself).
fn framework<S: Precision>(draw: &Draw, method: &Method<f64>) -> Option<Run> {
    let number = |a: f64| <S as Real>::constant(a);
    let optax = draw.seed.is_multiple_of(2);
    let (mut m, mut q) = (vec![S::zero(); draw.n], vec![S::zero(); draw.n]);
    logged(draw, |k, p: &DVector<S>| {
        let v = draw.fields::<S>(k);
        let t = k as i32 + 1;
        Some(DVector::from_fn(draw.n, |i, _| {
            let (p, g) = (p[i], -v[i]);
            match method {
                Method::Adam(adam) => {
                    let h = if i < draw.nx {
                        adam.steps.x
                    } else {
                        adam.steps.y
                    };
                    let rest = [number(1.0 - adam.beta1), number(1.0 - adam.beta2)];
                    let eps = number(adam.eps);
                    q[i] = number(adam.beta2) * q[i] + g * g * rest[1];
                    if optax {
                        m[i] = rest[0] * g + number(adam.beta1) * m[i];
                        let power = |b: f64| S::one() - num_traits::pow(number(b), k + 1);
                        let (m, q) = (m[i] / power(adam.beta1), q[i] / power(adam.beta2));
                        return p + number(-h) * (m / (q.sqrt() + eps));
                    }
                    m[i] = m[i] + (g - m[i]) * rest[0];
                    let (c1, c2) = (1.0 - adam.beta1.powi(t), 1.0 - adam.beta2.powi(t));
                    let denominator = q[i].sqrt() / number(c2.sqrt()) + eps;
                    p - number(h / c1) * m[i] / denominator
                }
                Method::Rmsprop(one) => {
                    q[i] = number(one.decay) * q[i] + number(1.0 - one.decay) * g * g;
                    p - number(one.step) * (g / (q[i].sqrt() + number(one.eps)))
                }
                Method::Algebraic(Algebraic::SgdMomentum(one)) => {
                    m[i] = number(one.momentum) * m[i] + g;
                    p - number(one.step) * m[i]
                }
                _ => unreachable!("frameworks have no other method"),
            }
        }))
    })
}

#[test]
fn a_thousand_runs_conform() {
    let config = Config {
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        ..Config::with_cases(RUNS + 3 * RUNS / 8)
    };
    let (conform, orders) = (Cell::new(0), Cell::new([0; 4]));
    let run = TestRunner::new(config).run(&draws(), |draw| {
        let method = draw.method();
        let run = match draw.width {
            Width::Single => run::<f32>(&draw, &method),
            _ => run::<f64>(&draw, &method),
        };
        let Some(run) = run else {
            return Ok(());
        };
        let verdict = judge(&transcript(&method, draw.width, &run));
        let fits = verdict.verdict == Judgement::Conforms;
        prop_assert!(fits, "{method:?} {draw:?}\n{verdict}");
        conform.set(conform.get() + 1);
        let mut count = orders.get();
        count[draw.order] += 1;
        orders.set(count);
        Ok(())
    });
    run.unwrap();
    assert!(conform.get() >= RUNS, "{}", conform.get());
    assert!(orders.get().iter().all(|count| *count > 100), "{orders:?}");
}
