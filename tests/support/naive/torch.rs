//! The reference numbers of `tests/vectors/torch/` (see its README), as PyTorch computed them.

use super::activation::Activation;
use super::conv::Window;
use super::gan::{Batch, ImageGradient, Loss, NaiveGan, Penalties};
use super::network::{Kind, Layer, Network};
use super::tensor::Tensor;
use serde::Deserialize;

/// `kernels.json`; arrays are N×C×H×W.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kernels {
    /// Who computed the numbers.
    pub source: String,
    /// conv2d and conv_transpose2d.
    pub windows: Vec<WindowCase>,
    /// Training and inference statistics.
    pub batch_norm: Vec<NormCase>,
    /// Fully connected.
    pub linear: Vec<LinearCase>,
    /// Entry by entry.
    pub activations: Vec<ActivationCase>,
}

/// One convolution, plain or transposed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file")]
pub struct WindowCase {
    pub id: String,
    /// Why the case exists.
    pub comment: String,
    /// `conv2d` or `conv_transpose2d`.
    pub op: String,
    pub dims: [usize; 4],
    pub outputs: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub input: Vec<f64>,
    pub weight: Vec<f64>,
    pub bias: Option<Vec<f64>>,
    pub out_dims: [usize; 4],
    pub out: Vec<f64>,
    pub seed: Vec<f64>,
    pub grad_input: Vec<f64>,
    pub grad_weight: Vec<f64>,
    pub grad_bias: Option<Vec<f64>>,
}

impl WindowCase {
    /// Kernel, stride and padding.
    pub fn window(&self) -> Window {
        Window {
            kernel: self.kernel,
            stride: self.stride,
            padding: self.padding,
        }
    }

    /// Whether it is a transposed convolution.
    pub fn transposed(&self) -> bool {
        self.op == "conv_transpose2d"
    }
}

/// One batch normalisation; running statistics started at 0 and 1, updated once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file")]
pub struct NormCase {
    pub id: String,
    pub comment: String,
    pub dims: [usize; 4],
    pub input: Vec<f64>,
    pub gamma: Vec<f64>,
    pub beta: Vec<f64>,
    pub out: Vec<f64>,
    pub running_mean: Vec<f64>,
    pub running_var: Vec<f64>,
    pub seed: Vec<f64>,
    pub grad_input: Vec<f64>,
    pub grad_gamma: Vec<f64>,
    pub grad_beta: Vec<f64>,
    pub inference: Vec<f64>,
    pub inference_grad_input: Vec<f64>,
    pub inference_grad_gamma: Vec<f64>,
    pub inference_grad_beta: Vec<f64>,
}

/// One fully connected layer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file")]
pub struct LinearCase {
    pub id: String,
    pub comment: String,
    pub dims: [usize; 4],
    pub outputs: usize,
    pub input: Vec<f64>,
    pub weight: Vec<f64>,
    pub bias: Option<Vec<f64>>,
    pub out: Vec<f64>,
    pub seed: Vec<f64>,
    pub grad_input: Vec<f64>,
    pub grad_weight: Vec<f64>,
    pub grad_bias: Option<Vec<f64>>,
}

/// One activation (or `log_sigmoid`) with its derivative.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file")]
pub struct ActivationCase {
    pub id: String,
    pub input: Vec<f64>,
    pub out: Vec<f64>,
    pub derivative: Vec<f64>,
}

/// `gan.json`: one pair of networks, point, batch and direction, and one case per loss.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file")]
pub struct Gans {
    pub source: String,
    generator: Vec<LayerRow>,
    discriminator: Vec<LayerRow>,
    x: Vec<f64>,
    y: Vec<f64>,
    real: Vec<f64>,
    noise: Vec<f64>,
    mix: Vec<f64>,
    ux: Vec<f64>,
    uy: Vec<f64>,
    pub cases: Vec<GanCase>,
}

/// Kind, outputs, kernel, stride, padding, bias, batch norm, activation.
type LayerRow = (String, usize, usize, usize, usize, bool, bool, String);

/// What one loss gives at the point of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of the file")]
pub struct GanCase {
    pub id: String,
    pub loss: String,
    pub penalty: f64,
    pub r1: f64,
    pub tik_x: f64,
    pub tik_y: f64,
    pub loss_x: f64,
    pub payoff_y: f64,
    pub v: Vec<f64>,
    pub ju: Vec<f64>,
    pub penalty_gradient: Option<Vec<f64>>,
}

/// Reads `kernels.json`.
pub fn kernels() -> Kernels {
    let text = include_str!("../../vectors/torch/kernels.json");
    serde_json::from_str(text).expect("kernels.json")
}

/// Reads `gan.json`.
pub fn gans() -> Gans {
    let text = include_str!("../../vectors/torch/gan.json");
    serde_json::from_str(text).expect("gan.json")
}

fn layer((kind, outputs, kernel, stride, padding, bias, norm, activation): &LayerRow) -> Layer {
    let window = Window {
        kernel: *kernel,
        stride: *stride,
        padding: *padding,
    };
    Layer {
        kind: match kind.as_str() {
            "conv" => Kind::Conv(window),
            "conv_transpose" => Kind::ConvTranspose(window),
            other => panic!("layer {other} in gan.json"),
        },
        outputs: *outputs,
        bias: *bias,
        batch_norm: *norm,
        activation: match activation.as_str() {
            "relu" => Activation::Relu,
            "leaky" => Activation::LeakyRelu(0.2),
            "tanh" => Activation::Tanh,
            "sigmoid" => Activation::Sigmoid,
            other => panic!("activation {other} in gan.json"),
        },
    }
}

impl Gans {
    /// p = (x, y).
    pub fn point(&self) -> Vec<f64> {
        [self.x.clone(), self.y.clone()].concat()
    }

    /// The direction u.
    pub fn direction(&self) -> Vec<f64> {
        [self.ux.clone(), self.uy.clone()].concat()
    }

    /// The twin set up for one case.
    pub fn twin(&self, case: &GanCase) -> NaiveGan {
        let network = |input, rows: &[LayerRow]| Network {
            input,
            layers: rows.iter().map(layer).collect(),
        };
        let batch = self.mix.len();
        let generator = network([self.noise.len() / batch, 1, 1], &self.generator);
        let [c, h, w] = generator.output();
        NaiveGan {
            discriminator: network([c, h, w], &self.discriminator),
            batch: Batch {
                real: Tensor::new([batch, c, h, w], self.real.clone()),
                noise: Tensor::new([batch, generator.input[0], 1, 1], self.noise.clone()),
                mix: self.mix.clone(),
            },
            generator,
            loss: match case.loss.as_str() {
                "wgan_gp" => Loss::WganGp,
                "wgan" => Loss::Wgan,
                "vanilla" => Loss::Vanilla,
                "vanilla_ns" => Loss::VanillaNs,
                "hinge" => Loss::Hinge,
                other => panic!("loss {other} in gan.json"),
            },
            penalties: Penalties {
                gradient: case.penalty,
                r1: case.r1,
                tik_x: case.tik_x,
                tik_y: case.tik_y,
            },
            image_gradient: ImageGradient::Reverse,
        }
    }
}
