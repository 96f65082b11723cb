//! Changes of `acgd`.

use super::parts::{At, Changed, equal_sizes, identity, moved, solved, split, stacked, stepping};
use super::table::changes;
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::{Acgd, Method};
use nalgebra::{DMatrix, DVector};

changes! {
    /// The changes of `acgd`.
    AcgdChange of Acgd {
        Uncorrected = "acgd_bias_correction_missing", 3, ["acgd"],
            "The mean squares are not corrected for their start at zero: D = h/(√s + ε).",
            "devzhk/Implicit-Competitive-Regularization, optimizers.py, class OCGD: \
             `lr_x = self.lr / self.avgx_sq.sqrt().add_(self.eps)`.";
        EpsHat = "acgd_eps_before_correction", 2, ["acgd"],
            "ε is added before the correction: D = h√(1 − βᵗ)/(√s + ε).",
            "The authors' own code: devzhk/Implicit-Competitive-Regularization, optims/acgd.py, \
             `lr_max = math.sqrt(bias_correction) * lr_max / sq_avg_x.sqrt().add(eps)`.";
        EpsInside = "acgd_eps_inside_root", 2, ["acgd"],
            "ε stands inside the root: D = h/√(s/(1 − βᵗ) + ε).",
            "No published instance known to us; the codes that we read add ε outside. Seen in \
             Adam (optax has it as eps_root).";
        NoRoot = "acgd_root_missing", 3, ["acgd"],
            "The root is missing: D = h/(s/(1 − βᵗ) + ε).",
            "No published instance of exactly this known to us; jax-cgd 0.1.5 on PyPI, \
             jax_cgd/acgd.py, has a norm in place of the elementwise root.";
        Exponent = "acgd_correction_exponent", 2, ["acgd"],
            "The correction counts one step too many: 1 − βᵗ⁺¹.",
            "No published instance known to us: a counter that is raised twice, or from 1.";
        SquaresLag = "acgd_squares_lag", 4, ["acgd"],
            "D takes the mean squares before this step's gradient enters them; at the first step \
             they are zero.",
            "No published instance known to us for acgd: the buffer is updated after its use.";
        MeanOfGradients = "acgd_mean_of_gradients", 3, ["acgd"],
            "β averages the gradients, and the average is squared: m ← βm + (1 − β)g, s = m∘m.",
            "jax-cgd 0.1.5 on PyPI, jax_cgd/acgd.py: `vx = beta * vx + (1 - beta) * \
             dfdx_val`, documented as the second moment.";
        NormOfMean = "acgd_norm_of_mean", 5, ["acgd"],
            "One step size per player, h√(1 − βᵗ)/(‖m‖ + ε), from the mean of the gradients \
             m ← βm + (1 − β)g.",
            "jax-cgd 0.1.5 on PyPI, jax_cgd/acgd.py: `eta_x = eta * jnp.sqrt(bias_correction) / \
             (jnp.linalg.norm(vx) + eps)`.";
        Stuck = "acgd_correction_stuck", 2, ["acgd"],
            "The correction is that of the first step for ever: 1 − β.",
            "jax-cgd 0.1.5 on PyPI, jax_cgd/acgd.py: `timestep += 1` in a local variable.";
        StepOfX = "acgd_step_sizes_of_x_for_y", 3, ["acgd"],
            "D_x stands for D_y.",
            "No published instance known to us: one buffer for both players.";
        HOutside = "acgd_h_outside", 3, ["acgd"],
            "h multiplies the result only: with D = 1/(√(s/(1 − βᵗ)) + ε) throughout, p moves by \
             h(dx, dy).",
            "No published instance known to us: an inner optimizer that is given the competitive \
             direction.";
        InverseMissing = "acgd_inverse_missing", 3, ["acgd"],
            "The system is not solved: dx = −D_x(gx + f_xy D_y gy).",
            "devzhk/cgds-package, issue 2 (the solver takes no step where a player has one \
             coordinate); devzhk/Implicit-Competitive-Regularization, optimizers.py: \
             `nsteps=p_x.shape[0] // 10000`.";
        InverseSign = "acgd_inverse_sign", 1, ["acgd"],
            "The system has the opposite sign: D_x⁻¹ − f_xy D_y f_yx.",
            "No published instance known to us: the general form of arXiv:1905.12103 with g = -f \
             forgotten.";
        YSign = "acgd_reaction_sign", 1, ["acgd"],
            "y answers with the opposite sign: dy = D_y(gy − f_yx dx).",
            "No published instance known to us: y - D_y(...) for a player who descends -f.";
        WarmStart = "acgd_solution_added_to_previous", 4, ["acgd"],
            "Each solution dx is added to the previous one (the residual of a warm start is taken \
             to be the right-hand side), and y answers that.",
            "HyperGAN/HyperGAN, issue 255, by an author of the method (`it should be r = b - \
             Ax_0`); devzhk/Implicit-Competitive-Regularization, optims/cgd_utils.py at \
             02043ff: `r = b.clone().detach()`; mended in devzhk/cgds-package.";
    }
}

/// What a step leaves for the next.
struct Memory<S> {
    /// s of both players; m under `MeanOfGradients`.
    mean: Option<DVector<S>>,
    previous_dx: Option<DVector<S>>,
    steps_taken: usize,
}

impl AcgdChange {
    pub(super) fn step<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::Acgd(one) = method else {
            return None;
        };
        let one = *one;
        let mut memory = Memory {
            mean: None,
            previous_dx: None,
            steps_taken: 0,
        };
        Some(stepping(move |game, p| {
            self.moved(game, &one, &mut memory, p)
        }))
    }

    fn moved<S: Real>(
        self,
        game: &dyn Game<S>,
        one: &Acgd<S>,
        memory: &mut Memory<S>,
        p: &DVector<S>,
    ) -> Result<DVector<S>, DenseError> {
        let d = At::new(game, p)?;
        let steps = self.step_sizes(one, memory, &stacked(&d.gx, &d.gy), game.nx());
        let (dx, mut dy) = split(&steps, game.nx());
        if self == Self::StepOfX {
            equal_sizes(game)?;
            dy = dx.clone();
        }
        let (scale_x, scale_y) = (DMatrix::from_diagonal(&dx), DMatrix::from_diagonal(&dy));
        // (I + D_x f_xy D_y f_yx) dx = −D_x(gx + f_xy D_y gy)
        let product = &scale_x * &d.xy * &scale_y * &d.yx;
        let system = match self {
            Self::InverseMissing => identity(dx.len()),
            Self::InverseSign => identity(dx.len()) - product,
            _ => identity(dx.len()) + product,
        };
        let rhs = -(&scale_x * (&d.gx + &d.xy * &scale_y * &d.gy));
        let mut dx = solved(&system, &rhs)?;
        if self == Self::WarmStart {
            if let Some(previous) = memory.previous_dx.take() {
                dx += previous;
            }
            memory.previous_dx = Some(dx.clone());
        }
        // dy = D_y(gy + f_yx dx)
        let reaction = &d.yx * &dx;
        let mut dy = &scale_y
            * match self {
                Self::YSign => &d.gy - reaction,
                _ => &d.gy + reaction,
            };
        if self == Self::HOutside {
            dx *= one.step;
            dy *= one.step;
        }
        moved(p, &dx, &dy)
    }

    /// The diagonals of D_x and D_y.
    fn step_sizes<S: Real>(
        self,
        one: &Acgd<S>,
        memory: &mut Memory<S>,
        g: &DVector<S>,
        nx: usize,
    ) -> DVector<S> {
        let (h, beta, eps) = (one.step, one.decay, one.eps);
        let term = g.map(|g| match self {
            Self::MeanOfGradients | Self::NormOfMean => g,
            _ => g * g,
        });
        let before = memory.mean.take().unwrap_or_else(|| g.map(|_| S::zero()));
        // s ← βs + (1 − β)g²
        let after = &before * beta + term * (S::one() - beta);
        memory.steps_taken += 1;
        let squares = match self {
            Self::SquaresLag => before,
            Self::MeanOfGradients => after.component_mul(&after),
            Self::NormOfMean => {
                let (x, y) = split(&after, nx);
                stacked(&x.map(|_| x.dot(&x)), &y.map(|_| y.dot(&y)))
            }
            _ => after.clone(),
        };
        memory.mean = Some(after);
        let power = match self {
            Self::Exponent => memory.steps_taken + 1,
            Self::Stuck => 1,
            _ => memory.steps_taken,
        };
        let correction = S::one() - num_traits::pow(beta, power);
        // h/(√(s/(1 − βᵗ)) + ε)
        squares.map(|s| match self {
            Self::Uncorrected => h / (s.sqrt() + eps),
            Self::EpsHat | Self::NormOfMean => h * correction.sqrt() / (s.sqrt() + eps),
            Self::EpsInside => h / (s / correction + eps).sqrt(),
            Self::NoRoot => h / (s / correction + eps),
            Self::HOutside => S::one() / ((s / correction).sqrt() + eps),
            _ => h / ((s / correction).sqrt() + eps),
        })
    }
}
