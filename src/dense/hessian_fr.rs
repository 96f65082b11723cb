//! HessianFR: Follow-the-Ridge with a Newton step for y mixed in.
//!
//! b solves f_yy b = hy2 gy − hx f_yx gx; `hessian_fr_cg` and `hessian_fr_diag` share everything
//! here but that solution.

use super::derivatives::{gradients, solve_vector, split, stacked};
use super::{DenseError, check, derivatives};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::HessianFr;
use nalgebra::{DMatrix, DVector};

/// One step: x − hx gx, y + hy1 gy − b, f_yy b = hy2 gy − hx f_yx gx.
///
/// With `difference` α, f_yx gx is replaced by (gy(x + α gx, y) − gy(x, y))/α.
///
/// # Errors
/// `DimensionMismatch`, `Negative` (hx, hy1, hy2), `NonFinite` (p, v, J, hyper-parameters; v also at (x + α gx, y)),
/// `Zero` (α), `Singular` (f_yy), `NotRepresentable`.
///
/// # Numerics
/// Field operations only: exact on rationals. The difference is exact where gy is affine in x;
/// otherwise it costs O(α) and, on floats, O(u/α). α may be negative: with α = −hx, hy1 = 0 and
/// hy2 = 1 the step is `gdn`'s with the old f_yy, in every game.
///
/// # Source
/// HFR, algorithm 3.1, (3.2) and (3.3).
///
/// # Examples
/// ```
/// use gnash::{dense::hessian_fr, game::Quadratic, spec::HessianFr};
/// use nalgebra::DVector;
/// // g1 = −3x² − y² + 4xy at (1, 1): gx = −2, gy = 2, f_yx gx = −8, f_yy = −2,
/// // b = (½·2 + ¼·8)/(−2) = −3/2
/// let params = HessianFr { step_x: 0.25, step_y: 0.5, newton: 0.5, difference: None };
/// let next = hessian_fr::step(&Quadratic::g1(), &params, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [1.5, 3.5]);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &HessianFr<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let system = System::at(game, params, p)?;
    let d_yy = d_yy(game, p)?;
    let b = solve_vector(RHS, &d_yy, system.rhs.clone())?;
    system.moved(params, p, &b)
}

const RHS: &str = "hy2 gy − hx f_yx gx";

/// f_yy and hy2 gy − hx f_yx gx at p: b solves this system, or is what CG makes of it.
///
/// # Errors
/// As [`step`], without `Singular`.
pub fn system<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &HessianFr<S>,
    p: &DVector<S>,
) -> Result<(DMatrix<S>, DVector<S>), DenseError> {
    let system = System::at(game, params, p)?;
    Ok((d_yy(game, p)?, system.rhs))
}

/// f_yy at p, checked.
pub(super) fn d_yy<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    p: &DVector<S>,
) -> Result<DMatrix<S>, DenseError> {
    let (nx, ny) = (game.nx(), game.ny());
    let j = derivatives::jacobian(game, p)?;
    Ok(j.view((nx, nx), (ny, ny)).into_owned())
}

/// What the three variants know before they solve for b.
pub(super) struct System<S> {
    grad_x: DVector<S>,
    grad_y: DVector<S>,
    /// hy2 gy − hx f_yx gx.
    pub rhs: DVector<S>,
}

impl<S: Scalar> System<S> {
    /// The gradients and the right-hand side at p.
    pub fn at<G: Game<S> + ?Sized>(
        game: &G,
        params: &HessianFr<S>,
        p: &DVector<S>,
    ) -> Result<Self, DenseError> {
        check::steps(&[("hx", &params.step_x), ("hy1", &params.step_y)])?;
        check::steps(&[("hy2", &params.newton)])?;
        let (grad_x, grad_y) = gradients(game, p)?;
        let mixed = match &params.difference {
            None => {
                let (nx, ny) = (game.nx(), game.ny());
                derivatives::jacobian(game, p)?.view((nx, 0), (ny, nx)) * &grad_x
            }
            Some(alpha) => difference(game, p, alpha, &grad_x, &grad_y)?,
        };
        let rhs = &grad_y * params.newton.clone() - mixed * params.step_x.clone();
        let rhs = check::result(RHS, rhs)?;
        Ok(Self {
            grad_x,
            grad_y,
            rhs,
        })
    }

    /// (x − hx gx, y + hy1 gy − b).
    pub fn moved(
        self,
        params: &HessianFr<S>,
        p: &DVector<S>,
        b: &DVector<S>,
    ) -> Result<DVector<S>, DenseError> {
        let change_x = -self.grad_x * params.step_x.clone();
        let change_y = self.grad_y * params.step_y.clone() - b;
        check::moved(p, stacked(&change_x, &change_y))
    }
}

/// (gy(x + α gx, y) − gy(x, y))/α.
fn difference<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    p: &DVector<S>,
    alpha: &S,
    grad_x: &DVector<S>,
    grad_y: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::nonzero("fd_alpha", alpha)?;
    let (x, y) = split(p, game.nx());
    let shifted = stacked(&(x + grad_x * alpha.clone()), &y);
    let shifted = check::result("the point (x + α gx, y)", shifted)?;
    let (_, ahead) = gradients(game, &shifted)?;
    Ok((ahead - grad_y) / alpha.clone())
}
