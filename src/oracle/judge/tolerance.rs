//! How far a step done in floats may lie from ours.
//!
//! A prediction is a [`Running`] number r: the textbook's formula, with a bound on what its own
//! roundings may have done. Another implementation may add, multiply and divide in another order
//! and fuse products into sums: it rounds at most twice as often as the textbook. Hence
//! |logged − r| ≤ 2 (u + 2⁻⁵³) error(r), where u is that of the transcript's scalar and 2⁻⁵³
//! is for our own value. What is logged is exact: it was consumed as it stands.
//!
//! Sums over n coordinates are taken in every order that there is: at the worst a sum is off by
//! n u Σ|tᵢ|. Beyond 512 terms no more than 512 u Σ|tᵢ| is allowed, which a change of h by 10⁻⁴ still
//! sticks out of in f32: [`summation`]. Pairwise and blocked sums (numpy.sum, torch.sum, jax.numpy)
//! stay below 10 u Σ|tᵢ| at 10⁷ terms; inner products of BLAS and torch.norm do not at 10⁶, and whose
//! run that explains is told so: [`lost_sums`](super::lost_sums).

use crate::scalar::{Precision, Rational, Rounding, Running, Scalar};

/// Roundings of another order of evaluation for each of ours.
pub(super) const ORDERS: f64 = 2.0;

/// The same for whatever a game computes: derivatives by autodiff pass forward and backward, which
/// again doubles the roundings of a closed form.
pub(super) const DERIVATIVES: f64 = 2.0 * ORDERS;

/// What a verdict says about the bound it prints.
pub(super) const EXPLANATION: &str = "\
The bound is 2 (u + 2^-53) error: the textbook's own roundings at this step, followed one by one,
twice over for other orders of evaluation; sums over n entries may lose min(n, 512) u of their terms.";

/// How far a logged number may lie from the prediction.
#[inline(always)]
pub(super) fn bound<T: Precision>(predicted: Running<T>, orders: f64) -> f64 {
    orders * predicted.radius()
}

/// c(n): a sum of n terms may be off by c(n) u Σ|tᵢ|.
pub(super) fn summation(n: usize) -> f64 {
    n.min(512) as f64
}

/// A hyper-parameter, with the error of holding it in `T`.
///
/// An implementation may hold it in `T` or in doubles. That error does not depend on the order of
/// evaluation, so it must come out of [`bound`] once, not twice.
pub(super) fn held<T: Precision>(number: &Rational) -> Running<T> {
    let number = Running::<T>::from_rational(number);
    Running::with_error(number.to_f64(), number.error() / ORDERS)
}

/// A field that we evaluate in place of one that was logged.
pub(super) fn evaluated<T: Precision>(entry: Running<T>) -> Running<T> {
    Running::with_error(entry.to_f64(), entry.error() * (DERIVATIVES / ORDERS))
}
