//! A method and its mistakes, run side by side on the examples.

use super::examples::{Examples, Place, Setting};
use crate::game::{Game, Losses};
use crate::oracle::catalogue::{Deviation, entries_of};
use crate::oracle::rules::{self, Candidate};
use nalgebra::{DMatrix, DVector};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How far runs go: a mistake shows within five steps after the first on which it can.
const STEPS: usize = 10;

/// Points differ where six digits show it: by more than this, relative to 1 + ‖p‖∞.
const SHOWN: f64 = 2e-5;

/// p₀, p₁, … of a candidate, as far as it goes.
type Path = Vec<DVector<f64>>;

/// All runs of a method on one example.
struct Bundle<'a> {
    setting: &'a Setting,
    place: &'a Place,
    method: Path,
    /// Of the entries that apply, by id.
    mistakes: BTreeMap<&'static str, Path>,
}

/// The runs of one method on all examples.
pub(super) struct Runs<'a> {
    bundles: Vec<Bundle<'a>>,
}

/// The shortest run that tells a mistake from its method.
pub(super) struct Shortest<'a> {
    pub setting: &'a Setting,
    pub place: &'a Place,
    /// The first step after which the points differ.
    pub steps: usize,
    /// p₀ … of the method, up to there.
    pub method: &'a [DVector<f64>],
    /// p₀ … of the mistake, up to there.
    pub mistake: &'a [DVector<f64>],
    /// What this run does not tell from the mistake.
    pub neighbours: Vec<Neighbour<'a>>,
}

/// Another mistake that coincides on a run, and where it no longer does.
pub(super) struct Neighbour<'a> {
    pub id: &'static str,
    /// On the same game from the same start, with the same settings.
    pub here: Option<usize>,
    /// With the fewest steps on any example; `None` where they coincide on all.
    pub anywhere: Option<(usize, &'a Setting, &'a Place)>,
}

impl<'a> Runs<'a> {
    /// Of the method with this id.
    pub fn of(id: &str, examples: &'a Examples) -> Self {
        let entries = entries_of(id);
        let settings = examples.settings.iter();
        let settings = settings.filter(|setting| setting.method.id() == id);
        let bundles = settings.flat_map(|setting| {
            let entries = &entries;
            let on = move |place| Bundle::run(setting, place, entries);
            examples.places.iter().map(on)
        });
        Self {
            bundles: bundles.collect(),
        }
    }

    /// The shortest run that tells this entry from the method: of equally short ones, that on the
    /// simplest game.
    pub fn shortest(&self, id: &'static str) -> Option<Shortest<'_>> {
        let found = self.bundles.iter().filter_map(|bundle| {
            let mistake = bundle.mistakes.get(id)?;
            Some((differs_at(mistake, &bundle.method)?, bundle, mistake))
        });
        let (steps, bundle, mistake) = found.min_by_key(|(steps, ..)| *steps)?;
        let close = bundle.mistakes.iter().filter(|(other, path)| {
            **other != id && differs_at(path, mistake).is_none_or(|at| at > steps)
        });
        let neighbour = |(other, path): (&&'static str, &Path)| Neighbour {
            id: other,
            here: differs_at(path, mistake),
            anywhere: self.told_apart(id, other),
        };
        Some(Shortest {
            setting: bundle.setting,
            place: bundle.place,
            steps,
            method: &bundle.method[..=steps],
            mistake: &mistake[..=steps],
            neighbours: close.map(neighbour).collect(),
        })
    }

    fn told_apart(&self, one: &str, other: &str) -> Option<(usize, &Setting, &Place)> {
        let found = self.bundles.iter().filter_map(|bundle| {
            let (one, other) = (bundle.mistakes.get(one)?, bundle.mistakes.get(other)?);
            Some((differs_at(one, other)?, bundle.setting, bundle.place))
        });
        found.min_by_key(|(steps, ..)| *steps)
    }
}

impl<'a> Bundle<'a> {
    fn run(setting: &'a Setting, place: &'a Place, entries: &[Deviation]) -> Self {
        let game = Remembered {
            game: &*place.game,
            known: RefCell::default(),
        };
        let mistakes = entries.iter().filter_map(|entry| {
            let candidate = entry.mutation.candidate(&setting.method)?;
            Some((entry.id, path(candidate, &game, &place.p0)))
        });
        Self {
            setting,
            place,
            method: path(rules::reference(&setting.method), &game, &place.p0),
            mistakes: mistakes.collect(),
        }
    }
}

fn path(candidate: Candidate<f64>, game: &dyn Game<f64>, p0: &DVector<f64>) -> Path {
    let mut step = rules::played(candidate);
    let mut path = vec![p0.clone()];
    while path.len() <= STEPS {
        match step.step(game, &path[path.len() - 1]) {
            Ok(next) => path.push(next),
            Err(_) => break,
        }
    }
    path
}

/// The first step after which the points differ.
fn differs_at(one: &[DVector<f64>], other: &[DVector<f64>]) -> Option<usize> {
    let mut pairs = one.iter().zip(other);
    pairs.position(|(a, b)| (a - b).amax() > SHOWN * (1.0 + a.amax().min(b.amax())))
}

/// A game that remembers J: most mistakes ask for it at the same points.
struct Remembered<'a> {
    game: &'a dyn Game<f64>,
    known: RefCell<BTreeMap<Vec<u64>, DMatrix<f64>>>,
}

impl Game<f64> for Remembered<'_> {
    fn nx(&self) -> usize {
        self.game.nx()
    }
    fn ny(&self) -> usize {
        self.game.ny()
    }
    fn losses(&self, p: &DVector<f64>) -> Losses<f64> {
        self.game.losses(p)
    }
    fn field(&self, p: &DVector<f64>) -> DVector<f64> {
        self.game.field(p)
    }
    fn jacobian(&self, p: &DVector<f64>) -> DMatrix<f64> {
        let key = p.iter().map(|a| a.to_bits()).collect();
        let mut known = self.known.borrow_mut();
        let new = || self.game.jacobian(p);
        known.entry(key).or_insert_with(new).clone()
    }
}
