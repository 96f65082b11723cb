//! `nlcg`: d₀ = −g₀, d_k = −g_k + β d_{k−1}, p + h d, each player with his own β; g = −v.

use super::{Entry, Rule, Sums, own};
use crate::scalar::Real;
use crate::spec::{Conjugacy, Nlcg};
use std::cmp::Ordering;

/// The products of one player from which every β is made, with y = g − g₋ and d = d_{k−1}.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::oracle) struct Products<S> {
    /// ‖g‖².
    pub gg: S,
    /// ‖g₋‖².
    pub previous: S,
    /// g·y.
    pub gy: S,
    /// d·y.
    pub dy: S,
    /// ‖y‖².
    pub yy: S,
    /// d·g.
    pub dg: S,
}

/// How many they are.
pub(in crate::oracle) const PRODUCTS: usize = 6;

impl<S: Real> Products<S> {
    /// Their terms at one coordinate.
    pub(in crate::oracle) fn terms(g: S, g_prev: S, d_prev: S) -> [S; PRODUCTS] {
        let y = g - g_prev;
        [
            g.square(),
            g_prev.square(),
            g * y,
            d_prev * y,
            y.square(),
            d_prev * g,
        ]
    }

    /// Back from the sums of the terms.
    pub(in crate::oracle) fn of(sums: &[S]) -> Self {
        Self {
            gg: sums[0],
            previous: sums[1],
            gy: sums[2],
            dy: sums[3],
            yy: sums[4],
            dg: sums[5],
        }
    }

    /// β under this rule; a zero denominator gives 0.
    pub(in crate::oracle) fn beta(&self, rule: Conjugacy, mu: S) -> S {
        let Self {
            gg,
            previous,
            gy,
            dy,
            yy,
            dg,
        } = *self;
        let with = |rule| self.beta(rule, mu);
        match rule {
            Conjugacy::Fr => quotient(gg, previous),
            Conjugacy::Prp => quotient(gy, previous),
            Conjugacy::Hs => quotient(gy, dy),
            Conjugacy::Dy => quotient(gg, dy),
            // (g·y − μ‖y‖²(d·g)/(d·y))/(d·y)
            Conjugacy::Hz => quotient(gy - mu * quotient(yy * dg, dy), dy),
            Conjugacy::FrPrp => truncated(with(Conjugacy::Fr), with(Conjugacy::Prp)),
            Conjugacy::HsDy => truncated(with(Conjugacy::Hs), with(Conjugacy::Dy)),
        }
    }
}

/// a/b, or 0 where b is.
pub(in crate::oracle) fn quotient<S: Real>(a: S, b: S) -> S {
    // a zero that may be nothing but roundings decides nothing: `exact` has no answer there
    if b.is_zero() && b.exact().is_some() {
        S::zero()
    } else {
        a / b
    }
}

/// max(0, min(a, b)).
fn truncated<S: Real>(a: S, b: S) -> S {
    -lesser(S::zero(), -lesser(a, b))
}

/// min(a, b). Where a scalar does not tell which it is (`partial_cmp` is `None`), a formula without
/// a branch keeps the errors of both.
fn lesser<S: Real>(a: S, b: S) -> S {
    match a.partial_cmp(&b) {
        Some(Ordering::Greater) => b,
        Some(_) => a,
        None => (a + b - (a - b).abs()) / S::from_i64(2),
    }
}

/// Sums: `Products`. Memory: g₋, d_{k−1}.
impl<S: Real> Rule<S> for Nlcg<S> {
    fn memory(&self) -> usize {
        2
    }
    fn sums(&self) -> usize {
        PRODUCTS
    }
    fn gather(&self, _: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        let (g_prev, d_prev) = (entry.memory[0], entry.memory[1]);
        terms.copy_from_slice(&Products::terms(-entry.v, g_prev, d_prev));
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let g = -entry.v;
        let d = if k == 0 {
            -g
        } else {
            let beta = Products::of(sums.of(entry.player)).beta(self.conjugacy, self.mu);
            -g + beta * entry.memory[1]
        };
        entry.memory.copy_from_slice(&[g, d]);
        entry.p + own(&self.steps, entry.player) * d
    }
}
