//! A question with the reason for it, before anything is known about the answer.

use super::format::Case;
use super::games::GameCase;
use super::settings::Setting;
use serde_json::{Value, json};

/// A question that a case will be about.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub id: String,
    pub comment: String,
    pub flags: Vec<&'static str>,
    pub question: Value,
}

impl Draft {
    /// The case without anything about the answer.
    pub fn case(&self) -> Case {
        let mut flags: Vec<String> = self.flags.iter().map(|flag| (*flag).into()).collect();
        flags.sort();
        flags.dedup();
        Case {
            id: self.id.clone(),
            comment: self.comment.clone(),
            flags,
            question: Some(self.question.clone()),
            question_text: None,
            expect: None,
            refuse: None,
            tolerance: None,
            fields: None,
            known_wrong: vec![],
        }
    }

    /// The length of p0.
    pub fn dim(&self) -> usize {
        self.question["p0"].as_array().map_or(0, Vec::len)
    }
}

/// A run of a method on a game: `at` lists the steps whose iterates are asked for, the last of
/// them ends the run.
pub(super) fn trajectory(
    method: &Value,
    game: &Value,
    nx: usize,
    p0: &[&str],
    at: &[usize],
) -> Value {
    json!({
        "ask": "trajectory", "game": game, "method": method, "nx": nx, "p0": p0,
        "steps": at.last().copied().unwrap_or(0), "at": at,
    })
}

/// A run of a setting on a game from its i-th start.
pub(super) fn on(setting: &Setting, game: &GameCase, start: usize, at: &[usize]) -> Value {
    trajectory(&setting.method, &game.game, game.nx, game.starts[start], at)
}

/// "gn with h 1/4, lam 1/2, form inverse".
pub(super) fn named(setting: &Setting) -> String {
    match setting.words.is_empty() {
        true => setting.id.into(),
        false => format!("{} with {}", setting.id, setting.words),
    }
}
