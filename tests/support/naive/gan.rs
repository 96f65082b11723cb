//! A GAN as a game: generator x, discriminator y, one batch.
//!
//! The point is p = (x, y), the field v = (−∇ₓ loss_x, +∇ᵧ payoff_y), its derivative J = v'.
//! D is the critic: for `wgan` and `wgan_gp` the discriminator's output, for the other losses the
//! value before its final sigmoid, if it has one. D(real), D(fake) and D(x̂) are separate passes
//! with their own batch statistics. Derivatives with respect to parameters are dual numbers
//! through the losses, one pass per parameter, and nothing else. A field costs
//! nx + ny passes: some hundred to two thousand parameters on images near 6×6 stay within a second
//! or so under the dev profile.

use super::dual;
use super::network::Network;
use super::tensor::Tensor;
use gnash::game::{Field, JacobianField, Losses};
use gnash::scalar::{Dual, Real};

/// Which objectives the two players have; Φ = log sigmoid, F = G(noise), means over the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// As `Wgan`, payoff_y −= c mean_i (‖g_i‖ − 1)².
    WganGp,
    /// loss_x = −mean D(F), payoff_y = mean D(real) − mean D(F).
    Wgan,
    /// loss_x = payoff_y = mean Φ(D(real)) + mean Φ(−D(F)): zero-sum.
    Vanilla,
    /// payoff_y of `Vanilla`, loss_x = −mean Φ(D(F)).
    VanillaNs,
    /// payoff_y = −mean max(0, 1 − D(real)) − mean max(0, 1 + D(F)), loss_x = −mean D(F).
    Hinge,
}

/// Weights of the regularisers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalties {
    /// c of `wgan_gp`.
    pub gradient: f64,
    /// payoff_y −= (r1/2) mean_i ‖∇D(real)_i‖².
    pub r1: f64,
    /// loss_x += (tik_x/2)‖x‖².
    pub tik_x: f64,
    /// payoff_y −= (tik_y/2)‖y‖².
    pub tik_y: f64,
}

/// How ∇D with respect to its images is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageGradient {
    /// The textbook backward pass: quick.
    #[default]
    Reverse,
    /// Dual numbers, one pass per pixel and sample: shares no code with the backward pass.
    Duals,
}

/// One batch: images, noise, and where x̂ lies between real (1) and fake (0).
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// N×C×H×W.
    pub real: Tensor<f64>,
    /// N×Z×1×1, or whatever enters the generator.
    pub noise: Tensor<f64>,
    /// N numbers in [0, 1]; read by `wgan_gp` only.
    pub mix: Vec<f64>,
}

/// The game. Constants are doubles and are rounded to the scalar where they are used.
#[derive(Clone, Debug)]
pub struct NaiveGan {
    /// G.
    pub generator: Network,
    /// The discriminator, with its final sigmoid if it has one.
    pub discriminator: Network,
    /// The objectives.
    pub loss: Loss,
    /// The regularisers.
    pub penalties: Penalties,
    /// The batch.
    pub batch: Batch,
    /// How ∇D is computed.
    pub image_gradient: ImageGradient,
}

fn mean<T: Real>(terms: impl Iterator<Item = T>) -> T {
    let (mut total, mut count) = (T::zero(), 0);
    for term in terms {
        total += term;
        count += 1;
    }
    total / T::from_i64(count)
}

fn square_norm<T: Real>(values: &[T]) -> T {
    values.iter().fold(T::zero(), |sum, &a| sum + a * a)
}

/// ‖values‖, with derivative zero where it is zero.
fn norm<T: Real>(values: &[T]) -> T {
    let square = square_norm(values);
    if square > T::zero() {
        square.sqrt()
    } else {
        T::zero()
    }
}

/// max(0, a), with derivative zero where a = 0.
fn positive_part<T: Real>(a: T) -> T {
    if a > T::zero() { a } else { T::zero() }
}

impl NaiveGan {
    /// Number of generator parameters.
    pub fn nx(&self) -> usize {
        self.generator.parameter_count()
    }

    /// Number of discriminator parameters.
    pub fn ny(&self) -> usize {
        self.discriminator.parameter_count()
    }

    fn players<'a, T>(&self, p: &'a [T]) -> (&'a [T], &'a [T]) {
        assert_eq!(p.len(), self.nx() + self.ny(), "p = (x, y)");
        p.split_at(self.nx())
    }

    /// The discriminator up to the value that the loss reads.
    pub fn critic(&self) -> Network {
        match self.loss {
            Loss::Wgan | Loss::WganGp => self.discriminator.clone(),
            Loss::Vanilla | Loss::VanillaNs | Loss::Hinge => {
                self.discriminator.without_final_sigmoid()
            }
        }
    }

    /// D of every sample.
    fn score<T: Real>(&self, y: &[T], images: &Tensor<T>) -> Vec<T> {
        let scores = self.critic().forward(y, images);
        assert_eq!(scores.dims[1..], [1, 1, 1], "one number per sample");
        scores.data
    }

    fn real<T: Real>(&self) -> Tensor<T> {
        self.batch.real.map(T::constant)
    }

    /// G(noise).
    pub fn fake<T: Real>(&self, x: &[T]) -> Tensor<T> {
        let noise = self.batch.noise.map(T::constant);
        self.generator.forward(x, &noise)
    }

    /// x̂_i = mix_i real_i + (1 − mix_i) fake_i.
    pub fn mixed<T: Real>(&self, x: &[T]) -> Tensor<T> {
        let (real, fake) = (self.real::<T>(), self.fake(x));
        let mut mixed = Tensor::zeros(real.dims);
        let size = real.sample(0).len();
        for (n, &mix) in self.batch.mix.iter().enumerate() {
            let mix = T::constant(mix);
            for i in n * size..(n + 1) * size {
                mixed.data[i] = mix * real.data[i] + (T::one() - mix) * fake.data[i];
            }
        }
        mixed
    }

    /// ∇ Σ_j D(images_j) with respect to the images.
    ///
    /// Batch normalisation couples the samples, so g_i is the gradient of the *sum* over the
    /// batch with respect to image i, as `torch.autograd.grad` with ones gives it.
    pub fn gradient_of_scores<T: Real>(&self, y: &[T], images: &Tensor<T>) -> Tensor<T> {
        match self.image_gradient {
            ImageGradient::Reverse => {
                let ones = Tensor::new([images.dims[0], 1, 1, 1], vec![T::one(); images.dims[0]]);
                self.critic().vjp(y, images, &ones).0
            }
            ImageGradient::Duals => {
                let y = dual::constants(y);
                let total = |pixels: &[Dual<T>]| {
                    let scores = self.score(&y, &Tensor::new(images.dims, pixels.to_vec()));
                    scores
                        .into_iter()
                        .fold(Dual::constant_of(T::zero()), |a, b| a + b)
                };
                Tensor::new(images.dims, dual::gradient(total, &images.data))
            }
        }
    }

    /// c mean_i (‖g_i‖ − 1)² with g = ∇ Σ_j D(x̂_j): what `wgan_gp` takes from payoff_y.
    pub fn gradient_penalty<T: Real>(&self, p: &[T]) -> T {
        let (x, y) = self.players(p);
        let grads = self.gradient_of_scores(y, &self.mixed(x));
        let excess = (0..grads.dims[0]).map(|i| norm(grads.sample(i)) - T::one());
        T::constant(self.penalties.gradient) * mean(excess.map(|e| e * e))
    }

    /// ∇ᵧ of [`NaiveGan::gradient_penalty`], x̂ fixed.
    pub fn penalty_gradient<T: Real>(&self, p: &[T]) -> Vec<T> {
        (self.nx()..p.len())
            .map(|i| self.gradient_penalty(&dual::seeded(p, i)).tangent)
            .collect()
    }

    /// (r1/2) mean_i ‖g_i‖² with g = ∇ Σ_j D(real_j).
    fn r1_penalty<T: Real>(&self, y: &[T]) -> T {
        if self.penalties.r1 == 0.0 {
            return T::zero();
        }
        let grads = self.gradient_of_scores(y, &self.real());
        let squares = (0..grads.dims[0]).map(|i| square_norm(grads.sample(i)));
        T::constant(self.penalties.r1) / T::from_i64(2) * mean(squares)
    }

    /// (tik_x/2)‖x‖².
    fn tikhonov_x<T: Real>(&self, x: &[T]) -> T {
        T::constant(self.penalties.tik_x) / T::from_i64(2) * square_norm(x)
    }

    /// (tik_y/2)‖y‖².
    fn tikhonov_y<T: Real>(&self, y: &[T]) -> T {
        T::constant(self.penalties.tik_y) / T::from_i64(2) * square_norm(y)
    }

    /// What the generator minimises.
    pub fn loss_x<T: Real>(&self, p: &[T]) -> T {
        let (x, y) = self.players(p);
        let fake = || self.score(y, &self.fake(x)).into_iter();
        let loss = match self.loss {
            Loss::WganGp | Loss::Wgan | Loss::Hinge => -mean(fake()),
            Loss::VanillaNs => -mean(fake().map(T::log_sigmoid)),
            Loss::Vanilla => return self.zero_sum(p),
        };
        loss + self.tikhonov_x(x)
    }

    /// What the discriminator maximises.
    pub fn payoff_y<T: Real>(&self, p: &[T]) -> T {
        let (x, y) = self.players(p);
        let real = || self.score(y, &self.real()).into_iter();
        let fake = || self.score(y, &self.fake(x)).into_iter();
        let one = T::one();
        let payoff = match self.loss {
            Loss::Wgan => mean(real()) - mean(fake()),
            Loss::WganGp => mean(real()) - mean(fake()) - self.gradient_penalty(p),
            Loss::VanillaNs => self.log_likelihood(p),
            Loss::Vanilla => return self.zero_sum(p),
            Loss::Hinge => {
                -mean(real().map(|score| positive_part(one - score)))
                    - mean(fake().map(|score| positive_part(one + score)))
            }
        };
        payoff - self.r1_penalty(y) - self.tikhonov_y(y)
    }

    /// mean Φ(D(real)) + mean Φ(−D(F)).
    fn log_likelihood<T: Real>(&self, p: &[T]) -> T {
        let (x, y) = self.players(p);
        let real = self.score(y, &self.real()).into_iter();
        let fake = self.score(y, &self.fake(x)).into_iter();
        mean(real.map(T::log_sigmoid)) + mean(fake.map(|score| (-score).log_sigmoid()))
    }

    /// f of the zero-sum game, which carries the regularisers of both players.
    fn zero_sum<T: Real>(&self, p: &[T]) -> T {
        let (x, y) = self.players(p);
        self.log_likelihood(p) + self.tikhonov_x(x) - self.r1_penalty(y) - self.tikhonov_y(y)
    }

    /// Both objectives.
    pub fn losses<T: Real>(&self, p: &[T]) -> Losses<T> {
        Losses {
            loss_x: self.loss_x(p),
            payoff_y: self.payoff_y(p),
        }
    }

    /// v(p) = (−∇ₓ loss_x, +∇ᵧ payoff_y), one pass on dual numbers per parameter.
    pub fn field<T: Real>(&self, p: &[T]) -> Vec<T> {
        let (nx, n) = (self.nx(), p.len());
        let minus_grad_x = (0..nx).map(|i| -self.loss_x(&dual::seeded(p, i)).tangent);
        let grad_y = (nx..n).map(|i| self.payoff_y(&dual::seeded(p, i)).tangent);
        minus_grad_x.chain(grad_y).collect()
    }

    /// J(p) u = d/dε v(p + εu).
    ///
    /// J is the Jacobian of v as a function of the whole point: v_y feels x through fake *and*
    /// through x̂ of the gradient penalty.
    pub fn jacobian_product<T: Real>(&self, p: &[T], u: &[T]) -> Vec<T> {
        dual::tangents(&self.field(&dual::lift(p, u)))
    }
}

impl<T: Real> Field<T> for NaiveGan {
    fn nx(&self) -> usize {
        NaiveGan::nx(self)
    }
    fn ny(&self) -> usize {
        NaiveGan::ny(self)
    }
    fn field(&mut self, p: &[T], v: &mut [T]) -> Losses<T> {
        v.copy_from_slice(&NaiveGan::field(self, p));
        self.losses(p)
    }
}

impl<T: Real> JacobianField<T> for NaiveGan {
    fn jacobian_product(&mut self, p: &[T], u: &[T], ju: &mut [T]) {
        ju.copy_from_slice(&NaiveGan::jacobian_product(self, p, u));
    }
}
