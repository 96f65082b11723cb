//! The fast optimizers: flat slices plus operators, no allocation inside the loop.
//!
//! A step asks the game for v(p) = (−∇ₓ loss_x, +∇ᵧ payoff_y) and moves p in place. After the
//! field is written it passes over the parameters at most twice: one reduction (‖v‖², checks),
//! one update. The reduction only reads, so a step that fails has changed nothing.
//!
//! * [`Optimizer`]: one method with its state; [`build`] makes it from a [`spec::Method`].
//! * [`StepReport`]: losses, ‖v‖² and φ of a step.
//! * [`MethodError`]: typed refusals.
//!
//! Numerics: sums of squares in twice the working precision, in an order that depends on the
//! sizes alone; scalars with an unlimited exponent; one fused multiply-add per entry applies φ.
//!
//! The sign of φ is right for any finite λ > 0 and v. With `inverse_minus_identity` it is that of
//! 1 − λ − s, which cancels near the sphere s = 1 − λ. The sum s has a relative error below 2⁻⁴²
//! (f32) or 2⁻⁷⁶ (f64) for up to 2⁴⁰ parameters; where |1 − λ − s| comes out within twice that of
//! s, the sign is not known, and 1 − λ − ‖v‖² is computed once more without any rounding, one
//! entry after the other. That third pass, on one thread, happens on the sphere only and
//! allocates nothing either. In the report a φ too small for f64 is a zero of its sign.
//!
//! Left out: schedules (a method is rebuilt or wrapped by the loop), stopping.

mod adam;
mod error;
mod gda;
mod gn;
mod gn_adaptive;
mod gn_block;
mod gn_ema;
mod gn_heavyball;
mod rmsprop;
mod work;

pub use crate::operator::Float;
pub use error::{MethodError, Quantity};

use crate::game::{Field, Losses};
use crate::operator::{Wide, sphere_excess};
use crate::spec::{self, Form};

/// The ids of the methods that have a matrix-free version, in the order of
/// [`spec::METHOD_IDS`].
pub const FAST_IDS: [&str; 8] = [
    "gda",
    "gn",
    "gn_block",
    "gn_heavyball",
    "gn_ema",
    "gn_adaptive",
    "adam",
    "rmsprop",
];

/// What a step saw at the point that it started from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepReport {
    /// Both players' objectives.
    pub losses: Losses<f64>,
    /// ‖v‖²; infinite beyond the range of f64.
    pub field_norm_sq: f64,
    /// φ(s) for the Gauss-Newton family. `gn_block` has one per player and reports the smaller
    /// one: if a player goes against its field (φ < 0), the one that does so most, else the
    /// player nearer to standing still.
    pub phi: Option<f64>,
    /// The s that φ was evaluated at: ‖v̂‖² for `gn_adaptive`, the chosen player's ‖v‖² for
    /// `gn_block`, otherwise ‖v‖².
    pub direction_norm_sq: f64,
}

/// A method with its state.
pub trait Optimizer<T>: Send {
    /// The method's id.
    fn id(&self) -> &'static str;

    /// One step: p ← F(p).
    ///
    /// # Errors
    /// Sizes that do not match; a point, field, buffer or new iterate that is not finite. On
    /// error `p` and the state are unchanged.
    fn step(&mut self, game: &mut dyn Field<T>, p: &mut [T]) -> Result<StepReport, MethodError>;

    /// The state, for checkpoints: always the same names and lengths.
    fn buffers(&self) -> Vec<(&'static str, &[T])>;

    /// The state, to be restored.
    fn buffers_mut(&mut self) -> Vec<(&'static str, &mut [T])>;

    /// Steps taken since the state was zero.
    fn steps_taken(&self) -> u64;

    /// Restores the count; 0 means that the buffers hold nothing yet.
    fn set_steps_taken(&mut self, steps: u64);
}

/// The optimizer that `method` describes, with zero state.
///
/// # Errors
/// A hyper-parameter outside its range; `NoFastVersion` for a method that is not in [`FAST_IDS`].
///
/// # Examples
/// ```
/// use gnash::spec::{Form, Gn};
/// let method = Gn { step: 0.1, damping: 0.5, form: Form::Inverse };
/// assert_eq!(gnash::method::build(&method.into(), 3, 2)?.id(), "gn");
/// let wrong = Gn { damping: 0.0, ..method };
/// let sentence = gnash::method::build(&wrong.into(), 3, 2).err().map(|e| e.to_string());
/// let expected = "hyper-parameter lam is 0; expected a finite number above 0";
/// assert_eq!(sentence.as_deref(), Some(expected));
/// # Ok::<(), gnash::method::MethodError>(())
/// ```
pub fn build<T: Float>(
    method: &spec::Method<T>,
    nx: usize,
    ny: usize,
) -> Result<Box<dyn Optimizer<T>>, MethodError> {
    use spec::{Algebraic as A, Method as M};
    let work = || work::Work::new(nx, ny);
    Ok(match method {
        M::Algebraic(A::Gda(m)) => Box::new(gda::Gda::new(m.steps, work())?),
        M::Algebraic(A::Gn(m)) => Box::new(gn::Gn::new(GaussNewton::new(m)?, work())),
        M::Algebraic(A::GnBlock(m)) => {
            let core = GaussNewton::new(&m.core)?;
            Box::new(gn_block::GnBlock::new(core, work()))
        }
        M::Algebraic(A::GnHeavyball(m)) => {
            let core = GaussNewton::new(&m.core)?;
            Box::new(gn_heavyball::GnHeavyball::new(core, m.momentum, work())?)
        }
        M::Algebraic(A::GnEma(m)) => {
            let core = GaussNewton::new(&m.core)?;
            Box::new(gn_ema::GnEma::new(core, m.decay, work())?)
        }
        M::GnAdaptive(m) => {
            let core = GaussNewton::new(&m.core)?;
            let rest = [m.decay, m.eps];
            Box::new(gn_adaptive::GnAdaptive::new(core, rest, work())?)
        }
        M::Adam(m) => Box::new(adam::Adam::new(m.steps, [m.beta1, m.beta2, m.eps], work())?),
        M::Rmsprop(m) => Box::new(rmsprop::Rmsprop::new(m.step, [m.decay, m.eps], work())?),
        other => return Err(MethodError::NoFastVersion { method: other.id() }),
    })
}

/// h, λ and the form: what the Gauss-Newton family shares.
#[derive(Clone, Copy, Debug)]
struct GaussNewton {
    step: Wide,
    damping: Wide,
    form: Form,
}

impl GaussNewton {
    fn new<T: Float>(method: &spec::Gn<T>) -> Result<Self, MethodError> {
        Ok(Self {
            step: Wide::of(error::accept::positive("h", method.step)?.to_f64()),
            damping: Wide::of(error::accept::positive("lam", method.damping)?.to_f64()),
            form: method.form,
        })
    }

    /// φ(s) for s = `square`, the computed ‖v‖² of `entries`: 1/(λ + s), or
    /// 1/(λ + s) − 1 = (1 − λ − s)/(λ + s), whose sign is exact also next to the sphere.
    fn phi<T: Float>(&self, square: Wide, entries: impl Iterator<Item = T>) -> Wide {
        let (one, sum) = (Wide::one(), self.damping + square);
        if self.form == Form::Inverse {
            return one / sum;
        }
        let excess = one - self.damping - square;
        // s is off by less than 2^−SQUARE_BITS s, and so is the excess but for 2⁻¹⁰⁰ of itself
        let doubt = square * Wide::power_of_two(1 - T::SQUARE_BITS);
        // λ ≥ 1 has no sphere: there |excess| ≥ s, and s = 0 is exact
        if square.is_zero() || !(excess.abs() - doubt).is_not_positive() {
            return excess / sum;
        }
        let excess = sphere_excess(self.damping.to_f64(), entries);
        excess / (one - excess)
    }
}
