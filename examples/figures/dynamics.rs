//! Trajectories: the collapsed step, the fixed-point map and its sphere, the ridge.

use super::{Figure, curve, grid, layer};
use gnash::dense::{self, State};
use gnash::game::{G3, Game, Quadratic};
use gnash::report::{Layer, Mark, Plane, plane_figure};
use gnash::spec::{Eg, Form, Fr, Gda, Gdn, Gn, HessianAt, HessianFr, Method, Sga, Steps};
use nalgebra::{DMatrix, DVector};
use std::error::Error;

/// φ(s) against ‖v‖ for both forms.
pub fn collapse() -> Figure {
    let damping = 0.25;
    let inverse = |r: f64| 1.0 / (damping + r * r);
    let line = |f: &dyn Fn(f64) -> f64| grid(0.0, 2.0, 201).map(|r| (r, f(r))).collect::<Vec<_>>();
    let plane = |title: &str, label: &str, upwards, f: &dyn Fn(f64, f64) -> f64| Plane {
        title: title.into(),
        labels: ("‖v‖".into(), label.into()),
        across: (0.0, 2.0),
        upwards,
        layers: vec![
            curve("B⁻¹", 0, line(&|r| f(r, inverse(r)))),
            curve("B⁻¹ − I", 1, line(&|r| f(r, inverse(r) - 1.0))),
            curve("", 6, vec![(0.0, 0.0), (2.0, 0.0)]),
        ],
    };
    let planes = [
        plane(
            "how far the step goes, per ‖v‖",
            "φ",
            (-1.0, 4.0),
            &|_, phi| phi,
        ),
        plane(
            "how far the step goes",
            "φ ‖v‖",
            (-2.0, 1.2),
            &|r, phi| phi * r,
        ),
    ];
    Ok(plane_figure(
        "The Gauss-Newton step is hφ times v (λ = 1/4)",
        &planes,
    ))
}

/// The points visited by a method, until it leaves the picture.
fn trajectory<G: Game<f64>>(
    method: &Method<f64>,
    game: &G,
    start: (f64, f64),
    steps: usize,
    limit: f64,
) -> Result<Vec<(f64, f64)>, Box<dyn Error>> {
    let mut p = DVector::from_vec(vec![start.0, start.1]);
    let mut state = State::new(method, 2);
    let mut points = vec![start];
    for _ in 0..steps {
        p = dense::step(method, game, &mut state, &p)?;
        points.push((p[0], p[1]));
        if p.norm() > limit {
            break;
        }
    }
    Ok(points)
}

fn game(p: f64, m: f64, q: f64) -> Result<Quadratic<f64>, Box<dyn Error>> {
    let one = |a| DMatrix::from_element(1, 1, a);
    let zero = || DVector::from_element(1, 0.0);
    Ok(Quadratic::new(one(p), one(m), one(q), zero(), zero())?)
}

/// A closed curve r(θ).
fn closed(radius: impl Fn(f64, f64) -> f64) -> Vec<(f64, f64)> {
    let point = |t: f64| {
        let (s, c) = (libm::sin(t), libm::cos(t));
        let r = radius(c, s);
        (r * c, r * s)
    };
    grid(0.0, std::f64::consts::TAU, 241).map(point).collect()
}

/// Basins of `inverse_minus_identity` on a strict Nash game, its sphere and the certified radii.
pub fn fixed_point_map() -> Figure {
    let (damping, step) = (0.25, 0.2);
    let mut planes = Vec::new();
    for (title, p, m, q) in [
        ("½x² + xy − ½y²", 1.0, 1.0, 1.0),
        ("x² + xy − ¼y²", 2.0, 1.0, 0.5),
    ] {
        let game = game(p, m, q)?;
        let gn = Gn {
            step,
            damping,
            form: Form::InverseMinusIdentity,
        };
        let method = Method::from(gn);
        let inside = |x: f64, y: f64| -> Result<bool, Box<dyn Error>> {
            let end = trajectory(&method, &game, (x, y), 400, 3.0)?;
            Ok(end.last().is_some_and(|e| e.0 * e.0 + e.1 * e.1 < 1e-6))
        };
        let mut basin = Vec::new();
        for x in grid(-1.45, 1.45, 30) {
            for y in grid(-1.45, 1.45, 30) {
                if inside(x, y)? {
                    basin.push((x, y));
                }
            }
        }
        // ‖v‖² = 1 − λ along a ray: r = √(1 − λ)/‖J u‖
        let jacobian = game.jacobian(&DVector::from_element(2, 0.0));
        let sphere = closed(|c, s| {
            libm::sqrt(1.0 - damping) / (&jacobian * DVector::from_vec(vec![c, s])).norm()
        });
        let mut layers = vec![
            layer(
                "points that converge",
                2,
                Mark::Cells {
                    side: 0.1,
                    centres: basin,
                },
            ),
            curve(
                "the spurious sphere ‖v‖² = 1 − λ: every point is fixed",
                1,
                sphere,
            ),
        ];
        for (i, start) in [
            (0.3, 0.3),
            (-0.5, 0.1),
            (0.62, -0.45),
            (-0.8, 0.7),
            (0.1, -1.1),
        ]
        .into_iter()
        .enumerate()
        {
            let name = if i == 0 { "trajectories" } else { "" };
            layers.push(curve(name, 0, trajectory(&method, &game, start, 60, 3.0)?));
            layers.push(layer("", 0, Mark::Dots(vec![start])));
        }
        // μ = smallest eigenvalue of the symmetric part, L = the norm of J
        let (least, most) = (p.min(q), jacobian.svd(false, false).singular_values.max());
        for (name, bound) in [
            ("√(1 − λ)/L: contracts inside", most),
            ("√(1 − λ)/μ: driven away outside", least),
        ] {
            let radius = libm::sqrt(1.0 - damping) / bound;
            layers.push(layer(
                name,
                6,
                Mark::Circle {
                    centre: (0.0, 0.0),
                    radius,
                    dashed: true,
                },
            ));
        }
        planes.push(Plane {
            title: title.into(),
            labels: ("x".into(), "y".into()),
            across: (-1.5, 1.5),
            upwards: (-1.5, 1.5),
            layers,
        });
    }
    Ok(plane_figure(
        "p + h(B⁻¹ − I)v on strict Nash games, λ = 1/4, h = 1/5",
        &planes,
    ))
}

/// The methods of the figure with their colours.
fn methods() -> Vec<(&'static str, usize, Method<f64>)> {
    let h = 0.05;
    let steps = Steps { x: h, y: h };
    let hessian_fr = HessianFr {
        step_x: h,
        step_y: h,
        newton: h,
        difference: None,
    };
    vec![
        ("gda", 0, Gda { steps }.into()),
        ("eg", 4, Eg { steps }.into()),
        (
            "sga, λ = 1",
            3,
            Sga {
                step: 0.02,
                adjustment: 1.0,
                align: None,
            }
            .into(),
        ),
        ("fr", 1, Fr { steps }.into()),
        (
            "gdn",
            2,
            Gdn {
                step_x: h,
                hessian_at: HessianAt::Old,
            }
            .into(),
        ),
        ("hessian_fr", 5, hessian_fr.into()),
    ]
}

fn ridge_plane<G: Game<f64>>(
    title: &str,
    game: &G,
    start: (f64, f64),
    half: f64,
) -> Result<Plane, Box<dyn Error>> {
    let mut layers: Vec<Layer> = Vec::new();
    for (name, colour, method) in methods() {
        layers.push(curve(
            name,
            colour,
            trajectory(&method, game, start, 400, 4.0 * half)?,
        ));
    }
    layers.push(layer("", 6, Mark::Dots(vec![(0.0, 0.0), start])));
    Ok(Plane {
        title: title.into(),
        labels: ("x".into(), "y".into()),
        across: (-half, half),
        upwards: (-half, half),
        layers,
    })
}

/// Figure 1 of the HessianFR paper, with what it leaves out.
pub fn follow_the_ridge() -> Figure {
    let planes = [
        ridge_plane(
            "g1: (0, 0) is a minimax point",
            &Quadratic::<f64>::g1(),
            (2.0, 1.0),
            4.0,
        )?,
        ridge_plane(
            "g2: (0, 0) is none",
            &Quadratic::<f64>::g2(),
            (2.0, 1.0),
            4.0,
        )?,
        ridge_plane("g3: (0, 0) is a minimax point", &G3, (3.0, 2.0), 8.0)?,
    ];
    Ok(plane_figure("Follow-the-Ridge and its rivals", &planes))
}
