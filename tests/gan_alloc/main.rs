//! A field of a GAN allocates nothing once its first evaluation has warmed everything up.

use gnash::game::Field;
use gnash::gan::{Architecture, Gan, Loss, Objective};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn game(architecture: Architecture, loss: Loss, batch: usize) -> Gan<f32> {
    let (g, d) = architecture.build(0.1).unwrap();
    let objective = Objective {
        r1: 0.5,
        tik_x: 0.25,
        tik_y: 0.25,
        ..Objective::new(loss, 0.1)
    };
    let mut gan = Gan::new(g, d, objective, batch).unwrap();
    let wave = |i: usize| (i as f32 * 0.37).sin();
    let held = gan.batch_mut();
    (0..held.real.len()).for_each(|i| held.real[i] = wave(i));
    (0..held.noise.len()).for_each(|i| held.noise[i] = wave(3 * i));
    held.mix.fill(0.4);
    gan
}

/// Allocations of three evaluations with their statistics after one to warm up.
fn allocations(architecture: Architecture, loss: Loss, batch: usize) -> usize {
    let mut gan = game(architecture, loss, batch);
    let mut draw = 0.0;
    let p = gan.initial_point(0.05, || {
        draw += 0.61;
        f64::sin(draw)
    });
    let mut v = vec![0.0; p.len()];
    gan.field(&p, &mut v);
    gan.commit_statistics();
    let region = Region::new(ALLOCATOR);
    for _ in 0..3 {
        gan.field(&p, &mut v);
        gan.commit_statistics();
    }
    let change = region.change();
    assert!(v.iter().all(|v| v.is_finite()));
    change.allocations + change.reallocations
}

fn games() -> impl Iterator<Item = (Architecture, Loss)> {
    let architectures = Architecture::ALL.into_iter();
    architectures.flat_map(|a| Loss::ALL.map(|loss| (a, loss)))
}

// One test function: the counter belongs to the whole process.
#[test]
fn a_field_allocates_nothing_after_the_first() {
    // Inside a pool, as in training: handing work over from outside allocates in rayon.
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let all = || {
            games()
                .map(|(a, loss)| allocations(a, loss, 3))
                .sum::<usize>()
        };
        let count = pool.expect("a pool").install(all);
        // A second thread sets up its packing memory when it first steals work, whenever that is.
        let allowed = 8 * (threads - 1);
        assert!(count <= allowed, "{count} allocations on {threads} threads");
    }
}
