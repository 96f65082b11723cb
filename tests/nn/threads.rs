//! The same bits on one thread and on several.

use crate::numbers::numbers;
use gnash::game::Field;
use gnash::gan::{Architecture, Gan, Loss, Objective};
use gnash::nn::{Accumulate, Layer, Matrix, Network, Shape, Tape, matmul};

fn on_threads<R: Send>(threads: usize, run: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("a pool").install(run)
}

fn singles(seed: u64, len: usize) -> Vec<f32> {
    numbers(seed, len).iter().map(|&a| a as f32).collect()
}

/// The result on 1, 2 and 3 threads, which must be one.
fn same_bits(run: impl Fn() -> Vec<f32> + Sync) {
    let alone = on_threads(1, &run);
    assert!(alone.iter().all(|a| a.is_finite()));
    for threads in [2, 3] {
        let shared = on_threads(threads, &run);
        let same = shared.iter().zip(&alone);
        assert!(
            same.into_iter().all(|(a, b)| a.to_bits() == b.to_bits()),
            "{threads} threads"
        );
    }
}

/// Cut into eight blocks either way.
#[test]
fn products_do_not_depend_on_the_number_of_threads() {
    for [m, k, n] in [[50, 150, 700], [700, 150, 50]] {
        let (a, b) = (singles(1, m * k), singles(2, k * n));
        same_bits(|| {
            let mut c = vec![0.0; m * n];
            let (a, b) = (Matrix::new(&a, m, k), Matrix::new(&b, k, n));
            matmul(&mut c, Accumulate::Replace, a, b);
            c
        });
    }
}

/// Wide enough that patches, rows and products are all shared.
#[test]
fn networks_do_not_depend_on_the_number_of_threads() {
    let image = Shape::new(6, 14, 14);
    let leaky = gnash::nn::Activation::LeakyRelu { slope: 0.2 };
    let first = Layer::conv2d(image, 12, 3, 1, 1).unwrap();
    let second = Layer::conv2d(first.affine.output(), 16, 4, 2, 1).unwrap();
    let layers = vec![
        first.with_bias(true).with_activation(leaky),
        second.with_batch_norm().with_activation(leaky),
    ];
    let network = Network::new(layers).unwrap();
    let batch = 24;
    let p = singles(3, network.parameter_len());
    let x = singles(4, image.len() * batch);
    assert!(network.output().len() * batch > gnash::par::SERIAL_BELOW);
    same_bits(|| {
        let mut tape = Tape::new(&network, batch);
        network.forward(&p, &x, &mut tape);
        let out = tape.output().to_vec();
        tape.seed_mut().copy_from_slice(&out);
        let (mut grads, mut grad_x) = (vec![0.0; p.len()], vec![0.0; x.len()]);
        let into = Some((&mut grads[..], Accumulate::Replace));
        network.reverse(&p, &x, &mut tape, into, Some(&mut grad_x));
        [out, grads, grad_x].concat()
    });
}

/// A whole field with its penalty.
#[test]
fn fields_do_not_depend_on_the_number_of_threads() {
    let (g, d) = Architecture::MnistDcgan.build(0.4).unwrap();
    let batch = 8;
    let objective = Objective::new(Loss::WganGp, 0.1);
    same_bits(|| {
        let mut gan = Gan::<f32>::new(g.clone(), d.clone(), objective, batch).unwrap();
        let len = gan.image_shape().len() * batch;
        gan.batch_mut().real = singles(5, len);
        gan.batch_mut().noise = singles(6, 100 * batch);
        gan.batch_mut().mix.fill(0.3);
        let p: Vec<f32> = singles(7, gan.nx() + gan.ny());
        let p: Vec<f32> = p.iter().map(|a| 0.1 * a).collect();
        let mut v = vec![0.0; p.len()];
        gan.field(&p, &mut v);
        v
    });
}
