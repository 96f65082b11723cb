//! The method with other blocks of J: what a wrong transposition, sign or loss amounts to.

use super::parts::{Changed, equal_sizes, reference, stepping};
use super::table::changes;
use crate::game::{Game, Losses};
use crate::oracle::rules::GameStep;
use crate::scalar::Real;
use crate::spec::{Algebraic, Method};
use nalgebra::{DMatrix, DVector};

changes! {
    /// The changes of the blocks of J.
    BlockChange of Blocks {
        MixedOfX = "mixed_block_of_loss_x", 3,
            ["sga" "conopt" "cgd" "acgd" "fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The transposed mixed block of loss_x stands for that of payoff_y: f_xyᵀ for f_yx.",
            "No published instance known to us: zero-sum code does this rightly, and it stays when \
             the losses become two (non-saturating GANs).";
        MixedOfY = "mixed_block_of_payoff_y", 3, ["sga" "conopt" "cgd" "acgd"],
            "The transposed mixed block of payoff_y stands for that of loss_x: f_yxᵀ for f_xy.",
            "No published instance known to us: zero-sum code does this rightly, and it stays when \
             the losses become two (non-saturating GANs).";
        NotTransposed = "mixed_block_not_transposed", 3,
            ["sga" "conopt" "cgd" "acgd" "fr" "hessian_fr" "hessian_fr_cg" "hessian_fr_diag"],
            "The mixed block of x stands for that of y without being transposed: f_xy for f_yx.",
            "No min-max code known to us. The nearest: lorraine2/implicit-hyper-opt, issue 2 \
             (a typo in the paper's algorithm 2, named by its author: the transposed mixed \
             product).";
        MixedSign = "mixed_block_sign", 1, ["cgd" "acgd"],
            "Both mixed terms have the opposite sign, gx − h f_xy gy and gy + h f_yx gx: players \
             who expect to be helped.",
            "HyperGAN/HyperGAN, hypergan/optimizers/needs_pytorch/competitive2_optimizer.py: \
             `rhs_x = [g - ...]` under `config.neg`, `rhs_x = [g + ...]` without.";
    }
}

impl BlockChange {
    pub(super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let differs = match method {
            // the difference takes no mixed block
            Method::Algebraic(Algebraic::HessianFr(one)) => one.difference.is_none(),
            Method::Algebraic(Algebraic::HessianFrCg(one)) => one.core.difference.is_none(),
            Method::Algebraic(Algebraic::HessianFrDiag(one)) => one.core.difference.is_none(),
            _ => true,
        };
        let mut step = differs.then(|| seen(method.clone(), move |j, nx| self.alter(j, nx)))?;
        Some(stepping(move |game, p| {
            if self == Self::NotTransposed {
                equal_sizes(game)?;
            }
            step.step(game, p)
        }))
    }

    fn alter<S: Real>(self, j: &mut DMatrix<S>, nx: usize) {
        let n = j.nrows();
        // J = [[−f_xx, −f_xy], [f_yx, f_yy]]
        for (row, column) in (0..nx).flat_map(|i| (nx..n).map(move |k| (i, k))) {
            match self {
                Self::MixedOfX => j[(column, row)] = -j[(row, column)],
                Self::MixedOfY => j[(row, column)] = -j[(column, row)],
                // entry (i, k) of the block below is that of the block above
                Self::NotTransposed => j[(row + nx, column - nx)] = -j[(row, column)],
                Self::MixedSign => {
                    j[(row, column)] = -j[(row, column)];
                    j[(column, row)] = -j[(column, row)];
                }
            }
        }
    }
}

/// The method on a game whose J went through `alter(J, nx)`; the field stays.
pub(super) fn seen<S: Real>(
    method: Method<S>,
    alter: impl Fn(&mut DMatrix<S>, usize) + Copy + 'static,
) -> Box<dyn GameStep<S>> {
    let mut plain = reference(method);
    stepping(move |game, p| plain.step(&Altered { game, alter }, p))
}

/// A game with an altered J.
struct Altered<'a, S, F> {
    game: &'a dyn Game<S>,
    alter: F,
}

impl<S: Real, F: Fn(&mut DMatrix<S>, usize)> Game<S> for Altered<'_, S, F> {
    fn nx(&self) -> usize {
        self.game.nx()
    }
    fn ny(&self) -> usize {
        self.game.ny()
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        self.game.losses(p)
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        self.game.field(p)
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let mut j = self.game.jacobian(p);
        (self.alter)(&mut j, self.nx());
        j
    }
}
