//! Whole chains: values, gradients and tangents against the twin and against duals.

use crate::fast;
use crate::naive::activation::Activation as Naive;
use crate::naive::batch_norm::Running;
use crate::naive::conv::Window;
use crate::naive::dual::{constants, lift, tangents};
use crate::naive::network::{Kind, Layer as NaiveLayer, Network as NaiveNetwork};
use crate::naive::tensor::Tensor;
use crate::numbers::{dot, numbers};
use crate::tolerance::{Precision, assert_relative, doubles, rounded};
use gnash::nn::{Accumulate, Element, Moments, Network, ParameterKind, Tape, init};

/// Sums of some 50 terms, whose errors add up like √50 in each of up to four layers, and batch
/// norms that divide by about ¼: the worst measured is 14 units.
const CHAIN: f64 = 100.0;
const BATCH: usize = 3;

fn layer(kind: Kind, outputs: usize, bias: bool, norm: bool, activation: Naive) -> NaiveLayer {
    NaiveLayer {
        kind,
        outputs,
        bias,
        batch_norm: norm,
        activation,
    }
}

fn window(kernel: usize, stride: usize, padding: usize) -> Window {
    Window {
        kernel,
        stride,
        padding,
    }
}

/// Convolution with batch norm and leaky ReLU, linear with bias, sigmoid: and back up again.
fn chains() -> Vec<NaiveNetwork> {
    let leaky = Naive::LeakyRelu(0.2);
    let conv = |k, s, p| Kind::Conv(window(k, s, p));
    let up = |k, s, p| Kind::ConvTranspose(window(k, s, p));
    vec![
        NaiveNetwork {
            input: [2, 5, 6],
            layers: vec![
                layer(conv(3, 2, 1), 4, true, true, leaky),
                layer(conv(2, 1, 0), 3, true, false, Naive::Tanh),
                layer(Kind::Linear, 4, true, true, Naive::Relu),
                layer(Kind::Linear, 1, true, false, Naive::Sigmoid),
            ],
        },
        NaiveNetwork {
            input: [3, 1, 2],
            layers: vec![
                layer(up(3, 1, 0), 4, false, true, leaky),
                layer(up(4, 2, 1), 3, true, true, Naive::Tanh),
                layer(up(1, 1, 0), 2, true, false, Naive::Sigmoid),
            ],
        },
        NaiveNetwork {
            input: [2, 4, 4],
            layers: vec![
                layer(conv(4, 1, 0), 3, false, true, Naive::Sigmoid),
                layer(up(3, 1, 0), 2, true, false, leaky),
                layer(conv(3, 2, 1), 2, true, false, Naive::None),
            ],
        },
    ]
}

/// One chain at one point: everything in CHWN.
struct Sample {
    naive: NaiveNetwork,
    network: Network,
    p: Vec<f64>,
    x: Vec<f64>,
    g: Vec<f64>,
}

fn samples() -> Vec<Sample> {
    let sample = |naive: NaiveNetwork| {
        let network = fast::network(&naive);
        assert_eq!(network.parameter_len(), naive.parameter_count());
        Sample {
            p: numbers(1, network.parameter_len()),
            x: numbers(2, network.input().len() * BATCH),
            g: numbers(3, network.output().len() * BATCH),
            naive,
            network,
        }
    };
    chains().into_iter().map(sample).collect()
}

impl Sample {
    fn dims(&self) -> [usize; 4] {
        let [c, h, w] = self.naive.input;
        [BATCH, c, h, w]
    }

    fn out_dims(&self) -> [usize; 4] {
        let [c, h, w] = self.naive.output();
        [BATCH, c, h, w]
    }

    /// out, grad_x, grad_p of the fast chain; the tape afterwards.
    fn run<T: Element>(&self, p: &[T], x: &[T], g: &[T]) -> ([Vec<T>; 3], Tape<T>) {
        let mut tape = Tape::new(&self.network, BATCH);
        self.network.forward(p, x, &mut tape);
        let out = tape.output().to_vec();
        tape.seed_mut().copy_from_slice(g);
        let junk = |len| vec![T::constant(f64::NAN); len];
        let (mut grad_p, mut grad_x) = (junk(p.len()), junk(x.len()));
        let grads = Some((&mut grad_p[..], Accumulate::Replace));
        self.network
            .reverse(p, x, &mut tape, grads, Some(&mut grad_x));
        ([out, grad_x, grad_p], tape)
    }

    /// The same of the twin.
    fn naive<T: gnash::scalar::Real>(&self, p: &[T], x: &[T], g: &[T]) -> [Vec<T>; 3] {
        let x = Tensor::from_chwn(self.dims(), x);
        let g = Tensor::from_chwn(self.out_dims(), g);
        let (grad_x, grad_p) = self.naive.vjp(p, &x, &g);
        let out = self.naive.forward(p, &x).to_chwn();
        [out, grad_x.to_chwn(), grad_p]
    }
}

fn equals_the_twin<T: Precision>() {
    for s in samples() {
        let (p, x, g) = (rounded::<T>(&s.p), rounded::<T>(&s.x), rounded::<T>(&s.g));
        let (got, _) = s.run(&p, &x, &g);
        let expected = s.naive(&doubles(&p), &doubles(&x), &doubles(&g));
        for (what, (got, expected)) in ["out", "grad_x", "grad_p"]
            .iter()
            .zip(got.iter().zip(&expected))
        {
            assert_relative(what, got, expected, CHAIN);
        }
    }
}

#[test]
fn forward_and_reverse_equal_the_twin_in_f64_and_f32() {
    equals_the_twin::<f64>();
    equals_the_twin::<f32>();
}

/// Parameters are added to, and either result may be left out without changing the other.
#[test]
fn reverse_adds_and_leaves_out_as_asked() {
    for s in samples() {
        let ([_, grad_x, grad_p], mut tape) = s.run(&s.p, &s.x, &s.g);
        let mut twice = grad_p.clone();
        let grads = Some((&mut twice[..], Accumulate::Add));
        s.network.reverse(&s.p, &s.x, &mut tape, grads, None);
        let expected: Vec<f64> = grad_p.iter().map(|g| 2.0 * g).collect();
        assert_relative("twice", &twice, &expected, 4.0);
        let mut alone = vec![f64::NAN; s.x.len()];
        s.network
            .reverse(&s.p, &s.x, &mut tape, None, Some(&mut alone));
        assert_eq!(alone, grad_x);
    }
}

#[test]
fn duals_through_forward_and_reverse_equal_the_twins() {
    for s in samples() {
        let p = lift(&s.p, &numbers(4, s.p.len()));
        let x = lift(&s.x, &numbers(5, s.x.len()));
        let g = lift(&s.g, &numbers(6, s.g.len()));
        let (got, _) = s.run(&p, &x, &g);
        for (got, expected) in got.iter().zip(&s.naive(&p, &x, &g)) {
            assert_relative("tangent", &tangents(got), &tangents(expected), CHAIN);
        }
    }
}

/// The tangent sweeps along the input equal duals through the sweeps themselves.
#[test]
fn tangent_sweeps_equal_duals() {
    for s in samples() {
        let (x_dot, g_dot) = (numbers(7, s.x.len()), numbers(8, s.g.len()));
        let (_, tape) = s.run(&s.p, &s.x, &s.g);
        let mut tangent = Tape::new(&s.network, BATCH);
        s.network.tangent(&s.p, &x_dot, &tape, &mut tangent);
        let out_dot = tangent.output().to_vec();
        tangent.seed_mut().copy_from_slice(&g_dot);
        let mut grads = vec![f64::NAN; s.p.len()];
        let mode = Accumulate::Replace;
        let network = &s.network;
        network.reverse_tangent(&s.p, &s.x, &x_dot, &tape, &mut tangent, &mut grads, mode);
        let ([out, _, grad_p], _) =
            s.run(&constants(&s.p), &lift(&s.x, &x_dot), &lift(&s.g, &g_dot));
        assert_relative("out", &out_dot, &tangents(&out), CHAIN);
        assert_relative("grads", &grads, &tangents(&grad_p), CHAIN);

        tangent.seed_mut().copy_from_slice(&g_dot);
        let once = grads.clone();
        let mode = Accumulate::Add;
        network.reverse_tangent(&s.p, &s.x, &x_dot, &tape, &mut tangent, &mut grads, mode);
        let expected: Vec<f64> = once.iter().map(|g| 2.0 * g).collect();
        assert_relative("twice", &grads, &expected, 8.0);
    }
}

/// ⟨g, out'⟩ = ⟨grad_x, x'⟩ by the sweeps alone.
#[test]
fn reverse_is_adjoint_to_tangent() {
    for s in samples() {
        let x_dot = numbers(9, s.x.len());
        let ([_, grad_x, _], tape) = s.run(&s.p, &s.x, &s.g);
        let mut tangent = Tape::new(&s.network, BATCH);
        s.network.tangent(&s.p, &x_dot, &tape, &mut tangent);
        let (left, right) = (dot(&s.g, tangent.output()), dot(&grad_x, &x_dot));
        let size: f64 = grad_x.iter().zip(&x_dot).map(|(a, b)| (a * b).abs()).sum();
        assert!((left - right).abs() <= CHAIN * f64::EPSILON * size);
    }
}

/// h = 1e-6 keeps both sides of every kink; h² f''' and ε/h are below 1e-9.
#[test]
fn gradients_are_difference_quotients() {
    for s in samples() {
        let value = |p: &[f64], x: &[f64]| dot(&s.run(p, x, &s.g).0[0], &s.g);
        let ([_, grad_x, grad_p], _) = s.run(&s.p, &s.x, &s.g);
        let (p_dot, x_dot, h) = (numbers(10, s.p.len()), numbers(11, s.x.len()), 1e-6);
        let moved = |a: &[f64], b: &[f64], h: f64| -> Vec<f64> {
            a.iter().zip(b).map(|(a, b)| a + h * b).collect()
        };
        let at = |h| value(&moved(&s.p, &p_dot, h), &moved(&s.x, &x_dot, h));
        let quotient = (at(h) - at(-h)) / (2.0 * h);
        let slope = dot(&grad_p, &p_dot) + dot(&grad_x, &x_dot);
        let size = 1.0 + slope.abs();
        assert!((quotient - slope).abs() < 1e-7 * size, "{quotient} {slope}");
    }
}

fn inference<T: Precision>() {
    for s in samples() {
        let (p, x) = (rounded::<T>(&s.p), rounded::<T>(&s.x));
        let mut moments: Vec<Moments<T>> = vec![];
        let mut running = vec![];
        for (l, layer) in s.network.layers().iter().enumerate() {
            let c = layer.affine.output().channels;
            let mut given = Moments::zeros(if layer.batch_norm { c } else { 0 });
            if layer.batch_norm {
                given.mean = rounded(&numbers(20 + l as u64, c));
                let spread = numbers(30 + l as u64, c);
                given.variance = spread.iter().map(|a| T::constant(0.5 + a * a)).collect();
                running.push(Running {
                    mean: doubles(&given.mean),
                    var: doubles(&given.variance),
                });
            }
            moments.push(given);
        }
        let mut tape = Tape::forward_only(&s.network, BATCH);
        s.network.forward_inference(&p, &x, &mut tape, &moments);
        let x = Tensor::from_chwn(s.dims(), &doubles(&x));
        let expected = s.naive.forward_inference(&doubles(&p), &x, &running);
        assert_relative("inference", tape.output(), &expected.to_chwn(), CHAIN);
    }
}

#[test]
fn inference_with_given_statistics_equals_the_twin() {
    inference::<f64>();
    inference::<f32>();
}

/// A tape keeps nothing from one batch that changes the next.
#[test]
fn a_used_tape_gives_what_a_fresh_one_gives() {
    for s in samples() {
        let other = numbers(40, s.x.len());
        let (fresh, _) = s.run(&s.p, &s.x, &s.g);
        let (_, mut tape) = s.run(&s.p, &other, &s.g);
        s.network.forward(&s.p, &s.x, &mut tape);
        assert_eq!(tape.output(), fresh[0]);
        tape.seed_mut().copy_from_slice(&s.g);
        let mut grads = vec![f64::NAN; s.p.len()];
        let into = Some((&mut grads[..], Accumulate::Replace));
        s.network.reverse(&s.p, &s.x, &mut tape, into, None);
        assert_eq!(grads, fresh[2]);
    }
}

#[test]
fn parameters_lie_layer_by_layer_as_weight_bias_gamma_beta() {
    let network = fast::network(&chains()[0]);
    let names: Vec<&str> = network.tensors().iter().map(|t| &t.name[..]).collect();
    let expected = "0.weight 0.bias 0.gamma 0.beta 1.weight 1.bias \
                    2.weight 2.bias 2.gamma 2.beta 3.weight 3.bias";
    assert_eq!(names.join(" "), expected);
    let mut end = 0;
    for tensor in network.tensors() {
        assert_eq!(tensor.range.start, end, "{}", tensor.name);
        assert_eq!(tensor.range.len(), tensor.shape.iter().product::<usize>());
        end = tensor.range.end;
    }
    assert_eq!(end, network.parameter_len());

    let mut p = vec![f64::NAN; end];
    let mut draws = 0.0;
    init::normal(&network, 0.5, &mut p, || {
        draws += 1.0;
        draws
    });
    let mut expected = 0.0;
    for tensor in network.tensors() {
        for &value in &p[tensor.range.clone()] {
            let target = match tensor.kind {
                ParameterKind::Weight => {
                    expected += 0.5;
                    expected
                }
                ParameterKind::Gamma => 1.0,
                ParameterKind::Bias | ParameterKind::Beta => 0.0,
            };
            assert_eq!(value, target, "{}", tensor.name);
        }
    }
}
