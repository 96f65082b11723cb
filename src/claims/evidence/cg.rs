//! Evidence for the rows on conjugate gradients for games.

use super::super::{Check, CheckFn, Failure, Recorded};
use super::sample::ratio;
use super::tools::{Matrix, Vector, field, gda_step, jacobian, norm2, sized, zeros};
use crate::certify;
use crate::dense::nlcg;
use crate::game::{Game, Quadratic};
use crate::scalar::Rational;
use crate::spec::{Nlcg, Steps};

/// The checks of this module.
pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("cg_to_no_nash", to_no_nash),
    ("cg_self_similar", self_similar),
    ("cg_rest", rest),
    ("cg_hs_grows", hs_grows),
];

/// The rules for β, by their names in the specification.
const RULES: [&str; 7] = ["fr", "prp", "hs", "dy", "hz", "fr_prp", "hs_dy"];

/// μ of `hz`.
const MU: i64 = 2;

/// What a step leaves for the next: both players' gradients and directions.
type Memory = nlcg::Previous<Rational>;

/// One step of the crate's `nlcg`, both players with the step h.
fn step(
    game: &Quadratic<Rational>,
    rule: &str,
    h: &Rational,
    p: &Vector,
    memory: Option<&Memory>,
) -> Result<(Vector, Memory), Failure> {
    let params = Nlcg {
        steps: Steps::same(h.clone()),
        conjugacy: rule.parse()?,
        mu: Rational::from(MU),
    };
    let previous = memory.cloned();
    let mut state = nlcg::State { previous };
    let next = nlcg::step(game, &params, &mut state, p)?;
    let left = state
        .previous
        .ok_or_else(|| Failure::Unmet("a step leaves a memory".into()))?;
    Ok((next, left))
}

/// p₀, p₁, … with the memory that each step leaves.
fn run(
    game: &Quadratic<Rational>,
    rule: &str,
    h: &Rational,
    start: &Vector,
    steps: usize,
) -> Result<Vec<(Vector, Memory)>, Failure> {
    let (mut p, mut memory, mut states) = (start.clone(), None, Vec::new());
    for _ in 0..steps {
        let (next, left) = step(game, rule, h, &p, memory.as_ref())?;
        states.push((p, left.clone()));
        (p, memory) = (next, Some(left));
    }
    Ok(states)
}

/// Steps followed beyond those that are recorded.
const BEYOND: usize = 8;

/// Convergence to a critical point that is no local Nash point.
fn to_no_nash(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (rule, h, start): (String, Rational, Vector) =
        (check.get("rule")?, check.get("h")?, check.get("start")?);
    let j = jacobian(&game);
    check.same("J", "J", &j)?;
    let blocks = certify::local_nash(&j, game.nx())?;
    check.require(
        !blocks.is_weak(),
        "0 is a critical point and no local Nash point",
    )?;
    let v = field(check, "v", &game, &start)?;
    let xi: Rational = check.get("eigenvalue")?;
    check.require(
        v == &start * xi.clone(),
        format!(
            "J p₀ = {} p₀: on this line either player sees a quadratic of one variable",
            xi.show()
        ),
    )?;
    let factors: Vec<Rational> = check.get("factors")?;
    let mut found: Vec<Rational> = Vec::new();
    for (p, memory) in run(&game, &rule, &h, &start, factors.len() + BEYOND)? {
        let size = found
            .iter()
            .fold(Rational::ONE, |size, factor| size * factor);
        check_on_line(check, &start, &p, &size)?;
        let next = &p + &memory.direction * h.clone();
        let ended = size == Rational::ZERO;
        found.push(if ended {
            Rational::ZERO
        } else {
            &next[0] / &p[0]
        });
    }
    let (recorded, beyond) = found.split_at(factors.len());
    check.require(
        recorded == factors,
        format!("p₁/p₀, p₂/p₁, … = {}", factors.show()),
    )?;
    let pairs = |list: &[Rational]| list.windows(2).map(|pair| &pair[0] * &pair[1]).max();
    let largest = pairs(recorded).unwrap_or(Rational::ONE);
    check.same(
        "pair",
        "largest product of two successive factors",
        &largest,
    )?;
    let later =
        beyond.iter().all(|a| *a >= Rational::ZERO) && pairs(beyond) <= Some(largest.clone());
    check.require(
        later,
        format!("no larger in the {BEYOND} steps that follow"),
    )?;
    check.require(largest < Rational::ONE, "so p_k → 0 linearly")
}

fn check_on_line(
    check: &mut Check<'_>,
    start: &Vector,
    p: &Vector,
    size: &Rational,
) -> Result<(), Failure> {
    if *p == start * size.clone() {
        Ok(())
    } else {
        check.require(false, "every iterate is a multiple of p₀")
    }
}

/// A run whose state after some steps is a multiple of an earlier state: it repeats for ever.
fn self_similar(check: &mut Check<'_>) -> Result<(), Failure> {
    let game = check.game("game")?;
    let (rule, h): (String, Rational) = (check.get("rule")?, check.get("h")?);
    let (from, factor): (usize, Rational) = (check.get("from")?, check.get("factor")?);
    let iterates: Vec<Vector> = check.get("iterates")?;
    let j = jacobian(&game);
    check.same("J", "J", &j)?;
    let blocks = certify::local_nash(&j, game.nx())?;
    check.require(
        blocks.is_weak(),
        "f is convex in x and concave in y: 0 is a local Nash point",
    )?;
    check.require(
        certify::definiteness(&(j.transpose() * &j))?.is_definite(),
        "and the only critical point",
    )?;
    check.require(
        iterates.len() > from + 1,
        "recorded: the iterates, up to the repetition",
    )?;
    let first = iterates[0].clone();
    sized(check, &first, game.dim())?;
    let states = run(&game, &rule, &h, &first, iterates.len())?;
    for (k, (p, _)) in states.iter().enumerate() {
        check.require(*p == iterates[k], format!("p_{k} = {}", p.show()))?;
    }
    let last = states.len() - 1;
    let ((p, memory), (q, later)) = (&states[from], &states[last]);
    let repeats = *q == p * factor.clone()
        && later.gradient == &memory.gradient * factor.clone()
        && later.direction == &memory.direction * factor.clone();
    check.require(
        repeats,
        format!(
            "point, gradients and directions of step {last} are {} times those of step {from}",
            factor.show()
        ),
    )?;
    check.require(
        &factor * &factor >= Rational::ONE && *p != zeros(p.len()),
        "β does not change when all is multiplied: the run repeats and never comes to 0",
    )
}

/// Critical points are rest points of every rule; elsewhere the first step moves.
fn rest(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases("all seven rules, three steps of any lengths: a critical start never moves, whatever J; any other moves at once", |draw| {
        let (nx, ny) = (draw.size(1, 2), draw.size(1, 2));
        let game = super::tools::centred(draw.symmetric(nx), draw.matrix(nx, ny), draw.symmetric(ny))?;
        let p = draw.vector(nx + ny);
        let still = zeros(nx + ny);
        for rule in RULES {
            let (mut memory, mut stayed) = (None, true);
            for _ in 0..3 {
                let (next, left) = step(&game, rule, &draw.positive(), &still, memory.as_ref())?;
                stayed &= next == still;
                memory = Some(left);
            }
            let h = draw.positive();
            let (moved, _) = step(&game, rule, &h, &p, None)?;
            let right = moved == gda_step(&game, &h, &p)? && (moved == p) == (game.field(&p) == still);
            if !stayed || !right {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

/// HS on f = mxy: with any step lengths the distance to the Nash point never falls.
fn hs_grows(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "hs on f = mxy, six steps of random lengths: ‖p‖² never falls",
        |draw| {
            let m = Matrix::from_element(1, 1, draw.positive());
            let game = super::tools::centred(m.clone() * ratio(0, 1), m.clone(), m * ratio(0, 1))?;
            let (mut p, mut memory) = (draw.nonzero(2), None);
            for _ in 0..6 {
                let (next, left) = step(&game, "hs", &draw.positive(), &p, memory.as_ref())?;
                if norm2(&next) < norm2(&p) {
                    return Ok(false);
                }
                (p, memory) = (next, Some(left));
            }
            Ok(true)
        },
    )
}
