//! Other ways to write a method that are the same method.
//!
//! * `gda_k` and `gdn` leave a choice open: if the transcript does not say which, any will do;
//! * heavy ball is written with the last move, p + d + β(p − p₋₁), or with a velocity,
//!   u ← βu + d, p + u. Both are the same up to rounding, but the rounding of p enters the first
//!   form and not the second, so each is judged by its own formula.

use super::log::{Log, Quantity};
use crate::oracle::Problem;
use crate::oracle::rules::{self, Entry, Needs, Player, Rule, Sums};
use crate::scalar::{Precision, Rational, Real};
use crate::spec::{Algebraic, Choice, Gda, GdaK, Gdn, HessianAt, Method, Order, Steps};

/// What the velocity form of `gn_heavyball` is called.
const VELOCITY: &str = "heavy ball in velocity form: u <- beta u + h A v, p + u";
/// What the form of `sgd_momentum` with the last move is called.
const LAST_MOVE: &str = "heavy ball by the last move: p + h v + beta (p - p_prev)";

/// The method with the choice that was left out, the default first.
pub(super) fn choices(
    method: &Method<Rational>,
    open: bool,
) -> Vec<(Method<Rational>, Option<String>)> {
    let mut list = vec![(method.clone(), None)];
    if !open {
        return list;
    }
    match method {
        Method::Algebraic(Algebraic::GdaK(one)) => {
            let others = Order::ALL.iter().filter(|order| **order != one.order);
            list.extend(others.map(|&order| {
                let other = GdaK {
                    order,
                    ..one.clone()
                };
                (other.into(), Some(format!("order = {order}")))
            }));
        }
        Method::Algebraic(Algebraic::Gdn(one)) => {
            let others = HessianAt::ALL.iter().filter(|at| **at != one.hessian_at);
            list.extend(others.map(|&hessian_at| {
                let other = Gdn {
                    hessian_at,
                    ..one.clone()
                };
                (other.into(), Some(format!("hessian_at = {hessian_at}")))
            }));
        }
        _ => {}
    }
    list
}

/// The other form of heavy ball, and what it is called.
pub(super) fn other_form<S: Real>(method: &Method<S>) -> Option<(Box<dyn Rule<S>>, &'static str)> {
    match method {
        Method::Algebraic(Algebraic::GnHeavyball(one)) => {
            let velocity = Velocity {
                descent: rules::rule(&one.core.into())?,
                momentum: one.momentum,
            };
            Some((Box::new(velocity), VELOCITY))
        }
        Method::Algebraic(Algebraic::SgdMomentum(one)) => {
            let gda = Gda {
                steps: Steps::same(one.step),
            };
            let last_move = LastMove {
                descent: rules::rule(&gda.into())?,
                momentum: one.momentum,
            };
            Some((Box::new(last_move), LAST_MOVE))
        }
        _ => None,
    }
}

/// u ← βu + d, p + u. Memory: u.
struct Velocity<S> {
    /// p + d.
    descent: Box<dyn Rule<S>>,
    momentum: S,
}

/// p + d + β(p − p₋₁), p₋₁ = p₀ at first. Memory: p₋₁.
struct LastMove<S> {
    /// p + d.
    descent: Box<dyn Rule<S>>,
    momentum: S,
}

/// d of a rule without memory.
fn descent<S: Real>(rule: &dyn Rule<S>, k: usize, sums: &Sums<S>, entry: &Entry<'_, S>) -> S {
    let mut alone = Entry {
        p: S::zero(),
        memory: &mut [],
        ..*entry
    };
    rule.advance(k, sums, &mut alone)
}

macro_rules! forwarded {
    () => {
        fn memory(&self) -> usize {
            1
        }
        fn sums(&self) -> usize {
            self.descent.sums()
        }
        fn needs(&self, k: usize) -> Needs {
            self.descent.needs(k)
        }
        fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
            let mut alone = Entry {
                memory: &mut [],
                ..*entry
            };
            self.descent.gather(k, &mut alone, terms);
        }
    };
}

impl<S: Real> Rule<S> for Velocity<S> {
    forwarded! {}
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let descent = descent(&*self.descent, k, sums, entry);
        entry.memory[0] = self.momentum * entry.memory[0] + descent;
        entry.p + entry.memory[0]
    }
}

impl<S: Real> Rule<S> for LastMove<S> {
    forwarded! {}
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let descent = descent(&*self.descent, k, sums, entry);
        let previous = if k == 0 { entry.p } else { entry.memory[0] };
        entry.memory[0] = entry.p;
        entry.p + (descent + self.momentum * (entry.p - previous))
    }
}

/// Whether the rule, done in `T` as it stands, gives every logged iterate to the bit.
///
/// # Errors
/// Those of the log.
pub(super) fn same_bits<T: Precision>(
    rule: &dyn Rule<T>,
    log: &dyn Log,
    nx: usize,
) -> Result<bool, Problem> {
    let width = rule.memory();
    let mut memory = vec![T::zero(); log.n() * width];
    let last = log.steps().len() - 1;
    for k in 0..last {
        let all = [(k, Quantity::P), (k, Quantity::V), (k + 1, Quantity::P)];
        let [Some(p), Some(v), Some(next)] = all.map(|(k, what)| logged(log, k, what)) else {
            return Ok(false);
        };
        let (p, v, next) = (p?, v?, next?);
        let mut sums = Sums::zero(rule.sums());
        let mut terms = vec![T::zero(); rule.sums()];
        let entry = |i: usize| Entry {
            player: if i < nx { Player::X } else { Player::Y },
            p: T::constant(p[i]),
            v: T::constant(v[i]),
            mid: T::zero(),
            memory: &mut [],
        };
        for i in 0..log.n() {
            terms.fill(T::zero());
            let memory = &mut memory[i * width..(i + 1) * width];
            rule.gather(k, &mut Entry { memory, ..entry(i) }, &mut terms);
            let sums = if i < nx { &mut sums.x } else { &mut sums.y };
            sums.iter_mut()
                .zip(&terms)
                .for_each(|(sum, term)| *sum += *term);
        }
        for (i, next) in next.iter().enumerate() {
            let memory = &mut memory[i * width..(i + 1) * width];
            let predicted = rule.advance(k, &sums, &mut Entry { memory, ..entry(i) });
            if predicted.to_f64() != *next {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn logged(log: &dyn Log, k: usize, what: Quantity) -> Option<Result<Vec<f64>, Problem>> {
    let pieces = log.pieces();
    if !log.is_complete() || !(0..pieces.len()).all(|piece| log.has(k, what, piece)) {
        return None;
    }
    let mut entries = vec![0.0; log.n()];
    for (piece, range) in pieces.iter().enumerate() {
        let part = &mut entries[range.clone()];
        if let Err(problem) = log.read(k, what, piece, range.clone(), part) {
            return Some(Err(problem));
        }
    }
    Some(Ok(entries))
}
