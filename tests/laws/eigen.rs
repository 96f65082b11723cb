//! Eigenvalues on planted spectra, against faer, and Lemma 3's bound from both sides.

use crate::strategies::config;
use crate::tolerance::{EIGENVALUES, U64};
use gnash::dense::{DenseError, StepBound, eigenvalues, lemma3_bound, spectral_radius};
use nalgebra::{Complex, DMatrix, DVector};
use proptest::prelude::*;

/// Real eigenvalues and conjugate pairs a ± bi, all with real part in (−3, −0.1).
fn blocks() -> impl Strategy<Value = (Vec<f64>, Vec<(f64, f64)>)> {
    let real = prop::collection::vec(-3.0..-0.1, 0..3);
    let pairs = prop::collection::vec((-3.0..-0.1, 0.01f64..5.0), 0..3);
    (real, pairs)
}

/// Q diag(blocks) Qᵀ with a Householder reflection Q: a normal matrix with this spectrum.
fn planted(real: &[f64], pairs: &[(f64, f64)]) -> (DMatrix<f64>, Vec<Complex<f64>>) {
    let n = real.len() + 2 * pairs.len();
    let mut d = DMatrix::zeros(n, n);
    let mut spectrum = Vec::new();
    for (i, &a) in real.iter().enumerate() {
        d[(i, i)] = a;
        spectrum.push(Complex::new(a, 0.0));
    }
    for (k, &(a, b)) in pairs.iter().enumerate() {
        let i = real.len() + 2 * k;
        d.view_mut((i, i), (2, 2)).copy_from_slice(&[a, -b, b, a]);
        spectrum.extend([Complex::new(a, -b), Complex::new(a, b)]);
    }
    let w = DVector::from_fn(n, |i, _| 1.0 + 0.3 * i as f64);
    let q = DMatrix::identity(n, n) - &w * w.transpose() * (2.0 / w.norm_squared().max(1.0));
    (&q * d * q.transpose(), spectrum)
}

/// Each of `a` has a partner in `b` within the bound, and the other way round.
fn same_spectrum(a: &[Complex<f64>], b: &[Complex<f64>], bound: f64) -> bool {
    let covered = |a: &[Complex<f64>], b: &[Complex<f64>]| {
        a.iter().all(|x| b.iter().any(|y| (x - y).norm() <= bound))
    };
    a.len() == b.len() && covered(a, b) && covered(b, a)
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn planted_spectra_are_found_by_nalgebra_and_by_faer((real, pairs) in blocks()) {
        let (u, spectrum) = planted(&real, &pairs);
        let bound = EIGENVALUES * U64 * u.norm();
        let ours = eigenvalues(&u).unwrap();
        prop_assert!(same_spectrum(&ours, &spectrum, bound), "{ours:?}");
        let theirs = faer::Mat::from_fn(u.nrows(), u.ncols(), |i, j| u[(i, j)]);
        let theirs: Vec<_> = theirs.eigenvalues().unwrap();
        let theirs: Vec<_> = theirs.iter().map(|z| Complex::new(z.re, z.im)).collect();
        prop_assert!(same_spectrum(&ours, &theirs, bound), "{theirs:?}");
        let sorted = ours.windows(2).all(|w| (w[0].re, w[0].im) <= (w[1].re, w[1].im));
        prop_assert!(sorted);
    }

    #[test]
    fn bilinear_games_have_imaginary_spectra_in_both_libraries(
        (rows, columns) in (1usize..4, 1usize..4), entries in prop::collection::vec(-3i32..=3, 9),
    ) {
        // J = [[0, −M], [Mᵀ, 0]] is normal, often singular, with repeated moduli
        let m = DMatrix::from_fn(rows, columns, |i, j| f64::from(entries[3 * i + j]));
        let n = rows + columns;
        let mut u = DMatrix::zeros(n, n);
        u.view_mut((0, rows), (rows, columns)).copy_from(&-&m);
        u.view_mut((rows, 0), (columns, rows)).copy_from(&m.transpose());
        let bound = EIGENVALUES * U64 * u.norm();
        let ours = eigenvalues(&u).unwrap();
        prop_assert!(ours.iter().all(|z| z.re.abs() <= bound), "{ours:?}");
        let theirs = faer::Mat::from_fn(n, n, |i, j| u[(i, j)]).eigenvalues().unwrap();
        let theirs: Vec<_> = theirs.iter().map(|z| Complex::new(z.re, z.im)).collect();
        prop_assert!(same_spectrum(&ours, &theirs, bound), "{ours:?} {theirs:?}");
    }

    // Broken by hand: |ξ| for |ξ|²; the maximum for the minimum over ξ.
    #[test]
    fn the_step_bound_divides_contraction_from_the_rest((real, pairs) in blocks()) {
        let (u, spectrum) = planted(&real, &pairs);
        let n = u.nrows();
        let StepBound::Below(bound) = lemma3_bound(&eigenvalues(&u).unwrap()) else {
            prop_assert!(spectrum.is_empty());
            return Ok(());
        };
        // as printed: (1/|Re ξ|)·2/(1 + (Im ξ/Re ξ)²)
        let printed = spectrum.iter().map(|z| 2.0 / z.re.abs() / (1.0 + (z.im / z.re).powi(2)));
        let printed = printed.fold(f64::INFINITY, f64::min);
        // the bound's sensitivity to ξ is at most 3/|ξ| ≤ 30 per unit, times its own size
        prop_assert!((bound - printed).abs() <= 1e-11 * printed);
        let radius = |sigma: f64| spectral_radius(&(DMatrix::identity(n, n) + &u * sigma)).unwrap();
        // |1 + σξ|² − 1 = σ|ξ|²(σ − bound) is at least 10⁻⁹ in size at these two
        prop_assert!(radius(bound * (1.0 - 1e-6)) < 1.0);
        prop_assert!(radius(bound * (1.0 + 1e-6)) > 1.0);
    }
}

#[test]
fn edge_cases_of_the_bound_are_told_apart() {
    assert_eq!(lemma3_bound(&[]), StepBound::Empty);
    let neutral = Complex::new(0.0, 1.0);
    assert_eq!(
        lemma3_bound(&[Complex::new(-1.0, 0.0), neutral]),
        StepBound::None(neutral)
    );
    assert_eq!(
        lemma3_bound(&[Complex::new(-2.0, 0.0)]),
        StepBound::Below(1.0)
    );
    // |ξ|² would overflow, its quotient does not
    let StepBound::Below(bound) = lemma3_bound(&[Complex::new(-1e200, 1e200)]) else {
        panic!("stable");
    };
    assert!((bound - 1e-200).abs() <= 1e-214);
}

#[test]
fn eigenvalues_of_bad_matrices_are_refused() {
    assert_eq!(eigenvalues(&DMatrix::zeros(0, 0)), Ok(vec![]));
    assert_eq!(spectral_radius(&DMatrix::zeros(0, 0)), Ok(0.0));
    let error = eigenvalues(&DMatrix::zeros(2, 3)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the number of columns of U must be 2, found 3"
    );
    let error = eigenvalues(&DMatrix::from_element(2, 2, f64::NAN)).unwrap_err();
    assert!(matches!(
        error,
        DenseError::NonFinite {
            what: "the matrix U",
            index: 0,
            ..
        }
    ));
    let single = eigenvalues(&DMatrix::from_element(1, 1, -7.0)).unwrap();
    assert_eq!(single, [Complex::new(-7.0, 0.0)]);
}

#[test]
fn famous_matrices_have_their_eigenvalues() {
    let rotation = DMatrix::from_row_slice(2, 2, &[0.0, -1.0, 1.0, 0.0]);
    let swap = DMatrix::from_row_slice(2, 2, &[0.0, 1.0, 1.0, 0.0]);
    let z = |re: f64, im: f64| Complex::new(re, im);
    for size in [1.0, 1e-200, 1e200] {
        let scaled = |zs: [Complex<f64>; 2]| zs.map(|z| z * size);
        let bound = 4.0 * f64::EPSILON * size;
        let found = eigenvalues(&(&rotation * size)).unwrap();
        assert!(same_spectrum(
            &found,
            &scaled([z(0.0, -1.0), z(0.0, 1.0)]),
            bound
        ));
        let found = eigenvalues(&(&swap * size)).unwrap();
        assert!(same_spectrum(
            &found,
            &scaled([z(-1.0, 0.0), z(1.0, 0.0)]),
            bound
        ));
    }
    // cyclic shifts: the n-th roots of unity
    for n in 1..=7usize {
        let shift = DMatrix::from_fn(n, n, |i, j| if (i + 1) % n == j { 1.0 } else { 0.0 });
        let roots: Vec<_> = (0..n)
            .map(|k| Complex::from_polar(1.0, std::f64::consts::TAU * k as f64 / n as f64))
            .collect();
        let found = eigenvalues(&shift).unwrap();
        assert!(
            same_spectrum(&found, &roots, EIGENVALUES * U64),
            "n = {n}: {found:?}"
        );
    }
    // nalgebra's iteration stands still here: −1 ± i twice, and −1. A double eigenvalue moves by
    // about √(n ε‖U‖), ‖U‖ = 253
    #[rustfmt::skip]
    let stuck = DMatrix::from_row_slice(5, 5, &[
        27.0, 6.0, -26.0, -40.0, 20.0,
        -2.0, -1.0, 1.0, 2.0, -1.0,
        24.0, 5.0, -23.0, -34.0, 17.0,
        -48.0, -10.0, 44.0, 67.0, -34.0,
        -104.0, -22.0, 96.0, 148.0, -75.0,
    ]);
    let planted = [
        z(-1.0, -1.0),
        z(-1.0, -1.0),
        z(-1.0, 0.0),
        z(-1.0, 1.0),
        z(-1.0, 1.0),
    ];
    let bound = f64::sqrt(5.0 * f64::EPSILON * stuck.norm());
    assert!(same_spectrum(
        &eigenvalues(&stuck).unwrap(),
        &planted,
        bound
    ));
    assert_eq!(spectral_radius(&DMatrix::zeros(4, 4)), Ok(0.0));
    let triangular = DMatrix::from_row_slice(2, 2, &[3.0, 1e8, 0.0, -5.0]);
    assert_eq!(spectral_radius(&triangular), Ok(5.0));
    let huge = DMatrix::from_element(4, 4, f64::MAX);
    let error = eigenvalues(&huge).unwrap_err();
    assert!(matches!(error, DenseError::NotRepresentable { .. }));
}
