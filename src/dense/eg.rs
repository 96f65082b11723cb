//! Extragradient: p + h v(p + h v(p)).

use super::{DenseError, check, gda};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::Eg;
use nalgebra::DVector;

/// One step: q = p + h v(p), then p + h v(q). With two step sizes each player uses his own twice.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite` (p, hx, hy, v(p), v(q)), `Negative` (hx, hy),
/// `NotRepresentable` (q or the new point).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// EG: Korpelevich 1976, without constraints.
///
/// # Examples
/// ```
/// use gnash::{dense::eg, game::Quadratic, spec::{Eg, Steps}};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// // f = xy: v = (−y, x). From (1, 0): q = (1, ½), v(q) = (−½, 1)
/// let method = Eg { steps: Steps::same(0.5) };
/// let next = eg::step(&game, &method, &DVector::from_vec(vec![1.0, 0.0]))?;
/// assert_eq!(next.as_slice(), [0.75, 0.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Eg<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    // q = p + h v(p)
    let v = check::field(game, p)?;
    let q = check::moved(p, gda::scaled(&params.steps, game.nx(), &v))?;
    // p + h v(q)
    let v_mid = check::field(game, &q)?;
    check::moved(p, gda::scaled(&params.steps, game.nx(), &v_mid))
}
