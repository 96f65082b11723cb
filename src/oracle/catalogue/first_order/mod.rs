//! Mistakes in what a method does with fields, and those that any method can suffer.
//!
//! A file per family: [`roles`] and [`start`] change any method, the others the methods that have
//! what they are named after. Most changes are the method itself with other settings or behind
//! another field; the rest are written out as the formula reads.

mod bias;
mod conjugate;
mod extrapolation;
mod gauss_newton;
mod library;
mod lookahead;
mod means;
mod momentum;
mod optimism;
mod parts;
mod published;
mod relatives;
mod roles;
mod start;
mod table;

pub use bias::BiasChange;
pub use conjugate::ConjugateChange;
pub use extrapolation::ExtrapolationChange;
pub use gauss_newton::GaussNewtonChange;
pub use library::LibraryChange;
pub use lookahead::LookaheadChange;
pub use means::MeanChange;
pub use momentum::MomentumChange;
pub use optimism::OptimismChange;
pub use published::PublishedChange;
pub use relatives::RelativeChange;
pub use roles::RoleChange;
pub use start::StartChange;

use super::Deviation;
use crate::oracle::rules::Candidate;
use crate::scalar::Real;
use crate::spec::{METHOD_IDS, Method};

/// Every method.
const ALL: &[&str] = &METHOD_IDS;

/// Those that consume fields alone.
const FIELD_ONLY: &[&str] = &[
    "gda",
    "ttur",
    "eg",
    "ogda",
    "eftp",
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "nlcg",
    "adam",
    "rmsprop",
    "sgd_momentum",
    "lookahead",
    "gn_published",
];

/// Those of them that consume v(p_k) alone.
const SINGLE_CALL: &[&str] = &[
    "gda",
    "ttur",
    "ogda",
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "nlcg",
    "adam",
    "rmsprop",
    "sgd_momentum",
    "lookahead",
    "gn_published",
];

/// Those of them with hx and hy.
const TWO_STEPS: &[&str] = &["gda", "ttur", "eg", "ogda", "eftp", "nlcg", "adam"];

/// The families, and how a change of each makes its candidate.
macro_rules! families {
    ($($(#[$about:meta])* $family:ident($change:ident) in $module:ident;)*) => {
        /// The changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FirstOrder {
            $($(#[$about])* $family($change),)*
        }

        impl FirstOrder {
            /// The changed method; `None` where the change does not apply to it.
            pub fn candidate<S: Real>(self, method: &Method<S>) -> Option<Candidate<S>> {
                match self {
                    $(Self::$family(change) => {
                        let applies = change.methods().contains(&method.id());
                        applies.then(|| change.candidate(method)).flatten()
                    })*
                }
            }
        }

        /// All entries, family by family.
        pub(super) fn entries() -> Vec<Deviation> {
            [$($module::ENTRIES),*].concat()
        }
    };
}

families! {
    /// Of signs, scales and step sizes.
    Roles(RoleChange) in roles;
    /// Of the start, of the field that a step sees, and of the order of updates.
    Start(StartChange) in start;
    /// Of a momentum buffer.
    Momentum(MomentumChange) in momentum;
    /// Of a running mean.
    Mean(MeanChange) in means;
    /// Of the bias correction of `adam`.
    Bias(BiasChange) in bias;
    /// Of `adam` for a relative of it.
    Relative(RelativeChange) in relatives;
    /// Of settings for those of a library.
    Library(LibraryChange) in library;
    /// Of the second field of `eg` and `eftp`.
    Extrapolation(ExtrapolationChange) in extrapolation;
    /// Of the previous field of `ogda`.
    Optimism(OptimismChange) in optimism;
    /// Of the interpolation of `lookahead`.
    Lookahead(LookaheadChange) in lookahead;
    /// Of B, of A, and of heavy ball around them.
    GaussNewton(GaussNewtonChange) in gauss_newton;
    /// Of the published Gauss-Newton code.
    Published(PublishedChange) in published;
    /// Of β and the directions of `nlcg`.
    Conjugate(ConjugateChange) in conjugate;
}
