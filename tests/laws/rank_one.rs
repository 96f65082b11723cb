//! B, its inverse and A, exactly, on rationals.

use crate::strategies::{config, form, fraction, positive, ratio, vector};
use gnash::dense::{RankOne, solve};
use gnash::scalar::Rational;
use gnash::spec::Form;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

fn v_w_damping() -> impl Strategy<Value = (DVector<Rational>, DVector<Rational>, Rational)> {
    (0usize..=4).prop_flat_map(|n| (vector(n), vector(n), positive()))
}

proptest! {
    #![proptest_config(config(200))]

    // Broken by hand: λ for λ + s in d', and dropping the division by λ.
    #[test]
    fn sherman_morrison_is_the_dense_inverse((v, w, damping) in v_w_damping()) {
        let b = RankOne::new(v, damping).unwrap();
        let n = w.len();
        let product = b.apply_inverse(&w).unwrap();
        let dense = solve(&b.matrix(), &DMatrix::from_column_slice(n, 1, w.as_slice())).unwrap();
        prop_assert_eq!(product.as_slice(), dense.as_slice());
        // and A as a matrix, in both forms
        let identity = DMatrix::identity(n, n);
        let inverse = solve(&b.matrix(), &identity).unwrap();
        prop_assert_eq!(&b.preconditioner(Form::Inverse).unwrap(), &inverse);
        let minus_identity = b.preconditioner(Form::InverseMinusIdentity).unwrap();
        prop_assert_eq!(minus_identity, inverse - identity);
    }

    #[test]
    fn the_inverse_collapses_on_v_itself((v, _, damping) in v_w_damping(), form in form()) {
        let b = RankOne::new(v.clone(), damping.clone()).unwrap();
        let d = damping + v.dot(&v);
        let shortened = v.map(|a| a / d.clone());
        prop_assert_eq!(&b.apply_inverse(&v).unwrap(), &shortened);
        prop_assert_eq!(&b.direction(Form::Inverse).unwrap(), &shortened);
        // A v by collapse is A times v, and φ is the factor
        let direction = b.direction(form).unwrap();
        prop_assert_eq!(&direction, &b.precondition(&v, form).unwrap());
        prop_assert_eq!(direction, &v * b.phi(form).unwrap());
    }

    // Broken by hand: φ = 1/(λ + s) + 1 and the sphere s = 1 + λ.
    #[test]
    fn the_spurious_sphere_is_exactly_where_b_inverse_minus_identity_vanishes(
        (m, k) in (2i64..20, 1i64..19), radius in (1i64..20, 1i64..20), off in fraction(),
    ) {
        // v = r (m² − k², 2mk)/(m² + k²) has ‖v‖ = r exactly
        let k = k.min(m - 1);
        let r = ratio(radius.0.min(radius.1), radius.0.max(radius.1) + 1);
        let c = ratio(m * m - k * k, m * m + k * k);
        let s = ratio(2 * m * k, m * m + k * k);
        let v = DVector::from_vec(vec![&r * c, &r * s]);
        let on_sphere = Rational::ONE - &r * &r;
        let form = Form::InverseMinusIdentity;

        let b = RankOne::new(v.clone(), on_sphere.clone()).unwrap();
        prop_assert_eq!(b.direction(form).unwrap(), DVector::from_element(2, Rational::ZERO));
        prop_assert_eq!(b.phi(form).unwrap(), Rational::ZERO);

        // Inside (smaller λ) A v points along v, beyond it against v.
        let damping = on_sphere.clone() + off;
        prop_assume!(damping > Rational::ZERO && damping != on_sphere);
        let along = RankOne::new(v.clone(), damping.clone()).unwrap().direction(form).unwrap();
        prop_assert_eq!(along.dot(&v) > Rational::ZERO, damping < on_sphere);
        prop_assert_ne!(along.dot(&v), Rational::ZERO);
    }
}

#[test]
fn empty_and_single_entry_vectors_work() {
    let empty = RankOne::new(DVector::from_vec(vec![]), 0.25).unwrap();
    assert_eq!(empty.phi(Form::Inverse), Ok(4.0));
    assert_eq!(empty.direction(Form::Inverse).unwrap().len(), 0);
    assert_eq!(empty.matrix().len(), 0);
    let single = RankOne::new(DVector::from_vec(vec![2.0]), 4.0).unwrap();
    assert_eq!(single.matrix()[0], 8.0);
    assert_eq!(single.direction(Form::Inverse).unwrap()[0], 0.25);
    assert_eq!(single.phi(Form::InverseMinusIdentity), Ok(-0.875));
    assert_eq!(
        single.apply_inverse(&DVector::from_vec(vec![8.0])).unwrap()[0],
        1.0
    );
}

#[test]
fn a_singular_matrix_is_named() {
    let a = DMatrix::from_row_slice(2, 2, &[ratio(1, 3), ratio(2, 3), ratio(1, 1), ratio(2, 1)]);
    let error = solve(&a, &DMatrix::identity(2, 2)).unwrap_err();
    assert_eq!(error, gnash::dense::DenseError::Singular { column: 1 });
}
