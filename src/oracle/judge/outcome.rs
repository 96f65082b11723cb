//! What the comparison of a run with its predictions has shown so far.

use super::log::Quantity;
use crate::oracle::rules::Player;
use crate::scalar::{Precision, Running, Scalar};

/// A logged number that lies outside the bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Deviation {
    /// The step: p_{k+1} was predicted from p_k, or a field of step k was evaluated.
    pub k: usize,
    /// The logged vector: of step k + 1 if it is p, else of step k.
    pub what: Quantity,
    /// The coordinate.
    pub index: usize,
    /// |logged − predicted|.
    pub size: f64,
    /// The bound on it.
    pub bound: f64,
}

impl Deviation {
    /// How far outside; infinite where the bound is zero.
    fn ratio(&self) -> f64 {
        self.size / self.bound
    }

    /// Which of two is told: the earlier one, the field before the iterate, then the farther out.
    fn first(self, other: Self) -> Self {
        let key = |one: &Self| (one.k, one.what == Quantity::P);
        let order = key(&self).cmp(&key(&other));
        let order = order.then(other.ratio().total_cmp(&self.ratio()));
        if order.then(self.index.cmp(&other.index)).is_le() {
            self
        } else {
            other
        }
    }
}

/// Sums of products of the moves p_{k+1} − p_k of a player in one step, logged (a) and predicted (b),
/// over the coordinates outside the bound: rounding hides what the others tell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moves {
    /// Σ a².
    pub aa: f64,
    /// Σ a b.
    pub ab: f64,
    /// Σ b².
    pub bb: f64,
    /// Coordinates outside the bound.
    pub outside: u64,
    /// All of them.
    pub all: u64,
}

impl Moves {
    fn plus(self, other: Self) -> Self {
        Self {
            aa: self.aa + other.aa,
            ab: self.ab + other.ab,
            bb: self.bb + other.bb,
            outside: self.outside + other.outside,
            all: self.all + other.all,
        }
    }
}

/// What is told of a run besides its deviations.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// The step whose moves are told.
    pub moves_of: Option<usize>,
    /// The coordinate whose distance from its prediction is told, and the step that leads to it.
    pub distance_of: Option<(usize, usize)>,
}

/// How far a prediction is from the number that was logged, and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Distance {
    /// |logged − predicted|.
    pub size: f64,
    /// The bound on it.
    pub bound: f64,
}

/// The comparisons of a run, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outcome {
    /// Numbers that were compared.
    pub compared: u64,
    /// Numbers for which there is no finite bound.
    pub unbounded: u64,
    /// The largest bound.
    pub largest: f64,
    /// The first deviation.
    pub deviation: Option<Deviation>,
    /// The moves of x and y in the one step that was asked for.
    pub moves: [Moves; 2],
    /// Of the one coordinate that was asked for.
    pub distance: Option<Distance>,
    /// The step that could not be predicted any more, and why.
    pub cut: Option<(usize, String)>,
}

impl Outcome {
    /// Both, in any order.
    pub fn merge(self, other: Self) -> Self {
        let deviation = match (self.deviation, other.deviation) {
            (Some(a), Some(b)) => Some(a.first(b)),
            (a, b) => a.or(b),
        };
        Self {
            compared: self.compared + other.compared,
            unbounded: self.unbounded + other.unbounded,
            largest: self.largest.max(other.largest),
            deviation,
            moves: [0, 1].map(|i| self.moves[i].plus(other.moves[i])),
            distance: self.distance.or(other.distance),
            cut: self.cut.or(other.cut),
        }
    }

    /// Compares one logged number with its prediction; whether it is within the bound.
    #[inline(always)]
    pub fn compare<T: Precision>(
        &mut self,
        (k, what, index): (usize, Quantity, usize),
        logged: f64,
        predicted: Running<T>,
        orders: f64,
    ) -> bool {
        let bound = super::tolerance::bound(predicted, orders);
        let size = (logged - predicted.to_f64()).abs();
        if !(bound < f64::INFINITY && size < f64::INFINITY) {
            self.unbounded += 1;
            return true;
        }
        self.compared += 1;
        self.largest = self.largest.max(bound);
        if size <= bound {
            return true;
        }
        let found = Deviation {
            k,
            what,
            index,
            size,
            bound,
        };
        self.deviation = Some(self.deviation.map_or(found, |old| old.first(found)));
        false
    }

    /// Notes how far a prediction is from the number that was logged, if that is asked for.
    #[inline(always)]
    pub fn look<T: Precision>(
        &mut self,
        look: &Look,
        place: (usize, usize),
        logged: f64,
        predicted: Running<T>,
        orders: f64,
    ) {
        if look.distance_of == Some(place) {
            self.distance = Some(Distance {
                size: (logged - predicted.to_f64()).abs(),
                bound: super::tolerance::bound(predicted, orders),
            });
        }
    }

    /// Adds a move of `player` to those of the step.
    pub fn moved(&mut self, player: Player, logged: f64, predicted: f64, inside: bool) {
        let moves = &mut self.moves[usize::from(player == Player::Y)];
        moves.all += 1;
        if !inside {
            *moves = moves.plus(Moves {
                aa: logged * logged,
                ab: logged * predicted,
                bb: predicted * predicted,
                outside: 1,
                all: 0,
            });
        }
    }
}
