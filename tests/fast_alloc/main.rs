//! A step allocates nothing: neither on small vectors nor on ones that are worked on in parallel.

use gnash::game::{Field, Losses};
use gnash::method::build;
use gnash::spec::{
    Adam, Form, Gda, Gn, GnAdaptive, GnBlock, GnEma, GnHeavyball, Method, Rmsprop, Steps,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// v = ∓p/2: contracts under every method.
struct Bowl(usize, usize);

impl Field<f32> for Bowl {
    fn nx(&self) -> usize {
        self.0
    }
    fn ny(&self) -> usize {
        self.1
    }
    fn field(&mut self, p: &[f32], v: &mut [f32]) -> Losses<f32> {
        v.iter_mut().zip(p).for_each(|(v, p)| *v = -0.5 * p);
        Losses {
            loss_x: 0.0,
            payoff_y: 0.0,
        }
    }
}

/// ‖v‖² = ½ + 2⁻⁶⁰ at every point: beside the sphere of λ = ½, where φ is computed exactly.
struct Beside(usize);

impl Field<f32> for Beside {
    fn nx(&self) -> usize {
        self.0
    }
    fn ny(&self) -> usize {
        0
    }
    fn field(&mut self, _: &[f32], v: &mut [f32]) -> Losses<f32> {
        v.fill(0.0);
        (v[0], v[1], v[16]) = (0.5, 0.5, f32::EPSILON / 128.0);
        Losses {
            loss_x: 0.0,
            payoff_y: 0.0,
        }
    }
}

fn methods() -> Vec<Method<f32>> {
    let (step, damping, form, eps) = (0.01, 0.5, Form::InverseMinusIdentity, 1e-7);
    let steps = Steps { x: 0.01, y: 0.01 };
    vec![
        Method::from(Gda { steps }),
        Method::from(Gn {
            step,
            damping,
            form,
        }),
        Method::from(GnBlock {
            core: Gn {
                step,
                damping,
                form,
            },
        }),
        Method::from(GnHeavyball {
            core: Gn {
                step,
                damping,
                form,
            },
            momentum: 0.5,
        }),
        Method::from(GnEma {
            core: Gn {
                step,
                damping,
                form,
            },
            decay: 0.5,
        }),
        Method::from(GnAdaptive {
            core: Gn {
                step,
                damping,
                form,
            },
            decay: 0.99,
            eps,
        }),
        Method::from(Adam {
            steps,
            beta1: 0.9,
            beta2: 0.999,
            eps,
        }),
        Method::from(Rmsprop {
            step,
            decay: 0.99,
            eps,
        }),
    ]
}

/// Fewest allocations in any window of five steps, after three steps to warm up.
///
/// rayon's work queues grow now and then, at moments that the load of the machine decides; a
/// step that allocates does so in every window.
fn allocations(method: &Method<f32>, mut game: impl Field<f32>) -> usize {
    let (nx, ny) = (game.nx(), game.ny());
    let mut optimizer = build(method, nx, ny).unwrap();
    let mut p: Vec<f32> = (0..nx + ny).map(|i| (i % 9) as f32 / 8.0 - 0.4).collect();
    for _ in 0..3 {
        optimizer.step(&mut game, &mut p).unwrap();
    }
    let mut window = || {
        let region = Region::new(ALLOCATOR);
        for _ in 0..5 {
            optimizer.step(&mut game, &mut p).unwrap();
        }
        let change = region.change();
        change.allocations + change.reallocations
    };
    (0..40).map(|_| window()).min().unwrap_or(0)
}

// One test function: the counter belongs to the whole process.
#[test]
fn a_step_allocates_nothing() {
    for method in methods() {
        assert_eq!(allocations(&method, Bowl(100, 77)), 0, "{}", method.id());
    }
    for method in methods() {
        assert_eq!(allocations(&method, Beside(100)), 0, "{}", method.id());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    for method in methods() {
        // inside the pool, as in training: handing work over from outside allocates in rayon
        let count = pool.install(|| allocations(&method, Bowl(150_000, 99_999)));
        assert_eq!(count, 0, "{}", method.id());
    }
}
