//! Adaptive competitive gradient descent: `cgd` with a step size per coordinate, as RMSprop's.

use super::derivatives::{Derivatives, solve_vector, stacked};
use super::rmsprop::mean_square;
use super::{DenseError, check};
use crate::game::Game;
use crate::scalar::Real;
use crate::spec::Acgd;
use nalgebra::{DMatrix, DVector};

/// What one step leaves for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct State<S> {
    /// s, the running mean of v∘v, of both players.
    pub squares: DVector<S>,
    /// t, the number of steps taken.
    pub steps_taken: usize,
}

impl<S: Real> State<S> {
    /// s = 0 of length n.
    pub fn new(n: usize) -> Self {
        Self {
            squares: DVector::from_element(n, S::zero()),
            steps_taken: 0,
        }
    }
}

/// One step: s ← βs + (1 − β)g², D = diag(h/(√(s/(1 − βᵗ)) + ε)),
/// dx = −(D_x⁻¹ + f_xy D_y f_yx)⁻¹(gx + f_xy D_y gy), dy = D_y(gy + f_yx dx).
///
/// The system is solved as (I + D_x f_xy D_y f_yx) dx = −D_x(gx + f_xy D_y gy), which needs no
/// D_x⁻¹. The state is unchanged if it fails.
///
/// # Errors
/// `DimensionMismatch`, `Negative` (h), `NonFinite` (p, v, J, hyper-parameters), `NotRepresentable` (0/0 with
/// ε = 0 or β = 1, overflow). `Singular` in games with two losses, or with ε or β out of range.
///
/// # Source
/// ACGD, algorithm 1.
///
/// # Deviations
/// ε is added to the root of the *corrected* mean, as in Adam. The authors' published code takes
/// h√(1 − βᵗ)/(√s + ε) instead, where ε weighs 1/√(1 − βᵗ) times as much: ten times at the first
/// step with β = 0.99, the same in the long run or for ε = 0. That code also solves for x and for
/// y in turns, by conjugate gradients; the exact solution does not depend on the turn.
pub fn step<S: Real, G: Game<S> + ?Sized>(
    game: &G,
    params: &Acgd<S>,
    state: &mut State<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("h", &params.step)])?;
    check::parameters(&[("beta", &params.decay), ("eps", &params.eps)])?;
    let d = Derivatives::at(game, p)?;
    let squares = mean_square(&state.squares, &stacked(&d.grad_x, &d.grad_y), params.decay)?;
    let steps_taken = state.steps_taken + 1;
    let steps = step_sizes(params, &squares, steps_taken)?;
    let (nx, ny) = (game.nx(), game.ny());
    let scale_x = DMatrix::from_diagonal(&steps.rows(0, nx).into_owned());
    let scale_y = DMatrix::from_diagonal(&steps.rows(nx, ny).into_owned());
    // (I + D_x f_xy D_y f_yx) dx = −D_x(gx + f_xy D_y gy)
    let identity = DMatrix::from_diagonal_element(nx, nx, S::one());
    let system = identity + &scale_x * &d.d_xy * &scale_y * &d.d_yx;
    let rhs = -(&scale_x * (&d.grad_x + &d.d_xy * &scale_y * &d.grad_y));
    let change_x = solve_vector("the system I + D_x f_xy D_y f_yx", &system, rhs)?;
    // dy = D_y(gy + f_yx dx)
    let change_y = &scale_y * (&d.grad_y + &d.d_yx * &change_x);
    let next = check::moved(p, stacked(&change_x, &change_y))?;
    *state = State {
        squares,
        steps_taken,
    };
    Ok(next)
}

/// h/(√(s/(1 − βᵗ)) + ε), entry by entry.
fn step_sizes<S: Real>(
    params: &Acgd<S>,
    squares: &DVector<S>,
    steps_taken: usize,
) -> Result<DVector<S>, DenseError> {
    let correction = S::one() - num_traits::pow(params.decay, steps_taken);
    let steps = squares.map(|s| params.step / ((s / correction).sqrt() + params.eps));
    check::result("h/(√(s/(1 − βᵗ)) + ε)", steps)
}
