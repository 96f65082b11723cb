//! The order of updates, and who does what: changes that know nothing of the formula.

use super::parts::{Changed, other, reference, split, stacked, stepping};
use super::table::changes;
use crate::game::{Game, Losses};
use crate::scalar::Real;
use crate::spec::{Algebraic, Fr, GdaK, Gdn, HessianFr, HessianFrCg, HessianFrDiag, Method};
use crate::spec::{Order, Steps};
use nalgebra::{DMatrix, DVector};

changes! {
    /// The changes of the order of updates, and of who does what.
    OrderChange of Order {
        XFirst = "order_x_first", 4,
            ["gda_k" "sga" "conopt" "cgd" "acgd" "fr" "hessian_fr" "hessian_fr_cg"
             "hessian_fr_diag"],
            "Players move in turns: everything that y uses is taken at x's new point.",
            "watml/min-max-2nd-order, run.py: `parser.add_argument(\"--simultaneous\", \
             type=int, default=0)`, where follow-the-ridge must set 1; also \
             HyperGAN/HyperGAN, hypergan/optimizers/needs_pytorch/competitive2_optimizer.py, \
             `adjust(y_grads)`.";
        YFirst = "order_y_first", 4,
            ["gda_k" "sga" "conopt" "cgd" "acgd" "fr" "hessian_fr" "hessian_fr_cg"
             "hessian_fr_diag"],
            "Players move in turns: everything that x uses is taken at y's new point.",
            "The usual GAN loop, discriminator first, with a method that moves both players from \
             one point; no particular instance known to us.";
        Simultaneous = "order_simultaneous", 4, ["gda_k" "gdn"],
            "Both players move from the old point, though the one must see the other's move.",
            "watml/min-max-2nd-order, run.py: with `simultaneous`, gradient and Hessian of y \
             are taken at the old x.";
        Exchanged = "players_exchanged", 5,
            ["gda_k" "fr" "gdn" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "Each player does the other's part: x follows and y leads (each still improves its \
             own loss).",
            "No published instance known to us: texts in which the leader maximises invite it.";
        StepsSwapped = "hx_hy_swapped", 2,
            ["gda_k" "fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The step sizes are swapped: hy (hy1) where hx belongs, and hx for it.",
            "No published instance known to us: settings files that name learning rates by \
             network (G, D) meet code that names them by role.";
    }
}

impl OrderChange {
    pub(super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        match self {
            Self::XFirst => in_turns(method, Order::XFirst),
            Self::YFirst => in_turns(method, Order::YFirst),
            Self::Simultaneous => simultaneous(method),
            Self::Exchanged => exchanged(method),
            Self::StepsSwapped => other(with_steps_swapped(method)?),
        }
    }
}

/// One player after the other.
fn in_turns<S: Real>(method: &Method<S>, order: Order) -> Changed<S> {
    if let Method::Algebraic(Algebraic::GdaK(one)) = method {
        return (one.order != order)
            .then_some(GdaK { order, ..*one })
            .and_then(other);
    }
    // each player's memory is its own: what it leaves comes from where it has moved
    let (mut of_x, mut of_y) = (reference(method.clone()), reference(method.clone()));
    Some(stepping(move |game, p| {
        let (x, y) = split(p, game.nx());
        if order == Order::XFirst {
            let (new_x, _) = split(&of_x.step(game, p)?, game.nx());
            let (_, new_y) = split(&of_y.step(game, &stacked(&new_x, &y))?, game.nx());
            Ok(stacked(&new_x, &new_y))
        } else {
            let (_, new_y) = split(&of_y.step(game, p)?, game.nx());
            let (new_x, _) = split(&of_x.step(game, &stacked(&x, &new_y))?, game.nx());
            Ok(stacked(&new_x, &new_y))
        }
    }))
}

fn simultaneous<S: Real>(method: &Method<S>) -> Changed<S> {
    match method {
        Method::Algebraic(Algebraic::GdaK(one)) if one.order != Order::Doc => other(GdaK {
            order: Order::Doc,
            ..*one
        }),
        // y − f_yy⁻¹ gy(x, y)
        Method::Algebraic(Algebraic::Gdn(one)) => {
            let (mut of_x, still) = (reference(*one), S::zero());
            let mut of_y = reference(Gdn {
                step_x: still,
                ..*one
            });
            Some(stepping(move |game, p| {
                let (x, _) = split(&of_x.step(game, p)?, game.nx());
                let (_, y) = split(&of_y.step(game, p)?, game.nx());
                Ok(stacked(&x, &y))
            }))
        }
        _ => None,
    }
}

/// The method with hx and hy (hy1) swapped, where it has both and they differ.
fn with_steps_swapped<S: Real>(method: &Method<S>) -> Option<Method<S>> {
    let Method::Algebraic(method) = method else {
        return None;
    };
    let swap = |steps: Steps<S>| Steps {
        x: steps.y,
        y: steps.x,
    };
    let core = |one: HessianFr<S>| HessianFr {
        step_x: one.step_y,
        step_y: one.step_x,
        ..one
    };
    let swapped: Algebraic<S> = match *method {
        Algebraic::GdaK(one) => GdaK {
            steps: swap(one.steps),
            ..one
        }
        .into(),
        Algebraic::Fr(one) => Fr {
            steps: swap(one.steps),
        }
        .into(),
        Algebraic::HessianFr(one) => core(one).into(),
        Algebraic::HessianFrCg(one) => HessianFrCg {
            core: core(one.core),
            ..one
        }
        .into(),
        Algebraic::HessianFrDiag(one) => HessianFrDiag {
            core: core(one.core),
            ..one
        }
        .into(),
        _ => return None,
    };
    (swapped != *method).then_some(swapped.into())
}

/// The method with the players' parts exchanged; each keeps its step size where both have one.
fn exchanged<S: Real>(method: &Method<S>) -> Changed<S> {
    let mirrored = match method {
        Method::Algebraic(Algebraic::GdaK(one)) => {
            let order = match one.order {
                Order::Doc => Order::Doc,
                Order::XFirst => Order::YFirst,
                Order::YFirst => Order::XFirst,
            };
            let swapped = with_steps_swapped(method);
            match swapped.as_ref().unwrap_or(method) {
                Method::Algebraic(Algebraic::GdaK(steps)) => {
                    (one.inner > 1).then_some(GdaK { order, ..*steps }.into())?
                }
                _ => return None,
            }
        }
        Method::Algebraic(Algebraic::Gdn(_)) => method.clone(),
        _ => with_steps_swapped(method).unwrap_or_else(|| method.clone()),
    };
    let mut plain = reference(mirrored);
    Some(stepping(move |game, p| {
        let mirror = Mirror(game);
        let next = plain.step(&mirror, &turned(p, game.nx()))?;
        Ok(turned(&next, game.ny()))
    }))
}

/// (y, x).
fn turned<S: Real>(p: &DVector<S>, nx: usize) -> DVector<S> {
    let (x, y) = split(p, nx);
    stacked(&y, &x)
}

/// The same game with y in the place of x: loss_x' = −payoff_y, payoff_y' = −loss_x.
struct Mirror<'a, S>(&'a dyn Game<S>);

impl<S: Real> Game<S> for Mirror<'_, S> {
    fn nx(&self) -> usize {
        self.0.ny()
    }
    fn ny(&self) -> usize {
        self.0.nx()
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let losses = self.0.losses(&turned(p, self.nx()));
        Losses {
            loss_x: -losses.payoff_y,
            payoff_y: -losses.loss_x,
        }
    }
    // each descends or ascends as before, so the entries of v and J only change places
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        turned(&self.0.field(&turned(p, self.nx())), self.ny())
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let (nx, n) = (self.nx(), self.dim());
        let j = self.0.jacobian(&turned(p, nx));
        let place = |i: usize| if i < nx { i + n - nx } else { i - nx };
        DMatrix::from_fn(n, n, |i, k| j[(place(i), place(k))])
    }
}
