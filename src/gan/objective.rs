//! What the two players optimise, as functions of the scores t = D(·) of one sample.
//!
//! With Φ(t) = log sigmoid(t) (so Φ'(t) = sigmoid(−t)), means over the batch:
//!
//! | loss | loss_x | payoff_y |
//! | --- | --- | --- |
//! | `wgan` | −mean D(fake) | mean D(real) − mean D(fake) |
//! | `wgan_gp` | as `wgan` | as `wgan`, − c·mean (‖∇D(x̂)‖ − 1)² |
//! | `vanilla` | as payoff_y | mean Φ(D(real)) + mean Φ(−D(fake)) |
//! | `vanilla_ns` | −mean Φ(D(fake)) | as `vanilla` |
//! | `hinge` | −mean D(fake) | −mean max(0, 1 − D(real)) − mean max(0, 1 + D(fake)) |
//!
//! `vanilla` reports f for both players; `wgan` leaves mean D(real), which x does not move, out of loss_x.

use super::GanError;
use crate::nn::Element;
use std::str::FromStr;

/// The losses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Wasserstein with gradient penalty.
    WganGp,
    /// Wasserstein.
    Wgan,
    /// The original zero-sum GAN.
    Vanilla,
    /// The original GAN with the non-saturating generator loss.
    VanillaNs,
    /// Hinge.
    Hinge,
}

impl Loss {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::WganGp,
        Self::Wgan,
        Self::Vanilla,
        Self::VanillaNs,
        Self::Hinge,
    ];

    /// The name used everywhere.
    pub fn id(self) -> &'static str {
        match self {
            Self::WganGp => "wgan_gp",
            Self::Wgan => "wgan",
            Self::Vanilla => "vanilla",
            Self::VanillaNs => "vanilla_ns",
            Self::Hinge => "hinge",
        }
    }

    /// Whether the scores are taken before a final sigmoid.
    pub fn takes_logits(self) -> bool {
        !matches!(self, Self::WganGp | Self::Wgan)
    }

    /// Whether loss_x and payoff_y depend on D(fake) in the same way, so one reverse sweep serves both.
    pub(super) fn shares_fake(self) -> bool {
        !matches!(self, Self::VanillaNs | Self::Hinge)
    }

    /// A real sample's part of payoff_y and its derivative.
    pub(super) fn real<T: Element>(self, t: T) -> (T, T) {
        match self {
            Self::WganGp | Self::Wgan => (t, T::one()),
            Self::Vanilla | Self::VanillaNs => (t.log_sigmoid(), (-t).sigmoid()),
            Self::Hinge if t < T::one() => (t - T::one(), T::one()),
            Self::Hinge => (T::zero(), T::zero()),
        }
    }

    /// A fake sample's part of payoff_y and its derivative.
    pub(super) fn fake<T: Element>(self, t: T) -> (T, T) {
        match self {
            Self::WganGp | Self::Wgan => (-t, -T::one()),
            Self::Vanilla | Self::VanillaNs => ((-t).log_sigmoid(), -t.sigmoid()),
            Self::Hinge if t > -T::one() => (-t - T::one(), -T::one()),
            Self::Hinge => (T::zero(), T::zero()),
        }
    }

    /// A fake sample's part of loss_x and its derivative.
    pub(super) fn generator<T: Element>(self, t: T) -> (T, T) {
        match self {
            Self::WganGp | Self::Wgan | Self::Hinge => (-t, -T::one()),
            Self::Vanilla => self.fake(t),
            Self::VanillaNs => (-t.log_sigmoid(), -(-t).sigmoid()),
        }
    }
}

impl FromStr for Loss {
    type Err = GanError;

    fn from_str(name: &str) -> Result<Self, GanError> {
        Self::ALL
            .into_iter()
            .find(|loss| loss.id() == name)
            .ok_or_else(|| GanError::Unknown {
                what: "loss",
                found: name.into(),
                expected: Self::ALL.map(Self::id).join(", "),
            })
    }
}

/// A loss with its penalty and regularisers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// The loss.
    pub loss: Loss,
    /// c of `wgan_gp`; the other losses ignore it.
    pub penalty: f64,
    /// payoff_y −= (r1/2) mean ‖∇D(real)‖².
    pub r1: f64,
    /// loss_x += (tik_x/2) ‖x‖².
    pub tik_x: f64,
    /// payoff_y −= (tik_y/2) ‖y‖².
    pub tik_y: f64,
}

impl Objective {
    /// A loss with penalty c and no regulariser.
    pub const fn new(loss: Loss, penalty: f64) -> Self {
        Self {
            loss,
            penalty,
            r1: 0.0,
            tik_x: 0.0,
            tik_y: 0.0,
        }
    }

    /// Checks the weights.
    ///
    /// # Errors
    /// `Weight` names the first that is negative or not finite.
    pub fn check(self) -> Result<Self, GanError> {
        let weights = [
            ("penalty", self.penalty),
            ("r1", self.r1),
            ("tik_x", self.tik_x),
            ("tik_y", self.tik_y),
        ];
        for (name, value) in weights {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(GanError::Weight { name, value });
            }
        }
        Ok(self)
    }
}
