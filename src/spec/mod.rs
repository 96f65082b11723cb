//! The list of methods: ids, hyper-parameters, forms, reports. No arithmetic.
//!
//! Ids are those used in file names, on the command line, in JSON, in proofs and in docs.

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
}
