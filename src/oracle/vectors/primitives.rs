//! Questions about single formulas: fields, B⁻¹w, A v, β rules, CG steps, Jacobians of steps.

use super::answers::{self, Parts};
use super::draft::{Draft, named};
use super::format::Case;
use super::games::games;
use super::grid::has_step;
use super::number::Written;
use super::settings::settings;
use super::tolerance;
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{Interval, Rational};
use serde_json::{Value, json};

/// The case that the draft asks for.
///
/// # Errors
/// Why neither fractions nor intervals can answer.
pub(super) fn case(draft: &Draft) -> Result<Case, Problem> {
    let question = &draft.question;
    match answers::parts::<Rational>(question) {
        Ok(parts) => {
            let decided = answers::is_decided(question);
            Ok(finished(draft, &parts, Some(&parts), decided))
        }
        Err(problem) if problem.kind == ProblemKind::Unsupported => {
            let parts = answers::parts::<Interval>(question)?;
            Ok(finished(draft, &parts, None, true))
        }
        Err(problem) => Err(problem),
    }
}

fn finished<S: Written>(
    draft: &Draft,
    parts: &Parts<S>,
    exact: Option<&Parts<Rational>>,
    decided: bool,
) -> Case {
    let ask = draft.question["ask"].as_str().unwrap_or("");
    let mut case = draft.case();
    case.expect = Some(answers::written(ask, parts));
    case.tolerance = Some(tolerance::tolerances(&draft.question, exact, decided));
    case
}

fn draft(id: String, comment: String, flags: &[&'static str], question: Value) -> Draft {
    Draft {
        id,
        comment,
        flags: flags.to_vec(),
        question,
    }
}

/// Both objectives, v and J of every game at every start.
pub(super) fn fields() -> Vec<Draft> {
    let mut list = vec![];
    for game in games() {
        for (i, p) in game.starts.iter().enumerate() {
            list.push(draft(
                format!("field-{}-{}", game.name, i + 1),
                format!("objectives, v and J of {}", game.about),
                game.flags,
                json!({"ask": "field", "game": game.game, "nx": game.nx, "p": p}),
            ));
        }
    }
    let far = [
        (
            "g3",
            json!({"kind": "g3"}),
            ["9", "-7"],
            "g3 where its exponential damps by e^-1.3",
        ),
        (
            "saturated",
            json!({"kind": "dirac", "variant": "saturating"}),
            ["30", "30"],
            "a sigmoid of 900: the naive 1/(1 + e^900) overflows in f64",
        ),
        (
            "saturated_back",
            json!({"kind": "dirac", "variant": "nonsaturating"}),
            ["30", "-30"],
            "a sigmoid of -900",
        ),
        (
            "origin",
            json!({"kind": "dirac", "variant": "saturating", "r1": "1/2"}),
            ["0", "0"],
            "the equilibrium of the Dirac GAN",
        ),
    ];
    for (name, game, p, what) in far {
        list.push(draft(
            format!("field-edge-{name}"),
            format!("objectives, v and J: {what}"),
            &["branch"],
            json!({"ask": "field", "game": game, "nx": 1, "p": p}),
        ));
    }
    list
}

/// Vectors with what is special about them.
const VECTORS: [(&str, &[&str], &[&str]); 9] = [
    ("generic", &["1/2", "-3/4", "1/8"], &[]),
    ("one", &["3/2"], &["n_is_1"]),
    ("zero", &["0", "0", "0"], &["zero_vector"]),
    ("empty", &[], &["empty"]),
    ("large", &["1024", "-3", "77"], &[]),
    (
        "uneven",
        &["1", "1/1048576", "-1048576"],
        &["ill_conditioned"],
    ),
    ("subnormal", &["0x3p-1070", "-0x1p-1074"], &["subnormal"]),
    ("huge", &["0x3p+600", "-0x1p+601"], &["huge"]),
    ("decimals", &["0.1", "-0.7", "1e-3"], &["rounded_text"]),
];

/// Values of λ, from hardly any to one that swamps every v above but the huge.
const DAMPINGS: [&str; 6] = ["1/2", "1", "3", "1/1048576", "0x1p-1000", "0x1p+900"];

/// (λI + v vᵀ)⁻¹ w.
pub(super) fn apply() -> Vec<Draft> {
    let mut all = vec![];
    for (name, v, flags) in VECTORS {
        for (i, lam) in DAMPINGS.into_iter().enumerate() {
            let other: Vec<&str> = ["1", "-2", "1/4"]
                .into_iter()
                .cycle()
                .take(v.len())
                .collect();
            for (which, w) in [("other", other), ("same", v.to_vec())] {
                all.push(draft(
                    format!("apply-{name}-{which}-{}", i + 1),
                    format!("B^-1 w for a {name} v, w {which}, lam {lam}"),
                    flags,
                    json!({"ask": "apply", "v": v, "w": w, "lam": lam}),
                ));
            }
        }
    }
    all
}

/// A v of both forms.
pub(super) fn direction() -> Vec<Draft> {
    let mut all = vec![];
    for (name, v, flags) in VECTORS {
        for (i, lam) in DAMPINGS.into_iter().enumerate() {
            for form in ["inverse", "inverse_minus_identity"] {
                all.push(draft(
                    format!("direction-{name}-{form}-{}", i + 1),
                    format!("A v for a {name} v, form {form}, lam {lam}"),
                    flags,
                    json!({"ask": "direction", "v": v, "lam": lam, "form": form}),
                ));
            }
        }
    }
    // ‖v‖² = 1/4
    for (name, lam) in [
        ("on", "3/4"),
        ("inside", "0x1.7fffffffffffp-1"),
        ("outside", "0x1.8000000000001p-1"),
    ] {
        all.push(draft(
            format!("direction-sphere-{name}"),
            format!("A v with ||v||^2 + lam {name} 1: the sign of 1/(lam + s) - 1 decides"),
            &["spurious_sphere"],
            json!({"ask": "direction", "v": ["1/2", "0"], "lam": lam, "form": "inverse_minus_identity"}),
        ));
    }
    all
}

type Words = &'static [&'static str];

/// All β rules at once: g, g_prev, d_prev.
const CONJUGACIES: [(&str, [Words; 3], Words); 10] = [
    (
        "generic",
        [
            &["1/2", "-1", "3/4"],
            &["1", "1/4", "-1/2"],
            &["-1", "1/2", "1/4"],
        ],
        &[],
    ),
    (
        "first_step",
        [&["1/2", "-1"], &["1", "1/4"], &["-1", "-1/4"]],
        &["start_up"],
    ),
    ("one", [&["1/2"], &["-3/4"], &["3/4"]], &["n_is_1"]),
    (
        "same_gradient",
        [&["1/2", "1"], &["1/2", "1"], &["-1", "2"]],
        &["zero_denominator", "branch"],
    ),
    (
        "zero_previous",
        [&["1/2", "1"], &["0", "0"], &["-1", "2"]],
        &["zero_denominator", "branch"],
    ),
    (
        "zero_slope",
        [&["1", "1"], &["0", "1"], &["0", "3"]],
        &["zero_denominator", "branch"],
    ),
    (
        "zero_gradient",
        [&["0", "0"], &["1", "-1/2"], &["-1", "1/2"]],
        &["zero_gradient"],
    ),
    (
        "negative",
        [&["1/2", "0"], &["1", "0"], &["1", "0"]],
        &["branch"],
    ),
    (
        "empty",
        [&[], &[], &[]],
        &["empty", "zero_denominator", "branch"],
    ),
    (
        "decimals",
        [&["0.1", "0.7"], &["0.3", "-0.2"], &["-0.6", "0.4"]],
        &["rounded_text"],
    ),
];

/// The β rules with three values of μ.
pub(super) fn conjugacy() -> Vec<Draft> {
    let mut all = vec![];
    for (name, [g, g_prev, d_prev], flags) in CONJUGACIES {
        for mu in ["2", "0", "-1/2"] {
            all.push(draft(
                format!("conjugacy-{name}-mu{}", mu.replace('/', "_")),
                format!("the seven beta rules, {name}, mu {mu}; a zero denominator gives 0"),
                flags,
                json!({"ask": "conjugacy", "g": g, "g_prev": g_prev, "d_prev": d_prev, "mu": mu}),
            ));
        }
    }
    all
}

/// CG on H² b = H·rhs.
pub(super) fn krylov() -> Vec<Draft> {
    let systems: [(&str, Value, &[&str], &[&'static str]); 6] = [
        (
            "diagonal",
            json!([["-1", "0"], ["0", "-3"]]),
            &["1", "1/2"],
            &[],
        ),
        (
            "full",
            json!([["-2", "1/2", "0"], ["1/2", "-1", "1/4"], ["0", "1/4", "-3"]]),
            &["1", "-1/2", "1/4"],
            &[],
        ),
        (
            "indefinite",
            json!([["1", "2"], ["2", "-1"]]),
            &["1/2", "-1"],
            &[],
        ),
        (
            "singular",
            json!([["1", "1"], ["1", "1"]]),
            &["1", "0"],
            &["singular", "branch"],
        ),
        (
            "zero",
            json!([["0", "0"], ["0", "0"]]),
            &["1", "-1"],
            &["zero_denominator", "branch"],
        ),
        (
            "near_singular",
            json!([["1", "1023/1024"], ["1023/1024", "1"]]),
            &["1", "-1/2"],
            &["near_singular", "ill_conditioned"],
        ),
    ];
    let mut all = vec![];
    for (name, h, rhs, flags) in systems {
        for k in 0..=3 {
            all.push(draft(
                format!("krylov-{name}-k{k}"),
                format!("b after {k} CG steps on H^2 b = H rhs, {name} H; it stops at an exactly zero residual"),
                flags,
                json!({"ask": "krylov", "H": h, "rhs": rhs, "k": k}),
            ));
        }
    }
    all
}

/// ∂p₁/∂p₀ of every setting on three games.
pub(super) fn map_jacobians() -> Vec<Draft> {
    let mut chosen = games();
    chosen.retain(|game| ["g1", "g3", "quadratic_2_1"].contains(&game.name));
    let mut all = vec![];
    for setting in settings() {
        for game in chosen.iter().filter(|game| has_step(setting.id, game)) {
            all.push(draft(
                format!("map_jacobian-{}-{}-{}", setting.id, setting.label, game.name),
                format!("the Jacobian of the first step of {} on {}", named(&setting), game.about),
                game.flags,
                json!({"ask": "map_jacobian", "game": game.game, "method": setting.method, "nx": game.nx, "p": game.starts[0]}),
            ));
        }
    }
    all
}
