//! Transcripts as JSON.

use super::session::Claim;
use super::source::Source;
use super::transcript::{Record, Transcript, Width};
use crate::oracle::read::{self, Fields, Item};
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::Rational;

/// What stands beside the steps: the claim, and the format if it is named.
pub(super) struct Header {
    pub claim: Claim,
    pub width: Option<Width>,
}

/// The fields `transcript`, `scalar`, `method`, `nx` and `game`.
///
/// # Errors
/// Those of the readers; `Unsupported` for another version or scalar.
pub(super) fn header(fields: &mut Fields<'_>) -> Result<Header, Problem> {
    let version = fields.required("transcript")?;
    let found = version.count()?;
    if found != 1 {
        let message = format!("expected version 1, found {found}");
        return Err(version.problem(ProblemKind::Unsupported, message));
    }
    let width = fields.optional("scalar").map(|item| {
        let word = item.word()?;
        match &*word {
            "f64" => Ok(Width::Double),
            "f32" => Ok(Width::Single),
            _ => {
                let message = format!("runs are judged in \"f64\" and \"f32\", found \"{word}\"");
                Err(item.problem(ProblemKind::Unsupported, message))
            }
        }
    });
    let width = width.transpose()?;
    let mut method_fields = fields.required("method")?.object()?;
    let method = read::method::<Rational>(&mut method_fields)?;
    let choice = match method.id() {
        "gda_k" => Some("order"),
        "gdn" => Some("hessian_at"),
        _ => None,
    };
    let open = choice.is_some_and(|choice| method_fields.names().all(|name| name != choice));
    let nx = fields.optional("nx").map(|item| item.count());
    let (nx, game) = sizes(nx.transpose()?, fields.optional("game"))?;
    let claim = Claim {
        method,
        open,
        nx,
        game,
    };
    Ok(Header { claim, width })
}

/// nx, and the text of the game, which tells nx where it is left out.
fn sizes(
    nx: Option<usize>,
    game: Option<Item<'_, '_>>,
) -> Result<(usize, Option<Source>), Problem> {
    let Some(item) = game else {
        let message = "the field is missing: it says how many of p's coordinates are x's, and may be \
                       left out only where a game says it";
        let missing = Problem::new(ProblemKind::MissingField, message).at("nx");
        return Ok((nx.ok_or(missing)?, None));
    };
    // its numbers are read again when their format is known
    let game = read::game::<f64>(&mut item.object()?)?;
    read::check_nx(nx, &*game)?;
    Ok((game.nx(), Some(Source::Text(item.json().to_string()))))
}

impl Transcript {
    /// From the JSON of SPEC section 6.2.
    ///
    /// Of the numbers of a run in f32 each is rounded to f32 once.
    ///
    /// # Errors
    /// `Parse`, `MissingField`, `UnknownField`, `UnknownId`, `BadValue`, `NonFinite`,
    /// `Unsupported`, `TooLarge`: each names the field, as in `steps[3].v[0]`. Lengths are looked
    /// at by [`super::judge`].
    ///
    /// # Examples
    /// ```
    /// use gnash::oracle::judge::{Transcript, judge};
    /// // p ← p + v/2 with the sign of y's part swapped
    /// let text = r#"{"transcript": 1, "method": {"id": "gda", "h": "1/2"}, "nx": 1, "steps": [
    ///     {"k": 0, "p": [1, 1], "v": [-1, 1]}, {"k": 1, "p": [0.5, 0.5], "v": [-1, 2]},
    ///     {"k": 2, "p": [0, -0.5], "v": [3, 1]}, {"k": 3, "p": [1.5, -1]}]}"#;
    /// let verdict = judge(&Transcript::from_json(text)?);
    /// assert_eq!((verdict.first_step, verdict.size), (Some(0), Some(1.0)));
    /// # Ok::<(), gnash::oracle::Problem>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        let mut fields = Fields::parse(text)?;
        let Header { claim, width } = header(&mut fields)?;
        let width = width.unwrap_or(Width::Double);
        let steps = fields.required("steps")?.objects()?;
        fields.done()?;
        let mut transcript = Self::of(claim, width);
        for mut step in steps {
            let k = step.required("k")?.count()?;
            let record = Record {
                p: vector(&mut step, "p", width)?,
                v: field(&mut step, ["v", "g"], width)?,
                v_mid: field(&mut step, ["v_mid", "g_mid"], width)?,
            };
            step.done()?;
            transcript.record(k, record);
        }
        Ok(transcript)
    }
}

fn vector(
    step: &mut Fields<'_>,
    name: &'static str,
    width: Width,
) -> Result<Option<Vec<f64>>, Problem> {
    let Some(item) = step.optional(name) else {
        return Ok(None);
    };
    Ok(Some(match width {
        Width::Double => item.numbers()?,
        Width::Single => item.numbers::<f32>()?.into_iter().map(f64::from).collect(),
    }))
}

/// v, or −g.
fn field(
    step: &mut Fields<'_>,
    [v, g]: [&'static str; 2],
    width: Width,
) -> Result<Option<Vec<f64>>, Problem> {
    let given = vector(step, v, width)?;
    let gradient = vector(step, g, width)?;
    match (given, gradient) {
        (Some(_), Some(_)) => {
            let message = format!("{g} is -{v}: expected one of them, found both");
            let item = step.required(g)?;
            Err(item.problem(ProblemKind::BadValue, message))
        }
        (None, Some(gradient)) => Ok(Some(gradient.into_iter().map(|a| -a).collect())),
        (given, None) => Ok(given),
    }
}
