//! φ of `inverse_minus_identity` beside the spurious sphere ‖v‖² = 1 − λ, where a sum of squares
//! rounds away what decides the sign.

use crate::support::{Fixed, Numbers, exact, exact_dot};
use gnash::method::{Float, StepReport, build};
use gnash::scalar::{Rational, Scalar};
use gnash::spec::{Form, Gn, GnAdaptive, GnBlock, GnEma, GnHeavyball, Method};

const FORM: Form = Form::InverseMinusIdentity;

/// A scalar of the test: its epsilon, its smallest number, and a k for which 2²ᵏ underflows to 0.
trait Ends: Float + std::fmt::LowerExp {
    const EPSILON: f64;
    const SMALLEST: f64;
    const UNSEEN: i32;
}

impl Ends for f32 {
    const EPSILON: f64 = f32::EPSILON as f64;
    const SMALLEST: f64 = f32::from_bits(1) as f64;
    const UNSEEN: i32 = -77;
}

impl Ends for f64 {
    const EPSILON: f64 = f64::EPSILON;
    const SMALLEST: f64 = f64::from_bits(1);
    const UNSEEN: i32 = -540;
}

/// The Gauss-Newton methods with h = 1 whose first step is φv; `gn_adaptive` in
/// [`adaptive_step`].
fn family<T: Float>(damping: T) -> [Method<T>; 4] {
    let (step, form) = (T::one(), FORM);
    [
        Method::from(Gn {
            step,
            damping,
            form,
        }),
        Method::from(GnBlock {
            core: Gn {
                step,
                damping,
                form,
            },
        }),
        Method::from(GnHeavyball {
            core: Gn {
                step,
                damping,
                form,
            },
            momentum: T::constant(0.5),
        }),
        // β = 0: m = v
        Method::from(GnEma {
            core: Gn {
                step,
                damping,
                form,
            },
            decay: T::zero(),
        }),
    ]
}

/// The first step from p = 0.
fn first_step<T: Float>(method: &Method<T>, nx: usize, v: &[T]) -> (Vec<T>, StepReport) {
    let mut p = vec![T::zero(); v.len()];
    let mut game = Fixed { nx, v: v.to_vec() };
    let mut optimizer = build(method, nx, v.len() - nx).unwrap();
    let report = optimizer.step(&mut game, &mut p).unwrap();
    (p, report)
}

/// `gn_adaptive` with v̂ = v exactly: the field is εv, and its squares underflow to m = 0.
///
/// `None` where εv itself would underflow.
fn adaptive_step<T: Ends>(damping: T, v: &[T]) -> Option<(Vec<T>, StepReport)> {
    let power = libm::scalbn(1.0, T::UNSEEN);
    let (step, form, eps) = (T::one(), FORM, T::constant(power));
    let method = Method::from(GnAdaptive {
        core: Gn {
            step,
            damping,
            form,
        },
        decay: T::constant(0.5),
        eps,
    });
    let field: Vec<T> = v.iter().map(|&v| v * eps).collect();
    let same = field.iter().zip(v).all(|(&f, &v)| f / eps == v);
    same.then(|| first_step(&method, 1, &field))
}

/// One step of every method: the reported φ and the step φv against fractions.
fn phi_is_right<T: Ends>(v: &[T], damping: T) {
    let (lam, s) = (exact(damping), exact_dot(v, v));
    let one = <Rational as Scalar>::from_i64(1);
    let phi = (one - lam.clone() - s.clone()) / (lam + s);
    let check = |id: &str, (p, report): (Vec<T>, StepReport)| {
        let near = |got: f64, want: &Rational, epsilon: f64, smallest: f64| {
            let room = Scalar::abs(want) * exact(epsilon) + exact(smallest);
            Scalar::abs(&(exact(got) - want.clone())) <= room
        };
        let got = report.phi.unwrap();
        let good = near(got, &phi, f64::EPSILON, f64::from_bits(1));
        assert!(good, "{id}: φ is {got:e}, not {:e}", Scalar::to_f64(&phi));
        let negative = Scalar::to_f64(&phi).is_sign_negative();
        assert_eq!(got.is_sign_negative(), negative, "{id}: sign of {got:e}");
        for (p, v) in p.iter().zip(v) {
            // φ is rounded to T once, φv once; gn_ema adds a term that it knows to 2⁻¹⁰⁷⁴
            let want = phi.clone() * exact(*v);
            let good = near(p.to_f64(), &want, 2.0 * T::EPSILON, 2.0 * T::SMALLEST);
            assert!(
                good,
                "{id}: moved by {:e}, not {:e}, v {v:e} φ {got:e}",
                p.to_f64(),
                Scalar::to_f64(&want)
            );
        }
    };
    for method in family(damping) {
        check(method.id(), first_step(&method, v.len(), v));
    }
    if let Some(step) = adaptive_step(damping, v) {
        check("gn_adaptive", step);
    }
}

#[test]
fn a_square_below_the_last_place_of_the_sum_decides_the_sign_of_phi() {
    // 1 − λ − s = −t² exactly, with t in the lane of the first ½
    let field = |t: f64| {
        let mut v = vec![0.0; 17];
        (v[0], v[1], v[16]) = (0.5, 0.5, t);
        v
    };
    for k in [30, 60, 70] {
        let t = libm::exp2(f64::from(-k));
        let v: Vec<f32> = field(t).iter().map(|&v| v as f32).collect();
        phi_is_right(&v, 0.5_f32);
        phi_is_right(&field(t), 0.5_f64);
    }
    // φ = −2⁻²¹⁴⁸ is a zero of that sign in the report
    for k in [500, 537, 1074] {
        phi_is_right(&field(libm::scalbn(1.0, -k)), 0.5_f64);
    }
    phi_is_right(&field(0.0), 0.5_f64);
}

#[test]
fn phi_is_right_at_the_smallest_damping() {
    // s = 1 and more: 1 − λ − s = −λ and less
    for lam in [f64::from_bits(1), 1e-300, 1e-200, 1e-40] {
        phi_is_right(&[1.0], lam);
        phi_is_right(&[0.5, -0.5, 0.5, 0.5], lam);
        phi_is_right(&[1.0, lam], lam);
    }
    phi_is_right(&[1.0], f32::from_bits(1));
}

/// v with ‖v‖² just below 1, in `steps` refinements, and the λ nearest to 1 − ‖v‖²; all in one
/// lane.
fn near_the_sphere<T: Ends>(numbers: &mut Numbers, steps: usize) -> (Vec<T>, T) {
    let mut v = vec![T::zero(); 16 * (steps + 3)];
    let mut left = <Rational as Scalar>::from_i64(1);
    for k in 0..steps + 3 {
        let x = if k < 3 {
            T::constant(0.5 * numbers.next())
        } else {
            // x² is just below what is left
            T::constant(Scalar::to_f64(&left).sqrt() * (1.0 - T::EPSILON))
        };
        v[16 * k] = x;
        left -= exact(x) * exact(x);
    }
    (v, T::from_rational(&left))
}

#[test]
fn phi_is_right_for_the_damping_nearest_to_the_sphere() {
    let numbers = &mut Numbers(11);
    for _ in 0..20 {
        for steps in 1..=3 {
            let (v, damping) = near_the_sphere::<f32>(numbers, steps);
            phi_is_right(&v, damping);
            let (v, damping) = near_the_sphere::<f64>(numbers, steps);
            phi_is_right(&v, damping);
        }
    }
}

/// What `gn_block` reports for players with these fields and λ = ¼.
fn block_report(vx: f64, vy: f64) -> StepReport {
    let method = Method::from(GnBlock {
        core: Gn {
            step: 1.0,
            damping: 0.25,
            form: FORM,
        },
    });
    first_step(&method, 1, &[vx, vy]).1
}

#[test]
fn gn_block_reports_a_player_that_goes_against_its_field() {
    // φ vanishes at s = ¾
    let phi = |s: f64| 1.0 / (0.25 + s) - 1.0;
    for (sx, sy, shown) in [
        (4.0, 0.25, 4.0),
        (0.25, 4.0, 4.0),
        // the smaller |φ| is the forward player's
        (16.0, 0.5625, 16.0),
        (0.5625, 16.0, 16.0),
        // two that go backwards: the faster one; two that go forwards: the slower one
        (1.0, 4.0, 4.0),
        (4.0, 1.0, 4.0),
        (0.25, 0.0625, 0.25),
        (0.0625, 0.25, 0.25),
    ] {
        let report = block_report(f64::sqrt(sx), -f64::sqrt(sy));
        assert_eq!(report.direction_norm_sq, shown, "{sx} and {sy}");
        let error = report.phi.unwrap() - phi(shown);
        // the expectation is rounded three times at a size of at most 4
        assert!(error.abs() <= 8.0 * f64::EPSILON, "{sx} and {sy}");
    }
}
