//! Checkpoints: exact, complete, and never taken when damaged or foreign.

use crate::support::{files, run, tiny};
use gnash::train::{Config, MethodId, Options, Run, Silent, TrainError, Trainer};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::{TempDir, tempdir};

/// A run of one step that all mutations start from; cases copy it.
fn original() -> &'static Path {
    static RUN: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = RUN.get_or_init(|| {
        let base = tempdir().unwrap();
        let path = base.path().join("run");
        run(&tiny(MethodId::Gn, 1), &path).unwrap();
        (base, path)
    });
    path
}

fn copy_with(checkpoint: &[u8]) -> TempDir {
    let copy = tempdir().unwrap();
    for (name, bytes) in files(original()) {
        fs::write(copy.path().join(name), bytes).unwrap();
    }
    fs::write(copy.path().join("checkpoint.safetensors"), checkpoint).unwrap();
    copy
}

fn resume_with(checkpoint: &[u8]) -> Result<Run, TrainError> {
    let copy = copy_with(checkpoint);
    Run::resume(copy.path(), &Options::default())
}

fn bytes() -> Vec<u8> {
    fs::read(original().join("checkpoint.safetensors")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_byte_is_refused_with_the_name_of_the_file(
        place in any::<prop::sample::Index>(),
        in_header in any::<bool>(),
        change in 1u8..,
    ) {
        let mut bytes = bytes();
        let range = if in_header { 1500 } else { bytes.len() };
        let at = place.index(range);
        bytes[at] ^= change;
        match resume_with(&bytes) {
            Err(error) => {
                let said = error.to_string();
                prop_assert!(said.contains("checkpoint.safetensors"), "{}", said);
            }
            // white space for white space, and escapes, mean the same
            Ok(run) => {
                let sound = resume_with(&self::bytes()).unwrap();
                prop_assert_eq!(run.trainer().point(), sound.trainer().point());
            }
        }
    }

    #[test]
    fn a_cut_file_is_refused(place in any::<prop::sample::Index>()) {
        let bytes = bytes();
        let error = resume_with(&bytes[..place.index(bytes.len())]).err();
        prop_assert!(error.is_some_and(|e| e.to_string().contains("checkpoint.safetensors")));
    }
}

#[test]
fn a_flip_in_the_weights_is_found_though_the_format_cannot_know() {
    let mut bytes = bytes();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let said = resume_with(&bytes).err().unwrap().to_string();
    assert!(said.contains("crc32") && said.contains("damaged"), "{said}");
}

#[test]
fn a_checkpoint_of_another_run_is_refused_with_the_field_that_differs() {
    for (options, says) in [
        (
            Options {
                seed: Some(2),
                ..tiny(MethodId::Gn, 1)
            },
            "field seed is 2",
        ),
        (
            Options {
                r1: Some(0.7),
                ..tiny(MethodId::Gn, 1)
            },
            "field r1 is 0.7",
        ),
        (
            Options {
                width: Some(0.1),
                ..tiny(MethodId::Gn, 1)
            },
            "tensor generator.0.weight",
        ),
        (tiny(MethodId::GnEma, 1), "unexpected tensor optimizer."),
    ] {
        let base = tempdir().unwrap();
        let other = base.path().join("other");
        run(&options, &other).unwrap();
        let bytes = fs::read(other.join("checkpoint.safetensors")).unwrap();
        let said = resume_with(&bytes).err().unwrap().to_string();
        assert!(said.contains(says), "no {says:?} in {said}");
    }
}

#[test]
fn a_checkpoint_without_the_method_s_buffer_is_refused_by_name() {
    let base = tempdir().unwrap();
    let [gn, ema] = ["gn", "ema"].map(|name| base.path().join(name));
    run(&tiny(MethodId::Gn, 1), &gn).unwrap();
    run(&tiny(MethodId::GnEma, 1), &ema).unwrap();
    fs::copy(
        gn.join("checkpoint.safetensors"),
        ema.join("checkpoint.safetensors"),
    )
    .unwrap();
    let error = Run::resume(&ema, &Options::default()).err().unwrap();
    let said = error.to_string();
    assert!(said.contains("no tensor optimizer."), "{said}");
}

#[test]
fn data_that_changed_since_are_refused() {
    let base = tempdir().unwrap();
    let [folder, directory] = ["data", "run"].map(|name| base.path().join(name));
    fs::create_dir(&folder).unwrap();
    let images = |first: u8| {
        let mut bytes = vec![0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 28, 0, 0, 0, 28];
        bytes.extend((0..4 * 784).map(|i| (i % 251) as u8));
        bytes[16] = first;
        fs::write(folder.join("train-images-idx3-ubyte"), bytes).unwrap();
    };
    images(0);
    let labels = [0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4];
    fs::write(folder.join("train-labels-idx1-ubyte"), labels).unwrap();
    let data = gnash::train::Data::Path(folder.clone());
    let options = Options {
        data: Some(data),
        ..tiny(MethodId::Gn, 1)
    };
    run(&options, &directory).unwrap();
    Run::resume(&directory, &Options::default()).unwrap();
    images(1);
    let said = Run::resume(&directory, &Options::default())
        .err()
        .unwrap()
        .to_string();
    assert!(
        said.contains("4 images") && said.contains("CRC-32"),
        "{said}"
    );
}

#[test]
fn rows_missing_before_the_checkpoint_are_named_by_line() {
    let copy = copy_with(&bytes());
    let metrics = copy.path().join("metrics.csv");
    let text = fs::read_to_string(&metrics).unwrap();
    let header = text.lines().next().unwrap();
    for (damaged, says) in [
        (format!("{header}\n"), "line 2: expected the row of step 1"),
        (format!("{header}\n1,2,x\n"), "line 2"),
        (format!("{header}\n2,1.0,1.0,1.0,1.0,1.0\n"), "line 2"),
        ("step\n".into(), "line 1: expected the header"),
    ] {
        fs::write(&metrics, damaged).unwrap();
        let said = Run::resume(copy.path(), &Options::default())
            .err()
            .unwrap()
            .to_string();
        assert!(
            said.contains("metrics.csv") && said.contains(says),
            "{said}"
        );
    }
}

#[test]
fn a_checkpoint_holds_every_bit_of_the_state() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let options = tiny(MethodId::GnAdaptive, 2);
    run(&options, &directory).unwrap();
    let mut trainer = Trainer::new(&Config::new(&options).unwrap()).unwrap();
    trainer.step().unwrap();
    trainer.step().unwrap();
    let mut resumed = Run::resume(&directory, &Options::default()).unwrap();
    assert_eq!(resumed.trainer().point(), trainer.point());
    assert_eq!(
        resumed.trainer().gan().statistics(),
        trainer.gan().statistics()
    );
    resumed.run(&mut Silent).unwrap();
}
