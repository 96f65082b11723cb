//! Files of either kind, to verdicts.

use super::header::broken;
use super::tensors;
use super::transcript::{Transcript, decide_in, judge};
use super::verdict::Verdict;
use crate::oracle::Problem;
use crate::oracle::read::unmarked;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

/// Whether the logged run in this file, JSON or safetensors, is the method that it claims to be.
///
/// What cannot be read is unjudgeable, and the verdict says why and where.
pub fn judge_file(path: &Path) -> Verdict {
    let verdict = judged(path).unwrap_or_else(Verdict::unjudgeable);
    Verdict {
        file: path.display().to_string(),
        ..verdict
    }
}

fn judged(path: &Path) -> Result<Verdict, Problem> {
    let unreadable = |error: std::io::Error| broken(format!("cannot be read: {error}"));
    let mut file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut start = Vec::new();
    file.by_ref()
        .take(8)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    // a safetensors file starts with the length of its header, far below 2³²
    let is_named_so = path.extension().is_some_and(|end| end == "safetensors");
    let has_length = start.len() == 8 && start[4..] == [0; 4];
    if has_length || is_named_so && start.first() != Some(&b'{') {
        let (width, claim, log) = tensors::open(file, length)?;
        return Ok(decide_in(width, &claim, &log));
    }
    file.rewind().map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    let text = std::str::from_utf8(unmarked(&bytes)?).map_err(|error| {
        let at = error.valid_up_to();
        broken(format!(
            "byte {at}: expected JSON in UTF-8, or safetensors, and found neither"
        ))
    })?;
    Ok(judge(&Transcript::from_json(text)?))
}
