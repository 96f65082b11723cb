//! What the property tests draw from, aimed at trouble.

use gnash::game::Quadratic;
use gnash::scalar::Rational;
use gnash::spec::*;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Fixed seed, `cases` cases.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20240407172),
        ..ProptestConfig::default()
    }
}

/// numerator/denominator.
pub fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::from(numerator) / Rational::from(denominator)
}

/// A small fraction, zero and negative ones included.
pub fn fraction() -> impl Strategy<Value = Rational> {
    (-12i64..=12, 1i64..=9).prop_map(|(a, b)| ratio(a, b))
}

/// A small positive fraction.
pub fn positive() -> impl Strategy<Value = Rational> {
    (1i64..=12, 1i64..=9).prop_map(|(a, b)| ratio(a, b))
}

/// A vector of n small fractions.
pub fn vector(n: usize) -> impl Strategy<Value = DVector<Rational>> {
    prop::collection::vec(fraction(), n).prop_map(DVector::from_vec)
}

/// Either form of A.
pub fn form() -> impl Strategy<Value = Form> {
    prop_oneof![Just(Form::Inverse), Just(Form::InverseMinusIdentity)]
}

/// A quadratic game with nx, ny ≤ 3 (either may be 0), with a point.
pub fn quadratic() -> impl Strategy<Value = (Quadratic<Rational>, DVector<Rational>)> {
    (0usize..=3, 0usize..=3).prop_flat_map(|(nx, ny)| {
        let matrix = |rows: usize, columns: usize| {
            prop::collection::vec(fraction(), rows * columns)
                .prop_map(move |e| DMatrix::from_vec(rows, columns, e))
        };
        let data = (matrix(nx, nx), matrix(nx, ny), matrix(ny, ny));
        (data, vector(nx), vector(ny), vector(nx + ny)).prop_map(|((p, m, q), b, c, point)| {
            let (p, q) = (&p + p.transpose(), &q + q.transpose());
            let game = Quadratic::new(p, m, q, b, c).expect("the data fit");
            (game, point)
        })
    })
}

/// A game with a planted critical point: b and c cancel the field there.
pub fn planted() -> impl Strategy<Value = (Quadratic<Rational>, DVector<Rational>)> {
    use gnash::game::Game;
    quadratic().prop_map(|(game, p)| {
        let (nx, n) = (game.nx(), game.dim());
        let jacobian = game.jacobian(&p);
        let (x, y) = (&p.rows(0, nx), &p.rows(nx, n - nx));
        // b = −(Px + My), c = −(Mᵀx − Qy), from the blocks of J = [[−P, −M], [Mᵀ, −Q]]
        let (d_xx, d_xy) = (game.d_xx(&p), game.d_xy(&p));
        let (d_yx, d_yy) = (game.d_yx(&p), game.d_yy(&p));
        let b = -(&d_xx * x + &d_xy * y);
        let c = -(d_yx * x + &d_yy * y);
        assert_eq!(jacobian.nrows(), n);
        let game = Quadratic::new(d_xx, d_xy, -d_yy, b, c).expect("the data fit");
        (game, p)
    })
}

/// The hyper-parameters of one method of every kind, in the order of the spec.
pub fn all_methods(form: Form) -> Vec<Method<f64>> {
    let (step, damping) = (0.125, 0.5);
    let steps = Steps { x: 0.125, y: 0.25 };
    let core = Gn {
        step,
        damping,
        form,
    };
    let ridge = HessianFr {
        step_x: 0.125,
        step_y: 0.25,
        newton: 0.5,
        difference: None,
    };
    vec![
        Gda { steps }.into(),
        Ttur { steps }.into(),
        GdaK {
            steps,
            inner: 3,
            order: Order::Doc,
        }
        .into(),
        Eg { steps }.into(),
        Ogda { steps }.into(),
        Eftp { steps }.into(),
        Sga {
            step,
            adjustment: 0.5,
            align: Some(0.125),
        }
        .into(),
        Conopt { step, penalty: 0.5 }.into(),
        Cgd { step }.into(),
        Acgd {
            step,
            decay: 0.75,
            eps: 1e-5,
        }
        .into(),
        Fr { steps }.into(),
        Gdn {
            step_x: 0.125,
            hessian_at: HessianAt::New,
        }
        .into(),
        ridge.into(),
        HessianFrCg {
            core: ridge,
            iterations: 2,
        }
        .into(),
        HessianFrDiag {
            core: ridge,
            initial_inverse: -0.25,
        }
        .into(),
        core.into(),
        GnBlock { core }.into(),
        GnHeavyball {
            core,
            momentum: 0.5,
        }
        .into(),
        GnEma { core, decay: 0.75 }.into(),
        GnAdaptive {
            core,
            decay: 0.99,
            eps: 1e-7,
        }
        .into(),
        Nlcg {
            steps,
            conjugacy: Conjugacy::Fr,
            mu: 2.0,
        }
        .into(),
        Adam {
            steps,
            beta1: 0.9,
            beta2: 0.999,
            eps: 1e-8,
        }
        .into(),
        Rmsprop {
            step,
            decay: 0.99,
            eps: 1e-8,
        }
        .into(),
        SgdMomentum {
            step,
            momentum: 0.5,
        }
        .into(),
        Lookahead {
            step,
            inner: 2,
            interpolation: 0.5,
        }
        .into(),
        GnPublished {
            step,
            damping,
            normalise: true,
            numerator: Numerator::G,
        }
        .into(),
    ]
}

/// ± m 2ᵏ with m in [1, 2) and k in the range.
pub fn float(exponents: std::ops::Range<i32>) -> impl Strategy<Value = f64> {
    (any::<bool>(), 1.0f64..2.0, exponents).prop_map(|(negative, m, k)| {
        let value = libm::ldexp(m, k);
        if negative { -value } else { value }
    })
}

/// The fraction equal to a float.
pub fn exact(value: f64) -> Rational {
    Rational::try_from(value).expect("finite")
}

/// Σ aᵢ².
pub fn square_norm(a: &[Rational]) -> Rational {
    a.iter().fold(Rational::ZERO, |sum, a| sum + a * a)
}
