//! Strict local Nash and strict local minimax points, from the second derivatives.

use super::{CertifyError, Definiteness, check, form_definiteness};
use crate::dense;
use crate::scalar::Rational;
use nalgebra::DMatrix;

/// Both players' own curvature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalNash {
    /// Of f_xx.
    pub x: Definiteness,
    /// Of −f_yy.
    pub y: Definiteness,
}

impl LocalNash {
    /// f_xx ≻ 0 and f_yy ≺ 0: a critical point with these is a strict local Nash point.
    pub fn is_strict(&self) -> bool {
        self.x.is_definite() && self.y.is_definite()
    }
    /// f_xx ⪰ 0 and f_yy ⪯ 0: what every local Nash point has.
    pub fn is_weak(&self) -> bool {
        self.x.is_semidefinite() && self.y.is_semidefinite()
    }
}

/// The follower's curvature and the leader's with the follower's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalMinimax {
    /// Of −f_yy.
    pub y: Definiteness,
    /// S = f_xx − f_xy f_yy⁻¹ f_yx and what its quadratic form is; `None` if f_yy is singular.
    pub schur: Option<(DMatrix<Rational>, Definiteness)>,
}

impl LocalMinimax {
    /// f_yy ≺ 0 and S ≻ 0: a critical point with these is a strict local minimax point.
    pub fn is_strict(&self) -> bool {
        let leader = self.schur.as_ref().is_some_and(|(_, s)| s.is_definite());
        self.y.is_definite() && leader
    }
}

/// Decides the second-order conditions of a (strict) local Nash point from J and nx.
///
/// Whether the point is critical is the caller's to check. Definiteness is that of the
/// quadratic form, so blocks that are symmetric only up to rounding are no error.
///
/// # Shapes
/// J = [[−f_xx, −f_xy], [f_yx, f_yy]]: n × n, nx ≤ n.
///
/// # Errors
/// `NotSquare`, `DimensionMismatch` (nx > n), `TooLarge`.
///
/// # Examples
/// ```
/// use gnash::{certify, game::{Game, Quadratic}, scalar::Rational};
/// use nalgebra::DVector;
/// // (0, 0) is a strict local minimax point of g1, but no Nash point
/// let j = Quadratic::<Rational>::g1().jacobian(&DVector::from_element(2, Rational::ZERO));
/// assert!(!certify::local_nash(&j, 1)?.is_weak());
/// assert!(certify::local_minimax(&j, 1)?.is_strict());
/// # Ok::<(), gnash::certify::CertifyError>(())
/// ```
pub fn local_nash(jacobian: &DMatrix<Rational>, nx: usize) -> Result<LocalNash, CertifyError> {
    let ny = followers(jacobian, nx)?;
    let d_xx = -jacobian.view((0, 0), (nx, nx));
    let d_yy = jacobian.view((nx, nx), (ny, ny)).into_owned();
    Ok(LocalNash {
        x: form_definiteness(&d_xx)?,
        y: form_definiteness(&-d_yy)?,
    })
}

/// Decides the second-order conditions of a strict local minimax point from J and nx.
///
/// With two losses S = l_xx − l_xy p_yy⁻¹ p_yx need not be symmetric, and S ≻ 0 means wᵀSw > 0 for
/// all w ≠ 0.
///
/// # Shapes
/// As [`local_nash`].
///
/// # Errors
/// As [`local_nash`].
pub fn local_minimax(
    jacobian: &DMatrix<Rational>,
    nx: usize,
) -> Result<LocalMinimax, CertifyError> {
    let ny = followers(jacobian, nx)?;
    let d_yy = jacobian.view((nx, nx), (ny, ny)).into_owned();
    let y = form_definiteness(&-&d_yy)?;
    let schur = match schur_complement(jacobian, nx)? {
        Some(s) => {
            let definiteness = form_definiteness(&s)?;
            Some((s, definiteness))
        }
        None => None,
    };
    Ok(LocalMinimax { y, schur })
}

/// S = f_xx − f_xy f_yy⁻¹ f_yx, exactly; `None` if f_yy is singular.
///
/// # Errors
/// `NotSquare`, `DimensionMismatch` (nx > n).
pub fn schur_complement(
    jacobian: &DMatrix<Rational>,
    nx: usize,
) -> Result<Option<DMatrix<Rational>>, CertifyError> {
    let ny = followers(jacobian, nx)?;
    let d_xx = -jacobian.view((0, 0), (nx, nx));
    let d_xy = -jacobian.view((0, nx), (nx, ny));
    let d_yx = jacobian.view((nx, 0), (ny, nx)).into_owned();
    let d_yy = jacobian.view((nx, nx), (ny, ny)).into_owned();
    match dense::solve(&d_yy, &d_yx) {
        Ok(answer) => Ok(Some(d_xx - d_xy * answer)),
        Err(dense::DenseError::Singular { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// ny = n − nx.
fn followers(jacobian: &DMatrix<Rational>, nx: usize) -> Result<usize, CertifyError> {
    let n = check::square("the Jacobian", jacobian)?;
    match n.checked_sub(nx) {
        Some(ny) => Ok(ny),
        None => Err(CertifyError::DimensionMismatch {
            what: "nx, which is at most n,",
            expected: n,
            found: nx,
        }),
    }
}
