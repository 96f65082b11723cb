//! Evidence for the rows of the Gauss-Newton paper: what the iteration does, and what it costs.

use super::super::{Check, CheckFn, Failure, Recorded};
use super::sample::ratio;
use super::tools::{
    Gn, Matrix, Vector, disc, field, gda_step, identity, jacobian, norm2, sized, zeros,
};
use crate::certify;
use crate::dense::RankOne;
use crate::game::{Game, Losses, Quadratic};
use crate::scalar::Rational;
use crate::spec::Form;
use std::cell::Cell;

/// The checks of this module.
pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("gn_hessian_pair", hessian_pair),
    ("gn_rank_one_spectrum", rank_one_spectrum),
    ("gn_far_start", far_start),
    ("gn_damping", damping),
    ("gn_bilinear_growth", bilinear_growth),
    ("gn_bilinear_always_grows", bilinear_always_grows),
    ("gn_basin", basin),
    ("gn_between_the_radii", between_the_radii),
    ("gn_cost_calls", cost_calls),
    ("gn_cost_table", cost_table),
    ("defective_rate", defective_rate),
];

/// Two games with the same v at a point, hence the same B, and different Jacobians.
fn hessian_pair(check: &mut Check<'_>) -> Result<(), Failure> {
    let (first, second) = (check.game("first")?, check.game("second")?);
    let (p, lam): (Vector, Rational) = (check.get("p")?, check.get("lam")?);
    sized(check, &p, second.dim())?;
    let v = field(check, "v", &first, &p)?;
    check.require(
        second.field(&p) == v,
        "the other game has the same v there, hence the same B",
    )?;
    let b = RankOne::new(v, lam)?.matrix();
    check.same("B", "B = λI + vvᵀ", &b)?;
    check.same("J_first", "J of the first game", &jacobian(&first))?;
    check.same("J_second", "J of the second game", &jacobian(&second))?;
    let inner = b.dot(&jacobian(&first));
    check.same("inner", "⟨B, J⟩ of the first game, entry by entry", &inner)?;
    check.require(
        inner == Rational::ZERO,
        "of all multiples of B, 0·B is nearest to that J",
    )?;
    check.require(
        b == b.transpose(),
        "B is symmetric and positive definite, whatever the game",
    )
}

/// B has the eigenvalue λ across v and λ + ‖v‖² along v; J does not enter.
fn rank_one_spectrum(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "B v = (λ + ‖v‖²) v, and B w = λ w for every w ⟂ v; B = λI where v = 0",
        |draw| {
            let n = draw.size(2, 4);
            let (v, lam) = (draw.nonzero(n), draw.positive());
            let b = RankOne::new(v.clone(), lam.clone())?.matrix();
            // w = z − (vᵀz/s) v is across v
            let z = draw.vector(n);
            let w = &z - &v * (v.dot(&z) / norm2(&v));
            let along = &b * &v == &v * (&lam + norm2(&v));
            let across = &b * &w == &w * lam.clone();
            let critical = RankOne::new(zeros(n), lam.clone())?.matrix();
            Ok(along && across && critical == identity(n) * lam)
        },
    )
}

/// The best step at a strict Nash point, from beyond the sphere: every iterate is farther away.
fn far_start(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let gn = Gn::read(check)?;
    let blocks = certify::local_nash(&jacobian(&game), game.nx())?;
    check.require(blocks.is_strict(), "0 is a strict local Nash point")?;
    let map = gn.map_jacobian(&game, &zeros(game.dim()))?;
    check.same("map", "F'(0), which attracts nearby points", &map)?;
    check.require(
        certify::schur_stable(&map)?.is_stable(),
        "its spectral radius is less than 1",
    )?;
    let iterates: Vec<Vector> = check.get("iterates")?;
    for pair in iterates.windows(2) {
        sized(check, &pair[0], game.dim())?;
        let s = norm2(&game.field(&pair[0]));
        check.require(
            s > Rational::ONE - &gn.lam,
            format!("at {}: ‖v‖² = {} > 1 − λ, φ < 0", pair[0].show(), s.show()),
        )?;
        let next = gn.step(&game, &pair[0])?;
        check.require(
            next == pair[1],
            format!("F{} = {}", pair[0].show(), next.show()),
        )?;
        check.require(norm2(&next) > norm2(&pair[0]), "farther from 0 than before")?;
    }
    check.require(
        iterates.len() > 2,
        "v = −p here, so ‖v‖² grows as ‖p‖² does: φ stays negative for good",
    )
}

/// At a strict Nash point: `inverse` contracts for small h whatever λ > 0, the other form iff λ < 1.
fn damping(check: &mut Check<'_>) -> Result<(), Failure> {
    let what = "strict Nash, half of Lemma 3's bound: `inverse` contracts for all λ > 0; \
                `inverse_minus_identity` for λ < 1, for no h > 0 if λ ≥ 1";
    check.cases(what, |draw| {
        let game = draw.strict_nash(2)?;
        let lam = draw.positive();
        let Some((low, _)) = certify::step_bound_between(&jacobian(&game), 4)? else {
            return Ok(false);
        };
        let sigma = low * ratio(1, 2);
        let radius = |h: Rational, form| {
            let gn = Gn {
                h,
                lam: lam.clone(),
                form,
            };
            let map = gn.map_jacobian(&game, &zeros(game.dim()))?;
            Ok::<_, Failure>(certify::unit_disc_counts(&map)?.radius())
        };
        let inverse = radius(&sigma * &lam, Form::Inverse)?.is_lt();
        let shift = Rational::ONE / &lam - Rational::ONE;
        let other = if shift > Rational::ZERO {
            radius(sigma / shift, Form::InverseMinusIdentity)?.is_lt()
        } else {
            let (small, any) = (draw.unit() * ratio(1, 1000), draw.positive());
            let mut repels = true;
            for h in [small, any] {
                let expected = if shift == Rational::ZERO {
                    std::cmp::Ordering::Equal
                } else {
                    std::cmp::Ordering::Greater
                };
                repels &= radius(h, Form::InverseMinusIdentity)? == expected;
            }
            repels
        };
        Ok(inverse && other)
    })
}

/// One step on a bilinear game moves away from the equilibrium.
fn bilinear_growth(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let gn = Gn::read(check)?;
    let p: Vector = check.get("p")?;
    let v = field(check, "v", &game, &p)?;
    check.require(v.dot(&p) == Rational::ZERO, "v is orthogonal to p")?;
    let next = gn.step(&game, &p)?;
    check.same("next", "F(p)", &next)?;
    check.same("square", "‖F(p)‖²", &norm2(&next))?;
    check.require(
        norm2(&next) > norm2(&p),
        format!("more than ‖p‖² = {}", norm2(&p).show()),
    )?;
    check.require(
        gn.step(&game, &zeros(p.len()))? == zeros(p.len()),
        "F(0) = 0: the distance to 0 grew",
    )
}

/// On every bilinear game, from every point, for every h and λ and either form.
fn bilinear_always_grows(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "f = xᵀMy: ‖F(p)‖² = ‖p‖² + h²φ²‖v‖², both forms",
        |draw| {
            let (nx, ny) = (draw.size(1, 3), draw.size(1, 3));
            let game = Quadratic::bilinear(draw.matrix(nx, ny), zeros(nx), zeros(ny))?;
            let (p, h, lam) = (draw.vector(nx + ny), draw.positive(), draw.positive());
            let v = game.field(&p);
            let mut right = true;
            for form in [Form::Inverse, Form::InverseMinusIdentity] {
                let gn = Gn {
                    h: h.clone(),
                    lam: lam.clone(),
                    form,
                };
                let phi = RankOne::new(v.clone(), lam.clone())?.phi(form)?;
                let growth = &h * &h * &phi * &phi * norm2(&v);
                right &= norm2(&gn.step(&game, &p)?) == norm2(&p) + growth;
            }
            Ok(right)
        },
    )
}

/// The dichotomy of `inverse_minus_identity` on strongly monotone games.
fn basin(check: &mut Check<'_>) -> Result<(), Failure> {
    let what = "μ = 1, L² = ‖J‖_F²: from L²‖p‖² < 1 − λ, h(1/λ − 1)L² < 2, the distance falls; \
                from ‖p‖² > 1 − λ it grows at least by 1 + 2h|φ| in the square, for every h > 0";
    check.cases(what, |draw| {
        let game = draw.strict_nash(2)?;
        let (lam, point) = (draw.unit(), draw.nonzero(game.dim()));
        let lipschitz2 = jacobian(&game).dot(&jacobian(&game));
        let room = Rational::ONE - &lam;
        let limit = Rational::from(2) * &lam / (&room * &lipschitz2);
        let (mut near, mut far) = (point.clone(), point);
        while norm2(&near) * &lipschitz2 >= room {
            near *= ratio(1, 2);
        }
        while norm2(&far) <= room {
            far *= Rational::from(2);
        }
        let gn = |h| Gn {
            h,
            lam: lam.clone(),
            form: Form::InverseMinusIdentity,
        };
        let falls = norm2(&gn(limit * draw.unit()).step(&game, &near)?) < norm2(&near);
        let h = draw.positive();
        let phi = Rational::ONE / (&lam + norm2(&game.field(&far))) - Rational::ONE;
        let least = Rational::ONE - Rational::from(2) * &h * &phi;
        let grows = norm2(&gn(h).step(&game, &far)?) >= least * norm2(&far);
        Ok(falls && grows && phi < Rational::ZERO)
    })
}

/// Two points equally far from the equilibrium: one comes nearer, the other goes away.
fn between_the_radii(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (h, lam): (Rational, Rational) = (check.get("h")?, check.get("lam")?);
    let (inner, outer): (Vector, Vector) = (check.get("inner")?, check.get("outer")?);
    check.same("J", "J", &jacobian(&game))?;
    let same = norm2(&inner) == norm2(&outer);
    check.require(same, format!("‖p‖² = {} for both", norm2(&inner).show()))?;
    let gn = Gn {
        h,
        lam,
        form: Form::InverseMinusIdentity,
    };
    field(check, "v_inner", &game, &inner)?;
    let nearer = gn.step(&game, &inner)?;
    check.same("nearer", &format!("F{}", inner.show()), &nearer)?;
    check.require(norm2(&nearer) < norm2(&inner), "nearer to 0")?;
    field(check, "v_outer", &game, &outer)?;
    let farther = gn.step(&game, &outer)?;
    check.same("farther", &format!("F{}", outer.show()), &farther)?;
    check.require(norm2(&farther) > norm2(&outer), "farther from 0")
}

/// A game that counts what it is asked for.
struct Counted {
    game: Quadratic<Rational>,
    fields: Cell<usize>,
    jacobians: Cell<usize>,
}

impl Game<Rational> for Counted {
    fn nx(&self) -> usize {
        self.game.nx()
    }
    fn ny(&self) -> usize {
        self.game.ny()
    }
    fn losses(&self, p: &Vector) -> Losses<Rational> {
        self.game.losses(p)
    }
    fn field(&self, p: &Vector) -> Vector {
        self.fields.set(self.fields.get() + 1);
        self.game.field(p)
    }
    fn jacobian(&self, p: &Vector) -> Matrix {
        self.jacobians.set(self.jacobians.get() + 1);
        self.game.jacobian(p)
    }
}

/// Fields and Jacobians that one step asks for.
fn cost_calls(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = || Counted {
        game: Quadratic::g1(),
        fields: Cell::new(0),
        jacobians: Cell::new(0),
    };
    let p = Vector::from_vec(vec![ratio(1, 2), ratio(1, 3)]);
    let asked = |game: &Counted| vec![game.fields.get(), game.jacobians.get()];
    let (gn_game, gda_game) = (game(), game());
    Gn {
        h: ratio(1, 10),
        lam: ratio(1, 2),
        form: Form::Inverse,
    }
    .step(&gn_game, &p)?;
    check.same(
        "gn",
        "fields and Jacobians in a step of gn",
        &asked(&gn_game),
    )?;
    gda_step(&gda_game, &ratio(1, 10), &p)?;
    check.same(
        "gda",
        "fields and Jacobians in a step of gda",
        &asked(&gda_game),
    )?;
    check.require(
        asked(&gn_game) == asked(&gda_game),
        "gn asks the game for what gda asks for",
    )
}

/// The table of `docs/performance.md`, "The update alone".
fn cost_table(check: &mut Check<'_>) -> Result<(), Failure> {
    const PAGE: &str = include_str!("../../../docs/performance.md");
    let median = |name: &str| {
        let line = PAGE
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}` | ")));
        let digits = line
            .and_then(|line| line.split('|').nth(2))
            .map(|cell| cell.trim().replace('.', ""));
        // two decimals in the table
        digits
            .and_then(|digits| digits.parse().ok())
            .map(|hundredths: i64| ratio(hundredths, 100))
    };
    let mut times = Vec::new();
    for name in ["gn", "adam"] {
        let found = median(name)
            .ok_or_else(|| Failure::Unmet(format!("docs/performance.md has a row for {name}")))?;
        check.same(
            name,
            &format!("median milliseconds of {name} on 10⁷ parameters"),
            &found,
        )?;
        times.push(found);
    }
    check.require(
        times[0] < times[1],
        "gn's update takes less time than adam's",
    )
}

/// A double defective eigenvalue: the error divided by |λmax|^k grows without bound.
fn defective_rate(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (h, radius, start): (Rational, Rational, Vector) =
        (check.get("h")?, check.get("radius")?, check.get("start")?);
    let n = game.dim();
    sized(check, &start, n)?;
    let map = identity(n) + jacobian(&game) * h.clone();
    check.same("map", "F' = I + hJ", &map)?;
    disc(check, "F'", &map)?;
    let nilpotent = &map - identity(n) * radius.clone();
    check.require(
        &nilpotent * &nilpotent == identity(n) * Rational::ZERO,
        format!("N = F' − {}I has N² = 0", radius.show()),
    )?;
    let drift = &nilpotent * &start;
    check.same("drift", "N p₀", &drift)?;
    check.require(
        drift != zeros(n),
        "so p_k/λmax^k = p₀ + (k/λmax) N p₀ is unbounded",
    )?;
    let squares: Vec<Rational> = check.get("squares")?;
    let (mut p, mut scale) = (start, Rational::ONE);
    for (k, recorded) in squares.iter().enumerate() {
        p = gda_step(&game, &h, &p)?;
        scale /= &radius * &radius;
        let ratio = norm2(&p) * &scale;
        check.require(
            ratio == *recorded,
            format!("‖p_{}‖²/λmax^{} = {}", k + 1, 2 * (k + 1), ratio.show()),
        )?;
    }
    check.require(
        squares.len() > 1,
        "recorded above: the quotient grows like k²",
    )
}
