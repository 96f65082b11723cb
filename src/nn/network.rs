//! A chain of layers and the layout of its parameters in one flat slice.

use super::{Layer, NetworkError, Shape};
use std::ops::Range;

/// What a parameter tensor is, which also says how it is initialised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Weight of an affine map.
    Weight,
    /// Bias per output channel.
    Bias,
    /// γ of batch normalisation.
    Gamma,
    /// β of batch normalisation.
    Beta,
}

/// One tensor of a network's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterTensor {
    /// Layer index and kind, such as `2.weight`.
    pub name: String,
    /// Dimensions, as torch orders them.
    pub shape: Vec<usize>,
    /// Where it lies in the flat slice.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ParameterKind,
}

/// Ranges of one layer's parameters in the flat slice.
#[derive(Clone, Debug)]
pub(super) struct Offsets {
    pub weight: Range<usize>,
    pub bias: Option<Range<usize>>,
    pub norm: Option<(Range<usize>, Range<usize>)>,
}

/// A chain of layers. It holds sizes only: parameters and activations live elsewhere.
#[derive(Clone, Debug)]
pub struct Network {
    pub(super) layers: Vec<Layer>,
    pub(super) offsets: Vec<Offsets>,
    tensors: Vec<ParameterTensor>,
}

impl Network {
    /// Chains the layers; parameters are laid out layer by layer as weight, bias, γ, β.
    ///
    /// # Errors
    /// `Empty`; `ShapeMismatch` if a layer's input is not the output before it; `Slope`.
    pub fn new(layers: Vec<Layer>) -> Result<Self, NetworkError> {
        let first = layers.first().ok_or(NetworkError::Empty)?;
        let mut shape = first.affine.input();
        for (index, layer) in layers.iter().enumerate() {
            let expected = layer.affine.input();
            let flattens =
                matches!(layer.affine, super::Affine::Linear(_)) && expected.len() == shape.len();
            if expected != shape && !flattens {
                return Err(NetworkError::ShapeMismatch {
                    layer: index,
                    expected,
                    found: shape,
                });
            }
            layer.activation.check()?;
            shape = layer.affine.output();
        }
        let mut tensors = Vec::new();
        let offsets = layers
            .iter()
            .enumerate()
            .map(|(i, layer)| lay_out(&mut tensors, i, layer))
            .collect();
        Ok(Self {
            layers,
            offsets,
            tensors,
        })
    }

    /// The layers.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// What goes in.
    pub fn input(&self) -> Shape {
        self.layers[0].affine.input()
    }

    /// What comes out.
    pub fn output(&self) -> Shape {
        self.layers[self.layers.len() - 1].affine.output()
    }

    /// The parameter tensors in order.
    pub fn tensors(&self) -> &[ParameterTensor] {
        &self.tensors
    }

    /// Scalars of all parameters.
    pub fn parameter_len(&self) -> usize {
        self.tensors.last().map_or(0, |t| t.range.end)
    }
}

fn lay_out(tensors: &mut Vec<ParameterTensor>, index: usize, layer: &Layer) -> Offsets {
    let channels = layer.affine.output().channels;
    let mut push = |label: &str, shape: Vec<usize>, kind| {
        let start = tensors.last().map_or(0, |t| t.range.end);
        let range = start..start + shape.iter().product::<usize>();
        tensors.push(ParameterTensor {
            name: format!("{index}.{label}"),
            shape,
            range: range.clone(),
            kind,
        });
        range
    };
    let weight = push("weight", layer.affine.weight_shape(), ParameterKind::Weight);
    let bias = layer
        .bias
        .then(|| push("bias", vec![channels], ParameterKind::Bias));
    let norm = layer.batch_norm.then(|| {
        let gamma = push("gamma", vec![channels], ParameterKind::Gamma);
        (gamma, push("beta", vec![channels], ParameterKind::Beta))
    });
    Offsets { weight, bias, norm }
}
