//! gnash (Gauss-Newton for Nash): the reference for min-max optimization.
//!
//! # The problem
//! min over x in R^nx, max over y in R^ny of f(x, y); p = (x, y), x first, x always minimises.
//! The field v(p) = (−∇ₓf, +∇ᵧf) makes plain descent–ascent p + h v; its Jacobian is
//! J = [[−f_xx, −f_xy], [f_yx, f_yy]]. The Gauss-Newton method of arXiv:2404.07172 preconditions
//! v with B = λI + v vᵀ: p ← p + h A v, A = B⁻¹ or B⁻¹ − I.
//!
//! # Map
//! | module | what lives there |
//! | --- | --- |
//! | [`scalar`] | ordered fields and reals: f32, f64, exact rationals, dual numbers |
//! | [`game`] | what is known about f: values, v, J, products; closed-form games |
//! | [`spec`] | the methods' names and hyper-parameters; no arithmetic |
//! | [`dense`] | textbook methods over nalgebra, generic in the scalar: the judge |
//! | [`certify`] | rigorous three-valued answers: exact decisions, enclosures, certificates |
//! | [`claims`] | the ledger of the papers' statements and its evidence |
//! | [`oracle`] | questions answered, runs of other implementations judged, known mistakes named |
//! | [`operator`] | matrix-free operators over faer |
//! | [`method`] | the fast optimizers on flat slices |
//! | [`nn`] | layer kernels: forward, vjp, jvp |
//! | [`gan`] | two networks and a loss as a game |
//! | [`data`] | readers, drawn digits, seeded batches |
//! | [`metrics`] | scores of samples |
//! | [`train`] | the loop, checkpoints, records |
//! | [`oracle`] | questions from other implementations, answered |
//! | [`random`], [`report`], [`par`] | seeded streams; pictures and files; fixed-block parallel loops |
//!
//! `dense` and `method` never import each other: they meet in tests only. See [`docs`] for the
//! notation, the architecture and worked examples, all of which run as tests.

pub mod certify;
pub mod claims;
pub mod data;
pub mod dense;
pub mod game;
pub mod gan;
pub mod method;
pub mod metrics;
pub mod nn;
pub mod operator;
pub mod oracle;
pub mod par;
pub mod random;
pub mod report;
pub mod scalar;
pub mod spec;
pub mod train;

/// The pages of `docs/`, whose code blocks run as tests.
pub mod docs {
    #[doc = include_str!("../docs/notation.md")]
    pub mod notation {}
    #[doc = include_str!("../docs/architecture.md")]
    pub mod architecture {}
    #[doc = include_str!("../docs/claims.md")]
    pub mod claims {}
    #[doc = include_str!("../docs/collapse.md")]
    pub mod collapse {}
    #[doc = include_str!("../docs/fixed_point_map.md")]
    pub mod fixed_point_map {}
    #[doc = include_str!("../docs/lemma_3.md")]
    pub mod lemma_3 {}
    #[doc = include_str!("../docs/follow_the_ridge.md")]
    pub mod follow_the_ridge {}
    #[doc = include_str!("../docs/certificate.md")]
    pub mod certificate {}
    #[doc = include_str!("../docs/proofs.md")]
    pub mod proofs {}
    #[doc = include_str!("../docs/from_formula_to_gan.md")]
    pub mod from_formula_to_gan {}
    #[doc = include_str!("../docs/training.md")]
    pub mod training {}
    #[doc = include_str!("../docs/check_your_optimizer.md")]
    pub mod check_your_optimizer {}
    #[doc = include_str!("../docs/asking.md")]
    pub mod asking {}
    #[doc = include_str!("../docs/reading_a_verdict.md")]
    pub mod reading_a_verdict {}
    #[doc = include_str!("../docs/performance.md")]
    pub mod performance {}
}
