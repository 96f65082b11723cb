//! The bias correction of `adam`, and which moment is whose.

use super::parts::{At, Changed, along, other};
use super::table::changes;
use crate::scalar::Real;
use crate::spec::{Adam, Method};

changes! {
    /// Changes of the bias correction, and of the moments.
    BiasChange of Bias {
        None = "adam_no_bias_correction", 3, &["adam"],
            "No bias correction: m/(√q + ε).",
            "allenai/OLMo-core, pull request 317 (the step was never counted, so that no bias \
             correction was applied); ml-explore/mlx, pull request 1640; oxiglade/mlx-rs, issue 301.";
        OnlyMean = "adam_only_mean_corrected", 3, &["adam"],
            "Only the mean is corrected: (m/(1 − β₁ᵗ))/(√q + ε).",
            "Half of the correction of Kingma and Ba's algorithm 1; no published instance known to \
             us.";
        OnlySquares = "adam_only_squares_corrected", 3, &["adam"],
            "Only the mean of squares is corrected: m/(√(q/(1 − β₂ᵗ)) + ε).",
            "Half of the correction of Kingma and Ba's algorithm 1; no published instance known to \
             us.";
        NotPowered = "adam_correction_not_powered", 3, &["adam"],
            "The correction divides by 1 − β at every step, not by 1 − βᵗ.",
            "bruno-31/diff-game, optimizers.py: `tf.div(v_t, 1. - beta2_t)` with a constant \
             `beta2_t`; eriklindernoren/ML-From-Scratch, issue 35; PennyLaneAI/pennylane, pull \
             request 1929.";
        Multiplied = "adam_correction_multiplied", 3, &["adam"],
            "The correction multiplies: m(1 − β₁ᵗ)/(√(q(1 − β₂ᵗ)) + ε).",
            "karpathy/convnetjs, pull requests 70 and 107 (\"the bias estimates use division \
             instead of multiplication\").";
        ByPower = "adam_correction_by_power", 3, &["adam"],
            "The correction divides by βᵗ, not by 1 − βᵗ.",
            "kozistr/pytorch_optimizer, pull request 308 (\"accidentally duplicated the minus-one \
             operation\").";
        SquaresByBeta1 = "adam_squares_corrected_with_beta1", 2, &["adam"],
            "Both corrections take β₁: q/(1 − β₁ᵗ).",
            "A script with `self.S[name][g] /= (1 - np.power(self.beta1, self.epoch))`; its \
             repository is not known to us.";
        Stored = "adam_correction_stored", 4, &["adam"],
            "The corrected means are stored, and corrected again in the next step.",
            "frgfm/holocron, issue 1, in RAdam (\"bias correction is made inplace so it affects exp_avg in \
             the next steps\"); four scripts with lines like `self.v = self.v / (1 - self.beta_1 ** \
             (self.global_steps + 1))`; their repositories are not known to us.";
        Recreated = "adam_made_anew", 4, &["adam"],
            "The optimizer is made anew in every step, so that t is always 1: v/(|v| + ε).",
            "A GAN script with `torch.optim.Adam(…)` inside the loop over batches; its repository \
             is not known to us.";
        FromTwo = "adam_t_from_two", 2, &["adam"],
            "t counts from 2 at the first step.",
            "tensorflow/tensorflow, issue 35444, suspects it; kozistr/pytorch_optimizer, pull \
             request 308, mends an offset of one in AdamG.";
        AfterRoot = "adam_correction_after_root", 3, &["adam"],
            "The root is taken before the correction: m̂/(√q/(1 − β₂ᵗ) + ε).",
            "The slip that an efficient form √(1 − β₂ᵗ)/√q invites; no published instance known to \
             us.";
        EpsHat = "eps_hat", 3, &["adam"],
            "ε is added before the correction: h√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√q + ε).",
            "The form before section 2.1 of arXiv:1412.6980, with its \"epsilon hat\"; TensorFlow \
             and Keras (keras-team/keras, issue 17391; tensorflow/tensorflow, issue 9047).";
        Swapped = "betas_swapped", 2, &["adam"],
            "β₁ and β₂ are exchanged.",
            "A GAN script with `betas=(0.999, 0.9)` for both players (its repository is not known \
             to us); PyTorch Lightning, issue 4714, exchanges them in a help text.";
        NoMean = "first_moment_ignored", 2, &["adam"],
            "v itself is divided by the root, not its mean: as with β₁ = 0.",
            "The authors of WGAN-GP set β₁ = 0 on purpose (arXiv:1704.00028); where β₁ is asked \
             for, no published instance known to us.";
        SquaresOfMean = "adam_squares_of_mean", 3, &["adam"],
            "The mean of squares is one of m∘m, not of v∘v.",
            "The buffer used for the gradient that it was computed from; no published instance \
             known to us.";
        Centred = "adam_centred", 3, &["adam"],
            "The mean of squares is one of (v − m)∘(v − m).",
            "AdaBelief (arXiv:2010.07468, without its ε inside), where Adam is meant.";
        Largest = "adam_largest_square", 4, &["adam"],
            "The largest mean of squares so far divides, before the correction.",
            "torch.optim.Adam with amsgrad=True (arXiv:1904.09237), where Adam is meant.";
        LargestCorrected = "adam_largest_corrected_square", 4, &["adam"],
            "The largest corrected mean of squares so far divides: the maximum is taken of q/(1 − β₂ᵗ).",
            "google-deepmind/optax, issue 1389 (its AMSGrad differs so from torch's and TensorFlow's); \
             a method of its own, where Adam is meant.";
    }
}

impl BiasChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Adam(one) = *method else {
            return None;
        };
        match self {
            Self::Swapped if one.beta1 == one.beta2 => None,
            Self::Swapped => other(Adam {
                beta1: one.beta2,
                beta2: one.beta1,
                ..one
            }),
            Self::NoMean => other(Adam {
                beta1: S::zero(),
                ..one
            }),
            Self::Recreated => along(one.steps, 0, move |at| at.v / (at.v.abs() + one.eps)),
            Self::Stored => along(one.steps, 2, move |at| stored(&one, at)),
            _ => along(one.steps, 3, move |at| {
                let (mean, squares) = self.moments(&one, at.k, at.v, at.memory);
                self.direction(&one, at.k, mean, squares)
            }),
        }
    }

    /// m and q. Memory: m, q, the largest q or q̂.
    fn moments<S: Real>(self, one: &Adam<S>, k: usize, v: S, memory: &mut [S]) -> (S, S) {
        let (beta1, beta2) = (one.beta1, one.beta2);
        memory[0] = beta1 * memory[0] + (S::one() - beta1) * v;
        let square = match self {
            Self::SquaresOfMean => memory[0].square(),
            Self::Centred => (v - memory[0]).square(),
            _ => v.square(),
        };
        memory[1] = beta2 * memory[1] + (S::one() - beta2) * square;
        // what corrects q is put back where the maximum is one of q̂
        let correction = match self {
            Self::LargestCorrected => S::one() - num_traits::pow(beta2, k + 1),
            _ => S::one(),
        };
        let compared = memory[1] / correction;
        if compared > memory[2] {
            memory[2] = compared;
        }
        match self {
            Self::Largest | Self::LargestCorrected => (memory[0], memory[2] * correction),
            _ => (memory[0], memory[1]),
        }
    }

    /// m̂/(√q̂ + ε), changed.
    fn direction<S: Real>(self, one: &Adam<S>, k: usize, mean: S, squares: S) -> S {
        let (beta1, beta2, eps) = (one.beta1, one.beta2, one.eps);
        let t = match self {
            Self::NotPowered => 1,
            Self::FromTwo => k + 2,
            _ => k + 1,
        };
        let of_mean = S::one() - num_traits::pow(beta1, t);
        let of_squares = S::one() - num_traits::pow(beta2, t);
        match self {
            Self::None => mean / (squares.sqrt() + eps),
            Self::OnlyMean => mean / of_mean / (squares.sqrt() + eps),
            Self::OnlySquares => mean / ((squares / of_squares).sqrt() + eps),
            Self::Multiplied => mean * of_mean / ((squares * of_squares).sqrt() + eps),
            Self::ByPower => {
                let (of_mean, of_squares) = (S::one() - of_mean, S::one() - of_squares);
                mean / of_mean / ((squares / of_squares).sqrt() + eps)
            }
            Self::SquaresByBeta1 => mean / of_mean / ((squares / of_mean).sqrt() + eps),
            Self::AfterRoot => mean / of_mean / (squares.sqrt() / of_squares + eps),
            Self::EpsHat => of_squares.sqrt() / of_mean * mean / (squares.sqrt() + eps),
            _ => mean / of_mean / ((squares / of_squares).sqrt() + eps),
        }
    }
}

/// m̂/(√q̂ + ε), where m̂ and q̂ replace m and q. Memory: m, q.
fn stored<S: Real>(one: &Adam<S>, at: At<'_, S>) -> S {
    let update = |old: S, beta: S, a: S| {
        let mean = beta * old + (S::one() - beta) * a;
        mean / (S::one() - num_traits::pow(beta, at.k + 1))
    };
    at.memory[0] = update(at.memory[0], one.beta1, at.v);
    at.memory[1] = update(at.memory[1], one.beta2, at.v.square());
    at.memory[0] / (at.memory[1].sqrt() + one.eps)
}
