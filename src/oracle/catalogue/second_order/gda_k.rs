//! Changes of `gda_k`; its orders are in [`super::order`].

use super::parts::{Changed, gradients, moved, other, reference, split, stepping, still};
use super::table::changes;
use crate::dense::DenseError;
use crate::game::Game;
use crate::oracle::rules::GameStep;
use crate::scalar::Real;
use crate::spec::{Algebraic, GdaK, Method, Order};
use nalgebra::DVector;

changes! {
    /// The changes of `gda_k`.
    GdaKChange of GdaK {
        OneLess = "gda_k_one_step_less", 2, ["gda_k"],
            "y takes k − 1 ascent steps.",
            "No published instance known to us: loops that update x in every k-th iteration count \
             that iteration as one of y's or not.";
        OneMore = "gda_k_one_step_more", 2, ["gda_k"],
            "y takes k + 1 ascent steps.",
            "tensorpack/tensorpack, issue 1214 (six critic steps for the paper's five, on \
             purpose there).";
        Ignored = "gda_k_ignored", 2, ["gda_k"],
            "k is ignored: y takes one ascent step.",
            "nocotan/pytorch-lightning-gans, issue 7 (`optimizer_idx % n_critic == 0`); \
             arturml/mnist-cgan, pull request 2 (`n_critic` was not used).";
        Inverted = "gda_k_inverted", 4, ["gda_k"],
            "x moves in every step, y once in k steps (the k-th, 2k-th, …): k counts the wrong \
             player's steps.",
            "daa233/generative-inpainting-pytorch, issue 11 (a first fix had \
             `if iteration % 5 == 0:` on the discriminator).";
        GradientReused = "gda_k_gradient_reused", 4, ["gda_k"],
            "All ascent steps of y use the first gradient: y + k hy gy(x, y).",
            "tamarott/SinGAN, issue 140 (the output is not computed anew within the inner \
             loop), pull requests 117 and 126.";
    }
}

impl GdaKChange {
    pub(super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Algebraic(Algebraic::GdaK(one)) = method else {
            return None;
        };
        let one = *one;
        match self {
            // with k = 1, y stays where it is
            Self::OneLess if one.inner == 1 => {
                Some(stepping(move |game, p| x_moves(game, &one, p)))
            }
            Self::OneLess => other(GdaK {
                inner: one.inner - 1,
                ..one
            }),
            Self::OneMore => other(GdaK {
                inner: one.inner.checked_add(1)?,
                ..one
            }),
            Self::Ignored => (one.inner > 1)
                .then_some(GdaK { inner: 1, ..one })
                .and_then(other),
            Self::Inverted => (one.inner > 1).then(|| inverted(one)),
            Self::GradientReused => (one.inner > 1).then(|| {
                stepping(move |game, p| match one.order {
                    Order::Doc => {
                        let (x, _) = split(&x_moves(game, &one, p)?, game.nx());
                        let (_, y) = split(&y_leaps(game, &one, p)?, game.nx());
                        Ok(super::parts::stacked(&x, &y))
                    }
                    Order::XFirst => y_leaps(game, &one, &x_moves(game, &one, p)?),
                    Order::YFirst => x_moves(game, &one, &y_leaps(game, &one, p)?),
                })
            }),
        }
    }
}

/// One step of both, of which y's counts every k-th time only.
fn inverted<S: Real>(one: GdaK<S>) -> Box<dyn GameStep<S>> {
    let (both, still) = (GdaK { inner: 1, ..one }, S::zero());
    let mut x_alone = both;
    x_alone.steps.y = still;
    let mut counted = 0;
    stepping(move |game, p| {
        counted += 1;
        let due = counted % one.inner == 0;
        reference(if due { both } else { x_alone }).step(game, p)
    })
}

/// (x − hx gx, y).
fn x_moves<S: Real>(
    game: &dyn Game<S>,
    one: &GdaK<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let (gx, _) = gradients(game, p)?;
    moved(p, &(-gx * one.steps.x), &still(game.ny()))
}

/// (x, y + k hy gy(x, y)).
fn y_leaps<S: Real>(
    game: &dyn Game<S>,
    one: &GdaK<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let (_, gy) = gradients(game, p)?;
    let k = S::from_i64(one.inner as i64);
    moved(p, &still(game.nx()), &(gy * (k * one.steps.y)))
}
