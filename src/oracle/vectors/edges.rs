//! Runs at the edges: each exists because an implementation was, or may be, wrong there.

use super::draft::{Draft, named, on, trajectory};
use super::games::{GameCase, games};
use super::grid::{NEED_CURVATURE, has_step, steps};
use super::settings::{Setting, first_settings, setting, settings};
use serde_json::{Value, json};

/// All of them.
pub(super) fn drafts() -> Vec<Draft> {
    [
        planted_equilibrium(),
        zero_steps(),
        extreme_numbers(),
        rounded_text(),
        start_up_and_long_runs(),
        stability_limits(),
        near_singular(),
        special_settings(),
        spurious_sphere(),
        zero_denominators(),
    ]
    .concat()
}

fn named_game(name: &str) -> GameCase {
    let mut all = games();
    all.retain(|game| game.name == name);
    all.pop().expect("a game of this name")
}

fn draft(id: String, comment: String, flags: &[&'static str], question: Value) -> Draft {
    Draft {
        id,
        comment,
        flags: flags.to_vec(),
        question,
    }
}

/// v = 0 exactly, away from the origin: nothing may move, and 0/0 must not happen.
fn planted_equilibrium() -> Vec<Draft> {
    let game = json!({"kind": "quadratic", "P": [["2", "1/2"], ["1/2", "1"]], "M": [["1"], ["-1/2"]],
        "Q": [["1"]], "b": ["-13/8", "3/8"], "c": ["1/8"]});
    let make = |setting: Setting| {
        let p0 = ["1/2", "-1/4", "3/4"];
        draft(
            format!("{}-{}-equilibrium", setting.id, setting.label),
            format!(
                "{} at an equilibrium: it stays, and 0/0 is 0",
                named(&setting)
            ),
            &["planted_equilibrium"],
            trajectory(&setting.method, &game, 2, &p0, &[1, 2]),
        )
    };
    settings().into_iter().map(make).collect()
}

/// Every step size is zero.
fn zero_steps() -> Vec<Draft> {
    let game = named_game("quadratic_2_1");
    let make = |mut setting: Setting| {
        for name in ["h", "hx", "hy", "hy1", "hy2"] {
            if let Some(step) = setting.method.get_mut(name) {
                *step = "0".into();
            }
        }
        draft(
            format!("{}-h_zero", setting.id),
            format!("{} with every step size 0, which is legal", setting.id),
            &["h_is_zero"],
            on(&setting, &game, 0, &[1, 2]),
        )
    };
    first_settings().into_iter().map(make).collect()
}

/// Starts at both ends of the range of doubles.
fn extreme_numbers() -> Vec<Draft> {
    let game = json!({"kind": "quadratic", "P": [["2"]], "M": [["1/2"]], "Q": [["3"]], "b": ["0"], "c": ["0"]});
    let make = |setting: &Setting, name: &'static str, p0: [&str; 2], what: &str| {
        draft(
            format!("{}-{name}", setting.id),
            format!("{} from a point of size {what}", named(setting)),
            &[name],
            trajectory(&setting.method, &game, 1, &p0, &[1, 2]),
        )
    };
    let settings = first_settings();
    let both = settings.iter().flat_map(|setting| {
        [
            make(
                setting,
                "subnormal",
                ["0x3p-1060", "-0x5p-1062"],
                "2^-1059, which squares to zero",
            ),
            make(
                setting,
                "tiny",
                ["0x3p-140", "-0x5p-142"],
                "2^-139, which squares to zero in f32",
            ),
            make(
                setting,
                "huge",
                ["0x3p+400", "-0x5p+398"],
                "2^401, which f32 does not have",
            ),
        ]
    });
    both.collect()
}

/// A decimal or fraction that no float holds, near a binary fraction of the settings.
fn unrepresentable(text: &str) -> Option<&'static str> {
    Some(match text {
        "1/128" => "0.007",
        "1/64" => "0.015",
        "1/32" => "0.03",
        "1/16" => "6e-2",
        "1/8" => "0.13",
        "1/4" => "0.3",
        "1/2" => "2/3",
        "3/4" => "0.7",
        "7/8" => "9e-1",
        _ => return None,
    })
}

/// Decimals that no float holds: every input is rounded once, to nearest.
fn rounded_text() -> Vec<Draft> {
    let make = |mut setting: Setting| {
        if let Some(fields) = setting.method.as_object_mut() {
            for value in fields.values_mut() {
                if let Some(text) = value.as_str().and_then(unrepresentable) {
                    *value = text.into();
                }
            }
        }
        let games = [("g1", json!({"kind": "g1"})), ("g3", json!({"kind": "g3"}))];
        let with = |(name, game): (&str, Value)| {
            draft(
                format!("{}-rounded_text-{name}", setting.id),
                format!(
                    "{} on {name}: decimals and thirds, each rounded once to nearest",
                    setting.id
                ),
                &["rounded_text"],
                trajectory(&setting.method, &game, 1, &["0.3", "-7/9"], &[1, 3]),
            )
        };
        games.map(with)
    };
    first_settings().into_iter().flat_map(make).collect()
}

/// Methods whose first step is another than the later ones.
const WITH_MEMORY: [&str; 14] = [
    "ogda",
    "eftp",
    "acgd",
    "hessian_fr_diag",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "gn_published",
    "nlcg",
    "adam",
    "rmsprop",
    "sgd_momentum",
    "lookahead",
    "gda_k",
];

/// Single first steps of the methods with memory, and long runs of all.
fn start_up_and_long_runs() -> Vec<Draft> {
    let (short, long) = (named_game("quadratic_2_1"), named_game("dirac_wgan"));
    let mut all = vec![];
    for setting in settings() {
        if WITH_MEMORY.contains(&setting.id) {
            all.push(draft(
                format!("{}-{}-start_up", setting.id, setting.label),
                format!(
                    "the first two steps of {}, from fresh memory",
                    named(&setting)
                ),
                &["start_up"],
                on(&setting, &short, 0, &[1, 2]),
            ));
        }
        // the iterates of nlcg end at the equilibrium, where its quotients are roundings
        if setting.id != "nlcg" && has_step(setting.id, &long) {
            all.push(draft(
                format!("{}-{}-long", setting.id, setting.label),
                format!("twenty steps of {}", named(&setting)),
                &["long_run"],
                on(&setting, &long, 0, &[10, 20]),
            ));
        }
    }
    all
}

/// Lines whose step is at the limit of stability on x² − y² (h, or at an equilibrium h/λ, times 2
/// is 2, 1 for `eg`, 2/3 for `ogda`, 2(1 + β) with momentum).
const LIMITS: [&str; 12] = [
    "gda h=1",
    "ttur hx=1 hy=1",
    "gda_k h=1 k=1",
    "eg h=1/2",
    "ogda h=1/3",
    "cgd h=1",
    "conopt h=1/2 gamma=1/2",
    "fr hx=1 hy=1",
    "hessian_fr hx=1 hy1=1/2 hy2=1",
    "sgd_momentum h=3/2 beta=1/2",
    "gn h=1 lam=1 form=inverse",
    "gn_heavyball h=3/2 lam=1 form=inverse beta=1/2",
];

fn stability_limits() -> Vec<Draft> {
    let game = json!({"kind": "quadratic", "P": [["2"]], "M": [["0"]], "Q": [["2"]]});
    let make = |line| {
        let setting = setting(line);
        draft(
            format!("{}-limit", setting.id),
            format!(
                "{} on x^2 - y^2, where it neither converges nor diverges",
                named(&setting)
            ),
            &["step_at_stability_limit"],
            trajectory(
                &setting.method,
                &game,
                1,
                &["1/1024", "-3/2048"],
                &[1, 2, 8],
            ),
        )
    };
    LIMITS.map(make).to_vec()
}

/// f_yy with condition number 2^13: what solves with it must not invert it carelessly.
fn near_singular() -> Vec<Draft> {
    let game = json!({"kind": "quadratic", "P": [["1"]], "M": [["1/2", "-1/4"]],
        "Q": [["1", "4095/4096"], ["4095/4096", "1"]], "b": ["1/8"], "c": ["1/4", "-1/2"]});
    let solves = ["cgd", "acgd", "hessian_fr_cg", "hessian_fr_diag"];
    let mut chosen = settings();
    chosen.retain(|one| solves.contains(&one.id) || NEED_CURVATURE.contains(&one.id));
    let make = |setting: &Setting| {
        draft(
            format!("{}-{}-near_singular", setting.id, setting.label),
            format!("{} where f_yy is nearly singular", named(setting)),
            &["near_singular", "ill_conditioned"],
            trajectory(&setting.method, &game, 1, &["1/2", "-3/4", "1/4"], &[1, 2]),
        )
    };
    chosen.iter().map(make).collect()
}

/// Hyper-parameters at which a method is another one, or a part of it falls away.
const SPECIAL: [(&str, &str); 36] = [
    ("ttur hx=0 hy=1/16", "only y moves"),
    ("ttur hx=1/16 hy=0", "only x moves"),
    ("gda_k hx=1/16 hy=1/32 k=1", "one ascent step: gda"),
    (
        "gda_k hx=1/16 hy=1/32 k=1 order=x_first",
        "alternating descent ascent, x first",
    ),
    (
        "gda_k hx=1/16 hy=1/32 k=1 order=y_first",
        "alternating descent ascent, y first",
    ),
    ("gda_k hx=1/64 hy=1/32 k=7", "seven ascent steps"),
    ("sga h=1/16 lam=0", "no adjustment: gda"),
    ("sga h=1/16 lam=1", "the whole adjustment"),
    ("sga h=1/16 lam=-1/2", "a negative weight, which is legal"),
    (
        "sga h=1/16 lam=1/2 align=true align_eps=0",
        "alignment without its guard",
    ),
    (
        "sga h=1/16 lam=1/2 align=false align_eps=8",
        "align_eps counts for nothing without align",
    ),
    ("conopt h=1/16 gamma=0", "no penalty: gda"),
    (
        "conopt h=1/16 gamma=-1/4",
        "a negative penalty, which is legal",
    ),
    ("acgd h=1/16 beta=0 eps=1/16", "no memory"),
    ("hessian_fr hx=1/16 hy1=1/16 hy2=0", "no Newton step: fr"),
    ("hessian_fr hx=1/16 hy1=0 hy2=1", "a full Newton step in y"),
    (
        "hessian_fr hx=1/16 hy1=1/32 hy2=1/8 fd_alpha=-1/4",
        "the difference taken backwards",
    ),
    (
        "hessian_fr_cg hx=1/16 hy1=1/32 hy2=1/8 k=0",
        "no CG step: b = 0",
    ),
    (
        "hessian_fr_cg hx=1/16 hy1=1/32 hy2=1/8 k=3",
        "more CG steps than entries of y",
    ),
    (
        "hessian_fr_diag hx=1/16 hy1=1/32 hy2=1/8 hinv0=-2",
        "the first step with a large inverse",
    ),
    (
        "gn h=1/16 lam=1 form=inverse_minus_identity",
        "lambda 1: the step runs against v everywhere",
    ),
    (
        "gn h=1/16 lam=1048576 form=inverse",
        "a damping that swamps v",
    ),
    (
        "gn h=1/1048576 lam=1/1048576 form=inverse",
        "hardly any damping",
    ),
    (
        "gn_heavyball h=1/4 lam=1/2 form=inverse beta=0",
        "no momentum: gn",
    ),
    (
        "gn_heavyball h=1/16 lam=1/2 form=inverse beta=-1/2",
        "negative momentum",
    ),
    ("gn_ema h=1/4 lam=1/2 form=inverse beta=0", "no memory: gn"),
    (
        "gn_ema h=1/4 lam=1/2 form=inverse beta=1",
        "the buffer stays 0: nothing moves",
    ),
    (
        "gn_adaptive h=1/8 lam=1/2 form=inverse rho=0 eps=1/16",
        "no memory: v/(|v| + eps)",
    ),
    ("nlcg h=1/16 beta=hz mu=0", "hz without its correction: hs"),
    (
        "adam h=1/16 beta1=0 beta2=0 eps=1/16",
        "no memory: v/(|v| + eps)",
    ),
    (
        "adam h=1/16 beta1=1/2 beta2=1/2 eps=1",
        "an epsilon that shows where it stands",
    ),
    ("rmsprop h=1/16 rho=0 eps=1/16", "no memory"),
    ("sgd_momentum h=1/16 beta=0", "no momentum: gda"),
    (
        "lookahead h=1/16 k=1 alpha=1/2",
        "an interpolation after every step",
    ),
    ("lookahead h=1/16 k=2 alpha=1", "alpha 1: gda"),
    (
        "lookahead h=1/16 k=2 alpha=0",
        "alpha 0: back to the start every second step",
    ),
];

fn special_settings() -> Vec<Draft> {
    let games = ["g1", "quadratic_2_1", "dirac_nonsaturating"].map(named_game);
    let mut all = vec![];
    for (number, (line, what)) in SPECIAL.into_iter().enumerate() {
        let setting = setting(line);
        for game in games.iter().filter(|game| has_step(setting.id, game)) {
            all.push(draft(
                format!("{}-special{}-{}", setting.id, number + 1, game.name),
                format!("{} on {}: {what}", named(&setting), game.about),
                &[&["special_setting"], game.flags].concat(),
                on(&setting, game, 0, steps(setting.id, game)),
            ));
        }
    }
    all
}

/// f = xy with λ = ¾ has its sphere ‖v‖² = 1 − λ at |p| = ½: there A v = 0, beyond it A v turns.
fn spurious_sphere() -> Vec<Draft> {
    let game = named_game("bilinear_1_1");
    let lines = [
        "gn h=1/2 lam=3/4 form=inverse_minus_identity",
        "gn_block h=1/2 lam=3/4 form=inverse_minus_identity",
        "gn_heavyball h=1/2 lam=3/4 form=inverse_minus_identity beta=1/2",
        "gn_ema h=1/2 lam=3/4 form=inverse_minus_identity beta=1/2",
    ];
    let places = [
        (
            "on",
            ["1/2", "0"],
            "on the spurious sphere, where B^-1 v = v",
        ),
        (
            "inside",
            ["1048575/2097152", "0"],
            "just inside the spurious sphere",
        ),
        (
            "outside",
            ["1048577/2097152", "0"],
            "just outside the spurious sphere: it runs backwards",
        ),
        ("far", ["3", "-4"], "far outside the spurious sphere"),
    ];
    let mut all = vec![];
    for line in lines {
        let setting = setting(line);
        for (name, p0, what) in places {
            all.push(draft(
                format!("{}-sphere-{name}", setting.id),
                format!("{} {what}", named(&setting)),
                &["spurious_sphere"],
                trajectory(&setting.method, &game.game, 1, &p0, &[1, 2]),
            ));
        }
    }
    all
}

/// Quotients whose denominator is exactly zero, and one sign that is.
fn zero_denominators() -> Vec<Draft> {
    let constant = json!({"kind": "bilinear", "M": [["0"]], "b": ["1/2"], "c": ["-1/4"]});
    let constant_x =
        json!({"kind": "quadratic", "P": [["0"]], "M": [["0"]], "Q": [["1"]], "b": ["1/2"]});
    let rules = ["fr", "prp", "hs", "dy", "hz", "fr_prp", "hs_dy"];
    let mut all = vec![];
    for rule in rules {
        let method = json!({"id": "nlcg", "h": "1/4", "beta": rule});
        all.push(draft(
            format!("nlcg-zero_denominator-{rule}"),
            format!(
                "{rule} where the gradient never changes: g - g_prev = 0, so d.y = 0 and beta = 0"
            ),
            &["zero_denominator", "branch"],
            trajectory(&method, &constant, 1, &["1", "1/2"], &[1, 2, 4]),
        ));
        all.push(draft(
            format!("nlcg-zero_denominator-one-{rule}"),
            format!("{rule} where only the gradient of x never changes"),
            &["zero_denominator", "branch"],
            trajectory(&method, &constant_x, 1, &["1", "1/2"], &[1, 2]),
        ));
    }
    let secant =
        json!({"id": "hessian_fr_diag", "hx": "1/16", "hy1": "1/8", "hy2": "1/4", "hinv0": "-3"});
    all.push(draft(
        "hessian_fr_diag-zero_denominator".into(),
        "the gradient of y does not depend on y: the secant is 0/0, tau stays hinv0".into(),
        &["zero_denominator", "branch"],
        trajectory(
            &secant,
            &json!({"kind": "bilinear", "M": [["1"]]}),
            1,
            &["1/2", "-3/4"],
            &[1, 2, 3],
        ),
    ));
    let aligned = json!({"id": "sga", "h": "1/4", "lam": "1", "align": true, "align_eps": "0"});
    all.push(draft(
        "sga-zero_alignment".into(),
        "no interaction: the alignment is exactly 0, and the sign of 0 is 0".into(),
        &["branch"],
        trajectory(
            &aligned,
            &json!({"kind": "quadratic", "P": [["1"]], "M": [["0"]], "Q": [["2"]]}),
            1,
            &["1/2", "-3/4"],
            &[1, 2],
        ),
    ));
    all
}
