//! Appendix A: two time scales, GDA-k and extragradient at a strict local minimax point.

use super::super::super::{Check, CheckFn, Failure};
use super::super::tools::zeros;
use super::figure::jacobian_of_step;
use super::jacobian::Blocks;
use crate::certify;
use crate::game::Game;
use crate::scalar::Rational;
use crate::spec::{Algebraic, Order};

pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("hfr_ttur_rate", ttur_rate),
    ("hfr_gda_k_bound", gda_k_bound),
    ("hfr_gda_k_order", gda_k_order),
    ("hfr_eg_beats_gda", eg_beats_gda),
];

fn strict_minimax(
    check: &mut Check<'_>,
    game: &crate::game::Quadratic<Rational>,
) -> Result<(), Failure> {
    let at = zeros(game.dim());
    let minimax = certify::local_minimax(&game.jacobian(&at), game.nx())?;
    check.require(minimax.is_strict(), "0 is a strict local minimax point")
}

/// Theorem A.1 as printed: σ₂ = |1 − hy λ(H_yy)| > 1 although the method is stable.
fn ttur_rate(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    strict_minimax(check, &game)?;
    let method = check.algebraic("method")?;
    let Algebraic::Ttur(ttur) = &method else {
        return Err(Failure::Data {
            key: "method".into(),
            problem: "expected ttur".into(),
        });
    };
    let curvature = Blocks::at_origin(&game)?.yy[(0, 0)].clone();
    check.same("f_yy", "H_yy", &curvature)?;
    let one = Rational::ONE;
    let printed = one.clone() - ttur.steps.y.clone() * curvature.clone();
    check.same("sigma2", "1 − hy H_yy", &printed)?;
    check.require(
        printed > one,
        "σ₂ > 1 for every hy > 0, since H_yy ≺ 0: the printed rate never converges",
    )?;
    let mended = one + ttur.steps.y.clone() * curvature;
    check.same("mended", "with −H_yy in its place: 1 + hy H_yy", &mended)?;
    let map = jacobian_of_step(&method, &game)?;
    check.same("map", "the Jacobian of the step", &map)?;
    let stable = certify::schur_stable(&map)?.is_stable();
    check.require(
        stable,
        "has its eigenvalues inside the unit circle: the method does converge",
    )
}

/// Theorem A.2 as printed: hy < 2/λ_min(H_yy) is negative.
fn gda_k_bound(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    strict_minimax(check, &game)?;
    let curvature = Blocks::at_origin(&game)?.yy[(0, 0)].clone();
    check.same("f_yy", "λ_min(H_yy)", &curvature)?;
    let bound = Rational::from(2) / curvature;
    check.same("bound", "2/λ_min(H_yy)", &bound)?;
    check.require(bound < Rational::ZERO, "negative: no hy > 0 is allowed")
}

/// Theorem A.2 with the printed order of updates, which the limit k → ∞ does not turn into I − hx S.
fn gda_k_order(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    strict_minimax(check, &game)?;
    let method = check.algebraic("method")?;
    let Algebraic::GdaK(gda_k) = &method else {
        return Err(Failure::Data {
            key: "method".into(),
            problem: "expected gda_k".into(),
        });
    };
    check.require(
        gda_k.order == Order::Doc,
        "the order of the paper: both from (x_t, y_t)",
    )?;
    let b = Blocks::at_origin(&game)?;
    let claimed = Rational::ONE - gda_k.steps.x.clone() * b.schur[(0, 0)].clone();
    check.same("claimed", "1 − hx S, the rate that is claimed", &claimed)?;
    check.require(
        claimed.clone() * claimed.clone() < Rational::ONE,
        "less than 1 in modulus",
    )?;
    let map = jacobian_of_step(&method, &game)?;
    check.same("map", "the Jacobian of the step", &map)?;
    let counts = certify::unit_disc_counts(&map)?;
    check.require(
        counts.outside > 0,
        "has an eigenvalue outside the unit circle",
    )?;
    for order in [Order::XFirst, Order::YFirst] {
        let mut other = gda_k.clone();
        other.order = order;
        let map = jacobian_of_step(&Algebraic::GdaK(other), &game)?;
        let stable = certify::schur_stable(&map)?.is_stable();
        check.require(
            stable,
            format!("the order {order:?} contracts with the same steps"),
        )?;
    }
    Ok(())
}

/// Theorem A.3: at a strict local minimax point EG is stable and faster than GDA.
fn eg_beats_gda(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    strict_minimax(check, &game)?;
    let at = zeros(game.dim());
    check.same("jacobian", "J at 0", &game.jacobian(&at))?;
    let (eg, gda) = (check.algebraic("eg")?, check.algebraic("gda")?);
    let steps = |method: &Algebraic<Rational>| match method {
        Algebraic::Eg(m) => Some(m.steps.clone()),
        Algebraic::Gda(m) => Some(m.steps.clone()),
        _ => None,
    };
    check.require(
        steps(&eg).is_some() && steps(&eg) == steps(&gda),
        "both with the same steps",
    )?;
    let mut squares = Vec::new();
    for (key, method) in [("eg_polynomial", eg), ("gda_polynomial", gda)] {
        let map = jacobian_of_step(&method, &game)?;
        let polynomial = certify::characteristic_polynomial(&map)?;
        let coefficients = polynomial.coefficients().to_vec();
        check.same(key, key, &coefficients)?;
        let [c, b, _] = coefficients.as_slice() else {
            return Err(Failure::Unmet("a game in two variables".into()));
        };
        let discriminant = b.clone() * b.clone() - Rational::from(4) * c.clone();
        check.require(
            discriminant < Rational::ZERO,
            "a conjugate pair, so |λ|² is the constant term",
        )?;
        squares.push(c.clone());
    }
    check.require(
        squares[0] < Rational::ONE,
        format!("EG: |λ|² = {} < 1, stable", squares[0]),
    )?;
    check.require(
        squares[0] < squares[1],
        format!("and less than GDA's {}: faster", squares[1]),
    )
}
