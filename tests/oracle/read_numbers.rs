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

/// Whatever is out of range is said at once, in every spelling, without writing it out.
#[test]
fn beyond_the_range_and_beyond_the_limit() {
    let zeros = "0".repeat(200_000);
    let nines = "9".repeat(200_000);
    let huge = [
        "1e400".to_string(),
        "1e400000".into(),
        "1e1000000000".into(),
        "1e99999999999999999999999".into(),
        "0x1p1024".into(),
        "0x1p99999999999".into(),
        "0x1P+99999999999999999999999".into(),
        format!("0.{zeros}1e200400"),
        format!("1{zeros}"),
        format!("1{zeros}{zeros}"),
        format!("{nines}/7"),
        format!("0x{nines}"),
    ];
    for text in huge {
        for text in [text.clone(), format!("-{text}")] {
            let name = &text[..text.len().min(30)];
            assert_eq!(f64::from_text(&text), Err(TextError::NonFinite), "{name}");
            assert_eq!(f32::from_text(&text), Err(TextError::NonFinite), "{name}");
            let interval = Interval::from_text(&text);
            assert_eq!(interval, Err(TextError::NonFinite), "{name}");
            let dual = Dual::<f64>::from_text(&text);
            assert_eq!(dual, Err(TextError::NonFinite), "{name}");
        }
    }
    let tiny = [
        "1e-400".to_string(),
        "1e-400000".into(),
        "1e-1000000000".into(),
        "0x1p-1076".into(),
        "0x1p-99999999999".into(),
        "0x.8p-99999999999999999999999".into(),
        format!("0.{zeros}1"),
        format!("0.{zeros}{zeros}1"),
        format!("7/{nines}"),
        format!("0x0.{nines}p-9999"),
    ];
    let least = f64::from_bits(1);
    for text in tiny {
        let name = &text[..text.len().min(30)];
        let (above, below) = (Interval::new(0.0, least), Interval::new(-least, 0.0));
        assert_eq!(f64::from_text(&text), Ok(0.0), "{name}");
        assert_eq!(f32::from_text(&text), Ok(0.0), "{name}");
        assert_eq!(Interval::from_text(&text).ok(), above.ok(), "{name}");
        let text = format!("-{text}");
        // the sign of a zero is that of what was rounded to it
        let bits = f64::from_text(&text).map(f64::to_bits);
        assert_eq!(bits, Ok((-0.0_f64).to_bits()), "{name}");
        assert_eq!(Interval::from_text(&text).ok(), below.ok(), "{name}");
    }
    for text in [
        "1e400000",
        "1e-500000",
        "1e-1000000000",
        "0x1p1048577",
        "0x1p-99999999999",
        "1e99999999999999999999",
    ] {
        assert_eq!(rational_from_text(text), Err(TextError::TooLarge), "{text}");
    }
    let long = format!("1{}", "0".repeat(400_000));
    assert_eq!(rational_from_text(&long), Err(TextError::TooLarge));
    // 2^(2^20) has one bit more than the limit, 2^(2^20 − 1) has just as many
    assert_eq!(rational_from_text("0x1p1048576"), Err(TextError::TooLarge));
    assert!(rational_from_text("0x1p1048575").is_ok());
    // what is short when it is written out may be written at length
    let one = format!("1{zeros}e-200000");
    assert_eq!(rational_from_text(&one), Ok(Rational::ONE));
}

/// Just inside and just outside of what a float can hold.
#[test]
fn at_the_ends_of_the_range() {
    // 2^1024 − 2^970 is half-way from the largest double to 2^1024, and goes up
    let halfway = "0x1.fffffffffffff8p1023";
    assert_eq!(f64::from_text(halfway), Err(TextError::NonFinite));
    assert_eq!(f64::from_text("0x1.fffffffffffff7ffp1023"), Ok(f64::MAX));
    assert_eq!(f64::from_text("0x1.fffffffffffffp1023"), Ok(f64::MAX));
    // half of the smallest double goes to the even neighbour, which is 0; more goes up
    let least = f64::from_bits(1);
    assert_eq!(f64::from_text("0x1p-1075"), Ok(0.0));
    assert_eq!(f64::from_text("0x1.00000001p-1075"), Ok(least));
    let more = format!("0x1.{}1p-1075", "0".repeat(300_000));
    assert_eq!(f64::from_text(&more), Ok(least));
    assert_eq!(f32::from_text("0x1p-150"), Ok(0.0));
    assert_eq!(f32::from_text("0x1.01p-150"), Ok(f32::from_bits(1)));
    // 1 + 2⁻⁵³ is half-way to the next double: a digit far behind decides
    let halfway = "1.00000000000000011102230246251565404236316680908203125";
    let decimal = format!("{halfway}{}1", "0".repeat(2000));
    let interval = Interval::from_text(&decimal).unwrap();
    assert_eq!(f64::from_text(halfway), Ok(1.0));
    assert_eq!(f64::from_text(&decimal), Ok(1.0 + f64::EPSILON));
    assert!(interval.contains_rational(&rational_from_text(&decimal).unwrap()));
    assert_eq!(interval.width(), f64::EPSILON);
    let hexadecimal = format!("0x1.00000000000008{}1", "0".repeat(2000));
    assert_eq!(f64::from_text(&hexadecimal), Ok(1.0 + f64::EPSILON));
    let exactly = format!("1.5{}", "0".repeat(2000));
    assert_eq!(Interval::from_text(&exactly), Ok(Interval::point(1.5)));
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
