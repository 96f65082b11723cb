//! HessianFR's Jacobian and its relatives: (3.3)–(3.5), (3.8), (3.11), Theorem 3.2, Proposition 3.3.

use super::super::super::{Check, CheckFn, Failure};
use super::super::sample::{Sample, ratio};
use super::super::tools::{identity, zeros};
use super::figure::jacobian_of_step;
use crate::certify::{self, Polynomial};
use crate::dense::{self, linearise};
use crate::game::{Game, Losses, Quadratic};
use crate::scalar::{Dual, Rational, Scalar};
use crate::spec::{Algebraic, Gdn, HessianAt, HessianFr};
use nalgebra::{DMatrix, DVector};

pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("hfr_jacobian", jacobian),
    ("hfr_jacobian_cubic", jacobian_cubic),
    ("hfr_similar", similar),
    ("gdn_jacobian", gdn_jacobian),
    ("hfr_stable_steps", stable_steps),
    ("hfr_no_common_step", no_common_step),
    ("hfr_matrix_inequality", matrix_inequality),
    ("hfr_converse", converse),
    ("hfr_fixed_not_critical", fixed_not_critical),
    ("hfr_difference_exact", difference_exact),
    ("hfr_difference", difference),
    ("gdn_is_hessian_fr", gdn_is_hessian_fr),
    ("gdn_is_not_hessian_fr", gdn_is_not_hessian_fr),
    ("hfr_preconditioned", preconditioned),
    ("hfr_varying", varying),
];

/// The blocks of the Hessian of f at 0, with S and H_yy⁻¹.
pub(super) struct Blocks {
    pub xx: DMatrix<Rational>,
    pub xy: DMatrix<Rational>,
    pub yx: DMatrix<Rational>,
    pub yy: DMatrix<Rational>,
    pub yy_inverse: DMatrix<Rational>,
    pub schur: DMatrix<Rational>,
}

impl Blocks {
    pub fn at_origin(game: &Quadratic<Rational>) -> Result<Self, Failure> {
        let at = zeros(game.dim());
        let (xx, xy, yx, yy) = (
            game.d_xx(&at),
            game.d_xy(&at),
            game.d_yx(&at),
            game.d_yy(&at),
        );
        let yy_inverse = dense::solve(&yy, &identity(game.ny()))?;
        let schur = &xx - &xy * &yy_inverse * &yx;
        Ok(Self {
            xx,
            xy,
            yx,
            yy,
            yy_inverse,
            schur,
        })
    }

    /// T = −c₁ H_yy + c₂ I.
    pub fn follower(&self, method: &HessianFr<Rational>) -> Result<DMatrix<Rational>, Failure> {
        if method.step_x == Rational::ZERO {
            return Err(Failure::Unmet("hx ≠ 0".into()));
        }
        let c1 = method.step_y.clone() / method.step_x.clone();
        let c2 = method.newton.clone() / method.step_x.clone();
        let n = self.yy.nrows();
        Ok(identity(n) * c2 - &self.yy * c1)
    }
}

/// [[a, b], [c, d]].
fn block(
    a: &DMatrix<Rational>,
    b: &DMatrix<Rational>,
    c: &DMatrix<Rational>,
    d: &DMatrix<Rational>,
) -> DMatrix<Rational> {
    let (nx, ny) = (a.nrows(), d.nrows());
    DMatrix::from_fn(nx + ny, nx + ny, |i, j| match (i < nx, j < nx) {
        (true, true) => a[(i, j)].clone(),
        (true, false) => b[(i, j - nx)].clone(),
        (false, true) => c[(i - nx, j)].clone(),
        (false, false) => d[(i - nx, j - nx)].clone(),
    })
}

fn hessian_fr(step_x: Rational, step_y: Rational, newton: Rational) -> HessianFr<Rational> {
    HessianFr {
        step_x,
        step_y,
        newton,
        difference: None,
    }
}

impl Sample {
    /// A quadratic game with its critical point at 0 and an invertible H_yy of any signature.
    fn with_invertible_yy(&mut self, most: usize) -> Result<Quadratic<Rational>, Failure> {
        loop {
            let game = self.centred_quadratic(most)?;
            if Blocks::at_origin(&game).is_ok() {
                return Ok(game);
            }
        }
    }
}

/// (3.5): J = I − hx [[I, 0], [−H_yy⁻¹H_yx, −c₁I + c₂H_yy⁻¹]] H.
fn jacobian(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases("the step's Jacobian by dual numbers equals (3.5)", |draw| {
        let game = draw.with_invertible_yy(3)?;
        let b = Blocks::at_origin(&game)?;
        let method = hessian_fr(draw.positive(), draw.positive(), draw.positive());
        let (nx, ny) = (game.nx(), game.ny());
        let c1 = method.step_y.clone() / method.step_x.clone();
        let c2 = method.newton.clone() / method.step_x.clone();
        let left = block(
            &identity(nx),
            &DMatrix::from_element(nx, ny, Rational::ZERO),
            &-(&b.yy_inverse * &b.yx),
            &(&b.yy_inverse * c2 - identity(ny) * c1),
        );
        let hessian = block(&b.xx, &b.xy, &b.yx, &b.yy);
        let expected = identity(nx + ny) - left * hessian * method.step_x.clone();
        Ok(jacobian_of_step(&Algebraic::HessianFr(method), &game)? == expected)
    })
}

fn product(p: &Polynomial, q: &Polynomial) -> Polynomial {
    let (p, q) = (p.coefficients(), q.coefficients());
    let mut r = vec![Rational::ZERO; (p.len() + q.len()).saturating_sub(1)];
    for (i, a) in p.iter().enumerate() {
        for (j, b) in q.iter().enumerate() {
            r[i + j] += a.clone() * b.clone();
        }
    }
    Polynomial::new(r)
}

/// The characteristic polynomial of I − η A.
fn of_step(a: &DMatrix<Rational>, eta: &Rational) -> Result<Polynomial, Failure> {
    Ok(certify::characteristic_polynomial(
        &(identity(a.nrows()) - a * eta.clone()),
    )?)
}

/// (3.8) and the matrix before (3.6): the eigenvalues are those of I − hx S and of I − hx T.
fn similar(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "the characteristic polynomial splits into those of I − hx S and I − hx T",
        |draw| {
            let game = draw.with_invertible_yy(3)?;
            let b = Blocks::at_origin(&game)?;
            let method = hessian_fr(draw.positive(), draw.positive(), draw.positive());
            let (s, t) = (
                of_step(&b.schur, &method.step_x)?,
                of_step(&b.follower(&method)?, &method.step_x)?,
            );
            let map = jacobian_of_step(&Algebraic::HessianFr(method), &game)?;
            Ok(certify::characteristic_polynomial(&map)? == product(&s, &t))
        },
    )
}

/// (3.11): GDN has the eigenvalues of I − hx S, and 0 with multiplicity ny.
fn gdn_jacobian(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "GDN's characteristic polynomial is t^ny times that of I − hx S",
        |draw| {
            let game = draw.with_invertible_yy(3)?;
            let b = Blocks::at_origin(&game)?;
            let hessian_at = if draw.size(0, 1) == 0 {
                HessianAt::Old
            } else {
                HessianAt::New
            };
            let method = Gdn {
                step_x: draw.positive(),
                hessian_at,
            };
            let mut power = vec![Rational::ZERO; game.ny()];
            power.push(Rational::ONE);
            let expected = product(&of_step(&b.schur, &method.step_x)?, &Polynomial::new(power));
            let map = jacobian_of_step(&Algebraic::Gdn(method), &game)?;
            Ok(certify::characteristic_polynomial(&map)? == expected)
        },
    )
}

/// Theorem 3.2, forwards: hx below 2/trace bounds makes every strict minimax point stable.
fn stable_steps(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "stable exactly when 2I − hx S ≻ 0 and 2I − hx T ≻ 0; stable for small hx",
        |draw| {
            let game = draw.strict_minimax(3)?;
            let b = Blocks::at_origin(&game)?;
            let (c1, c2, eta) = (draw.positive(), draw.unit(), draw.unit());
            let at =
                |eta: Rational| hessian_fr(eta.clone(), c1.clone() * eta.clone(), c2.clone() * eta);
            let t = b.follower(&at(Rational::ONE))?;
            let stable = |eta: Rational| -> Result<bool, Failure> {
                let map = jacobian_of_step(&Algebraic::HessianFr(at(eta)), &game)?;
                Ok(certify::schur_stable(&map)?.is_stable())
            };
            let below = |m: &DMatrix<Rational>, eta: &Rational| -> Result<bool, Failure> {
                let gap = identity(m.nrows()) * Rational::from(2) - m * eta.clone();
                Ok(certify::form_definiteness(&gap)?.is_definite())
            };
            // both are positive definite, so the trace bounds every eigenvalue
            let small = Rational::ONE / (b.schur.trace() + t.trace());
            let expected = below(&b.schur, &eta)? && below(&t, &eta)?;
            Ok(stable(small)? && stable(eta)? == expected)
        },
    )
}

/// One choice of rates cannot serve infinitely many points of unbounded curvature.
///
/// f = −cos(x²) − y²/2 has strict local minimax points at x² = 2πk, y = 0, k ≥ 1, where
/// f_xx = 4x² = 8πk and f_xy = 0.
fn no_common_step(check: &mut Check<'_>) -> Result<(), Failure> {
    let (hx, k): (Rational, Rational) = (check.get("hx")?, check.get("k")?);
    check.require(
        hx > Rational::ZERO && k >= Rational::ONE,
        "hx > 0 and k ≥ 1",
    )?;
    let three: Rational = check.get("below_pi")?;
    check.require(three == Rational::from(3), "3 < π")?;
    let curvature = Rational::from(8) * three * k;
    check.same(
        "curvature",
        "a lower bound of f_xx = 8πk at x² = 2πk",
        &curvature,
    )?;
    let multiplier = Rational::ONE - hx * curvature;
    check.same("multiplier", "an upper bound of 1 − hx f_xx", &multiplier)?;
    check.require(
        multiplier < -Rational::ONE,
        "below −1: this point is not stable with this hx",
    )
}

/// The printed criterion −I ≺ I − hx M ≺ I fails where the eigenvalues are inside the disc.
fn matrix_inequality(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let method = check.hessian_fr("method")?;
    let b = Blocks::at_origin(&game)?;
    let (nx, ny) = (game.nx(), game.ny());
    let zero = DMatrix::from_element(ny, nx, Rational::ZERO);
    let m = block(&b.schur, &b.xy, &zero, &b.follower(&method)?);
    check.same("M", "M = [[S, H_xy], [0, T]]", &m)?;
    let symmetric = (&m + m.transpose()) * ratio(1, 2);
    check.same("symmetric_part", "its symmetric part", &symmetric)?;
    let definite = certify::definiteness(&symmetric)?.is_semidefinite();
    check.require(
        !definite,
        "which is not positive semidefinite: 0 ≺ hx M fails",
    )?;
    let minimax = certify::local_minimax(&game.jacobian(&zeros(nx + ny)), nx)?;
    check.require(
        minimax.is_strict(),
        "though 0 is a strict local minimax point",
    )?;
    let map = jacobian_of_step(&Algebraic::HessianFr(method), &game)?;
    check.same("map", "and the Jacobian of the step", &map)?;
    let stable = certify::schur_stable(&map)?.is_stable();
    check.require(stable, "has its eigenvalues inside the unit circle")
}

/// Theorem 3.2, backwards: a strictly stable point that is no minimax point.
fn converse(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let method = check.hessian_fr("method")?;
    let map = jacobian_of_step(&Algebraic::HessianFr(method.clone()), &game)?;
    check.same("map", "the Jacobian of the step at 0", &map)?;
    let stable = certify::schur_stable(&map)?.is_stable();
    check.require(
        stable,
        "all eigenvalues inside the unit circle: strictly stable",
    )?;
    let at = zeros(game.dim());
    check.same("f_yy", "f_yy at 0", &game.d_yy(&at))?;
    let minimax = certify::local_minimax(&game.jacobian(&at), game.nx())?;
    check.require(
        !minimax.y.is_semidefinite(),
        "not ⪯ 0: no local minimax point, strict or not",
    )?;
    check.require(method.step_y != Rational::ZERO, "hy1 ≠ 0")?;
    let gap = method.newton.clone() / method.step_y.clone();
    check.same("c2_over_c1", "c₂/c₁", &gap)?;
    let eigenvalue = game.d_yy(&at)[(0, 0)].clone();
    check.require(
        game.ny() == 1 && Rational::ZERO <= eigenvalue && eigenvalue < gap,
        "f_yy has its eigenvalue in [0, c₂/c₁), which the corrected statement excludes",
    )
}

/// f = (a/2)x² + b x y + c x² y − (q/2)y² in two variables: ∇_y f is affine in x iff c = 0.
struct Cubic<S> {
    a: S,
    b: S,
    c: S,
    q: S,
}

impl<S: Scalar> Cubic<S> {
    fn payoff(&self, x: &S, y: &S) -> S {
        let two = S::from_i64(2);
        let Self { a, b, c, q } = self;
        let square = x.clone() * x.clone();
        a.clone() * square.clone() / two.clone()
            + b.clone() * x.clone() * y.clone()
            + c.clone() * square * y.clone()
            - q.clone() * y.clone() * y.clone() / two
    }
}

impl<S: Scalar> Game<S> for Cubic<S> {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let f = self.payoff(&p[0], &p[1]);
        Losses {
            loss_x: f.clone(),
            payoff_y: f,
        }
    }
    // f_x = a x + b y + 2c x y, f_y = b x + c x² − q y
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let (x, y, two) = (p[0].clone(), p[1].clone(), S::from_i64(2));
        let Self { a, b, c, q } = self;
        let f_x =
            a.clone() * x.clone() + b.clone() * y.clone() + two * c.clone() * x.clone() * y.clone();
        let f_y = b.clone() * x.clone() + c.clone() * x.clone() * x - q.clone() * y;
        DVector::from_vec(vec![-f_x, f_y])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let (x, y, two) = (p[0].clone(), p[1].clone(), S::from_i64(2));
        let Self { a, b, c, q } = self;
        let f_xx = a.clone() + two.clone() * c.clone() * y;
        let f_xy = b.clone() + two * c.clone() * x;
        DMatrix::from_row_slice(2, 2, &[-f_xx, -f_xy.clone(), f_xy, -q.clone()])
    }
}

/// A cubic game and a point from the row's data.
fn cubic(check: &mut Check<'_>) -> Result<(Cubic<Rational>, DVector<Rational>), Failure> {
    let (a, b) = (check.get("a")?, check.get("b")?);
    let (c, q) = (check.get("c")?, check.get("q")?);
    let point: DVector<Rational> = check.get("point")?;
    check.require(point.len() == 2, "a point of the plane")?;
    let game = Cubic { a, b, c, q };
    check.same("jacobian", "J at the point", &game.jacobian(&point))?;
    Ok((game, point))
}

/// (∇_y f(x + α gx, y) − ∇_y f(x, y))/α of (3.3), beside f_yx gx.
fn quotient<G: Game<Rational>>(
    game: &G,
    p: &DVector<Rational>,
    alpha: &Rational,
) -> (DVector<Rational>, DVector<Rational>) {
    let (nx, ny) = (game.nx(), game.ny());
    let v = game.field(p);
    let gx = -v.rows(0, nx).into_owned();
    let mut shifted = p.clone();
    for i in 0..nx {
        shifted[i] += alpha.clone() * gx[i].clone();
    }
    let change = game.field(&shifted).rows(nx, ny) - v.rows(nx, ny);
    (change / alpha.clone(), game.d_yx(p) * gx)
}

fn difference_exact(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "on quadratic games the quotient of (3.3) is f_yx ∇_x f for every α ≠ 0",
        |draw| {
            let game = draw.quadratic(3)?;
            let p = draw.vector(game.dim());
            let (quotient, product) = quotient(&game, &p, &draw.positive());
            Ok(quotient == product)
        },
    )
}

fn difference(check: &mut Check<'_>) -> Result<(), Failure> {
    let (game, p) = cubic(check)?;
    let alpha: Rational = check.get("alpha")?;
    check.require(alpha != Rational::ZERO, "α ≠ 0")?;
    let (quotient, product) = quotient(&game, &p, &alpha);
    check.same("quotient", "the quotient of (3.3)", &quotient)?;
    check.same("product", "f_yx ∇_x f", &product)?;
    // ∇_y f = b x + c x² − q y, so the quotient exceeds the product by c α gx²
    let gx = -game.field(&p)[0].clone();
    let error = game.c.clone() * alpha * gx.clone() * gx;
    check.require(
        quotient[0].clone() - product[0].clone() == error && error != Rational::ZERO,
        format!("they differ by c α gx² = {error}"),
    )
}

/// (3.4) on quadratic games: GDN is HessianFR with hy1 = 0, hy2 = 1.
fn gdn_is_hessian_fr(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "GDN's step equals that of HessianFR with hy1 = 0 and hy2 = 1",
        |draw| {
            let game = draw.with_invertible_yy(3)?;
            let p = draw.vector(game.dim());
            let step_x = draw.positive();
            let gdn = Gdn {
                step_x: step_x.clone(),
                hessian_at: HessianAt::Old,
            };
            let other = hessian_fr(step_x, Rational::ZERO, Rational::ONE);
            Ok(dense::gdn::step(&game, &gdn, &p)? == dense::hessian_fr::step(&game, &other, &p)?)
        },
    )
}

fn gdn_is_not_hessian_fr(check: &mut Check<'_>) -> Result<(), Failure> {
    let (game, p) = cubic(check)?;
    let step_x: Rational = check.get("hx")?;
    let gdn = Gdn {
        step_x: step_x.clone(),
        hessian_at: HessianAt::Old,
    };
    let by_gdn = dense::gdn::step(&game, &gdn, &p)?;
    check.same("gdn", "GDN's next point", &by_gdn)?;
    let other = hessian_fr(step_x, Rational::ZERO, Rational::ONE);
    let by_hessian_fr = dense::hessian_fr::step(&game, &other, &p)?;
    check.same(
        "hessian_fr",
        "HessianFR's, with hy1 = 0 and hy2 = 1",
        &by_hessian_fr,
    )?;
    check.require(by_gdn != by_hessian_fr, "they differ")
}

/// Proposition 3.3 on random strict minimax points and positive diagonal P₁, P₂.
fn preconditioned(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "J_P splits into I − hx P₁S and I − hx (−c₁I + c₂H_yy⁻¹)P₂H_yy; stable for small hx",
        |draw| {
            let game = draw.strict_minimax(2)?;
            let b = Blocks::at_origin(&game)?;
            let (nx, ny) = (game.nx(), game.ny());
            let mut diagonal =
                |n| DMatrix::from_diagonal(&DVector::from_fn(n, |_, _| draw.positive()));
            let (p1, p2) = (diagonal(nx), diagonal(ny));
            let (c1, c2) = (draw.positive(), draw.positive());
            let d = &b.yy_inverse * c2.clone() - identity(ny) * c1.clone();
            // J_P = I − hx [[P₁, 0], [−H_yy⁻¹H_yx P₁, d P₂]] H
            let zero = DMatrix::from_element(nx, ny, Rational::ZERO);
            let left = block(&p1, &zero, &-(&b.yy_inverse * &b.yx * &p1), &(&d * &p2));
            let hessian = block(&b.xx, &b.xy, &b.yx, &b.yy);
            let (leader, follower) = (&p1 * &b.schur, &d * &p2 * &b.yy);
            // real positive eigenvalues, so the traces bound them
            let eta = Rational::ONE / (leader.trace() + follower.trace());
            let map = identity(nx + ny) - left * hessian * eta.clone();
            let split = product(&of_step(&leader, &eta)?, &of_step(&follower, &eta)?);
            Ok(certify::characteristic_polynomial(&map)? == split
                && certify::schur_stable(&map)?.is_stable())
        },
    )
}

/// Preconditioners that change from step to step: every step shrinks the same norm.
///
/// With w = S u: ‖u − P S u‖²_S = ‖u‖²_S − wᵀ(2P − P S P)w, and 2P − PSP ≻ 0 whenever P S has
/// its eigenvalues below 2. The follower's block is of the same kind with T in the place of S.
fn varying(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "‖u − hx P S u‖_S < ‖u‖_S for every P ≻ 0 with hx trace(P S) < 2",
        |draw| {
            let n = draw.size(1, 3);
            let (s, u) = (draw.definite(n), draw.nonzero(n));
            let p = DMatrix::from_diagonal(&DVector::from_fn(n, |_, _| draw.positive()));
            let eta = Rational::from(2) * draw.unit() / (&p * &s).trace();
            let next = &u - &p * &s * &u * eta;
            let norm = |u: &DVector<Rational>| (u.transpose() * &s * u)[(0, 0)].clone();
            Ok(norm(&next) < norm(&u))
        },
    )
}

/// (3.5) on a game that is not quadratic: the derivatives of f_yy⁻¹ and f_yx meet ∇f = 0.
fn jacobian_cubic(check: &mut Check<'_>) -> Result<(), Failure> {
    let (game, p) = cubic(check)?;
    let still = game.field(&p).iter().all(|e| *e == Rational::ZERO);
    check.require(still, "the point is critical")?;
    let third = Rational::from(2) * game.c.clone();
    check.same("third", "f_xxy", &third)?;
    check.require(third != Rational::ZERO, "no quadratic game")?;
    let method = check.hessian_fr("method")?;
    let lifted = Cubic {
        a: Dual::constant_of(game.a.clone()),
        b: Dual::constant_of(game.b.clone()),
        c: Dual::constant_of(game.c.clone()),
        q: Dual::constant_of(game.q.clone()),
    };
    let algebraic = Algebraic::HessianFr(method.clone());
    let map = linearise::first_step_algebraic(&algebraic, &lifted, &p)?;
    check.same("map", "the Jacobian of the step by dual numbers", &map)?;
    check.require(
        method.step_x != Rational::ZERO && game.q != Rational::ZERO,
        "hx ≠ 0 and f_yy ≠ 0",
    )?;
    let (xx, xy, yy) = (
        game.d_xx(&p)[(0, 0)].clone(),
        game.d_xy(&p)[(0, 0)].clone(),
        game.d_yy(&p)[(0, 0)].clone(),
    );
    let c1 = method.step_y.clone() / method.step_x.clone();
    let c2 = method.newton.clone() / method.step_x.clone();
    let left = DMatrix::from_row_slice(
        2,
        2,
        &[
            Rational::ONE,
            Rational::ZERO,
            -(xy.clone() / yy.clone()),
            c2 / yy.clone() - c1,
        ],
    );
    let hessian = DMatrix::from_row_slice(2, 2, &[xx, xy.clone(), xy, yy]);
    let printed = identity(2) - left * hessian * method.step_x;
    check.require(map == printed, "which is (3.5)")
}

/// f = (a/2)x² + g₁y + (g₂/2)y² + (g₃/6)y³.
struct Tilted<S> {
    a: S,
    g: [S; 3],
}

impl<S: Scalar> Game<S> for Tilted<S> {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let (x, y) = (p[0].clone(), p[1].clone());
        let [g1, g2, g3] = self.g.clone();
        let (two, six) = (S::from_i64(2), S::from_i64(6));
        let square = y.clone() * y.clone();
        let f = self.a.clone() * x.clone() * x / two.clone()
            + g1 * y.clone()
            + g2 * square.clone() / two
            + g3 * square * y / six;
        Losses {
            loss_x: f.clone(),
            payoff_y: f,
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let (x, y) = (p[0].clone(), p[1].clone());
        let [g1, g2, g3] = self.g.clone();
        let slope = g1 + g2 * y.clone() + g3 * y.clone() * y / S::from_i64(2);
        DVector::from_vec(vec![-(self.a.clone() * x), slope])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let curvature = self.g[1].clone() + self.g[2].clone() * p[1].clone();
        DMatrix::from_row_slice(2, 2, &[-self.a.clone(), S::zero(), S::zero(), curvature])
    }
}

/// A fixed point of HessianFR that attracts and is not critical.
fn fixed_not_critical(check: &mut Check<'_>) -> Result<(), Failure> {
    let a: Rational = check.get("a")?;
    let g: [Rational; 3] = [check.get("g1")?, check.get("g2")?, check.get("g3")?];
    let method = check.hessian_fr("method")?;
    let origin = zeros(2);
    let lifted = Tilted {
        a: Dual::constant_of(a.clone()),
        g: g.clone().map(Dual::constant_of),
    };
    let game = Tilted { a, g };
    let v = game.field(&origin);
    check.same("field", "v at 0", &v)?;
    check.require(v != origin, "0 is not critical")?;
    let next = dense::hessian_fr::step(&game, &method, &origin)?;
    check.same("next", "the next point from 0", &next)?;
    check.require(next == origin, "yet 0 is a fixed point")?;
    let map = linearise::first_step_algebraic(&Algebraic::HessianFr(method), &lifted, &origin)?;
    check.same("map", "the Jacobian of the step there", &map)?;
    let stable = certify::schur_stable(&map)?.is_stable();
    check.require(
        stable,
        "all eigenvalues inside the unit circle: strictly stable",
    )
}
