//! Examples small enough to compute on paper.

use crate::naive::activation::Activation;
use crate::naive::batch_norm::{
    EPS, Running, batch_norm_inference, batch_norm_training, batch_norm_training_vjp,
};
use crate::naive::conv::{Window, conv_transpose2d_forward, conv2d_forward, conv2d_vjp};
use crate::naive::linear::linear_forward;
use crate::naive::network::{Kind, Layer, Network};
use crate::naive::tensor::Tensor;
use crate::numbers::{KERNEL, assert_close};

const fn window(kernel: usize, stride: usize, padding: usize) -> Window {
    Window {
        kernel,
        stride,
        padding,
    }
}

#[test]
fn layouts_are_the_documented_permutation() {
    // dims N = 2, C = 1, H = 2, W = 3: the samples interleave.
    let dims = [2, 1, 2, 3];
    let nchw: Vec<f64> = (0..12).map(f64::from).collect();
    let chwn = [0., 6., 1., 7., 2., 8., 3., 9., 4., 10., 5., 11.];
    assert_eq!(Tensor::new(dims, nchw.clone()).to_chwn(), chwn);
    assert_eq!(Tensor::from_chwn(dims, &chwn).data, nchw);
    // Channels stay outside: N = 2, C = 2, H = W = 1.
    let tensor = Tensor::new([2, 2, 1, 1], vec![1., 2., 3., 4.]);
    assert_eq!(tensor.to_chwn(), [1., 3., 2., 4.]);
}

#[test]
fn conv2d_is_a_cross_correlation() {
    let image = Tensor::new([1, 1, 2, 3], vec![1., 2., 3., 4., 5., 6.]);
    let out = conv2d_forward(
        &image,
        &[1., 10., 100., 1000.],
        Some(&[0.5]),
        1,
        window(2, 1, 0),
    );
    assert_eq!(out.dims, [1, 1, 1, 2]);
    // 1 + 20 + 400 + 5000 and 2 + 30 + 500 + 6000: the kernel is not flipped.
    assert_eq!(out.data, [5421.5, 6532.5]);
}

#[test]
fn conv2d_pads_with_zeros_and_sums_over_channels() {
    // Two channels of one pixel, padding 1, stride 2: only the tap [1, 1] at output [0, 0]
    // meets the pixel, each other output tap meets padding alone.
    let image = Tensor::new([1, 2, 1, 1], vec![3., 5.]);
    let weight = [1., 2., 3., 4., 10., 20., 30., 40.];
    let out = conv2d_forward(&image, &weight, None, 1, window(2, 1, 1));
    assert_eq!(out.dims, [1, 1, 2, 2]);
    // Output [h, w] meets the pixel with tap [1 − h, 1 − w].
    assert_eq!(out.data, [212., 159., 106., 53.]);
    let one = conv2d_forward(&image, &weight, None, 1, window(2, 2, 1));
    assert_eq!((one.dims, one.data), ([1, 1, 1, 1], vec![212.]));
}

#[test]
fn conv2d_vjp_scatters_each_product() {
    let image = Tensor::new([1, 1, 1, 3], vec![1., 2., 3.]);
    let g = Tensor::new([1, 1, 1, 3], vec![100., 10., 1.]);
    // 1×1 kernel: grad_input = weight·g, grad_weight = Σ input·g, grad_bias = Σ g.
    let grads = conv2d_vjp(&image, &[7.], &g, window(1, 1, 0));
    assert_eq!(grads.input.data, [700., 70., 7.]);
    assert_eq!((grads.weight, grads.bias), (vec![123.], vec![111.]));
}

#[test]
fn conv_transpose2d_stamps_the_kernel_at_each_pixel() {
    let image = Tensor::new([1, 1, 1, 2], vec![1., 10.]);
    let kernel = [1., 2., 3., 4., 5., 6., 7., 8., 9.];
    let out = conv_transpose2d_forward(&image, &kernel, Some(&[0.5]), 1, window(3, 2, 0));
    assert_eq!(out.dims, [1, 1, 3, 5]);
    let expected = [
        [1., 2., 13., 20., 30.],
        [4., 5., 46., 50., 60.],
        [7., 8., 79., 80., 90.],
    ];
    let expected: Vec<f64> = expected.concat().iter().map(|a| a + 0.5).collect();
    assert_eq!(out.data, expected);
    // Padding 1 cuts one row and column off each side.
    let cut = conv_transpose2d_forward(&image, &kernel, None, 1, window(3, 2, 1));
    assert_eq!((cut.dims, cut.data), ([1, 1, 1, 3], vec![5., 46., 50.]));
}

#[test]
fn conv_transpose2d_weight_has_inputs_first() {
    let image = Tensor::new([1, 2, 1, 1], vec![1., 10.]);
    // [Ci, Co, 1, 1] = [[1, 2, 3], [4, 5, 6]].
    let weight = [1., 2., 3., 4., 5., 6.];
    let out = conv_transpose2d_forward(&image, &weight, None, 3, window(1, 1, 0));
    assert_eq!(out.data, [41., 52., 63.]);
}

#[test]
fn linear_flattens_channel_row_column() {
    let image = Tensor::new([1, 2, 1, 2], vec![1., 2., 3., 4.]);
    let weight = [1., 10., 100., 1000., 1., 0., 0., -1.];
    let out = linear_forward(&image, &weight, Some(&[0.5, 0.]), 2);
    assert_eq!((out.dims, out.data), ([1, 2, 1, 1], vec![4321.5, -3.]));
}

/// Channel 0 holds 1, 3, 5, 7 over two samples: mean 4, biased variance 5, unbiased 20/3.
#[test]
fn batch_norm_uses_biased_variance_and_remembers_the_unbiased() {
    let batch = Tensor::new([2, 2, 1, 2], vec![1., 3., 8., 8., 5., 7., 8., 8.]);
    let (out, stats) = batch_norm_training(&batch, &[2., 1.], &[10., -1.]);
    assert_eq!(
        (stats.mean.as_slice(), stats.biased.as_slice()),
        (&[4., 8.][..], &[5., 0.][..])
    );
    assert_eq!(stats.unbiased, [20. / 3., 0.]);
    let unit = 2. / (5. + EPS).sqrt();
    let expected = [
        [10. - 3. * unit, 10. - unit, -1., -1.],
        [10. + unit, 10. + 3. * unit, -1., -1.],
    ];
    assert_close("out", &out.data, &expected.concat(), KERNEL);

    let mut running = Running::new(2);
    running.update(&stats);
    assert_close("mean", &running.mean, &[0.4, 0.8], KERNEL);
    assert_close("var", &running.var, &[0.9 + 2. / 3., 0.9], KERNEL);
    let inferred = batch_norm_inference(&batch, &[2., 1.], &[10., -1.], &running);
    let first = 10. + 2. * (1. - 0.4) / (0.9 + 2. / 3. + EPS).sqrt();
    assert_close("inference", &inferred.data[..1], &[first], KERNEL);
}

/// The normalised output moves neither with a shift of the batch nor (but for eps) with its scale,
/// so the gradient is orthogonal to both; a constant seed gives a zero gradient.
#[test]
fn batch_norm_gradient_ignores_shift_and_scale() {
    let batch = Tensor::new([4, 1, 1, 1], vec![1000., 3000., 5000., 9000.]);
    let g = Tensor::new([4, 1, 1, 1], vec![0.3, -1., 2., 0.1]);
    let grads = batch_norm_training_vjp(&batch, &[1e4], &g);
    let grad: &Vec<f64> = &grads.input.data;
    let largest = grad.iter().fold(0.0f64, |m, a| a.abs().max(m));
    assert!(largest > 1.0);
    assert_close("shift", &[grad.iter().sum()], &[0.], KERNEL * 4.);
    let scale: f64 = grad
        .iter()
        .zip(&batch.data)
        .map(|(g, a)| g * (a - 4500.))
        .sum();
    // Of size eps/var = 1e-5/9e6 relative to the terms, which are below 1e5.
    assert_close("scale", &[scale], &[0.], 1e-6);
    let ones = Tensor::new([4, 1, 1, 1], vec![1.; 4]);
    let flat = batch_norm_training_vjp(&batch, &[1e4], &ones);
    assert_close("constant seed", &flat.input.data, &[0.; 4], KERNEL);
}

#[test]
fn kinks_take_the_left_derivative() {
    for (activation, left) in [(Activation::Relu, 0.0), (Activation::LeakyRelu(0.2), 0.2)] {
        assert_eq!(activation.derivative(0.0), left);
        assert_eq!(activation.value(0.0), 0.0);
        assert_eq!(activation.derivative(1e-300), 1.0);
        assert_eq!(
            (activation.value(-5.0), activation.value(5.0)),
            (-5.0 * left, 5.0)
        );
    }
}

#[test]
fn parameters_lie_in_the_order_weight_bias_gamma_beta() {
    let layer = Layer {
        kind: Kind::Linear,
        outputs: 1,
        bias: true,
        batch_norm: true,
        activation: Activation::None,
    };
    let network = Network {
        input: [1, 1, 1],
        layers: vec![
            layer,
            Layer {
                batch_norm: false,
                ..layer
            },
        ],
    };
    // The bias (100) is removed by the mean; γ = 3, β = 5; then 2a + 7.
    let p = [1., 100., 3., 5., 2., 7.];
    let out = network.forward(&p, &Tensor::new([2, 1, 1, 1], vec![-1., 1.]));
    let unit = 3. / (1. + EPS).sqrt();
    assert_close(
        "out",
        &out.data,
        &[17. - 2. * unit, 17. + 2. * unit],
        KERNEL,
    );
    // With running statistics mean 100 and variance 4.
    let running = [Running {
        mean: vec![100.],
        var: vec![4. - EPS],
    }];
    let inferred = network.forward_inference(&p, &Tensor::new([1, 1, 1, 1], vec![4.]), &running);
    assert_close(
        "inference",
        &inferred.data,
        &[2. * (3. * 2. + 5.) + 7.],
        KERNEL,
    );
}
