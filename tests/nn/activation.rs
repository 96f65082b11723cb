//! Activations: the twin's values and derivatives bit for bit, and the curvature term by duals.

use crate::fast;
use crate::naive::activation::Activation as Naive;
use crate::naive::chwn;
use crate::naive::dual::{lift, tangents};
use crate::numbers::numbers;
use crate::tolerance::assert_sums;
use gnash::nn::{Activation, Element, NetworkError};

const ALL: [Naive; 6] = [
    Naive::None,
    Naive::Relu,
    Naive::LeakyRelu(0.2),
    Naive::LeakyRelu(1.0),
    Naive::Tanh,
    Naive::Sigmoid,
];

/// Ordinary numbers, the kink with both signs, and both ends of the range.
fn points<T: Element>() -> Vec<T> {
    let ends = [-800.0, -3.0, -0.0, 0.0, 1e-300, -1e-300, 40.0, 800.0];
    let all = [&numbers(1, 33)[..], &ends].concat();
    all.iter().map(|&a| T::constant(a)).collect()
}

/// The same operations in the same order: no rounding apart.
fn equals_the_twin<T: Element>() {
    let z = points::<T>();
    let g: Vec<T> = numbers(2, z.len())
        .iter()
        .map(|&a| T::constant(a))
        .collect();
    for naive in ALL {
        let (activation, mut a) = (fast::activation(naive), z.clone());
        activation.forward(&mut a);
        assert_eq!(a, chwn::activate(&z, naive), "{naive:?}");
        let expected = chwn::activate_vjp(&z, naive, &g);
        let mut grad = g.clone();
        activation.vjp(&mut grad, &a);
        assert_eq!(grad, expected, "{naive:?}");
        let mut tangent = g.clone();
        activation.jvp(&mut tangent, &a);
        assert_eq!(tangent, expected, "{naive:?}");
    }
}

#[test]
fn values_and_derivatives_are_the_twins() {
    equals_the_twin::<f64>();
    equals_the_twin::<f32>();
}

/// Of the fast code and of the twin. A few roundings apart: the chain rule multiplies in another order.
#[test]
fn jvp_and_tangent_of_the_vjp_equal_duals() {
    let z = numbers(3, 40);
    let n = z.len();
    let (z_dot, g, g_dot) = (numbers(4, n), numbers(5, n), numbers(6, n));
    let ones = vec![1.0; n];
    for naive in ALL {
        let activation = fast::activation(naive);
        let mut a = z.clone();
        activation.forward(&mut a);
        let mut a_dual = lift(&z, &z_dot);
        activation.forward(&mut a_dual);
        let mut a_dot = z_dot.clone();
        activation.jvp(&mut a_dot, &a);
        let what = format!("{naive:?}");
        assert_sums(&what, &a_dot, &tangents(&a_dual), &ones, 4);

        let mut grad = g_dot.clone();
        activation.vjp_tangent(&mut grad, &g, &a, &a_dot);
        let mut grad_dual = lift(&g, &g_dot);
        activation.vjp(&mut grad_dual, &a_dual);
        assert_sums(&what, &grad, &tangents(&grad_dual), &ones, 8);
        let twin = chwn::activate_vjp(&lift(&z, &z_dot), naive, &lift(&g, &g_dot));
        assert_sums(&what, &grad, &tangents(&twin), &ones, 8);
    }
}

#[test]
fn a_slope_outside_its_range_is_refused() {
    for slope in [0.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
        let refused = Activation::LeakyRelu { slope }.check();
        assert!(
            matches!(refused, Err(NetworkError::Slope { .. })),
            "{slope}"
        );
    }
    for slope in [1.0, 0.2, f64::MIN_POSITIVE] {
        assert!(Activation::LeakyRelu { slope }.check().is_ok());
    }
}
