//! Running statistics of batch normalisation, as torch keeps them.
//!
//! running ← (1 − m)·running + m·batch, m = 0.1, with the unbiased variance σ²·M/(M − 1)
//! (the biased one where M = 1). The generator updates once a step, the discriminator twice:
//! real, then fake.

use super::evaluator::Evaluator;
use crate::nn::{Element, Moments, Network, batch_norm::MOMENTUM};

pub(super) struct Running<T> {
    generator: Vec<Moments<T>>,
    discriminator: Vec<Moments<T>>,
}

fn fresh<T: Element>(network: &Network) -> Vec<Moments<T>> {
    let layers = network.layers().iter();
    let channels = layers.map(|l| {
        if l.batch_norm {
            l.affine.output().channels
        } else {
            0
        }
    });
    let start = channels.map(|c| {
        let mut moments = Moments::zeros(c);
        moments.variance.fill(T::one());
        moments
    });
    start.collect()
}

fn update<T: Element>(running: &mut Moments<T>, batch: &Moments<T>, count: usize) {
    let m = T::constant(MOMENTUM);
    let keep = T::one() - m;
    let unbiased = T::constant(count as f64 / (count.max(2) - 1) as f64);
    for (r, &b) in running.mean.iter_mut().zip(&batch.mean) {
        *r = keep * *r + m * b;
    }
    for (r, &b) in running.variance.iter_mut().zip(&batch.variance) {
        *r = keep * *r + m * unbiased * b;
    }
}

impl<T: Element> Running<T> {
    pub fn new(generator: &Network, discriminator: &Network) -> Self {
        Self {
            generator: fresh(generator),
            discriminator: fresh(discriminator),
        }
    }

    pub fn generator(&self) -> &[Moments<T>] {
        &self.generator
    }

    pub fn commit(&mut self, evaluator: &Evaluator<T>) {
        let batch = evaluator.batch_size();
        let count =
            |network: &Network, l: usize| network.layers()[l].affine.output().plane() * batch;
        for (l, running) in self.generator.iter_mut().enumerate() {
            update(
                running,
                evaluator.tape_g.moments(l),
                count(&evaluator.generator, l),
            );
        }
        for pass in &evaluator.moments_d {
            for (l, running) in self.discriminator.iter_mut().enumerate() {
                update(running, &pass[l], count(&evaluator.discriminator, l));
            }
        }
    }

    pub fn named(&self) -> Vec<(String, &[T])> {
        let players = [
            ("generator", &self.generator),
            ("discriminator", &self.discriminator),
        ];
        let mut all = Vec::new();
        for (player, layers) in players {
            for (l, moments) in layers
                .iter()
                .enumerate()
                .filter(|(_, m)| !m.mean.is_empty())
            {
                all.push((format!("{player}.{l}.running_mean"), &moments.mean[..]));
                all.push((format!("{player}.{l}.running_var"), &moments.variance[..]));
            }
        }
        all
    }

    pub fn named_mut(&mut self) -> Vec<(String, &mut [T])> {
        let players = [
            ("generator", &mut self.generator),
            ("discriminator", &mut self.discriminator),
        ];
        let mut all = Vec::new();
        for (player, layers) in players {
            for (l, moments) in layers
                .iter_mut()
                .enumerate()
                .filter(|(_, m)| !m.mean.is_empty())
            {
                all.push((format!("{player}.{l}.running_mean"), &mut moments.mean[..]));
                all.push((
                    format!("{player}.{l}.running_var"),
                    &mut moments.variance[..],
                ));
            }
        }
        all
    }
}
