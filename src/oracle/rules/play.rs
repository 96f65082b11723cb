//! Any candidate on a game, in memory.

use super::{Candidate, Entry, GameStep, Player, Rule, Sums};
use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::Real;
use nalgebra::DVector;

/// p₀, …, p_n: the iterates of the candidate on the game, which evaluates whatever it consumes.
///
/// # Errors
/// `DimensionMismatch` (p₀), `NonFinite` (a point or a field), `NotRepresentable` (a new point),
/// and those of the method where it is a [`GameStep`].
///
/// # Examples
/// ```
/// use gnash::{game::Quadratic, oracle::rules, spec::{Gda, Steps}};
/// use nalgebra::DVector;
/// let gda = rules::reference(&Gda { steps: Steps::same(0.5) }.into());
/// // g1: v = (6x − 4y, 4x − 2y)
/// let path = rules::on_game(gda, &Quadratic::g1(), &DVector::from_vec(vec![1.0, 1.0]), 2)?;
/// assert_eq!(path[1].as_slice(), [2.0, 2.0]);
/// assert_eq!(path[2].as_slice(), [4.0, 4.0]);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn on_game<S: Real>(
    candidate: Candidate<S>,
    game: &dyn Game<S>,
    p0: &DVector<S>,
    steps: usize,
) -> Result<Vec<DVector<S>>, DenseError> {
    size("the length of the point p", game.dim(), p0.len())?;
    finite("the point p", p0)?;
    let mut step = played(candidate);
    let mut path = vec![p0.clone()];
    for k in 0..steps {
        path.push(step.step(game, &path[k])?);
    }
    Ok(path)
}

/// The candidate as a step on a game: a rule is given the fields that it asks for.
pub fn played<S: Real>(candidate: Candidate<S>) -> Box<dyn GameStep<S>> {
    match candidate {
        Candidate::Game(step) => step,
        Candidate::Rule(rule) => Box::new(Played {
            rule,
            memory: Vec::new(),
            steps_taken: 0,
        }),
    }
}

/// A rule with its memory.
struct Played<S: Real> {
    rule: Box<dyn Rule<S>>,
    /// [`Rule::memory`] numbers of the first coordinate, then of the second, ….
    memory: Vec<S>,
    steps_taken: usize,
}

/// What a step consumes of each coordinate.
struct Consumed<S> {
    nx: usize,
    p: DVector<S>,
    v: DVector<S>,
    mid: DVector<S>,
}

impl<S: Real> Consumed<S> {
    /// Coordinate i, with its memory.
    fn entry<'a>(&self, i: usize, memory: &'a mut [S]) -> Entry<'a, S> {
        let width = memory.len() / self.p.len();
        Entry {
            player: if i < self.nx { Player::X } else { Player::Y },
            p: self.p[i],
            v: self.v[i],
            mid: self.mid[i],
            memory: &mut memory[i * width..(i + 1) * width],
        }
    }
}

impl<S: Real> GameStep<S> for Played<S> {
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let (k, n) = (self.steps_taken, p.len());
        let zeros = || DVector::from_element(n, S::zero());
        if k == 0 {
            self.memory = vec![S::zero(); n * self.rule.memory()];
        }
        size("the length of the point p", game.dim(), n)?;
        size("the memory", n * self.rule.memory(), self.memory.len())?;
        // a step that fails leaves the memory as it was
        let mut memory = self.memory.clone();
        let needs = self.rule.needs(k);
        let mut all = Consumed {
            nx: game.nx(),
            v: if needs.v { field(game, p)? } else { zeros() },
            mid: zeros(),
            p: p.clone(),
        };
        if needs.mid {
            let middle = |i, _| -> S { self.rule.middle(k, &all.entry(i, &mut memory)) };
            let middle = DVector::from_fn(n, middle);
            all.mid = field(game, &middle)?;
        }
        let sums = self.gathered(&all, &mut memory);
        let next = DVector::from_fn(n, |i, _| {
            self.rule.advance(k, &sums, &mut all.entry(i, &mut memory))
        });
        representable("the new point", &next)?;
        self.memory = memory;
        self.steps_taken += 1;
        Ok(next)
    }
}

impl<S: Real> Played<S> {
    /// The sums of the terms of every coordinate.
    fn gathered(&self, all: &Consumed<S>, memory: &mut [S]) -> Sums<S> {
        let mut sums = Sums::zero(self.rule.sums());
        let mut terms = vec![S::zero(); self.rule.sums()];
        for i in 0..all.p.len() {
            terms.fill(S::zero());
            let mut entry = all.entry(i, memory);
            self.rule.gather(self.steps_taken, &mut entry, &mut terms);
            let own = match entry.player {
                Player::X => &mut sums.x,
                Player::Y => &mut sums.y,
            };
            for (sum, term) in own.iter_mut().zip(&terms) {
                *sum += *term;
            }
        }
        sums
    }
}

/// v at a point, both of them finite.
fn field<S: Real>(game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
    finite("the point p", p)?;
    let v = game.field(p);
    size("the length of the field v", p.len(), v.len())?;
    finite("the field v", &v)?;
    Ok(v)
}

fn size(what: &'static str, expected: usize, found: usize) -> Result<(), DenseError> {
    match expected == found {
        true => Ok(()),
        false => Err(DenseError::DimensionMismatch {
            what,
            expected,
            found,
        }),
    }
}

fn first_bad<S: Real>(entries: &DVector<S>) -> Option<(usize, String)> {
    let index = entries.iter().position(|e| !e.is_finite())?;
    Some((index, entries[index].shown()))
}

fn finite<S: Real>(what: &'static str, entries: &DVector<S>) -> Result<(), DenseError> {
    first_bad(entries).map_or(Ok(()), |(index, value)| {
        Err(DenseError::NonFinite { what, index, value })
    })
}

fn representable<S: Real>(what: &'static str, entries: &DVector<S>) -> Result<(), DenseError> {
    first_bad(entries).map_or(Ok(()), |(index, value)| {
        Err(DenseError::NotRepresentable { what, index, value })
    })
}
