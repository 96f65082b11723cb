//! What several checks need: steps of the methods, squared norms, forms from the data.

use super::super::{Check, Failure, Recorded};
use crate::certify::{self, UnitDisc};
use crate::dense::{gda, gn};
use crate::game::{Game, Quadratic};
use crate::scalar::Rational;
use crate::spec::{self, Form, Steps};
use nalgebra::{DMatrix, DVector};

pub(super) type Vector = DVector<Rational>;
pub(super) type Matrix = DMatrix<Rational>;

/// A Gauss-Newton method with exact parameters.
#[derive(Clone, Debug)]
pub(super) struct Gn {
    pub h: Rational,
    pub lam: Rational,
    pub form: Form,
}

impl Gn {
    /// h, lam and form from the data.
    pub fn read(check: &mut Check<'_>) -> Result<Self, Failure> {
        Ok(Self {
            h: check.get("h")?,
            lam: check.get("lam")?,
            form: form(check)?,
        })
    }

    fn params(&self) -> spec::Gn<Rational> {
        spec::Gn {
            step: self.h.clone(),
            damping: self.lam.clone(),
            form: self.form,
        }
    }

    /// F(p).
    pub fn step<G: Game<Rational>>(&self, game: &G, p: &Vector) -> Result<Vector, Failure> {
        Ok(gn::step(game, &self.params(), p)?)
    }

    /// F'(p), by the crate's formula.
    pub fn map_jacobian(&self, game: &Quadratic<Rational>, p: &Vector) -> Result<Matrix, Failure> {
        Ok(gn::map_jacobian(game, &self.params(), p)?)
    }

    /// σ at an equilibrium, where F' = I + σJ.
    pub fn sigma(&self) -> Rational {
        match self.form {
            Form::Inverse => &self.h / &self.lam,
            Form::InverseMinusIdentity => &self.h * (Rational::ONE / &self.lam - Rational::ONE),
        }
    }
}

/// The form under `form`.
pub(super) fn form(check: &mut Check<'_>) -> Result<Form, Failure> {
    let name: String = check.get("form")?;
    name.parse()
        .map_err(|error: crate::spec::SpecError| Failure::Data {
            key: "form".into(),
            problem: error.to_string(),
        })
}

/// p + h v.
pub(super) fn gda_step<G: Game<Rational>>(
    game: &G,
    h: &Rational,
    p: &Vector,
) -> Result<Vector, Failure> {
    let params = spec::Gda {
        steps: Steps::same(h.clone()),
    };
    Ok(gda::step(game, &params, p)?)
}

/// ‖a‖².
pub(super) fn norm2(a: &Vector) -> Rational {
    a.dot(a)
}

/// I.
pub(super) fn identity(n: usize) -> Matrix {
    DMatrix::from_diagonal_element(n, n, Rational::ONE)
}

/// 0.
pub(super) fn zeros(n: usize) -> Vector {
    DVector::from_element(n, Rational::ZERO)
}

/// The game with these blocks and its critical point at 0.
pub(super) fn centred(p: Matrix, m: Matrix, q: Matrix) -> Result<Quadratic<Rational>, Failure> {
    let (b, c) = (zeros(m.nrows()), zeros(m.ncols()));
    Ok(Quadratic::new(p, m, q, b, c)?)
}

/// J of a quadratic game.
pub(super) fn jacobian(game: &Quadratic<Rational>) -> Matrix {
    game.jacobian(&zeros(game.dim()))
}

/// v(p), compared with what is recorded under `key`.
pub(super) fn field(
    check: &mut Check<'_>,
    key: &str,
    game: &Quadratic<Rational>,
    p: &Vector,
) -> Result<Vector, Failure> {
    sized(check, p, game.dim())?;
    let v = game.field(p);
    check.same(key, &format!("v{}", p.show()), &v)?;
    Ok(v)
}

/// A point must fit its game.
pub(super) fn sized(check: &mut Check<'_>, p: &Vector, n: usize) -> Result<(), Failure> {
    if p.len() == n {
        return Ok(());
    }
    check.require(
        false,
        format!("a point of this game has {n} entries, found {}", p.len()),
    )
}

/// How many eigenvalues lie inside, on and outside the unit circle, recorded under `disc`.
pub(super) fn disc(
    check: &mut Check<'_>,
    what: &str,
    matrix: &Matrix,
) -> Result<UnitDisc, Failure> {
    let counts = certify::unit_disc_counts(matrix)?;
    let list = vec![counts.inside, counts.circle, counts.outside];
    check.same(
        "disc",
        &format!("eigenvalues of {what} inside, on, outside the unit circle"),
        &list,
    )?;
    Ok(counts)
}
