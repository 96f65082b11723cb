//! Rigorous answers about matrices and methods, never rounded to either side.
//!
//! Every question has three answers, [`Answer::Proved`], [`Answer::Refuted`] and
//! [`Answer::Undecided`], and the first two carry what a reader needs to check them. Questions
//! about rational matrices up to order [`EXACT_LIMIT`] always have one of the first two:
//!
//! * [`characteristic_polynomial`], exactly, and what its roots do: [`schur_stable`] (spectral
//!   radius < 1, by the [`SchurCohn`] recursion), [`hurwitz_stable`] (all Re ξ < 0, by
//!   [`Routh`]'s array), [`unit_disc_counts`] and [`half_plane_counts`] (how many lie where);
//! * [`definiteness`] of symmetric matrices, and with it [`local_nash`] and [`local_minimax`];
//! * [`lemma3`]: both sides of GN's Lemma 3, independently of each other.
//!
//! Float matrices of any order: [`enclose`] puts all eigenvalues into discs, with bounds of the
//! spectral radius and, by [`lemma3_bounds`], of Lemma 3's step bound.
//!
//! [`decide`] chooses among these: is the spectral radius less than 1?
//!
//! Games: [`basin`] gives radii within which the Gauss-Newton map of a strongly monotone
//! quadratic game contracts, and beyond which it diverges.

mod answer;
mod basin;
mod check;
mod counts;
mod decide;
mod definite;
mod enclosure;
mod error;
mod hurwitz;
mod integer;
mod lemma3;
mod local;
pub mod lyapunov;
mod polynomial;
mod schur;

pub use answer::{Answer, Reason};
pub use basin::{Basin, NoBasin, basin};
pub use check::exactly;
pub use counts::{HalfPlanes, UnitDisc, half_plane_counts, unit_disc_counts};
pub use decide::{Contracts, DECIDE_LIMIT, Escapes, decide, decide_rational};
pub use definite::{DEFINITE_LIMIT, Definiteness, definiteness, form_definiteness};
pub use enclosure::{Disc, Enclosure, NotHurwitz, RootDisc, StepBounds, enclose, lemma3_bounds};
pub use error::CertifyError;
pub use hurwitz::{Routh, all_real_parts_positive, hurwitz_stable};
pub use lemma3::{Lemma3, lemma3, step_bound_between};
pub use local::{LocalMinimax, LocalNash, local_minimax, local_nash, schur_complement};
pub use polynomial::{EXACT_LIMIT, Polynomial, characteristic_polynomial};
pub use schur::{SchurCohn, schur_stable};
