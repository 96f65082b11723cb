//! The memory of any method between steps.

use super::{DenseError, check};
use super::{acgd, adam, eftp, gn_adaptive, gn_ema, gn_heavyball, gn_published, hessian_fr_diag};
use super::{lookahead, nlcg, ogda, rmsprop, sgd_momentum};
use crate::scalar::Scalar;
use crate::spec::{Algebraic, Method};
use nalgebra::DVector;

/// The memory of a method between steps; plain data, comparable and savable.
#[derive(Clone, Debug, PartialEq)]
pub enum State<S> {
    /// Of the methods that remember nothing.
    Stateless,
    /// Of `acgd`.
    Acgd(acgd::State<S>),
    /// Of `hessian_fr_diag`.
    HessianFrDiag(hessian_fr_diag::State<S>),
    /// Of `ogda`.
    Ogda(ogda::State<S>),
    /// Of `eftp`.
    Eftp(eftp::State<S>),
    /// Of `gn_heavyball`.
    GnHeavyball(gn_heavyball::State<S>),
    /// Of `gn_ema`.
    GnEma(gn_ema::State<S>),
    /// Of `gn_adaptive`.
    GnAdaptive(gn_adaptive::State<S>),
    /// Of `nlcg`.
    Nlcg(nlcg::State<S>),
    /// Of `adam`.
    Adam(adam::State<S>),
    /// Of `rmsprop`.
    Rmsprop(rmsprop::State<S>),
    /// Of `sgd_momentum`.
    SgdMomentum(sgd_momentum::State<S>),
    /// Of `lookahead`.
    Lookahead(lookahead::State<S>),
    /// Of `gn_published`.
    GnPublished(gn_published::State<S>),
}

impl<S: Scalar> State<S> {
    /// The state before the first step of `method` on points of length n.
    pub fn new(method: &Method<S>, n: usize) -> Self {
        let zeros = || DVector::from_element(n, S::zero());
        match method {
            Method::Algebraic(method) => Self::of_algebraic(method, n),
            Method::GnAdaptive(_) => Self::GnAdaptive(rmsprop::State { squares: zeros() }),
            Method::Rmsprop(_) => Self::Rmsprop(rmsprop::State { squares: zeros() }),
            Method::Adam(_) => Self::Adam(adam::State {
                mean: zeros(),
                squares: zeros(),
                steps_taken: 0,
            }),
            Method::Acgd(_) => Self::Acgd(acgd::State {
                squares: zeros(),
                steps_taken: 0,
            }),
            Method::GnPublished(_) => Self::GnPublished(rmsprop::State { squares: zeros() }),
        }
    }

    /// The state before the first step of `method` on points of length n.
    pub fn of_algebraic(method: &Algebraic<S>, n: usize) -> Self {
        match method {
            Algebraic::HessianFrDiag(_) => {
                Self::HessianFrDiag(hessian_fr_diag::State { previous_y: None })
            }
            Algebraic::Nlcg(_) => Self::Nlcg(nlcg::State { previous: None }),
            Algebraic::Ogda(_) => Self::Ogda(ogda::State { previous: None }),
            Algebraic::Eftp(_) => Self::Eftp(eftp::State { past: None }),
            Algebraic::SgdMomentum(_) => Self::SgdMomentum(sgd_momentum::State::new(n)),
            Algebraic::Lookahead(_) => Self::Lookahead(lookahead::State::default()),
            Algebraic::GnHeavyball(_) => Self::GnHeavyball(gn_heavyball::State { previous: None }),
            Algebraic::GnEma(_) => Self::GnEma(gn_ema::State::new(n)),
            _ => Self::Stateless,
        }
    }

    /// The same state with every number converted; counters stay.
    pub fn map<T: Scalar>(&self, convert: impl Fn(&S) -> T) -> State<T> {
        let c = |v: &DVector<S>| v.map(|a| convert(&a));
        let squares = |s: &rmsprop::State<S>| rmsprop::State {
            squares: c(&s.squares),
        };
        match self {
            Self::Stateless => State::Stateless,
            Self::Acgd(s) => State::Acgd(acgd::State {
                squares: c(&s.squares),
                steps_taken: s.steps_taken,
            }),
            Self::HessianFrDiag(s) => State::HessianFrDiag(hessian_fr_diag::State {
                previous_y: s.previous_y.as_ref().map(c),
            }),
            Self::GnHeavyball(s) => State::GnHeavyball(gn_heavyball::State {
                previous: s.previous.as_ref().map(c),
            }),
            Self::Ogda(s) => State::Ogda(ogda::State {
                previous: s.previous.as_ref().map(c),
            }),
            Self::Eftp(s) => State::Eftp(eftp::State {
                past: s.past.as_ref().map(c),
            }),
            Self::SgdMomentum(s) => State::SgdMomentum(sgd_momentum::State {
                velocity: c(&s.velocity),
            }),
            Self::Lookahead(s) => State::Lookahead(lookahead::State {
                slow: s.slow.as_ref().map(c),
                inner_steps: s.inner_steps,
            }),
            Self::GnPublished(s) => State::GnPublished(squares(s)),
            Self::GnEma(s) => State::GnEma(gn_ema::State {
                average: c(&s.average),
            }),
            Self::GnAdaptive(s) => State::GnAdaptive(squares(s)),
            Self::Nlcg(s) => State::Nlcg(nlcg::State {
                previous: s.previous.as_ref().map(|s| nlcg::Previous {
                    gradient: c(&s.gradient),
                    direction: c(&s.direction),
                }),
            }),
            Self::Adam(s) => State::Adam(adam::State {
                mean: c(&s.mean),
                squares: c(&s.squares),
                steps_taken: s.steps_taken,
            }),
            Self::Rmsprop(s) => State::Rmsprop(squares(s)),
        }
    }

    /// Whose state it is, for messages.
    pub(super) fn owner(&self) -> &'static str {
        match self {
            Self::Stateless => "a method without state",
            Self::Acgd(_) => "acgd",
            Self::HessianFrDiag(_) => "hessian_fr_diag",
            Self::Nlcg(_) => "nlcg",
            Self::Ogda(_) => "ogda",
            Self::Eftp(_) => "eftp",
            Self::SgdMomentum(_) => "sgd_momentum",
            Self::Lookahead(_) => "lookahead",
            Self::GnPublished(_) => "gn_published",
            Self::GnHeavyball(_) => "gn_heavyball",
            Self::GnEma(_) => "gn_ema",
            Self::GnAdaptive(_) => "gn_adaptive",
            Self::Adam(_) => "adam",
            Self::Rmsprop(_) => "rmsprop",
        }
    }

    /// The vectors of the state, in a fixed order; those that do not exist before the first step
    /// are left out until then.
    fn vectors(&mut self) -> Vec<&mut DVector<S>> {
        match self {
            Self::Stateless => vec![],
            Self::Acgd(state) => vec![&mut state.squares],
            Self::HessianFrDiag(state) => state.previous_y.iter_mut().collect(),
            Self::Nlcg(state) => match &mut state.previous {
                None => vec![],
                Some(previous) => vec![&mut previous.gradient, &mut previous.direction],
            },
            Self::GnHeavyball(gn_heavyball::State { previous })
            | Self::Ogda(ogda::State { previous }) => previous.iter_mut().collect(),
            Self::Eftp(state) => state.past.iter_mut().collect(),
            Self::SgdMomentum(state) => vec![&mut state.velocity],
            Self::Lookahead(state) => state.slow.iter_mut().collect(),
            Self::GnEma(state) => vec![&mut state.average],
            Self::GnAdaptive(state) | Self::Rmsprop(state) | Self::GnPublished(state) => {
                vec![&mut state.squares]
            }
            Self::Adam(state) => vec![&mut state.mean, &mut state.squares],
        }
    }

    /// All numbers of the state in a fixed order, without the counters.
    ///
    /// What a method knows only from its second step on (a previous point, …) is missing before:
    /// the list is then shorter.
    pub fn flat(&self) -> Vec<S> {
        let mut copy = self.clone();
        let vectors = copy.vectors().into_iter();
        vectors.flat_map(|v| v.iter().cloned()).collect()
    }

    /// This state with other numbers, in the order of [`State::flat`].
    ///
    /// # Errors
    /// `DimensionMismatch` if there are more or fewer of them.
    pub fn with_flat(&self, numbers: &[S]) -> Result<Self, DenseError> {
        let mut state = self.clone();
        let mut vectors = state.vectors();
        let expected = vectors.iter().map(|v| v.len()).sum();
        let what = "the number of entries of the state";
        check::size(what, expected, numbers.len())?;
        let entries = vectors.iter_mut().flat_map(|v| v.iter_mut());
        for (entry, number) in entries.zip(numbers) {
            *entry = number.clone();
        }
        Ok(state)
    }
}
