//! The networks of the papers.

use super::GanError;
use crate::nn::{Activation, Layer, Network, NetworkError, Shape};
use std::str::FromStr;

/// A named pair of networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// 28×28×1, 100 noise channels, no biases, sigmoid score (the Gauss-Newton paper's code).
    MnistDcgan,
    /// 32×32×3, 100 noise channels, biases.
    CifarDcgan,
}

const NOISE: usize = 100;
const LEAKY: Activation = Activation::LeakyRelu { slope: 0.2 };

impl Architecture {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::MnistDcgan, Self::CifarDcgan];

    /// The name used everywhere.
    pub fn id(self) -> &'static str {
        match self {
            Self::MnistDcgan => "mnist_dcgan",
            Self::CifarDcgan => "cifar_dcgan",
        }
    }

    /// Image sizes.
    pub fn image_shape(self) -> Shape {
        match self {
            Self::MnistDcgan => Shape::new(1, 28, 28),
            Self::CifarDcgan => Shape::new(3, 32, 32),
        }
    }

    /// Standard deviation of the initial weights: DCGAN's 0.02, and 0.005 for `cifar_dcgan`.
    pub fn weight_deviation(self) -> f64 {
        match self {
            Self::MnistDcgan => 0.02,
            Self::CifarDcgan => 0.005,
        }
    }

    /// (generator, discriminator), every channel count scaled by `width` and rounded, at least 1.
    ///
    /// # Errors
    /// `Width` unless 0 < width ≤ 64.
    pub fn build(self, width: f64) -> Result<(Network, Network), GanError> {
        if !(width > 0.0 && width <= 64.0) {
            return Err(GanError::Width { value: width });
        }
        Ok(match self {
            Self::MnistDcgan => mnist_dcgan(width)?,
            Self::CifarDcgan => cifar_dcgan(width)?,
        })
    }
}

impl FromStr for Architecture {
    type Err = GanError;

    fn from_str(name: &str) -> Result<Self, GanError> {
        Self::ALL
            .into_iter()
            .find(|a| a.id() == name)
            .ok_or_else(|| GanError::Unknown {
                what: "network",
                found: name.into(),
                expected: Self::ALL.map(Self::id).join(", "),
            })
    }
}

/// Output channels, kernel, stride, padding.
type Geometry = (usize, usize, usize, usize);

fn scaled(channels: usize, width: f64) -> usize {
    ((channels as f64 * width).round() as usize).max(1)
}

/// Transposed convolutions with batch norm and ReLU between, tanh at the end.
fn generator(geometries: &[Geometry], bias: bool) -> Result<Network, NetworkError> {
    let mut layers = Vec::new();
    let mut shape = Shape::vector(NOISE);
    for (i, &(out, k, s, p)) in geometries.iter().enumerate() {
        let layer = Layer::conv_transpose2d(shape, out, k, s, p)?.with_bias(bias);
        shape = layer.affine.output();
        layers.push(if i + 1 < geometries.len() {
            layer.with_batch_norm().with_activation(Activation::Relu)
        } else {
            layer.with_activation(Activation::Tanh)
        });
    }
    Network::new(layers)
}

/// Convolutions with LeakyReLU between, batch norm after all but the first and last.
fn discriminator(
    input: Shape,
    geometries: &[Geometry],
    bias: bool,
    end: Activation,
) -> Result<Network, NetworkError> {
    let mut layers = Vec::new();
    let mut shape = input;
    for (i, &(out, k, s, p)) in geometries.iter().enumerate() {
        let layer = Layer::conv2d(shape, out, k, s, p)?.with_bias(bias);
        shape = layer.affine.output();
        layers.push(match i {
            0 => layer.with_activation(LEAKY),
            i if i + 1 < geometries.len() => layer.with_batch_norm().with_activation(LEAKY),
            _ => layer.with_activation(end),
        });
    }
    Network::new(layers)
}

/// `mnist_dcgan`: G 100 → 112 → 56 → 28 → 1, D 1 → 28 → 56 → 112 → 1 with a sigmoid.
///
/// # Errors
/// Never for a valid width.
pub fn mnist_dcgan(width: f64) -> Result<(Network, Network), NetworkError> {
    let c = |n| scaled(n, width);
    let up = [
        (c(112), 4, 1, 0),
        (c(56), 3, 2, 1),
        (c(28), 4, 2, 1),
        (1, 4, 2, 1),
    ];
    let down = [
        (c(28), 4, 2, 1),
        (c(56), 4, 2, 1),
        (c(112), 3, 2, 1),
        (1, 4, 1, 0),
    ];
    let image = Shape::new(1, 28, 28);
    Ok((
        generator(&up, false)?,
        discriminator(image, &down, false, Activation::Sigmoid)?,
    ))
}

/// `cifar_dcgan`: G 100 → 1024 → 512 → 256 → 3, D 3 → 256 → 512 → 1024 → 1, with biases.
///
/// # Errors
/// Never for a valid width.
pub fn cifar_dcgan(width: f64) -> Result<(Network, Network), NetworkError> {
    let c = |n| scaled(n, width);
    let up = [
        (c(1024), 4, 1, 0),
        (c(512), 4, 2, 1),
        (c(256), 4, 2, 1),
        (3, 4, 2, 1),
    ];
    let down = [
        (c(256), 4, 2, 1),
        (c(512), 4, 2, 1),
        (c(1024), 4, 2, 1),
        (1, 4, 1, 0),
    ];
    let image = Shape::new(3, 32, 32);
    Ok((
        generator(&up, true)?,
        discriminator(image, &down, true, Activation::Identity)?,
    ))
}
