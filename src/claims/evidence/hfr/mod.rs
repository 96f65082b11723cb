//! Evidence for the rows of HessianFR.
//!
//! H is the Hessian of the payoff f at a critical point, S = H_xx − H_xy H_yy⁻¹ H_yx,
//! c₁ = hy1/hx, c₂ = hy2/hx and T = −c₁ H_yy + c₂ I: the step's Jacobian is similar to
//! I − hx [[S, H_xy], [0, T]], so its eigenvalues are 1 − hx σ with σ an eigenvalue of S or T.

mod baselines;
mod equilibria;
mod figure;
mod inverse;
mod jacobian;
mod rates;
mod sampling;

use super::super::CheckFn;

/// The checks of this folder.
pub(super) const CHECKS: &[&[(&str, CheckFn)]] = &[
    equilibria::CHECKS,
    jacobian::CHECKS,
    rates::CHECKS,
    inverse::CHECKS,
    sampling::CHECKS,
    baselines::CHECKS,
    figure::CHECKS,
];
