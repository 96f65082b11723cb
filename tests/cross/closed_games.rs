//! Every closed-form game: one new line is tested with every method.
//!
//! All constants are binary fractions, so every scalar plays the same game.

use crate::registry::number;
use gnash::game::{
    Dirac, G3, Game, MlpGan, MlpGanData, MlpGenerator, MlpLoss, Nonsaturating, Quadratic,
    Regularisers, Saturating, Wgan,
};
use gnash::scalar::{Real, Scalar};
use nalgebra::{DMatrix, DVector};

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

fn mlp_gan<S: Real>(loss: MlpLoss, generator: MlpGenerator) -> Box<dyn Game<S>> {
    let game = MlpGan::new(MlpGanData {
        loss,
        generator,
        hidden: 2,
        real: vec![number(0.5), number(1.25), number(2.0)],
        noise: vec![number(-1.0), number(0.25)],
        // keeps both players' second derivatives away from singular ones
        weights: Regularisers {
            tik_x: number(1.0),
            tik_y: number(1.5),
            ..weights()
        },
    });
    Box::new(game.expect("valid data"))
}

/// All games, in every variant.
pub fn games<S: Real>() -> Vec<Named<S>> {
    let mut all = algebraic_games();
    let saturating = Dirac::<S, Saturating>::new(weights());
    let nonsaturating = Dirac::<S, Nonsaturating>::new(weights());
    let more: [Named<S>; 6] = [
        ("mlp_gan wgan", mlp_gan(MlpLoss::Wgan, MlpGenerator::Affine)),
        (
            "mlp_gan vanilla",
            mlp_gan(MlpLoss::Vanilla, MlpGenerator::Mlp { hidden: 1 }),
        ),
        (
            "mlp_gan vanilla_ns",
            mlp_gan(MlpLoss::VanillaNs, MlpGenerator::Affine),
        ),
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

/// The game of this name.
pub fn find<'a, S: Scalar>(games: &'a [Named<S>], name: &str) -> &'a Named<S> {
    let game = games.iter().find(|(n, _)| *n == name);
    game.expect("the same games in every scalar")
}
