//! How good are a generator's samples, by a small classifier of our own.
//!
//! [`Classifier`] is a convolutional network trained on real labelled images by `adam` on the
//! cross-entropy, seen as a game whose maximising player has no parameters. [`Score`] says which
//! classes a set of samples falls into and how sure the classifier is of it.
//!
//! These numbers compare runs of this crate with each other. They are no inception score and no
//! FID: those need a given feature network.

mod classifier;

pub use classifier::{Classifier, ScoreError, Training};

/// Classes of every data set here.
pub const CLASSES: usize = 10;

/// What a classifier says of a set of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Samples whose most probable class is each of the ten.
    pub histogram: [usize; CLASSES],
    /// Mean probability of the most probable class.
    pub mean_confidence: f64,
    /// exp(H(mean p) − mean H(p)), between 1 and 10: the inception score's formula with this
    /// classifier in the place of Inception, not comparable with published scores.
    pub diversity: f64,
}

impl Score {
    /// The score of class probabilities, one row of ten per sample; all zero for no samples.
    pub fn of(probabilities: &[[f64; CLASSES]]) -> Self {
        let mut histogram = [0; CLASSES];
        let mut mean = [0.0; CLASSES];
        let (mut confidence, mut entropies) = (0.0, 0.0);
        for p in probabilities {
            let (class, best) =
                p.iter().enumerate().fold(
                    (0, f64::MIN),
                    |(i, m), (j, &q)| {
                        if q > m { (j, q) } else { (i, m) }
                    },
                );
            histogram[class] += 1;
            confidence += best;
            entropies += entropy(p);
            mean.iter_mut().zip(p).for_each(|(m, q)| *m += q);
        }
        let count = probabilities.len().max(1) as f64;
        mean.iter_mut().for_each(|m| *m /= count);
        Self {
            histogram,
            mean_confidence: confidence / count,
            diversity: libm::exp(entropy(&mean) - entropies / count),
        }
    }

    /// Classes that at least one sample falls into.
    pub fn classes(&self) -> usize {
        self.histogram.iter().filter(|&&n| n > 0).count()
    }
}

/// −Σ p log p, in nats.
fn entropy(p: &[f64; CLASSES]) -> f64 {
    -p.iter()
        .filter(|&&q| q > 0.0)
        .map(|&q| q * libm::log(q))
        .sum::<f64>()
}
