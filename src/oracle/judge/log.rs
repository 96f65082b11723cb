//! What was logged of a run, wherever it lies.

use crate::oracle::Problem;
use std::collections::BTreeMap;
use std::ops::Range;

/// One of the vectors that may be logged of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Quantity {
    /// p_k.
    P,
    /// v(p_k), as the method consumed it.
    V,
    /// v at the second point of the step.
    Mid,
}

/// The logged vectors of a run, read piece by piece.
///
/// A *piece* is a stretch of coordinates that is logged together: a parameter tensor, or all of
/// them. The pieces follow each other and cover all n coordinates.
pub(super) trait Log: Sync {
    /// How many coordinates there are.
    fn n(&self) -> usize;
    /// The steps of which anything is logged, in order.
    fn steps(&self) -> &[usize];
    /// The pieces.
    fn pieces(&self) -> &[Range<usize>];
    /// Whether there are coordinates that no piece has.
    fn is_complete(&self) -> bool {
        true
    }
    /// What a piece is called; empty where there is one only.
    fn piece_name(&self, piece: usize) -> &str {
        let _ = piece;
        ""
    }
    /// Whether this vector of step `k` is logged, in this piece.
    fn has(&self, k: usize, what: Quantity, piece: usize) -> bool;
    /// Its entries in `range`, a part of the piece, written to `out`. Only where it is logged.
    ///
    /// # Errors
    /// `NonFinite`; `Parse` where the file cannot be read any more.
    fn read(
        &self,
        k: usize,
        what: Quantity,
        piece: usize,
        range: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), Problem>;
}

/// What is logged of one step, in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Logged {
    pub p: Option<Vec<f64>>,
    pub v: Option<Vec<f64>>,
    pub mid: Option<Vec<f64>>,
}

impl Logged {
    /// One of the vectors.
    pub fn of(&self, what: Quantity) -> Option<&Vec<f64>> {
        match what {
            Quantity::P => self.p.as_ref(),
            Quantity::V => self.v.as_ref(),
            Quantity::Mid => self.mid.as_ref(),
        }
    }
}

/// A log in memory: its numbers were checked when it was made.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InMemory {
    numbers: Vec<usize>,
    steps: BTreeMap<usize, Logged>,
    /// The only one.
    piece: Range<usize>,
}

impl InMemory {
    /// The log of vectors of length n.
    pub fn new(n: usize, steps: BTreeMap<usize, Logged>) -> Self {
        Self {
            numbers: steps.keys().copied().collect(),
            steps,
            piece: 0..n,
        }
    }
}

impl Log for InMemory {
    fn n(&self) -> usize {
        self.piece.end
    }
    fn steps(&self) -> &[usize] {
        &self.numbers
    }
    fn pieces(&self) -> &[Range<usize>] {
        std::slice::from_ref(&self.piece)
    }
    fn has(&self, k: usize, what: Quantity, _: usize) -> bool {
        self.steps
            .get(&k)
            .is_some_and(|step| step.of(what).is_some())
    }
    fn read(
        &self,
        k: usize,
        what: Quantity,
        _: usize,
        range: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), Problem> {
        let logged = self.steps.get(&k).and_then(|step| step.of(what));
        out.copy_from_slice(&logged.expect("what is logged")[range]);
        Ok(())
    }
}

/// A log of which less, or more, counts as logged.
pub(super) struct View<'a> {
    log: &'a dyn Log,
    shows: fn(&dyn Log, usize, Quantity, usize) -> bool,
}

impl<'a> View<'a> {
    /// The iterates alone.
    pub fn without_fields(log: &'a dyn Log) -> Self {
        let shows = |log: &dyn Log, k, what, piece| what == Quantity::P && log.has(k, what, piece);
        Self { log, shows }
    }

    /// v counts as logged where v_mid is, as a number that tells nothing: a step that goes along
    /// v_mid alone is judged without v, and whatever does take v in comes out as no number.
    pub fn mid_alone(log: &'a dyn Log) -> Self {
        let shows = |log: &dyn Log, k, what, piece| {
            let instead = what == Quantity::V && log.has(k, Quantity::Mid, piece);
            log.has(k, what, piece) || instead
        };
        Self { log, shows }
    }
}

impl Log for View<'_> {
    fn n(&self) -> usize {
        self.log.n()
    }
    fn steps(&self) -> &[usize] {
        self.log.steps()
    }
    fn pieces(&self) -> &[Range<usize>] {
        self.log.pieces()
    }
    fn is_complete(&self) -> bool {
        self.log.is_complete()
    }
    fn piece_name(&self, piece: usize) -> &str {
        self.log.piece_name(piece)
    }
    fn has(&self, k: usize, what: Quantity, piece: usize) -> bool {
        (self.shows)(self.log, k, what, piece)
    }
    fn read(
        &self,
        k: usize,
        what: Quantity,
        piece: usize,
        range: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), Problem> {
        if self.log.has(k, what, piece) {
            return self.log.read(k, what, piece, range, out);
        }
        out.fill(f64::NAN);
        Ok(())
    }
}
