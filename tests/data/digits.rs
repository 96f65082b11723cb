//! Embedded digits: the same for ever, all ten, centred, and telling the classes apart.

use gnash::data::{Images, digits};

/// FNV-1a, 64 bits.
fn checksum(images: &Images) -> u64 {
    let bytes = images.pixels.iter().chain(&images.labels);
    bytes.fold(0xcbf29ce484222325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100000001b3)
    })
}

#[test]
fn the_first_hundred_digits_are_those_of_every_release() {
    assert_eq!(checksum(&digits::embedded(1, 100)), 12315235718934929005);
    assert_eq!(
        checksum(&digits::embedded_colour(1, 100)),
        11095208939838502019
    );
}

#[test]
fn a_digit_is_a_pure_function_of_seed_and_number() {
    let many = digits::embedded(5, 40);
    let (label, pixels) = digits::grey(5, 33);
    assert_eq!(label, many.labels[33]);
    assert_eq!(
        pixels,
        many.pixels
            .outer_iter()
            .nth(33)
            .unwrap()
            .iter()
            .copied()
            .collect::<Vec<u8>>()
    );
    assert_eq!(digits::colour(5, 33).0, label);
    assert_ne!(digits::grey(6, 33).1, pixels);
}

#[test]
fn one_thread_draws_what_many_draw() {
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let one = pool(1).install(|| digits::embedded(2, 50));
    assert_eq!(one, pool(3).install(|| digits::embedded(2, 50)));
}

#[test]
fn all_ten_classes_are_about_equally_common() {
    let mut counts = [0u32; 10];
    digits::embedded(1, 1000)
        .labels
        .iter()
        .for_each(|&label| counts[usize::from(label)] += 1);
    // mean 100, standard deviation 9.5
    assert!(
        counts.iter().all(|count| (60..140).contains(count)),
        "{counts:?}"
    );
}

#[test]
fn mass_is_centred_and_the_border_is_black() {
    let images = digits::embedded(3, 300);
    for image in images.pixels.outer_iter() {
        let (mut mass, mut moment) = (0.0, [0.0; 2]);
        for ((_, h, w), &level) in image.indexed_iter() {
            let level = f64::from(level);
            mass += level;
            moment[0] += level * (h as f64 + 0.5);
            moment[1] += level * (w as f64 + 0.5);
            let border = h == 0 || w == 0 || h == 27 || w == 27;
            assert!(!border || level == 0.0);
        }
        // half a pixel of jitter, and ink that strokes share counts twice in the generator
        for m in moment {
            assert!((m / mass - 14.0).abs() < 2.0, "{}", m / mass);
        }
    }
}

#[test]
fn ink_is_about_as_much_and_as_bright_as_in_mnist() {
    let images = digits::embedded(4, 500);
    let mean = images
        .pixels
        .iter()
        .map(|&level| f64::from(level))
        .sum::<f64>()
        / images.pixels.len() as f64;
    // MNIST: 33.3
    assert!((26.0..40.0).contains(&mean), "{mean}");
    assert!(
        images
            .pixels
            .outer_iter()
            .all(|image| image.iter().any(|&level| level > 200))
    );
}

/// Share of `test` nearest to the mean of its own class in `train`.
fn nearest_centroid(train: &Images, test: &Images) -> f64 {
    let size = train.pixels.len() / train.labels.len();
    let (mut sums, mut counts) = (vec![vec![0.0; size]; 10], [0.0; 10]);
    for (image, &label) in train.pixels.outer_iter().zip(&train.labels) {
        let label = usize::from(label);
        counts[label] += 1.0;
        sums[label]
            .iter_mut()
            .zip(&image)
            .for_each(|(sum, &level)| *sum += f64::from(level));
    }
    let distance = |image: &[f64], label: usize| -> f64 {
        let centroid = sums[label].iter().map(|sum| sum / counts[label]);
        image
            .iter()
            .zip(centroid)
            .map(|(a, b)| (a - b) * (a - b))
            .sum()
    };
    let right = |(image, label): &(ndarray::ArrayView3<u8>, &u8)| {
        let image: Vec<f64> = image.iter().map(|&level| f64::from(level)).collect();
        let nearest = (0..10).min_by(|&a, &b| distance(&image, a).total_cmp(&distance(&image, b)));
        nearest == Some(usize::from(**label))
    };
    let hits = test
        .pixels
        .outer_iter()
        .zip(&test.labels)
        .filter(right)
        .count();
    hits as f64 / test.labels.len() as f64
}

#[test]
fn class_means_tell_the_classes_apart_but_not_trivially() {
    let accuracy = nearest_centroid(&digits::embedded(1, 1000), &digits::embedded(2, 300));
    println!("nearest centroid: {accuracy}");
    // MNIST: about 0.82
    assert!((0.7..0.99).contains(&accuracy), "{accuracy}");
}

#[test]
fn coloured_digits_stand_out_from_their_ground() {
    let images = digits::embedded_colour(1, 200);
    assert_eq!(images.pixels.dim(), (200, 3, 32, 32));
    for image in images.pixels.outer_iter() {
        let spread = |c: usize| {
            let plane = image.index_axis(ndarray::Axis(0), c);
            let (low, high) = plane
                .iter()
                .fold((255, 0), |(l, h), &v| (v.min(l), v.max(h)));
            high - low
        };
        assert!((0..3).any(|c| spread(c) > 60));
    }
}
