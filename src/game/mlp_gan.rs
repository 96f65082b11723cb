//! A GAN on the line: one hidden tanh layer against an affine map or another such layer.
//!
//! D(s) = Σ_k w2_k tanh(w1_k s + b1_k) + b2 is large on real points, G(z) is a z + b or
//! Σ_k u_k tanh(s_k z + t_k) + r, and Φ(t) = −log(1 + e⁻ᵗ). The means run over fixed samples
//! `real` and `noise`, so the game is a smooth function of its parameters
//!
//! * x = [a, b] or s ++ t ++ u ++ [r],
//! * y = w1 ++ b1 ++ w2 ++ [b2].
//!
//! The objectives are written once, over any [`Real`]; the field comes from them by dual numbers
//! and the Jacobian by duals of duals. Every value is therefore as trustworthy as one formula, on
//! intervals too; a call costs n or n² evaluations, which is for small games.

use super::{Game, GameError, Losses, Regularisers, check};
use crate::scalar::{Dual, Real};
use nalgebra::{DMatrix, DVector};

/// What the players of an [`MlpGan`] play for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MlpLoss {
    /// `wgan`: f = mean D(real) − mean D(G(z)).
    Wgan,
    /// `vanilla`: f = mean Φ(D(real)) + mean Φ(−D(G(z))).
    Vanilla,
    /// `vanilla_ns`: payoff_y as `vanilla`, loss_x = −mean Φ(D(G(z))).
    VanillaNs,
}

impl MlpLoss {
    /// Whether both players share one f, so that every regulariser enters both objectives.
    pub const fn zero_sum(self) -> bool {
        !matches!(self, Self::VanillaNs)
    }
}

/// The map from noise to points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MlpGenerator {
    /// `affine`: a z + b, x = [a, b].
    Affine,
    /// `mlp`: Σ_k u_k tanh(s_k z + t_k) + r, `x = s ++ t ++ u ++ [r]`.
    Mlp {
        /// The number of terms; 0 leaves r alone.
        hidden: usize,
    },
}

/// Everything that fixes an [`MlpGan`].
#[derive(Clone, Debug, PartialEq)]
pub struct MlpGanData<S> {
    /// What is played for.
    pub loss: MlpLoss,
    /// The generator's form.
    pub generator: MlpGenerator,
    /// The number of terms of D (`hidden_d`); 0 leaves b2 alone.
    pub hidden: usize,
    /// Real points, at least one.
    pub real: Vec<S>,
    /// Noise, at least one sample.
    pub noise: Vec<S>,
    /// r1 on mean D'(real)², tik_x on ‖x‖², tik_y on ‖y‖².
    pub weights: Regularisers<S>,
}

/// The GAN on the line, `mlp_gan`.
///
/// payoff_y −= (r1/2) mean D'(real)² + (tik_y/2)‖y‖² and loss_x += (tik_x/2)‖x‖²; in the zero-sum
/// games, `wgan` and `vanilla`, both are part of f.
///
/// # Numerics
/// The logarithms are taken without overflow. Needs tanh, so it does not run on rationals.
///
/// # Examples
/// ```
/// use gnash::game::{Game, MlpGan, MlpGanData, MlpGenerator, MlpLoss, Regularisers};
/// let game = MlpGan::new(MlpGanData {
///     loss: MlpLoss::Wgan,
///     generator: MlpGenerator::Affine,
///     hidden: 1,
///     real: vec![1.0, 3.0],
///     noise: vec![-1.0, 1.0],
///     weights: Regularisers::default(),
/// })?;
/// // x = [a, b], y = [w1, b1, w2, b2]; a flat D (w2 = 0) gives the generator no slope
/// let p = nalgebra::DVector::from_vec(vec![1.0, 0.0, 0.5, 0.0, 0.0, 2.0]);
/// assert_eq!((game.nx(), game.ny()), (2, 4));
/// assert_eq!(game.losses(&p).loss_x, 0.0);
/// assert_eq!(game.field(&p).rows(0, 2).as_slice(), [0.0, 0.0]);
/// # Ok::<(), gnash::game::GameError>(())
/// ```
///
/// # Source
/// SPEC's one-dimensional GAN, after the toy mixtures of HFR section 4.
#[derive(Clone, Debug, PartialEq)]
pub struct MlpGan<S> {
    data: MlpGanData<S>,
}

/// Σ_k c_k tanh(a_k t + b_k) + d for parameters a ++ b ++ c ++ [d].
struct Layer<'a, T>(&'a [T]);

impl<T: Real> Layer<'_, T> {
    fn hidden(&self) -> usize {
        (self.0.len() - 1) / 3
    }
    fn value(&self, t: T) -> T {
        let k = self.hidden();
        let offset = self.0[3 * k];
        (0..k).fold(offset, |sum, i| {
            sum + self.0[2 * k + i] * (self.0[i] * t + self.0[k + i]).tanh()
        })
    }
    /// d/dt = Σ_k c_k a_k (1 − tanh²).
    fn slope(&self, t: T) -> T {
        let k = self.hidden();
        (0..k).fold(T::zero(), |sum, i| {
            let tanh = (self.0[i] * t + self.0[k + i]).tanh();
            sum + self.0[2 * k + i] * self.0[i] * (T::one() - tanh.square())
        })
    }
}

fn mean<T: Real>(terms: impl ExactSizeIterator<Item = T>) -> T {
    let count = T::from_i64(terms.len() as i64);
    terms.fold(T::zero(), |sum, a| sum + a) / count
}

fn half_norm_squared<T: Real>(a: &[T]) -> T {
    let sum = a.iter().fold(T::zero(), |sum, a| sum + a.square());
    sum / T::from_i64(2)
}

impl<S: Real> MlpGan<S> {
    /// The game of these data.
    ///
    /// # Errors
    /// `Empty` or `NonFinite` for `real` and `noise`; `NonFinite` or `Negative`, naming the weight.
    pub fn new(data: MlpGanData<S>) -> Result<Self, GameError> {
        check::not_empty("real", &data.real)?;
        check::not_empty("noise", &data.noise)?;
        check::finite("real", &data.real)?;
        check::finite("noise", &data.noise)?;
        check::weights(&data.weights)?;
        Ok(Self { data })
    }

    /// What fixes the game.
    pub fn data(&self) -> &MlpGanData<S> {
        &self.data
    }

    /// The same game in another scalar: every sample and weight goes through `convert`.
    pub fn map<T: Real>(&self, convert: impl Fn(&S) -> T) -> MlpGan<T> {
        let data = &self.data;
        MlpGan {
            data: MlpGanData {
                loss: data.loss,
                generator: data.generator,
                hidden: data.hidden,
                real: data.real.iter().map(&convert).collect(),
                noise: data.noise.iter().map(&convert).collect(),
                weights: data.weights.map(&convert),
            },
        }
    }

    fn generated(&self, x: &[S], z: S) -> S {
        match self.data.generator {
            MlpGenerator::Affine => x[0] * z + x[1],
            MlpGenerator::Mlp { .. } => Layer(x).value(z),
        }
    }

    /// Both objectives without regularisers.
    fn bare(&self, x: &[S], y: &[S]) -> Losses<S> {
        let d = Layer(y);
        let real = || self.data.real.iter().map(|s| d.value(*s));
        let fake = || {
            self.data
                .noise
                .iter()
                .map(|z| d.value(self.generated(x, *z)))
        };
        let shared = |f| Losses {
            loss_x: f,
            payoff_y: f,
        };
        let vanilla =
            || mean(real().map(S::log_sigmoid)) + mean(fake().map(|d| (-d).log_sigmoid()));
        match self.data.loss {
            MlpLoss::Wgan => shared(mean(real()) - mean(fake())),
            MlpLoss::Vanilla => shared(vanilla()),
            MlpLoss::VanillaNs => Losses {
                loss_x: -mean(fake().map(S::log_sigmoid)),
                payoff_y: vanilla(),
            },
        }
    }

    fn objectives(&self, p: &DVector<S>) -> Losses<S> {
        let (nx, n) = (self.nx_of_form(), self.dim_of_form());
        assert_eq!(p.len(), n, "a point of this GAN has nx + ny entries");
        let (x, y) = p.as_slice().split_at(nx);
        let weights = &self.data.weights;
        let slopes = self.data.real.iter().map(|s| Layer(y).slope(*s).square());
        let penalty = weights.r1 * mean(slopes) / S::from_i64(2);
        let cost_x = weights.tik_x * half_norm_squared(x);
        let cost_y = penalty + weights.tik_y * half_norm_squared(y);
        let bare = self.bare(x, y);
        if self.data.loss.zero_sum() {
            let f = bare.loss_x + cost_x - cost_y;
            return Losses {
                loss_x: f,
                payoff_y: f,
            };
        }
        Losses {
            loss_x: bare.loss_x + cost_x,
            payoff_y: bare.payoff_y - cost_y,
        }
    }

    fn nx_of_form(&self) -> usize {
        match self.data.generator {
            MlpGenerator::Affine => 2,
            MlpGenerator::Mlp { hidden } => 3 * hidden + 1,
        }
    }

    fn dim_of_form(&self) -> usize {
        self.nx_of_form() + 3 * self.data.hidden + 1
    }

    /// The game over duals, whose data have derivative zero.
    fn lifted(&self) -> MlpGan<Dual<S>> {
        self.map(|a| Dual::constant_of(*a))
    }

    /// ∂/∂p_j of the objective of the player to whom entry i belongs, with the sign of v.
    fn directed<T>(&self, i: usize, losses: Losses<Dual<T>>) -> T
    where
        T: Real,
    {
        if i < self.nx_of_form() {
            -losses.loss_x.tangent
        } else {
            losses.payoff_y.tangent
        }
    }
}

/// p with entry j seeded: its derivative is 1, the others' is 0.
fn seeded<S: Real>(p: &DVector<S>, j: usize) -> DVector<Dual<S>> {
    let seed = |i| if i == j { S::one() } else { S::zero() };
    DVector::from_fn(p.len(), |i, _| Dual::new(p[i], seed(i)))
}

impl<S: Real> Game<S> for MlpGan<S> {
    fn nx(&self) -> usize {
        self.nx_of_form()
    }
    fn ny(&self) -> usize {
        self.dim_of_form() - self.nx_of_form()
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        self.objectives(p)
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let game = self.lifted();
        DVector::from_fn(p.len(), |i, _| {
            self.directed(i, game.objectives(&seeded(p, i)))
        })
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let game = self.lifted().lifted();
        let n = p.len();
        // the inner seed is p_j, the outer one p_i: J[i][j] = ∂_j v_i
        DMatrix::from_fn(n, n, |i, j| {
            let point = seeded(&seeded(p, j), i);
            self.directed(i, game.objectives(&point)).tangent
        })
    }
}
