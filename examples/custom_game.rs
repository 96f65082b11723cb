//! A game of your own: implement `Game` for your f, check it by dual numbers, run any method.
//!
//! Run with `cargo run --example custom_game`.

use gnash::dense::{self, State};
use gnash::game::{Game, Losses};
use gnash::scalar::{Dual, Real};
use gnash::spec::{Form, Gn, Method};
use nalgebra::{DMatrix, DVector};

/// f(x, y) = eˣ − x + 2xy − y⁴ − y²: strictly convex in x, strictly concave in y, saddle at 0.
struct Mine;

/// Written over any `Real`, the same text runs on floats and on dual numbers.
impl<S: Real> Game<S> for Mine {
    fn nx(&self) -> usize {
        1
    }
    fn ny(&self) -> usize {
        1
    }
    fn losses(&self, p: &DVector<S>) -> Losses<S> {
        let (x, y, two) = (p[0], p[1], S::from_i64(2));
        let f = x.exp() - x + two * x * y - y * y * y * y - y * y;
        Losses {
            loss_x: f,
            payoff_y: f,
        }
    }
    fn field(&self, p: &DVector<S>) -> DVector<S> {
        let (x, y, two) = (p[0], p[1], S::from_i64(2));
        // ∇ₓf = eˣ − 1 + 2y, ∇ᵧf = 2x − 4y³ − 2y
        let grad_x = x.exp() - S::one() + two * y;
        let grad_y = two * x - S::from_i64(4) * y * y * y - two * y;
        DVector::from_vec(vec![-grad_x, grad_y])
    }
    fn jacobian(&self, p: &DVector<S>) -> DMatrix<S> {
        let (x, y, two) = (p[0], p[1], S::from_i64(2));
        // [[−f_xx, −f_xy], [f_yx, f_yy]]
        let d_yy = -S::from_i64(12) * y * y - two;
        DMatrix::from_row_slice(2, 2, &[-x.exp(), -two, two, d_yy])
    }
}

/// The largest difference between the field and the gradient of f by dual numbers.
fn gradient_error(p: &DVector<f64>) -> f64 {
    let field: DVector<f64> = Mine.field(p);
    let error = |j: usize| {
        let seeded = DVector::from_fn(2, |i, _| Dual::new(p[i], f64::from(u8::from(i == j))));
        let slope = Mine.losses(&seeded).loss_x.tangent;
        // v = (−∇ₓf, +∇ᵧf)
        (field[j] - if j == 0 { -slope } else { slope }).abs()
    };
    error(0).max(error(1))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = DVector::from_vec(vec![1.0, -0.5]);
    let error = gradient_error(&start);
    println!("field against dual numbers: {error:e}");
    assert!(error < 1e-14);

    let method = Method::from(Gn {
        step: 0.25,
        damping: 1.0,
        form: Form::Inverse,
    });
    let mut state = State::new(&method, 2);
    let mut p = start;
    for k in 0..200 {
        if k % 40 == 0 {
            let norm = Game::<f64>::field(&Mine, &p).norm();
            println!(
                "step {k}: x = {:+.6}, y = {:+.6}, |v| = {norm:.2e}",
                p[0], p[1]
            );
        }
        p = dense::step(&method, &Mine, &mut state, &p)?;
    }
    println!("after 200 steps: x = {:+e}, y = {:+e}", p[0], p[1]);
    assert!(p.norm() < 1e-10, "the saddle is at the origin");

    // At the saddle: the eigenvalues of J tell how long σ = h/λ may be.
    let jacobian = Mine.jacobian(&DVector::zeros(2));
    println!(
        "Lemma 3's bound on h/λ: {:?}",
        dense::lemma3_bound(&dense::eigenvalues(&jacobian)?)
    );
    Ok(())
}
