//! `gnash train`.

use super::progress::{Display, print};
use clap::Args;
use gnash::train::{
    CHECKPOINT, CURVES, Config, Data, ErrorKind, Hyper, Length, METRICS, Options, Outcome, Run,
    Status, TrainError, samples_name,
};
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code after Ctrl-C: 128 + SIGINT, as shells have it.
const INTERRUPTED: u8 = 130;

/// What is not given takes the default of its method and network, or on resume its old value.
#[derive(Args)]
#[command(after_help = "\
A hyper-parameter that the method does not have is refused. Exit codes: 0 done, 1 could not be done,
2 a request that makes no sense, 130 stopped by Ctrl-C with everything saved.

Examples:
  gnash train
  gnash train --network mnist_dcgan --data path/to/mnist --method gn --lam 0.1 --steps 3000
  gnash train --resume runs/mnist_dcgan-gn_adaptive-1 --steps 5000")]
pub struct Arguments {
    /// mnist_dcgan or cifar_dcgan [default: mnist_dcgan]
    #[arg(long)]
    network: Option<String>,
    /// Folder or file with MNIST (IDX) or CIFAR-10 (binary) data, or `embedded`, or `embedded:N` for N drawn digits [default: embedded]
    #[arg(long, value_name = "DIR|FILE|embedded")]
    data: Option<PathBuf>,
    /// gda, gn, gn_block, gn_heavyball, gn_ema, gn_adaptive, adam or rmsprop [default: gn_adaptive]
    #[arg(long)]
    method: Option<String>,
    /// Number of steps
    #[arg(long, conflicts_with = "epochs", allow_hyphen_values = true, value_parser = whole::<u64>)]
    steps: Option<u64>,
    /// Number of passes over the data, instead of --steps
    #[arg(long, allow_hyphen_values = true, value_parser = whole::<u64>)]
    epochs: Option<u64>,
    /// Samples per step
    #[arg(long, allow_hyphen_values = true, value_parser = whole::<usize>)]
    batch: Option<usize>,
    /// Seed of everything random
    #[arg(long, allow_hyphen_values = true, value_parser = whole::<u64>)]
    seed: Option<u64>,
    /// Step size (of both players, for methods that have hx and hy)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    h: Option<f64>,
    /// Step size of the generator (gda, adam)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    hx: Option<f64>,
    /// Step size of the discriminator (gda, adam)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    hy: Option<f64>,
    /// Damping λ > 0 (gn methods)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    lam: Option<f64>,
    /// inverse or inverse_minus_identity (gn methods)
    #[arg(long)]
    form: Option<String>,
    /// Momentum (gn_heavyball) or decay (gn_ema)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    beta: Option<f64>,
    /// Decay of the mean squares (gn_adaptive, rmsprop)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    rho: Option<f64>,
    /// ε beside the root (gn_adaptive, adam, rmsprop)
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    eps: Option<f64>,
    /// β₁ of adam
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    beta1: Option<f64>,
    /// β₂ of adam
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    beta2: Option<f64>,
    /// wgan_gp, wgan, vanilla, vanilla_ns or hinge
    #[arg(long)]
    loss: Option<String>,
    /// Weight of the gradient penalty of wgan_gp
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    penalty: Option<f64>,
    /// Zero-centred gradient penalty on real images
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    r1: Option<f64>,
    /// Tikhonov term of the generator
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    tik_x: Option<f64>,
    /// Tikhonov term of the discriminator
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    tik_y: Option<f64>,
    /// Scale of all channel counts
    #[arg(long, allow_hyphen_values = true, value_parser = number)]
    width: Option<f64>,
    /// Threads; results do not depend on it [default: all]
    #[arg(long, allow_hyphen_values = true, value_parser = whole::<usize>)]
    threads: Option<usize>,
    /// New run directory [default: the first free runs/NETWORK-METHOD-N]
    #[arg(long, value_name = "DIR", conflicts_with = "resume")]
    out: Option<PathBuf>,
    /// Steps between sample grids; 0 for first and last only
    #[arg(long, allow_hyphen_values = true, value_parser = whole::<u64>)]
    sample_every: Option<u64>,
    /// Steps between checkpoints; 0 for first and last only
    #[arg(long, allow_hyphen_values = true, value_parser = whole::<u64>)]
    checkpoint_every: Option<u64>,
    /// Continue the run in this directory; only steps, epochs, threads, the two cadences and the place of the same data may change
    #[arg(long, value_name = "DIR")]
    resume: Option<PathBuf>,
    /// No progress and no summary; warnings and errors only
    #[arg(long)]
    quiet: bool,
}

fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    let wrong = |_| "expected a whole number, 0 or more".to_owned();
    text.parse().map_err(wrong)
}

fn number(text: &str) -> Result<f64, String> {
    let wrong = |_| "expected a number".to_owned();
    text.parse().map_err(wrong)
}

/// Runs the command and says how it went.
pub fn main(arguments: &Arguments) -> ExitCode {
    match train(arguments) {
        Ok(code) => code,
        Err(error) => {
            print(&format!("error: {error}"));
            match error.kind() {
                ErrorKind::Usage => ExitCode::from(2),
                ErrorKind::Failure => ExitCode::FAILURE,
            }
        }
    }
}

fn train(arguments: &Arguments) -> Result<ExitCode, TrainError> {
    let options = arguments.options()?;
    let stop = stop_on_ctrl_c();
    let mut run = match &arguments.resume {
        Some(directory) => Run::resume(directory, &options)?,
        None => Run::create(&Config::new(&options)?, arguments.out.as_deref())?,
    };
    if !arguments.quiet {
        print(&format!("images: {}", run.trainer().images().name));
    }
    let mut display = Display::new(arguments.quiet, stop);
    let outcome = run.run(&mut display);
    display.clear();
    let outcome = outcome?;
    if !arguments.quiet {
        summary(&run, &outcome);
    }
    Ok(match outcome.status {
        Status::Finished => ExitCode::SUCCESS,
        Status::Interrupted => {
            print(&format!(
                "stopped after step {} of {}; continue with: {}",
                outcome.steps_done,
                run.trainer().steps(),
                resume_command(run.directory())
            ));
            ExitCode::from(INTERRUPTED)
        }
    })
}

/// Set by the first Ctrl-C; the second ends the program at once, which loses nothing but steps.
fn stop_on_ctrl_c() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        print(&format!(
            "warning: Ctrl-C will end the run without a checkpoint: {error}"
        ));
    }
    stop
}

fn summary(run: &Run, outcome: &Outcome) {
    let directory = run.directory();
    let steps = outcome.steps_done;
    let config = run.trainer().config();
    let mut text = format!(
        "{steps} steps of {} with {}, {:.1} s; everything is in {}\n",
        config.network.id(),
        config.method,
        outcome.elapsed.as_secs_f64(),
        directory.display()
    );
    for (what, name) in [
        ("samples", &samples_name(steps)[..]),
        ("curves", CURVES),
        ("metrics", METRICS),
        ("checkpoint", CHECKPOINT),
    ] {
        text += &format!("  {what:<10} {}\n", directory.join(name).display());
    }
    // a closed pipe is no reason to fail
    let _ = stdout().write_all(text.as_bytes());
}

/// The command that continues a run, quoted for a shell.
fn resume_command(directory: &Path) -> String {
    let path = directory.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:@%,".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        format!("gnash train --resume {path}")
    } else {
        format!("gnash train --resume '{}'", path.replace('\'', "'\\''"))
    }
}

impl Arguments {
    fn options(&self) -> Result<Options, TrainError> {
        let steps = self.steps.map(Length::Steps);
        Ok(Options {
            network: self.network.as_deref().map(str::parse).transpose()?,
            width: self.width,
            data: self.data.as_deref().map(data).transpose()?,
            method: self.method.as_deref().map(str::parse).transpose()?,
            hyper: Hyper {
                h: self.h,
                hx: self.hx,
                hy: self.hy,
                lam: self.lam,
                form: self.form.as_deref().map(str::parse).transpose()?,
                beta: self.beta,
                rho: self.rho,
                eps: self.eps,
                beta1: self.beta1,
                beta2: self.beta2,
            },
            loss: self.loss.as_deref().map(str::parse).transpose()?,
            penalty: self.penalty,
            r1: self.r1,
            tik_x: self.tik_x,
            tik_y: self.tik_y,
            batch: self.batch,
            seed: self.seed,
            length: steps.or(self.epochs.map(Length::Epochs)),
            sample_every: self.sample_every,
            checkpoint_every: self.checkpoint_every,
            threads: self.threads,
        })
    }
}

/// `embedded`, `embedded:N`, or a path (made absolute, so that a resume finds it from anywhere).
fn data(given: &Path) -> Result<Data, TrainError> {
    let name = given.to_str().unwrap_or_default();
    if name == "embedded" {
        return Ok(Data::embedded());
    }
    if let Some(count) = name.strip_prefix("embedded:") {
        let images = count.parse().map_err(|_| TrainError::Setting {
            name: "number of embedded images",
            found: count.into(),
            expected: "a whole number from 1 to 1000000",
        })?;
        return Ok(Data::Embedded { images });
    }
    let absolute = std::path::absolute(given).map_err(|source| TrainError::Io {
        action: "find",
        path: given.into(),
        source,
    })?;
    Ok(Data::Path(absolute))
}
