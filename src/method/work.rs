//! What every method does in a step: evaluate the field, reduce it, move the point.

use super::StepReport;
use super::error::{MethodError, Quantity};
use crate::game::{Field, Losses};
use crate::operator::{Dd, Factor, Float, LANES, Scale, Wide, magnitude, rows, scaled, unit_scale};
use crate::par::{self, block_count};
use std::ops::Range;

/// Sizes and scratch memory, allocated once.
#[derive(Clone, Debug)]
pub(super) struct Work<T> {
    pub nx: usize,
    pub n: usize,
    /// The field at the current point.
    pub v: Vec<T>,
    partials: Vec<Partial>,
}

/// Sums over one block, and whether all its points are far from overflow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partial {
    pub sums: [Dd; 3],
    pub calm: bool,
}

impl Partial {
    pub const EMPTY: Self = Self {
        sums: [Dd { hi: 0.0, lo: 0.0 }; 3],
        calm: true,
    };

    /// Sums in order; call it with blocks in order.
    pub fn plus(self, next: Self) -> Self {
        let [a, b, c] = self.sums;
        let [d, e, f] = next.sums;
        Self {
            sums: [a + d, b + e, c + f],
            calm: self.calm && next.calm,
        }
    }

    /// Sum `k` as a scalar if no term of it can have over- or underflowed.
    pub fn safe<T: Float>(&self, k: usize) -> Option<Wide> {
        let hi = self.sums[k].hi;
        let (low, high) = T::SAFE_SQUARES;
        (hi.is_finite()
            && (libm::scalbn(1.0, low as i32)..libm::scalbn(1.0, high as i32)).contains(&hi))
        .then(|| Wide::new(self.sums[k], 0))
    }
}

/// ‖v‖² of both players, and whether the point is far from overflow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Norms {
    pub squares: [Wide; 2],
    pub calm: bool,
}

impl Norms {
    pub fn total(&self) -> Wide {
        self.squares[0] + self.squares[1]
    }
}

impl<T: Float> Work<T> {
    pub fn new(nx: usize, ny: usize) -> Self {
        let blocks = block_count(nx) + block_count(ny);
        Self {
            nx,
            n: nx + ny,
            v: vec![T::zero(); nx + ny],
            partials: vec![Partial::EMPTY; blocks],
        }
    }

    /// The index ranges of both players.
    pub fn players(&self) -> [Range<usize>; 2] {
        [0..self.nx, self.nx..self.n]
    }

    /// v ← v(p), after checking the sizes.
    pub fn evaluate(
        &mut self,
        game: &mut dyn Field<T>,
        p: &[T],
    ) -> Result<Losses<f64>, MethodError> {
        expect("the point", self.n, p.len())?;
        expect("player x of the game", self.nx, game.nx())?;
        expect("player y of the game", self.n - self.nx, game.ny())?;
        let losses = game.field(p, &mut self.v);
        Ok(Losses {
            loss_x: losses.loss_x.to_f64(),
            payoff_y: losses.payoff_y.to_f64(),
        })
    }

    /// One parallel pass over player `k`: `body` on each block, results added in block order.
    pub fn reduce<F>(&mut self, k: usize, body: F) -> Partial
    where
        F: Fn(&[T], Range<usize>) -> Partial + Sync + Send,
    {
        let range = self.players()[k].clone();
        let split = block_count(self.nx);
        let (first, second) = self.partials.split_at_mut(split);
        let partials = if k == 0 { first } else { second };
        let (v, offset) = (&self.v[range.clone()], range.start);
        par::map_blocks(partials, range.len(), |r| {
            body(&v[r.clone()], r.start + offset..r.end + offset)
        });
        partials.iter().fold(Partial::EMPTY, |a, &b| a.plus(b))
    }

    /// The reduction that most methods need: ‖v‖² per player, and the checks of v and p.
    pub fn norms(&mut self, p: &[T]) -> Result<Norms, MethodError> {
        self.norms_by(
            p,
            #[inline(always)]
            |v, r, scale| block_norm(v, &p[r], scale),
        )
    }

    /// The same by another kernel `(v, range, scale)`, inlined: its first sum is Σ(scale·v)².
    pub fn norms_by<F>(&mut self, p: &[T], kernel: F) -> Result<Norms, MethodError>
    where
        F: Fn(&[T], Range<usize>, T) -> Partial + Sync + Send,
    {
        let mut norms = Norms {
            squares: [Wide::ZERO; 2],
            calm: true,
        };
        let sum = |work: &mut Self, k, scale| {
            work.reduce(k, |v, r| {
                par::vectorised(
                    #[inline(always)]
                    || kernel(v, r, scale),
                )
            })
        };
        for k in 0..2 {
            let part = sum(self, k, T::one());
            norms.calm &= part.calm;
            if let Some(square) = part.safe::<T>(0) {
                norms.squares[k] = square;
            } else if let Some(exponent) = self.field_exponent(k)? {
                let (scale, shift) = unit_scale::<T>(exponent);
                norms.squares[k] = Wide::new(sum(self, k, scale).sums[0], 2 * shift);
            }
        }
        if !norms.calm {
            check_finite(Quantity::Point, 0, p.iter().copied())?;
        }
        Ok(norms)
    }

    /// Exponent of max |vᵢ| of player `k`; this is where a bad field is found.
    pub fn field_exponent(&self, k: usize) -> Result<Option<i64>, MethodError> {
        let range = self.players()[k].clone();
        let start = range.start;
        check_finite(Quantity::Field, start, self.v[range].iter().copied())
    }

    /// p ← p + c v with one coefficient per player, or an error that leaves p alone.
    pub fn advance(&self, p: &mut [T], c: [Wide; 2], norms: &Norms) -> Result<(), MethodError> {
        let factors = c.map(Factor::<T>::of);
        let tame = (0..2).all(|k| is_tame::<T>(c[k].abs() * norms.squares[k].sqrt()));
        if let ([Some(cx), Some(cy)], true) = (factors.map(Factor::plain), norms.calm && tame) {
            for (range, c) in self.players().into_iter().zip([cx, cy]) {
                let v = &self.v[range.clone()];
                par::for_blocks(&mut p[range], par::BLOCK, |i, p| {
                    let v = &v[i * par::BLOCK..][..p.len()];
                    par::vectorised(
                        #[inline(always)]
                        || add_multiple(p, c, v),
                    );
                });
            }
            return Ok(());
        }
        let factor = |i: usize| factors[usize::from(i >= self.nx)];
        let next = |i: usize, p: T| factor(i).times_add(self.v[i], p);
        replace_checked(p, next)
    }
}

/// The report of a method without φ.
pub(super) fn plain_report(losses: Losses<f64>, square: Wide) -> StepReport {
    StepReport {
        losses,
        field_norm_sq: square.to_f64(),
        phi: None,
        direction_norm_sq: square.to_f64(),
    }
}

/// The report of a method with φ at s = `direction`.
pub(super) fn report(losses: Losses<f64>, field: Wide, direction: Wide, phi: Wide) -> StepReport {
    StepReport {
        losses,
        field_norm_sq: field.to_f64(),
        phi: Some(phi.to_f64()),
        direction_norm_sq: direction.to_f64(),
    }
}

/// Whether adding a change of at most this size to a calm point cannot overflow.
pub(super) fn is_tame<T: Float>(change: Wide) -> bool {
    change.is_below(T::HALF_ULP_OF_MAX)
}

/// pᵢ ← next(i, pᵢ), all or nothing: for rare cases, in order and without threads.
pub(super) fn replace_checked<T: Float>(
    p: &mut [T],
    next: impl Fn(usize, T) -> T,
) -> Result<(), MethodError> {
    let moved = p.iter().enumerate().map(|(i, &p)| next(i, p));
    check_finite(Quantity::NextPoint, 0, moved)?;
    for (i, p) in p.iter_mut().enumerate() {
        *p = next(i, *p);
    }
    Ok(())
}

/// The exponent of the largest entry (see [`magnitude`]), or the first that is not finite.
pub(super) fn check_finite<T: Float>(
    what: Quantity,
    offset: usize,
    x: impl Iterator<Item = T> + Clone,
) -> Result<Option<i64>, MethodError> {
    magnitude(x.clone()).map_err(|i| MethodError::NonFinite {
        what,
        index: offset + i,
        value: x.clone().nth(i).map_or(f64::NAN, |x| x.to_f64()),
    })
}

fn expect(what: &'static str, expected: usize, found: usize) -> Result<(), MethodError> {
    if expected == found {
        return Ok(());
    }
    Err(MethodError::DimensionMismatch {
        what,
        expected,
        found,
    })
}

/// Σ (v·scale)² over a block, and whether p is calm there.
#[inline(always)]
pub(super) fn block_norm<T: Float>(v: &[T], p: &[T], scale: T) -> Partial {
    let mut norm = BlockNorm {
        sum: T::no_lanes(),
        peaks: T::NO_PEAKS,
        scale,
    };
    let ((v, last_v), (p, last_p)) = (rows(v), rows(p));
    for (v, p) in v.iter().zip(p) {
        norm.add(v, p);
    }
    norm.add(&last_v, &last_p);
    Partial {
        sums: [T::total(&norm.sum), Dd::default(), Dd::default()],
        calm: T::are_calm(&norm.peaks),
    }
}

struct BlockNorm<T: Float> {
    sum: T::Lanes,
    peaks: T::Peaks,
    scale: T,
}

impl<T: Float> BlockNorm<T> {
    #[inline(always)]
    fn add(&mut self, v: &[T; LANES], p: &[T; LANES]) {
        let v = scaled(v, self.scale);
        T::add_products(&mut self.sum, &v, &v);
        T::raise(&mut self.peaks, p);
    }
}

/// p ← p + c v.
#[inline(always)]
fn add_multiple<T: Float>(p: &mut [T], c: T, v: &[T]) {
    for (p, &v) in p.iter_mut().zip(v) {
        *p = c.times_add(v, *p);
    }
}
