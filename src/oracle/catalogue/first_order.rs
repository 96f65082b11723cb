//! Mistakes in what a method does with fields.

use super::Deviation;
use crate::oracle::rules::Candidate;
use crate::scalar::Real;
use crate::spec::Method;

/// The changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstOrder {}

pub(super) const ENTRIES: &[Deviation] = &[];

impl FirstOrder {
    /// The changed method; `None` where the change does not apply to it.
    pub fn candidate<S: Real>(self, _method: &Method<S>) -> Option<Candidate<S>> {
        match self {}
    }
}
