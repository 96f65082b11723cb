//! The characteristic polynomial and what is done with polynomials.

use crate::planted::{Root, near_circle};
use crate::planted::{config, disguise, integers, matrix, near_axis, order, polynomial, ratio};
use gnash::certify::{Polynomial, characteristic_polynomial};
use gnash::game::{G3, Game, Quadratic};
use gnash::scalar::{Dual, Rational};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config(60))]

    // Broken by hand: the trace divided by k + 1; the shift by c left out; d⁻ᵏ for d⁻ⁿ⁺ᵏ.
    #[test]
    fn planted_roots_make_the_polynomial(
        roots in prop::collection::vec(near_circle(), 0..5), disguise in disguise(),
    ) {
        let a = matrix(&roots, &disguise);
        let p = characteristic_polynomial(&a).unwrap();
        let expected = polynomial(&roots);
        prop_assert_eq!(p.coefficients(), expected.as_slice());
        // Cayley–Hamilton
        let n = order(&roots);
        let identity = DMatrix::from_diagonal_element(n, n, Rational::ONE);
        let zero = DMatrix::from_element(n, n, Rational::ZERO);
        let terms = p.coefficients().iter().rev();
        let value = terms.fold(zero.clone(), |sum, c| sum * &a + &identity * c.clone());
        prop_assert_eq!(value, zero);
    }

    // Broken by hand: `power` not raised in Yun's loop; y' for w' in it (which then never ends).
    #[test]
    fn square_free_factors_multiply_to_the_polynomial(
        roots in prop::collection::vec((near_axis(), 1usize..4), 0..4),
    ) {
        let repeated: Vec<Root> = roots.iter()
            .flat_map(|(root, times)| std::iter::repeat_n(root.clone(), *times))
            .collect();
        let p = Polynomial::new(polynomial(&repeated));
        let factors = p.square_free_factors();
        for x in [ratio(2, 3), ratio(-7, 5), ratio(11, 1)] {
            let product = factors.iter().fold(Rational::ONE, |value, (factor, power)| {
                (0..*power).fold(value, |value, _| value * factor.evaluate(&x))
            });
            prop_assert_eq!(product, p.evaluate(&x));
        }
        for (i, (a, _)) in factors.iter().enumerate() {
            prop_assert_eq!(a.gcd(&a.derivative()).degree(), Some(0));
            for (b, _) in &factors[..i] {
                prop_assert_eq!(a.gcd(b).degree(), Some(0));
            }
        }
    }

    // Broken by hand: zeros of the chain counted as changes. With the remainder's sign kept these
    // pass, but the counts of `counts` fail.
    #[test]
    fn sturm_counts_the_planted_real_roots(
        reals in prop::collection::vec(-6i64..=6, 0..5), pairs in prop::collection::vec((-2i64..=2, 1i64..3), 0..3),
        low in -7i64..=7, width in 0i64..8,
    ) {
        let real = reals.iter().map(|&a| Root::Real(ratio(a, 2)));
        let pair = pairs.iter().map(|&(a, b)| Root::Pair(ratio(a, 2), ratio(b, 1)));
        let p = Polynomial::new(polynomial(&real.chain(pair).collect::<Vec<_>>()));
        let mut different = reals.clone();
        different.sort_unstable();
        different.dedup();
        prop_assert_eq!(p.real_roots(), different.len());
        let inside = different.iter().filter(|&&a| low < a && a <= low + width).count();
        prop_assert_eq!(p.real_roots_between(&ratio(low, 2), &ratio(low + width, 2)), inside);
    }

    #[test]
    fn shifting_and_reversing_move_the_roots(
        roots in prop::collection::vec(near_axis(), 0..4), a in -9i64..9, x in 1i64..9,
    ) {
        let p = Polynomial::new(polynomial(&roots));
        let (a, x) = (ratio(a, 4), ratio(x, 3));
        prop_assert_eq!(p.shifted(&a).evaluate(&x), p.evaluate(&(&x - &a)));
        let power = (0..p.degree().unwrap()).fold(Rational::ONE, |power, _| power * &x);
        prop_assert_eq!(p.reversed().evaluate(&x), power * p.evaluate(&(Rational::ONE / &x)));
    }
}

/// J of g3 at its equilibrium, from the dual numbers of the game itself: exact there, because
/// the exponential is 1 with slope 0 and everything else is a small integer.
fn g3_at_zero() -> DMatrix<Rational> {
    let game = G3;
    let column = |j: usize| {
        let seed = |i: usize| Dual::new(0.0, if i == j { 1.0 } else { 0.0 });
        game.field(&DVector::from_fn(2, |i, _| seed(i)))
    };
    let columns = [column(0), column(1)];
    DMatrix::from_fn(2, 2, |i, j| {
        Rational::try_from(columns[j][i].tangent).expect("finite")
    })
}

#[test]
fn the_toys_of_hfr_have_double_defective_eigenvalues_at_their_equilibria() {
    let zero = DVector::from_element(2, Rational::ZERO);
    let j1 = Quadratic::<Rational>::g1().jacobian(&zero);
    let j2 = Quadratic::<Rational>::g2().jacobian(&zero);
    for (j, eigenvalue) in [(j1, 2), (j2, -2), (g3_at_zero(), 4)] {
        let p = characteristic_polynomial(&j).unwrap();
        let double = Polynomial::new(polynomial(&vec![Root::Real(ratio(eigenvalue, 1)); 2]));
        assert_eq!(p, double, "(z − {eigenvalue})²");
        // only one eigenvector: J is not the multiple of I that it would have to be
        assert!(!j[(0, 1)].is_zero());
        // GDA at any rational step contracts only on g2, and there for h < 1 only
        for (h, contracts) in [(ratio(1, 100), eigenvalue < 0), (ratio(1, 1), false)] {
            let step = integers(2, &[1, 0, 0, 1]) + &j * h;
            let decision = gnash::certify::schur_stable(&step).unwrap();
            assert_eq!(decision.is_stable(), contracts);
        }
    }
}

#[test]
fn the_largest_order_with_floats_of_full_length_is_decided() {
    // 144 entries of 53 bits and 3 exponents: no common structure to profit from
    let a = DMatrix::from_fn(12, 12, |i, j| {
        libm::sin((13 * i + 29 * j + 1) as f64) * libm::ldexp(0.25, -((i + j) as i32 % 3))
    });
    let exact = gnash::certify::exactly("A", &a).unwrap();
    let decision = gnash::certify::schur_stable(&exact).unwrap();
    let radius = gnash::dense::spectral_radius(&a).unwrap();
    assert!((radius - 1.0).abs() > 1e-3);
    assert_eq!(decision.is_stable(), radius < 1.0);
    assert_eq!(decision.rebuilt().is_some(), radius < 1.0);
}
