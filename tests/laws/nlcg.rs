//! Conjugate gradients: the β rules, the steps, and what an exact line search makes of them.

use crate::small_games::Cubic;
use crate::strategies::{config, fraction, positive, quadratic, ratio, vector};
use gnash::dense::nlcg::{self, State};
use gnash::dense::{Conjugacies, DenseError, conjugacy, gda};
use gnash::game::{Game, Quadratic};
use gnash::scalar::{Dual, Rational};
use gnash::spec::{Conjugacy, Gda, Nlcg, Steps};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

const RULES: [Conjugacy; 7] = [
    Conjugacy::Fr,
    Conjugacy::Prp,
    Conjugacy::Hs,
    Conjugacy::Dy,
    Conjugacy::Hz,
    Conjugacy::FrPrp,
    Conjugacy::HsDy,
];

fn integers(entries: &[i64]) -> DVector<Rational> {
    DVector::from_iterator(entries.len(), entries.iter().map(|&a| ratio(a, 1)))
}

fn betas(c: Conjugacies<Rational>) -> [Rational; 7] {
    [c.fr, c.prp, c.hs, c.dy, c.hz, c.fr_prp, c.hs_dy]
}

fn all(g: &[i64], g_prev: &[i64], d_prev: &[i64], mu: (i64, i64)) -> [Rational; 7] {
    let mu = ratio(mu.0, mu.1);
    betas(conjugacy(&integers(g), &integers(g_prev), &integers(d_prev), &mu).unwrap())
}

fn fractions(values: [(i64, i64); 7]) -> [Rational; 7] {
    values.map(|(a, b)| ratio(a, b))
}

// Broken by hand: d·g for d·y; the sign of y; hz cut at 0; max for min; the outer max left out;
// ‖g₋‖² under dy.
#[test]
fn every_rule_by_hand() {
    // y = (−1, 2): ‖g‖² = 5, ‖g₋‖² = 4, g·y = 3, d·y = 3, ‖y‖² = 5, d·g = 1
    let expected = fractions([(5, 4), (3, 4), (1, 1), (5, 3), (-1, 9), (3, 4), (1, 1)]);
    assert_eq!(all(&[1, 2], &[2, 0], &[-1, 1], (2, 1)), expected);
    let hz = &all(&[1, 2], &[2, 0], &[-1, 1], (1, 2))[4];
    assert_eq!(*hz, ratio(13, 18));
    // y = −1: prp and hs are negative and the hybrids stop at 0
    let expected = fractions([(1, 4), (-1, 4), (-1, 1), (1, 1), (1, 1), (0, 1), (0, 1)]);
    assert_eq!(all(&[1], &[2], &[-1], (2, 1)), expected);
    // y = 2: fr and dy are the smaller ones; hz = (2 − 2·4·½)/2
    let expected = fractions([(1, 1), (2, 1), (1, 1), (1, 2), (-1, 1), (1, 1), (1, 2)]);
    assert_eq!(all(&[1], &[-1], &[1], (2, 1)), expected);
}

#[test]
fn a_zero_denominator_gives_zero() {
    // g₋ = 0, d·y = 1
    let expected = fractions([(0, 1), (0, 1), (1, 1), (1, 1), (-1, 1), (0, 1), (1, 1)]);
    assert_eq!(all(&[1], &[0], &[1], (2, 1)), expected);
    // d ⊥ y, neither of them zero
    let expected = fractions([(1, 1), (1, 1), (0, 1), (0, 1), (0, 1), (1, 1), (0, 1)]);
    assert_eq!(all(&[0, 1], &[1, 0], &[1, 1], (2, 1)), expected);
    assert_eq!(all(&[], &[], &[], (2, 1)), fractions([(0, 1); 7]));
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn the_rules_are_related_as_they_should_be(
        (g, g_prev, d_prev) in (0usize..4).prop_flat_map(|n| (vector(n), vector(n), vector(n))),
        mu in fraction(),
    ) {
        let y = &g - &g_prev;
        let (slope, square) = (d_prev.dot(&y), g_prev.dot(&g_prev));
        let c = conjugacy(&g, &g_prev, &d_prev, &mu).unwrap();
        // fr − prp = g·g₋/‖g₋‖², dy − hs = g·g₋/d·y, prp‖g₋‖² = hs d·y
        if square != Rational::ZERO {
            prop_assert_eq!((&c.fr - &c.prp) * &square, g.dot(&g_prev));
        }
        if slope != Rational::ZERO {
            prop_assert_eq!((&c.dy - &c.hs) * &slope, g.dot(&g_prev));
            // hz = hs − μ‖y‖² d·g/(d·y)²
            let correction = &mu * y.dot(&y) * d_prev.dot(&g);
            prop_assert_eq!((&c.hs - &c.hz) * &slope * &slope, correction);
        }
        if square != Rational::ZERO && slope != Rational::ZERO {
            prop_assert_eq!(&c.prp * square, &c.hs * slope);
        }
        let zero = Rational::ZERO;
        prop_assert_eq!(&c.fr_prp, (&c.fr).min(&c.prp).max(&zero));
        prop_assert_eq!(&c.hs_dy, (&c.hs).min(&c.dy).max(&zero));
    }

    #[test]
    fn the_first_step_is_descent_ascent_under_every_rule(
        (game, p) in quadratic(), x in positive(), y in positive(),
    ) {
        let steps = Steps { x, y };
        let descent = gda::step(&game, &Gda { steps: steps.clone() }, &p).unwrap();
        for conjugacy in RULES {
            let params = Nlcg { steps: steps.clone(), conjugacy, mu: ratio(2, 1) };
            let next = nlcg::step(&game, &params, &mut State::default(), &p).unwrap();
            prop_assert_eq!(&next, &descent);
        }
    }

    // Broken by hand: 2g₋ for g₋; +g; g kept for d.
    #[test]
    fn later_steps_are_those_of_the_formula_for_each_player_alone(
        (game, p0) in quadratic(), x in positive(), y in positive(),
    ) {
        let steps = Steps { x, y };
        let (nx, n) = (game.nx(), p0.len());
        for (which, conjugacy) in RULES.into_iter().enumerate() {
            let params = Nlcg { steps: steps.clone(), conjugacy, mu: ratio(2, 1) };
            let mut state = State::default();
            let mut p = p0.clone();
            let mut g_prev = -game.field(&p);
            let mut d = -&g_prev;
            for k in 0..3 {
                let g = -game.field(&p);
                let mut expected = p.clone();
                for (from, size, h) in [(0, nx, &steps.x), (nx, n - nx, &steps.y)] {
                    let rows = |a: &DVector<Rational>| a.rows(from, size).into_owned();
                    if k > 0 {
                        let (g, g_prev, d_prev) = (rows(&g), rows(&g_prev), rows(&d));
                        let c = gnash::dense::conjugacy(&g, &g_prev, &d_prev, &params.mu).unwrap();
                        let beta = betas(c)[which].clone();
                        d.rows_mut(from, size).copy_from(&(-g + d_prev * beta));
                    }
                    let moved = rows(&p) + rows(&d) * h.clone();
                    expected.rows_mut(from, size).copy_from(&moved);
                }
                p = nlcg::step(&game, &params, &mut state, &p).unwrap();
                prop_assert_eq!(&p, &expected);
                g_prev = g;
            }
        }
    }

    // On a strictly convex quadratic with exact line search g ⊥ g₋ and g ⊥ d₋, so all seven rules
    // give one β, the iterates are those of linear CG, and n steps reach the minimiser.
    #[test]
    fn with_exact_line_search_all_rules_are_one_and_finish_in_n_steps(
        (n, entries) in (1usize..=3).prop_flat_map(|n| (Just(n), prop::collection::vec(fraction(), n * n))),
        b in vector(3), start in vector(3), mu in fraction(), maximiser in any::<bool>(),
    ) {
        let a = DMatrix::from_vec(n, n, entries);
        let convex = a.transpose() * &a + DMatrix::identity(n, n);
        let (b, start) = (b.rows(0, n).into_owned(), start.rows(0, n).into_owned());
        let game = only_player(&convex, &b, maximiser);
        for conjugacy in RULES {
            let (mut p, mut state) = (start.clone(), State::default());
            for _ in 0..n {
                let before = state.previous.clone();
                let Some(h) = exact_step(&game, &convex, conjugacy, &mu, &state, &p) else { break };
                let params = Nlcg { steps: Steps::same(h), conjugacy, mu: mu.clone() };
                p = nlcg::step(&game, &params, &mut state, &p).unwrap();
                if let (Some(before), Some(now)) = (before, &state.previous) {
                    let c = gnash::dense::conjugacy(&now.gradient, &before.gradient, &before.direction, &mu);
                    let [fr, others @ ..] = betas(c.unwrap());
                    prop_assert!(others.iter().all(|beta| *beta == fr), "{fr} {others:?}");
                }
            }
            prop_assert!(game.field(&p).iter().all(|v| *v == Rational::ZERO));
        }
    }
}

/// min ½xᵀPx + bᵀx, or the same as max −½yᵀPy − bᵀy.
fn only_player(
    convex: &DMatrix<Rational>,
    b: &DVector<Rational>,
    maximiser: bool,
) -> Quadratic<Rational> {
    let n = b.len();
    let none = DMatrix::from_element(0, 0, Rational::ZERO);
    let m = |rows, columns| DMatrix::from_element(rows, columns, Rational::ZERO);
    let empty = DVector::from_element(0, Rational::ZERO);
    if maximiser {
        Quadratic::new(none, m(0, n), convex.clone(), empty, -b).unwrap()
    } else {
        Quadratic::new(convex.clone(), m(n, 0), none, b.clone(), empty).unwrap()
    }
}

/// h = −g·d/dᵀPd for the direction of the next step; `None` where it is zero.
fn exact_step(
    game: &Quadratic<Rational>,
    convex: &DMatrix<Rational>,
    conjugacy: Conjugacy,
    mu: &Rational,
    state: &State<Rational>,
    p: &DVector<Rational>,
) -> Option<Rational> {
    let unit = Nlcg {
        steps: Steps::same(Rational::ONE),
        conjugacy,
        mu: mu.clone(),
    };
    let d = nlcg::step(game, &unit, &mut state.clone(), p).unwrap() - p;
    let curvature = d.dot(&(convex * &d));
    (curvature != Rational::ZERO).then(|| game.field(p).dot(&d) / curvature)
}

#[test]
fn bad_input_is_refused_and_the_state_kept() {
    let vector = |entries: &[f64]| DVector::from_column_slice(entries);
    let error =
        conjugacy(&vector(&[1.0]), &vector(&[1.0, 2.0]), &vector(&[1.0]), &2.0).unwrap_err();
    assert_eq!(error.to_string(), "the length of g_prev must be 1, found 2");
    let nan = conjugacy(&vector(&[1.0]), &vector(&[1.0]), &vector(&[f64::NAN]), &2.0).unwrap_err();
    let sentence = "d_prev must be finite, but entry 0 (counted from 0) is NaN";
    assert_eq!(nan.to_string(), sentence);
    let one = vector(&[1.0]);
    let huge = conjugacy(&vector(&[1e200]), &one, &one, &2.0).unwrap_err();
    assert!(
        matches!(huge, DenseError::NotRepresentable { what: "β", .. }),
        "{huge}"
    );
    let params = Nlcg {
        steps: Steps::same(0.5),
        conjugacy: Conjugacy::Fr,
        mu: 2.0,
    };
    let mut state = State::default();
    let p = nlcg::step(&Cubic, &params, &mut state, &vector(&[1.0, 1.0])).unwrap();
    let before = state.clone();
    let far = vector(&[1e100, 1e100]);
    nlcg::step(&Cubic, &params, &mut state, &far).unwrap_err();
    assert_eq!(state, before);
    state.previous.as_mut().unwrap().direction = vector(&[1.0]);
    let error = nlcg::step(&Cubic, &params, &mut state, &p).unwrap_err();
    let sentence = "the length of the previous direction must be 2, found 1";
    assert_eq!(error.to_string(), sentence);
}

// A dual number that is zero in value only sits where β jumps: there is no derivative to give.
#[test]
fn derivatives_at_a_jump_of_beta_are_refused() {
    let dual = |value: i64, tangent: i64| {
        DVector::from_element(1, Dual::new(ratio(value, 1), ratio(tangent, 1)))
    };
    let mu = Dual::constant_of(ratio(2, 1));
    let fr = |g_prev| conjugacy(&dual(1, 0), &g_prev, &dual(1, 0), &mu).map(|c| c.fr);
    let jump = DenseError::NotDifferentiable {
        what: "the denominator ‖g₋‖²",
    };
    assert_eq!(fr(dual(0, 1)), Err(jump));
    assert_eq!(fr(dual(0, 0)), Ok(Dual::constant_of(Rational::ZERO)));
    // (1/(2 + ε)²)' = −2/8
    assert_eq!(fr(dual(2, 1)), Ok(Dual::new(ratio(1, 4), ratio(-1, 4))));
}
