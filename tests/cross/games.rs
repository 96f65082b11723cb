//! The two GANs of these tests, their points, and how far a pass stays from a kink.

use crate::fast;
use crate::naive::activation::Activation;
use crate::naive::conv::Window;
use crate::naive::gan::{Batch, ImageGradient, Loss, NaiveGan, Penalties};
use crate::naive::network::{Kind, Layer, Network};
use crate::naive::tensor::Tensor;
use crate::numbers::numbers;
use gnash::nn::ParameterKind;

const LEAKY: Activation = Activation::LeakyRelu(0.2);

fn conv(kernel: usize, stride: usize, padding: usize) -> Kind {
    Kind::Conv(Window {
        kernel,
        stride,
        padding,
    })
}

fn up(kernel: usize, stride: usize, padding: usize) -> Kind {
    Kind::ConvTranspose(Window {
        kernel,
        stride,
        padding,
    })
}

fn layer(kind: Kind, outputs: usize, bias: bool, norm: bool, activation: Activation) -> Layer {
    Layer {
        kind,
        outputs,
        bias,
        batch_norm: norm,
        activation,
    }
}

/// Numbers that f32 holds exactly, so that both precisions see one game.
pub fn singles(seed: u64, count: usize) -> Vec<f64> {
    let all = numbers(seed, count).into_iter();
    all.map(|a| f64::from(a as f32)).collect()
}

fn game(generator: Network, discriminator: Network, samples: usize, loss: Loss) -> NaiveGan {
    let [c, h, w] = generator.output();
    let [z, zh, zw] = generator.input;
    let mix = singles(3, samples).iter().map(|a| 0.5 + 0.5 * a).collect();
    NaiveGan {
        batch: Batch {
            real: Tensor::new([samples, c, h, w], singles(1, samples * c * h * w)),
            noise: Tensor::new([samples, z, zh, zw], singles(2, samples * z * zh * zw)),
            mix,
        },
        generator,
        discriminator,
        loss,
        penalties: Penalties {
            gradient: 0.75,
            ..Penalties::default()
        },
        image_gradient: ImageGradient::Reverse,
    }
}

/// `mnist_dcgan` in small: no biases, 6×6 images, batch 3, 544 parameters.
pub fn dcgan(loss: Loss) -> NaiveGan {
    let generator = Network {
        input: [4, 1, 1],
        layers: vec![
            layer(up(3, 1, 0), 5, false, true, Activation::Relu),
            layer(up(4, 2, 1), 1, false, false, Activation::Tanh),
        ],
    };
    let discriminator = Network {
        input: [1, 6, 6],
        layers: vec![
            layer(conv(4, 2, 1), 4, false, false, LEAKY),
            layer(conv(3, 2, 1), 5, false, true, LEAKY),
            layer(conv(2, 1, 0), 1, false, false, Activation::Sigmoid),
        ],
    };
    game(generator, discriminator, 3, loss)
}

/// Biases everywhere, linear layers at the ends, two channels, odd sizes, batch 4.
pub fn mixed(loss: Loss) -> NaiveGan {
    let generator = Network {
        input: [3, 1, 1],
        layers: vec![
            layer(Kind::Linear, 5, true, true, LEAKY),
            layer(up(3, 1, 0), 4, true, true, Activation::Relu),
            layer(up(3, 2, 1), 2, true, false, Activation::Tanh),
        ],
    };
    let discriminator = Network {
        input: [2, 5, 5],
        layers: vec![
            layer(conv(3, 2, 0), 4, true, false, LEAKY),
            layer(conv(2, 1, 1), 5, true, true, LEAKY),
            layer(Kind::Linear, 4, true, false, Activation::Tanh),
            layer(Kind::Linear, 1, true, false, Activation::Sigmoid),
        ],
    };
    game(generator, discriminator, 4, loss)
}

fn parameters(network: &Network, seed: u64) -> Vec<f64> {
    let tensors = fast::network(network);
    let mut p = singles(seed, tensors.parameter_len());
    for tensor in tensors.tensors() {
        for p in &mut p[tensor.range.clone()] {
            *p = match tensor.kind {
                ParameterKind::Weight => 0.5 * *p,
                ParameterKind::Gamma => 1.0 + 0.25 * *p,
                ParameterKind::Bias | ParameterKind::Beta => 0.25 * *p,
            };
            *p = f64::from(*p as f32);
        }
    }
    p
}

/// p = (x, y), held exactly by f32.
pub fn point(gan: &NaiveGan) -> Vec<f64> {
    let x = parameters(&gan.generator, 11);
    [x, parameters(&gan.discriminator, 12)].concat()
}

fn network_margin(network: &Network, p: &[f64], input: &Tensor<f64>) -> f64 {
    let kinked = |layer: &Layer| matches!(layer.activation, Activation::Relu | LEAKY);
    let traces = network.trace(p, input);
    let layers = network.layers.iter().zip(&traces);
    let entries = layers
        .filter(|(layer, _)| kinked(layer))
        .flat_map(|(_, trace)| trace.normed.data.iter());
    entries.fold(f64::INFINITY, |least, a| least.min(a.abs()))
}

/// The least distance of any ReLU's argument, or any hinge's, from its kink.
pub fn kink_margin(gan: &NaiveGan, p: &[f64]) -> f64 {
    let (x, y) = p.split_at(gan.nx());
    let critic = gan.critic();
    let fake = gan.fake(x);
    let mut margin = network_margin(&gan.generator, x, &gan.batch.noise);
    for images in [&gan.batch.real, &fake, &gan.mixed(x)] {
        margin = margin.min(network_margin(&critic, y, images));
    }
    if gan.loss == Loss::Hinge {
        for (images, at) in [(&gan.batch.real, 1.0), (&fake, -1.0)] {
            let scores = critic.forward(y, images).data;
            margin = scores.iter().fold(margin, |m, s| m.min((s - at).abs()));
        }
    }
    margin
}
