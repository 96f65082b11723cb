//! Streams: pinned values, exactness of the samplers, and distributional sanity.

use gnash::random::{Purpose, Stream, normal_quantile};

/// Relative error of Wichura's approximations (near 1e-16) and of the reference, with room.
const QUANTILE_RTOL: f64 = 4e-15;

fn stream(index: u64) -> Stream {
    Stream::new(20, Purpose::Metrics, index)
}

#[test]
fn words_are_those_of_every_release() {
    let mut s = Stream::new(0, Purpose::Noise, 0);
    let words: [u64; 3] = std::array::from_fn(|_| s.next_u64());
    assert_eq!(
        words,
        [0x0728d9596ce2cba0, 0x82f3b82b4844a8c4, 0x6ea5c371dbeb01fe]
    );
}

#[test]
fn normals_are_those_of_every_release() {
    let normals = |seed, purpose, index| {
        let mut z = [0.0f64; 3];
        Stream::new(seed, purpose, index).fill_normal(&mut z);
        z
    };
    assert_eq!(
        normals(0, Purpose::Noise, 0),
        [
            -1.9115486335348733,
            0.028908866854428217,
            -0.17073301820973547
        ]
    );
    assert_eq!(
        normals(1, Purpose::Noise, 0),
        [1.3435977022224748, -1.101485802577222, -1.1315712157311684]
    );
    assert_eq!(
        normals(0, Purpose::Penalty, 0),
        [1.920063339713709, 3.222630743044169, 1.362709901323285]
    );
    assert_eq!(
        normals(0, Purpose::Noise, 1),
        [-1.0117383661621, -0.766685237878604, -0.36810872715308257]
    );
}

#[test]
fn permutations_are_those_of_every_release() {
    let order = Stream::new(3, Purpose::Shuffle, 0).permutation(10);
    assert_eq!(order, [7, 5, 3, 8, 1, 2, 4, 9, 0, 6]);
}

#[test]
fn every_purpose_has_its_own_stream() {
    let purposes = [
        Purpose::Weights,
        Purpose::Noise,
        Purpose::Samples,
        Purpose::Shuffle,
        Purpose::Penalty,
        Purpose::Digit,
        Purpose::Colour,
        Purpose::Metrics,
        Purpose::Other(0),
        Purpose::Other(1),
    ];
    let mut words = purposes.map(|p| Stream::new(5, p, 9).next_u64());
    words.sort_unstable();
    assert!(words.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn quantiles_agree_with_reference_values() {
    // computed to 40 digits from the definition
    for (u, z) in QUANTILES {
        let found = normal_quantile(u);
        assert!(
            (found - z).abs() <= QUANTILE_RTOL * z.abs(),
            "{u}: {found} {z}"
        );
    }
    assert_eq!(normal_quantile(0.5), 0.0);
}

#[test]
fn quantiles_are_odd_about_one_half() {
    for k in 1..1000 {
        let u = f64::from(k) / 2048.0;
        assert_eq!(normal_quantile(u), -normal_quantile(1.0 - u));
    }
}

#[test]
fn quantiles_at_and_beyond_the_ends() {
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    for u in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        assert!(normal_quantile(u).is_nan(), "{u}");
    }
}

#[test]
fn single_precision_is_double_precision_rounded() {
    let (mut single, mut double) = ([0.0f32; 500], [0.0f64; 500]);
    stream(0).fill_normal(&mut single);
    stream(0).fill_normal(&mut double);
    assert!(single.iter().zip(double).all(|(&s, d)| s == d as f32));
}

#[test]
fn uniforms_stay_below_one_and_agree_between_precisions() {
    let (mut single, mut double) = ([0.0f32; 5000], [0.0f64; 5000]);
    stream(1).fill_uniform(&mut single);
    stream(1).fill_uniform(&mut double);
    for (&s, d) in single.iter().zip(double) {
        assert!((0.0..1.0).contains(&s) && (0.0..1.0).contains(&d));
        // the narrow one keeps the first 24 of the 53 bits
        assert!((0.0..2f64.powi(-24)).contains(&(d - f64::from(s))));
    }
}

#[test]
fn the_largest_word_gives_a_uniform_below_one() {
    use gnash::random::Uniform;
    assert_eq!(f32::unit(u64::MAX), 1.0 - f32::EPSILON / 2.0);
    assert_eq!(f64::unit(u64::MAX), 1.0 - f64::EPSILON / 2.0);
    assert_eq!((f32::unit(0), f64::unit(0)), (0.0, 0.0));
}

#[test]
fn integers_below_n_are_uniform() {
    // χ² with 6 degrees of freedom: 22.46 is passed once in a thousand seeds
    let mut counts = [0u32; 7];
    let mut s = stream(2);
    (0..7000).for_each(|_| counts[s.below(7) as usize] += 1);
    let chi2: f64 = counts
        .iter()
        .map(|&c| (f64::from(c) - 1000.0).powi(2) / 1000.0)
        .sum();
    assert!(chi2 < 22.46, "{counts:?}");
    assert!((0..100).all(|_| s.below(1) == 0));
}

#[test]
fn integers_below_a_huge_n_have_no_modulo_bias() {
    // n = 3·2⁶²: plain multiply-shift reaches a multiple of 3 twice as often as the others
    let n = 3 << 62;
    let mut s = stream(3);
    let third = (0..3000).filter(|_| s.below(n).is_multiple_of(3)).count() as f64;
    // mean 1000, standard deviation 25.8
    assert!((third - 1000.0).abs() < 4.0 * 25.8, "{third}");
}

#[test]
fn normals_have_the_moments_and_the_distribution_of_a_normal() {
    const N: usize = 40_000;
    let mut z = vec![0.0f64; N];
    stream(4).fill_normal(&mut z);
    let moment = |k| z.iter().map(|z| z.powi(k)).sum::<f64>() / N as f64;
    // standard deviation of the sample moment k is √(E z²ᵏ − (E zᵏ)²)/√N; four of them
    let root = (N as f64).sqrt();
    assert!(moment(1).abs() < 4.0 / root);
    assert!((moment(2) - 1.0).abs() < 4.0 * 2f64.sqrt() / root);
    assert!(moment(3).abs() < 4.0 * 15f64.sqrt() / root);
    assert!((moment(4) - 3.0).abs() < 4.0 * 96f64.sqrt() / root);

    z.sort_by(f64::total_cmp);
    let phi = |z: f64| libm::erfc(-z / 2f64.sqrt()) / 2.0;
    let gap = |(i, &z): (usize, &f64)| (phi(z) - (i as f64 + 0.5) / N as f64).abs();
    let distance = z.iter().enumerate().map(gap).fold(0.0, f64::max);
    // Kolmogorov: 1.95/√N is passed once in a thousand seeds
    assert!(distance < 1.95 / root, "{distance}");
}

#[test]
fn neighbouring_streams_are_uncorrelated() {
    const N: usize = 10_000;
    let (mut a, mut b) = (vec![0.0f64; N], vec![0.0f64; N]);
    stream(5).fill_normal(&mut a);
    stream(6).fill_normal(&mut b);
    let correlation = a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>() / N as f64;
    assert!(correlation.abs() < 4.0 / (N as f64).sqrt(), "{correlation}");
}

#[test]
fn all_orders_of_three_are_equally_likely() {
    let mut counts = [0u32; 6];
    let mut s = stream(7);
    for _ in 0..6000 {
        let p = s.permutation(3);
        counts[2 * p[0] + usize::from(p[1] > p[2])] += 1;
    }
    let chi2: f64 = counts
        .iter()
        .map(|&c| (f64::from(c) - 1000.0).powi(2) / 1000.0)
        .sum();
    // χ² with 5 degrees of freedom: 20.52 is passed once in a thousand seeds
    assert!(chi2 < 20.52, "{counts:?}");
}

#[test]
fn permutations_of_nothing_and_of_one() {
    assert_eq!(stream(8).permutation(0), Vec::<usize>::new());
    assert_eq!(stream(8).permutation(1), [0]);
}

#[rustfmt::skip]
const QUANTILES: [(f64, f64); 16] = [
    (1.1102230246251565e-16, -8.209536151601387),
    (1e-20, -9.262340089798407),
    (1e-300, -37.0470962993612),
    (1e-12, -7.034483825301132),
    (1e-5, -4.264890793922825),
    (0.01, -2.326347874040841),
    (0.07499, -1.4396021182393162),
    (0.075, -1.439531470938456),
    (0.0751, -1.43882539275254),
    (0.25, -0.6744897501960817),
    (0.3, -0.5244005127080408),
    (0.4999, -0.00025066283008800747),
    (0.75, 0.6744897501960817),
    (0.925, 1.4395314709384561),
    (0.95, 1.6448536269514722),
    (0.999, 3.090232306167813),
];
