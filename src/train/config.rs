//! All that a run needs, as it stands in `config.json`; and the part of it that a user gave.

use super::defaults::{EMBEDDED_IMAGES, METHOD, NETWORK, SEED};
use super::{Hyper, MethodId, TrainError, defaults};
use crate::gan::{Architecture, GanError, Loss, Objective};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Version of `config.json`.
const VERSION: u32 = 1;
/// Most digits that are drawn.
const MAX_EMBEDDED: usize = 1_000_000;
/// Most threads.
const MAX_THREADS: usize = 1024;

/// Where the images come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Data {
    /// Digits of our own generator, drawn from the run's seed.
    Embedded {
        /// How many.
        images: usize,
    },
    /// A folder or a file.
    Path(PathBuf),
}

impl Data {
    /// The default number of digits of our own generator.
    pub const fn embedded() -> Self {
        Self::Embedded {
            images: EMBEDDED_IMAGES,
        }
    }
}

/// How long a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// So many steps.
    Steps(u64),
    /// So many passes over the data.
    Epochs(u64),
}

/// Everything needed to run again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Version of this format.
    pub version: u32,
    /// The networks.
    #[serde(with = "network")]
    pub network: Architecture,
    /// Scale of all channel counts.
    pub width: f64,
    /// The images.
    pub data: Data,
    /// The method.
    pub method: MethodId,
    /// Its hyper-parameters.
    pub hyper: Hyper,
    /// The loss.
    #[serde(with = "loss")]
    pub loss: Loss,
    /// c of `wgan_gp`.
    pub penalty: f64,
    /// Zero-centred penalty on the discriminator.
    pub r1: f64,
    /// Tikhonov term of the generator.
    pub tik_x: f64,
    /// Tikhonov term of the discriminator.
    pub tik_y: f64,
    /// Samples per step.
    pub batch: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How long.
    pub length: Length,
    /// Steps between sample grids; 0: only first and last.
    pub sample_every: u64,
    /// Steps between checkpoints; 0: only first and last.
    pub checkpoint_every: u64,
    /// Threads; `None` for as many as the machine has.
    pub threads: Option<usize>,
}

/// What may differ between the parts of a run that is resumed.
const FREE: [&str; 4] = ["length", "sample_every", "checkpoint_every", "threads"];

/// What a user gave; everything else takes its default, or on resume its old value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The networks.
    pub network: Option<Architecture>,
    /// Scale of all channel counts.
    pub width: Option<f64>,
    /// The images.
    pub data: Option<Data>,
    /// The method.
    pub method: Option<MethodId>,
    /// Its hyper-parameters.
    pub hyper: Hyper,
    /// The loss.
    pub loss: Option<Loss>,
    /// c of `wgan_gp`.
    pub penalty: Option<f64>,
    /// Zero-centred penalty on the discriminator.
    pub r1: Option<f64>,
    /// Tikhonov term of the generator.
    pub tik_x: Option<f64>,
    /// Tikhonov term of the discriminator.
    pub tik_y: Option<f64>,
    /// Samples per step.
    pub batch: Option<usize>,
    /// Seed of everything random.
    pub seed: Option<u64>,
    /// How long.
    pub length: Option<Length>,
    /// Steps between sample grids; 0: only first and last.
    pub sample_every: Option<u64>,
    /// Steps between checkpoints; 0: only first and last.
    pub checkpoint_every: Option<u64>,
    /// Threads.
    pub threads: Option<usize>,
}

impl Config {
    /// The options with the defaults of their method and network.
    ///
    /// # Errors
    /// A value out of range; a hyper-parameter that the method does not have; `NoPenalty`.
    pub fn new(options: &Options) -> Result<Self, TrainError> {
        let network = options.network.unwrap_or(NETWORK);
        let method = options.method.unwrap_or(METHOD);
        let usual = defaults(method, network, options.width);
        let base = Self {
            version: VERSION,
            network,
            width: usual.width,
            data: Data::embedded(),
            method,
            hyper: usual.hyper,
            loss: usual.loss,
            penalty: usual.penalty,
            r1: usual.r1_for(options.loss.unwrap_or(usual.loss)),
            tik_x: 0.0,
            tik_y: 0.0,
            batch: usual.batch,
            seed: SEED,
            length: Length::Steps(usual.steps),
            sample_every: usual.sample_every,
            checkpoint_every: usual.checkpoint_every,
            threads: None,
        };
        base.with(options)
    }

    /// This run with what may differ on resume replaced.
    ///
    /// # Errors
    /// `Conflict` if an option contradicts the run in `directory`.
    pub fn resumed(&self, options: &Options, directory: &Path) -> Result<Self, TrainError> {
        let conflict = |name: &str, stored: &Value, given: &Value| TrainError::Conflict {
            name: name.replace('_', "-"),
            given: plain(given),
            stored: plain(stored),
            directory: directory.into(),
        };
        if let Some(method) = options.method.filter(|&method| method != self.method) {
            return Err(conflict(
                "method",
                &self.method.id().into(),
                &method.id().into(),
            ));
        }
        let candidate = self.with(options)?;
        match first_difference(&self.identity(), &candidate.identity()) {
            Some((name, stored, given)) => Err(conflict(&name, &stored, &given)),
            None => Ok(candidate),
        }
    }

    fn with(&self, options: &Options) -> Result<Self, TrainError> {
        let loss = options.loss.unwrap_or(self.loss);
        if options.penalty.is_some() && loss != Loss::WganGp {
            return Err(TrainError::NoPenalty { loss: loss.id() });
        }
        let method = options.method.unwrap_or(self.method);
        let config = Self {
            version: self.version,
            network: options.network.unwrap_or(self.network),
            width: options.width.unwrap_or(self.width),
            data: options.data.clone().unwrap_or_else(|| self.data.clone()),
            method,
            hyper: options.hyper.over(&self.hyper, method)?,
            loss,
            penalty: options.penalty.unwrap_or(self.penalty),
            r1: options.r1.unwrap_or(self.r1),
            tik_x: options.tik_x.unwrap_or(self.tik_x),
            tik_y: options.tik_y.unwrap_or(self.tik_y),
            batch: options.batch.unwrap_or(self.batch),
            seed: options.seed.unwrap_or(self.seed),
            length: options.length.unwrap_or(self.length),
            sample_every: options.sample_every.unwrap_or(self.sample_every),
            checkpoint_every: options.checkpoint_every.unwrap_or(self.checkpoint_every),
            threads: options.threads.or(self.threads),
        };
        config.check()?;
        Ok(config)
    }

    /// Checks every value that can be checked without the data.
    ///
    /// # Errors
    /// The first value out of range.
    pub fn check(&self) -> Result<(), TrainError> {
        let setting = |name, found: &dyn ToString, expected| {
            Err(TrainError::Setting {
                name,
                found: found.to_string(),
                expected,
            })
        };
        if self.version != VERSION {
            return setting("version", &self.version, "1, the only version there is");
        }
        if !(self.width > 0.0 && self.width <= 64.0) {
            return Err(GanError::Width { value: self.width }.into());
        }
        self.objective().check()?;
        self.hyper.method(self.method)?;
        if self.batch == 0 {
            return setting("batch", &self.batch, "at least 1");
        }
        match self.length {
            Length::Steps(0) => return setting("steps", &0, "at least 1"),
            Length::Epochs(0) => return setting("epochs", &0, "at least 1"),
            _ => {}
        }
        if let Some(threads) = self.threads
            && !(1..=MAX_THREADS).contains(&threads)
        {
            return setting("threads", &threads, "1 to 1024");
        }
        match &self.data {
            Data::Embedded { images } if !(1..=MAX_EMBEDDED).contains(images) => {
                setting("number of embedded images", images, "1 to 1000000")
            }
            Data::Path(path) if path.to_str().is_none() => {
                setting("data", &path.display(), "a path in UTF-8")
            }
            _ => Ok(()),
        }
    }

    /// The loss with its penalties.
    pub fn objective(&self) -> Objective {
        Objective {
            loss: self.loss,
            penalty: self.penalty,
            r1: self.r1,
            tik_x: self.tik_x,
            tik_y: self.tik_y,
        }
    }

    /// The text of `config.json`.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.expect("checked settings are plain numbers and names") + "\n"
    }

    /// Settings from the text of `config.json`, which errors call `file`.
    ///
    /// # Errors
    /// `Config` names the field, unknown ones included.
    pub fn from_json(text: &str, file: &Path) -> Result<Self, TrainError> {
        let wrong = |problem: String| TrainError::Config {
            file: file.into(),
            problem,
        };
        let config: Self = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
        config.check().map_err(|e| wrong(e.to_string()))?;
        Ok(config)
    }

    /// What decides the trajectory: everything but length, cadence and threads. A path of data is
    /// in it for readers.
    pub(super) fn identity(&self) -> Value {
        let mut all = serde_json::to_value(self).expect("as in to_json");
        if let Value::Object(fields) = &mut all {
            fields.retain(|name, _| !FREE.contains(&name.as_str()));
        }
        all
    }
}

/// Whether these settings of `data` name files: they may move, and their contents have a CRC-32 in
/// the checkpoint.
fn is_path(data: &Value) -> bool {
    data.get("path").is_some()
}

/// The first field in which two identities differ, with its two values.
pub(super) fn first_difference(a: &Value, b: &Value) -> Option<(String, Value, Value)> {
    let (Value::Object(fields_a), Value::Object(fields_b)) = (a, b) else {
        return None;
    };
    let names = fields_a.keys().chain(fields_b.keys());
    for name in names {
        let side = |fields: &serde_json::Map<String, Value>| fields.get(name).cloned();
        let (a, b) = (side(fields_a), side(fields_b));
        if a == b {
            continue;
        }
        let (a, b) = (a.unwrap_or(Value::Null), b.unwrap_or(Value::Null));
        if name == "data" && is_path(&a) && is_path(&b) {
            continue;
        }
        if name == "hyper"
            && let Some(inner) = first_difference(&a, &b)
        {
            return Some(inner);
        }
        return Some((name.clone(), a, b));
    }
    None
}

/// A value for people: names without quotes.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Null => "nothing".into(),
        Value::Object(fields) if fields.len() == 1 => {
            let (name, inner) = fields.iter().next().expect("one field");
            match inner {
                Value::Object(images) => {
                    format!("{name}:{}", images.get("images").unwrap_or(inner))
                }
                inner => plain(inner),
            }
        }
        other => other.to_string(),
    }
}

/// Names in JSON for enums that know their own names.
macro_rules! by_name {
    ($module:ident, $type:ty) => {
        mod $module {
            use serde::{Deserialize, Deserializer, Serializer, de::Error};

            pub fn serialize<S: Serializer>(value: &$type, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(value.id())
            }

            pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<$type, D::Error> {
                let name = String::deserialize(from)?;
                name.parse().map_err(D::Error::custom)
            }
        }
    };
}

by_name!(network, crate::gan::Architecture);
by_name!(loss, crate::gan::Loss);

pub(super) mod form {
    use crate::spec::Form;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(form: &Option<Form>, to: S) -> Result<S::Ok, S::Error> {
        match form {
            Some(form) => to.serialize_some(form.id()),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<Form>, D::Error> {
        let name = Option::<String>::deserialize(from)?;
        let form = name.map(|name| name.parse()).transpose();
        form.map_err(D::Error::custom)
    }
}
