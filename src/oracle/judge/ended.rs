//! Where the conjugate gradients of `hessian_fr_cg` end.
//!
//! They end at a zero residual. Where it is zero in exact arithmetic, a run in floats may have found
//! a zero or what rounding left of one, and gone on. Neither is a mistake: what is added from there
//! on is of the size of the residual's own error, and the bound allows for it.

use crate::dense::{self, DenseError};
use crate::game::Game;
use crate::oracle::rules::{Candidate, GameStep};
use crate::scalar::{Precision, Rational, Running, Scalar};
use crate::spec::{Algebraic, HessianFrCg, Method};
use nalgebra::{DVector, SVD};

/// The method with no more CG steps than the order of f_yy: it has ended by then.
pub(super) fn shortened(method: &Method<Rational>, ny: usize) -> Method<Rational> {
    match method {
        Method::Algebraic(Algebraic::HessianFrCg(one)) if one.iterations > ny => HessianFrCg {
            iterations: ny,
            ..one.clone()
        }
        .into(),
        _ => method.clone(),
    }
}

/// The method itself, where its end may be decided by rounding alone.
pub(super) fn settled<T: Precision>(
    method: &Method<Running<T>>,
    usual: Candidate<Running<T>>,
) -> Candidate<Running<T>> {
    match method {
        Method::Algebraic(Algebraic::HessianFrCg(one)) => Candidate::Game(Box::new(Settled(*one))),
        _ => usual,
    }
}

struct Settled<T>(HessianFrCg<Running<T>>);

impl<T: Precision> GameStep<Running<T>> for Settled<T> {
    fn step(
        &mut self,
        game: &dyn Game<Running<T>>,
        p: &DVector<Running<T>>,
    ) -> Result<DVector<Running<T>>, DenseError> {
        match dense::hessian_fr_cg::step(game, &self.0, p) {
            Err(undecided @ DenseError::Undecided { .. }) => {
                earlier(&self.0, game, p).unwrap_or(Err(undecided))
            }
            result => result,
        }
    }
}

/// The step with the last CG iterate b that is decided, as uncertain as the rest of the iteration.
///
/// From there on CG solves H²δ = r, so it adds ‖δ‖ ≤ ‖r‖/σ² to b, σ the least singular value of H.
fn earlier<T: Precision>(
    one: &HessianFrCg<Running<T>>,
    game: &dyn Game<Running<T>>,
    p: &DVector<Running<T>>,
) -> Option<Result<DVector<Running<T>>, DenseError>> {
    let (h, rhs) = dense::hessian_fr::system(game, &one.core, p).ok()?;
    let decided = |&iterations: &usize| dense::krylov(&h, &rhs, iterations).is_ok();
    let iterations = (0..one.iterations).rev().find(decided)?;
    let b = dense::krylov(&h, &rhs, iterations).ok()?;
    let residual = &h * (rhs - &h * b);
    let largest = residual.map(|r| r.to_f64().abs() + r.radius()).norm();
    let sigma = SVD::try_new(h.map(|a| a.to_f64()), false, false, f64::EPSILON, 1000)
        .map_or(0.0, |svd| svd.singular_values.min());
    let rest = largest / (sigma * sigma);
    let fewer = HessianFrCg { iterations, ..*one };
    let mut next = match dense::hessian_fr_cg::step(game, &fewer, p) {
        Ok(next) => next,
        Err(error) => return Some(Err(error)),
    };
    for entry in next.rows_mut(game.nx(), game.ny()).iter_mut() {
        *entry = Running::with_error(entry.to_f64(), entry.error() + rest / T::UNIT);
    }
    Some(Ok(next))
}
