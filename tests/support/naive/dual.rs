//! Directional derivatives by dual numbers.

use gnash::scalar::{Dual, Real};

/// point + ε·direction.
pub fn lift<T: Real>(point: &[T], direction: &[T]) -> Vec<Dual<T>> {
    assert_eq!(point.len(), direction.len(), "point and direction");
    let pairs = point.iter().zip(direction);
    pairs.map(|(&a, &b)| Dual::new(a, b)).collect()
}

/// point + 0·ε.
pub fn constants<T: Real>(point: &[T]) -> Vec<Dual<T>> {
    point.iter().map(|&a| Dual::constant_of(a)).collect()
}

/// point + ε·e_i.
pub fn seeded<T: Real>(point: &[T], i: usize) -> Vec<Dual<T>> {
    let mut seeded = constants(point);
    seeded[i].tangent = T::one();
    seeded
}

/// The derivative parts.
pub fn tangents<T: Real>(values: &[Dual<T>]) -> Vec<T> {
    values.iter().map(|a| a.tangent).collect()
}

/// f'(point)·direction for a function of one flat slice (arguments may be concatenated in it).
pub fn jvp<T: Real>(
    f: impl Fn(&[Dual<T>]) -> Vec<Dual<T>>,
    point: &[T],
    direction: &[T],
) -> Vec<T> {
    tangents(&f(&lift(point, direction)))
}

/// ∇f(point), one pass per coordinate.
pub fn gradient<T: Real>(f: impl Fn(&[Dual<T>]) -> Dual<T>, point: &[T]) -> Vec<T> {
    (0..point.len())
        .map(|i| f(&seeded(point, i)).tangent)
        .collect()
}
