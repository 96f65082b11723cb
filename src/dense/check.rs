//! Checks at the boundary of every dense function.

use super::DenseError;
use crate::game::Game;
use crate::scalar::Scalar;
use nalgebra::DVector;
use std::cmp::Ordering;

fn first_bad<S: Scalar>(entries: &[S]) -> Option<(usize, String)> {
    let index = entries.iter().position(|e| !e.is_finite())?;
    Some((index, entries[index].shown()))
}

/// Everything in `entries`, an input, is finite.
pub(super) fn finite<S: Scalar>(what: &'static str, entries: &[S]) -> Result<(), DenseError> {
    match first_bad(entries) {
        None => Ok(()),
        Some((index, value)) => Err(DenseError::NonFinite { what, index, value }),
    }
}

/// Step sizes are finite and not negative.
pub(super) fn steps<S: Scalar>(list: &[(&'static str, &S)]) -> Result<(), DenseError> {
    parameters(list)?;
    list.iter()
        .try_for_each(|(what, h)| match h.partial_cmp(&&S::zero()) {
            Some(order) if order.is_ge() => Ok(()),
            Some(_) => Err(DenseError::Negative {
                what,
                value: h.shown(),
            }),
            None => Err(DenseError::Undecided {
                what,
                value: h.shown(),
            }),
        })
}

/// A number of repetitions is at least 1.
pub(super) fn count(what: &'static str, count: usize) -> Result<(), DenseError> {
    if count == 0 {
        return Err(DenseError::NoSteps { what });
    }
    Ok(())
}

/// The parameters are finite.
pub(super) fn parameters<S: Scalar>(list: &[(&'static str, &S)]) -> Result<(), DenseError> {
    list.iter()
        .try_for_each(|(what, value)| finite(what, std::slice::from_ref(*value)))
}

/// λ is finite and positive, for certain.
pub(super) fn damping<S: Scalar>(damping: &S) -> Result<(), DenseError> {
    finite("lam", std::slice::from_ref(damping))?;
    let (what, value) = ("lam", damping.shown());
    match damping.partial_cmp(&S::zero()) {
        Some(Ordering::Greater) => Ok(()),
        Some(_) => Err(DenseError::NotPositive { what, value }),
        None => Err(DenseError::Undecided { what, value }),
    }
}

/// The parameter is finite and not zero.
pub(super) fn nonzero<S: Scalar>(what: &'static str, value: &S) -> Result<(), DenseError> {
    finite(what, std::slice::from_ref(value))?;
    match is_zero(what, value)? {
        true => Err(DenseError::Zero { what }),
        false => Ok(()),
    }
}

/// Whether `value` is zero, where a branch depends on it: intervals that straddle zero are
/// undecided, and a dual number that is zero in value only sits on the branch.
pub(super) fn is_zero<S: Scalar>(what: &'static str, value: &S) -> Result<bool, DenseError> {
    if !value.is_finite() {
        return Err(DenseError::NotRepresentable {
            what,
            index: 0,
            value: value.shown(),
        });
    }
    match value.partial_cmp(&S::zero()) {
        Some(Ordering::Equal) if !value.is_zero() => Err(DenseError::NotDifferentiable { what }),
        Some(order) => Ok(order.is_eq()),
        None => Err(DenseError::Undecided {
            what,
            value: value.shown(),
        }),
    }
}

/// No entry is a dual number that is zero in value only: squares and products hide those from
/// [`is_zero`].
pub(super) fn smooth<S: Scalar>(what: &'static str, a: &DVector<S>) -> Result<(), DenseError> {
    a.iter()
        .try_for_each(|entry| is_zero(what, entry).map(drop))
}

/// Passes a result on if all of it is finite.
pub(super) fn result<S: Scalar>(
    what: &'static str,
    vector: DVector<S>,
) -> Result<DVector<S>, DenseError> {
    match first_bad(vector.as_slice()) {
        None => Ok(vector),
        Some((index, value)) => Err(DenseError::NotRepresentable { what, index, value }),
    }
}

/// Two sizes agree.
pub(super) fn size(what: &'static str, expected: usize, found: usize) -> Result<(), DenseError> {
    if expected == found {
        Ok(())
    } else {
        Err(DenseError::DimensionMismatch {
            what,
            expected,
            found,
        })
    }
}

/// p has the right length and is finite.
pub(super) fn point<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    p: &DVector<S>,
) -> Result<(), DenseError> {
    size("the length of the point p", game.dim(), p.len())?;
    finite("the point p", p.as_slice())
}

/// v(p), after checking p and before anything uses v.
pub(super) fn field<S: Scalar, G: Game<S> + ?Sized>(
    game: &G,
    p: &DVector<S>,
) -> Result<DVector<S>, DenseError> {
    point(game, p)?;
    let v = game.field(p);
    size("the length of the field v", game.dim(), v.len())?;
    finite("the field v", v.as_slice())?;
    Ok(v)
}

/// p + direction, if it is finite.
pub(super) fn moved<S: Scalar>(
    p: &DVector<S>,
    change: DVector<S>,
) -> Result<DVector<S>, DenseError> {
    result("the new point", p + change)
}
