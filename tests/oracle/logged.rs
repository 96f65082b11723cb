//! Runs as somebody might have logged them.

use crate::specimens::Specimen;
use gnash::dense::{State, step};
use gnash::game::Game;
use gnash::oracle::judge::{Record, Transcript, Width};
use gnash::oracle::rules::{Entry, Player, Sums, rule};
use gnash::scalar::{Precision, Real};
use gnash::spec::{Algebraic, Method, Steps};
use nalgebra::DVector;

pub const WIDTHS: [Width; 2] = [Width::Double, Width::Single];

/// What is logged of every step, and nx.
pub struct Run {
    pub nx: usize,
    pub records: Vec<Record>,
}

pub fn wide<S: Real>(a: &DVector<S>) -> Vec<f64> {
    a.iter().map(|a| a.to_f64()).collect()
}

/// The run as a transcript that claims to be `method`.
pub fn transcript(method: &Method<f64>, width: Width, run: &Run) -> Transcript {
    let mut transcript = Transcript::new(method, run.nx);
    if width == Width::Single {
        transcript = transcript.in_f32();
    }
    for (k, record) in run.records.iter().enumerate() {
        transcript.record(k, record.clone());
    }
    transcript
}

/// p + h d, player by player.
pub fn along<S: Real>(steps: &Steps<S>, nx: usize, p: &DVector<S>, d: &DVector<S>) -> DVector<S> {
    DVector::from_fn(p.len(), |i, _| {
        p[i] + if i < nx { steps.x } else { steps.y } * d[i]
    })
}

/// The field at the second point of `eg` and `eftp`, computed as they do.
struct Second<S> {
    past: Option<DVector<S>>,
}

impl<S: Real> Second<S> {
    fn field(
        &mut self,
        method: &Method<S>,
        game: &dyn Game<S>,
        p: &DVector<S>,
        v: &DVector<S>,
    ) -> Option<DVector<S>> {
        match method {
            Method::Algebraic(Algebraic::Eg(eg)) => {
                Some(game.field(&along(&eg.steps, game.nx(), p, v)))
            }
            Method::Algebraic(Algebraic::Eftp(eftp)) => {
                let past = self.past.take().unwrap_or_else(|| v.clone());
                let mid = game.field(&along(&eftp.steps, game.nx(), p, &past));
                self.past = Some(mid.clone());
                Some(mid)
            }
            _ => None,
        }
    }
}

/// A run of `dense`; nothing if it leaves the range.
pub fn dense_run<S: Real>(method: &Method<S>, specimen: &Specimen<S>, count: usize) -> Option<Run> {
    let game = &*specimen.game;
    let mut state = State::new(method, game.dim());
    let mut p = specimen.p0.clone();
    let mut second = Second { past: None };
    let mut records = Vec::new();
    for k in 0..=count {
        let v = game.field(&p);
        let mid = second.field(method, game, &p, &v);
        records.push(Record {
            p: Some(wide(&p)),
            v: (k < count).then(|| wide(&v)),
            v_mid: mid.filter(|_| k < count).map(|mid| wide(&mid)),
        });
        if k < count {
            p = step(method, game, &mut state, &p).ok()?;
        }
    }
    Some(Run {
        nx: game.nx(),
        records,
    })
}

/// A run of the rule in plain floats, with sums taken from the last entry to the first.
pub fn rule_run<S: Precision>(
    method: &Method<S>,
    specimen: &Specimen<S>,
    count: usize,
) -> Option<Run> {
    let (game, rule) = (&*specimen.game, rule(method)?);
    let (n, nx, width) = (game.dim(), game.nx(), rule.memory());
    let mut memory = vec![S::zero(); n * width];
    let mut p = specimen.p0.clone();
    let mut second = Second { past: None };
    let mut records = Vec::new();
    for k in 0..=count {
        let v = game.field(&p);
        let mid = second.field(method, game, &p, &v);
        records.push(Record {
            p: Some(wide(&p)),
            v: (k < count).then(|| wide(&v)),
            v_mid: mid.as_ref().filter(|_| k < count).map(wide),
        });
        let mut sums = Sums::zero(rule.sums());
        let mut terms = vec![S::zero(); rule.sums()];
        let entry = |i: usize| Entry {
            player: if i < nx { Player::X } else { Player::Y },
            p: p[i],
            v: v[i],
            mid: mid.as_ref().map_or(S::zero(), |mid| mid[i]),
            memory: &mut [],
        };
        for i in (0..n).rev() {
            terms.fill(S::zero());
            let memory = &mut memory[i * width..(i + 1) * width];
            rule.gather(k, &mut Entry { memory, ..entry(i) }, &mut terms);
            let own = if i < nx { &mut sums.x } else { &mut sums.y };
            own.iter_mut()
                .zip(&terms)
                .for_each(|(sum, term)| *sum += *term);
        }
        let next = DVector::from_fn(n, |i, _| {
            let memory = &mut memory[i * width..(i + 1) * width];
            rule.advance(k, &sums, &mut Entry { memory, ..entry(i) })
        });
        p = next;
        if !p.iter().all(|a| a.is_finite()) {
            return None;
        }
    }
    Some(Run { nx, records })
}
