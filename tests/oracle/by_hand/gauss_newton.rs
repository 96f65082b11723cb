//! B = λI + b bᵀ as a matrix, inverted as one; the published code; conjugate directions.

use super::{Past, Row, Vector, row};
use gnash::spec::*;
use nalgebra::DMatrix;

pub const CORE: Gn<f64> = Gn {
    step: 0.15,
    damping: 0.4,
    form: Form::Inverse,
};
const MINUS: Gn<f64> = Gn {
    form: Form::InverseMinusIdentity,
    ..CORE
};

/// (λI + s b bᵀ)⁻¹ w.
fn inverse(damping: f64, s: f64, b: &Vector, w: &Vector) -> Vector {
    let n = b.len();
    let matrix = DMatrix::identity(n, n) * damping + b * b.transpose() * s;
    matrix.lu().solve(w).expect("B is definite")
}

/// A w with B from b.
pub fn a_of(core: &Gn<f64>, b: &Vector, w: &Vector) -> Vector {
    let inverse = inverse(core.damping, 1.0, b, w);
    match core.form {
        Form::Inverse => inverse,
        Form::InverseMinusIdentity => inverse - w,
    }
}

pub fn rows() -> Vec<Row> {
    let lists = [
        of_b(),
        players(),
        averaged(),
        adaptive(),
        heavyball(),
        published(),
        conjugate(),
        rules(),
    ];
    lists.into_iter().flatten().collect()
}

/// A row for each form: p + h(A' v), A' = `changed` or that less I.
fn both(id: &'static str, changed: fn(&Past) -> Vector) -> [Row; 2] {
    [
        row(id, CORE, move |a| a.p() + changed(a) * 0.15),
        row(id, MINUS, move |a| a.p() + (changed(a) - a.v()) * 0.15),
    ]
}

fn of_b() -> Vec<Row> {
    let mut all = vec![
        row("gn_extra_minus_identity", CORE, |a| {
            a.p() + a_of(&MINUS, a.v(), a.v()) * 0.15
        }),
        row("gn_missing_minus_identity", MINUS, |a| {
            a.p() + a_of(&CORE, a.v(), a.v()) * 0.15
        }),
    ];
    let s = |a: &Past| a.v().norm_squared();
    all.extend(both("gn_inverse_sqrt_lambda", |a| {
        inverse(0.4, 1.0, a.v(), a.v()) * 0.4_f64.sqrt()
    }));
    all.extend(both("gn_lambda_squared", |a| {
        inverse(0.16, 1.0, a.v(), a.v())
    }));
    all.extend(both("gn_without_outer_lambda", |a| {
        inverse(0.4, 1.0, a.v(), a.v()) * 0.4
    }));
    all.extend(both("gn_one_for_lambda", |a| {
        inverse(1.0, 1.0, a.v(), a.v()) / 0.4
    }));
    all.extend(both("gn_step_in_rank_one", |a| {
        inverse(0.4, 0.15, a.v(), a.v())
    }));
    all.extend(both("gn_plus_in_bracket", |a| {
        a.v() * 5.0 - inverse(0.4, 1.0, a.v(), a.v())
    }));
    all.extend(both("gn_uu_for_uw", |a| {
        let u = a.v() / 0.4_f64.sqrt();
        let uu = u.norm_squared();
        (a.v() - u * (uu / (1.0 + uu))) / 0.4
    }));
    all.extend(both("gn_mean_for_sum", |a| {
        inverse(0.4, 1.0 / a.n() as f64, a.v(), a.v())
    }));
    all.extend(both("gn_diagonal", |a| a.v().map(|v| v / (0.4 + v * v))));
    all.extend(both("gn_b_of_the_step_before", |a| {
        inverse(0.4, 1.0, &a.v[a.k.saturating_sub(1)], a.v())
    }));
    all.push(row("gn_norm_not_squared", CORE, move |a| {
        a.p() + a.v() * (0.15 / 0.4 * (1.0 - s(a) / (0.4 + s(a).sqrt())))
    }));
    all
}

/// A v, block by block.
fn by_player(a: &Past, core: &Gn<f64>) -> Vector {
    let mut all = a.v().clone();
    for block in a.blocks() {
        let own = a.v().rows(block.start, block.len()).into_owned();
        all.rows_mut(block.start, block.len())
            .copy_from(&a_of(core, &own, &own));
    }
    all
}

fn players() -> Vec<Row> {
    vec![
        row("gn_b_per_player", MINUS, |a| {
            a.p() + by_player(a, &MINUS) * 0.15
        }),
        row("gn_b_joint", GnBlock { core: MINUS }, |a| {
            a.p() + a_of(&MINUS, a.v(), a.v()) * 0.15
        }),
    ]
}

fn averaged() -> Vec<Row> {
    let ema = |core| GnEma { core, decay: 0.5 };
    let mean = |a: &Past, terms: &[Vector]| a.sum_until(terms, a.k, 0.5);
    vec![
        row("gn_vv_for_vm", ema(CORE), move |a| {
            let s = a.v().norm_squared();
            a.p() + (mean(a, &a.v) - a.v() * (s / (0.4 + s))) * (0.15 / 0.4)
        }),
        row("gn_ema_b_from_mean", ema(MINUS), move |a| {
            let m = mean(a, &a.v);
            a.p() + a_of(&MINUS, &m, &m) * 0.15
        }),
        row("gn_ema_mean_in_b_alone", ema(MINUS), move |a| {
            a.p() + a_of(&MINUS, &mean(a, &a.v), a.v()) * 0.15
        }),
        row("gn_ema_subtracts_v", ema(MINUS), move |a| {
            a.p() + (a_of(&CORE, a.v(), &mean(a, &a.v)) - a.v()) * 0.15
        }),
        row("gn_ema_subtracts_m", ema(MINUS), move |a| {
            a.p() + (a_of(&CORE, a.v(), a.v()) - mean(a, &a.v)) * 0.15
        }),
        row("gn_ema_of_directions", ema(MINUS), move |a| {
            let directions: Vec<_> = a.v.iter().map(|v| a_of(&MINUS, v, v)).collect();
            a.p() + mean(a, &directions) * 0.15
        }),
        row("gn_step_in_rank_one", ema(CORE), move |a| {
            a.p() + inverse(0.4, 0.15, a.v(), &mean(a, &a.v)) * 0.15
        }),
    ]
}

fn adaptive() -> Vec<Row> {
    let method = GnAdaptive {
        core: MINUS,
        decay: 0.5,
        eps: 0.01,
    };
    let hat = |a: &Past| {
        let squares: Vec<_> = a.v.iter().map(|v| v.component_mul(v)).collect();
        a.v().zip_map(&a.sum_until(&squares, a.k, 0.5), |v, q| {
            v / (q.sqrt() + 0.01)
        })
    };
    vec![
        row("gn_adaptive_b_from_raw", method, move |a| {
            a.p() + a_of(&MINUS, a.v(), &hat(a)) * 0.15
        }),
        row("gn_adaptive_move_raw", method, move |a| {
            a.p() + a_of(&MINUS, &hat(a), a.v()) * 0.15
        }),
    ]
}

fn heavyball() -> Vec<Row> {
    let method = |core| GnHeavyball {
        core,
        momentum: 0.5,
    };
    let descent = |a: &Past| a_of(&MINUS, a.v(), a.v()) * 0.15;
    // p_{k−j} − p_{k−j−1}, and p₋₁ = p₀
    let moved = |a: &Past, j: usize| &a.p[a.k.saturating_sub(j)] - &a.p[a.k.saturating_sub(j + 1)];
    vec![
        row("momentum_sign", method(MINUS), move |a| {
            a.p() + descent(a) - moved(a, 0) * 0.5
        }),
        row("momentum_twice", method(MINUS), move |a| {
            a.p() + descent(a) + moved(a, 0) * 0.25
        }),
        row("momentum_forgotten", method(MINUS), move |a| {
            a.p() + descent(a)
        }),
        row("heavyball_step_in_momentum", method(MINUS), move |a| {
            a.p() + descent(a) + moved(a, 0) * (0.5 * 0.15)
        }),
        row("heavyball_convex", method(MINUS), move |a| {
            a.p() + (descent(a) + moved(a, 0)) * 0.5
        }),
        row("heavyball_nesterov", method(MINUS), move |a| {
            let directions: Vec<_> = a.v.iter().map(|v| a_of(&MINUS, v, v)).collect();
            let velocity = a.sum(&directions, |j| 0.15 * 0.5_f64.powi((a.k - j) as i32));
            a.p() + descent(a) + velocity * 0.5
        }),
        row("heavyball_inside_a", method(CORE), move |a| {
            a.p() + a_of(&CORE, a.v(), &(a.v() + moved(a, 0) * (0.5 / 0.15))) * 0.15
        }),
        row("heavyball_zero_previous", method(MINUS), move |a| {
            let inertia = if a.k == 0 { a.p().clone() } else { moved(a, 0) };
            a.p() + descent(a) + inertia * 0.5
        }),
        row("heavyball_lags", method(MINUS), move |a| {
            a.p() + descent(a) + moved(a, 1) * 0.5
        }),
    ]
}

fn published() -> Vec<Row> {
    let method = |normalise, numerator| GnPublished {
        step: 0.05,
        damping: 0.5,
        normalise,
        numerator,
    };
    // (w + c u)/√λ − ĝ, with c from uᵀĝ and uᵀu for ĝ = −v and u = √(h/λ) ĝ
    fn step(a: &Past, g: &Vector, product: impl Fn(&Vector, &Vector) -> f64) -> Vector {
        let u = g * 0.1_f64.sqrt();
        let bracket = g - &u * (product(&u, g) / (1.0 + u.dot(&u)));
        a.p() + (bracket / 0.5_f64.sqrt() - g) * 0.05
    }
    let hat = |a: &Past| {
        let squares: Vec<_> = a.v.iter().map(|v| v.component_mul(v)).collect();
        -a.v().zip_map(&a.sum_until(&squares, a.k, 0.99), |v, q| {
            v / (q.sqrt() + 1e-7)
        })
    };
    let (g, u) = (Numerator::G, Numerator::U);
    let half = 0.5_f64.sqrt();
    vec![
        row("published_uu_for_ug", method(false, g), |a| {
            step(a, &-a.v(), |u, _| u.dot(u))
        }),
        row("published_ug_for_uu", method(true, u), move |a| {
            step(a, &hat(a), |u, g| u.dot(g))
        }),
        row("published_normalised", method(false, g), move |a| {
            step(a, &hat(a), |u, g| u.dot(g))
        }),
        row("published_not_normalised", method(true, u), |a| {
            step(a, &-a.v(), |u, _| u.dot(u))
        }),
        // Sherman–Morrison as it should be: λ(λI + h ĝĝᵀ)⁻¹ ĝ in the bracket
        row("published_inverse_lambda", method(false, g), |a| {
            a.p() - (inverse(0.5, 0.05, a.v(), a.v()) - a.v()) * 0.05
        }),
        row("published_step_not_in_u", method(false, g), move |a| {
            a.p() - (inverse(0.5, 1.0, a.v(), a.v()) * half - a.v()) * 0.05
        }),
        row("published_without_minus_g", method(false, g), move |a| {
            a.p() - inverse(0.5, 0.05, a.v(), a.v()) * (half * 0.05)
        }),
        row("published_per_player", method(false, g), move |a| {
            let mut all = a.v().clone();
            for block in a.blocks() {
                let own = a.v().rows(block.start, block.len()).into_owned();
                let changed = inverse(0.5, 0.05, &own, &own) * half - own;
                all.rows_mut(block.start, block.len()).copy_from(&changed);
            }
            a.p() - all * 0.05
        }),
    ]
}

const STEPS: Steps<f64> = Steps { x: 0.1, y: 0.05 };

fn nlcg(conjugacy: Conjugacy) -> Nlcg<f64> {
    Nlcg {
        steps: STEPS,
        conjugacy,
        mu: 2.0,
    }
}

/// The parts of one player: g, g₋ and d₋, the last of them from the points.
struct Part {
    g: Vector,
    g_prev: Vector,
    d_prev: Vector,
}

impl Part {
    fn y(&self) -> Vector {
        &self.g - &self.g_prev
    }
    fn fr(&self) -> f64 {
        self.g.norm_squared() / self.g_prev.norm_squared()
    }
    fn prp(&self) -> f64 {
        self.g.dot(&self.y()) / self.g_prev.norm_squared()
    }
    fn hs(&self) -> f64 {
        self.g.dot(&self.y()) / self.d_prev.dot(&self.y())
    }
    fn dy(&self) -> f64 {
        self.g.norm_squared() / self.d_prev.dot(&self.y())
    }
    /// With μ = 2 in the form of Hager and Zhang's paper: (y − 2d‖y‖²/(d·y))ᵀg/(d·y).
    fn hz(&self) -> f64 {
        let (y, d) = (self.y(), &self.d_prev);
        let dy = d.dot(&y);
        (&y - d * (2.0 * y.norm_squared() / dy)).dot(&self.g) / dy
    }
}

/// The parts of these coordinates at step k ≥ 1.
fn part(a: &Past, coordinates: std::ops::Range<usize>) -> Part {
    let cut = |v: &Vector| v.rows(coordinates.start, coordinates.len()).into_owned();
    let unscale = Steps {
        x: 1.0 / STEPS.x,
        y: 1.0 / STEPS.y,
    };
    Part {
        g: -cut(a.v()),
        g_prev: -cut(&a.v[a.k - 1]),
        d_prev: cut(&a.scaled(unscale, &(a.p() - &a.p[a.k - 1]))),
    }
}

/// p + h d with d = `direction` of each player's part, and d₀ = −g₀.
fn directed(direction: impl Fn(&Past, Part) -> Vector + 'static) -> impl Fn(&Past) -> Vector {
    move |a| {
        let mut d = a.v().clone();
        if a.k > 0 {
            for block in a.blocks() {
                let own = direction(a, part(a, block.clone()));
                d.rows_mut(block.start, block.len()).copy_from(&own);
            }
        }
        a.p() + a.scaled(STEPS, &d)
    }
}

/// d = −g + β d₋.
fn with(beta: impl Fn(&Part) -> f64 + 'static) -> impl Fn(&Past) -> Vector {
    directed(move |_, part| &part.d_prev * beta(&part) - part.g)
}

fn rules() -> Vec<Row> {
    let (fr, prp) = (Conjugacy::Fr, Conjugacy::Prp);
    vec![
        row("nlcg_rule_fr", nlcg(prp), with(Part::fr)),
        row("nlcg_rule_prp", nlcg(fr), with(Part::prp)),
        row("nlcg_rule_hs", nlcg(fr), with(Part::hs)),
        row("nlcg_rule_dy", nlcg(fr), with(Part::dy)),
        row("nlcg_rule_hz", nlcg(fr), with(Part::hz)),
        row(
            "nlcg_rule_fr_prp",
            nlcg(fr),
            with(|one| one.fr().min(one.prp()).max(0.0)),
        ),
        row(
            "nlcg_rule_hs_dy",
            nlcg(fr),
            with(|one| one.hs().min(one.dy()).max(0.0)),
        ),
        row(
            "nlcg_beta_untruncated",
            nlcg(Conjugacy::FrPrp),
            with(|one| one.fr().min(one.prp())),
        ),
        row(
            "nlcg_beta_truncated",
            nlcg(prp),
            with(|one| one.prp().max(0.0)),
        ),
    ]
}

fn conjugate() -> Vec<Row> {
    let fr = nlcg(Conjugacy::Fr);
    vec![
        row(
            "nlcg_beta_joint",
            fr,
            directed(|a, part| {
                let beta = a.v().norm_squared() / a.v[a.k - 1].norm_squared();
                part.d_prev * beta - part.g
            }),
        ),
        row("nlcg_beta_sign", fr, with(|one| -one.fr())),
        row(
            "nlcg_beta_on_gradient",
            fr,
            directed(|_, one| &one.d_prev - &one.g * one.fr()),
        ),
        row("nlcg_beta_capped", fr, with(|one| one.fr().min(0.5))),
        row("nlcg_norm_not_squared", fr, with(|one| one.fr().sqrt())),
        row("nlcg_beta_inverted", fr, with(|one| 1.0 / one.fr())),
        row(
            "nlcg_denominator_direction",
            fr,
            with(|one| one.g.norm_squared() / one.d_prev.norm_squared()),
        ),
        row("nlcg_previous_aliased", fr, with(|_| 1.0)),
        row("nlcg_previous_aliased", nlcg(Conjugacy::Hz), with(|_| 0.0)),
        row("momentum_forgotten", fr, with(|_| 0.0)),
        row(
            "nlcg_direction_not_kept",
            fr,
            directed(|_, one| -&one.g - &one.g_prev * one.fr()),
        ),
        // g₀ in place of −g₀, and after that as it should be
        row("nlcg_first_direction_plus", fr, |a| match a.k {
            0 => a.p() - a.scaled(STEPS, a.v()),
            _ => with(Part::fr)(a),
        }),
        // the step is along d, but −g + βd is kept: with fr, d_k = −g_k + β_k(−g_{k−1} + β_{k−1}d_{k−1})
        row("nlcg_beta_twice", fr, |a| match a.k {
            0 | 1 => with(Part::fr)(a),
            k => {
                let earlier = |block: &std::ops::Range<usize>, j: usize| {
                    a.v[j].rows(block.start, block.len()).norm_squared()
                };
                let mut d = a.v().clone();
                for block in a.blocks() {
                    let own = part(a, block.clone());
                    let beta = earlier(&block, k - 1) / earlier(&block, k - 2);
                    let kept = &own.d_prev * beta - &own.g_prev;
                    let next = kept * own.fr() - &own.g;
                    d.rows_mut(block.start, block.len()).copy_from(&next);
                }
                a.p() + a.scaled(STEPS, &d)
            }
        }),
    ]
}
