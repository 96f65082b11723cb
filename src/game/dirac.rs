//! The Dirac GAN: one generator parameter θ = x, one discriminator parameter ψ = y.
//!
//! The generator puts a point at θ, the data sit at 0, D(s) = ψ s (large on fakes), and
//! Φ(t) = −log(1 + e⁻ᵗ). Three losses, each a type, because only [`Wgan`] is polynomial:
//! `Dirac<Rational, Wgan>` is a game, `Dirac<Rational, Saturating>` does not compile.

use super::{Game, GameError, Losses, check};
use crate::scalar::{Real, Scalar};
use nalgebra::{DMatrix, DVector};
use std::marker::PhantomData;

/// A function of t = ψθ with its first two derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet<S> {
    /// g(t).
    pub value: S,
    /// g'(t).
    pub slope: S,
    /// g''(t).
    pub curvature: S,
}

/// What the two players see of t = ψθ.
pub trait DiracLoss<S: Scalar> {
    /// Whether both players share one f, so that every regulariser enters both objectives.
    const ZERO_SUM: bool;
    /// loss_x as a function of t.
    fn loss_x(t: &S) -> Jet<S>;
    /// payoff_y as a function of t.
    fn payoff_y(t: &S) -> Jet<S>;
}

/// f = Φ(ψθ) + Φ(0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saturating;

/// payoff_y = Φ(ψθ) + Φ(0), loss_x = −Φ(−ψθ).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonsaturating;

/// f = ψθ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wgan;

/// Φ(t) + Φ(0); Φ' = σ(−t), Φ'' = −σ(t)σ(−t).
fn phi_plus_phi0<S: Real>(t: S) -> Jet<S> {
    Jet {
        value: t.log_sigmoid() + S::zero().log_sigmoid(),
        slope: (-t).sigmoid(),
        curvature: -(t.sigmoid() * (-t).sigmoid()),
    }
}

impl<S: Real> DiracLoss<S> for Saturating {
    const ZERO_SUM: bool = true;
    fn loss_x(t: &S) -> Jet<S> {
        phi_plus_phi0(*t)
    }
    fn payoff_y(t: &S) -> Jet<S> {
        phi_plus_phi0(*t)
    }
}

impl<S: Real> DiracLoss<S> for Nonsaturating {
    const ZERO_SUM: bool = false;
    // d/dt (−Φ(−t)) = σ(t), d²/dt² = σ(t)σ(−t)
    fn loss_x(t: &S) -> Jet<S> {
        Jet {
            value: -(-*t).log_sigmoid(),
            slope: t.sigmoid(),
            curvature: t.sigmoid() * (-*t).sigmoid(),
        }
    }
    fn payoff_y(t: &S) -> Jet<S> {
        phi_plus_phi0(*t)
    }
}

impl<S: Scalar> DiracLoss<S> for Wgan {
    const ZERO_SUM: bool = true;
    fn loss_x(t: &S) -> Jet<S> {
        Jet {
            value: t.clone(),
            slope: S::one(),
            curvature: S::zero(),
        }
    }
    fn payoff_y(t: &S) -> Jet<S> {
        <Self as DiracLoss<S>>::loss_x(t)
    }
}

/// Weights of the regularisers; all zero by default, none may be negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regularisers<S> {
    /// Zero-centred gradient penalty: payoff_y −= (r1/2) ψ² (here ∇D = ψ).
    pub r1: S,
    /// loss_x += (tik_x/2) θ².
    pub tik_x: S,
    /// payoff_y −= (tik_y/2) ψ².
    pub tik_y: S,
}

impl<S: Scalar> Default for Regularisers<S> {
    fn default() -> Self {
        Self {
            r1: S::zero(),
            tik_x: S::zero(),
            tik_y: S::zero(),
        }
    }
}

impl<S: Scalar> Regularisers<S> {
    /// The same weights in another scalar.
    pub fn map<T>(&self, convert: impl Fn(&S) -> T) -> Regularisers<T> {
        Regularisers {
            r1: convert(&self.r1),
            tik_x: convert(&self.tik_x),
            tik_y: convert(&self.tik_y),
        }
    }
}

/// The Dirac GAN with loss `L`: nx = ny = 1.
///
/// In the zero-sum variants every regulariser is part of f and shows in both objectives; the
/// field is the same either way.
///
/// # Source
/// Mescheder, Nowozin, Geiger 2018, with the regularisers of VI.
#[derive(Clone, Debug, PartialEq)]
pub struct Dirac<S, L> {
    weights: Regularisers<S>,
    loss: PhantomData<L>,
}

impl<S: Scalar, L: DiracLoss<S>> Dirac<S, L> {
    /// The game with these regularisers.
    ///
    /// # Errors
    /// `NonFinite` or `Negative`, naming the weight.
    pub fn new(weights: Regularisers<S>) -> Result<Self, GameError> {
        check::weights(&weights)?;
        Ok(Self {
            weights,
            loss: PhantomData,
        })
    }

    /// r1 + tik_y: both act on ψ alone.
    fn penalty_y(&self) -> S {
        self.weights.r1.clone() + self.weights.tik_y.clone()
    }
}

impl<S: Scalar, L> Dirac<S, L> {
    /// The same game in another scalar: every weight goes through `convert`.
    pub fn map<T: Scalar>(&self, convert: impl Fn(&S) -> T) -> Dirac<T, L> {
        Dirac {
            weights: self.weights.map(convert),
            loss: PhantomData,
        }
    }
}

/// g'' a, where a vanished curvature wins over an overflowing a.
fn bend<S: Scalar>(jet: &Jet<S>, a: S) -> S {
    if jet.curvature.is_zero() {
        S::zero()
    } else {
        jet.curvature.clone() * a
    }
}

fn coordinates<S: Scalar>(p: &DVector<S>) -> (S, S) {
    assert_eq!(p.len(), 2, "a point of the Dirac GAN has two entries");
    (p[0].clone(), p[1].clone())
}

impl<S: Scalar, L: DiracLoss<S>> Game<S> for Dirac<S, L> {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let (theta, psi) = coordinates(p);
        let t = psi.clone() * theta.clone();
        let half = S::one() / S::from_i64(2);
        let cost_x = half.clone() * self.weights.tik_x.clone() * theta.square();
        let cost_y = half * self.penalty_y() * psi.square();
        let (loss_x, payoff_y) = (L::loss_x(&t).value, L::payoff_y(&t).value);
        if L::ZERO_SUM {
            Losses {
                loss_x: loss_x + cost_x.clone() - cost_y.clone(),
                payoff_y: payoff_y + cost_x - cost_y,
            }
        } else {
            Losses {
                loss_x: loss_x + cost_x,
                payoff_y: payoff_y - cost_y,
            }
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let (theta, psi) = coordinates(p);
        let t = psi.clone() * theta.clone();
        // grad_x = ψ l'(ψθ) + tik_x θ, grad_y = θ p'(ψθ) − (r1 + tik_y) ψ
        let grad_x = psi.clone() * L::loss_x(&t).slope + self.weights.tik_x.clone() * theta.clone();
        let grad_y = theta * L::payoff_y(&t).slope - self.penalty_y() * psi;
        DVector::from_vec(vec![-grad_x, grad_y])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let (theta, psi) = coordinates(p);
        let t = psi.clone() * theta.clone();
        let (loss, payoff) = (L::loss_x(&t), L::payoff_y(&t));
        // ∂θ∂ψ g(ψθ) = g' + t g''
        let d_xx = bend(&loss, psi.square()) + self.weights.tik_x.clone();
        let d_xy = loss.slope.clone() + bend(&loss, t.clone());
        let d_yx = payoff.slope.clone() + bend(&payoff, t);
        let d_yy = bend(&payoff, theta.square()) - self.penalty_y();
        DMatrix::from_row_slice(2, 2, &[-d_xx, -d_xy, d_yx, d_yy])
    }
}
