//! Eigenvalues against the unit disc, and a certificate's norm against the Euclidean one.

use super::{Figure, curve, grid, layer};
use gnash::report::{Mark, Plane, plane_figure};
use nalgebra::{Matrix2, Vector2};

/// 1 + σξ while σ grows, for four eigenvalues, and the bound of Lemma 3 against the angle.
pub fn lemma_3() -> Figure {
    let eigenvalues: [(f64, f64); 4] = [(-1.0, 0.0), (-1.0, 1.0), (-1.0, 3.0), (-0.25, 1.0)];
    let circle = Mark::Circle {
        centre: (0.0, 0.0),
        radius: 1.0,
        dashed: false,
    };
    let mut disc = vec![layer("the unit circle", 6, circle)];
    let mut bound = Vec::new();
    for (i, (re, im)) in eigenvalues.into_iter().enumerate() {
        // (1/|Re ξ|)·2/(1 + (Im ξ/Re ξ)²) = −2 Re ξ/|ξ|²
        let limit = -2.0 * re / (re * re + im * im);
        let path = grid(0.0, 1.3 * limit, 2)
            .map(|s| (1.0 + s * re, s * im))
            .collect();
        disc.push(curve(&format!("ξ = {re} + {im}i: σ < {limit:.2}"), i, path));
        disc.push(layer(
            "",
            i,
            Mark::Dots(vec![(1.0 + limit * re, limit * im)]),
        ));
    }
    for (i, re) in [0.5, 1.0, 2.0].into_iter().enumerate() {
        let limit = |im: f64| 2.0 * re / (re * re + im * im);
        let path = grid(0.0, 6.0, 181).map(|im| (im, limit(im))).collect();
        bound.push(curve(&format!("Re ξ = −{re}"), i, path));
    }
    let planes = [
        Plane {
            title: "1 + σξ leaves the disc at the dot".into(),
            labels: ("Re".into(), "Im".into()),
            across: (-1.5, 1.5),
            upwards: (-1.5, 1.5),
            layers: disc,
        },
        Plane {
            title: "rotation shrinks the bound".into(),
            labels: ("Im ξ".into(), "largest σ".into()),
            across: (0.0, 6.0),
            upwards: (0.0, 4.0),
            layers: bound,
        },
    ];
    Ok(plane_figure("Lemma 3: σ < −2 Re ξ/|ξ|²", &planes))
}

/// A stable but non-normal map: the Euclidean norm grows before it falls, the P-norm only falls.
pub fn certificate() -> Figure {
    // the matrices of docs/certificate.md
    let map = Matrix2::new(0.5, 6.0, 0.0, 0.5);
    let form = Matrix2::new(1.0, 0.0, 0.0, 144.0);
    let start = Vector2::new(0.0, 1.0);
    let mut orbit = vec![start];
    for _ in 0..14 {
        let last = orbit[orbit.len() - 1];
        orbit.push(map * last);
    }
    let norm = |u: &Vector2<f64>| libm::sqrt((u.transpose() * form * u)[(0, 0)]);
    let relative = |f: &dyn Fn(&Vector2<f64>) -> f64| -> Vec<(f64, f64)> {
        let points = orbit.iter().enumerate();
        points.map(|(k, u)| (k as f64, f(u) / f(&start))).collect()
    };
    let level = |r: f64| -> Vec<(f64, f64)> {
        let point = |t: f64| {
            let u = Vector2::new(libm::cos(t), libm::sin(t));
            let scale = r / norm(&u);
            (scale * u[0], scale * u[1])
        };
        grid(0.0, std::f64::consts::TAU, 241).map(point).collect()
    };
    let mut layers = Vec::new();
    for (k, u) in orbit.iter().take(4).enumerate() {
        let name = if k == 0 {
            "level sets of the P-norm through the points"
        } else {
            ""
        };
        layers.push(curve(name, 0, level(norm(u))));
    }
    layers.push(curve(
        "the orbit",
        1,
        orbit.iter().map(|u| (u[0], u[1])).collect(),
    ));
    layers.push(layer(
        "",
        1,
        Mark::Dots(orbit.iter().map(|u| (u[0], u[1])).collect()),
    ));
    let planes = [
        Plane {
            title: "each step lands inside its ellipse".into(),
            labels: ("first coordinate".into(), "second coordinate".into()),
            across: (-10.0, 10.0),
            upwards: (-1.2, 1.2),
            layers,
        },
        Plane {
            title: "norms along the orbit, relative to the start".into(),
            labels: ("step".into(), "norm".into()),
            across: (0.0, 14.0),
            upwards: (0.0, 7.0),
            layers: vec![
                curve("Euclidean norm", 1, relative(&|u| u.norm())),
                curve("P-norm", 0, relative(&norm)),
            ],
        },
    ];
    Ok(plane_figure("A certificate: MᵀPM ≺ q²P", &planes))
}
