//! The list of methods: ids, hyper-parameters, choices. No arithmetic.
//!
//! Ids are those used in file names, on the command line, in JSON, in proofs and in docs; so are
//! the short names of hyper-parameters (`h`, `lam`, …) that [`Method::settings`] lists.
//!
//! * one struct per method ([`Gda`], [`Cgd`], …), which the steps of [`crate::dense`] take;
//! * [`Method`]: any of them; [`Algebraic`]: any that needs field operations only, so that what
//!   takes an `Algebraic` runs on rationals and a root is a matter of the type;
//! * [`Settings`]: where hyper-parameters are read from, by [`Method::read`];
//! * [`Form`], [`Order`], [`HessianAt`], [`Conjugacy`], [`Numerator`]: the [`Choice`]s.
//!
//! A new method is a struct in `parameters.rs` and a word in the list of `method.rs`.

mod choices;
mod error;
mod kinds;
mod method;
mod parameters;
mod settings;

pub use choices::{Choice, Conjugacy, Form, HessianAt, Numerator, Order};
pub use error::SpecError;
pub use method::{Algebraic, METHOD_IDS, Method};
pub use parameters::*;
pub use settings::{Fraction, Settings, Value};

/// Step sizes of the two players.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps<S> {
    /// h of the minimising player (`hx`).
    pub x: S,
    /// h of the maximising player (`hy`).
    pub y: S,
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
