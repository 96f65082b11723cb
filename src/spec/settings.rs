//! Where hyper-parameters come from, and what is told about them.

use super::SpecError;
use crate::scalar::Scalar;

/// Hyper-parameters under their short names, as a user gave them.
pub trait Settings<S> {
    /// Why a setting cannot be read.
    type Error: From<SpecError>;

    /// The number of this name, if one is given.
    ///
    /// # Errors
    /// If what is given is not a number of this scalar.
    fn number(&mut self, name: &'static str) -> Result<Option<S>, Self::Error>;

    /// The whole number of this name, 0 or more, if one is given.
    ///
    /// # Errors
    /// If what is given is not a whole number.
    fn count(&mut self, name: &'static str) -> Result<Option<usize>, Self::Error>;

    /// The word of this name, if one is given.
    ///
    /// # Errors
    /// If what is given is not a text.
    fn word(&mut self, name: &'static str) -> Result<Option<String>, Self::Error>;

    /// Yes or no under this name, if it is given.
    ///
    /// # Errors
    /// If what is given is neither.
    fn flag(&mut self, name: &'static str) -> Result<Option<bool>, Self::Error>;

    /// The value of a number that is not given, where SPEC has a default: as a rule
    /// `usual.to()`.
    ///
    /// # Errors
    /// Where defaults are not wanted.
    fn default(&mut self, name: &'static str, usual: Fraction) -> Result<S, Self::Error>;

    /// What to say when a setting without a default is not given.
    fn missing(&self, method: &'static str, name: &'static str) -> Self::Error {
        SpecError::Missing { method, name }.into()
    }
}

/// numerator/denominator: a default that every scalar gets as exactly as it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction(
    /// The numerator.
    pub i64,
    /// The denominator.
    pub i64,
);

impl Fraction {
    /// The value: exact on rationals, rounded once on floats, enclosed by an interval.
    pub fn to<S: Scalar>(self) -> S {
        S::from_i64(self.0) / S::from_i64(self.1)
    }
}

/// One setting of a method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a, S> {
    /// A number.
    Number(&'a S),
    /// A whole number.
    Count(usize),
    /// One of a few names.
    Word(&'static str),
    /// Yes or no.
    Flag(bool),
}
