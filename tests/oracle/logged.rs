//! Runs as somebody might have logged them.

use crate::specimens::Specimen;
use gnash::dense::{State, step};
use gnash::game::Game;
use gnash::oracle::judge::{Record, Transcript, Width};
use gnash::oracle::rules::{Entry, Player, Rule, Sums, rule};
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

/// A run of the rule in plain floats on a game, with sums taken from the last entry to the first.
pub fn rule_run<S: Precision>(
    method: &Method<S>,
    specimen: &Specimen<S>,
    count: usize,
) -> Option<Run> {
    let game = &*specimen.game;
    rule_on(method, game.nx(), specimen.p0.clone(), count, |p, _| {
        game.field(p)
    })
}

/// The same on any field of point and step.
pub fn rule_on<S: Precision>(
    method: &Method<S>,
    nx: usize,
    p0: DVector<S>,
    count: usize,
    field: impl FnMut(&DVector<S>, usize) -> DVector<S>,
) -> Option<Run> {
    run_of_rule(&*rule(method)?, nx, p0, count, field)
}

/// The same of any rule.
pub fn run_of_rule<S: Precision>(
    rule: &dyn Rule<S>,
    nx: usize,
    p0: DVector<S>,
    count: usize,
    mut field: impl FnMut(&DVector<S>, usize) -> DVector<S>,
) -> Option<Run> {
    let (n, width) = (p0.len(), rule.memory());
    let (mut p, mut memory) = (p0, vec![S::zero(); n * width]);
    let mut records = Vec::new();
    for k in 0..=count {
        let mut all = Inputs {
            nx,
            v: field(&p, k),
            mid: DVector::from_element(n, S::zero()),
            p,
        };
        let needs = rule.needs(k);
        let own = |i: usize| i * width..(i + 1) * width;
        if needs.mid {
            let middle = |i, _| rule.middle(k, &all.entry(i, &mut memory[own(i)]));
            all.mid = field(&DVector::from_fn(n, middle), k);
        }
        records.push(Record {
            p: Some(wide(&all.p)),
            v: (k < count).then(|| wide(&all.v)),
            v_mid: (k < count && needs.mid).then(|| wide(&all.mid)),
        });
        let mut sums = Sums::zero(rule.sums());
        let mut terms = vec![S::zero(); rule.sums()];
        for i in (0..n).rev() {
            terms.fill(S::zero());
            rule.gather(k, &mut all.entry(i, &mut memory[own(i)]), &mut terms);
            let own = if i < nx { &mut sums.x } else { &mut sums.y };
            own.iter_mut()
                .zip(&terms)
                .for_each(|(sum, term)| *sum += *term);
        }
        p = DVector::from_fn(n, |i, _| {
            rule.advance(k, &sums, &mut all.entry(i, &mut memory[own(i)]))
        });
        if !p.iter().all(|a| a.is_finite()) {
            return None;
        }
    }
    Some(Run { nx, records })
}

/// What a step consumes.
struct Inputs<S> {
    nx: usize,
    p: DVector<S>,
    v: DVector<S>,
    mid: DVector<S>,
}

impl<S: Real> Inputs<S> {
    fn entry<'a>(&self, i: usize, memory: &'a mut [S]) -> Entry<'a, S> {
        Entry {
            player: if i < self.nx { Player::X } else { Player::Y },
            p: self.p[i],
            v: self.v[i],
            mid: self.mid[i],
            memory,
        }
    }
}
