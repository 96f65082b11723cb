//! Steps in the form in which runs are judged.
//!
//! A method that consumes fields alone is a [`Rule`]: a few sums over all coordinates (‖v‖², …)
//! and then a formula for each coordinate. So a run of ten million parameters is judged block by
//! block, from what was logged. A method that needs derivatives, or the field at points of its own
//! choice, is a [`GameStep`] on a game. A [`Candidate`] is either: the method itself, or a mutation
//! of it from the catalogue.
//!
//! * [`reference()`] gives the method itself: its struct of [`crate::spec`] is the rule, where there
//!   is one, and [`crate::dense`] takes the step where there is none;
//! * [`played`] and [`on_game`] run any candidate on a game.
//!
//! Formulas stand here as a textbook prints them, in that order of operations: the judge runs them
//! in a scalar that watches the errors, and so learns how well a step can be known.

mod conjugate;
mod extrapolation;
mod gauss_newton;
mod gradient;
mod mean_square;
mod play;
mod reference;

pub(super) use conjugate::{PRODUCTS, Products};
pub(super) use gauss_newton::{direction, printed};
pub use play::{on_game, played};
pub use reference::{check, is_field_only, reference, rule};

use crate::dense::DenseError;
use crate::game::Game;
use crate::scalar::{Real, Scalar};
use crate::spec::Steps;
use nalgebra::DVector;

/// Whose coordinate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    /// The minimising one.
    X,
    /// The maximising one.
    Y,
}

/// One coordinate of one step.
#[derive(Debug)]
pub struct Entry<'a, S> {
    /// Whose it is.
    pub player: Player,
    /// p_k.
    pub p: S,
    /// v(p_k), as the method consumed it; zero where [`Rule::needs`] does not ask for it.
    pub v: S,
    /// v at the second point of the step (`v_mid`); zero where [`Rule::needs`] does not ask for it.
    pub mid: S,
    /// What the rule remembers of this coordinate: [`Rule::memory`] numbers, zero before the first
    /// step.
    pub memory: &'a mut [S],
}

/// Which fields a step consumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// v(p_k).
    pub v: bool,
    /// v at the point of [`Rule::middle`].
    pub mid: bool,
}

/// Sums over the coordinates of each player.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums<S> {
    /// Over x.
    pub x: Vec<S>,
    /// Over y.
    pub y: Vec<S>,
}

impl<S: Scalar> Sums<S> {
    /// `count` sums of nothing.
    pub fn zero(count: usize) -> Self {
        Self {
            x: vec![S::zero(); count],
            y: vec![S::zero(); count],
        }
    }
    /// Over one player.
    pub fn of(&self, player: Player) -> &[S] {
        match player {
            Player::X => &self.x,
            Player::Y => &self.y,
        }
    }
    /// The i-th sum over both.
    pub fn total(&self, i: usize) -> S {
        self.x[i].clone() + self.y[i].clone()
    }
}

/// A step that consumes fields alone: sums over all coordinates, then a formula for each.
///
/// One step is, in this order: where [`Needs::mid`] is set and the second field is not logged,
/// `middle` for every coordinate and one evaluation there; `gather` once for every coordinate;
/// `advance` once for every coordinate, with the sums. `k` counts the steps since the start,
/// from 0. Only `gather` and `advance` may change the memory.
pub trait Rule<S: Real>: Send + Sync {
    /// How many numbers are remembered of each coordinate.
    fn memory(&self) -> usize {
        0
    }
    /// How many sums `gather` fills. Without sums, coordinates do not know of each other.
    fn sums(&self) -> usize {
        0
    }
    /// Which fields step `k` consumes.
    fn needs(&self, k: usize) -> Needs {
        let _ = k;
        Needs {
            v: true,
            mid: false,
        }
    }
    /// The coordinate of the second point of step `k`.
    fn middle(&self, k: usize, entry: &Entry<'_, S>) -> S {
        let _ = k;
        entry.p
    }
    /// The terms that this coordinate adds to the sums.
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        let _ = (k, entry, terms);
    }
    /// The coordinate of p_{k+1}.
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S;
}

/// A step that needs the game itself; it keeps its own memory and starts fresh.
pub trait GameStep<S: Real> {
    /// p_{k+1} from p_k.
    ///
    /// # Errors
    /// Those of the method.
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError>;
}

/// A method, or a mutation of one, ready to be held against a run from its first step.
pub enum Candidate<S: Real> {
    /// From fields alone.
    Rule(Box<dyn Rule<S>>),
    /// From the game.
    Game(Box<dyn GameStep<S>>),
}

/// The step size of this player.
pub(super) fn own<S: Copy>(steps: &Steps<S>, player: Player) -> S {
    match player {
        Player::X => steps.x,
        Player::Y => steps.y,
    }
}
