//! The list of methods: ids, hyper-parameters, forms, reports. No arithmetic.
//!
//! Ids are those used in file names, on the command line, in JSON, in proofs and in docs; so are
//! the short names of hyper-parameters (`h`, `lam`, …) that [`Method::parameters`] lists.

mod text;

pub use text::{SpecError, defaults};

/// The id of every method, in the order of [`Method`].
pub const METHOD_IDS: [&str; 8] = [
    "gda",
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "adam",
    "rmsprop",
];

/// Step sizes of the two players.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps<S> {
    /// h of the minimising player (`hx`).
    pub x: S,
    /// h of the maximising player (`hy`).
    pub y: S,
}

/// Which preconditioner A(p) the Gauss-Newton step applies, with B = λI + v vᵀ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A = B⁻¹, so A v = φ v with φ(s) = 1/(λ + s), s = ‖v‖².
    Inverse,
    /// A = B⁻¹ − I, φ(s) = 1/(λ + s) − 1: zero on the spurious sphere s = 1 − λ.
    InverseMinusIdentity,
}

/// A method with its hyper-parameters, each in the scalar that it will be used in.
#[derive(Clone, Debug, PartialEq)]
pub enum Method<S> {
    /// Simultaneous gradient descent ascent: p + h v.
    Gda {
        /// hx, hy.
        steps: Steps<S>,
    },
    /// Gauss-Newton: p + h A(p) v.
    Gn {
        /// h.
        step: S,
        /// λ > 0.
        damping: S,
        /// Which A.
        form: Form,
    },
    /// Gauss-Newton with one B per player.
    GnBlock {
        /// h.
        step: S,
        /// λ > 0.
        damping: S,
        /// Which A.
        form: Form,
    },
    /// Heavy ball around Gauss-Newton: p + h A v + β (p − p₋₁).
    GnHeavyball {
        /// h.
        step: S,
        /// λ > 0.
        damping: S,
        /// Which A.
        form: Form,
        /// β.
        momentum: S,
    },
    /// B from v, applied to the buffer m ← β m + (1 − β) v.
    GnEma {
        /// h.
        step: S,
        /// λ > 0.
        damping: S,
        /// Which A.
        form: Form,
        /// β.
        decay: S,
    },
    /// m ← ρ m + (1 − ρ) v∘v; v̂ = v/(√m + ε); p + h φ(‖v̂‖²) v̂.
    GnAdaptive {
        /// h.
        step: S,
        /// λ > 0.
        damping: S,
        /// Which A.
        form: Form,
        /// ρ.
        decay: S,
        /// ε, outside the root.
        eps: S,
    },
    /// Adam with bias correction, ε outside the root.
    Adam {
        /// hx, hy.
        steps: Steps<S>,
        /// β₁.
        beta1: S,
        /// β₂.
        beta2: S,
        /// ε.
        eps: S,
    },
    /// RMSprop as torch has it: m ← ρ m + (1 − ρ) v∘v; p + h v/(√m + ε).
    Rmsprop {
        /// h.
        step: S,
        /// ρ.
        decay: S,
        /// ε.
        eps: S,
    },
}

impl<S> Method<S> {
    /// The id used everywhere outside this enum.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Gda { .. } => "gda",
            Self::Gn { .. } => "gn",
            Self::GnBlock { .. } => "gn_block",
            Self::GnHeavyball { .. } => "gn_heavyball",
            Self::GnEma { .. } => "gn_ema",
            Self::GnAdaptive { .. } => "gn_adaptive",
            Self::Adam { .. } => "adam",
            Self::Rmsprop { .. } => "rmsprop",
        }
    }

    /// Whether a step uses field operations only, so that it runs exactly on rationals.
    pub fn is_algebraic(&self) -> bool {
        !matches!(
            self,
            Self::GnAdaptive { .. } | Self::Adam { .. } | Self::Rmsprop { .. }
        )
    }

    /// Which A the method applies, if it is one of the Gauss-Newton family.
    pub fn form(&self) -> Option<Form> {
        match self {
            Self::Gn { form, .. }
            | Self::GnBlock { form, .. }
            | Self::GnHeavyball { form, .. }
            | Self::GnEma { form, .. }
            | Self::GnAdaptive { form, .. } => Some(*form),
            Self::Gda { .. } | Self::Adam { .. } | Self::Rmsprop { .. } => None,
        }
    }

    /// The numbers of the method under their short names, in a fixed order.
    #[rustfmt::skip] // a table
    pub fn parameters(&self) -> Vec<(&'static str, &S)> {
        match self {
            Self::Gda { steps } => vec![("hx", &steps.x), ("hy", &steps.y)],
            Self::Gn { step, damping, .. } | Self::GnBlock { step, damping, .. } => {
                vec![("h", step), ("lam", damping)]
            }
            Self::GnHeavyball { step, damping, momentum, .. } => {
                vec![("h", step), ("lam", damping), ("beta", momentum)]
            }
            Self::GnEma { step, damping, decay, .. } => {
                vec![("h", step), ("lam", damping), ("beta", decay)]
            }
            Self::GnAdaptive { step, damping, decay, eps, .. } => {
                vec![("h", step), ("lam", damping), ("rho", decay), ("eps", eps)]
            }
            Self::Adam { steps, beta1, beta2, eps } => {
                vec![("hx", &steps.x), ("hy", &steps.y), ("beta1", beta1), ("beta2", beta2), ("eps", eps)]
            }
            Self::Rmsprop { step, decay, eps } => {
                vec![("h", step), ("rho", decay), ("eps", eps)]
            }
        }
    }

    /// The same method with every number converted.
    #[rustfmt::skip] // a table
    pub fn map<T>(&self, convert: impl Fn(&S) -> T) -> Method<T> {
        let c = convert;
        let both = |s: &Steps<S>| Steps { x: c(&s.x), y: c(&s.y) };
        match self {
            Self::Gda { steps } => Method::Gda { steps: both(steps) },
            Self::Gn { step, damping, form } => {
                Method::Gn { step: c(step), damping: c(damping), form: *form }
            }
            Self::GnBlock { step, damping, form } => {
                Method::GnBlock { step: c(step), damping: c(damping), form: *form }
            }
            Self::GnHeavyball { step, damping, form, momentum } => Method::GnHeavyball {
                step: c(step), damping: c(damping), form: *form, momentum: c(momentum),
            },
            Self::GnEma { step, damping, form, decay } => Method::GnEma {
                step: c(step), damping: c(damping), form: *form, decay: c(decay),
            },
            Self::GnAdaptive { step, damping, form, decay, eps } => Method::GnAdaptive {
                step: c(step), damping: c(damping), form: *form, decay: c(decay), eps: c(eps),
            },
            Self::Adam { steps, beta1, beta2, eps } => Method::Adam {
                steps: both(steps), beta1: c(beta1), beta2: c(beta2), eps: c(eps),
            },
            Self::Rmsprop { step, decay, eps } => {
                Method::Rmsprop { step: c(step), decay: c(decay), eps: c(eps) }
            }
        }
    }
}

impl<S: Clone> Steps<S> {
    /// Both players take the same step.
    pub fn same(step: S) -> Self {
        Self {
            x: step.clone(),
            y: step,
        }
    }
}
