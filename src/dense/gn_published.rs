//! The Gauss-Newton paper's published training code, as it stands.
//!
//! g = −v is each player's own loss gradient, ĝ = g or g/(√m + ε) with m ← ρm + (1 − ρ)g∘g
//! (ρ = 0.99, ε = 10⁻⁷, m₀ = 0, no bias correction), u = √(h/λ) ĝ.

use super::rmsprop::{mean_square, normalised};
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::{GnPublished, Numerator};
use nalgebra::DVector;

pub use super::rmsprop::State;

/// One step: p + h[(ĝ − u(uᵀĝ)/(1 + uᵀu))/√λ − ĝ], or u(uᵀu) for u(uᵀĝ) with `Numerator::U`.
///
/// The state (m) changes with `normalise` only, and not if the step fails.
///
/// # Errors
/// `DimensionMismatch` (also for the state), `NonFinite` (p, v, h, λ), `Negative` (h),
/// `NotPositive` (λ), `NotRepresentable` (v∘v, uᵀu or the new point).
///
/// # Numerics
/// Textbook formulas: ‖u‖² overflows, as an error, where ‖ĝ‖²h/λ does.
///
/// # Source
/// The code that belongs to GN, as told in SPEC section 2; its MNIST script has `Numerator::U`.
///
/// # Deviations
/// From GN's formula: the step size stands inside the rank-one term, 1/√λ in place of 1/λ, and
/// the move is along +ĝ = −v̂ times h(1/(√λ(1 + ‖u‖²)) − 1): near an equilibrium, for λ < 1, it
/// goes *against* the field, and with it only where √λ(1 + ‖u‖²) > 1.
///
/// # Examples
/// ```
/// use gnash::{dense::gn_published, game::Quadratic, spec::{GnPublished, Numerator}};
/// use nalgebra::{DMatrix, DVector};
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::bilinear(DMatrix::from_element(1, 1, 1.0), zero(), zero())?;
/// let method =
///     GnPublished { step: 0.25, damping: 0.25, normalise: false, numerator: Numerator::G };
/// let mut state = gn_published::State::new(2);
/// // f = xy at (0, 1): ĝ = (1, 0) = u; ĝ/2 · 2 − ĝ = 0
/// let p = DVector::from_vec(vec![0.0, 1.0]);
/// assert_eq!(gn_published::step(&game, &method, &mut state, &p)?, p);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn step<S: Real, G: Game<S> + ?Sized>(
    game: &G,
    params: &GnPublished<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    check::damping(&params.damping)?;
    let g = -check::field(game, p)?;
    check::size(
        "the length of the mean square",
        g.len(),
        state.squares.len(),
    )?;
    let (rho, eps) = (fraction::<S>(99, 100), fraction::<S>(1, 10_000_000));
    let (g_hat, squares) = if params.normalise {
        let squares = mean_square(&state.squares, &g, rho)?;
        (normalised(&g, &squares, eps)?, squares)
    } else {
        (g, state.squares.clone())
    };
    // u = √(h/λ) ĝ
    let u = &g_hat * (params.step / params.damping).sqrt();
    let product = match params.numerator {
        Numerator::G => u.dot(&g_hat),
        Numerator::U => u.dot(&u),
    };
    // (ĝ − u(uᵀĝ)/(1 + uᵀu))/√λ − ĝ
    let inverse = (&g_hat - &u * (product / (S::one() + u.dot(&u)))) / params.damping.sqrt();
    let next = check::moved(p, (inverse - g_hat) * params.step)?;
    state.squares = squares;
    Ok(next)
}

fn fraction<S: Real>(numerator: i64, denominator: i64) -> S {
    S::from_i64(numerator) / S::from_i64(denominator)
}
