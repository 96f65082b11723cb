//! What is done with a momentum buffer: `sgd_momentum`, and β of other methods.

use super::parts::{Changed, along, other, with};
use super::table::changes;
use crate::scalar::Real;
use crate::spec::{Algebraic, Gda, Method, Nlcg, SgdMomentum, Steps};

changes! {
    /// Changes of a momentum buffer.
    MomentumChange of Momentum {
        Sign = "momentum_sign", 1, &["sgd_momentum", "gn_heavyball"],
            "The momentum pulls back: −β in the place of β.",
            "PaddlePaddle/Paddle, pull request 12231 (the sign of the term with the velocity, in \
             the Nesterov step).";
        Forgotten = "momentum_forgotten", 2, &["sgd_momentum", "gn_heavyball", "gn_ema", "nlcg"],
            "The buffer does not live to the next step: as with β = 0.",
            "kozistr/pytorch_optimizer, pull request 516 (SignSGD made its buffer anew in every \
             step), and 385 (SCION stepped along the gradient, not the buffer).";
        ByStep = "momentum_scaled_by_step", 3, &["sgd_momentum"],
            "The step size multiplies the momentum again: m ← hβm + h v, p + m.",
            "BRML/climin, issue 29: `step1 = step_m1 * m * self.step_rate`, where `step_m1` holds \
             the rate already.";
        Twice = "momentum_twice", 2, &["sgd_momentum", "gn_heavyball"],
            "β is applied to the buffer twice a step: β² in the place of β.",
            "Hiroki11x/ConjugateGradient_GAN, jupyter/toy_example/cg_optimizer.py, applies β to \
             its buffer in place and again when it stores it; with plain momentum no instance \
             known to us.";
        Mean = "momentum_as_mean", 3, &["sgd_momentum"],
            "The buffer is a mean: m ← βm + (1 − β)v in the place of βm + v.",
            "torch/optim, issue 163 (Lua's default dampening is the momentum, sgd.lua); \
             intel/BigDL, issue 1499.";
        MeanLater = "momentum_dampened_later", 4, &["sgd_momentum"],
            "The buffer is a mean from the second step on: m = v first, then m ← βm + (1 − β)v.",
            "pytorch/pytorch, pull request 152833 (`SGD` with dampening skips it in the first step).";
        Nesterov = "momentum_nesterov", 3, &["sgd_momentum"],
            "Nesterov's form: p + h(v + βm) after m ← βm + v.",
            "torch.optim.SGD with nesterov=True where heavy-ball momentum is meant; apache/mxnet, \
             issue 15543, on wrong forms of it.";
        Unscaled = "momentum_first_unscaled", 4, &["sgd_momentum"],
            "In the form m ← βm + h v, p + m the first m is v itself, without h.",
            "zc911/MatrixSlow, pull request 17.";
    }
}

impl MomentumChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        match self {
            Self::ByStep => match method {
                Method::Algebraic(Algebraic::SgdMomentum(one)) => beta(method, |b| one.step * b),
                _ => None,
            },
            Self::Sign => beta(method, |b| -b),
            Self::Forgotten => match method {
                Method::Algebraic(Algebraic::Nlcg(Nlcg { steps, .. })) => {
                    other(Gda { steps: *steps })
                }
                _ => beta(method, |_| S::zero()),
            },
            Self::Twice => beta(method, |b| b * b),
            _ => match method {
                Method::Algebraic(Algebraic::SgdMomentum(one)) => self.of_plain(*one),
                _ => None,
            },
        }
    }

    fn of_plain<S: Real>(self, one: SgdMomentum<S>) -> Changed<S> {
        let SgdMomentum { step, momentum } = one;
        along(Steps::same(step), 1, move |at| {
            let old = at.memory[0];
            let (m, direction) = match self {
                Self::Mean => same(momentum * old + (S::one() - momentum) * at.v),
                Self::MeanLater if at.k == 0 => same(at.v),
                Self::MeanLater => same(momentum * old + (S::one() - momentum) * at.v),
                Self::Unscaled if at.k == 0 => same(at.v / step),
                Self::Nesterov => {
                    let m = momentum * old + at.v;
                    (m, at.v + momentum * m)
                }
                _ => same(momentum * old + at.v),
            };
            at.memory[0] = m;
            direction
        })
    }
}

fn same<S: Copy>(m: S) -> (S, S) {
    (m, m)
}

/// With another β.
fn beta<S: Real>(method: &Method<S>, change: impl Fn(S) -> S) -> Changed<S> {
    other(with(method, |name, b| match name {
        "beta" => change(b),
        _ => b,
    })?)
}
