//! What the changed steps are made of.

use crate::dense::{self, DenseError};
use crate::game::Game;
use crate::oracle::rules::{self, GameStep};
use crate::scalar::Real;
use crate::spec::Method;
use nalgebra::{DMatrix, DVector};

/// A changed step, or `None` where the change does not apply.
pub(super) type Changed<S> = Option<Box<dyn GameStep<S>>>;

/// A step written as a closure; what it captures is its memory.
struct Closure<F>(F);

impl<S, F> GameStep<S> for Closure<F>
where
    S: Real,
    F: FnMut(&dyn Game<S>, &DVector<S>) -> Result<DVector<S>, DenseError>,
{
    fn step(&mut self, game: &dyn Game<S>, p: &DVector<S>) -> Result<DVector<S>, DenseError> {
        if p.len() != game.dim() {
            return Err(DenseError::DimensionMismatch {
                what: "the length of the point p",
                expected: game.dim(),
                found: p.len(),
            });
        }
        (self.0)(game, p)
    }
}

/// The closure as a step.
pub(super) fn stepping<S, F>(step: F) -> Box<dyn GameStep<S>>
where
    S: Real,
    F: FnMut(&dyn Game<S>, &DVector<S>) -> Result<DVector<S>, DenseError> + 'static,
{
    Box::new(Closure(step))
}

/// The reference step with its memory.
pub(super) fn reference<S: Real>(method: impl Into<Method<S>>) -> Box<dyn GameStep<S>> {
    rules::played(rules::reference(&method.into()))
}

/// The method with other settings.
pub(super) fn other<S: Real>(method: impl Into<Method<S>>) -> Changed<S> {
    Some(reference(method))
}

/// Gradients and second derivatives at a point: with two losses those with x first belong to
/// loss_x, the others to payoff_y.
pub(super) struct At<S> {
    pub gx: DVector<S>,
    pub gy: DVector<S>,
    pub xx: DMatrix<S>,
    pub xy: DMatrix<S>,
    pub yx: DMatrix<S>,
    pub yy: DMatrix<S>,
}

impl<S: Real> At<S> {
    /// All of them.
    pub fn new(game: &dyn Game<S>, p: &DVector<S>) -> Result<Self, DenseError> {
        let (gx, gy) = gradients(game, p)?;
        let (nx, ny) = (game.nx(), game.ny());
        let j = game.jacobian(p);
        finite("the Jacobian J", j.as_slice())?;
        Ok(Self {
            gx,
            gy,
            xx: -j.view((0, 0), (nx, nx)).into_owned(),
            xy: -j.view((0, nx), (nx, ny)).into_owned(),
            yx: j.view((nx, 0), (ny, nx)).into_owned(),
            yy: j.view((nx, nx), (ny, ny)).into_owned(),
        })
    }
}

/// (∇ₓ loss_x, ∇ᵧ payoff_y).
pub(super) fn gradients<S: Real>(
    game: &dyn Game<S>,
    p: &DVector<S>,
) -> Result<(DVector<S>, DVector<S>), DenseError> {
    finite("the point p", p.as_slice())?;
    let v = game.field(p);
    finite("the field v", v.as_slice())?;
    let (v_x, gy) = split(&v, game.nx());
    Ok((-v_x, gy))
}

/// The parts of x and of y.
pub(super) fn split<S: Real>(p: &DVector<S>, nx: usize) -> (DVector<S>, DVector<S>) {
    let x = p.rows(0, nx).into_owned();
    let y = p.rows(nx, p.len() - nx).into_owned();
    (x, y)
}

/// (x, y) as one vector.
pub(super) fn stacked<S: Real>(x: &DVector<S>, y: &DVector<S>) -> DVector<S> {
    DVector::from_iterator(x.len() + y.len(), x.iter().chain(y.iter()).copied())
}

/// (x + dx, y + dy), if it is finite.
pub(super) fn moved<S: Real>(
    p: &DVector<S>,
    dx: &DVector<S>,
    dy: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    finite_point(p + stacked(dx, dy))
}

/// The new point, if it is finite.
pub(super) fn finite_point<S: Real>(next: DVector<S>) -> Result<DVector<S>, DenseError> {
    finite("the new point", next.as_slice())?;
    Ok(next)
}

/// Zeros in place of a change of one player.
pub(super) fn still<S: Real>(n: usize) -> DVector<S> {
    DVector::from_element(n, S::zero())
}

/// A⁻¹b.
pub(super) fn solved<S: Real>(a: &DMatrix<S>, b: &DVector<S>) -> Result<DVector<S>, DenseError> {
    let b = DMatrix::from_column_slice(b.len(), 1, b.as_slice());
    Ok(dense::solve(a, &b)?.column(0).into_owned())
}

/// I of order n.
pub(super) fn identity<S: Real>(n: usize) -> DMatrix<S> {
    DMatrix::from_diagonal_element(n, n, S::one())
}

/// Both players have as many coordinates: what the change asks for.
pub(super) fn equal_sizes<S: Real>(game: &dyn Game<S>) -> Result<(), DenseError> {
    if game.nx() == game.ny() {
        return Ok(());
    }
    Err(DenseError::DimensionMismatch {
        what: "ny, where the change takes the block of one player for that of the other,",
        expected: game.nx(),
        found: game.ny(),
    })
}

/// Whether a number that decides a branch is zero, for certain.
pub(super) fn is_zero<S: Real>(what: &'static str, a: S) -> Result<bool, DenseError> {
    let undecided = || DenseError::Undecided {
        what,
        value: a.shown(),
    };
    let order = a.partial_cmp(&S::zero()).ok_or_else(undecided)?;
    Ok(order.is_eq())
}

/// The divisor, which is not zero, for certain.
pub(super) fn nonzero<S: Real>(what: &'static str, divisor: S) -> Result<S, DenseError> {
    match is_zero(what, divisor)? {
        true => Err(DenseError::Zero { what }),
        false => Ok(divisor),
    }
}

fn finite<S: Real>(what: &'static str, entries: &[S]) -> Result<(), DenseError> {
    match entries.iter().position(|e| !e.is_finite()) {
        None => Ok(()),
        Some(index) => Err(DenseError::NotRepresentable {
            what,
            index,
            value: entries[index].shown(),
        }),
    }
}
