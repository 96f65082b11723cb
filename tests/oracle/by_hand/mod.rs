//! The changed steps of first order against formulas written a second time: not step by step with
//! a memory, as the catalogue has them, but from all points and fields so far.
//!
//! Every entry of the first-order half has a row, at least one. Broken by hand in the catalogue,
//! twenty at once, each named by its row: the old buffer for the new one in Nesterov's form; h in the
//! first m; a lag, an offset of t and a count left out; the smallest square for the largest; x for
//! y; v(q) for v(p_{k−1}); a factor ½; the slow point taken a step early; a mean for one of two
//! products; w and b exchanged; λ for 1/λ; d₋ for d; −g for g; a sum forgotten; both players moved
//! at once; one sign for two. For the relatives of Adam, the settings of libraries and the mixed
//! means, again all at once: a decay that grows, or one of v; μ of the next step; ε moved; t + 1
//! made t; plus for minus; the past left uncorrected; another default; w and b exchanged.

mod gauss_newton;
mod means;
mod plain;
mod relatives;

use crate::specimens::games;
use gnash::game::Game;
use gnash::oracle::catalogue::{Mutation, entries};
use gnash::oracle::rules::on_game;
use gnash::spec::{Method, Steps};
use nalgebra::DVector;
use std::collections::BTreeSet;

/// Steps of a run: RAdam begins to divide at the sixth.
const LENGTH: usize = 7;
/// Relative to the largest coordinate so far. One step of either is some hundred operations in
/// doubles, and a matrix is inverted whose condition 1 + ‖v‖²/λ is below 10⁴: 10⁻¹⁶·10²·10⁴.
const ROUNDING: f64 = 1e-10;

type Vector = DVector<f64>;

/// What has happened until step k: p_0 … p_k and v(p_0) … v(p_k).
pub struct Past<'a> {
    game: &'a dyn Game<f64>,
    k: usize,
    p: Vec<Vector>,
    v: Vec<Vector>,
}

impl Past<'_> {
    fn p(&self) -> &Vector {
        &self.p[self.k]
    }
    fn v(&self) -> &Vector {
        &self.v[self.k]
    }
    fn n(&self) -> usize {
        self.p().len()
    }
    /// Σ_j w(j) a_j for j ≤ k.
    fn sum(&self, a: &[Vector], weight: impl Fn(usize) -> f64) -> Vector {
        let zero = Vector::zeros(self.n());
        (0..=self.k).fold(zero, |sum, j| sum + &a[j] * weight(j))
    }
    /// The mean with β of a_0 … a_k that starts from zero.
    fn sum_until(&self, a: &[Vector], k: usize, beta: f64) -> Vector {
        let zero = Vector::zeros(self.n());
        (0..=k).fold(zero, |sum, j| {
            sum + &a[j] * ((1.0 - beta) * beta.powi((k - j) as i32))
        })
    }
    /// Σ_j w(j) v_j∘v_j.
    fn squares(&self, weight: impl Fn(usize) -> f64) -> Vector {
        let squares: Vec<_> = self.v.iter().map(|v| v.component_mul(v)).collect();
        self.sum(&squares, weight)
    }
    /// (a_x, b_y).
    fn mixed(&self, a: &Vector, b: &Vector) -> Vector {
        let nx = self.game.nx();
        Vector::from_fn(self.n(), |i, _| if i < nx { a[i] } else { b[i] })
    }
    /// (hx a_x, hy a_y).
    fn scaled(&self, steps: Steps<f64>, a: &Vector) -> Vector {
        self.mixed(&(a * steps.x), &(a * steps.y))
    }
    /// The coordinates of x and those of y.
    fn blocks(&self) -> [std::ops::Range<usize>; 2] {
        let nx = self.game.nx();
        [0..nx, nx..self.n()]
    }
}

/// p_{k+1}.
type Formula = Box<dyn Fn(&Past) -> Vector>;

/// A row: the entry, the method, and what the entry says.
pub type Row = (&'static str, Method<f64>, Formula);

fn row(
    id: &'static str,
    method: impl Into<Method<f64>>,
    formula: impl Fn(&Past) -> Vector + 'static,
) -> Row {
    (id, method.into(), Box::new(formula))
}

/// The first step on which the entry and the formula differ, if there is one.
fn problem((id, method, formula): &Row, game: &dyn Game<f64>, p0: &Vector) -> Option<String> {
    let entry = entries().into_iter().find(|entry| entry.id == *id);
    let entry = entry.unwrap_or_else(|| panic!("no entry {id}"));
    let candidate = entry.mutation.candidate(method);
    let candidate = candidate.unwrap_or_else(|| panic!("{id} does not apply to {method:?}"));
    let found = on_game(candidate, game, p0, LENGTH).expect("the run goes on");
    let (p, v) = (vec![p0.clone()], vec![game.field(p0)]);
    let mut past = Past { game, k: 0, p, v };
    for (k, found) in found[1..].iter().enumerate() {
        let size = past.p.iter().map(Vector::amax).fold(found.amax(), f64::max);
        let off = (found - formula(&past)).amax() / size;
        if off.is_nan() || off > ROUNDING {
            return Some(format!("{id} of {method:?}, step {k}: off by {off:e}"));
        }
        past.v.push(game.field(found));
        past.p.push(found.clone());
        past.k += 1;
    }
    None
}

fn rows() -> Vec<Row> {
    let lists = [
        plain::rows(),
        means::rows(),
        relatives::rows(),
        gauss_newton::rows(),
    ];
    lists.into_iter().flatten().collect()
}

#[test]
fn changed_steps_are_what_their_sentences_say() {
    let mut games = games();
    games.retain(|one| ["quadratic 2+3", "mlp_gan"].contains(&one.name));
    let rows = rows();
    let pairs = rows
        .iter()
        .flat_map(|row| games.iter().map(move |one| (row, one)));
    let problems: Vec<_> = pairs
        .filter_map(|(row, one)| problem(row, &*one.game, &one.p0))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_entry_of_first_order_has_a_row() {
    let seen: BTreeSet<_> = rows().into_iter().map(|(id, ..)| id).collect();
    let of_fields = entries().into_iter();
    let of_fields = of_fields.filter(|one| matches!(one.mutation, Mutation::FirstOrder(_)));
    let missing: Vec<_> = of_fields
        .filter(|one| !seen.contains(one.id))
        .map(|one| one.id)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
