//! Layer kernels (forward, vjp, jvp), shapes, parameter layout, initialisation.
//!
//! Knows no games and no optimizers. Every kernel is generic over [`Element`]: f32 and f64 go
//! straight to faer's products; [`Dual`](crate::scalar::Dual) elements run the same code and so
//! turn any gradient into an exact Hessian-vector product.
//!
//! # Layout
//! Activations are stored channel first and batch innermost, `CHWN`:
//! element (n, c, h, w) lives at `((c*H + h)*W + w)*N + n`. Then a channel is one contiguous row
//! (batch normalisation), a pixel is one contiguous run of N (im2col copies runs), and a layer's
//! product is one matrix product over the whole batch.
//!
//! # Size letters
//! N batch, C channels, H × W plane, K kernel side, P = H·W·N.
//!
//! # Main items
//! * [`Conv2d`], [`ConvTranspose2d`], [`Linear`]: maps that are bilinear in (input, weight), so
//!   forward, both adjoints, and the tangents of all three come from the same products;
//! * [`batch_norm`], [`activation`]: row kernels with forward, vjp, jvp and the tangent of the vjp;
//! * [`Network`] with [`Tape`]: a chain of [`Layer`]s, its reverse sweep, and the
//!   forward-over-reverse sweep that differentiates an input gradient.
//!
//! Left out: graphs, automatic differentiation in general, data types below f32; tangents in γ and β,
//! which dual elements give.

pub mod activation;
pub mod batch_norm;
mod conv2d;
mod conv_transpose2d;
mod element;
mod error;
mod im2col;
pub mod init;
mod lanes;
mod layer;
mod linear;
mod network;
mod shape;
mod sweeps;
mod tape;

pub use activation::Activation;
pub use conv_transpose2d::ConvTranspose2d;
pub use conv2d::Conv2d;
pub use element::{Accumulate, Element, Matrix, matmul};
pub use error::NetworkError;
pub use im2col::{col2im, im2col};
pub use layer::{Affine, Layer};
pub use linear::Linear;
pub use network::{Network, ParameterKind, ParameterTensor};
pub use shape::Shape;
pub use tape::{Moments, Tape};
