//! The rank-one matrix B = λI + v vᵀ of the Gauss-Newton methods, its inverse, and A v.
//!
//! λ > 0 is `damping`, s = ‖v‖². Sherman–Morrison gives B⁻¹w = (w − v (vᵀw)/(λ + s))/λ. Applied
//! to v itself it *collapses*: B⁻¹v = v/(λ + s), so A v = φ(s) v with
//! φ = 1/(λ + s) for A = B⁻¹ and φ = 1/(λ + s) − 1 for A = B⁻¹ − I. The second vanishes on the
//! *spurious sphere* s = 1 − λ and reverses the direction beyond it.
//!
//! How the numerics stay safe: v and λ are scaled by powers of two, v' = 2⁻ᵉ v, λ' = 2⁻²ᵉ λ, so
//! that d' = λ' + s' is at least 1 and far from overflow; s' is summed in twice the precision.
//! On exact types e = 0 and every error term vanishes; on intervals every error term is inside.

use super::{DenseError, check};
use crate::scalar::{Rational, Scalar, Twofold};
use crate::spec::Form;
use nalgebra::{DMatrix, DVector};

/// B = λI + v vᵀ with everything that its uses share.
///
/// # Numerics
/// For every finite λ > 0 and every finite v, subnormal numbers included: see each function.
/// Results that are too small underflow gradually, results that are too large are an error.
///
/// # Examples
/// ```
/// use gnash::{dense::RankOne, spec::Form};
/// use nalgebra::DVector;
/// let b = RankOne::new(DVector::from_vec(vec![3.0, 4.0]), 7.0)?;
/// // collapse: B⁻¹v = v/(λ + ‖v‖²) = v/32
/// assert_eq!(b.direction(Form::Inverse)?.as_slice(), [3.0 / 32.0, 4.0 / 32.0]);
/// # Ok::<(), gnash::dense::DenseError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RankOne<S: Scalar> {
    v: DVector<S>,
    damping: S,
    /// e: v' = 2⁻ᵉ v.
    exponent: i32,
    /// v'.
    scaled: DVector<S>,
    /// d' = 2⁻²ᵉ (λ + s).
    denominator: Twofold<S>,
}

/// The largest exponent of a non-zero entry.
fn largest_exponent<S: Scalar>(entries: &DVector<S>) -> Option<i32> {
    let nonzero = entries.iter().filter(|a| !a.is_zero());
    nonzero.map(|a| a.exponent()).max()
}

impl<S: Scalar> RankOne<S> {
    /// B from v and λ.
    ///
    /// # Errors
    /// `NotPositive` or `NonFinite` for λ (`lam`), `NonFinite` for v.
    pub fn new(v: DVector<S>, damping: S) -> Result<Self, DenseError> {
        check::damping(&damping)?;
        check::finite("the vector v", v.as_slice())?;
        let half = damping.exponent().div_euclid(2);
        let exponent = largest_exponent(&v).map_or(half, |k| k.max(half));
        let scaled = v.map(|a| a.scale(-exponent));
        // d' = s' + λ' ≥ 1 on floats: e is large enough for the larger of the two to count
        let denominator = Twofold::norm_squared(scaled.iter()).plus(&damping.scale(-2 * exponent));
        Ok(Self {
            v,
            damping,
            exponent,
            scaled,
            denominator,
        })
    }

    /// B as a matrix, by its definition.
    pub fn matrix(&self) -> DMatrix<S> {
        let n = self.v.len();
        let identity = DMatrix::from_diagonal_element(n, n, self.damping.clone());
        identity + &self.v * self.v.transpose()
    }

    /// A as a matrix, one column at a time.
    ///
    /// # Errors
    /// As [`RankOne::precondition`].
    pub fn preconditioner(&self, form: Form) -> Result<DMatrix<S>, DenseError> {
        let n = self.v.len();
        let mut a = DMatrix::from_element(n, n, S::zero());
        for j in 0..n {
            let unit = DVector::from_fn(n, |i, _| if i == j { S::one() } else { S::zero() });
            a.set_column(j, &self.precondition(&unit, form)?);
        }
        Ok(a)
    }

    /// B⁻¹w = (w − v (vᵀw)/(λ + s))/λ.
    ///
    /// # Errors
    /// `DimensionMismatch`, `NonFinite` for w, `NotRepresentable` if the result overflows.
    ///
    /// # Numerics
    /// Error of a few u|w|/λ in norm, that is cond·u relative to the result with
    /// cond = |w|/(λ|B⁻¹w|) ≤ (λ + s)/λ: this is the price of a w nearly parallel to v.
    /// For w = v use [`RankOne::direction`].
    pub fn apply_inverse(&self, w: &DVector<S>) -> Result<DVector<S>, DenseError> {
        check::size("the length of the vector w", self.v.len(), w.len())?;
        check::finite("the vector w", w.as_slice())?;
        let shift = largest_exponent(w).unwrap_or(0);
        let w = w.map(|a| a.scale(-shift));
        // c = (v'ᵀw')/d' = 2ᵉ (vᵀw')/(λ + s)
        let dot = Twofold::dot(self.scaled.iter(), w.iter()).rounded();
        let coefficient = dot / self.denominator.rounded();
        let exponent = self.damping.exponent();
        let damping = self.damping.scale(-exponent);
        let result = w.zip_map(&self.scaled, |w, v| {
            ((w - v * coefficient.clone()) / damping.clone()).scale(shift - exponent)
        });
        check::result("B⁻¹w", result)
    }

    /// A w: B⁻¹w or B⁻¹w − w.
    ///
    /// # Errors
    /// As [`RankOne::apply_inverse`].
    pub fn precondition(&self, w: &DVector<S>, form: Form) -> Result<DVector<S>, DenseError> {
        let inverse = self.apply_inverse(w)?;
        match form {
            Form::Inverse => Ok(inverse),
            Form::InverseMinusIdentity => check::result("B⁻¹w − w", inverse - w),
        }
    }

    /// A v = φ v.
    ///
    /// # Errors
    /// `NotRepresentable` if the result overflows.
    ///
    /// # Numerics
    /// `Inverse`: a few u relative to |B⁻¹v|, entry by entry. `InverseMinusIdentity`: a few u
    /// relative to max(|B⁻¹v|, |v|), with the sign of φ always right.
    pub fn direction(&self, form: Form) -> Result<DVector<S>, DenseError> {
        let (numerator, shift) = self.numerator(form);
        let ratio = numerator / self.denominator.rounded();
        // each entry is reduced to [1, 2) first, so that only the last scaling can round
        let result = self.v.map(|a| {
            let k = a.exponent();
            (ratio.clone() * a.scale(-k)).scale(k + shift)
        });
        check::result("A v", result)
    }

    /// φ(s): the factor by which A stretches v.
    ///
    /// # Errors
    /// `NotRepresentable` if φ overflows, which A v need not do.
    ///
    /// # Numerics
    /// A few u relative to max(1/(λ + s), 1) (`InverseMinusIdentity`) or to φ (`Inverse`). The
    /// sign is right even where φ itself underflows: then it is a zero of that sign.
    pub fn phi(&self, form: Form) -> Result<S, DenseError> {
        let (numerator, shift) = self.numerator(form);
        let phi = (numerator / self.denominator.rounded()).scale(shift);
        let checked = check::result("φ", DVector::from_element(1, phi))?;
        Ok(checked[0].clone())
    }

    /// (a, k) with φ = 2ᵏ a/d'.
    fn numerator(&self, form: Form) -> (S, i32) {
        let e = self.exponent;
        match form {
            Form::Inverse => (S::one(), -2 * e),
            Form::InverseMinusIdentity => {
                // a = 2^(−2e₊) (1 − λ − s), e₊ = max(e, 0): neither term can overflow
                let positive = e.max(0);
                let d = self.denominator.scale(2 * (e - positive));
                let bound = self.denominator_error(&d);
                let one = S::one().scale(-2 * positive);
                let a = d.negated().plus(&one).rounded();
                // the bound is 0 on exact types, where the difference is exact as it stands
                let undecided = !bound.is_zero() && a.abs() <= bound;
                let a = if undecided {
                    self.exact_numerator(&a, positive)
                } else {
                    a
                };
                (a, 2 * (positive - e))
            }
        }
    }

    /// 4(n + 4)²u² d bounds the error of d and of 1 − d (see [`Twofold::dot`]).
    fn denominator_error(&self, d: &Twofold<S>) -> S {
        let terms = S::from_i64(self.v.len() as i64 + 4);
        let u = S::unit_roundoff();
        S::from_i64(4) * terms.clone() * terms * u.clone() * u * d.high.clone()
    }

    /// 2^(−2e₊)(1 − λ − s) from exact fractions, rounded once; next to the sphere only.
    fn exact_numerator(&self, approximate: &S, positive: i32) -> S {
        use crate::scalar::Rounding;
        let fraction = |a: &S| a.exact().expect("v and λ were checked to be finite");
        let squares = self.v.iter().map(|a| fraction(a).square());
        let distance = squares.fold(Rational::ONE - fraction(&self.damping), |d, s| d - s);
        approximate.with_value(&distance.scale(-2 * positive))
    }
}
