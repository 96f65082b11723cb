//! The dense references against what Coq's evaluation of the proved specification prints, with
//! `==` on exact rationals (proofs/execute.v, `make -C proofs vectors`).
//!
//! Broken by hand: one digit of one fraction of `gn_ema.json` (the step and the id are named).

use gnash::dense::{State, step_algebraic};
use gnash::game::Quadratic;
use gnash::scalar::Rational;
use gnash::spec::{Fraction, Method, Settings, SpecError};
use nalgebra::{DMatrix, DVector};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;
use std::str::FromStr;

/// Methods that the executable specification must cover, each on this many games and steps.
const METHODS: [&str; 14] = [
    "cgd",
    "conopt",
    "eftp",
    "eg",
    "fr",
    "gda",
    "gdn",
    "gn",
    "gn_block",
    "gn_ema",
    "hessian_fr",
    "nlcg",
    "ogda",
    "sga",
];
const GAMES: usize = 3;
const STEPS: usize = 3;

/// A method's JSON; every field must be asked for.
struct Fields<'a> {
    map: &'a Map<String, Value>,
    taken: BTreeSet<&'static str>,
}

impl<'a> Fields<'a> {
    fn take(&mut self, name: &'static str) -> Option<&'a Value> {
        self.taken.insert(name);
        self.map.get(name)
    }
}

impl Settings<Rational> for Fields<'_> {
    type Error = SpecError;
    fn number(&mut self, name: &'static str) -> Result<Option<Rational>, SpecError> {
        Ok(self.take(name).map(rational))
    }
    fn count(&mut self, name: &'static str) -> Result<Option<usize>, SpecError> {
        Ok(self.take(name).map(size))
    }
    fn word(&mut self, name: &'static str) -> Result<Option<String>, SpecError> {
        Ok(self.take(name).map(|value| text(value).to_owned()))
    }
    fn flag(&mut self, name: &'static str) -> Result<Option<bool>, SpecError> {
        Ok(self.take(name).map(|v| v.as_bool().expect("true or false")))
    }
    fn default(&mut self, _: &'static str, usual: Fraction) -> Result<Rational, SpecError> {
        Ok(usual.to())
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn size(value: &Value) -> usize {
    let number = value.as_u64().expect("a natural number");
    number.try_into().expect("a small number")
}

fn rational(value: &Value) -> Rational {
    Rational::from_str(text(value)).expect("a fraction")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn vector(value: &Value) -> DVector<Rational> {
    DVector::from_vec(list(value).iter().map(rational).collect())
}

fn matrix(value: &Value) -> DMatrix<Rational> {
    let rows: Vec<_> = list(value)
        .iter()
        .map(|row| vector(row).transpose())
        .collect();
    DMatrix::from_rows(&rows)
}

fn game(value: &Value) -> Quadratic<Rational> {
    let (m, b, c) = (&value["M"], &value["b"], &value["c"]);
    let game = match text(&value["kind"]) {
        "g1" => Ok(Quadratic::g1()),
        "g2" => Ok(Quadratic::g2()),
        "bilinear" => Quadratic::bilinear(matrix(m), vector(b), vector(c)),
        "quadratic" => {
            let (p, q) = (matrix(&value["P"]), matrix(&value["Q"]));
            Quadratic::new(p, matrix(m), q, vector(b), vector(c))
        }
        kind => panic!("unknown game {kind}"),
    };
    game.expect("a game")
}

fn method(value: &Value) -> Method<Rational> {
    let map = value.as_object().expect("an object");
    let mut fields = Fields {
        map,
        taken: BTreeSet::from(["id"]),
    };
    let method = Method::read(text(&value["id"]), &mut fields).expect("a method");
    for name in map.keys() {
        assert!(fields.taken.contains(name.as_str()), "unknown field {name}");
    }
    method
}

/// Runs one case and returns its number of steps.
fn check(case: &Value) -> usize {
    let id = text(&case["id"]);
    let (game, method) = (game(&case["game"]), method(&case["method"]));
    let Method::Algebraic(method) = method else {
        panic!("{id}: a method with a root");
    };
    let mut p = vector(&case["p0"]);
    let mut state = State::of_algebraic(&method, p.len());
    assert_eq!(
        gnash::game::Game::<Rational>::nx(&game),
        size(&case["nx"]),
        "{id}"
    );
    let expected = list(&case["p"]);
    for (k, expected) in expected.iter().enumerate() {
        p = step_algebraic(&method, &game, &mut state, &p).expect("a step");
        assert_eq!(p, vector(expected), "{id}, step {}", k + 1);
    }
    expected.len()
}

#[test]
fn dense_steps_are_those_of_the_proved_specification() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/coq");
    for id in METHODS {
        let path = folder.join(format!("{id}.json"));
        let file = std::fs::read_to_string(path).expect("a file per method");
        let file: Value = serde_json::from_str(&file).expect("JSON");
        let mut games = BTreeSet::new();
        for case in list(&file["cases"]) {
            assert_eq!(text(&case["method"]["id"]), id);
            if check(case) >= STEPS {
                games.insert(case["game"].to_string());
            }
        }
        assert!(games.len() >= GAMES, "{id}: {} games", games.len());
    }
}
