//! What a step leaves behind, and `metrics.csv`.

use super::TrainError;
use std::fmt::Write;
use std::path::Path;

/// A row of `metrics.csv`: what step number `step` saw at the point that it started from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Steps count from 1.
    pub step: u64,
    /// What the generator minimises.
    pub loss_x: f64,
    /// What the discriminator maximises.
    pub payoff_y: f64,
    /// ‖v‖².
    pub field_norm_sq: f64,
    /// φ, for the Gauss-Newton family.
    pub phi: Option<f64>,
    /// The s that φ was evaluated at.
    pub direction_norm_sq: f64,
}

/// First line of `metrics.csv`.
pub(super) const HEADER: &str = "step,loss_x,payoff_y,field_norm_sq,phi,direction_norm_sq\n";

impl Record {
    /// Appends this row; the numbers are the shortest that read back the same.
    pub(super) fn write(&self, csv: &mut String) {
        let phi = self.phi.map(|phi| format!("{phi:?}")).unwrap_or_default();
        let _ = writeln!(
            csv,
            "{},{:?},{:?},{:?},{phi},{:?}",
            self.step, self.loss_x, self.payoff_y, self.field_norm_sq, self.direction_norm_sq
        );
    }

    fn parse(line: &str) -> Option<Self> {
        let mut cells = line.split(',');
        let step = cells.next()?.parse().ok()?;
        let mut number = || cells.next()?.parse::<f64>().ok();
        let (loss_x, payoff_y, field_norm_sq) = (number()?, number()?, number()?);
        let phi = match cells.next()? {
            "" => None,
            cell => Some(cell.parse().ok()?),
        };
        let direction_norm_sq = cells.next()?.parse().ok()?;
        let record = Self {
            step,
            loss_x,
            payoff_y,
            field_norm_sq,
            phi,
            direction_norm_sq,
        };
        cells.next().is_none().then_some(record)
    }
}

/// The rows of steps 1..=`steps`, and the length in bytes of the part that holds them.
///
/// What follows (rows of steps after the checkpoint, a line cut short by a kill) is not looked at.
///
/// # Errors
/// `Metrics` if the header or one of these rows is missing or wrong.
pub(super) fn read(
    text: &str,
    steps: u64,
    file: &Path,
) -> Result<(Vec<Record>, usize), TrainError> {
    let wrong = |line: usize, problem: String| TrainError::Metrics {
        file: file.into(),
        line,
        problem,
    };
    if !text.starts_with(HEADER) {
        return Err(wrong(
            1,
            format!("expected the header {}", HEADER.trim_end()),
        ));
    }
    let mut records = Vec::new();
    let mut end = HEADER.len();
    let mut lines = text[end..].split_inclusive('\n');
    for step in 1..=steps {
        let line = lines.next().unwrap_or("");
        let record = line.strip_suffix('\n').and_then(Record::parse);
        match record.filter(|record| record.step == step) {
            Some(record) => records.push(record),
            None => {
                let problem = format!(
                    "expected the row of step {step} (the checkpoint has {steps} steps), found {:?}",
                    line.trim_end()
                );
                return Err(wrong(records.len() + 2, problem));
            }
        }
        end += line.len();
    }
    Ok((records, end))
}
