//! The matrix-free layer on a game of one's own: only v(p) is needed, no matrix is ever formed.
//!
//! min over x, max over y of Σ ½aᵢxᵢ² + xᵢyᵢ − ½aᵢyᵢ² + bᵢxᵢ with 2,000 entries per player.
//!
//! Run with `cargo run --release --example matrix_free_step`.

use gnash::game::{Field, Losses};
use gnash::method::{MethodError, build};
use gnash::operator::{LinearOperator, RankOneInverse};
use gnash::spec::{Form, Gn, Method};

const PER_PLAYER: usize = 2_000;

struct Coupled {
    stiffness: Vec<f64>,
    load: Vec<f64>,
}

impl Field<f64> for Coupled {
    fn nx(&self) -> usize {
        PER_PLAYER
    }
    fn ny(&self) -> usize {
        PER_PLAYER
    }
    fn field(&mut self, p: &[f64], v: &mut [f64]) -> Losses<f64> {
        let (x, y) = p.split_at(PER_PLAYER);
        let (vx, vy) = v.split_at_mut(PER_PLAYER);
        let mut f = 0.0;
        for i in 0..PER_PLAYER {
            let (a, b) = (self.stiffness[i], self.load[i]);
            vx[i] = -(a * x[i] + y[i] + b); // −∇ₓf
            vy[i] = x[i] - a * y[i]; // +∇ᵧf
            f += 0.5 * a * (x[i] * x[i] - y[i] * y[i]) + x[i] * (y[i] + b);
        }
        Losses {
            loss_x: f,
            payoff_y: f,
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wave = |i: usize| (i as f64 * 0.37).sin();
    let mut game = Coupled {
        stiffness: (0..PER_PLAYER).map(|i| 1.0 + 0.5 * wave(i)).collect(),
        load: (0..PER_PLAYER).map(|i| 0.02 * wave(3 * i)).collect(),
    };
    let method = Method::from(Gn {
        step: 0.2,
        damping: 0.5,
        form: Form::Inverse,
    });
    let mut optimizer = build(&method, game.nx(), game.ny())?;
    let mut p = vec![0.0; 2 * PER_PLAYER];
    let mut last = f64::INFINITY;
    println!("{:>5} {:>12} {:>12} {:>9}", "step", "f", "‖v‖²", "φ");
    for k in 0..=120 {
        let report = optimizer.step(&mut game, &mut p)?;
        last = report.field_norm_sq;
        if k % 15 == 0 {
            let phi = report.phi.unwrap_or(f64::NAN);
            println!(
                "{k:>5} {:>12.6} {last:>12.3e} {phi:>9.5}",
                report.losses.loss_x
            );
        }
    }
    assert!(last < 1e-12, "the loop converges");

    // the collapse: B⁻¹v is v/(λ + ‖v‖²), as the operator confirms
    let mut v = vec![0.0; p.len()];
    game.field(&vec![0.0; p.len()], &mut v);
    let mut direction = vec![0.0; p.len()];
    RankOneInverse::new(&v, 0.5)?.apply(&mut direction, &v)?;
    let s: f64 = v.iter().map(|v| v * v).sum();
    let same = |(d, v): (&f64, &f64)| (d - v / (0.5 + s)).abs() <= 1e-12 * v.abs();
    assert!(direction.iter().zip(&v).all(same));

    // errors are sentences, and the point is left as it was
    let error: Option<MethodError> = optimizer.step(&mut game, &mut p[1..]).err();
    println!("{}", error.map_or(String::new(), |e| e.to_string()));
    Ok(())
}
