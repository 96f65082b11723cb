//! The certified basin of the Gauss-Newton map: every sampled point does what its side says.

use crate::planted::{config, integers, ratio};
use gnash::certify::{Answer, Basin, NoBasin, basin, definiteness};
use gnash::dense::gn;
use gnash::game::{Game, Quadratic};
use gnash::scalar::{Rational, Scalar};
use gnash::spec::{Form, Gn};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// GᵀG + I/2 for an integer G: positive definite, smallest eigenvalue at least ½.
fn definite(n: usize, entries: &[i64]) -> DMatrix<Rational> {
    let g = DMatrix::from_fn(n, n, |i, j| ratio(entries[3 * i + j], 1));
    g.transpose() * g + DMatrix::from_diagonal_element(n, n, ratio(1, 2))
}

/// A strongly monotone game with equilibrium anywhere, λ, and how much of the longest step.
fn games() -> impl Strategy<Value = (Quadratic<Rational>, Rational, Rational)> {
    let entries = || prop::collection::vec(-2i64..=2, 9);
    let sizes = (0usize..3, 1usize..3);
    let settings = (1i64..16, 1i64..8);
    (sizes, entries(), entries(), entries(), entries(), settings).prop_map(
        |((nx, ny), p, q, m, b, (damping, share))| {
            let m = DMatrix::from_fn(nx, ny, |i, j| ratio(m[3 * i + j], 1));
            let linear = |n: usize, skip: usize| DVector::from_fn(n, |i, _| ratio(b[i + skip], 3));
            let (p, q) = (definite(nx, &p), definite(ny, &q));
            let game = Quadratic::new(p, m, q, linear(nx, 0), linear(ny, 4)).unwrap();
            (game, ratio(damping, 16), ratio(share, 8))
        },
    )
}

/// The basin with a step of this share of the longest that the certified μ and L allow.
fn certified(game: &Quadratic<Rational>, damping: &Rational, share: &Rational) -> Basin {
    let tiny = ratio(1, 1 << 40) / Rational::from(1 << 20);
    let Answer::Proved(first) = basin(game, &tiny, damping).unwrap() else {
        panic!("strongly monotone, and the step is tiny");
    };
    let (mu, l) = (&first.monotonicity, &first.lipschitz);
    // h(1/λ − 1) = share · 2μ/L²
    let longest = Rational::from(2) * mu / (l * l) / (Rational::ONE / damping - Rational::ONE);
    match basin(game, &(longest * share), damping).unwrap() {
        Answer::Proved(basin) => basin,
        other => panic!("{other:?}"),
    }
}

fn square(e: &DVector<Rational>) -> Rational {
    e.dot(e)
}

/// e = d·t with ‖e‖ at most (`below`) or at least the radius, within a relative 10⁻⁹.
fn at_distance(d: &DVector<Rational>, radius: &Rational, below: bool) -> DVector<Rational> {
    let nudge = if below { 1.0 - 1e-9 } else { 1.0 + 1e-9 };
    let t = Scalar::to_f64(radius) / libm::sqrt(Scalar::to_f64(&square(d))) * nudge;
    let e = d * Rational::try_from(t).unwrap();
    assert_eq!(square(&e) <= radius * radius, below);
    e
}

/// One exact step, as the distance vector from the equilibrium.
fn stepped(game: &Quadratic<Rational>, basin: &Basin, e: &DVector<Rational>) -> DVector<Rational> {
    let params = Gn {
        step: basin.step.clone(),
        damping: basin.damping.clone(),
        form: Form::InverseMinusIdentity,
    };
    gn::step(game, &params, &(&basin.equilibrium + e)).unwrap() - &basin.equilibrium
}

proptest! {
    #![proptest_config(config(60))]

    // Broken by hand: √(1−λ)/μ for the inner radius; L for μ in `grows_by`; q(t₁) alone for the
    // rate. The step condition left out fails in `missing_hypotheses_are_named`.
    #[test]
    fn points_inside_come_nearer_and_points_outside_go_farther(
        (game, damping, share) in games(), d in prop::collection::vec(-5i64..=5, 4), part in 1i64..=20,
    ) {
        let basin = certified(&game, &damping, &share);
        let n = game.dim();
        prop_assert!(game.field(&basin.equilibrium).iter().all(Rational::is_zero));
        let d = DVector::from_fn(n, |i, _| ratio(d[i], 1));
        prop_assume!(!square(&d).is_zero());
        let radius = &basin.inner * ratio(part, 21);
        let mut e = at_distance(&d, &radius, true);
        let factor = basin.shrinks_by(&radius).expect("inside");
        prop_assert!(factor < Rational::ONE);
        for _ in 0..2 {
            let next = stepped(&game, &basin, &e);
            prop_assert!(square(&next) <= square(&e) * &factor);
            e = next;
        }
        let edge = at_distance(&d, &basin.inner, true);
        prop_assert!(square(&stepped(&game, &basin, &edge)) < square(&edge));
        let radius = &basin.outer * ratio(21 + part, 21);
        let mut e = at_distance(&d, &radius, false);
        let factor = basin.grows_by(&radius).expect("outside");
        prop_assert!(factor > Rational::ONE);
        for _ in 0..2 {
            let next = stepped(&game, &basin, &e);
            prop_assert!(square(&next) >= square(&e) * &factor);
            e = next;
        }
        let edge = at_distance(&d, &basin.outer, false);
        prop_assert!(square(&stepped(&game, &basin, &edge)) > square(&edge));
    }

    // Broken by hand: L for L²; √(1−λ)/μ for the inner radius.
    #[test]
    fn the_constants_are_bounds_and_close((game, damping, share) in games()) {
        let basin = certified(&game, &damping, &share);
        let n = game.dim();
        let j = game.jacobian(&basin.equilibrium);
        let identity = |a: Rational| DMatrix::from_diagonal_element(n, n, a);
        let curvature = -(&j + j.transpose()) * ratio(1, 2);
        let gram = j.transpose() * &j;
        let (mu, l) = (&basin.monotonicity, &basin.lipschitz);
        prop_assert!(definiteness(&(&curvature - identity(mu.clone()))).unwrap().is_semidefinite());
        prop_assert!(definiteness(&(identity(l * l) - &gram)).unwrap().is_semidefinite());
        let more = Rational::ONE + ratio(1, 1 << 30);
        prop_assert!(!definiteness(&(&curvature - identity(mu * &more))).unwrap().is_semidefinite());
        let less = l / &more;
        prop_assert!(!definiteness(&(identity(&less * &less) - &gram)).unwrap().is_semidefinite());
        let free = Rational::ONE - &basin.damping;
        prop_assert!(&basin.inner * &basin.inner * l * l <= free);
        prop_assert!(&basin.outer * &basin.outer * mu * mu >= free);
    }
}

#[test]
fn the_radii_meet_at_the_spurious_sphere_of_an_isotropic_game() {
    let two = || integers(2, &[2, 0, 0, 2]);
    let zero = || DVector::from_element(2, Rational::ZERO);
    let game = Quadratic::new(two(), integers(2, &[0, 0, 0, 0]), two(), zero(), zero()).unwrap();
    let basin = certified(&game, &ratio(3, 4), &ratio(1, 2));
    assert_eq!((&basin.inner, &basin.outer), (&ratio(1, 4), &ratio(1, 4)));
    // on the sphere itself every point is fixed: (3/5, 4/5)/4
    let e = DVector::from_vec(vec![ratio(3, 20), ratio(0, 1), ratio(4, 20), ratio(0, 1)]);
    assert_eq!(stepped(&game, &basin, &e), e);
    assert_eq!(basin.shrinks_by(&ratio(1, 4)), None);
    assert_eq!(basin.grows_by(&ratio(1, 4)), None);
}

#[test]
fn missing_hypotheses_are_named() {
    let zero = || DVector::from_element(1, Rational::ZERO);
    let one = |a: i64| integers(1, &[a]);
    let bilinear = Quadratic::bilinear(one(1), zero(), zero()).unwrap();
    let answer = basin(&bilinear, &ratio(1, 9), &ratio(1, 2)).unwrap();
    let Answer::Refuted(NoBasin::NotMonotone(w)) = answer else {
        panic!("{answer:?}");
    };
    let j = bilinear.jacobian(&DVector::from_element(2, Rational::ZERO));
    assert!(w.dot(&(j * &w)) >= Rational::ZERO && !square(&w).is_zero());
    let game = Quadratic::new(one(1), one(3), one(2), zero(), zero()).unwrap();
    let answer = basin(&game, &ratio(1, 9), &ratio(1, 1)).unwrap();
    assert_eq!(answer, Answer::Refuted(NoBasin::Damping(ratio(1, 1))));
    assert!(
        basin(&game, &ratio(9, 1), &ratio(1, 2))
            .unwrap()
            .is_undecided()
    );
    let error = basin(&game, &ratio(0, 1), &ratio(1, 2)).unwrap_err();
    assert_eq!(error.to_string(), "h must be positive, found 0");
    let error = basin(&game, &ratio(1, 1), &ratio(-1, 2)).unwrap_err();
    assert_eq!(error.to_string(), "lam must be positive, found -1/2");
}
