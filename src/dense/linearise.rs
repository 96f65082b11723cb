//! The Jacobian of one step, by dual numbers through the method itself.
//!
//! No formula of any paper enters: a hand-derived linearisation can be checked against this one,
//! at any point and, on rationals, with `==`. Without memory a step is a map p ↦ p', see
//! [`first_step`]; a method with memory (momentum, previous fields, buffers) is the map
//! (p, state) ↦ (p', state'), see [`extended`], whose spectral radius decides local convergence.
//! Both come for [`Real`] scalars and, with the suffix `_algebraic`, for any scalar.
//!
//! # Numerics
//! Each column is one step in [`Dual`] numbers: the exact derivative of the arithmetic that ran,
//! so exact on rationals. Where the step branches (a β that jumps, a sign) there is no derivative:
//! `NotDifferentiable` if the point sits on the branch itself. A root of zero (RMSprop at an
//! equilibrium, say) has no derivative either: `NotRepresentable`.

use super::{DenseError, State, check, step, step_algebraic};
use crate::game::Game;
use crate::scalar::{Dual, Real, Scalar};
use crate::spec::{Algebraic, Method};
use nalgebra::{DMatrix, DVector};

/// The Jacobian of any map at z: column j is the tangent of map(z + ε e_j).
///
/// # Errors
/// Those of the map.
///
/// # Examples
/// ```
/// use gnash::{dense::linearise, scalar::{Dual, Rational}};
/// use nalgebra::DVector;
/// let z = DVector::from_vec(vec![Rational::from(3), Rational::from(2)]);
/// // (a, b) ↦ a²b
/// let map = |z: &DVector<Dual<Rational>>| Ok(DVector::from_element(1, z[0].clone() * z[0].clone() * z[1].clone()));
/// let jacobian = linearise::of(&z, map)?;
/// assert_eq!(jacobian, nalgebra::DMatrix::from_row_slice(1, 2, &[12, 9].map(Rational::from)));
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn of<S, F>(z: &DVector<S>, mut map: F) -> Result<DMatrix<S>, DenseError>
where
    S: Scalar,
    F: FnMut(&DVector<Dual<S>>) -> Result<DVector<Dual<S>>, DenseError>,
{
    if z.is_empty() {
        // no columns; but the map still says how many rows, or that it fails
        let rows = map(&DVector::from_vec(vec![]))?.len();
        return Ok(DMatrix::from_element(rows, 0, S::zero()));
    }
    let column = |j: usize| {
        let unit = |i: usize| if i == j { S::one() } else { S::zero() };
        let seeded = DVector::from_fn(z.len(), |i, _| Dual::new(z[i].clone(), unit(i)));
        Ok(map(&seeded)?.map(|a| a.tangent))
    };
    let columns = (0..z.len())
        .map(column)
        .collect::<Result<Vec<_>, DenseError>>()?;
    Ok(DMatrix::from_columns(&columns))
}

/// ∂p'/∂p of the first step of `method` from a fresh state.
///
/// # Errors
/// Those of [`step`]; see the module for points without a derivative.
pub fn first_step<S: Real, G: Game<Dual<S>> + ?Sized>(
    method: &Method<S>,
    game: &G,
    p: &DVector<S>,
) -> Result<DMatrix<S>, DenseError> {
    let method = method.map(|a| Dual::constant_of(*a));
    of(p, |p| {
        step(&method, game, &mut State::new(&method, p.len()), p)
    })
}

/// ∂p'/∂p of the first step of `method` from a fresh state, in any scalar.
///
/// # Errors
/// Those of [`step_algebraic`]; see the module for points without a derivative.
///
/// # Examples
/// ```
/// use gnash::{dense::linearise, game::Quadratic, scalar::Rational, spec::{Fr, Steps}};
/// use nalgebra::{DMatrix, DVector};
/// let quarter = Rational::ONE / Rational::from(4);
/// let steps = Steps { x: quarter.clone(), y: quarter.clone() };
/// let origin = DVector::from_element(2, Rational::ZERO);
/// let map = linearise::first_step_algebraic(&Fr { steps }.into(), &Quadratic::g1(), &origin)?;
/// // f_xx = −6, f_xy = 4, f_yy = −2, f_yy⁻¹f_yx = −2, so with hx = hy = ¼ the rows are
/// // (1 − hx f_xx, −hx f_xy) and (hy f_yx − 2hx f_xx, 1 + hy f_yy − 2hx f_xy)
/// let quarters = DMatrix::from_row_slice(2, 2, &[10, -4, 16, -6].map(Rational::from));
/// assert_eq!(map, quarters * quarter);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn first_step_algebraic<S: Scalar, G: Game<Dual<S>> + ?Sized>(
    method: &Algebraic<S>,
    game: &G,
    p: &DVector<S>,
) -> Result<DMatrix<S>, DenseError> {
    let method = method.map(|a| Dual::constant_of(a.clone()));
    of(p, |p| {
        step_algebraic(&method, game, &mut State::of_algebraic(&method, p.len()), p)
    })
}

/// ∂(p', state')/∂(p, state) of one step of `method`: p first, then the numbers of the state in
/// the order of [`State::flat`]. Counters stay what they are.
///
/// The state must be one that a step leaves as long as it was: take the state after a step (at
/// an equilibrium, the state that remains there).
///
/// # Errors
/// Those of [`step`]; `DimensionMismatch` if the step makes the state longer; see the module for
/// points without a derivative.
pub fn extended<S: Real, G: Game<Dual<S>> + ?Sized>(
    method: &Method<S>,
    game: &G,
    state: &State<S>,
    p: &DVector<S>,
) -> Result<DMatrix<S>, DenseError> {
    let method = method.map(|a| Dual::constant_of(*a));
    with_memory(state, p, |state, p| step(&method, game, state, p))
}

/// As [`extended`], in any scalar.
///
/// # Errors
/// As [`extended`].
///
/// # Examples
/// ```
/// use gnash::dense::{State, linearise, step_algebraic};
/// use gnash::{game::Quadratic, scalar::Rational, spec::{Form, Gn, GnHeavyball}};
/// use nalgebra::{DMatrix, DVector};
/// // f = ½x², h = λ = 1, β = 2: x' = x − x + 2(x − x₋)
/// let one = Rational::ONE;
/// let core = Gn { step: one.clone(), damping: one.clone(), form: Form::Inverse };
/// let method = GnHeavyball { core, momentum: Rational::from(2) }.into();
/// let none = |rows, columns| DMatrix::from_element(rows, columns, Rational::ZERO);
/// let game = Quadratic::new(
///     DMatrix::from_element(1, 1, one), none(1, 0), none(0, 0),
///     DVector::from_element(1, Rational::ZERO), DVector::from_vec(vec![]),
/// )?;
/// let origin = DVector::from_element(1, Rational::ZERO);
/// let mut state = State::of_algebraic(&method, 1);
/// step_algebraic(&method, &game, &mut state, &origin)?;
/// let game = game.map(|a| gnash::scalar::Dual::constant_of(a.clone()));
/// let map = linearise::extended_algebraic(&method, &game, &state, &origin)?;
/// assert_eq!(map, DMatrix::from_row_slice(2, 2, &[2, -2, 1, 0].map(Rational::from)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn extended_algebraic<S: Scalar, G: Game<Dual<S>> + ?Sized>(
    method: &Algebraic<S>,
    game: &G,
    state: &State<S>,
    p: &DVector<S>,
) -> Result<DMatrix<S>, DenseError> {
    let method = method.map(|a| Dual::constant_of(a.clone()));
    with_memory(state, p, |state, p| step_algebraic(&method, game, state, p))
}

/// The Jacobian of (p, state) ↦ (p', state').
fn with_memory<S, F>(
    state: &State<S>,
    p: &DVector<S>,
    mut step: F,
) -> Result<DMatrix<S>, DenseError>
where
    S: Scalar,
    F: FnMut(&mut State<Dual<S>>, &DVector<Dual<S>>) -> Result<DVector<Dual<S>>, DenseError>,
{
    let (n, numbers) = (p.len(), state.flat());
    let lifted = state.map(|a| Dual::constant_of(a.clone()));
    let z = DVector::from_vec(p.iter().cloned().chain(numbers.iter().cloned()).collect());
    of(&z, |z| {
        let mut state = lifted.with_flat(&z.as_slice()[n..])?;
        let next = step(&mut state, &z.rows(0, n).into_owned())?;
        let left = state.flat();
        let what = "the number of entries of the state after the step";
        check::size(what, numbers.len(), left.len())?;
        Ok(DVector::from_vec(
            next.iter().cloned().chain(left).collect(),
        ))
    })
}
