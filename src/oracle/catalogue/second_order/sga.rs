//! Changes of `sga`.

use super::parts::{Changed, stepping};
use super::table::changes;
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::{Algebraic, Method, Sga};
use nalgebra::{DMatrix, DVector};

changes! {
    /// The changes of `sga`.
    SgaChange of Sga {
        AdjustmentSign = "sga_adjustment_sign", 1, ["sga"],
            "The adjustment has the opposite sign, ξ − λAᵀξ, which is ξ + λAξ: A is not \
             transposed, or the alignment test chooses the other sign.",
            "HyperGAN/HyperGAN, hypergan/optimizers/sga_optimizer.py: \
             `new_grads = [g-a for g,a in zip(grads, at_xi)]` under `config.minus`.";
        NoHalf = "sga_half_missing", 2, ["sga"],
            "A = H − Hᵀ in place of (H − Hᵀ)/2.",
            "amartya-mitra/multiagentgames, src/multiagentgames/algo/exact.py at b739522: \
             `hess_diff = full_hessian - full_hessian_transpose`, without a half.";
        WholeJacobian = "sga_whole_jacobian", 3, ["sga"],
            "Hᵀ stands for Aᵀ, ξ + λHᵀξ: consensus optimization.",
            "HyperGAN/HyperGAN, curl_optimizer.py, branch 'sga', on the discriminator: \
             `Jgrads = tf.gradients(consensus_grads, d_vars, grad_ys=consensus_grads, ...)`.";
        SymmetricPart = "sga_symmetric_part", 1, ["sga"],
            "The symmetric part (H + Hᵀ)/2 stands for the antisymmetric one.",
            "No published instance known to us: a sign between the two products.";
        XOnly = "sga_adjustment_x_only", 3, ["sga"],
            "Only x is adjusted; y takes the plain gradient.",
            "No published instance known to us: an adjustment that is added to the optimizer of \
             one network.";
        YOnly = "sga_adjustment_y_only", 3, ["sga"],
            "Only y is adjusted; x takes the plain gradient.",
            "No published instance known to us: an adjustment that is added to the optimizer of \
             one network.";
        LambdaMissing = "sga_lam_missing", 2, ["sga"],
            "λ = 1 whatever it is set to.",
            "HyperGAN/HyperGAN, hypergan/optimizers/sga_optimizer.py: \
             `new_grads = [g+a for g,a in zip(grads, at_xi)]`, without λ.";
        OutsideStep = "sga_adjustment_outside_step", 2, ["sga"],
            "The adjustment is not multiplied by the step size: p − hξ − λAᵀξ.",
            "gabrieledangeli/OptML_miniproject_FGY, optimizers/optimizers_xy.py: `x = x - eta \
             * gradf_x - gamma*df_dxdy*gradf_y`; mended later.";
        AlignmentMissing = "sga_alignment_missing", 3, ["sga"],
            "The alignment test is not made: λ never changes its sign.",
            "amartya-mitra/multiagentgames, src/multiagentgames/algo/exact.py at b739522, and \
             HyperGAN/HyperGAN, hypergan/optimizers/sga_optimizer.py: no sign() anywhere.";
        AlignmentAdded = "sga_alignment_added", 3, ["sga"],
            "The alignment test (with ε = 1/10) is made though it was not asked for.",
            "google-deepmind/symplectic-gradient-adjustment, Symplectic_Gradient_Adjustment.ipynb: \
             the test `lambda_ = tf.sign(mult / n + 0.1) * self._reg_params` against a method that \
             is described without it.";
        AlignmentWithoutN = "sga_alignment_without_n", 2, ["sga"],
            "The alignment is not divided by n before ε is added.",
            "google-deepmind/symplectic-gradient-adjustment, Symplectic_Gradient_Adjustment.ipynb, \
             divides by the number of tensors (`n = len(vars_)`): with one tensor, by 1.";
        AlignmentEpsOutside = "sga_alignment_eps_outside_sign", 3, ["sga"],
            "ε is added to the sign and not to the alignment: λ(sign(…) + ε).",
            "No published instance known to us: a misplaced bracket.";
    }
}

impl SgaChange {
    pub(super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Algebraic(Algebraic::Sga(one)) = method else {
            return None;
        };
        let one = *one;
        let applies = match self {
            Self::LambdaMissing => one.adjustment != S::one(),
            Self::AlignmentAdded => one.align.is_none(),
            Self::AlignmentMissing | Self::AlignmentWithoutN | Self::AlignmentEpsOutside => {
                one.align.is_some()
            }
            _ => true,
        };
        applies.then(|| stepping(move |game, p| self.moved(game, &one, p)))
    }

    fn moved<S: Real>(
        self,
        game: &dyn Game<S>,
        one: &Sga<S>,
        p: &DVector<S>,
    ) -> Result<DVector<S>, DenseError> {
        let (xi, h) = (-game.field(p), -game.jacobian(p));
        let two = S::from_i64(2);
        // Aᵀξ with A = (H − Hᵀ)/2
        let mut adjustment = match self {
            Self::NoHalf => (&h - h.transpose()).transpose() * &xi,
            Self::WholeJacobian => h.transpose() * &xi,
            Self::SymmetricPart => (&h + h.transpose()) / two * &xi,
            _ => ((&h - h.transpose()) / two).transpose() * &xi,
        };
        let weight = self.weight(one, &xi, &h, &adjustment)?;
        for i in 0..p.len() {
            let is_x = i < game.nx();
            if (is_x && self == Self::YOnly) || (!is_x && self == Self::XOnly) {
                adjustment[i] = S::zero();
            }
        }
        // p − h(ξ + λAᵀξ)
        let change = match self {
            Self::OutsideStep => xi * one.step + adjustment * weight,
            _ => (xi + adjustment * weight) * one.step,
        };
        super::parts::finite_point(p - change)
    }

    /// λ, or with the alignment test λ·sign(⟨ξ, Hᵀξ⟩⟨Aᵀξ, Hᵀξ⟩/n + ε).
    fn weight<S: Real>(
        self,
        one: &Sga<S>,
        xi: &DVector<S>,
        h: &DMatrix<S>,
        adjustment: &DVector<S>,
    ) -> Result<S, DenseError> {
        let lambda = match self {
            Self::AdjustmentSign => -one.adjustment,
            Self::LambdaMissing => S::one(),
            _ => one.adjustment,
        };
        let eps = match (self, one.align) {
            (Self::AlignmentMissing, _) => return Ok(lambda),
            (Self::AlignmentAdded, _) => S::one() / S::from_i64(10),
            (_, None) => return Ok(lambda),
            (_, Some(eps)) => eps,
        };
        let gradient = h.transpose() * xi;
        let n = S::from_i64(xi.len().max(1) as i64);
        let alignment = xi.dot(&gradient) * adjustment.dot(&gradient);
        Ok(match self {
            Self::AlignmentWithoutN => lambda * sign(alignment + eps)?,
            Self::AlignmentEpsOutside => lambda * (sign(alignment / n)? + eps),
            _ => lambda * sign(alignment / n + eps)?,
        })
    }
}

fn sign<S: Real>(a: S) -> Result<S, DenseError> {
    match a.partial_cmp(&S::zero()) {
        Some(order) => Ok(S::from_i64(order as i64)),
        None => Err(DenseError::Undecided {
            what: "the alignment",
            value: a.shown(),
        }),
    }
}
