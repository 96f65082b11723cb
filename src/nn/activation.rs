//! Elementwise activations: forward, vjp, jvp, and the tangent of the vjp.
//!
//! All derivatives are written in the *output* a = φ(z), so only a need be kept:
//! φ' = 1 or slope (by the sign of a), 1 − a² (tanh), a(1 − a) (sigmoid), and the term that
//! curvature adds to a tangent adjoint, φ''(z) ż, is −2a·ȧ (tanh), (1 − 2a)·ȧ (sigmoid), 0 else.
//! At z = 0 the ReLUs take the left derivative, as torch does.

use super::lanes::vectorised;
use super::{Element, NetworkError};

/// The activations of the networks here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// a = z.
    Identity,
    /// a = max(z, 0).
    Relu,
    /// a = z for z > 0, slope·z else, 0 < slope ≤ 1.
    LeakyRelu {
        /// Slope on the negative side.
        slope: f64,
    },
    /// a = tanh z.
    Tanh,
    /// a = 1/(1 + e⁻ᶻ).
    Sigmoid,
}

impl Activation {
    /// Checks the slope.
    ///
    /// # Errors
    /// `Slope` unless 0 < slope ≤ 1: the sign of z must be visible in a.
    pub fn check(self) -> Result<Self, NetworkError> {
        match self {
            Self::LeakyRelu { slope } if !(slope > 0.0 && slope <= 1.0) => {
                Err(NetworkError::Slope { slope })
            }
            other => Ok(other),
        }
    }

    /// a ← φ(a), in place.
    pub fn forward<T: Element>(self, a: &mut [T]) {
        vectorised(
            #[inline(always)]
            || self.forward_row(a),
        );
    }

    /// grad ← φ'(z)·grad, in place, given a = φ(z): the vjp, and (φ' being diagonal) also the jvp.
    ///
    /// # Shapes
    /// grad and a have one length.
    pub fn vjp<T: Element>(self, grad: &mut [T], a: &[T]) {
        vectorised(
            #[inline(always)]
            || self.scale_row(grad, a),
        );
    }

    /// ȧ ← φ'(z)·ż, in place, given a = φ(z).
    ///
    /// # Shapes
    /// As [`Activation::vjp`].
    pub fn jvp<T: Element>(self, tangent: &mut [T], a: &[T]) {
        self.vjp(tangent, a);
    }

    /// Tangent of the vjp, in place: ġ ← φ'(z)·ġ + g·φ''(z)·ż, with g the adjoint of a.
    ///
    /// # Shapes
    /// All of one length; `a_dot` is ȧ = φ'(z)·ż.
    pub fn vjp_tangent<T: Element>(self, grad_dot: &mut [T], grad: &[T], a: &[T], a_dot: &[T]) {
        vectorised(
            #[inline(always)]
            || self.curve_row(grad_dot, grad, a, a_dot),
        );
    }

    #[inline(always)]
    pub(super) fn forward_row<T: Element>(self, a: &mut [T]) {
        let zero = T::zero();
        match self {
            Self::Identity => {}
            Self::Relu => a
                .iter_mut()
                .for_each(|z| *z = if *z > zero { *z } else { zero }),
            Self::LeakyRelu { slope } => {
                let slope = T::constant(slope);
                a.iter_mut()
                    .for_each(|z| *z = if *z > zero { *z } else { slope * *z });
            }
            Self::Tanh => a.iter_mut().for_each(|z| *z = z.tanh()),
            Self::Sigmoid => a.iter_mut().for_each(|z| *z = z.sigmoid()),
        }
    }

    #[inline(always)]
    pub(super) fn scale_row<T: Element>(self, grad: &mut [T], a: &[T]) {
        let (zero, one) = (T::zero(), T::one());
        let pairs = grad.iter_mut().zip(a);
        match self {
            Self::Identity => {}
            Self::Relu => pairs.for_each(|(g, &a)| *g = if a > zero { *g } else { zero }),
            Self::LeakyRelu { slope } => {
                let slope = T::constant(slope);
                pairs.for_each(|(g, &a)| *g = if a > zero { *g } else { slope * *g });
            }
            Self::Tanh => pairs.for_each(|(g, &a)| *g *= one - a * a),
            Self::Sigmoid => pairs.for_each(|(g, &a)| *g *= a * (one - a)),
        }
    }

    #[inline(always)]
    pub(super) fn curve_row<T: Element>(
        self,
        grad_dot: &mut [T],
        grad: &[T],
        a: &[T],
        a_dot: &[T],
    ) {
        self.scale_row(grad_dot, a);
        let (one, two) = (T::one(), T::constant(2.0));
        let terms = grad_dot.iter_mut().zip(grad).zip(a.iter().zip(a_dot));
        match self {
            Self::Tanh => terms.for_each(|((gd, &g), (&a, &ad))| *gd -= g * two * a * ad),
            Self::Sigmoid => {
                terms.for_each(|((gd, &g), (&a, &ad))| *gd += g * (one - two * a) * ad)
            }
            Self::Identity | Self::Relu | Self::LeakyRelu { .. } => {}
        }
    }
}
