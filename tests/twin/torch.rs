//! The twin against the numbers that PyTorch computed in float64.

use crate::naive::activation::{Activation, activation_forward, activation_vjp};
use crate::naive::batch_norm::{
    Running, batch_norm_inference, batch_norm_inference_vjp, batch_norm_training,
    batch_norm_training_vjp,
};
use crate::naive::conv::{
    conv_transpose2d_forward, conv_transpose2d_vjp, conv2d_forward, conv2d_vjp,
};
use crate::naive::dual::{constants, seeded};
use crate::naive::linear::{linear_forward, linear_vjp};
use crate::naive::tensor::Tensor;
use crate::naive::torch::{gans, kernels};
use crate::numbers::{FIELD, KERNEL, SECOND, assert_close};
use gnash::scalar::Real;

#[test]
fn convolutions_equal_torch() {
    for case in kernels().windows {
        let input = Tensor::new(case.dims, case.input.clone());
        let bias = case.bias.as_deref();
        let forward = if case.transposed() {
            conv_transpose2d_forward
        } else {
            conv2d_forward
        };
        let out = forward(&input, &case.weight, bias, case.outputs, case.window());
        assert_eq!(out.dims, case.out_dims, "{}", case.id);
        assert_close(&case.id, &out.data, &case.out, KERNEL);
        let seed = Tensor::new(case.out_dims, case.seed.clone());
        let vjp = if case.transposed() {
            conv_transpose2d_vjp
        } else {
            conv2d_vjp
        };
        let grads = vjp(&input, &case.weight, &seed, case.window());
        assert_close(&case.id, &grads.input.data, &case.grad_input, KERNEL);
        assert_close(&case.id, &grads.weight, &case.grad_weight, KERNEL);
        if let Some(expected) = &case.grad_bias {
            assert_close(&case.id, &grads.bias, expected, KERNEL);
        }
    }
}

#[test]
fn batch_norm_equals_torch() {
    for case in kernels().batch_norm {
        let (id, gamma, beta) = (&case.id, &case.gamma, &case.beta);
        let input = Tensor::new(case.dims, case.input.clone());
        let seed = Tensor::new(case.dims, case.seed.clone());
        let (out, stats) = batch_norm_training(&input, gamma, beta);
        assert_close(id, &out.data, &case.out, KERNEL);
        let grads = batch_norm_training_vjp(&input, gamma, &seed);
        assert_close(id, &grads.input.data, &case.grad_input, KERNEL);
        assert_close(id, &grads.gamma, &case.grad_gamma, KERNEL);
        assert_close(id, &grads.beta, &case.grad_beta, KERNEL);

        let mut running = Running::new(case.dims[1]);
        running.update(&stats);
        assert_close(id, &running.mean, &case.running_mean, KERNEL);
        assert_close(id, &running.var, &case.running_var, KERNEL);
        let out = batch_norm_inference(&input, gamma, beta, &running);
        assert_close(id, &out.data, &case.inference, KERNEL);
        let grads = batch_norm_inference_vjp(&input, gamma, &running, &seed);
        assert_close(id, &grads.input.data, &case.inference_grad_input, KERNEL);
        assert_close(id, &grads.gamma, &case.inference_grad_gamma, KERNEL);
        assert_close(id, &grads.beta, &case.inference_grad_beta, KERNEL);
    }
}

#[test]
fn linear_equals_torch() {
    for case in kernels().linear {
        let input = Tensor::new(case.dims, case.input.clone());
        let out = linear_forward(&input, &case.weight, case.bias.as_deref(), case.outputs);
        assert_close(&case.id, &out.data, &case.out, KERNEL);
        let seed = Tensor::new(out.dims, case.seed.clone());
        let grads = linear_vjp(&input, &case.weight, &seed);
        assert_close(&case.id, &grads.input.data, &case.grad_input, KERNEL);
        assert_close(&case.id, &grads.weight, &case.grad_weight, KERNEL);
        if let Some(expected) = &case.grad_bias {
            assert_close(&case.id, &grads.bias, expected, KERNEL);
        }
    }
}

#[test]
fn activations_equal_torch() {
    for case in kernels().activations {
        let activation = match case.id.as_str() {
            "relu" => Activation::Relu,
            "leaky_relu_0.2" => Activation::LeakyRelu(0.2),
            "tanh" => Activation::Tanh,
            "sigmoid" => Activation::Sigmoid,
            "log_sigmoid" => continue,
            other => panic!("activation {other} in kernels.json"),
        };
        let input = Tensor::new([1, 1, 1, case.input.len()], case.input.clone());
        let ones = input.map(|_| 1.0);
        let out = activation_forward(&input, activation);
        assert_close(&case.id, &out.data, &case.out, KERNEL);
        let grad = activation_vjp(&input, activation, &ones);
        assert_close(&case.id, &grad.data, &case.derivative, KERNEL);
    }
}

/// Φ of `gnash::scalar`, which the losses use, far out on both sides.
#[test]
fn log_sigmoid_equals_torch() {
    let all = kernels().activations;
    let case = all.iter().find(|case| case.id == "log_sigmoid");
    let case = case.expect("log_sigmoid in kernels.json");
    for (i, &a) in case.input.iter().enumerate() {
        assert_close("value", &[a.log_sigmoid()], &case.out[i..=i], KERNEL);
        let derivative = seeded(&[a], 0)[0].log_sigmoid().tangent;
        assert_close("derivative", &[derivative], &case.derivative[i..=i], KERNEL);
    }
    assert_eq!(constants(&[0.0f64])[0].log_sigmoid().tangent, 0.0);
}

#[test]
fn losses_field_and_penalty_gradient_equal_torch() {
    let file = gans();
    let p = file.point();
    for case in &file.cases {
        let twin = file.twin(case);
        let losses = twin.losses(&p);
        let got = [losses.loss_x, losses.payoff_y];
        assert_close(&case.id, &got, &[case.loss_x, case.payoff_y], FIELD);
        assert_close(&case.id, &twin.field(&p), &case.v, FIELD);
        if let Some(expected) = &case.penalty_gradient {
            assert_close(&case.id, &twin.penalty_gradient(&p), expected, FIELD);
        }
    }
}

#[test]
fn jacobian_products_equal_torch() {
    let file = gans();
    let (p, u) = (file.point(), file.direction());
    for case in &file.cases {
        let ju = file.twin(case).jacobian_product(&p, &u);
        assert_close(&case.id, &ju, &case.ju, SECOND);
    }
}
