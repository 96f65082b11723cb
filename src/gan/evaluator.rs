//! One evaluation of the game: both players' fields from one shared pass.

use super::{GanError, Loss, Objective};
use crate::game::Losses;
use crate::nn::{Accumulate, Activation, Element, Moments, Network, Shape, Tape};
use crate::scalar::Dual;

/// One minibatch, CHWN.
#[derive(Clone, Debug)]
pub struct Batch<T> {
    /// Real images in [−1, 1]: C·H·W·N.
    pub real: Vec<T>,
    /// Generator input: nz·N.
    pub noise: Vec<T>,
    /// Per sample, the weight of the real image in x̂ = mix·real + (1 − mix)·fake: N.
    pub mix: Vec<T>,
}

impl<T: Element> Batch<T> {
    fn zeros(image: Shape, noise: Shape, batch: usize) -> Self {
        let zeros = |len| vec![T::zero(); len];
        Self {
            real: zeros(image.len() * batch),
            noise: zeros(noise.len() * batch),
            mix: zeros(batch),
        }
    }
}

impl<T: Element> Batch<Dual<T>> {
    /// The same minibatch as constants.
    pub(super) fn lift_from(&mut self, from: &Batch<T>) {
        let lift = |to: &mut [Dual<T>], from: &[T]| {
            to.iter_mut()
                .zip(from)
                .for_each(|(t, &f)| *t = Dual::constant_of(f));
        };
        lift(&mut self.real, &from.real);
        lift(&mut self.noise, &from.noise);
        lift(&mut self.mix, &from.mix);
    }
}

/// Networks, minibatch and all memory of an evaluation.
pub(super) struct Evaluator<T> {
    pub generator: Network,
    pub discriminator: Network,
    pub objective: Objective,
    pub batch: Batch<T>,
    pub tape_g: Tape<T>,
    /// One tape serves the passes of D in turn.
    pub tape_d: Tape<T>,
    /// Tangents of `tape_d`, for penalties.
    pub tangent_d: Tape<T>,
    /// Batch statistics of D(real) and D(fake), by layer.
    pub moments_d: [Vec<Moments<T>>; 2],
    /// x̂, image gradients and tangent directions, and 2N scalars for the latter.
    pub mixed: Vec<T>,
    pub grad_image: Vec<T>,
    pub scratch: Vec<T>,
}

impl<T: Element> Evaluator<T> {
    pub fn new(
        generator: Network,
        discriminator: Network,
        objective: Objective,
        batch: usize,
    ) -> Result<Self, GanError> {
        let objective = objective.check()?;
        if batch == 0 {
            return Err(GanError::EmptyBatch);
        }
        let discriminator = if objective.loss.takes_logits() {
            without_final_sigmoid(discriminator)?
        } else {
            discriminator
        };
        let (image, takes, gives) = (
            generator.output(),
            discriminator.input(),
            discriminator.output(),
        );
        if takes.len() != image.len() || gives.len() != 1 {
            return Err(GanError::Shapes {
                generator: image,
                takes,
                gives,
            });
        }
        let penalised = objective.loss == Loss::WganGp || objective.r1 > 0.0;
        let (tape_g, tape_d) = (
            Tape::new(&generator, batch),
            Tape::new(&discriminator, batch),
        );
        let tangent_d = if penalised {
            Tape::new(&discriminator, batch)
        } else {
            Tape::forward_only(&discriminator, 0)
        };
        let layers = 0..discriminator.layers().len();
        let moments: Vec<_> = layers.map(|l| tape_d.moments(l).clone()).collect();
        let image_len = image.len() * batch;
        Ok(Self {
            batch: Batch::zeros(image, generator.input(), batch),
            mixed: vec![T::zero(); if penalised { image_len } else { 0 }],
            grad_image: vec![T::zero(); image_len],
            scratch: vec![T::zero(); 2 * batch],
            moments_d: [moments.clone(), moments],
            generator,
            discriminator,
            objective,
            tape_g,
            tape_d,
            tangent_d,
        })
    }

    /// The same game over dual numbers.
    pub fn lift(&self) -> Evaluator<Dual<T>> {
        let (g, d) = (self.generator.clone(), self.discriminator.clone());
        Evaluator::new(g, d, self.objective, self.batch_size()).expect("a game that was built once")
    }

    pub fn batch_size(&self) -> usize {
        self.tape_d.batch()
    }

    /// v ← (−∇ₓ loss_x, +∇ᵧ payoff_y) for the current minibatch.
    pub fn evaluate(&mut self, p: &[T], v: &mut [T]) -> Losses<T> {
        let nx = self.generator.parameter_len();
        assert_eq!(
            p.len(),
            nx + self.discriminator.parameter_len(),
            "length of p"
        );
        let (px, py) = p.split_at(nx);
        let (vx, vy) = v.split_at_mut(nx);
        self.generator
            .forward(px, &self.batch.noise, &mut self.tape_g);
        let mut payoff_y = self.real_pass(py, vy);
        if self.objective.loss == Loss::WganGp {
            payoff_y -= self.penalty_pass(py, vy, Accumulate::Add);
        }
        let (fake_payoff, mut loss_x) = self.fake_pass(py, vy);
        payoff_y += fake_payoff;
        self.generator.reverse(
            px,
            &self.batch.noise,
            &mut self.tape_g,
            Some((vx, Accumulate::Replace)),
            None,
        );
        loss_x += tikhonov(self.objective.tik_x, px, vx);
        payoff_y -= tikhonov(self.objective.tik_y, py, vy);
        if self.objective.loss == Loss::Vanilla {
            // Zero-sum: f carries both regularisers, and both players see f.
            payoff_y += loss_x - fake_payoff;
            loss_x = payoff_y;
        }
        Losses { loss_x, payoff_y }
    }

    /// D(real) into v_y (replacing it), with the zero-centred penalty.
    fn real_pass(&mut self, py: &[T], vy: &mut [T]) -> T {
        let (d, loss) = (&self.discriminator, self.objective.loss);
        d.forward(py, &self.batch.real, &mut self.tape_d);
        keep_moments(&mut self.moments_d[0], &self.tape_d);
        let value = seed_mean(&mut self.tape_d, |t| loss.real(t));
        d.reverse(
            py,
            &self.batch.real,
            &mut self.tape_d,
            Some((vy, Accumulate::Replace)),
            None,
        );
        if self.objective.r1 > 0.0 {
            value - self.r1_pass(py, vy)
        } else {
            value
        }
    }

    /// D(fake) into v_y, and the adjoint −∂loss_x/∂fake into the generator's seed.
    ///
    /// Returns the fake part of payoff_y and loss_x.
    fn fake_pass(&mut self, py: &[T], vy: &mut [T]) -> (T, T) {
        let (d, loss) = (&self.discriminator, self.objective.loss);
        let fake = self.tape_g.output();
        d.forward(py, fake, &mut self.tape_d);
        keep_moments(&mut self.moments_d[1], &self.tape_d);
        let payoff = seed_mean(&mut self.tape_d, |t| loss.fake(t));
        let shared = loss.shares_fake().then_some(&mut self.grad_image[..]);
        d.reverse(
            py,
            fake,
            &mut self.tape_d,
            Some((vy, Accumulate::Add)),
            shared,
        );
        let loss_x = seed_mean(&mut self.tape_d, |t| loss.generator(t));
        if !loss.shares_fake() {
            d.reverse(py, fake, &mut self.tape_d, None, Some(&mut self.grad_image));
        }
        for (seed, &g) in self.tape_g.seed_mut().iter_mut().zip(&self.grad_image) {
            *seed = -g;
        }
        (payoff, loss_x)
    }

    /// The penalty of `wgan_gp` alone: its value, and ∇ᵧ of it into grad_y.
    pub fn penalty_gradient(&mut self, p: &[T], grad_y: &mut [T]) -> T {
        let (px, py) = p.split_at(self.generator.parameter_len());
        self.generator
            .forward(px, &self.batch.noise, &mut self.tape_g);
        let value = self.penalty_pass(py, grad_y, Accumulate::Replace);
        grad_y.iter_mut().for_each(|g| *g = -*g);
        value
    }
}

/// Puts the derivatives of (1/N) Σ term(tᵢ) into the seed; returns the mean.
fn seed_mean<T: Element>(tape: &mut Tape<T>, term: impl Fn(T) -> (T, T)) -> T {
    let count = T::from_i64(tape.batch() as i64);
    let mut total = T::zero();
    for n in 0..tape.batch() {
        let (value, slope) = term(tape.output()[n]);
        total += value;
        tape.seed_mut()[n] = slope / count;
    }
    total / count
}

fn keep_moments<T: Element>(kept: &mut [Moments<T>], tape: &Tape<T>) {
    for (l, kept) in kept.iter_mut().enumerate() {
        kept.mean.copy_from_slice(&tape.moments(l).mean);
        kept.variance.copy_from_slice(&tape.moments(l).variance);
    }
}

/// (w/2)‖p‖² and v −= w p; nothing at w = 0.
fn tikhonov<T: Element>(weight: f64, p: &[T], v: &mut [T]) -> T {
    if weight == 0.0 {
        return T::zero();
    }
    let weight = T::constant(weight);
    let mut square = T::zero();
    for (v, &p) in v.iter_mut().zip(p) {
        *v -= weight * p;
        square += p * p;
    }
    weight * square / T::constant(2.0)
}

fn without_final_sigmoid(network: Network) -> Result<Network, GanError> {
    let mut layers = network.layers().to_vec();
    if let Some(last) = layers.last_mut()
        && last.activation == Activation::Sigmoid
    {
        last.activation = Activation::Identity;
    }
    Ok(Network::new(layers)?)
}
