//! Tolerances of the tests, each with its reason, in units of the unit roundoff u where the
//! bound can be argued. Loosening a row is a visible change.
#![allow(dead_code, reason = "each test tree uses some of the rows")]

/// u of f64.
pub const U64: f64 = f64::EPSILON / 2.0;

/// u of f32.
pub const U32: f64 = (f32::EPSILON / 2.0) as f64;

/// `RankOne::direction`, relative to |B⁻¹v| (`inverse`) or max(|B⁻¹v|, |v|): d, the ratio, the
/// product with an entry (one u each), 1 − d (one more), and a second-order remainder.
pub const DIRECTION: f64 = 5.0;

/// `RankOne::apply_inverse`, relative to |w|/λ: vᵀw, d and their ratio and its product with v
/// (4 u of a vector no longer than w), the difference and the division by λ (1 u of |w| each,
/// the second of a vector no longer than w), and a second-order remainder.
pub const APPLY: f64 = 7.0;

/// Derivatives of elementary functions against closed forms written another way, relative to
/// max(1, |derivative|): libm's functions are within 1 ulp, and about eight operations follow.
pub const DUAL: f64 = 40.0;

/// Gradients of g3 and the Dirac games at points of size at most 3, as DUAL but with some fifty
/// operations whose intermediate values reach 10³ in g3.
pub const GAME_DERIVATIVE: f64 = 5e4;

/// Central differences with step 2⁻¹⁷: the third derivative (below 10³ at points of size at
/// most 3) times 2⁻³⁴/6, and the rounding of v (values to 10³) over the step.
pub const FINITE_DIFFERENCE: f64 = 1e-7;

/// Eigenvalues of normal matrices of order at most 6, relative to ‖U‖: the QR iteration is
/// backward stable, so n² u with a small factor.
pub const EIGENVALUES: f64 = 36.0 * 20.0;

/// Three steps of any method on g1 in f32 against f64: some fifty roundings of numbers up to 4,
/// and 1 − β₂ = 10⁻³ of `adam`, which f32 knows to 3·10⁻⁵ only (½ of that in the root): 250 u
/// relative to a step, where the correction 1 − β₂ᵗ cancels the same error but for its rounding.
pub const SINGLE_PRECISION: f64 = 500.0;

/// One step of the fast `gn`, form `inverse`, from p = 0, relative to |hφv|. Proved for any λ > 0
/// and v (`gn_step64_near` in proofs/float_step.v): u|p + hφv| + (1 + 2⁻¹⁹)u|hφv|. For
/// `inverse_minus_identity` not proved (`excess_near` bounds its numerator absolutely).
pub const GN_STEP: f64 = 2.0 + 1.0 / (1 << 19) as f64;

/// The same for `inverse_minus_identity`, measured: hφ and its product with v are rounded once
/// each, as in `update_near`, and half as much again for φ beside the sphere.
pub const GN_STEP_MINUS_IDENTITY: f64 = 3.0;

/// ‖v‖² as reported, at most two rows of lanes in a player. Proved: f32 (1 ± u)² per lane
/// (`lane32_factor` in proofs/float_sum.v), f64 2⁻⁷⁷ (`square_bits64`); then 5u² for each of some
/// twenty additions (`in_order_near`), and the rounding to f64, u.
pub const FIELD_NORM: f64 = 3.0 + 1.0 / (1 << 10) as f64;
