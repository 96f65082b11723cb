//! k steps, a stop and n − k more are n steps, byte for byte.
//!
//! Mutations that these tests caught when tried: optimizer step count not restored (adam), a
//! buffer not restored (every method with one), statistics not restored, rows beyond the
//! checkpoint not dropped.

use crate::support::{assert_same_results, files, gnash, longer, resume, run, tiny};
use gnash::gan::{Architecture, Loss};
use gnash::spec::Form;
use gnash::train::{Config, Hyper, Length, MethodId, Options, Run, Silent, Trainer};
use std::fs;
use tempfile::tempdir;

#[test]
fn every_split_of_every_method_gives_the_bytes_of_one_go() {
    for method in MethodId::ALL {
        let base = tempdir().unwrap();
        let whole = base.path().join("whole");
        run(&tiny(method, 4), &whole).unwrap();
        for (split, threads) in [(1, 1), (2, 2), (3, 1)] {
            let parts = base.path().join(format!("split-{split}"));
            run(&tiny(method, split), &parts).unwrap();
            resume(&longer(4, threads), &parts).unwrap();
            assert_same_results(&whole, &parts);
        }
    }
}

#[test]
fn a_resume_across_an_epoch_goes_on_with_the_next_permutation() {
    // 10 images in batches of 4: two steps an epoch
    let base = tempdir().unwrap();
    let [whole, parts] = ["whole", "parts"].map(|name| base.path().join(name));
    let epochs = |n| Options {
        length: Some(Length::Epochs(n)),
        ..tiny(MethodId::Gn, 1)
    };
    run(&epochs(3), &whole).unwrap();
    run(&epochs(1), &parts).unwrap();
    let more = Options {
        length: Some(Length::Epochs(3)),
        ..Options::default()
    };
    resume(&more, &parts).unwrap();
    assert_same_results(&whole, &parts);
    assert!(files(&whole).contains_key("samples-000006.png"));
}

#[test]
fn the_colour_network_with_penalty_on_two_threads_resumes_to_the_byte() {
    let base = tempdir().unwrap();
    let [whole, parts] = ["whole", "parts"].map(|name| base.path().join(name));
    let options = |steps, threads| Options {
        network: Some(Architecture::CifarDcgan),
        width: Some(0.01),
        loss: Some(Loss::WganGp),
        r1: Some(0.1),
        tik_y: Some(0.01),
        threads: Some(threads),
        ..tiny(MethodId::GnAdaptive, steps)
    };
    run(&options(3, 2), &whole).unwrap();
    run(&options(2, 1), &parts).unwrap();
    resume(&longer(3, 1), &parts).unwrap();
    assert_same_results(&whole, &parts);
}

#[test]
fn the_number_of_threads_does_not_change_a_byte() {
    // wide enough that the kernels share their work
    let base = tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| base.path().join(name));
    for (threads, directory) in [(1, &one), (2, &two)] {
        let options = Options {
            width: Some(0.4),
            batch: Some(8),
            threads: Some(threads),
            ..tiny(MethodId::GnEma, 2)
        };
        run(&options, directory).unwrap();
    }
    assert_same_results(&one, &two);
}

/// What a kill leaves: rows beyond the checkpoint, the last one cut, and samples of a later step.
#[test]
fn after_a_kill_between_checkpoints_the_lost_steps_are_taken_again() {
    let base = tempdir().unwrap();
    let [whole, killed] = ["whole", "killed"].map(|name| base.path().join(name));
    let options = |steps| Options {
        sample_every: Some(2),
        checkpoint_every: Some(3),
        ..tiny(MethodId::GnAdaptive, steps)
    };
    run(&options(6), &whole).unwrap();
    run(&options(3), &killed).unwrap();
    let metrics = killed.join("metrics.csv");
    let mut text = fs::read_to_string(&metrics).unwrap();
    text += "4,0.5,0.5,1.0,1.0,1.0\n5,0.25,0.";
    fs::write(&metrics, text).unwrap();
    fs::write(killed.join("samples-000004.png"), "older").unwrap();
    resume(&longer(6, 1), &killed).unwrap();
    assert_same_results(&whole, &killed);
}

#[test]
fn a_run_killed_before_its_first_step_can_be_resumed() {
    let base = tempdir().unwrap();
    let [whole, killed] = ["whole", "killed"].map(|name| base.path().join(name));
    let options = tiny(MethodId::Rmsprop, 2);
    run(&options, &whole).unwrap();
    drop(Run::create(&Config::new(&options).unwrap(), Some(&killed)).unwrap());
    resume(&Options::default(), &killed).unwrap();
    assert_same_results(&whole, &killed);
}

#[test]
fn resuming_a_finished_run_changes_nothing() {
    let base = tempdir().unwrap();
    let done = base.path().join("done");
    run(&tiny(MethodId::Gn, 2), &done).unwrap();
    let before = files(&done);
    resume(&Options::default(), &done).unwrap();
    assert!(files(&done) == before);
}

#[test]
fn samples_and_checkpoint_are_written_at_the_last_step_whatever_the_cadence() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let options = Options {
        sample_every: Some(2),
        checkpoint_every: Some(0),
        ..tiny(MethodId::Gda, 5)
    };
    run(&options, &directory).unwrap();
    let names: Vec<String> = files(&directory).into_keys().collect();
    let expected = [
        ".lock",
        "checkpoint.safetensors",
        "config.json",
        "curves.svg",
        "metrics.csv",
        "samples-000000.png",
        "samples-000002.png",
        "samples-000004.png",
        "samples-000005.png",
        "timing.csv",
    ];
    assert_eq!(names, expected);
    let mut resumed = Run::resume(&directory, &Options::default()).unwrap();
    assert_eq!(resumed.trainer().steps_done(), 5);
    assert_eq!(resumed.run(&mut Silent).unwrap().steps_done, 5);
}

#[test]
fn metrics_have_one_row_per_step_that_reads_back_to_the_same_numbers() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let options = tiny(MethodId::Gn, 3);
    run(&options, &directory).unwrap();
    let text = fs::read_to_string(directory.join("metrics.csv")).unwrap();
    let mut trainer = Trainer::new(&Config::new(&options).unwrap()).unwrap();
    let mut lines = text.lines();
    let header = "step,loss_x,payoff_y,field_norm_sq,phi,direction_norm_sq";
    assert_eq!(lines.next(), Some(header));
    for step in 1..=3 {
        let record = trainer.step().unwrap();
        let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
        let number = |i: usize| cells[i].parse::<f64>().unwrap();
        assert_eq!(cells[0], step.to_string());
        assert_eq!(number(1), record.loss_x);
        assert_eq!(number(2), record.payoff_y);
        assert_eq!(number(3), record.field_norm_sq);
        assert_eq!(Some(number(4)), record.phi);
        assert_eq!(number(5), record.direction_norm_sq);
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn the_binary_resumes_to_the_byte_from_another_directory() {
    let base = tempdir().unwrap();
    let elsewhere = tempdir().unwrap();
    let run = |words: &str, directory| {
        let words: Vec<&str> = words.split_whitespace().collect();
        let output = gnash(&words, directory);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let tiny = "--width 0.05 --batch 4 --data embedded:10 --method gn_heavyball --lam 0.3";
    let said = run(&format!("{tiny} --steps 4 --threads 2"), base.path());
    assert!(said.contains("runs/mnist_dcgan-gn_heavyball-1"), "{said}");
    run(&format!("{tiny} --steps 3"), base.path());
    let parts = base.path().join("runs/mnist_dcgan-gn_heavyball-2");
    let resume = format!("--resume {} --steps 4 --lam 0.3", parts.display());
    let said = run(&resume, elsewhere.path());
    assert!(said.contains("samples-000004.png"), "{said}");
    assert_same_results(&base.path().join("runs/mnist_dcgan-gn_heavyball-1"), &parts);
}

#[test]
fn quiet_says_nothing_and_plain_lines_tell_losses_and_speed() {
    let base = tempdir().unwrap();
    let tiny = "--width 0.05 --batch 4 --data embedded:10 --steps 2 --out";
    let run = |rest: &str| {
        let words = format!("{tiny} {rest}");
        let words: Vec<&str> = words.split_whitespace().collect();
        gnash(&words, base.path())
    };
    let quiet = run("quiet --quiet");
    assert!(quiet.status.success());
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty());
    let loud = String::from_utf8(run("loud").stderr).unwrap();
    for part in [
        "step 2/2",
        "loss_x",
        "payoff_y",
        "|v|^2",
        "phi",
        "steps/s",
        "left 0:00",
    ] {
        assert!(loud.contains(part), "{part} is missing in {loud}");
    }
}

#[test]
fn hyper_parameters_given_survive_in_the_settings_of_the_run() {
    let hyper = Hyper {
        h: Some(0.25),
        form: Some(Form::InverseMinusIdentity),
        ..Hyper::NONE
    };
    let options = Options {
        hyper,
        ..tiny(MethodId::GnBlock, 1)
    };
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    run(&options, &directory).unwrap();
    let resumed = Run::resume(&directory, &Options::default()).unwrap();
    let kept = resumed.trainer().config().hyper;
    assert_eq!((kept.h, kept.form), (hyper.h, hyper.form));
    assert_eq!(kept.lam, Config::new(&options).unwrap().hyper.lam);
}
