//! Gauss-Newton: p + h A(p) v, A = B⁻¹ or B⁻¹ − I with B = λI + v vᵀ.

use super::{DenseError, RankOne, check};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::{Form, Gn};
use nalgebra::{DMatrix, DVector};

/// B(p) from v(p), after checking h; λ and v are checked by [`RankOne::new`].
pub(super) fn rank_one<S: Scalar>(params: &Gn<S>, v: DVector<S>) -> Result<RankOne<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    RankOne::new(v, params.damping.clone())
}

/// One step, the fixed-point map F(p) = p + h A v = p + hφ v.
///
/// By *collapse* it is a descent-ascent step of length hφ(‖v‖²). With
/// `InverseMinusIdentity` every point with ‖v‖² = 1 − λ is fixed, equilibrium or not.
///
/// # Errors
/// `DimensionMismatch`, `NonFinite` (p, v, h, λ), `NotPositive` (λ), `NotRepresentable` (A v or
/// the new point).
///
/// # Numerics
/// Field operations only: exact on rationals; on floats as [`RankOne::direction`].
///
/// # Source
/// GN, section 3.
///
/// # Examples
/// ```
/// use gnash::{dense::gn, game::Quadratic, spec::{Form, Gn}};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// let params = Gn { step: 1.0, damping: 0.75, form: Form::Inverse };
/// // v = (−½, 0), φ = 1/(0.75 + 0.25) = 1
/// let next = gn::step(&game, &params, &DVector::from_vec(vec![0.0, 0.5]))?;
/// assert_eq!(next.as_slice(), [-0.5, 0.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Gn<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let b = rank_one(params, check::field(game, p)?)?;
    check::moved(p, b.direction(params.form)? * params.step.clone())
}

/// F'(p) = I + h(φI + 2φ' v vᵀ) J, the exact Jacobian of the step.
///
/// As φ' = −1/(λ + s)², the second term is −2 u uᵀ with u = B⁻¹v: no square can overflow alone.
///
/// # Errors
/// As [`step`]; also `NonFinite` for J, and `NotRepresentable` for φ and F'.
pub fn map_jacobian<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &Gn<S>,
    p: &DVector<S>,
) -> Result<DMatrix<S>, DenseError> {
    let n = game.dim();
    let b = rank_one(params, check::field(game, p)?)?;
    let jacobian = game.jacobian(p);
    check::size("the number of rows of J", n, jacobian.nrows())?;
    check::size("the number of columns of J", n, jacobian.ncols())?;
    check::finite("the Jacobian J", jacobian.as_slice())?;
    let u = b.direction(Form::Inverse)?;
    let phi = b.phi(params.form)?;
    // (φI − 2uuᵀ) J = φJ − 2u(uᵀJ)
    let two_u = &u * S::from_i64(2);
    let slope = &jacobian * phi - two_u * (u.transpose() * &jacobian);
    let map = DMatrix::from_diagonal_element(n, n, S::one()) + slope * params.step.clone();
    match map.iter().position(|e| !e.is_finite()) {
        None => Ok(map),
        Some(index) => Err(DenseError::NotRepresentable {
            what: "F'",
            index,
            value: map[index].shown(),
        }),
    }
}
