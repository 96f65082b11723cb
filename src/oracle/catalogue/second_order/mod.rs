//! Mistakes in what a method does with derivatives, and of the order of updates.
//!
//! A file per family: [`order`] and [`blocks`] change any method, the others the method or the
//! family of their name. Most changes are the method itself with other settings, or with other
//! blocks of J; the rest are written out as the formula reads.

mod acgd;
mod blocks;
mod cgd;
mod conopt;
mod gda_k;
mod order;
mod parts;
mod ridge;
mod sga;
mod table;

pub use acgd::AcgdChange;
pub use blocks::BlockChange;
pub use cgd::CgdChange;
pub use conopt::ConoptChange;
pub use gda_k::GdaKChange;
pub use order::OrderChange;
pub use ridge::{CorrectionChange, DifferenceChange, InverseChange, KrylovChange, SecantChange};
pub use sga::SgaChange;

use super::Deviation;
use crate::oracle::rules::Candidate;
use crate::scalar::Real;
use crate::spec::Method;

/// The families, and how a change of each makes its candidate.
macro_rules! families {
    ($($(#[$about:meta])* $family:ident($change:ident) in $($module:ident)::+;)*) => {
        /// The changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SecondOrder {
            $($(#[$about])* $family($change),)*
        }

        impl SecondOrder {
            /// The changed method; `None` where the change does not apply to it.
            pub fn candidate<S: Real>(self, method: &Method<S>) -> Option<Candidate<S>> {
                match self {
                    $(Self::$family(change) => change.step(method).map(Candidate::Game),)*
                }
            }
        }

        /// All entries, family by family.
        pub(super) fn entries() -> Vec<Deviation> {
            [$($($module)::+::ENTRIES),*].concat()
        }
    };
}

families! {
    /// Of the blocks of J.
    Blocks(BlockChange) in blocks;
    /// Of the order of updates, and of who does what.
    Order(OrderChange) in order;
    /// Of `gda_k`.
    GdaK(GdaKChange) in gda_k;
    /// Of `sga`.
    Sga(SgaChange) in sga;
    /// Of `conopt`.
    Conopt(ConoptChange) in conopt;
    /// Of `cgd`.
    Cgd(CgdChange) in cgd;
    /// Of `acgd`.
    Acgd(AcgdChange) in acgd;
    /// Of the correction of `fr` and `hessian_fr*`, and of the Newton step.
    Correction(CorrectionChange) in ridge::correction;
    /// Of f_yy⁻¹.
    Inverse(InverseChange) in ridge::inverse;
    /// Of the difference that stands for f_yx gx.
    Difference(DifferenceChange) in ridge::difference;
    /// Of the CG steps of `hessian_fr_cg`.
    Krylov(KrylovChange) in ridge::krylov;
    /// Of τ of `hessian_fr_diag`.
    Secant(SecantChange) in ridge::secant;
}
