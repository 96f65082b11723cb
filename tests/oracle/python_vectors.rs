//! The checker of examples/python and its two worked examples, where Python has the libraries.
//!
//! `GNASH_PYTHON` names the interpreter (else `python3`). Where it lacks a library the tests say
//! so and check nothing.
//!
//! Broken by hand: a sign in `J` of the checker's Dirac game (its own games fail), `<=` to `>` in
//! `like` (other mistakes are named).

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/python")
}

fn python() -> Command {
    let program = std::env::var_os("GNASH_PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(program);
    command
        .env("JAX_PLATFORMS", "cpu")
        .env("PYTHONPATH", folder());
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Whether Python can import these; says so if it cannot.
fn has(modules: &str) -> bool {
    let found = python().args(["-c", &format!("import {modules}")]).output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: no Python with {modules} (set GNASH_PYTHON to one that has them)");
    }
    found
}

fn run(script: &str, arguments: &[&str]) -> (Output, String) {
    let output = python().arg(folder().join(script)).args(arguments).output();
    let output = output.expect("Python starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output, said)
}

#[track_caller]
fn passes(script: &str, arguments: &[&str], methods: &[&str]) {
    let (output, said) = run(script, arguments);
    let problem = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}{problem}");
    for method in methods {
        assert!(said.contains(&format!("{method} in ")), "{said}");
    }
}

#[track_caller]
fn fails_as(script: &str, bug: &str, mistake: &str) {
    let (output, said) = run(script, &["--bug", bug]);
    assert_eq!(output.status.code(), Some(1), "{said}");
    // the mistake that explains most of the failing runs is named first
    let named = said.lines().find(|line| line.contains("known mistake"));
    assert!(named.is_some_and(|line| line.ends_with(mistake)), "{said}");
}

/// Descent ascent and a method with J, in numpy alone, on all of the checker's games.
const BY_HAND: &str = "
import sys
from check_vectors import main

def gda(game, p, state, hyper):
    return p + game.each(hyper['hx'], hyper['hy']) * game.v(p), None

def conopt(game, p, state, hyper):
    v = game.v(p)
    return p + hyper['h'] * (v - hyper['gamma'] * game.J(p).T @ v), None

def climbing(game, p, state, hyper):
    return p - game.each(hyper['hx'], hyper['hy']) * game.v(p), None

scalar, which = sys.argv[1:]
steps = {'right': {'gda': gda, 'conopt': conopt}, 'wrong': {'ttur': climbing}, 'none': {}}
main(steps[which], ['--scalar', scalar])
";

#[test]
fn the_checker_passes_what_is_right_and_fails_what_is_not() {
    if !has("numpy") {
        return;
    }
    let exit = |scalar, which| {
        let output = python().args(["-c", BY_HAND, scalar, which]).output();
        output.expect("Python starts").status.code()
    };
    assert_eq!(exit("f64", "right"), Some(0));
    assert_eq!(exit("f32", "right"), Some(0));
    assert_eq!(exit("f64", "wrong"), Some(1));
    assert_eq!(exit("f64", "none"), Some(2));
}

#[test]
fn the_torch_example_conforms_and_its_bug_is_named() {
    if !has("numpy, torch") {
        return;
    }
    passes("check_torch.py", &[], &["gn", "adam"]);
    passes("check_torch.py", &["--scalar", "f32"], &["gn", "adam"]);
    fails_as(
        "check_torch.py",
        "inverse_sqrt_lambda",
        "gn_inverse_sqrt_lambda",
    );
}

#[test]
fn the_optax_example_conforms_and_its_bug_is_named() {
    if !has("numpy, jax") {
        return;
    }
    passes("check_optax.py", &[], &["ogda", "sgd_momentum"]);
    fails_as("check_optax.py", "zero_previous", "ogda_zero_previous");
}
