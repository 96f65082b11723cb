//! Rational matrices whose eigenvalues are known because they were put there.

use gnash::scalar::Rational;
use nalgebra::DMatrix;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Fixed seed, `cases` cases.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20240407172),
        ..ProptestConfig::default()
    }
}

/// numerator/denominator.
pub fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::from(numerator) / Rational::from(denominator)
}

/// A matrix of integers, row by row.
pub fn integers(n: usize, entries: &[i64]) -> DMatrix<Rational> {
    DMatrix::from_row_slice(n, n, entries).map(Rational::from)
}

/// A real eigenvalue, or a conjugate pair re ± i im.
#[derive(Clone, Debug)]
pub enum Root {
    Real(Rational),
    Pair(Rational, Rational),
}

impl Root {
    pub fn size(&self) -> usize {
        match self {
            Self::Real(_) => 1,
            Self::Pair(..) => 2,
        }
    }
    pub fn re(&self) -> &Rational {
        match self {
            Self::Real(a) | Self::Pair(a, _) => a,
        }
    }
    /// |ξ|².
    pub fn square(&self) -> Rational {
        match self {
            Self::Real(a) => a * a,
            Self::Pair(a, b) => a * a + b * b,
        }
    }
    /// z − ξ, or z² − 2 re z + |ξ|²: coefficients, constant term first.
    pub fn factor(&self) -> Vec<Rational> {
        match self {
            Self::Real(a) => vec![-a, Rational::ONE],
            Self::Pair(a, _) => vec![self.square(), a * Rational::from(-2), Rational::ONE],
        }
    }
}

pub fn order(roots: &[Root]) -> usize {
    roots.iter().map(Root::size).sum()
}

/// Π (z − ξ), coefficients, constant term first.
pub fn polynomial(roots: &[Root]) -> Vec<Rational> {
    roots.iter().fold(vec![Rational::ONE], |p, root| {
        let q = root.factor();
        let mut product = vec![Rational::ZERO; p.len() + q.len() - 1];
        for (i, a) in p.iter().enumerate() {
            for (j, b) in q.iter().enumerate() {
                product[i + j] += a * b;
            }
        }
        product
    })
}

/// What hides the spectrum: entries above the diagonal blocks, which make the matrix defective
/// where eigenvalues repeat, and integer row operations with their inverse column operations.
#[derive(Clone, Debug)]
pub struct Disguise {
    pub above: Vec<i64>,
    pub operations: Vec<(usize, usize, i64)>,
}

pub fn disguise() -> impl Strategy<Value = Disguise> {
    let above = prop::collection::vec(-1i64..=1, 8);
    let operation = (0usize..64, 0usize..64, -2i64..=2);
    let operations = prop::collection::vec(operation, 0..12);
    (above, operations).prop_map(|(above, operations)| Disguise { above, operations })
}

/// T D T⁻¹ with exactly these eigenvalues.
pub fn matrix(roots: &[Root], disguise: &Disguise) -> DMatrix<Rational> {
    let n = order(roots);
    let mut a = DMatrix::from_element(n, n, Rational::ZERO);
    let mut start = 0;
    for root in roots {
        let end = start + root.size();
        for j in end..n {
            for i in start..end {
                a[(i, j)] = Rational::from(disguise.above[(3 * i + 5 * j) % 8]);
            }
        }
        a[(start, start)] = root.re().clone();
        if let Root::Pair(re, im) = root {
            a[(start + 1, start + 1)] = re.clone();
            a[(start + 1, start)] = im.clone();
            a[(start, start + 1)] = -im;
        }
        start = end;
    }
    for &(i, j, c) in &disguise.operations {
        if n > 0 && i % n != j % n {
            similarity(&mut a, i % n, j % n, &Rational::from(c));
        }
    }
    a
}

/// A ← E A E⁻¹ with E = I + c eᵢeⱼᵀ.
fn similarity(a: &mut DMatrix<Rational>, i: usize, j: usize, c: &Rational) {
    for k in 0..a.nrows() {
        let change = c * &a[(j, k)];
        a[(i, k)] += change;
    }
    for k in 0..a.nrows() {
        let change = c * &a[(k, i)];
        a[(k, j)] -= change;
    }
}

/// Points of the unit circle with rational coordinates.
pub fn on_circle() -> impl Strategy<Value = Root> {
    prop_oneof![
        Just(Root::Real(Rational::ONE)),
        Just(Root::Real(Rational::NEG_ONE)),
        Just(Root::Pair(ratio(3, 5), ratio(4, 5))),
        Just(Root::Pair(ratio(-5, 13), ratio(12, 13))),
        Just(Root::Pair(Rational::ZERO, Rational::ONE)),
    ]
}

/// The root scaled by a factor: off the circle or the axis by as little as 10⁻¹⁵.
pub fn scaled(root: Root, by: &Rational) -> Root {
    match root {
        Root::Real(a) => Root::Real(a * by),
        Root::Pair(a, b) => Root::Pair(a * by, b * by),
    }
}

/// On the circle, just off it, or anywhere; roots that are mirror images of each other too.
pub fn near_circle() -> impl Strategy<Value = Root> {
    let tiny = ratio(1, 1_000_000_000_000_000);
    let factor = prop_oneof![
        4 => Just(Rational::ONE),
        1 => Just(Rational::ONE + &tiny),
        2 => Just(Rational::ONE - &tiny),
        1 => Just(ratio(2, 1)),
        2 => Just(ratio(1, 2)),
        1 => Just(Rational::ZERO),
    ];
    (on_circle(), factor).prop_map(|(root, by)| scaled(root, &by))
}

/// On the imaginary axis, just off it, or anywhere; mirror images too.
pub fn near_axis() -> impl Strategy<Value = Root> {
    let tiny = ratio(1, 1_000_000_000_000);
    let re = prop_oneof![
        Just(Rational::ZERO),
        Just(tiny.clone()),
        Just(-tiny),
        Just(ratio(-3, 2)),
        Just(ratio(3, 2)),
    ];
    (re, 0i64..=3).prop_map(|(re, im)| match im {
        0 => Root::Real(re),
        _ => Root::Pair(re, ratio(im, 2)),
    })
}
