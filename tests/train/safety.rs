//! What must not cost a run: another process, a kill at a bad moment, a file left behind, a full
//! disk, data that moved.

use crate::support::{TINY, assert_same_results, files, gnash, longer, resume, run, stderr, tiny};
use gnash::report::write_atomically;
use gnash::train::{Config, Data, LOCK, MethodId, Options, Run, Silent, TrainError};
use std::fs;
use std::path::Path;
use tempfile::tempdir;

fn create(options: &Options, directory: &Path) -> Result<Run, TrainError> {
    Run::create(&Config::new(options)?, Some(directory))
}

#[test]
fn one_directory_has_one_run_at_a_time() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    let mut first = create(&tiny(MethodId::Gn, 1), &directory).unwrap();
    let before = files(&directory);
    let second = Run::resume(&directory, &Options::default()).err().unwrap();
    assert!(matches!(second, TrainError::InUse { .. }), "{second}");
    let output = gnash(&["--resume", "run"], base.path());
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.starts_with("error: another gnash is working in run"),
        "{said}"
    );
    assert!(files(&directory) == before);
    // looking is allowed
    assert_eq!(Run::load(&directory).unwrap().steps_done(), 0);
    first.run(&mut Silent).unwrap();
    drop(first);
    resume(&longer(2, 1), &directory).unwrap();
}

#[test]
fn a_resumed_run_holds_its_directory_too() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    run(&tiny(MethodId::Gn, 1), &directory).unwrap();
    // rewrites the settings
    let held = Run::resume(&directory, &longer(3, 1)).unwrap();
    let second = Run::resume(&directory, &longer(3, 1)).err().unwrap();
    assert!(matches!(second, TrainError::InUse { .. }), "{second}");
    drop(held);
    Run::resume(&directory, &longer(3, 1)).unwrap();
}

/// In a container the process that writes next may have the id of the one that was killed.
#[test]
fn a_temporary_file_of_a_killed_process_stops_no_write() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("x");
    for number in 0..4000 {
        let stale = format!(".x.{}-{number}.tmp", std::process::id());
        fs::write(folder.path().join(stale), "").unwrap();
    }
    write_atomically(&path, b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[test]
fn a_resume_clears_what_a_killed_process_was_writing_and_nothing_else() {
    let base = tempdir().unwrap();
    let directory = base.path().join("run");
    run(&tiny(MethodId::Gn, 1), &directory).unwrap();
    let mut before = files(&directory);
    let stale = [
        ".checkpoint.safetensors.7-3.tmp",
        ".samples-000004.png.7-4.tmp",
    ];
    let mine = [
        ".notes.txt.7-3.tmp",
        ".checkpoint.safetensors.mine.tmp",
        "a.tmp",
    ];
    for name in stale.into_iter().chain(mine) {
        fs::write(directory.join(name), "half").unwrap();
    }
    resume(&Options::default(), &directory).unwrap();
    before.extend(mine.map(|name| (name.to_owned(), b"half".to_vec())));
    assert!(files(&directory) == before);
}

#[test]
fn a_directory_of_a_run_killed_before_its_first_checkpoint_is_taken_again() {
    let base = tempdir().unwrap();
    let [whole, killed] = ["whole", "killed"].map(|name| base.path().join(name));
    run(&tiny(MethodId::Gn, 2), &whole).unwrap();
    let start = || {
        drop(create(&tiny(MethodId::GnEma, 2), &killed).unwrap());
        for name in ["checkpoint.safetensors", "curves.svg", "samples-000000.png"] {
            fs::remove_file(killed.join(name)).unwrap();
        }
        fs::write(killed.join(".checkpoint.safetensors.1-0.tmp"), "half").unwrap();
    };
    start();
    run(&tiny(MethodId::Gn, 2), &killed).unwrap();
    assert_same_results(&whole, &killed);
    let names = |path: &Path| files(path).into_keys().collect::<Vec<_>>();
    assert_eq!(names(&whole), names(&killed));
}

#[test]
fn a_directory_with_anything_of_worth_is_not_taken() {
    let good = Config::new(&tiny(MethodId::Gn, 1)).unwrap().to_json();
    let row = "step,loss_x,payoff_y,field_norm_sq,phi,direction_norm_sq\n1,1.0,1.0,1.0,,1.0\n";
    for (name, text) in [
        ("config.json", "{\"my\": \"settings\"}"),
        ("metrics.csv", row),
        ("timing.csv", "from,step,seconds\n0,1,2.0\n"),
        ("checkpoint.safetensors", ""),
        ("checkpoint-000000.safetensors", ""),
        (LOCK, "mine"),
        (".notes.1-0.tmp", ""),
    ] {
        let base = tempdir().unwrap();
        let path = base.path();
        fs::write(path.join("config.json"), &good).unwrap();
        fs::write(path.join(name), text).unwrap();
        let before = files(path);
        let error = create(&tiny(MethodId::Gn, 1), path).err().unwrap();
        assert!(matches!(error, TrainError::OutputExists { .. }), "{name}");
        assert!(files(path) == before, "{name}");
    }
}

fn write_images(folder: &Path, first: u8) {
    fs::create_dir_all(folder).unwrap();
    let mut bytes = vec![0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 28, 0, 0, 0, 28];
    bytes.extend((0..4 * 784).map(|i| (i % 251) as u8));
    bytes[16] = first;
    fs::write(folder.join("train-images-idx3-ubyte"), bytes).unwrap();
    let labels = [0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4];
    fs::write(folder.join("train-labels-idx1-ubyte"), labels).unwrap();
}

fn on(folder: &Path) -> Options {
    Options {
        data: Some(Data::Path(folder.into())),
        ..Options::default()
    }
}

#[test]
fn data_may_move_but_not_change() {
    let base = tempdir().unwrap();
    let [old, new, other, directory] =
        ["old", "new", "other", "run"].map(|name| base.path().join(name));
    write_images(&old, 0);
    write_images(&other, 1);
    let options = Options {
        data: on(&old).data,
        ..tiny(MethodId::Gn, 1)
    };
    run(&options, &directory).unwrap();
    fs::rename(&old, &new).unwrap();
    let before = files(&directory);
    let changed = Run::resume(&directory, &on(&other)).err().unwrap();
    assert!(changed.to_string().contains("CRC-32"), "{changed}");
    let drawn = Options {
        data: Some(Data::embedded()),
        ..Options::default()
    };
    let drawn = Run::resume(&directory, &drawn).err().unwrap();
    assert!(matches!(drawn, TrainError::Conflict { .. }), "{drawn}");
    assert!(files(&directory) == before);
    let moved = Options {
        length: longer(2, 1).length,
        ..on(&new)
    };
    resume(&moved, &directory).unwrap();
    // the new place is remembered
    let run = Run::resume(&directory, &Options::default()).unwrap();
    assert_eq!(run.trainer().steps_done(), 2);
    assert_eq!(run.trainer().config().data, Data::Path(new));
}

#[test]
fn the_images_that_were_found_are_named_unless_quiet() {
    let base = tempdir().unwrap();
    let batches = base.path().join("data");
    fs::create_dir(&batches).unwrap();
    fs::write(batches.join("data_batch_2.bin"), vec![1; 4 * 3073]).unwrap();
    let words = "--network cifar_dcgan --width 0.01 --batch 4 --steps 1 --data data --out run";
    let words: Vec<&str> = words.split(' ').collect();
    let said = stderr(&gnash(&words, base.path()));
    let line = said.lines().find(|line| line.starts_with("images: "));
    assert!(
        line.is_some_and(|l| l.contains("data_batch_2.bin")),
        "{said}"
    );
    let quiet = gnash(&[&TINY[..], &["--steps", "1"]].concat(), base.path());
    assert!(quiet.stderr.is_empty());
}
