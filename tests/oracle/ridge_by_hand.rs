//! The changed steps of `gda_k`, `fr`, `gdn` and the `hessian_fr` family against formulas in two
//! numbers, on the game of [`super::second_order_by_hand`].

use crate::second_order_by_hand::{Moves, START, XX, XY, YX, YY, agree, gradients, twice};
use gnash::spec::*;

const HX: f64 = 0.125;
const HY: f64 = 0.0625;
const NEWTON: f64 = 0.375;

/// −hx gx and hy gy − b with b = inverse(c gy − w f_yx gx).
fn ridged(
    (hx, hy): (f64, f64),
    (c, w): (f64, f64),
    b: impl Fn(f64) -> f64,
) -> impl Fn(f64, f64) -> (f64, f64) {
    move |x, y| {
        let (gx, gy) = gradients(x, y);
        (-hx * gx, hy * gy - b(c * gy - w * YX * gx))
    }
}

/// The formulas that `fr` (c = 0) and `hessian_fr` (c = hy2) share; f_yx gx is a difference over
/// `alpha`, which is exact here.
fn shared(id: &str, c: f64, inverse: impl Fn(f64) -> f64 + Copy) -> Option<Moves> {
    let steps = (HX, HY);
    let plain = |c: f64, w: f64| twice(ridged(steps, (c, w), inverse));
    let moved = |own: &dyn Fn(f64, f64, f64) -> (f64, f64), at_new: bool| {
        twice(|x, y| {
            let dx = -HX * gradients(x, y).0;
            let at = if at_new { (x + dx, y) } else { (x, y) };
            let (gx, gy) = gradients(at.0, at.1);
            let b = inverse(c * gy - HX * YX * gx);
            let (x, y) = own(x, y, b);
            (dx, HY * gradients(x, y).1 - b)
        })
    };
    // x⁺ from x, which is linear: gx = (x − x⁺)/hx
    let new_x = |x: f64, y: f64| x - HX * gradients(x, y).0;
    Some(match id {
        "ridge_correction_sign" | "difference_backward" => plain(c, -HX),
        "ridge_correction_step_of_y" => plain(c, HY),
        "ridge_correction_without_step" => plain(c, 1.0),
        "ridge_correction_missing" => plain(c, 0.0),
        "ridge_gradient_at_new_x" => moved(&|x, y, _| (new_x(x, y), y), false),
        "ridge_correction_at_new_x" => moved(&|x, y, _| (x, y), true),
        "ridge_gradient_at_corrected_point" => moved(&|x, y, b| (new_x(x, y), y - b), false),
        "order_x_first" => moved(&|x, y, _| (new_x(x, y), y), true),
        "order_y_first" => twice(|x, y| {
            let dy = ridged(steps, (c, HX), inverse)(x, y).1;
            (-HX * gradients(x, y + dy).0, dy)
        }),
        "hx_hy_swapped" => twice(ridged((HY, HX), (c, HY), inverse)),
        "mixed_block_of_loss_x" | "mixed_block_not_transposed" => plain(c, HX * XY / YX),
        "ridge_difference_over_step" | "difference_replaced_by_product" => plain(c, HX),
        "hessian_fr_b_sign" => twice(ridged(steps, (c, HX), |rhs| -inverse(rhs))),
        "newton_sign" => plain(-c, HX),
        "hessian_fr_newton_missing" => plain(0.0, HX),
        "hessian_fr_shares_swapped" => twice(ridged((HX, c), (HY, HX), inverse)),
        _ => return None,
    })
}

/// The players in each other's place: y leads with `leads`, x follows with `follows`.
fn exchanged(leads: f64, follows: f64, c: f64, inverse: impl Fn(f64) -> f64) -> Moves {
    twice(|x, y| {
        let (gx, gy) = gradients(x, y);
        // −loss_x is what x ascends: its gradient is −gx, its blocks −f_xx and −f_xy, and y
        // descends −payoff_y, whose gradient is −gy
        let b = inverse(-c * gx - leads * XY * gy);
        (-follows * gx - b, leads * gy)
    })
}

#[test]
fn fr() {
    let solve = |rhs: f64| rhs / YY;
    let formula = |id: &str| {
        Some(match id {
            "hessian_inverse_missing" => twice(ridged((HX, HY), (0.0, HX), |rhs| rhs)),
            "hessian_not_inverted" => twice(ridged((HX, HY), (0.0, HX), |rhs| rhs * YY)),
            "ridge_inverse_of_xx" => twice(ridged((HX, HY), (0.0, HX), |rhs| rhs / XX)),
            "hessian_inverse_damped" => twice(ridged((HX, HY), (0.0, HX), |rhs| {
                rhs * YY / (YY * YY + 1.0)
            })),
            "ridge_both_players" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                let dx = -HX * gx - HY * XY * gy / XX;
                (dx, HY * gy + HX * YX * gx / YY)
            }),
            // each keeps its step size
            "players_exchanged" => exchanged(HY, HX, 0.0, |rhs| rhs / -XX),
            _ => return shared(id, 0.0, solve),
        })
    };
    let steps = Steps { x: HX, y: HY };
    agree(Fr { steps }, formula, &[]);
}

#[test]
fn gdn() {
    let newton = |share: f64, at_old: bool| {
        twice(move |x, y| {
            let dx = -HX * gradients(x, y).0;
            let at = if at_old { x } else { x + dx };
            (dx, -share * gradients(at, y).1)
        })
    };
    let formula = |id: &str| {
        Some(match id {
            "order_simultaneous" => newton(1.0 / YY, true),
            "newton_sign" => newton(-1.0 / YY, false),
            "gdn_newton_damped" => newton(HX / YY, false),
            "hessian_inverse_missing" => newton(1.0, false),
            "hessian_not_inverted" => newton(YY, false),
            "hessian_inverse_damped" => newton(YY / (YY * YY + 1.0), false),
            // the Hessian is the same everywhere
            "gdn_hessian_elsewhere" => newton(1.0 / YY, false),
            "players_exchanged" => twice(|x, y| {
                let dy = HX * gradients(x, y).1;
                (-gradients(x, y + dy).0 / XX, dy)
            }),
            _ => return None,
        })
    };
    for hessian_at in HessianAt::ALL {
        let one = Gdn {
            step_x: HX,
            hessian_at: *hessian_at,
        };
        agree(one, formula, &[]);
    }
}

fn core(difference: Option<f64>) -> HessianFr<f64> {
    HessianFr {
        step_x: HX,
        step_y: HY,
        newton: NEWTON,
        difference,
    }
}

/// What a changed difference over α gx makes of the correction.
fn difference(id: &str, alpha: f64, inverse: impl Fn(f64) -> f64 + Copy) -> Option<Moves> {
    let weight = match id {
        "difference_not_divided" => HX * alpha,
        "difference_multiplied" => HX * alpha * alpha,
        "difference_divided_by_step" => alpha,
        // gy(x + α gx) − gy(x − hx gx) = (α + hx) f_yx gx
        "difference_base_moved" => HX * (alpha + HX) / alpha,
        "difference_normalised" => {
            return Some(twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                let rhs = NEWTON * gy - HX * YX * gx.signum();
                (-HX * gx, HY * gy - inverse(rhs))
            }));
        }
        _ => return None,
    };
    Some(twice(ridged((HX, HY), (NEWTON, weight), inverse)))
}

#[test]
fn hessian_fr() {
    let solve = |rhs: f64| rhs / YY;
    let by = |inverse: fn(f64) -> f64| twice(ridged((HX, HY), (NEWTON, HX), inverse));
    for alpha in [None, Some(0.25)] {
        let formula = |id: &str| {
            Some(match id {
                "hessian_inverse_missing" => by(|rhs| rhs),
                "hessian_not_inverted" => by(|rhs| rhs * YY),
                "hessian_inverse_damped" => by(|rhs| rhs * YY / (YY * YY + 1.0)),
                "ridge_inverse_of_xx" => twice(|x, y| {
                    let (gx, gy) = gradients(x, y);
                    let b = NEWTON * gy / YY - HX * YX * gx / XX;
                    (-HX * gx, HY * gy - b)
                }),
                "players_exchanged" => exchanged(HY, HX, NEWTON, |rhs| rhs / -XX),
                _ => {
                    let changed = difference(id, alpha.unwrap_or(1.0), solve);
                    return changed.or_else(|| shared(id, NEWTON, solve));
                }
            })
        };
        agree(core(alpha), formula, &[]);
    }
}

#[test]
fn hessian_fr_cg() {
    // one step of CG solves a system of one equation
    let solve = |rhs: f64| rhs / YY;
    let formula = |id: &str| {
        Some(match id {
            "cg_one_step_less" => twice(ridged((HX, HY), (NEWTON, HX), |_| 0.0)),
            "cg_one_step_more" | "cg_system_not_squared" | "cg_warm_start" => {
                twice(ridged((HX, HY), (NEWTON, HX), solve))
            }
            "cg_right_side_not_multiplied" => {
                twice(ridged((HX, HY), (NEWTON, HX), |rhs| rhs / (YY * YY)))
            }
            "cg_warm_start_residual" => {
                let sum = std::cell::Cell::new(0.0);
                let added = |rhs: f64| {
                    sum.set(sum.get() + solve(rhs));
                    sum.get()
                };
                twice(ridged((HX, HY), (NEWTON, HX), added))
            }
            "players_exchanged" => exchanged(HY, HX, NEWTON, |rhs| rhs / -XX),
            _ => return shared(id, NEWTON, solve),
        })
    };
    let iterations = 1;
    let core = core(None);
    agree(HessianFrCg { core, iterations }, formula, &[]);
}

#[test]
fn hessian_fr_diag() {
    let start = -0.5;
    // τ at the first step and at the second, where Δg = f_yy Δy
    let with = |first: f64, second: &dyn Fn(f64, f64) -> f64| {
        let (mut x, mut y) = START;
        let (mut last, mut moves): (Option<(f64, f64)>, Moves) = (None, vec![]);
        for _ in 0..2 {
            let (gx, gy) = gradients(x, y);
            let tau = last.map_or(first, |(dx, dy)| second(dx, dy));
            let dx = -HX * gx;
            let dy = HY * gy - tau * (NEWTON * gy - HX * YX * gx);
            (x, y) = (x + dx, y + dy);
            last = Some((dx, dy));
            moves.push((dx, dy));
        }
        moves
    };
    let formula = |id: &str| {
        Some(match id {
            "secant_x_moved" => with(start, &|dx, dy| dy / (YX * dx + YY * dy)),
            "secant_inverted" => with(start, &|_, _| YY),
            "secant_other_quotient" => with(start, &|_, _| 1.0 / YY),
            "secant_sign" => with(start, &|_, _| -1.0 / YY),
            "secant_starts_at_zero" => with(0.0, &|_, _| 1.0 / YY),
            "secant_starts_at_one" => with(1.0, &|_, _| 1.0 / YY),
            "secant_lags" => with(start, &|_, _| start),
            _ => {
                // the first step alone: τ is hinv0, and any number may stand for f_yy⁻¹
                let mut moves = shared(id, NEWTON, |rhs| start * rhs)?;
                moves.truncate(1);
                moves
            }
        })
    };
    let (core, initial_inverse) = (core(None), start);
    let one = HessianFrDiag {
        core,
        initial_inverse,
    };
    agree(one, formula, &["players_exchanged"]);
}

#[test]
fn gda_k() {
    const K: usize = 3;
    let climbed = |x: f64, mut y: f64, h: f64, k: usize| {
        for _ in 0..k {
            y += h * gradients(x, y).1;
        }
        y
    };
    let doc = |hx: f64, hy: f64, k: usize| {
        twice(move |x, y| (-hx * gradients(x, y).0, climbed(x, y, hy, k) - y))
    };
    let formula = |id: &str| {
        Some(match id {
            "gda_k_one_step_less" => doc(HX, HY, K - 1),
            "gda_k_one_step_more" => doc(HX, HY, K + 1),
            "gda_k_ignored" => doc(HX, HY, 1),
            "gda_k_gradient_reused" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                (-HX * gx, K as f64 * HY * gy)
            }),
            "gda_k_inverted" => {
                let (mut x, mut y) = START;
                let step = |t| {
                    let (gx, gy) = gradients(x, y);
                    let dy = if t % K == 0 { HY * gy } else { 0.0 };
                    (x, y) = (x - HX * gx, y + dy);
                    (-HX * gx, dy)
                };
                (1..=2 * K).map(step).collect()
            }
            "hx_hy_swapped" => doc(HY, HX, K),
            "players_exchanged" => twice(|x, y| {
                let mut new = x;
                for _ in 0..K {
                    new -= HX * gradients(new, y).0;
                }
                (new - x, HY * gradients(x, y).1)
            }),
            "order_x_first" => twice(|x, y| {
                let dx = -HX * gradients(x, y).0;
                (dx, climbed(x + dx, y, HY, K) - y)
            }),
            "order_y_first" => twice(|x, y| {
                let new = climbed(x, y, HY, K);
                (-HX * gradients(x, new).0, new - y)
            }),
            _ => return None,
        })
    };
    let one = GdaK {
        steps: Steps { x: HX, y: HY },
        inner: K,
        order: Order::Doc,
    };
    agree(one, formula, &[]);
}
