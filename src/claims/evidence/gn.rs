//! Evidence for the rows of the Gauss-Newton paper: formulas and lemmas.

use super::super::{Check, CheckFn, Failure, Recorded};
use super::sample::{Sample, ratio};
use super::tools::{Gn, Matrix, Vector, disc, field, identity, jacobian, norm2, sized, zeros};
use crate::certify;
use crate::dense::{self, RankOne};
use crate::game::{Game, Quadratic};
use crate::scalar::{Dual, Rational};
use crate::spec::Form;
use std::cmp::Ordering;

/// The checks of this module.
pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("gn_sherman_morrison", sherman_morrison),
    ("gn_collapse", collapse),
    ("gn_sphere", sphere),
    ("gn_sphere_fixed", sphere_fixed),
    ("gn_map_jacobian", map_jacobian),
    ("gn_lemma_1", lemma_1),
    ("form_value", form_value),
    ("stable_but_no_nash", stable_but_no_nash),
    ("gn_corollary_1", corollary_1),
    ("flat_cubic", flat_cubic),
    ("gn_proposition_1", proposition_1),
    ("gn_lemma_2", lemma_2),
    ("gn_lemma_3", lemma_3),
    ("lemma_3_at", lemma_3_at),
    ("gn_corollary_2", corollary_2),
    ("gn_linearised", linearised),
];

const FORMS: [Form; 2] = [Form::Inverse, Form::InverseMinusIdentity];

/// B⁻¹ of the crate against elimination.
fn sherman_morrison(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "B⁻¹w by the formula solves B z = w, and equals elimination's solution",
        |draw| {
            let n = draw.size(1, 4);
            let b = RankOne::new(draw.vector(n), draw.positive())?;
            let inverse = b.preconditioner(Form::Inverse)?;
            let eliminated = dense::solve(&b.matrix(), &identity(n))?;
            Ok(b.matrix() * &inverse == identity(n) && inverse == eliminated)
        },
    )
}

/// B⁻¹v = v/(λ + s) by elimination, and the step is a descent-ascent step of length hφ.
fn collapse(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "B⁻¹v = v/(λ + ‖v‖²), and F(p) = p + hφv for both forms",
        |draw| {
            let game = draw.quadratic(2)?;
            let p = draw.vector(game.dim());
            let (h, lam) = (draw.positive(), draw.positive());
            let v = game.field(&p);
            let b = RankOne::new(v.clone(), lam.clone())?;
            let solved = dense::solve(
                &b.matrix(),
                &Matrix::from_column_slice(v.len(), 1, v.as_slice()),
            )?;
            let shrink = Rational::ONE / (&lam + norm2(&v));
            let collapsed = &v * shrink.clone() == solved.column(0).into_owned();
            let mut same = true;
            for (form, phi) in FORMS
                .into_iter()
                .zip([shrink.clone(), shrink - Rational::ONE])
            {
                let step = Gn {
                    h: h.clone(),
                    lam: lam.clone(),
                    form,
                }
                .step(&game, &p)?;
                same &= step == &p + &v * (&h * phi);
            }
            Ok(collapsed && same)
        },
    )
}

/// (B⁻¹ − I)v = 0 exactly on v = 0 and ‖v‖² = 1 − λ, with the stated sign on either side.
fn sphere(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "(B⁻¹ − I)v vanishes iff v = 0 or ‖v‖² = 1 − λ; along v inside, against v outside",
        |draw| {
            let n = draw.size(1, 3);
            let v = draw.vector(n);
            // every third λ puts v on the sphere, where there is one
            let on = Rational::ONE - norm2(&v);
            let lam = if draw.integer(0, 2) == 0 && on > Rational::ZERO {
                on
            } else {
                draw.positive()
            };
            let inside = (Rational::ONE - &lam).cmp(&norm2(&v));
            let b = RankOne::new(v.clone(), lam)?;
            let solved = dense::solve(&b.matrix(), &Matrix::from_column_slice(n, 1, v.as_slice()))?;
            let direction = solved.column(0) - &v;
            let along = direction.dot(&v).cmp(&Rational::ZERO);
            let still = direction == zeros(n);
            let expected = if norm2(&v) == Rational::ZERO {
                Ordering::Equal
            } else {
                inside
            };
            Ok(along == expected
                && still == expected.is_eq()
                && b.direction(Form::InverseMinusIdentity)? == direction)
        },
    )
}

/// A point of the spurious sphere that is no critical point and does not move, whatever h.
fn sphere_fixed(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (p, lam): (Vector, Rational) = (check.get("p")?, check.get("lam")?);
    let v = field(check, "v", &game, &p)?;
    check.require(v != zeros(v.len()), "p is no critical point")?;
    let s = norm2(&v);
    check.require(
        s == Rational::ONE - &lam,
        format!("‖v‖² = {} = 1 − λ with λ = {}", s.show(), lam.show()),
    )?;
    let steps = [ratio(1, 10), ratio(1, 1), ratio(7, 1)];
    for h in steps {
        let moved = Gn {
            h,
            lam: lam.clone(),
            form: Form::InverseMinusIdentity,
        }
        .step(&game, &p)?;
        check.same("next", "F(p)", &moved)?;
        check.require(moved == p, "F(p) = p")?;
    }
    let critical = game.field(&zeros(game.dim())) == zeros(game.dim());
    check.require(critical, "0 is a critical point, hence another fixed point")
}

/// F' by dual numbers through a step written out here, against the crate's formula.
fn map_jacobian(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "h(φI + 2φ'vvᵀ)J + I equals dual numbers through p + hφ(‖v‖²)v, for both forms",
        |draw| {
            let game = draw.quadratic(2)?;
            let p = draw.vector(game.dim());
            let (h, lam) = (draw.positive(), draw.positive());
            for form in FORMS {
                let gn = Gn {
                    h: h.clone(),
                    lam: lam.clone(),
                    form,
                };
                if gn.map_jacobian(&game, &p)? != by_duals(&game, &gn, &p) {
                    return Ok(false);
                }
            }
            Ok(true)
        },
    )
}

fn by_duals(game: &Quadratic<Rational>, gn: &Gn, p: &Vector) -> Matrix {
    let lift = |a: &Rational| Dual::new(a.clone(), Rational::ZERO);
    let lifted = game.map(lift);
    let n = p.len();
    let mut matrix = Matrix::from_element(n, n, Rational::ZERO);
    for j in 0..n {
        let mut seed = p.map(|a| lift(&a));
        seed[j].tangent = Rational::ONE;
        let v = lifted.field(&seed);
        let one = lift(&Rational::ONE);
        let inverse = one.clone() / (lift(&gn.lam) + v.dot(&v));
        let phi = match gn.form {
            Form::Inverse => inverse,
            Form::InverseMinusIdentity => inverse - one,
        };
        let next = seed + v * (lift(&gn.h) * phi);
        matrix.set_column(j, &next.map(|a| a.tangent));
    }
    matrix
}

/// Blocks that are definite, semidefinite and indefinite in turn.
fn any_blocks(draw: &mut Sample) -> Result<Quadratic<Rational>, Failure> {
    let (nx, ny) = (draw.size(1, 2), draw.size(1, 2));
    let mut block = |n| match draw.integer(0, 3) {
        0 => draw.definite(n),
        1 => {
            let w = draw.vector(n);
            &w * w.transpose()
        }
        2 => -draw.definite(n),
        _ => draw.symmetric(n),
    };
    let (p, q) = (block(nx), block(ny));
    super::tools::centred(p, draw.matrix(nx, ny), q)
}

/// zᵀJz ≤ 0 for all z iff f_xx ⪰ 0 and f_yy ⪯ 0; the same with strict signs.
fn lemma_1(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "zᵀJz ≤ 0 for all z iff f_xx ⪰ 0 and f_yy ⪯ 0; strictly iff strictly",
        |draw| {
            let game = any_blocks(draw)?;
            let j = jacobian(&game);
            let form = certify::form_definiteness(&-&j)?;
            let blocks = certify::local_nash(&j, game.nx())?;
            Ok(form.is_semidefinite() == blocks.is_weak()
                && form.is_definite() == blocks.is_strict())
        },
    )
}

/// A value zᵀJz > 0 although the diagonal blocks have the right signs.
fn form_value(check: &mut Check<'_>) -> Result<(), Failure> {
    let (j, z): (Matrix, Vector) = (check.get("J")?, check.get("z")?);
    check.require(j.is_square(), "J is square")?;
    sized(check, &z, j.nrows())?;
    let blocks = certify::local_nash(&j, 1)?;
    check.require(
        blocks.is_strict(),
        format!("J = {}: l_xx ≻ 0 and p_yy ≺ 0", j.show()),
    )?;
    let image = &j * &z;
    check.same("Jz", &format!("J z with z = {}", z.show()), &image)?;
    let value = z.dot(&image);
    check.same("value", "zᵀJz", &value)?;
    check.require(value > Rational::ZERO, "which is positive")
}

/// All eigenvalues of J in the left half plane at a point that is no local Nash point.
fn stable_but_no_nash(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let j = jacobian(&game);
    check.same("J", "J", &j)?;
    let polynomial = certify::characteristic_polynomial(&j)?;
    let coefficients = Vector::from_column_slice(polynomial.coefficients());
    check.same(
        "polynomial",
        "characteristic polynomial of J, constant term first",
        &coefficients,
    )?;
    let stable = polynomial.half_planes().abscissa().is_lt();
    check.require(stable, "every eigenvalue of J has Re ξ < 0")?;
    let blocks = certify::local_nash(&j, game.nx())?;
    check.require(
        !blocks.is_weak(),
        "but not both f_xx ⪰ 0 and f_yy ⪯ 0: no local Nash point",
    )
}

/// Local Nash points of quadratic games: what deviations of one player gain, against J.
fn corollary_1(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "J ≺ 0 as a form: no deviation gains; J ⋠ 0: some player has one that does",
        |draw| {
            let game = any_blocks(draw)?;
            let (nx, n) = (game.nx(), game.dim());
            let j = jacobian(&game);
            let at = |p: &Vector| game.losses(p).loss_x;
            if certify::form_definiteness(&-&j)?.is_definite() {
                let (mut x, mut y) = (zeros(n), zeros(n));
                x.rows_mut(0, nx).copy_from(&draw.nonzero(nx));
                y.rows_mut(nx, n - nx).copy_from(&draw.nonzero(n - nx));
                return Ok(at(&x) > Rational::ZERO && at(&y) < Rational::ZERO);
            }
            // the witness of an indefinite block is a gainful deviation of its player
            let blocks = certify::local_nash(&j, nx)?;
            Ok(match (blocks.x, blocks.y) {
                (certify::Definiteness::Not { witness, .. }, _) => {
                    let mut x = zeros(n);
                    x.rows_mut(0, nx).copy_from(&witness);
                    at(&x) < Rational::ZERO
                }
                (_, certify::Definiteness::Not { witness, .. }) => {
                    let mut y = zeros(n);
                    y.rows_mut(nx, n - nx).copy_from(&witness);
                    at(&y) > Rational::ZERO
                }
                _ => certify::form_definiteness(&-&j)?.is_semidefinite(),
            })
        },
    )
}

/// f = x³: J = 0 ⪯ 0 at the critical point 0, and x still gains by moving.
fn flat_cubic(check: &mut Check<'_>) -> Result<(), Failure> {
    let x: Rational = check.get("x")?;
    let cube = |x: &Rational| x * x * x;
    // f_xx = 6x vanishes at 0, and f does not depend on y
    check.same("f", &format!("f({}, 0)", x.show()), &cube(&x))?;
    check.require(
        cube(&x) < Rational::ZERO,
        "less than f(0, 0) = 0, and so at every multiple t x, t > 0",
    )
}

/// Powers of M that are tried: 2⁰ to 2¹⁰.
const DOUBLINGS: usize = 10;

/// Spectral radius < 1 iff some power of M is a contraction in the Euclidean norm.
fn proposition_1(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "spectral radius of M < 1 iff ‖M^k‖_F < 1 for some k = 2^j, j ≤ 10",
        |draw| {
            let n = draw.size(1, 2);
            let mut power = Matrix::from_fn(n, n, |_, _| ratio(draw.integer(-4, 4), 4));
            let stable = certify::schur_stable(&power)?.is_stable();
            let mut shrinks = false;
            for _ in 0..=DOUBLINGS {
                let size = power.iter().fold(Rational::ZERO, |s, a| s + a * a);
                shrinks |= size < Rational::ONE;
                if shrinks || size > Rational::from(1u64 << 60) {
                    break;
                }
                power = &power * &power;
            }
            Ok(shrinks == stable)
        },
    )
}

/// Fixed points of `inverse` are the critical points, and F' = I + (h/λ)J there.
fn lemma_2(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "`inverse`: F(p) = p iff v(p) = 0; both forms: F'(0) = I + σJ at the critical point 0",
        |draw| {
            let game = any_blocks(draw)?;
            let n = game.dim();
            let p = if draw.integer(0, 2) == 0 {
                zeros(n)
            } else {
                draw.vector(n)
            };
            let (h, lam) = (draw.positive(), draw.positive());
            let inverse = Gn {
                h: h.clone(),
                lam: lam.clone(),
                form: Form::Inverse,
            };
            let fixed = inverse.step(&game, &p)? == p;
            let mut right = fixed == (game.field(&p) == zeros(n));
            for form in FORMS {
                let gn = Gn {
                    h: h.clone(),
                    lam: lam.clone(),
                    form,
                };
                right &= gn.map_jacobian(&game, &zeros(n))?
                    == identity(n) + jacobian(&game) * gn.sigma();
            }
            Ok(right)
        },
    )
}

/// A real block matrix with planted eigenvalues, hidden by a unimodular change of basis.
fn planted(draw: &mut Sample) -> Matrix {
    let tiny = ratio(1, 1_000_000_000_000);
    let real = |draw: &mut Sample| {
        if draw.integer(0, 3) == 0 {
            -tiny.clone()
        } else {
            -draw.positive()
        }
    };
    let (a, c) = (real(draw), real(draw));
    let b = draw.fraction() * Rational::from(draw.integer(1, 50));
    let mut u = Matrix::from_element(3, 3, Rational::ZERO);
    (u[(0, 0)], u[(1, 1)], u[(0, 1)], u[(1, 0)]) = (a.clone(), a, b.clone(), -b);
    u[(2, 2)] = c;
    (u[(0, 2)], u[(1, 2)]) = (draw.fraction(), draw.fraction());
    let k = Rational::from(draw.integer(-3, 3));
    let (mut basis, mut inverse) = (identity(3), identity(3));
    (basis[(2, 0)], inverse[(2, 0)]) = (k.clone(), -k);
    basis * u * inverse
}

/// How closely the bound is approached from both sides.
const BITS: u32 = 30;

/// Lemma 3 on both sides of the bound, each side decided without the other.
fn lemma_3(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "I + σU has spectral radius < 1 iff σ is below the bound, Re ξ down to −10⁻¹²",
        |draw| {
            let u = planted(draw);
            // the bound lies between these two, so both sides of it are tried
            let Some((low, high)) = certify::step_bound_between(&u, BITS)? else {
                return Ok(false);
            };
            let mut right = true;
            for sigma in [low, high, draw.positive()] {
                let both = certify::lemma3(&u, &sigma)?;
                right &= both.hypothesis.is_stable() && both.holds();
            }
            Ok(right)
        },
    )
}

/// At the bound itself the spectral radius is 1, and the printed bound is that number.
fn lemma_3_at(check: &mut Check<'_>) -> Result<(), Failure> {
    let (re, im): (Rational, Rational) = (check.get("re")?, check.get("im")?);
    check.require(
        re < Rational::ZERO,
        format!("ξ = {} ± {}i", re.show(), im.show()),
    )?;
    let u = Matrix::from_row_slice(2, 2, &[re.clone(), -im.clone(), im.clone(), re.clone()]);
    let ratio = &im / &re;
    let printed = Rational::from(2) / (-re.clone() * (Rational::ONE + &ratio * &ratio));
    check.same("bound", "(1/|Re ξ|)·2/(1 + (Im ξ/Re ξ)²)", &printed)?;
    let short = Rational::from(-2) * &re / (&re * &re + &im * &im);
    check.require(printed == short, "which is −2 Re ξ/|ξ|²")?;
    let polynomial = certify::characteristic_polynomial(&u)?;
    check.same(
        "polynomial",
        "characteristic polynomial, constant term first",
        &Vector::from_column_slice(polynomial.coefficients()),
    )?;
    let at = certify::lemma3(&u, &printed)?;
    check.require(
        at.disc.radius().is_eq(),
        "at the bound the spectral radius of I + σU is exactly 1",
    )?;
    check.require(im > Rational::ZERO, "Im ξ > 0 names one of the two")
}

/// At a strict Nash point the method contracts iff σ is below Lemma 3's bound.
fn corollary_2(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases("strict Nash at 0, both forms: F'(0) has spectral radius < 1 iff σ is below Lemma 3's bound", |draw| {
        let game = draw.strict_nash(2)?;
        let (h, lam) = (draw.positive() * ratio(1, 8), draw.unit());
        let mut right = true;
        for form in FORMS {
            let gn = Gn { h: h.clone(), lam: lam.clone(), form };
            let contracts = certify::schur_stable(&gn.map_jacobian(&game, &zeros(game.dim()))?)?.is_stable();
            let bound = certify::lemma3(&jacobian(&game), &gn.sigma())?;
            right &= bound.against_bound.is_some_and(|o| o.is_lt() == contracts);
        }
        Ok(right)
    })
}

/// F' at a point of a game, with how many eigenvalues lie where.
fn linearised(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let gn = Gn::read(check)?;
    let p: Vector = check.get("p")?;
    field(check, "v", &game, &p)?;
    let map = gn.map_jacobian(&game, &p)?;
    check.same("map", "F'", &map)?;
    let counts = disc(check, "F'", &map)?;
    check.require(
        !counts.radius().is_lt(),
        "spectral radius of F' at least 1: no contraction there",
    )
}
