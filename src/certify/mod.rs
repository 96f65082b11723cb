//! Rigorous answers about matrices and methods, never rounded to either side.
//!
//! Every question has three answers, [`Answer::Proved`], [`Answer::Refuted`] and
//! [`Answer::Undecided`], and the first two carry what a reader needs to check them.

mod answer;
mod error;

pub use answer::{Answer, Reason};
pub use error::CertifyError;
