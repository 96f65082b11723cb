//! The GAN on the line: derivatives by hand = by dual numbers = by differences, and enclosed.
//!
//! Broken by hand, each caught here: the penalty without its half; r1 on D instead of D'; tik_x
//! missing from payoff_y of a zero-sum game; the means divided by one more than their length; Φ(D) for Φ(−D) on fakes; b1 and w2 exchanged in the layout; the outer and inner seed
//! of the Jacobian exchanged.

use crate::strategies::config;
use crate::tolerance::{FINITE_DIFFERENCE, GAME_DERIVATIVE, U64};
use gnash::game::{Game, GameError, Lift, MlpGan, MlpGanData, MlpGenerator, MlpLoss, Regularisers};
use gnash::scalar::{Dual, Interval, Real, Scalar};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

const LOSSES: [MlpLoss; 3] = [MlpLoss::Wgan, MlpLoss::Vanilla, MlpLoss::VanillaNs];

fn generator() -> impl Strategy<Value = MlpGenerator> {
    prop_oneof![
        Just(MlpGenerator::Affine),
        (0usize..=2).prop_map(|hidden| MlpGenerator::Mlp { hidden }),
    ]
}

fn weights() -> impl Strategy<Value = Regularisers<f64>> {
    (0.0f64..2.0, 0.0f64..2.0, 0.0f64..2.0).prop_map(|(r1, tik_x, tik_y)| Regularisers {
        r1,
        tik_x,
        tik_y,
    })
}

/// A game with a point.
fn game() -> impl Strategy<Value = (MlpGan<f64>, DVector<f64>)> {
    let samples = || prop::collection::vec(-1.5f64..1.5, 1..4);
    let loss = prop::sample::select(LOSSES.to_vec());
    let data = (
        loss,
        generator(),
        0usize..=2,
        samples(),
        samples(),
        weights(),
    );
    data.prop_flat_map(|(loss, generator, hidden, real, noise, weights)| {
        let game = MlpGan::new(MlpGanData {
            loss,
            generator,
            hidden,
            real,
            noise,
            weights,
        })
        .expect("valid data");
        let n = game.dim();
        let p = prop::collection::vec(-1.5f64..1.5, n).prop_map(DVector::from_vec);
        (Just(game), p)
    })
}

/// A layer Σ c tanh(a t + b) + d at one input: value, slope, and both's gradients in a, b, c, d.
struct ByHand<S> {
    value: S,
    slope: S,
    grad_value: Vec<S>,
    grad_slope: Vec<S>,
}

fn layer<S: Real>(parameters: &[S], input: S) -> ByHand<S> {
    let hidden = (parameters.len() - 1) / 3;
    let (a, rest) = parameters.split_at(hidden);
    let (b, rest) = rest.split_at(hidden);
    let (c, d) = rest.split_at(hidden);
    let (one, two, zero) = (S::one(), S::from_i64(2), S::zero());
    let mut out = ByHand {
        value: d[0],
        slope: zero,
        grad_value: vec![zero; parameters.len()],
        grad_slope: vec![zero; parameters.len()],
    };
    for k in 0..hidden {
        let t = (a[k] * input + b[k]).tanh();
        let bend = one - t * t;
        out.value += c[k] * t;
        out.slope += c[k] * a[k] * bend;
        out.grad_value[k] = c[k] * bend * input;
        out.grad_value[hidden + k] = c[k] * bend;
        out.grad_value[2 * hidden + k] = t;
        // d(1 − tanh²) = −2 tanh (1 − tanh²)
        out.grad_slope[k] = c[k] * bend - two * c[k] * a[k] * t * bend * input;
        out.grad_slope[hidden + k] = -two * c[k] * a[k] * t * bend;
        out.grad_slope[2 * hidden + k] = a[k] * bend;
    }
    out.grad_value[3 * hidden] = one;
    out
}

fn generated<S: Real>(form: MlpGenerator, x: &[S], z: S) -> (S, Vec<S>) {
    match form {
        MlpGenerator::Affine => (x[0] * z + x[1], vec![z, S::one()]),
        MlpGenerator::Mlp { .. } => {
            let g = layer(x, z);
            (g.value, g.grad_value)
        }
    }
}

fn add<S: Real>(sum: &mut [S], weight: S, term: &[S]) {
    sum.iter_mut()
        .zip(term)
        .for_each(|(s, t)| *s += weight * *t);
}

/// v by the chain rule, written down without the library's formulas.
fn field_by_hand<S: Real>(game: &MlpGan<S>, p: &DVector<S>) -> DVector<S> {
    let data = game.data();
    let (x, y) = p.as_slice().split_at(game.nx());
    let mut v_x = vec![S::zero(); x.len()];
    let mut v_y = vec![S::zero(); y.len()];
    let count = |samples: &[S]| S::one() / S::from_i64(samples.len() as i64);
    for s in &data.real {
        let d = layer(y, *s);
        // ∂/∂D of D or Φ(D)
        let slope = match data.loss {
            MlpLoss::Wgan => S::one(),
            _ => (-d.value).sigmoid(),
        };
        add(&mut v_y, count(&data.real) * slope, &d.grad_value);
        // −∇ (r1/2) D'²
        let pull = -(count(&data.real) * data.weights.r1 * d.slope);
        add(&mut v_y, pull, &d.grad_slope);
    }
    for z in &data.noise {
        let (fake, grad_fake) = generated(data.generator, x, *z);
        let d = layer(y, fake);
        // ∂/∂D of −D or Φ(−D), and of what x descends: −D, Φ(−D) or −Φ(D)
        let (of_payoff, of_loss) = match data.loss {
            MlpLoss::Wgan => (-S::one(), -S::one()),
            MlpLoss::Vanilla => (-d.value.sigmoid(), -d.value.sigmoid()),
            MlpLoss::VanillaNs => (-d.value.sigmoid(), -(-d.value).sigmoid()),
        };
        add(&mut v_y, count(&data.noise) * of_payoff, &d.grad_value);
        add(
            &mut v_x,
            -(count(&data.noise) * of_loss * d.slope),
            &grad_fake,
        );
    }
    add(&mut v_x, -data.weights.tik_x, x);
    add(&mut v_y, -data.weights.tik_y, y);
    DVector::from_vec([v_x, v_y].concat())
}

/// J as the derivative of the field by hand.
fn jacobian_by_hand<S: Real>(game: &MlpGan<S>, p: &DVector<S>) -> DMatrix<S> {
    let lifted = game.lift(|a| Dual::constant_of(*a));
    let n = p.len();
    let columns: Vec<_> = (0..n)
        .map(|j| {
            let seed = |i| if i == j { S::one() } else { S::zero() };
            let p = DVector::from_fn(n, |i, _| Dual::new(p[i], seed(i)));
            field_by_hand(&lifted, &p)
        })
        .collect();
    DMatrix::from_fn(n, n, |i, j| columns[j][i].tangent)
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn derivatives_by_hand_by_duals_and_by_differences_agree((game, p) in game()) {
        let bound = GAME_DERIVATIVE * U64;
        let (v, jacobian) = (game.field(&p), game.jacobian(&p));
        prop_assert!((&v - field_by_hand(&game, &p)).amax() <= bound);
        prop_assert!((&jacobian - jacobian_by_hand(&game, &p)).amax() <= bound);
        let h = 2f64.powi(-17);
        for j in 0..p.len() {
            let moved = |by: f64| {
                let mut p = p.clone();
                p[j] += by;
                p
            };
            let (up, down) = (moved(h), moved(-h));
            let difference = (game.field(&up) - game.field(&down)) / (2.0 * h);
            prop_assert!((difference - jacobian.column(j)).amax() <= FINITE_DIFFERENCE);
            // v against the objectives
            let (up, down) = (game.losses(&up), game.losses(&down));
            let slope = if j < game.nx() {
                down.loss_x - up.loss_x
            } else {
                up.payoff_y - down.payoff_y
            };
            prop_assert!((slope / (2.0 * h) - v[j]).abs() <= FINITE_DIFFERENCE);
        }
    }

    #[test]
    fn objectives_are_as_printed((game, p) in game()) {
        let data = game.data();
        let (x, y) = p.as_slice().split_at(game.nx());
        let mean = |terms: Vec<f64>| terms.iter().sum::<f64>() / terms.len() as f64;
        let phi = |t: f64| -libm::log(1.0 + libm::exp(-t));
        let d = |s: f64| layer(y, s).value;
        let fake = |z: f64| d(generated(data.generator, x, z).0);
        let real = |f: &dyn Fn(f64) -> f64| mean(data.real.iter().map(|s| f(d(*s))).collect());
        let fakes = |f: &dyn Fn(f64) -> f64| mean(data.noise.iter().map(|z| f(fake(*z))).collect());
        let squares = |a: &[f64]| a.iter().map(|a| a * a).sum::<f64>();
        let w = &data.weights;
        let slopes = mean(data.real.iter().map(|s| layer(y, *s).slope.powi(2)).collect());
        let cost_x = 0.5 * w.tik_x * squares(x);
        let cost_y = 0.5 * w.r1 * slopes + 0.5 * w.tik_y * squares(y);
        let (loss, payoff) = match data.loss {
            MlpLoss::Wgan => {
                let f = real(&|d| d) - fakes(&|d| d) + cost_x - cost_y;
                (f, f)
            }
            MlpLoss::Vanilla => {
                let f = real(&phi) + fakes(&|d| phi(-d)) + cost_x - cost_y;
                (f, f)
            }
            MlpLoss::VanillaNs => {
                (-fakes(&phi) + cost_x, real(&phi) + fakes(&|d| phi(-d)) - cost_y)
            }
        };
        let found = game.losses(&p);
        let bound = GAME_DERIVATIVE * U64;
        prop_assert!((found.loss_x - loss).abs() <= bound);
        prop_assert!((found.payoff_y - payoff).abs() <= bound);
    }

    // f_xx, f_yy are symmetric for any game, f_yx = f_xyᵀ for one f only.
    #[test]
    fn the_jacobian_has_the_structure_of_the_game((game, p) in game()) {
        let bound = GAME_DERIVATIVE * U64;
        let (d_xx, d_yy) = (game.d_xx(&p), game.d_yy(&p));
        prop_assert!(d_xx.is_empty() || (&d_xx - d_xx.transpose()).amax() <= bound);
        prop_assert!((&d_yy - d_yy.transpose()).amax() <= bound);
        let gap = (game.d_xy(&p).transpose() - game.d_yx(&p)).amax();
        if game.data().loss.zero_sum() {
            prop_assert!(gap <= bound, "{}", gap);
        }
    }

    // Two enclosures of one number meet; both are narrow, so that this says something.
    #[test]
    fn intervals_enclose_field_and_jacobian((game, p) in game()) {
        let wide = game.lift(|a| Interval::point(*a));
        let p = p.map(Interval::point);
        let pairs = [
            (wide.field(&p), field_by_hand(&wide, &p)),
            (
                DVector::from_column_slice(wide.jacobian(&p).as_slice()),
                DVector::from_column_slice(jacobian_by_hand(&wide, &p).as_slice()),
            ),
        ];
        for (found, expected) in pairs {
            for (a, b) in found.iter().zip(&expected) {
                prop_assert!(a.intersect(*b).is_some(), "{} and {}", a, b);
                prop_assert!(a.width() <= GAME_DERIVATIVE * U64, "{}", a);
            }
        }
    }
}

fn plain(loss: MlpLoss, generator: MlpGenerator, hidden: usize) -> MlpGanData<f64> {
    MlpGanData {
        loss,
        generator,
        hidden,
        real: vec![0.5, 1.0],
        noise: vec![-1.0],
        weights: Regularisers::default(),
    }
}

#[test]
fn two_losses_make_no_zero_sum_game() {
    let game = MlpGan::new(plain(MlpLoss::VanillaNs, MlpGenerator::Affine, 1)).unwrap();
    let p = DVector::from_vec(vec![0.5, 0.25, 1.0, -0.5, 0.75, 2.0]);
    assert!((game.d_xy(&p).transpose() - game.d_yx(&p)).amax() > 0.1);
    let losses = game.losses(&p);
    assert!((losses.loss_x - losses.payoff_y).abs() > 0.1);
}

#[test]
fn layouts_are_as_written() {
    // y = w1 ++ b1 ++ w2 ++ [b2] and x = s ++ t ++ u ++ [r], every slot with a value of its own
    let game = MlpGan::new(MlpGanData {
        weights: Regularisers {
            tik_y: 1.0,
            ..Regularisers::default()
        },
        ..plain(MlpLoss::Wgan, MlpGenerator::Mlp { hidden: 2 }, 1)
    })
    .unwrap();
    assert_eq!((game.nx(), game.ny()), (7, 4));
    // x = s ++ t ++ u ++ [r]: G(−1) = tanh(−1 + 1) + 0 + 3 = 3
    let x = [1.0, 0.0, 1.0, 0.0, 5.0, 0.0, 3.0];
    let y = [1.0, -3.0, 2.0, 0.5];
    let p = DVector::from_vec([x.as_slice(), &y].concat());
    // D(3) = 2 tanh(0) + ½
    let d = |s: f64| 2.0 * libm::tanh(s - 3.0) + 0.5;
    let expected = (d(0.5) + d(1.0)) / 2.0 - 0.5 - 0.5 * (1.0 + 9.0 + 4.0 + 0.25);
    assert!((game.losses(&p).loss_x - expected).abs() <= 50.0 * U64);
    // without hidden terms only offsets remain
    let flat = MlpGan::new(plain(MlpLoss::Wgan, MlpGenerator::Mlp { hidden: 0 }, 0)).unwrap();
    let p = DVector::from_vec(vec![2.0, 7.0]);
    assert_eq!((flat.nx(), flat.ny()), (1, 1));
    assert_eq!(flat.field(&p), DVector::zeros(2));
    assert_eq!(flat.jacobian(&p), DMatrix::zeros(2, 2));
}

#[test]
fn far_scores_do_not_overflow() {
    for loss in [MlpLoss::Vanilla, MlpLoss::VanillaNs] {
        let game = MlpGan::new(plain(loss, MlpGenerator::Affine, 0)).unwrap();
        for b2 in [-1e5, 1e5] {
            let p = DVector::from_vec(vec![0.0, 0.0, b2]);
            let losses = game.losses(&p);
            // Φ(b2) + Φ(−b2) = −|b2| there
            assert_eq!(losses.payoff_y, -1e5);
            assert!(Scalar::is_finite(&losses.loss_x));
            assert!(game.jacobian(&p).iter().all(|a| *a == 0.0));
        }
    }
}

#[test]
fn bad_data_are_named() {
    let data = || plain(MlpLoss::Vanilla, MlpGenerator::Affine, 2);
    let refusal = |data| MlpGan::new(data).unwrap_err();
    let error = refusal(MlpGanData {
        real: vec![],
        ..data()
    });
    assert_eq!(error.to_string(), "real must have at least one entry");
    let error = refusal(MlpGanData {
        noise: vec![],
        ..data()
    });
    assert_eq!(error, GameError::Empty { what: "noise" });
    let error = refusal(MlpGanData {
        noise: vec![0.0, f64::NAN],
        ..data()
    });
    let sentence = "noise must be finite, but entry 1 (column by column, from 0) is NaN";
    assert_eq!(error.to_string(), sentence);
    let negative = [[-1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, -1.0]];
    for (name, [r1, tik_x, tik_y]) in ["r1", "tik_x", "tik_y"].into_iter().zip(negative) {
        let weights = Regularisers { r1, tik_x, tik_y };
        let error = refusal(MlpGanData { weights, ..data() });
        assert_eq!(
            error.to_string(),
            format!("{name} must not be negative, found -1.0")
        );
    }
    let weights = Regularisers {
        r1: Interval::new(-1e-9, 1.0).unwrap(),
        tik_x: Interval::new(0.0, 1.0).unwrap(),
        tik_y: Interval::point(0.0),
    };
    let error = MlpGan::new(MlpGanData {
        weights,
        loss: MlpLoss::Wgan,
        generator: MlpGenerator::Affine,
        hidden: 0,
        real: vec![Interval::point(1.0)],
        noise: vec![Interval::point(1.0)],
    })
    .unwrap_err();
    assert!(matches!(error, GameError::Negative { what: "r1", .. }));
}
