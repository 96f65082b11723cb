//! When and how `lookahead` interpolates.

use super::parts::{Changed, Then, other, rule};
use super::table::changes;
use crate::oracle::rules::Player;
use crate::scalar::Real;
use crate::spec::{Algebraic, Gda, Lookahead, Method, Steps};

changes! {
    /// Changes of the interpolation.
    LookaheadChange of Lookahead {
        Complement = "lookahead_alpha_complemented", 2, &["lookahead"],
            "α and 1 − α are exchanged: slow + (1 − α)(p − slow).",
            "SritejBommaraju/quantmllibrary, quantml/optim/lookahead.py: `self.alpha * slow + (1.0 \
             - self.alpha) * param.data`.";
        OneMore = "lookahead_one_step_more", 2, &["lookahead"],
            "The interpolation comes every k + 1 steps.",
            "A counter that is compared with > and not with ≥; no published instance known to us.";
        OneLess = "lookahead_one_step_less", 2, &["lookahead"],
            "The interpolation comes every k − 1 steps.",
            "A counter that starts from 1 and is set back to 1; no published instance known to us.";
        XOnly = "lookahead_of_x_only", 3, &["lookahead"],
            "Only x goes back to his slow point.",
            "One of the two optimizers wrapped, the other forgotten; no published instance known to us.";
        YOnly = "lookahead_of_y_only", 3, &["lookahead"],
            "Only y goes back to his slow point.",
            "As lookahead_of_x_only.";
        NotKept = "lookahead_slow_not_kept", 4, &["lookahead"],
            "The interpolated point is not stored as the slow one, which stays at p₀.",
            "An interpolation out of place, where the slow buffer is meant to change; no published \
             instance known to us.";
        FastGoesOn = "lookahead_fast_goes_on", 4, &["lookahead"],
            "The slow point is never written back: the iterates are those of descent ascent.",
            "ReaLLMASIC/ReaLLM-Forge, pull request 479 (a return before the synchronisation).";
        SlowEachStep = "lookahead_slow_each_step", 4, &["lookahead"],
            "The slow point follows at every step, slow ← slow + α(p − slow), and p goes back to \
             it every k steps.",
            "A tutorial's TensorFlow optimizer that updates the slow slot outside the test for k; \
             its repository is not known to us.";
        SlowLate = "lookahead_slow_late", 4, &["lookahead"],
            "The slow point is first taken at the first interpolation, which therefore does \
             nothing.",
            "Chavdarova/LAGAN-Lookahead_Minimax, lagan/optim/lookahead.py: \
             `if \"slow_param\" not in param_state` inside `update`; tensorflow/addons, pull \
             request 2368.";
        Early = "lookahead_counter_early", 4, &["lookahead"],
            "The interpolation comes after steps 1, k + 1, 2k + 1, …, and the slow point is first \
             taken after step 1.",
            "jettify/pytorch-optimizer, torch_optimizer/lookahead.py: \
             `if group['counter'] == 0: self._update(group)` before the counter moves.";
    }
}

impl LookaheadChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Algebraic(Algebraic::Lookahead(one)) = method else {
            return None;
        };
        let steps = Steps::same(one.step);
        match self {
            Self::Complement => other(Lookahead {
                interpolation: S::one() - one.interpolation,
                ..*one
            }),
            Self::OneMore => other(Lookahead {
                inner: one.inner + 1,
                ..*one
            }),
            Self::OneLess if one.inner == 1 => None,
            Self::OneLess => other(Lookahead {
                inner: one.inner - 1,
                ..*one
            }),
            Self::FastGoesOn => other(Gda { steps }),
            _ => self.altered(*one),
        }
    }

    fn altered<S: Real>(self, one: Lookahead<S>) -> Changed<S> {
        let steps = Steps::same(one.step);
        rule(Then::new(Box::new(Gda { steps }), 1, move |at, fast| {
            let late = matches!(self, Self::SlowLate | Self::Early);
            if at.k == 0 && !late {
                at.memory[0] = at.p;
            }
            let count = if self == Self::Early { at.k } else { at.k + 1 };
            let left_out = match self {
                Self::XOnly => at.player == Player::Y,
                Self::YOnly => at.player == Player::X,
                _ => false,
            };
            if self == Self::SlowEachStep {
                at.memory[0] = at.memory[0] + one.interpolation * (fast - at.memory[0]);
                return if count.is_multiple_of(one.inner) {
                    at.memory[0]
                } else {
                    fast
                };
            }
            if !count.is_multiple_of(one.inner) || left_out {
                return fast;
            }
            if late && at.k < one.inner {
                at.memory[0] = fast;
            }
            let slow = at.memory[0] + one.interpolation * (fast - at.memory[0]);
            if self != Self::NotKept {
                at.memory[0] = slow;
            }
            slow
        }))
    }
}
