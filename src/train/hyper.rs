//! Methods and hyper-parameters under the names that JSON and the command line use.

use super::TrainError;
use crate::method;
use crate::spec::{Form, METHOD_IDS, Method, SpecError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A method, without its hyper-parameters, in the order of [`METHOD_IDS`].
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
        METHOD_IDS[self as usize]
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
    type Err = SpecError;

    fn from_str(name: &str) -> Result<Self, SpecError> {
        let found = Self::ALL.into_iter().find(|method| method.id() == name);
        found.ok_or_else(|| SpecError::UnknownMethod { found: name.into() })
    }
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
            let lost = |&value: &f64| {
                let single = value as f32;
                single.is_infinite() || (single == 0.0 && value != 0.0)
            };
            if let Some(value) = value.filter(lost) {
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
        let form = match self.form {
            None if method.parameters().contains(&"form") => return Err(missing("form")),
            // methods without a form do not look at it
            given => given.unwrap_or(Form::Inverse),
        };
        let numbers = self.numbers();
        // a run states every number, so the defaults of the spec are for others
        Method::from_id(method.id(), form, |name, _| {
            let given = numbers.iter().find(|(known, _)| *known == name);
            let value = given.and_then(|(_, value)| *value);
            value.map(&scalar).ok_or_else(|| missing(name))
        })
    }
}
