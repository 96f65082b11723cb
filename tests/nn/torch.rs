//! The fast kernels against the numbers that PyTorch computed in float64.

use crate::bilinear::{Case, Op};
use crate::fast;
use crate::naive::activation::Activation as Naive;
use crate::naive::tensor::Tensor;
use crate::naive::torch::{gans, kernels};
use crate::numbers::{FIELD, KERNEL, SECOND, assert_close};
use gnash::game::{Field, JacobianField};
use gnash::nn::batch_norm::{MOMENTUM, Saved, Scale, forward, forward_inference, vjp};
use gnash::nn::{Accumulate, Activation, Moments, Tape};

fn to_chwn(dims: [usize; 4], nchw: &[f64]) -> Vec<f64> {
    Tensor::new(dims, nchw.to_vec()).to_chwn()
}

/// Through a network of one layer, so biases count too.
fn one_layer(
    network: crate::naive::network::Network,
    batch: usize,
    p: &[f64],
    x: &[f64],
    seed: &[f64],
) -> [Vec<f64>; 3] {
    let network = fast::network(&network);
    let mut tape = Tape::new(&network, batch);
    network.forward(p, x, &mut tape);
    let out = tape.output().to_vec();
    tape.seed_mut().copy_from_slice(seed);
    let (mut grad_x, mut grad_p) = (vec![f64::NAN; x.len()], vec![f64::NAN; p.len()]);
    let into = Some((&mut grad_p[..], Accumulate::Replace));
    network.reverse(p, x, &mut tape, into, Some(&mut grad_x));
    [out, grad_x, grad_p]
}

fn layer(
    kind: crate::naive::network::Kind,
    outputs: usize,
    bias: bool,
    input: [usize; 4],
) -> crate::naive::network::Network {
    crate::naive::network::Network {
        input: [input[1], input[2], input[3]],
        layers: vec![crate::naive::network::Layer {
            kind,
            outputs,
            bias,
            batch_norm: false,
            activation: Naive::None,
        }],
    }
}

#[test]
fn convolutions_equal_torch() {
    use crate::naive::network::Kind;
    for case in kernels().windows {
        let (kind, op) = if case.transposed() {
            (Kind::ConvTranspose(case.window()), Op::ConvTranspose)
        } else {
            (Kind::Conv(case.window()), Op::Conv)
        };
        let [n, c, h, w] = case.dims;
        let window = case.window();
        let sizes = [
            n,
            c,
            case.outputs,
            h,
            w,
            window.kernel,
            window.stride,
            window.padding,
        ];
        assert!(Case::new(op, sizes).is_valid(), "{}", case.id);
        let bias = case.bias.clone().unwrap_or_default();
        let network = layer(kind, case.outputs, case.bias.is_some(), case.dims);
        let (x, seed) = (
            to_chwn(case.dims, &case.input),
            to_chwn(case.out_dims, &case.seed),
        );
        let p = [case.weight.clone(), bias].concat();
        let [out, grad_x, grad_p] = one_layer(network, n, &p, &x, &seed);
        assert_close(&case.id, &out, &to_chwn(case.out_dims, &case.out), KERNEL);
        let expected = to_chwn(case.dims, &case.grad_input);
        assert_close(&case.id, &grad_x, &expected, KERNEL);
        let grad_bias = case.grad_bias.clone().unwrap_or_default();
        let expected = [case.grad_weight.clone(), grad_bias].concat();
        assert_close(&case.id, &grad_p, &expected, KERNEL);
    }
}

#[test]
fn linear_equals_torch() {
    for case in kernels().linear {
        let kind = crate::naive::network::Kind::Linear;
        let network = layer(kind, case.outputs, case.bias.is_some(), case.dims);
        let out_dims = [case.dims[0], case.outputs, 1, 1];
        let (x, seed) = (
            to_chwn(case.dims, &case.input),
            to_chwn(out_dims, &case.seed),
        );
        let p = [case.weight.clone(), case.bias.clone().unwrap_or_default()].concat();
        let [out, grad_x, grad_p] = one_layer(network, case.dims[0], &p, &x, &seed);
        assert_close(&case.id, &out, &to_chwn(out_dims, &case.out), KERNEL);
        let expected = to_chwn(case.dims, &case.grad_input);
        assert_close(&case.id, &grad_x, &expected, KERNEL);
        let grad_bias = case.grad_bias.clone().unwrap_or_default();
        let expected = [case.grad_weight.clone(), grad_bias].concat();
        assert_close(&case.id, &grad_p, &expected, KERNEL);
    }
}

#[test]
fn batch_norm_equals_torch() {
    for case in kernels().batch_norm {
        let (id, c) = (&case.id, case.dims[1]);
        let scale = Scale {
            gamma: &case.gamma,
            beta: &case.beta,
        };
        let (mut xhat, g) = (
            to_chwn(case.dims, &case.input),
            to_chwn(case.dims, &case.seed),
        );
        let (x, junk) = (xhat.clone(), vec![f64::NAN; xhat.len()]);
        let (mut out, mut moments) = (junk.clone(), Moments::zeros(c));
        let identity = Activation::Identity;
        forward(&mut out, &mut xhat, &mut moments, scale, identity);
        assert_close(id, &out, &to_chwn(case.dims, &case.out), KERNEL);
        let saved = Saved {
            out: &out,
            xhat: &xhat,
            inv_std: &moments.inv_std,
        };
        let (mut dz, mut dy) = (junk.clone(), junk.clone());
        let (mut d_gamma, mut d_beta) = (vec![f64::NAN; c], vec![f64::NAN; c]);
        let grads = Some((&mut d_gamma[..], &mut d_beta[..], Accumulate::Replace));
        vjp(&mut dz, &mut dy, &g, saved, &case.gamma, identity, grads);
        assert_close(id, &dz, &to_chwn(case.dims, &case.grad_input), KERNEL);
        assert_close(id, &d_gamma, &case.grad_gamma, KERNEL);
        assert_close(id, &d_beta, &case.grad_beta, KERNEL);

        let count = (case.dims[0] * case.dims[2] * case.dims[3]) as f64;
        let unbiased = count / (count - 1.0);
        let mean: Vec<f64> = moments.mean.iter().map(|m| MOMENTUM * m).collect();
        let blend = |v: &f64| (1.0 - MOMENTUM) + MOMENTUM * v * unbiased;
        let variance: Vec<f64> = moments.variance.iter().map(blend).collect();
        assert_close(id, &mean, &case.running_mean, KERNEL);
        assert_close(id, &variance, &case.running_var, KERNEL);
        let mut xhat = x;
        forward_inference(&mut out, &mut xhat, &mean, &variance, scale, identity);
        assert_close(id, &out, &to_chwn(case.dims, &case.inference), KERNEL);
    }
}

#[test]
fn activations_equal_torch() {
    for case in kernels().activations {
        let activation = match case.id.as_str() {
            "relu" => Activation::Relu,
            "leaky_relu_0.2" => Activation::LeakyRelu { slope: 0.2 },
            "tanh" => Activation::Tanh,
            "sigmoid" => Activation::Sigmoid,
            "log_sigmoid" => continue, // of the losses, not a layer's
            other => panic!("activation {other} in kernels.json"),
        };
        let mut a = case.input.clone();
        activation.forward(&mut a);
        assert_close(&case.id, &a, &case.out, KERNEL);
        let mut slope = vec![1.0; a.len()];
        activation.vjp(&mut slope, &a);
        assert_close(&case.id, &slope, &case.derivative, KERNEL);
    }
}

#[test]
fn games_equal_torch() {
    let file = gans();
    let (p, u) = (file.point(), file.direction());
    for case in &file.cases {
        let mut gan = fast::gan::<f64>(&file.twin(case));
        let (mut v, mut ju) = (vec![f64::NAN; p.len()], vec![f64::NAN; p.len()]);
        let losses = gan.field(&p, &mut v);
        let got = [losses.loss_x, losses.payoff_y];
        assert_close(&case.id, &got, &[case.loss_x, case.payoff_y], FIELD);
        assert_close(&case.id, &v, &case.v, FIELD);
        gan.jacobian_product(&p, &u, &mut ju);
        assert_close(&case.id, &ju, &case.ju, SECOND);
        if let Some(expected) = &case.penalty_gradient {
            let mut grad = vec![f64::NAN; gan.ny()];
            gan.penalty(&p, &mut grad);
            assert_close(&case.id, &grad, expected, FIELD);
        }
    }
}
