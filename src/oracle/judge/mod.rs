//! Is a logged run the method that it claims to be?
//!
//! A [`Transcript`] has the iterates p_k of a run and the fields v_k that its method consumed.
//! [`judge`] predicts every p_{k+1} from the logged p_k and the logged fields by the textbook's
//! formula, one step ahead, so that errors do not pile up; only what a method remembers goes from
//! step to step. The [`Verdict`] is
//!
//! * [`Judgement::Conforms`], if every logged number lies within the bound,
//! * [`Judgement::Deviates`], with the entries of [`crate::oracle::catalogue`] that reproduce the
//!   run within *their* bounds, simplest first,
//! * [`Judgement::Unjudgeable`], and why.
//!
//! The bound is derived, not chosen: it follows the roundings of the step at hand
//! ([`crate::scalar::Running`]), twice over for other orders of evaluation. Mistakes that coincide
//! with the method on a run are listed as indistinguishable on it.

mod conventions;
mod describe;
mod ended;
mod fields;
mod file;
mod game_run;
mod header;
mod json;
mod lane;
mod log;
mod lost_sums;
mod outcome;
mod plan;
mod printed;
mod run;
mod session;
mod source;
mod tensors;
mod tolerance;
mod transcript;
mod verdict;

pub use file::judge_file;
pub use transcript::{Record, Transcript, Width, judge};
pub use verdict::{Diagnosis, Judgement, Verdict};
