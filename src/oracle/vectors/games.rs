//! The games of the files, with points to start from.
//!
//! Numbers are binary fractions unless a case is about rounding them, so that f64 and f32 play
//! the game that is written.

use serde_json::{Value, json};

/// A game, where runs on it start, and what is special about it.
#[derive(Clone, Debug)]
pub(super) struct GameCase {
    /// Its name in ids.
    pub name: &'static str,
    /// What a comment says of it.
    pub about: &'static str,
    /// The game as a question has it.
    pub game: Value,
    pub nx: usize,
    /// Starts, the first in general position.
    pub starts: &'static [&'static [&'static str]],
    pub flags: &'static [&'static str],
}

impl GameCase {
    /// nx + ny.
    pub fn dim(&self) -> usize {
        self.starts[0].len()
    }
}

fn game(
    name: &'static str,
    about: &'static str,
    game: Value,
    nx: usize,
    starts: &'static [&'static [&'static str]],
    flags: &'static [&'static str],
) -> GameCase {
    GameCase {
        name,
        about,
        game,
        nx,
        starts,
        flags,
    }
}

/// The games on which every method runs.
pub(super) fn games() -> Vec<GameCase> {
    [closed_forms(), quadratics(), gans()].concat()
}

fn closed_forms() -> Vec<GameCase> {
    let plane: &[&[&str]] = &[&["1/2", "-3/4"], &["-3/8", "1/4"]];
    let far: &[&[&str]] = &[&["5/4", "3/2"], &["-2", "1/2"]];
    vec![
        game("g1", "g1", json!({"kind": "g1"}), 1, plane, &[]),
        game("g2", "g2", json!({"kind": "g2"}), 1, plane, &[]),
        game(
            "g3",
            "g3, with an exponential",
            json!({"kind": "g3"}),
            1,
            far,
            &[],
        ),
    ]
}

fn quadratics() -> Vec<GameCase> {
    vec![
        game(
            "bilinear_1_1",
            "f = xy, where descent ascent spirals out",
            json!({"kind": "bilinear", "M": [["1"]]}),
            1,
            &[&["1/2", "-3/4"], &["0", "1"]],
            &["step_at_stability_limit"],
        ),
        game(
            "bilinear_2_1",
            "a bilinear game with linear terms and more x than y",
            json!({"kind": "bilinear", "M": [["1"], ["-1/2"]], "b": ["1/4", "-1/8"], "c": ["3/8"]}),
            2,
            &[&["1/2", "-1/4", "3/4"]],
            &[],
        ),
        game(
            "quadratic_1_1",
            "a strongly convex-concave quadratic",
            json!({"kind": "quadratic", "P": [["2"]], "M": [["1/2"]], "Q": [["3"]], "b": ["1/4"], "c": ["-1/2"]}),
            1,
            &[&["3/4", "-1/2"]],
            &[],
        ),
        game(
            "quadratic_2_1",
            "a quadratic that is indefinite in x",
            json!({"kind": "quadratic", "P": [["1", "1/2"], ["1/2", "-1/4"]], "M": [["1"], ["-1/4"]], "Q": [["3/2"]], "b": ["1/4", "-1"], "c": ["1/8"]}),
            2,
            &[&["1/2", "-1/4", "3/8"]],
            &[],
        ),
        game(
            "quadratic_2_3",
            "a quadratic with two x and three y, coupled both ways",
            json!({"kind": "quadratic", "P": [["2", "-1/2"], ["-1/2", "1"]], "M": [["1", "0", "-1/2"], ["1/4", "-1", "1"]], "Q": [["2", "1/2", "0"], ["1/2", "1", "-1/4"], ["0", "-1/4", "3/2"]], "b": ["0", "1/2"], "c": ["-1/4", "0", "1/8"]}),
            2,
            &[&["1/2", "-3/4", "1/4", "-1/2", "1"]],
            &[],
        ),
        game(
            "quadratic_ill",
            "a quadratic whose curvatures differ by 2^20",
            json!({"kind": "quadratic", "P": [["2", "0"], ["0", "1/524288"]], "M": [["1/1024"], ["1/2"]], "Q": [["1/524288"]], "b": ["0", "0"], "c": ["0"]}),
            2,
            &[&["1/2", "-3/4", "1/4"]],
            &["ill_conditioned"],
        ),
        game(
            "quadratic_0_2",
            "nobody minimises: x has no entries",
            json!({"kind": "quadratic", "P": [], "M": [], "Q": [["2", "1/2"], ["1/2", "1"]], "b": [], "c": ["1/4", "-1/2"]}),
            0,
            &[&["1/2", "-3/4"]],
            &["empty_player"],
        ),
        game(
            "quadratic_1_0",
            "nobody maximises: one entry in all",
            json!({"kind": "quadratic", "P": [["3/2"]], "M": [[]], "Q": [], "b": ["-1/4"], "c": []}),
            1,
            &[&["3/4"]],
            &["empty_player", "n_is_1"],
        ),
        game(
            "empty",
            "nobody plays: no entries at all",
            json!({"kind": "quadratic", "P": [], "M": [], "Q": [], "b": [], "c": []}),
            0,
            &[&[]],
            &["empty_player", "n_is_0"],
        ),
    ]
}

fn gans() -> Vec<GameCase> {
    let dirac: &[&[&str]] = &[&["1", "3/4"], &["-1/2", "5/4"]];
    vec![
        game(
            "dirac_saturating",
            "the Dirac GAN with the zero-centred penalty",
            json!({"kind": "dirac", "variant": "saturating", "r1": "1/4"}),
            1,
            dirac,
            &[],
        ),
        game(
            "dirac_nonsaturating",
            "the Dirac GAN with two losses and Tikhonov terms",
            json!({"kind": "dirac", "variant": "nonsaturating", "tik_x": "1/8", "tik_y": "1/4"}),
            1,
            dirac,
            &["two_losses"],
        ),
        game(
            "dirac_wgan",
            "the Wasserstein Dirac GAN with regularisers",
            json!({"kind": "dirac", "variant": "wgan", "r1": "1/2", "tik_x": "1/16", "tik_y": "1/4"}),
            1,
            dirac,
            &[],
        ),
        game(
            "mlp_wgan",
            "a GAN on the line: an affine generator against one tanh",
            json!({"kind": "mlp_gan", "loss": "wgan", "gen": "affine", "hidden_d": 1, "real": ["1", "3"], "noise": ["-1", "1/2"], "r1": "1/4"}),
            2,
            &[&["1", "1/4", "1/2", "-1/4", "3/4", "1/8"]],
            &[],
        ),
        game(
            "mlp_vanilla_ns",
            "a GAN on the line with two losses: a tanh generator against one tanh",
            json!({"kind": "mlp_gan", "loss": "vanilla_ns", "gen": "mlp", "hidden_g": 1, "hidden_d": 1, "real": ["1", "2"], "noise": ["-1/2", "3/4"], "tik_y": "1/8"}),
            4,
            &[&["1/2", "1/4", "3/4", "-1/8", "1/2", "-1/4", "1", "1/8"]],
            &["two_losses"],
        ),
    ]
}
