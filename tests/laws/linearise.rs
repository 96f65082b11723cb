//! Jacobians of steps by dual numbers against the formulas derived by hand, exactly.

use crate::small_games::Cubic;
use crate::strategies::{config, fraction, planted, positive, quadratic, ratio};
use crate::tolerance::{EIGENVALUES, U64};
use gnash::dense::{self, DenseError, gn, linearise, solve};
use gnash::game::{Game, Quadratic};
use gnash::scalar::{Dual, Rational, Scalar};
use gnash::spec::{
    Algebraic, Cgd, Conopt, Fr, Gda, Gdn, Gn, HessianAt, HessianFr, HessianFrCg, HessianFrDiag,
    Method, Sga, Steps,
};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

pub type Matrix = DMatrix<Rational>;

/// The Jacobian of the first step on a quadratic game.
pub fn first_step(
    method: impl Into<Algebraic<Rational>>,
    game: &Quadratic<Rational>,
    p: &DVector<Rational>,
) -> Result<Matrix, DenseError> {
    let lifted = game.map(|a| Dual::constant_of(a.clone()));
    linearise::first_step_algebraic(&method.into(), &lifted, p)
}

pub fn identity(n: usize) -> Matrix {
    Matrix::identity(n, n)
}

/// [[xx, xy], [yx, yy]].
pub fn blocks(xx: &Matrix, xy: &Matrix, yx: &Matrix, yy: &Matrix) -> Matrix {
    let (nx, ny) = (xx.nrows(), yy.nrows());
    let mut whole = Matrix::from_element(nx + ny, nx + ny, Rational::ZERO);
    whole.view_mut((0, 0), (nx, nx)).copy_from(xx);
    whole.view_mut((0, nx), (nx, ny)).copy_from(xy);
    whole.view_mut((nx, 0), (ny, nx)).copy_from(yx);
    whole.view_mut((nx, nx), (ny, ny)).copy_from(yy);
    whole
}

/// f_xx, f_xy, f_yx, f_yy.
struct Hessian {
    xx: Matrix,
    xy: Matrix,
    yx: Matrix,
    yy: Matrix,
}

impl Hessian {
    fn of(game: &impl Game<Rational>, p: &DVector<Rational>) -> Self {
        Self {
            xx: game.d_xx(p),
            xy: game.d_xy(p),
            yx: game.d_yx(p),
            yy: game.d_yy(p),
        }
    }

    fn whole(&self) -> Matrix {
        blocks(&self.xx, &self.xy, &self.yx, &self.yy)
    }

    fn zeros(&self, rows: usize, columns: usize) -> Matrix {
        Matrix::from_element(rows, columns, Rational::ZERO)
    }

    /// f_yy⁻¹, if there is one.
    fn inverse_yy(&self) -> Option<Matrix> {
        solve(&self.yy, &identity(self.yy.nrows())).ok()
    }

    /// f_xx − f_xy f_yy⁻¹ f_yx.
    fn schur(&self, inverse_yy: &Matrix) -> Matrix {
        &self.xx - &self.xy * inverse_yy * &self.yx
    }

    /// T M T⁻¹ with T = [[I, 0], [f_yy⁻¹ f_yx, I]].
    fn along_the_ridge(&self, inverse_yy: &Matrix, m: &Matrix) -> Matrix {
        let (nx, ny) = (self.xx.nrows(), self.yy.nrows());
        let shear =
            |ridge: Matrix| blocks(&identity(nx), &self.zeros(nx, ny), &ridge, &identity(ny));
        let ridge = inverse_yy * &self.yx;
        shear(ridge.clone()) * m * shear(-ridge)
    }
}

fn hessian_fr(hx: &Rational, hy1: &Rational, hy2: &Rational) -> HessianFr<Rational> {
    HessianFr {
        step_x: hx.clone(),
        step_y: hy1.clone(),
        newton: hy2.clone(),
        difference: None,
    }
}

proptest! {
    #![proptest_config(config(60))]

    // SPEC section 2, at any point: F' = I + h(φI + 2φ'vvᵀ)J, φ' = −1/(λ + s)².
    #[test]
    fn gauss_newton_everywhere(
        (game, p) in quadratic(), step in positive(), damping in positive(), form in crate::strategies::form(),
    ) {
        let n = p.len();
        let params = Gn { step: step.clone(), damping: damping.clone(), form };
        let map = first_step(params.clone(), &game, &p).unwrap();
        let (v, d) = (game.field(&p), &damping + game.field(&p).dot(&game.field(&p)));
        let mut phi = Rational::ONE / &d;
        if form == gnash::spec::Form::InverseMinusIdentity {
            phi -= Rational::ONE;
        }
        let slope = Rational::from(-2) / (&d * &d);
        let stretch = identity(n) * phi + &v * v.transpose() * slope;
        let expected = identity(n) + stretch * game.jacobian(&p) * step;
        prop_assert_eq!(&map, &expected);
        prop_assert_eq!(map, gn::map_jacobian(&game, &params, &p).unwrap());
    }

    #[test]
    fn descent_ascent_and_consensus(
        (game, p) in quadratic(), h in positive(), hy in positive(), gamma in fraction(),
    ) {
        let n = p.len();
        let j = game.jacobian(&p);
        let steps = Steps { x: h.clone(), y: hy.clone() };
        // I + HJ with H = diag(hx, hy)
        let scale = DVector::from_fn(n, |i, _| if i < game.nx() { h.clone() } else { hy.clone() });
        let expected = identity(n) + Matrix::from_diagonal(&scale) * &j;
        prop_assert_eq!(first_step(Gda { steps }, &game, &p).unwrap(), expected);
        // I + h(J − γJᵀJ)
        let consensus = Conopt { step: h.clone(), penalty: gamma.clone() };
        let expected = identity(n) + (&j - j.transpose() * &j * gamma) * h;
        prop_assert_eq!(first_step(consensus, &game, &p).unwrap(), expected);
    }

    // A = (H − Hᵀ)/2 with H = −J: I + h(I + λAᵀ)J
    #[test]
    fn symplectic_adjustment((game, p) in quadratic(), step in positive(), adjustment in fraction()) {
        let n = p.len();
        let j = game.jacobian(&p);
        let antisymmetric = (j.transpose() - &j) / Rational::from(2);
        let expected = identity(n) + (identity(n) + antisymmetric.transpose() * adjustment.clone()) * &j * step.clone();
        let params = Sga { step, adjustment, align: None };
        prop_assert_eq!(first_step(params, &game, &p).unwrap(), expected);
    }

    // (I − hK)(F' − I) = hJ with K = [[0, −f_xy], [f_yx, 0]]
    #[test]
    fn competitive_gradients((game, p) in quadratic(), step in positive()) {
        let hessian = Hessian::of(&game, &p);
        let (nx, ny, n) = (game.nx(), game.ny(), p.len());
        let (xx, yy) = (hessian.zeros(nx, nx), hessian.zeros(ny, ny));
        let k = blocks(&xx, &-&hessian.xy, &hessian.yx, &yy);
        let map = first_step(Cgd { step: step.clone() }, &game, &p).unwrap();
        let left = (identity(n) - k * step.clone()) * (map - identity(n));
        prop_assert_eq!(left, game.jacobian(&p) * step);
    }

    // HFR (3.5), (3.8), (3.11). Broken by hand: c₂ without f_yy⁻¹; + for the first −; the ridge
    // term of the shear negated; f_xy f_yy⁻¹ f_yx added.
    #[test]
    fn follow_the_ridge_and_its_relatives(
        (game, p) in planted(), hx in positive(), hy1 in positive(), hy2 in positive(),
    ) {
        let hessian = Hessian::of(&game, &p);
        let Some(inverse) = hessian.inverse_yy() else { return Ok(()) };
        let (nx, ny, n) = (game.nx(), game.ny(), p.len());
        let (c1, c2) = (&hy1 / &hx, &hy2 / &hx);
        let zero = |rows, columns| hessian.zeros(rows, columns);
        // (3.5): I − hx [[I, 0], [−f_yy⁻¹f_yx, −c₁I + c₂f_yy⁻¹]] H
        let follow = -&inverse * &hessian.yx;
        let ascend = &inverse * c2.clone() - identity(ny) * c1.clone();
        let left = blocks(&identity(nx), &zero(nx, ny), &follow, &ascend);
        let printed = identity(n) - left * hessian.whole() * hx.clone();
        let map = first_step(hessian_fr(&hx, &hy1, &hy2), &game, &p).unwrap();
        prop_assert_eq!(&map, &printed);
        // similar to I − hx [[S, f_xy], [0, −c₁f_yy + c₂I]], which is (3.8) for c₂ = 0
        let triangular = |c1: &Rational, c2: &Rational| {
            let yy = identity(ny) * c2.clone() - &hessian.yy * c1.clone();
            let inner = blocks(&hessian.schur(&inverse), &hessian.xy, &zero(ny, nx), &yy);
            identity(n) - inner * hx.clone()
        };
        prop_assert_eq!(hessian.along_the_ridge(&inverse, &map), triangular(&c1, &c2));
        let ridge = first_step(Fr { steps: Steps { x: hx.clone(), y: hy1 } }, &game, &p).unwrap();
        prop_assert_eq!(hessian.along_the_ridge(&inverse, &ridge), triangular(&c1, &Rational::ZERO));
        // (3.11): c₁ = 0, c₂ = 1/hx, whichever f_yy
        for hessian_at in [HessianAt::Old, HessianAt::New] {
            let gdn = first_step(Gdn { step_x: hx.clone(), hessian_at }, &game, &p).unwrap();
            let expected = triangular(&Rational::ZERO, &(Rational::ONE / &hx));
            prop_assert_eq!(hessian.along_the_ridge(&inverse, &gdn), expected);
        }
    }

    // HFR 3.1.4: J = I − hx [[I, 0], [−f_yy⁻¹f_yx, −c₁I + c₂f_yy⁻¹]] diag(P₁, P₂) H, through
    // the update rule with P₁∇ₓf and P₂∇ᵧf in place of the gradients.
    #[test]
    fn preconditioned_hessian_fr(
        (game, p) in planted(), hx in positive(), hy1 in positive(), hy2 in positive(),
        weights in prop::collection::vec(positive(), 6),
    ) {
        let hessian = Hessian::of(&game, &p);
        let Some(inverse) = hessian.inverse_yy() else { return Ok(()) };
        let (nx, ny, n) = (game.nx(), game.ny(), p.len());
        let scale = Matrix::from_diagonal(&DVector::from_fn(n, |i, _| weights[i].clone()));
        let lift = |a: &Matrix| a.map(Dual::constant_of);
        let (lifted, scale_dual) = (game.map(|a| Dual::constant_of(a.clone())), lift(&scale));
        let (hx_dual, hy1_dual, hy2_dual) =
            (Dual::constant_of(hx.clone()), Dual::constant_of(hy1.clone()), Dual::constant_of(hy2.clone()));
        let map = linearise::of(&p, |z| {
            let v = &scale_dual * lifted.field(z);
            let (gx, gy) = (-v.rows(0, nx), v.rows(nx, ny).into_owned());
            let rhs = &gy * hy2_dual.clone() - lifted.d_yx(z) * &gx * hx_dual.clone();
            let b = solve(&lifted.d_yy(z), &Matrix2::from_columns(&[rhs]))?;
            let x = z.rows(0, nx) - gx * hx_dual.clone();
            let y = z.rows(nx, ny) + gy * hy1_dual.clone() - b.column(0);
            Ok(DVector::from_iterator(n, x.iter().chain(y.iter()).cloned()))
        });
        let follow = -&inverse * &hessian.yx;
        let ascend = &inverse * (hy2 / &hx) - identity(ny) * (hy1 / &hx);
        let left = blocks(&identity(nx), &hessian.zeros(nx, ny), &follow, &ascend);
        let printed = identity(n) - left * scale * hessian.whole() * hx;
        prop_assert_eq!(map.unwrap(), printed);
    }

    // b = τ·rhs and b = f_yy⁻¹·rhs: (3.5) with the approximate inverse in place of f_yy⁻¹
    #[test]
    fn the_cheap_inverses((game, p) in planted(), hx in positive(), hy1 in positive(), hy2 in positive(), tau in fraction()) {
        let hessian = Hessian::of(&game, &p);
        let (nx, ny, n) = (game.nx(), game.ny(), p.len());
        let diag = HessianFrDiag { core: hessian_fr(&hx, &hy1, &hy2), initial_inverse: tau.clone() };
        let follow = &hessian.yx * (&hx * &tau);
        let ascend = identity(ny) * (hy1 - &tau * hy2);
        let left = blocks(&(identity(nx) * -hx), &hessian.zeros(nx, ny), &follow, &ascend);
        let expected = identity(n) + left * hessian.whole();
        prop_assert_eq!(first_step(diag, &game, &p).unwrap(), expected);
    }
}

type Matrix2 = DMatrix<Dual<Rational>>;

// Off the equilibria the derivative of f_yy⁻¹ f_yx enters, which (3.5) does not have.
#[test]
fn follow_the_ridge_away_from_equilibria_by_hand() {
    let steps = Steps {
        x: ratio(1, 2),
        y: ratio(1, 3),
    };
    let p = DVector::from_element(2, Rational::ONE);
    let map = linearise::first_step_algebraic(&Fr { steps }.into(), &Cubic, &p).unwrap();
    // f_yy⁻¹f_yx gx = (2x + 4y)(2xy + 2y²)/(4x − 2): at (1, 1) its derivatives are −14 and 26;
    // x row: 1 − ½·2, −½·6; y row: ⅓·6 − ½·14, 1 + ⅓·2 + ½·26
    let expected = [ratio(0, 1), ratio(-3, 1), ratio(-5, 1), ratio(44, 3)];
    assert_eq!(map, Matrix::from_row_slice(2, 2, &expected));
}

// The origin is an equilibrium of f = x²y + 2xy² − y², with f_yy = −2 and f_xx = f_xy = 0.
#[test]
fn at_an_equilibrium_of_any_game_only_second_derivatives_count() {
    let origin = DVector::from_element(2, Rational::ZERO);
    let diagonal = |a: Rational, b: Rational| Matrix::from_diagonal(&DVector::from_vec(vec![a, b]));
    let at = |method: Algebraic<Rational>| {
        linearise::first_step_algebraic(&method, &Cubic, &origin).unwrap()
    };
    let core = hessian_fr(&ratio(1, 2), &ratio(1, 3), &ratio(1, 4));
    // 1 + hy1 f_yy − hy2
    let y = ratio(1, 1) - ratio(2, 3) - ratio(1, 4);
    assert_eq!(at(core.clone().into()), diagonal(Rational::ONE, y));
    for hessian_at in [HessianAt::Old, HessianAt::New] {
        let gdn = Gdn {
            step_x: ratio(1, 2),
            hessian_at,
        };
        assert_eq!(at(gdn.into()), diagonal(Rational::ONE, Rational::ZERO));
    }
    // k CG steps are no differentiable function of a residual of zero
    let cg = HessianFrCg {
        core,
        iterations: 1,
    };
    let kink = linearise::first_step_algebraic(&cg.into(), &Cubic, &origin);
    let what = "the squared residual of CG";
    assert_eq!(kink, Err(DenseError::NotDifferentiable { what }));
}

#[test]
fn the_empty_game_has_the_empty_jacobian() {
    let none = |rows, columns| Matrix::from_element(rows, columns, Rational::ZERO);
    let empty = || DVector::from_vec(vec![]);
    let game = Quadratic::new(none(0, 0), none(0, 0), none(0, 0), empty(), empty()).unwrap();
    let gda = Gda {
        steps: Steps::same(ratio(1, 1)),
    };
    assert_eq!(first_step(gda, &game, &empty()), Ok(none(0, 0)));
    let negative = Gda {
        steps: Steps::same(ratio(-1, 1)),
    };
    assert!(first_step(negative, &game, &empty()).is_err());
}

/// Eigenvalues of both libraries, each with a partner within the bound.
fn same_spectra(map: &DMatrix<f64>, bound: f64) -> Result<(), TestCaseError> {
    let ours = dense::eigenvalues(map).unwrap();
    let theirs = faer::Mat::from_fn(map.nrows(), map.ncols(), |i, j| map[(i, j)]);
    let theirs = theirs.eigenvalues().unwrap();
    let theirs: Vec<_> = theirs
        .iter()
        .map(|z| nalgebra::Complex::new(z.re, z.im))
        .collect();
    let near = |a: &[nalgebra::Complex<f64>], b: &[nalgebra::Complex<f64>]| {
        a.iter().all(|x| b.iter().any(|y| (x - y).norm() <= bound))
    };
    prop_assert_eq!(ours.len(), theirs.len());
    prop_assert!(
        near(&ours, &theirs) && near(&theirs, &ours),
        "{ours:?} {theirs:?} {bound:e}"
    );
    Ok(())
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn nalgebra_and_faer_agree_on_the_spectra_of_steps((game, p) in planted(), h in positive()) {
        let game = game.map(Scalar::to_f64);
        let (lifted, p) = (game.map(|a| Dual::constant_of(*a)), p.map(|a| Scalar::to_f64(&a)));
        let steps = Steps::same(Scalar::to_f64(&h));
        let methods: [Method<f64>; 3] = [
            Gda { steps }.into(),
            Cgd { step: steps.x }.into(),
            Conopt { step: steps.x, penalty: 0.5 }.into(),
        ];
        for method in methods {
            let map = linearise::first_step(&method, &lifted, &p).unwrap();
            if p.is_empty() {
                prop_assert_eq!(map.len(), 0);
                continue;
            }
            // Elsner: (‖A‖ + ‖B‖)^(1−1/n) ‖A − B‖^(1/n) bounds the distance of any two spectra;
            // each library is exact for a matrix within EIGENVALUES·u of the map, relatively
            let (norm, root) = (map.norm(), 1.0 / p.len() as f64);
            let error = 2.0 * EIGENVALUES * U64 * norm;
            same_spectra(&map, (2.0 * norm + error).powf(1.0 - root) * error.powf(root))?;
        }
    }

    // v = J p with J antisymmetric: the maps are rational functions of J, normal
    #[test]
    fn and_closely_on_normal_ones(
        (rows, columns) in (1usize..4, 1usize..4), entries in prop::collection::vec(-3i32..=3, 9), h in positive(),
    ) {
        let m = DMatrix::from_fn(rows, columns, |i, j| Dual::constant_of(f64::from(entries[3 * i + j])));
        let zeros = |n| DVector::from_element(n, Dual::constant_of(0.0));
        let game = Quadratic::bilinear(m, zeros(rows), zeros(columns)).unwrap();
        let origin = DVector::from_element(rows + columns, 0.0);
        let steps = Steps::same(Scalar::to_f64(&h));
        let methods: [Method<f64>; 2] = [Gda { steps }.into(), Cgd { step: steps.x }.into()];
        for method in methods {
            let map = linearise::first_step(&method, &game, &origin).unwrap();
            same_spectra(&map, 2.0 * EIGENVALUES * U64 * map.norm())?;
        }
    }
}
