//! Two networks and a loss seen as a game: x the generator's parameters, y the discriminator's.
//!
//! [`Gan`] implements [`Field`] for the minibatch that it holds, so any
//! optimizer of [`crate::method`] trains it. One evaluation is one shared pass:
//!
//! 1. fake = G(z);
//! 2. D(real), and its reverse sweep into v_y;
//! 3. the penalty at x̂, by forward-over-reverse, into v_y;
//! 4. D(fake), and its reverse sweep into v_y, which also gives the adjoint of `fake`;
//! 5. that adjoint through G into v_x.
//!
//! Where both players weigh D(fake) alike (all losses but `vanilla_ns` and `hinge`) step 4 serves
//! both. The three passes of D are separate batch-normalisation passes, real first; running
//! statistics follow the real and the fake pass, not the penalty's.
//!
//! J(p)u is the same evaluation over dual numbers: exact for every loss, penalties included.
//!
//! Left out: the optimizers, the data, conditional models.

mod error;
mod evaluator;
mod networks;
mod objective;
mod penalty;
mod running;

pub use error::GanError;
pub use evaluator::Batch;
pub use networks::{Architecture, cifar_dcgan, mnist_dcgan};
pub use objective::{Loss, Objective};

use crate::game::{Field, JacobianField, Losses};
use crate::nn::{Element, Network, Shape, Tape, init};
use crate::scalar::Dual;
use evaluator::Evaluator;
use running::Running;
use std::ops::Range;

/// A parameter tensor of either player in the stacked point p.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerTensor {
    /// `generator.` or `discriminator.`, layer index and kind.
    pub name: String,
    /// Dimensions, as torch orders them.
    pub shape: Vec<usize>,
    /// Where it lies in p.
    pub range: Range<usize>,
}

/// A generative adversarial network on one minibatch at a time.
pub struct Gan<T> {
    evaluator: Evaluator<T>,
    /// The same game over dual numbers, built when a product J u is first asked for.
    dual: Option<Box<Evaluator<Dual<T>>>>,
    running: Running<T>,
}

impl<T: Element> Gan<T> {
    /// A game of two networks on batches of `batch` samples.
    ///
    /// Losses that work on logits (`vanilla`, `vanilla_ns`, `hinge`) drop a final sigmoid of the
    /// discriminator.
    ///
    /// # Errors
    /// `Shapes` unless the discriminator takes what the generator gives and returns one number;
    /// `EmptyBatch`; `Weight` if a penalty or regulariser is negative or not finite.
    pub fn new(
        generator: Network,
        discriminator: Network,
        objective: Objective,
        batch: usize,
    ) -> Result<Self, GanError> {
        let evaluator = Evaluator::new(generator, discriminator, objective, batch)?;
        let running = Running::new(&evaluator.generator, &evaluator.discriminator);
        Ok(Self {
            evaluator,
            dual: None,
            running,
        })
    }

    /// The generator.
    pub fn generator(&self) -> &Network {
        &self.evaluator.generator
    }

    /// The discriminator, without the final sigmoid where the loss works on logits.
    pub fn discriminator(&self) -> &Network {
        &self.evaluator.discriminator
    }

    /// What the players optimise.
    pub fn objective(&self) -> &Objective {
        &self.evaluator.objective
    }

    /// Samples in a batch.
    pub fn batch_size(&self) -> usize {
        self.evaluator.batch_size()
    }

    /// Image sizes.
    pub fn image_shape(&self) -> Shape {
        self.generator().output()
    }

    /// Parameter tensors of both players in the order of p.
    pub fn tensors(&self) -> Vec<PlayerTensor> {
        let nx = self.generator().parameter_len();
        let players = [
            ("generator", self.generator(), 0),
            ("discriminator", self.discriminator(), nx),
        ];
        let named = players.into_iter().flat_map(|(player, network, offset)| {
            network.tensors().iter().map(move |t| PlayerTensor {
                name: format!("{player}.{}", t.name),
                shape: t.shape.clone(),
                range: t.range.start + offset..t.range.end + offset,
            })
        });
        named.collect()
    }

    /// Initial p: weights of both networks from N(0, deviation²), see [`init::normal`].
    pub fn initial_point(&self, deviation: f64, mut next_normal: impl FnMut() -> f64) -> Vec<T> {
        let nx = self.generator().parameter_len();
        let mut p = vec![T::zero(); nx + self.discriminator().parameter_len()];
        let (px, py) = p.split_at_mut(nx);
        init::normal(self.generator(), deviation, px, &mut next_normal);
        init::normal(self.discriminator(), deviation, py, &mut next_normal);
        p
    }

    /// The minibatch: write the next one here before a step.
    pub fn batch_mut(&mut self) -> &mut Batch<T> {
        &mut self.evaluator.batch
    }

    /// Moves the running batch-norm statistics towards those of the last evaluation; once a step.
    pub fn commit_statistics(&mut self) {
        self.running.commit(&self.evaluator);
    }

    /// Running statistics by name, for checkpoints; always the same names and lengths.
    pub fn statistics(&self) -> Vec<(String, &[T])> {
        self.running.named()
    }

    /// Running statistics by name, to restore a checkpoint.
    pub fn statistics_mut(&mut self) -> Vec<(String, &mut [T])> {
        self.running.named_mut()
    }

    /// Images from noise with the running statistics, CHWN.
    ///
    /// # Shapes
    /// p: nx + ny; noise: nz·count, channel first; result: C·H·W·count.
    ///
    /// # Panics
    /// If the noise has another length.
    pub fn generate(&self, p: &[T], noise: &[T], count: usize) -> Vec<T> {
        let generator = self.generator();
        assert_eq!(
            noise.len(),
            generator.input().len() * count,
            "noise for {count} samples"
        );
        if count == 0 {
            return Vec::new();
        }
        let mut tape = Tape::forward_only(generator, count);
        let px = &p[..generator.parameter_len()];
        generator.forward_inference(px, noise, &mut tape, self.running.generator());
        tape.output().to_vec()
    }

    /// The gradient penalty of `wgan_gp` at p and its gradient in y.
    ///
    /// # Shapes
    /// p: nx + ny; grad_y: ny.
    pub fn penalty(&mut self, p: &[T], grad_y: &mut [T]) -> T {
        self.evaluator.penalty_gradient(p, grad_y)
    }
}

impl<T: Element> Field<T> for Gan<T> {
    fn nx(&self) -> usize {
        self.generator().parameter_len()
    }

    fn ny(&self) -> usize {
        self.discriminator().parameter_len()
    }

    fn field(&mut self, p: &[T], v: &mut [T]) -> Losses<T> {
        self.evaluator.evaluate(p, v)
    }
}

impl<T: Element> JacobianField<T> for Gan<T> {
    // v(p + εu) = v(p) + ε J(p) u
    fn jacobian_product(&mut self, p: &[T], u: &[T], ju: &mut [T]) {
        let dual = self
            .dual
            .get_or_insert_with(|| Box::new(self.evaluator.lift()));
        dual.batch.lift_from(&self.evaluator.batch);
        let point: Vec<Dual<T>> = p.iter().zip(u).map(|(&p, &u)| Dual::new(p, u)).collect();
        let mut v = vec![Dual::constant_of(T::zero()); p.len()];
        dual.evaluate(&point, &mut v);
        for (ju, v) in ju.iter_mut().zip(&v) {
            *ju = v.tangent;
        }
    }
}
