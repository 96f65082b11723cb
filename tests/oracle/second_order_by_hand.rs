//! The changed steps against formulas in two numbers, written down from the sentences.
//!
//! The game has two losses and one coordinate each: ∇ₓ loss_x = ax + by + c and
//! ∇ᵧ payoff_y = dx + ey + f, so that no block of J is another's transpose.

use gnash::game::{Game, Losses};
use gnash::oracle::catalogue::entries_of;
use gnash::oracle::rules;
use gnash::spec::*;
use nalgebra::{DMatrix, DVector};

/// Fewer than a hundred operations on numbers of size 1, none of which cancels by more than 10³.
const ROUNDING: f64 = 1e-11;

struct Lines;

pub const XX: f64 = 1.5;
pub const XY: f64 = 0.75;
pub const YX: f64 = -1.25;
pub const YY: f64 = -0.875;

impl Game<f64> for Lines {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<f64>) -> Losses<f64> {
        let (x, y) = (p[0], p[1]);
        Losses {
            loss_x: XX * x * x / 2.0 + XY * x * y + 0.25 * x,
            payoff_y: YX * x * y + YY * y * y / 2.0 + 0.625 * y,
        }
    }
    fn field(&self, p: &DVector<f64>) -> DVector<f64> {
        let (gx, gy) = gradients(p[0], p[1]);
        point(-gx, gy)
    }
    fn jacobian(&self, _: &DVector<f64>) -> DMatrix<f64> {
        DMatrix::from_row_slice(2, 2, &[-XX, -XY, YX, YY])
    }
}

fn point(x: f64, y: f64) -> DVector<f64> {
    DVector::from_vec(vec![x, y])
}

pub fn gradients(x: f64, y: f64) -> (f64, f64) {
    (XX * x + XY * y + 0.25, YX * x + YY * y + 0.625)
}

/// The moves of the first steps, from (x, y).
pub type Moves = Vec<(f64, f64)>;

/// The moves of a memoryless formula.
pub fn twice(formula: impl Fn(f64, f64) -> (f64, f64)) -> Moves {
    let (mut x, mut y) = START;
    let step = |_| {
        let (dx, dy) = formula(x, y);
        (x, y) = (x + dx, y + dy);
        (dx, dy)
    };
    (0..2).map(step).collect()
}

pub const START: (f64, f64) = (0.5, -0.75);

/// Every entry of this module's families with a formula agrees with it; the others are `apart`,
/// because they show only later or only with more coordinates.
pub fn agree(
    method: impl Into<Method<f64>>,
    formula: impl Fn(&str) -> Option<Moves>,
    apart: &[&str],
) {
    let method = method.into();
    let first_order = |id: &str| {
        let all = entries_of(method.id());
        let one = all.iter().find(|entry| entry.id == id).expect("an entry");
        matches!(
            one.mutation,
            gnash::oracle::catalogue::Mutation::FirstOrder(_)
        )
    };
    for entry in entries_of(method.id()) {
        let Some(candidate) = entry.mutation.candidate(&method) else {
            continue;
        };
        let Some(moves) = formula(entry.id) else {
            assert!(
                first_order(entry.id) || apart.contains(&entry.id),
                "{}: no formula for {}",
                method.id(),
                entry.id
            );
            continue;
        };
        let p0 = point(START.0, START.1);
        let path = rules::on_game(candidate, &Lines, &p0, moves.len()).expect("all is finite");
        for (pair, (dx, dy)) in path.windows(2).zip(moves) {
            let gap = (&pair[1] - &pair[0] - point(dx, dy)).amax();
            assert!(gap < ROUNDING, "{} {}: {gap:e}", method.id(), entry.id);
        }
    }
}

#[test]
fn sga() {
    let (h, lam) = (0.125, 0.7);
    let plain = |c: f64, weight: f64| {
        twice(move |x, y| {
            let (gx, gy) = gradients(x, y);
            (-h * (gx + weight * c * gy), h * (gy - weight * c * gx))
        })
    };
    let c = (XY + YX) / 2.0;
    let formula = |id: &str| {
        Some(match id {
            "sga_adjustment_sign" => plain(-c, lam),
            "sga_half_missing" => plain(2.0 * c, lam),
            "sga_lam_missing" => plain(c, 1.0),
            "mixed_block_of_loss_x" | "mixed_block_not_transposed" => plain(XY, lam),
            "mixed_block_of_payoff_y" => plain(YX, lam),
            "sga_whole_jacobian" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                let (tx, ty) = (XX * gx + YX * gy, XY * gx + YY * gy);
                (-h * (gx + lam * tx), h * (gy - lam * ty))
            }),
            "sga_symmetric_part" => twice(|x, y| {
                let ((gx, gy), s) = (gradients(x, y), (XY - YX) / 2.0);
                let (tx, ty) = (XX * gx - s * gy, s * gx + YY * gy);
                (-h * (gx + lam * tx), h * (gy - lam * ty))
            }),
            "sga_adjustment_x_only" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                (-h * (gx + lam * c * gy), h * gy)
            }),
            "sga_adjustment_y_only" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                (-h * gx, h * (gy - lam * c * gx))
            }),
            "sga_adjustment_outside_step" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                (-h * gx - lam * c * gy, h * gy - lam * c * gx)
            }),
            "order_x_first" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                let dx = -h * (gx + lam * c * gy);
                let (gx, gy) = gradients(x + dx, y);
                (dx, h * (gy - lam * c * gx))
            }),
            "order_y_first" => twice(|x, y| {
                let (gx, gy) = gradients(x, y);
                let dy = h * (gy - lam * c * gx);
                let (gx, gy) = gradients(x, y + dy);
                (-h * (gx + lam * c * gy), dy)
            }),
            _ => return None,
        })
    };
    let (step, adjustment) = (h, lam);
    let one = Sga {
        step,
        adjustment,
        align: None,
    };
    agree(one, formula, &["sga_alignment_added"]);
}

#[test]
fn the_alignment_of_sga() {
    // ⟨ξ, Hᵀξ⟩⟨Aᵀξ, Hᵀξ⟩ at a point, and the weight that each reading of the test gives
    let (h, lam, eps) = (0.125, 0.7, -0.05);
    let c = (XY + YX) / 2.0;
    let weighted = |weight: &dyn Fn(f64) -> f64| {
        twice(|x, y| {
            let (gx, gy) = gradients(x, y);
            let (tx, ty) = (XX * gx + YX * gy, XY * gx + YY * gy);
            let alignment = (gx * tx - gy * ty) * (c * gy * tx + c * gx * ty);
            let w = lam * weight(alignment);
            (-h * (gx + w * c * gy), h * (gy - w * c * gx))
        })
    };
    let formula = |id: &str| {
        Some(match id {
            "sga_alignment_missing" => weighted(&|_| 1.0),
            "sga_alignment_without_n" => weighted(&|a| (a + eps).signum()),
            "sga_alignment_eps_outside_sign" => weighted(&|a| a.signum() + eps),
            "sga_adjustment_sign" => weighted(&|a| -(a / 2.0 + eps).signum()),
            _ => return None,
        })
    };
    let all = entries_of("sga");
    let others: Vec<_> = all.iter().map(|entry| entry.id).collect();
    let one = Sga {
        step: h,
        adjustment: lam,
        align: Some(eps),
    };
    agree(one, formula, &others);
}

#[test]
fn conopt() {
    let (h, gamma) = (0.125, 0.4);
    let penalised = |penalty: &dyn Fn(f64, f64) -> (f64, f64)| {
        twice(|x, y| {
            let (gx, gy) = gradients(x, y);
            let (px, py) = penalty(gx, gy);
            (h * (-gx - gamma * px), h * (gy - gamma * py))
        })
    };
    let (tx, ty) = (
        |gx: f64, gy: f64| XX * gx + YX * gy,
        |gx: f64, gy: f64| XY * gx + YY * gy,
    );
    let formula = |id: &str| {
        Some(match id {
            "conopt_jacobian_not_transposed" => {
                penalised(&|gx, gy| (XX * gx - XY * gy, -YX * gx + YY * gy))
            }
            "conopt_penalty_sign" => penalised(&|gx, gy| (-tx(gx, gy), -ty(gx, gy))),
            "conopt_penalty_doubled" => penalised(&|gx, gy| (2.0 * tx(gx, gy), 2.0 * ty(gx, gy))),
            "conopt_penalty_outside_step" => penalised(&|gx, gy| (tx(gx, gy) / h, ty(gx, gy) / h)),
            "conopt_penalty_x_only" => penalised(&|gx, gy| (tx(gx, gy), 0.0)),
            "conopt_penalty_y_only" => penalised(&|gx, gy| (0.0, ty(gx, gy))),
            "conopt_penalty_of_x_on_y" => penalised(&|gx, _| (0.0, XY * gx)),
            "conopt_penalty_of_y_on_y" => penalised(&|_, gy| (0.0, YY * gy)),
            "conopt_penalty_own_block" => penalised(&|gx, gy| (XX * gx, YY * gy)),
            "conopt_norm_not_squared" => {
                penalised(&|gx, gy| (tx(gx.signum(), gy.signum()), ty(gx.signum(), gy.signum())))
            }
            "conopt_penalty_dropped" => penalised(&|_, _| (0.0, 0.0)),
            "mixed_block_of_loss_x" | "mixed_block_not_transposed" => {
                penalised(&|gx, gy| (XX * gx + XY * gy, ty(gx, gy)))
            }
            "mixed_block_of_payoff_y" => penalised(&|gx, gy| (tx(gx, gy), YX * gx + YY * gy)),
            _ => return None,
        })
    };
    let one = Conopt {
        step: h,
        penalty: gamma,
    };
    agree(one, formula, &["order_x_first", "order_y_first"]);
}

#[test]
fn cgd() {
    let h = 0.375;
    // x: (gx + s f_xy gy)/(1 + t), y: (gy − s f_yx gx)/(1 + t)
    let answered = |(own, s_x, s_y): (f64, f64, f64), (t_x, t_y): (f64, f64)| {
        twice(move |x, y| {
            let (gx, gy) = gradients(x, y);
            let dx = -h * (own * gx + s_x * XY * gy) / (1.0 + t_x);
            (dx, h * (gy - s_y * YX * gx) / (1.0 + t_y))
        })
    };
    let t = h * h * XY * YX;
    let exact = move |x: f64, y: f64, xy: f64, yx: f64| {
        let (gx, gy) = gradients(x, y);
        let t = 1.0 + h * h * xy * yx;
        (-h * (gx + h * xy * gy) / t, h * (gy - h * yx * gx) / t)
    };
    let formula = |id: &str| {
        Some(match id {
            "cgd_h_for_h_squared" => answered((1.0, h, h), (t / h, t / h)),
            "cgd_inverse_missing" => answered((1.0, h, h), (0.0, 0.0)),
            "cgd_inverse_sign" => answered((1.0, h, h), (-t, -t)),
            "cgd_mixed_sign_of_y" => answered((1.0, h, -h), (t, t)),
            "mixed_block_sign" => answered((1.0, -h, -h), (t, t)),
            "cgd_own_gradient_sign" => answered((-1.0, h, h), (t, t)),
            "cgd_mixed_term_missing" => answered((1.0, 0.0, 0.0), (t, t)),
            "cgd_h_missing_in_mixed_term" => answered((1.0, 1.0, 1.0), (t, t)),
            "cgd_system_of_x_for_y" => answered((1.0, h, h), (t, t)),
            "cgd_y_not_solved" => answered((1.0, h, h), (t, 0.0)),
            "mixed_block_of_loss_x" | "mixed_block_not_transposed" => {
                twice(|x, y| exact(x, y, XY, XY))
            }
            "mixed_block_of_payoff_y" => twice(|x, y| exact(x, y, YX, YX)),
            "cgd_solution_added_to_previous" => {
                let mut sum = 0.0;
                let (mut x, mut y) = START;
                let step = |_| {
                    sum += exact(x, y, XY, YX).0;
                    let dy = h * (gradients(x, y).1 + YX * sum);
                    (x, y) = (x + sum, y + dy);
                    (sum, dy)
                };
                (0..3).map(step).collect()
            }
            _ => return None,
        })
    };
    agree(
        Cgd { step: h },
        formula,
        &["order_x_first", "order_y_first"],
    );
}

#[test]
fn acgd() {
    let (h, beta, eps) = (0.25, 0.75, 0.0625);
    // D of a player from the gradients that it has seen so far
    let mean = |g: &[f64], power: i32| {
        let term = |sum: f64, g: &f64| beta * sum + (1.0 - beta) * g.powi(power);
        g.iter().fold(0.0, term)
    };
    let correction = |g: &[f64]| 1.0 - beta.powi(g.len() as i32);
    let usual = |g: &[f64]| h / ((mean(g, 2) / correction(g)).sqrt() + eps);
    let solved = |d: &dyn Fn(&[f64]) -> f64, change: &str| {
        let (mut x, mut y) = START;
        let (mut all_x, mut all_y, mut previous) = (vec![], vec![], 0.0);
        let step = |_| {
            let (gx, gy) = gradients(x, y);
            all_x.push(gx);
            all_y.push(gy);
            let (mut xy, mut yx) = (XY, YX);
            match change {
                "sign" => (xy, yx) = (-xy, -yx),
                "of_x" => yx = xy,
                "of_y" => xy = yx,
                _ => (),
            }
            let d_x = d(&all_x);
            let d_y = if change == "x for y" { d_x } else { d(&all_y) };
            let product = match change {
                "not solved" => 0.0,
                "inverse sign" => -d_x * xy * d_y * yx,
                _ => d_x * xy * d_y * yx,
            };
            let mut dx = -d_x * (gx + xy * d_y * gy) / (1.0 + product);
            if change == "added" {
                dx += previous;
                previous = dx;
            }
            let answer = if change == "reaction" { -yx } else { yx };
            let mut dy = d_y * (gy + answer * dx);
            if change == "outside" {
                (dx, dy) = (h * dx, h * dy);
            }
            (x, y) = (x + dx, y + dy);
            (dx, dy)
        };
        (0..3).map(step).collect()
    };
    let formula = |id: &str| -> Option<Moves> {
        Some(match id {
            "acgd_bias_correction_missing" => solved(&|g| h / (mean(g, 2).sqrt() + eps), ""),
            "acgd_eps_before_correction" => solved(
                &|g| h * correction(g).sqrt() / (mean(g, 2).sqrt() + eps),
                "",
            ),
            "acgd_eps_inside_root" => {
                solved(&|g| h / (mean(g, 2) / correction(g) + eps).sqrt(), "")
            }
            "acgd_root_missing" => solved(&|g| h / (mean(g, 2) / correction(g) + eps), ""),
            "acgd_correction_exponent" => solved(
                &|g| {
                    let late = 1.0 - beta.powi(g.len() as i32 + 1);
                    h / ((mean(g, 2) / late).sqrt() + eps)
                },
                "",
            ),
            "acgd_correction_stuck" => {
                solved(&|g| h / ((mean(g, 2) / (1.0 - beta)).sqrt() + eps), "")
            }
            "acgd_squares_lag" => solved(
                &|g| {
                    let before = mean(&g[..g.len() - 1], 2);
                    h / ((before / correction(g)).sqrt() + eps)
                },
                "",
            ),
            "acgd_mean_of_gradients" => {
                solved(&|g| h / (mean(g, 1).abs() / correction(g).sqrt() + eps), "")
            }
            "acgd_norm_of_mean" => {
                solved(&|g| h * correction(g).sqrt() / (mean(g, 1).abs() + eps), "")
            }
            "acgd_step_sizes_of_x_for_y" => solved(&usual, "x for y"),
            "acgd_h_outside" => solved(&|g| usual(g) / h, "outside"),
            "acgd_inverse_missing" => solved(&usual, "not solved"),
            "acgd_inverse_sign" => solved(&usual, "inverse sign"),
            "acgd_reaction_sign" => solved(&usual, "reaction"),
            "acgd_solution_added_to_previous" => solved(&usual, "added"),
            "mixed_block_sign" => solved(&usual, "sign"),
            "mixed_block_of_loss_x" | "mixed_block_not_transposed" => solved(&usual, "of_x"),
            "mixed_block_of_payoff_y" => solved(&usual, "of_y"),
            _ => return None,
        })
    };
    let one = Acgd {
        step: h,
        decay: beta,
        eps,
    };
    agree(one, formula, &["order_x_first", "order_y_first"]);
}
