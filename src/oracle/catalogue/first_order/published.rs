//! The published training code of the Gauss-Newton paper, put right and got wrong.

use super::means::published;
use super::parts::{Changed, other, rule};
use super::table::changes;
use crate::oracle::rules::{Entry, Rule, Sums};
use crate::scalar::Real;
use crate::spec::{GnPublished, Method, Numerator};

changes! {
    /// Changes of the published code.
    PublishedChange of Published {
        Uu = "published_uu_for_ug", 3, &["gn_published"],
            "u(uᵀu) in the place of u(uᵀĝ).",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/MNIST:FMNIST/mnist.py, where the \
             CIFAR script (code/CIFAR/main2.py) has uᵀĝ.";
        Ug = "published_ug_for_uu", 3, &["gn_published"],
            "u(uᵀĝ) in the place of u(uᵀu).",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/CIFAR/main2.py, where the MNIST \
             script has uᵀu.";
        Normalised = "published_normalised", 3, &["gn_published"],
            "ĝ is divided by its running root mean square, though it should not be.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/CIFAR/main2.py, does so and the \
             MNIST script does not.";
        Plain = "published_not_normalised", 3, &["gn_published"],
            "ĝ is g itself, not divided by its running root mean square.",
            "NeelMishra/Gauss-Newton-Based-Minimax-Solver, code/MNIST:FMNIST/mnist.py, has no \
             normalisation and the CIFAR script has one.";
        InverseLambda = "published_inverse_lambda", 2, &["gn_published"],
            "1/λ in the place of 1/√λ before the bracket.",
            "Sherman–Morrison as it should be; a reader who corrects the published line would \
             write it. No instance known to us.";
        NoStep = "published_step_not_in_u", 3, &["gn_published"],
            "u = ĝ/√λ, without the step size under the root.",
            "Sherman–Morrison as it should be; a reader who corrects the published line would \
             write it. No instance known to us.";
        NoIdentity = "published_without_minus_g", 3, &["gn_published"],
            "The subtraction of ĝ is missing: p + h(ĝ − u(uᵀĝ)/(1 + uᵀu))/√λ, which also goes \
             uphill.",
            "Leaving out one term of the published line; no instance known to us.";
        PerPlayer = "published_per_player", 3, &["gn_published"],
            "Each player has products uᵀĝ and uᵀu of his own.",
            "Two optimizers, one for each network, where the published code has one for both; no \
             instance known to us.";
    }
}

/// The published step, changed.
struct Changes<S> {
    one: GnPublished<S>,
    change: PublishedChange,
}

impl PublishedChange {
    pub(super) fn candidate<S: Real>(self, method: &Method<S>) -> Changed<S> {
        let Method::GnPublished(one) = method else {
            return None;
        };
        let numerator =
            |numerator| (one.numerator != numerator).then_some(GnPublished { numerator, ..*one });
        let normalise =
            |normalise| (one.normalise != normalise).then_some(GnPublished { normalise, ..*one });
        match self {
            Self::Uu => other(numerator(Numerator::U)?),
            Self::Ug => other(numerator(Numerator::G)?),
            Self::Normalised => other(normalise(true)?),
            Self::Plain => other(normalise(false)?),
            change => rule(Changes { one: *one, change }),
        }
    }
}

impl<S: Real> Changes<S> {
    /// (ĝ, u), once the mean of squares is that of this step.
    fn vectors(&self, entry: &Entry<'_, S>) -> (S, S) {
        let g = if self.one.normalise {
            -entry.v / (entry.memory[0].sqrt() + published::<S>().1)
        } else {
            -entry.v
        };
        let factor = match self.change {
            PublishedChange::NoStep => S::one() / self.one.damping,
            _ => self.one.step / self.one.damping,
        };
        (g, factor.sqrt() * g)
    }
}

/// Sums: uᵀĝ, uᵀu. Memory: the mean of squares.
impl<S: Real> Rule<S> for Changes<S> {
    fn memory(&self) -> usize {
        1
    }
    fn sums(&self) -> usize {
        2
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        let (decay, _) = published();
        let squares = entry.v.square();
        super::means::running(None, k, &mut entry.memory[0], squares, decay);
        let (g, u) = self.vectors(entry);
        terms.copy_from_slice(&[u * g, u.square()]);
    }
    fn advance(&self, _: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        use PublishedChange as C;
        let (g, u) = self.vectors(entry);
        let joint = [sums.total(0), sums.total(1)];
        let sums = match self.change {
            C::PerPlayer => sums.of(entry.player),
            _ => &joint,
        };
        let product = match self.one.numerator {
            Numerator::G => sums[0],
            Numerator::U => sums[1],
        };
        let bracket = g - u * (product / (S::one() + sums[1]));
        let (step, damping) = (self.one.step, self.one.damping);
        match self.change {
            C::InverseLambda => entry.p + step * (bracket / damping - g),
            C::NoIdentity => entry.p + step * (bracket / damping.sqrt()),
            _ => entry.p + step * (bracket / damping.sqrt() - g),
        }
    }
}
