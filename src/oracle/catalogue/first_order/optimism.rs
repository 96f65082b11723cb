//! What `ogda` does with the field of the step before.

use super::parts::{Changed, along};
use super::table::changes;
use crate::oracle::rules::Player;
use crate::scalar::Real;
use crate::spec::{Algebraic, Method, Ogda};

changes! {
    /// Changes of the optimistic step.
    OptimismChange of Optimism {
        ZeroPrevious = "ogda_zero_previous", 4, &["ogda"],
            "The first step is p + 2h v: v₋₁ is taken as zero, not as v₀.",
            "google-deepmind/optax, issue 1082 and pull request 1088 (\"acts as if the previous \
             gradient was zero\"); vsyrgkanis/optimistic_GAN_training, script/optimizer.py; \
             CausalML/DeepGMM, optimizers/oadam.py.";
        Aliased = "ogda_previous_aliased", 4, &["ogda"],
            "The previous field is the live buffer, so that v_{k−1} = v_k: 2h v − h v, plain \
             descent ascent.",
            "bruno-31/diff-game, optimizers.py, and its copy in 201419/Optimizer-PyTorch, \
             optimistic.py: the slot is assigned before it is read.";
        AliasedAfterZero = "ogda_zero_previous_then_aliased", 5, &["ogda"],
            "The first step is p + 2h v, and from then on the previous field is the live buffer: \
             plain descent ascent.",
            "LIONS-EPFL/QGENX, optim/omd.py, after GauthierGidel/Variational-Inequality-GAN: \
             `state['previous_update'] = torch.zeros_like(d_p)`, then \
             `state['previous_update'] = d_p` without a clone.";
        One = "ogda_without_the_two", 2, &["ogda"],
            "h v_k − h v_{k−1} in the place of 2h v_k − h v_{k−1}.",
            "The slip that the form p + h v + h(v − v₋) invites; no published instance known to us.";
        Plus = "ogda_plus", 1, &["ogda"],
            "The previous field is added: 2h v_k + h v_{k−1}.",
            "A version of nicomignoni/monviso, monviso/core.py: `2 * self.F(xk) + self.F(x1k)`, \
             where an earlier one has the right signs.";
        Corrected = "ogda_previous_corrected", 4, &["ogda"],
            "The corrected field is stored as the previous one: w_k = 2v_k − w_{k−1}, p + h w_k.",
            "A script with `p.grad.data = 2.0 * p.grad.data - prev` and then `state['prev_grad'] = \
             p.grad.data.clone()`; its repository is not known to us.";
        StepOfX = "ogda_previous_with_step_of_x", 3, &["ogda"],
            "The previous field is scaled by hx for both players: y + 2hy v_y − hx v_y of the step \
             before.",
            "A JAX script with `y + 2*eta*tau*Dy-eta*prev_dy`; its repository is not known to us.";
        Half = "ogda_half", 2, &["ogda"],
            "Half the correction: p + h v_k + (h/2)(v_k − v_{k−1}).",
            "The Adams–Bashforth rule of second order has this coefficient; no published instance \
             known to us.";
        Backward = "ogda_backward", 2, &["ogda"],
            "The correction is subtracted: p + h v_k − h(v_k − v_{k−1}) = p + h v_{k−1}.",
            "The two fields of the difference exchanged; no published instance known to us.";
    }
}

impl OptimismChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Algebraic(Algebraic::Ogda(Ogda { steps })) = method else {
            return None;
        };
        let two = S::from_i64(2);
        if self == Self::StepOfX && steps.x == steps.y {
            return None;
        }
        let ratio = steps.x / steps.y;
        along(*steps, 1, move |at| {
            let zero = matches!(self, Self::ZeroPrevious | Self::AliasedAfterZero);
            let aliased = matches!(self, Self::Aliased | Self::AliasedAfterZero);
            let previous = match at.k {
                0 if zero => S::zero(),
                0 => at.v,
                _ if aliased => at.v,
                _ => at.memory[0],
            };
            let direction = two * at.v - previous;
            at.memory[0] = match self {
                Self::Corrected => direction,
                _ => at.v,
            };
            match self {
                Self::StepOfX if at.player == Player::Y => two * at.v - ratio * previous,
                Self::One => at.v - previous,
                Self::Plus => two * at.v + previous,
                Self::Half => at.v + (at.v - previous) / two,
                Self::Backward => at.v - (at.v - previous),
                _ => direction,
            }
        })
    }
}
