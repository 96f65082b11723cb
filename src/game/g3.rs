//! HFR's third toy: a polynomial under a Gaussian, with one local minimax and one decoy.

use super::{Game, Losses};
use crate::scalar::Real;
use nalgebra::{DMatrix, DVector};

/// g3(x, y) = (4x² − (y − 3x + 0.05x³)² − 0.1y⁴)·exp(−0.01(x² + y²)).
///
/// # Numerics
/// Where the exponential underflows to zero (x² + y² beyond about 7.4·10⁴ in f64), every value
/// and derivative is taken to be zero; the true ones are below 10⁻³⁰⁰.
///
/// # Source
/// HFR (4.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct G3;

/// The polynomial factor q and its derivatives, with the damping exponential E.
struct Factors<S> {
    q: S,
    q_x: S,
    q_y: S,
    q_xx: S,
    q_xy: S,
    q_yy: S,
    exponential: S,
}

/// a/b: the nearest float, as the decimal would be, and an enclosure of the decimal.
fn ratio<S: Real>(a: i64, b: i64) -> S {
    S::from_i64(a) / S::from_i64(b)
}

fn factors<S: Real>(x: S, y: S) -> Factors<S> {
    let int = S::from_i64;
    // u = y − 3x + 0.05x³, u_x = −3 + 0.15x², u_xx = 0.3x, u_y = 1
    let u = y - int(3) * x + ratio::<S>(1, 20) * x * x * x;
    let u_x = ratio::<S>(3, 20) * x * x - int(3);
    let u_xx = ratio::<S>(3, 10) * x;
    let y2 = y * y;
    Factors {
        // q = 4x² − u² − 0.1y⁴
        q: int(4) * x * x - u * u - ratio::<S>(1, 10) * y2 * y2,
        q_x: int(8) * x - int(2) * u * u_x,
        q_y: -int(2) * u - ratio::<S>(2, 5) * y2 * y,
        q_xx: int(8) - int(2) * (u_x * u_x + u * u_xx),
        q_xy: -int(2) * u_x,
        q_yy: -int(2) - ratio::<S>(6, 5) * y2,
        exponential: (-ratio::<S>(1, 100) * (x * x + y2)).exp(),
    }
}

/// polynomial · E, where a vanished E wins over an overflowing polynomial.
fn damped<S: Real>(polynomial: S, exponential: S) -> S {
    if exponential.is_zero() {
        S::zero()
    } else {
        polynomial * exponential
    }
}

fn coordinates<S: Real>(p: &DVector<S>) -> (S, S) {
    assert_eq!(p.len(), 2, "a point of g3 has two entries");
    (p[0], p[1])
}

impl<S: Real> Game<S> for G3 {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let (x, y) = coordinates(p);
        let t = factors(x, y);
        let f = damped(t.q, t.exponential);
        Losses {
            loss_x: f,
            payoff_y: f,
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let (x, y) = coordinates(p);
        let t = factors(x, y);
        let rate = ratio::<S>(1, 50);
        // ∇E = −0.02 (x, y) E
        let grad_x = damped(t.q_x - rate * x * t.q, t.exponential);
        let grad_y = damped(t.q_y - rate * y * t.q, t.exponential);
        DVector::from_vec(vec![-grad_x, grad_y])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let (x, y) = coordinates(p);
        let t = factors(x, y);
        let rate = ratio::<S>(1, 50);
        let two = S::from_i64(2);
        // (qE)_ab = (q_ab − r(a q_b + b q_a) + (r²ab − r[a = b]) q) E, r = 0.02
        let d_xx = t.q_xx - two * rate * x * t.q_x + (rate * rate * x * x - rate) * t.q;
        let d_xy = t.q_xy - rate * (x * t.q_y + y * t.q_x) + rate * rate * x * y * t.q;
        let d_yy = t.q_yy - two * rate * y * t.q_y + (rate * rate * y * y - rate) * t.q;
        let e = t.exponential;
        let (d_xx, d_xy, d_yy) = (damped(d_xx, e), damped(d_xy, e), damped(d_yy, e));
        DMatrix::from_row_slice(2, 2, &[-d_xx, -d_xy, d_xy, d_yy])
    }
}
