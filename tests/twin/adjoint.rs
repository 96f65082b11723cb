//! ⟨w, Jv⟩ = ⟨Jᵀw, v⟩ with J v by dual numbers and Jᵀw by the textbook vjp, on awkward shapes.

use crate::naive::activation::Activation;
use crate::naive::batch_norm::{Running, statistics};
use crate::naive::chwn::{self, FlatGradients};
use crate::naive::conv::{Window, conv_transpose2d_forward, conv2d_forward, conv2d_vjp};
use crate::naive::dual::{jvp, lift, tangents};
use crate::naive::network::{Kind, Layer, Network};
use crate::naive::tensor::{Tensor, places};
use crate::numbers::{KERNEL, assert_close, dot, numbers};

/// N, Ci, Co, H, W, K, s, p.
type Shape = [usize; 8];

const SHAPES: [Shape; 10] = [
    [2, 3, 2, 5, 4, 3, 1, 1],
    [3, 4, 3, 2, 3, 1, 1, 0], // 1×1 kernel
    [2, 2, 3, 7, 5, 2, 3, 0], // stride > kernel
    [2, 2, 2, 4, 5, 2, 1, 2], // padding = kernel
    [1, 2, 2, 5, 4, 2, 2, 3], // padding > kernel
    [1, 1, 1, 3, 3, 3, 1, 0], // one of everything
    [2, 1, 2, 6, 8, 3, 2, 0], // a row and a column left over
    [3, 2, 4, 6, 4, 4, 2, 1],
    [1, 5, 2, 4, 4, 4, 1, 0],
    [2, 1, 1, 4, 6, 1, 2, 1], // 1×1 kernel, stride 2, padding = kernel
];

fn sizes([n, ci, co, h, w, kernel, stride, padding]: Shape) -> ([usize; 4], usize, Window) {
    let window = Window {
        kernel,
        stride,
        padding,
    };
    ([n, ci, h, w], co, window)
}

fn concat(grads: FlatGradients<f64>) -> Vec<f64> {
    [grads.input, grads.weight, grads.bias].concat()
}

#[test]
fn conv2d_vjp_is_adjoint_to_its_jvp() {
    for (seed, shape) in (0..).zip(SHAPES) {
        let (dims, outputs, window) = sizes(shape);
        let (size, weights) = (
            dims.iter().product(),
            outputs * dims[1] * window.kernel.pow(2),
        );
        let n = size + weights + outputs;
        let (point, v) = (numbers(seed, n), numbers(seed + 100, n));
        let jv = jvp(
            |z| {
                let (a, z) = z.split_at(size);
                let (weight, bias) = z.split_at(weights);
                chwn::conv2d_forward(a, weight, Some(bias), dims, outputs, window)
            },
            &point,
            &v,
        );
        let w = numbers(seed + 200, jv.len());
        let (a, weight) = (&point[..size], &point[size..size + weights]);
        let jtw = concat(chwn::conv2d_vjp(a, weight, &w, dims, outputs, window));
        assert_close("conv2d", &[dot(&w, &jv)], &[dot(&jtw, &v)], KERNEL);
    }
}

#[test]
fn conv_transpose2d_vjp_is_adjoint_to_its_jvp() {
    for (seed, shape) in (0..).zip(SHAPES) {
        let (dims, outputs, window) = sizes(shape);
        let (size, weights) = (
            dims.iter().product(),
            outputs * dims[1] * window.kernel.pow(2),
        );
        let n = size + weights + outputs;
        let (point, v) = (numbers(seed, n), numbers(seed + 100, n));
        let jv = jvp(
            |z| {
                let (a, z) = z.split_at(size);
                let (weight, bias) = z.split_at(weights);
                chwn::conv_transpose2d_forward(a, weight, Some(bias), dims, outputs, window)
            },
            &point,
            &v,
        );
        let w = numbers(seed + 200, jv.len());
        let (a, weight) = (&point[..size], &point[size..size + weights]);
        let jtw = concat(chwn::conv_transpose2d_vjp(
            a, weight, &w, dims, outputs, window,
        ));
        assert_close(
            "conv_transpose2d",
            &[dot(&w, &jv)],
            &[dot(&jtw, &v)],
            KERNEL,
        );
    }
}

/// With one weight array, the gradient of ⟨b, conv(a)⟩ is conv_transpose(b), wherever that has
/// pixels: it is smaller than a by the rows and columns that the stride leaves over.
#[test]
fn conv_transpose_is_the_adjoint_of_conv() {
    let mut of_one_size = 0;
    for (seed, shape) in (0..).zip(SHAPES) {
        let (dims, outputs, window) = sizes(shape);
        let a = Tensor::new(dims, numbers(seed, dims.iter().product()));
        let weight = numbers(seed + 1, outputs * dims[1] * window.kernel.pow(2));
        let conv = conv2d_forward(&a, &weight, None, outputs, window);
        let b = Tensor::new(conv.dims, numbers(seed + 2, conv.data.len()));
        let back = conv_transpose2d_forward(&b, &weight, None, dims[1], window);
        let gradient = conv2d_vjp(&a, &weight, &b, window).input;
        let left_over = |side: usize| (side + 2 * window.padding - window.kernel) % window.stride;
        let expected = [dims[2], dims[3]].map(|side| side - left_over(side));
        assert_eq!(back.dims[2..], expected, "{shape:?}");
        for place in places(back.dims) {
            let (got, expected) = (back.at(place), gradient.at(place));
            assert_close(&format!("{shape:?}"), &[got], &[expected], KERNEL);
        }
        if back.dims == dims {
            of_one_size += 1;
            let products = [dot(&b.data, &conv.data)];
            let expected = [dot(&back.data, &a.data)];
            assert_close("⟨b, conv a⟩", &products, &expected, KERNEL);
        }
    }
    assert_eq!(of_one_size, 6);
}

#[test]
fn linear_vjp_is_adjoint_to_its_jvp() {
    for (seed, (dims, outputs)) in
        (0..).zip([([2, 3, 2, 1], 4), ([1, 1, 1, 1], 1), ([3, 1, 1, 2], 1)])
    {
        let features: usize = dims[1..].iter().product();
        let (size, weights) = (dims[0] * features, outputs * features);
        let n = size + weights + outputs;
        let (point, v) = (numbers(seed, n), numbers(seed + 100, n));
        let jv = jvp(
            |z| {
                let (a, z) = z.split_at(size);
                let (weight, bias) = z.split_at(weights);
                chwn::linear_forward(a, weight, Some(bias), dims, outputs)
            },
            &point,
            &v,
        );
        let w = numbers(seed + 200, jv.len());
        let (a, weight) = (&point[..size], &point[size..size + weights]);
        let jtw = concat(chwn::linear_vjp(a, weight, &w, dims, outputs));
        assert_close("linear", &[dot(&w, &jv)], &[dot(&jtw, &v)], KERNEL);
    }
}

#[test]
fn batch_norm_vjps_are_adjoint_to_their_jvps() {
    let shapes = [[3, 2, 3, 2], [1, 3, 2, 2], [5, 2, 1, 1], [2, 1, 1, 1]];
    for (seed, dims) in (0..).zip(shapes) {
        let (size, c) = (dims.iter().product(), dims[1]);
        let (point, v) = (
            numbers(seed, size + 2 * c),
            numbers(seed + 50, size + 2 * c),
        );
        let w = numbers(seed + 60, size);
        let (a, gamma) = (&point[..size], &point[size..size + c]);
        let training = jvp(
            |z| chwn::batch_norm_training(&z[..size], &z[size..size + c], &z[size + c..], dims).0,
            &point,
            &v,
        );
        let jtw = concat(chwn::batch_norm_training_vjp(a, gamma, &w, dims));
        assert_close("training", &[dot(&w, &training)], &[dot(&jtw, &v)], KERNEL);

        let mut running = Running::new(c);
        running.update(&statistics(&Tensor::from_chwn(dims, a)));
        let constant = Running {
            mean: lift(&running.mean, &vec![0.0; c]),
            var: lift(&running.var, &vec![0.0; c]),
        };
        let inference = jvp(
            |z| {
                let (gamma, beta) = z[size..].split_at(c);
                chwn::batch_norm_inference(&z[..size], gamma, beta, &constant, dims)
            },
            &point,
            &v,
        );
        let jtw = concat(chwn::batch_norm_inference_vjp(a, gamma, &running, &w, dims));
        assert_close(
            "inference",
            &[dot(&w, &inference)],
            &[dot(&jtw, &v)],
            KERNEL,
        );
    }
}

#[test]
fn activation_vjp_equals_its_jvp_entry_by_entry() {
    let point = [
        &numbers(1, 20)[..],
        &[-800.0, -3.0, 0.0, 1e-300, 40.0, 800.0],
    ]
    .concat();
    let direction = numbers(2, point.len());
    for activation in [
        Activation::None,
        Activation::Relu,
        Activation::LeakyRelu(0.2),
        Activation::Tanh,
        Activation::Sigmoid,
    ] {
        let jv = tangents(&chwn::activate(&lift(&point, &direction), activation));
        let jtw = chwn::activate_vjp(&point, activation, &direction);
        assert_close(&format!("{activation:?}"), &jv, &jtw, KERNEL);
    }
}

/// Linear to a point, up by two transposed convolutions, down by one: every kind of layer.
fn mixed_network() -> Network {
    let window = |kernel, stride, padding| Window {
        kernel,
        stride,
        padding,
    };
    let layer = |kind, outputs, bias, batch_norm, activation| Layer {
        kind,
        outputs,
        bias,
        batch_norm,
        activation,
    };
    Network {
        input: [2, 1, 2],
        layers: vec![
            layer(Kind::Linear, 3, true, true, Activation::LeakyRelu(0.2)),
            layer(
                Kind::ConvTranspose(window(3, 1, 0)),
                2,
                false,
                true,
                Activation::Relu,
            ),
            layer(
                Kind::ConvTranspose(window(2, 2, 1)),
                2,
                true,
                false,
                Activation::Tanh,
            ),
            layer(
                Kind::Conv(window(2, 2, 0)),
                2,
                true,
                true,
                Activation::Sigmoid,
            ),
        ],
    }
}

#[test]
fn network_vjp_is_adjoint_to_its_jvp() {
    let network = mixed_network();
    assert_eq!(network.output(), [2, 2, 2]);
    // Linear 4·3 + 3 + 6, transposed 3·2·9 + 4 and 2·2·4 + 2, convolution 2·2·4 + 2 + 4.
    assert_eq!(network.parameter_count(), 21 + 58 + 18 + 22);
    let (dims, count) = ([3, 2, 1, 2], network.parameter_count());
    let (point, v) = (numbers(5, 12 + count), numbers(6, 12 + count));
    let jv = jvp(
        |z| {
            let input = Tensor::new(dims, z[..12].to_vec());
            network.forward(&z[12..], &input).data
        },
        &point,
        &v,
    );
    let w = Tensor::new([3, 2, 2, 2], numbers(7, jv.len()));
    let input = Tensor::new(dims, point[..12].to_vec());
    let (grad_input, grad_p) = network.vjp(&point[12..], &input, &w);
    let jtw = [grad_input.data, grad_p].concat();
    assert_close("network", &[dot(&w.data, &jv)], &[dot(&jtw, &v)], KERNEL);
}
