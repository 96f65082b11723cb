//! Methods and hyper-parameters under the names that JSON and the command line use.

use super::TrainError;
use crate::method;
use crate::spec::{Form, Method, Steps};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A method, without its hyper-parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodId {
    /// Simultaneous gradient descent ascent.
    Gda,
    /// Gauss-Newton.
    Gn,
    /// Gauss-Newton with one B per player.
    GnBlock,
    /// Heavy ball around Gauss-Newton.
    GnHeavyball,
    /// Gauss-Newton on a moving average of the field.
    GnEma,
    /// Gauss-Newton on the field divided by its running root mean square.
    GnAdaptive,
    /// Adam.
    Adam,
    /// RMSprop.
    Rmsprop,
}

impl MethodId {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Gda,
        Self::Gn,
        Self::GnBlock,
        Self::GnHeavyball,
        Self::GnEma,
        Self::GnAdaptive,
        Self::Adam,
        Self::Rmsprop,
    ];

    /// The name used everywhere.
    pub fn id(self) -> &'static str {
        match self {
            Self::Gda => "gda",
            Self::Gn => "gn",
            Self::GnBlock => "gn_block",
            Self::GnHeavyball => "gn_heavyball",
            Self::GnEma => "gn_ema",
            Self::GnAdaptive => "gn_adaptive",
            Self::Adam => "adam",
            Self::Rmsprop => "rmsprop",
        }
    }

    /// The hyper-parameters that it has. `h` beside `hx` and `hy` sets both.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Gda => &["h", "hx", "hy"],
            Self::Gn | Self::GnBlock => &["h", "lam", "form"],
            Self::GnHeavyball | Self::GnEma => &["h", "lam", "form", "beta"],
            Self::GnAdaptive => &["h", "lam", "form", "rho", "eps"],
            Self::Adam => &["h", "hx", "hy", "beta1", "beta2", "eps"],
            Self::Rmsprop => &["h", "rho", "eps"],
        }
    }
}

impl fmt::Display for MethodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for MethodId {
    type Err = TrainError;

    fn from_str(name: &str) -> Result<Self, TrainError> {
        Self::ALL
            .into_iter()
            .find(|method| method.id() == name)
            .ok_or_else(|| TrainError::Unknown {
                what: "method",
                found: name.into(),
                expected: Self::ALL.map(Self::id).join(", "),
            })
    }
}

const FORMS: [(&str, Form); 2] = [
    ("inverse", Form::Inverse),
    ("inverse_minus_identity", Form::InverseMinusIdentity),
];

/// The name of a form.
pub fn form_id(form: Form) -> &'static str {
    match form {
        Form::Inverse => FORMS[0].0,
        Form::InverseMinusIdentity => FORMS[1].0,
    }
}

/// The form of that name.
///
/// # Errors
/// `Unknown` lists the names there are.
pub fn parse_form(name: &str) -> Result<Form, TrainError> {
    let found = FORMS.iter().find(|(id, _)| *id == name);
    found
        .map(|(_, form)| *form)
        .ok_or_else(|| TrainError::Unknown {
            what: "form",
            found: name.into(),
            expected: FORMS.map(|(id, _)| id).join(", "),
        })
}

/// Hyper-parameters by name; `None` where a method has none of it or the user gave none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hyper {
    /// Step size of both players.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub h: Option<f64>,
    /// Step size of the minimising player.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hx: Option<f64>,
    /// Step size of the maximising player.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hy: Option<f64>,
    /// Damping λ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lam: Option<f64>,
    /// Which preconditioner.
    #[serde(skip_serializing_if = "Option::is_none", with = "super::config::form")]
    pub form: Option<Form>,
    /// Momentum or decay β.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beta: Option<f64>,
    /// Decay ρ of the mean squares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rho: Option<f64>,
    /// ε beside the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eps: Option<f64>,
    /// β₁ of `adam`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beta1: Option<f64>,
    /// β₂ of `adam`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beta2: Option<f64>,
}

impl Hyper {
    /// No hyper-parameter at all; for `..Hyper::NONE`.
    pub const NONE: Self = Self {
        h: None,
        hx: None,
        hy: None,
        lam: None,
        form: None,
        beta: None,
        rho: None,
        eps: None,
        beta1: None,
        beta2: None,
    };

    /// The numbers by name.
    fn numbers(&self) -> [(&'static str, Option<f64>); 9] {
        [
            ("h", self.h),
            ("hx", self.hx),
            ("hy", self.hy),
            ("lam", self.lam),
            ("beta", self.beta),
            ("rho", self.rho),
            ("eps", self.eps),
            ("beta1", self.beta1),
            ("beta2", self.beta2),
        ]
    }

    /// These, and `base` where they are silent, for a method.
    ///
    /// # Errors
    /// `NotAHyperParameter` if one is given that the method does not have.
    pub fn over(&self, base: &Self, method: MethodId) -> Result<Self, TrainError> {
        self.check_names(method)?;
        let two_steps = method.parameters().contains(&"hx");
        let single = |h: Option<f64>| if two_steps { None } else { h };
        let merged = Self {
            h: single(self.h.or(base.h)),
            hx: self.hx.or(self.h).or(base.hx).or(base.h),
            hy: self.hy.or(self.h).or(base.hy).or(base.h),
            lam: self.lam.or(base.lam),
            form: self.form.or(base.form),
            beta: self.beta.or(base.beta),
            rho: self.rho.or(base.rho),
            eps: self.eps.or(base.eps),
            beta1: self.beta1.or(base.beta1),
            beta2: self.beta2.or(base.beta2),
        };
        Ok(Self {
            hx: merged.hx.filter(|_| two_steps),
            hy: merged.hy.filter(|_| two_steps),
            ..merged
        })
    }

    fn check_names(&self, method: MethodId) -> Result<(), TrainError> {
        let allowed = method.parameters();
        let numbers = self.numbers().into_iter();
        let given = numbers
            .filter_map(|(name, value)| value.map(|_| name))
            .chain(self.form.map(|_| "form"));
        match given.into_iter().find(|name| !allowed.contains(name)) {
            None => Ok(()),
            Some(name) => Err(TrainError::NotAHyperParameter {
                name,
                method: method.id(),
                allowed: allowed.join(", "),
            }),
        }
    }

    /// The method with these hyper-parameters, in f32.
    ///
    /// # Errors
    /// `MissingHyperParameter`, `NotAHyperParameter`, `SinglePrecision`, and `Method` for a value
    /// out of range.
    pub fn method(&self, method: MethodId) -> Result<Method<f32>, TrainError> {
        self.check_names(method)?;
        // in f64 first, so that a refusal tells the number as it was given
        method::build(&self.assemble(method, |x| x)?, 0, 0)?;
        for (name, value) in self.numbers() {
            if let Some(value) = value
                && (value as f32).is_finite() == value.is_infinite()
            {
                return Err(TrainError::SinglePrecision { name, value });
            }
            if let Some(value) = value
                && value != 0.0
                && value as f32 == 0.0
            {
                return Err(TrainError::SinglePrecision { name, value });
            }
        }
        let single = self.assemble(method, |x| x as f32)?;
        method::build(&single, 0, 0)?;
        Ok(single)
    }

    fn assemble<S>(
        &self,
        method: MethodId,
        scalar: impl Fn(f64) -> S,
    ) -> Result<Method<S>, TrainError> {
        let missing = |name| TrainError::MissingHyperParameter {
            name,
            method: method.id(),
        };
        let number = |name: &'static str, value: Option<f64>| {
            value.map(&scalar).ok_or_else(|| missing(name))
        };
        let step = || number("h", self.h);
        let damping = || number("lam", self.lam);
        let form = || self.form.ok_or_else(|| missing("form"));
        let steps = || -> Result<Steps<S>, TrainError> {
            Ok(Steps {
                x: number("hx", self.hx)?,
                y: number("hy", self.hy)?,
            })
        };
        let beta = || number("beta", self.beta);
        let rho = || number("rho", self.rho);
        let eps = || number("eps", self.eps);
        Ok(match method {
            MethodId::Gda => Method::Gda { steps: steps()? },
            MethodId::Gn => Method::Gn {
                step: step()?,
                damping: damping()?,
                form: form()?,
            },
            MethodId::GnBlock => Method::GnBlock {
                step: step()?,
                damping: damping()?,
                form: form()?,
            },
            MethodId::GnHeavyball => Method::GnHeavyball {
                step: step()?,
                damping: damping()?,
                form: form()?,
                momentum: beta()?,
            },
            MethodId::GnEma => Method::GnEma {
                step: step()?,
                damping: damping()?,
                form: form()?,
                decay: beta()?,
            },
            MethodId::GnAdaptive => Method::GnAdaptive {
                step: step()?,
                damping: damping()?,
                form: form()?,
                decay: rho()?,
                eps: eps()?,
            },
            MethodId::Adam => Method::Adam {
                steps: steps()?,
                beta1: number("beta1", self.beta1)?,
                beta2: number("beta2", self.beta2)?,
                eps: eps()?,
            },
            MethodId::Rmsprop => Method::Rmsprop {
                step: step()?,
                decay: rho()?,
                eps: eps()?,
            },
        })
    }
}
