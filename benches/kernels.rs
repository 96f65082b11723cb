//! Time of every kernel at the shapes of a network, one line each.
//!
//! `cargo bench --bench kernels -- --network mnist_dcgan --batch 64 --threads 2`; with
//! `--list` it prints the shapes and counts only.

mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use gnash::nn::{
    Accumulate, Activation, Conv2d, ConvTranspose2d, Moments, NetworkError, Shape, batch_norm,
};
use gnash::random::{Purpose, Stream};
use serde_json::json;
use support::load::{CONTENDED, Load};
use support::network::{Kind, Layer, Network, PASSES, Pass, network};
use support::peak;
use support::statistics::Summary;

#[derive(Parser)]
#[command(about = "Times the kernels at the shapes of a network")]
struct Options {
    /// mnist_dcgan or cifar_dcgan.
    #[arg(long, default_value = "mnist_dcgan")]
    network: String,
    /// Images per step.
    #[arg(long, default_value_t = 64)]
    batch: usize,
    /// Factor on every channel count, as `gnash train --width`.
    #[arg(long, default_value_t = 1.0)]
    width: f64,
    /// Threads of the kernels and of the peak.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Milliseconds spent on each kernel.
    #[arg(long, default_value_t = 300)]
    milliseconds: u64,
    /// Print JSON lines.
    #[arg(long)]
    json: bool,
    /// Print the shapes, time nothing.
    #[arg(long)]
    list: bool,
    /// Cargo adds this.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is timed: a product of a layer, or a pass over its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    Product(Pass),
    BatchNorm,
    BatchNormGradient,
    Activation,
    ActivationGradient,
}

impl Kernel {
    const ALL: [Self; 7] = [
        Self::Product(PASSES[0]),
        Self::Product(PASSES[1]),
        Self::Product(PASSES[2]),
        Self::BatchNorm,
        Self::BatchNormGradient,
        Self::Activation,
        Self::ActivationGradient,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Product(pass) => pass.name(),
            Self::BatchNorm => "batch_norm",
            Self::BatchNormGradient => "batch_norm_grad",
            Self::Activation => "activation",
            Self::ActivationGradient => "activation_grad",
        }
    }

    /// Whether the layer has it.
    fn belongs_to(self, layer: &Layer) -> bool {
        match self {
            Self::Product(_) => true,
            Self::BatchNorm | Self::BatchNormGradient => layer.batch_norm,
            // batch normalisation brings its activation along
            Self::Activation | Self::ActivationGradient => !layer.batch_norm,
        }
    }

    /// How often one training step runs it.
    fn per_step(self, net: &Network, layer: &Layer) -> usize {
        match self {
            Self::Product(pass) => net.counts(layer).of(pass),
            // A forward or tangent sweep each, and as many reverse ones.
            _ => net.counts(layer).forward,
        }
    }

    /// Floating-point operations, or `None` where memory traffic is what counts.
    fn flops(self, layer: &Layer, batch: usize) -> Option<f64> {
        matches!(self, Self::Product(_)).then(|| layer.flops(batch))
    }
}

/// One call runs `kernel` of `layer` once on buffers that it owns, as the sweeps of `gnash::nn`
/// do: a product with its im2col, a normalisation with its activation.
fn build(kernel: Kernel, layer: &Layer, batch: usize) -> Result<Box<dyn FnMut()>, NetworkError> {
    let mut step = match kernel {
        Kernel::Product(pass) => product(pass, layer, batch)?,
        Kernel::BatchNorm | Kernel::BatchNormGradient => normalisation(kernel, layer, batch),
        Kernel::Activation | Kernel::ActivationGradient => activation(kernel, layer, batch),
    };
    // inside the pool, where joins are cheap
    Ok(Box::new(move || rayon::scope(|_| step())))
}

type Work = Box<dyn FnMut() + Send>;

fn numbers(len: usize) -> Vec<f32> {
    let mut values = vec![0.0; len];
    Stream::new(1, Purpose::Metrics, 0).fill_normal(&mut values);
    values
}

fn product(pass: Pass, layer: &Layer, n: usize) -> Result<Work, NetworkError> {
    let Layer {
        channels_in,
        channels_out,
        kernel: k,
        stride,
        padding,
        side_in,
        ..
    } = *layer;
    let input = Shape::new(channels_in, side_in, side_in);
    let x = numbers(input.len() * n);
    let grad_z = numbers(layer.outputs(n));
    let (mut z, mut grad_x) = (grad_z.clone(), x.clone());
    Ok(match layer.kind {
        Kind::Conv => {
            let conv = Conv2d::new(input, channels_out, k, stride, padding)?;
            let w = numbers(conv.weight_len());
            let (mut grad_w, mut cols) = (w.clone(), numbers(conv.cols_len(n)));
            match pass {
                Pass::Forward => Box::new(move || {
                    conv.forward(&mut z, Accumulate::Replace, &x, &w, &mut cols, n)
                }),
                Pass::InputGradient => {
                    Box::new(move || conv.vjp_input(&mut grad_x, &grad_z, &w, &mut cols, n))
                }
                Pass::WeightGradient => Box::new(move || {
                    conv.vjp_weight(&mut grad_w, Accumulate::Replace, &grad_z, &x, &cols, n);
                }),
            }
        }
        Kind::Transposed => {
            let conv = ConvTranspose2d::new(input, channels_out, k, stride, padding)?;
            let w = numbers(conv.weight_len());
            let (mut grad_w, mut cols) = (w.clone(), numbers(conv.cols_len(n)));
            match pass {
                Pass::Forward => Box::new(move || conv.forward(&mut z, &x, &w, &mut cols, n)),
                Pass::InputGradient => {
                    Box::new(move || conv.vjp_input(&mut grad_x, &grad_z, &w, &mut cols, n))
                }
                Pass::WeightGradient => Box::new(move || {
                    conv.vjp_weight(&mut grad_w, Accumulate::Replace, &grad_z, &x, &mut cols, n);
                }),
            }
        }
    })
}

fn normalisation(kernel: Kernel, layer: &Layer, n: usize) -> Work {
    let channels = layer.channels_out;
    let (mut z, grad) = (numbers(layer.outputs(n)), numbers(layer.outputs(n)));
    let (gamma, beta) = (vec![1.0; channels], vec![0.0; channels]);
    let (mut d_gamma, mut d_beta) = (beta.clone(), beta.clone());
    let mut moments = Moments::zeros(channels);
    let (mut out, mut grad_z, mut grad_y) = (grad.clone(), grad.clone(), grad.clone());
    let slope = Activation::LeakyRelu { slope: 0.2 };
    match kernel {
        Kernel::BatchNorm => Box::new(move || {
            let scale = batch_norm::Scale {
                gamma: &gamma,
                beta: &beta,
            };
            batch_norm::forward(&mut out, &mut z, &mut moments, scale, slope);
        }),
        _ => Box::new(move || {
            let saved = batch_norm::Saved {
                out: &out,
                xhat: &z,
                inv_std: &gamma,
            };
            let grads = Some((&mut d_gamma[..], &mut d_beta[..], Accumulate::Replace));
            batch_norm::vjp(&mut grad_z, &mut grad_y, &grad, saved, &gamma, slope, grads);
        }),
    }
}

fn activation(kernel: Kernel, layer: &Layer, n: usize) -> Work {
    let slope = Activation::LeakyRelu { slope: 0.2 };
    let (mut a, out) = (numbers(layer.outputs(n)), numbers(layer.outputs(n)));
    match kernel {
        Kernel::Activation => Box::new(move || slope.forward(&mut a)),
        _ => Box::new(move || slope.vjp(&mut a, &out)),
    }
}

fn main() -> ExitCode {
    // `cargo test --all-targets` starts benches without arguments: nothing is timed then.
    if std::env::args().len() == 1 {
        println!("nothing timed: run it as cargo bench --bench kernels");
        return ExitCode::SUCCESS;
    }
    match bench(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("kernels: {message}");
            ExitCode::FAILURE
        }
    }
}

fn bench(options: &Options) -> Result<(), String> {
    let net = network(&options.network, options.width).ok_or_else(|| {
        let id = &options.network;
        format!("unknown network {id:?}: expected mnist_dcgan or cifar_dcgan")
    })?;
    if options.threads == 0 || options.batch == 0 || net.width <= 0.0 {
        return Err("--threads and --batch must be at least 1 and --width above 0".into());
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build_global()
        .map_err(|e| format!("no pool of {} threads: {e}", options.threads))?;
    let peak = match options.list {
        true => None,
        false => peak::gflops(options.threads, 5, Duration::from_millis(40)),
    };
    for layer in net.layers() {
        for kernel in Kernel::ALL.into_iter().filter(|k| k.belongs_to(layer)) {
            one(options, &net, layer, kernel, peak.as_ref());
        }
    }
    Ok(())
}

fn one(options: &Options, net: &Network, layer: &Layer, kernel: Kernel, peak: Option<&Summary>) {
    let step = match options.list {
        true => None,
        false => {
            Some(build(kernel, layer, options.batch).expect("a layer of the papers' networks"))
        }
    };
    let load = Load::start();
    let seconds = step.and_then(|step| time(step, Duration::from_millis(options.milliseconds)));
    let others = load.and_then(|l| l.other_cores());
    let flops = kernel.flops(layer, options.batch);
    let rate = seconds.and_then(|s| Some(flops? / s.median * 1e-9));
    let share = rate.and_then(|r| Some(r / peak?.median));
    let gemm = match kernel {
        Kernel::Product(pass) => Some(layer.gemm(options.batch, pass)),
        _ => None,
    };
    let per_step = kernel.per_step(net, layer);
    if options.json {
        let line = json!({
            "bench": "kernels", "network": net.id, "batch": options.batch, "width": net.width,
            "threads": options.threads, "layer": layer.name, "kernel": kernel.name(),
            "gemm": gemm.map(|g| [g.m, g.n, g.k]), "outputs": layer.outputs(options.batch),
            "gflop": flops.map(|f| f * 1e-9), "per_step": per_step,
            "microseconds": seconds.map(|s| s.map(|t| t * 1e6)), "gflops": rate,
            "share_of_peak": share, "other_cores": others,
            "contended": others.is_some_and(|o| o >= CONTENDED),
        });
        println!("{line}");
        return;
    }
    let size = match gemm {
        Some(g) => format!("{} x {} x {}", g.m, g.n, g.k),
        None => format!("{} scalars", layer.outputs(options.batch)),
    };
    let timing = match (seconds, rate, share) {
        (None, _, _) => String::new(),
        (Some(s), Some(rate), Some(share)) => format!(
            "{:9.1} us  {rate:6.1} GFLOP/s  {:3.0} %",
            s.median * 1e6,
            share * 100.0
        ),
        // read and written once: 8 bytes a scalar at least
        (Some(s), ..) => format!(
            "{:9.1} us  {:6.1} GB/s",
            s.median * 1e6,
            8e-9 * layer.outputs(options.batch) as f64 / s.median
        ),
    };
    let name = kernel.name();
    println!("{:3} {name:15} x{per_step}  {size:22} {timing}", layer.name);
}

/// Seconds per call: one untimed call, then calls until `budget` is spent, three at least.
fn time(mut step: Box<dyn FnMut()>, budget: Duration) -> Option<Summary> {
    step();
    let start = Instant::now();
    let mut samples = Vec::new();
    while samples.len() < 3 || start.elapsed() < budget {
        let begin = Instant::now();
        step();
        samples.push(begin.elapsed().as_secs_f64());
    }
    Summary::of(&samples)
}
