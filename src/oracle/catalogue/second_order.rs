//! Mistakes in what a method does with derivatives, and of the order of updates.

use super::Deviation;
use crate::oracle::rules::Candidate;
use crate::scalar::Real;
use crate::spec::Method;

/// The changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondOrder {}

pub(super) const ENTRIES: &[Deviation] = &[];

impl SecondOrder {
    /// The changed method; `None` where the change does not apply to it.
    pub fn candidate<S: Real>(self, _method: &Method<S>) -> Option<Candidate<S>> {
        match self {}
    }
}
