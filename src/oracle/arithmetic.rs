//! What a scalar must know to answer questions in it.

use super::read::{self, Fields};
use super::{Problem, ProblemKind};
use crate::dense::{State, linearise, step, step_algebraic};
use crate::game::Game;
use crate::scalar::{Dual, FromText, Interval, Rational, Running};
use crate::spec::{Algebraic, Method, SpecError};
use nalgebra::{DMatrix, DVector};

/// A scalar with its games and its steps: every game and method over reals, those of field
/// operations over rationals.
pub trait Arithmetic: FromText {
    /// The game of these fields.
    ///
    /// # Errors
    /// As [`read::game`]; `Unsupported` where the scalar has no such game.
    fn game(fields: &mut Fields<'_>) -> Result<Box<dyn Game<Self>>, Problem>;

    /// The game of these fields, to be differentiated through.
    ///
    /// # Errors
    /// As [`Arithmetic::game`].
    fn lifted_game(fields: &mut Fields<'_>) -> Result<Box<dyn Game<Dual<Self>>>, Problem>;

    /// Whether this scalar has the method.
    ///
    /// # Errors
    /// `Unsupported`.
    fn admits(method: &Method<Self>) -> Result<(), Problem>;

    /// One step of the method.
    ///
    /// # Errors
    /// Those of [`step`]; `Unsupported` where the scalar has no such method.
    fn step(
        method: &Method<Self>,
        game: &dyn Game<Self>,
        state: &mut State<Self>,
        p: &DVector<Self>,
    ) -> Result<DVector<Self>, Problem>;

    /// The Jacobian of the first step from a fresh state.
    ///
    /// # Errors
    /// Those of [`linearise::first_step`]; `Unsupported` as before.
    fn first_step(
        method: &Method<Self>,
        game: &dyn Game<Dual<Self>>,
        p: &DVector<Self>,
    ) -> Result<DMatrix<Self>, Problem>;

    /// The Jacobian of a step in point and state.
    ///
    /// # Errors
    /// Those of [`linearise::extended`]; `Unsupported` as before.
    fn extended(
        method: &Method<Self>,
        game: &dyn Game<Dual<Self>>,
        state: &State<Self>,
        p: &DVector<Self>,
    ) -> Result<DMatrix<Self>, Problem>;
}

/// Every game and every method.
macro_rules! real_arithmetic {
    ($($scalar:ty)*) => {$(
        impl Arithmetic for $scalar {
            fn game(fields: &mut Fields<'_>) -> Result<Box<dyn Game<Self>>, Problem> {
                read::game(fields)
            }
            fn lifted_game(fields: &mut Fields<'_>) -> Result<Box<dyn Game<Dual<Self>>>, Problem> {
                read::game(fields)
            }
            fn admits(_: &Method<Self>) -> Result<(), Problem> {
                Ok(())
            }
            fn step(
                method: &Method<Self>,
                game: &dyn Game<Self>,
                state: &mut State<Self>,
                p: &DVector<Self>,
            ) -> Result<DVector<Self>, Problem> {
                Ok(step(method, game, state, p)?)
            }
            fn first_step(
                method: &Method<Self>,
                game: &dyn Game<Dual<Self>>,
                p: &DVector<Self>,
            ) -> Result<DMatrix<Self>, Problem> {
                Ok(linearise::first_step(method, game, p)?)
            }
            fn extended(
                method: &Method<Self>,
                game: &dyn Game<Dual<Self>>,
                state: &State<Self>,
                p: &DVector<Self>,
            ) -> Result<DMatrix<Self>, Problem> {
                Ok(linearise::extended(method, game, state, p)?)
            }
        }
    )*};
}

real_arithmetic! { f32 f64 Interval Running<f32> Running<f64> }

/// The method as one of field operations.
fn algebraic(method: &Method<Rational>) -> Result<&Algebraic<Rational>, Problem> {
    method.algebraic().ok_or_else(|| {
        let error = SpecError::NeedsRoots {
            method: method.id(),
        };
        Problem::new(ProblemKind::Unsupported, error.to_string()).at("method.id")
    })
}

impl Arithmetic for Rational {
    fn game(fields: &mut Fields<'_>) -> Result<Box<dyn Game<Self>>, Problem> {
        read::algebraic_game(fields)
    }
    fn lifted_game(fields: &mut Fields<'_>) -> Result<Box<dyn Game<Dual<Self>>>, Problem> {
        read::algebraic_game(fields)
    }
    fn admits(method: &Method<Self>) -> Result<(), Problem> {
        algebraic(method).map(drop)
    }
    fn step(
        method: &Method<Self>,
        game: &dyn Game<Self>,
        state: &mut State<Self>,
        p: &DVector<Self>,
    ) -> Result<DVector<Self>, Problem> {
        Ok(step_algebraic(algebraic(method)?, game, state, p)?)
    }
    fn first_step(
        method: &Method<Self>,
        game: &dyn Game<Dual<Self>>,
        p: &DVector<Self>,
    ) -> Result<DMatrix<Self>, Problem> {
        Ok(linearise::first_step_algebraic(
            algebraic(method)?,
            game,
            p,
        )?)
    }
    fn extended(
        method: &Method<Self>,
        game: &dyn Game<Dual<Self>>,
        state: &State<Self>,
        p: &DVector<Self>,
    ) -> Result<DMatrix<Self>, Problem> {
        Ok(linearise::extended_algebraic(
            algebraic(method)?,
            game,
            state,
            p,
        )?)
    }
}
