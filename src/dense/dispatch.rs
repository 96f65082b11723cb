//! One entry for all methods: `spec::Method` in, the next point out.

use super::{DenseError, State};
use super::{acgd, adam, gn_adaptive, gn_published, rmsprop};
use super::{cgd, conopt, fr, gdn, hessian_fr, hessian_fr_cg, hessian_fr_diag, nlcg, sga};
use super::{eftp, eg, gda, gda_k, lookahead, ogda, sgd_momentum, ttur};
use super::{gn, gn_block, gn_ema, gn_heavyball};
use crate::game::Game;
use crate::scalar::{Real, Scalar};
use crate::spec::{Algebraic, Method};
use nalgebra::DVector;

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
    use Method as M;
    use State as T;
    match (method, state) {
        (M::Algebraic(method), state) => step_algebraic(method, game, state, p),
        (M::Acgd(m), T::Acgd(state)) => acgd::step(game, m, state, p),
        (M::GnAdaptive(m), T::GnAdaptive(state)) => gn_adaptive::step(game, m, state, p),
        (M::GnPublished(m), T::GnPublished(state)) => gn_published::step(game, m, state, p),
        (M::Adam(m), T::Adam(state)) => adam::step(game, m, state, p),
        (M::Rmsprop(m), T::Rmsprop(state)) => rmsprop::step(game, m, state, p),
        (method, state) => Err(mismatch(method.id(), state)),
    }
}

/// One step of a method that needs field operations only, in any scalar: exact on rationals.
///
/// # Errors
/// Those of the method; `StateMismatch` if the state is another method's.
pub fn step_algebraic<S: Scalar, G: Game<S> + ?Sized>(
    method: &Algebraic<S>,
    game: &G,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    use Algebraic as A;
    use State as T;
    match (method, state) {
        (A::Gda(m), T::Stateless) => gda::step(game, m, p),
        (A::Sga(m), T::Stateless) => sga::step(game, m, p),
        (A::Conopt(m), T::Stateless) => conopt::step(game, m, p),
        (A::Cgd(m), T::Stateless) => cgd::step(game, m, p),
        (A::Fr(m), T::Stateless) => fr::step(game, m, p),
        (A::Gdn(m), T::Stateless) => gdn::step(game, m, p),
        (A::HessianFr(m), T::Stateless) => hessian_fr::step(game, m, p),
        (A::HessianFrCg(m), T::Stateless) => hessian_fr_cg::step(game, m, p),
        (A::HessianFrDiag(m), T::HessianFrDiag(state)) => hessian_fr_diag::step(game, m, state, p),
        (A::Ttur(m), T::Stateless) => ttur::step(game, m, p),
        (A::GdaK(m), T::Stateless) => gda_k::step(game, m, p),
        (A::Eg(m), T::Stateless) => eg::step(game, m, p),
        (A::Ogda(m), T::Ogda(state)) => ogda::step(game, m, state, p),
        (A::Eftp(m), T::Eftp(state)) => eftp::step(game, m, state, p),
        (A::Gn(m), T::Stateless) => gn::step(game, m, p),
        (A::GnBlock(m), T::Stateless) => gn_block::step(game, m, p),
        (A::GnHeavyball(m), T::GnHeavyball(state)) => gn_heavyball::step(game, m, state, p),
        (A::GnEma(m), T::GnEma(state)) => gn_ema::step(game, m, state, p),
        (A::Nlcg(m), T::Nlcg(state)) => nlcg::step(game, m, state, p),
        (A::SgdMomentum(m), T::SgdMomentum(state)) => sgd_momentum::step(game, m, state, p),
        (A::Lookahead(m), T::Lookahead(state)) => lookahead::step(game, m, state, p),
        (method, state) => Err(mismatch(method.id(), state)),
    }
}

fn mismatch<S: Scalar>(method: &'static str, state: &State<S>) -> DenseError {
    DenseError::StateMismatch {
        method,
        found: state.owner(),
    }
}
