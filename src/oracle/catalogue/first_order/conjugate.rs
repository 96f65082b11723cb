//! β and the directions of `nlcg`.

use super::parts::{Changed, other, rule};
use super::table::changes;
use crate::oracle::rules::{Entry, PRODUCTS, Player, Products, Rule, Sums};
use crate::scalar::Real;
use crate::spec::{Algebraic, Conjugacy, Method, Nlcg};

changes! {
    /// Changes of β and of the directions.
    ConjugateChange of Conjugate {
        Fr = "nlcg_rule_fr", 3, &["nlcg"],
            "β is that of Fletcher and Reeves, ‖g‖²/‖g₋‖².",
            "A rule taken for another: Hiroki11x/ConjugateGradient_GAN chooses it by a string in \
             cg_optimizer.py.";
        Prp = "nlcg_rule_prp", 3, &["nlcg"],
            "β is that of Polak, Ribière and Polyak, g·y/‖g₋‖².",
            "As nlcg_rule_fr.";
        Hs = "nlcg_rule_hs", 3, &["nlcg"],
            "β is that of Hestenes and Stiefel, g·y/(d·y).",
            "As nlcg_rule_fr.";
        Dy = "nlcg_rule_dy", 3, &["nlcg"],
            "β is that of Dai and Yuan, ‖g‖²/(d·y).",
            "As nlcg_rule_fr.";
        Hz = "nlcg_rule_hz", 3, &["nlcg"],
            "β is that of Hager and Zhang, (g·y − μ‖y‖²(d·g)/(d·y))/(d·y).",
            "As nlcg_rule_fr.";
        FrPrp = "nlcg_rule_fr_prp", 3, &["nlcg"],
            "β is max(0, min(fr, prp)).",
            "As nlcg_rule_fr.";
        HsDy = "nlcg_rule_hs_dy", 3, &["nlcg"],
            "β is max(0, min(hs, dy)).",
            "As nlcg_rule_fr.";
        Joint = "nlcg_beta_joint", 3, &["nlcg"],
            "Both players share one β, from products over all coordinates.",
            "One optimizer for both networks; Hiroki11x/ConjugateGradient_GAN errs on the other \
             side, with a β for every tensor.";
        Minus = "nlcg_beta_sign", 1, &["nlcg"],
            "The old direction is subtracted: d = −g − βd₋.",
            "odlgroup/odl, pull request 554 (a denominator of the wrong sign, which for hs is the \
             same; \"the sign error was indeed a sign error\").";
        OnGradient = "nlcg_beta_on_gradient", 3, &["nlcg"],
            "β multiplies the gradient: d = −βg + d₋.",
            "The two terms of d = −g + βd₋ exchanged; no published instance known to us.";
        FirstPlus = "nlcg_first_direction_plus", 4, &["nlcg"],
            "The first direction is +g, so that the first step climbs.",
            "Hiroki11x/ConjugateGradient_GAN, jupyter/toy_example/cg_optimizer.py: `d_update_v = \
             torch.clone(current_grad).detach()`, then `param.data.add_(d_update_v, …)`.";
        Aliased = "nlcg_previous_aliased", 4, &["nlcg"],
            "The previous gradient is the live buffer, so that g₋ = g and y = 0: β is 1 for fr, \
             and 0 for every other rule.",
            "Hiroki11x/ConjugateGradient_GAN, jupyter/toy_example/cg_optimizer.py: \
             `state['prev_grad'] = p.grad` without a clone; shivram1987/diffGrad, issue 2, and \
             huggingface/pytorch-image-models, pull request 2786, elsewhere.";
        Twice = "nlcg_beta_twice", 4, &["nlcg"],
            "β is applied twice: the step is along d = −g + βd₋, but −g + βd is kept as the \
             direction.",
            "Hiroki11x/ConjugateGradient_GAN, jupyter/toy_example/cg_optimizer.py: \
             `d_update_v.mul_(beta).add_(current_grad, alpha=-1)` in place and then \
             `state['d_buffer'] = d_buffer * beta - p.grad`.";
        Capped = "nlcg_beta_capped", 3, &["nlcg"],
            "β is at most ½.",
            "Hiroki11x/ConjugateGradient_GAN, jupyter/toy_example/cg_optimizer.py: `beta = \
             min(float(numerator/denominator), 1/2)`.";
        NotSquared = "nlcg_norm_not_squared", 3, &["nlcg"],
            "Norms stand where their squares should: ‖g‖/‖g₋‖ for fr, and likewise.",
            "RyunMi/NCG-Optimizer, ncg_optimizer/basic.py: `torch.norm(d_p.data) / \
             torch.norm(state['g'])`, and hz.py.";
        OverDirection = "nlcg_denominator_direction", 3, &["nlcg"],
            "‖d₋‖² stands in the denominator where ‖g₋‖² should: ‖g‖²/‖d₋‖² for fr, and likewise.",
            "drabchuk/HandwritenTextRecognition, src/nn/optimazers/FletcherReeves.java: `getWay` \
             divides by the norm of the last way.";
        Inverted = "nlcg_beta_inverted", 3, &["nlcg"],
            "1/β in the place of β: numerator and denominator are exchanged.",
            "The slip that a quotient of two norms invites; no published instance known to us.";
        Truncated = "nlcg_beta_truncated", 3, &["nlcg"],
            "A negative β is replaced by 0, though the rule is the untruncated one.",
            "scipy.optimize.fmin_cg has the truncated form of Polak and Ribière's rule: \
             `beta_k = max(0, np.dot(yk, gfkp1) / deltak)`.";
        Untruncated = "nlcg_beta_untruncated", 3, &["nlcg"],
            "The maximum with 0 of a hybrid rule is missing.",
            "RyunMi/NCG-Optimizer, ncg_optimizer/prp.py, leaves it out of prp, where it is \
             optional; for a hybrid no published instance known to us.";
        Steepest = "nlcg_direction_not_kept", 4, &["nlcg"],
            "The last negative gradient is taken for the last direction: d = −g − βg₋.",
            "The buffer of the direction filled before β is applied; no published instance known to \
             us.";
    }
}

/// Nonlinear conjugate gradients, changed.
struct Changes<S> {
    one: Nlcg<S>,
    change: ConjugateChange,
}

impl ConjugateChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        use Conjugacy as B;
        let Method::Algebraic(Algebraic::Nlcg(one)) = *method else {
            return None;
        };
        let conjugacy = match self {
            Self::Fr => B::Fr,
            Self::Prp => B::Prp,
            Self::Hs => B::Hs,
            Self::Dy => B::Dy,
            Self::Hz => B::Hz,
            Self::FrPrp => B::FrPrp,
            Self::HsDy => B::HsDy,
            change => {
                let applies = change.applies(one.conjugacy);
                return applies.then(|| rule(Changes { one, change })).flatten();
            }
        };
        let changes = conjugacy != one.conjugacy;
        changes.then(|| other(Nlcg { conjugacy, ..one })).flatten()
    }

    /// Whether the rule has what is changed.
    fn applies(self, rule: Conjugacy) -> bool {
        use Conjugacy as B;
        match self {
            Self::OverDirection => matches!(rule, B::Fr | B::Prp | B::FrPrp),
            Self::NotSquared => !matches!(rule, B::Hs | B::HsDy),
            Self::Truncated => matches!(rule, B::Prp | B::Hs | B::Dy | B::Hz),
            Self::Untruncated => matches!(rule, B::FrPrp | B::HsDy),
            _ => true,
        }
    }
}

impl<S: Real> Changes<S> {
    fn beta(&self, products: Products<S>) -> S {
        use ConjugateChange as C;
        let products = match self.change {
            C::NotSquared => Products {
                gg: products.gg.sqrt(),
                previous: products.previous.sqrt(),
                yy: products.yy.sqrt(),
                ..products
            },
            _ => products,
        };
        let with = |rule| products.beta(rule, self.one.mu);
        let beta = with(self.one.conjugacy);
        let half = S::one() / S::from_i64(2);
        match (self.change, self.one.conjugacy) {
            (C::Capped, _) if beta > half => half,
            (C::Minus, _) => -beta,
            (C::Inverted, _) if !beta.is_zero() => S::one() / beta,
            (C::Truncated, _) if beta < S::zero() => S::zero(),
            (C::Untruncated, Conjugacy::FrPrp) => lesser(with(Conjugacy::Fr), with(Conjugacy::Prp)),
            (C::Untruncated, _) => lesser(with(Conjugacy::Hs), with(Conjugacy::Dy)),
            _ => beta,
        }
    }
}

fn lesser<S: Real>(a: S, b: S) -> S {
    if b < a { b } else { a }
}

/// Sums: [`Products`], ‖d_{k−1}‖². Memory: g₋, d_{k−1}.
impl<S: Real> Rule<S> for Changes<S> {
    fn memory(&self) -> usize {
        2
    }
    fn sums(&self) -> usize {
        PRODUCTS + 1
    }
    fn gather(&self, _: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        let g = -entry.v;
        let g_prev = match self.change {
            ConjugateChange::Aliased => g,
            _ => entry.memory[0],
        };
        let d_prev = entry.memory[1];
        terms[..PRODUCTS].copy_from_slice(&Products::terms(g, g_prev, d_prev));
        terms[PRODUCTS] = d_prev.square();
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        use ConjugateChange as C;
        let (g, d_prev) = (-entry.v, entry.memory[1]);
        let joint: [S; PRODUCTS + 1] = std::array::from_fn(|i| sums.total(i));
        let sums = match self.change {
            C::Joint => &joint,
            _ => sums.of(entry.player),
        };
        let mut products = Products::of(sums);
        if self.change == C::OverDirection {
            products.previous = sums[PRODUCTS];
        }
        let beta = self.beta(products);
        let d = match self.change {
            C::FirstPlus if k == 0 => g,
            _ if k == 0 => -g,
            C::OnGradient => -(beta * g) + d_prev,
            _ => -g + beta * d_prev,
        };
        let kept = match self.change {
            C::Twice if k > 0 => -g + beta * d,
            C::Steepest => -g,
            _ => d,
        };
        entry.memory.copy_from_slice(&[g, kept]);
        let h = match entry.player {
            Player::X => self.one.steps.x,
            Player::Y => self.one.steps.y,
        };
        entry.p + h * d
    }
}
