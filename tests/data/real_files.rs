//! The real MNIST and CIFAR-10, where somebody put them.

use gnash::data::{Images, Split, load};
use std::path::{Path, PathBuf};

/// The folder `name` under `GNASH_DATA`, else beside the checkout; `None`, with a word, if absent.
fn folder(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let found = std::env::var_os("GNASH_DATA")
        .map_or_else(beside, PathBuf::from)
        .join(name);
    if !found.exists() {
        println!(
            "skipped: no {} (set GNASH_DATA to the folder that holds {name})",
            found.display()
        );
        return None;
    }
    Some(found)
}

fn counts(images: &Images) -> [usize; 10] {
    let mut counts = [0; 10];
    images
        .labels
        .iter()
        .for_each(|&label| counts[usize::from(label)] += 1);
    counts
}

#[test]
fn mnist_has_its_known_counts() {
    let Some(folder) = folder("mnist") else {
        return;
    };
    let test = load(&folder, None, Split::Test).unwrap();
    assert_eq!(test.pixels.dim(), (10_000, 1, 28, 28));
    assert_eq!(
        counts(&test),
        [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    );
    assert_eq!(test.labels[..5], [7, 2, 1, 0, 4]);
    let train = load(&folder, None, Split::Train).unwrap();
    assert_eq!(train.pixels.dim(), (60_000, 1, 28, 28));
    assert_eq!(counts(&train)[..3], [5923, 6742, 5958]);
    // mean level 33.3184 (0.1307 of 255)
    let mean = train
        .pixels
        .iter()
        .map(|&level| f64::from(level))
        .sum::<f64>()
        / train.pixels.len() as f64;
    assert!((mean / 255.0 - 0.1307).abs() < 1e-4, "{mean}");
}

#[test]
fn cifar10_has_a_thousand_test_images_per_class() {
    let Some(folder) = folder("cifar10") else {
        return;
    };
    let test = load(&folder, None, Split::Test).unwrap();
    assert_eq!(test.pixels.dim(), (10_000, 3, 32, 32));
    assert_eq!(counts(&test), [1000; 10]);
    assert!(test.name.contains("test_batch.bin"), "{}", test.name);
}
