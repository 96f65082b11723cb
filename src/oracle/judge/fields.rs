//! What logged fields look like that are not those of the game.

use super::game_run::whole;
use super::log::{Log, Quantity};
use super::tolerance;
use super::verdict::{Diagnosis, UNKNOWN};
use crate::game::Game;
use crate::oracle::{Problem, catalogue};
use crate::scalar::{Precision, Running, Scalar};
use nalgebra::DVector;

/// A way to get fields wrong.
struct Mistake<T> {
    /// The entry of the catalogue that does the same to a step.
    id: &'static str,
    sentence: &'static str,
    /// The wrong fields, from the right ones in the order of the steps; nothing if it cannot be.
    wrong: Wrong<T>,
}

type Field<T> = DVector<Running<T>>;

/// From the fields of all steps, the step, and nx.
type Wrong<T> = fn(&[Field<T>], usize, usize) -> Option<Field<T>>;

/// The field of step i with a factor for each player.
fn scaled<T: Precision>(fields: &[Field<T>], i: usize, nx: usize, x: i64, y: i64) -> Field<T> {
    let factor = |j| Running::exact(if j < nx { x } else { y } as f64);
    DVector::from_fn(fields[i].len(), |j, _| factor(j) * fields[i][j])
}

/// From the simplest.
fn mistakes<T: Precision>() -> [Mistake<T>; 5] {
    [
        Mistake {
            id: "sign_x",
            sentence: "The logged v is the field of the game with the sign of x's part wrong.",
            wrong: |fields, i, nx| Some(scaled(fields, i, nx, -1, 1)),
        },
        Mistake {
            id: "sign_y",
            sentence: "The logged v is the field of the game with the sign of y's part wrong.",
            wrong: |fields, i, nx| Some(scaled(fields, i, nx, 1, -1)),
        },
        Mistake {
            id: "sign_both",
            sentence: "The logged v is the field of the game with both signs wrong.",
            wrong: |fields, i, nx| Some(scaled(fields, i, nx, -1, -1)),
        },
        Mistake {
            id: "field_of_the_step_before",
            sentence: "The logged v is the field of the game one step before.",
            wrong: |fields, i, _| Some(fields[i.saturating_sub(1)].clone()),
        },
        Mistake {
            id: "players_exchanged",
            sentence: "The parts of x and y in the logged v are exchanged.",
            wrong: |fields, i, nx| {
                let n = fields[i].len();
                let exchanged = |j: usize, _| fields[i][(j + nx) % n];
                (2 * nx == n).then(|| DVector::from_fn(n, exchanged))
            },
        },
    ]
}

/// The mistakes that give all logged fields.
///
/// # Errors
/// Those of the log.
pub(super) fn diagnose<T: Precision>(
    log: &dyn Log,
    game: &dyn Game<Running<T>>,
    method: &str,
) -> Result<Vec<Diagnosis>, Problem> {
    let (mut logged, mut fields) = (Vec::new(), Vec::new());
    for &k in log.steps() {
        let p = whole::<T>(log, k, Quantity::P)?;
        if let (Some(p), Some(v)) = (p, whole::<T>(log, k, Quantity::V)?) {
            logged.push(v);
            fields.push(game.field(&p));
        }
    }
    let entries = catalogue::entries_of(method);
    let explains = |mistake: &Mistake<T>| {
        logged.iter().enumerate().all(|(i, logged)| {
            let wrong = (mistake.wrong)(&fields, i, game.nx());
            wrong.is_some_and(|wrong| is_within(logged, &wrong))
        })
    };
    let told = mistakes().into_iter().filter(explains).map(|mistake| {
        let entry = entries.iter().find(|entry| entry.id == mistake.id);
        Diagnosis {
            id: entry.map_or(UNKNOWN, |entry| entry.id).into(),
            sentence: mistake.sentence.into(),
            source: entry.map_or("", |entry| entry.source).into(),
        }
    });
    Ok(told.collect())
}

fn is_within<T: Precision>(logged: &Field<T>, expected: &Field<T>) -> bool {
    logged
        .iter()
        .zip(expected.iter())
        .all(|(logged, expected)| {
            let size = (logged.to_f64() - expected.to_f64()).abs();
            size <= tolerance::bound(*expected, tolerance::DERIVATIVES)
        })
}
