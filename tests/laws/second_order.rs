//! The second-order methods: first steps by hand, their two forms, their refusals.
//!
//! The numbers are those of f = x²y + 2xy² − y² at (1, 1), where gx = 4, gy = 3, f_xx = 2,
//! f_xy = 6, f_yy = 2, so v = (−4, 3) and J = [[−2, −6], [6, 2]], unless said otherwise.

use crate::small_games::{Cubic, TwoLosses};
use crate::strategies::{config, fraction, positive, quadratic, ratio, vector};
use gnash::dense::{
    DenseError, acgd, cgd, conopt, fr, gdn, hessian_fr, hessian_fr_cg, hessian_fr_diag, krylov, sga,
};
use gnash::game::{Game, Quadratic};
use gnash::scalar::Rational;
use gnash::spec::{
    Acgd, Cgd, Conopt, Fr, Gdn, HessianAt, HessianFr, HessianFrCg, HessianFrDiag, Sga, Steps,
};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

fn point(entries: &[(i64, i64)]) -> DVector<Rational> {
    DVector::from_iterator(entries.len(), entries.iter().map(|&(a, b)| ratio(a, b)))
}

fn ones() -> DVector<Rational> {
    point(&[(1, 1), (1, 1)])
}

/// P = 2, M = (1, 1), Q = diag(1, 2): f_yy = diag(−1, −2), and a point with gx = 3, gy = (0, 1).
fn one_by_two() -> (Quadratic<Rational>, DVector<Rational>) {
    let matrix = |rows, columns, entries: &[i64]| {
        DMatrix::from_row_iterator(rows, columns, entries.iter().map(|&a| ratio(a, 1)))
    };
    let zeros = |n| DVector::from_element(n, Rational::ZERO);
    let (p, m, q) = (
        matrix(1, 1, &[2]),
        matrix(1, 2, &[1, 1]),
        matrix(2, 2, &[1, 0, 0, 2]),
    );
    let game = Quadratic::new(p, m, q, zeros(1), zeros(2)).unwrap();
    (game, point(&[(1, 1), (1, 1), (0, 1)]))
}

fn core(hx: Rational, hy1: Rational, hy2: Rational) -> HessianFr<Rational> {
    HessianFr {
        step_x: hx,
        step_y: hy1,
        newton: hy2,
        difference: None,
    }
}

/// Two losses, any coupling: sizes up to 2 + 2, with a point.
fn two_losses() -> impl Strategy<Value = (TwoLosses<Rational>, DVector<Rational>)> {
    (0usize..=2, 0usize..=2).prop_flat_map(|(nx, ny)| {
        let n = nx + ny;
        let entries = prop::collection::vec(fraction(), n * n);
        (entries, vector(n), vector(n)).prop_map(move |(entries, constant, p)| {
            let raw = DMatrix::from_vec(n, n, entries);
            // own Hessians are symmetric, the couplings are not
            let jacobian = DMatrix::from_fn(n, n, |i, j| match (i < nx) == (j < nx) {
                true => &raw[(i, j)] + &raw[(j, i)],
                false => raw[(i, j)].clone(),
            });
            let game = TwoLosses {
                nx,
                jacobian,
                constant,
            };
            (game, p)
        })
    })
}

// Broken by hand: A for Aᵀ; the ½ of A left out.
#[test]
fn symplectic_adjustment_by_hand() {
    let params = Sga {
        step: ratio(1, 2),
        adjustment: ratio(1, 3),
        align: None,
    };
    // x − ½(4 + ⅓·6·3), y + ½(3 − ⅓·6·4)
    let expected = point(&[(-4, 1), (-3, 2)]);
    assert_eq!(sga::step(&Cubic, &params, &ones()).unwrap(), expected);
    // couplings 4 and 2: C = 3; v = (−1 − 4, 2 + 3) at (1, 1)
    let game = TwoLosses {
        nx: 1,
        jacobian: DMatrix::from_row_slice(2, 2, &[-1, -4, 2, 3].map(Rational::from)),
        constant: DVector::from_element(2, Rational::ZERO),
    };
    // x − ½(5 + ⅓·3·5), y + ½(5 − ⅓·3·5)
    let expected = point(&[(-4, 1), (1, 1)]);
    assert_eq!(sga::step(&game, &params, &ones()).unwrap(), expected);
}

// Broken by hand: n left out; sign 0 = 1; Aᵀξ for ξ in the first product.
#[test]
fn alignment_turns_switches_off_or_keeps_the_adjustment() {
    // g1 at (1, 1): ξ = (−2, −2), Hᵀξ = (20, −12), Aᵀξ = (8, −8): ⟨·,·⟩⟨·,·⟩/n = −16·256/2
    let next = |eps: i64| {
        let params = Sga {
            step: ratio(1, 2),
            adjustment: ratio(1, 4),
            align: Some(Rational::from(eps)),
        };
        let by_players = sga::step_by_players(&Quadratic::g1(), &params, &ones()).unwrap();
        let next = sga::step(&Quadratic::g1(), &params, &ones()).unwrap();
        assert_eq!(next, by_players);
        next
    };
    // p − ½(ξ + λ'Aᵀξ) with λ' = −¼, 0, ¼
    assert_eq!(next(2047), point(&[(3, 1), (1, 1)]));
    assert_eq!(next(2048), point(&[(2, 1), (2, 1)]));
    assert_eq!(next(2049), point(&[(1, 1), (3, 1)]));
}

// Broken by hand: J for Jᵀ; h² on the penalty.
#[test]
fn consensus_by_hand() {
    let params = Conopt {
        step: ratio(1, 2),
        penalty: ratio(1, 4),
    };
    // Jᵀv = (8 + 18, 24 + 6); p + ½((−4, 3) − ¼(26, 30))
    let expected = point(&[(-17, 4), (-5, 4)]);
    assert_eq!(conopt::step(&Cubic, &params, &ones()).unwrap(), expected);
}

// Broken by hand: h for h² in the system; the sign of f_yx gx.
#[test]
fn competitive_gradients_by_hand() {
    let params = Cgd { step: ratio(1, 2) };
    // I + h²·36 = 10; x − ½(4 + ½·6·3)/10, y + ½(3 − ½·6·4)/10
    let expected = point(&[(7, 20), (11, 20)]);
    assert_eq!(cgd::step(&Cubic, &params, &ones()).unwrap(), expected);
}

// Broken by hand: the ridge term subtracted; hy on the ridge.
#[test]
fn follow_the_ridge_by_hand() {
    let params = Fr {
        steps: Steps {
            x: ratio(1, 4),
            y: ratio(1, 2),
        },
    };
    // x − ¼·4, y + ½·3 + ¼·½·6·4
    let expected = point(&[(0, 1), (11, 2)]);
    assert_eq!(fr::step(&Cubic, &params, &ones()).unwrap(), expected);
}

// With two losses each player has its own second derivatives.
// Broken by hand: f_xyᵀ for f_yx in the derivatives that all methods share.
#[test]
fn two_losses_keep_their_couplings_apart() {
    // f_xx = 1, f_xy = 4, f_yx = 2, f_yy = −3; at (1, 1) gx = 5, gy = −1
    let game = TwoLosses {
        nx: 1,
        jacobian: DMatrix::from_row_slice(2, 2, &[-1, -4, 2, -3].map(Rational::from)),
        constant: DVector::from_element(2, Rational::ZERO),
    };
    let params = Fr {
        steps: Steps {
            x: ratio(1, 2),
            y: ratio(1, 1),
        },
    };
    // x − ½·5, y − 1 + ½·2·5/(−3)
    let expected = point(&[(-3, 2), (-5, 3)]);
    assert_eq!(fr::step(&game, &params, &ones()).unwrap(), expected);
    // I + h²·8 = 3; x − ½(5 − ½·4)/3, y + ½(−1 − ½·2·5)/3
    let expected = point(&[(1, 2), (0, 1)]);
    let params = Cgd { step: ratio(1, 2) };
    assert_eq!(cgd::step(&game, &params, &ones()).unwrap(), expected);
}

// Broken by hand: gy at the old x; old and new exchanged.
#[test]
fn descent_newton_by_hand() {
    let at = |hessian_at| {
        let params = Gdn {
            step_x: ratio(1, 4),
            hessian_at,
        };
        gdn::step(&Cubic, &params, &ones()).unwrap()
    };
    // x⁺ = 0, gy(0, 1) = −2; f_yy = 2 at the old point, −2 at (0, 1)
    assert_eq!(at(HessianAt::Old), point(&[(0, 1), (2, 1)]));
    assert_eq!(at(HessianAt::New), point(&[(0, 1), (0, 1)]));
}

// Broken by hand: + b; hx left out of the right-hand side; α for 1/α; α gx subtracted.
#[test]
fn hessian_fr_by_hand_with_the_product_and_with_its_difference() {
    let mut params = core(ratio(1, 4), ratio(1, 2), ratio(1, 3));
    // b = (⅓·3 − ¼·24)/2 = −5/2; y + ½·3 + 5/2
    let expected = point(&[(0, 1), (5, 1)]);
    assert_eq!(
        hessian_fr::step(&Cubic, &params, &ones()).unwrap(),
        expected
    );
    // (gy(3, 1) − gy(1, 1))/½ = (19 − 3)/½ = 32 for 24
    params.difference = Some(ratio(1, 2));
    let expected = point(&[(0, 1), (6, 1)]);
    assert_eq!(
        hessian_fr::step(&Cubic, &params, &ones()).unwrap(),
        expected
    );
    // backwards, α = −½: (gy(−1, 1) − gy(1, 1))/(−½) = (−5 − 3)·(−2) = 16
    params.difference = Some(ratio(-1, 2));
    let expected = point(&[(0, 1), (4, 1)]);
    assert_eq!(
        hessian_fr::step(&Cubic, &params, &ones()).unwrap(),
        expected
    );
}

// Broken by hand: CG on f_yy instead of f_yy²; rhs for f_yy·rhs; one step more; no β.
#[test]
fn conjugate_gradients_on_the_square_by_hand() {
    let (game, p) = one_by_two();
    let next = |iterations| {
        let core = core(ratio(1, 1), ratio(1, 1), ratio(2, 1));
        hessian_fr_cg::step(&game, &HessianFrCg { core, iterations }, &p).unwrap()
    };
    // rhs = 2(0, 1) − 3(1, 1) = (−3, −1), r = f_yy rhs = (3, 2), α = 13/(9 + 16)
    assert_eq!(next(0), point(&[(-2, 1), (1, 1), (1, 1)]));
    assert_eq!(next(1), point(&[(-2, 1), (-14, 25), (-1, 25)]));
    // b = f_yy⁻¹ rhs = (3, ½), and nothing happens after
    assert_eq!(next(2), point(&[(-2, 1), (-2, 1), (1, 2)]));
    assert_eq!(next(7), next(2));
}

// Broken by hand: ‖Δy‖² below; y not kept.
#[test]
fn the_diagonal_inverse_by_hand() {
    let (game, p0) = one_by_two();
    let params = HessianFrDiag {
        core: core(ratio(1, 1), ratio(1, 1), ratio(2, 1)),
        initial_inverse: ratio(-1, 2),
    };
    let mut state = hessian_fr_diag::State::default();
    // b = −½(−3, −1)
    let p1 = hessian_fr_diag::step(&game, &params, &mut state, &p0).unwrap();
    assert_eq!(p1, point(&[(-2, 1), (-1, 2), (1, 2)]));
    // Δy = (−3/2, ½), Δg = (3/2, −1), τ = −(11/4)/(13/4); gx = −4, gy = (−3/2, −3),
    // rhs = 2gy + 4(1, 1) = (1, −2)
    let p2 = hessian_fr_diag::step(&game, &params, &mut state, &p1).unwrap();
    assert_eq!(p2, point(&[(2, 1), (-15, 13), (-109, 26)]));
    assert_eq!(state.previous_y, Some(point(&[(-1, 2), (1, 2)])));
    // y at rest: Δg = 0, so τ = hinv0 again, as from a fresh state
    let mut resting = hessian_fr_diag::State {
        previous_y: Some(point(&[(1, 1), (0, 1)])),
    };
    let next = hessian_fr_diag::step(&game, &params, &mut resting, &p0).unwrap();
    assert_eq!(next, p1);
}

fn near(a: &DVector<f64>, b: &[f64]) -> bool {
    // some twenty operations on numbers of size 20 at most, and a system of condition 3
    let b = DVector::from_column_slice(b);
    (a - b).amax() <= 64.0 * f64::EPSILON
}

// Broken by hand: ε inside the root; correction left out; √(1 − βᵗ) as in the published code.
#[test]
fn adaptive_competitive_gradients_by_hand() {
    let params = Acgd {
        step: 1.0,
        decay: 0.75,
        eps: 1.0,
    };
    let mut state = acgd::State::new(2);
    let p0 = DVector::from_vec(vec![1.0, 1.0]);
    let p1 = acgd::step(&Cubic, &params, &mut state, &p0).unwrap();
    // √(s/(1 − β)) = (4, 3): D = (1/5, 1/4); (5 + 36/4)dx = −(4 + 6·3/4), dy = ¼(3 + 6dx)
    assert!(near(&p1, &[1.0 - 17.0 / 28.0, 1.0 - 9.0 / 56.0]), "{p1}");
    assert_eq!(state.squares.as_slice(), [4.0, 9.0 / 4.0]);
    // then with both systems solved on their own, from the formula of dx and its mirror image
    let v = Game::<f64>::field(&Cubic, &p1);
    let (gx, gy) = (-v[0], v[1]);
    let c = Game::<f64>::d_xy(&Cubic, &p1)[(0, 0)];
    let mean = |s: f64, g: f64| 0.75 * s + 0.25 * g * g;
    let size = |s: f64| 1.0 / ((s / (1.0 - 0.75f64.powi(2))).sqrt() + 1.0);
    let (dx, dy) = (size(mean(4.0, gx)), size(mean(9.0 / 4.0, gy)));
    let change_x = -(gx + c * dy * gy) / (1.0 / dx + c * dy * c);
    let change_y = (gy - c * dx * gx) / (1.0 / dy + c * dx * c);
    let p2 = acgd::step(&Cubic, &params, &mut state, &p1).unwrap();
    assert!(near(&p2, &[p1[0] + change_x, p1[1] + change_y]), "{p2}");
    assert_eq!(state.steps_taken, 2);
}

proptest! {
    #![proptest_config(config(60))]

    // Broken by hand: f_xy for C.
    #[test]
    fn the_two_forms_of_symplectic_adjustment_agree(
        (game, p) in two_losses(), step in positive(), adjustment in fraction(),
        align in prop::option::of(fraction()),
    ) {
        let params = Sga { step, adjustment, align };
        let matrix = sga::step(&game, &params, &p).unwrap();
        prop_assert_eq!(matrix, sga::step_by_players(&game, &params, &p).unwrap());
    }

    // the Nash point of the local game: dx = h(−gx − f_xy dy), dy = h(gy + f_yx dx)
    // Broken by hand: the sign of the reaction.
    #[test]
    fn competitive_gradients_solve_the_local_game((game, p) in two_losses(), step in positive()) {
        let params = Cgd { step: step.clone() };
        let next = match cgd::step(&game, &params, &p) {
            // possible with two losses only: then the other form has no answer either
            Err(DenseError::Singular { .. }) => {
                let other = cgd::step_by_reaction(&game, &params, &p);
                let singular = matches!(other, Err(DenseError::Singular { .. }));
                prop_assert!(singular || game.nx() != game.ny());
                return Ok(());
            }
            next => next.unwrap(),
        };
        prop_assert_eq!(&next, &cgd::step_by_reaction(&game, &params, &p).unwrap());
        let (nx, ny) = (game.nx(), game.ny());
        let change = next - &p;
        let v = game.field(&p);
        let (dx, dy) = (change.rows(0, nx).into_owned(), change.rows(nx, ny).into_owned());
        let answer_x = (v.rows(0, nx) - game.d_xy(&p) * &dy) * step.clone();
        let answer_y = (v.rows(nx, ny) + game.d_yx(&p) * &dx) * step;
        prop_assert_eq!(dx, answer_x);
        prop_assert_eq!(dy, answer_y);
    }

    #[test]
    fn competitive_systems_of_zero_sum_games_are_never_singular((game, p) in quadratic(), step in positive()) {
        let next = cgd::step(&game, &Cgd { step }, &p);
        prop_assert!(next.is_ok());
    }

    // whether or not H is singular: k = n gives H²b = H·rhs with b in the range of H
    #[test]
    fn as_many_steps_as_rows_solve_the_squared_system((game, p) in quadratic()) {
        let (nx, n) = (game.nx(), game.ny());
        let h = game.d_yy(&p);
        let rhs = p.rows(nx, n).into_owned();
        let b = krylov(&h, &rhs, n).unwrap();
        prop_assert_eq!(&h * (&h * &b), &h * &rhs);
        // the residual in H² falls with every step: ⟨b, H²b⟩ − 2⟨b, H rhs⟩ does not rise
        let energy = |b: &DVector<Rational>| {
            let hb = &h * b;
            hb.dot(&hb) - Rational::from(2) * b.dot(&(&h * &rhs))
        };
        for k in 0..n {
            let (now, next) = (krylov(&h, &rhs, k).unwrap(), krylov(&h, &rhs, k + 1).unwrap());
            prop_assert!(energy(&next) <= energy(&now));
        }
    }
}

#[test]
fn least_norm_is_what_conjugate_gradients_find_where_the_block_is_singular() {
    let h = DMatrix::from_row_slice(2, 2, &[1, 1, 1, 1].map(Rational::from));
    let b = krylov(&h, &point(&[(1, 1), (0, 1)]), 2).unwrap();
    assert_eq!(b, point(&[(1, 4), (1, 4)]));
    let zero = DMatrix::from_element(1, 1, Rational::ZERO);
    assert_eq!(
        krylov(&zero, &point(&[(5, 1)]), 3).unwrap(),
        point(&[(0, 1)])
    );
}

#[test]
fn a_singular_block_stops_the_methods_that_invert_it_and_no_other() {
    // f = x²y + 2xy² − y² has f_yy = 4x − 2 = 0 at x = ½
    let p = point(&[(1, 2), (1, 1)]);
    let h = || ratio(1, 4);
    let singular = |r: Result<DVector<Rational>, DenseError>| {
        assert_eq!(r, Err(DenseError::Singular { column: 0 }));
    };
    singular(fr::step(
        &Cubic,
        &Fr {
            steps: Steps::same(h()),
        },
        &p,
    ));
    singular(hessian_fr::step(&Cubic, &core(h(), h(), h()), &p));
    let gdn_at = |hessian_at| {
        gdn::step(
            &Cubic,
            &Gdn {
                step_x: h(),
                hessian_at,
            },
            &p,
        )
    };
    singular(gdn_at(HessianAt::Old));
    // gx = 3, so x⁺ = −¼ and f_yy = −3 there
    assert!(gdn_at(HessianAt::New).is_ok());
    let core = core(h(), h(), h());
    let cg = HessianFrCg {
        core: core.clone(),
        iterations: 3,
    };
    assert!(hessian_fr_cg::step(&Cubic, &cg, &p).is_ok());
    let diag = HessianFrDiag {
        core,
        initial_inverse: h(),
    };
    assert!(hessian_fr_diag::step(&Cubic, &diag, &mut Default::default(), &p).is_ok());
    assert!(cgd::step(&Cubic, &Cgd { step: h() }, &p).is_ok());
    // two losses with f_xy f_yx = −1: I + h²f_xy f_yx = 0 at h = 1
    let game = TwoLosses {
        nx: 1,
        jacobian: DMatrix::from_row_slice(2, 2, &[0, -1, -1, 0].map(Rational::from)),
        constant: DVector::from_element(2, Rational::ZERO),
    };
    singular(cgd::step(
        &game,
        &Cgd {
            step: Rational::ONE,
        },
        &p,
    ));
    singular(cgd::step_by_reaction(
        &game,
        &Cgd {
            step: Rational::ONE,
        },
        &p,
    ));
}

#[test]
fn bad_settings_are_named() {
    let mut params = core(ratio(1, 1), ratio(1, 1), ratio(1, 1));
    params.difference = Some(Rational::ZERO);
    let error = hessian_fr::step(&Cubic, &params, &ones()).unwrap_err();
    assert_eq!(error.to_string(), "fd_alpha must not be zero");
    let sizes = krylov(
        &DMatrix::from_element(2, 2, 1.0),
        &DVector::from_element(3, 1.0),
        1,
    );
    let sentence = "the length of the right-hand side must be 2, found 3";
    assert_eq!(sizes.unwrap_err().to_string(), sentence);
    // f_yx gx overflows although both are finite
    let far = DVector::from_vec(vec![1e120, 1e120]);
    let params = Fr {
        steps: Steps::same(1.0),
    };
    let error = fr::step(&Cubic, &params, &far).unwrap_err();
    let overflow = matches!(
        error,
        DenseError::NotRepresentable {
            what: "f_yx gx",
            ..
        }
    );
    assert!(overflow, "{error}");
    let mut state = hessian_fr_diag::State {
        previous_y: Some(DVector::from_element(2, 0.0)),
    };
    let params = HessianFrDiag {
        core: HessianFr {
            step_x: 1.0,
            step_y: 1.0,
            newton: 1.0,
            difference: None,
        },
        initial_inverse: 0.0,
    };
    let p = DVector::from_vec(vec![1.0, 1.0]);
    let error = hessian_fr_diag::step(&Cubic, &params, &mut state, &p).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the length of the previous y must be 1, found 2"
    );
    // no step size where the mean square is 0 and ε = 0
    let params = Acgd {
        step: 1.0,
        decay: 0.5,
        eps: 0.0,
    };
    let origin = DVector::from_element(2, 0.0);
    let mut state = acgd::State::new(2);
    let error = acgd::step(&Cubic, &params, &mut state, &origin).unwrap_err();
    assert!(
        matches!(error, DenseError::NotRepresentable { .. }),
        "{error}"
    );
    assert_eq!(state, acgd::State::new(2));
}
