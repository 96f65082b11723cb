//! GAN games of the twin: closed forms, differences, and the two ways to ∇D.

use crate::naive::activation::Activation;
use crate::naive::conv::Window;
use crate::naive::gan::{Batch, ImageGradient, Loss, NaiveGan, Penalties};
use crate::naive::network::{Kind, Layer, Network};
use crate::naive::tensor::Tensor;
use crate::numbers::{DIFFERENCE, FIELD, KERNEL, SECOND, assert_close, dot, numbers};
use gnash::game::Field;
use gnash::scalar::Real;

const LOSSES: [Loss; 5] = [
    Loss::WganGp,
    Loss::Wgan,
    Loss::Vanilla,
    Loss::VanillaNs,
    Loss::Hinge,
];

fn layer(kind: Kind, outputs: usize, batch_norm: bool, activation: Activation) -> Layer {
    Layer {
        kind,
        outputs,
        bias: !batch_norm,
        batch_norm,
        activation,
    }
}

/// One pixel and one weight per player: G(z) = a z, D(s) = σ(b s + d), so p = (a, b, d).
fn scalar_gan(loss: Loss, penalties: Penalties) -> NaiveGan {
    let linear = |activation, bias| Network {
        input: [1, 1, 1],
        layers: vec![Layer {
            bias,
            ..layer(Kind::Linear, 1, false, activation)
        }],
    };
    NaiveGan {
        generator: linear(Activation::None, false),
        discriminator: linear(Activation::Sigmoid, true),
        loss,
        penalties,
        batch: Batch {
            real: Tensor::new([2, 1, 1, 1], vec![1.0, 3.0]),
            noise: Tensor::new([2, 1, 1, 1], vec![-1.0, 0.5]),
            mix: vec![0.25, 1.0],
        },
        image_gradient: ImageGradient::Reverse,
    }
}

/// Two layers each, batch norm in both, 4×6 images: every path that the real networks have.
fn small_gan(loss: Loss) -> NaiveGan {
    let window = |kernel, stride, padding| Window {
        kernel,
        stride,
        padding,
    };
    let leaky = Activation::LeakyRelu(0.2);
    let up = Kind::ConvTranspose(window(2, 1, 0));
    let generator = Network {
        input: [2, 1, 2],
        layers: vec![
            layer(up, 3, true, Activation::Relu),
            layer(
                Kind::ConvTranspose(window(4, 2, 1)),
                1,
                false,
                Activation::Tanh,
            ),
        ],
    };
    let discriminator = Network {
        input: [1, 4, 6],
        layers: vec![
            layer(Kind::Conv(window(4, 2, 1)), 2, false, leaky),
            layer(Kind::Conv(window(3, 1, 1)), 2, true, leaky),
            layer(Kind::Linear, 1, false, Activation::Sigmoid),
        ],
    };
    NaiveGan {
        generator,
        discriminator,
        loss,
        penalties: Penalties {
            gradient: 0.7,
            r1: 0.4,
            tik_x: 0.3,
            tik_y: 0.2,
        },
        batch: Batch {
            real: Tensor::new([3, 1, 4, 6], numbers(11, 72)),
            noise: Tensor::new([3, 2, 1, 2], numbers(12, 12)),
            mix: vec![0.2, 0.9, 0.5],
        },
        image_gradient: ImageGradient::Reverse,
    }
}

fn point(gan: &NaiveGan) -> Vec<f64> {
    numbers(13, gan.nx() + gan.ny())
}

fn offset(p: &[f64], u: &[f64], h: f64) -> Vec<f64> {
    p.iter().zip(u).map(|(p, u)| p + h * u).collect()
}

/// Every loss written out with the four critic values of the one-pixel game.
#[test]
fn losses_are_their_definitions() {
    let (a, b, d) = (0.8, -0.6, 0.3);
    let value = |s: f64| b * s + d;
    let (real, fake) = ([value(1.0), value(3.0)], [value(-a), value(0.5 * a)]);
    let mean = |f: &dyn Fn(f64) -> f64, at: [f64; 2]| (f(at[0]) + f(at[1])) / 2.0;
    let sigma = |t: f64| 1.0 / (1.0 + (-t).exp());
    let phi = |t: f64| -(1.0 + (-t).exp()).ln();
    let wasserstein = mean(&sigma, real) - mean(&sigma, fake);
    let likelihood = mean(&phi, real) + mean(&|t| phi(-t), fake);
    // |σ'(b x̂ + d) b| at x̂ = 0.25·1 + 0.75·(−a) and at x̂ = real = 3 (mix 1).
    let slope = |s: f64| (b * sigma(value(s)) * (1.0 - sigma(value(s)))).abs();
    let gp = 0.5 * ((slope(0.25 - 0.75 * a) - 1.0).powi(2) + (slope(3.0) - 1.0).powi(2)) / 2.0;
    let hinge = -mean(&|t| (1.0 - t).max(0.0), real) - mean(&|t| (1.0 + t).max(0.0), fake);
    let (fake_sigma, fake_value) = (-mean(&sigma, fake), -mean(&|t| t, fake));
    let expected = [
        (Loss::WganGp, fake_sigma, wasserstein - gp),
        (Loss::Wgan, fake_sigma, wasserstein),
        (Loss::Vanilla, likelihood, likelihood),
        (Loss::VanillaNs, -mean(&phi, fake), likelihood),
        (Loss::Hinge, fake_value, hinge),
    ];
    for (loss, loss_x, payoff_y) in expected {
        let penalties = Penalties {
            gradient: 0.5,
            ..Penalties::default()
        };
        let losses = scalar_gan(loss, penalties).losses(&[a, b, d]);
        let got = [losses.loss_x, losses.payoff_y];
        assert_close(&format!("{loss:?}"), &got, &[loss_x, payoff_y], KERNEL);
    }
}

/// Zero-centred penalty and Tikhonov terms: on the payoff alone, in both for the zero-sum game.
#[test]
fn regularisers_enter_where_the_definition_says() {
    let (a, b, d) = (0.8, -0.6, 0.3);
    let sigma = |s: f64| 1.0 / (1.0 + (-(b * s + d)).exp());
    let slope = |s: f64| b * sigma(s) * (1.0 - sigma(s));
    let penalties = Penalties {
        gradient: 0.5,
        r1: 0.4,
        tik_x: 0.6,
        tik_y: 0.2,
    };
    let (tik_x, tik_y) = (0.3 * a * a, 0.1 * (b * b + d * d));
    for loss in LOSSES {
        // D is before the sigmoid for the last three: its slope is b.
        let r1 = 0.2
            * match loss {
                Loss::Wgan | Loss::WganGp => (slope(1.0).powi(2) + slope(3.0).powi(2)) / 2.0,
                _ => b * b,
            };
        let plain = Penalties {
            gradient: 0.5,
            ..Penalties::default()
        };
        let bare = scalar_gan(loss, plain).losses(&[a, b, d]);
        let full = scalar_gan(loss, penalties).losses(&[a, b, d]);
        let change = [full.loss_x - bare.loss_x, full.payoff_y - bare.payoff_y];
        let expected = match loss {
            Loss::Vanilla => [tik_x - r1 - tik_y; 2],
            _ => [tik_x, -r1 - tik_y],
        };
        assert_close(&format!("{loss:?}"), &change, &expected, KERNEL);
    }
}

#[test]
fn field_is_the_signed_difference_quotient_of_the_losses() {
    for loss in LOSSES {
        let gan = small_gan(loss);
        let (p, h) = (point(&gan), 1e-5);
        let v = gan.field(&p);
        for seed in 0..4 {
            let u = numbers(20 + seed, p.len());
            let (ux, uy) = u.split_at(gan.nx());
            let along_x = [ux, &vec![0.0; uy.len()]].concat();
            let along_y = [&vec![0.0; ux.len()], uy].concat();
            let slope = |f: &dyn Fn(&[f64]) -> f64, u: &[f64]| {
                (f(&offset(&p, u, h)) - f(&offset(&p, u, -h))) / (2.0 * h)
            };
            let got = [dot(&v, &along_x), dot(&v, &along_y)];
            let expected = [
                -slope(&|p| gan.loss_x(p), &along_x),
                slope(&|p| gan.payoff_y(p), &along_y),
            ];
            assert_close(&format!("{loss:?}"), &got, &expected, DIFFERENCE);
        }
    }
}

/// In particular v_y moves with x through x̂ of the gradient penalty.
#[test]
fn jacobian_product_is_the_difference_quotient_of_the_field() {
    for loss in LOSSES {
        let gan = small_gan(loss);
        let (p, h) = (point(&gan), 1e-5);
        let u = numbers(31, p.len());
        let forward = gan.field(&offset(&p, &u, h));
        let backward = gan.field(&offset(&p, &u, -h));
        let pairs = forward.iter().zip(&backward);
        let quotient: Vec<f64> = pairs.map(|(a, b)| (a - b) / (2.0 * h)).collect();
        let ju = gan.jacobian_product(&p, &u);
        assert_close(&format!("{loss:?}"), &ju, &quotient, DIFFERENCE);
    }
}

/// The backward pass against dual numbers, which share no code with it: as values, in v and in J u.
#[test]
fn image_gradients_by_reverse_and_by_duals_agree() {
    let reverse = small_gan(Loss::WganGp);
    let duals = NaiveGan {
        image_gradient: ImageGradient::Duals,
        ..reverse.clone()
    };
    let p = point(&reverse);
    let images = reverse.mixed(&p[..reverse.nx()]);
    let gradient = |gan: &NaiveGan| gan.gradient_of_scores(&p[gan.nx()..], &images).data;
    assert_close("∇D", &gradient(&reverse), &gradient(&duals), KERNEL);
    let penalty = duals.penalty_gradient(&p);
    assert_close("penalty", &reverse.penalty_gradient(&p), &penalty, FIELD);
}

/// The same one derivative further, on the penalty along one direction (J u of it by pairs).
#[test]
fn second_derivatives_of_the_penalty_by_reverse_and_by_duals_agree() {
    use crate::naive::dual::lift;
    let reverse = small_gan(Loss::WganGp);
    let duals = NaiveGan {
        image_gradient: ImageGradient::Duals,
        ..reverse.clone()
    };
    let p = point(&reverse);
    for seed in 0..3 {
        let (u, w) = (numbers(41 + seed, p.len()), numbers(51 + seed, p.len()));
        let along_both = lift(&lift(&p, &u), &lift(&w, &vec![0.0; p.len()]));
        let second = |gan: &NaiveGan| gan.gradient_penalty(&along_both).tangent.tangent;
        assert_close("uᵀHw", &[second(&reverse)], &[second(&duals)], SECOND);
    }
}

/// A discriminator of zeros has ‖g‖ = 0 everywhere: the penalty is c and its gradient zero, not NaN.
#[test]
fn vanishing_image_gradients_contribute_no_gradient() {
    for image_gradient in [ImageGradient::Reverse, ImageGradient::Duals] {
        let gan = NaiveGan {
            image_gradient,
            ..scalar_gan(
                Loss::WganGp,
                Penalties {
                    gradient: 0.5,
                    ..Penalties::default()
                },
            )
        };
        let p = [0.8f64, 0.0, 0.3];
        assert_eq!(gan.gradient_penalty(&p), 0.5);
        assert_eq!(gan.penalty_gradient(&p), [0.0, 0.0]);
        assert!(
            gan.jacobian_product(&p, &[1.0, 1.0, 1.0])
                .iter()
                .all(|a| a.is_finite())
        );
    }
}

#[test]
fn zero_sum_jacobian_is_antisymmetric_across_the_players() {
    // v = (−∇ₓf, ∇ᵧf): ⟨w_y, J u_x⟩ = −⟨u_x, J w_y⟩ for the one game with a single f.
    let gan = small_gan(Loss::Vanilla);
    let p = point(&gan);
    let (mut u, mut w) = (numbers(61, p.len()), numbers(62, p.len()));
    u[gan.nx()..].fill(0.0);
    w[..gan.nx()].fill(0.0);
    let left = dot(&w, &gan.jacobian_product(&p, &u));
    let right = -dot(&u, &gan.jacobian_product(&p, &w));
    assert!(left.abs() > 1e-3);
    assert_close("mixed block", &[left], &[right], SECOND);
}

fn close_in_single_precision<T: Real>(got: &[T], expected: &[f64]) {
    let got: Vec<f64> = got.iter().map(T::to_f64).collect();
    // 500 times the rounding unit of f32: batch norms divide by deviations of about 0.1.
    assert_close("f32", &got, expected, 500.0 * f64::from(f32::EPSILON));
}

#[test]
fn field_runs_in_single_precision_and_through_the_trait() {
    let mut gan = small_gan(Loss::WganGp);
    let p = point(&gan);
    let single: Vec<f32> = p.iter().map(|&a| a as f32).collect();
    let rounded: Vec<f64> = single.iter().map(|&a| f64::from(a)).collect();
    let expected = gan.field(&rounded);
    close_in_single_precision(&gan.field(&single), &expected);
    let mut v = vec![0.0; p.len()];
    let losses = Field::field(&mut gan, &rounded, &mut v);
    assert_eq!((v, losses), (expected, gan.losses(&rounded)));
}
