//! f32 and f64 as scalars.

use super::{Real, Scalar};

macro_rules! float_scalar {
    ($float:ty, $exp:path, $ln:path, $ln_1p:path, $tanh:path) => {
        impl Scalar for $float {
            fn from_f64(value: f64) -> Option<Self> {
                Some(value as $float)
            }
            fn from_i64(value: i64) -> Self {
                value as $float
            }
            fn to_f64(&self) -> f64 {
                f64::from(*self)
            }
            fn is_finite(&self) -> bool {
                <$float>::is_finite(*self)
            }
            fn abs(&self) -> Self {
                <$float>::abs(*self)
            }
        }

        impl Real for $float {
            #[inline]
            fn constant(value: f64) -> Self {
                value as $float
            }
            #[inline]
            fn sqrt(self) -> Self {
                <$float>::sqrt(self)
            }
            fn exp(self) -> Self {
                $exp(self)
            }
            fn ln(self) -> Self {
                $ln(self)
            }
            fn ln_1p(self) -> Self {
                $ln_1p(self)
            }
            fn tanh(self) -> Self {
                $tanh(self)
            }
        }
    };
}

float_scalar!(f32, libm::expf, libm::logf, libm::log1pf, libm::tanhf);
float_scalar!(f64, libm::exp, libm::log, libm::log1p, libm::tanh);
