//! Bad input: one sentence that says what, where and what was expected; exit code 2 for usage
//! and 1 for failure; no panic and no file.

use crate::support::{TINY, gnash, stderr};
use std::fs;
use std::path::Path;
use tempfile::tempdir;

/// Runs in an empty folder; asserts the exit code, the words, one line, and that nothing was written.
fn refused(words: &str, code: i32, says: &[&str]) {
    let base = tempdir().unwrap();
    let words: Vec<&str> = words.split_whitespace().collect();
    refused_in(base.path(), &words, code, says);
    let left = fs::read_dir(base.path()).unwrap().count();
    assert_eq!(left, 0, "{words:?} left files");
}

fn refused_in(directory: &Path, words: &[&str], code: i32, says: &[&str]) {
    let output = gnash(words, directory);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
    let first = said.lines().next().unwrap_or("");
    assert!(first.starts_with("error: "), "{words:?}: {said}");
    for part in says {
        assert!(first.contains(part), "{words:?}: no {part:?} in {said}");
    }
}

#[test]
fn unknown_names_list_the_known_ones() {
    refused(
        "--method sgd",
        2,
        &["unknown method \"sgd\"", "gn_adaptive", "rmsprop"],
    );
    refused(
        "--network vgg",
        2,
        &["unknown network", "mnist_dcgan, cifar_dcgan"],
    );
    refused(
        "--loss mse",
        2,
        &["unknown loss", "wgan_gp", "vanilla_ns", "hinge"],
    );
    refused(
        "--form b",
        2,
        &["unknown form", "\"inverse\"", "\"inverse_minus_identity\""],
    );
    refused("--lamda 1", 2, &["--lamda"]);
}

#[test]
fn numbers_out_of_range_are_usage_errors_that_name_them() {
    for (words, name, found) in [
        ("--lam 0", "lam", "is 0"),
        ("--lam -1", "lam", "is -1"),
        ("--lam NaN", "lam", "is NaN"),
        ("--lam 1e-60", "lam", "1e-60"),
        ("--h 0", "h", "is 0"),
        ("--h -0.5", "h", "-0.5"),
        ("--h inf", "h", "is inf"),
        ("--method adam --hx nan", "hx", "NaN"),
        ("--method adam --beta2 1", "beta2", "is 1"),
        ("--method gn_ema --beta -0.1", "beta", "-0.1"),
        ("--eps -1", "eps", "-1"),
        ("--width 0", "width", "found 0"),
        ("--width NaN", "width", "found NaN"),
        ("--loss wgan_gp --penalty -1", "penalty", "found -1"),
        ("--r1 inf", "r1", "found inf"),
        ("--tik-x -1", "tik_x", "found -1"),
        ("--batch 0", "batch", "is 0"),
        ("--steps 0", "steps", "is 0"),
        ("--epochs 0", "epochs", "is 0"),
        ("--threads 0", "threads", "is 0"),
        ("--data embedded:0", "embedded images", "is 0"),
    ] {
        refused(words, 2, &[name, found]);
    }
}

#[test]
fn text_where_a_number_belongs_is_a_usage_error() {
    refused("--steps -1", 2, &["--steps", "'-1'", "whole number"]);
    refused("--batch 1.5", 2, &["--batch", "whole number"]);
    refused("--lam small", 2, &["--lam", "'small'", "expected a number"]);
    refused("--data embedded:many", 2, &["many", "whole number"]);
}

#[test]
fn a_hyper_parameter_that_the_method_has_not_is_a_usage_error() {
    refused(
        "--method adam --lam 0.1",
        2,
        &["adam", "no hyper-parameter lam", "beta1"],
    );
    refused(
        "--method gn --rho 0.9",
        2,
        &["method gn", "rho", "h, lam, form"],
    );
    refused("--method gn --hx 0.9", 2, &["hx"]);
    refused("--method gda --form inverse", 2, &["form", "h, hx, hy"]);
}

#[test]
fn a_penalty_of_a_loss_without_one_is_a_usage_error() {
    for loss in ["wgan", "vanilla", "vanilla_ns", "hinge"] {
        let words = format!("--loss {loss} --penalty 1");
        refused(
            &words,
            2,
            &[&format!("loss {loss} "), "no penalty", "wgan_gp"],
        );
    }
    refused("--penalty 1", 2, &["vanilla_ns", "no penalty"]);
}

#[test]
fn sizes_beyond_the_memory_are_usage_errors_with_the_size() {
    for words in [
        "--network cifar_dcgan --width 64 --batch 10000",
        "--width 8 --batch 1000000 --data embedded:1000000",
        "--network cifar_dcgan --width 64 --data nowhere --batch 18446744073709551615",
    ] {
        refused(words, 2, &["needs about", "GiB", "expected at most"]);
    }
}

#[test]
fn requests_that_contradict_themselves_are_usage_errors() {
    refused("--steps 1 --epochs 1", 2, &["--steps", "--epochs"]);
    refused("--out a --resume b", 2, &["--out", "--resume"]);
    refused("--data embedded:16 --batch 17", 2, &["17", "16"]);
    refused(
        "--epochs 18446744073709551615 --data embedded:128",
        2,
        &["epochs"],
    );
}

#[test]
fn missing_or_foreign_data_are_failures_that_name_the_path() {
    refused("--data nowhere", 1, &["nowhere", "train-images-idx3-ubyte"]);
    refused("--data . --network cifar_dcgan", 1, &["data_batch_*.bin"]);
    let base = tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| fs::write(base.path().join(name), bytes).unwrap();
    file("train-images-idx3-ubyte", &[0, 0, 8, 1, 0, 0, 0, 1]);
    file("train-labels-idx1-ubyte", &[0, 0, 8, 1, 0, 0, 0, 1, 7]);
    let says = ["train-images-idx3-ubyte", "0x00000801", "0x00000803"];
    refused_in(base.path(), &["--data", "."], 1, &says);
    let header = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2];
    file(
        "train-images-idx3-ubyte",
        &[&header[..], &[1, 2, 3, 4]].concat(),
    );
    let says = ["1x2x2", "mnist_dcgan", "1x28x28"];
    refused_in(base.path(), &["--data", ".", "--batch", "1"], 1, &says);
    assert_eq!(fs::read_dir(base.path()).unwrap().count(), 2);
}

#[test]
fn an_output_directory_in_use_is_left_alone() {
    let base = tempdir().unwrap();
    fs::create_dir(base.path().join("used")).unwrap();
    fs::write(base.path().join("used/mine"), "precious").unwrap();
    let run = |out: &'static str, says: &[&str]| {
        let words = [&TINY[..], &["--steps", "1", "--out", out]].concat();
        refused_in(base.path(), &words, 1, says);
    };
    run("used", &["used", "not empty", "--resume"]);
    run("used/mine", &["used/mine", "not a directory"]);
    run("used/mine/below", &["used/mine/below", "cannot create"]);
    let entries = fs::read_dir(base.path().join("used")).unwrap().count();
    assert_eq!(entries, 1);
}

#[test]
fn an_empty_output_directory_is_taken() {
    let base = tempdir().unwrap();
    fs::create_dir(base.path().join("empty")).unwrap();
    let words = [&TINY[..], &["--steps", "1", "--out", "empty"]].concat();
    assert!(gnash(&words, base.path()).status.success());
}

#[test]
fn a_resume_may_not_change_what_decides_the_trajectory() {
    let base = tempdir().unwrap();
    let words = [
        &TINY[..],
        &["--steps", "2", "--method", "gn", "--out", "run"],
    ]
    .concat();
    assert!(gnash(&words, base.path()).status.success());
    let before = crate::support::files(&base.path().join("run"));
    for (words, says) in [
        ("--lam 0.7", ["lam 0.7", "lam 0.1"]),
        ("--method adam", ["method adam", "has gn"]),
        ("--seed 9", ["seed 9", "has 1"]),
        ("--batch 5", ["batch 5", "has 4"]),
        ("--loss hinge", ["loss hinge", "has vanilla_ns"]),
        ("--data embedded:11", ["embedded:11", "embedded:10"]),
        ("--rho 0.5", ["no hyper-parameter rho", "h, lam, form"]),
        ("--steps 1", ["2 steps already", "not 1"]),
    ] {
        let words: Vec<&str> = ["--resume", "run"]
            .into_iter()
            .chain(words.split(' '))
            .collect();
        refused_in(
            base.path(),
            &words,
            2,
            if says[1] == "lam 0.1" {
                &says[..1]
            } else {
                &says
            },
        );
    }
    assert!(crate::support::files(&base.path().join("run")) == before);
}

#[test]
fn a_directory_without_a_run_says_which_file_is_missing() {
    refused("--resume nowhere", 1, &["nowhere", "config.json"]);
    for name in ["checkpoint.safetensors", "metrics.csv"] {
        let base = tempdir().unwrap();
        let words = [&TINY[..], &["--steps", "1", "--out", "run"]].concat();
        assert!(gnash(&words, base.path()).status.success());
        fs::remove_file(base.path().join("run").join(name)).unwrap();
        refused_in(base.path(), &["--resume", "run"], 1, &["run", name]);
    }
}
