//! Time of whole training steps, in milliseconds, GFLOP/s and share of the measured peak.
//!
//! `cargo bench --bench step -- --network mnist_dcgan --batch 17 --threads 2 --rounds 5`
//! prints a table line, or a JSON line with `--json`. With `--serve` it answers commands from
//! standard input instead (`run N`, `peak`, `quit`), one JSON line each, so that another
//! program can alternate with it without paying for a start every time.

mod support;

use std::io::{self, BufRead, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::{Value, json};
use support::load::{CONTENDED, Load};
use support::peak;
use support::statistics::Summary;
use support::workload::{Workload, training_step};

#[derive(Parser)]
#[command(about = "Times whole training steps (field and gn update)")]
struct Options {
    /// mnist_dcgan, cifar_dcgan, or calibration (multiply-adds only: must show about 100 %).
    #[arg(long, default_value = "mnist_dcgan")]
    network: String,
    /// Images per step.
    #[arg(long, default_value_t = 64)]
    batch: usize,
    /// Factor on every channel count, as `gnash train --width`.
    #[arg(long, default_value_t = 1.0)]
    width: f64,
    /// Threads of the step and of the peak.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Timed rounds; the medians are over all steps of all rounds.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Steps per round; about a second's worth if left out.
    #[arg(long)]
    steps: Option<usize>,
    /// Untimed steps first.
    #[arg(long, default_value_t = 3)]
    warm_up: usize,
    /// Print JSON lines.
    #[arg(long)]
    json: bool,
    /// Answer commands from standard input until it ends.
    #[arg(long)]
    serve: bool,
    /// Cargo adds this.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    // `cargo test --all-targets` starts benches without arguments: nothing is timed then.
    if std::env::args().len() == 1 {
        println!("nothing timed: run it as cargo bench --bench step");
        return ExitCode::SUCCESS;
    }
    let options = Options::parse();
    let outcome = prepare(&options).and_then(|mut work| {
        if options.serve {
            serve(&options, &mut work, io::stdin().lock(), io::stdout())
        } else {
            measure(&options, &mut work)
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("step: {message}");
            ExitCode::FAILURE
        }
    }
}

fn prepare(options: &Options) -> Result<Workload, String> {
    if options.threads == 0 || options.rounds == 0 || options.steps == Some(0) {
        return Err("--threads, --rounds and --steps must each be at least 1".into());
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build_global()
        .map_err(|e| format!("no pool of {} threads: {e}", options.threads))?;
    let Options {
        batch,
        width,
        threads,
        ..
    } = *options;
    training_step(&options.network, batch, width, threads)
}

/// Seconds of each of `steps` steps.
fn run(work: &mut Workload, steps: usize) -> Vec<f64> {
    (0..steps)
        .map(|_| {
            let begin = Instant::now();
            (work.step)();
            begin.elapsed().as_secs_f64()
        })
        .collect()
}

fn measured_peak(threads: usize) -> Result<Summary, String> {
    peak::gflops(threads, 5, Duration::from_millis(40)).ok_or_else(|| "no peak measured".into())
}

fn measure(options: &Options, work: &mut Workload) -> Result<(), String> {
    let warm = run(work, options.warm_up.max(1));
    let typical = Summary::of(&warm).map_or(1.0, |s| s.min);
    let steps = options
        .steps
        .unwrap_or((1.0 / typical).ceil().clamp(1.0, 1000.0) as usize);
    let (mut seconds, mut peaks, mut worst) = (Vec::new(), Vec::new(), None);
    for _ in 0..options.rounds {
        peaks.push(measured_peak(options.threads)?.median);
        let load = Load::start();
        seconds.extend(run(work, steps));
        let others = load.and_then(|l| l.other_cores());
        worst = others.map(|o| worst.map_or(o, |w: f64| w.max(o))).or(worst);
    }
    let summary = |samples: &[f64]| Summary::of(samples).ok_or("no steps timed");
    let (time, peak) = (summary(&seconds)?, summary(&peaks)?);
    report(options, work.flops, &time, &peak, worst);
    Ok(())
}

fn report(options: &Options, flops: f64, time: &Summary, peak: &Summary, others: Option<f64>) {
    let ms = time.map(|s| s * 1e3);
    let rate = time.map(|s| flops / s * 1e-9);
    let share = rate.median / peak.median;
    let contended = others.is_some_and(|o| o >= CONTENDED);
    if options.json {
        let line = json!({
            "bench": "step", "network": options.network, "batch": options.batch,
            "width": options.width, "threads": options.threads, "ms": ms,
            "gflop_per_step": flops * 1e-9, "gflops": rate, "peak_gflops": peak,
            "share_of_peak": share, "other_cores": others, "contended": contended,
        });
        println!("{line}");
        return;
    }
    println!(
        "{} batch {} threads {}: {:.2} ms [{:.2}, {:.2}] over {} steps, {:.2} GFLOP, \
         {:.1} GFLOP/s, {:.0} % of {:.0} GFLOP/s{}",
        options.network,
        options.batch,
        options.threads,
        ms.median,
        ms.min,
        ms.max,
        ms.count,
        flops * 1e-9,
        rate.median,
        share * 100.0,
        peak.median,
        if contended { "  CONTENDED" } else { "" },
    );
}

fn serve(
    options: &Options,
    work: &mut Workload,
    input: impl BufRead,
    mut output: impl Write,
) -> Result<(), String> {
    run(work, options.warm_up);
    let mut say = |line: Value| {
        writeln!(output, "{line}")
            .and_then(|()| output.flush())
            .map_err(|e| format!("the answer cannot be written: {e}"))
    };
    say(json!({
        "ready": true, "network": options.network, "batch": options.batch,
        "width": options.width, "threads": options.threads,
        "gflop_per_step": work.flops * 1e-9,
    }))?;
    for line in input.lines() {
        let line = line.map_err(|e| format!("standard input cannot be read: {e}"))?;
        let words: Vec<&str> = line.split_whitespace().collect();
        say(match words.as_slice() {
            [] => continue,
            ["quit"] => return Ok(()),
            ["peak"] => json!({"peak_gflops": measured_peak(options.threads)?}),
            ["run", count] => match count.parse() {
                Ok(steps) => timed(work, steps),
                Err(_) => json!({"error": format!("expected a number of steps, found {count:?}")}),
            },
            _ => json!({"error": format!("expected run N, peak or quit, found {line:?}")}),
        })?;
    }
    Ok(())
}

fn timed(work: &mut Workload, steps: usize) -> Value {
    let each = run(work, steps);
    json!({"steps": steps, "seconds": each.iter().sum::<f64>(), "each": each})
}
