//! Activations, entry by entry. At a kink the derivative is torch's: that of the left side.

use super::tensor::Tensor;
use gnash::scalar::Real;

/// What is applied to every entry of a layer's output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// a.
    None,
    /// max(0, a).
    Relu,
    /// a if a > 0, otherwise slope·a.
    LeakyRelu(f64),
    /// tanh a.
    Tanh,
    /// 1/(1 + e⁻ᵃ).
    Sigmoid,
}

impl Activation {
    /// The activation of one number.
    pub fn value<T: Real>(self, a: T) -> T {
        let positive = a > T::zero();
        match self {
            Self::None => a,
            Self::Relu if positive => a,
            Self::Relu => T::zero(),
            Self::LeakyRelu(_) if positive => a,
            Self::LeakyRelu(slope) => T::constant(slope) * a,
            Self::Tanh => a.tanh(),
            Self::Sigmoid => a.sigmoid(),
        }
    }

    /// Its derivative at a.
    pub fn derivative<T: Real>(self, a: T) -> T {
        let one = T::one();
        let positive = a > T::zero();
        match self {
            Self::None => one,
            Self::Relu | Self::LeakyRelu(_) if positive => one,
            Self::Relu => T::zero(),
            Self::LeakyRelu(slope) => T::constant(slope),
            Self::Tanh => one - a.tanh() * a.tanh(),
            Self::Sigmoid => a.sigmoid() * (one - a.sigmoid()),
        }
    }
}

/// The activation of every entry.
pub fn activation_forward<T: Real>(input: &Tensor<T>, activation: Activation) -> Tensor<T> {
    input.map(|a| activation.value(a))
}

/// derivative(input) · grad_output.
pub fn activation_vjp<T: Real>(
    input: &Tensor<T>,
    activation: Activation,
    grad_output: &Tensor<T>,
) -> Tensor<T> {
    input.zip(grad_output, |a, g| activation.derivative(a) * g)
}
