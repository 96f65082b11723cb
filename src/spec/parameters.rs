//! The hyper-parameters of every method: a plain struct each, with the short name, the kind and
//! the default (SPEC section 3) of every field beside it.

use super::kinds::{
    Count, Flag, Flagged, FollowTheRidge, GaussNewton, Kind, List, Number, Optional, TwoSteps,
    Usual, Word,
};
use super::{Conjugacy, Form, Fraction, HessianAt, Numerator, Order, Settings, Steps, Value};

/// `h`, or `hx` and `hy`.
const STEPS: TwoSteps = TwoSteps { or_one: true };
/// `hx` and `hy`.
const STEP_PAIR: TwoSteps = TwoSteps { or_one: false };
/// `align`, and `align_eps` where it is set.
const ALIGN: Flagged = Flagged {
    flag: "align",
    number: Usual("align_eps", Fraction(1, 10)),
};

/// `Name = "id" { field: type = kind, … }` gives the struct and all that is known about it.
macro_rules! hyper_parameters {
    ($($(#[$about:meta])* $name:ident = $id:literal {
        $($(#[$note:meta])* $field:ident: $type:ty = $kind:expr,)*
    })*) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name<S> {
            $($(#[$note])* pub $field: $type,)*
        }

        impl<S> $name<S> {
            /// The name used everywhere outside this struct.
            pub const ID: &'static str = $id;

            /// The short names that [`Self::read`] asks for.
            pub fn parameter_names() -> Vec<&'static str> {
                [$($kind.names()),*].concat()
            }

            /// Every setting with its short name, in a fixed order.
            pub fn settings(&self) -> Vec<(&'static str, Value<'_, S>)> {
                let mut list: List<'_, S> = Vec::new();
                $(list.extend($kind.list(&self.$field));)*
                list
            }

            /// The same with every number converted, in the order of [`Self::settings`].
            pub fn map<T>(&self, convert: impl Fn(&S) -> T) -> $name<T> {
                $name {
                    $($field: $kind.map(&self.$field, &convert),)*
                }
            }

            /// From settings under their short names.
            ///
            /// # Errors
            /// Those of `from`; a setting that is not given and has no default.
            pub fn read<R: Settings<S>>(from: &mut R) -> Result<Self, R::Error>
            where
                S: Clone,
            {
                Self::read_for($id, from)
            }

            /// As [`Self::read`], on behalf of a method that builds on this one.
            pub(super) fn read_for<R: Settings<S>>(
                method: &'static str,
                from: &mut R,
            ) -> Result<Self, R::Error>
            where
                S: Clone,
            {
                Ok(Self {
                    $($field: $kind.read(method, from)?,)*
                })
            }
        }
    )*};
}

hyper_parameters! {
    /// Simultaneous gradient descent ascent: p + h v.
    Gda = "gda" {
        /// hx, hy.
        steps: Steps<S> = STEPS,
    }

    /// Two time scales: x − hx gx, y + hy gy.
    Ttur = "ttur" {
        /// hx, hy.
        steps: Steps<S> = STEP_PAIR,
    }

    /// k ascent steps in y and one descent step in x.
    GdaK = "gda_k" {
        /// hx, hy.
        steps: Steps<S> = STEPS,
        /// k ≥ 1, the number of ascent steps.
        inner: usize = Count("k"),
        /// Who sees whose new point.
        order: Order = Word("order", Some(Order::Doc)),
    }

    /// Extragradient: p + h v(p + h v(p)).
    Eg = "eg" {
        /// hx, hy.
        steps: Steps<S> = STEPS,
    }

    /// Optimistic descent ascent: p + 2h v_k − h v_{k−1}.
    Ogda = "ogda" {
        /// hx, hy.
        steps: Steps<S> = STEPS,
    }

    /// Extrapolation from the past: q = p + h v(q₋₁), p + h v(q).
    Eftp = "eftp" {
        /// hx, hy.
        steps: Steps<S> = STEPS,
    }

    /// Symplectic gradient adjustment: p − h(ξ + λAᵀξ), ξ = −v.
    Sga = "sga" {
        /// h.
        step: S = Number("h"),
        /// λ (`lam`), of either sign.
        adjustment: S = Number("lam"),
        /// ε of the alignment test that chooses the sign of λ (`align_eps`); `None` without it.
        align: Option<S> = ALIGN,
    }

    /// Consensus optimization: p + h(v − γJᵀv).
    Conopt = "conopt" {
        /// h.
        step: S = Number("h"),
        /// γ.
        penalty: S = Number("gamma"),
    }

    /// Competitive gradient descent.
    Cgd = "cgd" {
        /// h.
        step: S = Number("h"),
    }

    /// Adaptive competitive gradient descent.
    Acgd = "acgd" {
        /// h.
        step: S = Number("h"),
        /// β of the mean squares.
        decay: S = Usual("beta", Fraction(99, 100)),
        /// ε, outside the root.
        eps: S = Usual("eps", Fraction(1, 100_000)),
    }

    /// Follow the ridge: x − hx gx, y + hy gy + hx f_yy⁻¹ f_yx gx.
    Fr = "fr" {
        /// hx, hy.
        steps: Steps<S> = STEP_PAIR,
    }

    /// Gradient descent for x, Newton's method for y.
    Gdn = "gdn" {
        /// hx.
        step_x: S = Number("hx"),
        /// Where f_yy is taken.
        hessian_at: HessianAt = Word("hessian_at", Some(HessianAt::Old)),
    }

    /// HessianFR: follow the ridge with a share of Newton's method for y.
    HessianFr = "hessian_fr" {
        /// hx.
        step_x: S = Number("hx"),
        /// hy1, the step along the gradient of y.
        step_y: S = Number("hy1"),
        /// hy2, the share of the Newton step.
        newton: S = Number("hy2"),
        /// α (`fd_alpha`): f_yx gx by a difference over α gx, HFR (3.3); `None` for the product.
        difference: Option<S> = Optional("fd_alpha"),
    }

    /// HessianFR with a few conjugate-gradient steps in place of the solve.
    HessianFrCg = "hessian_fr_cg" {
        /// hx, hy1, hy2, α.
        core: HessianFr<S> = FollowTheRidge,
        /// k, the number of CG steps.
        iterations: usize = Count("k"),
    }

    /// HessianFR with f_yy⁻¹ ≈ τI from the last two points.
    HessianFrDiag = "hessian_fr_diag" {
        /// hx, hy1, hy2, α.
        core: HessianFr<S> = FollowTheRidge,
        /// τ of the first step (`hinv0`).
        initial_inverse: S = Usual("hinv0", Fraction(0, 1)),
    }

    /// Gauss-Newton: p + h A(p) v.
    Gn = "gn" {
        /// h.
        step: S = Number("h"),
        /// λ > 0 (`lam`).
        damping: S = Number("lam"),
        /// Which A.
        form: Form = Word::<Form>("form", None),
    }

    /// Gauss-Newton with one B per player.
    GnBlock = "gn_block" {
        /// h, λ, which A.
        core: Gn<S> = GaussNewton,
    }

    /// Heavy ball around Gauss-Newton: p + h A v + β(p − p₋₁).
    GnHeavyball = "gn_heavyball" {
        /// h, λ, which A.
        core: Gn<S> = GaussNewton,
        /// β.
        momentum: S = Number("beta"),
    }

    /// B from v, applied to the buffer m ← βm + (1 − β)v.
    GnEma = "gn_ema" {
        /// h, λ, which A: the move is along B⁻¹m or B⁻¹m − m.
        core: Gn<S> = GaussNewton,
        /// β.
        decay: S = Number("beta"),
    }

    /// m ← ρm + (1 − ρ)v∘v; v̂ = v/(√m + ε); p + hφ(‖v̂‖²)v̂.
    GnAdaptive = "gn_adaptive" {
        /// h, λ, which A.
        core: Gn<S> = GaussNewton,
        /// ρ.
        decay: S = Usual("rho", Fraction(99, 100)),
        /// ε, outside the root.
        eps: S = Usual("eps", Fraction(1, 10_000_000)),
    }

    /// The Gauss-Newton paper's published training code (SPEC section 2).
    GnPublished = "gn_published" {
        /// h.
        step: S = Number("h"),
        /// λ > 0 (`lam`).
        damping: S = Number("lam"),
        /// Whether g is divided by its running root mean square.
        normalise: bool = Flag("normalise"),
        /// Which product stands in the numerator.
        numerator: Numerator = Word::<Numerator>("numerator", None),
    }

    /// Nonlinear conjugate gradients, each player on its own loss.
    Nlcg = "nlcg" {
        /// hx, hy.
        steps: Steps<S> = STEPS,
        /// The rule for β (`beta`).
        conjugacy: Conjugacy = Word::<Conjugacy>("beta", None),
        /// μ of `hz`.
        mu: S = Usual("mu", Fraction(2, 1)),
    }

    /// Adam with bias correction, ε outside the root.
    Adam = "adam" {
        /// hx, hy.
        steps: Steps<S> = STEPS,
        /// β₁.
        beta1: S = Usual("beta1", Fraction(9, 10)),
        /// β₂.
        beta2: S = Usual("beta2", Fraction(999, 1000)),
        /// ε.
        eps: S = Usual("eps", Fraction(1, 100_000_000)),
    }

    /// RMSprop as torch has it: m ← ρm + (1 − ρ)v∘v; p + h v/(√m + ε).
    Rmsprop = "rmsprop" {
        /// h.
        step: S = Number("h"),
        /// ρ.
        decay: S = Usual("rho", Fraction(99, 100)),
        /// ε.
        eps: S = Usual("eps", Fraction(1, 100_000_000)),
    }

    /// Momentum: m ← βm + v, p + h m.
    SgdMomentum = "sgd_momentum" {
        /// h.
        step: S = Number("h"),
        /// β.
        momentum: S = Number("beta"),
    }

    /// Lookahead around `gda`: every k steps slow ← slow + α(p − slow), p ← slow.
    Lookahead = "lookahead" {
        /// h of the inner steps.
        step: S = Number("h"),
        /// k ≥ 1, the number of inner steps between two interpolations.
        inner: usize = Count("k"),
        /// α.
        interpolation: S = Number("alpha"),
    }
}
