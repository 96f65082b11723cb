//! Methods and hyper-parameters under the names that JSON and the command line use.

use super::TrainError;
use crate::method::{self, FAST_IDS, MethodError};
use crate::spec::{Form, Fraction, METHOD_IDS, Method, Settings, SpecError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A method with a matrix-free version, without its hyper-parameters, in the order of [`FAST_IDS`].
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
        FAST_IDS[self as usize]
    }

    /// The hyper-parameters that it has. `h` beside `hx` and `hy` sets both.
    pub fn parameters(self) -> Vec<&'static str> {
        let names = Method::<f64>::parameter_names(self.id());
        names.expect("every one of FAST_IDS is one of METHOD_IDS")
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
        if let Some(found) = Self::ALL.into_iter().find(|method| method.id() == name) {
            return Ok(found);
        }
        Err(match METHOD_IDS.into_iter().find(|id| *id == name) {
            Some(method) => MethodError::NoFastVersion { method }.into(),
            None => SpecError::UnknownMethod { found: name.into() }.into(),
        })
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

    fn assemble<S: Clone>(
        &self,
        method: MethodId,
        scalar: impl Fn(f64) -> S,
    ) -> Result<Method<S>, TrainError> {
        let mut given = Given {
            hyper: self,
            method,
            scalar,
        };
        Method::read(method.id(), &mut given)
    }
}

/// The settings of a run for the reader of the spec, in the scalar that `scalar` gives.
struct Given<'a, F> {
    hyper: &'a Hyper,
    method: MethodId,
    scalar: F,
}

impl<S, F: Fn(f64) -> S> Settings<S> for Given<'_, F> {
    type Error = TrainError;

    fn number(&mut self, name: &'static str) -> Result<Option<S>, TrainError> {
        let numbers = self.hyper.numbers();
        let given = numbers.iter().find(|(known, _)| *known == name);
        Ok(given.and_then(|(_, value)| value.map(&self.scalar)))
    }

    // no method with a matrix-free version has a count or a flag
    fn count(&mut self, _: &'static str) -> Result<Option<usize>, TrainError> {
        Ok(None)
    }

    fn flag(&mut self, _: &'static str) -> Result<Option<bool>, TrainError> {
        Ok(None)
    }

    fn word(&mut self, name: &'static str) -> Result<Option<String>, TrainError> {
        let form = self.hyper.form.filter(|_| name == "form");
        Ok(form.map(|form| form.id().into()))
    }

    // a run states every number, so the defaults of the spec are for others
    fn default(&mut self, name: &'static str, _: Fraction) -> Result<S, TrainError> {
        let method = self.method.id();
        Err(TrainError::MissingHyperParameter { name, method })
    }

    fn missing(&self, method: &'static str, name: &'static str) -> TrainError {
        TrainError::MissingHyperParameter { name, method }
    }
}
