//! From a log to a verdict.

use super::game_run::{self, GameTrial};
use super::lane::Course;
use super::log::{Log, Quantity, View};
use super::outcome::{self, Distance, Look, Outcome};
use super::plan::{Act, Reach};
use super::printed::LARGEST_LOSS;
use super::run::{History, Stop, Trial};
use super::source::{Format, Source};
use super::verdict::{Diagnosis, Judgement, UNKNOWN, Verdict};
use super::{conventions, describe, ended, lost_sums, tolerance};
use crate::game::Game;
use crate::oracle::catalogue::{self, Deviation};
use crate::oracle::rules::{self, Candidate, Rule};
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{Rational, Running};
use crate::spec::Method;

/// Longest runs whose bits are compared, in numbers.
const BITS_UP_TO: usize = 1 << 20;

/// The most coordinates of a run with sums over all of them for which coinciding entries are sought.
const COINCIDENCES_UP_TO: usize = 1 << 20;

/// How many times as large as a loss its bound may be if the one is to explain the other.
const LARGEST_SHARE: f64 = 100.0;

/// What is claimed about a log.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub method: Method<Rational>,
    /// Whether `order` or `hessian_at` was left out.
    pub open: bool,
    pub nx: usize,
    pub game: Option<Source>,
}

/// A claim and its log, in the numbers of a format.
struct Session<'a, T: Format> {
    claim: &'a Claim,
    log: &'a dyn Log,
    game: Option<Box<dyn Game<Running<T>>>>,
}

/// A candidate held against the log.
struct Attempt<T: Format> {
    outcome: Outcome,
    /// The sums of every step, where there are any.
    history: History<T>,
    /// How many numbers it can predict.
    planned: u64,
    /// For each piece and step: whether the step was judged there.
    seen: Vec<Vec<bool>>,
}

impl<T: Format> Attempt<T> {
    fn conforms(&self) -> bool {
        self.outcome.deviation.is_none() && self.outcome.compared > 0
    }
}

/// What is said about the log.
pub(super) fn decide<T: Format>(claim: &Claim, log: &dyn Log) -> Verdict {
    decided::<T>(claim, log).unwrap_or_else(Verdict::unjudgeable)
}

fn decided<T: Format>(claim: &Claim, log: &dyn Log) -> Result<Verdict, Problem> {
    let named = |problem: Problem| problem.at("method");
    rules::check(&held::<T>(&claim.method)).map_err(|error| named(Problem::from(error)))?;
    let game = claim.game.as_ref().map(T::game).transpose()?;
    if let Some(game) = &game {
        game_run::fits(&**game, claim.nx, log.n())?;
    }
    Session { claim, log, game }.verdict()
}

/// The method in numbers that know what holding them costs.
fn held<T: Format>(method: &Method<Rational>) -> Method<Running<T>> {
    method.map(tolerance::held)
}

impl<T: Format> Session<'_, T> {
    fn verdict(&self) -> Result<Verdict, Problem> {
        if let Some(verdict) = self.judged_by_fields()? {
            return Ok(verdict);
        }
        let mut first = None;
        let claimed = ended::shortened(
            &self.claim.method,
            self.log.n().saturating_sub(self.claim.nx),
        );
        for (method, choice) in conventions::choices(&claimed, self.claim.open) {
            let running = held::<T>(&method);
            let reference = ended::settled(&running, rules::reference(&running));
            let attempt = self.attempt(reference, &running, Stop::AfterStep, Look::default())?;
            let attempt = attempt.ok_or_else(|| needs_game(&method))?;
            if attempt.outcome.compared == 0 {
                return Err(self.nothing_to_compare(&attempt));
            }
            if attempt.conforms() {
                let form = self.form_by_bits(&method)?;
                return Ok(self.conforming(&running, &attempt, choice.into_iter().chain(form)));
            }
            for (rule, form) in conventions::other_forms(&running, LARGEST_LOSS / T::UNIT) {
                if let Some(other) = self.conforms_to(rule, &running)? {
                    return Ok(self.conforming(&running, &other, [form.to_string()]));
                }
            }
            first.get_or_insert((running, attempt));
        }
        let (method, attempt) = first.expect("there is a first choice");
        self.deviating(&method, &attempt)
    }

    /// The rule held against the log, if the run is within its bounds.
    fn conforms_to(
        &self,
        rule: Box<dyn Rule<Running<T>>>,
        method: &Method<Running<T>>,
    ) -> Result<Option<Attempt<T>>, Problem> {
        let rule = Candidate::Rule(rule);
        let attempt = self.attempt(rule, method, Stop::AtOnce, Look::default())?;
        Ok(attempt.filter(Attempt::conforms))
    }

    /// A deviation of the logged fields from those of the game, which come first.
    fn judged_by_fields(&self) -> Result<Option<Verdict>, Problem> {
        let Some(game) = &self.game else {
            return Ok(None);
        };
        let outcome = game_run::check_fields(self.log, &**game)?;
        let Some(deviation) = outcome.deviation else {
            return Ok(None);
        };
        let id = self.claim.method.id();
        let mut diagnosis = super::fields::diagnose(self.log, &**game, id)?;
        let mut sentence = describe::field(&deviation, self.claim.nx);
        if diagnosis.is_empty() {
            // the fields may be right where they were taken: what do the iterates say?
            let iterates = decided::<T>(self.claim, &View::without_fields(self.log));
            match iterates.map(|verdict| (verdict.verdict, verdict.diagnosis)) {
                Ok((Judgement::Conforms, _)) => sentence.push_str(describe::RIGHT_ITERATES),
                Ok((_, known)) => diagnosis.extend(known.into_iter().filter(|one| one.is_known())),
                Err(_) => {}
            }
        }
        Ok(Some(Verdict {
            first_step: Some(deviation.k),
            size: Some(deviation.size),
            bound: Some(deviation.bound),
            diagnosis: or_unknown(diagnosis, || sentence),
            ..Verdict::new(Judgement::Deviates)
        }))
    }

    /// The candidate held against the log; `None` if it needs a game and there is none.
    fn attempt(
        &self,
        candidate: Candidate<Running<T>>,
        method: &Method<Running<T>>,
        stop: Stop,
        look: Look,
    ) -> Result<Option<Attempt<T>>, Problem> {
        match candidate {
            Candidate::Rule(rule) => {
                let trial = self.trial(&*rule, method, stop, look);
                let seen = trial.seen();
                let planned = self.count(&seen);
                let (outcome, history) = trial.run()?;
                Ok(Some(Attempt {
                    outcome,
                    history,
                    planned,
                    seen,
                }))
            }
            Candidate::Game(mut step) => {
                let Some(game) = self.game.as_deref() else {
                    return Ok(None);
                };
                let trial = GameTrial {
                    log: self.log,
                    game,
                    reach: game_run::reach(method),
                    look,
                };
                let acts = trial.plan().into_iter().zip(self.log.steps());
                let has = |k| (0..self.log.pieces().len()).all(|i| self.log.has(k, Quantity::P, i));
                let seen = acts.map(|(act, k)| act == Act::Run && has(k + 1)).collect();
                let seen = vec![seen; self.log.pieces().len()];
                Ok(Some(Attempt {
                    planned: self.count(&seen),
                    outcome: trial.run(&mut *step)?,
                    history: vec![],
                    seen,
                }))
            }
        }
    }

    /// How many numbers were compared.
    fn count(&self, seen: &[Vec<bool>]) -> u64 {
        let steps = |seen: &Vec<bool>| seen.iter().filter(|one| **one).count();
        let pieces = self.log.pieces().iter().zip(seen);
        pieces
            .map(|(piece, seen)| (piece.len() * steps(seen)) as u64)
            .sum()
    }

    /// The entries of the catalogue that reproduce the whole run and, where it deviates, explain
    /// that: an entry that comes no closer, or only may because its own bound is as wide as what
    /// went wrong, explains nothing.
    fn reproducing(&self, method: &Method<Running<T>>, usual: &Attempt<T>) -> Vec<Deviation> {
        let mut entries = catalogue::entries_of(method.id());
        entries.retain(|entry| {
            // a candidate that cannot take the step does not reproduce it
            let candidate = entry.mutation.candidate(method);
            candidate.is_some_and(|one| self.reproduces(one, method, usual).unwrap_or(false))
        });
        entries
    }

    /// Whether a few blocks of a long log show already that the candidate is not the run.
    fn excluded(
        &self,
        candidate: &Candidate<Running<T>>,
        method: &Method<Running<T>>,
        usual: &Attempt<T>,
    ) -> Result<bool, Problem> {
        match (candidate, rules::rule(method)) {
            (Candidate::Rule(rule), Some(reference)) => {
                let trial = self.trial(&**rule, method, Stop::AtOnce, Look::default());
                trial.deviates_on_sample(&*reference, &usual.history)
            }
            _ => Ok(false),
        }
    }

    /// How many entries a long log that conforms leaves open: each would cost another judgement.
    fn left_open(&self, method: &Method<Running<T>>, usual: &Attempt<T>) -> usize {
        let open = |entry: &Deviation| {
            let candidate = entry.mutation.candidate(method);
            candidate.is_some_and(|one| !self.excluded(&one, method, usual).unwrap_or(true))
        };
        let entries = catalogue::entries_of(method.id());
        entries.iter().filter(|entry| open(entry)).count()
    }

    fn reproduces(
        &self,
        candidate: Candidate<Running<T>>,
        method: &Method<Running<T>>,
        usual: &Attempt<T>,
    ) -> Result<bool, Problem> {
        if self.excluded(&candidate, method, usual)? {
            return Ok(false);
        }
        let deviation = usual.outcome.deviation;
        let look = Look {
            distance_of: deviation.map(|one| (one.k, one.index)),
            ..Look::default()
        };
        let attempt = self.attempt(candidate, method, Stop::AtOnce, look)?;
        Ok(attempt.is_some_and(|one| {
            let Outcome { unbounded, cut, .. } = &one.outcome;
            let closer = match (deviation, one.outcome.distance) {
                (Some(deviation), Some(Distance { size, bound })) => {
                    2.0 * size <= deviation.size && bound <= deviation.size
                }
                _ => true,
            };
            // what has no bound shows nothing: most of the run must have one
            let shows = 2 * unbounded <= one.planned && cut.is_none();
            one.conforms() && closer && shows && one.planned >= usual.planned
        }))
    }

    fn trial<'a>(
        &'a self,
        rule: &'a dyn Rule<Running<T>>,
        method: &Method<Running<T>>,
        stop: Stop,
        look: Look,
    ) -> Trial<'a, T> {
        Trial {
            course: Course {
                log: self.log,
                rule,
                orders: tolerance::ORDERS,
                look,
            },
            game: self.game.as_deref(),
            nx: self.claim.nx,
            reach: Reach::of(rule, method.id()),
            stop,
        }
    }

    /// The largest bound of the other ways to write the method, which conform as well: what is
    /// twice as far from the prediction as the printed bound conforms to none of them.
    fn widest(&self, method: &Method<Running<T>>) -> f64 {
        if self.log.n() > COINCIDENCES_UP_TO {
            return 0.0;
        }
        let forms = conventions::other_forms(method, LARGEST_LOSS / T::UNIT).into_iter();
        let attempts = forms.map(|(rule, _)| {
            let rule = Candidate::Rule(rule);
            self.attempt(rule, method, Stop::AtOnce, Look::default())
        });
        let bounds = attempts.filter_map(|one| Some(one.ok()??.outcome.largest));
        bounds.fold(0.0, f64::max)
    }

    fn conforming(
        &self,
        method: &Method<Running<T>>,
        attempt: &Attempt<T>,
        conventions: impl IntoIterator<Item = String>,
    ) -> Verdict {
        let bound = attempt.outcome.largest.max(self.widest(method));
        let mut not_seen = describe::not_seen(self.log, &attempt.seen, &attempt.outcome);
        let joint = rules::rule(method).is_some_and(|rule| rule.sums() > 0);
        let coincide = if joint && self.log.n() > COINCIDENCES_UP_TO {
            let open = self.left_open(method, attempt);
            not_seen.extend(describe::left_open(open, COINCIDENCES_UP_TO));
            vec![]
        } else {
            self.reproducing(method, attempt)
        };
        Verdict {
            bound: Some(bound),
            conventions: conventions.into_iter().collect(),
            indistinguishable: coincide.iter().map(|entry| entry.id.into()).collect(),
            not_seen,
            ..Verdict::new(Judgement::Conforms)
        }
    }

    fn deviating(
        &self,
        method: &Method<Running<T>>,
        attempt: &Attempt<T>,
    ) -> Result<Verdict, Problem> {
        let deviation = attempt.outcome.deviation.expect("a run that deviates");
        let known = self.reproducing(method, attempt).into_iter();
        let known: Vec<_> = known.map(|entry| diagnosis(&entry)).collect();
        let cancels = self.cancels(method, &deviation)?;
        let sentence = if known.is_empty() && cancels {
            describe::CANCELS.into()
        } else if known.is_empty() {
            // once more, for how each player moved at that step
            let reference = ended::settled(method, rules::reference(method));
            let look = Look {
                moves_of: Some(deviation.k),
                ..Look::default()
            };
            let again = self.attempt(reference, method, Stop::AfterStep, look)?;
            let moves = again.map(|one| one.outcome.moves).unwrap_or_default();
            let hint = lost_sums::hint(method, self.log.n(), &moves);
            describe::unknown(&deviation, &moves) + &hint.unwrap_or_default()
        } else {
            String::new()
        };
        Ok(Verdict {
            first_step: Some(deviation.k),
            size: Some(deviation.size),
            bound: Some(deviation.bound),
            diagnosis: or_unknown(known, || sentence),
            not_seen: describe::not_seen(self.log, &attempt.seen, &Outcome::default()),
            ..Verdict::new(Judgement::Deviates)
        })
    }

    /// Whether the loss of Sherman–Morrison applied to v itself explains the deviation: what loses
    /// everything fits any run, and its loss is much larger than what went wrong.
    fn cancels(
        &self,
        method: &Method<Running<T>>,
        deviation: &outcome::Deviation,
    ) -> Result<bool, Problem> {
        let Some(rule) = conventions::cancelling(method) else {
            return Ok(false);
        };
        let look = Look {
            distance_of: Some((deviation.k, deviation.index)),
            ..Look::default()
        };
        let attempt = self.attempt(Candidate::Rule(rule), method, Stop::AtOnce, look)?;
        let attempt = attempt.filter(Attempt::conforms);
        let distance = attempt.and_then(|one| one.outcome.distance);
        Ok(distance.is_some_and(|one| one.bound <= LARGEST_SHARE * deviation.size))
    }

    /// The other way to write the method whose bits the run has, if it has not those of the usual.
    fn form_by_bits(&self, method: &Method<Rational>) -> Result<Option<String>, Problem> {
        if self.log.n().saturating_mul(self.log.steps().len()) > BITS_UP_TO {
            return Ok(None);
        }
        let floats = method.map(|number| T::from_rational(number));
        let Some(usual) = rules::rule(&floats) else {
            return Ok(None);
        };
        let same = |rule: &dyn Rule<T>| conventions::same_bits(rule, self.log, self.claim.nx);
        for (other, form) in conventions::other_forms(&floats, LARGEST_LOSS / T::UNIT) {
            if same(&*other)? {
                return Ok((!same(&*usual)?).then(|| form.into()));
            }
        }
        Ok(None)
    }

    fn nothing_to_compare(&self, attempt: &Attempt<T>) -> Problem {
        let list = describe::not_seen(self.log, &attempt.seen, &attempt.outcome);
        let message = format!(
            "no step can be judged from what is logged: not seen: {}",
            list.join("; ")
        );
        Problem::new(ProblemKind::MissingField, message).at("steps")
    }
}

pub(super) fn diagnosis(entry: &Deviation) -> Diagnosis {
    Diagnosis {
        id: entry.id.into(),
        sentence: entry.sentence.into(),
        source: entry.source.into(),
    }
}

fn or_unknown(known: Vec<Diagnosis>, sentence: impl FnOnce() -> String) -> Vec<Diagnosis> {
    if !known.is_empty() {
        return known;
    }
    vec![Diagnosis {
        id: UNKNOWN.into(),
        sentence: sentence(),
        source: String::new(),
    }]
}

fn needs_game(method: &Method<Rational>) -> Problem {
    let message = format!(
        "{} needs derivatives or fields that are not logged, so it is judged only with a game",
        method.id()
    );
    Problem::new(ProblemKind::MissingField, message).at("game")
}
