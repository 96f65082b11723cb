//! Games and methods to try things on: every method with hyper-parameters that are nothing
//! special, every kind of game from a point that is nothing special.

use gnash::game::{
    Dirac, G3, Game, MlpGan, MlpGanData, MlpGenerator, MlpLoss, Nonsaturating, Quadratic,
    Regularisers, Saturating, Wgan,
};
use gnash::scalar::Real;
use gnash::spec::*;
use nalgebra::{DMatrix, DVector};

/// A game, and where to start.
pub struct Specimen<S: Real> {
    pub name: &'static str,
    pub game: Box<dyn Game<S>>,
    pub p0: DVector<S>,
}

fn number<S: Real>(value: f64) -> S {
    S::from_f64(value).expect("a finite number")
}

fn vector<S: Real>(entries: &[f64]) -> DVector<S> {
    DVector::from_iterator(entries.len(), entries.iter().map(|a| number(*a)))
}

fn matrix<S: Real>(rows: usize, columns: usize, entries: &[f64]) -> DMatrix<S> {
    DMatrix::from_row_iterator(rows, columns, entries.iter().map(|a| number(*a)))
}

/// 1 + 1 coordinates.
fn planar<S: Real>() -> Quadratic<S> {
    let one = |a| matrix(1, 1, &[a]);
    let game = Quadratic::new(
        one(1.5),
        one(2.25),
        one(0.75),
        vector(&[0.25]),
        vector(&[-0.5]),
    );
    game.expect("the data fit")
}

/// 2 + 3 coordinates.
fn wide<S: Real>() -> Quadratic<S> {
    let game = Quadratic::new(
        matrix(2, 2, &[2.0, 0.5, 0.5, 1.25]),
        matrix(2, 3, &[1.0, -0.5, 0.75, 0.25, 1.5, -1.0]),
        matrix(3, 3, &[1.0, 0.25, 0.0, 0.25, 1.75, -0.5, 0.0, -0.5, 0.5]),
        vector(&[0.5, -0.25]),
        vector(&[0.125, 0.75, -0.375]),
    );
    game.expect("the data fit")
}

/// 3 + 3 coordinates, steep in some directions and flat in others.
fn steep<S: Real>() -> Quadratic<S> {
    let game = Quadratic::new(
        matrix(3, 3, &[5.0, 0.5, 0.0, 0.5, 1.0, 0.25, 0.0, 0.25, 0.5]),
        matrix(3, 3, &[0.5, 0.25, 0.0, -0.25, 0.5, 0.125, 0.25, 0.0, -0.5]),
        matrix(3, 3, &[4.0, 0.0, 0.5, 0.0, 0.75, 0.25, 0.5, 0.25, 1.5]),
        vector(&[0.25, -0.5, 0.125]),
        vector(&[-0.25, 0.5, 0.375]),
    );
    game.expect("the data fit")
}

/// 3 + 2 coordinates, neither convex nor concave.
fn saddle<S: Real>() -> Quadratic<S> {
    let game = Quadratic::new(
        matrix(3, 3, &[1.0, 0.5, 0.0, 0.5, -0.75, 0.25, 0.0, 0.25, 1.5]),
        matrix(3, 2, &[1.5, -2.0, 0.5, 1.25, -1.0, 0.75]),
        matrix(2, 2, &[-0.5, 0.75, 0.75, 1.0]),
        vector(&[-0.5, 0.25, 0.75]),
        vector(&[0.625, -0.25]),
    );
    game.expect("the data fit")
}

fn gan<S: Real>() -> MlpGan<S> {
    let list = |entries: &[f64]| entries.iter().map(|a| number(*a)).collect();
    let game = MlpGan::new(MlpGanData {
        loss: MlpLoss::VanillaNs,
        generator: MlpGenerator::Affine,
        hidden: 1,
        real: list(&[1.0, 2.5]),
        noise: list(&[-1.0, 0.5]),
        weights: Regularisers {
            r1: number(0.25),
            tik_x: number(0.125),
            tik_y: number(0.0625),
        },
    });
    game.expect("the data fit")
}

fn weights<S: Real>() -> Regularisers<S> {
    Regularisers {
        r1: number(0.25),
        tik_x: number(0.125),
        tik_y: number(0.0),
    }
}

/// Every kind of game.
pub fn games<S: Real>() -> Vec<Specimen<S>> {
    let of = |name, game, p0: &[f64]| Specimen {
        name,
        game,
        p0: vector(p0),
    };
    let fits = "the weights are positive";
    vec![
        of("quadratic 1+1", Box::new(planar()), &[0.75, -0.5]),
        of(
            "quadratic 2+3",
            Box::new(wide()),
            &[0.5, -0.75, 0.25, 1.0, -0.5],
        ),
        of(
            "quadratic 3+2",
            Box::new(saddle()),
            &[-0.25, 0.5, 0.75, -0.625, 0.375],
        ),
        of(
            "quadratic 3+3",
            Box::new(steep()),
            &[0.75, -0.5, 0.625, 0.5, -0.75, 0.25],
        ),
        of(
            "dirac saturating",
            Box::new(Dirac::<S, Saturating>::new(weights()).expect(fits)),
            &[0.875, 0.5],
        ),
        of(
            "dirac nonsaturating",
            Box::new(Dirac::<S, Nonsaturating>::new(weights()).expect(fits)),
            &[0.875, -0.5],
        ),
        of(
            "dirac wgan",
            Box::new(Dirac::<S, Wgan>::new(weights()).expect(fits)),
            &[-0.75, 0.5],
        ),
        of("g3", Box::new(G3), &[0.5, 0.375]),
        of(
            "mlp_gan",
            Box::new(gan()),
            &[0.5, 0.25, 0.75, -0.25, 0.5, 0.125],
        ),
    ]
}

const STEPS: Steps<f64> = Steps { x: 0.09, y: 0.07 };

fn core(form: Form) -> Gn<f64> {
    Gn {
        step: 0.11,
        damping: 0.6,
        form,
    }
}

/// Every method that is a rule, in every variant.
pub fn field_methods() -> Vec<Method<f64>> {
    let mut all: Vec<Method<f64>> = vec![
        Gda { steps: STEPS }.into(),
        Ttur { steps: STEPS }.into(),
        Eg { steps: STEPS }.into(),
        Ogda { steps: STEPS }.into(),
        Eftp { steps: STEPS }.into(),
        adam(1e-3).into(),
        Rmsprop {
            step: 0.04,
            decay: 0.85,
            eps: 1e-3,
        }
        .into(),
        SgdMomentum {
            step: 0.05,
            momentum: 0.6,
        }
        .into(),
        Lookahead {
            step: 0.12,
            inner: 3,
            interpolation: 0.4,
        }
        .into(),
    ];
    for form in Form::ALL {
        let core = core(*form);
        all.push(core.into());
        all.push(GnBlock { core }.into());
        all.push(
            GnHeavyball {
                core,
                momentum: 0.3,
            }
            .into(),
        );
        all.push(GnEma { core, decay: 0.7 }.into());
        all.push(gn_adaptive(core, 1e-3).into());
    }
    for conjugacy in Conjugacy::ALL {
        all.push(nlcg(*conjugacy, Steps { x: 0.05, y: 0.04 }).into());
        // far enough for gradients to turn round
        all.push(nlcg(*conjugacy, Steps { x: 0.4, y: 0.35 }).into());
    }
    for (normalise, numerator) in [
        (false, Numerator::G),
        (true, Numerator::G),
        (false, Numerator::U),
        (true, Numerator::U),
    ] {
        all.push(
            GnPublished {
                step: 0.05,
                damping: 0.3,
                normalise,
                numerator,
            }
            .into(),
        );
    }
    all
}

fn adam(eps: f64) -> Adam<f64> {
    Adam {
        steps: Steps { x: 0.03, y: 0.04 },
        beta1: 0.8,
        beta2: 0.95,
        eps,
    }
}

fn gn_adaptive(core: Gn<f64>, eps: f64) -> GnAdaptive<f64> {
    GnAdaptive {
        core,
        decay: 0.9,
        eps,
    }
}

fn nlcg(conjugacy: Conjugacy, steps: Steps<f64>) -> Nlcg<f64> {
    Nlcg {
        steps,
        conjugacy,
        mu: 2.0,
    }
}

/// The other methods.
pub fn game_methods() -> Vec<Method<f64>> {
    let step = 0.12;
    let core = HessianFr {
        step_x: 0.08,
        step_y: 0.06,
        newton: 0.3,
        difference: None,
    };
    vec![
        GdaK {
            steps: STEPS,
            inner: 2,
            order: Order::Doc,
        }
        .into(),
        Sga {
            step,
            adjustment: 0.7,
            align: None,
        }
        .into(),
        Sga {
            step,
            adjustment: 0.7,
            align: Some(0.1),
        }
        .into(),
        Conopt { step, penalty: 0.4 }.into(),
        Cgd { step }.into(),
        Acgd {
            step,
            decay: 0.9,
            eps: 1e-3,
        }
        .into(),
        Fr { steps: STEPS }.into(),
        Gdn {
            step_x: 0.08,
            hessian_at: HessianAt::Old,
        }
        .into(),
        core.into(),
        HessianFrCg {
            core,
            iterations: 1,
        }
        .into(),
        HessianFrDiag {
            core,
            initial_inverse: -0.5,
        }
        .into(),
    ]
}
