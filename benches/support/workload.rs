//! What the benches time, behind one function type, so that they do not depend on how the
//! crate spells its training step.

use std::time::Duration;

use gnash::game::Field;
use gnash::gan::{Architecture, Gan, Loss, Objective};
use gnash::method;
use gnash::random::{Purpose, Stream};
use gnash::spec::{Form, Gn, Method};

use super::{network, peak};

/// One call is one step.
pub type Step = Box<dyn FnMut()>;

/// A step and the operations of its products.
pub struct Workload {
    /// The step, with all its buffers allocated by the first call.
    pub step: Step,
    /// Floating-point operations per call.
    pub flops: f64,
}

/// Not a network: a step of 20 ms of multiply-adds on every thread. It must print a share of
/// about 100 %; if it does not, no other share from that run means anything.
pub const CALIBRATION: &str = "calibration";

/// Builds the training step of `id` at `batch`: noise, both networks forward, the field of
/// WGAN with gradient penalty, and a `gn` update with a step size so small that the numbers
/// stay those of a fresh network.
///
/// # Errors
/// A sentence, for an unknown id, a zero batch or width, or a network that cannot be built.
pub fn training_step(
    id: &str,
    batch: usize,
    width: f64,
    threads: usize,
) -> Result<Workload, String> {
    if id == CALIBRATION {
        return Ok(calibration(threads));
    }
    let shapes = network::network(id, width).ok_or_else(|| {
        format!("unknown network {id:?}: expected mnist_dcgan, cifar_dcgan or {CALIBRATION}")
    })?;
    if batch == 0 || shapes.width <= 0.0 || shapes.width.is_nan() {
        return Err(format!(
            "{id}: batch {batch} and width {} must be at least 1 and above 0",
            shapes.width
        ));
    }
    Ok(Workload {
        step: gan_step(&shapes, batch)?,
        flops: shapes.step_flops(batch),
    })
}

/// Real batches that a run cycles through, as a data loader would.
const IMAGE_BATCHES: u64 = 4;

/// The whole step of the crate for these shapes: fresh noise and mixture weights, the field of
/// `wgan_gp`, a `gn` update, running statistics.
fn gan_step(shapes: &network::Network, batch: usize) -> Result<Step, String> {
    let architecture: Architecture = shapes.id.parse().map_err(say)?;
    let (h, lam, penalty) = match architecture {
        Architecture::MnistDcgan => (1e-6, 0.1, 0.1),
        Architecture::CifarDcgan => (1e-5, 1e-2, 1.0),
    };
    let (generator, discriminator) = architecture.build(shapes.width).map_err(say)?;
    let objective = Objective::new(Loss::WganGp, penalty);
    let mut gan = Gan::<f32>::new(generator, discriminator, objective, batch).map_err(say)?;
    let mut weights = Stream::new(1, Purpose::Weights, 0);
    let mut p = gan.initial_point(architecture.weight_deviation(), || weights.normal());
    let method = Method::from(Gn {
        step: h,
        damping: lam,
        form: Form::Inverse,
    });
    let mut optimizer = method::build(&method, gan.nx(), gan.ny()).map_err(say)?;
    let images = image_batches(gan.batch_mut().real.len());
    let mut step = 0;
    // One hand-over to the pool a step, as `train` has one for its whole loop: inside, joins are cheap.
    let mut one = move || {
        let minibatch = gan.batch_mut();
        minibatch.real.copy_from_slice(&images[step % images.len()]);
        Stream::new(1, Purpose::Noise, step as u64).fill_normal(&mut minibatch.noise);
        Stream::new(1, Purpose::Penalty, step as u64).fill_uniform(&mut minibatch.mix);
        optimizer
            .step(&mut gan, &mut p)
            .expect("a finite step of a fresh network");
        gan.commit_statistics();
        step += 1;
    };
    Ok(Box::new(move || rayon::scope(|_| one())))
}

fn image_batches(len: usize) -> Vec<Vec<f32>> {
    let batches = (0..IMAGE_BATCHES).map(|i| {
        let mut images = vec![0.0; len];
        Stream::new(1, Purpose::Digit, i).fill_uniform(&mut images);
        images.iter_mut().for_each(|v| *v = 2.0 * *v - 1.0);
        images
    });
    batches.collect()
}

fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn calibration(threads: usize) -> Workload {
    let rounds = peak::rounds_for(Duration::from_millis(20));
    let (flops, _) = peak::burn_on(threads, rounds);
    Workload {
        step: Box::new(move || {
            peak::burn_on(threads, rounds);
        }),
        flops,
    }
}
