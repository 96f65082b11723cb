//! What the four scalars do differently in answers.

use super::matrix::{Known, Number, Rectangle};
use super::value::{self, Value};
use crate::dense;
use crate::oracle::{Arithmetic, Precision, Problem};
use crate::scalar::{Interval, Rational, Rounding, Scalar, bits};
use nalgebra::DMatrix;

/// A scalar in which questions are answered.
pub(super) trait Answering: Arithmetic {
    /// What numbers are rounded to when they are read for an exact computation.
    const PRECISION: Precision = Precision::Text;

    /// Whether a point is critical only where v is exactly zero.
    const EXACT: bool = false;

    /// One of two whose order is not known: what encloses the larger one.
    fn either(a: &Self, _: &Self) -> Self {
        a.clone()
    }

    /// As JSON.
    fn write(&self, out: &mut String);

    /// The bits of the number, where they may grow without limit.
    fn length(&self) -> usize {
        0
    }

    /// At least the distance from the number to `value`; `None` if that is not known.
    fn distance_to(&self, value: &Rational) -> Option<f64>;

    /// All that is known about a matrix.
    fn known(matrix: &DMatrix<Self>) -> Known;

    /// A number that is known otherwise, in this scalar's form.
    fn told(number: Number) -> Value<Self>;

    /// All eigenvalues.
    ///
    /// # Errors
    /// Those of the solvers.
    fn eigenvalues(matrix: &DMatrix<Self>) -> Result<Vec<[Value<Self>; 2]>, Problem> {
        let boxes = Self::known(matrix).eigenvalues()?;
        Ok(boxes.iter().flat_map(Rectangle::copies).collect())
    }

    /// The largest modulus of an eigenvalue.
    ///
    /// # Errors
    /// Those of the solvers.
    fn spectral_radius(matrix: &DMatrix<Self>) -> Result<Value<Self>, Problem> {
        Ok(Value::Between(Self::known(matrix).spectral_radius()?))
    }
}

macro_rules! float_answering {
    ($float:ty, $precision:expr, $write:path) => {
        impl Answering for $float {
            const PRECISION: Precision = $precision;

            fn write(&self, out: &mut String) {
                $write(out, *self);
            }
            fn distance_to(&self, _: &Rational) -> Option<f64> {
                None
            }
            fn known(matrix: &DMatrix<Self>) -> Known {
                Known::of_floats(&matrix.map(f64::from))
            }
            fn told(number: Number) -> Value<Self> {
                Value::Number(match number {
                    Number::Exact(a) => Self::from_rational(&a),
                    Number::Between(a) => a.mid() as Self,
                })
            }
            fn eigenvalues(matrix: &DMatrix<Self>) -> Result<Vec<[Value<Self>; 2]>, Problem> {
                let values = dense::eigenvalues(&matrix.map(f64::from))?;
                // −0 + 0 = 0: the order of conjugates must not hang on the sign of a zero
                let parts = values
                    .iter()
                    .map(|z| [z.re as Self + 0.0, z.im as Self + 0.0]);
                let mut parts: Vec<_> = parts.collect();
                parts.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
                Ok(parts.iter().map(|z| z.map(Value::Number)).collect())
            }
            fn spectral_radius(matrix: &DMatrix<Self>) -> Result<Value<Self>, Problem> {
                let radius = dense::spectral_radius(&matrix.map(f64::from))?;
                Ok(Value::Number(radius as Self))
            }
        }
    };
}

float_answering!(f64, Precision::Double, value::write_double);
float_answering!(f32, Precision::Single, value::write_single);

impl Answering for Rational {
    const EXACT: bool = true;

    fn write(&self, out: &mut String) {
        value::write_fraction(out, self);
    }
    fn length(&self) -> usize {
        bits(self)
    }
    fn distance_to(&self, value: &Rational) -> Option<f64> {
        let distance = value::above(&Scalar::abs(&(self - value)));
        Some(distance).filter(|d| d.is_finite())
    }
    fn known(matrix: &DMatrix<Self>) -> Known {
        Known::Exact(matrix.clone())
    }
    fn told(number: Number) -> Value<Self> {
        match number {
            Number::Exact(a) => Value::Number(a),
            Number::Between(a) => Value::Between(a),
        }
    }
}

impl Answering for Interval {
    fn either(a: &Self, b: &Self) -> Self {
        let (low, high) = (a.lo().max(b.lo()), a.hi().max(b.hi()));
        Self::new(low, high).unwrap_or(Self::WHOLE)
    }
    fn write(&self, out: &mut String) {
        out.push('[');
        value::write_below(out, self.lo());
        out.push(',');
        value::write_above(out, self.hi());
        out.push(']');
    }
    fn distance_to(&self, value: &Rational) -> Option<f64> {
        let distance = (*self - Self::from_rational(value)).magnitude();
        Some(distance).filter(|d| d.is_finite())
    }
    fn known(matrix: &DMatrix<Self>) -> Known {
        Known::of_intervals(matrix)
    }
    fn told(number: Number) -> Value<Self> {
        Value::Number(match number {
            Number::Exact(a) => Self::from_rational(&a),
            Number::Between(a) => a,
        })
    }
}
