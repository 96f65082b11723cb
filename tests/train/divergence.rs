//! Stalls, reversal, and numbers that are not finite.

use crate::support::{files, gnash, resume, run, stderr, tiny};
use gnash::gan::Loss;
use gnash::spec::Form;
use gnash::train::{
    Config, Data, Hyper, MethodId, Observer, Options, Run, TrainError, Trainer, Warning,
};
use std::path::Path;
use tempfile::tempdir;

#[derive(Default)]
struct Listener(Vec<Warning>);

impl Observer for Listener {
    fn warned(&mut self, warning: &Warning) {
        self.0.push(*warning);
    }
}

/// `gn` that hardly moves, on the same digits all the time, with 1 − λ at `sphere`.
fn slow(sphere: f64, form: Form, steps: u64) -> Options {
    Options {
        hyper: Hyper {
            h: Some(1e-9),
            lam: Some(1.0 - sphere),
            form: Some(form),
            ..Hyper::NONE
        },
        // one channel a layer and scores through the sigmoid: ‖v‖² starts below 1
        loss: Some(Loss::Wgan),
        width: Some(0.01),
        data: Some(Data::Embedded { images: 64 }),
        batch: Some(40),
        ..tiny(MethodId::Gn, steps)
    }
}

fn warnings(options: &Options) -> Vec<Warning> {
    let base = tempdir().unwrap();
    let config = Config::new(options).unwrap();
    let mut run = Run::create(&config, Some(&base.path().join("run"))).unwrap();
    let mut listener = Listener::default();
    run.run(&mut listener).unwrap();
    listener.0
}

/// Average of ‖v‖² over the first 50 steps.
fn level() -> f64 {
    let options = slow(0.5, Form::Inverse, 50);
    let mut trainer = Trainer::new(&Config::new(&options).unwrap()).unwrap();
    let squares = (0..50).map(|_| trainer.step().unwrap().field_norm_sq);
    squares.sum::<f64>() / 50.0
}

/// The steps at which the sphere was warned about.
fn spheres(options: &Options) -> Vec<u64> {
    let told = warnings(options).into_iter();
    let steps = told.filter_map(|warning| match warning {
        Warning::SpuriousSphere { step, .. } => Some(step),
        _ => None,
    });
    steps.collect()
}

#[test]
fn sitting_on_the_spurious_sphere_is_told_once() {
    let level = level();
    assert!(level < 0.8, "the test needs a smaller ‖v‖², found {level}");
    let sitting = slow(level, Form::InverseMinusIdentity, 150);
    assert_eq!(spheres(&sitting), [50]);
}

#[test]
fn a_run_off_the_sphere_or_of_the_other_form_is_not_warned_about() {
    let level = level();
    for sphere in [0.8 * level, 1.2 * level] {
        let off = slow(sphere, Form::InverseMinusIdentity, 50);
        assert_eq!(spheres(&off).len(), 0);
    }
    assert_eq!(warnings(&slow(level, Form::Inverse, 50)), []);
}

#[test]
fn a_reversed_direction_is_told_once_with_its_step() {
    let hyper = Hyper {
        h: Some(1e-6),
        form: Some(Form::InverseMinusIdentity),
        ..Hyper::NONE
    };
    let options = Options {
        hyper,
        ..tiny(MethodId::GnAdaptive, 3)
    };
    let told = warnings(&options);
    let [
        Warning::Reversed {
            step: 1,
            phi,
            direction_norm_sq,
            ..
        },
    ] = told[..]
    else {
        panic!("{told:?}");
    };
    assert!(phi < 0.0 && direction_norm_sq > 0.9);
    assert!(told[0].to_string().contains("against the field"));
}

#[test]
fn a_damping_beyond_one_reverses_every_step_and_is_told() {
    let hyper = Hyper {
        h: Some(1e-6),
        lam: Some(3.0),
        form: Some(Form::InverseMinusIdentity),
        ..Hyper::NONE
    };
    let options = Options {
        hyper,
        ..tiny(MethodId::GnEma, 3)
    };
    assert_eq!(warnings(&options).len(), 1);
}

/// So large a step that the networks overflow at the next evaluation.
fn exploding() -> Options {
    Options {
        hyper: Hyper {
            h: Some(1e30),
            ..Hyper::NONE
        },
        checkpoint_every: Some(0),
        ..tiny(MethodId::Gda, 9)
    }
}

fn explode(directory: &Path) -> TrainError {
    run(&exploding(), directory).unwrap_err()
}

#[test]
fn a_field_that_is_not_finite_names_step_and_tensor_and_loses_nothing() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let error = explode(&directory);
    let TrainError::NonFinite {
        step,
        tensor,
        saved,
        kept,
        ..
    } = &error
    else {
        panic!("{error}");
    };
    let names = Trainer::new(&Config::new(&exploding()).unwrap()).unwrap();
    let names = names.gan().tensors();
    assert!(names.iter().any(|t| t.name == *tensor), "{tensor}");
    let done = step - 1;
    assert!(done >= 1);
    assert_eq!(
        saved.as_deref(),
        Some(&*directory.join("checkpoint.safetensors"))
    );
    let first = directory.join("checkpoint-000000.safetensors");
    assert_eq!(kept.as_deref(), Some(&*first));
    let files = files(&directory);
    assert!(files.contains_key(&format!("samples-{done:06}.png")));
    let rows = String::from_utf8(files["metrics.csv"].clone()).unwrap();
    assert_eq!(rows.lines().count() as u64, done + 1);
    let state = Run::resume(&directory, &Options::default()).unwrap();
    assert_eq!(state.trainer().steps_done(), done);
    assert!(state.trainer().point().iter().all(|p| p.is_finite()));
    drop(state);
    // the same end again, and not a byte lost
    assert!(matches!(
        resume(&Options::default(), &directory),
        Err(TrainError::NonFinite { .. })
    ));
    for (name, bytes) in self::files(&directory) {
        assert!(files.get(&name) == Some(&bytes), "{name}");
    }
}

#[test]
fn going_back_to_the_kept_checkpoint_works() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    explode(&directory);
    let kept = directory.join("checkpoint-000000.safetensors");
    std::fs::copy(kept, directory.join("checkpoint.safetensors")).unwrap();
    let run = Run::resume(&directory, &Options::default()).unwrap();
    assert_eq!(run.trainer().steps_done(), 0);
}

#[test]
fn the_binary_stops_at_numbers_that_are_not_finite_with_code_1() {
    let base = tempdir().unwrap();
    let words =
        "--width 0.05 --batch 4 --data embedded:10 --method gda --h 1e30 --steps 9 --out run";
    let words: Vec<&str> = words.split(' ').collect();
    let output = gnash(&words, base.path());
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let last = said.lines().last().unwrap();
    for part in [
        "error: step ",
        "in tensor ",
        "checkpoint.safetensors",
        "checkpoint-000000",
    ] {
        assert!(last.contains(part), "{said}");
    }
}

/// `gn` of form `inverse_minus_identity` goes against the field until the scores overflow, while
/// the field is finite for a long stretch after.
fn losing(checkpoint_every: u64) -> Options {
    Options {
        hyper: Hyper {
            h: Some(1.0),
            lam: Some(0.5),
            form: Some(Form::InverseMinusIdentity),
            ..Hyper::NONE
        },
        checkpoint_every: Some(checkpoint_every),
        ..tiny(MethodId::Gn, 60)
    }
}

#[test]
fn losses_that_are_not_finite_stop_a_run_before_it_moves() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let error = run(&losing(1), &directory).unwrap_err();
    let TrainError::NonFiniteLoss {
        step,
        objective,
        value,
        saved,
        kept,
    } = &error
    else {
        panic!("{error}");
    };
    assert!(value.is_infinite());
    assert!(["loss_x", "payoff_y"].contains(objective));
    let said = error.to_string();
    assert!(
        said.starts_with(&format!("step {step}: {objective} is")),
        "{said}"
    );
    let done = step - 1;
    let kept_file = format!("checkpoint-{:06}.safetensors", done - 1);
    assert_eq!(kept.as_deref(), Some(&*directory.join(&kept_file)));
    assert!(saved.is_some());
    // no row of it either, and the kept checkpoint takes a step before it ends the same way
    let files = files(&directory);
    let rows = String::from_utf8(files["metrics.csv"].clone()).unwrap();
    assert_eq!(rows.lines().count() as u64, done + 1);
    assert!(!rows.contains("inf") && !rows.contains("NaN"));
    let state = Run::resume(&directory, &Options::default()).unwrap();
    assert_eq!(state.trainer().steps_done(), done);
    drop(state);
    std::fs::copy(
        directory.join(kept_file),
        directory.join("checkpoint.safetensors"),
    )
    .unwrap();
    let again = resume(&Options::default(), &directory).unwrap_err();
    assert!(
        again.to_string().contains(&format!("step {step}: ")),
        "{again}"
    );
}

#[test]
fn losses_that_are_not_finite_leave_the_state_as_it_was() {
    let mut trainer = Trainer::new(&Config::new(&losing(0)).unwrap()).unwrap();
    let mut before = trainer.point().to_vec();
    while trainer.step().is_ok() {
        before = trainer.point().to_vec();
    }
    assert_eq!(trainer.point(), before);
    let statistics = |t: &Trainer| {
        t.gan()
            .statistics()
            .into_iter()
            .map(|(_, s)| s.to_vec())
            .collect::<Vec<_>>()
    };
    let kept = statistics(&trainer);
    assert!(matches!(
        trainer.step(),
        Err(TrainError::NonFiniteLoss { .. })
    ));
    assert!(statistics(&trainer) == kept);
}

#[test]
fn a_good_checkpoint_is_kept_though_the_last_was_saved_at_every_step() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let options = Options {
        checkpoint_every: Some(1),
        ..exploding()
    };
    let error = run(&options, &directory).unwrap_err();
    let TrainError::NonFinite { step, kept, .. } = error else {
        panic!("{error}");
    };
    let kept = kept.unwrap();
    assert_eq!(
        kept,
        directory.join(format!("checkpoint-{:06}.safetensors", step - 2))
    );
    std::fs::copy(kept, directory.join("checkpoint.safetensors")).unwrap();
    let run = Run::resume(&directory, &Options::default()).unwrap();
    assert_eq!(run.trainer().steps_done(), step - 2);
}

#[test]
fn a_rescue_that_fails_tells_both_reasons() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let config = Config::new(&exploding()).unwrap();
    let mut run = Run::create(&config, Some(&directory)).unwrap();
    std::fs::remove_file(directory.join("curves.svg")).unwrap();
    std::fs::create_dir(directory.join("curves.svg")).unwrap();
    let error = run.run(&mut gnash::train::Silent).unwrap_err();
    assert!(matches!(error, TrainError::NotSaved { .. }));
    let said = error.to_string();
    assert!(
        said.starts_with("step ") && said.contains("curves.svg"),
        "{said}"
    );
}
