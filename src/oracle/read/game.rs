//! Games of SPEC section 4.

use super::{Fields, Item, Rows};
use crate::game::{
    Dirac, G3, Game, GameError, MlpGan, MlpGanData, MlpGenerator, MlpLoss, Nonsaturating,
    Quadratic, Regularisers, Saturating, Wgan,
};
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{FromText, Real, Scalar};
use nalgebra::{DMatrix, DVector};

/// The kinds of game, in the order of SPEC section 4.
pub const GAME_KINDS: [&str; 8] = [
    "quadratic",
    "bilinear",
    "g1",
    "g2",
    "g3",
    "dirac",
    "mlp_gan",
    "cnn_gan",
];

/// The largest nx + ny: a Jacobian has the square of it.
pub const LARGEST_DIMENSION: usize = 1024;

/// A game in any real scalar.
///
/// * `quadratic`: P, M, Q and, 0 if left out, b, c. M may be `[]` where nx or ny is 0.
/// * `bilinear`: M and, 0 if left out, b, c. With M = `[]` the sizes are those of b and c.
/// * `g1`, `g2`, `g3`.
/// * `dirac`: variant, and r1, tik_x, tik_y, 0 if left out.
/// * `mlp_gan`: loss, gen, hidden_d, real, noise, and hidden_g, r1, tik_x, tik_y, 0 if left out;
///   hidden_g counts only where gen is `mlp`.
///
/// # Errors
/// Those of the constructors of [`crate::game`] and of the readers; `Unsupported` for `cnn_gan`;
/// `TooLarge` beyond [`LARGEST_DIMENSION`].
///
/// # Examples
/// ```
/// use gnash::oracle::read::{self, Fields};
/// let text = r#"{"kind": "bilinear", "M": [["1/2", 3]]}"#;
/// let game = read::game::<f64>(&mut Fields::parse(text)?)?;
/// assert_eq!((game.nx(), game.ny()), (1, 2));
/// # Ok::<(), gnash::oracle::Problem>(())
/// ```
pub fn game<S: Real + FromText>(fields: &mut Fields<'_>) -> Result<Box<dyn Game<S>>, Problem> {
    let kind = fields.required("kind")?.word()?;
    let game: Box<dyn Game<S>> = match &*kind {
        "g3" => Box::new(G3),
        "dirac" => match &*variant(fields)? {
            "saturating" => Box::new(built(fields, Dirac::<S, Saturating>::new)?),
            "nonsaturating" => Box::new(built(fields, Dirac::<S, Nonsaturating>::new)?),
            _ => Box::new(built(fields, Dirac::<S, Wgan>::new)?),
        },
        "mlp_gan" => mlp_gan(fields)?,
        _ => return algebraic(&kind, fields),
    };
    fields.done()?;
    Ok(game)
}

/// A game in any scalar, exactly on rationals: those of field operations only.
///
/// # Errors
/// As [`game`]; `Unsupported` for games with an exponential.
pub fn algebraic_game<S: FromText>(fields: &mut Fields<'_>) -> Result<Box<dyn Game<S>>, Problem> {
    let kind = fields.required("kind")?.word()?;
    if &*kind == "dirac" && &*variant(fields)? == "wgan" {
        let game = built(fields, Dirac::<S, Wgan>::new)?;
        fields.done()?;
        return Ok(Box::new(game));
    }
    if ["g3", "dirac", "mlp_gan"].contains(&&*kind) {
        let message = format!("game {kind} has an exponential, which is not exact");
        return Err(fields
            .required("kind")?
            .problem(ProblemKind::Unsupported, message));
    }
    algebraic(&kind, fields)
}

/// `nx`, if it is given, is that of the game.
///
/// # Errors
/// `Dimension`.
pub fn check_nx<S: Scalar>(nx: Option<usize>, game: &dyn Game<S>) -> Result<(), Problem> {
    match nx {
        Some(found) if found != game.nx() => {
            let message = format!("expected {} as in the game, found {found}", game.nx());
            Err(Problem::new(ProblemKind::Dimension, message).at("nx"))
        }
        _ => Ok(()),
    }
}

fn algebraic<S: FromText>(
    kind: &str,
    fields: &mut Fields<'_>,
) -> Result<Box<dyn Game<S>>, Problem> {
    let game = match kind {
        "g1" => Quadratic::g1(),
        "g2" => Quadratic::g2(),
        "quadratic" => quadratic(fields)?,
        "bilinear" => bilinear(fields)?,
        "cnn_gan" => {
            let message = "a game on networks and images cannot be asked about";
            return Err(fields
                .required("kind")?
                .problem(ProblemKind::Unsupported, message));
        }
        _ => {
            let expected = GAME_KINDS.join(", ");
            let message = format!("unknown game \"{kind}\": expected one of {expected}");
            return Err(fields
                .required("kind")?
                .problem(ProblemKind::UnknownId, message));
        }
    };
    fields.done()?;
    Ok(Box::new(game))
}

fn quadratic<S: FromText>(fields: &mut Fields<'_>) -> Result<Quadratic<S>, Problem> {
    let p = limited(fields.required("P")?)?.matrix();
    let q = limited(fields.required("Q")?)?.matrix();
    let (nx, ny) = (p.nrows(), q.nrows());
    let m = fields.required("M")?;
    let m = block(limited(m)?, nx, ny);
    let b = vector_or_zero(fields, "b", nx)?;
    let c = vector_or_zero(fields, "c", ny)?;
    within(fields, nx, ny)?;
    Quadratic::new(p, m, q, b, c).map_err(|error| located(fields, error))
}

fn bilinear<S: FromText>(fields: &mut Fields<'_>) -> Result<Quadratic<S>, Problem> {
    let m: Rows<S> = limited(fields.required("M")?)?;
    let length = |item: Option<Item<'_, '_>>| -> Result<Option<usize>, Problem> {
        item.map(|item| item.numbers::<S>().map(|all| all.len()))
            .transpose()
    };
    let (nx, ny) = match m.columns {
        Some(columns) => (m.rows, columns),
        None => {
            let b = length(fields.optional("b"))?;
            let c = length(fields.optional("c"))?;
            (b.unwrap_or(0), c.unwrap_or(0))
        }
    };
    within(fields, nx, ny)?;
    let b = vector_or_zero(fields, "b", nx)?;
    let c = vector_or_zero(fields, "c", ny)?;
    let zeros = |n| DMatrix::from_element(n, n, S::zero());
    let game = Quadratic::new(zeros(nx), block(m, nx, ny), zeros(ny), b, c);
    game.map_err(|error| located(fields, error))
}

/// A matrix with at most [`LARGEST_DIMENSION`] rows.
fn limited<S: FromText>(item: Item<'_, '_>) -> Result<Rows<S>, Problem> {
    let rows = item.rows()?;
    let largest = rows.rows.max(rows.columns.unwrap_or(0));
    if largest > LARGEST_DIMENSION {
        let message =
            format!("expected at most {LARGEST_DIMENSION} rows and columns, found {largest}");
        return Err(item.problem(ProblemKind::TooLarge, message));
    }
    Ok(rows)
}

/// The matrix, where `[]` is any block without entries.
fn block<S: FromText>(rows: Rows<S>, nx: usize, ny: usize) -> DMatrix<S> {
    if rows.rows == 0 && nx * ny == 0 {
        return DMatrix::from_element(nx, ny, S::zero());
    }
    rows.matrix()
}

fn vector_or_zero<S: FromText>(
    fields: &mut Fields<'_>,
    name: &'static str,
    size: usize,
) -> Result<DVector<S>, Problem> {
    match fields.optional(name) {
        Some(item) => item.vector(),
        None => Ok(DVector::from_element(size, S::zero())),
    }
}

fn within(fields: &Fields<'_>, nx: usize, ny: usize) -> Result<(), Problem> {
    if nx + ny > LARGEST_DIMENSION {
        let message = format!("expected nx + ny up to {LARGEST_DIMENSION}, found {nx} + {ny}");
        return Err(Problem::new(ProblemKind::TooLarge, message).at(fields.path()));
    }
    Ok(())
}

/// The problem, with the path of the field that it is about.
fn located(fields: &Fields<'_>, error: GameError) -> Problem {
    let at = match &error {
        GameError::NotSymmetric {
            matrix,
            row,
            column,
            ..
        } => Some(format!("{matrix}[{row}][{column}]")),
        GameError::DimensionMismatch { what, .. } => what.split(' ').next_back().map(String::from),
        GameError::NonFinite { what, .. }
        | GameError::Empty { what }
        | GameError::Negative { what, .. } => Some((*what).into()),
    };
    let base = fields.path();
    let problem = Problem::from(error);
    match at {
        Some(at) if base.is_empty() => problem.at(&at),
        Some(at) => problem.at(&format!("{base}.{at}")),
        None => problem.at(base),
    }
}

/// `variant` of the Dirac GAN, one of the three.
fn variant(fields: &mut Fields<'_>) -> Result<String, Problem> {
    named(fields, "variant", &["saturating", "nonsaturating", "wgan"])
}

/// A field with one of these names.
fn named(
    fields: &mut Fields<'_>,
    name: &'static str,
    expected: &[&'static str],
) -> Result<String, Problem> {
    let item = fields.required(name)?;
    let word = item.word()?;
    if expected.contains(&&*word) {
        return Ok(word.into_owned());
    }
    let expected = expected.join("\" or \"");
    let message = format!("unknown {name} \"{word}\": expected \"{expected}\"");
    Err(item.problem(ProblemKind::UnknownId, message))
}

fn weights<S: FromText>(fields: &mut Fields<'_>) -> Result<Regularisers<S>, Problem> {
    let mut weight = |name| match fields.optional(name) {
        Some(item) => item.number(),
        None => Ok(S::zero()),
    };
    Ok(Regularisers {
        r1: weight("r1")?,
        tik_x: weight("tik_x")?,
        tik_y: weight("tik_y")?,
    })
}

fn built<S: FromText, G>(
    fields: &mut Fields<'_>,
    new: impl Fn(Regularisers<S>) -> Result<G, GameError>,
) -> Result<G, Problem> {
    new(weights(fields)?).map_err(|error| located(fields, error))
}

fn mlp_gan<S: Real + FromText>(fields: &mut Fields<'_>) -> Result<Box<dyn Game<S>>, Problem> {
    let loss = match &*named(fields, "loss", &["wgan", "vanilla", "vanilla_ns"])? {
        "wgan" => MlpLoss::Wgan,
        "vanilla" => MlpLoss::Vanilla,
        _ => MlpLoss::VanillaNs,
    };
    let hidden = fields.optional("hidden_g").map(|item| item.count());
    let hidden_g = hidden.transpose()?.unwrap_or(0);
    let generator = match &*named(fields, "gen", &["affine", "mlp"])? {
        "affine" => MlpGenerator::Affine,
        _ => MlpGenerator::Mlp { hidden: hidden_g },
    };
    let hidden = fields.required("hidden_d")?.count()?;
    let data = MlpGanData {
        loss,
        generator,
        hidden,
        real: fields.required("real")?.numbers()?,
        noise: fields.required("noise")?.numbers()?,
        weights: weights(fields)?,
    };
    let game = MlpGan::new(data).map_err(|error| located(fields, error))?;
    within(fields, game.nx(), game.ny())?;
    Ok(Box::new(game))
}
