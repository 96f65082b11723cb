//! Roles, starts, orders, momentum, extrapolation, optimism and lookahead.

use super::{Past, Row, Vector, row};
use gnash::spec::*;

const H: Steps<f64> = Steps { x: 0.1, y: 0.2 };
const GDA: Gda<f64> = Gda { steps: H };

fn same(step: f64) -> Steps<f64> {
    Steps::same(step)
}

/// p + h a.
fn along(past: &Past, steps: Steps<f64>, a: &Vector) -> Vector {
    past.p() + past.scaled(steps, a)
}

pub fn rows() -> Vec<Row> {
    let lists = [
        roles(),
        starts(),
        momentum(),
        extrapolation(),
        past_extrapolation(),
        optimism(),
        lookahead(),
    ];
    lists.into_iter().flatten().collect()
}

fn roles() -> Vec<Row> {
    let steps = |x, y| Steps { x, y };
    vec![
        row("sign_x", GDA, move |a| along(a, steps(-0.1, 0.2), a.v())),
        row("sign_y", GDA, move |a| along(a, steps(0.1, -0.2), a.v())),
        row("sign_both", GDA, move |a| {
            along(a, steps(-0.1, -0.2), a.v())
        }),
        row("field_tenth", GDA, move |a| {
            along(a, steps(0.01, 0.02), a.v())
        }),
        row("step_halved", GDA, move |a| {
            along(a, steps(0.05, 0.1), a.v())
        }),
        row("step_doubled", GDA, move |a| {
            along(a, steps(0.2, 0.4), a.v())
        }),
        row("step_squared", GDA, move |a| {
            along(a, steps(0.01, 0.04), a.v())
        }),
        row("step_sizes_swapped", GDA, move |a| {
            along(a, steps(0.2, 0.1), a.v())
        }),
        row("step_of_x_for_both", GDA, move |a| {
            along(a, same(0.1), a.v())
        }),
        row("step_of_y_for_both", GDA, move |a| {
            along(a, same(0.2), a.v())
        }),
        row("field_squared", GDA, |a| {
            along(a, H, &-a.v().component_mul(a.v()))
        }),
        // a game-step method sees the changed Jacobian as well: p + h(v − γJᵀv), v' = −v
        row(
            "sign_both",
            Conopt {
                step: 0.1,
                penalty: 0.2,
            },
            |a| {
                let j = a.game.jacobian(a.p());
                a.p() - (a.v() + j.transpose() * a.v() * 0.2) * 0.1
            },
        ),
        row("sign_x", Eg { steps: H }, |a| {
            let turned = |v: &Vector| a.mixed(&-v, v);
            let q = along(a, H, &turned(a.v()));
            along(a, H, &turned(&a.game.field(&q)))
        }),
    ]
}

fn starts() -> Vec<Row> {
    vec![
        row("first_step_doubled", GDA, |a| {
            along(a, H, &(a.v() * if a.k == 0 { 2.0 } else { 1.0 }))
        }),
        row(
            "first_step_doubled",
            Conopt {
                step: 0.1,
                penalty: 0.2,
            },
            |a| {
                let direction = a.v() - a.game.jacobian(a.p()).transpose() * a.v() * 0.2;
                a.p() + direction * if a.k == 0 { 0.2 } else { 0.1 }
            },
        ),
        row("first_step_skipped", GDA, |a| {
            along(a, H, &(a.v() * if a.k == 0 { 0.0 } else { 1.0 }))
        }),
        row("field_of_the_step_before", GDA, |a| match a.k {
            0 => a.p().clone(),
            k => along(a, H, &a.v[k - 1]),
        }),
        row("fields_accumulate", GDA, |a| {
            along(a, H, &a.sum(&a.v, |_| 1.0))
        }),
        row("alternating_x_first", GDA, |a| {
            let moved = a.mixed(&along(a, H, a.v()), a.p());
            a.mixed(&moved, &along(a, H, &a.game.field(&moved)))
        }),
        row("alternating_y_first", GDA, |a| {
            let moved = a.mixed(a.p(), &along(a, H, a.v()));
            a.mixed(&along(a, H, &a.game.field(&moved)), &moved)
        }),
    ]
}

fn momentum() -> Vec<Row> {
    let sgd = SgdMomentum {
        step: 0.1,
        momentum: 0.5,
    };
    let power = |base: f64, k: usize, j: usize| base.powi((k - j) as i32);
    let m = move |a: &Past, weight: &dyn Fn(usize) -> f64| {
        a.sum(&a.v, |j| weight(j) * power(0.5, a.k, j))
    };
    let h = same(0.1);
    vec![
        row("momentum_sign", sgd, move |a| {
            along(a, h, &a.sum(&a.v, |j| power(-0.5, a.k, j)))
        }),
        row("momentum_twice", sgd, move |a| {
            along(a, h, &a.sum(&a.v, |j| power(0.25, a.k, j)))
        }),
        row("momentum_scaled_by_step", sgd, move |a| {
            along(a, h, &a.sum(&a.v, |j| power(0.05, a.k, j)))
        }),
        row("momentum_forgotten", sgd, move |a| along(a, h, a.v())),
        row("momentum_as_mean", sgd, move |a| {
            along(a, h, &m(a, &|_| 0.5))
        }),
        row("momentum_dampened_later", sgd, move |a| {
            along(a, h, &m(a, &|j| if j == 0 { 1.0 } else { 0.5 }))
        }),
        row("momentum_nesterov", sgd, move |a| {
            along(a, h, &(a.v() + m(a, &|_| 1.0) * 0.5))
        }),
        row("momentum_first_unscaled", sgd, move |a| {
            along(a, h, &m(a, &|j| if j == 0 { 10.0 } else { 1.0 }))
        }),
    ]
}

/// With q = p + h v at the present point.
fn extragradient(
    step: impl Fn(&Past, Vector, Vector) -> Vector + 'static,
) -> impl Fn(&Past) -> Vector {
    move |a| {
        let q = along(a, H, a.v());
        let mid = a.game.field(&q);
        step(a, q, mid)
    }
}

fn extrapolation() -> Vec<Row> {
    let eg = Eg { steps: H };
    let step_to = |a: &Past, q: &Vector| along(a, H, &a.game.field(q));
    vec![
        row(
            "step_from_the_middle",
            eg,
            extragradient(|a, q, mid| q + a.scaled(H, &mid)),
        ),
        row(
            "step_from_the_middle_later",
            eg,
            extragradient(|a, q, mid| match a.k {
                0 => along(a, H, &mid),
                _ => q + a.scaled(H, &mid),
            }),
        ),
        row(
            "extrapolation_half",
            eg,
            extragradient(move |a, q, _| step_to(a, &((a.p() + q) / 2.0))),
        ),
        row(
            "extrapolation_backward",
            eg,
            extragradient(move |a, q, _| step_to(a, &(a.p() * 2.0 - q))),
        ),
        row(
            "extrapolation_of_y_backward",
            eg,
            extragradient(move |a, q, _| step_to(a, &a.mixed(&q, &(a.p() * 2.0 - &q)))),
        ),
        row("extrapolation_dropped", eg, |a| along(a, H, a.v())),
        row(
            "extrapolation_of_x_only",
            eg,
            extragradient(move |a, q, _| step_to(a, &a.mixed(&q, a.p()))),
        ),
        row(
            "extrapolation_of_y_only",
            eg,
            extragradient(move |a, q, _| step_to(a, &a.mixed(a.p(), &q))),
        ),
        row(
            "own_variable_at_the_base",
            eg,
            extragradient(move |a, q, _| {
                let for_x = step_to(a, &a.mixed(a.p(), &q));
                a.mixed(&for_x, &step_to(a, &a.mixed(&q, a.p())))
            }),
        ),
        row(
            "fields_averaged",
            eg,
            extragradient(|a, _, mid| along(a, H, &((a.v() + mid) / 2.0))),
        ),
        row("extrapolation_from_the_past", eg, |a| {
            let field = |j, past: &Vector| a.game.field(&(&a.p[j] + a.scaled(H, past)));
            along(a, H, &two(a, field).1)
        }),
    ]
}

/// The first and the second field of step k.
fn two(a: &Past, second: impl Fn(usize, &Vector) -> Vector) -> (Vector, Vector) {
    let mut pair = (a.v[0].clone(), second(0, &a.v[0]));
    for j in 1..=a.k {
        let next = second(j, &pair.1);
        pair = (pair.1, next);
    }
    pair
}

fn past_extrapolation() -> Vec<Row> {
    let eftp = Eftp { steps: H };
    // v at p_j + h·(a field), changed
    let at = |a: &Past, j: usize, field: &Vector| a.game.field(&(&a.p[j] + a.scaled(H, field)));
    vec![
        row("step_from_the_middle", eftp, move |a| {
            let (first, second) = two(a, |j, past| at(a, j, past));
            along(a, H, &(first + second))
        }),
        row("fields_averaged", eftp, move |a| {
            let (first, second) = two(a, |j, past| at(a, j, past));
            along(a, H, &((first + second) / 2.0))
        }),
        row("extrapolation_half", eftp, move |a| {
            along(a, H, &two(a, |j, past| at(a, j, &(past / 2.0))).1)
        }),
        row("extrapolation_backward", eftp, move |a| {
            along(a, H, &two(a, |j, past| at(a, j, &-past)).1)
        }),
        row("extrapolation_dropped", eftp, |a| along(a, H, a.v())),
        row("extrapolation_of_x_only", eftp, move |a| {
            along(
                a,
                H,
                &two(a, |j, past| at(a, j, &a.mixed(past, &(past * 0.0)))).1,
            )
        }),
        row("extrapolation_of_y_only", eftp, move |a| {
            along(
                a,
                H,
                &two(a, |j, past| at(a, j, &a.mixed(&(past * 0.0), past))).1,
            )
        }),
        row("extrapolation_not_from_the_past", eftp, move |a| {
            along(a, H, &at(a, a.k, a.v()))
        }),
        row("extrapolation_from_the_iterate_before", eftp, move |a| {
            along(a, H, &at(a, a.k, &a.v[a.k.saturating_sub(1)]))
        }),
        row("extrapolation_of_y_backward", eftp, move |a| {
            along(a, H, &two(a, |j, past| at(a, j, &a.mixed(past, &-past))).1)
        }),
        row("past_field_zero_at_first", eftp, move |a| {
            along(
                a,
                H,
                &two(a, |j, past| {
                    at(a, j, &(past * if j == 0 { 0.0 } else { 1.0 }))
                })
                .1,
            )
        }),
    ]
}

fn optimism() -> Vec<Row> {
    let ogda = Ogda { steps: H };
    let weighted = |now: f64, before: f64| {
        move |a: &Past| along(a, H, &(a.v() * now + &a.v[a.k.saturating_sub(1)] * before))
    };
    vec![
        row("ogda_zero_previous", ogda, move |a| match a.k {
            0 => along(a, H, &(a.v() * 2.0)),
            _ => weighted(2.0, -1.0)(a),
        }),
        row("ogda_previous_aliased", ogda, |a| along(a, H, a.v())),
        row("ogda_zero_previous_then_aliased", ogda, |a| {
            along(a, H, &(a.v() * if a.k == 0 { 2.0 } else { 1.0 }))
        }),
        row("ogda_without_the_two", ogda, weighted(1.0, -1.0)),
        row("ogda_plus", ogda, weighted(2.0, 1.0)),
        row("ogda_previous_corrected", ogda, |a| {
            let sign = |j: usize| {
                if (a.k - j).is_multiple_of(2) {
                    1.0
                } else {
                    -1.0
                }
            };
            along(
                a,
                H,
                &a.sum(&a.v, |j| sign(j) * if j == 0 { 1.0 } else { 2.0 }),
            )
        }),
        row("ogda_previous_with_step_of_x", ogda, |a| {
            let previous = &a.v[a.k.saturating_sub(1)];
            along(a, H, &(a.v() * 2.0)) - previous * H.x
        }),
        row("ogda_half", ogda, weighted(1.5, -0.5)),
        row("ogda_backward", ogda, weighted(0.0, 1.0)),
    ]
}

/// Interpolation of p + h v towards one of the points so far, or none.
fn interpolated(a: &Past, slow: Option<usize>, alpha: f64) -> Vector {
    let fast = a.p() + a.v() * 0.1;
    match slow {
        None => fast,
        Some(j) => &a.p[j] * (1.0 - alpha) + fast * alpha,
    }
}

fn lookahead() -> Vec<Row> {
    let method = Lookahead {
        step: 0.1,
        inner: 2,
        interpolation: 0.3,
    };
    // after steps 2, 4, … the slow point is the one after the last interpolation
    let usual = |a: &Past| (a.k % 2 == 1).then(|| a.k - 1);
    vec![
        row("lookahead_alpha_complemented", method, move |a| {
            interpolated(a, usual(a), 0.7)
        }),
        row("lookahead_one_step_more", method, |a| {
            interpolated(a, (a.k % 3 == 2).then(|| a.k - 2), 0.3)
        }),
        row(
            "lookahead_one_step_less",
            Lookahead { inner: 3, ..method },
            move |a| interpolated(a, usual(a), 0.3),
        ),
        row("lookahead_of_x_only", method, move |a| {
            a.mixed(&interpolated(a, usual(a), 0.3), &interpolated(a, None, 0.3))
        }),
        row("lookahead_of_y_only", method, move |a| {
            a.mixed(&interpolated(a, None, 0.3), &interpolated(a, usual(a), 0.3))
        }),
        row("lookahead_slow_not_kept", method, |a| {
            interpolated(a, (a.k % 2 == 1).then_some(0), 0.3)
        }),
        row("lookahead_fast_goes_on", method, |a| {
            interpolated(a, None, 0.3)
        }),
        row("lookahead_slow_each_step", method, |a| {
            // slow_k = 0.7^(k+1) p_0 + Σ_j 0.3·0.7^(k−j) (p_j + h v_j)
            let weight = |j: usize| 0.3 * 0.7_f64.powi((a.k - j) as i32);
            let slow = a.sum(&a.p, weight) + a.sum(&a.v, weight) * 0.1;
            match a.k % 2 {
                0 => interpolated(a, None, 0.3),
                _ => slow + &a.p[0] * 0.7_f64.powi(a.k as i32 + 1),
            }
        }),
        row("lookahead_slow_late", method, move |a| {
            interpolated(a, usual(a).filter(|j| *j > 0), 0.3)
        }),
        row("lookahead_counter_early", method, |a| {
            interpolated(a, (a.k > 0 && a.k % 2 == 0).then(|| a.k - 1), 0.3)
        }),
    ]
}
