//! The known mistakes: each a small change of a method's step, with a sentence and a source.

mod first_order;
mod page;
mod second_order;

pub use first_order::{
    BiasChange, ConjugateChange, ExtrapolationChange, FirstOrder, GaussNewtonChange, LibraryChange,
    LookaheadChange, MeanChange, MomentumChange, OptimismChange, PublishedChange, RelativeChange,
    RoleChange, StartChange,
};
pub use page::{Page, pages};
pub use second_order::{
    AcgdChange, BlockChange, CgdChange, ConoptChange, CorrectionChange, DifferenceChange,
    GdaKChange, InverseChange, KrylovChange, OrderChange, SecantChange, SecondOrder, SgaChange,
};

use super::rules::Candidate;
use crate::scalar::Real;
use crate::spec::Method;

/// An entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    /// Its name everywhere.
    pub id: &'static str,
    /// What is computed in place of the method, in a sentence.
    pub sentence: &'static str,
    /// Where it was seen: project and file, or paper and section.
    pub source: &'static str,
    /// Ids of the methods that it applies to.
    pub methods: &'static [&'static str],
    /// How much it changes, 1 for a sign: simpler entries are named first.
    pub complexity: u8,
    /// The changed step.
    pub mutation: Mutation,
}

/// The changed step of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// Of what a method does with fields.
    FirstOrder(FirstOrder),
    /// Of what a method does with derivatives, and of the order of updates.
    SecondOrder(SecondOrder),
}

impl Mutation {
    /// The changed method; `None` where the change does not apply to it.
    pub fn candidate<S: Real>(self, method: &Method<S>) -> Option<Candidate<S>> {
        match self {
            Self::FirstOrder(one) => one.candidate(method),
            Self::SecondOrder(one) => one.candidate(method),
        }
    }
}

/// All entries, simplest first.
pub fn entries() -> Vec<Deviation> {
    let mut all = [first_order::entries(), second_order::entries()].concat();
    all.sort_by_key(|entry| entry.complexity);
    all
}

/// The entries that apply to the method with this id, simplest first.
pub fn entries_of(method: &str) -> Vec<Deviation> {
    let mut list = entries();
    list.retain(|entry| entry.methods.contains(&method));
    list
}
