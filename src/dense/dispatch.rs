//! One entry for all methods: `spec::Method` in, the next point out.

use super::{DenseError, adam, gda, gn, gn_adaptive, gn_block, gn_ema, gn_heavyball, rmsprop};
use crate::game::Game;
use crate::scalar::{Real, Scalar};
use crate::spec::{Form, Method};
use nalgebra::DVector;

/// The memory of a method between steps; plain data, comparable and savable.
#[derive(Clone, Debug, PartialEq)]
pub enum State<S> {
    /// `gda`, `gn` and `gn_block` remember nothing.
    Stateless,
    /// Of `gn_heavyball`.
    GnHeavyball(gn_heavyball::State<S>),
    /// Of `gn_ema`.
    GnEma(gn_ema::State<S>),
    /// Of `gn_adaptive`.
    GnAdaptive(gn_adaptive::State<S>),
    /// Of `adam`.
    Adam(adam::State<S>),
    /// Of `rmsprop`.
    Rmsprop(rmsprop::State<S>),
}

impl<S: Scalar> State<S> {
    /// The state before the first step of `method` on points of length n.
    pub fn new(method: &Method<S>, n: usize) -> Self {
        let zeros = || DVector::from_element(n, S::zero());
        match method {
            Method::Gda { .. } | Method::Gn { .. } | Method::GnBlock { .. } => Self::Stateless,
            Method::GnHeavyball { .. } => Self::GnHeavyball(gn_heavyball::State { previous: None }),
            Method::GnEma { .. } => Self::GnEma(gn_ema::State { average: zeros() }),
            Method::GnAdaptive { .. } => Self::GnAdaptive(rmsprop::State { squares: zeros() }),
            Method::Rmsprop { .. } => Self::Rmsprop(rmsprop::State { squares: zeros() }),
            Method::Adam { .. } => Self::Adam(adam::State {
                mean: zeros(),
                squares: zeros(),
                steps_taken: 0,
            }),
        }
    }

    fn owner(&self) -> &'static str {
        match self {
            Self::Stateless => "a method without state",
            Self::GnHeavyball(_) => "gn_heavyball",
            Self::GnEma(_) => "gn_ema",
            Self::GnAdaptive(_) => "gn_adaptive",
            Self::Adam(_) => "adam",
            Self::Rmsprop(_) => "rmsprop",
        }
    }
}

fn gn_params<S: Clone>(step: &S, damping: &S, form: Form) -> gn::Params<S> {
    gn::Params {
        step: step.clone(),
        damping: damping.clone(),
        form,
    }
}

/// One step of any method.
///
/// # Errors
/// Those of the method; `StateMismatch` if the state is another method's.
pub fn step<S: Real, G: Game<S> + ?Sized>(
    method: &Method<S>,
    game: &G,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    match (method, state) {
        (
            Method::GnAdaptive {
                step,
                damping,
                form,
                decay,
                eps,
            },
            State::GnAdaptive(state),
        ) => {
            let gn = gn_params(step, damping, *form);
            let (decay, eps) = (*decay, *eps);
            gn_adaptive::step(game, &gn_adaptive::Params { gn, decay, eps }, state, p)
        }
        (
            Method::Adam {
                steps,
                beta1,
                beta2,
                eps,
            },
            State::Adam(state),
        ) => {
            let params = adam::Params {
                steps: *steps,
                beta1: *beta1,
                beta2: *beta2,
                eps: *eps,
            };
            adam::step(game, &params, state, p)
        }
        (Method::Rmsprop { step, decay, eps }, State::Rmsprop(state)) => {
            let params = rmsprop::Params {
                step: *step,
                decay: *decay,
                eps: *eps,
            };
            rmsprop::step(game, &params, state, p)
        }
        (method, state) if method.is_algebraic() => step_algebraic(method, game, state, p),
        (method, state) => Err(mismatch(method, state)),
    }
}

/// One step of a method that needs field operations only (`gda`, `gn`, `gn_block`,
/// `gn_heavyball`, `gn_ema`), in any scalar: exact on rationals.
///
/// # Errors
/// Those of the method; `NeedsRoots` for `gn_adaptive`, `adam` and `rmsprop`, whatever the
/// scalar; `StateMismatch` if the state is another method's.
pub fn step_algebraic<S: Scalar, G: Game<S> + ?Sized>(
    method: &Method<S>,
    game: &G,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    match (method, state) {
        (Method::Gda { steps }, State::Stateless) => {
            let steps = steps.clone();
            gda::step(game, &gda::Params { steps }, p)
        }
        (
            Method::Gn {
                step,
                damping,
                form,
            },
            State::Stateless,
        ) => gn::step(game, &gn_params(step, damping, *form), p),
        (
            Method::GnBlock {
                step,
                damping,
                form,
            },
            State::Stateless,
        ) => gn_block::step(game, &gn_params(step, damping, *form), p),
        (
            Method::GnHeavyball {
                step,
                damping,
                form,
                momentum,
            },
            State::GnHeavyball(state),
        ) => {
            let gn = gn_params(step, damping, *form);
            let momentum = momentum.clone();
            gn_heavyball::step(game, &gn_heavyball::Params { gn, momentum }, state, p)
        }
        (
            Method::GnEma {
                step,
                damping,
                form,
                decay,
            },
            State::GnEma(state),
        ) => {
            let gn = gn_params(step, damping, *form);
            let decay = decay.clone();
            gn_ema::step(game, &gn_ema::Params { gn, decay }, state, p)
        }
        (method, _) if !method.is_algebraic() => Err(DenseError::NeedsRoots {
            method: method.id(),
        }),
        (method, state) => Err(mismatch(method, state)),
    }
}

fn mismatch<S: Scalar>(method: &Method<S>, state: &State<S>) -> DenseError {
    DenseError::StateMismatch {
        method: method.id(),
        found: state.owner(),
    }
}
