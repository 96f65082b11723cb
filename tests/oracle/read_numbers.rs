//! Numbers as text: every spelling of one number is that number, rounded once.
//!
//! Broken by hand, and caught here: the exponent of a hexadecimal float taken to base 16, the fast
//! path for fractions up to 2⁶⁰.

use gnash::scalar::{
    Dual, FromText, Interval, Rational, Rounding, Scalar, TextError, rational_from_text,
};
use proptest::prelude::*;

fn fraction(a: i64, b: u64) -> Rational {
    Rational::from_parts(a.into(), b.into())
}

#[test]
fn one_number_in_all_spellings() {
    let spellings = [
        "-0.09375",
        "-.09375",
        "-9375e-5",
        "-9.375E-2",
        "-3/32",
        "-6/64",
        "-0x1.8p-4",
        "-0x.18",
        "-0X3P-5",
        "-0.093750000",
    ];
    for text in spellings {
        assert_eq!(rational_from_text(text), Ok(fraction(-3, 32)), "{text}");
        assert_eq!(f64::from_text(text), Ok(-0.09375), "{text}");
        assert_eq!(f32::from_text(text), Ok(-0.09375), "{text}");
        assert_eq!(
            Interval::from_text(text),
            Ok(Interval::point(-0.09375)),
            "{text}"
        );
        assert_eq!(Dual::<f64>::from_text(text), Ok(Dual::new(-0.09375, 0.0)));
    }
    assert_eq!(f64::from_text("+7"), Ok(7.0));
    assert_eq!(rational_from_text("0e999999999999"), Ok(Rational::ZERO));
}

#[test]
fn what_is_no_number_says_so() {
    for text in [
        "", "-", ".", "1e", "e5", "1.2.3", "0x", "0x1.8p", "1/0", "1/-2", "1.5/2", "--1", " 1",
        "1 ", "1_000", "one", "0x1g", "1e5.0", "١",
    ] {
        assert_eq!(
            rational_from_text(text),
            Err(TextError::NotANumber),
            "{text}"
        );
        assert_eq!(f64::from_text(text), Err(TextError::NotANumber), "{text}");
        assert_eq!(
            Interval::from_text(text),
            Err(TextError::NotANumber),
            "{text}"
        );
    }
    for text in ["NaN", "nan", "-inf", "inf", "Infinity", "+INFINITY"] {
        assert_eq!(
            rational_from_text(text),
            Err(TextError::NonFinite),
            "{text}"
        );
        assert_eq!(f32::from_text(text), Err(TextError::NonFinite), "{text}");
    }
}

#[test]
fn beyond_the_range_and_beyond_the_limit() {
    assert_eq!(f64::from_text("1e400"), Err(TextError::NonFinite));
    assert_eq!(f32::from_text("1e39"), Err(TextError::NonFinite));
    assert_eq!(Interval::from_text("1e400"), Err(TextError::NonFinite));
    assert_eq!(f64::from_text("1e-99999999999"), Ok(0.0));
    for text in [
        "1e400000",
        "1e-400000",
        "0x1p1048577",
        "1e99999999999999999999",
    ] {
        assert_eq!(rational_from_text(text), Err(TextError::TooLarge), "{text}");
    }
    let long = format!("1{}", "0".repeat(400_000));
    assert_eq!(rational_from_text(&long), Err(TextError::TooLarge));
    // 2^(2^20) has one bit more than the limit, 2^(2^20 − 1) has just as many
    assert_eq!(rational_from_text("0x1p1048576"), Err(TextError::TooLarge));
    assert!(rational_from_text("0x1p1048575").is_ok());
}

proptest! {
    /// A decimal, the fraction that it is, and its hexadecimal form are rounded to one float.
    #[test]
    fn floats_are_rounded_once(mantissa in any::<i64>(), exponent in -40_i32..40, b in 1_u64..) {
        let decimal = format!("{mantissa}e{exponent}");
        let exact = rational_from_text(&decimal).unwrap();
        prop_assert_eq!(f64::from_text(&decimal), Ok(f64::from_rational(&exact)));
        let single = Some(f32::from_rational(&exact)).filter(|a| a.is_finite());
        prop_assert_eq!(f32::from_text(&decimal), single.ok_or(TextError::NonFinite));
        prop_assert!(Interval::from_text(&decimal).unwrap().contains_rational(&exact));
        for b in [b, b >> 12, b >> 40] {
            let (text, exact) = (format!("{mantissa}/{}", b.max(1)), fraction(mantissa, b.max(1)));
            prop_assert_eq!(f64::from_text(&text), Ok(f64::from_rational(&exact)));
            prop_assert_eq!(f32::from_text(&text), Ok(f32::from_rational(&exact)));
            let small = format!("{}/{}", mantissa >> 40, (b >> 40).max(1));
            let exact = rational_from_text(&small).unwrap();
            prop_assert_eq!(f32::from_text(&small), Ok(f32::from_rational(&exact)));
        }
    }

    /// Shortest decimals come back.
    #[test]
    fn printed_floats_round_trip(value in any::<f64>().prop_filter("finite", |a| a.is_finite())) {
        prop_assert_eq!(f64::from_text(&format!("{value:?}")).map(f64::to_bits), Ok(value.to_bits()));
        prop_assert_eq!(rational_from_text(&format!("{value:?}")).map(|a| Scalar::to_f64(&a)), Ok(value + 0.0));
    }

    /// A float is refused where the fraction is, but for what only overflows as a fraction.
    #[test]
    fn no_text_panics(text in "[-+0-9a-fx./eEpPNI ]{0,12}") {
        match (f64::from_text(&text), rational_from_text(&text)) {
            (float, Ok(exact)) => {
                let value = Some(f64::from_rational(&exact)).filter(|a| a.is_finite());
                prop_assert_eq!(float.map(|a| a + 0.0), value.ok_or(TextError::NonFinite));
            }
            (float, Err(TextError::TooLarge)) => prop_assert_ne!(float, Err(TextError::NotANumber)),
            (float, Err(error)) => prop_assert_eq!(float, Err(error)),
        }
    }
}
