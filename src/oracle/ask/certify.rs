//! `certify`: does a method contract near a point?

use super::point::{Place, method, place};
use super::scalar::Answering;
use super::value::{Named, Value, named};
use crate::certify::{self, Answer, Contracts, DECIDE_LIMIT, Escapes, lyapunov};
use crate::dense::State;
use crate::oracle::read::Fields;
use crate::oracle::{Precision, Problem, ProblemKind};
use crate::scalar::{Rational, Rounding, Scalar};
use crate::spec::{Algebraic, Method};
use nalgebra::DMatrix;

/// The longest period of a method whose steps are not alike.
const LONGEST_PERIOD: usize = 1000;

/// Is the spectral radius of a matrix, or of a method's step at a point, less than 1?
pub(super) fn certify<S: Answering>(fields: &mut Fields<'_>) -> Result<Named<S>, Problem> {
    let m = matrix::<S>(fields)?;
    let n = m.nrows();
    if n > DECIDE_LIMIT {
        let message = format!("expected a matrix of order {DECIDE_LIMIT} at most, found {n}");
        return Err(Problem::new(ProblemKind::TooLarge, message).at("matrix"));
    }
    let (verdict, certificate) = match certify::decide_rational(&m)? {
        Answer::Proved(shown) => ("contracts", contracts(&m, shown)?),
        Answer::Refuted(shown) => ("does_not_contract", escapes(&m, shown)),
        Answer::Undecided(_) => ("undecided", Value::Null),
    };
    Ok(named([
        ("verdict", Value::Text(verdict)),
        ("certificate", certificate),
    ]))
}

/// The matrix that is decided about, exactly.
fn matrix<S: Answering>(fields: &mut Fields<'_>) -> Result<DMatrix<Rational>, Problem> {
    let mut rounded = fields.clone().rounded_to(S::PRECISION);
    if let Some(item) = rounded.optional("matrix") {
        let matrix = item.square()?;
        rounded.done()?;
        return Ok(matrix);
    }
    match jacobian::<Rational>(&mut rounded) {
        Err(problem) if problem.kind == ProblemKind::Unsupported && !S::EXACT => {}
        exact => return exact,
    }
    let exactly = |a: f64| a.exact().unwrap_or(Rational::ZERO);
    match S::PRECISION {
        Precision::Single => Ok(jacobian::<f32>(fields)?.map(|a| exactly(a.into()))),
        _ => Ok(jacobian::<f64>(fields)?.map(exactly)),
    }
}

/// The Jacobian of the first step, or of one period of (point, state) after it.
fn jacobian<S: Answering>(fields: &mut Fields<'_>) -> Result<DMatrix<S>, Problem> {
    if fields.optional("game").is_none() && fields.optional("method").is_none() {
        let message = "expected either matrix, or game, method and p";
        return Err(Problem::new(ProblemKind::MissingField, message).at("matrix"));
    }
    let Place { game, mut p } = place::<S>(fields, "p")?;
    let method = method::<S>(fields)?;
    let lifted = S::lifted_game(&mut fields.required("game")?.object()?)?;
    fields.done()?;
    let mut state = State::new(&method, p.len());
    let jacobian = if state == State::Stateless {
        S::first_step(&method, &*lifted, &p)
    } else {
        let step = |state: &mut State<S>, p: &_| S::step(&method, &*game, state, p);
        (|| {
            p = step(&mut state, &p)?;
            let mut product = S::extended(&method, &*lifted, &state, &p)?;
            for _ in 1..period(&method)? {
                p = step(&mut state, &p)?;
                product = S::extended(&method, &*lifted, &state, &p)? * product;
            }
            Ok(product)
        })()
    };
    let jacobian = jacobian.map_err(|problem: Problem| problem.at("method"))?;
    Value::matrix(&jacobian).check("certificate.M")?;
    Ok(jacobian)
}

/// After how many steps the method does the same again.
fn period<S: Scalar>(method: &Method<S>) -> Result<usize, Problem> {
    match method {
        Method::Algebraic(Algebraic::Lookahead(one)) if one.inner > LONGEST_PERIOD => {
            let message = format!("expected at most {LONGEST_PERIOD}, found {}", one.inner);
            Err(Problem::new(ProblemKind::TooLarge, message).at("k"))
        }
        Method::Algebraic(Algebraic::Lookahead(one)) => Ok(one.inner),
        _ => Ok(1),
    }
}

/// P and q if they are found, else M alone, whose polynomial or eigenvalues decide.
fn contracts<S: Answering>(m: &DMatrix<Rational>, shown: Contracts) -> Result<Value<S>, Problem> {
    let found = match shown {
        Contracts::Lyapunov(found) => Some(found.certificate),
        _ => match lyapunov::certify_rational(m)? {
            Answer::Proved(found) => Some(found.certificate),
            _ => None,
        },
    };
    Ok(match (found, m.nrows() <= certify::EXACT_LIMIT) {
        (Some(found), _) => with_form(m, &found.p, &found.factor),
        (None, true) => alone("jury", m),
        (None, false) => alone("eigenvalue", m),
    })
}

/// P and q ≥ 1 with q²P − MᵀPM ≻ 0 though P is not ≻ 0, or M alone.
fn escapes<S: Answering>(m: &DMatrix<Rational>, shown: Escapes) -> Value<S> {
    match shown {
        Escapes::Lyapunov(found) => match *found {
            lyapunov::Refutation::Expansion(found) => with_form(m, &found.p, &found.factor),
            // |det M| ≥ 1, the first of the conditions
            lyapunov::Refutation::Determinant => alone("jury", m),
        },
        Escapes::SchurCohn(_) => alone("jury", m),
        Escapes::Eigenvalue(_) => alone("eigenvalue", m),
    }
}

fn alone<S: Answering>(kind: &'static str, m: &DMatrix<Rational>) -> Value<S> {
    Value::Object(named([
        ("kind", Value::Text(kind)),
        ("M", Value::fractions(m)),
    ]))
}

fn with_form<S: Answering>(
    m: &DMatrix<Rational>,
    p: &DMatrix<Rational>,
    factor: &Rational,
) -> Value<S> {
    Value::Object(named([
        ("kind", Value::Text("lyapunov")),
        ("M", Value::fractions(m)),
        ("P", Value::fractions(p)),
        ("factor", Value::Fraction(factor.clone())),
    ]))
}
