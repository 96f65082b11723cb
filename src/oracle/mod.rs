//! The oracle: other implementations ask, are judged, and are told what is wrong.
//!
//! * [`judge`] says whether a logged run is the method that it claims to be;
//! * [`rules`] has the first-order methods in the form in which runs are judged;
//! * [`catalogue`] has the known mistakes, each as a small change of the method.

pub mod catalogue;
pub mod judge;
pub mod rules;
