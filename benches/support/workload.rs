//! What the benches time, behind one function type, so that they do not depend on how the
//! crate spells its training step.

use std::time::Duration;

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
    width: Option<usize>,
    threads: usize,
) -> Result<Workload, String> {
    if id == CALIBRATION {
        return Ok(calibration(threads));
    }
    let shapes = network::network(id, width).ok_or_else(|| {
        format!("unknown network {id:?}: expected mnist_dcgan, cifar_dcgan or {CALIBRATION}")
    })?;
    if batch == 0 || shapes.width == 0 {
        return Err(format!(
            "{id}: batch {batch} and width {} must both be at least 1",
            shapes.width
        ));
    }
    Ok(Workload {
        step: gan_step(&shapes, batch, threads)?,
        flops: shapes.step_flops(batch),
    })
}

// ---- PLUG: the one place that knows `gnash::gan` and `gnash::method` ----
/// The whole step of the crate for these shapes; the rayon pool has `threads` threads already.
fn gan_step(shapes: &network::Network, batch: usize, _threads: usize) -> Result<Step, String> {
    Err(format!(
        "{} at batch {batch}: the training step is not connected to this bench yet",
        shapes.id
    ))
}
// ---- end of PLUG ----

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
