//! Running statistics and inference: what training leaves behind and what samples are drawn with.

use crate::fast;
use crate::games::{dcgan, mixed, point, singles};
use crate::naive::batch_norm::Running;
use crate::naive::gan::{Loss, NaiveGan};
use crate::naive::network::Network;
use crate::naive::tensor::Tensor;
use crate::tolerance::{Precision, assert_relative, rounded};
use gnash::game::{Field, JacobianField};
use gnash::gan::Gan;

/// Sums of at most 100 terms a layer, two layers deep, relative to the largest entry; the worst
/// measured is 2 units.
const STATISTICS: f64 = 20.0;

fn fresh(network: &Network) -> Vec<Running<f64>> {
    let normed = network.layers.iter().filter(|layer| layer.batch_norm);
    normed.map(|layer| Running::new(layer.outputs)).collect()
}

fn update(running: &mut [Running<f64>], network: &Network, p: &[f64], input: &Tensor<f64>) {
    let traces = network.trace(p, input);
    let statistics = traces.iter().filter_map(|trace| trace.statistics.as_ref());
    for (running, batch) in running.iter_mut().zip(statistics) {
        running.update(batch);
    }
}

/// Running statistics of both players, as torch would keep them.
struct Kept {
    generator: Vec<Running<f64>>,
    discriminator: Vec<Running<f64>>,
}

impl Kept {
    fn new(twin: &NaiveGan) -> Self {
        Self {
            generator: fresh(&twin.generator),
            discriminator: fresh(&twin.discriminator),
        }
    }

    /// One training step: G once, D on real, then on fake.
    fn step(&mut self, twin: &NaiveGan, p: &[f64]) {
        let (x, y) = p.split_at(twin.nx());
        update(&mut self.generator, &twin.generator, x, &twin.batch.noise);
        for images in [&twin.batch.real, &twin.fake(x)] {
            update(&mut self.discriminator, &twin.critic(), y, images);
        }
    }
}

/// The names in order: both players, layer by layer, mean then variance.
fn assert_kept<T: Precision>(gan: &Gan<T>, twin: &NaiveGan, kept: &Kept) {
    let mut named = gan.statistics().into_iter();
    for (player, network, all) in [
        ("generator", &twin.generator, &kept.generator),
        ("discriminator", &twin.discriminator, &kept.discriminator),
    ] {
        let layers = network.layers.iter().enumerate();
        let normed = layers.filter(|(_, layer)| layer.batch_norm);
        for ((index, _), running) in normed.zip(all) {
            for (what, expected) in [
                ("running_mean", &running.mean),
                ("running_var", &running.var),
            ] {
                let (name, got) = named.next().expect("statistics of every normalised layer");
                assert_eq!(name, format!("{player}.{index}.{what}"));
                assert_relative(&name, got, expected, STATISTICS);
            }
        }
    }
    assert!(named.next().is_none());
}

fn statistics_agree<T: Precision>(mut twin: NaiveGan) {
    let p = point(&twin);
    let (mut gan, mut kept) = (fast::gan::<T>(&twin), Kept::new(&twin));
    assert_kept(&gan, &twin, &kept);
    let (mut v, pt) = (vec![T::zero(); p.len()], rounded::<T>(&p));
    for step in 0..3 {
        let (real, noise) = (&mut twin.batch.real.data, &mut twin.batch.noise.data);
        *real = singles(20 + step, real.len());
        *noise = singles(30 + step, noise.len());
        fast::load(&mut gan, &twin);
        gan.field(&pt, &mut v);
        // Neither of these is a training pass.
        gan.jacobian_product(&pt, &pt, &mut v);
        gan.commit_statistics();
        kept.step(&twin, &p);
        assert_kept(&gan, &twin, &kept);
    }
    // Inference on another number of samples than the batch.
    let [c, h, w] = twin.generator.input;
    for count in [1, 7] {
        let noise = Tensor::new([count, c, h, w], singles(40, count * c * h * w));
        let images = gan.generate(&pt, &rounded::<T>(&noise.to_chwn()), count);
        let x = &p[..twin.nx()];
        let generator = &twin.generator;
        let expected = generator.forward_inference(x, &noise, &kept.generator);
        assert_relative("images", &images, &expected.to_chwn(), STATISTICS);
    }
}

#[test]
fn running_statistics_and_samples_agree() {
    for game in [dcgan, mixed] {
        for loss in [Loss::WganGp, Loss::VanillaNs] {
            statistics_agree::<f64>(game(loss));
            statistics_agree::<f32>(game(loss));
        }
    }
}

/// A grid of no images is no reason to panic.
#[test]
fn no_samples_are_an_empty_answer() {
    let twin = dcgan(Loss::Wgan);
    let gan = fast::gan::<f64>(&twin);
    assert!(gan.generate(&point(&twin), &[], 0).is_empty());
}

#[test]
fn statistics_can_be_restored() {
    let twin = mixed(Loss::Wgan);
    let (p, mut gan) = (point(&twin), fast::gan::<f64>(&twin));
    let mut v = vec![0.0; p.len()];
    gan.field(&p, &mut v);
    gan.commit_statistics();
    let owned = |gan: &Gan<f64>| -> Vec<(String, Vec<f64>)> {
        let all = gan.statistics().into_iter();
        all.map(|(name, values)| (name, values.to_vec())).collect()
    };
    let saved = owned(&gan);
    let mut other = fast::gan::<f64>(&twin);
    assert_ne!(owned(&other), saved);
    for ((name, values), (into, target)) in saved.iter().zip(other.statistics_mut()) {
        assert_eq!(*name, into);
        target.copy_from_slice(values);
    }
    assert_eq!(owned(&other), saved);
}
