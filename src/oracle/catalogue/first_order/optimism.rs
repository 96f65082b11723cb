//! What `ogda` does with the field of the step before.

use super::parts::{Changed, along};
use super::table::changes;
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
            "The sign that gets lost between descent, p − 2h g + h g₋, and ascent; no published \
             instance known to us.";
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
        along(*steps, 1, move |at| {
            let zero = matches!(self, Self::ZeroPrevious | Self::AliasedAfterZero);
            let aliased = matches!(self, Self::Aliased | Self::AliasedAfterZero);
            let previous = match at.k {
                0 if zero => S::zero(),
                0 => at.v,
                _ if aliased => at.v,
                _ => at.memory[0],
            };
            at.memory[0] = at.v;
            match self {
                Self::One => at.v - previous,
                Self::Plus => two * at.v + previous,
                Self::Half => at.v + (at.v - previous) / two,
                Self::Backward => at.v - (at.v - previous),
                _ => two * at.v - previous,
            }
        })
    }
}
