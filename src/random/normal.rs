//! The quantile function of the standard normal.

/// z with Φ(z) = u, for u in (0, 1); −∞ at 0, +∞ at 1, NaN elsewhere.
///
/// # Numerics
/// Rational approximations with relative error near 1e−16, evaluated in f64 with +, ×, /, one
/// square root and `libm`'s logarithm: the same bits on every platform.
///
/// # Source
/// Wichura 1988, *Algorithm AS 241*, Applied Statistics 37, 477–484, routine PPND16.
pub fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * horner(&CENTRE_P, r) / horner(&CENTRE_Q, r);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    // also sends u outside [0, 1] and NaN to NaN: the logarithm of a negative number
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 {
        horner(&MIDDLE_P, r - 1.6) / horner(&MIDDLE_Q, r - 1.6)
    } else {
        horner(&TAIL_P, r - 5.0) / horner(&TAIL_Q, r - 5.0)
    };
    z.copysign(q)
}

/// ((c₀ r + c₁) r + …) + cₙ.
#[inline]
fn horner(coefficients: &[f64; 8], r: f64) -> f64 {
    coefficients[1..]
        .iter()
        .fold(coefficients[0], |sum, c| sum * r + c)
}

const CENTRE_P: [f64; 8] = [
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665,
];
const CENTRE_Q: [f64; 8] = [
    5226.495278852854,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1.0,
];
const MIDDLE_P: [f64; 8] = [
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835,
];
const MIDDLE_Q: [f64; 8] = [
    1.0507500716444169e-9,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1.0,
];
const TAIL_P: [f64; 8] = [
    2.0103343992922881e-7,
    2.7115555687434876e-5,
    0.0012426609473880784,
    0.026532189526576124,
    0.29656057182850487,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103,
];
const TAIL_Q: [f64; 8] = [
    2.0442631033899397e-15,
    1.421511758316446e-7,
    1.8463183175100548e-5,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1.0,
];
