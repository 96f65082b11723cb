//! Finding a data set at a path.

use super::{DataError, Images, cifar, idx};
use std::path::{Path, PathBuf};

/// Data sets that can be read from files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// IDX files under MNIST's names: N × 1 × 28 × 28 in the original.
    Mnist,
    /// CIFAR-10, binary version: N × 3 × 32 × 32.
    Cifar10,
}

/// Which part of a data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// For training.
    #[default]
    Train,
    /// For testing.
    Test,
}

/// Reads the data set at `path`, a folder or a file; `None` for `kind` takes whatever fits.
///
/// * MNIST: a folder with `train-images-idx3-ubyte` and `train-labels-idx1-ubyte` (`t10k-…` for
///   the test set), each plain or with `.gz`; or an image file whose label file lies beside it.
/// * CIFAR-10: a folder with `data_batch_*.bin` (`test_batch.bin`), perhaps in a subfolder
///   `cifar-10-batches-bin` or in `cifar-10-binary.tar.gz`; or a `.tar.gz`, `.tgz`, `.tar` file; or
///   one `.bin` file.
///
/// A file that is named is read whatever `split` says, except that a tar file is searched for it.
///
/// # Errors
/// `NotFound` with the list of what would have fitted; whatever is wrong with the files found.
pub fn load(path: &Path, kind: Option<Kind>, split: Split) -> Result<Images, DataError> {
    if !path.exists() {
        return Err(not_found(path, kind, split));
    }
    let wants = |k| kind.is_none_or(|wanted| wanted == k);
    let found = if path.is_dir() {
        let mnist = wants(Kind::Mnist).then(|| mnist_folder(path, split));
        let cifar = || {
            wants(Kind::Cifar10)
                .then(|| cifar_folder(path, split))
                .flatten()
        };
        mnist.flatten().or_else(cifar)
    } else {
        let mnist = wants(Kind::Mnist).then(|| mnist_file(path));
        let cifar = || {
            wants(Kind::Cifar10)
                .then(|| cifar_file(path, split))
                .flatten()
        };
        mnist.flatten().or_else(cifar)
    };
    found.unwrap_or_else(|| Err(not_found(path, kind, split)))
}

fn not_found(path: &Path, kind: Option<Kind>, split: Split) -> DataError {
    let (prefix, batches) = match split {
        Split::Train => ("train", "data_batch_*.bin"),
        Split::Test => ("t10k", "test_batch.bin"),
    };
    let mnist = format!(
        "MNIST as {prefix}-images-idx3-ubyte and {prefix}-labels-idx1-ubyte (plain or .gz)"
    );
    let cifar = format!("CIFAR-10 as {batches} in a folder or in a .tar.gz file");
    let looked_for = match kind {
        Some(Kind::Mnist) => mnist,
        Some(Kind::Cifar10) => cifar,
        None => format!("{mnist}, or {cifar}"),
    };
    let looked_for = if path.exists() {
        looked_for
    } else {
        format!("{looked_for}; the path does not exist")
    };
    DataError::NotFound {
        path: path.into(),
        looked_for,
    }
}

type Found = Option<Result<Images, DataError>>;

/// `None` if neither images nor labels are there; an error if only one of them is.
fn mnist_folder(folder: &Path, split: Split) -> Found {
    let prefix = match split {
        Split::Train => "train",
        Split::Test => "t10k",
    };
    let [images, labels] = ["images-idx3-ubyte", "labels-idx1-ubyte"]
        .map(|rest| format!("{prefix}-{rest}"))
        .map(|name| (plain_or_packed(folder, &name), name));
    match (images, labels) {
        ((None, _), (None, _)) => None,
        ((Some(images), _), (Some(labels), _)) => Some(pair(&images, &labels)),
        ((Some(_), _), (None, name)) | ((None, name), (Some(_), _)) => {
            Some(Err(DataError::NotFound {
                path: folder.into(),
                looked_for: format!("{name} (plain or .gz), whose partner is there"),
            }))
        }
    }
}

fn plain_or_packed(folder: &Path, name: &str) -> Option<PathBuf> {
    [folder.join(name), folder.join(format!("{name}.gz"))]
        .into_iter()
        .find(|file| file.is_file())
}

/// An image file with its label file beside it.
fn mnist_file(file: &Path) -> Found {
    let name = file.file_name()?.to_str()?;
    let partner = name
        .strip_suffix(".gz")
        .unwrap_or(name)
        .replace("images", "labels")
        .replace("idx3", "idx1");
    if !name.contains("images") {
        return None;
    }
    let folder = file.parent()?;
    Some(match plain_or_packed(folder, &partner) {
        Some(labels) => pair(file, &labels),
        None => Err(DataError::NotFound {
            path: folder.into(),
            looked_for: format!("{partner} (plain or .gz), the labels of {name}"),
        }),
    })
}

/// Reads images and labels and checks that they are equally many.
fn pair(images_file: &Path, labels_file: &Path) -> Result<Images, DataError> {
    let labels = idx::read_labels(labels_file)?;
    let pixels = idx::read_images(images_file)?;
    let images = pixels.dim().0;
    if images != labels.len() {
        return Err(DataError::CountMismatch {
            images_file: images_file.into(),
            images,
            labels_file: labels_file.into(),
            labels: labels.len(),
        });
    }
    let name = images_file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    Ok(Images {
        pixels,
        labels,
        name: format!("mnist ({name})"),
    })
}

fn cifar_folder(folder: &Path, split: Split) -> Found {
    let inner = folder.join("cifar-10-batches-bin");
    for place in [folder, inner.as_path()] {
        let names = std::fs::read_dir(place).into_iter().flatten().flatten();
        if names
            .map(|entry| entry.file_name())
            .any(|name| cifar::is_batch(&name.to_string_lossy(), split))
        {
            return Some(cifar::read_folder(place, split));
        }
    }
    let packed = folder.join("cifar-10-binary.tar.gz");
    packed.is_file().then(|| cifar::read_tar(&packed, split))
}

fn cifar_file(file: &Path, split: Split) -> Found {
    let name = file.file_name()?.to_str()?;
    if [".tar.gz", ".tgz", ".tar"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        Some(cifar::read_tar(file, split))
    } else {
        name.ends_with(".bin").then(|| cifar::read_file(file))
    }
}
