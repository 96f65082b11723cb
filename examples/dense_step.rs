//! A Gauss-Newton step by hand on a game with nx = ny = 1, every quantity printed and checked.
//!
//! Run with `cargo run --example dense_step`.

use gnash::dense::{self, RankOne, gda, gn};
use gnash::game::{Game, Quadratic};
use gnash::scalar::Rational;
use gnash::spec::{Form, Gda, Gn, Steps};
use nalgebra::DVector;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Exact fractions, so that every equality below is an equality.
    let fraction = |a: i64, b: i64| Rational::from(a) / Rational::from(b);
    let game = Quadratic::<Rational>::g1();
    let p = DVector::from_vec(vec![fraction(1, 2), fraction(1, 4)]);
    let (step, damping) = (fraction(1, 10), fraction(1, 2));
    println!("f = -3x^2 - y^2 + 4xy at p = (x, y) = ({}, {})", p[0], p[1]);

    // v = (−∇ₓf, +∇ᵧf) = (6x − 4y, 4x − 2y)
    let v = game.field(&p);
    println!("v = ({}, {}), |v|^2 = {}", v[0], v[1], v.dot(&v));
    assert_eq!(v.as_slice(), [fraction(2, 1), fraction(3, 2)]);

    // B = λI + v vᵀ, and B⁻¹v by a general solver and by Sherman–Morrison
    let b = RankOne::new(v.clone(), damping.clone())?;
    let solved = dense::solve(
        &b.matrix(),
        &nalgebra::DMatrix::from_columns(std::slice::from_ref(&v)),
    )?;
    let inverse_v = b.apply_inverse(&v)?;
    println!(
        "B = {}B^-1 v = ({}, {})",
        b.matrix(),
        inverse_v[0],
        inverse_v[1]
    );
    assert_eq!(inverse_v.as_slice(), solved.as_slice());

    // Collapse: B⁻¹v is v shortened by λ + ‖v‖² = 1/2 + 25/4, nothing else.
    let d = &damping + v.dot(&v);
    println!("collapse: B^-1 v = v / {d}");
    assert_eq!(inverse_v, v.map(|a| a / d.clone()));

    for form in [Form::Inverse, Form::InverseMinusIdentity] {
        // A v = φ v, and F(p) = p + h A v
        let phi = b.phi(form)?;
        let params = Gn {
            step: step.clone(),
            damping: damping.clone(),
            form,
        };
        let next = gn::step(&game, &params, &p)?;
        println!("{form}: phi = {phi}, next point ({}, {})", next[0], next[1]);

        // So the step is p + hφ v, descent-ascent with a length that adapts to the field …
        assert_eq!(next, &p + &v * (&step * phi.clone()));

        // … and here ‖v‖² > 1 − λ: beyond the spurious sphere B⁻¹ − I moves backwards.
        assert_eq!(phi > Rational::ZERO, form == Form::Inverse);
        if form == Form::Inverse {
            let steps = Steps::same(&step * phi.clone());
            assert_eq!(next, gda::step(&game, &Gda { steps }, &p)?);
        }

        // F' = I + h(φI + 2φ' v vᵀ)J, exactly
        println!("F' = {}", gn::map_jacobian(&game, &params, &p)?);
    }

    // Whether F contracts near an equilibrium is decided by the eigenvalues of J (in f64).
    let jacobian = Quadratic::<f64>::g1().jacobian(&DVector::zeros(2));
    let spectrum = dense::eigenvalues(&jacobian)?;
    let bound = dense::lemma3_bound(&spectrum);
    println!("eigenvalues of J at 0: {spectrum:?}; Lemma 3's bound: {bound:?}");
    assert!(matches!(bound, dense::StepBound::None(_)));
    Ok(())
}
