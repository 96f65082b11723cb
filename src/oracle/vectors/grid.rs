//! Every setting of every method on every game.

use super::draft::{Draft, named, on};
use super::games::{GameCase, games};
use super::settings::{Setting, first_settings, settings};

/// Runs of methods that use fields alone are this long.
const FIRST_ORDER: &[usize] = &[1, 2, 5];
/// Those of the others.
const SHORT: &[usize] = &[1, 3];
/// Those on larger games.
const SHORTEST: &[usize] = &[1, 2];
/// The methods that use J.
const SECOND_ORDER: [&str; 10] = [
    "sga",
    "conopt",
    "cgd",
    "acgd",
    "fr",
    "gdn",
    "hessian_fr",
    "hessian_fr_cg",
    "hessian_fr_diag",
    "nlcg",
];
/// The methods that divide by f_yy.
pub(super) const NEED_CURVATURE: [&str; 3] = ["fr", "gdn", "hessian_fr"];

/// The steps asked for of this method on this game.
pub(super) fn steps(id: &str, game: &GameCase) -> &'static [usize] {
    if game.dim() > 5 {
        SHORTEST
    } else if SECOND_ORDER.contains(&id) {
        SHORT
    } else {
        FIRST_ORDER
    }
}

/// Whether the method has a step on the game: its f_yy has an inverse where one is needed.
pub(super) fn has_step(id: &str, game: &GameCase) -> bool {
    let flat = ["bilinear_1_1", "bilinear_2_1", "mlp_wgan"].contains(&game.name);
    !(NEED_CURVATURE.contains(&id) && flat)
}

/// All settings on all games from their first starts, and the first setting of every method from
/// the others.
pub(super) fn drafts() -> Vec<Draft> {
    let games = games();
    let mut all = vec![];
    for setting in settings() {
        let played = games.iter().filter(|game| has_step(setting.id, game));
        all.extend(played.map(|game| draft(&setting, game, 0)));
    }
    for setting in first_settings() {
        for game in games.iter().filter(|game| has_step(setting.id, game)) {
            all.extend((1..game.starts.len()).map(|start| draft(&setting, game, start)));
        }
    }
    all
}

fn draft(setting: &Setting, game: &GameCase, start: usize) -> Draft {
    let place = if start == 0 {
        ""
    } else {
        ", from another start"
    };
    let mut id = format!("{}-{}-{}", setting.id, setting.label, game.name);
    if start > 0 {
        id += &format!("-start{}", start + 1);
    }
    Draft {
        id,
        comment: format!("{} on {}{place}", named(setting), game.about),
        flags: game.flags.to_vec(),
        question: on(setting, game, start, steps(setting.id, game)),
    }
}
