//! A small convolutional classifier, trained by `adam`.

use super::CLASSES;
use crate::data::{self, Batches, DataError, Images};
use crate::game::{Field, Losses};
use crate::method::{self, MethodError};
use crate::nn::{Accumulate, Activation, Layer, Network, NetworkError, Shape, Tape, init};
use crate::random::{Purpose, Stream};
use crate::spec::{Adam, Steps};

/// Images that the network sees at once outside of training.
const CHUNK: usize = 200;

/// Why a classifier could not be trained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The images cannot be read or batched.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The images are too small for the network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Training met a value that is not finite, or a bad setting.
    #[error(transparent)]
    Method(#[from] MethodError),
    /// A label beyond the ten classes.
    #[error("label {label} of image {index}: the classifier knows classes 0 to 9")]
    Label {
        /// The label.
        label: u8,
        /// Which image.
        index: usize,
    },
    /// Images of another size than the classifier was trained on.
    #[error("the classifier takes images of {expected}, found {found}")]
    Shape {
        /// What it was trained on.
        expected: Shape,
        /// What came.
        found: Shape,
    },
}

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// Passes over the images.
    pub epochs: usize,
    /// Images per step.
    pub batch: usize,
    /// Step size of `adam`.
    pub step: f32,
    /// Seed of weights and shuffling.
    pub seed: u64,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            epochs: 3,
            batch: 128,
            step: 1e-3,
            seed: 0,
        }
    }
}

/// A trained classifier.
pub struct Classifier {
    network: Network,
    params: Vec<f32>,
}

/// conv C→16, conv 16→32 (k4 s2 p1, LeakyReLU), linear →64, linear →10.
fn network(image: Shape) -> Result<Network, NetworkError> {
    let leaky = Activation::LeakyRelu { slope: 0.1 };
    let first = Layer::conv2d(image, 16, 4, 2, 1)?
        .with_bias(true)
        .with_activation(leaky);
    let second = Layer::conv2d(first.affine.output(), 32, 4, 2, 1)?
        .with_bias(true)
        .with_activation(leaky);
    let third = Layer::linear(second.affine.output().len(), 64)?
        .with_bias(true)
        .with_activation(leaky);
    Network::new(vec![
        first,
        second,
        third,
        Layer::linear(64, CLASSES)?.with_bias(true),
    ])
}

fn shape_of(images: &Images) -> Shape {
    let (_, c, h, w) = images.pixels.dim();
    Shape::new(c, h, w)
}

impl Classifier {
    /// Trains on labelled images.
    ///
    /// # Errors
    /// A label above 9, images too small, fewer images than a batch.
    pub fn train(images: &Images, training: &Training) -> Result<Self, ScoreError> {
        if let Some(index) = images
            .labels
            .iter()
            .position(|&label| usize::from(label) >= CLASSES)
        {
            return Err(ScoreError::Label {
                label: images.labels[index],
                index,
            });
        }
        let network = network(shape_of(images))?;
        let mut params = vec![0.0; network.parameter_len()];
        let mut normals = Stream::new(training.seed, Purpose::Metrics, 0);
        init_he(&network, &mut params, || normals.normal());
        let mut batches = Batches::new(images.labels.len(), training.batch, training.seed)?;
        let mut problem = CrossEntropy::new(network, training.batch);
        let adam = Adam {
            steps: Steps::same(training.step),
            beta1: 0.9,
            beta2: 0.999,
            eps: 1e-8,
        };
        let mut optimizer = method::build(&adam.into(), params.len(), 0)?;
        for step in 0..(training.epochs as u64 * batches.per_epoch()) {
            let indices = batches.indices(step);
            data::gather(images, indices, &mut problem.images)?;
            for (label, &i) in problem.labels.iter_mut().zip(indices) {
                *label = usize::from(images.labels[i]);
            }
            optimizer.step(&mut problem, &mut params)?;
        }
        Ok(Self {
            network: problem.network,
            params,
        })
    }

    /// Image sizes that it takes.
    pub fn input(&self) -> Shape {
        self.network.input()
    }

    /// Class probabilities of `count` images, CHWN in [−1, 1].
    ///
    /// # Errors
    /// `Shape` if the images have another length.
    pub fn probabilities(
        &self,
        images: &[f32],
        count: usize,
    ) -> Result<Vec<[f64; CLASSES]>, ScoreError> {
        let input = self.network.input();
        if images.len() != input.len() * count {
            let found = Shape::vector(images.len() / count.max(1));
            return Err(ScoreError::Shape {
                expected: input,
                found,
            });
        }
        let mut tape = Tape::forward_only(&self.network, count);
        self.network.forward(&self.params, images, &mut tape);
        Ok((0..count)
            .map(|n| softmax(tape.output(), n, count))
            .collect())
    }

    /// Share of the images whose most probable class is their label.
    ///
    /// # Errors
    /// Images of another size.
    pub fn accuracy(&self, images: &Images) -> Result<f64, ScoreError> {
        let (expected, found) = (self.input(), shape_of(images));
        if expected != found {
            return Err(ScoreError::Shape { expected, found });
        }
        let all: Vec<usize> = (0..images.labels.len()).collect();
        let mut right = 0;
        for indices in all.chunks(CHUNK) {
            let mut pixels = vec![0.0; expected.len() * indices.len()];
            data::gather(images, indices, &mut pixels)?;
            for (p, &i) in self
                .probabilities(&pixels, indices.len())?
                .iter()
                .zip(indices)
            {
                let label = usize::from(images.labels[i]);
                right += usize::from(p.iter().all(|&q| q <= p[label]));
            }
        }
        Ok(right as f64 / all.len().max(1) as f64)
    }
}

/// Weights from N(0, 2/fan-in), the rest zero.
fn init_he(network: &Network, params: &mut [f32], mut normal: impl FnMut() -> f64) {
    init::normal(network, 1.0, params, &mut normal);
    for tensor in network.tensors().iter().filter(|t| t.shape.len() > 1) {
        let fan_in: usize = tensor.shape[1..].iter().product();
        let scale = libm::sqrt(2.0 / fan_in as f64) as f32;
        params[tensor.range.clone()]
            .iter_mut()
            .for_each(|w| *w *= scale);
    }
}

/// pₖ = exp(tₖ − max)/Σ, of sample n in a 10 × N score matrix.
fn softmax(scores: &[f32], n: usize, count: usize) -> [f64; CLASSES] {
    let t: [f64; CLASSES] = std::array::from_fn(|k| f64::from(scores[k * count + n]));
    let top = t.iter().copied().fold(f64::MIN, f64::max);
    let e = t.map(|t| libm::exp(t - top));
    let total: f64 = e.iter().sum();
    e.map(|e| e / total)
}

/// mean −log p(label): a game with an empty maximising player.
struct CrossEntropy {
    network: Network,
    tape: Tape<f32>,
    images: Vec<f32>,
    labels: Vec<usize>,
}

impl CrossEntropy {
    fn new(network: Network, batch: usize) -> Self {
        let tape = Tape::new(&network, batch);
        Self {
            images: vec![0.0; network.input().len() * batch],
            labels: vec![0; batch],
            tape,
            network,
        }
    }
}

impl Field<f32> for CrossEntropy {
    fn nx(&self) -> usize {
        self.network.parameter_len()
    }

    fn ny(&self) -> usize {
        0
    }

    fn field(&mut self, p: &[f32], v: &mut [f32]) -> Losses<f32> {
        let count = self.labels.len();
        self.network.forward(p, &self.images, &mut self.tape);
        let mut loss = 0.0;
        for (n, &label) in self.labels.iter().enumerate() {
            let q = softmax(self.tape.output(), n, count);
            loss -= libm::log(q[label].max(f64::MIN_POSITIVE));
            // −∂loss/∂tₖ = (1[k = label] − pₖ)/N, the minus being that of v
            for (k, &q) in q.iter().enumerate() {
                let hit = if k == label { 1.0 } else { 0.0 };
                self.tape.seed_mut()[k * count + n] = ((hit - q) / count as f64) as f32;
            }
        }
        self.network.reverse(
            p,
            &self.images,
            &mut self.tape,
            Some((v, Accumulate::Replace)),
            None,
        );
        let loss = (loss / count as f64) as f32;
        Losses {
            loss_x: loss,
            payoff_y: loss,
        }
    }
}
