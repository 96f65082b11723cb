//! Seeded cases with small exact numbers, for evidence of kind `property`.

use super::super::{Check, Failure};
use crate::game::Quadratic;
use crate::random::{Purpose, Stream};
use crate::scalar::Rational;
use nalgebra::{DMatrix, DVector};

/// Numerators reach from −NUMERATOR to NUMERATOR.
const NUMERATOR: i64 = 9;
/// Denominators reach from 1 to DENOMINATOR.
const DENOMINATOR: i64 = 6;

/// a/b.
pub fn ratio(a: i64, b: i64) -> Rational {
    Rational::from(a) / Rational::from(b)
}

/// Draws of small fractions.
#[derive(Clone, Debug)]
pub struct Sample(Stream);

impl Sample {
    /// Case number `case` under a seed.
    pub fn new(seed: u64, case: usize) -> Self {
        Self(Stream::new(seed, Purpose::Metrics, case as u64))
    }

    /// An integer from `low` to `high`, both included.
    pub fn integer(&mut self, low: i64, high: i64) -> i64 {
        low + self.0.below((high - low) as u64 + 1) as i64
    }

    /// A size from `low` to `high`, both included.
    pub fn size(&mut self, low: usize, high: usize) -> usize {
        low + self.0.below((high - low) as u64 + 1) as usize
    }

    /// A fraction of either sign; zero is not rare.
    pub fn fraction(&mut self) -> Rational {
        ratio(
            self.integer(-NUMERATOR, NUMERATOR),
            self.integer(1, DENOMINATOR),
        )
    }

    /// A positive fraction.
    pub fn positive(&mut self) -> Rational {
        ratio(self.integer(1, NUMERATOR), self.integer(1, DENOMINATOR))
    }

    /// A fraction strictly between 0 and 1.
    pub fn unit(&mut self) -> Rational {
        let denominator = self.integer(2, NUMERATOR);
        ratio(self.integer(1, denominator - 1), denominator)
    }

    /// n fractions.
    pub fn vector(&mut self, n: usize) -> DVector<Rational> {
        DVector::from_fn(n, |_, _| self.fraction())
    }

    /// n fractions that are not all zero; n > 0.
    pub fn nonzero(&mut self, n: usize) -> DVector<Rational> {
        let mut vector = self.vector(n);
        let at = self.size(0, n - 1);
        if vector[at] == Rational::ZERO {
            vector[at] = self.positive();
        }
        vector
    }

    /// Fractions in a rectangle.
    pub fn matrix(&mut self, rows: usize, columns: usize) -> DMatrix<Rational> {
        DMatrix::from_fn(rows, columns, |_, _| self.fraction())
    }

    /// A symmetric matrix.
    pub fn symmetric(&mut self, n: usize) -> DMatrix<Rational> {
        let a = self.matrix(n, n);
        &a + a.transpose()
    }

    /// A symmetric matrix AᵀA + I, all of whose eigenvalues are at least 1.
    pub fn definite(&mut self, n: usize) -> DMatrix<Rational> {
        let a = DMatrix::from_fn(n, n, |_, _| Rational::from(self.integer(-2, 2)));
        a.transpose() * &a + DMatrix::from_diagonal_element(n, n, Rational::ONE)
    }

    /// A quadratic game with 1 ≤ nx, ny ≤ `most`.
    pub fn quadratic(&mut self, most: usize) -> Result<Quadratic<Rational>, Failure> {
        let (nx, ny) = (self.size(1, most), self.size(1, most));
        let (p, q) = (self.symmetric(nx), self.symmetric(ny));
        let (m, b, c) = (self.matrix(nx, ny), self.vector(nx), self.vector(ny));
        Ok(Quadratic::new(p, m, q, b, c)?)
    }

    /// A strict Nash game with its equilibrium at 0: P, Q ⪰ I.
    pub fn strict_nash(&mut self, most: usize) -> Result<Quadratic<Rational>, Failure> {
        let (nx, ny) = (self.size(1, most), self.size(1, most));
        let (p, q, m) = (self.definite(nx), self.definite(ny), self.matrix(nx, ny));
        let zeros = |n| DVector::from_element(n, Rational::ZERO);
        Ok(Quadratic::new(p, m, q, zeros(nx), zeros(ny))?)
    }
}

impl Check<'_> {
    /// Runs `test` on as many cases as the data's `cases` says, under its `seed`.
    ///
    /// # Errors
    /// `Data`, or the first failure, with the number of the case.
    pub fn cases(
        &mut self,
        what: &str,
        mut test: impl FnMut(&mut Sample) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let (cases, seed): (usize, usize) = (self.get("cases")?, self.get("seed")?);
        for case in 0..cases {
            if !test(&mut Sample::new(seed as u64, case))? {
                return Err(Failure::Unmet(format!(
                    "{what} (case {case} of seed {seed})"
                )));
            }
        }
        self.require(
            cases > 0,
            format!("{what}: {cases} cases, exact arithmetic, seed {seed}"),
        )
    }
}
