//! Changes of `cgd`.

use super::parts::{At, Changed, equal_sizes, identity, moved, solved, stepping};
use super::table::changes;
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::{Algebraic, Method};
use nalgebra::{DMatrix, DVector};

changes! {
    /// The changes of `cgd`.
    CgdChange of Cgd {
        HForHSquared = "cgd_h_for_h_squared", 2, ["cgd"],
            "h stands for h² in the systems: I + h f_xy f_yx.",
            "No published instance known to us; none was found in the published codes that we \
             read. Two powers of h in one formula invite it.";
        InverseMissing = "cgd_inverse_missing", 3, ["cgd"],
            "The systems are not solved: x − h(gx + h f_xy gy), y + h(gy − h f_yx gx), the \
             linearised method.",
            "devzhk/cgds-package, issue 2 (the solver takes no step where a player has one \
             coordinate); devzhk/Implicit-Competitive-Regularization, optimizers.py: \
             `nsteps=p_x.shape[0] // 10000`.";
        InverseSign = "cgd_inverse_sign", 1, ["cgd"],
            "The systems have the opposite sign: I − h² f_xy f_yx.",
            "The slip that the general form I - h² D²_xy f D²_yx g of arXiv:1905.12103 invites \
             where g = -f is forgotten; no published instance known to us.";
        YSignOfX = "cgd_mixed_sign_of_y", 1, ["cgd"],
            "y's mixed term has the sign of x's: gy + h f_yx gx.",
            "HyperGAN/HyperGAN, hypergan/optimizers/needs_pytorch/competitive2_optimizer.py: the \
             signs of rhs_x and rhs_y depend on `config.neg`.";
        OwnSign = "cgd_own_gradient_sign", 1, ["cgd"],
            "x's own gradient has the opposite sign, its mixed term the right one: \
             −gx + h f_xy gy.",
            "gabrieledangeli/OptML_miniproject_FGY, optimizers/optimizers_xy.py, x's line: \
             `(- gradf_x - eta*df_dxdy*gradg_y)`; mended in PART 1 of the same repository.";
        MixedMissing = "cgd_mixed_term_missing", 3, ["cgd"],
            "The right-hand sides lack the mixed terms: (I + h² f_xy f_yx)⁻¹ gx.",
            "The competitor 'zero-sum without the mixed term' of arXiv:1905.12103, section 2; no \
             code known to us.";
        HMissing = "cgd_h_missing_in_mixed_term", 2, ["cgd"],
            "h is missing in the mixed terms: gx + f_xy gy, gy − f_yx gx.",
            "HyperGAN/HyperGAN, hypergan/optimizers/needs_pytorch/competitive2_optimizer.py: \
             `(self.config.sga_lambda or lr)*hyp`, another number in the place of h.";
        SystemOfX = "cgd_system_of_x_for_y", 3, ["cgd"],
            "y is solved with the system of x: I + h² f_xy f_yx for both.",
            "No published instance known to us: one solver object for both players.";
        YNotSolved = "cgd_y_not_solved", 3, ["cgd"],
            "Only x's system is solved; y takes gy − h f_yx gx.",
            "No published instance known to us: the second solve left out to save time.";
        WarmStart = "cgd_solution_added_to_previous", 4, ["cgd"],
            "Each solution of x's system is added to the previous one (the residual of a warm \
             start is taken to be the right-hand side), and y answers that.",
            "HyperGAN/HyperGAN, issue 255, by an author of the method (`it should be r = b - \
             Ax_0`); devzhk/Implicit-Competitive-Regularization, optims/cgd_utils.py at \
             02043ff: `r = b.clone().detach()`; mended in devzhk/cgds-package.";
    }
}

impl CgdChange {
    pub(super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Algebraic(Algebraic::Cgd(one)) = method else {
            return None;
        };
        let h = one.step;
        if self == Self::WarmStart {
            return Some(warm_started(h));
        }
        Some(stepping(move |game, p| self.moved(game, h, p)))
    }

    fn moved<S: Real>(
        self,
        game: &dyn Game<S>,
        h: S,
        p: &DVector<S>,
    ) -> Result<DVector<S>, DenseError> {
        if self == Self::SystemOfX {
            equal_sizes(game)?;
        }
        let d = At::new(game, p)?;
        let (coefficient, mixed) = match self {
            Self::HForHSquared => (h, h),
            Self::InverseSign => (-h * h, h),
            Self::MixedMissing => (h * h, S::zero()),
            Self::HMissing => (h * h, S::one()),
            Self::InverseMissing => (S::zero(), h),
            _ => (h * h, h),
        };
        // (I + h² f_xy f_yx) and (I + h² f_yx f_xy)
        let system = |product: DMatrix<S>| identity(product.nrows()) + product * coefficient;
        let (of_x, of_y) = match self {
            Self::SystemOfX => (&d.xy * &d.yx, &d.xy * &d.yx),
            Self::YNotSolved => (&d.xy * &d.yx, &d.yx * &d.xy * S::zero()),
            _ => (&d.xy * &d.yx, &d.yx * &d.xy),
        };
        // gx + h f_xy gy and gy − h f_yx gx
        let of_y_mixed = if self == Self::YSignOfX {
            -mixed
        } else {
            mixed
        };
        let own = S::from_i64(if self == Self::OwnSign { -1 } else { 1 });
        let rhs_x = &d.gx * own + &d.xy * &d.gy * mixed;
        let rhs_y = &d.gy - &d.yx * &d.gx * of_y_mixed;
        let dx = -solved(&system(of_x), &rhs_x)? * h;
        let dy = solved(&system(of_y), &rhs_y)? * h;
        moved(p, &dx, &dy)
    }
}

/// dx = dx₋ − h(I + h² f_xy f_yx)⁻¹(gx + h f_xy gy), dy = h(gy + f_yx dx).
fn warm_started<S: Real>(h: S) -> Box<dyn crate::oracle::rules::GameStep<S>> {
    let mut previous: Option<DVector<S>> = None;
    stepping(move |game, p| {
        let d = At::new(game, p)?;
        let system = identity(d.gx.len()) + &d.xy * &d.yx * (h * h);
        let rhs = &d.gx + &d.xy * &d.gy * h;
        let exact = -solved(&system, &rhs)? * h;
        let dx = previous.take().map_or(exact.clone(), |old| old + &exact);
        let dy = (&d.gy + &d.yx * &dx) * h;
        let next = moved(p, &dx, &dy)?;
        previous = Some(dx);
        Ok(next)
    })
}
