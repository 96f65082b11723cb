//! The printed rates: (3.7), (3.9), (3.10), (3.12) and what they conclude.

use super::super::super::{Check, CheckFn, Failure};
use super::super::tools::zeros;
use super::figure::jacobian_of_step;
use super::jacobian::Blocks;
use crate::certify;
use crate::game::Game;
use crate::scalar::Rational;
use crate::spec::{Algebraic, HessianFr};
use nalgebra::DMatrix;

pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("hfr_rate", rate),
    ("hfr_best_rate", best_rate),
    ("hfr_condition_3_10", condition_3_10),
    ("hfr_larger_kappa_slower", larger_kappa_slower),
    ("hfr_no_choice", no_choice),
];

/// Extreme eigenvalues of a symmetric matrix.
#[derive(Clone, Debug, PartialEq)]
struct Extremes {
    low: Rational,
    high: Rational,
}

impl Extremes {
    /// κ, the smallest over the largest.
    fn kappa(&self) -> Rational {
        self.low.clone() / self.high.clone()
    }

    fn join(&self, other: &Self) -> Self {
        let low = if other.low < self.low {
            &other.low
        } else {
            &self.low
        };
        let high = if other.high > self.high {
            &other.high
        } else {
            &self.high
        };
        Self {
            low: low.clone(),
            high: high.clone(),
        }
    }
}

/// That `low` and `high` are the extreme eigenvalues of a symmetric A: A − low I ⪰ 0 and
/// high I − A ⪰ 0, both singular.
fn extremes(check: &mut Check<'_>, key: &str, a: &DMatrix<Rational>) -> Result<Extremes, Failure> {
    let recorded: Vec<Rational> = check.get(key)?;
    let [low, high] = recorded.as_slice() else {
        return Err(Failure::Data {
            key: key.into(),
            problem: "expected [smallest, largest]".into(),
        });
    };
    check.require(
        *low > Rational::ZERO,
        format!("the eigenvalues of {key} are positive"),
    )?;
    let identity =
        |value: &Rational| DMatrix::from_diagonal_element(a.nrows(), a.nrows(), value.clone());
    for gap in [a - identity(low), identity(high) - a] {
        let definiteness = certify::definiteness(&gap)?;
        let touches = definiteness.is_semidefinite() && !definiteness.is_definite();
        check.require(
            touches,
            format!("{low} and {high} are the extreme eigenvalues of {key}"),
        )?;
    }
    Ok(Extremes {
        low: low.clone(),
        high: high.clone(),
    })
}

/// That the spectral radius of a matrix is exactly `radius` > 0.
fn radius_is(map: &DMatrix<Rational>, radius: &Rational) -> Result<bool, Failure> {
    if *radius <= Rational::ZERO {
        return Ok(false);
    }
    let counts = certify::unit_disc_counts(&(map * (Rational::ONE / radius.clone())))?;
    Ok(counts.outside == 0 && counts.circle > 0)
}

/// κ as the paper defines it, for `hessian_fr`, `fr` (S and T) or `gdn` (S alone).
fn kappa_of(
    check: &mut Check<'_>,
    method: &Algebraic<Rational>,
    b: &Blocks,
) -> Result<Extremes, Failure> {
    let s = extremes(check, "S", &b.schur)?;
    let method = match method {
        Algebraic::HessianFr(method) => method.clone(),
        Algebraic::Fr(fr) => HessianFr {
            step_x: fr.steps.x.clone(),
            step_y: fr.steps.y.clone(),
            newton: Rational::ZERO,
            difference: None,
        },
        Algebraic::Gdn(_) => return Ok(s),
        _ => {
            return Err(Failure::Data {
                key: "method".into(),
                problem: "expected fr, gdn or hessian_fr".into(),
            });
        }
    };
    Ok(s.join(&extremes(check, "T", &b.follower(&method)?)?))
}

/// hx of the three methods that these rows speak of.
fn step_x(method: &Algebraic<Rational>) -> Rational {
    match method {
        Algebraic::HessianFr(method) => method.step_x.clone(),
        Algebraic::Fr(method) => method.steps.x.clone(),
        Algebraic::Gdn(method) => method.step_x.clone(),
        _ => Rational::ZERO,
    }
}

/// "λ(J) ≤ 1 − 2κ" at the best step: the spectral radius is (1 − κ)/(1 + κ), and no step does better.
fn rate(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let method = check.algebraic("method")?;
    let at = zeros(game.dim());
    check.same("jacobian", "J at 0", &game.jacobian(&at))?;
    let both = kappa_of(check, &method, &Blocks::at_origin(&game)?)?;
    let kappa = both.kappa();
    check.same("kappa", "κ", &kappa)?;
    let claimed = Rational::ONE - Rational::from(2) * kappa.clone();
    check.same("claimed", "1 − 2κ", &claimed)?;
    let best_step = Rational::from(2) / (both.low.clone() + both.high.clone());
    let step = step_x(&method);
    check.require(
        step == best_step,
        format!("hx = 2/(min + max) = {best_step}, the best step"),
    )?;
    let radius = (Rational::ONE - kappa.clone()) / (Rational::ONE + kappa);
    check.same("radius", "(1 − κ)/(1 + κ)", &radius)?;
    let map = jacobian_of_step(&method, &game)?;
    let exact = if radius == Rational::ZERO {
        certify::characteristic_polynomial(&map)?
            .coefficients()
            .iter()
            .filter(|c| **c != Rational::ZERO)
            .count()
            == 1
    } else {
        radius_is(&map, &radius)?
    };
    check.require(exact, "is exactly the spectral radius of the step")?;
    check.require(
        radius > claimed,
        "above 1 − 2κ; every other hx makes |1 − hx min| or |1 − hx max| larger still",
    )
}

/// The true rate on random strict minimax points whose extremes are rational.
fn best_rate(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "ρ = (1 − κ)/(1 + κ) at hx = 2/(min + max), and 1 − κ at hx = 1/max",
        |draw| {
            let (n, ny) = (draw.size(1, 3), draw.size(1, 3));
            let s: Vec<_> = (0..n).map(|_| draw.positive()).collect();
            let t: Vec<_> = (0..ny).map(|_| draw.positive()).collect();
            let all = || s.iter().chain(&t).cloned();
            let low = all().min_by(|a, b| a.cmp(b)).unwrap_or(Rational::ONE);
            let high = all().max_by(|a, b| a.cmp(b)).unwrap_or(Rational::ONE);
            let coupling = draw.matrix(n, ny);
            let map = |eta: &Rational| {
                DMatrix::from_fn(n + ny, n + ny, |i, j| match (i < n, j < n) {
                    (true, true) if i == j => Rational::ONE - eta.clone() * s[i].clone(),
                    (false, false) if i == j => Rational::ONE - eta.clone() * t[i - n].clone(),
                    (true, false) => -(eta.clone() * coupling[(i, j - n)].clone()),
                    _ => Rational::ZERO,
                })
            };
            let kappa = low.clone() / high.clone();
            let at_best = (Rational::ONE - kappa.clone()) / (Rational::ONE + kappa.clone());
            let at_inverse = Rational::ONE - kappa;
            if at_best == Rational::ZERO {
                return Ok(true);
            }
            Ok(
                radius_is(&map(&(Rational::from(2) / (low + high.clone()))), &at_best)?
                    && radius_is(&map(&(Rational::ONE / high)), &at_inverse)?,
            )
        },
    )
}

/// (3.10) holds, κ_HFR < κ_FR, and at its own best step FR is faster.
fn condition_3_10(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let b = Blocks::at_origin(&game)?;
    let s = extremes(check, "S", &b.schur)?;
    let (fr, hessian_fr) = (check.hessian_fr("fr")?, check.hessian_fr("hessian_fr")?);
    check.require(
        fr.newton == Rational::ZERO,
        "the first method has c₂ = 0: it is FR",
    )?;
    let same = fr.step_y.clone() * hessian_fr.step_x.clone()
        == hessian_fr.step_y.clone() * fr.step_x.clone();
    check.require(same, "both have the same c₁")?;
    let t_fr = extremes(check, "T_fr", &b.follower(&fr)?)?;
    let t_hfr = extremes(check, "T_hessian_fr", &b.follower(&hessian_fr)?)?;
    check.require(
        t_hfr.kappa() > t_fr.kappa(),
        format!("(3.10) holds: {} > {}", t_hfr.kappa(), t_fr.kappa()),
    )?;
    let (k_fr, k_hfr) = (s.join(&t_fr), s.join(&t_hfr));
    check.same("kappa_fr", "κ of FR", &k_fr.kappa())?;
    check.same("kappa_hessian_fr", "κ of HessianFR", &k_hfr.kappa())?;
    check.require(k_hfr.kappa() < k_fr.kappa(), "the smaller")?;
    for (key, method, both) in [
        ("radius_fr", fr, k_fr),
        ("radius_hessian_fr", hessian_fr, k_hfr),
    ] {
        let best = Rational::from(2) / (both.low.clone() + both.high.clone());
        check.require(
            method.step_x == best,
            format!("hx = {best} is the best step"),
        )?;
        let radius = (Rational::ONE - both.kappa()) / (Rational::ONE + both.kappa());
        check.same(key, key, &radius)?;
        let map = jacobian_of_step(&Algebraic::HessianFr(method), &game)?;
        check.require(radius_is(&map, &radius)?, "is exactly the spectral radius")?;
    }
    Ok(())
}

/// κ_HFR > κ_FR, yet at the same hx HessianFR is the slower.
fn larger_kappa_slower(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let b = Blocks::at_origin(&game)?;
    let s = extremes(check, "S", &b.schur)?;
    let (fr, hessian_fr) = (check.hessian_fr("fr")?, check.hessian_fr("hessian_fr")?);
    check.require(
        fr.newton == Rational::ZERO,
        "the first method has c₂ = 0: it is FR",
    )?;
    let same = fr.step_x == hessian_fr.step_x && fr.step_y == hessian_fr.step_y;
    check.require(same, "both have the same hx and hy1")?;
    let k_fr = s.join(&extremes(check, "T_fr", &b.follower(&fr)?)?).kappa();
    let k_hfr = s
        .join(&extremes(check, "T_hessian_fr", &b.follower(&hessian_fr)?)?)
        .kappa();
    check.same("kappa_fr", "κ of FR", &k_fr)?;
    check.same("kappa_hessian_fr", "κ of HessianFR", &k_hfr)?;
    check.require(k_hfr > k_fr, "the larger")?;
    let mut radii = Vec::new();
    for (key, method) in [("radius_fr", fr), ("radius_hessian_fr", hessian_fr)] {
        let radius: Rational = check.get(key)?;
        let map = jacobian_of_step(&Algebraic::HessianFr(method), &game)?;
        check.require(
            radius_is(&map, &radius)?,
            format!("{key} = {radius} exactly"),
        )?;
        radii.push(radius);
    }
    check.require(radii[0] < radii[1], "FR is the faster at this hx")
}

/// With c₁ > 0 the spectrum of T is as wide as c₁ times that of H_yy: it need not fit that of S.
fn no_choice(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let b = Blocks::at_origin(&game)?;
    let s = extremes(check, "S", &b.schur)?;
    let h = extremes(check, "minus_f_yy", &-&b.yy)?;
    let (wide, room) = (h.high - h.low, s.high - s.low);
    check.same("width", "largest minus smallest eigenvalue of −H_yy", &wide)?;
    check.same("room", "largest minus smallest eigenvalue of S", &room)?;
    check.require(
        wide > Rational::ZERO && room == Rational::ZERO,
        "T = −c₁H_yy + c₂I has width c₁ times the first for every c₂, which is 0 only for c₁ = 0",
    )
}
