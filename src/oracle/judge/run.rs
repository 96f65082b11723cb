//! A rule held against a log, one step ahead at a time.
//!
//! Every step starts from the logged p_k and consumes the logged fields, so errors do not pile up;
//! only the rule's memory goes from step to step. Without sums, coordinates do not know of each
//! other: each block goes through all steps by itself, and its memory is given back.

use super::lane::{Course, Evaluated, Lane, Partial, lanes, total};
use super::log::Quantity;
use super::outcome::Outcome;
use super::plan::{Act, Reach, plan};
use super::tolerance;
use crate::game::Game;
use crate::oracle::Problem;
use crate::oracle::rules::{Rule, Sums};
use crate::scalar::{Precision, Running};
use nalgebra::DVector;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// The sums of every step that was taken.
pub(super) type History<T> = Vec<Option<Sums<Running<T>>>>;

/// Blocks that are looked at first.
const SAMPLE: usize = 8;

/// When a run ends before its last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// After the first step with a deviation.
    AfterStep,
    /// At the first deviation of any block: the question is only whether there is one.
    AtOnce,
}

/// What is held against what.
pub(super) struct Trial<'a, T: Precision> {
    pub course: Course<'a, T>,
    pub game: Option<&'a dyn Game<Running<T>>>,
    pub nx: usize,
    pub reach: Reach,
    pub stop: Stop,
}

/// What can be done about every step, for each piece or for all at once.
fn plans<T: Precision>(trial: &Trial<'_, T>, joint: bool) -> Vec<Vec<Act>> {
    let (log, rule) = (trial.course.log, trial.course.rule);
    let pieces = 0..log.pieces().len();
    let of = |has: &dyn Fn(usize, Quantity) -> bool| {
        let needs = |k| rule.needs(k);
        plan(log.steps(), trial.reach, needs, has, trial.game.is_some())
    };
    if joint {
        let all = |k, what| {
            let whole = log.is_complete() || what == Quantity::P;
            whole && pieces.clone().all(|piece| log.has(k, what, piece))
        };
        vec![of(&all)]
    } else {
        pieces
            .map(|piece| of(&|k, what| log.has(k, what, piece)))
            .collect()
    }
}

impl<T: Precision> Trial<'_, T> {
    /// Whether all coordinates take a step together: sums, or a game, need them all.
    fn is_joint(&self) -> bool {
        self.course.rule.sums() > 0 || self.game.is_some()
    }

    /// For each piece and step from the first on: whether the step can be judged there.
    pub fn seen(&self) -> Vec<Vec<bool>> {
        let joint = self.is_joint();
        let plans = plans(self, joint);
        let log = self.course.log;
        let of = |piece: usize| {
            let acts = plans[if joint { 0 } else { piece }].iter();
            let judged =
                |(act, k): (&Act, &usize)| *act == Act::Run && log.has(k + 1, Quantity::P, piece);
            acts.zip(log.steps()).map(judged).collect()
        };
        (0..log.pieces().len()).map(of).collect()
    }

    /// The comparisons, and the sums of every step.
    ///
    /// # Errors
    /// Those of the log.
    pub fn run(&self) -> Result<(Outcome, History<T>), Problem> {
        let mut lanes = lanes(self.course.log, self.nx);
        if self.is_joint() {
            self.jointly(&mut lanes)
        } else {
            Ok((self.one_by_one(lanes)?, vec![]))
        }
    }

    /// Whether a few blocks show already that this trial deviates, though sums need them all.
    ///
    /// Most mistakes do not touch the sums. So where the terms of a step are to the bit those of
    /// `usual` on these blocks, its sums are taken to be `known`; else nothing is said. The sums
    /// could differ elsewhere nevertheless: what is found here rules a mistake out, and only a
    /// whole run confirms one.
    ///
    /// # Errors
    /// Those of the log.
    pub fn deviates_on_sample(
        &self,
        usual: &dyn Rule<Running<T>>,
        known: &History<T>,
    ) -> Result<bool, Problem> {
        let (course, log) = (&self.course, self.course.log);
        let same_sums = usual.sums() == course.rule.sums();
        if !self.is_joint() || self.game.is_some() || !same_sums {
            return Ok(false);
        }
        let usual = Course {
            rule: usual,
            ..*course
        };
        let count = lanes::<T>(log, self.nx).len();
        if count < 2 * SAMPLE {
            return Ok(false);
        }
        let pick = || {
            let (all, last) = (lanes::<T>(log, self.nx), count - 1);
            let chosen = |i: usize| (0..SAMPLE).any(|j| i == j * last / (SAMPLE - 1));
            let picked = all.into_iter().enumerate().filter(|(i, _)| chosen(*i));
            picked.map(|(_, lane)| lane).collect::<Vec<_>>()
        };
        let (mut own, mut theirs) = (pick(), pick());
        own.iter_mut().for_each(|lane| lane.start(course));
        theirs.iter_mut().for_each(|lane| lane.start(&usual));
        let acts = plans(self, true).remove(0);
        let none = Evaluated::NONE;
        for ((act, &k), sums) in acts.into_iter().zip(log.steps()).zip(known) {
            let (Act::Run, Some(sums)) = (act, sums) else {
                return Ok(false);
            };
            let mut outcome = Outcome::default();
            for (own, theirs) in own.iter_mut().zip(&mut theirs) {
                if own.terms(course, k)? != theirs.terms(&usual, k)? {
                    return Ok(false);
                }
            }
            for (own, theirs) in own.iter_mut().zip(&mut theirs) {
                theirs.advance(&usual, (k, act), &none, sums, false)?;
                outcome = outcome.merge(own.advance(course, (k, act), &none, sums, false)?);
            }
            if outcome.deviation.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn one_by_one(&self, lanes: Vec<Lane<T>>) -> Result<Outcome, Problem> {
        let plans = plans(self, false);
        let (course, at_once) = (&self.course, self.stop == Stop::AtOnce);
        let stopped = AtomicBool::new(false);
        let through = |mut lane: Lane<T>| {
            let mut outcome = Outcome::default();
            lane.start(course);
            for (act, &k) in plans[lane.piece].iter().zip(course.log.steps()) {
                if at_once && stopped.load(Ordering::Relaxed) {
                    break;
                }
                if *act == Act::Skip {
                    continue;
                }
                let (sums, none) = (Sums::zero(0), Evaluated::NONE);
                outcome = outcome.merge(lane.advance(course, (k, *act), &none, &sums, true)?);
                if outcome.deviation.is_some() {
                    stopped.store(true, Ordering::Relaxed);
                    break;
                }
            }
            Ok(outcome)
        };
        let outcomes: Vec<_> = lanes.into_par_iter().map(through).collect();
        merged(outcomes)
    }

    fn jointly(&self, lanes: &mut [Lane<T>]) -> Result<(Outcome, History<T>), Problem> {
        let (course, n) = (&self.course, self.course.log.n());
        let acts = plans(self, true).remove(0);
        let (mut outcome, mut history) = (Outcome::default(), vec![]);
        lanes.iter_mut().for_each(|lane| lane.start(course));
        for (act, &k) in acts.into_iter().zip(course.log.steps()) {
            if act == Act::Skip {
                history.push(None);
                continue;
            }
            let evaluated = self.evaluate(lanes, (k, act), &mut outcome)?;
            let gathered: Result<Vec<Partial>, Problem> = lanes
                .par_iter_mut()
                .map(|lane| lane.gather(course, k, &evaluated))
                .collect();
            let sums = total(&gathered?, course.rule.sums(), n);
            outcome = outcome.merge(self.advance(lanes, (k, act), &evaluated, &sums)?);
            history.push(Some(sums));
            if outcome.deviation.is_some() {
                break;
            }
        }
        Ok((outcome, history))
    }

    /// All lanes, or as many as it takes to find a deviation.
    fn advance(
        &self,
        lanes: &mut [Lane<T>],
        step: (usize, Act),
        evaluated: &Evaluated<T>,
        sums: &Sums<Running<T>>,
    ) -> Result<Outcome, Problem> {
        let (course, at_once) = (&self.course, self.stop == Stop::AtOnce);
        let stopped = AtomicBool::new(false);
        let outcomes: Vec<_> = lanes
            .par_iter_mut()
            .map(|lane| {
                if at_once && stopped.load(Ordering::Relaxed) {
                    return Ok(Outcome::default());
                }
                let outcome = lane.advance(course, step, evaluated, sums, false)?;
                if outcome.deviation.is_some() {
                    stopped.store(true, Ordering::Relaxed);
                }
                Ok(outcome)
            })
            .collect();
        merged(outcomes)
    }

    /// The fields that are not logged, from the game; the second field is compared if it is logged.
    fn evaluate(
        &self,
        lanes: &mut [Lane<T>],
        (k, act): (usize, Act),
        outcome: &mut Outcome,
    ) -> Result<Evaluated<T>, Problem> {
        let mut fields = Evaluated::NONE;
        let Some(game) = self.game else {
            return Ok(fields);
        };
        let (course, needs) = (&self.course, self.course.rule.needs(k));
        let has = |what| (0..course.log.pieces().len()).all(|i| course.log.has(k, what, i));
        if needs.v && !has(Quantity::V) {
            let parts = lanes.iter().map(|lane| lane.point(course, k));
            fields.v = Some(field(game, parts)?);
        }
        if needs.mid {
            let parts = lanes.iter_mut().map(|lane| lane.middle(course, k, &fields));
            let mid = field(game, parts)?;
            if has(Quantity::Mid) && act == Act::Run {
                for lane in lanes.iter() {
                    lane.check_mid(course, k, &mid, outcome)?;
                }
            }
            fields.mid = Some(mid);
        }
        Ok(fields)
    }
}

/// v at the point made of these parts.
fn field<T: Precision>(
    game: &dyn Game<Running<T>>,
    parts: impl Iterator<Item = Result<Vec<Running<T>>, Problem>>,
) -> Result<Vec<Running<T>>, Problem> {
    let parts: Result<Vec<_>, Problem> = parts.collect();
    let point = DVector::from_vec(parts?.concat());
    let v = game.field(&point);
    Ok(v.iter().map(|a| tolerance::evaluated(*a)).collect())
}

fn merged(outcomes: Vec<Result<Outcome, Problem>>) -> Result<Outcome, Problem> {
    outcomes
        .into_iter()
        .try_fold(Outcome::default(), |sum, one| Ok(sum.merge(one?)))
}
