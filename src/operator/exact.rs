//! 1 − λ − ‖v‖² without rounding, where its sign is all that is left of it.
//!
//! Every square of an f32 or f64 is an integer times 2⁻²¹⁴⁸, and near the sphere ‖v‖² = 1 − λ
//! none exceeds 1. So one integer of [`LIMBS`] words on the stack holds the difference: nothing is
//! allocated. It takes a handful of word operations per entry, on one thread.

use super::float::Float;
use super::wide::{Dd, Wide};

/// Bits after the binary point.
const FRACTION: i32 = 34 * 64;
/// Words of the integer: the fraction, and two for numbers above 1 and the sign.
const LIMBS: usize = FRACTION as usize / 64 + 2;

/// 1 − λ − Σvᵢ² for 0 < λ < 1 and |vᵢ| < 2.
///
/// # Numerics
/// Zero and sign exact, size to 2⁻⁹⁰.
pub fn sphere_excess<T: Float>(damping: f64, entries: impl Iterator<Item = T>) -> Wide {
    let mut excess = Fixed::one();
    let (mantissa, exponent) = decode(damping);
    excess.subtract(u128::from(mantissa), exponent);
    for v in entries {
        let (mantissa, exponent) = decode(v.to_f64());
        // m < 2⁵³: the square has at most 106 bits
        excess.subtract(u128::from(mantissa).pow(2), 2 * exponent);
    }
    excess.rounded()
}

/// (m, e) with |x| = m · 2ᵉ for a finite x.
fn decode(x: f64) -> (u64, i32) {
    let bits = x.abs().to_bits();
    let (exponent, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    if exponent == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, exponent - 1075)
    }
}

/// An integer times 2^−[`FRACTION`], two's complement, lowest word first.
struct Fixed([u64; LIMBS]);

impl Fixed {
    fn one() -> Self {
        let mut limbs = [0; LIMBS];
        limbs[FRACTION as usize / 64] = 1;
        Self(limbs)
    }

    /// self ← self − m · 2^exponent for exponent ≥ −[`FRACTION`].
    fn subtract(&mut self, m: u128, exponent: i32) {
        let position = (exponent + FRACTION) as usize;
        let (start, shift) = (position / 64, position % 64);
        let low = m << shift;
        // the bits that `low` lost; two shifts, because shift may be 0
        let high = (m >> 64) >> (64 - shift);
        let words = [low as u64, (low >> 64) as u64, high as u64];
        let mut borrow = false;
        for (k, limb) in self.0.iter_mut().skip(start).enumerate() {
            if k >= words.len() && !borrow {
                break;
            }
            let (left, below) = limb.overflowing_sub(words.get(k).copied().unwrap_or(0));
            let (left, again) = left.overflowing_sub(u64::from(borrow));
            *limb = left;
            borrow = below | again;
        }
    }

    /// The nearest wide scalar, nearly: exact sign, and zero only for zero.
    fn rounded(mut self) -> Wide {
        let negative = self.0[LIMBS - 1] >> 63 == 1;
        if negative {
            self.negate();
        }
        // halves of words are exact in f64; all terms have one sign
        let half = |limb: u64, exponent: i64| {
            let hi = limb as u32;
            Wide::new(
                Dd {
                    hi: f64::from(hi),
                    lo: 0.0,
                },
                exponent,
            )
        };
        let mut sum = Wide::ZERO;
        for (k, &limb) in self.0.iter().enumerate().rev() {
            let exponent = 64 * k as i64 - i64::from(FRACTION);
            sum = sum + half(limb >> 32, exponent + 32) + half(limb, exponent);
        }
        if negative { -sum } else { sum }
    }

    fn negate(&mut self) {
        let mut carry = true;
        for limb in &mut self.0 {
            (*limb, carry) = (!*limb).overflowing_add(u64::from(carry));
        }
    }
}
