//! The first-order methods: their first steps by hand, their starts, and what they have in common.

use crate::strategies::{config, positive, quadratic, ratio};
use gnash::dense::{self, State, eftp, gn_published, ogda};
use gnash::game::{Game, Quadratic};
use gnash::scalar::Rational;
use gnash::spec::*;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

type Points = Vec<DVector<Rational>>;

fn pair(x: (i64, i64), y: (i64, i64)) -> DVector<Rational> {
    DVector::from_vec(vec![ratio(x.0, x.1), ratio(y.0, y.1)])
}

/// f = x² + xy − y²/2, so v = (−2x − y, x − y).
fn game() -> Quadratic<Rational> {
    let entry = |a| DMatrix::from_element(1, 1, ratio(a, 1));
    let zero = || DVector::from_element(1, Rational::ZERO);
    Quadratic::new(entry(2), entry(1), entry(1), zero(), zero()).expect("sizes that fit")
}

/// So many steps from p.
fn steps_of(
    method: &Method<Rational>,
    game: &Quadratic<Rational>,
    p: &DVector<Rational>,
    steps: usize,
) -> Points {
    let mut state = State::new(method, p.len());
    let method = method.algebraic().expect("field operations only");
    let mut path = vec![p.clone()];
    for k in 0..steps {
        let next = dense::step_algebraic(method, game, &mut state, &path[k]);
        path.push(next.expect("a step"));
    }
    path
}

/// The first steps from (1, 1) are these.
fn goes(method: impl Into<Method<Rational>>, points: &[DVector<Rational>]) {
    let method = method.into();
    let path = steps_of(&method, &game(), &pair((1, 1), (1, 1)), points.len());
    assert_eq!(path[1..], *points, "{}", method.id());
}

const FORMS: [Form; 2] = [Form::Inverse, Form::InverseMinusIdentity];

fn two() -> Steps<Rational> {
    Steps {
        x: ratio(1, 2),
        y: ratio(1, 4),
    }
}

// v(1, 1) = (−3, 0). Broken by hand: the sign of v in gda and in ttur; x and y steps exchanged in
// ttur alone, and in all methods that share `gda::scaled`.
#[test]
fn descent_ascent_by_hand() {
    // v(−½, 1) = (0, −3/2)
    let points = [pair((-1, 2), (1, 1)), pair((-1, 2), (5, 8))];
    goes(Gda { steps: two() }, &points);
    goes(Ttur { steps: two() }, &points);
}

// Broken by hand: `doc` as `x_first`, as `y_first`; these two exchanged; k + 1 and k − 1 steps.
#[test]
fn the_orders_of_gda_k_by_hand() {
    let method = |order| GdaK {
        steps: two(),
        inner: 2,
        order,
    };
    // from (−½, 1): y = 1 − ¼·3/2 = 5/8, then 5/8 − ¼·9/8 = 11/32
    goes(
        method(Order::Doc),
        &[pair((-1, 2), (1, 1)), pair((-1, 2), (11, 32))],
    );
    // x = −½ first, so the first y loop is the one above
    let points = [pair((-1, 2), (11, 32)), pair((-11, 64), (121, 1024))];
    goes(method(Order::XFirst), &points);
    // y = 11/32 before x moves by ½(1 − 11/32) = 21/64
    let points = [pair((-1, 2), (1, 1)), pair((-11, 64), (11, 32))];
    goes(method(Order::YFirst), &points);
}

// Broken by hand: v(p) for v(q); the second step from q.
#[test]
fn extragradient_by_hand() {
    // q = (−½, 1), v(q) = (0, −3/2)
    goes(
        Eg { steps: two() },
        &[pair((1, 1), (5, 8)), pair((61, 64), (47, 128))],
    );
}

// Broken by hand: v₋₁ = 0; v_{k−1} never renewed; 2h v + h v₋₁.
#[test]
fn optimism_by_hand() {
    // v₀ = (−3, 0), v₁ = (0, −3/2), v₂ = v(1, ¼) = (−9/4, ¾):
    // p₂ = p₁ + (½·3, −¼·3), p₃ = p₂ + (−½·9/2, ¼(3/2 + 3/2))
    let points = [
        pair((-1, 2), (1, 1)),
        pair((1, 1), (1, 4)),
        pair((-5, 4), (1, 1)),
    ];
    goes(Ogda { steps: two() }, &points);
}

// Broken by hand: a second call of v at p in every step (that is `eg`); q₋₁ = q₀; the past never
// renewed.
#[test]
fn extrapolation_from_the_past_by_hand() {
    // q = (−½, 1), p₁ = (1, 1 − ¼·3/2); q = p₁ + (0, −3/8) = (1, ¼), v(q) = (−9/4, ¾)
    let points = [
        pair((1, 1), (5, 8)),
        pair((-1, 8), (13, 16)),
        pair((5, 8), (1, 4)),
    ];
    goes(Eftp { steps: two() }, &points);
}

// Broken by hand: m ← βm + (1 − β)v; m not kept.
#[test]
fn momentum_by_hand() {
    let method = SgdMomentum {
        step: ratio(1, 2),
        momentum: ratio(1, 2),
    };
    // m₁ = (−3, 0), m₂ = (−3/2, −3/2)
    goes(method, &[pair((-1, 2), (1, 1)), pair((-5, 4), (1, 4))]);
}

// Broken by hand: slow never moved; α and 1 − α exchanged; x alone interpolated; the counter not
// reset.
#[test]
fn lookahead_by_hand() {
    let method = Lookahead {
        step: ratio(1, 2),
        inner: 2,
        interpolation: ratio(3, 4),
    };
    // fast: (−½, 1), (−½, ¼); slow: (1, 1) + ¾(−3/2, −¾) = (−1/8, 7/16)
    let points = [
        pair((-1, 2), (1, 1)),
        pair((-1, 8), (7, 16)),
        pair((-7, 32), (5, 32)),
        pair((-23, 256), (11, 128)),
    ];
    goes(method, &points);
}

#[test]
fn gauss_newton_by_hand() {
    // φ(9) = 2/19 or −17/19; the numbers below are those of 2 × 2 systems solved by Cramer's rule
    let core = |form| Gn {
        step: ratio(1, 2),
        damping: ratio(1, 2),
        form,
    };
    let first = [pair((16, 19), (1, 1)), pair((89, 38), (1, 1))];
    let second = [
        [
            pair((70885, 106039), (5524, 5581)),
            pair((9689911, 1899202), (1323119, 3798404)),
        ],
        [
            pair((70597, 105697), (322, 379)),
            pair((4588757, 900182), (156719, 252548)),
        ],
        [
            pair((125027, 212078), (5524, 5581)),
            pair((21928751, 3798404), (1323119, 3798404)),
        ],
    ];
    for (k, form) in FORMS.into_iter().enumerate() {
        let points = |m: usize| [first[k].clone(), second[m][k].clone()];
        goes(core(form), &points(0));
        goes(GnBlock { core: core(form) }, &points(1));
        goes(
            GnHeavyball {
                core: core(form),
                momentum: ratio(1, 2),
            },
            &points(2),
        );
    }
    let ema = |form| GnEma {
        core: core(form),
        decay: ratio(3, 4),
    };
    let second = pair((14100329, 15863024), (420217, 417448));
    goes(ema(Form::Inverse), &[pair((73, 76), (1, 1)), second]);
    let second = pair((24969757, 12369646), (360940337, 395828672));
    goes(
        ema(Form::InverseMinusIdentity),
        &[pair((203, 152), (1, 1)), second],
    );
}

// Broken by hand: 1/λ for 1/√λ; −ĝ left out; u(uᵀu) and u(uᵀĝ) exchanged; +v for g = −v;
// u = (h/λ)ĝ.
#[test]
fn the_published_step_by_hand() {
    let game = game().map(gnash::scalar::Scalar::to_f64);
    let p = DVector::from_element(2, 1.0);
    // h = 1, λ = ¼: ĝ = (3, 0), u = 2ĝ, uᵀĝ = 18, uᵀu = 36;
    // 2(ĝ − 2ĝ·18/37) − ĝ = −35/37 ĝ, and with 36 for 18: 2(ĝ − 72/37 ĝ) − ĝ = −107/37 ĝ
    for (numerator, factor) in [(Numerator::G, 35.0 / 37.0), (Numerator::U, 107.0 / 37.0)] {
        let method = GnPublished {
            step: 1.0,
            damping: 0.25,
            normalise: false,
            numerator,
        };
        let mut state = gn_published::State::new(2);
        let next = gn_published::step(&game, &method, &mut state, &p).unwrap();
        // five roundings of numbers below 12
        assert!(
            (next[0] - (1.0 - 3.0 * factor)).abs() < 5.0 * 12.0 * f64::EPSILON,
            "{next}"
        );
        assert_eq!((next[1], state), (1.0, gn_published::State::new(2)));
    }
    // normalised: m = ĝ²/100, so ĝ ≈ 10·sign(g) in the first step: (10, 0/10⁻⁷) = (10, 0)
    let method = GnPublished {
        step: 1.0,
        damping: 0.25,
        normalise: true,
        numerator: Numerator::G,
    };
    let mut state = gn_published::State::new(2);
    let next = gn_published::step(&game, &method, &mut state, &p).unwrap();
    // 2ĝ/(1 + 4·100) − ĝ = −399/401·10
    assert!((next[0] - (1.0 - 3990.0 / 401.0)).abs() < 1e-4, "{next}");
    // 0.01·9, from 1 − 99/100 with its rounding
    assert!((state.squares[0] - 0.09).abs() < 1e-15 && state.squares[1] == 0.0);
}

// A theorem of the paper, not of the code: near an equilibrium the published step with λ < 1
// climbs. Broken by hand: g = +v.
#[test]
fn the_published_step_leaves_a_strict_nash_point() {
    let entry = |a: f64| DMatrix::from_element(1, 1, a);
    let zero = || DVector::from_element(1, 0.0);
    // f = ½x² − ½y²: a strict Nash point at 0, every |eigenvalue| of J is 1
    let game = Quadratic::new(entry(1.0), entry(0.0), entry(1.0), zero(), zero()).unwrap();
    let p = DVector::from_vec(vec![1e-6, -1e-6]);
    for (damping, grows) in [(0.25, true), (4.0, false)] {
        let method = GnPublished {
            step: 0.125,
            damping,
            normalise: false,
            numerator: Numerator::G,
        };
        let mut state = gn_published::State::new(2);
        let next = gn_published::step(&game, &method, &mut state, &p).unwrap();
        assert_eq!(next.norm() > p.norm(), grows, "λ = {damping}");
    }
}

proptest! {
    #![proptest_config(config(60))]

    // Broken by hand: eftp with v(p) in place of the past field; ogda with v₋₁ = 0.
    #[test]
    fn the_half_points_of_eftp_are_ogda((game, p) in quadratic(), x in positive(), y in positive()) {
        let steps = Steps { x, y };
        let (past, optimistic) = (Eftp { steps: steps.clone() }, Ogda { steps: steps.clone() });
        let scaled = |v: &DVector<Rational>| DVector::from_fn(v.len(), |i, _| {
            &v[i] * if i < game.nx() { &steps.x } else { &steps.y }
        });
        // q₀ = p₀ + h v(p₀) follows from OGDA's first step; from there on by OGDA's recursion
        let (mut state, mut other) = (eftp::State { past: None }, ogda::State { previous: None });
        let mut q = ogda::step(&game, &optimistic, &mut other, &p).unwrap();
        let mut p = p;
        for _ in 0..3 {
            let before = state.past.clone().unwrap_or_else(|| game.field(&p));
            prop_assert_eq!(&(&p + scaled(&before)), &q);
            p = eftp::step(&game, &past, &mut state, &p).unwrap();
            q = ogda::step(&game, &optimistic, &mut other, &q).unwrap();
        }
    }

    // Broken by hand: k − 1 inner steps; `doc` as `x_first`; lookahead with α and 1 − α exchanged.
    #[test]
    fn settings_that_make_two_methods_one(
        (game, p) in quadratic(), x in positive(), y in positive(), alpha in positive(),
    ) {
        let steps = Steps { x: x.clone(), y };
        let run = |method: Method<Rational>| steps_of(&method, &game, &p, 3);
        let gda = run(Gda { steps: steps.clone() }.into());
        prop_assert_eq!(&run(Ttur { steps: steps.clone() }.into()), &gda);
        let once = GdaK { steps: steps.clone(), inner: 1, order: Order::Doc };
        prop_assert_eq!(&run(once.into()), &gda);
        let same = run(Gda { steps: Steps::same(x.clone()) }.into());
        let one = ratio(1, 1);
        // α = 1 keeps every fast point; k = 1 is gda with step αh
        let all = Lookahead { step: x.clone(), inner: 2, interpolation: one.clone() };
        prop_assert_eq!(&run(all.into()), &same);
        let every = Lookahead { step: x.clone(), inner: 1, interpolation: alpha.clone() };
        let shorter = Gda { steps: Steps::same(&x * alpha) };
        prop_assert_eq!(run(every.into()), run(shorter.into()));
        prop_assert_eq!(run(SgdMomentum { step: x, momentum: Rational::ZERO }.into()), same);
    }

    // Broken by hand: m ← βm + (1 − β)v.
    #[test]
    fn momentum_is_the_heavy_ball(
        (game, p) in quadratic(), step in positive(), momentum in positive(),
    ) {
        let method = SgdMomentum { step: step.clone(), momentum: momentum.clone() };
        let path = steps_of(&method.into(), &game, &p, 3);
        for k in 1..3 {
            // p + h v + β(p − p₋₁)
            let inertia = (&path[k] - &path[k - 1]) * momentum.clone();
            let next = &path[k] + game.field(&path[k]) * step.clone() + inertia;
            prop_assert_eq!(&path[k + 1], &next);
        }
    }
}
