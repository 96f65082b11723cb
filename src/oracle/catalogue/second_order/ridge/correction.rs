//! Changes of the ridge correction and of the share of Newton's step.

use super::super::parts::{Changed, other, stepping};
use super::super::table::changes;
use super::inverse::InverseBy;
use super::{Place, Ridge, newton_step};
use crate::scalar::Real;
use crate::spec::{Algebraic, Gdn, HessianAt, Method};

changes! {
    /// The changes of the correction, and of the Newton step.
    CorrectionChange of Correction {
        Sign = "ridge_correction_sign", 1,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The correction has the opposite sign: y moves by −hx f_yy⁻¹ f_yx gx and leaves the \
             ridge twice as fast.",
            "No published instance known to us; the codes that we read have it right. x \
             descends, y ascends and f_yy is negative: three signs to lose.";
        StepOfY = "ridge_correction_step_of_y", 2,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The correction carries y's step size, hy (hy1), in place of x's.",
            "No published instance known to us: y's update multiplied as a whole by y's learning \
             rate.";
        WithoutStep = "ridge_correction_without_step", 2,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The correction is not multiplied by hx.",
            "HessianFR, arXiv:2205.11030, (3.30) and (3.31), as printed: c2 gy - f_yx gx, against \
             hx f_yx gx of its algorithm 3.1.";
        Missing = "ridge_correction_missing", 2,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The correction is not applied.",
            "No published instance known to us: what is left is another method of HFR's \
             comparison, and hard to tell from it in a plot.";
        GradientAtNewX = "ridge_gradient_at_new_x", 4,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "y's own gradient step is taken at x's new point; the correction is not.",
            "No published instance of exactly this known to us; gd-zhang/Follow-the-Ridge, \
             follow_ridge_1D.py, evaluates `disc_pred_grads_flat` after the generator's step \
             and the correction.";
        CorrectionAtNewX = "ridge_correction_at_new_x", 4,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The correction is taken at x's new point; y's own gradient step is not.",
            "No published instance known to us: x's optimizer steps before the second derivatives \
             are asked for.";
        GradientCorrected = "ridge_gradient_at_corrected_point", 4,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "y's own gradient step is taken after x's step and the correction.",
            "gd-zhang/Follow-the-Ridge, follow_ridge_1D.py: `disc_set_params(old_disc_params + \
             opt.gen_learning_rate * pred_e_grads)`, then \
             `d_grads = sess.run(disc_pred_grads_flat, ...)`.";
        Both = "ridge_both_players", 3, ["fr"],
            "Both players are corrected: x moves by −hy f_xx⁻¹ f_xy gy as well.",
            "A stored copy whose repository is not recorded, 'double_ftr'.";
        SignB = "hessian_fr_b_sign", 1, ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "b is added: y + hy1 gy + b.",
            "No published instance known to us: b is subtracted in y's ascent, where everything \
             else is added.";
        NewtonSign = "newton_sign", 1, ["gdn" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "Newton's step has the opposite sign: + f_yy⁻¹ gy, away from the maximum.",
            "No min-max code known to us. The nearest: jump-dev/Ipopt.jl, pull request 166 \
             (the Hessian's sign when maximising); JuliaNLSolvers/Optim.jl, issue 1118.";
        NewtonMissing = "hessian_fr_newton_missing", 2,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The Newton share is missing (hy2 = 0): follow-the-ridge with step hy1.",
            "gd-zhang/Follow-the-Ridge, the code that HessianFR is built on, has no such term.";
        SharesSwapped = "hessian_fr_shares_swapped", 2,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "hy1 and hy2 are swapped.",
            "No published instance known to us: two step sizes of one player, η_y1 and η_y2, c1 \
             and c2 in HessianFR.";
        HessianElsewhere = "gdn_hessian_elsewhere", 4, ["gdn"],
            "f_yy is taken at the other point: (x⁺, y) in place of (x, y), or the reverse.",
            "The texts do not say where f_yy is taken. watml/min-max-2nd-order, synthetic.py, \
             by authors of the method, takes it at the new x: `x = x + x_update` before \
             `y_update = get_y_update(x, y, ...)`.";
        NewtonDamped = "gdn_newton_damped", 2, ["gdn"],
            "Newton's step is multiplied by hx.",
            "No published instance known to us: one learning rate for the update of both players.";
    }
}

impl CorrectionChange {
    pub(in super::super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        if let Method::Algebraic(Algebraic::Gdn(one)) = method {
            return self.of_gdn(*one);
        }
        let mut ridge = Ridge::of(method)?;
        let has_newton = !matches!(method, Method::Algebraic(Algebraic::Fr(_)));
        match self {
            Self::Sign => ridge.correction = -ridge.correction,
            Self::StepOfY => ridge.correction = ridge.step_y,
            Self::WithoutStep => ridge.correction = S::one(),
            Self::Missing => ridge.correction = S::zero(),
            Self::GradientAtNewX => ridge.place = Place::GradientAtNewX,
            Self::CorrectionAtNewX => ridge.place = Place::CorrectionAtNewX,
            Self::GradientCorrected => ridge.place = Place::GradientCorrected,
            Self::Both if !has_newton => ridge.both = true,
            Self::SignB if has_newton => ridge.sign_b = -ridge.sign_b,
            Self::NewtonSign if has_newton => ridge.newton = -ridge.newton,
            Self::NewtonMissing if has_newton => ridge.newton = S::zero(),
            Self::SharesSwapped if has_newton => {
                (ridge.step_y, ridge.newton) = (ridge.newton, ridge.step_y);
            }
            _ => return None,
        }
        ridge.stepping()
    }

    fn of_gdn<S: Real>(self, one: Gdn<S>) -> Changed<S> {
        let share = match self {
            Self::HessianElsewhere => {
                let hessian_at = match one.hessian_at {
                    HessianAt::Old => HessianAt::New,
                    HessianAt::New => HessianAt::Old,
                };
                return other(Gdn { hessian_at, ..one });
            }
            Self::NewtonSign => -S::one(),
            Self::NewtonDamped => one.step_x,
            _ => return None,
        };
        Some(stepping(move |game, p| {
            newton_step(&one, (InverseBy::Solve, share), game, p)
        }))
    }
}
