//! Warnings about a run that goes nowhere or backwards.
//!
//! With `inverse_minus_identity`, φ(s) = 1/(λ + s) − 1 vanishes on the sphere s = 1 − λ, which
//! is no equilibrium, and is negative beyond it, where the step goes against the field.

use super::Record;
use crate::spec::Form;
use std::fmt;

/// Steps over which s is averaged: minibatch noise must not hide a stall.
pub(super) const WINDOW: u64 = 50;
/// How near to 1 − λ the average must be, relatively.
const NEAR: f64 = 0.1;

/// Something the user should know; each kind is told once per run.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// s has sat at 1 − λ: the spurious sphere.
    SpuriousSphere {
        /// The last step of the window.
        step: u64,
        /// Average of s over the window.
        mean: f64,
        /// 1 − λ.
        sphere: f64,
    },
    /// φ is negative: the step goes against the field.
    Reversed {
        /// The first such step.
        step: u64,
        /// φ there.
        phi: f64,
        /// s there.
        direction_norm_sq: f64,
        /// 1 − λ.
        sphere: f64,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SpuriousSphere { step, mean, sphere } => write!(
                f,
                "the squared norm of the field has averaged {mean:.3e} over the {WINDOW} steps up to step {step}: \
                 it sits on the spurious sphere 1 - lam = {sphere:.3e}, where form inverse_minus_identity stops \
                 without an equilibrium (form inverse has no such sphere)"
            ),
            Self::Reversed {
                step,
                phi,
                direction_norm_sq,
                sphere,
            } => write!(
                f,
                "phi is {phi:.3e} at step {step}: the squared norm {direction_norm_sq:.3e} is beyond 1 - lam = \
                 {sphere:.3e}, so form inverse_minus_identity steps against the field (form inverse never does)"
            ),
        }
    }
}

/// Looks at one record after the other.
pub(super) struct Watch {
    /// 1 − λ, if the form has the sphere.
    sphere: Option<f64>,
    count: u64,
    sum: f64,
    told_sphere: bool,
    told_reversed: bool,
}

impl Watch {
    pub fn new(form: Option<Form>, damping: Option<f64>) -> Self {
        let sphere = damping.filter(|_| form == Some(Form::InverseMinusIdentity));
        Self {
            sphere: sphere.map(|damping| 1.0 - damping),
            count: 0,
            sum: 0.0,
            told_sphere: false,
            told_reversed: false,
        }
    }

    /// What this record gives reason to say.
    pub fn look(&mut self, record: &Record) -> Vec<Warning> {
        let Some(sphere) = self.sphere else {
            return Vec::new();
        };
        [self.reversed(record, sphere), self.stalled(record, sphere)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn reversed(&mut self, record: &Record, sphere: f64) -> Option<Warning> {
        let phi = record.phi.filter(|&phi| phi < 0.0)?;
        if std::mem::replace(&mut self.told_reversed, true) {
            return None;
        }
        Some(Warning::Reversed {
            step: record.step,
            phi,
            direction_norm_sq: record.direction_norm_sq,
            sphere,
        })
    }

    fn stalled(&mut self, record: &Record, sphere: f64) -> Option<Warning> {
        self.count += 1;
        self.sum += record.direction_norm_sq;
        if self.count < WINDOW {
            return None;
        }
        let mean = self.sum / WINDOW as f64;
        (self.count, self.sum) = (0, 0.0);
        let near = (mean - sphere).abs() <= NEAR * sphere;
        if !near || std::mem::replace(&mut self.told_sphere, true) {
            return None;
        }
        Some(Warning::SpuriousSphere {
            step: record.step,
            mean,
            sphere,
        })
    }
}
