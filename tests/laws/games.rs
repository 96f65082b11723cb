//! Every closed-form game: v is the gradient of the objectives, J the derivative of v.
//!
//! Broken by hand: a sign in the Jacobian of the quadratic game, 0.15 for 0.05·3 x² misread as
//! 0.1 in g3, the mirrored argument of the non-saturating loss, the weight of tik_x.

use crate::strategies::{config, fraction, positive, quadratic, ratio};
use crate::tolerance::{FINITE_DIFFERENCE, GAME_DERIVATIVE, U64};
use gnash::game::{
    DenseField, Dirac, DiracLoss, Field, G3, Game, GameError, JacobianField, Nonsaturating,
    Quadratic, Regularisers, Saturating, Wgan,
};
use gnash::scalar::{Dual, Rational, Real, Scalar};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// p + ε e_j.
fn seeded<S: Scalar>(p: &DVector<S>, j: usize) -> DVector<Dual<S>> {
    DVector::from_fn(p.len(), |i, _| {
        Dual::new(p[i].clone(), if i == j { S::one() } else { S::zero() })
    })
}

/// (v from the objectives, J from v), both by dual numbers.
fn by_duals<S: Scalar>(game: &dyn Game<Dual<S>>, p: &DVector<S>) -> (DVector<S>, DMatrix<S>) {
    let n = p.len();
    let v = DVector::from_fn(n, |j, _| {
        let losses = game.losses(&seeded(p, j));
        if j < game.nx() {
            -losses.loss_x.tangent
        } else {
            losses.payoff_y.tangent
        }
    });
    let columns: Vec<_> = (0..n).map(|j| game.field(&seeded(p, j))).collect();
    (
        v,
        DMatrix::from_fn(n, n, |i, j| columns[j][i].tangent.clone()),
    )
}

fn exact_game(game: &dyn Game<Rational>, dual: &dyn Game<Dual<Rational>>, p: &DVector<Rational>) {
    let (v, jacobian) = by_duals(dual, p);
    assert_eq!(game.field(p), v);
    assert_eq!(game.jacobian(p), jacobian);
}

fn float_game(game: &dyn Game<f64>, dual: &dyn Game<Dual<f64>>, p: &DVector<f64>) {
    let (v, jacobian) = by_duals(dual, p);
    let bound = GAME_DERIVATIVE * U64;
    assert!((game.field(p) - v).amax() <= bound);
    let closed = game.jacobian(p);
    assert!((&closed - jacobian).amax() <= bound);
    // and by central differences, which share no code with either
    let h = 2f64.powi(-17);
    for j in 0..p.len() {
        let (mut up, mut down) = (p.clone(), p.clone());
        up[j] += h;
        down[j] -= h;
        let difference = (game.field(&up) - game.field(&down)) / (2.0 * h);
        assert!((difference - closed.column(j)).amax() <= FINITE_DIFFERENCE);
    }
}

fn dirac<S: Scalar, L: DiracLoss<S>>(weights: [S; 3]) -> Dirac<S, L> {
    let [r1, tik_x, tik_y] = weights;
    Dirac::new(Regularisers { r1, tik_x, tik_y }).unwrap()
}

fn lifted<S: Scalar>(weights: &[S; 3]) -> [Dual<S>; 3] {
    weights.clone().map(Dual::constant_of)
}

fn dirac_case<L: DiracLoss<f64> + DiracLoss<Dual<f64>>>(weights: [f64; 3], p: &DVector<f64>) {
    let dual = dirac::<Dual<f64>, L>(lifted(&weights));
    float_game(&dirac::<f64, L>(weights), &dual, p);
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn quadratic_games_have_exact_derivatives((game, p) in quadratic()) {
        exact_game(&game, &game.map(|a| Dual::constant_of(a.clone())), &p);
        // blocks with their signs: J = [[−d_xx, −d_xy], [d_yx, d_yy]], zero-sum symmetry
        prop_assert_eq!(game.d_xy(&p).transpose(), game.d_yx(&p));
        let jacobian = game.jacobian(&p);
        if game.nx() > 0 && game.ny() > 0 {
            prop_assert_eq!(&game.d_xx(&p)[(0, 0)], &-jacobian[(0, 0)].clone());
            prop_assert_eq!(&game.d_yy(&p)[(0, 0)], &jacobian[(game.nx(), game.nx())]);
        }
    }

    #[test]
    fn the_wasserstein_dirac_game_is_exact(
        p in (fraction(), fraction()), r1 in positive(), tik_x in positive(), tik_y in positive(),
    ) {
        let weights = [r1, tik_x, tik_y];
        let p = DVector::from_vec(vec![p.0, p.1]);
        let dual = dirac::<Dual<Rational>, Wgan>(lifted(&weights));
        exact_game(&dirac::<Rational, Wgan>(weights), &dual, &p);
    }

    #[test]
    fn g3_and_the_dirac_games_have_right_derivatives(
        x in -3.0f64..3.0, y in -3.0f64..3.0, weights in prop::array::uniform3(0.0f64..2.0),
    ) {
        let p = DVector::from_vec(vec![x, y]);
        float_game(&G3, &G3, &p);
        dirac_case::<Saturating>(weights, &p);
        dirac_case::<Nonsaturating>(weights, &p);
        dirac_case::<Wgan>(weights, &p);
    }

    #[test]
    fn objectives_are_as_printed(x in -3.0f64..3.0, y in -3.0f64..3.0) {
        let p = DVector::from_vec(vec![x, y]);
        let near = |a: f64, b: f64| (a - b).abs() <= 200.0 * U64 * (1.0 + b.abs().max(500.0));
        prop_assert!(near(Quadratic::g1().losses(&p).loss_x, -3.0 * x * x - y * y + 4.0 * x * y));
        prop_assert!(near(Quadratic::g2().losses(&p).payoff_y, 3.0 * x * x + y * y + 4.0 * x * y));
        let inner = y - 3.0 * x + 0.05 * x.powi(3);
        let g3 = (4.0 * x * x - inner * inner - 0.1 * y.powi(4)) * (-0.01 * (x * x + y * y)).exp();
        prop_assert!(near(G3.losses(&p).loss_x, g3));
        let phi = |t: f64| -(1.0 + (-t).exp()).ln();
        let weights = [0.5, 0.25, 2.0];
        let (cost_x, cost_y) = (0.125 * x * x, 1.25 * y * y);
        let s = dirac::<f64, Saturating>(weights).losses(&p);
        prop_assert!(near(s.loss_x, phi(x * y) + phi(0.0) + cost_x - cost_y));
        prop_assert_eq!(s.loss_x, s.payoff_y);
        let n = dirac::<f64, Nonsaturating>(weights).losses(&p);
        prop_assert!(near(n.payoff_y, phi(x * y) + phi(0.0) - cost_y));
        prop_assert!(near(n.loss_x, -phi(-x * y) + cost_x));
        prop_assert!(near(dirac::<f64, Wgan>(weights).losses(&p).loss_x, x * y + cost_x - cost_y));
    }

    #[test]
    fn the_adapter_shows_the_same_game((game, p) in quadratic(), seed in fraction()) {
        let game = game.map(Scalar::to_f64);
        let p = p.map(|a| Scalar::to_f64(&a));
        let u = p.map(|a| a * 0.5 + Scalar::to_f64(&seed));
        let mut field = DenseField(game.clone());
        let (mut v, mut ju) = (vec![0.0; p.len()], vec![0.0; p.len()]);
        let losses = field.field(p.as_slice(), &mut v);
        field.jacobian_product(p.as_slice(), u.as_slice(), &mut ju);
        prop_assert_eq!((Field::nx(&field), Field::ny(&field)), (game.nx(), game.ny()));
        prop_assert_eq!(losses, game.losses(&p));
        prop_assert_eq!(DVector::from_vec(v), game.field(&p));
        prop_assert_eq!(DVector::from_vec(ju), game.jacobian(&p) * u);
    }
}

#[test]
fn bilinear_is_the_quadratic_game_without_curvature() {
    let m = DMatrix::from_row_slice(1, 2, &[3.0, -1.0]);
    let (b, c) = (
        DVector::from_vec(vec![2.0]),
        DVector::from_vec(vec![0.0, 1.0]),
    );
    let game = Quadratic::bilinear(m, b, c).unwrap();
    let p = DVector::from_vec(vec![1.0, 2.0, 4.0]);
    // f = x(3y₁ − y₂) + 2x + y₂
    assert_eq!(game.losses(&p).loss_x, 2.0 + 2.0 + 4.0);
    assert_eq!(game.field(&p).as_slice(), [-4.0, 3.0, 0.0]);
    assert_eq!(game.d_xx(&p), DMatrix::zeros(1, 1));
    assert_eq!(game.d_yy(&p), DMatrix::zeros(2, 2));
}

#[test]
fn far_away_the_games_stay_finite() {
    let p = DVector::from_vec(vec![1e100, -1e100]);
    assert_eq!(Game::<f64>::field(&G3, &p), DVector::zeros(2));
    assert_eq!(Game::<f64>::jacobian(&G3, &p), DMatrix::zeros(2, 2));
    let far = DVector::from_vec(vec![1e200, 1e200]);
    let saturating = dirac::<f64, Saturating>([0.0; 3]);
    assert!(saturating.jacobian(&far).iter().all(|a| f64::is_finite(*a)));
    assert!(saturating.field(&far).iter().all(|a| f64::is_finite(*a)));
}

#[test]
fn games_run_in_single_precision() {
    let p = DVector::from_vec(vec![0.5f32, -1.5]);
    let wide = p.map(f64::from);
    let narrow = Game::<f32>::field(&G3, &p).map(f64::from);
    let gap = (narrow - Game::<f64>::field(&G3, &wide)).amax();
    assert!(gap <= 200.0 * f64::from(f32::EPSILON), "{gap}");
    assert!(f32::constant(0.1).is_finite());
}

#[test]
fn bad_data_of_games_is_refused_by_name() {
    let one = || DMatrix::from_element(1, 1, 1.0);
    let zero = |n| DVector::from_element(n, 0.0);
    let skew = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 1.0]);
    let m = DMatrix::from_element(2, 1, 0.0);
    let error = Quadratic::new(skew.clone(), m, one(), zero(2), zero(1)).unwrap_err();
    let sentence = "P must be symmetric, but entry (0, 1) is 2.0 and entry (1, 0) is 3.0";
    assert_eq!(error.to_string(), sentence);
    let m = DMatrix::from_element(1, 2, 0.0);
    let error = Quadratic::new(one(), m, skew, zero(1), zero(2)).unwrap_err();
    assert!(matches!(error, GameError::NotSymmetric { matrix: "Q", .. }));
    let error = Quadratic::new(one(), one(), one(), zero(2), zero(1)).unwrap_err();
    assert_eq!(error.to_string(), "the length of b must be 1, found 2");
    let tall = DMatrix::from_element(2, 1, 0.0);
    let error = Quadratic::new(one(), tall.clone(), one(), zero(1), zero(1)).unwrap_err();
    assert!(matches!(
        error,
        GameError::DimensionMismatch {
            expected: 1,
            found: 2,
            ..
        }
    ));
    assert!(Quadratic::new(tall, one(), one(), zero(1), zero(1)).is_err());
    let error = Quadratic::bilinear(one() * f64::NAN, zero(1), zero(1)).unwrap_err();
    assert!(matches!(
        error,
        GameError::NonFinite {
            what: "M",
            index: 0,
            ..
        }
    ));
    let weights = Regularisers {
        tik_y: -0.5,
        ..Regularisers::default()
    };
    let error = Dirac::<f64, Wgan>::new(weights).unwrap_err();
    assert_eq!(error.to_string(), "tik_y must not be negative, found -0.5");
    let weights = Regularisers {
        r1: f64::INFINITY,
        ..Regularisers::default()
    };
    assert!(Dirac::<f64, Wgan>::new(weights).is_err());
    assert_eq!(Quadratic::<Rational>::g1().nx(), 1);
    assert_eq!(ratio(1, 2), ratio(2, 4));
}
