//! Textbook versions of the methods over nalgebra, generic in the scalar.
//!
//! v = v(p) is the field, J its Jacobian, B = λI + v vᵀ, A = B⁻¹ or B⁻¹ − I, h a step size.
//!
//! * [`RankOne`]: B, B⁻¹w by Sherman–Morrison, A, φ and A v = φ v, safe at the ends of the range;
//! * one module per method, each with a `State` where it has memory, and `step`, which takes the
//!   method's struct of [`crate::spec`];
//! * [`gn::map_jacobian`]: F' = I + h(φI + 2φ' v vᵀ)J;
//! * [`linearise`]: the Jacobian of a step of any method, by dual numbers through the method;
//! * [`conjugacy`]: all β rules of `nlcg`; [`krylov`]: the CG iteration of `hessian_fr_cg`;
//! * [`step`] runs any [`crate::spec::Method`] in a [`crate::scalar::Real`] scalar, and
//!   [`step_algebraic`] any [`crate::spec::Algebraic`] in any scalar, exactly on rationals;
//!   [`State`] is the memory of either;
//! * [`eigenvalues`], [`spectral_radius`], [`lemma3_bound`] (f64), and [`solve`] (any field).
//!
//! Clarity beats speed: nothing is cached or done in place. This is the judge of
//! [`crate::method`], so neither ever calls the other.

mod check;
mod conjugacy;
mod derivatives;
mod dispatch;
mod eigen;
mod elimination;
mod error;
mod krylov;
mod rank_one;
mod state;

pub mod acgd;
pub mod adam;
pub mod cgd;
pub mod conopt;
pub mod eftp;
pub mod eg;
pub mod fr;
pub mod gda;
pub mod gda_k;
pub mod gdn;
pub mod gn;
pub mod gn_adaptive;
pub mod gn_block;
pub mod gn_ema;
pub mod gn_heavyball;
pub mod gn_published;
pub mod hessian_fr;
pub mod hessian_fr_cg;
pub mod hessian_fr_diag;
pub mod linearise;
pub mod lookahead;
pub mod nlcg;
pub mod ogda;
pub mod rmsprop;
pub mod sga;
pub mod sgd_momentum;
pub mod ttur;

pub use conjugacy::{Conjugacies, conjugacy};
pub use dispatch::{step, step_algebraic};
pub use eigen::{StepBound, eigenvalues, lemma3_bound, spectral_radius};
pub use elimination::solve;
pub use error::DenseError;
pub use krylov::krylov;
pub use rank_one::RankOne;
pub use state::State;
