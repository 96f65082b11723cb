//! Subsampled gradients and Hessians: HFR Lemmas 3.5–3.7 and the sample size of Theorem 3.8.
//!
//! A small population is sampled in every possible way, so the probability that the mean of the
//! sample is within ε of the mean of the population comes out as a fraction.

use super::super::super::{Check, CheckFn, Failure, Recorded};
use crate::certify;
use crate::scalar::{Interval, Rational, Real, Rounding, Scalar};
use nalgebra::DMatrix;

pub(super) const CHECKS: &[(&str, CheckFn)] = &[
    ("hfr_sampling", sampling),
    ("hfr_sampling_cases", sampling_cases),
    ("hfr_sample_size", sample_size),
    ("hfr_perturbed", perturbed),
];

fn whole(value: usize) -> Rational {
    Rational::from(value)
}

/// A logarithm of a positive fraction, enclosed.
fn ln(value: &Rational) -> Interval {
    Interval::from_rational(value).ln()
}

/// That `count` is the least integer at or above the enclosed `bound`.
fn is_ceiling(count: usize, bound: Interval) -> bool {
    bound.hi() <= count as f64 && (count as f64 - 1.0) < bound.lo()
}

/// Different matrices, how often each occurs, and how many are drawn.
struct Population {
    matrices: Vec<DMatrix<Rational>>,
    multiplicities: Vec<usize>,
    draws: usize,
    replacement: bool,
}

/// C(n, k).
fn binomial(n: usize, k: usize) -> Rational {
    (0..k).fold(Rational::ONE, |c, i| {
        if i >= n {
            Rational::ZERO
        } else {
            c * whole(n - i) / whole(i + 1)
        }
    })
}

impl Population {
    fn size(&self) -> usize {
        self.multiplicities.iter().sum()
    }

    fn mean(&self) -> DMatrix<Rational> {
        let zero = &self.matrices[0] * Rational::ZERO;
        let sum = self.matrices.iter().zip(&self.multiplicities);
        sum.fold(zero, |s, (a, k)| s + a * whole(*k)) / whole(self.size())
    }

    /// The probability that kind `i` fills `k` of the `left` draws that remain.
    fn weight(&self, i: usize, k: usize, left: usize) -> Rational {
        let many = self.multiplicities[i];
        if self.replacement {
            let share = whole(many) / whole(self.size());
            binomial(left, k) * (0..k).fold(Rational::ONE, |p, _| p * share.clone())
        } else {
            binomial(many, k)
        }
    }

    /// Σ over all samples of their probability, of those that `good` accepts by their sum.
    fn probability(
        &self,
        good: &mut impl FnMut(&DMatrix<Rational>) -> Result<bool, Failure>,
    ) -> Result<Rational, Failure> {
        let zero = &self.matrices[0] * Rational::ZERO;
        let total = self.visit(0, self.draws, zero, Rational::ONE, good)?;
        let scale = if self.replacement {
            Rational::ONE
        } else {
            binomial(self.size(), self.draws)
        };
        Ok(total / scale)
    }

    fn visit(
        &self,
        i: usize,
        left: usize,
        sum: DMatrix<Rational>,
        weight: Rational,
        good: &mut impl FnMut(&DMatrix<Rational>) -> Result<bool, Failure>,
    ) -> Result<Rational, Failure> {
        let last = i + 1 == self.matrices.len();
        let choices = if last { left..=left } else { 0..=left };
        let mut total = Rational::ZERO;
        for k in choices {
            let weight = weight.clone() * self.weight(i, k, left);
            if weight == Rational::ZERO {
                continue;
            }
            let sum = &sum + &self.matrices[i] * whole(k);
            total += match last {
                true if good(&sum)? => weight,
                true => Rational::ZERO,
                false => self.visit(i + 1, left - k, sum, weight, good)?,
            };
        }
        Ok(total)
    }
}

/// b²I − EᵀE: positive semidefinite iff ‖E‖₂ ≤ b.
fn gap(e: &DMatrix<Rational>, bound: &Rational) -> DMatrix<Rational> {
    let n = e.ncols();
    DMatrix::from_diagonal_element(n, n, bound.clone() * bound.clone()) - e.transpose() * e
}

/// The number of samples that the lemma asks for, enclosed.
fn asked(
    lemma: &str,
    shape: (usize, usize),
    ratio: &Rational,
    delta: &Rational,
) -> Option<Interval> {
    let square = |factor: i64| {
        Interval::from_rational(&(ratio.clone() * ratio.clone() * Rational::from(factor)))
    };
    let over = |d: usize| ln(&(whole(d) / delta.clone()));
    let quarter = Interval::from_rational(&(Rational::ONE / Rational::from(4)));
    match lemma {
        "3.5" => (shape.0 == shape.1).then(|| square(16) * over(2 * shape.0)),
        "3.6" => Some(square(16) * over(shape.0 + shape.1)),
        "3.7" => (shape.1 == 1).then(|| square(32) * (quarter - ln(delta))),
        _ => None,
    }
}

/// One population and sample size: Pr(‖sample mean − mean‖₂ ≤ ε) ≥ 1 − δ, exactly.
fn sampling(check: &mut Check<'_>) -> Result<(), Failure> {
    let lemma: String = check.get("lemma")?;
    let (rho, eps): (Rational, Rational) = (check.get("rho")?, check.get("eps")?);
    let delta: Rational = check.get("delta")?;
    let population = Population {
        matrices: check.get("matrices")?,
        multiplicities: check.get("multiplicities")?,
        draws: check.get("draws")?,
        replacement: check.get("replacement")?,
    };
    let shape = population.matrices.first().map_or((0, 0), |m| m.shape());
    let sized = population.matrices.len() == population.multiplicities.len()
        && population.matrices.iter().all(|m| m.shape() == shape)
        && shape.0 * shape.1 > 0
        && population.multiplicities.iter().all(|k| *k > 0)
        && (population.replacement || population.draws <= population.size());
    check.require(sized, "a population of matrices of one shape")?;
    let unit = |a: &Rational| *a > Rational::ZERO && *a < Rational::ONE;
    check.require(
        rho > Rational::ZERO && unit(&eps) && unit(&delta),
        "ρ > 0, 0 < ε < 1, 0 < δ < 1",
    )?;
    for matrix in &population.matrices {
        let definiteness = certify::definiteness(&gap(matrix, &rho))?;
        check.require(
            definiteness.is_semidefinite() && !definiteness.is_definite(),
            format!("‖{}‖₂ = ρ", matrix.show()),
        )?;
    }
    let bound = asked(&lemma, shape, &(rho / eps.clone()), &delta);
    let asked = bound.is_some_and(|b| is_ceiling(population.draws, b));
    check.require(
        asked,
        format!(
            "|S| = {} is the least that Lemma {lemma} asks for",
            population.draws
        ),
    )?;
    let mean = population.mean();
    let draws = whole(population.draws);
    let probability = population.probability(&mut |sum| {
        let error = sum / draws.clone() - &mean;
        Ok(certify::definiteness(&gap(&error, &eps))?.is_semidefinite())
    })?;
    check.same("probability", "Pr(‖sample mean − mean‖₂ ≤ ε)", &probability)?;
    check.require(probability >= Rational::ONE - delta, "at least 1 − δ")
}

/// Random populations of two kinds, scaled to ρ = 1, drawn with or without replacement.
fn sampling_cases(check: &mut Check<'_>) -> Result<(), Failure> {
    let lemma: String = check.get("lemma")?;
    let most: usize = check.get("most_draws")?;
    let shape = match lemma.as_str() {
        "3.5" => (1, 1),
        "3.6" => (1, 2),
        _ => (2, 1),
    };
    let mut enumerated = 0_usize;
    check.cases(
        "Pr(‖sample mean − mean‖₂ ≤ ε) ≥ 1 − δ at the least |S| that the lemma asks for",
        |draw| {
            let mut matrices: Vec<_> = (0..2).map(|_| draw.matrix(shape.0, shape.1)).collect();
            // the sum of moduli bounds the norm
            let size =
                |m: &DMatrix<Rational>| m.iter().fold(Rational::ZERO, |s, a| s + Scalar::abs(a));
            let rho = matrices.iter().map(size).fold(Rational::ZERO, Ord::max);
            if rho == Rational::ZERO {
                return Ok(true);
            }
            matrices.iter_mut().for_each(|m| *m /= rho.clone());
            let eps = (Rational::ONE + draw.unit()) / Rational::from(2);
            let delta = draw.unit();
            let Some(bound) = asked(&lemma, shape, &(Rational::ONE / eps.clone()), &delta) else {
                return Ok(false);
            };
            let draws = libm::ceil(bound.hi()) as usize;
            if draws > most {
                return Ok(true);
            }
            enumerated += 1;
            let multiplicities = vec![draws, draw.size(1, 2) * draws];
            let replacement = draw.size(0, 1) == 0;
            let population = Population {
                matrices,
                multiplicities,
                draws,
                replacement,
            };
            let mean = population.mean();
            let probability = population.probability(&mut |sum| {
                let error = sum / whole(draws) - &mean;
                Ok(certify::definiteness(&gap(&error, &eps))?.is_semidefinite())
            })?;
            Ok(probability >= Rational::ONE - delta)
        },
    )?;
    check.require(
        enumerated > 0,
        format!("{enumerated} of them enumerated, |S| at most {most}"),
    )
}

/// Theorem 3.8's printed sample size has ρ_x where ρ_x² is needed.
fn sample_size(check: &mut Check<'_>) -> Result<(), Failure> {
    let (rho_x, rho_y): (Rational, Rational) = (check.get("rho_x")?, check.get("rho_y")?);
    let (rho_xy, rho_yy): (Rational, Rational) = (check.get("rho_xy")?, check.get("rho_yy")?);
    let (eps, delta): (Rational, Rational) = (check.get("eps")?, check.get("delta")?);
    let steps: usize = check.get("T")?;
    let (d1, d2): (usize, usize) = (check.get("d1")?, check.get("d2")?);
    let positive = [&rho_x, &rho_y, &rho_xy, &rho_yy, &eps, &delta]
        .iter()
        .all(|r| **r > Rational::ZERO);
    let allowed = positive && delta < Rational::ONE && eps <= rho_xy && steps * d1 * d2 > 0;
    check.require(allowed, "0 < ε ≤ ρ_xy, 0 < δ < 1, T ≥ 1")?;
    let enclose = Interval::from_rational;
    let square = |a: &Rational| a.clone() * a.clone() / (eps.clone() * eps.clone());
    let quarter = Rational::ONE / Rational::from(4);
    // ¼ + log 4T − log δ
    let vector = enclose(&quarter) + ln(&(whole(4 * steps) / delta.clone()));
    let sixteen = |rho: &Rational| enclose(&(square(rho) * Rational::from(16)));
    let factor = Rational::from(32) * rho_x.clone() / (eps.clone() * eps.clone());
    check.same("printed_factor", "32ρ_x/ε²", &factor)?;
    let printed = [
        sixteen(&rho_yy) * ln(&(whole(8 * d2 * steps) / delta.clone())),
        sixteen(&rho_xy) * ln(&(whole(4 * (d1 + d2) * steps) / delta.clone())),
        enclose(&factor) * vector,
        enclose(&(square(&rho_y) * Rational::from(32))) * vector,
    ];
    let terms: Vec<usize> = check.get("terms")?;
    let right = terms.len() == 4 && terms.iter().zip(printed).all(|(t, p)| is_ceiling(*t, p));
    check.require(
        right,
        format!("the four terms of (3.19), rounded up, are {terms:?}"),
    )?;
    let draws = terms.into_iter().max().unwrap_or(0);
    check.same("draws", "|S_t|", &draws)?;
    // ∇_x f_i = ±ρ_x, half each: |mean| = ρ_x |2k − |S||/|S|
    let half = Rational::ONE / Rational::from(2);
    let chance = (0..draws).fold(Rational::ONE, |p, _| p * half.clone());
    let mut failure = Rational::ZERO;
    for k in 0..=draws {
        let distance = whole(draws.abs_diff(2 * k)) / whole(draws) * rho_x.clone();
        if distance > eps {
            failure += binomial(draws, k) * chance.clone();
        }
    }
    check.same(
        "failure",
        "Pr(|∇_x of the sample − ∇_x f| > ε) for gradients ±ρ_x",
        &failure,
    )?;
    check.require(
        failure > delta,
        "more than δ: (3.23) fails, already in one step",
    )
}

/// The deterministic core: e' ≤ σe + ε gives e_T ≤ σᵀe₀ + ε(1 − σᵀ)/(1 − σ), with equality.
fn perturbed(check: &mut Check<'_>) -> Result<(), Failure> {
    check.cases(
        "e' = σe + ε ends exactly at σᵀe₀ + ε(1 − σᵀ)/(1 − σ)",
        |draw| {
            let (sigma, eps, start) = (draw.unit(), draw.positive(), draw.positive());
            let steps = draw.size(0, 12);
            let end = (0..steps).fold(start.clone(), |e, _| sigma.clone() * e + eps.clone());
            let power = (0..steps).fold(Rational::ONE, |p, _| p * sigma.clone());
            let rest = eps * (Rational::ONE - power.clone()) / (Rational::ONE - sigma);
            Ok(end == power * start + rest)
        },
    )
}
