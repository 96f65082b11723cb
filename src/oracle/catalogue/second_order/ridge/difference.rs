//! Changes of the difference that stands for f_yx gx, HFR (3.3).

use super::super::parts::{At, Changed, finite_point, gradients, nonzero, split, stacked};
use super::super::table::changes;
use super::Ridge;
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::Method;
use nalgebra::DVector;

changes! {
    /// The changes of the difference.
    DifferenceChange of Difference {
        NotDivided = "difference_not_divided", 2,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The difference gy(x + α gx, y) − gy(x, y) is not divided by α.",
            "No published instance known to us; see difference_multiplied.";
        Multiplied = "difference_multiplied", 2,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The difference is multiplied by α in place of being divided.",
            "khanrc/pt.darts, issues 34 and 43 (`(p-n) / 2.*eps`, another product of second \
             derivatives); copied into microsoft/nni (issue 3044) and antoyang/NAS-Benchmark \
             (issue 4).";
        DividedByStep = "difference_divided_by_step", 2,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The difference over α gx is divided by hx.",
            "No published instance known to us: gd-zhang/Follow-the-Ridge, follow_ridge_1D.py, \
             divides by the step size, rightly, as its difference is over the step itself.";
        Backward = "difference_backward", 1,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The difference is taken at x − α gx with the sign of x + α gx.",
            "No published instance known to us: x descends, so the shifted point at hand is \
             x - α gx.";
        BaseMoved = "difference_base_moved", 4,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The gradient that is subtracted is taken after x's step: gy(x + α gx, y) − gy(x⁺, y).",
            "No published instance of exactly this known to us. The nearest: quark0/darts, \
             issue 21 (the difference is taken around the moved weights; the author agreed).";
        Normalised = "difference_normalised", 3,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The shift is α gx/‖gx‖ and the quotient is not multiplied by ‖gx‖.",
            "No published instance known to us: shifts of unit length, as DARTS has for its \
             second-order term, with their scale forgotten.";
        Product = "difference_replaced_by_product", 3,
            ["hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "f_yx gx is computed exactly though fd_alpha is given.",
            "A more accurate method than the one named; the same wherever gy is affine in x.";
        OverStep = "ridge_difference_over_step", 3,
            ["fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "f_yx gx is the difference over x's own step: (gy(x, y) − gy(x − hx gx, y))/hx.",
            "gd-zhang/Follow-the-Ridge, follow_ridge_1D.py: \
             `e_grads = (old_disc_grads - new_disc_grads) / opt.gen_learning_rate`.";
    }
}

impl DifferenceChange {
    pub(in super::super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let mut ridge = Ridge::of(method)?;
        let over_step = Some(-ridge.step_x);
        match self {
            Self::OverStep if ridge.difference == over_step => return None,
            Self::OverStep => ridge.difference = over_step,
            _ if ridge.difference.is_none() => return None,
            Self::Product => ridge.difference = None,
            _ => ridge.changed_difference = Some(self),
        }
        ridge.stepping()
    }
}

/// (gy(x + α gx, y) − gy(x, y))/α, or what the change makes of it.
pub(super) fn quotient<S: Real>(
    change: Option<DifferenceChange>,
    game: &dyn Game<S>,
    p: &DVector<S>,
    d: &At<S>,
    alpha: S,
    step_x: S,
) -> Result<DVector<S>, DenseError> {
    use DifferenceChange as C;
    let (x, y) = split(p, game.nx());
    let gy_at = |shift: DVector<S>| -> Result<DVector<S>, DenseError> {
        Ok(gradients(game, &finite_point(stacked(&(&x + shift), &y))?)?.1)
    };
    let shift = match change {
        Some(C::Backward) => -&d.gx * alpha,
        Some(C::Normalised) => &d.gx * (alpha / nonzero("‖gx‖", d.gx.dot(&d.gx).sqrt())?),
        _ => &d.gx * alpha,
    };
    let base = match change {
        Some(C::BaseMoved) => gy_at(-&d.gx * step_x)?,
        _ => d.gy.clone(),
    };
    let divisor = match change {
        Some(C::NotDivided) => S::one(),
        Some(C::Multiplied) => S::one() / nonzero("fd_alpha", alpha)?,
        Some(C::DividedByStep) => nonzero("hx", step_x)?,
        _ => nonzero("fd_alpha", alpha)?,
    };
    Ok((gy_at(shift)? - base) / divisor)
}
