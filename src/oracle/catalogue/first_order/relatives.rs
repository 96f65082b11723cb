//! Relatives of `adam` that are taken for it.

use super::parts::{At, Changed, along};
use super::table::changes;
use crate::scalar::Real;
use crate::spec::{Adam, Fraction, Method};

changes! {
    /// Relatives of Adam in its place.
    RelativeChange of Relative {
        AdamwOfTorch = "adamw_of_torch", 3, &["adam"],
            "Decoupled weight decay of 0.01 shrinks both players: p − 0.01hp + h m̂/(√q̂ + ε).",
            "torch.optim.AdamW with its default weight_decay=1e-2, where Adam is meant; GAN scripts \
             with `torch.optim.AdamW(discriminator.parameters(), lr=…, betas=(0.5, 0.999))`, whose \
             repositories are not known to us.";
        AdamwOfOptax = "adamw_of_optax", 3, &["adam"],
            "Decoupled weight decay of 10⁻⁴ shrinks both players: p − 10⁻⁴hp + h m̂/(√q̂ + ε).",
            "google-deepmind/optax, optax/_src/alias.py: `adamw(…, weight_decay: float = 1e-4, …)`, \
             where Adam is meant.";
        AdamwOfKeras = "adamw_of_keras", 5, &["adam"],
            "Decoupled weight decay of 0.004 shrinks both players, and ε is added before the \
             correction: p − 0.004hp + h√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√q + ε).",
            "keras-team/keras, keras/src/optimizers/adamw.py: `weight_decay=0.004`, over the step of \
             keras/src/optimizers/adam.py.";
        NadamOfTorch = "nadam_of_torch", 4, &["adam"],
            "NAdam with a schedule: m̂ = μ₊m/(1 − μ₁⋯μ₊) + (1 − μ)v/(1 − μ₁⋯μ) with \
             μ = β₁(1 − 0.5·0.96^(0.004t)), μ₊ that of t + 1.",
            "torch.optim.NAdam with its default momentum_decay=4e-3, where Adam is meant; GAN scripts \
             with `torch.optim.NAdam(discriminator.parameters(), lr=…)`, whose repositories are not \
             known to us.";
        NadamOfKeras = "nadam_of_keras", 4, &["adam"],
            "NAdam with a schedule: m̂ = μ₊m/(1 − μ₁⋯μ₊) + (1 − μ)v/(1 − μ₁⋯μ) with \
             μ = β₁(1 − 0.5·0.96ᵗ), μ₊ that of t + 1.",
            "keras-team/keras, keras/src/optimizers/nadam.py, where Adam is meant.";
        NadamOfOptax = "nadam_of_optax", 3, &["adam"],
            "NAdam without a schedule: m̂ = β₁m/(1 − β₁ᵗ⁺¹) + (1 − β₁)v/(1 − β₁ᵗ).",
            "google-deepmind/optax, optax/_src/transform.py, `scale_by_adam` with `nesterov=True`, \
             where Adam is meant.";
        RadamOfTorch = "radam_of_torch", 4, &["adam"],
            "RAdam: m̂ alone, not divided, while ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ) ≤ 5 with \
             ρ∞ = 2/(1 − β₂) − 1, and then r m̂√(1 − β₂ᵗ)/(√q + ε) with \
             r² = (ρ − 4)(ρ − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρ).",
            "torch.optim.RAdam (pytorch/pytorch, torch/optim/radam.py), where Adam is meant.";
        Optimistic = "optimistic_adam", 4, &["adam"],
            "An optimistic step: p + h(2u_k − u_{k−1}) with u = m̂/(√q̂ + ε) and u₋₁ = 0.",
            "Algorithm 1 of arXiv:1711.00141, as in mlpack/mlpack, pull request 1298: `iterate -= (2 * \
             stepSize * update - stepSize * g)`; a method of its own, where Adam is meant.";
        OptimisticHat = "optimistic_adam_eps_hat", 5, &["adam"],
            "An optimistic step with ε added before the correction: p + h(2u_k − u_{k−1}) with \
             u = √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√q + ε) and u₋₁ = 0.",
            "201419/Optimizer-PyTorch, omd.py, `OptimisticAdam` (its comment names Hugo Berard); a \
             method of its own, where Adam is meant.";
        OptimisticLate = "optimistic_adam_corrected_late", 5, &["adam"],
            "An optimistic step whose past is corrected as its present: p + hc(2w_k − w_{k−1}) with \
             w = m/(√q + ε), w₋₁ = 0 and c = √(1 − β₂ᵗ)/(1 − β₁ᵗ).",
            "georgepar/optimistic-adam, optim.py: `p.data.addcdiv_(step_size, exp_avg, …)` before the \
             moments move and `-2.0 * step_size` after; where Adam is meant.";
    }
}

impl RelativeChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Adam(one) = *method else {
            return None;
        };
        // a fraction costs more than a step in numbers that follow errors: not for every coordinate
        let (decay, two) = (self.decay::<S>(), S::from_i64(2));
        along(one.steps, 4, move |mut at| {
            let now = Moments::next(&one, &mut at);
            match self {
                Self::AdamwOfTorch | Self::AdamwOfOptax => now.direction() - decay * at.p,
                Self::AdamwOfKeras => now.eps_hat() - decay * at.p,
                Self::NadamOfTorch | Self::NadamOfKeras => now.scheduled(&one, decay, &mut at),
                Self::NadamOfOptax => now.nesterov(&one, &at),
                Self::RadamOfTorch => now.rectified(&one, at.k),
                Self::Optimistic | Self::OptimisticHat => {
                    let update = match self {
                        Self::OptimisticHat => now.eps_hat(),
                        _ => now.direction(),
                    };
                    let past = std::mem::replace(&mut at.memory[2], update);
                    two * update - past
                }
                Self::OptimisticLate => {
                    let update = now.mean / (now.squares.sqrt() + now.eps);
                    let past = std::mem::replace(&mut at.memory[2], update);
                    now.of_squares.sqrt() / now.of_mean * (two * update - past)
                }
            }
        })
    }

    /// The decay of the weights, or 0.96^ψ of the schedule.
    fn decay<S: Real>(self) -> S {
        let schedule = || Fraction(96, 100).to::<S>();
        match self {
            Self::AdamwOfTorch => Fraction(1, 100).to(),
            Self::AdamwOfOptax => Fraction(1, 10_000).to(),
            Self::AdamwOfKeras => Fraction(4, 1000).to(),
            Self::NadamOfTorch => (Fraction(4, 1000).to::<S>() * schedule().ln()).exp(),
            _ => schedule(),
        }
    }
}

/// m and q of this step, 1 − β₁ᵗ, 1 − β₂ᵗ, and ε.
struct Moments<S> {
    mean: S,
    squares: S,
    of_mean: S,
    of_squares: S,
    eps: S,
}

impl<S: Real> Moments<S> {
    /// Memory: m, q, and two numbers of the relative's own.
    fn next(one: &Adam<S>, at: &mut At<'_, S>) -> Self {
        let running = |old: S, a: S, beta: S| beta * old + (S::one() - beta) * a;
        at.memory[0] = running(at.memory[0], at.v, one.beta1);
        at.memory[1] = running(at.memory[1], at.v.square(), one.beta2);
        Self {
            mean: at.memory[0],
            squares: at.memory[1],
            of_mean: S::one() - num_traits::pow(one.beta1, at.k + 1),
            of_squares: S::one() - num_traits::pow(one.beta2, at.k + 1),
            eps: one.eps,
        }
    }

    /// √q̂ + ε.
    fn root(&self) -> S {
        (self.squares / self.of_squares).sqrt() + self.eps
    }

    /// m̂/(√q̂ + ε): Adam itself.
    fn direction(&self) -> S {
        self.mean / self.of_mean / self.root()
    }

    /// √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√q + ε).
    fn eps_hat(&self) -> S {
        self.of_squares.sqrt() / self.of_mean * self.mean / (self.squares.sqrt() + self.eps)
    }

    /// (β₁m/(1 − β₁ᵗ⁺¹) + (1 − β₁)v/(1 − β₁ᵗ))/(√q̂ + ε).
    fn nesterov(&self, one: &Adam<S>, at: &At<'_, S>) -> S {
        let of_next = S::one() - num_traits::pow(one.beta1, at.k + 2);
        let ahead = one.beta1 * self.mean / of_next;
        (ahead + (S::one() - one.beta1) * at.v / self.of_mean) / self.root()
    }

    /// (μ₊m/(1 − μ₁⋯μ₊) + (1 − μ)v/(1 − μ₁⋯μ))/(√q̂ + ε) with μ = β₁(1 − ½dᵗ). Its memory:
    /// dᵗ, μ₁⋯μ.
    fn scheduled(&self, one: &Adam<S>, decay: S, at: &mut At<'_, S>) -> S {
        let mu = |power: S| one.beta1 * (S::one() - power / S::from_i64(2));
        let [power, product] = match at.k {
            0 => [S::one(), S::one()],
            _ => [at.memory[2], at.memory[3]],
        };
        let power = power * decay;
        let (now, next) = (mu(power), mu(power * decay));
        let product = product * now;
        (at.memory[2], at.memory[3]) = (power, product);
        let ahead = next * self.mean / (S::one() - product * next);
        (ahead + (S::one() - now) * at.v / (S::one() - product)) / self.root()
    }

    /// m̂, or r m̂√(1 − β₂ᵗ)/(√q + ε) where ρ > 5.
    fn rectified(&self, one: &Adam<S>, k: usize) -> S {
        let number = |a: i64| S::from_i64(a);
        let whole = number(2) / (S::one() - one.beta2) - S::one();
        let power = S::one() - self.of_squares;
        let t = number(k as i64 + 1);
        let rho = whole - number(2) * t * power / self.of_squares;
        if rho > number(5) {
            let above = (rho - number(4)) * (rho - number(2)) * whole;
            let below = (whole - number(4)) * (whole - number(2)) * rho;
            (above / below).sqrt() * self.eps_hat()
        } else {
            self.mean / self.of_mean
        }
    }
}
