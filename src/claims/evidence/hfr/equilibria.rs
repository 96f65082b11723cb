//! Local Nash and local minimax points: HFR Propositions 2.2, 2.3, 2.5, 2.6 and two remarks.

use super::super::super::{Check, CheckFn, Failure};
use super::super::sample::Sample;
use super::super::tools::{centred, zeros};
use crate::certify::{self, Definiteness};
use crate::game::{Game, Quadratic};
use crate::scalar::Rational;
use nalgebra::{DMatrix, DVector};

pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("hfr_nash_necessary", nash_necessary),
    ("hfr_nash_sufficient", nash_sufficient),
    ("hfr_minimax_without_inverse", minimax_without_inverse),
    ("hfr_minimax_sufficient", minimax_sufficient),
    ("hfr_sine", sine),
    ("hfr_correlated_nash", correlated_nash),
];

fn join(x: &DVector<Rational>, y: &DVector<Rational>) -> DVector<Rational> {
    DVector::from_iterator(x.len() + y.len(), x.iter().chain(y.iter()).cloned())
}

fn payoff(game: &Quadratic<Rational>, x: &DVector<Rational>, y: &DVector<Rational>) -> Rational {
    game.losses(&join(x, y)).payoff_y
}

/// A witness of "not semidefinite" is a direction in which the player gains: no local Nash point.
fn nash_necessary(check: &mut Check<'_>) -> Result<(), Failure> {
    let mut moved = 0_usize;
    check.cases(
        "a player with an indefinite block gains along the certifier's direction",
        |draw| {
            let game = draw.centred_quadratic(3)?;
            let (nx, ny) = (game.nx(), game.ny());
            let zero = payoff(&game, &zeros(nx), &zeros(ny));
            let nash = certify::local_nash(&game.jacobian(&zeros(nx + ny)), nx)?;
            let x_gains = match &nash.x {
                Definiteness::Not { witness, .. } => payoff(&game, witness, &zeros(ny)) < zero,
                _ => true,
            };
            let y_gains = match &nash.y {
                Definiteness::Not { witness, .. } => payoff(&game, &zeros(nx), witness) > zero,
                _ => true,
            };
            moved += usize::from(!nash.is_weak());
            Ok(x_gains && y_gains)
        },
    )?;
    check.require(
        moved > 0,
        format!("{moved} of them are no local Nash points"),
    )
}

/// f_xx ≻ 0 and f_yy ≺ 0 give the strict inequalities of Definition 2.1.
fn nash_sufficient(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "f(0, y) < f(0, 0) < f(x, 0) at random x ≠ 0, y ≠ 0",
        |draw| {
            let game = draw.strict_nash(3)?;
            let (nx, ny) = (game.nx(), game.ny());
            let (x, y) = (draw.nonzero(nx), draw.nonzero(ny));
            let zero = payoff(&game, &zeros(nx), &zeros(ny));
            Ok(payoff(&game, &zeros(nx), &y) < zero && zero < payoff(&game, &x, &zeros(ny)))
        },
    )
}

/// A local minimax point where f_yy has no inverse and S with the pseudo-inverse is negative.
fn minimax_without_inverse(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let at = zeros(game.dim());
    check.require(
        game.nx() == 1 && game.ny() == 1,
        "one variable for each player",
    )?;
    check.same("f_yy", "f_yy at 0", &game.d_yy(&at)[(0, 0)])?;
    let jacobian = game.jacobian(&at);
    let schur = certify::schur_complement(&jacobian, 1)?;
    check.require(schur.is_none(), "f_yy has no inverse")?;
    // the pseudo-inverse of 0 is 0, so S = f_xx
    let schur = game.d_xx(&at)[(0, 0)].clone();
    check.same("schur", "f_xx − f_xy f_yy⁺ f_yx", &schur)?;
    check.require(schur < Rational::ZERO, "which is negative")?;
    check.require(game.field(&at) == at, "0 is a critical point")?;
    // f(x, x) = c x² with c = f_xx/2 + f_xy + f_yy/2: y = x answers x inside |y| ≤ h(δ) = δ
    let half = Rational::from(1) / Rational::from(2);
    let answer = half.clone() * game.d_xx(&at)[(0, 0)].clone()
        + game.d_xy(&at)[(0, 0)].clone()
        + half * game.d_yy(&at)[(0, 0)].clone();
    check.same("answer", "c with f(x, x) = c x²", &answer)?;
    check.require(
        answer >= Rational::ZERO,
        "so max over |y| ≤ δ of f(x, y) ≥ f(x, x) ≥ 0 = f(0, 0) = f(0, y) for |x| ≤ δ: \
         (0, 0) is a local minimax point with h(δ) = δ",
    )
}

/// f_yy ≺ 0 and S ≻ 0: on the ridge y = −f_yy⁻¹ f_yx x the payoff is ½ xᵀSx > 0.
fn minimax_sufficient(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases("f(0, y) < 0 = f(0, 0) < f(x, r(x)) = ½ xᵀSx", |draw| {
        let game = draw.strict_minimax(3)?;
        let (nx, ny) = (game.nx(), game.ny());
        let jacobian = game.jacobian(&zeros(nx + ny));
        let minimax = certify::local_minimax(&jacobian, nx)?;
        let Some((s, _)) = minimax.schur.as_ref() else {
            return Ok(false);
        };
        let (x, y) = (draw.nonzero(nx), draw.nonzero(ny));
        let at = zeros(nx + ny);
        let slope = crate::dense::solve(&game.d_yy(&at), &game.d_yx(&at))?;
        let ridge = -(slope * &x);
        let value = payoff(&game, &x, &ridge);
        let half = Rational::from(1) / Rational::from(2);
        let expected = (x.transpose() * s * &x)[(0, 0)].clone() * half;
        Ok(minimax.is_strict()
            && value == expected
            && value > Rational::ZERO
            && payoff(&game, &zeros(nx), &y) < Rational::ZERO)
    })
}

/// sin(x + y): where cos = 0, f_xx = f_yy = −sin = ∓1.
fn sine(check: &mut Check<'_>) -> Result<(), Failure> {
    let sines: Vec<Rational> = check.get("sines")?;
    let square = |s: &Rational| s.clone() * s.clone();
    check.require(
        sines.len() == 2
            && sines[0] != sines[1]
            && sines.iter().all(|s| square(s) == Rational::ONE),
        "where cos(x + y) = 0, sin² = 1 leaves these two values and no other",
    )?;
    let mut curvatures = Vec::new();
    for sine in &sines {
        let second = -sine.clone();
        // f_xx = f_yy, so f_xx ≥ 0 ≥ f_yy would make both zero
        let nash = second == Rational::ZERO;
        check.require(
            !nash,
            format!("sin = {sine}: f_xx = f_yy = {second}, not f_xx ≥ 0 ≥ f_yy"),
        )?;
        curvatures.push(second);
    }
    check.same(
        "second_derivatives",
        "f_xx = f_yy at the critical points",
        &curvatures,
    )
}

/// A strict local Nash point with f_xy ≠ 0.
fn correlated_nash(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (nx, at) = (game.nx(), zeros(game.dim()));
    let jacobian = game.jacobian(&at);
    check.same("jacobian", "J at 0", &jacobian)?;
    check.require(game.field(&at) == at, "0 is a critical point")?;
    let strict = certify::local_nash(&jacobian, nx)?.is_strict();
    check.require(strict, "f_xx ≻ 0 and f_yy ≺ 0: a strict local Nash point")?;
    let mixed: DMatrix<Rational> = game.d_xy(&at);
    check.require(
        mixed.iter().any(|e| *e != Rational::ZERO),
        "f_xy ≠ 0: x and y are correlated",
    )
}

impl Sample {
    /// A quadratic game with its critical point at 0.
    pub fn centred_quadratic(&mut self, most: usize) -> Result<Quadratic<Rational>, Failure> {
        let (nx, ny) = (self.size(1, most), self.size(1, most));
        let (p, q, m) = (self.symmetric(nx), self.symmetric(ny), self.matrix(nx, ny));
        centred(p, m, q)
    }

    /// A strict local minimax point at 0: Q ≻ 0 and P = S − M Q⁻¹ Mᵀ with S ≻ 0 given.
    pub fn strict_minimax(&mut self, most: usize) -> Result<Quadratic<Rational>, Failure> {
        let (nx, ny) = (self.size(1, most), self.size(1, most));
        let (s, q, m) = (self.definite(nx), self.definite(ny), self.matrix(nx, ny));
        // f_yy = −Q, so S = P + M Q⁻¹ Mᵀ
        let p = s - &m * crate::dense::solve(&q, &m.transpose())?;
        centred(p, m, q)
    }
}
