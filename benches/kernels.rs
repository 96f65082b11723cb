//! Time of every kernel at the shapes of a network, one line each.
//!
//! `cargo bench --bench kernels -- --network mnist_dcgan --batch 64 --threads 2`; with
//! `--list` it prints the shapes and counts only.

mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::json;
use support::load::{CONTENDED, Load};
use support::network::{Layer, Network, PASSES, Pass, network};
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
            Self::BatchNorm | Self::BatchNormGradient => layer.batch_norm,
            _ => true,
        }
    }

    /// How often one training step runs it.
    fn per_step(self, net: &Network, layer: &Layer) -> usize {
        match self {
            Self::Product(pass) => net.counts(layer).of(pass),
            // One forward and one backward pass per batch through the layer's forward count.
            _ => net.counts(layer).forward,
        }
    }

    /// Floating-point operations, or `None` where memory traffic is what counts.
    fn flops(self, layer: &Layer, batch: usize) -> Option<f64> {
        matches!(self, Self::Product(_)).then(|| layer.flops(batch))
    }
}

// ---- PLUG: the one place that knows `gnash::nn` ----
/// One call runs `kernel` of `layer` once on buffers that it owns; `None` while the crate has
/// no such kernel.
fn build(_kernel: Kernel, _layer: &Layer, _batch: usize) -> Option<Box<dyn FnMut()>> {
    None
}
// ---- end of PLUG ----

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
        false => build(kernel, layer, options.batch),
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
