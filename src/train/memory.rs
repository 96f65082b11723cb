//! How much memory a run takes, told before it is asked for.

use super::{Config, MethodId, TrainError};
use crate::gan::Loss;
use std::fs;

const GIB: f64 = (1u64 << 30) as f64;
/// GiB that a machine is taken to have if it does not say.
const USUAL: f64 = 64.0;
/// Bytes of a scalar in training.
const SCALAR: f64 = size_of::<f32>() as f64;

/// Checks that `config` on `images` images fits into this machine: what Linux calls its total
/// memory, elsewhere 64 GiB.
///
/// # Errors
/// `Memory`.
pub(super) fn check(config: &Config, images: usize) -> Result<(), TrainError> {
    let (needed, limit) = (bytes(config, images)? / GIB, limit());
    if needed <= limit {
        return Ok(());
    }
    Err(TrainError::Memory {
        network: config.network.id(),
        width: config.width,
        batch: config.batch,
        needed,
        limit,
    })
}

/// Bytes of parameters, method, tapes, minibatch and images; what is small beside them is left out.
///
/// In floating point, because no product overflows there.
fn bytes(config: &Config, images: usize) -> Result<f64, TrainError> {
    let (g, d) = config.network.build(config.width)?;
    let image = config.network.image_shape().len() as f64;
    let batch = config.batch as f64;
    let penalised = config.loss == Loss::WganGp || config.r1 > 0.0;
    let passes = if penalised { 2.0 } else { 1.0 };
    // of p; beside it and the method's own lie v and the bytes of a checkpoint
    let parameters = (g.parameter_len() + d.parameter_len()) as f64;
    let vectors = 3.0 + vectors(config.method);
    // per sample: tapes, noise, and the real image, the mixture of the penalty and the image gradient
    let tapes = g.tape_len(1) as f64 + passes * d.tape_len(1) as f64;
    let sample = tapes + g.input().len() as f64 + (1.0 + passes) * image;
    // a byte a pixel, and a place in the order of the epoch
    let data = images as f64 * (image + 8.0);
    Ok(SCALAR * (vectors * parameters + batch * sample) + data)
}

/// Vectors as long as p that the method keeps.
fn vectors(method: MethodId) -> f64 {
    match method {
        MethodId::Gda | MethodId::Gn | MethodId::GnBlock => 0.0,
        MethodId::GnHeavyball | MethodId::GnEma | MethodId::GnAdaptive | MethodId::Rmsprop => 1.0,
        MethodId::Adam => 2.0,
    }
}

/// GiB that a run may take.
fn limit() -> f64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    total(&text).map_or(USUAL, |kib| kib as f64 * 1024.0 / GIB)
}

/// KiB of the line `MemTotal: 16384 kB`.
fn total(text: &str) -> Option<u64> {
    let rest = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    rest.trim().strip_suffix("kB")?.trim().parse().ok()
}
