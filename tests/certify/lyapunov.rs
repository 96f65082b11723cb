//! Lyapunov certificates: found, proved, saved, checked, and never given to what does not
//! contract.

use crate::planted::{config, ratio};
use gnash::certify::lyapunov::check::check;
use gnash::certify::lyapunov::{
    Certificate, FormatError, LIMIT, Refutation, certify, certify_rational, definite, growth_seen,
};
use gnash::certify::{Answer, CertifyError, exactly, unit_disc_counts};
use gnash::scalar::Rational;
use nalgebra::DMatrix;
use proptest::prelude::*;

fn proved(m: &DMatrix<f64>) -> gnash::certify::lyapunov::Contraction {
    match certify(m).unwrap() {
        Answer::Proved(contraction) => {
            assert_eq!(contraction.certificate.check(), Ok(()));
            contraction
        }
        other => panic!("{m} contracts, but the answer is {other:?}"),
    }
}

#[test]
fn a_norm_that_grows_seventyfold_first_is_certified_with_a_bound_that_admits_it() {
    // eigenvalues 1/2, 3/4, −1/2, far from normal
    let m = DMatrix::from_row_slice(3, 3, &[0.5, 64.0, 0.0, 0.0, 0.75, 0.0, 0.0, 0.0, -0.5]);
    let (_, square) = growth_seen(&exactly("M", &m).unwrap(), 12);
    assert!(square >= ratio(4900, 1), "{square}");
    let transient = proved(&m).transient.unwrap();
    assert!(&transient.growth * &transient.growth >= square);
    assert!(&transient.growth * &transient.growth >= transient.condition);
}

#[test]
fn defective_and_slow_matrices_are_certified() {
    let jordan = DMatrix::from_row_slice(2, 2, &[0.99, 1.0, 0.0, 0.99]);
    let (a, b) = (0.8 * (1.0 - 1e-9), 0.6 * (1.0 - 1e-9));
    let slow = DMatrix::from_row_slice(2, 2, &[a, -b, b, a]);
    let nilpotent = DMatrix::from_row_slice(2, 2, &[0.0, 1e3, 0.0, 0.0]);
    for m in [jordan, slow, nilpotent] {
        let contraction = proved(&m);
        assert!(contraction.certificate.factor < Rational::ONE);
    }
}

#[test]
fn the_unit_circle_and_beyond_are_never_certified() {
    let turn = DMatrix::from_row_slice(2, 2, &[0.0, -1.0, 1.0, 0.0]);
    assert!(matches!(
        certify(&turn).unwrap(),
        Answer::Refuted(Refutation::Determinant)
    ));
    let shrink_and_grow = DMatrix::from_row_slice(2, 2, &[0.25, 5.0, 0.0, 1.125]);
    let Answer::Refuted(Refutation::Expansion(found)) = certify(&shrink_and_grow).unwrap() else {
        panic!("9/8 is an eigenvalue");
    };
    assert!(found.check());
    let mut wrong = found.clone();
    wrong.m = DMatrix::from_diagonal_element(2, 2, ratio(1, 2));
    assert!(!wrong.check());
    // an eigenvalue exactly 1 beside a small one: undecided or refuted, not proved
    let edge = DMatrix::from_row_slice(2, 2, &[1.0, 3.0, 0.0, 0.25]);
    assert!(!certify(&edge).unwrap().is_proved());
}

#[test]
fn order_sixty_is_certified() {
    let n = 60;
    let m = DMatrix::from_fn(n, n, |i, j| ((i * 7 + j * 13) % 11) as f64 / 400.0 - 0.0125);
    assert!(certify(&m).unwrap().is_proved());
}

/// Entries between −½ and ½ with 53 bits, scaled to a spectral radius of about `radius`.
fn scattered(n: usize, radius: f64) -> DMatrix<f64> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 * f64::EPSILON / 2.0 - 0.5
    };
    let scale = radius / libm::sqrt(n as f64 / 12.0);
    DMatrix::from_fn(n, n, |_, _| next() * scale)
}

#[test]
#[ignore = "the checker takes a minute of CPU in release: run it with --ignored"]
fn order_two_hundred_is_certified_checked_and_refuted() {
    let found = proved(&scattered(LIMIT, 0.9));
    assert!(found.transient.is_some());
    let answer = certify(&scattered(LIMIT, 1.2)).unwrap();
    let Answer::Refuted(Refutation::Expansion(found)) = answer else {
        panic!("the spectral radius is about 6/5: {answer:?}");
    };
    assert!(found.check());
}

#[test]
fn changing_a_saved_certificate_is_noticed() {
    let m = DMatrix::from_row_slice(2, 2, &[0.5, 2.0, 0.0, 0.5]);
    let saved = proved(&m).certificate;
    let text = serde_json::to_string(&saved).unwrap();
    let read: Certificate = serde_json::from_str(&text).unwrap();
    assert_eq!(read, saved);
    let mut asymmetric = read.clone();
    asymmetric.p[(0, 1)] += ratio(1, 1 << 20);
    assert!(asymmetric.check().is_err());
    let mut larger = read.clone();
    larger.m[(0, 0)] += Rational::ONE;
    assert!(larger.check().is_err());
    let mut faster = read.clone();
    faster.factor = ratio(499, 1000); // below the spectral radius: no P can show it
    assert!(faster.check().is_err());
    let mut sunk = read;
    sunk.p[(0, 0)] = -sunk.p[(0, 0)].clone();
    assert!(sunk.check().is_err());
}

#[test]
fn the_checker_is_short_and_knows_no_search() {
    let source = include_str!("../../src/certify/lyapunov/check.rs");
    assert!(source.lines().count() < 100);
    assert!(!source.contains("crate::") && !source.contains("super::") && !source.contains("f64"));
}

#[test]
fn files_are_read_strictly() {
    let read = |text: &str| serde_json::from_str::<Certificate>(text).map_err(|e| e.to_string());
    let file = |m: &str, p: &str, q: &str| {
        format!(r#"{{"kind":"lyapunov","M":{m},"P":{p},"factor":"{q}"}}"#)
    };
    let one = r#"[["1"]]"#;
    let good = read(&file(r#"[["0x1.8p-3"]]"#, one, "25e-2")).unwrap();
    assert_eq!(
        (good.m[(0, 0)].clone(), good.factor.clone()),
        (ratio(3, 16), ratio(1, 4))
    );
    assert_eq!(good.check(), Ok(()));
    let number = FormatError::Number {
        what: "M",
        found: "nan".into(),
    }
    .to_string();
    assert!(
        read(&file(r#"[["nan"]]"#, one, "1/2"))
            .unwrap_err()
            .contains(&number)
    );
    assert!(read(&file(r#"[["1/0"]]"#, one, "1/2")).is_err());
    assert!(read(&file(r#"[["1e999999999"]]"#, one, "1/2")).is_err());
    assert!(
        read(&file(r#"[["1","2"]]"#, one, "1/2"))
            .unwrap_err()
            .contains("square")
    );
    assert!(read(&file(one, "[]", "1/2")).unwrap_err().contains("order"));
    let (two, skew) = (r#"[["0","0"],["0","0"]]"#, r#"[["1","2"],["3","9"]]"#);
    assert!(
        read(&file(two, skew, "1/2"))
            .unwrap_err()
            .contains("symmetric")
    );
    assert!(read(&file(one, one, "1/2").replace("lyapunov", "jury")).is_err());
}

#[test]
fn misuse_is_an_error() {
    let wide = DMatrix::zeros(1, 2);
    assert!(matches!(
        certify(&wide),
        Err(CertifyError::NotSquare { .. })
    ));
    let nan = DMatrix::from_element(1, 1, f64::NAN);
    assert!(matches!(certify(&nan), Err(CertifyError::NonFinite { .. })));
    let large = DMatrix::zeros(LIMIT + 1, LIMIT + 1);
    assert!(matches!(
        certify(&large),
        Err(CertifyError::TooLarge { .. })
    ));
    let skew = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 0.25, 1.0]);
    assert!(matches!(
        definite::rump(&skew),
        Err(CertifyError::NotSymmetric { .. })
    ));
    assert!(matches!(
        definite::rump(&nan),
        Err(CertifyError::NonFinite { .. })
    ));
}

proptest! {
    #![proptest_config(config(300))]

    // Broken by hand: no shift for the rounding of the factorisation.
    // BᵀB of dyadic B with fewer rows than columns is exactly singular, whatever its scale.
    #[test]
    fn singular_and_indefinite_matrices_are_never_definite(
        (n, powers) in (2usize..9, prop::collection::vec(-12i32..12, 8)),
        entries in prop::collection::vec(-64i32..=64, 64), less in 0i32..3,
    ) {
        let b = DMatrix::from_fn(n - 1, n, |i, j| {
            f64::from(entries[8 * i + j]) * libm::scalbn(1.0, powers[i])
        });
        let mut a = b.transpose() * &b;
        let exact = b.map(|x| Rational::try_from(x).unwrap());
        let gram = exact.transpose() * &exact;
        prop_assume!(a.map(|x| Rational::try_from(x).unwrap()) == gram);
        a[(0, 0)] -= f64::from(less) * f64::EPSILON * a[(0, 0)];
        prop_assert!(!definite::rump(&a).unwrap().is_definite());
    }

    #[test]
    fn what_is_certified_is_stable_exactly(
        n in 1usize..6, entries in prop::collection::vec(-16i32..=16, 25), scale in 2i32..6,
    ) {
        let m = DMatrix::from_fn(n, n, |i, j| {
            f64::from(entries[5 * i + j]) * libm::scalbn(1.0, -scale)
        });
        let exact = exactly("M", &m).unwrap();
        let stable = unit_disc_counts(&exact).unwrap().radius().is_lt();
        match certify(&m).unwrap() {
            Answer::Proved(found) => {
                prop_assert!(stable);
                let c = found.certificate;
                prop_assert_eq!(check(&c.m, &c.p, &c.factor), Ok(()));
            }
            Answer::Refuted(_) => prop_assert!(!stable),
            Answer::Undecided(_) => {}
        }
    }

    #[test]
    fn thirds_are_certified_as_thirds(entries in prop::collection::vec(-2i64..=2, 4)) {
        let m = DMatrix::from_fn(2, 2, |i, j| ratio(entries[2 * i + j], 6));
        let Answer::Proved(found) = certify_rational(&m).unwrap() else {
            return Err(TestCaseError::fail("row sums are at most 2/3"));
        };
        prop_assert_eq!(&found.certificate.m, &m);
        prop_assert_eq!(found.certificate.check(), Ok(()));
    }
}
