//! Strict Nash games whose methods converge only after the Euclidean norm has grown seventyfold.

use crate::planted::ratio;
use gnash::certify::lyapunov::{certify_rational, growth_seen};
use gnash::certify::{Answer, Contracts, decide_rational, form_definiteness, local_nash};
use gnash::dense::{linearise, step_algebraic};
use gnash::game::{Game, Quadratic};
use gnash::scalar::{Dual, Rational};
use gnash::spec::{Algebraic, Gda, Steps, Ttur};
use nalgebra::{DMatrix, DVector};

type Matrix = DMatrix<Rational>;

/// Descent-ascent with h = 1 on this game is a Jordan block of order 2k in disguise.
///
/// With N the shift of order 2k and F the flip, FNF = Nᵀ. In the basis (eᵢ ± Feᵢ)/√2, i ≤ k, the
/// block λI + cN is [[λI + cS, cK], [−cKᵀ, λI + cD]] with S, D = S − eₖeₖᵀ symmetric and of norm
/// less than 1: it equals I + J for P = (1 − λ)I − cS, Q = (1 − λ)I − cD, M = −cK, which are
/// definite as long as c ≤ 1 − λ. Here λ = −½ and c = 3/2.
fn jordan_game(k: usize) -> Quadratic<Rational> {
    let neighbours = |i: usize, j: usize| i64::from(i.abs_diff(j) == 1);
    let corner = |i: usize, j: usize| i64::from(i == j && i == k - 1);
    let own = |sign: i64| {
        // (3/2)(I − S): S is half of the neighbours and of ± the corner
        let entry = |i, j| 6 * i64::from(i == j) - 3 * (neighbours(i, j) + sign * corner(i, j));
        Matrix::from_fn(k, k, |i, j| ratio(entry(i, j), 4))
    };
    let shift = |i: usize, j: usize| i64::from(j == i + 1) - i64::from(i == j + 1);
    let m = Matrix::from_fn(k, k, |i, j| ratio(-3 * (shift(i, j) - corner(i, j)), 4));
    let zero = || DVector::from_element(k, Rational::ZERO);
    Quadratic::new(own(1), m, own(-1), zero(), zero()).expect("P and Q are symmetric")
}

/// ½ p x² + m x y − ½ q y².
fn planar(p: Rational, m: Rational, q: Rational) -> Quadratic<Rational> {
    let entry = |a| Matrix::from_element(1, 1, a);
    let zero = || DVector::from_element(1, Rational::ZERO);
    Quadratic::new(entry(p), entry(m), entry(q), zero(), zero()).expect("numbers")
}

/// The largest |pₜ|² on the way from `start` by `steps` steps of the method itself, and the last.
fn squares(
    method: &Algebraic<Rational>,
    game: &Quadratic<Rational>,
    start: usize,
    steps: usize,
) -> (Rational, Rational) {
    let n = game.nx() + game.ny();
    let mut p = DVector::from_fn(n, |i, _| Rational::from(u8::from(i == start)));
    let mut state = gnash::dense::State::of_algebraic(method, n);
    let (mut largest, mut last) = (Rational::ONE, Rational::ONE);
    for _ in 0..steps {
        p = step_algebraic(method, game, &mut state, &p).expect("the step exists");
        last = p.dot(&p);
        largest = largest.max(last.clone());
    }
    (largest, last)
}

/// The game is strictly Nash and strongly monotone, the trajectory from some unit vector grows
/// seventyfold and falls below 1 again, and the certificate of the step admits what was seen.
fn grows_and_is_certified(
    game: &Quadratic<Rational>,
    method: &Algebraic<Rational>,
    steps: usize,
) -> Matrix {
    let n = game.nx() + game.ny();
    let origin = DVector::from_element(n, Rational::ZERO);
    let jacobian = game.jacobian(&origin);
    assert!(local_nash(&jacobian, game.nx()).unwrap().is_strict());
    assert!(form_definiteness(&-&jacobian).unwrap().is_definite());

    let tours = (0..n).map(|start| squares(method, game, start, steps));
    let (largest, last) = tours.max().expect("n > 0");
    assert!(largest >= ratio(70 * 70, 1), "{largest}");
    assert!(last < Rational::ONE, "{last}");

    let lifted = game.map(|a| Dual::constant_of(a.clone()));
    let map = linearise::first_step_algebraic(method, &lifted, &origin).unwrap();
    // the powers of the linearisation see the same growth
    assert_eq!(growth_seen(&map, steps).1, largest);
    let Answer::Proved(found) = certify_rational(&map).unwrap() else {
        panic!("the method converges");
    };
    assert_eq!(found.certificate.m, map);
    assert_eq!(found.certificate.check(), Ok(()));
    let transient = found.transient.expect("P is no worse than 10¹²");
    assert!(&transient.growth * &transient.growth >= largest);
    map
}

// Broken by hand: the growth bound divided by 64.
#[test]
fn descent_ascent_with_one_step_size_grows_seventyfold_before_it_converges() {
    let game = jordan_game(4);
    let steps = Steps {
        x: Rational::ONE,
        y: Rational::ONE,
    };
    let map = grows_and_is_certified(&game, &Gda { steps }.into(), 60);
    // one Jordan block of order 8: (T + ½)⁷ ≠ 0 = (T + ½)⁸
    let shifted = &map + Matrix::from_diagonal_element(8, 8, ratio(1, 2));
    let seventh = (0..6).fold(shifted.clone(), |power, _| power * &shifted);
    let zero = Matrix::from_element(8, 8, Rational::ZERO);
    assert_ne!(seventh, zero);
    assert_eq!(seventh * shifted, zero);
    let small = decide_rational(&map).unwrap();
    assert!(matches!(small, Answer::Proved(Contracts::SchurCohn(_))));
}

#[test]
fn descent_ascent_on_two_time_scales_grows_seventyfold_before_it_converges() {
    let game = planar(ratio(1, 4), ratio(4, 1), ratio(1, 64));
    let steps = Steps {
        x: ratio(1, 4096),
        y: ratio(4, 1),
    };
    let map = grows_and_is_certified(&game, &Ttur { steps }.into(), 400);
    assert!(decide_rational(&map).unwrap().is_proved());
}
