//! The catalogue of second derivatives and orders: every changed step differs from the method and
//! from every other change of it, on two games at least, within few steps.
//!
//! Broken by hand, here and in the files by hand: a root more in ACGD's ε, CG's warm start from
//! zero, the secant without x's move, exchanged players with the wrong size, f_xyᵀ with the wrong
//! sign, CG's next direction from the new residual.

use crate::specimens;
use gnash::dense::DenseError;
use gnash::game::{
    Game, Losses, MlpGan, MlpGanData, MlpGenerator, MlpLoss, Quadratic, Regularisers,
};
use gnash::oracle::catalogue::{Deviation, entries_of};
use gnash::oracle::rules::{self, GameStep};
use gnash::spec::*;
use nalgebra::{DMatrix, DVector};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A change shows within five steps after the first on which it can: for what remembers that is
/// the second.
const STEPS: usize = 6;

/// What a step must differ by, relative to its length: far above rounding (1e-15 times some
/// hundred operations), far below anything a change does on games without special numbers.
const VISIBLE: f64 = 1e-6;

/// On how many games a change must show.
const GAMES: usize = 2;

/// A game that remembers J: many candidates ask for it at the same points.
struct Remembered {
    game: Box<dyn Game<f64>>,
    p0: DVector<f64>,
    known: RefCell<BTreeMap<Vec<u64>, DMatrix<f64>>>,
}

impl Game<f64> for Remembered {
    fn nx(&self) -> usize {
        self.game.nx()
    }
    fn ny(&self) -> usize {
        self.game.ny()
    }
    fn losses(&self, p: &DVector<f64>) -> Losses<f64> {
        self.game.losses(p)
    }
    fn field(&self, p: &DVector<f64>) -> DVector<f64> {
        self.game.field(p)
    }
    fn jacobian(&self, p: &DVector<f64>) -> DMatrix<f64> {
        let key = p.iter().map(|a| a.to_bits()).collect();
        let mut known = self.known.borrow_mut();
        let new = || self.game.jacobian(p);
        known.entry(key).or_insert_with(new).clone()
    }
}

/// 2 + 2 coordinates, in which blocks of x fit where blocks of y belong.
fn square() -> Quadratic<f64> {
    let matrix = |e: [f64; 4]| DMatrix::from_row_slice(2, 2, &e);
    let vector = |e: [f64; 2]| DVector::from_row_slice(&e);
    let game = Quadratic::new(
        matrix([1.5, 0.25, 0.25, 0.75]),
        matrix([0.5, -1.25, 1.0, 0.75]),
        matrix([1.0, -0.5, -0.5, 2.0]),
        vector([0.375, -0.5]),
        vector([-0.25, 0.625]),
    );
    game.expect("the data fit")
}

/// Two losses and 4 + 4 coordinates.
fn gan() -> MlpGan<f64> {
    let game = MlpGan::new(MlpGanData {
        loss: MlpLoss::VanillaNs,
        generator: MlpGenerator::Mlp { hidden: 1 },
        hidden: 1,
        real: vec![1.0, -0.5],
        noise: vec![0.75, -1.25],
        weights: Regularisers {
            r1: 0.125,
            tik_x: 0.25,
            tik_y: 0.5,
        },
    });
    game.expect("the data fit")
}

fn games() -> Vec<Remembered> {
    let mut all = specimens::games();
    let mut add = |name, game, p0: &[f64]| {
        all.push(specimens::Specimen {
            name,
            game,
            p0: DVector::from_row_slice(p0),
        });
    };
    add(
        "quadratic 2+2",
        Box::new(square()),
        &[0.75, -0.5, 0.25, 1.0],
    );
    let start = [0.5, 0.25, 0.75, -0.25, 1.25, -0.5, 0.625, 0.375];
    add("mlp_gan 4+4", Box::new(gan()), &start);
    add("g1", Box::new(Quadratic::g1()), &[0.75, 1.0]);
    add("g2", Box::new(Quadratic::g2()), &[0.5, -1.25]);
    let remembered = |one: specimens::Specimen<f64>| Remembered {
        game: one.game,
        p0: one.p0,
        known: RefCell::default(),
    };
    all.into_iter().map(remembered).collect()
}

/// Every method with all its variants, and numbers of which none is special or equal to another.
pub fn methods() -> Vec<Method<f64>> {
    let (step, steps) = (0.11, Steps { x: 0.09, y: 0.07 });
    let mut all: Vec<Method<f64>> = vec![
        Conopt { step, penalty: 0.4 }.into(),
        Cgd { step: 0.3 }.into(),
        Fr { steps }.into(),
        Acgd {
            step: 0.2,
            decay: 0.9,
            eps: 1e-2,
        }
        .into(),
    ];
    for order in Order::ALL {
        all.push(
            GdaK {
                steps,
                inner: 3,
                order: *order,
            }
            .into(),
        );
    }
    for align in [None, Some(0.1), Some(-0.4)] {
        all.push(
            Sga {
                step,
                adjustment: 0.7,
                align,
            }
            .into(),
        );
    }
    for hessian_at in HessianAt::ALL {
        all.push(
            Gdn {
                step_x: 0.08,
                hessian_at: *hessian_at,
            }
            .into(),
        );
    }
    for difference in [None, Some(0.05)] {
        let core = HessianFr {
            step_x: 0.08,
            step_y: 0.06,
            newton: 0.3,
            difference,
        };
        let initial_inverse = -0.4;
        all.push(core.into());
        for iterations in [1, 2] {
            all.push(HessianFrCg { core, iterations }.into());
        }
        all.push(
            HessianFrDiag {
                core,
                initial_inverse,
            }
            .into(),
        );
    }
    all
}

fn changed(entry: &Deviation, method: &Method<f64>) -> Option<Box<dyn GameStep<f64>>> {
    entry.mutation.candidate(method).map(rules::played)
}

/// The iterates of a step, as far as it goes.
fn run(mut step: Box<dyn GameStep<f64>>, game: &Remembered) -> Vec<DVector<f64>> {
    let mut path = vec![game.p0.clone()];
    while path.len() <= STEPS {
        match step.step(game, &path[path.len() - 1]) {
            Ok(next) if next.amax() < 1e3 => path.push(next),
            _ => break,
        }
    }
    path
}

/// The first step on which `step`, from the points of the path, does not lead to the next of them.
fn differs_at(
    mut step: Box<dyn GameStep<f64>>,
    game: &Remembered,
    path: &[DVector<f64>],
) -> Option<usize> {
    path.windows(2).position(|pair| {
        let own: Result<DVector<f64>, DenseError> = step.step(game, &pair[0]);
        let length = (&pair[1] - &pair[0]).norm();
        own.map_or(true, |own| (own - &pair[1]).norm() > VISIBLE * length)
    })
}

/// The entries of a method that apply to this variant of it.
fn applicable(method: &Method<f64>) -> Vec<Deviation> {
    let mut all = entries_of(method.id());
    all.retain(|entry| changed(entry, method).is_some());
    all
}

/// What coincides though it is written differently, on all games or on all but the named number.
const COINCIDENCES: [(&str, &str, &str); 0] = [];

fn coincide(a: &str, b: &str) -> bool {
    COINCIDENCES
        .iter()
        .any(|(one, two, _)| (*one, *two) == (a, b) || (*two, *one) == (a, b))
}

/// On how many games runs of the first entry are told from the second ("" is the method itself),
/// for the variant of the method that tells them best.
type Told = BTreeMap<(&'static str, &'static str), usize>;

fn tell_apart(method: &Method<f64>, games: &[Remembered], told: &mut Told) {
    let all = applicable(method);
    for entry in &all {
        let step = || changed(entry, method).expect("it applies");
        let paths: Vec<_> = games.iter().map(|game| run(step(), game)).collect();
        let mut tell = |name, other: &dyn Fn() -> Box<dyn GameStep<f64>>| {
            let pairs = games.iter().zip(&paths);
            let apart =
                |(game, path): &(&Remembered, &Vec<_>)| differs_at(other(), game, path).is_some();
            let best = told.entry((entry.id, name)).or_default();
            *best = pairs.filter(apart).count().max(*best);
        };
        tell("", &|| rules::played(rules::reference(method)));
        for other in all.iter().filter(|other| other.id != entry.id) {
            tell(other.id, &|| changed(other, method).expect("it applies"));
        }
    }
}

#[test]
fn every_change_is_told_from_the_method_and_from_every_other() {
    let (games, mut ids) = (games(), BTreeMap::<_, Told>::new());
    for method in methods() {
        tell_apart(&method, &games, ids.entry(method.id()).or_default());
    }
    for (id, mut told) in ids {
        let applied = told.keys().filter(|(_, other)| other.is_empty()).count();
        assert_eq!(
            applied,
            entries_of(id).len(),
            "every entry of {id} applies somewhere"
        );
        told.retain(|(entry, other), count| *count < GAMES && !coincide(entry, other));
        assert!(told.is_empty(), "{id}: {told:?}");
    }
}

/// −f with the players exchanged: P' = Q, M' = −Mᵀ, Q' = P, b' = −c, c' = −b.
fn turned(game: &dyn Game<f64>) -> Quadratic<f64> {
    let (nx, ny) = (game.nx(), game.ny());
    let origin = DVector::zeros(nx + ny);
    let v = game.field(&origin);
    let (b, c) = (-v.rows(0, nx), v.rows(nx, ny).into_owned());
    let (p, m, q) = (game.d_xx(&origin), game.d_xy(&origin), -game.d_yy(&origin));
    Quadratic::new(q, -m.transpose(), p, -c, -b).expect("the data fit")
}

#[test]
fn exchanged_players_play_the_method_on_the_exchanged_game() {
    let turn = |p: &DVector<f64>, nx: usize| {
        let parts = p.iter().skip(nx).chain(p.iter().take(nx));
        DVector::from_iterator(p.len(), parts.copied())
    };
    let all = specimens::games();
    let wide = all.iter().find(|one| one.name == "quadratic 2+3");
    let wide = wide.expect("a specimen");
    let (game, nx) = (&*wide.game, wide.game.nx());
    // one step size, so that it does not matter whose it is
    let one = HessianFr {
        step_x: 0.08,
        step_y: 0.08,
        newton: 0.3,
        difference: None,
    };
    let method = Method::from(one);
    let all = entries_of("hessian_fr");
    let entry = all.iter().find(|entry| entry.id == "players_exchanged");
    let changed = entry.expect("an entry").mutation.candidate(&method);
    let changed = rules::on_game(changed.expect("it applies"), game, &wide.p0, 3);
    let plain = rules::reference(&method);
    let plain = rules::on_game(plain, &turned(game), &turn(&wide.p0, nx), 3);
    let pairs = changed
        .expect("it runs")
        .into_iter()
        .zip(plain.expect("it runs"));
    for (changed, plain) in pairs {
        assert!((turn(&changed, nx) - plain).amax() < 1e-12);
    }
}

/// Whatever the sizes of the players and of the point are, a step is one or is refused.
#[test]
fn changed_steps_never_panic() {
    for (nx, ny) in [(0, 0), (0, 2), (2, 0), (1, 3), (3, 1)] {
        let m = DMatrix::from_fn(nx, ny, |i, j| (1 + i + 2 * j) as f64);
        let game = Quadratic::bilinear(m, DVector::zeros(nx), DVector::zeros(ny));
        let game = game.expect("the data fit");
        for (method, length) in methods()
            .iter()
            .flat_map(|m| [(m, nx + ny), (m, nx + ny + 1)])
        {
            for entry in applicable(method) {
                let mut step = changed(&entry, method).expect("it applies");
                let p = DVector::from_fn(length, |i, _| 1.0 + i as f64);
                let steps = [step.step(&game, &p), step.step(&game, &p)];
                for next in steps.into_iter().flatten() {
                    assert_eq!((next.len(), length), (nx + ny, nx + ny), "{}", entry.id);
                    assert!(next.iter().all(|a| a.is_finite()), "{}", entry.id);
                }
            }
        }
    }
}
