//! Questions whose answer is a fact about a matrix: eigenvalues known by construction, the step
//! bound of Lemma 3, kinds of equilibria, and whether a map contracts.

use super::draft::Draft;
use super::format::{Case, Tolerance, Tolerances};
use super::games::games;
use super::number::Written;
use super::tolerance::two_digits_up;
use crate::certify::{self, Answer, local_minimax, local_nash, schur_complement};
use crate::game::Game;
use crate::oracle::read::{self, Fields};
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{FromText, Precision, Rational, Scalar};
use nalgebra::{DMatrix, DVector};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The eigenvalue iteration is backward stable: its error is that of a change of the matrix by
/// this many n²u‖U‖, as in the crate's own tests.
const SWEEPS: f64 = 20.0;

/// A matrix T D T⁻¹ with T whole, det T = 1 and D of real and rotating blocks (re, im).
struct Planted {
    name: &'static str,
    about: &'static str,
    basis: &'static [&'static [i64]],
    /// In quarters; each (re, im ≠ 0) stands for the pair re ± im i.
    eigenvalues: &'static [(i64, i64)],
}

const PLANTED: [Planted; 8] = [
    Planted {
        name: "one",
        about: "a number",
        basis: &[&[1]],
        eigenvalues: &[(-8, 0)],
    },
    Planted {
        name: "rotation",
        about: "a stable focus",
        basis: &[&[1, 0], &[0, 1]],
        eigenvalues: &[(-1, 12)],
    },
    Planted {
        name: "skewed_focus",
        about: "a focus seen in a skew basis",
        basis: &[&[1, 2], &[1, 3]],
        eigenvalues: &[(-4, 8)],
    },
    Planted {
        name: "node",
        about: "real eigenvalues in a skew basis",
        basis: &[&[2, 1], &[3, 2]],
        eigenvalues: &[(-4, 0), (-12, 0)],
    },
    Planted {
        name: "saddle",
        about: "one eigenvalue on the wrong side",
        basis: &[&[2, 1], &[3, 2]],
        eigenvalues: &[(-4, 0), (2, 0)],
    },
    Planted {
        name: "centre",
        about: "Re = 0 exactly: no step contracts",
        basis: &[&[1, 2], &[1, 3]],
        eigenvalues: &[(0, 4)],
    },
    Planted {
        name: "slow_and_fast",
        about: "a slow focus decides the bound, not the fast node",
        basis: &[&[1, 0, 0], &[1, 1, 0], &[0, 2, 1]],
        eigenvalues: &[(-1, 8), (-40, 0)],
    },
    Planted {
        name: "two_foci",
        about: "two foci",
        basis: &[&[1, 1, 0, 0], &[0, 1, 1, 0], &[0, 0, 1, 1], &[0, 0, 0, 1]],
        eigenvalues: &[(-2, 4), (-4, 2)],
    },
];

impl Planted {
    fn values(&self) -> impl Iterator<Item = (Rational, Rational)> {
        let quarter = |a: i64| Rational::from(a) / Rational::from(4);
        self.eigenvalues
            .iter()
            .map(move |(re, im)| (quarter(*re), quarter(*im)))
    }

    fn blocks(&self) -> DMatrix<Rational> {
        let n = self.basis.len();
        let mut d = DMatrix::from_element(n, n, Rational::ZERO);
        let mut i = 0;
        for (re, im) in self.values() {
            d[(i, i)] = re.clone();
            if !im.is_zero() {
                d[(i, i + 1)] = -im.clone();
                d[(i + 1, i)] = im;
                d[(i + 1, i + 1)] = re;
                i += 1;
            }
            i += 1;
        }
        d
    }

    /// (T D T⁻¹, ‖T‖_F‖T⁻¹‖_F).
    fn matrix(&self) -> Result<(DMatrix<Rational>, f64), Problem> {
        let n = self.basis.len();
        let t = DMatrix::from_fn(n, n, |i, j| Rational::from(self.basis[i][j]));
        let identity = DMatrix::from_diagonal_element(n, n, Rational::ONE);
        let inverse = crate::dense::solve(&t, &identity)?;
        let condition = frobenius(&t) * frobenius(&inverse);
        Ok((t * self.blocks() * inverse, condition))
    }

    /// min −2 Re ξ/|ξ|², if all Re ξ < 0.
    fn bound(&self) -> Option<Rational> {
        let bounds = self.values().map(|(re, im)| {
            let modulus = re.square() + im.square();
            (re < Rational::ZERO).then(|| Rational::from(-2) * re / modulus)
        });
        let bounds: Option<Vec<Rational>> = bounds.collect();
        bounds?.into_iter().reduce(|a, b| if a < b { a } else { b })
    }

    fn case(&self) -> Result<Case, Problem> {
        let (u, condition) = self.matrix()?;
        let mut eigenvalues = vec![];
        for (re, im) in self.values() {
            eigenvalues.push([re.clone(), -im.clone()]);
            if !im.is_zero() {
                eigenvalues.push([re, im]);
            }
        }
        eigenvalues.sort();
        let pairs = eigenvalues
            .iter()
            .map(|pair| pair.iter().map(Written::written).collect());
        let draft = Draft {
            id: format!("spectrum-{}", self.name),
            comment: format!("eigenvalues known by construction: {}", self.about),
            flags: vec!["planted_eigenvalues"],
            question: json!({"ask": "spectrum", "U": texts(&u)}),
        };
        let mut case = draft.case();
        case.expect = Some(json!({
            "eigenvalues": pairs.collect::<Vec<Value>>(),
            "bound": self.bound().map(|bound| bound.written()),
        }));
        case.tolerance = Some(Tolerances {
            f64: bauer_fike::<f64>(&u, condition),
            f32: bauer_fike::<f32>(&u, condition),
        });
        Ok(case)
    }
}

/// Bauer–Fike: eigenvalues of U + E lie within κ(T)‖E‖ of those of U = T D T⁻¹, D normal.
fn bauer_fike<T: Precision>(u: &DMatrix<Rational>, condition: f64) -> Tolerance {
    let n2 = (u.nrows() * u.nrows()) as f64;
    let backward = SWEEPS * n2 * T::UNIT * frobenius(u);
    let eigenvalues = two_digits_up(condition * backward);
    Tolerance {
        why: "eigenvalues".into(),
        at_most: Some(BTreeMap::from([("eigenvalues".into(), eigenvalues)])),
    }
}

fn frobenius(matrix: &DMatrix<Rational>) -> f64 {
    let sum = matrix
        .iter()
        .fold(Rational::ZERO, |sum, a| sum + a.square());
    libm::sqrt(Scalar::to_f64(&sum))
}

fn texts(matrix: &DMatrix<Rational>) -> Value {
    let row = |i| -> Value {
        matrix
            .row(i)
            .iter()
            .map(|a| Value::from(a.to_string()))
            .collect()
    };
    (0..matrix.nrows()).map(row).collect()
}

/// Eigenvalues of planted matrices, and kinds of equilibria of the games with fractions.
///
/// # Errors
/// Of the certificates; none is expected.
pub(super) fn spectra() -> Result<Vec<Case>, Problem> {
    let mut all: Vec<Case> = PLANTED
        .iter()
        .map(Planted::case)
        .collect::<Result<_, _>>()?;
    for game in games() {
        let text = game.game.to_string();
        let Ok(played) = read::algebraic_game::<Rational>(&mut Fields::parse(&text)?) else {
            continue;
        };
        // the quadratic games without linear terms have their equilibrium at the origin
        let origin = vec!["0"; game.dim()];
        for (place, p) in [("origin", origin), ("start", game.starts[0].to_vec())] {
            let draft = Draft {
                id: format!("spectrum-{}-{place}", game.name),
                comment: format!("what kind of point the {place} is on {}", game.about),
                flags: game.flags.to_vec(),
                question: json!({"ask": "spectrum", "game": game.game, "nx": game.nx, "p": p}),
            };
            let mut case = draft.case();
            case.expect = Some(kind_of_point(&*played, &p)?);
            all.push(case);
        }
    }
    Ok(all)
}

/// Schur complement and the two kinds of equilibrium, decided exactly.
fn kind_of_point(game: &dyn Game<Rational>, p: &[&str]) -> Result<Value, Problem> {
    let p = p.iter().map(|text| Rational::from_text(text));
    let p = DVector::from_vec(p.collect::<Result<Vec<_>, _>>()?);
    let (v, j) = (game.field(&p), game.jacobian(&p));
    let critical = v.iter().all(|a| a.is_zero());
    let schur = schur_complement(&j, game.nx())?;
    let rows = |s: &DMatrix<Rational>| -> Value {
        let row = |i| -> Value { s.row(i).iter().map(Written::written).collect() };
        (0..s.nrows()).map(row).collect()
    };
    let minimax = schur.is_some() && local_minimax(&j, game.nx())?.is_strict();
    Ok(json!({
        "schur": schur.as_ref().map(rows),
        "strict_local_nash": critical && local_nash(&j, game.nx())?.is_strict(),
        "strict_local_minimax": critical && minimax,
    }))
}

/// Matrices of which it is asked whether the spectral radius is below 1.
fn contractions() -> [(&'static str, &'static str, Value); 10] {
    [
        (
            "half",
            "half the identity",
            json!([["1/2", "0"], ["0", "1/2"]]),
        ),
        (
            "one",
            "the identity: radius exactly 1",
            json!([["1", "0"], ["0", "1"]]),
        ),
        (
            "rotation",
            "a rotation by (3/5, 4/5): radius exactly 1, which floats cannot tell",
            json!([["3/5", "-4/5"], ["4/5", "3/5"]]),
        ),
        (
            "just_inside",
            "a rotation shrunk by 1 - 2^-60",
            json!([
                [
                    "3458764513820540925/5764607523034234880",
                    "-1152921504606846975/1441151880758558720"
                ],
                [
                    "1152921504606846975/1441151880758558720",
                    "3458764513820540925/5764607523034234880"
                ]
            ]),
        ),
        (
            "nilpotent",
            "radius 0, norm 1000",
            json!([["0", "1000"], ["0", "0"]]),
        ),
        ("growing", "radius 3/2", json!([["3/2", "1"], ["0", "1/4"]])),
        (
            "transient",
            "radius 9/10, though it grows for many steps",
            json!([["9/10", "50", "0"], ["0", "9/10", "50"], ["0", "0", "9/10"]]),
        ),
        (
            "jordan",
            "a Jordan block on the unit circle",
            json!([["1", "1"], ["0", "1"]]),
        ),
        (
            "minus_one",
            "an eigenvalue -1: a step at its limit",
            json!([["-1", "0"], ["3", "1/2"]]),
        ),
        ("number", "a number", json!([["-255/256"]])),
    ]
}

/// Whether maps contract.
///
/// # Errors
/// Of the certificates; none is expected.
pub(super) fn certificates() -> Result<Vec<Case>, Problem> {
    let mut all = vec![];
    for (name, what, matrix) in contractions() {
        let question = json!({"ask": "certify", "matrix": matrix});
        let text = question.to_string();
        let mut fields = Fields::parse(&text)?;
        let exact = fields.required("matrix")?.square::<Rational>()?;
        let verdict = match certify::decide_rational(&exact)? {
            Answer::Proved(_) => "contracts",
            Answer::Refuted(_) => "does_not_contract",
            Answer::Undecided(reason) => {
                return Err(Problem::new(ProblemKind::Unsupported, reason.to_string()));
            }
        };
        let draft = Draft {
            id: format!("certify-{name}"),
            comment: format!("is the spectral radius below 1? {what}"),
            flags: vec![],
            question,
        };
        let mut case = draft.case();
        case.expect = Some(json!({"verdict": verdict}));
        all.push(case);
    }
    Ok(all)
}
