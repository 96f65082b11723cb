//! The layers of the two networks and the multiplications that one training step needs.
//!
//! Letters: N batch, C channels in, O channels out, K kernel side, P pixels of the smaller map
//! (output of a convolution, input of a transposed one). All three passes of a layer are GEMMs
//! with 2·N·P·C·O·K² floating-point operations when the convolution is written as im2col.
//! This table is written from the papers' settings and not read from `gnash`, so that a slip
//! in either shows.

/// Which way a layer maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Convolution: the output map is the smaller one.
    Conv,
    /// Transposed convolution: the input map is the smaller one.
    Transposed,
}

/// Whose layer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    /// x, the minimising player.
    Generator,
    /// y, the maximising player.
    Discriminator,
}

/// One of the three products of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Output from input and weight; the tangent along an input direction costs the same.
    Forward,
    /// Gradient of the input.
    InputGradient,
    /// Gradient of the weight.
    WeightGradient,
}

/// All passes, in the order of the tables.
pub const PASSES: [Pass; 3] = [Pass::Forward, Pass::InputGradient, Pass::WeightGradient];

impl Pass {
    /// Short name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::InputGradient => "input_grad",
            Self::WeightGradient => "weight_grad",
        }
    }
}

/// Sizes of one product C (m × n) = A (m × k) · B (k × n).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gemm {
    /// Rows of the result.
    pub m: usize,
    /// Columns of the result.
    pub n: usize,
    /// Length of the sums.
    pub k: usize,
}

/// One convolution with what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// `d1` … `d4`, `g1` … `g4`.
    pub name: String,
    /// Whose.
    pub player: Player,
    /// Which way.
    pub kind: Kind,
    /// C.
    pub channels_in: usize,
    /// O.
    pub channels_out: usize,
    /// K.
    pub kernel: usize,
    /// Stride, both directions.
    pub stride: usize,
    /// Zero padding, all sides.
    pub padding: usize,
    /// Side of the input map.
    pub side_in: usize,
    /// Side of the output map.
    pub side_out: usize,
    /// Batch norm behind it.
    pub batch_norm: bool,
}

impl Layer {
    /// P: pixels of the smaller map.
    pub fn pixels(&self) -> usize {
        let side = match self.kind {
            Kind::Conv => self.side_out,
            Kind::Transposed => self.side_in,
        };
        side * side
    }

    /// im2col product of one pass.
    pub fn gemm(&self, batch: usize, pass: Pass) -> Gemm {
        let rows = batch * self.pixels();
        let area = self.kernel * self.kernel;
        let (small, columns) = match self.kind {
            Kind::Conv => (self.channels_out, self.channels_in * area),
            Kind::Transposed => (self.channels_in, self.channels_out * area),
        };
        // The pass that sums over the columns is the forward one of a convolution and the
        // input gradient of a transposed convolution, and the other way round.
        let gathers = matches!(
            (self.kind, pass),
            (Kind::Conv, Pass::Forward) | (Kind::Transposed, Pass::InputGradient)
        );
        let (m, n, k) = match pass {
            Pass::WeightGradient => (small, columns, rows),
            _ if gathers => (rows, small, columns),
            _ => (rows, columns, small),
        };
        Gemm { m, n, k }
    }

    /// Floating-point operations of one pass: 2·N·P·C·O·K².
    pub fn flops(&self, batch: usize) -> f64 {
        let Gemm { m, n, k } = self.gemm(batch, Pass::Forward);
        2.0 * m as f64 * n as f64 * k as f64
    }

    /// Scalars of the output for one batch.
    pub fn outputs(&self, batch: usize) -> usize {
        batch * self.channels_out * self.side_out * self.side_out
    }
}

/// Generator and discriminator.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// `mnist_dcgan` or `cifar_dcgan`.
    pub id: &'static str,
    /// Factor on every channel count of the paper, as `gnash train --width`.
    pub width: f64,
    /// Channels of an image.
    pub image_channels: usize,
    /// Side of an image.
    pub image_side: usize,
    /// Whether the discriminator ends in a sigmoid, which then has curvature of its own.
    pub sigmoid: bool,
    /// First to last.
    pub generator: Vec<Layer>,
    /// First to last.
    pub discriminator: Vec<Layer>,
}

/// Entries of the noise vector.
pub const NOISE: usize = 100;

/// Kernel, stride, padding, batch norm.
type Geometry = (usize, usize, usize, bool);

/// The network `id` with every channel count scaled by `width`; `None` for an unknown id.
pub fn network(id: &str, width: f64) -> Option<Network> {
    // The 3 × 3 layer takes side 7 to 4 and back; with side 32 every side is a power of two.
    let (id, base, image_channels, image_side, middle, sigmoid) = match id {
        "mnist_dcgan" => ("mnist_dcgan", 28, 1, 28, 3, true),
        "cifar_dcgan" => ("cifar_dcgan", 256, 3, 32, 4, false),
        _ => return None,
    };
    let scaled = |channels: usize| ((channels as f64 * width).round() as usize).max(1);
    let (one, two, four) = (scaled(base), scaled(2 * base), scaled(4 * base));
    let down = [image_channels, one, two, four, 1];
    let up = [NOISE, four, two, one, image_channels];
    let down_by: [Geometry; 4] = [
        (4, 2, 1, false),
        (4, 2, 1, true),
        (middle, 2, 1, true),
        (4, 1, 0, false),
    ];
    let up_by: [Geometry; 4] = [
        (4, 1, 0, true),
        (middle, 2, 1, true),
        (4, 2, 1, true),
        (4, 2, 1, false),
    ];
    Some(Network {
        id,
        width,
        image_channels,
        image_side,
        sigmoid,
        generator: chain(Player::Generator, 1, &up, &up_by),
        discriminator: chain(Player::Discriminator, image_side, &down, &down_by),
    })
}

fn chain(player: Player, side: usize, channels: &[usize; 5], by: &[Geometry; 4]) -> Vec<Layer> {
    let (letter, kind) = match player {
        Player::Generator => ('g', Kind::Transposed),
        Player::Discriminator => ('d', Kind::Conv),
    };
    let mut side_in = side;
    let layer = |(i, &(kernel, stride, padding, batch_norm)): (usize, &Geometry)| {
        let side_out = match kind {
            Kind::Conv => (side_in + 2 * padding - kernel) / stride + 1,
            Kind::Transposed => (side_in - 1) * stride + kernel - 2 * padding,
        };
        let layer = Layer {
            name: format!("{letter}{}", i + 1),
            player,
            kind,
            channels_in: channels[i],
            channels_out: channels[i + 1],
            kernel,
            stride,
            padding,
            side_in,
            side_out,
            batch_norm,
        };
        side_in = side_out;
        layer
    };
    by.iter().enumerate().map(layer).collect()
}

/// How often a step runs each pass of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Forward and tangent passes.
    pub forward: usize,
    /// Input gradients.
    pub input_gradient: usize,
    /// Weight gradients.
    pub weight_gradient: usize,
}

impl Counts {
    /// Of one pass.
    pub fn of(&self, pass: Pass) -> usize {
        match pass {
            Pass::Forward => self.forward,
            Pass::InputGradient => self.input_gradient,
            Pass::WeightGradient => self.weight_gradient,
        }
    }
}

impl Network {
    /// Every layer, generator first.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.generator.iter().chain(&self.discriminator)
    }

    /// Passes of one WGAN-GP step in which both players share the backward pass through the
    /// discriminator at the fake batch, and the penalty is one forward-over-reverse pass.
    pub fn counts(&self, layer: &Layer) -> Counts {
        let first = layer.name.ends_with('1');
        match layer.player {
            Player::Generator => Counts {
                forward: 1,
                input_gradient: usize::from(!first),
                weight_gradient: 1,
            },
            Player::Discriminator => {
                // Without a sigmoid the last output is linear: its adjoint is constant, so
                // the tangent of the reverse pass starts one layer lower.
                let curved = self.sigmoid || layer.name != "d4";
                let second_order = curved && !first;
                Counts {
                    // real, fake, mixture; tangent along the penalty direction
                    forward: 3 + 1,
                    // real; fake (down to the image, for the generator); mixture; its tangent
                    input_gradient: usize::from(!first) + 1 + 1 + usize::from(second_order),
                    // real, fake; penalty through the adjoint and through its tangent
                    weight_gradient: 2 + 1 + usize::from(curved),
                }
            }
        }
    }

    /// Operations of the products of one whole step. An implementation that skips products
    /// with padding or uses a fast transform does fewer: its GFLOP/s are then "useful" ones.
    pub fn step_flops(&self, batch: usize) -> f64 {
        self.layers()
            .map(|layer| {
                let counts = self.counts(layer);
                let passes: usize = PASSES.iter().map(|&pass| counts.of(pass)).sum();
                passes as f64 * layer.flops(batch)
            })
            .sum()
    }
}
