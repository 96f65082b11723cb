//! A block of coordinates on its way through the steps of a rule.

use super::log::{Log, Quantity};
use super::outcome::{Look, Outcome};
use super::plan::Act;
use crate::oracle::Problem;
use crate::oracle::rules::{Entry, Player, Rule, Sums};
use crate::scalar::{Precision, Running, Scalar};
use std::ops::Range;

/// Coordinates of a block: its numbers, with their errors, stay in a core's cache.
const BLOCK: usize = 4096;

/// What all lanes of a run share.
pub(super) struct Course<'a, T: Precision> {
    pub log: &'a dyn Log,
    pub rule: &'a dyn Rule<Running<T>>,
    /// Roundings of another implementation for each of ours.
    pub orders: f64,
    /// The step whose moves are wanted.
    pub look: Look,
}

/// Fields of the whole point at one step, where they were evaluated.
pub(super) struct Evaluated<T> {
    pub v: Option<Vec<Running<T>>>,
    pub mid: Option<Vec<Running<T>>>,
}

impl<T> Evaluated<T> {
    pub const NONE: Self = Self { v: None, mid: None };
}

/// Some coordinates of one piece and one player.
pub(super) struct Lane<T> {
    pub piece: usize,
    pub range: Range<usize>,
    player: Player,
    /// [`Rule::memory`] numbers of the first coordinate, then of the second, ….
    memory: Vec<Running<T>>,
    /// p_k, where it was predicted and not logged; else empty.
    carried: Vec<Running<T>>,
}

/// What one step consumes, coordinate by coordinate.
struct Inputs<T> {
    p: Vec<Running<T>>,
    v: Vec<Running<T>>,
    mid: Vec<Running<T>>,
}

/// All coordinates as lanes, in order.
pub(super) fn lanes<T: Precision>(log: &dyn Log, nx: usize) -> Vec<Lane<T>> {
    let mut list = Vec::new();
    for (piece, range) in log.pieces().iter().enumerate() {
        let border = nx.clamp(range.start, range.end);
        for (player, part) in [
            (Player::X, range.start..border),
            (Player::Y, border..range.end),
        ] {
            for start in part.clone().step_by(BLOCK) {
                list.push(Lane {
                    piece,
                    range: start..part.end.min(start + BLOCK),
                    player,
                    memory: vec![],
                    carried: vec![],
                });
            }
        }
    }
    list
}

impl<T: Precision> Lane<T> {
    /// The memory before the first step.
    pub fn start(&mut self, course: &Course<'_, T>) {
        self.memory = vec![Running::exact(0.0); self.range.len() * course.rule.memory()];
        self.carried.clear();
    }

    /// p_k; nothing if it is not known.
    pub fn point(&self, course: &Course<'_, T>, k: usize) -> Result<Vec<Running<T>>, Problem> {
        if course.log.has(k, Quantity::P, self.piece) {
            self.logged(course, k, Quantity::P)
        } else {
            Ok(self.carried.clone())
        }
    }

    fn logged(
        &self,
        course: &Course<'_, T>,
        k: usize,
        what: Quantity,
    ) -> Result<Vec<Running<T>>, Problem> {
        let mut entries = vec![0.0; self.range.len()];
        let range = self.range.clone();
        course.log.read(k, what, self.piece, range, &mut entries)?;
        Ok(entries.into_iter().map(Running::exact).collect())
    }

    /// A field of step k: as logged, or else as evaluated, or else zeros.
    fn field(
        &self,
        course: &Course<'_, T>,
        (k, what): (usize, Quantity),
        wanted: bool,
        evaluated: Option<&Vec<Running<T>>>,
    ) -> Result<Vec<Running<T>>, Problem> {
        if wanted && course.log.has(k, what, self.piece) {
            return self.logged(course, k, what);
        }
        Ok(match evaluated {
            Some(all) if wanted => all[self.range.clone()].to_vec(),
            _ => vec![Running::exact(0.0); self.range.len()],
        })
    }

    fn inputs(
        &self,
        course: &Course<'_, T>,
        k: usize,
        evaluated: &Evaluated<T>,
    ) -> Result<Inputs<T>, Problem> {
        let needs = course.rule.needs(k);
        let v = (k, Quantity::V);
        let mid = (k, Quantity::Mid);
        Ok(Inputs {
            p: self.point(course, k)?,
            v: self.field(course, v, needs.v, evaluated.v.as_ref())?,
            mid: self.field(course, mid, needs.mid, evaluated.mid.as_ref())?,
        })
    }

    /// Runs `body` on the entry of every coordinate.
    fn for_each(
        &mut self,
        course: &Course<'_, T>,
        inputs: &Inputs<T>,
        mut body: impl FnMut(usize, &mut Entry<'_, Running<T>>),
    ) {
        let width = course.rule.memory();
        let player = self.player;
        for (i, &p) in inputs.p.iter().enumerate() {
            let mut entry = Entry {
                player,
                p,
                v: inputs.v[i],
                mid: inputs.mid[i],
                memory: &mut self.memory[i * width..(i + 1) * width],
            };
            body(i, &mut entry);
        }
    }

    /// The coordinates of the second point of step k.
    pub fn middle(
        &mut self,
        course: &Course<'_, T>,
        k: usize,
        evaluated: &Evaluated<T>,
    ) -> Result<Vec<Running<T>>, Problem> {
        let inputs = self.inputs(course, k, evaluated)?;
        let mut list = Vec::with_capacity(inputs.p.len());
        self.for_each(course, &inputs, |_, entry| {
            list.push(course.rule.middle(k, entry));
        });
        Ok(list)
    }

    /// Compares the logged second field of step k with one that was evaluated.
    pub fn check_mid(
        &self,
        course: &Course<'_, T>,
        k: usize,
        expected: &[Running<T>],
        outcome: &mut Outcome,
    ) -> Result<(), Problem> {
        let logged = self.logged(course, k, Quantity::Mid)?;
        for ((i, logged), expected) in self
            .range
            .clone()
            .zip(logged)
            .zip(&expected[self.range.clone()])
        {
            let place = (k, Quantity::Mid, i);
            outcome.compare(place, logged.to_f64(), *expected, course.orders);
        }
        Ok(())
    }

    /// The sums of what `gather` says of these coordinates, for a run over n of them in all.
    pub fn gather(
        &mut self,
        course: &Course<'_, T>,
        k: usize,
        evaluated: &Evaluated<T>,
    ) -> Result<Partial, Problem> {
        let inputs = self.inputs(course, k, evaluated)?;
        let mut partial = Partial::new(self.player, course.rule.sums());
        let mut terms = vec![Running::exact(0.0); course.rule.sums()];
        self.for_each(course, &inputs, |_, entry| {
            terms.fill(Running::exact(0.0));
            course.rule.gather(k, entry, &mut terms);
            partial.add(&terms);
        });
        Ok(partial)
    }

    /// What `gather` says of every coordinate: values and errors.
    pub fn terms(&mut self, course: &Course<'_, T>, k: usize) -> Result<Vec<[f64; 2]>, Problem> {
        let inputs = self.inputs(course, k, &Evaluated::NONE)?;
        let mut terms = vec![Running::exact(0.0); course.rule.sums()];
        let mut list = Vec::with_capacity(terms.len() * inputs.p.len());
        self.for_each(course, &inputs, |_, entry| {
            terms.fill(Running::exact(0.0));
            course.rule.gather(k, entry, &mut terms);
            list.extend(terms.iter().map(|term| [term.to_f64(), term.error()]));
        });
        Ok(list)
    }

    /// The step itself, compared with p_{k+1} where that is logged.
    pub fn advance(
        &mut self,
        course: &Course<'_, T>,
        (k, act): (usize, Act),
        evaluated: &Evaluated<T>,
        sums: &Sums<Running<T>>,
        gathers: bool,
    ) -> Result<Outcome, Problem> {
        let inputs = self.inputs(course, k, evaluated)?;
        let (rule, first) = (course.rule, self.range.start);
        let compares = act == Act::Run && course.log.has(k + 1, Quantity::P, self.piece);
        let next = match compares {
            true => self.logged(course, k + 1, Quantity::P)?,
            false => vec![],
        };
        let (mut outcome, player) = (Outcome::default(), self.player);
        let mut predictions = Vec::new();
        let tells_moves = course.look.moves_of == Some(k);
        self.for_each(course, &inputs, |i, entry| {
            if gathers {
                rule.gather(k, entry, &mut []);
            }
            let p = entry.p.to_f64();
            let predicted = rule.advance(k, sums, entry);
            if !compares {
                predictions.push(predicted);
                return;
            }
            let place = (k, Quantity::P, first + i);
            let logged = next[i].to_f64();
            let inside = outcome.compare(place, logged, predicted, course.orders);
            let place = (k, first + i);
            outcome.look(&course.look, place, logged, predicted, course.orders);
            if tells_moves {
                outcome.moved(player, logged - p, predicted.to_f64() - p, inside);
            }
        });
        self.carried = if act == Act::Run { predictions } else { vec![] };
        Ok(outcome)
    }
}

/// Sums over the coordinates of a lane: values in twice the precision, errors, absolute values.
pub(super) struct Partial {
    player: Player,
    sums: Vec<Sum>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    value: f64,
    low: f64,
    error: f64,
    absolute: f64,
}

impl Sum {
    #[inline(always)]
    fn add(&mut self, value: f64, low: f64) {
        // Knuth's sum: what is lost is kept
        let sum = self.value + value;
        let part = sum - self.value;
        self.low += (self.value - (sum - part)) + (value - part) + low;
        self.value = sum;
    }
}

impl Partial {
    fn new(player: Player, count: usize) -> Self {
        Self {
            player,
            sums: vec![Sum::default(); count],
        }
    }

    #[inline(always)]
    fn add<T: Precision>(&mut self, terms: &[Running<T>]) {
        for (sum, term) in self.sums.iter_mut().zip(terms) {
            sum.add(term.to_f64(), 0.0);
            sum.error += term.error();
            sum.absolute += term.to_f64().abs();
        }
    }
}

/// The sums of both players from those of the lanes, in order; n coordinates in all.
///
/// A sum is off by the errors of its terms, and by c(n) u Σ|tᵢ| from the additions.
pub(super) fn total<T: Precision>(
    partials: &[Partial],
    count: usize,
    n: usize,
) -> Sums<Running<T>> {
    let c = super::tolerance::summation(n);
    let of = |player: Player| {
        let mut list = vec![Sum::default(); count];
        for partial in partials.iter().filter(|one| one.player == player) {
            for (sum, term) in list.iter_mut().zip(&partial.sums) {
                sum.add(term.value, term.low);
                sum.error += term.error;
                sum.absolute += term.absolute;
            }
        }
        let known =
            |sum: Sum| Running::with_error(sum.value + sum.low, sum.error + c * sum.absolute);
        list.into_iter().map(known).collect()
    };
    Sums {
        x: of(Player::X),
        y: of(Player::Y),
    }
}
