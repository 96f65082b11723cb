//! Questions that must be refused, each with an error that names the field and the value.

use crate::planted::{integers, ratio};
use gnash::certify::{
    CertifyError, characteristic_polynomial, definiteness, exactly, lemma3, local_nash,
    schur_stable,
};
use gnash::scalar::Rational;
use nalgebra::DMatrix;

#[test]
fn floats_that_are_no_numbers_are_named() {
    for (bad, text) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        let mut a = DMatrix::zeros(2, 3);
        a[(1, 2)] = bad;
        let error = exactly("M", &a).unwrap_err();
        let expected = format!("M must be finite, but entry (1, 2) is {text}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn sizes_are_checked() {
    let wide = DMatrix::from_element(2, 3, Rational::ONE);
    let error = schur_stable(&wide).unwrap_err();
    assert_eq!(error.to_string(), "the matrix must be square, found 2 by 3");
    assert!(matches!(
        definiteness(&wide),
        Err(CertifyError::NotSquare { .. })
    ));
    assert!(matches!(
        lemma3(&wide, &ratio(1, 2)),
        Err(CertifyError::NotSquare { what: "U", .. })
    ));
    let large = DMatrix::from_element(13, 13, Rational::ZERO);
    let error = characteristic_polynomial(&large).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the matrix has order 13; the limit is 12"
    );
    let error = local_nash(&integers(2, &[1, 0, 0, 1]), 3).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nx, which is at most n, must be 2, found 3"
    );
}

#[test]
fn asymmetric_matrices_and_steps_that_go_nowhere_are_refused() {
    let error = definiteness(&integers(2, &[1, 2, 3, 4])).unwrap_err();
    let text = "the matrix must be symmetric, but its entries (1, 0) and (0, 1) differ";
    assert_eq!(error.to_string(), text);
    for sigma in [ratio(0, 1), ratio(-1, 2)] {
        let error = lemma3(&integers(1, &[-1]), &sigma).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("sigma must be positive, found {sigma}")
        );
    }
}
