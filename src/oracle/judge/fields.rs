//! What logged fields look like that are not those of the game.

use super::game_run::whole;
use super::log::{Log, Quantity};
use super::tolerance;
use super::verdict::Diagnosis;
use crate::game::Game;
use crate::oracle::{Problem, catalogue};
use crate::scalar::{Precision, Running, Scalar};
use nalgebra::DVector;

/// A way to get fields wrong.
struct Mistake {
    /// Entries of the catalogue that do the same to a step.
    ids: &'static [&'static str],
    sentence: &'static str,
    /// The sign of v_x, and of v_y.
    signs: [f64; 2],
}

const MISTAKES: &[Mistake] = &[
    Mistake {
        ids: &["x_ascends"],
        sentence: "the logged v is that of the game with the sign of x's part swapped",
        signs: [-1.0, 1.0],
    },
    Mistake {
        ids: &["y_descends"],
        sentence: "the logged v is that of the game with the sign of y's part swapped",
        signs: [1.0, -1.0],
    },
    Mistake {
        ids: &["both_signs"],
        sentence: "the logged v is that of the game with both signs swapped",
        signs: [-1.0, -1.0],
    },
];

/// The mistakes that give all logged fields.
///
/// # Errors
/// Those of the log.
pub(super) fn diagnose<T: Precision>(
    log: &dyn Log,
    game: &dyn Game<Running<T>>,
    method: &str,
) -> Result<Vec<Diagnosis>, Problem> {
    let mut list = Vec::new();
    let mut pairs: Vec<(DVector<Running<T>>, DVector<Running<T>>)> = Vec::new();
    for &k in log.steps() {
        let p = whole::<T>(log, k, Quantity::P)?;
        if let (Some(p), Some(v)) = (p, whole::<T>(log, k, Quantity::V)?) {
            pairs.push((v, game.field(&p)));
        }
    }
    for mistake in MISTAKES {
        let sign = |i: usize| mistake.signs[usize::from(i >= game.nx())];
        let fits = pairs.iter().all(|(logged, field)| {
            let entries = logged.iter().zip(field.iter()).enumerate();
            entries.into_iter().all(|(i, (logged, field))| {
                let size = (logged.to_f64() - sign(i) * field.to_f64()).abs();
                size <= tolerance::bound(*field, tolerance::DERIVATIVES)
            })
        });
        if fits {
            let entries = catalogue::entries_of(method);
            let entry = entries.iter().find(|entry| mistake.ids.contains(&entry.id));
            list.push(Diagnosis {
                id: entry.map_or("unknown", |entry| entry.id).into(),
                sentence: mistake.sentence.into(),
                source: entry.map_or("", |entry| entry.source).into(),
            });
        }
    }
    Ok(list)
}
