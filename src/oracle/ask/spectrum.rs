//! `spectrum`: eigenvalues of the field's Jacobian and what they say about a point.

use super::matrix::{Known, Number};
use super::point::{Place, place};
use super::scalar::Answering;
use super::value::{Named, Value, named};
use crate::dense::{self, StepBound};
use crate::oracle::read::{Fields, LARGEST_DIMENSION};
use crate::oracle::{Precision, Problem, ProblemKind};
use crate::scalar::{Rational, Scalar};
use nalgebra::{DMatrix, DVector};

/// Of J at a point of a game, or of a matrix U.
pub(super) fn spectrum<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    if let Some(item) = fields.optional("U") {
        let exact = (!is_float::<S>())
            .then(|| item.square::<Rational>())
            .transpose()?;
        let u = item.square::<S>()?;
        if u.nrows() > LARGEST_DIMENSION {
            let message = format!(
                "expected at most {LARGEST_DIMENSION} rows, found {}",
                u.nrows()
            );
            return Err(item.problem(ProblemKind::TooLarge, message));
        }
        fields.done()?;
        let known = exact.map_or_else(|| S::known(&u), Known::Exact);
        return Ok(named([
            ("eigenvalues", eigenvalues(&u, &known)?),
            ("bound", bound(&u, &known)?),
        ]));
    }
    let twin = fields.clone();
    let Place { game, p } = place::<S>(fields, "p")?;
    fields.done()?;
    let (v, j) = (game.field(&p), game.jacobian(&p));
    Value::vector(&v).check("v")?;
    Value::matrix(&j).check("J")?;
    let known = exact_jacobian::<S>(twin).map_or_else(|| S::known(&j), Known::Exact);
    let nx = game.nx();
    let schur = known.schur(nx)?;
    let (nash, minimax) = if is_critical(&v, &j, &p)? {
        second_order(&known, nx, schur.as_ref())?
    } else {
        (false, false)
    };
    Ok(named([
        ("eigenvalues", eigenvalues(&j, &known)?),
        ("schur", schur.map_or(Value::Null, |s| s.told())),
        ("bound", bound(&j, &known)?),
        ("strict_local_nash", Value::Flag(nash)),
        ("strict_local_minimax", Value::Flag(minimax)),
    ]))
}

fn is_float<S: Answering>() -> bool {
    S::PRECISION != Precision::Text
}

/// J in fractions where intervals may be replaced by them: the game has an exact form.
fn exact_jacobian<S: Answering>(mut twin: Fields<'_>) -> Option<DMatrix<Rational>> {
    if is_float::<S>() || S::EXACT {
        return None;
    }
    let Place { game, p } = place::<Rational>(&mut twin, "p").ok()?;
    Some(game.jacobian(&p))
}

fn eigenvalues<S: Answering>(matrix: &DMatrix<S>, known: &Known) -> Result<Value<S>, Problem> {
    let pairs = if is_float::<S>() {
        S::eigenvalues(matrix)?
    } else {
        let boxes = known.eigenvalues()?;
        boxes.iter().flat_map(|b| b.copies()).collect()
    };
    Ok(Value::List(
        pairs.into_iter().map(|z| Value::List(z.into())).collect(),
    ))
}

/// Lemma 3's bound; null if the matrix is empty or some Re ξ ≥ 0.
fn bound<S: Answering>(matrix: &DMatrix<S>, known: &Known) -> Result<Value<S>, Problem> {
    match known.step_bound() {
        Ok(bound) => Ok(bound.map_or(Value::Null, |b| S::told(Number::Between(b)))),
        // floats are not asked for certainty beyond the order of exact decisions
        Err(problem) if is_float::<S>() && problem.kind == ProblemKind::Unsupported => {
            let values = dense::eigenvalues(&matrix.map(|a| a.to_f64()))?;
            Ok(match dense::lemma3_bound(&values) {
                StepBound::Below(bound) => S::from_f64(bound).map_or(Value::Null, Value::Number),
                StepBound::Empty | StepBound::None(_) => Value::Null,
            })
        }
        Err(problem) => Err(problem),
    }
}

/// ‖v‖∞ ≤ 10⁻⁹(1 + ‖J‖∞‖p‖∞), with ‖J‖∞ the largest sum of a row; under exact scalars v = 0.
fn is_critical<S: Answering>(
    v: &DVector<S>,
    j: &DMatrix<S>,
    p: &DVector<S>,
) -> Result<bool, Problem> {
    if S::EXACT {
        return Ok(v.iter().all(|a| a.is_zero()));
    }
    if is_float::<S>() {
        // exactly, as nothing may overflow here
        let exact = |a: &S| Scalar::abs(&a.exact().unwrap_or(Rational::ZERO));
        let row = |i: usize| {
            j.row(i)
                .iter()
                .map(&exact)
                .fold(Rational::ZERO, |a, b| a + b)
        };
        let largest = |all: Vec<Rational>| all.into_iter().max().unwrap_or(Rational::ZERO);
        let scale =
            largest((0..j.nrows()).map(row).collect()) * largest(p.iter().map(exact).collect());
        let billion = Rational::from_i64(1_000_000_000);
        let size = largest(v.iter().map(exact).collect());
        return Ok(size * billion <= Rational::ONE + scale);
    }
    let row = |i: usize| j.row(i).iter().fold(S::zero(), |sum, a| sum + a.abs());
    let rows: Vec<S> = (0..j.nrows()).map(row).collect();
    let scale = largest(&rows) * largest(p.as_slice());
    let limit = (S::one() + scale) / S::from_i64(1_000_000_000);
    match largest(v.as_slice()).partial_cmp(&limit) {
        Some(order) => Ok(order.is_le()),
        None => {
            let message = "intervals are too wide to tell whether the point is critical";
            Err(Problem::new(ProblemKind::Unsupported, message))
        }
    }
}

/// The largest |a|, which lies between the largest lower and the largest upper end.
fn largest<S: Answering>(entries: &[S]) -> S {
    let sizes = entries.iter().map(Scalar::abs);
    sizes.fold(S::zero(), |a, b| match a.partial_cmp(&b) {
        Some(order) if order.is_ge() => a,
        Some(_) => b,
        None => S::either(&a, &b),
    })
}

/// (strict local Nash, strict local minimax) of a critical point.
fn second_order(j: &Known, nx: usize, schur: Option<&Known>) -> Result<(bool, bool), Problem> {
    let ny = j.order() - nx;
    let d_xx = j.block((0, nx), (0, nx)).negated();
    let minus_d_yy = j.block((nx, ny), (nx, ny)).negated();
    let follower = || minus_d_yy.is_definite();
    // f_xx ≻ 0, f_yy ≺ 0
    let nash = both(d_xx.is_definite(), follower())?;
    // f_yy ≺ 0, S ≻ 0
    let minimax = match schur {
        Some(schur) => both(follower(), schur.is_definite())?,
        None => false,
    };
    Ok((nash, minimax))
}

/// False if either is, whatever the other.
fn both(a: Result<bool, Problem>, b: Result<bool, Problem>) -> Result<bool, Problem> {
    match (a, b) {
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Ok(_), Ok(_)) => Ok(true),
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    }
}
