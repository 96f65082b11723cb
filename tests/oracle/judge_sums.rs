//! Sums over many coordinates: every order that loses little conforms and hides no change of h; one
//! that loses much is told what may have happened, and nothing else is.
//!
//! Broken by hand, each seen to fail: four times c(n); the hint whatever the direction of the move.

use crate::logged::{Run, transcript};
use gnash::oracle::judge::{Judgement, Record, Verdict, Width, judge};
use gnash::spec::{Form, Gn, Method};

/// Coordinates: as many equal terms lose more than 10⁻⁴ of their sum if they are added one by one.
const N: usize = 40_000;
const STEPS: usize = 4;

const GN: Gn<f64> = Gn {
    step: 1000.0,
    damping: 0.5,
    form: Form::Inverse,
};

fn in_pairs(list: &[f32]) -> f32 {
    match list.len() {
        0..=128 => list.iter().sum(),
        n => in_pairs(&list[..n / 2]) + in_pairs(&list[n / 2..]),
    }
}

/// Blocks of 4096 in 32 lanes, as inner products with vector units have them.
fn in_lanes(list: &[f32]) -> f32 {
    let block = |list: &[f32]| -> f32 {
        let mut lanes = [0.0_f32; 32];
        for (i, a) in list.iter().enumerate() {
            lanes[i % 32] += a;
        }
        lanes.iter().sum()
    };
    list.chunks(4096).map(block).sum()
}

fn in_doubles(list: &[f32]) -> f32 {
    list.iter().map(|a| f64::from(*a)).sum::<f64>() as f32
}

fn one_by_one(list: &[f32]) -> f32 {
    list.iter().sum()
}

/// A run of `gn` in f32, whose fields are 3.1 ± `spread`, with ‖v‖² from `sum` and v turned by `turn`.
fn run(h: f32, spread: f32, sum: fn(&[f32]) -> f32, turn: fn(usize, f32) -> f32) -> Run {
    let noise = |i: usize| (i as f32 * 0.618_034).fract() * 2.0 - 1.0;
    let mut p: Vec<f32> = (0..N).map(|i| 0.125 * noise(3 * i + 1)).collect();
    let wide = |list: &[f32]| list.iter().copied().map(f64::from).collect::<Vec<_>>();
    let records = (0..=STEPS).map(|k| {
        let at = wide(&p);
        let v: Vec<f32> = (0..N).map(|i| 3.1 + spread * noise(i + 7 * k)).collect();
        let squares: Vec<f32> = v.iter().map(|v| v * v).collect();
        let factor = h / (0.5 + sum(&squares));
        for (i, (p, v)) in p.iter_mut().zip(&v).enumerate() {
            *p += factor * turn(i, *v);
        }
        Record {
            p: Some(at),
            v: (k < STEPS).then(|| wide(&v)),
            v_mid: None,
        }
    });
    Run {
        nx: N / 3,
        records: records.collect(),
    }
}

fn judged(run: &Run) -> Verdict {
    judge(&transcript(&Method::from(GN), Width::Single, run))
}

#[test]
fn good_sums_conform_and_hide_no_change_of_h() {
    for sum in [in_pairs, in_lanes, in_doubles] {
        for spread in [0.0, 2.5] {
            let told = judged(&run(1000.0, spread, sum, |_, v| v));
            assert_eq!(told.verdict, Judgement::Conforms, "{told}");
            let told = judged(&run(1000.1, spread, sum, |_, v| v));
            assert_eq!(told.verdict, Judgement::Deviates, "{told}");
        }
    }
}

#[test]
fn a_sum_that_loses_much_is_told_so() {
    let lost = "added one after another in f32";
    let told = judged(&run(1000.0, 0.0, one_by_one, |_, v| v));
    assert_eq!(told.verdict, Judgement::Deviates, "{told}");
    assert!(told.to_string().contains(lost), "{told}");
    // another direction, and a factor that no sum loses
    let turned = |i: usize, v: f32| {
        if i.is_multiple_of(2) {
            1.01 * v
        } else {
            0.99 * v
        }
    };
    for (h, turn) in [
        (1000.0, turned as fn(usize, f32) -> f32),
        (1100.0, |_, v| v),
    ] {
        let told = judged(&run(h, 0.0, in_pairs, turn));
        assert_eq!(told.verdict, Judgement::Deviates, "{told}");
        assert!(!told.to_string().contains(lost), "{told}");
    }
}
