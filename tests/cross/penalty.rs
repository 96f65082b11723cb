//! The penalty where squares of the image gradient leave the range of f32 and its direction does not.

use gnash::gan::{Gan, Loss, Objective};
use gnash::nn::{Activation, Element, Layer, Network, Shape};
use gnash::random::{Purpose, Stream};

const BATCH: usize = 4;

/// ∇ᵧ of the penalty for a critic whose last layer has entries of size `small`.
fn penalty_gradient<T: Element + gnash::random::Uniform>(small: f64) -> Vec<f64> {
    let up = Layer::conv_transpose2d(Shape::vector(2), 1, 6, 1, 0).unwrap();
    let generator = Network::new(vec![up.with_activation(Activation::Tanh)]).unwrap();
    let leaky = Activation::LeakyRelu { slope: 0.2 };
    let first = Layer::conv2d(generator.output(), 3, 4, 2, 1).unwrap();
    let last = Layer::conv2d(first.affine.output(), 1, 3, 1, 0).unwrap();
    let split = first.affine.weight_len();
    let discriminator = Network::new(vec![first.with_activation(leaky), last]).unwrap();
    let objective = Objective::new(Loss::WganGp, 1.0);
    let mut gan = Gan::<T>::new(generator, discriminator, objective, BATCH).unwrap();
    let mut random = Stream::new(3, Purpose::Other(1), 0);
    let mut p = gan.initial_point(0.5, || random.normal());
    let start = gan.generator().parameter_len() + split;
    p[start..].iter_mut().for_each(|w| *w *= T::constant(small));
    let batch = gan.batch_mut();
    random.fill_uniform(&mut batch.real);
    random.fill_normal(&mut batch.noise);
    random.fill_uniform(&mut batch.mix);
    let mut grad = vec![T::zero(); gan.discriminator().parameter_len()];
    gan.penalty(&p, &mut grad);
    // the last layer's gradient does not depend on its size while ‖g‖ is far below one
    grad[split..].iter().map(|g| g.to_f64()).collect()
}

#[test]
fn tiny_image_gradients_keep_their_direction() {
    let expected = penalty_gradient::<f64>(1e-12);
    let largest = expected.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
    assert!(largest > 0.1, "{largest}");
    // squares of 1e-30 vanish in f32, squares of 1e-200 in f64; 1e-5: a few dozen f32 roundings
    for got in [
        penalty_gradient::<f32>(1e-30),
        penalty_gradient::<f64>(1e-200),
    ] {
        for (g, e) in got.iter().zip(&expected) {
            assert!((g - e).abs() < 1e-5 * largest, "{g} against {e}");
        }
    }
}
