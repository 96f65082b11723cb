//! Quadratic and bilinear games, and the two toys of HFR that are quadratic.

use super::{Game, GameError, Losses, check};
use crate::scalar::Scalar;
use nalgebra::{DMatrix, DVector};

/// f(x, y) = ½xᵀPx + xᵀMy − ½yᵀQy + bᵀx + cᵀy with symmetric P and Q.
///
/// # Shapes
/// P: nx × nx, M: nx × ny, Q: ny × ny, b: nx, c: ny; nx or ny may be 0.
///
/// # Numerics
/// Field operations only: exact on rationals.
///
/// # Examples
/// ```
/// use gnash::game::{Game, Quadratic};
/// use nalgebra::{DMatrix, DVector};
/// // f = x² + 3xy − y²
/// let entry = |a: f64| DMatrix::from_element(1, 1, a);
/// let zero = || DVector::from_element(1, 0.0);
/// let game = Quadratic::new(entry(2.0), entry(3.0), entry(2.0), zero(), zero())?;
/// let p = DVector::from_vec(vec![1.0, 2.0]);
/// assert_eq!(game.losses(&p).loss_x, 1.0 + 6.0 - 4.0);
/// assert_eq!(game.field(&p), DVector::from_vec(vec![-(2.0 + 6.0), 3.0 - 4.0]));
/// assert_eq!(game.jacobian(&p), DMatrix::from_row_slice(2, 2, &[-2.0, -3.0, 3.0, -2.0]));
/// # Ok::<(), gnash::game::GameError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Quadratic<S: Scalar> {
    p: DMatrix<S>,
    m: DMatrix<S>,
    q: DMatrix<S>,
    b: DVector<S>,
    c: DVector<S>,
}

impl<S: Scalar> Quadratic<S> {
    /// The game with these coefficients.
    ///
    /// # Errors
    /// `DimensionMismatch`, `NonFinite`, or `NotSymmetric` for P or Q with the first bad entry.
    pub fn new(
        p: DMatrix<S>,
        m: DMatrix<S>,
        q: DMatrix<S>,
        b: DVector<S>,
        c: DVector<S>,
    ) -> Result<Self, GameError> {
        check::finite("P", p.as_slice())?;
        check::finite("M", m.as_slice())?;
        check::finite("Q", q.as_slice())?;
        check::finite("b", b.as_slice())?;
        check::finite("c", c.as_slice())?;
        check::symmetric("P", "the number of columns of P", &p)?;
        check::symmetric("Q", "the number of columns of Q", &q)?;
        check::size("the number of rows of M", p.nrows(), m.nrows())?;
        check::size("the number of columns of M", q.nrows(), m.ncols())?;
        check::size("the length of b", p.nrows(), b.len())?;
        check::size("the length of c", q.nrows(), c.len())?;
        Ok(Self { p, m, q, b, c })
    }

    /// f = xᵀMy + bᵀx + cᵀy.
    ///
    /// # Errors
    /// As [`Quadratic::new`].
    pub fn bilinear(m: DMatrix<S>, b: DVector<S>, c: DVector<S>) -> Result<Self, GameError> {
        let p = DMatrix::from_element(m.nrows(), m.nrows(), S::zero());
        let q = DMatrix::from_element(m.ncols(), m.ncols(), S::zero());
        Self::new(p, m, q, b, c)
    }

    /// g1 = −3x² − y² + 4xy: (0, 0) is a strict local minimax but no Nash equilibrium.
    ///
    /// # Source
    /// HFR (4.1).
    pub fn g1() -> Self {
        Self::planar(-6, 4, 2)
    }

    /// g2 = 3x² + y² + 4xy: (0, 0) is no local minimax, though descent-ascent may stop there.
    ///
    /// # Source
    /// HFR (4.2).
    pub fn g2() -> Self {
        Self::planar(6, 4, -2)
    }

    /// ½ p x² + m x y − ½ q y².
    fn planar(p: i64, m: i64, q: i64) -> Self {
        let entry = |a| DMatrix::from_element(1, 1, S::from_i64(a));
        let zero = || DVector::from_element(1, S::zero());
        Self {
            p: entry(p),
            m: entry(m),
            q: entry(q),
            b: zero(),
            c: zero(),
        }
    }

    /// The same game in another scalar: every coefficient goes through `convert`.
    pub fn map<T: Scalar>(&self, convert: impl Fn(&S) -> T) -> Quadratic<T> {
        Quadratic {
            p: self.p.map(|a| convert(&a)),
            m: self.m.map(|a| convert(&a)),
            q: self.q.map(|a| convert(&a)),
            b: self.b.map(|a| convert(&a)),
            c: self.c.map(|a| convert(&a)),
        }
    }

    fn split(&self, point: &DVector<S>) -> (DVector<S>, DVector<S>) {
        let (nx, ny) = (self.p.nrows(), self.q.nrows());
        assert_eq!(point.len(), nx + ny, "a point has nx + ny entries");
        (
            point.rows(0, nx).into_owned(),
            point.rows(nx, ny).into_owned(),
        )
    }
}

impl<S: Scalar> Game<S> for Quadratic<S> {
    fn nx(&self) -> usize {
        self.p.nrows()
    }
    fn ny(&self) -> usize {
        self.q.nrows()
    }
    fn losses(&self, point: &DVector<S>) -> Losses<S> {
        let (x, y) = self.split(point);
        let half = S::one() / S::from_i64(2);
        // f = ½xᵀPx + xᵀMy − ½yᵀQy + bᵀx + cᵀy
        let curvature = x.dot(&(&self.p * &x)) - y.dot(&(&self.q * &y));
        let f = half * curvature + x.dot(&(&self.m * &y)) + self.b.dot(&x) + self.c.dot(&y);
        Losses {
            loss_x: f.clone(),
            payoff_y: f,
        }
    }
    fn field(&self, point: &DVector<S>) -> DVector<S> {
        let (x, y) = self.split(point);
        // ∇ₓf = Px + My + b, ∇ᵧf = Mᵀx − Qy + c
        let grad_x = &self.p * &x + &self.m * &y + &self.b;
        let grad_y = self.m.transpose() * &x - &self.q * &y + &self.c;
        let entries = (-grad_x).iter().chain(grad_y.iter()).cloned().collect();
        DVector::from_vec(entries)
    }
    fn jacobian(&self, point: &DVector<S>) -> DMatrix<S> {
        let (nx, ny) = (self.nx(), self.ny());
        assert_eq!(point.len(), nx + ny, "a point has nx + ny entries");
        // J = [[−P, −M], [Mᵀ, −Q]]
        DMatrix::from_fn(nx + ny, nx + ny, |i, j| match (i < nx, j < nx) {
            (true, true) => -self.p[(i, j)].clone(),
            (true, false) => -self.m[(i, j - nx)].clone(),
            (false, true) => self.m[(j, i - nx)].clone(),
            (false, false) => -self.q[(i - nx, j - nx)].clone(),
        })
    }
}
