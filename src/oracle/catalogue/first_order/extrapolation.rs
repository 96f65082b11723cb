//! Where the second field of a step is taken, and what is done with it: `eg` and `eftp`.

use super::parts::{Changed, other, rule};
use super::table::changes;
use crate::dense::DenseError;
use crate::game::Game;
use crate::oracle::rules::{Candidate, Entry, GameStep, Needs, Player, Rule, Sums};
use crate::scalar::Real;
use crate::spec::{Algebraic, Eftp, Eg, Method, Steps};
use nalgebra::DVector;

changes! {
    /// Changes of the extrapolation.
    ExtrapolationChange of Extrapolation {
        FromMiddle = "step_from_the_middle", 4, &["eg", "eftp"],
            "The second half starts from the middle: q + h v(q) in the place of p + h v(q); or, which \
             is the same, both fields of the step are added.",
            "DenisPushkin/CS-439-project, scripts/ExtraAdam.py (the saved base shares its storage \
             with the parameters); timmytonga/gans-vi, fit_extrapastsgd.py (`disc_p[name] = p` \
             without a clone). Adding is what a missing `zero_grad` between the halves does.";
        FromMiddleLater = "step_from_the_middle_later", 5, &["eg"],
            "The first step is right; from the second on, the second half starts from the middle: \
             q + h v(q).",
            "DenisPushkin/CS-439-project, scripts/ExtraAdam.py, with its moments left out: `p.data = p_copy.add_(u)` makes the parameters share the copy's storage, and `p_copy = \
             p.data.clone()` does not undo it.";
        HalfWay = "extrapolation_half", 2, &["eg", "eftp"],
            "The middle is half a step away: q = p + (h/2)v, then p + h v(q), as in the midpoint \
             rule.",
            "The midpoint rule taken for extragradient; no published instance known to us.";
        Backward = "extrapolation_backward", 1, &["eg", "eftp"],
            "The extrapolation goes the wrong way: q = p − h v, then p + h v(q).",
            "A sign that gets lost when only one of the two half-steps is turned from descent to \
             ascent; no published instance known to us.";
        BackwardY = "extrapolation_of_y_backward", 2, &["eg", "eftp"],
            "Only y extrapolates the wrong way: q_y = y − hy v_y, though y then steps uphill.",
            "A course script with `y_tilde = y_eg - eta * gy` and then `y_eg = y_eg + eta * \
             gy_tilde`; its repository is not known to us.";
        Dropped = "extrapolation_dropped", 3, &["eg", "eftp"],
            "The second field is taken at p, not at q: plain descent ascent.",
            "A second backward pass before the parameters have moved; nearest to it \
             watml/min-max-2nd-order, run.py, where `eg` without a flag takes plain steps.";
        XOnly = "extrapolation_of_x_only", 3, &["eg", "eftp"],
            "Only x extrapolates: both fields of the step are taken at (x + hx v_x, y).",
            "Chavdarova/LAGAN-Lookahead_Minimax, lagan/trainer.py, mixes base and extrapolated \
             networks in `_update_pair`; of this form no published instance known to us.";
        YOnly = "extrapolation_of_y_only", 3, &["eg", "eftp"],
            "Only y extrapolates: both fields of the step are taken at (x, y + hy v_y).",
            "As extrapolation_of_x_only.";
        OwnAtBase = "own_variable_at_the_base", 4, &["eg"],
            "Each player answers the other's extrapolation from where he stands: v_x is taken at \
             (x, q_y) and v_y at (q_x, y).",
            "Chavdarova/LAGAN-Lookahead_Minimax, lagan/trainer.py: `_backprop_disc(G=self.G_extra, \
             D=self.D, …)` and `_backprop_gen(G=self.G, D=self.D_extra, …)`.";
        Averaged = "fields_averaged", 3, &["eg", "eftp"],
            "The step uses the mean of both fields: p + h(v + v(q))/2, v being that of the \
             extrapolation.",
            "Heun's rule taken for extragradient; no published instance known to us.";
        Past = "extrapolation_from_the_past", 3, &["eg"],
            "The extrapolation reuses the second field of the step before: that is eftp.",
            "A script whose `extragrad` extrapolates with the gradient at the last middle (its \
             repository is not known to us); timmytonga/gans-vi, fit_extrapastsgd.py, has it under its own name.";
        Fresh = "extrapolation_not_from_the_past", 3, &["eftp"],
            "The extrapolation takes a fresh field v(p): that is eg, with two calls a step.",
            "The same pair of names as in extrapolation_from_the_past.";
        AtIterates = "extrapolation_from_the_iterate_before", 3, &["eftp"],
            "The extrapolation reuses v(p_{k−1}), the field at the iterate, not v(q_{k−1}).",
            "Texts that write the past gradient without its argument; no published instance known \
             to us.";
        ZeroPast = "past_field_zero_at_first", 4, &["eftp"],
            "The first extrapolation has a past of zero: q₀ = p₀ in the place of p₀ + h v(p₀).",
            "timmytonga/gans-vi, fit_extrapastsgd.py: `disc_grad[name] = torch.zeros_like(p)`.";
    }
}

/// `eg`, or with a past `eftp`, changed.
#[derive(Clone, Copy)]
struct Extrapolated<S> {
    steps: Steps<S>,
    past: bool,
    change: ExtrapolationChange,
}

impl ExtrapolationChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let (steps, past) = match method {
            Method::Algebraic(Algebraic::Eg(Eg { steps })) => (*steps, false),
            Method::Algebraic(Algebraic::Eftp(Eftp { steps })) => (*steps, true),
            _ => return None,
        };
        match self {
            Self::Past => other(Eftp { steps }),
            Self::Fresh => other(Eg { steps }),
            Self::OwnAtBase => Some(Candidate::Game(Box::new(OwnAtBase { steps }))),
            change => rule(Extrapolated {
                steps,
                past,
                change,
            }),
        }
    }
}

impl<S: Real> Extrapolated<S> {
    fn step(&self, player: Player) -> S {
        match player {
            Player::X => self.steps.x,
            Player::Y => self.steps.y,
        }
    }

    /// The field along which the extrapolation goes.
    fn first(&self, k: usize, entry: &Entry<'_, S>) -> S {
        match (self.past, k, self.change) {
            (true, 0, ExtrapolationChange::ZeroPast) => S::zero(),
            (true, 1.., _) => entry.memory[0],
            _ => entry.v,
        }
    }
}

/// Memory: the past field.
impl<S: Real> Rule<S> for Extrapolated<S> {
    fn memory(&self) -> usize {
        1
    }
    fn needs(&self, k: usize) -> Needs {
        let every = !self.past || self.change == ExtrapolationChange::AtIterates;
        Needs {
            v: k == 0 || every,
            mid: true,
        }
    }
    fn middle(&self, k: usize, entry: &Entry<'_, S>) -> S {
        use ExtrapolationChange as C;
        let move_on = self.step(entry.player) * self.first(k, entry);
        match (self.change, entry.player) {
            (C::HalfWay, _) => entry.p + move_on / S::from_i64(2),
            (C::Backward, _) | (C::BackwardY, Player::Y) => entry.p - move_on,
            (C::Dropped, _) | (C::XOnly, Player::Y) | (C::YOnly, Player::X) => entry.p,
            _ => entry.p + move_on,
        }
    }
    fn advance(&self, k: usize, _: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        use ExtrapolationChange as C;
        let (h, first) = (self.step(entry.player), self.first(k, entry));
        entry.memory[0] = match self.change {
            C::AtIterates => entry.v,
            _ => entry.mid,
        };
        match self.change {
            C::FromMiddleLater if k == 0 => entry.p + h * entry.mid,
            C::FromMiddle | C::FromMiddleLater => (entry.p + h * first) + h * entry.mid,
            C::Averaged => entry.p + h * ((first + entry.mid) / S::from_i64(2)),
            _ => entry.p + h * entry.mid,
        }
    }
}

/// v_x at (x, q_y) and v_y at (q_x, y).
struct OwnAtBase<S> {
    steps: Steps<S>,
}

impl<S: Real> GameStep<S> for OwnAtBase<S> {
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let (n, nx) = (p.len(), game.nx());
        let h = |i| if i < nx { self.steps.x } else { self.steps.y };
        let v = game.field(p);
        let q = |i: usize| p[i] + h(i) * v[i];
        let for_x = game.field(&DVector::from_fn(
            n,
            |i, _| if i < nx { p[i] } else { q(i) },
        ));
        let for_y = game.field(&DVector::from_fn(
            n,
            |i, _| if i < nx { q(i) } else { p[i] },
        ));
        let own = |i: usize| if i < nx { for_x[i] } else { for_y[i] };
        finite(DVector::from_fn(n, |i, _| p[i] + h(i) * own(i)))
    }
}

/// The new point, if it is finite.
fn finite<S: Real>(next: DVector<S>) -> Result<DVector<S>, DenseError> {
    match next.iter().position(|a| !a.is_finite()) {
        None => Ok(next),
        Some(index) => Err(DenseError::NotRepresentable {
            what: "the new point",
            index,
            value: next[index].shown(),
        }),
    }
}
