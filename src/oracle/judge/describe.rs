//! What can be said in words about a run that no entry explains, and about what is not logged.

use super::log::{Log, Quantity};
use super::outcome::{Deviation, Moves, Outcome};
use crate::oracle::rules;
use crate::scalar::{Rational, Scalar};
use crate::spec::Method;

/// Of a run whose iterates are the method's, though v was logged elsewhere or otherwise.
pub(super) const RIGHT_ITERATES: &str =
    "; the iterates are those of the method with the game's own field: only the log of v differs";

/// Of a run that is the method but for what its formula loses.
pub(super) const CANCELS: &str = "the run is that of Sherman-Morrison applied to v itself, \
(v - v (v.v)/(lam + v.v))/lam, whose subtraction loses (lam + v.v)/lam of the precision: \
write the step as v/(lam + v.v)";

/// Stretches of steps that are listed before the rest is counted.
const LISTED: usize = 8;

/// Cosines closer to ±1 than this are called the same or the opposite direction.
const COLLINEAR: f64 = 1e-6;

/// What is not known of a long log that conforms.
pub(super) fn left_open(open: usize, most: usize) -> Option<String> {
    (open > 0).then(|| {
        format!(
            "which mistakes coincide with the method on this run: {open} of the catalogue are not \
             excluded by a sample of it, and more is looked at up to {most} coordinates only"
        )
    })
}

/// How each player moved at the first step that deviates.
pub(super) fn unknown(deviation: &Deviation, moves: &[Moves; 2]) -> String {
    let k = deviation.k;
    if deviation.what == Quantity::Mid {
        return format!(
            "no entry of the catalogue: v_mid of step {k} is not the field at the method's second point"
        );
    }
    let told = ["x", "y"]
        .into_iter()
        .zip(moves)
        .map(|(name, one)| player(name, one));
    let told: Vec<_> = told.flatten().collect();
    format!("no entry of the catalogue; at step {k} {}", told.join("; "))
}

fn player(name: &str, moves: &Moves) -> Option<String> {
    let Moves {
        aa,
        ab,
        bb,
        outside,
        all,
    } = *moves;
    if all == 0 {
        return None;
    }
    if outside == 0 {
        return Some(format!("{name} moved as predicted"));
    }
    let count = match all {
        1 => format!("{name} is off"),
        _ => format!("{outside} of {all} coordinates of {name} are off"),
    };
    let (length, cosine) = ((aa / bb).sqrt(), ab / (aa * bb).sqrt());
    let move_of = if !(aa < f64::INFINITY && bb < f64::INFINITY) {
        return Some(count);
    } else if aa == 0.0 && bb > 0.0 {
        "did not move, and should have".into()
    } else if bb == 0.0 && aa > 0.0 {
        "moved, and should not have".into()
    } else if length.is_finite() && cosine.is_finite() {
        format!("moved {}, {}", times(length), direction(cosine))
    } else {
        return Some(count);
    };
    let who = if outside == all { name } else { "they" };
    Some(format!("{count}: {who} {move_of}"))
}

fn times(length: f64) -> String {
    let off = length - 1.0;
    match off.abs() {
        ..1e-15 => "as far as predicted".into(),
        1e-15..1e-3 => format!(
            "1 {} {:.3e} times as far as predicted",
            sign(off),
            off.abs()
        ),
        _ if (1e-3..1e3).contains(&length) => {
            let digits = format!("{length:.6}");
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            format!("{digits} times as far as predicted")
        }
        _ => format!("{length:.3e} times as far as predicted"),
    }
}

fn sign(a: f64) -> char {
    if a < 0.0 { '-' } else { '+' }
}

fn direction(cosine: f64) -> String {
    if cosine > 1.0 - COLLINEAR {
        "in the same direction".into()
    } else if cosine < COLLINEAR - 1.0 {
        "in the opposite direction".into()
    } else {
        format!("in another direction (at an angle with the cosine {cosine:.6})")
    }
}

/// Where the logged fields leave those of the game.
pub(super) fn field(deviation: &Deviation, nx: usize) -> String {
    let player = if deviation.index < nx { "x" } else { "y" };
    format!(
        "the logged v of step {} is not the field of the game at the logged p: entry {}, of {player}, is off by {:?}",
        deviation.k, deviation.index, deviation.size
    )
}

/// What a method consumes that the log has nowhere: the reason why nothing of it can be judged.
pub(super) fn missing(method: &Method<Rational>, log: &dyn Log, has_game: bool) -> Option<String> {
    let method = method.map(Scalar::to_f64);
    let rule = rules::rule(&method).filter(|_| !has_game)?;
    let steps = log.steps().split_last().map_or(&[][..], |(_, steps)| steps);
    let nowhere = |what| {
        let pieces = 0..log.pieces().len();
        !steps
            .iter()
            .any(|k| pieces.clone().any(|piece| log.has(*k, what, piece)))
    };
    let wanted = |what| {
        let needs = |k: &usize| match what {
            // without a game v_mid alone gives such a step
            Quantity::V => rule.needs(*k).v && !rule.needs(*k).mid,
            Quantity::Mid => rule.needs(*k).mid,
            Quantity::P => true,
        };
        steps.iter().any(needs) && nowhere(what)
    };
    let names = [
        (Quantity::P, "p"),
        (Quantity::V, "v"),
        (Quantity::Mid, "v_mid"),
    ];
    let missing: Vec<_> = names
        .into_iter()
        .filter(|(what, _)| wanted(*what))
        .collect();
    let missing: Vec<_> = missing.into_iter().map(|(_, name)| name).collect();
    (!missing.is_empty()).then(|| {
        let (id, list) = (method.id(), missing.join(" and "));
        format!("{id} consumes {list}, of which nothing is logged: log it before each step, or name the game")
    })
}

/// What was not logged, and so not judged.
pub(super) fn not_seen(log: &dyn Log, seen: &[Vec<bool>], outcome: &Outcome) -> Vec<String> {
    let first = log.steps().first().copied().unwrap_or(0);
    let mut list = Vec::new();
    if first > 0 {
        list.push(format!("the steps before step {first}"));
    }
    if !log.is_complete() {
        list.push("the parameters that are not logged".into());
    }
    let alike = seen.windows(2).all(|pair| pair[0] == pair[1]);
    let pieces = if alike { 1 } else { seen.len() };
    let mut told = 0;
    for (piece, seen) in seen.iter().enumerate().take(pieces) {
        let steps = stretches(seen, log.steps());
        if steps.is_empty() {
            continue;
        }
        told += 1;
        if told > LISTED {
            continue;
        }
        let of = match log.piece_name(piece) {
            name if alike || name.is_empty() => String::new(),
            name => format!(" of {name}"),
        };
        list.push(format!("{steps}{of}"));
    }
    if told > LISTED {
        list.push(format!("steps of {} more parameters", told - LISTED));
    }
    if let Some((k, why)) = &outcome.cut {
        list.push(format!("the steps from step {k} on: {why}"));
    }
    if outcome.unbounded > 0 {
        list.push(format!(
            "{} numbers for which rounding leaves no bound, or the method has no value",
            outcome.unbounded
        ));
    }
    list
}

/// "step 3", "steps 3-5, 8": those that were not seen.
fn stretches(seen: &[bool], steps: &[usize]) -> String {
    let mut list: Vec<(usize, usize)> = Vec::new();
    for (pair, _) in steps.windows(2).zip(seen).filter(|(_, seen)| !**seen) {
        // a gap in the log is unseen up to its end
        let (start, end) = (pair[0], pair[1] - 1);
        match list.last_mut() {
            Some((_, before)) if *before + 1 == start => *before = end,
            _ => list.push((start, end)),
        }
    }
    let word = match list.as_slice() {
        [] => return String::new(),
        [(start, end)] if start == end => "step",
        _ => "steps",
    };
    let more = list.len().saturating_sub(LISTED);
    let text = |(start, end): &(usize, usize)| match start == end {
        true => format!("{start}"),
        false => format!("{start}-{end}"),
    };
    let told: Vec<_> = list.iter().take(LISTED).map(text).collect();
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} stretches more"),
    };
    format!("{word} {}{more}", told.join(", "))
}
