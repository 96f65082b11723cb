//! Definiteness with its evidence, and the points it classifies.

use crate::planted::{config, integers, ratio};
use gnash::certify::{
    Definiteness, definiteness, form_definiteness, local_minimax, local_nash, schur_complement,
};
use gnash::game::{Game, Quadratic};
use gnash::scalar::Rational;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// Whether the evidence in `answer` shows what it says about A.
fn shows(a: &DMatrix<Rational>, answer: &Definiteness) -> bool {
    let zero = |w: &DVector<Rational>| w.iter().all(Rational::is_zero);
    match answer {
        Definiteness::Definite { pivots } => {
            // leading minors by the recursion of determinants, from nalgebra on exact entries
            let mut minor = Rational::ONE;
            pivots.iter().enumerate().all(|(k, pivot)| {
                minor = &minor * pivot;
                let block = a.view((0, 0), (k + 1, k + 1)).into_owned();
                *pivot > Rational::ZERO && determinant(&block) == minor
            })
        }
        Definiteness::Semidefinite { kernel, .. } => !zero(kernel) && zero(&(a * kernel)),
        Definiteness::Not { witness, value } => {
            *value < Rational::ZERO && witness.dot(&(a * witness)) == *value
        }
    }
}

/// Laplace along the first row.
fn determinant(a: &DMatrix<Rational>) -> Rational {
    let n = a.nrows();
    if n == 0 {
        return Rational::ONE;
    }
    (0..n).fold(Rational::ZERO, |sum, j| {
        let minor = a.clone().remove_row(0).remove_column(j);
        let term = &a[(0, j)] * determinant(&minor);
        if j % 2 == 0 { sum + term } else { sum - term }
    })
}

proptest! {
    #![proptest_config(config(120))]

    // Broken by hand: the first open index taken as pivot whatever its diagonal; the kernel's
    // sign; a diagonal 0 called negative.
    #[test]
    fn every_symmetric_matrix_is_classified_with_evidence(
        n in 0usize..5, entries in prop::collection::vec(-2i64..=2, 15),
    ) {
        let at = |i: usize, j: usize| ratio(entries[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)], 1);
        let a = DMatrix::from_fn(n, n, at);
        let answer = definiteness(&a).unwrap();
        prop_assert!(shows(&a, &answer), "{a} {answer:?}");
    }

    #[test]
    fn gram_matrices_are_semidefinite_with_the_rank_of_their_factor(
        rows in 0usize..5, n in 1usize..5, entries in prop::collection::vec(-3i64..=3, 25),
    ) {
        let b = DMatrix::from_fn(rows, n, |i, j| ratio(entries[5 * i + j], 2));
        let a = b.transpose() * &b;
        let answer = definiteness(&a).unwrap();
        prop_assert!(answer.is_semidefinite() && shows(&a, &answer));
        let float = b.map(|x| gnash::scalar::Scalar::to_f64(&x));
        let expected = if rows == 0 { 0 } else { float.rank(1e-9) };
        let rank = match &answer {
            Definiteness::Definite { pivots } => pivots.len(),
            Definiteness::Semidefinite { rank, .. } => *rank,
            Definiteness::Not { .. } => unreachable!("it is semidefinite"),
        };
        prop_assert_eq!(rank, expected);
        // less a hair it is not, if it was singular, and definite with one
        let hair = DMatrix::from_diagonal_element(n, n, ratio(1, 1_000_000_000_000_000));
        prop_assert!(definiteness(&(&a + &hair)).unwrap().is_definite());
        if rank < n {
            let answer = definiteness(&(&a - &hair)).unwrap();
            prop_assert!(!answer.is_semidefinite() && shows(&(&a - &hair), &answer));
        }
    }

    // Broken by hand: the sign of f_xy in the Schur complement; f_yy for −f_yy in `local_nash`.
    #[test]
    fn planar_points_are_classified_as_by_hand(
        (p, m, q) in (-4i64..=4, -4i64..=4, -4i64..=4),
    ) {
        // f = ½px² + mxy − ½qy²: f_yy = −q, S = p + m²/q
        let j = integers(2, &[-p, -m, m, -q]);
        let nash = local_nash(&j, 1).unwrap();
        prop_assert_eq!(nash.is_strict(), p > 0 && q > 0);
        prop_assert_eq!(nash.is_weak(), p >= 0 && q >= 0);
        let minimax = local_minimax(&j, 1).unwrap();
        prop_assert_eq!(minimax.is_strict(), q > 0 && p * q + m * m > 0);
        let schur = schur_complement(&j, 1).unwrap();
        let by_hand = (q != 0).then(|| integers(1, &[p]) + integers(1, &[m * m]) / Rational::from(q));
        prop_assert_eq!(schur, by_hand);
        prop_assert!(!nash.is_strict() || minimax.is_strict());
    }
}

#[test]
fn pivots_that_must_be_exchanged_are() {
    let a = integers(3, &[0, 0, 0, 0, 1, 1, 0, 1, 1]);
    let answer = definiteness(&a).unwrap();
    assert!(matches!(answer, Definiteness::Semidefinite { rank: 1, .. }));
    assert!(shows(&a, &answer));
    let hollow = integers(3, &[1, 0, 0, 0, 0, -3, 0, -3, 0]);
    let answer = definiteness(&hollow).unwrap();
    assert!(matches!(answer, Definiteness::Not { .. }) && shows(&hollow, &answer));
}

#[test]
fn a_form_is_that_of_the_symmetric_part() {
    let turned = integers(2, &[1, 5, -5, 1]);
    assert!(form_definiteness(&turned).unwrap().is_definite());
    assert!(
        !form_definiteness(&integers(2, &[1, 5, 0, 1]))
            .unwrap()
            .is_semidefinite()
    );
}

#[test]
fn the_toys_of_hfr_are_what_hfr_says() {
    let zero = DVector::from_element(2, Rational::ZERO);
    let j1 = Quadratic::<Rational>::g1().jacobian(&zero);
    let j2 = Quadratic::<Rational>::g2().jacobian(&zero);
    assert!(local_minimax(&j1, 1).unwrap().is_strict() && !local_nash(&j1, 1).unwrap().is_weak());
    assert!(!local_minimax(&j2, 1).unwrap().is_strict());
}

#[test]
fn a_player_without_variables_changes_nothing() {
    let j = integers(1, &[-2]);
    assert!(local_nash(&j, 1).unwrap().is_strict() && local_minimax(&j, 1).unwrap().is_strict());
    assert!(local_nash(&j, 0).unwrap().is_strict() && local_minimax(&j, 0).unwrap().is_strict());
    let empty = DMatrix::from_element(0, 0, Rational::ZERO);
    assert!(local_minimax(&empty, 0).unwrap().is_strict());
}
