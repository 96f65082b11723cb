//! All complex roots of a rational polynomial, in discs as small as wanted.
//!
//! Approximations come from the simultaneous iteration of Ehrlich and Aberth in dyadic numbers of
//! growing length, from the starting radii of Bini; nothing is believed about them. The discs
//! around them are Smith's, evaluated exactly: with zᵢ different and monic p of degree m, the
//! eigenvalues of diag(zᵢ) − e wᵀ, wᵢ = p(zᵢ)/Π(zᵢ − zⱼ), are the roots of p, so by Gershgorin the
//! discs around zᵢ of radius m|wᵢ| cover them, and k discs apart from the rest hold k of them.

use crate::certify::Polynomial;
use crate::certify::integer::{self, Coefficients};
use crate::scalar::{Rational, Rounding};
use dashu_base::{Abs, BitTest};
use dashu_int::{IBig, UBig};

/// Sweeps at one length of the numbers.
const SWEEPS: usize = 40;

/// How often the numbers are made longer.
const LENGTHENINGS: usize = 5;

/// A disc with one root of the stated multiplicity, if the discs of its polynomial are disjoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootDisc {
    /// Real part of the centre.
    pub re: Rational,
    /// Imaginary part of the centre.
    pub im: Rational,
    /// An upper bound of the distance from the centre.
    pub radius: Rational,
    /// How often the root occurs.
    pub multiplicity: usize,
}

impl Polynomial {
    /// All roots, with exact multiplicities, in discs of radius at most 2⁻ᵇⁱᵗˢ |centre|; a root at
    /// 0 has radius 0. The discs of roots with equal multiplicity are disjoint.
    ///
    /// `None` if the iteration did not get there; never wrong.
    pub fn root_discs(&self, bits: usize) -> Option<Vec<RootDisc>> {
        let mut discs = vec![];
        for (factor, multiplicity) in integer::square_free(&self.integers()) {
            let isolated = isolate(&factor, bits)?;
            discs.extend(isolated.into_iter().map(|(z, radius)| RootDisc {
                re: z.re,
                im: z.im,
                radius,
                multiplicity,
            }));
        }
        Some(discs)
    }
}

/// A complex dyadic number.
#[derive(Clone, Debug)]
struct Point {
    re: Rational,
    im: Rational,
}

impl Point {
    fn real(re: Rational) -> Self {
        Self {
            re,
            im: Rational::ZERO,
        }
    }
    fn plus(&self, other: &Self) -> Self {
        Self {
            re: &self.re + &other.re,
            im: &self.im + &other.im,
        }
    }
    fn minus(&self, other: &Self) -> Self {
        Self {
            re: &self.re - &other.re,
            im: &self.im - &other.im,
        }
    }
    fn times(&self, other: &Self) -> Self {
        Self {
            re: &self.re * &other.re - &self.im * &other.im,
            im: &self.re * &other.im + &self.im * &other.re,
        }
    }
    /// |z|².
    fn square(&self) -> Rational {
        &self.re * &self.re + &self.im * &self.im
    }
    /// 1/z; `None` for 0.
    fn inverse(&self) -> Option<Self> {
        let square = self.square();
        (!square.is_zero()).then(|| Self {
            re: &self.re / &square,
            im: -&self.im / &square,
        })
    }
    /// Cut to about `bits` bits relative to the larger part.
    fn cut(&self, bits: usize) -> Self {
        let size = magnitude(&self.re).max(magnitude(&self.im));
        let Some(size) = size else {
            return self.clone();
        };
        Self {
            re: cut(&self.re, bits as i64 - size),
            im: cut(&self.im, bits as i64 - size),
        }
    }
}

/// ⌊log₂|x|⌋ or one more; `None` for 0.
fn magnitude(x: &Rational) -> Option<i64> {
    let bits = |a: usize| a as i64;
    let (n, d) = (x.numerator().bit_len(), x.denominator().bit_len());
    (!x.is_zero()).then(|| bits(n) - bits(d))
}

/// x to the next multiple of 2⁻ˢʰⁱᶠᵗ towards zero.
fn cut(x: &Rational, shift: i64) -> Rational {
    let (n, d) = (x.numerator(), IBig::from(x.denominator().clone()));
    let size = shift.unsigned_abs() as usize;
    if shift >= 0 {
        Rational::from_parts((n << size) / d, UBig::ONE << size)
    } else {
        Rational::from((n / (d << size)) << size)
    }
}

/// Different points with discs that are small, disjoint, and cover the roots of a square-free p.
fn isolate(p: &[IBig], bits: usize) -> Option<Vec<(Point, Rational)>> {
    let at_zero = p.iter().take_while(|a| a.is_zero()).count();
    let p = &p[at_zero..];
    let zero = (Point::real(Rational::ZERO), Rational::ZERO);
    let mut found = vec![zero; at_zero];
    let mut points = starting_points(p);
    for round in 0..LENGTHENINGS {
        let length = if round == 0 {
            64
        } else {
            (bits + 64) << (round - 1)
        };
        // roots that lie closer than 2⁻ᵇⁱᵗˢ are told apart by more bits than are asked for
        let goal = if round == 0 {
            bits
        } else {
            bits.max(length / 2)
        };
        approach(p, &mut points, length, goal);
        let Some(discs) = smith(p, &points) else {
            continue;
        };
        let small = |(z, r): &(Point, Rational)| r * r <= z.square().scale(-2 * bits as i32);
        if discs.iter().all(small) && disjoint(&discs) {
            found.extend(discs);
            return Some(found);
        }
    }
    None
}

/// Points on circles whose radii are the slopes of the upper hull of (k, log₂|aₖ|).
fn starting_points(p: &[IBig]) -> Vec<Point> {
    let height = |k: usize| p[k].bit_len() as f64;
    let (mut points, mut k) = (vec![], 0);
    while k + 1 < p.len() {
        let slope = |j: usize| (height(k) - height(j)) / (j - k) as f64;
        let candidates = (k + 1..p.len()).filter(|&j| !p[j].is_zero());
        // the flattest edge of the hull: the smallest radius, the longest such edge
        let next = candidates.fold(
            p.len() - 1,
            |best, j| {
                if slope(j) <= slope(best) { j } else { best }
            },
        );
        let exponent = libm::floor(slope(next));
        let radius = libm::exp2(slope(next) - exponent);
        for i in 0..next - k {
            let angle = 0.7 + (k as f64) + std::f64::consts::TAU * i as f64 / (next - k) as f64;
            let part = |x: f64| {
                let x = (radius * x).exact().unwrap_or(Rational::ONE);
                x.scale(exponent as i32)
            };
            points.push(Point {
                re: part(libm::cos(angle)),
                im: part(libm::sin(angle)),
            });
        }
        k = next;
    }
    points
}

/// Sweeps of zᵢ ← zᵢ − N/(1 − N Σ 1/(zᵢ − zⱼ)), N = p(zᵢ)/p'(zᵢ), until they move by less than
/// 2⁻ᵇⁱᵗˢ |zᵢ|.
fn approach(p: &[IBig], points: &mut [Point], length: usize, bits: usize) {
    let rounded = |p: Coefficients| -> Vec<Point> {
        let exact = p.into_iter().map(|a| Point::real(Rational::from(a)));
        exact.map(|z| z.cut(2 * length)).collect()
    };
    let (slope, p) = (rounded(integer::derivative(p)), rounded(p.to_vec()));
    for _ in 0..SWEEPS {
        let mut still = true;
        for i in 0..points.len() {
            let Some(change) = correction(&p, &slope, points, i, length) else {
                continue;
            };
            let size = points[i].square();
            still &= change.square() <= size.scale(-2 * (bits as i32 + 4));
            points[i] = points[i].minus(&change).cut(length);
        }
        if still {
            return;
        }
    }
}

/// What to take from zᵢ; `None` where a denominator vanishes.
fn correction(
    p: &[Point],
    slope: &[Point],
    points: &[Point],
    i: usize,
    length: usize,
) -> Option<Point> {
    let z = &points[i];
    let at = |p: &[Point]| {
        let start = Point::real(Rational::ZERO);
        let terms = p.iter().rev();
        terms.fold(start, |sum, a| sum.times(z).plus(a).cut(2 * length))
    };
    let newton = at(p).times(&at(slope).inverse()?).cut(length);
    let mut pull = Point::real(Rational::ZERO);
    for (j, other) in points.iter().enumerate() {
        if j != i {
            pull = pull.plus(&z.minus(other).inverse()?.cut(length));
        }
    }
    let damping = Point::real(Rational::ONE).minus(&newton.times(&pull));
    Some(newton.times(&damping.cut(length).inverse()?).cut(length))
}

/// Smith's discs, from exact values; `None` if two points coincide.
fn smith(p: &[IBig], points: &[Point]) -> Option<Vec<(Point, Rational)>> {
    let m = points.len();
    let lead = Point::real(Rational::from(p.last()?.clone()));
    let disc = |(i, z): (usize, &Point)| {
        let start = Point::real(Rational::ZERO);
        let value = p.iter().rev().fold(start, |sum, a| {
            sum.times(z).plus(&Point::real(Rational::from(a.clone())))
        });
        let others = points.iter().enumerate().filter(|(j, _)| *j != i);
        let product = others.fold(lead.clone(), |q, (_, other)| q.times(&z.minus(other)));
        let product = product.square();
        (!product.is_zero()).then(|| {
            let radius = root_above(&(value.square() / product));
            (z.clone(), radius * Rational::from(m))
        })
    };
    points.iter().enumerate().map(disc).collect()
}

/// |zᵢ − zⱼ| > rᵢ + rⱼ for all pairs.
fn disjoint(discs: &[(Point, Rational)]) -> bool {
    discs.iter().enumerate().all(|(i, (z, r))| {
        discs[..i].iter().all(|(w, s)| {
            let reach = r + s;
            z.minus(w).square() > &reach * &reach
        })
    })
}

/// A dyadic number at least √x and at most (1 + 2⁻³⁰)√x, for x ≥ 0.
pub(in crate::certify) fn root_above(x: &Rational) -> Rational {
    root_below_and_above(x).1
}

/// Dyadic numbers around √x that differ by less than 2⁻³⁰√x.
pub(in crate::certify) fn root_below_and_above(x: &Rational) -> (Rational, Rational) {
    let Some(size) = magnitude(x) else {
        return (Rational::ZERO, Rational::ZERO);
    };
    // x 4ˢ has at least 64 bits before the point
    let shift = (66 - size).div_euclid(2) as i32;
    let scaled = x.scale(2 * shift);
    let (root, remainder) = whole_root(&scaled);
    let below = Rational::from(root.clone());
    let above = if remainder {
        Rational::from(root + UBig::ONE)
    } else {
        below.clone()
    };
    (below.scale(-shift), above.scale(-shift))
}

/// ⌊√x⌋ and whether something is left.
fn whole_root(x: &Rational) -> (UBig, bool) {
    use dashu_base::SquareRootRem;
    let floor = x.floor();
    let exact = Rational::from(floor.clone()) == *x;
    let (root, rest) = UBig::try_from(floor.abs()).unwrap_or(UBig::ZERO).sqrt_rem();
    (root, !exact || !rest.is_zero())
}
