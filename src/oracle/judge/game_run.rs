//! A step that needs the game, held against a log, and the logged fields held against the game.

use super::log::{Log, Quantity};
use super::outcome::{Look, Outcome};
use super::plan::{Act, Reach, plan};
use super::tolerance;
use crate::dense::State;
use crate::game::Game;
use crate::oracle::rules::{GameStep, Needs, Player};
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{Precision, Running, Scalar};
use crate::spec::Method;
use nalgebra::DVector;

/// A step on a game, and what it is held against.
pub(super) struct GameTrial<'a, T: Precision> {
    pub log: &'a dyn Log,
    pub game: &'a dyn Game<Running<T>>,
    pub reach: Reach,
    /// The step whose moves are wanted.
    pub look: Look,
}

/// How long a step of this method remembers, where it is played on a game.
pub(super) fn reach<T: Precision>(method: &Method<Running<T>>) -> Reach {
    match State::new(method, 1) {
        State::Stateless => Reach::None,
        State::HessianFrDiag(_) => Reach::OneStep,
        _ => Reach::Everything,
    }
}

/// A whole logged vector, if all of it is logged.
pub(super) fn whole<T: Precision>(
    log: &dyn Log,
    k: usize,
    what: Quantity,
) -> Result<Option<DVector<Running<T>>>, Problem> {
    if !log.is_complete() || !(0..log.pieces().len()).all(|piece| log.has(k, what, piece)) {
        return Ok(None);
    }
    let mut entries = vec![0.0; log.n()];
    for (piece, range) in log.pieces().iter().enumerate() {
        log.read(k, what, piece, range.clone(), &mut entries[range.clone()])?;
    }
    let entries = entries.into_iter().map(Running::exact);
    Ok(Some(DVector::from_iterator(log.n(), entries)))
}

/// Compares the logged v of every step with that of the game.
///
/// # Errors
/// Those of the log.
pub(super) fn check_fields<T: Precision>(
    log: &dyn Log,
    game: &dyn Game<Running<T>>,
) -> Result<Outcome, Problem> {
    let mut outcome = Outcome::default();
    for &k in log.steps() {
        let p = whole(log, k, Quantity::P)?;
        let (Some(p), Some(v)) = (p, whole::<T>(log, k, Quantity::V)?) else {
            continue;
        };
        let expected = game.field(&p);
        for (i, (logged, expected)) in v.iter().zip(expected.iter()).enumerate() {
            let place = (k, Quantity::V, i);
            outcome.compare(place, logged.to_f64(), *expected, tolerance::DERIVATIVES);
        }
    }
    Ok(outcome)
}

impl<T: Precision> GameTrial<'_, T> {
    /// What can be done about every step.
    pub fn plan(&self) -> Vec<Act> {
        let nothing = Needs {
            v: false,
            mid: false,
        };
        let pieces = 0..self.log.pieces().len();
        let has = |k, what| {
            self.log.is_complete() && pieces.clone().all(|piece| self.log.has(k, what, piece))
        };
        plan(self.log.steps(), self.reach, |_| nothing, has, true)
    }

    /// The comparisons.
    ///
    /// # Errors
    /// Those of the log, and of the first step.
    pub fn run(&self, step: &mut dyn GameStep<Running<T>>) -> Result<Outcome, Problem> {
        let mut outcome = Outcome::default();
        let mut carried = None;
        for (act, &k) in self.plan().into_iter().zip(self.log.steps()) {
            let p = whole(self.log, k, Quantity::P)?.or(carried.take());
            let Some(p) = p.filter(|_| act != Act::Skip) else {
                continue;
            };
            let predicted = match step.step(self.game, &p) {
                Ok(predicted) => predicted,
                Err(error) if outcome.compared == 0 => {
                    let problem = Problem::from(error);
                    let message = format!("step {k}: {}", problem.message);
                    return Err(Problem::new(problem.kind, message));
                }
                Err(error) => {
                    outcome.cut = Some((k, error.to_string()));
                    break;
                }
            };
            if act == Act::Warm {
                continue;
            }
            match whole::<T>(self.log, k + 1, Quantity::P)? {
                Some(next) => self.compare(k, &p, &predicted, &next, &mut outcome),
                None => carried = Some(predicted),
            }
            if outcome.deviation.is_some() {
                break;
            }
        }
        Ok(outcome)
    }

    fn compare(
        &self,
        k: usize,
        p: &DVector<Running<T>>,
        predicted: &DVector<Running<T>>,
        next: &DVector<Running<T>>,
        outcome: &mut Outcome,
    ) {
        for (i, (logged, predicted)) in next.iter().zip(predicted.iter()).enumerate() {
            let place = (k, Quantity::P, i);
            let (logged, from) = (logged.to_f64(), p[i].to_f64());
            let inside = outcome.compare(place, logged, *predicted, tolerance::DERIVATIVES);
            let orders = tolerance::DERIVATIVES;
            outcome.look(&self.look, (k, i), logged, *predicted, orders);
            if self.look.moves_of == Some(k) {
                let player = if i < self.game.nx() {
                    Player::X
                } else {
                    Player::Y
                };
                outcome.moved(player, logged - from, predicted.to_f64() - from, inside);
            }
        }
    }
}

/// What a transcript's game must be: of the right size.
///
/// # Errors
/// `Dimension`.
pub(super) fn fits<T: Precision>(
    game: &dyn Game<Running<T>>,
    nx: usize,
    n: usize,
) -> Result<(), Problem> {
    if (game.nx(), game.dim()) == (nx, n) {
        return Ok(());
    }
    let message = format!(
        "expected {nx} + {} coordinates as in the steps, found {} + {}",
        n.saturating_sub(nx),
        game.nx(),
        game.ny()
    );
    Err(Problem::new(ProblemKind::Dimension, message).at("game"))
}
