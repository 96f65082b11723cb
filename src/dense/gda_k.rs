//! k ascent steps in y and one descent step in x.

use super::{DenseError, check, gda};
use crate::game::Game;
use crate::scalar::Scalar;
use crate::spec::{GdaK, Order, Steps};
use nalgebra::DVector;

/// One step: y_{j+1} = y_j + hy gy(x°, y_j) for j < k from y_0 = y, and x − hx gx(x, y°).
///
/// | order | x° | y° |
/// | --- | --- | --- |
/// | `doc` | the old x | the old y |
/// | `x_first` | the new x | the old y |
/// | `y_first` | the old x | the new y = y_k |
///
/// With k = 1 the order `doc` is [`gda::step`].
///
/// # Errors
/// `NoSteps` (k = 0), `DimensionMismatch`, `NonFinite` (p, hx, hy, v at any of the points),
/// `Negative` (hx, hy), `NotRepresentable` (any of the points).
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Source
/// HFR, section 4.1 (GDA-k); the other orders are those of published training loops.
///
/// # Examples
/// ```
/// use gnash::{dense::gda_k, game::Quadratic, spec::{GdaK, Order, Steps}};
/// use nalgebra::DVector;
/// let method = GdaK { steps: Steps { x: 0.5, y: 0.25 }, inner: 2, order: Order::Doc };
/// // g1 at (1, 1): gy = 4x − 2y is 2 at y = 1 and 1 at y = 3/2; −gx = 6x − 4y = 2
/// let next = gda_k::step(&Quadratic::g1(), &method, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [2.0, 1.75]);
/// // x moves at the new y: −gx = 6 − 7 = −1
/// let method = GdaK { order: Order::YFirst, ..method };
/// let next = gda_k::step(&Quadratic::g1(), &method, &DVector::from_vec(vec![1.0, 1.0]))?;
/// assert_eq!(next.as_slice(), [0.5, 1.75]);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
pub fn step<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &GdaK<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    check::steps(&[("hx", &params.steps.x), ("hy", &params.steps.y)])?;
    check::count("k", params.inner)?;
    match params.order {
        Order::Doc => {
            let (x, mut next) = (descended(game, params, p)?, ascended(game, params, p)?);
            next.rows_mut(0, game.nx()).copy_from(&x.rows(0, game.nx()));
            Ok(next)
        }
        Order::XFirst => ascended(game, params, &descended(game, params, p)?),
        Order::YFirst => descended(game, params, &ascended(game, params, p)?),
    }
}

/// (x − hx gx(x, y), y).
fn descended<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &GdaK<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let alone = Steps {
        x: params.steps.x.clone(),
        y: S::zero(),
    };
    let v = check::field(game, p)?;
    check::moved(p, gda::scaled(&alone, game.nx(), &v))
}

/// (x, y_k) with y_{j+1} = y_j + hy gy(x, y_j).
fn ascended<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    params: &GdaK<S>,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    let alone = Steps {
        x: S::zero(),
        y: params.steps.y.clone(),
    };
    let mut q = p.clone();
    for _ in 0..params.inner {
        let v = check::field(game, &q)?;
        q = check::moved(&q, gda::scaled(&alone, game.nx(), &v))?;
    }
    Ok(q)
}
