//! From a method to the candidate that it is itself.

use super::{Candidate, GameStep, Rule};
use crate::dense::{self, DenseError, State};
use crate::game::{Game, Quadratic};
use crate::scalar::Real;
use crate::spec::{Algebraic, Method};
use nalgebra::{DMatrix, DVector};

/// The method as a rule; `None` if it needs more than fields.
pub fn rule<S: Real>(method: &Method<S>) -> Option<Box<dyn Rule<S>>> {
    use Algebraic as A;
    Some(match method {
        Method::Algebraic(A::Gda(one)) => Box::new(*one),
        Method::Algebraic(A::Ttur(one)) => Box::new(*one),
        Method::Algebraic(A::Eg(one)) => Box::new(*one),
        Method::Algebraic(A::Ogda(one)) => Box::new(*one),
        Method::Algebraic(A::Eftp(one)) => Box::new(*one),
        Method::Algebraic(A::Gn(one)) => Box::new(*one),
        Method::Algebraic(A::GnBlock(one)) => Box::new(*one),
        Method::Algebraic(A::GnHeavyball(one)) => Box::new(*one),
        Method::Algebraic(A::GnEma(one)) => Box::new(*one),
        Method::Algebraic(A::Nlcg(one)) => Box::new(*one),
        Method::Algebraic(A::SgdMomentum(one)) => Box::new(*one),
        Method::Algebraic(A::Lookahead(one)) => Box::new(*one),
        Method::GnAdaptive(one) => Box::new(*one),
        Method::GnPublished(one) => Box::new(*one),
        Method::Adam(one) => Box::new(*one),
        Method::Rmsprop(one) => Box::new(*one),
        Method::Algebraic(_) | Method::Acgd(_) => return None,
    })
}

/// Whether the method consumes fields alone, so that it is judged without a game.
pub fn is_field_only<S: Real>(method: &Method<S>) -> bool {
    rule(method).is_some()
}

/// The method itself: its rule, or the step of [`crate::dense`].
///
/// A rule checks nothing: see [`check`].
pub fn reference<S: Real>(method: &Method<S>) -> Candidate<S> {
    match rule(method) {
        Some(rule) => Candidate::Rule(rule),
        None => Candidate::Game(Box::new(Dense {
            method: method.clone(),
            state: None,
        })),
    }
}

/// Whether a method with these hyper-parameters can take a step at all.
///
/// # Errors
/// Those of [`dense::step`] about hyper-parameters: `NonFinite`, `Negative`, `NotPositive`, ….
pub fn check<S: Real>(method: &Method<S>) -> Result<(), DenseError> {
    // a game without coordinates leaves nothing but the hyper-parameters to object to
    let (matrix, vector) = (DMatrix::from_element(0, 0, S::zero()), DVector::zeros(0));
    let game = Quadratic::bilinear(matrix, vector.clone(), vector.clone());
    let game = game.expect("the empty game is one");
    dense::step(method, &game, &mut State::new(method, 0), &vector).map(drop)
}

/// A method as [`crate::dense`] takes it.
struct Dense<S> {
    method: Method<S>,
    /// Fresh until the first point tells its length.
    state: Option<State<S>>,
}

impl<S: Real> GameStep<S> for Dense<S> {
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        let fresh = || State::new(&self.method, p.len());
        let state = self.state.get_or_insert_with(fresh);
        dense::step(&self.method, game, state, p)
    }
}
