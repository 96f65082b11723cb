//! How a run shows itself on stderr: a bar on a terminal, plain lines elsewhere.

use gnash::train::{Observer, Progress, Record, Warning};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write, stderr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(5);

enum Look {
    Quiet,
    Lines,
    Bar(ProgressBar),
}

/// Shows progress, and asks to stop after Ctrl-C.
pub struct Display {
    look: Look,
    stop: Arc<AtomicBool>,
    /// Steps done when this part of the run started.
    from: u64,
    started: Instant,
    shown: Option<Instant>,
}

impl Display {
    /// Nothing but warnings if `quiet`.
    pub fn new(quiet: bool, stop: Arc<AtomicBool>) -> Self {
        let look = if quiet {
            Look::Quiet
        } else if stderr().is_terminal() {
            Look::Bar(bar())
        } else {
            Look::Lines
        };
        Self {
            look,
            stop,
            from: 0,
            started: Instant::now(),
            shown: None,
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Look::Bar(bar) = &self.look {
            bar.finish_and_clear();
        }
    }

    fn say(&self, line: &str) {
        match &self.look {
            Look::Bar(bar) => bar.suspend(|| print(line)),
            _ => print(line),
        }
    }
}

/// To stderr; a closed stderr is no reason to lose a run.
pub fn print(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}\n{msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Losses, ‖v‖² and φ in a line.
fn numbers(record: &Record) -> String {
    let phi = record
        .phi
        .map(|phi| format!("  phi {phi:.3e}"))
        .unwrap_or_default();
    format!(
        "loss_x {:.4}  payoff_y {:.4}  |v|^2 {:.3e}{phi}",
        record.loss_x, record.payoff_y, record.field_norm_sq
    )
}

/// h:mm:ss or m:ss.
fn clock(seconds: f64) -> String {
    // the cast saturates
    let s = seconds as u64;
    if s >= 3600 {
        format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{}:{:02}", s / 60, s % 60)
    }
}

impl Observer for Display {
    fn started(&mut self, directory: &Path, done: u64, steps: u64) {
        self.from = done;
        self.started = Instant::now();
        if let Look::Bar(bar) = &self.look {
            bar.set_length(steps);
            bar.set_position(done);
        }
        if !matches!(self.look, Look::Quiet) {
            self.say(&format!(
                "run directory {}, steps {} to {steps}",
                directory.display(),
                done + 1
            ));
        }
    }

    fn stepped(&mut self, progress: Progress<'_>) {
        let Progress { record, steps } = progress;
        let elapsed = self.started.elapsed().as_secs_f64();
        let rate = (record.step - self.from) as f64 / elapsed.max(1e-9);
        let left = clock((steps - record.step) as f64 / rate);
        let line = format!("{}  {rate:.2} steps/s  left {left}", numbers(record));
        match &self.look {
            Look::Quiet => {}
            Look::Bar(bar) => {
                bar.set_position(record.step);
                bar.set_message(line);
            }
            Look::Lines => {
                let due = self.shown.is_none_or(|shown| shown.elapsed() >= EVERY);
                if due || record.step == steps {
                    print(&format!("step {}/{steps}  {line}", record.step));
                    self.shown = Some(Instant::now());
                }
            }
        }
    }

    fn warned(&mut self, warning: &Warning) {
        self.say(&format!("warning: {warning}"));
    }

    fn wants_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
