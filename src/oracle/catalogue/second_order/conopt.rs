//! Changes of `conopt`.

use super::parts::{At, Changed, finite_point, nonzero, stacked, stepping};
use super::table::changes;
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::{Algebraic, Conopt, Method};
use nalgebra::DVector;

changes! {
    /// The changes of `conopt`.
    ConoptChange of Conopt {
        NotTransposed = "conopt_jacobian_not_transposed", 3, ["conopt"],
            "J v stands for Jᵀv.",
            "No published instance of exactly this known to us. The nearest: \
             amartya-mitra/multiagentgames, src/multiagentgames/algo/exact.py at b739522, \
             whose transpose exchanges the players and not the coordinates.";
        PenaltySign = "conopt_penalty_sign", 1, ["conopt"],
            "The penalty has the opposite sign, v + γJᵀv: ‖v‖ grows.",
            "Phutoast/Stable-Multi-Agent-Reinforcement-Learning, \
             ConsensusOptimization/IPD/IPD_ConOptim.py, where both players ascend: `+= delta \
             * (grad_player1_1 + reg_param * Jgrad_1)`.";
        PenaltyDoubled = "conopt_penalty_doubled", 2, ["conopt"],
            "The penalty is ‖v‖² in place of ½‖v‖²: 2γJᵀv.",
            "No published instance known to us: NG-style code has \
             `reg = 0.5 * sum(tf.reduce_sum(tf.square(g)) ...)`, and the 0.5 is easily lost.";
        OutsideStep = "conopt_penalty_outside_step", 2, ["conopt"],
            "The penalty is not multiplied by the step size: p + h v − γJᵀv.",
            "gabrieledangeli/OptML_miniproject_FGY, optimizers/optimizers_xy.py: `x = x - eta \
             * gradf_x - gamma*df_dxdy*gradf_y - gamma*df_dxdx*gradf_x`; mended later.";
        XOnly = "conopt_penalty_x_only", 3, ["conopt"],
            "Only x is penalised; y takes the plain gradient.",
            "No published instance known to us; the case of y is published.";
        YOnly = "conopt_penalty_y_only", 3, ["conopt"],
            "Only y is penalised; x takes the plain gradient.",
            "No published instance of exactly this known to us; LMescheder/TheNumericsOfGANs, \
             consensus_gan/optimizer.py, has a SmoothingOptimizer that penalises y alone, and only \
             for the gradient of x.";
        Smoothing = "conopt_penalty_of_x_on_y", 3, ["conopt"],
            "Only y is penalised, and only for the gradient of x: γ∇ᵧ½‖gx‖².",
            "LMescheder/TheNumericsOfGANs, consensus_gan/optimizer.py, SmoothingOptimizer: \
             `reg = 0.5 * sum(tf.reduce_sum(tf.square(g)) for g in g_grads)`, \
             `Jgrads = tf.gradients(reg, d_vars)`.";
        OwnOnY = "conopt_penalty_of_y_on_y", 3, ["conopt"],
            "Only y is penalised, and only for its own gradient: γ∇ᵧ½‖gy‖².",
            "HyperGAN/HyperGAN, hypergan/optimizers/consensus_optimizer.py: \
             `consensus_reg = 0.5 * sum(... for g in all_grads[:len(d_vars)] ...)`, \
             `Jgrads = tf.gradients(consensus_reg, d_vars) + [tf.zeros_like(g) for g in g_vars]`.";
        Detached = "conopt_penalty_own_block", 3, ["conopt"],
            "Each player is penalised for its own gradient only: the mixed blocks of J are \
             dropped.",
            "A stored copy whose repository is not recorded, def CNCO: `reg_d = \
             0.5*sum(torch.sum(g**2) for g in grad_d)`, `Jgrad_d = torch.autograd.grad(reg_d, \
             d_param)`, and the same for g.";
        NormNotSquared = "conopt_norm_not_squared", 3, ["conopt"],
            "The penalty is ‖gx‖ + ‖gy‖ in place of ½‖v‖².",
            "rsk97/TheNumericsofGANs_pytorch_hack, consensus_optim.py: \
             `ham = grad_gen_params_flatten.norm(2) + grad_dis_params_flatten.norm(2)`.";
        Dropped = "conopt_penalty_dropped", 2, ["conopt"],
            "The penalty is not applied: plain descent-ascent.",
            "rsk97/TheNumericsofGANs_pytorch_hack, consensus_optim.py: \
             `co_dis = torch.autograd.grad(ham, ...)` is never read.";
    }
}

impl ConoptChange {
    pub(super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Algebraic(Algebraic::Conopt(one)) = method else {
            return None;
        };
        let one = *one;
        Some(stepping(move |game, p| self.moved(game, &one, p)))
    }

    fn moved<S: Real>(
        self,
        game: &dyn Game<S>,
        one: &Conopt<S>,
        p: &DVector<S>,
    ) -> Result<DVector<S>, DenseError> {
        let (h, gamma) = (one.step, one.penalty);
        let (v, j) = (game.field(p), game.jacobian(p));
        let full = j.transpose() * &v;
        let penalty = match self {
            Self::NotTransposed => &j * &v * gamma,
            Self::PenaltySign => -full * gamma,
            Self::PenaltyDoubled => full * (gamma + gamma),
            Self::OutsideStep => return finite_point(p + v * h - full * gamma),
            Self::Dropped => return finite_point(p + v * h),
            Self::NormNotSquared => norms(&At::new(game, p)?)? * gamma,
            _ => self.partial(&At::new(game, p)?, &full) * gamma,
        };
        // p + h(v − γJᵀv)
        finite_point(p + (v - penalty) * h)
    }

    /// A part of Jᵀv = (f_xx gx + f_yxᵀ gy, f_xyᵀ gx + f_yy gy).
    fn partial<S: Real>(self, d: &At<S>, full: &DVector<S>) -> DVector<S> {
        let nx = d.gx.len();
        let (x, y) = super::parts::split(full, nx);
        let none = |a: &DVector<S>| a.map(|_| S::zero());
        match self {
            Self::XOnly => stacked(&x, &none(&y)),
            Self::YOnly => stacked(&none(&x), &y),
            Self::Smoothing => stacked(&none(&x), &(d.xy.transpose() * &d.gx)),
            Self::OwnOnY => stacked(&none(&x), &(d.yy.transpose() * &d.gy)),
            _ => stacked(&(d.xx.transpose() * &d.gx), &(d.yy.transpose() * &d.gy)),
        }
    }
}

/// The gradient of ‖gx‖ + ‖gy‖.
fn norms<S: Real>(d: &At<S>) -> Result<DVector<S>, DenseError> {
    let unit = |what, g: &DVector<S>| Ok(g / nonzero(what, g.dot(g).sqrt())?);
    let (ux, uy): (DVector<S>, DVector<S>) = (unit("‖gx‖", &d.gx)?, unit("‖gy‖", &d.gy)?);
    let x = d.xx.transpose() * &ux + d.yx.transpose() * &uy;
    let y = d.xy.transpose() * &ux + d.yy.transpose() * &uy;
    Ok(stacked(&x, &y))
}
