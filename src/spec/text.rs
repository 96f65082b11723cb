//! Names to values and back.

use super::{Form, METHOD_IDS, Method, Steps};
use std::fmt;
use std::str::FromStr;

/// A name that is in no list of this module.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// No such form of A.
    #[error("unknown form \"{found}\": expected \"inverse\" or \"inverse_minus_identity\"")]
    UnknownForm {
        /// What was given.
        found: String,
    },
    /// No such method.
    #[error("unknown method \"{found}\": expected one of {}", METHOD_IDS.join(", "))]
    UnknownMethod {
        /// What was given.
        found: String,
    },
}

/// Default values of hyper-parameters; those that are not here are required.
pub mod defaults {
    /// ρ of `gn_adaptive` and `rmsprop`.
    pub const RHO: f64 = 0.99;
    /// ε of `gn_adaptive`.
    pub const GN_ADAPTIVE_EPS: f64 = 1e-7;
    /// β₁ of `adam`.
    pub const BETA1: f64 = 0.9;
    /// β₂ of `adam`.
    pub const BETA2: f64 = 0.999;
    /// ε of `adam` and `rmsprop`.
    pub const EPS: f64 = 1e-8;
}

impl<S> Method<S> {
    /// The method with this id; every number comes from `n(short name, default if any)`.
    ///
    /// `form` is ignored by methods outside the Gauss-Newton family. Names are asked in the order
    /// of [`Method::parameters`].
    ///
    /// # Errors
    /// `UnknownMethod`, or whatever `n` returns.
    #[rustfmt::skip] // a table
    pub fn from_id<E: From<SpecError>>(
        id: &str,
        form: Form,
        mut n: impl FnMut(&'static str, Option<f64>) -> Result<S, E>,
    ) -> Result<Self, E> {
        Ok(match id {
            "gda" => Self::Gda { steps: Steps { x: n("hx", None)?, y: n("hy", None)? } },
            "gn" => Self::Gn { step: n("h", None)?, damping: n("lam", None)?, form },
            "gn_block" => Self::GnBlock { step: n("h", None)?, damping: n("lam", None)?, form },
            "gn_heavyball" => Self::GnHeavyball {
                step: n("h", None)?, damping: n("lam", None)?, form, momentum: n("beta", None)?,
            },
            "gn_ema" => Self::GnEma {
                step: n("h", None)?, damping: n("lam", None)?, form, decay: n("beta", None)?,
            },
            "gn_adaptive" => Self::GnAdaptive {
                step: n("h", None)?, damping: n("lam", None)?, form,
                decay: n("rho", Some(defaults::RHO))?,
                eps: n("eps", Some(defaults::GN_ADAPTIVE_EPS))?,
            },
            "adam" => Self::Adam {
                steps: Steps { x: n("hx", None)?, y: n("hy", None)? },
                beta1: n("beta1", Some(defaults::BETA1))?,
                beta2: n("beta2", Some(defaults::BETA2))?,
                eps: n("eps", Some(defaults::EPS))?,
            },
            "rmsprop" => Self::Rmsprop {
                step: n("h", None)?,
                decay: n("rho", Some(defaults::RHO))?,
                eps: n("eps", Some(defaults::EPS))?,
            },
            _ => return Err(SpecError::UnknownMethod { found: id.into() }.into()),
        })
    }
}

impl Form {
    /// The name used everywhere outside this enum.
    pub fn id(self) -> &'static str {
        match self {
            Self::Inverse => "inverse",
            Self::InverseMinusIdentity => "inverse_minus_identity",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Form {
    type Err = SpecError;
    fn from_str(text: &str) -> Result<Self, SpecError> {
        [Self::Inverse, Self::InverseMinusIdentity]
            .into_iter()
            .find(|form| form.id() == text)
            .ok_or_else(|| SpecError::UnknownForm { found: text.into() })
    }
}
