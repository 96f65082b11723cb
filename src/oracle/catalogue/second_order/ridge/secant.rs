//! Changes of τ, which stands for f_yy⁻¹ in `hessian_fr_diag`.

use super::super::parts::{At, Changed, gradients, is_zero, nonzero, split, stacked};
use super::super::table::changes;
use super::{Inverse, Ridge};
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::Method;
use nalgebra::DVector;

changes! {
    /// The changes of τ.
    SecantChange of Secant {
        XMoved = "secant_x_moved", 3, ["hessian_fr_diag"],
            "Δg mixes in the move of x: gy(x_t, y_t) − gy(x_{t−1}, y_{t−1}).",
            "No published instance known to us: the stored gradient of the last step, which saves \
             the second evaluation that HFR (3.33) asks for.";
        Reciprocal = "secant_inverted", 2, ["hessian_fr_diag"],
            "τ = ‖Δg‖²/⟨Δg, Δy⟩: f_yy and not its inverse.",
            "No published instance known to us: (3.32) of HessianFR starts L-BFGS's inverse; other \
             texts start the Hessian.";
        OtherQuotient = "secant_other_quotient", 3, ["hessian_fr_diag"],
            "τ = ‖Δy‖²/⟨Δg, Δy⟩, the other quotient of Barzilai and Borwein.",
            "Barzilai & Borwein 1988 give both quotients; no published instance for this method \
             known to us.";
        Sign = "secant_sign", 1, ["hessian_fr_diag"],
            "τ of the secant has the opposite sign; hinv0 keeps its own.",
            "No published instance known to us: Δg from the gradient of the loss -f.";
        StartsAtZero = "secant_starts_at_zero", 2, ["hessian_fr_diag"],
            "τ = 0 at the first step in place of hinv0.",
            "HFR (3.33) says nothing of the first step; 0 leaves b out, 1 takes f_yy for the \
             identity.";
        StartsAtOne = "secant_starts_at_one", 2, ["hessian_fr_diag"],
            "τ = 1 at the first step in place of hinv0.",
            "HFR (3.33) says nothing of the first step; 0 leaves b out, 1 takes f_yy for the \
             identity.";
        Lags = "secant_lags", 4, ["hessian_fr_diag"],
            "τ is that of the step before.",
            "No published instance known to us: the pair (Δg, Δy) is stored after its use.";
    }
}

/// τ and what it comes from.
pub(super) struct Secant<S> {
    start: S,
    change: Option<SecantChange>,
    /// p_{t−1}.
    previous: Option<DVector<S>>,
    last: S,
}

impl<S: Real> Secant<S> {
    /// τ = `start` at the first step.
    pub fn new(start: S) -> Self {
        Self {
            start,
            change: None,
            previous: None,
            last: start,
        }
    }

    /// τ at p.
    pub fn next(&mut self, game: &dyn Game<S>, p: &DVector<S>, d: &At<S>) -> Result<S, DenseError> {
        let tau = match self.previous.replace(p.clone()) {
            None => self.start,
            Some(previous) => self.quotient(game, p, &previous, d)?,
        };
        let last = std::mem::replace(&mut self.last, tau);
        Ok(match self.change {
            Some(SecantChange::Lags) => last,
            _ => tau,
        })
    }

    /// ⟨Δg, Δy⟩/‖Δg‖², Δg = gy(x, y) − gy(x, y₋), Δy = y − y₋.
    fn quotient(
        &self,
        game: &dyn Game<S>,
        p: &DVector<S>,
        previous: &DVector<S>,
        d: &At<S>,
    ) -> Result<S, DenseError> {
        let (x, y) = split(p, game.nx());
        let (_, old_y) = split(previous, game.nx());
        let old = match self.change {
            Some(SecantChange::XMoved) => previous.clone(),
            _ => stacked(&x, &old_y),
        };
        let (dg, dy) = (&d.gy - gradients(game, &old)?.1, y - old_y);
        let (gg, gy, yy) = (dg.dot(&dg), dg.dot(&dy), dy.dot(&dy));
        if is_zero("‖Δg‖² of the secant", gg)? {
            return Ok(self.start);
        }
        let divisor = |a| nonzero("⟨Δg, Δy⟩ of the secant", a);
        Ok(match self.change {
            Some(SecantChange::Reciprocal) => gg / divisor(gy)?,
            Some(SecantChange::OtherQuotient) => yy / divisor(gy)?,
            Some(SecantChange::Sign) => -gy / gg,
            _ => gy / gg,
        })
    }
}

impl SecantChange {
    pub(in super::super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let mut ridge = Ridge::of(method)?;
        let Inverse::Secant(secant) = &mut ridge.inverse else {
            return None;
        };
        let start = match self {
            Self::StartsAtZero => S::zero(),
            Self::StartsAtOne => S::one(),
            _ => {
                secant.change = Some(self);
                return ridge.stepping();
            }
        };
        if secant.start == start {
            return None;
        }
        *secant = Secant::new(start);
        ridge.stepping()
    }
}
