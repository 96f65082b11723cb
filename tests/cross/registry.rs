//! Every method with every form, and every closed-form game: one new line is tested everywhere.
//!
//! All constants are binary fractions, so every scalar runs the same method on the same game.

use gnash::game::{
    Dirac, G3, Game, MlpGan, MlpGanData, MlpGenerator, MlpLoss, Nonsaturating, Quadratic,
    Regularisers, Saturating, Wgan,
};
use gnash::scalar::{Rational, Real, Scalar};
use gnash::spec::{
    Adam, Form, Gda, Gn, GnAdaptive, GnBlock, GnEma, GnHeavyball, Method, Rmsprop, Steps,
};
use nalgebra::{DMatrix, DVector};

fn number<S: Scalar>(value: f64) -> S {
    S::from_f64(value).expect("a finite number")
}

/// Sizes of steps, so that iterates move visibly and stay where the game is tame.
#[derive(Clone, Copy)]
pub struct Scale {
    /// h of `gda`, and of the `inverse_minus_identity` forms, which move by about −v.
    pub plain: f64,
    /// h of the `inverse` forms, which divide by λ + ‖v‖².
    pub inverse: f64,
    /// h of `adam` and `rmsprop`, which move every entry by about h.
    pub entrywise: f64,
    /// h of `gn_adaptive` with `inverse`, which divides that by ‖v̂‖².
    pub adaptive: f64,
}

/// Each method; those of the Gauss-Newton family in both forms. ε = 1/16 keeps v/(√m + ε) well
/// conditioned where an entry of v vanishes.
pub fn methods<S: Scalar>(scale: Scale) -> Vec<Method<S>> {
    let s = number::<S>;
    let steps = |h: f64| Steps {
        x: s(h),
        y: s(h / 2.0),
    };
    let mut all = vec![
        Method::from(Gda {
            steps: steps(scale.plain),
        }),
        Method::from(Adam {
            steps: steps(scale.entrywise),
            beta1: s(0.75),
            beta2: s(0.875),
            eps: s(0.0625),
        }),
        Method::from(Rmsprop {
            step: s(scale.entrywise),
            decay: s(0.75),
            eps: s(0.0625),
        }),
    ];
    for (form, step, adaptive) in [
        (Form::Inverse, scale.inverse, scale.adaptive),
        (Form::InverseMinusIdentity, scale.plain, scale.entrywise),
    ] {
        let (step, damping) = (s(step), s(0.5));
        all.extend([
            Method::from(Gn {
                step: step.clone(),
                damping: damping.clone(),
                form,
            }),
            Method::from(GnBlock {
                core: Gn {
                    step: step.clone(),
                    damping: damping.clone(),
                    form,
                },
            }),
            Method::from(GnHeavyball {
                core: Gn {
                    step: step.clone(),
                    damping: damping.clone(),
                    form,
                },
                momentum: s(0.5),
            }),
            Method::from(GnEma {
                core: Gn {
                    step,
                    damping: damping.clone(),
                    form,
                },
                decay: s(0.5),
            }),
            Method::from(GnAdaptive {
                core: Gn {
                    step: s(adaptive),
                    damping,
                    form,
                },
                decay: s(0.75),
                eps: s(0.0625),
            }),
        ]);
    }
    all
}

/// The form of a method of the Gauss-Newton family, for messages.
pub fn label<S>(method: &Method<S>) -> String {
    let form = method.form().map(|form| format!(" {form:?}"));
    let form = form.unwrap_or_default();
    format!("{}{form}", method.id())
}

/// A game with a name.
pub type Named<S> = (&'static str, Box<dyn Game<S>>);

fn matrix<S: Scalar>(rows: usize, cols: usize, entries: &[f64]) -> DMatrix<S> {
    let entries: Vec<S> = entries.iter().map(|&e| number(e)).collect();
    DMatrix::from_row_slice(rows, cols, &entries)
}

fn vector<S: Scalar>(entries: &[f64]) -> DVector<S> {
    DVector::from_iterator(entries.len(), entries.iter().map(|&e| number(e)))
}

fn weights<S: Scalar>() -> Regularisers<S> {
    Regularisers {
        r1: number(0.25),
        tik_x: number(0.125),
        tik_y: number(0.5),
    }
}

/// The games of field operations alone.
pub fn algebraic_games<S: Scalar>() -> Vec<Named<S>> {
    let quadratic = Quadratic::new(
        matrix(3, 3, &[2.0, 0.5, 0.0, 0.5, 1.0, -0.25, 0.0, -0.25, 0.5]),
        matrix(3, 2, &[1.0, -0.5, 0.25, 0.75, -1.0, 0.5]),
        matrix(2, 2, &[1.0, 0.25, 0.25, 0.5]),
        vector(&[0.5, -0.25, 1.0]),
        vector(&[-0.5, 0.125]),
    );
    let m = matrix(2, 2, &[1.0, -0.5, 0.25, 0.75]);
    let bilinear = Quadratic::bilinear(m, vector(&[0.25, 0.0]), vector(&[0.0, -0.5]));
    let dirac = Dirac::<S, Wgan>::new(weights());
    vec![
        ("quadratic", Box::new(quadratic.expect("symmetric blocks"))),
        ("bilinear", Box::new(bilinear.expect("sizes that fit"))),
        ("g1", Box::new(Quadratic::g1())),
        ("g2", Box::new(Quadratic::g2())),
        ("dirac wgan", Box::new(dirac.expect("weights above 0"))),
    ]
}

/// All games.
pub fn games<S: Real>() -> Vec<Named<S>> {
    let mut all = algebraic_games();
    let saturating = Dirac::<S, Saturating>::new(weights());
    let nonsaturating = Dirac::<S, Nonsaturating>::new(weights());
    let mlp = MlpGan::new(MlpGanData {
        loss: MlpLoss::VanillaNs,
        generator: MlpGenerator::Affine,
        hidden: 2,
        real: vec![number(0.5), number(1.25), number(2.0)],
        noise: vec![number(-1.0), number(0.25)],
        weights: weights(),
    });
    let more: [Named<S>; 4] = [
        ("mlp_gan", Box::new(mlp.expect("valid data"))),
        ("g3", Box::new(G3)),
        ("dirac saturating", Box::new(saturating.expect("weights"))),
        (
            "dirac nonsaturating",
            Box::new(nonsaturating.expect("weights")),
        ),
    ];
    all.extend(more);
    all
}

/// The methods that run exactly, on the games that do.
pub fn exact(scale: Scale) -> (Vec<Method<Rational>>, Vec<Named<Rational>>) {
    let mut methods = methods(scale);
    methods.retain(Method::is_algebraic);
    (methods, algebraic_games())
}
