//! Ctrl-C finishes the step, saves everything and says how to go on.

#![cfg(unix)]

use crate::support::{assert_same_results, command, files, gnash, stderr};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::tempdir;

const RUN: &str = "--width 0.05 --batch 4 --data embedded:10 --threads 1 --checkpoint-every 0";

fn start(base: &Path) -> Child {
    let words = format!("{RUN} --steps 100000000 --quiet --out run");
    let words: Vec<&str> = words.split(' ').collect();
    let child = command(&words)
        .current_dir(base)
        .stderr(Stdio::piped())
        .spawn();
    child.expect("the binary starts")
}

/// Waits until the run has written its first files, and a little more so that it takes steps.
fn wait_for_steps(base: &Path) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let drawn = base.join("run/samples-000000.png");
    while !drawn.exists() {
        assert!(Instant::now() < deadline, "the run does not start");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(60));
}

#[test]
fn ctrl_c_saves_the_step_and_the_resumed_run_is_the_uninterrupted_one() {
    let base = tempdir().unwrap();
    let child = start(base.path());
    wait_for_steps(base.path());
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("gnash train --resume run"), "{said}");
    let run = base.path().join("run");
    let rows = fs::read_to_string(run.join("metrics.csv")).unwrap();
    let done = rows.lines().count() - 1;
    assert!(
        done > 0 && said.contains(&format!("after step {done} of")),
        "{said}"
    );
    assert!(files(&run).contains_key(&format!("samples-{done:06}.png")));
    let gnash = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        let output = gnash(&words, base.path());
        assert!(output.status.success(), "{}", stderr(&output));
    };
    let steps = done + 2;
    gnash(&format!("--resume run --steps {steps}"));
    gnash(&format!("{RUN} --steps {steps} --out whole"));
    assert_same_results(&base.path().join("whole"), &run);
}

#[test]
fn a_killed_run_resumes_to_the_uninterrupted_one_and_leaves_no_torn_file() {
    let base = tempdir().unwrap();
    let mut child = start(base.path());
    wait_for_steps(base.path());
    child.kill().unwrap();
    child.wait().unwrap();
    let gnash = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        let output = gnash(&words, base.path());
        assert!(output.status.success(), "{}", stderr(&output));
    };
    gnash("--resume run --steps 3");
    gnash(&format!("{RUN} --steps 3 --out whole"));
    assert_same_results(&base.path().join("whole"), &base.path().join("run"));
}

/// All work of a run is done by its own threads: main, signals and the one asked for.
#[cfg(target_os = "linux")]
#[test]
fn a_run_has_no_more_threads_than_asked_for() {
    let base = tempdir().unwrap();
    let mut child = start(base.path());
    wait_for_steps(base.path());
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("Threads:"));
    assert_eq!(line.map(str::trim), Some("3"));
}
