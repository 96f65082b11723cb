//! IDX files: what is written is read, and everything malformed is refused by name.

use flate2::{Compression, write::GzEncoder};
use gnash::data::{DataError, Kind, Split, idx, load};
use proptest::prelude::*;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

const FILE: &str = "some-file";

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_be_bytes()).collect()
}

/// Two images of 3 × 2 with pixels 0, 1, 2, ….
fn images() -> Vec<u8> {
    [words(&[0x803, 2, 3, 2]), (0..12).collect()].concat()
}

fn labels() -> Vec<u8> {
    [words(&[0x801, 2]), vec![7, 9]].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn parse(bytes: &[u8]) -> Result<ndarray::Array4<u8>, DataError> {
    idx::parse_images(Cursor::new(bytes), Path::new(FILE))
}

fn parse_labels(bytes: &[u8]) -> Result<Vec<u8>, DataError> {
    idx::parse_labels(Cursor::new(bytes), Path::new(FILE))
}

/// A folder with the given files in it.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

const IMAGES: &str = "train-images-idx3-ubyte";
const LABELS: &str = "train-labels-idx1-ubyte";

#[test]
fn plain_and_gzipped_files_give_the_same_images() {
    let plain = folder(&[(IMAGES, &images()), (LABELS, &labels())]);
    let packed = folder(&[
        (&format!("{IMAGES}.gz"), &gzip(&images())),
        (&format!("{LABELS}.gz"), &gzip(&labels())),
    ]);
    let a = load(plain.path(), None, Split::Train).unwrap();
    let b = load(packed.path(), Some(Kind::Mnist), Split::Train).unwrap();
    assert_eq!(a.pixels.dim(), (2, 1, 3, 2));
    assert_eq!(a.pixels[(1, 0, 2, 0)], 10);
    assert_eq!(a.labels, [7, 9]);
    assert_eq!((a.pixels, a.labels), (b.pixels, b.labels));
}

#[test]
fn the_test_set_has_its_own_names_and_a_file_finds_its_partner() {
    let there = folder(&[
        ("t10k-images-idx3-ubyte", &images()),
        ("t10k-labels-idx1-ubyte.gz", &gzip(&labels())),
    ]);
    let by_folder = load(there.path(), None, Split::Test).unwrap();
    let file = there.path().join("t10k-images-idx3-ubyte");
    assert_eq!(load(&file, None, Split::Train).unwrap(), by_folder);
    assert!(matches!(
        load(there.path(), None, Split::Train),
        Err(DataError::NotFound { .. })
    ));
}

#[test]
fn a_path_without_data_says_what_was_looked_for() {
    let empty = folder(&[]);
    let error = load(empty.path(), None, Split::Train)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(IMAGES) && error.contains("data_batch_*.bin"),
        "{error}"
    );
    let absent = load(
        &empty.path().join("absent"),
        Some(Kind::Mnist),
        Split::Train,
    );
    let error = absent.unwrap_err().to_string();
    assert!(
        error.contains("does not exist") && !error.contains("CIFAR"),
        "{error}"
    );
    let half = folder(&[(IMAGES, &images())]);
    let error = load(half.path(), None, Split::Train)
        .unwrap_err()
        .to_string();
    assert!(error.contains(LABELS), "{error}");
    let text = folder(&[("notes.txt", b"hello")]);
    let error = load(&text.path().join("notes.txt"), None, Split::Train);
    assert!(matches!(error, Err(DataError::NotFound { .. })));
}

#[test]
fn another_magic_number_is_named() {
    assert!(matches!(
        parse(&labels()),
        Err(DataError::Magic {
            expected: 0x803,
            found: 0x801,
            ..
        })
    ));
    assert!(matches!(
        parse_labels(&images()),
        Err(DataError::Magic {
            expected: 0x801,
            found: 0x803,
            ..
        })
    ));
    let message = parse(b"GIF89a, not IDX").unwrap_err().to_string();
    assert!(
        message.contains(FILE) && message.contains("0x00000803"),
        "{message}"
    );
}

#[test]
fn a_cut_at_every_byte_is_refused() {
    let whole = images();
    for cut in 0..whole.len() {
        let (what, expected, found) = if cut < 16 {
            ("header", 16, cut)
        } else {
            ("pixels", 12, cut - 16)
        };
        match parse(&whole[..cut]) {
            Err(DataError::Truncated {
                what: w,
                expected: e,
                found: f,
                ..
            }) => {
                assert_eq!((w, e, f), (what, expected, found as u64), "cut at {cut}");
            }
            other => panic!("cut at {cut}: {other:?}"),
        }
    }
    for cut in 0..labels().len() {
        let refused = parse_labels(&labels()[..cut]);
        assert!(
            matches!(refused, Err(DataError::Truncated { .. })),
            "cut at {cut}"
        );
    }
}

#[test]
fn trailing_bytes_are_refused() {
    let long = [images(), vec![0]].concat();
    assert!(matches!(
        parse(&long),
        Err(DataError::TrailingBytes { expected: 28, .. })
    ));
    let long = [labels(), vec![0]].concat();
    assert!(matches!(
        parse_labels(&long),
        Err(DataError::TrailingBytes { expected: 10, .. })
    ));
}

#[test]
fn sizes_of_zero_and_absurd_sizes_are_refused_without_reading_on() {
    for sizes in [
        [0, 28, 28],
        [1, 0, 28],
        [1, 28, 0],
        [u32::MAX; 3],
        [1, 4097, 1],
        [1 << 27, 4096, 4096],
    ] {
        let header = words(&[0x803, sizes[0], sizes[1], sizes[2]]);
        assert!(
            matches!(parse(&header), Err(DataError::Size { .. })),
            "{sizes:?}"
        );
    }
    assert!(matches!(
        parse_labels(&words(&[0x801, 0])),
        Err(DataError::Size { .. })
    ));
    assert!(matches!(
        parse_labels(&words(&[0x801, u32::MAX])),
        Err(DataError::Size { .. })
    ));
}

#[test]
fn a_large_declared_size_without_bytes_is_truncated() {
    // 8 GiB declared, none there: refused at once (the reader reserves 1 MiB before any byte)
    let header = words(&[0x803, 1 << 23, 32, 32]);
    assert!(matches!(
        parse(&header),
        Err(DataError::Truncated {
            expected: 0x2_0000_0000,
            found: 0,
            ..
        })
    ));
}

#[test]
fn a_label_above_nine_is_named_with_its_place() {
    let bad = [words(&[0x801, 3]), vec![0, 9, 10]].concat();
    assert!(matches!(
        parse_labels(&bad),
        Err(DataError::Label {
            offset: 10,
            found: 10,
            ..
        })
    ));
}

#[test]
fn unequal_counts_are_refused() {
    let three = [words(&[0x801, 3]), vec![0, 1, 2]].concat();
    let there = folder(&[(IMAGES, &images()), (LABELS, &three)]);
    assert!(matches!(
        load(there.path(), None, Split::Train),
        Err(DataError::CountMismatch {
            images: 2,
            labels: 3,
            ..
        })
    ));
}

#[test]
fn corrupt_gzip_is_called_corrupt() {
    let sound = gzip(&images());
    let mut flipped = sound.clone();
    let checksum = sound.len() - 6;
    flipped[checksum] ^= 1;
    for bad in [&flipped[..], &sound[..sound.len() / 2], &sound[..3]] {
        let there = folder(&[(IMAGES, bad), (LABELS, &labels())]);
        let error = load(there.path(), None, Split::Train).unwrap_err();
        assert!(
            matches!(error, DataError::Corrupt { format: "gzip", .. }),
            "{error}"
        );
    }
}

#[test]
fn an_empty_file_is_truncated() {
    let there = folder(&[(IMAGES, b""), (LABELS, b"")]);
    assert!(matches!(
        load(there.path(), None, Split::Train),
        Err(DataError::Truncated {
            what: "header",
            found: 0,
            ..
        })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn mutated_files_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        pack in any::<bool>(),
    ) {
        for whole in [images(), labels()] {
            let mut bytes = if pack { gzip(&whole) } else { whole };
            for (at, value) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
            bytes.truncate(cut.index(2 * bytes.len()));
            let there = folder(&[("f", &bytes)]);
            let file = there.path().join("f");
            if let Ok(images) = idx::read_images(&file) {
                prop_assert!(images.len() <= 12);
            }
            if let Ok(labels) = idx::read_labels(&file) {
                prop_assert!(labels.iter().all(|&label| label <= 9));
            }
        }
    }
}
