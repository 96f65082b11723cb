//! Changes of f_yy⁻¹.

use super::super::parts::{Changed, identity, solved, stepping};
use super::super::table::changes;
use super::{Inverse, Ridge, newton_step};
use crate::dense::DenseError;
use crate::scalar::Real;
use crate::spec::{Algebraic, Method};
use nalgebra::{DMatrix, DVector};

changes! {
    /// The changes of f_yy⁻¹.
    InverseChange of Inverse {
        Missing = "hessian_inverse_missing", 3, ["fr" "gdn" "hessian_fr"],
            "f_yy⁻¹ is left out: f_yx gx alone, or gy alone in Newton's step.",
            "No min-max code known to us. The nearest: blackjax-devs/blackjax, pull request \
             949 ('Missing matrix inversion').";
        NotInverted = "hessian_not_inverted", 3, ["fr" "gdn" "hessian_fr"],
            "f_yy is applied in place of its inverse.",
            "No min-max code known to us. The nearest: blackjax-devs/blackjax, pull request \
             949 ('Missing matrix inversion').";
        OfXx = "ridge_inverse_of_xx", 3, ["fr" "hessian_fr"],
            "f_xx is inverted in the correction: f_yx f_xx⁻¹ gx.",
            "No published instance known to us: the block of the other player.";
        Damped = "hessian_inverse_damped", 3, ["fr" "gdn" "hessian_fr"],
            "(f_yy² + I)⁻¹ f_yy stands for f_yy⁻¹.",
            "gd-zhang/Follow-the-Ridge, utils/misc.py: `Ap = hvp(hvp(p)) + damping * p` with \
             `--damping` 1.0 by default.";
    }
}

/// What is made of f_yy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InverseBy {
    Solve,
    Identity,
    Product,
    Damped,
    /// Of f_xx, and before f_yx: the one that is not applied to the right-hand side.
    OfXx,
}

impl InverseBy {
    pub fn apply<S: Real>(
        self,
        yy: &DMatrix<S>,
        rhs: &DVector<S>,
    ) -> Result<DVector<S>, DenseError> {
        match self {
            Self::Solve | Self::OfXx => solved(yy, rhs),
            Self::Identity => Ok(rhs.clone()),
            Self::Product => Ok(yy * rhs),
            Self::Damped => solved(&(yy * yy + identity(rhs.len())), &(yy * rhs)),
        }
    }
}

impl InverseChange {
    pub(in super::super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let by = match self {
            Self::Missing => InverseBy::Identity,
            Self::NotInverted => InverseBy::Product,
            Self::OfXx => InverseBy::OfXx,
            Self::Damped => InverseBy::Damped,
        };
        match method {
            Method::Algebraic(Algebraic::Gdn(_)) if self == Self::OfXx => None,
            Method::Algebraic(Algebraic::Gdn(one)) => {
                let one = *one;
                Some(stepping(move |game, p| {
                    newton_step(&one, (by, S::one()), game, p)
                }))
            }
            Method::Algebraic(Algebraic::Fr(_) | Algebraic::HessianFr(_)) => {
                let mut ridge = Ridge::of(method)?;
                ridge.inverse = Inverse::By(by);
                ridge.stepping()
            }
            _ => None,
        }
    }
}
