//! One table of defaults per method and network. Tune the numbers here and nowhere else.

use super::{Hyper, MethodId};
use crate::gan::{Architecture, Loss};
use crate::spec::Form;

/// What a run uses where its user is silent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Hyper-parameters of the method.
    pub hyper: Hyper,
    /// The loss.
    pub loss: Loss,
    /// c of `wgan_gp`.
    pub penalty: f64,
    /// r1 of the zero-centred penalty for losses on logits; see [`Defaults::r1_for`].
    pub r1: f64,
    /// Samples per step.
    pub batch: usize,
    /// Steps.
    pub steps: u64,
    /// Scale of all channel counts.
    pub width: f64,
    /// Steps between sample grids.
    pub sample_every: u64,
    /// Steps between checkpoints.
    pub checkpoint_every: u64,
}

impl Defaults {
    /// r1 for a loss: the Wasserstein losses have a penalty of their own, or none on purpose.
    pub fn r1_for(&self, loss: Loss) -> f64 {
        if loss.takes_logits() { self.r1 } else { 0.0 }
    }
}

/// The method when none is named.
pub const METHOD: MethodId = MethodId::GnAdaptive;
/// The network when none is named.
pub const NETWORK: Architecture = Architecture::MnistDcgan;
/// Digits drawn for `--data embedded`.
pub const EMBEDDED_IMAGES: usize = 10_000;
/// The seed when none is given.
pub const SEED: u64 = 1;

/// h/n of `gn_adaptive` for n parameters: φ(‖v̂‖²) is near 1/n, so this is what RMSprop would call
/// its step.
const ADAPTIVE_RATE: f64 = 1.75e-4;

/// The defaults of a method on a network, at `width` if one is given.
pub fn defaults(method: MethodId, network: Architecture, width: Option<f64>) -> Defaults {
    let mut usual = at_usual_width(method, network);
    usual.width = width.unwrap_or(usual.width);
    if method == MethodId::GnAdaptive {
        usual.hyper.h = Some(adaptive_step(network, usual.width));
    }
    usual
}

/// [`ADAPTIVE_RATE`]·n to two digits; an impossible width, which is refused later, counts as 1.
fn adaptive_step(network: Architecture, width: f64) -> f64 {
    let players = network.build(width).or_else(|_| network.build(1.0));
    let n = players.map_or(1, |(g, d)| g.parameter_len() + d.parameter_len());
    let step = ADAPTIVE_RATE * n as f64;
    format!("{step:.1e}").parse().unwrap_or(step)
}

fn at_usual_width(method: MethodId, network: Architecture) -> Defaults {
    match network {
        Architecture::MnistDcgan => Defaults {
            hyper: hyper(method),
            loss: Loss::VanillaNs,
            penalty: 0.1,
            r1: 0.3,
            batch: 64,
            steps: 3000,
            width: 1.0,
            sample_every: 250,
            checkpoint_every: 500,
        },
        // full width takes seconds a step on two cores; a laptop run starts narrow
        Architecture::CifarDcgan => Defaults {
            hyper: hyper(method),
            loss: Loss::VanillaNs,
            penalty: 1.0,
            r1: 0.0,
            batch: 64,
            steps: 2000,
            width: 0.125,
            sample_every: 250,
            checkpoint_every: 500,
        },
    }
}

/// Step sizes and the rest, by method.
fn hyper(method: MethodId) -> Hyper {
    let gauss_newton = |h, lam| Hyper {
        h: Some(h),
        lam: Some(lam),
        form: Some(Form::Inverse),
        ..Hyper::NONE
    };
    let momentum = |beta, base| Hyper {
        beta: Some(beta),
        ..base
    };
    match method {
        MethodId::Gda => Hyper {
            hx: Some(0.02),
            hy: Some(0.02),
            ..Hyper::NONE
        },
        // far from λ a step is h/‖v‖ long; h = 0.02, the published setting, hardly moves these games
        MethodId::Gn | MethodId::GnBlock => gauss_newton(1.0, 0.1),
        MethodId::GnHeavyball => momentum(0.5, gauss_newton(0.5, 0.1)),
        MethodId::GnEma => momentum(0.5, gauss_newton(1.0, 0.1)),
        MethodId::GnAdaptive => Hyper {
            rho: Some(0.99),
            eps: Some(1e-7),
            // h follows the number of parameters: see ADAPTIVE_RATE
            ..gauss_newton(1.0, 0.1)
        },
        MethodId::Adam => Hyper {
            hx: Some(2e-4),
            hy: Some(2e-4),
            beta1: Some(0.5),
            beta2: Some(0.999),
            eps: Some(1e-8),
            ..Hyper::NONE
        },
        MethodId::Rmsprop => Hyper {
            h: Some(1e-4),
            rho: Some(0.99),
            eps: Some(1e-8),
            ..Hyper::NONE
        },
    }
}
