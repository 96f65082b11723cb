//! One step at a time: what it draws, what it moves, what it writes.

use crate::support::{files, gnash, run, stderr, tiny};
use gnash::train::{Config, Data, Hyper, MethodId, Options, TrainError, Trainer};
use std::fs;
use tempfile::tempdir;

fn trainer(options: &Options) -> Trainer {
    Trainer::new(&Config::new(options).unwrap()).unwrap()
}

/// A step size that leaves f32 parameters where they are, on all images at once.
fn standing() -> Options {
    Options {
        hyper: Hyper {
            h: Some(1e-30),
            ..Hyper::NONE
        },
        data: Some(Data::Embedded { images: 4 }),
        ..tiny(MethodId::Gda, 9)
    }
}

#[test]
fn every_step_draws_its_own_noise() {
    // loss_x of vanilla_ns depends on the parameters and the noise alone
    let mut trainer = trainer(&standing());
    let start = trainer.point().to_vec();
    let losses: Vec<f64> = (0..3).map(|_| trainer.step().unwrap().loss_x).collect();
    assert!(losses[0] != losses[1] && losses[1] != losses[2] && losses[0] != losses[2]);
    let moved = trainer
        .point()
        .iter()
        .zip(&start)
        .filter(|(p, q)| (*p - *q).abs() > 1e-20);
    assert_eq!(moved.count(), 0);
}

#[test]
fn a_step_moves_the_running_statistics_and_a_failed_step_does_not() {
    let options = Options {
        hyper: Hyper {
            h: Some(1e30),
            ..Hyper::NONE
        },
        ..tiny(MethodId::Gda, 9)
    };
    let mut trainer = trainer(&options);
    let state = |t: &Trainer| -> (Vec<f32>, Vec<Vec<f32>>) {
        let statistics = t.gan().statistics().into_iter();
        (
            t.point().to_vec(),
            statistics.map(|(_, s)| s.to_vec()).collect(),
        )
    };
    let mut before = state(&trainer);
    loop {
        match trainer.step() {
            Ok(_) => {
                let after = state(&trainer);
                assert!(before.1.iter().zip(&after.1).all(|(a, b)| a != b));
                before = after;
            }
            Err(error) => {
                assert!(matches!(error, TrainError::NonFinite { .. }), "{error}");
                break;
            }
        }
    }
    assert!(trainer.steps_done() > 0);
    assert!(state(&trainer) == before);
}

#[test]
fn the_seed_decides_weights_data_and_noise() {
    let first = |seed| {
        let options = Options {
            seed: Some(seed),
            ..tiny(MethodId::Gn, 1)
        };
        let mut trainer = trainer(&options);
        let (pixels, p) = (trainer.images().pixels.clone(), trainer.point().to_vec());
        (pixels, p, trainer.step().unwrap())
    };
    let (a, b, c) = (first(3), first(3), first(4));
    assert!(a == b);
    assert!(a.0 != c.0 && a.1 != c.1 && a.2 != c.2);
}

#[test]
fn a_file_that_cannot_be_replaced_is_named_and_leaves_nothing_half_written() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    run(&tiny(MethodId::Gn, 1), &directory).unwrap();
    let before = files(&directory);
    fs::remove_file(directory.join("curves.svg")).unwrap();
    fs::create_dir(directory.join("curves.svg")).unwrap();
    let output = gnash(&["--resume", "run", "--quiet"], base.path());
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with("error: cannot write ") && said.contains("curves.svg"),
        "{said}"
    );
    fs::remove_dir(directory.join("curves.svg")).unwrap();
    for (name, bytes) in files(&directory) {
        assert!(
            name == "timing.csv" || before.get(&name) == Some(&bytes),
            "{name}"
        );
    }
}
