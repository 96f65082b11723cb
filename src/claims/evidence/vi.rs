//! Evidence for the rows on asymmetric regularisation and extrapolation from the past.

use super::super::{Check, CheckFn, Failure, Recorded};
use super::sample::{Sample, ratio};
use super::tools::{Matrix, Vector, centred, disc, field, identity, jacobian, norm2, sized, zeros};
use crate::certify::{self, Definiteness};
use crate::dense::{eftp, ogda};
use crate::game::{Game, Quadratic};
use crate::scalar::{Rational, Scalar};
use crate::spec::{Eftp, Ogda, Steps};

/// The checks of this module.
pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("vi_constants", constants),
    ("vi_flat_direction", flat_direction),
    ("vi_weighted", weighted),
    ("eftp_rate", eftp_rate),
    ("eftp_disc", eftp_disc),
    ("eftp_half_points", eftp_half_points),
    ("saddle_moves", saddle_moves),
    ("saddle_stays", saddle_stays),
    ("asymmetric_enough", asymmetric_enough),
    ("blind_penalty", blind_penalty),
    ("no_weight_is_enough", no_weight_is_enough),
];

fn scaled(a: Rational, n: usize) -> Matrix {
    identity(n) * a
}

/// A rotation by an angle with rational sine and cosine.
fn rotation(draw: &mut Sample) -> Matrix {
    let (m, n) = (draw.integer(1, 5), draw.integer(0, 5));
    let r = m * m + n * n;
    let (c, s) = (ratio(m * m - n * n, r), ratio(2 * m * n, r));
    Matrix::from_row_slice(2, 2, &[c.clone(), -s.clone(), s, c])
}

/// L and μ of the regularised operator, as upper and as exact constant.
fn constants(check: &mut Check<'_>) -> Result<(), Failure> {
    let what = "f = xᵀMy: −v is μ-strongly monotone for μ = min(tik_x, tik_y + r1 λmin Γ) and for no larger μ, \
                and Lipschitz with L = max(tik_x, tik_y + r1 λmax Γ) + ‖M‖";
    check.cases(what, |draw| {
        let (tik_x, tik_y, r1, least) = (
            draw.positive(),
            draw.positive(),
            draw.positive(),
            draw.positive(),
        );
        // Γ = γI + wwᵀ has the eigenvalues γ and γ + ‖w‖²; M = R diag(m₁, m₂) has the norm max |mᵢ|
        let w = draw.vector(2);
        let gramian = scaled(least.clone(), 2) + &w * w.transpose();
        let (m1, m2) = (draw.positive(), draw.positive());
        let stretch = Matrix::from_row_slice(
            2,
            2,
            &[m1.clone(), Rational::ZERO, Rational::ZERO, m2.clone()],
        );
        let penalty = scaled(tik_y.clone(), 2) + gramian * r1.clone();
        let j = jacobian(&centred(
            scaled(tik_x.clone(), 2),
            rotation(draw) * stretch,
            penalty,
        )?);
        let mu = tik_x.clone().min(&tik_y + &r1 * &least);
        let l = tik_x.max(&tik_y + &r1 * (least + norm2(&w))) + m1.max(m2);
        let monotone = |mu: Rational| {
            Ok::<_, Failure>(certify::form_definiteness(&(-&j - scaled(mu, 4)))?.is_semidefinite())
        };
        let lipschitz =
            certify::definiteness(&(scaled(&l * &l, 4) - j.transpose() * &j))?.is_semidefinite();
        Ok(monotone(mu.clone())? && !monotone(mu + ratio(1, 1_000_000))? && lipschitz)
    })
}

/// Two points between which the operator gains nothing.
fn flat_direction(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (p, q): (Vector, Vector) = (check.get("p")?, check.get("q")?);
    let at_p = field(check, "v_p", &game, &p)?;
    let at_q = field(check, "v_q", &game, &q)?;
    check.require(p != q, "two different points")?;
    let product = (at_p - at_q).dot(&(&p - &q));
    check.same("product", "⟨v(p) − v(q), p − q⟩", &product)?;
    check.require(
        product == Rational::ZERO,
        "so −μ‖p − q‖² bounds it for no μ > 0",
    )?;
    let j = jacobian(&game);
    check.same("J", "J", &j)?;
    check.require(
        certify::hurwitz_stable(&j)?.is_stable(),
        "although all eigenvalues of J have Re ξ < 0",
    )
}

/// A weight P in which the operator is strongly monotone.
fn weighted(check: &mut Check<'_>) -> Result<(), Failure> {
    let (game, weight) = (check.game("game")?, check.get::<Matrix>("P")?);
    let n = game.dim();
    check.require(weight.shape() == (n, n), "P has the size of J")?;
    check.require(
        certify::definiteness(&weight)?.is_definite(),
        format!("P = {} ≻ 0", weight.show()),
    )?;
    let j = jacobian(&game);
    let sum = &weight * &j + j.transpose() * &weight;
    check.same("sum", "PJ + JᵀP", &sum)?;
    check.require(
        certify::definiteness(&-sum)?.is_definite(),
        "negative definite: v is strongly monotone in ⟨·, P·⟩",
    )
}

/// (p⁺, q): q = p + h v(q₋), p⁺ = p + h v(q).
fn eftp_step(
    game: &Quadratic<Rational>,
    h: &Rational,
    p: &Vector,
    half: &Vector,
) -> (Vector, Vector) {
    let q = p + game.field(half) * h.clone();
    (p + game.field(&q) * h.clone(), q)
}

/// The smallest natural number whose square is at least a.
fn root_above(a: &Rational) -> Rational {
    let mut root = Rational::ONE;
    while &root * &root < *a {
        root += Rational::ONE;
    }
    root
}

/// Steps that are followed; the digits of exact iterates double at each.
const STEPS: usize = 5;

/// V shrinks by 1 − hμ, and ‖p_k‖² by (1 − μ/4L)^k, with h = 1/(4L).
fn eftp_rate(check: &mut Check<'_>) -> Result<(), Failure> {
    let what = "h = 1/(4L), μ = 1: ‖p‖² + ‖p − q‖² shrinks by 1 − hμ at each of 5 steps, and ‖p_k‖² ≤ (1 − μ/4L)^k ‖p₀‖²";
    check.cases(what, |draw| {
        let game = draw.strict_nash(2)?;
        let j = jacobian(&game);
        // L² ≥ ‖J‖_F² ≥ ‖J‖²
        let h = Rational::ONE / (Rational::from(4) * root_above(&j.dot(&j)));
        let factor = Rational::ONE - &h;
        let start = draw.nonzero(game.dim());
        let energy = |p: &Vector, q: &Vector| norm2(p) + norm2(&(p - q));
        let (mut p, mut q, mut bound) = (start.clone(), start.clone(), norm2(&start));
        let (params, mut state) = (
            Eftp {
                steps: Steps::same(h.clone()),
            },
            eftp::State { past: None },
        );
        for _ in 0..STEPS {
            let before = energy(&p, &q);
            let by_crate = eftp::step(&game, &params, &mut state, &p)?;
            (p, q) = eftp_step(&game, &h, &p, &q);
            bound *= factor.clone();
            if p != by_crate || energy(&p, &q) > before * &factor || norm2(&p) > bound {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

/// The linear map (p, q₋) ↦ (p⁺, q) of a quadratic game centred at 0.
fn eftp_matrix(game: &Quadratic<Rational>, h: &Rational) -> Matrix {
    let (n, hj) = (game.dim(), jacobian(game) * h.clone());
    let mut matrix = Matrix::from_element(2 * n, 2 * n, Rational::ZERO);
    matrix
        .view_mut((0, 0), (n, n))
        .copy_from(&(identity(n) + &hj));
    matrix.view_mut((0, n), (n, n)).copy_from(&(&hj * &hj));
    matrix.view_mut((n, 0), (n, n)).copy_from(&identity(n));
    matrix.view_mut((n, n), (n, n)).copy_from(&hj);
    matrix
}

/// Where the eigenvalues of an EFTP step lie.
fn eftp_disc(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let h: Rational = check.get("h")?;
    let polynomial = certify::characteristic_polynomial(&eftp_matrix(&game, &h))?;
    let coefficients = Vector::from_column_slice(polynomial.coefficients());
    check.same(
        "polynomial",
        "characteristic polynomial of a step in (p, q), constant term first",
        &coefficients,
    )?;
    let counts = disc(check, "the step", &eftp_matrix(&game, &h))?;
    check.require(
        counts.radius().is_lt(),
        "EFTP contracts, without any regularisation",
    )?;
    check.require(h > Rational::ZERO, format!("h = {}", h.show()))?;
    let first = jacobian(&game)[(game.nx(), 0)].clone();
    check.require(first > Rational::ZERO, "x pushes y upwards")
}

/// q_{k+1} = q_k + 2h v(q_k) − h v(q_{k−1}) along EFTP's half points.
fn eftp_half_points(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases("EFTP's half points q₀, q₁, … from q₋₁ = p₀ are the iterates of the crate's ogda from p₀, four steps", |draw| {
        let game = draw.quadratic(2)?;
        let (h, start) = (draw.positive(), draw.vector(game.dim()));
        let (params, mut state) = (Ogda { steps: Steps::same(h.clone()) }, ogda::State { previous: None });
        let (mut p, mut half, mut optimistic) = (start.clone(), start.clone(), start);
        for _ in 0..4 {
            (p, half) = eftp_step(&game, &h, &p, &half);
            optimistic = ogda::step(&game, &params, &mut state, &optimistic)?;
            if half != optimistic {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

/// A saddle that a penalty on the discriminator alone moves.
fn saddle_moves(check: &mut Check<'_>) -> Result<(), Failure> {
    let (game, regularised) = (check.game("game")?, check.game("regularised")?);
    let (saddle, moved): (Vector, Vector) = (check.get("saddle")?, check.get("moved")?);
    sized(check, &moved, regularised.dim())?;
    let v = field(check, "v", &game, &saddle)?;
    check.require(v == zeros(v.len()), "a critical point of the game")?;
    let blocks = certify::local_nash(&jacobian(&game), game.nx())?;
    check.require(
        blocks.is_weak(),
        "f is convex in x and concave in y: a saddle",
    )?;
    let there = regularised.field(&saddle);
    check.same("push", "field of the regularised game there", &there)?;
    check.require(
        there != zeros(there.len()),
        "not zero: the saddle is not preserved",
    )?;
    let difference = &there - &v;
    let nx = game.nx();
    let only_y = difference.rows(0, nx).iter().all(|a| *a == Rational::ZERO);
    check.require(only_y, "the regulariser acts on y alone")?;
    let gap = jacobian(&regularised) - jacobian(&game);
    check.same("penalty", "J of the regularised game minus J", &gap)?;
    let still = regularised.field(&moved) == zeros(moved.len());
    check.require(
        still && moved != saddle,
        format!(
            "the regularised saddle is {} instead of {}",
            moved.show(),
            saddle.show()
        ),
    )
}

/// The saddle (x*, y*) stays iff (tik_y I + r1 Γ) y* = 0.
fn saddle_stays(check: &mut Check<'_>) -> Result<(), Failure> {
    let what =
        "the saddle (x*, y*) stays critical iff (tik_y I + r1 Γ)y* = 0; if y* = 0 it always does";
    check.cases(what, |draw| {
        let (nx, ny) = (draw.size(1, 2), draw.size(1, 2));
        let (p, m, q) = (draw.definite(nx), draw.matrix(nx, ny), draw.definite(ny));
        let y = if draw.integer(0, 2) == 0 {
            zeros(ny)
        } else {
            draw.vector(ny)
        };
        // half of the Gramians are blind to y*
        let w = match (draw.integer(0, 1), ny) {
            (0, 2) => Vector::from_vec(vec![-y[1].clone(), y[0].clone()]),
            (0, _) => zeros(ny),
            _ => draw.vector(ny),
        };
        let tik_y = Rational::from(draw.integer(0, 1));
        let penalty = scaled(tik_y, ny) + &w * w.transpose() * draw.positive();
        let x = draw.vector(nx);
        // b and c plant the saddle
        let (b, c) = (-(&p * &x + &m * &y), &q * &y - m.transpose() * &x);
        let saddle = Vector::from_iterator(nx + ny, x.iter().chain(y.iter()).cloned());
        let plain = Quadratic::new(p.clone(), m.clone(), q.clone(), b.clone(), c.clone())?;
        let regularised = Quadratic::new(p, m, q + &penalty, b, c)?;
        let critical = plain.field(&saddle) == zeros(nx + ny);
        let stays = regularised.field(&saddle) == zeros(nx + ny);
        Ok(critical && stays == (penalty * y == zeros(ny)))
    })
}

fn rank(a: &Matrix) -> Result<usize, Failure> {
    Ok(match certify::definiteness(&(a.transpose() * a))? {
        Definiteness::Definite { pivots } => pivots.len(),
        Definiteness::Semidefinite { rank, .. } => rank,
        Definiteness::Not { value, .. } => {
            return Err(Failure::Unmet(format!(
                "AᵀA ⪰ 0, but a value of its form is {}",
                value.show()
            )));
        }
    })
}

/// Convex-concave quadratic games with tik_y > 0.
fn asymmetric_enough(check: &mut Check<'_>) -> Result<(), Failure> {
    let what = "P, Q ⪰ 0, any M, tik_y > 0: every eigenvalue ξ ≠ 0 of J has Re ξ < 0, and ξ = 0 is semisimple";
    check.cases(what, |draw| {
        let (nx, ny) = (draw.size(1, 3), draw.size(1, 2));
        let mut flat = |n: usize| {
            let w = draw.vector(n);
            if draw.integer(0, 1) == 0 {
                scaled(Rational::ZERO, n)
            } else {
                &w * w.transpose()
            }
        };
        let (p, q) = (flat(nx), flat(ny));
        let (u, w) = (draw.vector(nx), draw.vector(ny));
        // a coupling of rank at most one, half of the time
        let m = if draw.integer(0, 1) == 0 {
            u * w.transpose()
        } else {
            draw.matrix(nx, ny)
        };
        let j = jacobian(&centred(p, m, q + scaled(draw.positive(), ny))?);
        let counts = certify::half_plane_counts(&j)?;
        let kernel = nx + ny - rank(&j)?;
        Ok(counts.right == 0 && counts.axis == kernel && rank(&(&j * &j))? == rank(&j)?)
    })
}

/// A penalty whose Gramian does not see every discriminator parameter.
fn blind_penalty(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let h: Rational = check.get("h")?;
    let p: Vector = check.get("p")?;
    let j = jacobian(&game);
    check.same("J", "J", &j)?;
    let polynomial = certify::characteristic_polynomial(&j)?;
    check.same(
        "polynomial",
        "characteristic polynomial of J, constant term first",
        &Vector::from_column_slice(polynomial.coefficients()),
    )?;
    let counts = polynomial.half_planes();
    check.require(
        counts.axis > 0 && rank(&j)? == game.dim(),
        "eigenvalues ξ ≠ 0 with Re ξ = 0",
    )?;
    let v = field(check, "v", &game, &p)?;
    let next = &p + &v * h.clone();
    check.same("next", "p + hv", &next)?;
    check.same("square", "‖p + hv‖²", &norm2(&next))?;
    check.require(
        norm2(&next) == norm2(&p) + &h * &h * norm2(&v),
        "= ‖p‖² + h²‖v‖² for every h",
    )?;
    let again = game.field(&next).dot(&next);
    check.require(
        again == Rational::ZERO,
        "and so on at the next point: descent-ascent runs away",
    )
}

/// A critical point that no weight on y alone stabilises.
fn no_weight_is_enough(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    check.same("J", "J without a weight", &jacobian(&game))?;
    let (weights, h): (Vec<Rational>, Rational) = (check.get("weights")?, check.get("h")?);
    let (polynomials, discs): (Vec<Vector>, Vec<Vec<usize>>) =
        (check.get("polynomials")?, check.get("discs")?);
    check.require(game.nx() == 1 && game.ny() == 1, "one parameter each")?;
    check.require(
        weights.len() == polynomials.len() && weights.len() == discs.len(),
        "one polynomial and one count for each weight",
    )?;
    let traces: Vec<Rational> = check.get("traces")?;
    check.require(traces.len() == weights.len(), "and one trace of the step")?;
    for (i, weight) in weights.iter().enumerate() {
        let regularised = centred(
            game.d_xx(&zeros(2)),
            game.d_xy(&zeros(2)),
            -game.d_yy(&zeros(2)) + scaled(weight.clone(), 1),
        )?;
        let polynomial = certify::characteristic_polynomial(&jacobian(&regularised))?;
        let found = Vector::from_column_slice(polynomial.coefficients());
        check.require(
            found == polynomials[i],
            format!(
                "weight {}: polynomial of J, constant term first, {}",
                weight.show(),
                found.show()
            ),
        )?;
        // ξ² + aξ + b has its roots on the left iff a, b > 0; here a + b = 0
        check.require(
            &found[0] + &found[1] == Rational::from_i64(0),
            "its lower coefficients sum to 0: never both positive",
        )?;
        let step = eftp_matrix(&regularised, &h);
        check.require(
            step.trace() == traces[i],
            format!("trace of an EFTP step {}", traces[i].show()),
        )?;
        let counts = certify::unit_disc_counts(&step)?;
        let list = vec![counts.inside, counts.circle, counts.outside];
        check.require(
            list == discs[i] && !counts.radius().is_lt(),
            format!(
                "EFTP, h = {}: {} inside, on, outside the unit circle",
                h.show(),
                list.show()
            ),
        )?;
    }
    Ok(())
}
