//! Running means and their correction: `adam`, `rmsprop`, `gn_adaptive`, `gn_published`, `gn_ema`.

use super::gauss_newton::{CORE, a_of};
use super::{Past, Row, Vector, row};
use gnash::spec::*;

const H: Steps<f64> = Steps { x: 0.1, y: 0.05 };
const B1: f64 = 0.6;
const B2: f64 = 0.75;
const EPS: f64 = 0.01;
const ADAM: Adam<f64> = Adam {
    steps: H,
    beta1: B1,
    beta2: B2,
    eps: EPS,
};
const RMSPROP: Rmsprop<f64> = Rmsprop {
    step: 0.1,
    decay: B2,
    eps: EPS,
};
const ADAPTIVE: GnAdaptive<f64> = GnAdaptive {
    core: CORE,
    decay: B2,
    eps: EPS,
};
const EMA: GnEma<f64> = GnEma {
    core: CORE,
    decay: B1,
};
const PUBLISHED: GnPublished<f64> = GnPublished {
    step: 0.05,
    damping: 0.5,
    normalise: true,
    numerator: Numerator::G,
};

fn power(base: f64, k: usize) -> f64 {
    base.powi(k as i32)
}

/// The weight of term j in a mean with β that starts from zero.
fn weight(beta: f64, k: usize) -> impl Fn(usize) -> f64 {
    move |j| (1.0 - beta) * power(beta, k - j)
}

/// m and q of Adam at step k.
fn moments(a: &Past) -> (Vector, Vector) {
    (a.sum(&a.v, weight(B1, a.k)), a.squares(weight(B2, a.k)))
}

/// m, q, 1 − β₁ᵗ, 1 − β₂ᵗ for t = k + 1 to the direction of Adam.
fn adam(id: &'static str, direction: impl Fn(Vector, Vector, f64, f64) -> Vector + 'static) -> Row {
    row(id, ADAM, move |a| {
        let (m, q) = moments(a);
        let (c1, c2) = (1.0 - power(B1, a.k + 1), 1.0 - power(B2, a.k + 1));
        a.p() + a.scaled(H, &direction(m, q, c1, c2))
    })
}

/// d/(√q + ε).
fn over(d: &Vector, q: &Vector) -> Vector {
    d.zip_map(q, |d, q| d / (q.sqrt() + EPS))
}

pub fn rows() -> Vec<Row> {
    let lists = [bias(), adam_moments(), of_squares(), of_fields()];
    lists.into_iter().flatten().collect()
}

fn bias() -> Vec<Row> {
    vec![
        adam("adam_no_bias_correction", |m, q, _, _| over(&m, &q)),
        adam("adam_only_mean_corrected", |m, q, c1, _| {
            over(&(m / c1), &q)
        }),
        adam("adam_only_squares_corrected", |m, q, _, c2| {
            over(&m, &(q / c2))
        }),
        adam("adam_correction_not_powered", |m, q, _, _| {
            over(&(m / (1.0 - B1)), &(q / (1.0 - B2)))
        }),
        adam("adam_correction_multiplied", |m, q, c1, c2| {
            over(&(m * c1), &(q * c2))
        }),
        adam("adam_correction_by_power", |m, q, c1, c2| {
            over(&(m / (1.0 - c1)), &(q / (1.0 - c2)))
        }),
        adam("adam_squares_corrected_with_beta1", |m, q, c1, _| {
            over(&(m / c1), &(q / c1))
        }),
        // 1 − β^(t+1) = 1 − β(1 − (1 − βᵗ))
        adam("adam_t_from_two", |m, q, c1, c2| {
            over(
                &(m / (1.0 - B1 * (1.0 - c1))),
                &(q / (1.0 - B2 * (1.0 - c2))),
            )
        }),
        adam("adam_correction_after_root", |m, q, c1, c2| {
            m.zip_map(&q, |m, q| m / c1 / (q.sqrt() / c2 + EPS))
        }),
        adam("eps_hat", |m, q, c1, c2| {
            m.zip_map(&q, |m, q| m / c1 / ((q.sqrt() + EPS) / c2.sqrt()))
        }),
        adam("eps_inside_root", |m, q, c1, c2| {
            m.zip_map(&q, |m, q| m / c1 / (q / c2 + EPS).sqrt())
        }),
        adam("root_omitted", |m, q, c1, c2| {
            m.zip_map(&q, |m, q| m / c1 / (q / c2 + EPS))
        }),
        adam("eps_omitted", |m, q, c1, c2| {
            m.zip_map(&q, |m, q| m / c1 / (q / c2).sqrt())
        }),
        adam("mean_without_complement", |m, q, c1, c2| {
            over(&(m / (1.0 - B1) / c1), &(q / c2))
        }),
    ]
}

fn adam_moments() -> Vec<Row> {
    let corrected = |a: &Past, m: Vector, q: Vector, b1: f64, b2: f64| {
        let (c1, c2) = (1.0 - power(b1, a.k + 1), 1.0 - power(b2, a.k + 1));
        a.p() + a.scaled(H, &over(&(m / c1), &(q / c2)))
    };
    let means = |a: &Past| {
        (0..=a.k)
            .map(|k| a.sum_until(&a.v, k, B1))
            .collect::<Vec<_>>()
    };
    let of = |a: &Past, terms: &[Vector]| {
        let squares: Vec<_> = terms.iter().map(|m| m.component_mul(m)).collect();
        a.sum(&squares, weight(B2, a.k))
    };
    vec![
        row("betas_swapped", ADAM, move |a| {
            let (m, q) = (a.sum(&a.v, weight(B2, a.k)), a.squares(weight(B1, a.k)));
            corrected(a, m, q, B2, B1)
        }),
        row("decay_complemented", ADAM, move |a| {
            let (b1, b2) = (1.0 - B1, 1.0 - B2);
            let (m, q) = (a.sum(&a.v, weight(b1, a.k)), a.squares(weight(b2, a.k)));
            corrected(a, m, q, b1, b2)
        }),
        row("first_moment_ignored", ADAM, move |a| {
            corrected(a, a.v().clone(), moments(a).1, 0.0, B2)
        }),
        row("mean_square_of_the_last", ADAM, move |a| {
            corrected(a, moments(a).0, a.v().component_mul(a.v()), B1, 0.0)
        }),
        row("adam_squares_of_mean", ADAM, move |a| {
            corrected(a, moments(a).0, of(a, &means(a)), B1, B2)
        }),
        row("adam_centred", ADAM, move |a| {
            let rests: Vec<_> = means(a).iter().zip(&a.v).map(|(m, v)| v - m).collect();
            corrected(a, moments(a).0, of(a, &rests), B1, B2)
        }),
        row("adam_largest_square", ADAM, move |a| {
            let squares: Vec<_> = a.v.iter().map(|v| v.component_mul(v)).collect();
            let all = (0..=a.k).map(|k| a.sum_until(&squares, k, B2));
            let largest = all.reduce(|a, b| a.sup(&b)).expect("one at least");
            corrected(a, moments(a).0, largest, B1, B2)
        }),
        row("adam_largest_corrected_square", ADAM, move |a| {
            let squares: Vec<_> = a.v.iter().map(|v| v.component_mul(v)).collect();
            let all = (0..=a.k).map(|k| a.sum_until(&squares, k, B2) / (1.0 - power(B2, k + 1)));
            let largest = all.reduce(|a, b| a.sup(&b)).expect("one at least");
            a.p()
                + a.scaled(
                    H,
                    &over(&(moments(a).0 / (1.0 - power(B1, a.k + 1))), &largest),
                )
        }),
        row("adam_made_anew", ADAM, |a| {
            a.p() + a.scaled(H, &a.v().map(|v| v / (v.abs() + EPS)))
        }),
        row("adam_correction_stored", ADAM, |a| {
            // each correction of the steps j … k divides what came in at step j
            let weight = |beta: f64| {
                move |j: usize| {
                    let divisor: f64 = (j..=a.k).map(|i| 1.0 - power(beta, i + 1)).product();
                    weight(beta, a.k)(j) / divisor
                }
            };
            a.p() + a.scaled(H, &over(&a.sum(&a.v, weight(B1)), &a.squares(weight(B2))))
        }),
        row("mean_lags", ADAM, move |a| {
            let before = moments(a).0 - a.v() * (1.0 - B1);
            corrected(a, before / B1, moments(a).1, B1, B2)
        }),
        row("mean_square_lags", ADAM, move |a| {
            let (m, q) = moments(a);
            let before = (&q - a.v().component_mul(a.v()) * (1.0 - B2)) / B2;
            corrected(a, m, if a.k == 0 { q } else { before }, B1, B2)
        }),
        row("moments_updated_twice", ADAM, |a| {
            // two updates with one v: β² for β
            let (b1, b2) = (B1 * B1, B2 * B2);
            let (m, q) = (a.sum(&a.v, weight(b1, a.k)), a.squares(weight(b2, a.k)));
            let (c1, c2) = (1.0 - power(b1, a.k + 1), 1.0 - power(b2, a.k + 1));
            a.p() + a.scaled(H, &over(&(m / c1), &(q / c2)))
        }),
    ]
}

/// A change of v/(√q + ε), in `rmsprop` and around B.
fn normalised(id: &'static str, hat: impl Fn(&Past) -> Vector + Clone + 'static) -> [Row; 2] {
    let plain = hat.clone();
    [
        row(id, RMSPROP, move |a| a.p() + plain(a) * 0.1),
        row(id, ADAPTIVE, move |a| {
            let hat = hat(a);
            a.p() + a_of(&CORE, &hat, &hat) * CORE.step
        }),
    ]
}

fn of_squares() -> Vec<Row> {
    let squares = |a: &Past| a.squares(weight(B2, a.k));
    let first = |a: &Past| power(B2, a.k + 1);
    let mut all = vec![row("rho_nine_tenths", RMSPROP, |a| {
        a.p() + over(a.v(), &a.squares(weight(0.9, a.k))) * 0.1
    })];
    all.extend(normalised("decay_complemented", |a| {
        over(a.v(), &a.squares(weight(1.0 - B2, a.k)))
    }));
    all.extend(normalised("mean_square_of_the_last", |a| {
        a.v().map(|v| v / (v.abs() + EPS))
    }));
    all.extend(normalised("mean_seeded", move |a| {
        over(
            a.v(),
            &(squares(a) + a.v[0].component_mul(&a.v[0]) * first(a)),
        )
    }));
    all.extend(normalised("mean_square_from_ones", move |a| {
        over(a.v(), &squares(a).add_scalar(first(a)))
    }));
    all.extend(normalised("mean_bias_corrected", move |a| {
        over(a.v(), &(squares(a) / (1.0 - first(a))))
    }));
    all.extend(normalised("moments_updated_twice", |a| {
        over(a.v(), &a.squares(weight(B2 * B2, a.k)))
    }));
    all.extend(normalised("mean_square_lags", move |a| {
        let before = (squares(a) - a.v().component_mul(a.v()) * (1.0 - B2)) / B2;
        over(a.v(), &if a.k == 0 { squares(a) } else { before })
    }));
    all.extend(normalised("eps_inside_root", move |a| {
        a.v().zip_map(&squares(a), |v, q| v / (q + EPS).sqrt())
    }));
    all.extend(normalised("eps_omitted", move |a| {
        a.v().zip_map(&squares(a), |v, q| v / q.sqrt())
    }));
    all.extend(normalised("root_omitted", move |a| {
        a.v().zip_map(&squares(a), |v, q| v / (q + EPS))
    }));
    all.extend(normalised("mean_square_centred", move |a| {
        let mean = a.sum(&a.v, weight(B2, a.k));
        over(a.v(), &(squares(a) - mean.component_mul(&mean)))
    }));
    all
}

fn of_fields() -> Vec<Row> {
    let ema = |id, mean: fn(&Past) -> Vector| {
        row(id, EMA, move |a| {
            a.p() + a_of(&CORE, a.v(), &mean(a)) * CORE.step
        })
    };
    let seeded = row("mean_seeded", PUBLISHED, |a| {
        let first = a.v[0].component_mul(&a.v[0]) * power(0.99, a.k + 1);
        let squares = a.squares(weight(0.99, a.k)) + first;
        let g = -a.v().zip_map(&squares, |v, q| v / (q.sqrt() + 1e-7));
        let u = &g * 0.1_f64.sqrt();
        let bracket = &g - &u * (u.dot(&g) / (1.0 + u.dot(&u)));
        a.p() + (bracket / 0.5_f64.sqrt() - g) * 0.05
    });
    vec![
        seeded,
        ema("momentum_forgotten", |a| a.v().clone()),
        ema("decay_complemented", |a| a.sum(&a.v, weight(1.0 - B1, a.k))),
        ema("mean_without_complement", |a| {
            a.sum(&a.v, |j| power(B1, a.k - j))
        }),
        ema("mean_seeded", |a| {
            a.sum(&a.v, weight(B1, a.k)) + &a.v[0] * power(B1, a.k + 1)
        }),
        ema("mean_bias_corrected", |a| {
            a.sum(&a.v, weight(B1, a.k)) / (1.0 - power(B1, a.k + 1))
        }),
        ema("moments_updated_twice", |a| {
            a.sum(&a.v, weight(B1 * B1, a.k))
        }),
        ema("mean_lags", |a| {
            (a.sum(&a.v, weight(B1, a.k)) - a.v() * (1.0 - B1)) / B1
        }),
    ]
}
