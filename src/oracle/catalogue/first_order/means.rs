//! What is done with a running mean, of v or of v²: `rmsprop`, `gn_adaptive`, `gn_published`,
//! `adam` and `gn_ema`.

use super::gauss_newton::Family;
use super::parts::{At, Changed, Through, other, rule, with};
use super::table::changes;
use crate::oracle::rules::Rule;
use crate::scalar::Real;
use crate::spec::{Adam, Algebraic, Fraction, Gda, GnPublished, Method, Steps};

changes! {
    /// Changes of a running mean.
    MeanChange of Mean {
        Complement = "decay_complemented", 2, &["adam", "rmsprop", "gn_adaptive", "gn_ema"],
            "The weights are exchanged: m ← (1 − β)m + βv, and likewise for a mean of squares.",
            "mila-iqia/blocks, issue 1159 (\"Adam moment parameterization is backwards\", after \
             the first version of the paper).";
        LastOnly = "mean_square_of_the_last", 2, &["adam", "rmsprop", "gn_adaptive"],
            "The mean of squares is v² of this step alone, so that the step hardly sees the size \
             of v.",
            "A buffer made anew in every step, as in kozistr/pytorch_optimizer, pull request 516, \
             there for a momentum.";
        Unweighted = "mean_without_complement", 2, &["adam", "gn_ema"],
            "The factor 1 − β is missing: m ← βm + v.",
            "Momentum in torch's form used for the mean; no published instance known to us.";
        Seeded = "mean_seeded", 4, &["rmsprop", "gn_adaptive", "gn_published", "gn_ema"],
            "The mean starts with the first value, not with zero: m₁ = v₀, or v₀∘v₀.",
            "torch's SGD starts its buffer this way; for these means no published instance known \
             to us.";
        Ones = "mean_square_from_ones", 4, &["rmsprop", "gn_adaptive", "gn_published"],
            "The mean of squares starts from 1, not from 0.",
            "huggingface/pytorch-image-models, timm/optim/rmsprop_tf.py (\"square_avg initialized \
             to ones\", as TensorFlow has it).";
        Corrected = "mean_bias_corrected", 3, &["rmsprop", "gn_adaptive", "gn_published", "gn_ema"],
            "The mean is divided by 1 − βᵗ, though this method has no bias correction.",
            "gd-zhang/Follow-the-Ridge, utils/optim.py: `cov = cov / (1 - self._beta_power)`.";
        Twice = "moments_updated_twice", 4, &["adam", "rmsprop", "gn_adaptive", "gn_ema"],
            "The means are updated twice in every step, and t counts both.",
            "gd-zhang/Follow-the-Ridge, utils/optim.py, advances them at every evaluation; \
             timmytonga/Variational-Inequality-GAN, optim/extragradient.py, in `extrapolation()` \
             and in `step()`.";
        SquaresLag = "mean_square_lags", 4, &["adam", "rmsprop", "gn_adaptive", "gn_published"],
            "The mean of squares lags a step: v_k is divided by the root of the mean without v_k \
             (at the first step, with it).",
            "An update of the state after its use; no published instance known to us.";
        MeanLags = "mean_lags", 4, &["adam", "gn_ema"],
            "The mean of v lags a step: the move is along the mean without v_k.",
            "mdenil/dropout, issue 4, for a plain momentum (\"gparam_mom is one time step too \
             old\"); for these methods no published instance known to us.";
        EpsInside = "eps_inside_root", 3, &["adam", "rmsprop", "gn_adaptive", "gn_published"],
            "ε stands inside the root: v/√(m + ε) in the place of v/(√m + ε).",
            "TensorFlow's RMSprop (pytorch/pytorch, issue 23796), jax-ml/jax, pull request 1427, \
             amartya-mitra/multiagentgames, src/multiagentgames/algo/optimizers.py; for Adam \
             FluxML/Flux.jl, pull request 448, and CyberZHG/keras-radam, issue 29.";
        NoEps = "eps_omitted", 2, &["adam", "rmsprop", "gn_adaptive"],
            "There is no ε: v/√m.",
            "Visible where √m is near ε or below; no published instance known to us.";
        NoRoot = "root_omitted", 3, &["adam", "rmsprop", "gn_adaptive", "gn_published"],
            "The root is missing: v/(m + ε).",
            "A mean of squares taken for a mean size; no published instance known to us.";
        Centred = "mean_square_centred", 3, &["rmsprop", "gn_adaptive", "gn_published"],
            "The square of a mean is subtracted under the root: v/(√(m − a²) + ε) with \
             a ← ρa + (1 − ρ)v.",
            "apache/mxnet, pull request 5075 (the form of Graves 2013 had been its RMSProp); \
             torch.optim.RMSprop with centered=True.";
        TensorflowRho = "rho_nine_tenths", 2, &["rmsprop"],
            "ρ is 0.9, whatever was asked for.",
            "The default of tf.keras.optimizers.RMSprop, where torch has 0.99; google/flax, pull \
             request 239, lists them.";
    }
}

impl MeanChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let one = S::one();
        match self {
            Self::Complement => decays(method, |b| one - b),
            Self::LastOnly => other(with(method, |name, b| match name {
                "beta2" | "rho" => S::zero(),
                _ => b,
            })?),
            Self::NoEps => other(with(method, |name, eps| match name {
                "eps" => S::zero(),
                _ => eps,
            })?),
            Self::TensorflowRho => other(with(method, |name, rho| match name {
                "rho" => Fraction(9, 10).to(),
                _ => rho,
            })?),
            _ => self.written_out(method),
        }
    }

    fn written_out<S: Real>(self, method: &Method<S>) -> Changed<S> {
        match method {
            Method::Adam(one) => rule(Through::new(
                Box::new(Gda { steps: one.steps }),
                3,
                self.of_adam(*one),
            )),
            Method::Algebraic(Algebraic::GnEma(_)) => rule(Family::with_mean(method, self)?),
            Method::Rmsprop(one) => {
                let steps = Steps::same(one.step);
                self.normalised(one.decay, one.eps, Box::new(Gda { steps }))
            }
            Method::GnAdaptive(one) => self.normalised(one.decay, one.eps, Box::new(one.core)),
            Method::GnPublished(one) if one.normalise => {
                let plain = GnPublished {
                    normalise: false,
                    ..*one
                };
                let (decay, eps) = published();
                self.normalised(decay, eps, Box::new(plain))
            }
            _ => None,
        }
    }

    /// The rule on v/(√m + ε), changed.
    fn normalised<S: Real>(self, decay: S, eps: S, inner: Box<dyn Rule<S>>) -> Changed<S> {
        rule(Through::new(inner, 2, move |at| {
            let (k, v) = (at.k, at.v);
            let squares = running(Some(self), k, &mut at.memory[0], v.square(), decay);
            let own = at.memory[1];
            at.memory[1] = match self {
                Self::Centred => decay * own + (S::one() - decay) * v,
                _ => at.memory[0],
            };
            let squares = match self {
                Self::SquaresLag if k > 0 => own,
                Self::Centred => squares - at.memory[1].square(),
                _ => squares,
            };
            match self {
                Self::EpsInside => v / (squares + eps).sqrt(),
                Self::NoRoot => v / (squares + eps),
                _ => v / (squares.sqrt() + eps),
            }
        }))
    }

    /// m̂/(√q̂ + ε), changed. Memory: m, q, q of the step before.
    fn of_adam<S: Real>(self, one: Adam<S>) -> impl Fn(At<'_, S>) -> S + Send + Sync {
        move |at| {
            let (k, v) = (at.k, at.v);
            let mean = running(Some(self), k, &mut at.memory[0], v, one.beta1);
            // the mean of squares has a lag of its own, and keeps its factor 1 − β₂
            let of_squares = (self == Self::Twice).then_some(self);
            let current = running(of_squares, k, &mut at.memory[1], v.square(), one.beta2);
            let before = std::mem::replace(&mut at.memory[2], current);
            let squares = match self {
                Self::SquaresLag if k > 0 => before,
                _ => current,
            };
            let t = if self == Self::Twice {
                2 * (k + 1)
            } else {
                k + 1
            };
            let corrected = |m: S, beta: S| m / (S::one() - num_traits::pow(beta, t));
            let (mean, squares) = (corrected(mean, one.beta1), corrected(squares, one.beta2));
            match self {
                Self::EpsInside => mean / (squares + one.eps).sqrt(),
                Self::NoRoot => mean / (squares + one.eps),
                _ => mean / (squares.sqrt() + one.eps),
            }
        }
    }
}

/// m ← βm + (1 − β)a, changed; returned is what the step uses.
pub(super) fn running<S: Real>(
    change: Option<MeanChange>,
    k: usize,
    mean: &mut S,
    a: S,
    decay: S,
) -> S {
    use MeanChange as C;
    let fresh = S::one() - decay;
    let old = match change {
        Some(C::Ones) if k == 0 => S::one(),
        Some(C::Seeded) if k == 0 => a,
        _ => *mean,
    };
    *mean = match change {
        Some(C::Unweighted) => decay * old + a,
        Some(C::Twice) => decay * (decay * old + fresh * a) + fresh * a,
        _ => decay * old + fresh * a,
    };
    match change {
        Some(C::Corrected) => *mean / (S::one() - num_traits::pow(decay, k + 1)),
        Some(C::MeanLags) => old,
        _ => *mean,
    }
}

/// ρ and ε of `gn_published`.
pub(super) fn published<S: Real>() -> (S, S) {
    (Fraction(99, 100).to(), Fraction(1, 10_000_000).to())
}

/// With every decay changed.
fn decays<S: Real>(method: &Method<S>, change: impl Fn(S) -> S) -> Changed<S> {
    other(with(method, |name, b| match name {
        "beta" | "beta1" | "beta2" | "rho" => change(b),
        _ => b,
    })?)
}
