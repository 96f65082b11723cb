//! Changes of the CG steps of `hessian_fr_cg`.

use super::super::parts::{Changed, is_zero};
use super::super::table::changes;
use super::{Inverse, Ridge};
use crate::dense::{self, DenseError};
use crate::scalar::Real;
use crate::spec::Method;
use nalgebra::{DMatrix, DVector};

changes! {
    /// The changes of the CG steps.
    KrylovChange of Krylov {
        OneLess = "cg_one_step_less", 2, ["hessian_fr_cg"],
            "k − 1 CG steps are taken.",
            "devzhk/cgds-package, issue 2, for cgd (`nsteps` is one too small, 0 where a \
             player has one coordinate).";
        OneMore = "cg_one_step_more", 2, ["hessian_fr_cg"],
            "k + 1 CG steps are taken.",
            "No published instance known to us: whether the first direction counts as a step.";
        Unsquared = "cg_system_not_squared", 3, ["hessian_fr_cg"],
            "CG runs on f_yy b = rhs, which is not positive definite, in place of its square.",
            "watml/min-max-2nd-order, utils.py, keeps the line `# Qdds = hvp(dds)` beside \
             `Qdds = hvp(hvp(dds))`.";
        RhsPlain = "cg_right_side_not_multiplied", 3, ["hessian_fr_cg"],
            "The right-hand side is not multiplied by f_yy: f_yy² b = rhs.",
            "No published instance known to us: the matrix of HFR (3.30) without its right-hand \
             side.";
        OldResidual = "cg_direction_from_old_residual", 4, ["hessian_fr_cg"],
            "The next direction starts from the old residual: d ← r + βd in place of r⁺ + βd.",
            "leopard-ai/betty, issue 15 (`p_new` should be calculated based on `r_new`; mended).";
        Aliased = "cg_direction_aliases_residual", 4, ["hessian_fr_cg"],
            "The first direction and the residual share a buffer: the second direction is \
             (1 + β)r⁺.",
            "A stored copy whose repository is not recorded: `d = r`, `r -= alpha*A_d`, \
             `d = r + beta*d`.";
        WarmStart = "cg_warm_start", 4, ["hessian_fr_cg"],
            "CG starts from the previous b in place of 0.",
            "devzhk/cgds-package, src/CGDs/cgd_utils.py, does so for cgd: \
             `r = b.clone().detach() - Avx`.";
        WarmResidual = "cg_warm_start_residual", 4, ["hessian_fr_cg"],
            "CG starts from the previous b with the residual of 0: its steps are added to the \
             previous b.",
            "HyperGAN/HyperGAN, issue 255, for cgd (`it should be r = b - Ax_0`); \
             devzhk/Implicit-Competitive-Regularization, optims/cgd_utils.py at 02043ff: `r = \
             b.clone().detach()`.";
    }
}

/// CG with its start.
pub(super) struct Krylov<S> {
    k: usize,
    change: Option<KrylovChange>,
    previous: Option<DVector<S>>,
}

impl<S: Real> Krylov<S> {
    /// k steps from 0.
    pub fn new(k: usize) -> Self {
        Self {
            k,
            change: None,
            previous: None,
        }
    }

    /// b with f_yy² b ≈ f_yy·rhs.
    pub fn solve(&mut self, yy: &DMatrix<S>, rhs: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let squared = yy * yy;
        let zero = || DVector::from_element(rhs.len(), S::zero());
        let start = self.previous.take().unwrap_or_else(zero);
        let b = match self.change {
            Some(KrylovChange::Unsquared) => iterated(None, yy, zero(), rhs.clone(), self.k),
            Some(KrylovChange::RhsPlain) => iterated(None, &squared, zero(), rhs.clone(), self.k),
            Some(KrylovChange::OldResidual | KrylovChange::Aliased) => {
                iterated(self.change, &squared, zero(), yy * rhs, self.k)
            }
            Some(KrylovChange::WarmStart) => {
                let residual = yy * rhs - &squared * &start;
                iterated(None, &squared, start, residual, self.k)
            }
            Some(KrylovChange::WarmResidual) => iterated(None, &squared, start, yy * rhs, self.k),
            _ => dense::krylov(yy, rhs, self.k),
        }?;
        self.previous = Some(b.clone());
        Ok(b)
    }
}

/// b after k CG steps on A from b and the residual r.
fn iterated<S: Real>(
    change: Option<KrylovChange>,
    a: &DMatrix<S>,
    mut b: DVector<S>,
    mut r: DVector<S>,
    k: usize,
) -> Result<DVector<S>, DenseError> {
    let mut d = r.clone();
    for i in 0..k {
        let (norm2, a_d) = (r.dot(&r), a * &d);
        let curvature = d.dot(&a_d);
        if is_zero("the squared residual of CG", norm2)? || is_zero("its curvature", curvature)? {
            break;
        }
        let alpha = norm2 / curvature;
        b += &d * alpha;
        let old = r.clone();
        r -= a_d * alpha;
        let beta = r.dot(&r) / norm2;
        d = match change {
            Some(KrylovChange::OldResidual) => old + d * beta,
            Some(KrylovChange::Aliased) if i == 0 => &r + &r * beta,
            _ => &r + d * beta,
        };
    }
    Ok(b)
}

impl KrylovChange {
    pub(in super::super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let mut ridge = Ridge::of(method)?;
        let Inverse::Krylov(krylov) = &mut ridge.inverse else {
            return None;
        };
        match self {
            Self::OneLess => krylov.k = krylov.k.checked_sub(1)?,
            Self::OneMore => krylov.k = krylov.k.checked_add(1)?,
            // the first direction is right, and there is no other
            Self::OldResidual | Self::Aliased if krylov.k < 2 => return None,
            _ => krylov.change = Some(self),
        }
        ridge.stepping()
    }
}
