//! Methods of SPEC section 3.

use super::Fields;
use crate::oracle::Problem;
use crate::scalar::FromText;
use crate::spec::{Fraction, Method, Settings, SpecError};

/// `{"id", hyper-parameters…}` under the short names of SPEC, with its defaults.
///
/// Whether the numbers are in range is for the method itself to say.
///
/// # Errors
/// `MissingField`, `UnknownField`, `UnknownId`, `BadValue`, `NonFinite`, `TooLarge`.
///
/// # Examples
/// ```
/// use gnash::oracle::read::{self, Fields};
/// let text = r#"{"id": "adam", "h": "1e-3"}"#;
/// let method = read::method::<f64>(&mut Fields::parse(text)?)?;
/// assert_eq!(method.parameters()[2], ("beta1", &0.9));
/// # Ok::<(), gnash::oracle::Problem>(())
/// ```
pub fn method<S: FromText>(fields: &mut Fields<'_>) -> Result<Method<S>, Problem> {
    let id = fields.required("id")?.word()?;
    let read = Method::read(&id, &mut Source(fields));
    let method = read.map_err(|refusal| match refusal {
        Refusal::Field(problem) => problem,
        Refusal::Method(error) => located(fields, error),
    })?;
    fields.done()?;
    Ok(method)
}

/// The fields as settings.
struct Source<'f, 'a>(&'f mut Fields<'a>);

/// Why a method was not read: a field with its path, or what the method says.
enum Refusal {
    Field(Problem),
    Method(SpecError),
}

impl From<SpecError> for Refusal {
    fn from(error: SpecError) -> Self {
        Self::Method(error)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Field(problem)
    }
}

/// The problem, with the path of the field that it is about.
fn located(fields: &Fields<'_>, error: SpecError) -> Problem {
    let name = match &error {
        // a choice is called what its field is called
        SpecError::UnknownChoice { kind, .. } => kind,
        SpecError::Missing { name, .. } | SpecError::TwoSteps { name, .. } => name,
        SpecError::UnknownMethod { .. } | SpecError::NeedsRoots { .. } => "id",
    };
    let path = fields.path_of(name);
    Problem::from(error).at(&path)
}

impl<S: FromText> Settings<S> for Source<'_, '_> {
    type Error = Refusal;
    fn number(&mut self, name: &'static str) -> Result<Option<S>, Refusal> {
        let item = self.0.optional(name);
        Ok(item.map(|item| item.number()).transpose()?)
    }
    fn count(&mut self, name: &'static str) -> Result<Option<usize>, Refusal> {
        let item = self.0.optional(name);
        Ok(item.map(|item| item.count()).transpose()?)
    }
    fn word(&mut self, name: &'static str) -> Result<Option<String>, Refusal> {
        let item = self.0.optional(name);
        let word = item.map(|item| item.word()).transpose()?;
        Ok(word.map(|word| word.into_owned()))
    }
    fn flag(&mut self, name: &'static str) -> Result<Option<bool>, Refusal> {
        let item = self.0.optional(name);
        Ok(item.map(|item| item.flag()).transpose()?)
    }
    fn default(&mut self, _: &'static str, usual: Fraction) -> Result<S, Refusal> {
        Ok(self.0.precision().fraction(usual))
    }
}
