//! A network as a list of layers with one flat parameter slice.
//!
//! A layer is linear map, batch normalisation (if any), activation. Its parameters lie in the
//! order weight, bias (if any), γ, β (if normalised); layers follow each other.

use super::activation::{Activation, activation_forward, activation_vjp};
use super::batch_norm::{
    Running, Statistics, batch_norm_inference, batch_norm_training, batch_norm_training_vjp,
};
use super::conv::{self, Gradients, Window};
use super::linear;
use super::tensor::Tensor;
use gnash::scalar::Real;

/// The linear map of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Weight [Co, Ci, K, K].
    Conv(Window),
    /// Weight [Ci, Co, K, K].
    ConvTranspose(Window),
    /// Weight [out, C·H·W]; the output is out×1×1.
    Linear,
}

/// One layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// The linear map.
    pub kind: Kind,
    /// Output channels.
    pub outputs: usize,
    /// Whether a bias is added.
    pub bias: bool,
    /// Whether the result is normalised over the batch.
    pub batch_norm: bool,
    /// What comes last.
    pub activation: Activation,
}

/// Layers and the sizes [C, H, W] of what enters the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// [C, H, W] of the input.
    pub input: [usize; 3],
    /// The layers, first to last.
    pub layers: Vec<Layer>,
}

/// Parameters of one layer, or their gradients.
#[derive(Clone, Copy, Debug)]
struct Parameters<'a, T> {
    weight: &'a [T],
    bias: Option<&'a [T]>,
    /// γ, β.
    affine: Option<(&'a [T], &'a [T])>,
}

/// What one layer saw during a forward pass.
#[derive(Clone, Debug)]
pub struct LayerTrace<T> {
    /// What entered.
    pub input: Tensor<T>,
    /// After the linear map.
    pub mapped: Tensor<T>,
    /// After batch normalisation, before the activation.
    pub normed: Tensor<T>,
    /// The batch's statistics, if normalised.
    pub statistics: Option<Statistics<T>>,
    /// After the activation.
    pub output: Tensor<T>,
}

impl Layer {
    /// [C, H, W] of the output.
    fn output(&self, [_, h, w]: [usize; 3]) -> [usize; 3] {
        let size = |side: usize| match self.kind {
            Kind::Conv(window) => window.conv_output(side),
            Kind::ConvTranspose(window) => window.transpose_output(side),
            Kind::Linear => 1,
        };
        [self.outputs, size(h), size(w)]
    }

    fn weight_count(&self, [c, h, w]: [usize; 3]) -> usize {
        match self.kind {
            Kind::Conv(window) | Kind::ConvTranspose(window) => {
                c * self.outputs * window.kernel * window.kernel
            }
            Kind::Linear => c * h * w * self.outputs,
        }
    }

    fn parameter_count(&self, input: [usize; 3]) -> usize {
        let vectors = usize::from(self.bias) + 2 * usize::from(self.batch_norm);
        self.weight_count(input) + vectors * self.outputs
    }

    fn split<'a, T>(&self, input: [usize; 3], p: &'a [T]) -> Parameters<'a, T> {
        let (weight, rest) = p.split_at(self.weight_count(input));
        let (bias, affine) = rest.split_at(if self.bias { self.outputs } else { 0 });
        Parameters {
            weight,
            bias: self.bias.then_some(bias),
            affine: self.batch_norm.then(|| affine.split_at(self.outputs)),
        }
    }

    fn map<T: Real>(&self, p: Parameters<'_, T>, input: &Tensor<T>) -> Tensor<T> {
        match self.kind {
            Kind::Conv(window) => {
                conv::conv2d_forward(input, p.weight, p.bias, self.outputs, window)
            }
            Kind::ConvTranspose(window) => {
                conv::conv_transpose2d_forward(input, p.weight, p.bias, self.outputs, window)
            }
            Kind::Linear => linear::linear_forward(input, p.weight, p.bias, self.outputs),
        }
    }

    fn map_vjp<T: Real>(
        &self,
        p: Parameters<'_, T>,
        input: &Tensor<T>,
        grad: &Tensor<T>,
    ) -> Gradients<T> {
        match self.kind {
            Kind::Conv(window) => conv::conv2d_vjp(input, p.weight, grad, window),
            Kind::ConvTranspose(window) => {
                conv::conv_transpose2d_vjp(input, p.weight, grad, window)
            }
            Kind::Linear => linear::linear_vjp(input, p.weight, grad),
        }
    }

    fn forward<T: Real>(&self, p: Parameters<'_, T>, input: &Tensor<T>) -> LayerTrace<T> {
        let mapped = self.map(p, input);
        let (normed, statistics) = match p.affine {
            None => (mapped.clone(), None),
            Some((gamma, beta)) => {
                let (normed, stats) = batch_norm_training(&mapped, gamma, beta);
                (normed, Some(stats))
            }
        };
        LayerTrace {
            input: input.clone(),
            output: activation_forward(&normed, self.activation),
            mapped,
            normed,
            statistics,
        }
    }

    /// Gradients with respect to the input and the layer's parameters in their order.
    fn backward<T: Real>(
        &self,
        p: Parameters<'_, T>,
        trace: &LayerTrace<T>,
        grad_output: &Tensor<T>,
    ) -> (Tensor<T>, Vec<T>) {
        let mut grad = activation_vjp(&trace.normed, self.activation, grad_output);
        let mut grad_affine = vec![];
        if let Some((gamma, _)) = p.affine {
            let grads = batch_norm_training_vjp(&trace.mapped, gamma, &grad);
            grad = grads.input;
            grad_affine = [grads.gamma, grads.beta].concat();
        }
        let grads = self.map_vjp(p, &trace.input, &grad);
        let mut grad_p = grads.weight;
        if self.bias {
            grad_p.extend(grads.bias);
        }
        grad_p.extend(grad_affine);
        (grads.input, grad_p)
    }
}

impl Network {
    /// [C, H, W] of the output.
    pub fn output(&self) -> [usize; 3] {
        let layers = self.layers.iter();
        layers.fold(self.input, |size, layer| layer.output(size))
    }

    /// Each layer with its input size and its range in the flat parameter slice.
    fn walk(&self) -> Vec<(Layer, [usize; 3], std::ops::Range<usize>)> {
        let (mut size, mut start, mut steps) = (self.input, 0, vec![]);
        for layer in &self.layers {
            let end = start + layer.parameter_count(size);
            steps.push((*layer, size, start..end));
            (size, start) = (layer.output(size), end);
        }
        steps
    }

    /// Length of the flat parameter slice.
    pub fn parameter_count(&self) -> usize {
        self.walk().last().map_or(0, |(_, _, range)| range.end)
    }

    /// A forward pass with the batch's own statistics, layer by layer.
    pub fn trace<T: Real>(&self, p: &[T], input: &Tensor<T>) -> Vec<LayerTrace<T>> {
        assert_eq!(p.len(), self.parameter_count(), "parameters");
        assert_eq!(input.dims[1..], self.input, "C, H, W of the input");
        let mut traces: Vec<LayerTrace<T>> = vec![];
        for (layer, size, range) in self.walk() {
            let entering = traces.last().map_or(input, |trace| &trace.output);
            traces.push(layer.forward(layer.split(size, &p[range]), entering));
        }
        traces
    }

    /// The output of a forward pass with the batch's own statistics.
    pub fn forward<T: Real>(&self, p: &[T], input: &Tensor<T>) -> Tensor<T> {
        let last = self.trace(p, input).pop();
        last.map_or_else(|| input.clone(), |trace| trace.output)
    }

    /// The output of a forward pass with running statistics, one per normalised layer in order.
    pub fn forward_inference<T: Real>(
        &self,
        p: &[T],
        input: &Tensor<T>,
        running: &[Running<T>],
    ) -> Tensor<T> {
        let mut running = running.iter();
        let mut value = input.clone();
        for (layer, size, range) in self.walk() {
            let parameters = layer.split(size, &p[range]);
            value = layer.map(parameters, &value);
            if let Some((gamma, beta)) = parameters.affine {
                let statistics = running
                    .next()
                    .expect("statistics of every normalised layer");
                value = batch_norm_inference(&value, gamma, beta, statistics);
            }
            value = activation_forward(&value, layer.activation);
        }
        value
    }

    /// Gradients of ⟨grad_output, output⟩ with respect to the input and to `p`.
    pub fn vjp<T: Real>(
        &self,
        p: &[T],
        input: &Tensor<T>,
        grad_output: &Tensor<T>,
    ) -> (Tensor<T>, Vec<T>) {
        let traces = self.trace(p, input);
        let mut grad = grad_output.clone();
        let mut grad_p = vec![T::zero(); p.len()];
        for ((layer, size, range), trace) in self.walk().into_iter().zip(&traces).rev() {
            let parameters = layer.split(size, &p[range.clone()]);
            let (grad_input, grad_layer) = layer.backward(parameters, trace, &grad);
            grad_p[range].copy_from_slice(&grad_layer);
            grad = grad_input;
        }
        (grad, grad_p)
    }

    /// The same network, without its last activation if that is a sigmoid.
    pub fn without_final_sigmoid(&self) -> Self {
        let mut network = self.clone();
        if let Some(last) = network.layers.last_mut()
            && last.activation == Activation::Sigmoid
        {
            last.activation = Activation::None;
        }
        network
    }
}
