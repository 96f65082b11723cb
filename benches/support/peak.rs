//! Measured f32 fused-multiply-add peak: what "100 %" means on this machine, today.
//!
//! Independent accumulators in registers, no memory traffic, the widest vectors that `pulp`
//! finds at run time. The count is two operations per lane and multiply-add.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use pulp::{Arch, Simd, WithSimd};

use super::statistics::Summary;

/// Enough to hide a latency of 4 cycles at 2 per cycle, and they fit in 16 registers.
const ACCUMULATORS: usize = 12;

struct Burn {
    rounds: u64,
}

impl WithSimd for Burn {
    /// Lanes, and a value that depends on every product so that none can be dropped.
    type Output = (usize, f32);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        // x ← x/2 + 1 tends to 2 from any start: no overflow and nothing subnormal.
        let half = simd.splat_f32s(black_box(0.5));
        let one = simd.splat_f32s(black_box(1.0));
        // Different starts, so that the compiler cannot see twelve equal chains.
        let mut x: [S::f32s; ACCUMULATORS] =
            std::array::from_fn(|i| simd.splat_f32s(black_box(i as f32)));
        for _ in 0..self.rounds {
            for x in &mut x {
                *x = simd.mul_add_f32s(*x, half, one);
            }
        }
        let sum = x
            .into_iter()
            .fold(simd.splat_f32s(0.0), |s, x| simd.add_f32s(s, x));
        (S::F32_LANES, simd.reduce_sum_f32s(sum))
    }
}

/// Runs `rounds` rounds on this thread and returns the operations done.
fn burn(rounds: u64) -> f64 {
    let (lanes, value) = Arch::new().dispatch(Burn { rounds });
    black_box(value);
    2.0 * lanes as f64 * ACCUMULATORS as f64 * rounds as f64
}

/// Runs `rounds` on each of `threads` threads; returns the operations done and the seconds of
/// the slowest thread after a common start.
pub fn burn_on(threads: usize, rounds: u64) -> (f64, f64) {
    let start = Barrier::new(threads);
    let one = || {
        start.wait();
        let begin = Instant::now();
        let flops = burn(rounds);
        (flops, begin.elapsed().as_secs_f64())
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(one)).collect();
        let mut total = one();
        for other in others {
            let (flops, seconds) = other.join().expect("a thread that only multiplies");
            total = (total.0 + flops, total.1.max(seconds));
        }
        total
    })
}

/// Rounds that take about `time` on one thread.
pub fn rounds_for(time: Duration) -> u64 {
    burn(100_000); // wake the core and its wide units
    let trial = 400_000;
    let (_, seconds) = burn_on(1, trial);
    ((trial as f64 * time.as_secs_f64() / seconds) as u64).max(1)
}

/// Median GFLOP/s of `samples` runs of about `time` each on `threads` threads.
///
/// `None` if either count is zero.
pub fn gflops(threads: usize, samples: usize, time: Duration) -> Option<Summary> {
    if threads == 0 {
        return None;
    }
    let rounds = rounds_for(time);
    let measured: Vec<f64> = (0..samples)
        .map(|_| {
            let (flops, seconds) = burn_on(threads, rounds);
            flops / seconds * 1e-9
        })
        .collect();
    Summary::of(&measured)
}
