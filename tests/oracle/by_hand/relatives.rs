//! Relatives of `adam`, and the settings of libraries.

use super::{Past, Row, Vector, row};
use gnash::spec::*;

const H: Steps<f64> = Steps { x: 0.1, y: 0.05 };
const B1: f64 = 0.6;
const B2: f64 = 0.9;
const EPS: f64 = 0.01;
const ADAM: Adam<f64> = Adam {
    steps: H,
    beta1: B1,
    beta2: B2,
    eps: EPS,
};
const RMSPROP: Rmsprop<f64> = Rmsprop {
    step: 0.1,
    decay: 0.75,
    eps: EPS,
};

/// 1 − β^t.
fn rest(beta: f64, t: usize) -> f64 {
    1.0 - beta.powi(t as i32)
}

/// m̂ and q̂ of step j.
fn corrected(a: &Past, j: usize, b1: f64, b2: f64) -> (Vector, Vector) {
    let squares: Vec<_> = a.v.iter().map(|v| v.component_mul(v)).collect();
    let (m, q) = (a.sum_until(&a.v, j, b1), a.sum_until(&squares, j, b2));
    (m / rest(b1, j + 1), q / rest(b2, j + 1))
}

/// m̂/(√q̂ + ε) of step j.
fn update(a: &Past, j: usize, [b1, b2, eps]: [f64; 3]) -> Vector {
    let (m, q) = corrected(a, j, b1, b2);
    m.zip_map(&q, |m, q| m / (q.sqrt() + eps))
}

/// √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√q + ε), with t of step k and the rest of step j.
fn hat(a: &Past, j: usize, [b1, b2, eps]: [f64; 3]) -> Vector {
    let (m, q) = corrected(a, j, b1, b2);
    let (m, q) = (m * rest(b1, j + 1), q * rest(b2, j + 1));
    let scale = rest(b2, a.k + 1).sqrt() / rest(b1, a.k + 1);
    m.zip_map(&q, |m, q| scale * m / (q.sqrt() + eps))
}

const ASKED: [f64; 3] = [B1, B2, EPS];

fn adam(id: &'static str, direction: impl Fn(&Past) -> Vector + 'static) -> Row {
    row(id, ADAM, move |a| a.p() + a.scaled(H, &direction(a)))
}

fn rmsprop(id: &'static str, direction: impl Fn(&Past) -> Vector + 'static) -> Row {
    row(id, RMSPROP, move |a| a.p() + direction(a) * 0.1)
}

pub fn rows() -> Vec<Row> {
    let lists = [relatives(), of_adam(), of_rmsprop()];
    lists.into_iter().flatten().collect()
}

/// NAdam with μ of step t, by the definition of torch's documentation.
fn nadam(a: &Past, mu: impl Fn(usize) -> f64) -> Vector {
    let t = a.k + 1;
    let product = |until: usize| (1..=until).map(&mu).product::<f64>();
    let m = a.sum_until(&a.v, a.k, B1);
    let ahead = m * (mu(t + 1) / (1.0 - product(t + 1)));
    let mean = ahead + a.v() * ((1.0 - mu(t)) / (1.0 - product(t)));
    mean.zip_map(&corrected(a, a.k, B1, B2).1, |m, q| m / (q.sqrt() + EPS))
}

fn relatives() -> Vec<Row> {
    let schedule =
        |exponent: f64| move |t: usize| B1 * (1.0 - 0.5 * 0.96_f64.powf(exponent * t as f64));
    // u of step k, and of the step before
    let optimistic = |a: &Past, u: fn(&Past, usize, [f64; 3]) -> Vector| match a.k {
        0 => u(a, 0, ASKED) * 2.0,
        k => u(a, k, ASKED) * 2.0 - u(a, k - 1, ASKED),
    };
    vec![
        row("adamw_of_torch", ADAM, |a| {
            a.p() - a.scaled(H, a.p()) * 0.01 + a.scaled(H, &update(a, a.k, ASKED))
        }),
        row("adamw_of_optax", ADAM, |a| {
            a.p() - a.scaled(H, a.p()) * 1e-4 + a.scaled(H, &update(a, a.k, ASKED))
        }),
        row("adamw_of_keras", ADAM, |a| {
            a.p() - a.scaled(H, a.p()) * 0.004 + a.scaled(H, &hat(a, a.k, ASKED))
        }),
        adam("nadam_of_torch", move |a| nadam(a, schedule(0.004))),
        adam("nadam_of_keras", move |a| nadam(a, schedule(1.0))),
        // a constant μ: the products are powers
        adam("nadam_of_optax", |a| nadam(a, |_| B1)),
        adam("radam_of_torch", |a| {
            let (m, q) = corrected(a, a.k, B1, B2);
            // ρ of β₂ = 0.9 goes above 5 with t = 6
            let t = (a.k + 1) as f64;
            let rho = 19.0 - 2.0 * t * B2.powf(t) / (1.0 - B2.powf(t));
            if a.k < 5 {
                assert!(rho < 5.0);
                return m;
            }
            assert!(rho > 5.0);
            let r = ((rho - 4.0) * (rho - 2.0) * 19.0 / (15.0 * 17.0 * rho)).sqrt();
            let corrected_eps = EPS / (1.0 - B2.powf(t)).sqrt();
            m.zip_map(&q, |m, q| r * m / (q.sqrt() + corrected_eps))
        }),
        adam("optimistic_adam", move |a| optimistic(a, update)),
        adam("optimistic_adam_eps_hat", |a| {
            let own = |j: usize| {
                // the correction of step j, not of step k
                let scale = |t: usize| rest(B2, t + 1).sqrt() / rest(B1, t + 1);
                hat(a, j, ASKED) * (scale(j) / scale(a.k))
            };
            match a.k {
                0 => own(0) * 2.0,
                k => own(k) * 2.0 - own(k - 1),
            }
        }),
        adam("optimistic_adam_corrected_late", move |a| {
            optimistic(a, hat)
        }),
    ]
}

fn of_adam() -> Vec<Row> {
    let with = |id, b1, b2, eps| adam(id, move |a| update(a, a.k, [b1, b2, eps]));
    vec![
        with("eps_of_torch", B1, B2, 1e-8),
        with("eps_of_keras", B1, B2, 1e-7),
        with("beta1_by_default", 0.9, B2, EPS),
        with("beta2_by_default", B1, 0.999, EPS),
        with("betas_by_default", 0.9, 0.999, EPS),
        with("settings_of_torch", 0.9, 0.999, 1e-8),
        adam("eps_as_in_keras", |a| hat(a, a.k, [B1, B2, 1e-7])),
        adam("settings_of_keras", |a| hat(a, a.k, [0.9, 0.999, 1e-7])),
    ]
}

fn of_rmsprop() -> Vec<Row> {
    let squares = |a: &Past, rho: f64| {
        let squares: Vec<_> = a.v.iter().map(|v| v.component_mul(v)).collect();
        a.sum_until(&squares, a.k, rho)
    };
    let outside = move |id, rho, eps: f64| {
        rmsprop(id, move |a| {
            a.v().zip_map(&squares(a, rho), |v, q| v / (q.sqrt() + eps))
        })
    };
    let inside = move |id, rho| {
        rmsprop(id, move |a| {
            a.v()
                .zip_map(&squares(a, rho), |v, q| v / (q + 1e-7).sqrt())
        })
    };
    vec![
        outside("eps_of_torch", 0.75, 1e-8),
        outside("eps_of_keras", 0.75, 1e-7),
        outside("rho_of_torch", 0.99, EPS),
        outside("settings_of_torch", 0.99, 1e-8),
        rmsprop("adam_for_rmsprop", |a| update(a, a.k, [0.9, 0.999, 1e-8])),
        inside("eps_as_in_keras", 0.75),
        inside("settings_of_keras", 0.9),
    ]
}
