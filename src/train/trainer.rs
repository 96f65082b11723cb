//! A run in memory: networks, method, data, one step at a time.

use super::checkpoint::{Checkpoint, Tensor};
use super::config::Data;
use super::{Config, Length, Record, TrainError, memory};
use crate::data::{self, Batches, DataError, Images, Kind, Split, digits};
use crate::game::{Field, Losses};
use crate::gan::{Architecture, Gan};
use crate::method::{self, MethodError, Optimizer, StepReport};
use crate::nn::Shape;
use crate::random::{Purpose, Stream};
use crate::report::{Grid, ReportError, sample_grid};
use flate2::Crc;

/// Images in a sample grid.
pub const SAMPLES: usize = 100;
/// Images per row of a sample grid.
pub const SAMPLE_COLUMNS: usize = 10;
/// Screen pixels per image pixel.
const UPSCALE: usize = 2;
/// Samples that are generated at a time; bounds the memory of a grid.
const CHUNK: usize = 20;

/// A run in memory.
pub struct Trainer {
    config: Config,
    gan: Gan<f32>,
    optimizer: Box<dyn Optimizer<f32>>,
    images: Images,
    images_crc32: u32,
    batches: Batches,
    /// The stacked parameters of both players.
    p: Vec<f32>,
    steps_done: u64,
    steps: u64,
}

impl Trainer {
    /// A run before its first step, with the data that its settings name.
    ///
    /// # Errors
    /// Settings out of range; `Memory` for sizes that this machine cannot hold; data that cannot be
    /// read or do not fit the network or the batch.
    pub fn new(config: &Config) -> Result<Self, TrainError> {
        config.check()?;
        if let Data::Embedded { images } = config.data {
            // refuses before thousands of digits are drawn
            Batches::new(images, config.batch, config.seed)?;
            memory::check(config, images)?;
        } else {
            memory::check(config, 0)?;
        }
        Self::with_images(config, read(config)?)
    }

    /// As [`Trainer::new`], on images that the caller has.
    ///
    /// # Errors
    /// As [`Trainer::new`].
    pub fn with_images(config: &Config, images: Images) -> Result<Self, TrainError> {
        config.check()?;
        check_size(config.network, &images)?;
        let seed = config.seed;
        let count = images.pixels.dim().0;
        let batches = Batches::new(count, config.batch, seed)?;
        memory::check(config, count)?;
        let steps = total(config.length, batches.per_epoch())?;
        let (generator, discriminator) = config.network.build(config.width)?;
        let gan = Gan::new(generator, discriminator, config.objective(), config.batch)?;
        let optimizer = method::build(&config.hyper.method(config.method)?, gan.nx(), gan.ny())?;
        let mut weights = Stream::new(seed, Purpose::Weights, 0);
        let p = gan.initial_point(config.network.weight_deviation(), || weights.normal());
        let mut crc = Crc::new();
        crc.update(images.pixels.as_slice().unwrap_or_default());
        Ok(Self {
            config: config.clone(),
            gan,
            optimizer,
            images,
            images_crc32: crc.sum(),
            batches,
            p,
            steps_done: 0,
            steps,
        })
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The game that is played.
    pub fn gan(&self) -> &Gan<f32> {
        &self.gan
    }

    /// The training data.
    pub fn images(&self) -> &Images {
        &self.images
    }

    /// The stacked parameters p = (x, y).
    pub fn point(&self) -> &[f32] {
        &self.p
    }

    /// Steps taken.
    pub fn steps_done(&self) -> u64 {
        self.steps_done
    }

    /// Steps of the whole run.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// One step of the method on the next minibatch.
    ///
    /// # Errors
    /// `NonFinite` names step and tensor, `NonFiniteLoss` step and objective. The state is then what
    /// it was before.
    pub fn step(&mut self) -> Result<Record, TrainError> {
        self.load_batch(self.steps_done)?;
        let mut game = Watched::new(&mut self.gan);
        let result = self.optimizer.step(&mut game, &mut self.p);
        let lost = game.lost;
        let report = match (result, lost) {
            (Ok(report), _) => report,
            (Err(_), Some((objective, value))) => {
                return Err(TrainError::NonFiniteLoss {
                    step: self.steps_done + 1,
                    objective,
                    value,
                    saved: None,
                    kept: None,
                });
            }
            (Err(error), None) => return Err(self.locate(error)),
        };
        self.gan.commit_statistics();
        self.steps_done += 1;
        Ok(record(self.steps_done, &report))
    }

    /// Writes the minibatch of step `k` (from 0): a function of the seed and k.
    fn load_batch(&mut self, k: u64) -> Result<(), DataError> {
        let seed = self.config.seed;
        let batch = self.gan.batch_mut();
        data::gather(&self.images, self.batches.indices(k), &mut batch.real)?;
        Stream::new(seed, Purpose::Noise, k).fill_normal(&mut batch.noise);
        Stream::new(seed, Purpose::Penalty, k).fill_uniform(&mut batch.mix);
        Ok(())
    }

    /// Says which tensor an entry belongs to.
    fn locate(&self, error: MethodError) -> TrainError {
        let MethodError::NonFinite { what, index, value } = error else {
            return error.into();
        };
        let tensors = self.gan.tensors();
        let home = tensors.iter().find(|t| t.range.contains(&index));
        TrainError::NonFinite {
            step: self.steps_done + 1,
            what,
            tensor: home.map(|t| t.name.clone()).unwrap_or_default(),
            entry: index - home.map_or(0, |t| t.range.start),
            value,
            saved: None,
            kept: None,
        }
    }

    /// A PNG of [`SAMPLES`] generated images, from noise that is the same all through a run.
    ///
    /// # Errors
    /// `Report` if the encoder fails.
    pub fn sample_grid(&self) -> Result<Vec<u8>, ReportError> {
        let shape = self.gan.image_shape();
        let mut images = vec![0.0; shape.len() * SAMPLES];
        for start in (0..SAMPLES).step_by(CHUNK) {
            let count = CHUNK.min(SAMPLES - start);
            let made = self.gan.generate(&self.p, &self.noise(start, count), count);
            for (row, made) in images
                .chunks_exact_mut(SAMPLES)
                .zip(made.chunks_exact(count))
            {
                row[start..start + count].copy_from_slice(made);
            }
        }
        let grid = Grid {
            count: SAMPLES,
            channels: shape.channels,
            height: shape.height,
            width: shape.width,
            columns: SAMPLE_COLUMNS,
            upscale: UPSCALE,
        };
        sample_grid(&images, grid)
    }

    /// Noise of samples `start..start + count`, channel first; sample i has its own stream.
    fn noise(&self, start: usize, count: usize) -> Vec<f32> {
        let channels = self.gan.generator().input().len();
        let mut noise = vec![0.0; channels * count];
        let mut own = vec![0.0f32; channels];
        for i in 0..count {
            let name = (start + i) as u64;
            Stream::new(self.config.seed, Purpose::Samples, name).fill_normal(&mut own);
            for (row, &z) in noise.chunks_exact_mut(count).zip(&own) {
                row[i] = z;
            }
        }
        noise
    }

    /// All that the next steps depend on.
    pub(super) fn checkpoint(&self) -> Checkpoint<'_> {
        let mut tensors = Vec::new();
        for t in self.gan.tensors() {
            let values = &self.p[t.range];
            tensors.push(Tensor::new(t.name, t.shape, values));
        }
        for (name, values) in self.gan.statistics() {
            tensors.push(Tensor::flat(name, values));
        }
        for (name, values) in self.optimizer.buffers() {
            tensors.push(Tensor::flat(format!("optimizer.{name}"), values));
        }
        Checkpoint {
            step: self.steps_done,
            optimizer_steps: self.optimizer.steps_taken(),
            epoch: self.batches.epoch_of(self.steps_done),
            batch_of_epoch: self.steps_done % self.batches.per_epoch(),
            images: self.images.pixels.dim().0,
            images_crc32: self.images_crc32,
            config: self.config.identity(),
            tensors,
        }
    }

    /// Sets the state to that of a checkpoint with the same tensors.
    pub(super) fn restore(
        &mut self,
        step: u64,
        optimizer_steps: u64,
        values: impl Fn(&str, &mut [f32]),
    ) {
        for t in self.gan.tensors() {
            values(&t.name, &mut self.p[t.range]);
        }
        for (name, to) in self.gan.statistics_mut() {
            values(&name, to);
        }
        for (name, to) in self.optimizer.buffers_mut() {
            values(&format!("optimizer.{name}"), to);
        }
        self.optimizer.set_steps_taken(optimizer_steps);
        self.steps_done = step;
    }
}

/// The game, with its objectives looked at before a method moves the point.
///
/// Losses on logits may overflow where their field does not. Methods look at the field only and
/// leave everything as it was if that is not finite, so such a field is made one.
struct Watched<'a> {
    gan: &'a mut Gan<f32>,
    /// The objective that is not finite though the field is, and its value.
    lost: Option<(&'static str, f64)>,
}

impl<'a> Watched<'a> {
    fn new(gan: &'a mut Gan<f32>) -> Self {
        Self { gan, lost: None }
    }
}

impl Field<f32> for Watched<'_> {
    fn nx(&self) -> usize {
        self.gan.nx()
    }

    fn ny(&self) -> usize {
        self.gan.ny()
    }

    fn field(&mut self, p: &[f32], v: &mut [f32]) -> Losses<f32> {
        let losses = self.gan.field(p, v);
        let objectives = [("loss_x", losses.loss_x), ("payoff_y", losses.payoff_y)];
        let lost = objectives.into_iter().find(|(_, value)| !value.is_finite());
        // a field that is not finite itself says more: which tensor
        if let Some((objective, value)) = lost
            && v.iter().all(|v| v.is_finite())
        {
            v.fill(f32::NAN);
            self.lost = Some((objective, value.into()));
        }
        losses
    }
}

fn record(step: u64, report: &StepReport) -> Record {
    Record {
        step,
        loss_x: report.losses.loss_x,
        payoff_y: report.losses.payoff_y,
        field_norm_sq: report.field_norm_sq,
        phi: report.phi,
        direction_norm_sq: report.direction_norm_sq,
    }
}

fn read(config: &Config) -> Result<Images, DataError> {
    match (&config.data, config.network) {
        (Data::Embedded { images }, Architecture::MnistDcgan) => {
            Ok(digits::embedded(config.seed, *images))
        }
        (Data::Embedded { images }, Architecture::CifarDcgan) => {
            Ok(digits::embedded_colour(config.seed, *images))
        }
        (Data::Path(path), Architecture::MnistDcgan) => {
            data::load(path, Some(Kind::Mnist), Split::Train)
        }
        (Data::Path(path), Architecture::CifarDcgan) => {
            data::load(path, Some(Kind::Cifar10), Split::Train)
        }
    }
}

fn check_size(network: Architecture, images: &Images) -> Result<(), TrainError> {
    let (_, channels, height, width) = images.pixels.dim();
    let (found, expected) = (Shape::new(channels, height, width), network.image_shape());
    if found == expected {
        return Ok(());
    }
    Err(TrainError::ImageSize {
        name: images.name.clone(),
        found: found.to_string(),
        network: network.id(),
        expected: expected.to_string(),
    })
}

fn total(length: Length, per_epoch: u64) -> Result<u64, TrainError> {
    match length {
        Length::Steps(steps) => Ok(steps),
        Length::Epochs(epochs) => {
            epochs
                .checked_mul(per_epoch)
                .ok_or_else(|| TrainError::Setting {
                    name: "epochs",
                    found: epochs.to_string(),
                    expected: "fewer than 2^64 steps in all",
                })
        }
    }
}
