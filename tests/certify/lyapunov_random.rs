//! Certificates against the exact decision: Jordan blocks, random matrices up to order 8.

use crate::planted::{Disguise, Root, config, disguise, matrix, ratio};
use gnash::certify::lyapunov::{Refutation, certify, certify_rational, growth_seen};
use gnash::certify::{Answer, decide_rational, exactly, unit_disc_counts};
use gnash::scalar::Rational;
use nalgebra::DMatrix;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

/// One Jordan block of order n, not hidden or hidden by integer row operations.
fn jordan(n: usize, eigenvalue: &Rational, hidden: bool) -> DMatrix<Rational> {
    let mut block = DMatrix::from_diagonal_element(n, n, eigenvalue.clone());
    for i in 1..n {
        block[(i - 1, i)] = Rational::ONE;
    }
    if hidden {
        for i in 1..n {
            // E A E⁻¹ with E = I + eᵢ(eᵢ₋₁)ᵀ
            for k in 0..n {
                let change = block[(i - 1, k)].clone();
                block[(i, k)] += change;
            }
            for k in 0..n {
                let change = block[(k, i)].clone();
                block[(k, i - 1)] -= change;
            }
        }
    }
    block
}

// Broken by hand: > for ≥ where the determinant is compared with 1.
#[test]
fn jordan_blocks_of_order_three_to_six_are_told_apart() {
    let inside = [(0, 1), (1, 2), (-3, 4), (7, 8), (-15, 16)];
    let outside = [(17, 16), (-5, 4), (2, 1)];
    let mut left_open = 0;
    for (n, hidden) in (3..=6).flat_map(|n| [(n, false), (n, true)]) {
        for (a, b) in inside {
            let m = jordan(n, &ratio(a, b), hidden);
            let Answer::Proved(found) = certify_rational(&m).unwrap() else {
                // only hidden blocks whose powers grow ten-thousandfold are left to the exact test
                assert!(
                    hidden && growth_seen(&m, 200).1 >= ratio(100_000_000, 1),
                    "{m}"
                );
                assert!(decide_rational(&m).unwrap().is_proved());
                left_open += 1;
                continue;
            };
            assert_eq!(found.certificate.check(), Ok(()));
            assert!(found.certificate.factor >= ratio(a.abs(), b));
        }
        for (a, b) in outside {
            // |det| ≥ 1
            let answer = certify_rational(&jordan(n, &ratio(a, b), hidden)).unwrap();
            assert_eq!(answer, Answer::Refuted(Refutation::Determinant));
        }
        for edge in [Rational::ONE, Rational::NEG_ONE] {
            assert!(
                certify_rational(&jordan(n, &edge, hidden))
                    .unwrap()
                    .is_refuted()
            );
            // beside an eigenvalue that makes the determinant small
            let mut m = DMatrix::from_element(n + 1, n + 1, Rational::ZERO);
            m.view_mut((0, 0), (n, n))
                .copy_from(&jordan(n, &edge, hidden));
            m[(n, n)] = ratio(1, 1024);
            assert!(!certify_rational(&m).unwrap().is_proved());
        }
    }
    assert!(left_open <= 2, "of 40: {left_open}");
}

/// [`config`] for a runner outside the macro, which does not know where to save what fails.
fn saved(cases: u32) -> ProptestConfig {
    ProptestConfig {
        source_file: Some(file!()),
        ..config(cases)
    }
}

/// How often each answer was given where the exact radius is not 1.
#[derive(Default)]
struct Tally {
    proved: Cell<u32>,
    refuted: Cell<u32>,
    open: Cell<u32>,
    on_circle: Cell<u32>,
}

impl Tally {
    /// The answer agrees with the exact one; counts it.
    fn judge(&self, m: &DMatrix<Rational>) -> Result<(), TestCaseError> {
        let radius = unit_disc_counts(m).unwrap().radius();
        let one_more = |cell: &Cell<u32>| cell.set(cell.get() + 1);
        match certify_rational(m).unwrap() {
            Answer::Proved(found) => {
                prop_assert!(radius.is_lt());
                prop_assert_eq!(found.certificate.check(), Ok(()));
                one_more(&self.proved);
            }
            Answer::Refuted(found) => {
                prop_assert!(radius.is_ge());
                if let Refutation::Expansion(found) = found {
                    prop_assert!(found.check());
                }
                one_more(&self.refuted);
            }
            Answer::Undecided(_) if radius.is_eq() => one_more(&self.on_circle),
            Answer::Undecided(_) => one_more(&self.open),
        }
        Ok(())
    }
    fn counts(&self) -> [u32; 4] {
        [&self.proved, &self.refuted, &self.open, &self.on_circle].map(Cell::get)
    }
}

#[test]
fn random_matrices_up_to_order_eight_agree_with_the_exact_count() {
    let tally = Tally::default();
    let entries = prop::collection::vec(-16i32..=16, 64);
    let mut runner = TestRunner::new(saved(150));
    let outcome = runner.run(&(1usize..=8, entries, 3i32..7), |(n, entries, scale)| {
        let m = DMatrix::from_fn(n, n, |i, j| {
            f64::from(entries[8 * i + j]) * libm::scalbn(1.0, -scale)
        });
        prop_assert_eq!(
            certify(&m).unwrap().is_proved(),
            certify_rational(&exactly("M", &m).unwrap())
                .unwrap()
                .is_proved()
        );
        tally.judge(&exactly("M", &m).unwrap())
    });
    outcome.unwrap();
    let [proved, refuted, open, _] = tally.counts();
    assert!(proved >= 80 && refuted >= 40, "{proved} {refuted}");
    assert_eq!(open, 0, "off the circle nothing is left open");
}

#[test]
fn planted_spectra_near_the_circle_agree_with_the_exact_count() {
    let real = (-40i64..=40).prop_map(|a| Root::Real(ratio(a, 32)));
    let pair = (-26i64..=26, 1i64..=26).prop_map(|(a, b)| Root::Pair(ratio(a, 32), ratio(b, 32)));
    let roots = prop::collection::vec(prop_oneof![real, pair], 1..=4);
    let tally = Tally::default();
    let mut runner = TestRunner::new(saved(120));
    let outcome = runner.run(&(roots, disguise()), |(roots, disguise)| {
        let Disguise { above, operations } = disguise;
        let operations = operations.into_iter().take(6).collect();
        tally.judge(&matrix(&roots, &Disguise { above, operations }))
    });
    outcome.unwrap();
    let [proved, refuted, open, on_circle] = tally.counts();
    assert!(proved >= 60 && refuted >= 20, "{proved} {refuted}");
    assert!(on_circle <= 4, "of 120, on the circle: {on_circle}");
    assert_eq!(open, 0, "off the circle nothing is left open");
}
