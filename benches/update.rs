//! Time of one optimizer update on 10⁷ f32 parameters: `gn` and `gn_adaptive` against `adam`.
//!
//! The game's `field` does nothing, so that a step is the update alone (the library's own steps,
//! with all their checks, on a field that was written once). The field is nonzero: the first
//! call writes it. "adam, unguarded" is a textbook one-pass loop in this file, without ‖v‖² and
//! without any check. Runs alternate, so that all see the same machine.

use gnash::game::{Field, Losses};
use gnash::method::{Optimizer, build};
use gnash::spec::{Adam, Form, Gn, GnAdaptive, Method, Steps};
use rayon::prelude::*;
use std::time::Instant;

const N: usize = 10_000_000;
const ROUNDS: usize = 15;

struct Silent {
    written: bool,
}

fn field_entry(i: usize) -> f32 {
    ((i * 7919) % 1009) as f32 * 1e-6 - 5e-4
}

impl Field<f32> for Silent {
    fn nx(&self) -> usize {
        N / 2
    }
    fn ny(&self) -> usize {
        N - N / 2
    }
    fn field(&mut self, _: &[f32], v: &mut [f32]) -> Losses<f32> {
        if !self.written {
            (0..N).for_each(|i| v[i] = field_entry(i));
            self.written = true;
        }
        Losses {
            loss_x: 0.0,
            payoff_y: 0.0,
        }
    }
}

struct Contestant {
    name: &'static str,
    run: Box<dyn FnMut()>,
    milliseconds: Vec<f64>,
}

fn library(name: &'static str, method: Method<f32>) -> Contestant {
    let mut optimizer: Box<dyn Optimizer<f32>> =
        build(&method, N / 2, N - N / 2).expect("hyper-parameters in range");
    let mut game = Silent { written: false };
    let mut p = vec![0.1_f32; N];
    Contestant {
        name,
        run: Box::new(move || {
            optimizer.step(&mut game, &mut p).expect("a finite step");
        }),
        milliseconds: Vec::new(),
    }
}

/// m, s and p in one pass, nothing else.
fn unguarded_adam() -> Contestant {
    let v: Vec<f32> = (0..N).map(field_entry).collect();
    let (mut p, mut m, mut s) = (vec![0.1_f32; N], vec![0.0_f32; N], vec![0.0_f32; N]);
    const BLOCK: usize = 16 * 1024;
    let run = move || {
        let blocks = p.par_chunks_mut(BLOCK).zip(m.par_chunks_mut(BLOCK));
        let blocks = blocks.zip(s.par_chunks_mut(BLOCK)).zip(v.par_chunks(BLOCK));
        blocks.for_each(|(((p, m), s), v)| {
            pulp::Arch::new().dispatch(|| {
                for (((p, m), s), &v) in p.iter_mut().zip(m).zip(s).zip(v) {
                    *m = 0.9 * *m + 0.1 * v;
                    *s = 0.999 * *s + 0.001 * v * v;
                    *p += 1e-3 * *m / (s.sqrt() + 1e-8);
                }
            });
        });
    };
    Contestant {
        name: "adam, unguarded",
        run: Box::new(run),
        milliseconds: Vec::new(),
    }
}

fn main() {
    let (step, damping, form) = (1e-3, 0.1, Form::Inverse);
    let steps = Steps { x: step, y: step };
    let (beta1, beta2, eps) = (0.9, 0.999, 1e-8);
    let adam = Method::from(Adam {
        steps,
        beta1,
        beta2,
        eps,
    });
    let adaptive = Method::from(GnAdaptive {
        core: Gn {
            step,
            damping,
            form,
        },
        decay: 0.99,
        eps: 1e-7,
    });
    let mut all = [
        library(
            "gn",
            Method::from(Gn {
                step,
                damping,
                form,
            }),
        ),
        library("adam", adam),
        library("gn_adaptive", adaptive),
        unguarded_adam(),
    ];
    for round in 0..ROUNDS + 2 {
        for contestant in &mut all {
            let start = Instant::now();
            (contestant.run)();
            if round >= 2 {
                let elapsed = start.elapsed().as_secs_f64();
                contestant.milliseconds.push(1e3 * elapsed);
            }
        }
    }
    println!(
        "update of {N} f32 parameters, {} threads, ms",
        rayon::current_num_threads()
    );
    println!("{:<16} {:>8} {:>8} {:>8}", "method", "median", "min", "max");
    let mut medians = Vec::new();
    for contestant in &mut all {
        let times = &mut contestant.milliseconds;
        times.sort_by(f64::total_cmp);
        let (low, middle, high) = (times[0], times[times.len() / 2], times[times.len() - 1]);
        println!(
            "{:<16} {middle:>8.2} {low:>8.2} {high:>8.2}",
            contestant.name
        );
        medians.push(middle);
    }
    println!("gn/adam {:.3} (wanted: at most 1)", medians[0] / medians[1]);
    println!("gn_adaptive/adam {:.3}", medians[2] / medians[1]);
    println!("gn/(adam, unguarded) {:.3}", medians[0] / medians[3]);
}
