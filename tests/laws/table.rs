//! Which symmetries a method has: the table law × method, every "+" tested on random games and
//! every "−" by a counterexample.
//!
//! Methods of field operations are compared exactly, with `==` on rationals; those with a root in
//! doubles. Where a step is refused (a singular f_yy), both sides of a law must refuse it.

use crate::strategies::{all_methods, config, planted, quadratic, ratio};
use gnash::dense::{self, DenseError, State};
use gnash::game::{Game, Losses, Quadratic};
use gnash::scalar::{Rational, Scalar};
use gnash::spec::{Form, METHOD_IDS, Method};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// `+` the method has the symmetry, `-` it has not.
///
/// * fixed: a critical point stays where it is;
/// * moved: a translation of the coordinates commutes with the step;
/// * const: a constant added to f changes nothing, nor does a second run;
/// * swap: (x, y, f) → (y, x, −f) swaps the outputs (hx = hy);
/// * turn: orthogonal changes of basis of x and of y commute with the step;
/// * mix: so do those that mix x and y (hx = hy), of the field as a mere vector field;
/// * alone: D_xy = 0 makes each player's path independent of the other's start;
/// * gda: D_xy = 0 makes it `gda`;
/// * time: f → 2f and h → h/2 (hx, hy, hy1) leave the path as it is.
#[rustfmt::skip] // a table
const TABLE: [(&str, &str); 26] = [
    //                 fixed moved const swap turn mix alone gda time
    ("gda",             "+     +     +     +    +    +   +     +   +"),
    ("ttur",            "+     +     +     +    +    +   +     +   +"),
    ("gda_k",           "+     +     +     -    +    -   +     -   +"),
    ("eg",              "+     +     +     +    +    +   +     -   +"),
    ("ogda",            "+     +     +     +    +    +   +     -   +"),
    ("eftp",            "+     +     +     +    +    +   +     -   +"),
    ("sga",             "+     +     +     +    +    +   +     +   -"),
    ("conopt",          "+     +     +     +    +    +   +     -   -"),
    ("cgd",             "+     +     +     +    +    -   +     +   +"),
    ("acgd",            "+     +     +     +    -    -   +     -   -"),
    ("fr",              "+     +     +     -    +    -   +     +   +"),
    ("gdn",             "+     +     +     -    +    -   +     -   +"),
    ("hessian_fr",      "+     +     +     -    +    -   +     -   +"),
    ("hessian_fr_cg",   "+     +     +     -    +    -   +     -   +"),
    ("hessian_fr_diag", "+     +     +     -    +    -   +     -   +"),
    ("gn",              "+     +     +     +    +    +   -     -   -"),
    ("gn_block",        "+     +     +     +    +    -   +     -   -"),
    ("gn_heavyball",    "+     +     +     +    +    +   -     -   -"),
    ("gn_ema",          "+     +     +     +    +    +   -     -   -"),
    ("gn_adaptive",     "+     +     +     +    -    -   -     -   -"),
    ("nlcg",            "+     +     +     +    +    -   +     -   +"),
    ("adam",            "+     +     +     +    -    -   +     -   -"),
    ("rmsprop",         "+     +     +     +    -    -   +     -   -"),
    ("sgd_momentum",    "+     +     +     +    +    +   +     -   +"),
    ("lookahead",       "+     +     +     +    +    +   +     -   +"),
    ("gn_published",    "+     +     +     +    -    -   -     -   -"),
];
const LAWS: [&str; 9] = [
    "fixed", "moved", "const", "swap", "turn", "mix", "alone", "gda", "time",
];

/// Steps of every run, so that memory counts.
const STEPS: usize = 2;
/// A law in doubles: two steps of fewer than 200 operations, on numbers below 10³ and with ε = 1/16
/// beside every root, so that nothing is divided by less than 1/16: 10⁻¹⁶·200·10³·16² < 10⁻⁸.
const ROUNDING: f64 = 1e-8;
/// What a counterexample must differ by.
const VISIBLE: f64 = 1e-3;

fn holds(id: &str, law: &str) -> bool {
    let (_, row) = TABLE.iter().find(|(name, _)| *name == id).expect("a row");
    let column = LAWS.iter().position(|name| *name == law).expect("a column");
    row.split_whitespace().nth(column) == Some("+")
}

/// A number that methods run in, exactly or not.
trait Number: Scalar {
    fn step(
        method: &Method<Self>,
        game: &dyn Game<Self>,
        state: &mut State<Self>,
        p: &DVector<Self>,
    ) -> Result<DVector<Self>, DenseError>;
}

impl Number for Rational {
    fn step(
        method: &Method<Self>,
        game: &dyn Game<Self>,
        state: &mut State<Self>,
        p: &DVector<Self>,
    ) -> Result<DVector<Self>, DenseError> {
        let method = method.algebraic().expect("field operations only");
        dense::step_algebraic(method, game, state, p)
    }
}

impl Number for f64 {
    fn step(
        method: &Method<Self>,
        game: &dyn Game<Self>,
        state: &mut State<Self>,
        p: &DVector<Self>,
    ) -> Result<DVector<Self>, DenseError> {
        dense::step(method, game, state, p)
    }
}

/// The points after each step, or why there is none.
type Path<N> = Result<Vec<DVector<N>>, DenseError>;

fn path<N: Number>(method: &Method<N>, game: &dyn Game<N>, p: &DVector<N>) -> Path<N> {
    let mut state = State::new(method, p.len());
    let mut points = vec![p.clone()];
    for k in 0..STEPS {
        points.push(N::step(method, game, &mut state, &points[k])?);
    }
    Ok(points)
}

/// The largest difference of two paths; infinite if one of them alone is refused.
fn gap<N: Number>(a: &Path<N>, b: &Path<N>, into_b: impl Fn(&DVector<N>) -> DVector<N>) -> f64 {
    match (a, b) {
        (Ok(a), Ok(b)) => {
            let pairs = a.iter().zip(b);
            let gaps = pairs.flat_map(|(a, b)| {
                let difference = into_b(a) - b;
                difference
                    .iter()
                    .map(|e| e.abs().to_f64())
                    .collect::<Vec<_>>()
            });
            gaps.fold(0.0, f64::max)
        }
        (Err(_), Err(_)) => 0.0,
        _ => f64::INFINITY,
    }
}

/// A game seen in other coordinates: v'(p) = Q v(Qᵀ(p − a)), f' = f + c.
struct Seen<'a, N: Scalar> {
    game: &'a Quadratic<N>,
    q: DMatrix<N>,
    a: DVector<N>,
    c: N,
}

impl<'a, N: Scalar> Seen<'a, N> {
    fn plainly(game: &'a Quadratic<N>) -> Self {
        let n = game.dim();
        Self {
            game,
            q: DMatrix::identity(n, n),
            a: DVector::from_element(n, N::zero()),
            c: N::zero(),
        }
    }
    fn back(&self, p: &DVector<N>) -> DVector<N> {
        self.q.transpose() * (p - &self.a)
    }
}

impl<N: Scalar> Game<N> for Seen<'_, N> {
    fn nx(&self) -> usize {
        self.game.nx()
    }
    fn ny(&self) -> usize {
        self.game.ny()
    }
    fn losses(&self, p: &DVector<N>) -> Losses<N> {
        let f = self.game.losses(&self.back(p));
        Losses {
            loss_x: f.loss_x + self.c.clone(),
            payoff_y: f.payoff_y + self.c.clone(),
        }
    }
    fn field(&self, p: &DVector<N>) -> DVector<N> {
        &self.q * self.game.field(&self.back(p))
    }
    fn jacobian(&self, p: &DVector<N>) -> DMatrix<N> {
        &self.q * self.game.jacobian(&self.back(p)) * self.q.transpose()
    }
}

fn number<N: Scalar>(numerator: i64, denominator: i64) -> N {
    N::from_i64(numerator) / N::from_i64(denominator)
}

/// A turn by a Pythagorean angle in the first and the last coordinate of a block.
fn turn<N: Scalar>(q: &mut DMatrix<N>, start: usize, size: usize) {
    if size < 2 {
        return;
    }
    let (i, j) = (start, start + size - 1);
    q[(i, i)] = number(3, 5);
    q[(i, j)] = number(-4, 5);
    q[(j, i)] = number(4, 5);
    q[(j, j)] = number(3, 5);
}

/// The blocks of a quadratic game: P, M, Q, b, c.
type Blocks<N> = (DMatrix<N>, DMatrix<N>, DMatrix<N>, DVector<N>, DVector<N>);

fn blocks<N: Scalar>(game: &Quadratic<N>) -> Blocks<N> {
    let (nx, ny) = (game.nx(), game.ny());
    let origin = DVector::from_element(nx + ny, N::zero());
    let v = game.field(&origin);
    let (b, c) = (-v.rows(0, nx), v.rows(nx, ny).into_owned());
    let (p, m, q) = (game.d_xx(&origin), game.d_xy(&origin), -game.d_yy(&origin));
    (p, m, q, b, c)
}

/// −f with the players exchanged: P' = Q, M' = −Mᵀ, Q' = P, b' = −c, c' = −b.
fn swapped<N: Scalar>(game: &Quadratic<N>) -> Quadratic<N> {
    let (p, m, q, b, c) = blocks(game);
    Quadratic::new(q, -m.transpose(), p, -c, -b).expect("the data fit")
}

fn uncoupled<N: Scalar>(game: &Quadratic<N>) -> Quadratic<N> {
    let (p, m, q, b, c) = blocks(game);
    Quadratic::new(p, m * N::zero(), q, b, c).expect("the data fit")
}

/// The method with every number changed according to its name.
fn with<S, T>(method: &Method<S>, change: impl Fn(&str, &S) -> T) -> Method<T> {
    let names: Vec<_> = method
        .parameters()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let next = std::cell::Cell::new(0);
    method.map(|a| change(names[next.replace(next.get() + 1)], a))
}

/// How far `method` is from `law` on this game, from p.
fn distance<N: Number>(law: &str, method: &Method<N>, game: &Quadratic<N>, p: &DVector<N>) -> f64 {
    let (nx, n) = (game.nx(), game.dim());
    let here = path(method, game, p);
    let mut seen = Seen::plainly(game);
    let same = |p: &DVector<N>| p.clone();
    match law {
        // p is critical
        "fixed" => gap(&here, &Ok(vec![p.clone(); STEPS + 1]), same),
        "moved" => {
            seen.a = DVector::from_fn(n, |i, _| number(i as i64 - 1, 2));
            let there = path(method, &seen, &(p + &seen.a));
            gap(&here, &there, |p| p + &seen.a)
        }
        "const" => {
            seen.c = number(7, 3);
            let again = gap(&path(method, game, p), &here, same);
            gap(&here, &path(method, &seen, p), same).max(again)
        }
        "swap" => {
            let swap = |p: &DVector<N>| {
                DVector::from_iterator(n, p.iter().skip(nx).chain(p.iter().take(nx)).cloned())
            };
            gap(&here, &path(method, &swapped(game), &swap(p)), swap)
        }
        "turn" | "mix" => {
            if law == "turn" {
                turn(&mut seen.q, 0, nx);
                turn(&mut seen.q, nx, n - nx);
            } else {
                turn(&mut seen.q, 0, n);
            }
            let there = path(method, &seen, &(&seen.q * p));
            gap(&here, &there, |p| &seen.q * p)
        }
        "alone" => {
            let game = uncoupled(game);
            let part = |who: usize, p: &DVector<N>| match who {
                0 => p.rows(0, nx).into_owned(),
                _ => p.rows(nx, n - nx).into_owned(),
            };
            let gaps = (0..2).map(|who| {
                // the other player starts elsewhere
                let other = |i| (i < nx) != (who == 0);
                let start = DVector::from_fn(n, |i, _| {
                    p[i].clone() + if other(i) { N::one() } else { N::zero() }
                });
                let parts = |path: Path<N>| {
                    path.map(|points| points.iter().map(|p| part(who, p)).collect())
                };
                let here = parts(path(method, &game, p));
                gap(&here, &parts(path(method, &game, &start)), same)
            });
            gaps.fold(0.0, f64::max)
        }
        "gda" => {
            let game = uncoupled(game);
            let here = path(method, &game, p);
            if here.is_err() {
                // `fr` alone: f_yy⁻¹ f_yx is not defined, though f_yx = 0
                return 0.0;
            }
            let step = step_size(method);
            let steps = gnash::spec::Steps::same(step);
            gap(
                &here,
                &path(&gnash::spec::Gda { steps }.into(), &game, p),
                same,
            )
        }
        "time" => {
            let double = game.map(|a| a.clone() + a.clone());
            let half = with(method, |name, a| match name {
                "h" | "hx" | "hy" | "hy1" => a.clone() / N::from_i64(2),
                _ => a.clone(),
            });
            gap(&here, &path(&half, &double, p), same)
        }
        _ => panic!("no law {law}"),
    }
}

fn step_size<N: Scalar>(method: &Method<N>) -> N {
    method.parameters()[0].1.clone()
}

/// One of each method, with hx = hy, ε = 1/16 and hinv0 = 0 and numbers that are exact in both
/// scalars.
fn specimens() -> Vec<Method<f64>> {
    let forms = [Form::Inverse, Form::InverseMinusIdentity];
    let all = forms.into_iter().flat_map(|form| {
        let methods = all_methods(form).into_iter();
        // the second form concerns its own family only
        methods.filter(move |m| form == Form::Inverse || m.form().is_some())
    });
    let tame = |name: &str, a: &f64| match name {
        "h" | "hx" | "hy" => 0.125,
        "eps" => 0.0625,
        "hinv0" => 0.0,
        "beta1" | "beta2" | "rho" => 0.75,
        _ => *a,
    };
    all.map(|method| with(&method, tame)).collect()
}

/// The distance in the scalar that the method runs in.
fn measured(
    law: &str,
    method: &Method<f64>,
    game: &Quadratic<Rational>,
    p: &DVector<Rational>,
) -> (f64, f64) {
    if method.is_algebraic() {
        let method = method.map(|a| Rational::try_from(*a).expect("finite"));
        (distance(law, &method, game, p), 0.0)
    } else {
        let (mut game, mut p) = (game.map(Scalar::to_f64), p.map(|a| Scalar::to_f64(&a)));
        if law == "fixed" {
            // a planted point is rounded, and gn_published divides by |v| + 10⁻⁷: v = 0 at 0
            let (d_xx, m, q, b, c) = blocks(&game);
            game = Quadratic::new(d_xx, m, q, b * 0.0, c * 0.0).expect("the data fit");
            p.fill(0.0);
        }
        (distance(law, method, &game, &p), ROUNDING)
    }
}

/// Every "+" of a column on one game.
fn check(
    law: &str,
    game: &Quadratic<Rational>,
    p: &DVector<Rational>,
) -> Result<(), TestCaseError> {
    for method in specimens().iter().filter(|method| holds(method.id(), law)) {
        let (gap, allowed) = measured(law, method, game, p);
        let far = p
            .iter()
            .map(|a| Scalar::to_f64(&a.abs()))
            .fold(1.0, f64::max);
        prop_assert!(gap <= allowed * far, "{law} of {}: {gap:e}", method.id());
    }
    Ok(())
}

#[test]
fn the_table_has_a_row_for_every_method_and_a_cell_for_every_law() {
    assert_eq!(TABLE.map(|(id, _)| id), METHOD_IDS);
    for (id, row) in TABLE {
        let cells: Vec<_> = row.split_whitespace().collect();
        assert_eq!(cells.len(), LAWS.len(), "{id}");
        assert!(cells.iter().all(|cell| ["+", "-"].contains(cell)), "{id}");
    }
}

/// Every "−" of the table: on this game, from this point, the law fails visibly.
#[test]
fn every_no_has_a_counterexample() {
    let matrix = |e: [i64; 4]| DMatrix::from_fn(2, 2, |i, j| ratio(e[2 * i + j], 4));
    let vector = |e: [i64; 2]| DVector::from_fn(2, |i, _| ratio(e[i], 4));
    // P and Q indefinite enough to tell the players apart, D_xy ≠ 0, no special directions
    let game = Quadratic::new(
        matrix([4, 1, 1, 2]),
        matrix([2, -1, 3, 1]),
        matrix([3, -1, -1, 5]),
        vector([1, -2]),
        vector([3, 1]),
    );
    let (game, p) = (
        game.expect("the data fit"),
        DVector::from_fn(4, |i, _| ratio(2 - i as i64, 2)),
    );
    let mut seen = 0;
    for method in specimens() {
        for law in LAWS.into_iter().filter(|law| !holds(method.id(), law)) {
            let (gap, _) = measured(law, &method, &game, &p);
            assert!(
                gap >= VISIBLE,
                "{law} seems to hold for {}: {gap:e}",
                method.id()
            );
            assert!(
                gap.is_finite(),
                "{law} of {}: one side is refused",
                method.id()
            );
            seen += 1;
        }
    }
    assert!(seen > 30);
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn critical_points_are_fixed((game, p) in planted()) {
        check("fixed", &game, &p)?;
    }

    #[test]
    fn a_translation_commutes((game, p) in quadratic()) {
        check("moved", &game, &p)?;
    }

    #[test]
    fn a_constant_changes_nothing((game, p) in quadratic()) {
        check("const", &game, &p)?;
    }

    #[test]
    fn swapping_the_players_swaps_the_outputs((game, p) in quadratic()) {
        check("swap", &game, &p)?;
    }

    #[test]
    fn turning_each_player_commutes((game, p) in quadratic()) {
        check("turn", &game, &p)?;
    }

    #[test]
    fn turning_the_whole_space_commutes((game, p) in quadratic()) {
        check("mix", &game, &p)?;
    }

    #[test]
    fn uncoupled_players_go_alone((game, p) in quadratic()) {
        check("alone", &game, &p)?;
    }

    #[test]
    fn uncoupled_players_descend((game, p) in quadratic()) {
        check("gda", &game, &p)?;
    }

    #[test]
    fn time_can_be_rescaled((game, p) in quadratic()) {
        check("time", &game, &p)?;
    }
}
