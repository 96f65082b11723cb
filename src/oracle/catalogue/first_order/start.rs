//! How a run starts, which field a step sees, and whose turn it is.

use super::parts::{Changed, Then, Through, rule};
use super::table::changes;
use super::{ALL, FIELD_ONLY, SINGLE_CALL};
use crate::dense::DenseError;
use crate::game::Game;
use crate::oracle::rules::{self, Candidate, GameStep, Player, played, reference};
use crate::scalar::Real;
use crate::spec::Method;
use nalgebra::DVector;

changes! {
    /// Changes of the start, of the field that a step sees, and of the order of updates.
    StartChange of Start {
        Doubled = "first_step_doubled", 4, BUT_OGDA,
            "The first step is twice as long as it should be.",
            "google-deepmind/optax, issue 1082 and pull request 1088 (an optimistic step that \
             takes the missing past as zero jumps at the start); CausalML/DeepGMM, \
             optimizers/oadam.py.";
        Skipped = "first_step_skipped", 4, ALL,
            "The first step is lost: p₁ = p₀, while the memory moves on.",
            "A warm-up call whose update is thrown away, or a log that holds p₀ twice; no \
             published instance known to us.";
        Stale = "field_of_the_step_before", 4, STALE,
            "Each step uses the field of the step before, v(p_{k−1}), and the first one zero: where there \
             are running means, all of them lag.",
            "`step()` called before `backward()`; for a momentum mdenil/dropout, issue 4 \
             (\"gparam_mom is one time step too old\").";
        Accumulated = "fields_accumulate", 4, SINGLE_CALL,
            "Each step uses the sum of all fields so far, v₀ + … + v_k: nothing is set back to zero.",
            "Lightning-AI/pytorch-lightning, issue 557 (the GAN template leaves old gradients in \
             the discriminator); any torch loop without `zero_grad`.";
        XFirst = "alternating_x_first", 4, FIELD_ONLY,
            "Players move in turns: y's whole step is taken from (x_{k+1}, y_k).",
            "watml/min-max-2nd-order, run.py: `--simultaneous` is 0 unless it is set. The order of \
             many GAN loops; a mistake where the method moves both players from one point.";
        YFirst = "alternating_y_first", 4, FIELD_ONLY,
            "Players move in turns: x's whole step is taken from (x_k, y_{k+1}).",
            "timmytonga/gans-vi, fit_extrapastsgd.py: the discriminator finishes its step before \
             the generator extrapolates.";
    }
}

/// For `ogda` this is `ogda_zero_previous`.
const BUT_OGDA: &[&str] = &[
    "gda",
    "ttur",
    "gda_k",
    "eg",
    "eftp",
    "sga",
    "conopt",
    "cgd",
    "acgd",
    "fr",
    "gdn",
    "hessian_fr",
    "hessian_fr_cg",
    "hessian_fr_diag",
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "nlcg",
    "adam",
    "rmsprop",
    "sgd_momentum",
    "lookahead",
    "gn_published",
];

/// One field a step.
const STALE: &[&str] = SINGLE_CALL;

impl StartChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        match self {
            Self::Doubled => first_step(method, |p, next| p + S::from_i64(2) * (next - p)),
            Self::Skipped => first_step(method, |p, _| p),
            Self::Stale => rule(Through::new(rules::rule(method)?, 1, |at| {
                std::mem::replace(&mut at.memory[0], at.v)
            })),
            Self::Accumulated => rule(Through::new(rules::rule(method)?, 1, |at| {
                at.memory[0] += at.v;
                at.memory[0]
            })),
            Self::XFirst => Some(in_turns(method, Player::X)),
            Self::YFirst => Some(in_turns(method, Player::Y)),
        }
    }
}

/// With p₁ made from p₀ and what it should be.
fn first_step<S: Real>(
    method: &Method<S>,
    change: impl Fn(S, S) -> S + Send + Sync + 'static,
) -> Changed<S> {
    match reference(method) {
        Candidate::Rule(inner) => rule(Then::new(inner, 0, move |at, next| match at.k {
            0 => change(at.p, next),
            _ => next,
        })),
        Candidate::Game(inner) => Some(Candidate::Game(Box::new(FirstStep {
            inner,
            change,
            taken: false,
        }))),
    }
}

/// A step on a game whose first result is changed.
struct FirstStep<S: Real, F> {
    inner: Box<dyn GameStep<S>>,
    change: F,
    taken: bool,
}

impl<S: Real, F: Fn(S, S) -> S> GameStep<S> for FirstStep<S, F> {
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let next = self.inner.step(game, p)?;
        if std::mem::replace(&mut self.taken, true) {
            return Ok(next);
        }
        Ok(p.zip_map(&next, &self.change))
    }
}

fn in_turns<S: Real>(method: &Method<S>, first: Player) -> Candidate<S> {
    Candidate::Game(Box::new(InTurns {
        of_x: played(reference(method)),
        of_y: played(reference(method)),
        first,
    }))
}

/// One player after the other, each with a run of the method of his own, of which he takes his
/// part.
struct InTurns<S: Real> {
    of_x: Box<dyn GameStep<S>>,
    of_y: Box<dyn GameStep<S>>,
    first: Player,
}

impl<S: Real> GameStep<S> for InTurns<S> {
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let nx = game.nx();
        let (one, two) = match self.first {
            Player::X => (&mut self.of_x, &mut self.of_y),
            Player::Y => (&mut self.of_y, &mut self.of_x),
        };
        let is_first = |i: usize| (i < nx) == (self.first == Player::X);
        let moved = one.step(game, p)?;
        let between = DVector::from_fn(p.len(), |i, _| if is_first(i) { moved[i] } else { p[i] });
        let moved = two.step(game, &between)?;
        let next = |i: usize, _| if is_first(i) { between[i] } else { moved[i] };
        Ok(DVector::from_fn(p.len(), next))
    }
}
