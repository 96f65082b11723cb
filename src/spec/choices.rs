//! Hyper-parameters that are one of a few names.

use super::SpecError;

/// A hyper-parameter that is one of a few names.
pub trait Choice: Copy + PartialEq + Sized + 'static {
    /// What it is called in messages.
    const KIND: &'static str;
    /// All of them.
    const ALL: &'static [Self];
    /// The name used everywhere outside the enum.
    fn id(self) -> &'static str;

    /// The one with this name.
    ///
    /// # Errors
    /// `UnknownChoice`, with the names that there are.
    fn named(name: &str) -> Result<Self, SpecError> {
        let found = Self::ALL.iter().copied().find(|one| one.id() == name);
        found.ok_or_else(|| SpecError::UnknownChoice {
            kind: Self::KIND,
            found: name.into(),
            expected: Self::ALL.iter().map(|one| one.id()).collect(),
        })
    }
}

/// An enum with the names of its variants, `Choice`, `Display` and `FromStr`.
macro_rules! choice {
    ($(#[$about:meta])* $type:ident, $kind:literal {
        $($(#[$note:meta])* $variant:ident = $name:literal,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$note])* $variant,)*
        }

        impl $type {
            /// The name used everywhere outside this enum.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }

        impl Choice for $type {
            const KIND: &'static str = $kind;
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            fn id(self) -> &'static str {
                self.id()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }

        impl std::str::FromStr for $type {
            type Err = SpecError;
            fn from_str(name: &str) -> Result<Self, SpecError> {
                Self::named(name)
            }
        }
    };
}

choice! {
    /// Which preconditioner A(p) the Gauss-Newton step applies, with B = λI + v vᵀ.
    Form, "form" {
        /// A = B⁻¹, so A v = φ v with φ(s) = 1/(λ + s), s = ‖v‖².
        Inverse = "inverse",
        /// A = B⁻¹ − I, φ(s) = 1/(λ + s) − 1: zero on the spurious sphere s = 1 − λ.
        InverseMinusIdentity = "inverse_minus_identity",
    }
}

choice! {
    /// Who of the players of `gda_k` sees whose new point.
    Order, "order" {
        /// The y loop uses x_t, the x step y_t: both start from (x_t, y_t), as in HFR.
        Doc = "doc",
        /// x moves from (x_t, y_t), then the y loop uses x_{t+1}.
        XFirst = "x_first",
        /// The y loop uses x_t, then x moves at y_{t+1}.
        YFirst = "y_first",
    }
}

choice! {
    /// Where `gdn` takes f_yy.
    HessianAt, "hessian_at" {
        /// At (x_t, y_t).
        Old = "old",
        /// At (x_{t+1}, y_t), where the gradient is taken.
        New = "new",
    }
}

choice! {
    /// The β of nonlinear conjugate gradients, with y = g − g₋ and d = d_{k−1}.
    Conjugacy, "beta" {
        /// Fletcher–Reeves: ‖g‖²/‖g₋‖².
        Fr = "fr",
        /// Polak–Ribière–Polyak: g·y/‖g₋‖².
        Prp = "prp",
        /// Hestenes–Stiefel: g·y/(d·y).
        Hs = "hs",
        /// Dai–Yuan: ‖g‖²/(d·y).
        Dy = "dy",
        /// Hager–Zhang, untruncated: (g·y − μ‖y‖²(d·g)/(d·y))/(d·y).
        Hz = "hz",
        /// max(0, min(fr, prp)).
        FrPrp = "fr_prp",
        /// max(0, min(hs, dy)).
        HsDy = "hs_dy",
    }
}

choice! {
    /// Which product the correction of `gn_published` has in its numerator.
    Numerator, "numerator" {
        /// u(uᵀĝ), as Sherman–Morrison has it.
        G = "g",
        /// u(uᵀu), as the published MNIST script has it.
        U = "u",
    }
}
