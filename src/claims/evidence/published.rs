//! Evidence about the Gauss-Newton paper's published training code.

use super::super::{Check, CheckFn, Failure, Recorded};
use super::tools::{Gn, Matrix, Vector, field, identity, jacobian, norm2, zeros};
use crate::certify;
use crate::dense::gn_published;
use crate::game::{Game, Quadratic};
use crate::scalar::{Dual, Interval, Rational, Rounding, Scalar};
use crate::spec::{Form, GnPublished, Numerator};
use nalgebra::DVector;

/// The checks of this module.
pub(super) const CHECKS: &[(&str, CheckFn)] =
    &[("gn_published_away", away), ("gn_published_repels", repels)];

/// One step with √λ = `root` and √(h/λ) = `ratio` given, so that no root is taken:
/// p + h[(g − u(uᵀg)/(1 + uᵀu))/√λ − g], g = −v, u = √(h/λ) g.
fn published<S: Scalar>(game: &Quadratic<S>, root: &S, ratio: &S, p: &DVector<S>) -> DVector<S> {
    let g = -game.field(p);
    let u = &g * ratio.clone();
    let shrink = u.dot(&g) / (S::one() + u.dot(&u));
    let bracket = (&g - u * shrink) / root.clone() - g;
    let h = ratio.clone() * ratio.clone() * root.clone() * root.clone();
    p + bracket * h
}

/// A step of the published code away from a strict Nash point, where the paper's goes towards it.
fn away(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (root, ratio): (Rational, Rational) = (check.get("root")?, check.get("ratio")?);
    let p: Vector = check.get("p")?;
    let (lam, h) = (&root * &root, &ratio * &ratio * &root * &root);
    check.same("lam", "λ", &lam)?;
    check.same("h", "h", &h)?;
    check.require(
        root > Rational::ZERO && ratio > Rational::ZERO,
        format!("√λ = {}, √(h/λ) = {}", root.show(), ratio.show()),
    )?;
    let blocks = certify::local_nash(&jacobian(&game), game.nx())?;
    check.require(blocks.is_strict(), "0 is a strict local Nash point")?;
    field(check, "v", &game, &p)?;
    let next = published(&game, &root, &ratio, &p);
    check.same("next", "the published step", &next)?;
    check.require(
        enclosed(&game, &h, &lam, &p, &next)?,
        "which lies in the crate's gn_published step in interval arithmetic",
    )?;
    let gn = Gn {
        h,
        lam,
        form: Form::InverseMinusIdentity,
    }
    .step(&game, &p)?;
    check.same("gn", "the step of `inverse_minus_identity`", &gn)?;
    check.require(
        norm2(&gn) < norm2(&p) && norm2(&p) < norm2(&next),
        "the paper's method comes nearer to 0, the code goes away",
    )
}

fn enclosed(
    game: &Quadratic<Rational>,
    h: &Rational,
    lam: &Rational,
    p: &Vector,
    next: &Vector,
) -> Result<bool, Failure> {
    let wide = |a: &Rational| <Interval as Rounding>::from_rational(a);
    let params = GnPublished {
        step: wide(h),
        damping: wide(lam),
        normalise: false,
        numerator: Numerator::G,
    };
    let mut state = gn_published::State::new(p.len());
    let step = gn_published::step(&game.map(wide), &params, &mut state, &p.map(|a| wide(&a)))?;
    Ok(step
        .iter()
        .zip(next.iter())
        .all(|(interval, exact)| interval.contains_rational(exact)))
}

/// F' of the published step at a critical point is I − h(1/√λ − 1)J: for λ < 1 it repels.
fn repels(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases("strict Nash, λ < 1, any h: F'(0) = I − h(1/√λ − 1)J by dual numbers, all eigenvalues outside the disc", |draw| {
        let game = draw.strict_nash(2)?;
        let (root, ratio, n) = (draw.unit(), draw.positive(), game.dim());
        let lift = |a: &Rational| Dual::new(a.clone(), Rational::ZERO);
        let lifted = game.map(lift);
        let mut map = Matrix::from_element(n, n, Rational::ZERO);
        for j in 0..n {
            let mut seed = zeros(n).map(|a| lift(&a));
            seed[j].tangent = Rational::ONE;
            let next = published(&lifted, &lift(&root), &lift(&ratio), &seed);
            map.set_column(j, &next.map(|a| a.tangent));
        }
        let h = &ratio * &ratio * &root * &root;
        let pull = h * (Rational::ONE / root - Rational::ONE);
        let outside = certify::unit_disc_counts(&map)?.outside;
        Ok(map == identity(n) - jacobian(&game) * pull && outside == n)
    })
}
