//! The Jacobian of one step, decided exactly: what Figure 1 shows, and every instance elsewhere.

use super::super::super::{Check, CheckFn, Failure};
use super::super::tools::zeros;
use crate::certify;
use crate::dense::{self, State, linearise};
use crate::game::{G3, Game, Quadratic};
use crate::scalar::{Dual, Interval, Rational, Rounding, Scalar};
use crate::spec::{Algebraic, HessianFr};
use nalgebra::{DMatrix, DVector};

pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("step_map", step_map),
    ("every_step", every_step),
    ("g3_jacobian", g3_jacobian),
    ("g3_cycles", g3_cycles),
];

impl<'a> Check<'a> {
    /// A method of field operations only.
    pub(super) fn algebraic(&mut self, key: &'a str) -> Result<Algebraic<Rational>, Failure> {
        Ok(self.method(key)?.into_algebraic()?)
    }

    /// A method that must be `hessian_fr`.
    pub(super) fn hessian_fr(&mut self, key: &'a str) -> Result<HessianFr<Rational>, Failure> {
        match self.algebraic(key)? {
            Algebraic::HessianFr(method) => Ok(method),
            _ => Err(Failure::Data {
                key: key.into(),
                problem: "expected hessian_fr".into(),
            }),
        }
    }
}

fn lift(game: &Quadratic<Rational>) -> Quadratic<Dual<Rational>> {
    game.map(|a| Dual::constant_of(a.clone()))
}

/// The Jacobian at the critical point 0 of the settled map (p, state) ↦ (p', state').
pub(super) fn jacobian_of_step(
    method: &Algebraic<Rational>,
    game: &Quadratic<Rational>,
) -> Result<DMatrix<Rational>, Failure> {
    let origin = zeros(game.dim());
    // one step fills the memory, and leaves the point where it is
    let mut state = State::of_algebraic(method, origin.len());
    let next = dense::step_algebraic(method, game, &mut state, &origin)?;
    if next != origin {
        return Err(Failure::Unmet("0 is a fixed point of the step".into()));
    }
    Ok(linearise::extended_algebraic(
        method,
        &lift(game),
        &state,
        &origin,
    )?)
}

/// Where the eigenvalues of the step's Jacobian lie, with the characteristic polynomial.
fn step_map(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let method = check.algebraic("method")?;
    let map = jacobian_of_step(&method, &game)?;
    check.same("map", "the Jacobian of the step", &map)?;
    let polynomial = certify::characteristic_polynomial(&map)?;
    let coefficients = polynomial.coefficients().to_vec();
    check.same(
        "polynomial",
        "its characteristic polynomial, constant term first",
        &coefficients,
    )?;
    let counts = certify::unit_disc_counts(&map)?;
    check.same(
        "inside",
        "eigenvalues inside the unit circle",
        &counts.inside,
    )?;
    check.same("circle", "eigenvalues on it", &counts.circle)?;
    check.same("outside", "eigenvalues outside", &counts.outside)?;
    let attracts = counts.circle + counts.outside == 0;
    check.same("contracts", "the step contracts near 0", &attracts)
}

/// J w = ξ w: the plain methods multiply w by a polynomial in hξ, whatever h > 0 is.
///
/// `gda` by 1 + hξ, `eg` by 1 + hξ + h²ξ²; `ogda` has the characteristic polynomial
/// t² − (1 + 2hξ)t + hξ, which is −hξ at t = 1.
fn every_step(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let at = zeros(game.dim());
    let direction: DVector<Rational> = check.get("direction")?;
    check.require(
        direction.len() == game.dim() && direction != at,
        "a direction w ≠ 0",
    )?;
    let image = game.jacobian(&at) * &direction;
    check.same("image", "J w", &image)?;
    let eigenvalue: Rational = check.get("eigenvalue")?;
    check.require(
        image == &direction * eigenvalue.clone(),
        format!("J w = {eigenvalue} w"),
    )?;
    check.require(
        eigenvalue > Rational::ZERO,
        "ξ > 0, so for every h > 0: 1 + hξ > 1 (gda), 1 + hξ + h²ξ² > 1 (eg), and \
         t² − (1 + 2hξ)t + hξ is −hξ < 0 at t = 1, hence has a root t > 1 (ogda)",
    )
}

/// g3's Jacobian at 0: the exponential factor is 1 + O(‖p‖²), so only the quadratic part counts.
fn g3_jacobian(check: &mut Check<'_>) -> Result<(), Failure> {
    let recorded: DMatrix<Rational> = check.get("jacobian")?;
    let at = DVector::from_element(2, Interval::from_rational(&Rational::ZERO));
    let enclosed = Game::<Interval>::jacobian(&G3, &at);
    let width: Rational = check.get("width")?;
    let inside = recorded.shape() == enclosed.shape()
        && enclosed
            .iter()
            .zip(recorded.iter())
            .all(|(e, r)| e.contains_rational(r));
    check.require(
        inside,
        "interval arithmetic encloses the recorded Jacobian of g3 at 0",
    )?;
    let limit = Scalar::to_f64(&width);
    let narrow = enclosed.iter().all(|e| e.hi() - e.lo() <= limit);
    check.require(
        narrow,
        format!("every entry in an interval of width at most {limit:e}"),
    )?;
    check.require(
        width.clone() * Rational::from(1 << 20) < Rational::ONE && width > Rational::ZERO,
        "which no other fraction with a small denominator shares",
    )?;
    // the quadratic part 4x² − (y − 3x)² = −5x² + 6xy − y², as the game of the other rows
    let quadratic = check.game("game")?;
    let exact = quadratic.jacobian(&zeros(2));
    check.require(
        exact == recorded,
        "and the quadratic game of the other rows has the same",
    )
}

/// A run on g3 in double precision: the second half stays in a ring around 0 and winds round it.
fn g3_cycles(check: &mut Check<'_>) -> Result<(), Failure> {
    let method = check.algebraic("method")?.map(Scalar::to_f64);
    let start: DVector<Rational> = check.get("start")?;
    let steps: usize = check.get("steps")?;
    let (low, high): (Rational, Rational) = (check.get("at_least")?, check.get("at_most")?);
    check.require(start.len() == 2, "a point of the plane")?;
    let mut p = start.map(|a| Scalar::to_f64(&a));
    let mut state = State::of_algebraic(&method, 2);
    let (mut nearest, mut farthest, mut turned) = (f64::INFINITY, 0.0_f64, 0.0);
    for k in 0..steps {
        let next = dense::step_algebraic(&method, &G3, &mut state, &p)?;
        if 2 * k >= steps {
            // the angle from p to the next point
            let (dot, cross) = (p.dot(&next), p[0] * next[1] - p[1] * next[0]);
            turned += libm::atan2(cross, dot);
            nearest = nearest.min(next.norm());
            farthest = farthest.max(next.norm());
        }
        p = next;
    }
    let turns = turned.abs() / std::f64::consts::TAU;
    let ring = Scalar::to_f64(&low) <= nearest && farthest <= Scalar::to_f64(&high);
    check.require(
        ring,
        format!(
            "steps {} to {steps} stay at distances {nearest:.3} to {farthest:.3}",
            steps / 2
        ),
    )?;
    let least: usize = check.get("turns")?;
    check.require(
        turns >= least as f64,
        format!("and go round 0 {turns:.1} times"),
    )
}
