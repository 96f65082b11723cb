//! A file is there whole or not at all.

use gnash::report::{ReportError, write_atomically};
use std::fs;
use std::path::Path;

#[test]
fn bytes_arrive_and_replace_older_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("metrics.csv");
    write_atomically(&path, b"a longer first version").unwrap();
    write_atomically(&path, b"second").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");
}

#[test]
fn no_other_name_is_left_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    write_atomically(&folder.path().join("x"), b"1").unwrap();
    // renaming a file onto a folder fails after the temporary file was written
    fs::create_dir(folder.path().join("occupied")).unwrap();
    assert!(write_atomically(&folder.path().join("occupied"), b"1").is_err());
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["occupied", "x"]);
}

#[test]
fn a_failure_names_the_final_path_and_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("absent").join("file.png");
    let error = write_atomically(&path, b"1").unwrap_err();
    assert!(matches!(&error, ReportError::Io { path: named, .. } if *named == path));
    assert!(error.to_string().contains("file.png"), "{error}");
    assert!(write_atomically(Path::new(""), b"1").is_err());
    assert!(write_atomically(Path::new(".."), b"1").is_err());
}
