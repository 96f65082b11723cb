//! Seeded randomness: ChaCha words to integers, uniforms and normals, by algorithms of our own.
//!
//! A [`Stream`] is named by (seed, [`Purpose`], index), and every value drawn from it is a pure
//! function of that name and of how many words were drawn before. A training step that takes its
//! noise from `Stream::new(seed, Purpose::Noise, k)` therefore needs no generator state to be
//! resumed, only its number k.
//!
//! * generator: ChaCha with 12 rounds, key = seed ‖ purpose ‖ index ‖ a fixed tag (little-endian
//!   words of 64 bits), nonce 0, counter from 0;
//! * uniform on [0, 1): the top 53 bits (f64) or 24 bits (f32) of one word;
//! * normal: inverse distribution function ([`normal_quantile`]) at the midpoint of one of 2⁵²
//!   equal cells, in f64, then rounded. One word per value, so value i needs words 0..=i only;
//! * integers below n: multiply and reject, exactly uniform.
//!
//! The values are part of the crate's promise (tests pin them); general-purpose distribution
//! crates reserve the right to change theirs. Left out: cryptographic use.

mod normal;

pub use normal::normal_quantile;

use crate::scalar::Real;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream is for. Streams of different purposes are independent under one seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Initial weights; the index numbers the parameter tensor or the network.
    Weights,
    /// Latent noise of training; the index is the step.
    Noise,
    /// Fixed latent noise of sample grids.
    Samples,
    /// Order of the training data; the index is the epoch.
    Shuffle,
    /// Points between real and fake where the gradient penalty is taken; the index is the step.
    Penalty,
    /// One generated digit; the index is its number.
    Digit,
    /// Colours of one generated digit.
    Colour,
    /// Draws made by a metric or a check.
    Metrics,
    /// Anything else, under a number of the caller's choice.
    Other(u32),
}

impl Purpose {
    /// The word that enters the key. Never renumber: saved runs depend on it.
    fn word(self) -> u64 {
        match self {
            Self::Weights => 1,
            Self::Noise => 2,
            Self::Samples => 3,
            Self::Shuffle => 4,
            Self::Penalty => 5,
            Self::Digit => 6,
            Self::Colour => 7,
            Self::Metrics => 8,
            Self::Other(number) => (1 << 32) | u64::from(number),
        }
    }
}

/// Last key word: keeps our streams apart from anyone else's use of the same seed.
const TAG: u64 = u64::from_le_bytes(*b"gnash  1");

/// A named, reproducible sequence of 64-bit words and what is drawn from them.
///
/// # Examples
/// ```
/// use gnash::random::{Purpose, Stream};
/// let mut noise = [0.0f32; 4];
/// Stream::new(7, Purpose::Noise, 100).fill_normal(&mut noise);
/// let mut again = [0.0f32; 4];
/// Stream::new(7, Purpose::Noise, 100).fill_normal(&mut again);
/// assert_eq!(noise, again);
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    words: ChaCha12Rng,
}

impl Stream {
    /// The stream named (seed, purpose, index), at its beginning.
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut key = [0; 32];
        for (bytes, word) in key
            .chunks_exact_mut(8)
            .zip([seed, purpose.word(), index, TAG])
        {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Self {
            words: ChaCha12Rng::from_seed(key),
        }
    }

    /// The next 64 random bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.words.next_u64()
    }

    /// An integer uniform on 0..n, without modulo bias.
    ///
    /// # Panics
    /// If n is zero: there is nothing to choose from.
    ///
    /// # Source
    /// Lemire 2019, *Fast random integer generation in an interval*, algorithm 5.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "below(0): no integer lies below zero");
        // floor(word · n / 2⁶⁴) hits each value floor(2⁶⁴/n) times once the first 2⁶⁴ mod n
        // fractions of each cell are thrown away.
        let reject = n.wrapping_neg() % n;
        loop {
            let product = u128::from(self.next_u64()) * u128::from(n);
            if product as u64 >= reject {
                return (product >> 64) as u64;
            }
        }
    }

    /// Uniform on [0, 1).
    #[inline]
    pub fn uniform<T: Uniform>(&mut self) -> T {
        T::unit(self.next_u64())
    }

    /// Standard normal N(0, 1).
    #[inline]
    pub fn normal<T: Real>(&mut self) -> T {
        // u = (k + 1/2) / 2⁵², exactly representable and symmetric about 1/2
        let k = (self.next_u64() >> 12) as f64;
        T::constant(normal_quantile((k + 0.5) * TWO_POW_MINUS_52))
    }

    /// Fills with independent uniforms on [0, 1).
    pub fn fill_uniform<T: Uniform>(&mut self, out: &mut [T]) {
        out.iter_mut().for_each(|u| *u = self.uniform());
    }

    /// Fills with independent standard normals.
    pub fn fill_normal<T: Real>(&mut self, out: &mut [T]) {
        out.iter_mut().for_each(|z| *z = self.normal());
    }

    /// Puts the items into uniformly random order (Fisher–Yates, from the back).
    pub fn shuffle<A>(&mut self, items: &mut [A]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// A uniformly random permutation of 0..n.
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }
}

const TWO_POW_MINUS_52: f64 = f64::EPSILON;

/// Floats that a word turns into a uniform on [0, 1) without ever rounding up to 1.
pub trait Uniform: Real {
    /// The top bits of `word`, as many as the mantissa holds, as a fraction.
    fn unit(word: u64) -> Self;
}

impl Uniform for f64 {
    #[inline]
    fn unit(word: u64) -> Self {
        (word >> 11) as f64 * (TWO_POW_MINUS_52 / 2.0)
    }
}

impl Uniform for f32 {
    #[inline]
    fn unit(word: u64) -> Self {
        (word >> 40) as f32 * (f32::EPSILON / 2.0)
    }
}
