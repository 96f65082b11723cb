//! Every entry of the catalogue is named from a log of ten steps, on two games at least.

use crate::specimens::{field_methods, game_methods};
use gnash::game::Game;
use gnash::oracle::catalogue::{Deviation, entries_of};
use gnash::oracle::judge::{Judgement, Transcript, Verdict, judge};
use gnash::oracle::read::{self, Fields};
use gnash::oracle::rules::{self, GameStep};
use gnash::spec::{METHOD_IDS, Method, Value};
use nalgebra::DVector;
use std::collections::{BTreeMap, BTreeSet};

/// Steps of a log.
const STEPS: usize = 10;

/// On how many games an entry must be named.
const GAMES: usize = 2;

/// Entries that are named as well must predict every step to this, relative to 1 + |p|.
const COINCIDE: f64 = 1e-9;

/// Games as JSON, and where to start.
pub const GAMES_AS_TEXT: [(&str, &[f64]); 6] = [
    (
        r#"{"kind": "quadratic", "P": [[2, 0.5], [0.5, 1.25]], "M": [[1, -0.5, 0.75], [0.25, 1.5, -1]],
            "Q": [[1, 0.25, 0], [0.25, 1.75, -0.5], [0, -0.5, 0.5]], "b": [0.5, -0.25],
            "c": [0.125, 0.75, -0.375]}"#,
        &[0.5, -0.75, 0.25, 1.0, -0.5],
    ),
    (
        r#"{"kind": "quadratic", "P": [[1.5, 0.25], [0.25, 0.75]], "M": [[0.5, -1.25], [1, 0.75]],
            "Q": [[1, -0.5], [-0.5, 2]], "b": [0.375, -0.5], "c": [-0.25, 0.625]}"#,
        &[0.75, -0.5, 0.25, 1.0],
    ),
    (
        r#"{"kind": "mlp_gan", "loss": "vanilla_ns", "gen": "mlp", "hidden_g": 1, "hidden_d": 1,
            "real": [1, -0.5], "noise": [0.75, -1.25], "r1": 0.125, "tik_x": 0.25, "tik_y": 0.5}"#,
        &[0.5, 0.25, 0.75, -0.25, 1.25, -0.5, 0.625, 0.375],
    ),
    (
        r#"{"kind": "dirac", "variant": "nonsaturating", "r1": 0.25, "tik_x": 0.125}"#,
        &[0.875, -0.5],
    ),
    (r#"{"kind": "g3"}"#, &[0.5, 0.375]),
    (r#"{"kind": "g2"}"#, &[0.5, -1.25]),
];

pub fn game(text: &str) -> Box<dyn Game<f64>> {
    read::game(&mut Fields::parse(text).expect("an object")).expect("a game")
}

/// The method as JSON.
pub fn method_text(method: &Method<f64>) -> String {
    let settings = method
        .settings()
        .into_iter()
        .map(|(name, value)| match value {
            Value::Number(number) => format!("\"{name}\": \"{number:?}\""),
            Value::Count(count) => format!("\"{name}\": {count}"),
            Value::Word(word) => format!("\"{name}\": \"{word}\""),
            Value::Flag(flag) => format!("\"{name}\": {flag}"),
        });
    let settings: Vec<_> = settings.collect();
    format!("{{\"id\": \"{}\", {}}}", method.id(), settings.join(", "))
}

/// The iterates of a step, as far as it goes.
fn path(mut step: Box<dyn GameStep<f64>>, game: &dyn Game<f64>, p0: &[f64]) -> Vec<DVector<f64>> {
    let mut path = vec![DVector::from_column_slice(p0)];
    while path.len() <= STEPS {
        match step.step(game, &path[path.len() - 1]) {
            Ok(next) if next.amax() < 1e6 => path.push(next),
            _ => break,
        }
    }
    path
}

/// A transcript of iterates on a game, with the fields that are logged beside them.
fn text(method: &Method<f64>, game_text: &str, path: &[DVector<f64>]) -> String {
    let game = game(game_text);
    let steps = path.iter().enumerate().map(|(k, p)| {
        let v = game.field(p);
        format!(
            "{{\"k\": {k}, \"p\": {:?}, \"v\": {:?}}}",
            p.as_slice(),
            v.as_slice()
        )
    });
    let steps: Vec<_> = steps.collect();
    format!(
        "{{\"transcript\": 1, \"method\": {}, \"nx\": {}, \"game\": {game_text}, \"steps\": [{}]}}",
        method_text(method),
        game.nx(),
        steps.join(", ")
    )
}

/// Whether the entry gives every iterate of the path from the one before.
fn coincides(id: &str, method: &Method<f64>, game: &dyn Game<f64>, path: &[DVector<f64>]) -> bool {
    let entries = entries_of(method.id());
    let entry = entries
        .iter()
        .find(|entry| entry.id == id)
        .expect("an entry");
    let candidate = entry.mutation.candidate(method).expect("it applies");
    let mut step = rules::played(candidate);
    path.windows(2).all(|pair| {
        let next = step.step(game, &pair[0]);
        next.is_ok_and(|next| (next - &pair[1]).amax() <= COINCIDE * (1.0 + pair[0].amax()))
    })
}

fn judged(method: &Method<f64>, game_text: &str, path: &[DVector<f64>]) -> Verdict {
    let text = text(method, game_text, path);
    judge(&Transcript::from_json(&text).expect("a transcript"))
}

/// Whether the run of this entry on this game is told from the method, and named.
fn is_named(entry: &Deviation, method: &Method<f64>, game_text: &str, p0: &[f64]) -> Option<bool> {
    let game = game(game_text);
    let candidate = entry.mutation.candidate(method)?;
    let path = path(rules::played(candidate), &*game, p0);
    if path.len() < 5 {
        return Some(false);
    }
    let verdict = judged(method, game_text, &path);
    let what = format!("{} of {method:?} on {game_text}: {verdict}", entry.id);
    match verdict.verdict {
        Judgement::Deviates => {
            assert!(verdict.named().contains(&entry.id), "{what}");
            for other in verdict.named() {
                assert!(coincides(other, method, &*game, &path), "{other}, {what}");
            }
            Some(true)
        }
        _ => {
            let listed = verdict.indistinguishable.iter().any(|id| id == entry.id);
            assert!(listed, "{what}");
            Some(false)
        }
    }
}

/// On how many games each entry was named, over all variants of a method.
fn named(methods: &[Method<f64>]) -> BTreeMap<(&'static str, &'static str), usize> {
    let mut count = BTreeMap::new();
    for method in methods {
        for entry in entries_of(method.id()) {
            let told = count.entry((method.id(), entry.id)).or_insert(0);
            for (text, p0) in GAMES_AS_TEXT {
                if *told >= GAMES {
                    break;
                }
                *told += usize::from(is_named(&entry, method, text, p0) == Some(true));
            }
        }
    }
    count
}

/// All entries of these methods are named on two games.
fn check(ids: &[&str]) {
    let mut methods = crate::second_order::methods();
    methods.extend(field_methods());
    methods.extend(game_methods());
    methods.retain(|method| ids.contains(&method.id()));
    let mut count = named(&methods);
    count.retain(|_, games| *games < GAMES);
    assert!(count.is_empty(), "{count:?}");
}

#[test]
fn simple_methods() {
    check(&[
        "gda",
        "ttur",
        "gda_k",
        "eg",
        "ogda",
        "eftp",
        "sgd_momentum",
        "lookahead",
    ]);
}

#[test]
fn adaptive_methods() {
    check(&["adam", "rmsprop", "gn_adaptive", "gn_published"]);
}

#[test]
fn gauss_newton_methods() {
    check(&["gn", "gn_block", "gn_heavyball", "gn_ema"]);
}

#[test]
fn conjugate_gradients() {
    check(&["nlcg"]);
}

#[test]
fn second_order_methods() {
    check(&["sga", "conopt", "cgd", "acgd"]);
}

#[test]
fn ridge_methods() {
    check(&[
        "fr",
        "gdn",
        "hessian_fr",
        "hessian_fr_cg",
        "hessian_fr_diag",
    ]);
}

#[test]
fn no_method_is_left_out() {
    let mut methods = crate::second_order::methods();
    methods.extend(field_methods());
    let ids: BTreeSet<_> = methods.iter().map(|method| method.id()).collect();
    assert_eq!(ids, METHOD_IDS.into_iter().collect());
}
