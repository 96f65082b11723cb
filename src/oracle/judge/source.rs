//! The game of a transcript, in the numbers that watch their errors.

use crate::game::{Game, Lift};
use crate::oracle::Problem;
use crate::oracle::read::{self, Fields};
use crate::scalar::{Precision, Running};
use std::fmt;
use std::sync::Arc;

/// A game as it was given.
#[derive(Clone)]
pub(super) enum Source {
    /// The JSON text of SPEC section 4.
    Text(String),
    /// A game of the library.
    Lifted(Arc<dyn InBoth>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Lifted(_) => f.write_str("a game of the library"),
        }
    }
}

/// A game that can be played in the numbers of either format.
pub(super) trait InBoth: Send + Sync {
    fn in_f32(&self) -> Box<dyn Game<Running<f32>>>;
    fn in_f64(&self) -> Box<dyn Game<Running<f64>>>;
}

impl<G> InBoth for G
where
    G: Lift<f64, Running<f32>> + Lift<f64, Running<f64>> + Send + Sync,
    <G as Lift<f64, Running<f32>>>::Lifted: 'static,
    <G as Lift<f64, Running<f64>>>::Lifted: 'static,
{
    fn in_f32(&self) -> Box<dyn Game<Running<f32>>> {
        Box::new(self.lift(constant::<f32>))
    }
    fn in_f64(&self) -> Box<dyn Game<Running<f64>>> {
        Box::new(self.lift(constant::<f64>))
    }
}

fn constant<T: Precision>(a: &f64) -> Running<T> {
    crate::scalar::Real::constant(*a)
}

/// The formats that a transcript may be in.
pub(super) trait Format: Precision {
    /// The game in this format.
    fn game(source: &Source) -> Result<Box<dyn Game<Running<Self>>>, Problem>;
}

fn parsed<T: Precision>(text: &str) -> Result<Box<dyn Game<Running<T>>>, Problem> {
    read::game(&mut Fields::parse(text)?).map_err(|problem| {
        let message = format!("game.{}", problem.message);
        Problem::new(problem.kind, message)
    })
}

impl Format for f32 {
    fn game(source: &Source) -> Result<Box<dyn Game<Running<f32>>>, Problem> {
        match source {
            Source::Text(text) => parsed(text),
            Source::Lifted(game) => Ok(game.in_f32()),
        }
    }
}

impl Format for f64 {
    fn game(source: &Source) -> Result<Box<dyn Game<Running<f64>>>, Problem> {
        match source {
            Source::Text(text) => parsed(text),
            Source::Lifted(game) => Ok(game.in_f64()),
        }
    }
}
