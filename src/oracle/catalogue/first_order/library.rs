//! Settings that a library has by default, in the place of those that were asked for.

use super::parts::{Changed, other, with};
use super::table::changes;
use super::{BiasChange, MeanChange};
use crate::scalar::Real;
use crate::spec::{Adam, Fraction, Method, Steps};

changes! {
    /// Settings of a library in the place of those asked for.
    LibraryChange of Library {
        EpsOfTorch = "eps_of_torch", 2, &["adam", "rmsprop"],
            "ε is 10⁻⁸, whatever was asked for.",
            "The default of torch.optim.Adam and torch.optim.RMSprop, and of optax's; of an ε that is \
             not passed on no published instance known to us.";
        EpsOfKeras = "eps_of_keras", 2, &["adam", "rmsprop"],
            "ε is 10⁻⁷, whatever was asked for.",
            "The default of keras.optimizers.Adam and RMSprop, taken into another library; \
             juntang-zhuang/Adabelief-Optimizer, pull request 12, wonders at the two defaults.";
        RhoOfTorch = "rho_of_torch", 2, &["rmsprop"],
            "ρ is 0.99, whatever was asked for.",
            "The default of torch.optim.RMSprop, where TensorFlow has 0.9; openai/baselines, issue 857, \
             asks which to choose.";
        Beta1 = "beta1_by_default", 2, &["adam"],
            "β₁ is 0.9, whatever was asked for.",
            "The default of torch, optax and Keras, where GANs mostly ask for 0.5 or 0; vt-vl-lab/Guided-pix2pix, \
             issue 2, and NVlabs/stylegan2-ada-pytorch, issue 106, ask about the two.";
        Beta2 = "beta2_by_default", 2, &["adam"],
            "β₂ is 0.999, whatever was asked for.",
            "The default of torch, optax and Keras, where β₁ alone is passed on; wilile26811249/ViTGAN, issue 8, \
             finds 0.999 in the code and 0.99 in its paper.";
        Betas = "betas_by_default", 3, &["adam"],
            "β₁ is 0.9 and β₂ is 0.999, whatever was asked for.",
            "The defaults of torch, optax and Keras, where `betas` is not passed on; of a GAN in which that is a \
             mistake and no choice no published instance known to us.";
        SettingsOfTorch = "settings_of_torch", 4, &["adam", "rmsprop"],
            "All settings but the step size are torch's: β₁ = 0.9 and β₂ = 0.999, or ρ = 0.99, and \
             ε = 10⁻⁸, whatever was asked for.",
            "`torch.optim.NAdam(discriminator.parameters(), lr=d_lr)` in a GAN script, with nothing but \
             the rate (its repository is not known to us); for these methods as eps_of_torch.";
        AdamForRmsprop = "adam_for_rmsprop", 4, &["rmsprop"],
            "Adam with its settings of torch, β₁ = 0.9, β₂ = 0.999 and \
             ε = 10⁻⁸.",
            "shayneobrien/generative-models, issue 6 (a Wasserstein GAN whose comments have RMSprop and \
             whose code has Adam).";
        EpsAsInKeras = "eps_as_in_keras", 4, &["adam", "rmsprop"],
            "ε is 10⁻⁷, whatever was asked for, and stands where Keras has it: before the correction \
             in adam, inside the root in rmsprop.",
            "keras-team/keras, keras/src/optimizers/adam.py and rmsprop.py: `epsilon=1e-7`, \
             `ops.add(ops.sqrt(v), self.epsilon)` under an `alpha` with the correction, \
             `ops.sqrt(denominator)`.";
        SettingsOfKeras = "settings_of_keras", 5, &["adam", "rmsprop"],
            "All settings but the step size are those of Keras: β₁ = 0.9 and β₂ = 0.999, or ρ = 0.9, \
             and ε = 10⁻⁷ where Keras has it.",
            "As eps_as_in_keras, with nothing passed on but the rate.";
    }
}

type Defaults = &'static [(&'static str, Fraction)];

const TORCH: Defaults = &[
    ("beta1", Fraction(9, 10)),
    ("beta2", Fraction(999, 1000)),
    ("rho", Fraction(99, 100)),
    ("eps", Fraction(1, 100_000_000)),
];

const KERAS: Defaults = &[
    ("beta1", Fraction(9, 10)),
    ("beta2", Fraction(999, 1000)),
    ("rho", Fraction(9, 10)),
    ("eps", Fraction(1, 10_000_000)),
];

/// What stands beside ε.
const DECAYS: &[&str] = &["beta1", "beta2", "rho"];

impl LibraryChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let each = |library, names: &[&str]| {
            let differ = names.iter().all(|name| differs(method, library, &[*name]));
            differ.then(|| taken(method, library, names))
        };
        match self {
            Self::EpsOfTorch => other(each(TORCH, &["eps"])?),
            Self::EpsOfKeras => other(each(KERAS, &["eps"])?),
            Self::RhoOfTorch => other(each(TORCH, &["rho"])?),
            Self::Beta1 => other(each(TORCH, &["beta1"])?),
            Self::Beta2 => other(each(TORCH, &["beta2"])?),
            Self::Betas => other(each(TORCH, &["beta1", "beta2"])?),
            // fewer changes have names of their own
            Self::SettingsOfTorch if !differs(method, TORCH, DECAYS) => None,
            Self::SettingsOfTorch => {
                each(TORCH, &["eps"])?;
                let all = [DECAYS, &["eps"]].concat();
                other(taken(method, TORCH, &all))
            }
            Self::AdamForRmsprop => match method {
                Method::Rmsprop(one) => other(adam_of_torch(one.step)),
                _ => None,
            },
            Self::EpsAsInKeras => in_keras(&each(KERAS, &["eps"])?),
            Self::SettingsOfKeras if !differs(method, KERAS, DECAYS) => None,
            Self::SettingsOfKeras => {
                let all = [DECAYS, &["eps"]].concat();
                in_keras(&taken(method, KERAS, &all))
            }
        }
    }
}

/// Whether the method has one of these settings, other than the library.
fn differs<S: Real>(method: &Method<S>, library: Defaults, names: &[&str]) -> bool {
    &taken(method, library, names) != method
}

/// With these settings, as many as the method has, as they are in the library.
fn taken<S: Real>(method: &Method<S>, library: Defaults, names: &[&str]) -> Method<S> {
    let default = |name: &str| {
        let mut list = library.iter().filter(|_| names.contains(&name));
        list.find(|(one, _)| *one == name).map(|(_, a)| a.to())
    };
    let changed = with(method, |name, a| default(name).unwrap_or(a));
    changed.unwrap_or_else(|| method.clone())
}

/// Adam as torch makes it of a step size alone.
fn adam_of_torch<S: Real>(step: S) -> Adam<S> {
    let number = |a, b| Fraction(a, b).to();
    Adam {
        steps: Steps::same(step),
        beta1: number(9, 10),
        beta2: number(999, 1000),
        eps: number(1, 100_000_000),
    }
}

/// With ε where Keras has it.
fn in_keras<S: Real>(method: &Method<S>) -> Changed<S> {
    match method {
        Method::Adam(_) => BiasChange::EpsHat.candidate(method),
        _ => MeanChange::EpsInside.candidate(method),
    }
}
