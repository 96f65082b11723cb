//! Batches cover each epoch once, depend on the step only, and lie in memory as promised.

use gnash::data::{Batches, DataError, Images, gather};
use ndarray::Array4;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn an_epoch_shows_no_image_twice_and_leaves_out_less_than_a_batch(
        (count, batch) in (1usize..60).prop_flat_map(|n| (Just(n), 1..=n)),
        seed in any::<u64>(),
        epoch in 0u64..1000,
    ) {
        let mut batches = Batches::new(count, batch, seed).unwrap();
        let per_epoch = batches.per_epoch();
        prop_assert_eq!(per_epoch as usize, count / batch);
        let mut seen = vec![0; count];
        for step in epoch * per_epoch..(epoch + 1) * per_epoch {
            prop_assert_eq!(batches.epoch_of(step), epoch);
            batches.indices(step).iter().for_each(|&i| seen[i] += 1);
        }
        prop_assert!(seen.iter().all(|&times| times <= 1));
        prop_assert_eq!(seen.iter().sum::<usize>(), count - count % batch);
    }

    #[test]
    fn a_batch_depends_on_the_step_only(seed in any::<u64>(), steps in prop::collection::vec(0u64..40, 1..12)) {
        let mut walked = Batches::new(23, 5, seed).unwrap();
        let in_order: Vec<Vec<usize>> = (0..40).map(|step| walked.indices(step).to_vec()).collect();
        let mut resumed = Batches::new(23, 5, seed).unwrap();
        for step in steps {
            prop_assert_eq!(resumed.indices(step), &in_order[step as usize][..]);
        }
    }
}

#[test]
fn epochs_and_seeds_have_different_orders() {
    let order = |seed, step| Batches::new(100, 100, seed).unwrap().indices(step).to_vec();
    assert_ne!(order(1, 0), order(1, 1));
    assert_ne!(order(1, 0), order(2, 0));
}

#[test]
fn batches_that_do_not_fit_are_refused() {
    for (count, batch) in [(5, 6), (5, 0), (0, 0), (0, 1)] {
        let refused = Batches::new(count, batch, 1);
        assert!(
            matches!(refused, Err(DataError::Batch { .. })),
            "{count} {batch}"
        );
    }
}

/// 3 images of 2 × 2 × 2 with pixels 0..24 times ten.
fn images() -> Images {
    Images {
        pixels: Array4::from_shape_fn((3, 2, 2, 2), |(n, c, h, w)| {
            (80 * n + 40 * c + 20 * h + 10 * w) as u8
        }),
        labels: vec![0, 1, 2],
        name: "test".into(),
    }
}

#[test]
fn gather_puts_the_batch_innermost() {
    let images = images();
    let indices = [2, 0, 2];
    let mut out = [0.0f64; 24];
    gather(&images, &indices, &mut out).unwrap();
    for c in 0..2 {
        for h in 0..2 {
            for w in 0..2 {
                for (n, &index) in indices.iter().enumerate() {
                    let expected = f64::from(images.pixels[(index, c, h, w)]) / 127.5 - 1.0;
                    assert_eq!(out[((c * 2 + h) * 2 + w) * 3 + n], expected);
                }
            }
        }
    }
}

#[test]
fn black_is_minus_one_and_white_is_one() {
    let pixels = Array4::from_shape_vec((1, 1, 1, 3), vec![0, 255, 51]).unwrap();
    let images = Images {
        pixels,
        labels: vec![0],
        name: String::new(),
    };
    let mut out = [0.0f32; 3];
    gather(&images, &[0], &mut out).unwrap();
    assert_eq!(out, [-1.0, 1.0, -0.6]);
}

#[test]
fn gather_refuses_wrong_lengths_indices_and_layouts() {
    let images = images();
    let mut out = [0.0f32; 8];
    assert!(matches!(
        gather(&images, &[0, 1], &mut out),
        Err(DataError::DimensionMismatch {
            expected: 16,
            found: 8,
            ..
        })
    ));
    assert!(matches!(
        gather(&images, &[3], &mut out),
        Err(DataError::Index { index: 3, count: 3 })
    ));
    assert!(gather::<f32>(&images, &[], &mut []).is_ok());
    let mut turned = images.clone();
    turned.pixels = images.pixels.permuted_axes([0, 1, 3, 2]);
    assert!(matches!(
        gather(&turned, &[0], &mut out),
        Err(DataError::DimensionMismatch { .. })
    ));
}
