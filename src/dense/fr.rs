//! Follow-the-Ridge: descent in x, and for y ascent with a correction that keeps it on the ridge
//! ∇ᵧf = 0.

use super::derivatives::{Derivatives, solve_vector, stacked};
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Fr;
use nalgebra::DVector;

/// One step: x − hx gx, y + hy gy + hx f_yy⁻¹ f_yx gx.
///
/// # Errors
/// `DimensionMismatch`, `Negative` (hx, hy), `NonFinite` (p, v, J, hx, hy), `Singular` (f_yy), `NotRepresentable`.
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// HFR, section 2.3, from Wang, Zhang & Ba 2020.
///
/// # Examples
/// ```
/// use gnash::{dense::fr, game::Quadratic, spec::{Fr, Steps}};
/// use nalgebra::DVector;
/// // g1 = −3x² − y² + 4xy at (1, 1): gx = −2, gy = 2, f_yy⁻¹ f_yx gx = 4·(−2)/(−2) = 4
/// let params = Fr { steps: Steps { x: 0.25, y: 0.5 } };
/// let next = fr::step(&Quadratic::g1(), &params, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [1.5, 3.0]);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Fr<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    let (hx, hy) = (params.steps.x.clone(), params.steps.y.clone());
    let d = Derivatives::at(game, p)?;
    let ridge = solve_vector("f_yx gx", &d.d_yy, &d.d_yx * &d.grad_x)?;
    let change_x = -&d.grad_x * hx.clone();
    let change_y = d.grad_y * hy + ridge * hx;
    check::moved(p, stacked(&change_x, &change_y))
}
