//! Initial parameters.

use super::{Element, Network, ParameterKind};

/// Weights from N(0, `deviation`²), biases and β zero, γ one.
///
/// # Shapes
/// params: [`Network::parameter_len`]; `normal` returns the next standard normal.
pub fn normal<T: Element>(
    network: &Network,
    deviation: f64,
    params: &mut [T],
    mut normal: impl FnMut() -> f64,
) {
    for tensor in network.tensors() {
        for p in &mut params[tensor.range.clone()] {
            *p = match tensor.kind {
                ParameterKind::Weight => T::constant(deviation * normal()),
                ParameterKind::Gamma => T::one(),
                ParameterKind::Bias | ParameterKind::Beta => T::zero(),
            };
        }
    }
}
