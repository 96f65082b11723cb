//! `checkpoint.safetensors`: all that the next steps depend on, f32 bit for bit.
//!
//! Tensors: parameters under their names (`generator.0.weight`, …), running statistics
//! (`generator.0.running_mean`, …), the method's buffers (`optimizer.m`, …). The metadata has one
//! entry, `gnash`: a JSON object with the CRC-32 of everything and a header (step, data position,
//! settings). One entry, because the order of several is not reproducible.

use super::config::{first_difference, plain};
use super::{TrainError, Trainer};
use flate2::Crc;
use safetensors::tensor::{Dtype, SafeTensors, View, serialize};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

const VERSION: u32 = 1;
const ENTRY: &str = "gnash";

/// A named array.
pub(super) struct Tensor<'a> {
    name: String,
    shape: Vec<usize>,
    values: &'a [f32],
}

impl<'a> Tensor<'a> {
    pub fn new(name: String, shape: Vec<usize>, values: &'a [f32]) -> Self {
        Self {
            name,
            shape,
            values,
        }
    }

    pub fn flat(name: String, values: &'a [f32]) -> Self {
        Self::new(name, vec![values.len()], values)
    }
}

impl View for &Tensor<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        self.values.iter().flat_map(|v| v.to_le_bytes()).collect()
    }

    fn data_len(&self) -> usize {
        size_of_val(self.values)
    }
}

/// The state of a run.
pub(super) struct Checkpoint<'a> {
    pub step: u64,
    pub optimizer_steps: u64,
    pub epoch: u64,
    pub batch_of_epoch: u64,
    pub images: usize,
    pub images_crc32: u32,
    pub config: Value,
    pub tensors: Vec<Tensor<'a>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    version: u32,
    /// Steps taken.
    step: u64,
    /// Steps that the method has taken since its state was zero.
    optimizer_steps: u64,
    /// Where the next minibatch lies; follows from `step`, for readers.
    epoch: u64,
    batch_of_epoch: u64,
    /// Number and CRC-32 of the images trained on.
    images: usize,
    images_crc32: u32,
    /// The settings that decide the trajectory, the seed among them.
    config: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    crc32: u32,
    header: Header,
}

impl Checkpoint<'_> {
    fn header(&self) -> Header {
        Header {
            version: VERSION,
            step: self.step,
            optimizer_steps: self.optimizer_steps,
            epoch: self.epoch,
            batch_of_epoch: self.batch_of_epoch,
            images: self.images,
            images_crc32: self.images_crc32,
            config: self.config.clone(),
        }
    }

    /// The bytes of the file: a function of the state.
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = self.header();
        let sorted: BTreeMap<&str, &Tensor> =
            self.tensors.iter().map(|t| (&t.name[..], t)).collect();
        let parts = sorted.iter().map(|(&name, t)| (name, t.data()));
        let crc32 = crc32(parts, &header);
        let text = serde_json::to_string(&Entry { crc32, header });
        let entry = text.expect("a header is plain numbers and names");
        serialize(sorted, Some(HashMap::from([(ENTRY.into(), entry)])))
            .expect("shapes are those of the arrays")
    }
}

/// Over names and bytes of the tensors in order of their names, then the header.
fn crc32<'a>(tensors: impl Iterator<Item = (&'a str, Cow<'a, [u8]>)>, header: &Header) -> u32 {
    let mut crc = Crc::new();
    for (name, bytes) in tensors {
        crc.update(name.as_bytes());
        crc.update(&bytes);
    }
    let header = serde_json::to_vec(header).expect("as in to_bytes");
    crc.update(&header);
    crc.sum()
}

/// Sets `trainer` to the state in `bytes`, all of it or nothing.
///
/// # Errors
/// `Checkpoint` names the tensor or field that is missing, wrong or damaged.
pub(super) fn restore(trainer: &mut Trainer, bytes: &[u8], file: &Path) -> Result<(), TrainError> {
    let (header, values) = parse(trainer, bytes).map_err(|problem| TrainError::Checkpoint {
        file: file.into(),
        problem,
    })?;
    trainer.restore(header.step, header.optimizer_steps, |name, to| {
        for (to, bytes) in to.iter_mut().zip(values[name].chunks_exact(4)) {
            *to = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
    });
    Ok(())
}

type Values<'a> = BTreeMap<String, &'a [u8]>;

fn parse<'a>(trainer: &Trainer, bytes: &'a [u8]) -> Result<(Header, Values<'a>), String> {
    let damaged = |e| format!("damaged or no safetensors file: {e}");
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let found = SafeTensors::deserialize(bytes).map_err(damaged)?;
    let entry = metadata.metadata().as_ref().and_then(|m| m.get(ENTRY));
    let entry = entry.ok_or(format!(
        "no metadata entry {ENTRY}: not a checkpoint of ours"
    ))?;
    let Entry { crc32: sum, header } =
        serde_json::from_str(entry).map_err(|e| format!("metadata entry {ENTRY}: {e}"))?;
    let current = trainer.checkpoint();
    let values = check_tensors(&current, &found)?;
    let parts = values
        .iter()
        .map(|(name, &v)| (&name[..], Cow::Borrowed(v)));
    let computed = crc32(parts, &header);
    if computed != sum {
        return Err(format!(
            "field crc32 is {sum:#010x}, but the contents have {computed:#010x}: the file is damaged"
        ));
    }
    check_header(&current, &header)?;
    Ok((header, values))
}

fn check_tensors<'a>(
    current: &Checkpoint<'_>,
    found: &SafeTensors<'a>,
) -> Result<Values<'a>, String> {
    let mut values = BTreeMap::new();
    for expected in &current.tensors {
        let name = &expected.name;
        let tensor = found
            .tensor(name)
            .map_err(|_| format!("no tensor {name}"))?;
        if tensor.dtype() != Dtype::F32 || tensor.shape() != expected.shape {
            return Err(format!(
                "tensor {name} is {:?} {:?}, expected F32 {:?}",
                tensor.dtype(),
                tensor.shape(),
                expected.shape
            ));
        }
        values.insert(name.clone(), tensor.data());
    }
    let mut names = found.names();
    names.sort_unstable();
    match names.iter().find(|&&name| !values.contains_key(name)) {
        Some(name) => Err(format!("unexpected tensor {name}")),
        None => Ok(values),
    }
}

fn check_header(current: &Checkpoint<'_>, header: &Header) -> Result<(), String> {
    if header.version != VERSION {
        return Err(format!(
            "field version is {}, expected {VERSION}",
            header.version
        ));
    }
    if let Some((name, ours, theirs)) = first_difference(&current.config, &header.config) {
        return Err(format!(
            "field {name} is {}, but config.json says {}: they are not of one run",
            plain(&theirs),
            plain(&ours)
        ));
    }
    let data = (header.images, header.images_crc32);
    if data != (current.images, current.images_crc32) {
        return Err(format!(
            "trained on {} images with CRC-32 {:#010x}, but the data now are {} with {:#010x}",
            data.0, data.1, current.images, current.images_crc32
        ));
    }
    Ok(())
}
