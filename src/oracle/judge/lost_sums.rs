//! Steps that are too long or too short by what a float sum over all coordinates may lose.
//!
//! A Gauss-Newton step is the field times a number that comes from ‖v‖². Where an implementation has
//! another ‖v‖², every coordinate is off by the same factor. In f32, sums of millions of squares lose
//! more than their user thinks if they are added one after another: at 10⁶ normal entries the inner
//! products of BLAS lose up to 3·10⁻⁶ and `torch.norm` 2·10⁻⁵, at 10⁷ they lose 10⁻⁴ and 10⁻³, and
//! ten times as much where a few entries are large. Sums in pairs or blocks lose nothing to speak of.

use super::outcome::Moves;
use crate::oracle::rules;
use crate::scalar::{Precision, Running};
use crate::spec::Method;

/// Fewer terms do not lose enough.
const FEWEST: usize = 1000;

/// A part of n u, which adding n equal terms one after another may lose.
const PART: f64 = 0.25;

/// Beyond this it is a mistake whatever its cause.
const LARGEST: f64 = 0.05;

/// 1 − cosine of moves that differ by a factor only, as far as f32 tells.
const COLLINEAR: f64 = 1e-6;

/// What to say of moves that all are off by the same small factor.
pub(super) fn hint<T: Precision>(
    method: &Method<Running<T>>,
    n: usize,
    moves: &[Moves; 2],
) -> Option<String> {
    if n < FEWEST || rules::rule(method)?.sums() == 0 {
        return None;
    }
    let most = (PART * n as f64 * T::UNIT).min(LARGEST);
    let outside = moves.iter().filter(|one| one.outside > 0);
    let factors: Vec<_> = outside
        .map(|one| {
            let cosine = one.ab / (one.aa * one.bb).sqrt();
            ((one.aa / one.bb).sqrt() - 1.0, cosine)
        })
        .collect();
    let fits = |&(off, cosine): &(f64, f64)| off.abs() <= most && cosine > 1.0 - COLLINEAR;
    (!factors.is_empty() && factors.iter().all(fits)).then(|| {
        format!(
            "; a sum over {n} entries that are added one after another in {} (as inner products of \
             BLAS and torch.norm do, unlike torch.sum or numpy.sum) may lose that much of ||v||^2: \
             sum in doubles to tell",
            T::NAME
        )
    })
}
