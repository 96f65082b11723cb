//! CIFAR-10 files: folders, tar files, and everything malformed.

use flate2::{Compression, write::GzEncoder};
use gnash::data::cifar::{RECORD, parse_batch};
use gnash::data::{DataError, Kind, Split, load};
use proptest::prelude::*;
use std::fs;
use std::io::Write;
use std::path::Path;

/// One record: label, then the planes filled with `red`, `red` + 1, `red` + 2.
fn record(label: u8, red: u8) -> Vec<u8> {
    let planes = (0..3).flat_map(|c| [red + c; 1024]);
    std::iter::once(label).chain(planes).collect()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A folder that holds one file.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn batches_of_a_folder_come_in_order_of_their_names_and_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    for (name, label) in [
        ("data_batch_4.bin", 4),
        ("data_batch_2.bin", 2),
        ("test_batch.bin", 9),
    ] {
        fs::write(folder.path().join(name), record(label, 10 * label)).unwrap();
    }
    let train = load(folder.path(), None, Split::Train).unwrap();
    assert_eq!(train.labels, [2, 4]);
    assert_eq!(train.pixels.dim(), (2, 3, 32, 32));
    assert_eq!([0, 1, 2].map(|c| train.pixels[(1, c, 31, 5)]), [40, 41, 42]);
    assert!(
        train.name.contains("data_batch_2.bin, data_batch_4.bin"),
        "{}",
        train.name
    );
    let test = load(folder.path(), Some(Kind::Cifar10), Split::Test).unwrap();
    assert_eq!(test.labels, [9]);
    let one = load(&folder.path().join("data_batch_4.bin"), None, Split::Train).unwrap();
    assert_eq!(one.labels, [4]);
}

#[test]
fn a_tar_file_gives_what_its_folder_gives() {
    let (a, b) = (record(1, 0), record(2, 50));
    let archive = tar(&[
        ("cifar-10-batches-bin/data_batch_3.bin", &b),
        ("cifar-10-batches-bin/data_batch_1.bin", &a),
        ("cifar-10-batches-bin/readme.html", b"<html>"),
        ("cifar-10-batches-bin/test_batch.bin", &record(3, 9)),
    ]);
    let (folder, packed) = file("cifar-10-binary.tar.gz", &gzip(&archive));
    let (_other, plain) = file("c.tar", &archive);
    let found = load(&packed, None, Split::Train).unwrap();
    assert_eq!(found.labels, [1, 2]);
    assert_eq!(load(&plain, None, Split::Train).unwrap(), found);
    assert_eq!(load(folder.path(), None, Split::Train).unwrap(), found);
    assert_eq!(load(&packed, None, Split::Test).unwrap().labels, [3]);
}

#[test]
fn a_tar_file_without_batches_says_so() {
    let (_folder, path) = file("c.tar.gz", &gzip(&tar(&[("a/readme.html", b"x")])));
    let error = load(&path, None, Split::Train).unwrap_err();
    assert!(matches!(error, DataError::NotFound { .. }), "{error}");
    assert!(error.to_string().contains("data_batch_*.bin"), "{error}");
}

#[test]
fn cut_and_foreign_archives_are_refused() {
    let whole = gzip(&tar(&[("data_batch_1.bin", &record(1, 77))]));
    let plain = tar(&[("data_batch_1.bin", &record(1, 77))]);
    for (name, bytes) in [
        ("c.tar.gz", &whole[..whole.len() / 2]),
        ("c.tar", &plain[..1500]),
        ("c.tar", &[b'x'; 700][..]),
        ("c.tar.gz", &whole[..5]),
    ] {
        let (_folder, path) = file(name, bytes);
        let error = load(&path, None, Split::Train).unwrap_err();
        let refused = matches!(
            error,
            DataError::Corrupt { .. } | DataError::Truncated { .. }
        );
        assert!(refused, "{name}: {error}");
    }
}

#[test]
fn an_entry_that_declares_more_than_there_is_is_refused() {
    let mut archive = tar(&[("data_batch_1.bin", &record(1, 7))]);
    // the size field: 8 GiB − 1 in octal, and its checksum
    archive[124..135].copy_from_slice(b"77777777777");
    archive[148..156].copy_from_slice(b"        ");
    let sum: u32 = archive[..512].iter().map(|&b| u32::from(b)).sum();
    archive[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let (_folder, path) = file("c.tar", &archive);
    let error = load(&path, None, Split::Train).unwrap_err();
    assert!(
        matches!(
            error,
            DataError::Truncated {
                expected: 0o77777777777,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn only_whole_records_with_labels_up_to_nine_are_read() {
    let parse = |bytes: &[u8]| {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        let result = parse_batch(bytes, Path::new("b"), &mut pixels, &mut labels);
        assert_eq!(pixels.len(), 3072 * labels.len());
        result.map(|()| labels)
    };
    let two = [record(1, 3), record(9, 4)].concat();
    assert_eq!(parse(&two).unwrap(), [1, 9]);
    for cut in [0, 1, RECORD - 1, RECORD + 1, 2 * RECORD - 1] {
        let refused = parse(&two[..cut]);
        assert!(
            matches!(refused, Err(DataError::Records { record: 3073, found, .. }) if found == cut as u64)
        );
    }
    let bad = [record(1, 3), record(10, 4)].concat();
    assert!(matches!(
        parse(&bad),
        Err(DataError::Label {
            offset: 3073,
            found: 10,
            ..
        })
    ));
    let (_folder, path) = file("data_batch_1.bin", &[]);
    assert!(matches!(
        load(&path, None, Split::Train),
        Err(DataError::Records { found: 0, .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn mutated_archives_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        pack in any::<bool>(),
    ) {
        let whole = tar(&[("data_batch_1.bin", &record(1, 77))]);
        let mut bytes = if pack { gzip(&whole) } else { whole };
        // mostly into the header, where it hurts
        for (at, value) in &changes {
            let at = at.index(bytes.len().min(600));
            bytes[at] = *value;
        }
        bytes.truncate(cut.index(2 * bytes.len()));
        let (_folder, path) = file("c.tar", &bytes);
        if let Ok(images) = load(&path, None, Split::Train) {
            prop_assert_eq!(images.labels.len(), 1);
        }
    }
}
