//! Every entry of the catalogue is a step of its own: on two games or more a log of ten steps
//! tells it from the method and from all the other entries of that method. Here for the methods
//! that consume fields alone; `second_order` does the same for the others.
//!
//! Broken by hand, each seen to fail: `sign_both` made `sign_x`; a sum of fields made the last one;
//! a lag left out, so that the entry is the method itself; an aliased gradient negated.

use crate::specimens::{field_methods, game_methods, games};
use gnash::game::Game;
use gnash::oracle::catalogue::{Deviation, Mutation, entries, entries_of};
use gnash::oracle::rules::{Candidate, played, reference};
use gnash::spec::{Adam, METHOD_IDS, Method, Rmsprop, Steps, Value};
use nalgebra::DVector;
use std::collections::{BTreeMap, BTreeSet};

/// Steps of a log.
const STEPS: usize = 10;
/// Two entries must be told apart this many steps after the first on which the one differs from
/// the method.
const SOON: usize = 5;
/// Paths that are farther apart than this, relative to 1 + |p|, are different: rounding alone
/// stays below 10⁻¹² on these games, and the smallest change of any entry, an ε of 10⁻⁸ in the
/// place of none, moves a point by h·10⁻⁸/|v| a step, more than 10⁻¹⁰.
const VISIBLE: f64 = 1e-10;

/// Two entries that are the same step.
struct Same {
    method: &'static str,
    /// The β rules for which they are; empty where there is no such choice.
    rules: &'static [&'static str],
    entries: [&'static str; 2],
    reason: &'static str,
}

const SAME: &[Same] = &[Same {
    method: "nlcg",
    rules: &["prp", "hs", "dy", "hz", "fr_prp", "hs_dy"],
    entries: ["momentum_forgotten", "nlcg_previous_aliased"],
    reason: "y = g − g = 0 makes every β but that of fr zero, and β = 0 is descent ascent",
}];

impl Same {
    fn concerns(&self, method: &Method<f64>) -> bool {
        let has = |(_, value): &(_, Value<f64>)| matches!(value, Value::Word(word) if self.rules.contains(word));
        let chosen = self.rules.is_empty() || method.settings().iter().any(has);
        self.method == method.id() && chosen
    }
}

type Path = Vec<DVector<f64>>;

/// As far as the candidate comes: a mistake may well diverge.
fn path(candidate: Candidate<f64>, game: &dyn Game<f64>, p0: &DVector<f64>) -> Path {
    let mut step = played(candidate);
    let mut path = vec![p0.clone()];
    for k in 0..STEPS {
        match step.step(game, &path[k]) {
            Ok(next) => path.push(next),
            Err(_) => break,
        }
    }
    path
}

/// The first step whose result is visibly different.
fn parting(a: &Path, b: &Path) -> Option<usize> {
    let apart = |(p, q): (&DVector<f64>, &DVector<f64>)| {
        let size = 1.0 + p.amax().max(q.amax());
        (p - q).amax() > VISIBLE * size
    };
    a.iter().zip(b).position(apart)
}

fn all_methods() -> Vec<Method<f64>> {
    [field_methods(), game_methods()].concat()
}

fn are_the_same(method: &Method<f64>, a: &str, b: &str) -> bool {
    let mut rows = SAME.iter().filter(|row| row.concerns(method));
    rows.any(|row| row.entries.contains(&a) && row.entries.contains(&b))
}

/// The method with its choices, whatever its numbers are.
fn family(method: &Method<f64>) -> String {
    let choice = |(name, value)| match value {
        Value::Number(_) => None,
        choice => Some(format!(" {name} {choice:?}")),
    };
    let choices: String = method.settings().into_iter().filter_map(choice).collect();
    format!("{}{choices}", method.id())
}

/// For each entry the names of those that it is not told from on this game, or `None` if it is
/// not even told from the method.
fn confusions<'a>(
    method: &Method<f64>,
    list: &'a [Deviation],
    game: &dyn Game<f64>,
    p0: &DVector<f64>,
) -> Vec<(&'a str, Option<Vec<&'a str>>)> {
    let right = path(reference(method), game, p0);
    let paths: Vec<_> = list
        .iter()
        .filter_map(|entry| Some((entry.id, path(entry.mutation.candidate(method)?, game, p0))))
        .collect();
    let soon = |first: usize, a: &Path, b: &Path| parting(a, b).is_some_and(|k| k <= first + SOON);
    let of = |(id, own): &(&'a str, Path)| {
        let first = parting(own, &right)?;
        let others = paths.iter().filter(|(other, _)| other != id);
        let near = others.filter(|(_, path)| !soon(first, own, path));
        Some(near.map(|(other, _)| *other).collect())
    };
    paths.iter().map(|one| (one.0, of(one))).collect()
}

/// Where each entry of one method with these settings is alone: the names of the games, and what
/// it was taken for elsewhere.
#[derive(Default, Debug)]
struct Seen<'a> {
    alone: BTreeSet<&'static str>,
    taken_for: BTreeSet<&'a str>,
}

#[test]
fn ten_steps_tell_every_entry_from_its_neighbours() {
    let games = games();
    let mut all: BTreeMap<(String, &str), Seen> = BTreeMap::new();
    let lists: BTreeMap<_, _> = METHOD_IDS
        .into_iter()
        .map(|id| (id, entries_of(id)))
        .collect();
    for method in field_methods() {
        for one in &games {
            for (id, confused) in confusions(&method, &lists[method.id()], &*one.game, &one.p0) {
                let seen = all.entry((family(&method), id)).or_default();
                let Some(mut confused) = confused else {
                    continue;
                };
                confused.retain(|other| !are_the_same(&method, id, other));
                if confused.is_empty() {
                    seen.alone.insert(one.name);
                }
                seen.taken_for.extend(confused);
            }
        }
    }
    all.retain(|_, seen| seen.alone.len() < 2);
    assert!(all.is_empty(), "{all:#?}");
}

/// What is said to be the same step is.
#[test]
fn entries_that_are_the_same_cannot_be_told_apart() {
    for row in SAME {
        assert!(row.reason.len() > 20);
        let list = entries_of(row.method);
        let find = |id: &str| list.iter().find(|one| one.id == id).expect("an entry");
        let [a, b] = row.entries.map(|id| find(id).mutation);
        let mut seen = 0;
        for method in all_methods().iter().filter(|method| row.concerns(method)) {
            for one in games() {
                let (Some(a), Some(b)) = (a.candidate(method), b.candidate(method)) else {
                    continue;
                };
                let path = |candidate| path(candidate, &*one.game, &one.p0);
                assert_eq!(parting(&path(a), &path(b)), None, "{method:?} {}", one.name);
                seen += 1;
            }
        }
        assert!(seen >= 2, "{:?}", row.entries);
    }
}

#[test]
fn every_entry_applies_to_its_methods_and_to_no_others() {
    let methods = all_methods();
    let of_fields = |entry: &Deviation| matches!(entry.mutation, Mutation::FirstOrder(_));
    for entry in entries().into_iter().filter(of_fields) {
        for id in METHOD_IDS {
            let mut variants = methods.iter().filter(|method| method.id() == id);
            let applies = variants.any(|method| entry.mutation.candidate(method).is_some());
            assert_eq!(applies, entry.methods.contains(&id), "{} of {id}", entry.id);
        }
    }
}

/// A default that was asked for is no mistake, and several are an entry of their own only where
/// no smaller one is the same step.
#[test]
fn defaults_of_libraries_are_entries_where_they_were_not_asked_for() {
    const NAMES: [&str; 10] = [
        "eps_of_torch",
        "eps_of_keras",
        "rho_nine_tenths",
        "rho_of_torch",
        "beta1_by_default",
        "beta2_by_default",
        "betas_by_default",
        "settings_of_torch",
        "eps_as_in_keras",
        "settings_of_keras",
    ];
    let of = |method: Method<f64>| {
        let list = entries_of(method.id()).into_iter();
        let applies = list.filter(|entry| entry.mutation.candidate(&method).is_some());
        let ids: BTreeSet<_> = applies.map(|entry| entry.id).collect();
        NAMES.map(|name| ids.contains(name)).to_vec()
    };
    let bits = |text: &str| text.chars().map(|c| c == '1').collect::<Vec<_>>();
    let adam = |beta1, beta2, eps| {
        let steps = Steps { x: 0.1, y: 0.2 };
        of(Adam {
            steps,
            beta1,
            beta2,
            eps,
        }
        .into())
    };
    assert_eq!(adam(0.9, 0.999, 1e-8), bits("0100000010"));
    assert_eq!(adam(0.9, 0.999, 1e-7), bits("1000000000"));
    assert_eq!(adam(0.5, 0.999, 1e-8), bits("0100100011"));
    assert_eq!(adam(0.0, 0.9, 1e-8), bits("0100111011"));
    assert_eq!(adam(0.9, 0.99, 1e-5), bits("1100010111"));
    assert_eq!(adam(0.5, 0.9, 1e-7), bits("1000111101"));
    let rmsprop = |decay, eps| {
        let step = 0.1;
        of(Rmsprop { step, decay, eps }.into())
    };
    assert_eq!(rmsprop(0.99, 1e-8), bits("0110000011"));
    assert_eq!(rmsprop(0.9, 1e-7), bits("1001000100"));
    assert_eq!(rmsprop(0.95, 1e-8), bits("0111000011"));
}

#[test]
fn entries_are_well_formed() {
    let all = entries();
    let ids: BTreeSet<_> = all.iter().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), all.len(), "an id stands twice");
    for entry in &all {
        let is_snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(entry.id.chars().all(is_snake), "{}", entry.id);
        for text in [entry.sentence, entry.source] {
            assert!(text.ends_with('.'), "{}: {text}", entry.id);
            assert!(!text.contains("  "), "{}: {text}", entry.id);
        }
        assert!((1..=5).contains(&entry.complexity), "{}", entry.id);
        assert!(entry.methods.iter().all(|id| METHOD_IDS.contains(id)));
        let methods: BTreeSet<_> = entry.methods.iter().collect();
        assert_eq!(methods.len(), entry.methods.len(), "{}", entry.id);
    }
    assert!(all.is_sorted_by_key(|entry| entry.complexity));
}
