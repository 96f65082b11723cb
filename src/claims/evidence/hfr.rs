//! Evidence for the rows of HessianFR.

use super::super::CheckFn;

/// The checks of this module.
pub(super) const CHECKS: &[(&str, CheckFn)] = &[];
