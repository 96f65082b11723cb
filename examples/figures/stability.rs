//! Which method contracts on which game, step size by step size.

use super::Figure;
use gnash::dense::{self, State, linearise};
use gnash::game::Quadratic;
use gnash::report::{StripTable, strip_table};
use gnash::scalar::Dual;
use gnash::spec::{
    Algebraic, Cgd, Conopt, Eftp, Eg, Form, Fr, Gda, GdaK, Gdn, Gn, GnBlock, GnEma, GnHeavyball,
    HessianAt, HessianFr, Lookahead, Method, Ogda, Order, Sga, SgdMomentum, Steps,
};
use nalgebra::{DMatrix, DVector};
use std::error::Error;

const COLUMNS: usize = 50;

/// Every method whose step is differentiable at an equilibrium, with step size h.
fn methods(h: f64) -> Vec<(&'static str, Algebraic<f64>)> {
    let steps = Steps { x: h, y: h };
    let core = |form| Gn {
        step: h,
        damping: 0.5,
        form,
    };
    let hessian_fr = HessianFr {
        step_x: h,
        step_y: h,
        newton: h,
        difference: None,
    };
    vec![
        ("gda", Gda { steps }.into()),
        (
            "gda_k, k = 5",
            GdaK {
                steps,
                inner: 5,
                order: Order::YFirst,
            }
            .into(),
        ),
        (
            "sgd_momentum, β = ½",
            SgdMomentum {
                step: h,
                momentum: 0.5,
            }
            .into(),
        ),
        (
            "lookahead",
            Lookahead {
                step: h,
                inner: 5,
                interpolation: 0.5,
            }
            .into(),
        ),
        ("eg", Eg { steps }.into()),
        ("ogda", Ogda { steps }.into()),
        ("eftp", Eftp { steps }.into()),
        (
            "sga, λ = 1",
            Sga {
                step: h,
                adjustment: 1.0,
                align: None,
            }
            .into(),
        ),
        (
            "conopt, γ = 1",
            Conopt {
                step: h,
                penalty: 1.0,
            }
            .into(),
        ),
        ("cgd", Cgd { step: h }.into()),
        ("fr", Fr { steps }.into()),
        (
            "gdn",
            Gdn {
                step_x: h,
                hessian_at: HessianAt::Old,
            }
            .into(),
        ),
        ("hessian_fr", hessian_fr.into()),
        ("gn, B⁻¹", core(Form::Inverse).into()),
        ("gn, B⁻¹ − I", core(Form::InverseMinusIdentity).into()),
        (
            "gn_block, B⁻¹",
            GnBlock {
                core: core(Form::Inverse),
            }
            .into(),
        ),
        (
            "gn_heavyball, β = ½",
            GnHeavyball {
                core: core(Form::Inverse),
                momentum: 0.5,
            }
            .into(),
        ),
        (
            "gn_ema, β = ½",
            GnEma {
                core: core(Form::Inverse),
                decay: 0.5,
            }
            .into(),
        ),
    ]
}

/// Games with the names of their columns.
type Games = Vec<(&'static str, Quadratic<f64>)>;

fn games() -> Result<Games, Box<dyn Error>> {
    let one = |a| DMatrix::from_element(1, 1, a);
    let zero = || DVector::from_element(1, 0.0);
    let quadratic = |p, m, q| Quadratic::new(one(p), one(m), one(q), zero(), zero());
    Ok(vec![
        ("xy", quadratic(0.0, 1.0, 0.0)?),
        ("½x² + xy − ½y²", quadratic(1.0, 1.0, 1.0)?),
        ("g1 (minimax)", Quadratic::g1()),
        ("g2 (not minimax)", Quadratic::g2()),
        ("g3 at 0 (minimax)", quadratic(-10.0, 6.0, 2.0)?),
    ])
}

/// 0: inside the disc, 1: outside, 2: on the circle within rounding, 3: the step does not exist.
fn verdict(method: &Algebraic<f64>, game: &Quadratic<f64>) -> Result<usize, Box<dyn Error>> {
    let origin = DVector::from_element(2, 0.0);
    let mut state = State::of_algebraic(method, 2);
    // lookahead counts to its outer step: a whole round is one map
    let whole: Method<f64> = method.clone().into();
    if dense::step(&whole, game, &mut state, &origin).is_err() {
        return Ok(3);
    }
    let lifted = game.map(|a| Dual::constant_of(*a));
    let map = match method {
        Algebraic::Lookahead(look) => {
            let method = Method::from(*look).map(|a| Dual::constant_of(*a));
            linearise::of(&origin, |p| {
                let mut state = State::new(&method, 2);
                let mut p = p.clone();
                for _ in 0..look.inner {
                    p = dense::step(&method, &lifted, &mut state, &p)?;
                }
                Ok(p)
            })?
        }
        _ => linearise::extended_algebraic(method, &lifted, &state, &origin)?,
    };
    let radius = dense::spectral_radius(&map)?;
    Ok(match radius - 1.0 {
        gap if gap < -1e-9 => 0,
        gap if gap > 1e-9 => 1,
        _ => 2,
    })
}

pub fn stability_map() -> Figure {
    let games = games()?;
    // h from 1/100 to 10, equal ratios
    let size = |k: usize| libm::exp10(-2.0 + 3.0 * k as f64 / (COLUMNS - 1) as f64);
    let mut strips = Vec::new();
    for row in 0..methods(1.0).len() {
        let mut cells = Vec::new();
        for (_, game) in &games {
            let strip = (0..COLUMNS).map(|k| verdict(&methods(size(k))[row].1, game));
            cells.push(strip.collect::<Result<Vec<_>, _>>()?);
        }
        strips.push(cells);
    }
    Ok(strip_table(&StripTable {
        title: "Which step sizes contract near (0, 0)".into(),
        along: "each strip: h from 0.01 (left) to 10 (right), logarithmic".into(),
        rows: methods(1.0).iter().map(|m| m.0.into()).collect(),
        columns: games.iter().map(|g| g.0.into()).collect(),
        legend: [
            "contracts",
            "does not contract",
            "on the unit circle",
            "f_yy is singular: no step",
        ]
        .map(Into::into)
        .to_vec(),
        strips,
    }))
}
