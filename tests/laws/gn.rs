//! Laws of the Gauss-Newton step, and those that it shares with the other methods.

use crate::strategies::{all_methods, config, form, planted, positive, quadratic, ratio};
use gnash::dense::{self, DenseError, gda, gn, gn_block};
use gnash::game::{Game, Quadratic};
use gnash::scalar::{Dual, Rational, Scalar};
use gnash::spec::{Adam, Form, Gda, Gn, GnBlock, Method, Steps};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

fn params() -> impl Strategy<Value = Gn<Rational>> {
    (positive(), positive(), form()).prop_map(|(step, damping, form)| Gn {
        step,
        damping,
        form,
    })
}

/// A rational rotation by a Pythagorean angle in the first two coordinates (n ≥ 2), and a
/// reflection of the last.
fn orthogonal(n: usize) -> DMatrix<Rational> {
    let mut q = DMatrix::identity(n, n);
    if n >= 2 {
        q[(0, 0)] = ratio(3, 5);
        q[(0, 1)] = ratio(-4, 5);
        q[(1, 0)] = ratio(4, 5);
        q[(1, 1)] = ratio(3, 5);
    }
    if n >= 1 {
        for i in 0..n {
            q[(n - 1, i)] = -q[(n - 1, i)].clone();
        }
    }
    q
}

/// The game in coordinates x̃ = Q_x x, ỹ = Q_y y, and diag(Q_x, Q_y).
fn rotated(game: &Quadratic<Rational>) -> (Quadratic<Rational>, DMatrix<Rational>) {
    let (nx, ny) = (game.nx(), game.ny());
    let (qx, qy) = (orthogonal(nx), orthogonal(ny));
    let origin = DVector::from_element(nx + ny, Rational::ZERO);
    let v = game.field(&origin);
    let turned = Quadratic::new(
        &qx * game.d_xx(&origin) * qx.transpose(),
        &qx * game.d_xy(&origin) * qy.transpose(),
        -(&qy * game.d_yy(&origin) * qy.transpose()),
        -(&qx * v.rows(0, nx)),
        &qy * v.rows(nx, ny),
    );
    let mut q = DMatrix::from_element(nx + ny, nx + ny, Rational::ZERO);
    q.view_mut((0, 0), (nx, nx)).copy_from(&qx);
    q.view_mut((nx, nx), (ny, ny)).copy_from(&qy);
    (turned.expect("rotated data stay symmetric"), q)
}

proptest! {
    #![proptest_config(config(100))]

    // Broken by hand: +2uuᵀ for −2uuᵀ; Jᵀ for J; φ of the other form.
    #[test]
    fn the_map_jacobian_is_the_derivative_of_the_step((game, p) in quadratic(), params in params()) {
        let closed = gn::map_jacobian(&game, &params, &p).unwrap();
        let dual_game = game.map(|a| Dual::constant_of(a.clone()));
        let dual_params = Gn {
            step: Dual::constant_of(params.step.clone()),
            damping: Dual::constant_of(params.damping.clone()),
            form: params.form,
        };
        for j in 0..p.len() {
            let seeded = DVector::from_fn(p.len(), |i, _| {
                let tangent = if i == j { Rational::ONE } else { Rational::ZERO };
                Dual::new(p[i].clone(), tangent)
            });
            let step = gn::step(&dual_game, &dual_params, &seeded).unwrap();
            prop_assert_eq!(closed.column(j).into_owned(), step.map(|a| a.tangent));
        }
    }

    // Broken by hand: step inside φ; φ(‖v‖) for φ(‖v‖²).
    #[test]
    fn one_step_is_descent_ascent_with_step_h_phi((game, p) in quadratic(), params in params()) {
        let v = game.field(&p);
        let d = &params.damping + v.dot(&v);
        let phi = match params.form {
            Form::Inverse => Rational::ONE / d,
            Form::InverseMinusIdentity => Rational::ONE / d - Rational::ONE,
        };
        let next = gn::step(&game, &params, &p).unwrap();
        let steps = Steps::same(&params.step * phi);
        prop_assert_eq!(&next, &(&p + v * steps.x.clone()));
        // beyond the sphere the direction reverses, and `gda` takes no negative steps
        if steps.x >= Rational::ZERO {
            prop_assert_eq!(next, gda::step(&game, &Gda { steps }, &p).unwrap());
        }
    }

    #[test]
    fn descent_ascent_moves_each_player_by_its_own_step((game, p) in quadratic(), x in positive(), y in positive()) {
        let nx = game.nx();
        let v = game.field(&p);
        let steps = Steps { x: x.clone(), y: y.clone() };
        let next = gda::step(&game, &Gda { steps }, &p).unwrap();
        for i in 0..p.len() {
            let h = if i < nx { &x } else { &y };
            prop_assert_eq!(&next[i], &(&p[i] + h * &v[i]));
        }
    }

    #[test]
    fn at_an_equilibrium_the_map_is_i_plus_sigma_j((game, p) in planted(), params in params()) {
        let n = p.len();
        let inverse = Rational::ONE / &params.damping;
        let sigma = &params.step * match params.form {
            Form::Inverse => inverse,
            Form::InverseMinusIdentity => inverse - Rational::ONE,
        };
        let expected = DMatrix::identity(n, n) + game.jacobian(&p) * sigma;
        prop_assert_eq!(gn::map_jacobian(&game, &params, &p).unwrap(), expected);
    }

    #[test]
    fn critical_points_are_fixed_exactly((game, p) in planted(), form in form()) {
        prop_assert!(game.field(&p).iter().all(|a| *a == Rational::ZERO));
        for method in all_methods(form) {
            let method = method.map(|a| Rational::from_f64(*a).unwrap());
            let mut state = dense::State::new(&method, p.len());
            let Some(method) = method.algebraic() else {
                continue;
            };
            for _ in 0..3 {
                match dense::step_algebraic(method, &game, &mut state, &p) {
                    Ok(next) => prop_assert_eq!(&next, &p, "{}", method.id()),
                    // three methods solve with f_yy
                    Err(DenseError::Singular { .. }) => {
                        prop_assert!(["fr", "gdn", "hessian_fr"].contains(&method.id()));
                        let zero = DMatrix::zeros(game.ny(), 0);
                        let solved = dense::solve(&game.d_yy(&p), &zero);
                        prop_assert!(solved.is_err());
                    }
                    Err(other) => prop_assert!(false, "{}: {other}", method.id()),
                }
            }
        }
    }

    #[test]
    fn an_orthogonal_change_of_basis_commutes_with_the_step((game, p) in quadratic(), params in params()) {
        let (turned, q) = rotated(&game);
        let there = gn::step(&turned, &params, &(&q * &p)).unwrap();
        prop_assert_eq!(there, &q * gn::step(&game, &params, &p).unwrap());
        // it mixes no player with the other, so the blocks commute too
        let there = gn_block::step(&turned, &GnBlock { core: params.clone() }, &(&q * &p)).unwrap();
        prop_assert_eq!(there, &q * gn_block::step(&game, &GnBlock { core: params }, &p).unwrap());
    }

    // (x, y, f) → (y, x, −f) swaps the players: J_swapped = permuted J.
    #[test]
    fn swapping_the_players_swaps_the_outputs((game, p) in quadratic(), params in params()) {
        let (nx, ny) = (game.nx(), game.ny());
        let o = DVector::from_element(nx + ny, Rational::ZERO);
        let v = game.field(&o);
        let swapped = Quadratic::new(
            -game.d_yy(&o), -game.d_yx(&o), game.d_xx(&o),
            -v.rows(nx, ny), v.rows(0, nx).into_owned(),
        ).unwrap();
        let swap = |p: &DVector<Rational>| {
            DVector::from_iterator(nx + ny, p.iter().skip(nx).chain(p.iter().take(nx)).cloned())
        };
        let there = gn::step(&swapped, &params, &swap(&p)).unwrap();
        prop_assert_eq!(there, swap(&gn::step(&game, &params, &p).unwrap()));
    }

    // Broken by hand: the whole v in B_x.
    #[test]
    fn one_block_acts_on_each_player_alone((game, p) in quadratic(), params in params()) {
        let nx = game.nx();
        let block = gn_block::step(&game, &GnBlock { core: params.clone() }, &p).unwrap();
        let v = game.field(&p);
        let mut expected = p.clone();
        for (start, size) in [(0, nx), (nx, p.len() - nx)] {
            let own = v.rows(start, size).into_owned();
            let mut phi = Rational::ONE / (&params.damping + own.dot(&own));
            if params.form == Form::InverseMinusIdentity {
                phi -= Rational::ONE;
            }
            let moved = expected.rows(start, size) + own * (&params.step * phi);
            expected.rows_mut(start, size).copy_from(&moved);
        }
        prop_assert_eq!(&block, &expected);
        if nx == 0 || nx == p.len() {
            prop_assert_eq!(block, gn::step(&game, &params, &p).unwrap());
        }
    }
}

#[test]
fn critical_points_are_fixed_points_of_every_method_in_floats() {
    let game = Quadratic::<f64>::g1();
    let origin = DVector::from_element(2, 0.0);
    for form in [Form::Inverse, Form::InverseMinusIdentity] {
        for method in all_methods(form) {
            let mut state = dense::State::new(&method, 2);
            for _ in 0..3 {
                let next = dense::step(&method, &game, &mut state, &origin).unwrap();
                assert_eq!(next, origin, "{}", method.id());
            }
        }
    }
}

#[test]
fn adam_does_not_commute_with_a_rotation() {
    let game = Quadratic::<Rational>::new(
        DMatrix::identity(2, 2),
        DMatrix::from_element(2, 0, Rational::ZERO),
        DMatrix::from_element(0, 0, Rational::ZERO),
        DVector::from_element(2, Rational::ZERO),
        DVector::from_element(0, Rational::ZERO),
    )
    .unwrap();
    let (turned, q) = rotated(&game);
    let (q, game) = (q.map(|a| Scalar::to_f64(&a)), game.map(Scalar::to_f64));
    let turned = turned.map(Scalar::to_f64);
    let p = DVector::from_vec(vec![1.0, 0.0]);
    let method = Method::from(Adam {
        steps: Steps::same(0.1),
        beta1: 0.9,
        beta2: 0.999,
        eps: 1e-8,
    });
    let step = |game: &Quadratic<f64>, p: &DVector<f64>| {
        dense::step(&method, game, &mut dense::State::new(&method, 2), p).unwrap()
    };
    // v = −(1, 0): Adam moves by (−0.1, 0); rotated, by ±0.1 in both coordinates
    let gap = step(&turned, &(&q * &p)) - &q * step(&game, &p);
    assert!(gap.amax() > 0.01, "{gap}");
}
