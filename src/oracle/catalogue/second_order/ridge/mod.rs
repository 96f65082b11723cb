//! `fr`, `gdn`, `hessian_fr`, `hessian_fr_cg` and `hessian_fr_diag` as one step whose parts can be
//! changed one by one.
//!
//! x − hx gx, y + hy gy − b, b = f_yy⁻¹(c gy − hx f_yx gx): `fr` has c = 0, the others hy = hy1 and
//! c = hy2, and `hessian_fr_cg` and `hessian_fr_diag` an approximate inverse.

pub(super) mod correction;
pub(super) mod difference;
pub(super) mod inverse;
pub(super) mod krylov;
pub(super) mod secant;

pub use correction::CorrectionChange;
pub use difference::DifferenceChange;
pub use inverse::InverseChange;
pub use krylov::KrylovChange;
pub use secant::SecantChange;

use super::parts::{At, Changed, gradients, moved, solved, stepping, still};
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::{Algebraic, Gdn, HessianAt, HessianFr, Method};
use difference::quotient;
use inverse::InverseBy;
use nalgebra::DVector;
use secant::Secant;

/// What a step is made of.
struct Ridge<S> {
    /// hx of x's own step.
    step_x: S,
    /// hy, or hy1.
    step_y: S,
    /// The coefficient of gy in b: 0, or hy2.
    newton: S,
    /// The coefficient of −f_yx gx in b: hx.
    correction: S,
    /// Of b itself: −1.
    sign_b: S,
    /// α, where f_yx gx is a difference.
    difference: Option<S>,
    /// The change of that difference, if any.
    changed_difference: Option<DifferenceChange>,
    inverse: Inverse<S>,
    place: Place,
    /// Whether x is corrected too.
    both: bool,
}

/// What stands for f_yy⁻¹.
enum Inverse<S> {
    /// Itself, or something else made of f_yy.
    By(InverseBy),
    /// k steps of CG on f_yy².
    Krylov(krylov::Krylov<S>),
    /// τ.
    Secant(Secant<S>),
}

/// Where the parts are taken, with x⁺ = x − hx gx.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// All at (x, y).
    Old,
    /// gy of y's own step at (x⁺, y).
    GradientAtNewX,
    /// b at (x⁺, y).
    CorrectionAtNewX,
    /// gy of y's own step at (x⁺, y − b).
    GradientCorrected,
}

impl<S: Real> Ridge<S> {
    /// The parts of the method; `None` if it is of another family.
    fn of(method: &Method<S>) -> Option<Self> {
        let Method::Algebraic(method) = method else {
            return None;
        };
        Some(match *method {
            Algebraic::Fr(one) => Self::from(
                &HessianFr {
                    step_x: one.steps.x,
                    step_y: one.steps.y,
                    newton: S::zero(),
                    difference: None,
                },
                Inverse::By(InverseBy::Solve),
            ),
            Algebraic::HessianFr(one) => Self::from(&one, Inverse::By(InverseBy::Solve)),
            Algebraic::HessianFrCg(one) => Self::from(
                &one.core,
                Inverse::Krylov(krylov::Krylov::new(one.iterations)),
            ),
            Algebraic::HessianFrDiag(one) => {
                Self::from(&one.core, Inverse::Secant(Secant::new(one.initial_inverse)))
            }
            _ => return None,
        })
    }

    fn from(core: &HessianFr<S>, inverse: Inverse<S>) -> Self {
        Self {
            step_x: core.step_x,
            step_y: core.step_y,
            newton: core.newton,
            correction: core.step_x,
            sign_b: -S::one(),
            difference: core.difference,
            changed_difference: None,
            inverse,
            place: Place::Old,
            both: false,
        }
    }

    fn stepping(mut self) -> Changed<S> {
        Some(stepping(move |game, p| self.step(game, p)))
    }

    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let d = At::new(game, p)?;
        let mut dx = -&d.gx * self.step_x;
        let between = moved(p, &dx, &still(game.ny()))?;
        let b = match self.place {
            Place::CorrectionAtNewX => self.b(game, &between, &At::new(game, &between)?)?,
            _ => self.b(game, p, &d)?,
        } * self.sign_b;
        let gy = match self.place {
            Place::GradientAtNewX => gradients(game, &between)?.1,
            Place::GradientCorrected => {
                let corrected = moved(&between, &still(game.nx()), &b)?;
                gradients(game, &corrected)?.1
            }
            _ => d.gy,
        };
        if self.both {
            // x − hx gx − hy f_xx⁻¹ f_xy gy
            dx -= solved(&d.xx, &(&d.xy * &gy))? * self.step_y;
        }
        // x − hx gx, y + hy gy − b
        moved(p, &dx, &(gy * self.step_y + b))
    }

    /// f_yy⁻¹(c gy − hx f_yx gx).
    fn b(
        &mut self,
        game: &dyn Game<S>,
        p: &DVector<S>,
        d: &At<S>,
    ) -> Result<DVector<S>, DenseError> {
        if let Inverse::By(InverseBy::OfXx) = self.inverse {
            // c f_yy⁻¹ gy − hx f_yx f_xx⁻¹ gx
            let newton = solved(&d.yy, &d.gy)? * self.newton;
            return Ok(newton - &d.yx * solved(&d.xx, &d.gx)? * self.correction);
        }
        let mixed = match self.difference {
            None => &d.yx * &d.gx,
            Some(alpha) => quotient(self.changed_difference, game, p, d, alpha, self.step_x)?,
        };
        let rhs = &d.gy * self.newton - mixed * self.correction;
        match &mut self.inverse {
            Inverse::By(by) => by.apply(&d.yy, &rhs),
            Inverse::Krylov(krylov) => krylov.solve(&d.yy, &rhs),
            Inverse::Secant(secant) => Ok(rhs * secant.next(game, p, d)?),
        }
    }
}

/// x⁺ = x − hx gx, y − share·f_yy⁻¹ gy(x⁺, y): `gdn` has share 1.
fn newton_step<S: Real>(
    one: &Gdn<S>,
    (inverse, share): (InverseBy, S),
    game: &dyn Game<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let (gx, _) = gradients(game, p)?;
    let between = moved(p, &(-gx * one.step_x), &still(game.ny()))?;
    let at = match one.hessian_at {
        HessianAt::Old => p,
        HessianAt::New => &between,
    };
    let (_, gy) = gradients(game, &between)?;
    let newton = inverse.apply(&At::new(game, at)?.yy, &gy)?;
    moved(&between, &still(game.nx()), &(-newton * share))
}
