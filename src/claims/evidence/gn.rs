//! Evidence for the rows of the Gauss-Newton paper.

use super::super::{Check, CheckFn, Failure};

use crate::dense::{self, RankOne};
use crate::scalar::Rational;
use crate::spec::Form;
use nalgebra::DMatrix;

/// The checks of this module.
pub(super) const CHECKS: &[(&str, CheckFn)] = &[("gn_sherman_morrison", sherman_morrison)];

fn identity(n: usize) -> DMatrix<Rational> {
    DMatrix::from_diagonal_element(n, n, Rational::ONE)
}

/// B⁻¹ of the crate against elimination.
fn sherman_morrison(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "B⁻¹w by the formula solves B z = w, and equals elimination's solution",
        |draw| {
            let n = draw.size(1, 4);
            let b = RankOne::new(draw.vector(n), draw.positive())?;
            let inverse = b.preconditioner(Form::Inverse)?;
            Ok(b.matrix() * &inverse == identity(n)
                && inverse == dense::solve(&b.matrix(), &identity(n))?)
        },
    )
}
