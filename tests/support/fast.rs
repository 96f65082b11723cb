//! The fast networks and GANs of a naive description: one text, two programs.
#![allow(dead_code, reason = "each test group uses a part")]

use crate::naive::activation::Activation as NaiveActivation;
use crate::naive::gan::{Loss as NaiveLoss, NaiveGan};
use crate::naive::network::{Kind, Network as NaiveNetwork};
use gnash::gan::{Gan, Loss, Objective};
use gnash::nn::{Activation, Element, Layer, Network, Shape};

/// The same activation.
pub fn activation(naive: NaiveActivation) -> Activation {
    match naive {
        NaiveActivation::None => Activation::Identity,
        NaiveActivation::Relu => Activation::Relu,
        NaiveActivation::LeakyRelu(slope) => Activation::LeakyRelu { slope },
        NaiveActivation::Tanh => Activation::Tanh,
        NaiveActivation::Sigmoid => Activation::Sigmoid,
    }
}

/// The same network.
pub fn network(naive: &NaiveNetwork) -> Network {
    let [c, h, w] = naive.input;
    let mut shape = Shape::new(c, h, w);
    let mut layers = vec![];
    for layer in &naive.layers {
        let out = layer.outputs;
        let made = match layer.kind {
            Kind::Conv(at) => Layer::conv2d(shape, out, at.kernel, at.stride, at.padding),
            Kind::ConvTranspose(at) => {
                Layer::conv_transpose2d(shape, out, at.kernel, at.stride, at.padding)
            }
            Kind::Linear => Layer::linear(shape.len(), out),
        };
        let made = made.expect("a layer of the twin");
        shape = made.affine.output();
        let made = made.with_bias(layer.bias);
        let made = if layer.batch_norm {
            made.with_batch_norm()
        } else {
            made
        };
        layers.push(made.with_activation(activation(layer.activation)));
    }
    Network::new(layers).expect("a network of the twin")
}

/// The same loss.
pub fn loss(naive: NaiveLoss) -> Loss {
    match naive {
        NaiveLoss::WganGp => Loss::WganGp,
        NaiveLoss::Wgan => Loss::Wgan,
        NaiveLoss::Vanilla => Loss::Vanilla,
        NaiveLoss::VanillaNs => Loss::VanillaNs,
        NaiveLoss::Hinge => Loss::Hinge,
    }
}

/// The same game holding the same minibatch.
pub fn gan<T: Element>(naive: &NaiveGan) -> Gan<T> {
    let weights = naive.penalties;
    let objective = Objective {
        loss: loss(naive.loss),
        penalty: weights.gradient,
        r1: weights.r1,
        tik_x: weights.tik_x,
        tik_y: weights.tik_y,
    };
    let (g, d) = (network(&naive.generator), network(&naive.discriminator));
    let mut gan = Gan::new(g, d, objective, naive.batch.mix.len()).expect("a game of the twin");
    load(&mut gan, naive);
    gan
}

/// Puts the minibatch of the twin into a fast game.
pub fn load<T: Element>(gan: &mut Gan<T>, naive: &NaiveGan) {
    let rounded = |values: Vec<f64>| values.into_iter().map(T::constant).collect();
    let batch = gan.batch_mut();
    batch.real = rounded(naive.batch.real.to_chwn());
    batch.noise = rounded(naive.batch.noise.to_chwn());
    batch.mix = rounded(naive.batch.mix.clone());
}
