//! Polynomials with integer coefficients: what the decisions compute with.
//!
//! Coefficients ascend; the last one is not zero; the zero polynomial is empty. A polynomial
//! stands for its positive multiples, so every result is divided by its content, which keeps
//! the numbers of a Euclidean chain small.

use crate::scalar::Rational;
use dashu_base::{Gcd, Sign, Signed};
use dashu_int::{IBig, UBig};
use std::cmp::Ordering;

pub(super) type Coefficients = Vec<IBig>;

/// Without leading zeros and without the positive common factor.
pub(super) fn primitive(mut p: Coefficients) -> Coefficients {
    while p.last().is_some_and(IBig::is_zero) {
        p.pop();
    }
    let mut content = UBig::ZERO;
    for a in p.iter().filter(|a| !a.is_zero()) {
        let size = a.clone().into_parts().1;
        content = if content.is_zero() {
            size
        } else {
            content.gcd(size)
        };
        if content.is_one() {
            return p;
        }
    }
    let content = IBig::from(content);
    p.into_iter().map(|a| a / &content).collect()
}

/// The primitive polynomial that is a positive multiple of one with rational coefficients.
pub(super) fn from_rationals(p: &[Rational]) -> Coefficients {
    let common = common_denominator(p.iter());
    let scaled = p
        .iter()
        .map(|a| a.numerator() * IBig::from(&common / a.denominator()));
    primitive(scaled.collect())
}

/// The least common multiple of the denominators.
pub(super) fn common_denominator<'a>(values: impl Iterator<Item = &'a Rational>) -> UBig {
    values.fold(UBig::ONE, |d, a| {
        if (&d % a.denominator()).is_zero() {
            return d;
        }
        let shared = (&d).gcd(a.denominator());
        d * (a.denominator() / shared)
    })
}

/// p'.
pub(super) fn derivative(p: &[IBig]) -> Coefficients {
    (1..p.len()).map(|k| &p[k] * IBig::from(k)).collect()
}

/// a b.
pub(super) fn product(a: &[IBig], b: &[IBig]) -> Coefficients {
    if a.is_empty() || b.is_empty() {
        return vec![];
    }
    let mut c = vec![IBig::ZERO; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            c[i + j] += x * y;
        }
    }
    c
}

/// a − b.
pub(super) fn difference(a: &[IBig], b: &[IBig]) -> Coefficients {
    let at = |p: &[IBig], k: usize| p.get(k).cloned().unwrap_or(IBig::ZERO);
    let c = (0..a.len().max(b.len())).map(|k| at(a, k) - at(b, k));
    let mut c: Coefficients = c.collect();
    while c.last().is_some_and(IBig::is_zero) {
        c.pop();
    }
    c
}

/// The primitive r with m a = q b + r·(positive), deg r < deg b, m > 0.
///
/// Each step multiplies a by |lc b| only, so signs survive; b is not zero.
pub(super) fn remainder(a: &[IBig], b: &[IBig]) -> Coefficients {
    let Some(lead) = b.last() else {
        return a.to_vec();
    };
    let size = IBig::from(lead.clone().into_parts().1);
    let mut r = primitive(a.to_vec());
    while r.len() >= b.len() {
        let top = r.pop().unwrap_or(IBig::ZERO);
        let factor = if lead.sign() == Sign::Negative {
            -top
        } else {
            top
        };
        // r ← |lc b| r − sign(lc b) lc(r) x^shift b, whose leading terms cancel
        let shift = r.len() + 1 - b.len();
        for (k, a) in r.iter_mut().enumerate() {
            *a *= &size;
            if k >= shift {
                *a -= &factor * &b[k - shift];
            }
        }
        while r.last().is_some_and(IBig::is_zero) {
            r.pop();
        }
    }
    primitive(r)
}

/// The primitive greatest common divisor with a positive leading coefficient.
pub(super) fn gcd(a: &[IBig], b: &[IBig]) -> Coefficients {
    let (mut a, mut b) = (primitive(a.to_vec()), primitive(b.to_vec()));
    while !b.is_empty() {
        let r = remainder(&a, &b);
        (a, b) = (b, r);
    }
    if a.last().is_some_and(|lead| lead.sign() == Sign::Negative) {
        a.iter_mut().for_each(|c| *c = -std::mem::take(c));
    }
    a
}

/// a/b where the primitive b divides a: the quotient has integer coefficients (Gauss).
pub(super) fn quotient(a: &[IBig], b: &[IBig]) -> Coefficients {
    let (mut r, m) = (a.to_vec(), b.len());
    let mut q = vec![];
    while r.len() >= m {
        let top = r.len() - m;
        let factor = &r[r.len() - 1] / &b[m - 1];
        for (k, c) in b.iter().enumerate() {
            r[top + k] -= &factor * c;
        }
        r.pop();
        q.push(factor);
    }
    q.reverse();
    q
}

/// The square-free factors aᵢ of positive degree with p = c Π aᵢⁱ, and their powers i (Yun).
pub(super) fn square_free(p: &[IBig]) -> Vec<(Coefficients, usize)> {
    let slope = derivative(p);
    let shared = gcd(p, &slope);
    let (mut w, mut y) = (quotient(p, &shared), quotient(&slope, &shared));
    let mut factors = vec![];
    let mut power = 1;
    while w.len() > 1 {
        let z = difference(&y, &derivative(&w));
        let factor = gcd(&w, &z);
        (w, y) = (quotient(&w, &factor), quotient(&z, &factor));
        if factor.len() > 1 {
            factors.push((factor, power));
        }
        power += 1;
    }
    factors
}

/// f₀, f₁, and −remainders to the last that is not zero.
pub(super) fn sturm_chain(f0: Coefficients, f1: Coefficients) -> Vec<Coefficients> {
    let mut chain = vec![f0, f1];
    while let [.., a, b] = chain.as_slice() {
        if b.is_empty() {
            chain.pop();
            break;
        }
        let next = remainder(a, b).into_iter().map(|c| -c).collect();
        chain.push(next);
    }
    chain
}

/// Where to look at the signs of a chain.
pub(super) enum At<'a> {
    MinusInfinity,
    PlusInfinity,
    Point(&'a Rational),
}

/// The number of sign changes, zeros skipped.
pub(super) fn variations(chain: &[Coefficients], at: &At<'_>) -> usize {
    let signs = chain.iter().map(|p| sign_at(p, at));
    let signs: Vec<_> = signs.filter(|s| s.is_ne()).collect();
    signs.windows(2).filter(|s| s[0] != s[1]).count()
}

/// The sign of p(x), as the order of p(x) and 0.
pub(super) fn sign_at(p: &[IBig], at: &At<'_>) -> Ordering {
    let lead = p.last().map_or(Ordering::Equal, order);
    match at {
        At::PlusInfinity => lead,
        At::MinusInfinity if p.len().is_multiple_of(2) => lead.reverse(),
        At::MinusInfinity => lead,
        At::Point(x) => {
            // dᵐ p(n/d) by Horner's rule
            let (n, d) = (x.numerator(), IBig::from(x.denominator().clone()));
            let (mut value, mut power) = (IBig::ZERO, IBig::ONE);
            for a in p.iter().rev() {
                value = value * n + a * &power;
                power *= &d;
            }
            order(&value)
        }
    }
}

/// The order of a and 0.
pub(super) fn order(a: &IBig) -> Ordering {
    match (a.is_zero(), a.is_negative()) {
        (true, _) => Ordering::Equal,
        (_, true) => Ordering::Less,
        _ => Ordering::Greater,
    }
}
