//! What is done with B = λI + v vᵀ: the methods of section 2 of the Gauss-Newton paper, in one.

use super::means::{MeanChange, running};
use super::parts::{Changed, other, rule, with};
use super::table::changes;
use crate::oracle::rules::{Entry, Rule, Sums};
use crate::scalar::Real;
use crate::spec::{Algebraic, Form, Gn, Method};

changes! {
    /// Changes of B, of A, and of the inertia around them.
    GaussNewtonChange of GaussNewton {
        ExtraIdentity = "gn_extra_minus_identity", 3, FIVE,
            "B⁻¹ − I is applied where B⁻¹ is asked for.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/MNIST:FMNIST/mnist.py: `term = -1 \
             * self.lr * (grads_vec.reshape(-1,1) - sol.reshape(-1,1))`.";
        MissingIdentity = "gn_missing_minus_identity", 3, FIVE,
            "B⁻¹ is applied where B⁻¹ − I is asked for.",
            "The same line of the authors' code as in gn_extra_minus_identity, read the other \
             way: a reader of the paper would leave the subtraction out.";
        SqrtLambda = "gn_inverse_sqrt_lambda", 2, FIVE,
            "1/√λ in the place of 1/λ before the bracket: (w − v(vᵀw)/(λ + s))/√λ.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/MNIST:FMNIST/mnist.py and \
             code/CIFAR/main2.py: `sol = 1/sqrt_lam * (del_op - (v @ IT/(1+IT)))`.";
        LambdaSquared = "gn_lambda_squared", 2,
            &["gn", "gn_block", "gn_heavyball", "gn_ema", "gn_adaptive", "gn_published"],
            "λ² in the place of λ.",
            "Damping given as a factor of a Jacobian and not of its square; no published instance \
             known to us.";
        NoOuter = "gn_without_outer_lambda", 3, FIVE,
            "The division by λ is missing: w − v(vᵀw)/(λ + s).",
            "Sherman–Morrison remembered for I + v vᵀ; no published instance known to us.";
        One = "gn_one_for_lambda", 2, FIVE,
            "1 + s in the place of λ + s: (w − v(vᵀw)/(1 + s))/λ.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver has 1 + uᵀu, which is right for u = v/√λ \
             alone; with v itself no published instance known to us.";
        StepInside = "gn_step_in_rank_one", 3, FIVE,
            "The step size stands inside the rank-one term: B = λI + h v vᵀ.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/MNIST:FMNIST/mnist.py: `gH = \
             np.sqrt(self.lr) * del_op.reshape(-1,1)`, `v = gH / sqrt_lam`.";
        Plus = "gn_plus_in_bracket", 1, FIVE,
            "The correction is added: (w + v(vᵀw)/(λ + s))/λ.",
            "The sign of Sherman–Morrison; no published instance known to us.";
        NotSquared = "gn_norm_not_squared", 3, FIVE,
            "‖v‖ in the place of ‖v‖² beside λ: (w − v(vᵀw)/(λ + ‖v‖))/λ.",
            "RyunMi/NCG-Optimizer, ncg_optimizer/basic.py, has the same slip in conjugate \
             gradients: `torch.norm(d_p.data)` for its square; for B no instance known to us.";
        MeanSquare = "gn_mean_for_sum", 3, FIVE,
            "Products are means over the coordinates, not sums: B = λI + v vᵀ/n.",
            "A `mean` where a `sum` is meant; no published instance known to us.";
        Diagonal = "gn_diagonal", 3, FIVE,
            "Only the diagonal of v vᵀ is kept: each coordinate is divided by λ + v_i².",
            "An elementwise product where an outer one is meant; no published instance known to us.";
        OldB = "gn_b_of_the_step_before", 4, FIVE,
            "B is built from the field of the step before (at the first step, from its own).",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver stores `self.previous = del_op` and never \
             reads it: a trap for those who think it is used. No instance known to us.";
        PerPlayer = "gn_b_per_player", 3, &["gn", "gn_heavyball", "gn_ema", "gn_adaptive"],
            "Each player has a B of his own, from his part of v: the block form.",
            "Two optimizers, one for each network, where the method has one B for both; no published \
             instance known to us.";
        Joint = "gn_b_joint", 3, &["gn_block"],
            "One B from the whole of v, where each player should have his own.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver flattens both networks' gradients into \
             one vector.";
        Uu = "gn_uu_for_uw", 3, FIVE,
            "With u = v/√λ, u(uᵀu) in the place of u(uᵀw): (w − u(uᵀu)/(1 + uᵀu))/λ.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/MNIST:FMNIST/mnist.py: `IT = v.T @ \
             v`, `del_op - (v @ IT/(1+IT))`, its `v` being our u; the CIFAR script has the product \
             with the gradient.";
        Vv = "gn_vv_for_vm", 3, &["gn_ema"],
            "v(vᵀv) in the place of v(vᵀm): (m − v(vᵀv)/(λ + s))/λ.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/MNIST:FMNIST/mnist.py: `IT = v.T @ \
             v`, `del_op - (v @ IT/(1+IT))`; the CIFAR script has vᵀg.";
        BFromMean = "gn_ema_b_from_mean", 3, &["gn_ema"],
            "B is built from the averaged field m, not from v.",
            "The mean computed first and used for everything after; no published instance known to \
             us.";
        MeanInBAlone = "gn_ema_mean_in_b_alone", 3, &["gn_ema"],
            "B is built from the averaged field m, and applied to v.",
            "The two fields exchanged; no published instance known to us.";
        SubtractsV = "gn_ema_subtracts_v", 3, &["gn_ema"],
            "B⁻¹m − v stands for (B⁻¹ − I)m: the field that is subtracted is not averaged.",
            "B⁻¹ − I applied term by term, with the gradient at hand; no published instance known to us.";
        SubtractsM = "gn_ema_subtracts_m", 3, &["gn_ema"],
            "B⁻¹v − m stands for (B⁻¹ − I)m: the field that goes through B⁻¹ is not averaged.",
            "As gn_ema_subtracts_v, the other way.";
        MeanOfDirections = "gn_ema_of_directions", 4, &["gn_ema"],
            "A v is averaged, not v: m ← βm + (1 − β)A v, p + h m.",
            "Momentum put around a ready-made step; no published instance known to us.";
        BFromRaw = "gn_adaptive_b_from_raw", 3, &["gn_adaptive"],
            "B is built from v, and applied to v̂.",
            "The normalised field used for the move alone; no published instance known to us.";
        MoveRaw = "gn_adaptive_move_raw", 3, &["gn_adaptive"],
            "B is built from v̂, and applied to v.",
            "The normalised field used for the preconditioner alone; no published instance known \
             to us.";
        StepInInertia = "heavyball_step_in_momentum", 3, &["gn_heavyball"],
            "The step size multiplies the momentum too: p + h(A v + β(p − p₋₁)).",
            "BRML/climin, issue 29, in plain momentum: `step_m1 * m * self.step_rate`; around B no \
             instance known to us.";
        Convex = "heavyball_convex", 3, &["gn_heavyball"],
            "The step is weighted by 1 − β: p + (1 − β)h A v + β(p − p₋₁).",
            "Dampening, as Lua's default has it (torch/optim, issue 163), taken for heavy ball.";
        Nesterov = "heavyball_nesterov", 3, &["gn_heavyball"],
            "Nesterov's form: w ← βw + h A v and then p + βw + h A v, in the place of p + w.",
            "torch.optim.SGD with nesterov=True around a preconditioned field, where heavy ball is \
             meant; around B no instance known to us.";
        Inside = "heavyball_inside_a", 3, &["gn_heavyball"],
            "The momentum goes through A with the field: p + h A(v + (β/h)(p − p₋₁)).",
            "A preconditioner applied to the output of a momentum optimizer; no published instance \
             known to us.";
        ZeroPrevious = "heavyball_zero_previous", 4, &["gn_heavyball"],
            "The previous point is zero at first: p₀ + h A v + βp₀.",
            "gabrieledangeli/OptML_miniproject_FGY, PART 1/optimizers/optimizers_xy.py, starts an \
             optimistic step from `x_prec = 0`; for heavy ball no instance known to us.";
        InertiaLags = "heavyball_lags", 4, &["gn_heavyball"],
            "The momentum lags a step: β(p_{k−1} − p_{k−2}).",
            "The previous point stored before it is used; no published instance known to us.";
    }
}

/// Those with B = λI + v vᵀ.
const FIVE: &[&str] = &["gn", "gn_block", "gn_heavyball", "gn_ema", "gn_adaptive"];

/// What is around the step p + h A v.
#[derive(Clone, Copy)]
enum Kind<S> {
    Plain,
    Block,
    /// With β.
    Heavyball(S),
    /// With β.
    Ema(S),
    /// With ρ and ε.
    Adaptive(S, S),
}

/// Any of the family, changed.
pub(super) struct Family<S> {
    core: Gn<S>,
    kind: Kind<S>,
    change: Option<GaussNewtonChange>,
    mean: Option<MeanChange>,
}

/// Places in the memory: the running mean, w, the vector of B, the previous field, the previous
/// point, the previous displacement or the velocity.
const MEAN: usize = 0;
const W: usize = 1;
const B: usize = 2;
const FIELD: usize = 3;
const POINT: usize = 4;
const DISPLACEMENT: usize = 5;

impl GaussNewtonChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        match self {
            Self::LambdaSquared => other(with(method, |name, a| match name {
                "lam" => a.square(),
                _ => a,
            })?),
            Self::ExtraIdentity if method.form() != Some(Form::Inverse) => None,
            Self::MissingIdentity | Self::SubtractsV | Self::SubtractsM
                if method.form() == Some(Form::Inverse) =>
            {
                None
            }
            _ => rule(Family {
                change: Some(self),
                ..Family::of(method)?
            }),
        }
    }
}

impl<S: Real> Family<S> {
    fn of(method: &Method<S>) -> Option<Self> {
        let (core, kind) = match method {
            Method::Algebraic(Algebraic::Gn(one)) => (*one, Kind::Plain),
            Method::Algebraic(Algebraic::GnBlock(one)) => (one.core, Kind::Block),
            Method::Algebraic(Algebraic::GnHeavyball(one)) => {
                (one.core, Kind::Heavyball(one.momentum))
            }
            Method::Algebraic(Algebraic::GnEma(one)) => (one.core, Kind::Ema(one.decay)),
            Method::GnAdaptive(one) => (one.core, Kind::Adaptive(one.decay, one.eps)),
            _ => return None,
        };
        Some(Self {
            core,
            kind,
            change: None,
            mean: None,
        })
    }

    /// With a change of its running mean.
    pub(super) fn with_mean(method: &Method<S>, change: MeanChange) -> Option<Self> {
        let mean = Some(change);
        Some(Self {
            mean,
            ..Self::of(method)?
        })
    }

    /// (w, b): the vector that A is applied to, and the one that B is built from.
    fn vectors(&self, k: usize, entry: &mut Entry<'_, S>) -> (S, S) {
        use GaussNewtonChange as C;
        let (p, v) = (entry.p, entry.v);
        let memory = &mut *entry.memory;
        let (w, b) = match self.kind {
            Kind::Ema(_) if self.change == Some(C::MeanOfDirections) => (v, v),
            Kind::Ema(decay) => (running(self.mean, k, &mut memory[MEAN], v, decay), v),
            Kind::Adaptive(decay, eps) => {
                let squares = running(None, k, &mut memory[MEAN], v.square(), decay);
                let normalised = v / (squares.sqrt() + eps);
                (normalised, normalised)
            }
            _ => (v, v),
        };
        let old = std::mem::replace(&mut memory[FIELD], b);
        match (self.change, self.kind) {
            (Some(C::OldB), _) if k > 0 => (w, old),
            (Some(C::BFromMean), _) => (w, w),
            (Some(C::MeanInBAlone), _) => (v, w),
            (Some(C::SubtractsM), _) => (v, b),
            (Some(C::BFromRaw), _) => (w, v),
            (Some(C::MoveRaw), _) => (v, b),
            (Some(C::Inside), Kind::Heavyball(beta)) if k > 0 => {
                (v + beta / self.core.step * (p - memory[POINT]), b)
            }
            _ => (w, b),
        }
    }

    /// Whether the vector that A is applied to is the one that B is built from.
    fn w_is_b(&self) -> bool {
        use GaussNewtonChange as C;
        let of_kind = match self.kind {
            Kind::Ema(_) => matches!(self.change, Some(C::MeanOfDirections | C::BFromMean)),
            _ => true,
        };
        let differ = [C::OldB, C::BFromRaw, C::MoveRaw, C::Inside, C::MeanInBAlone];
        of_kind && self.change.is_none_or(|change| !differ.contains(&change))
    }

    /// A w, changed, from s = ‖b‖², bᵀw and the number of coordinates.
    fn direction(&self, sums: &[S], memory: &[S]) -> S {
        use GaussNewtonChange as C;
        let (w, b, subtracted) = (memory[W], memory[B], self.subtracted(memory));
        let (s, dot, n) = (sums[0], sums[1], sums[2]);
        let (h, damping) = (self.core.step, self.core.damping);
        let bracket = |dot: S, denominator: S| w - b * (dot / denominator);
        // t bᵀw/(rest + t s): where w is b it is a share, which hardly depends on how s was summed
        let is_own = self.w_is_b();
        let scaled = |t: S, rest: S| match is_own {
            true => (t * s).share(rest),
            false => t * dot / (rest + t * s),
        };
        let usual = |t: S, rest: S| w - b * scaled(t, rest);
        let inverse = match self.change {
            Some(C::SqrtLambda) => usual(S::one(), damping) / damping.sqrt(),
            Some(C::NoOuter) => usual(S::one(), damping),
            Some(C::One) => usual(S::one(), S::one()) / damping,
            Some(C::StepInside) => usual(h, damping) / damping,
            Some(C::Plus) => (w + b * scaled(S::one(), damping)) / damping,
            Some(C::NotSquared) => bracket(dot, damping + s.sqrt()) / damping,
            Some(C::MeanSquare) => usual(S::one() / n, damping) / damping,
            Some(C::Diagonal) => w / (damping + b.square()),
            // u(uᵀu)/(1 + uᵀu) = v (s/√λ)/(λ + s)
            Some(C::Uu) => (w - b * (s.share(damping) / damping.sqrt())) / damping,
            Some(C::Vv) => (w - b * s.share(damping)) / damping,
            _ => usual(S::one(), damping) / damping,
        };
        let other_form = matches!(self.change, Some(C::ExtraIdentity | C::MissingIdentity));
        let minus_identity = (self.core.form == Form::InverseMinusIdentity) != other_form;
        if minus_identity {
            inverse - subtracted
        } else {
            inverse
        }
    }

    /// What is subtracted where A = B⁻¹ − I.
    fn subtracted(&self, memory: &[S]) -> S {
        match self.change {
            Some(GaussNewtonChange::SubtractsV) => memory[B],
            Some(GaussNewtonChange::SubtractsM) => memory[MEAN],
            _ => memory[W],
        }
    }

    /// What heavy ball adds, and the weight of h A v.
    fn inertia(&self, k: usize, beta: S, entry: &mut Entry<'_, S>) -> (S, S) {
        use GaussNewtonChange as C;
        let at_first = k == 0 && self.change != Some(C::ZeroPrevious);
        let previous = if at_first {
            entry.p
        } else {
            entry.memory[POINT]
        };
        let displacement = entry.p - previous;
        let before = std::mem::replace(&mut entry.memory[DISPLACEMENT], displacement);
        entry.memory[POINT] = entry.p;
        match self.change {
            Some(C::StepInInertia) => (self.core.step * beta * displacement, S::one()),
            Some(C::Convex) => (beta * displacement, S::one() - beta),
            Some(C::InertiaLags) => (beta * before, S::one()),
            Some(C::Inside) => (S::zero(), S::one()),
            _ => (beta * displacement, S::one()),
        }
    }
}

/// Sums: ‖b‖², bᵀw, the number of coordinates.
impl<S: Real> Rule<S> for Family<S> {
    fn memory(&self) -> usize {
        6
    }
    fn sums(&self) -> usize {
        3
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        let (w, b) = self.vectors(k, entry);
        (entry.memory[W], entry.memory[B]) = (w, b);
        terms.copy_from_slice(&[b.square(), b * w, S::one()]);
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        use GaussNewtonChange as C;
        let joint = [sums.total(0), sums.total(1), sums.total(2)];
        let per_player = match self.kind {
            Kind::Block => self.change != Some(C::Joint),
            _ => self.change == Some(C::PerPlayer),
        };
        let sums = if per_player {
            sums.of(entry.player)
        } else {
            &joint
        };
        let direction = self.direction(sums, entry.memory);
        let direction = match self.kind {
            Kind::Ema(decay) if self.change == Some(C::MeanOfDirections) => {
                running(None, k, &mut entry.memory[MEAN], direction, decay)
            }
            _ => direction,
        };
        let descent = self.core.step * direction;
        match self.kind {
            Kind::Heavyball(beta) if self.change == Some(C::Nesterov) => {
                let velocity = beta * entry.memory[DISPLACEMENT] + descent;
                entry.memory[DISPLACEMENT] = velocity;
                entry.p + (beta * velocity + descent)
            }
            Kind::Heavyball(beta) => {
                let (inertia, weight) = self.inertia(k, beta, entry);
                entry.p + (weight * descent + inertia)
            }
            _ => entry.p + descent,
        }
    }
}
