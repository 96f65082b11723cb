//! Small games with numbers that can be followed by hand.

use gnash::game::{Game, Losses};
use gnash::scalar::Scalar;
use nalgebra::{DMatrix, DVector};

/// f = x²y + 2xy² − y²: at (1, 1) gx = 4, gy = 3, f_xx = 2, f_xy = 6, f_yy = 2.
pub struct Cubic;

impl<S: Scalar> Game<S> for Cubic {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let (x, y) = (p[0].clone(), p[1].clone());
        let two = S::from_i64(2);
        let f = x.clone() * x.clone() * y.clone() + two * x * y.clone() * y.clone() - y.clone() * y;
        Losses {
            loss_x: f.clone(),
            payoff_y: f,
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let (x, y) = (p[0].clone(), p[1].clone());
        let two = S::from_i64(2);
        // f_x = 2xy + 2y², f_y = x² + 4xy − 2y
        let grad_x = two.clone() * y.clone() * (x.clone() + y.clone());
        let grad_y = x.clone() * x.clone() + S::from_i64(4) * x * y.clone() - two * y;
        DVector::from_vec(vec![-grad_x, grad_y])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let (x, y) = (p[0].clone(), p[1].clone());
        let two = S::from_i64(2);
        // f_xx = 2y, f_xy = 2x + 4y, f_yy = 4x − 2
        let f_xy = two.clone() * x.clone() + S::from_i64(4) * y.clone();
        let f_yy = S::from_i64(4) * x - two.clone();
        DMatrix::from_row_slice(2, 2, &[-(two * y), -f_xy.clone(), f_xy, f_yy])
    }
}

/// f = x² + xy², whose gy = 2xy is affine in x while f_yy = 2x is not constant.
pub struct AffineInX;

impl<S: Scalar> Game<S> for AffineInX {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let (x, y) = (p[0].clone(), p[1].clone());
        let f = x.clone() * x.clone() + x * y.clone() * y;
        Losses {
            loss_x: f.clone(),
            payoff_y: f,
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let (x, y) = (p[0].clone(), p[1].clone());
        let two = S::from_i64(2);
        let grad_x = two.clone() * x.clone() + y.clone() * y.clone();
        DVector::from_vec(vec![-grad_x, two * x * y])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let two = S::from_i64(2);
        let (x, y) = (two.clone() * p[0].clone(), two.clone() * p[1].clone());
        DMatrix::from_row_slice(2, 2, &[-two, -y.clone(), y, x])
    }
}

/// Two losses with an affine field v = c + Jp, J any matrix with symmetric diagonal blocks.
#[derive(Clone, Debug)]
pub struct TwoLosses<S: Scalar> {
    /// Dimension of x.
    pub nx: usize,
    /// J.
    pub jacobian: DMatrix<S>,
    /// v(0).
    pub constant: DVector<S>,
}

impl<S: Scalar> Game<S> for TwoLosses<S> {
    fn nx(&self) -> usize {
        self.nx
    }
    fn ny(&self) -> usize {
        self.jacobian.nrows() - self.nx
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        // −loss_x = ½xᵀJ_xx x + xᵀJ_xy y + c_x·x, payoff_y alike
        let v = &self.jacobian * p + &self.constant;
        let half = S::one() / S::from_i64(2);
        let own = |from: usize, size: usize| {
            let block = self.jacobian.view((from, from), (size, size));
            let z = p.rows(from, size).into_owned();
            z.dot(&v.rows(from, size).into_owned()) - half.clone() * z.dot(&(block * &z))
        };
        Losses {
            loss_x: -own(0, self.nx),
            payoff_y: own(self.nx, self.ny()),
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        &self.jacobian * p + &self.constant
    }
    fn jacobian(&self, _: &DVector<S>) -> DMatrix<S> {
        self.jacobian.clone()
    }
}
