//! The oracle: other implementations ask, are judged, and are told what is wrong.
//!
//! * [`ask`] answers questions about games, methods and matrices, [`stream`] many of them;
//! * [`mod@judge`] says whether a logged run is the method that it claims to be;
//! * [`rules`] has the first-order methods in the form in which runs are judged;
//! * [`catalogue`] has the known mistakes, each as a small change of the method;
//! * [`read`]: games, methods and numbers from JSON, every refusal a [`Problem`] that names the
//!   field and says what was expected;
//! * [`Arithmetic`]: the scalars in which questions are answered;
//! * [`vectors`]: the published set of questions with answers, tolerances and known mistakes.
//!
//! Formats are JSON with numbers as text, "0.1", "1/3", "0x1.8p-3", or JSON numbers, all of them
//! meant exactly.

mod arithmetic;
pub mod ask;
pub mod catalogue;
pub mod judge;
mod number;
mod problem;
pub mod read;
pub mod rules;
pub mod stream;
pub mod vectors;

pub use arithmetic::Arithmetic;
pub use judge::judge;
pub use number::Precision;
pub use problem::{Problem, ProblemKind};
