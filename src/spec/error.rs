//! Names that mean nothing, and settings that do not fit.

use super::{METHOD_IDS, Method};

/// A name that is in no list of this module, or settings that do not make a method.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// No such form, order, rule, ….
    #[error("unknown {kind} \"{found}\": expected \"{}\"", expected.join("\" or \""))]
    UnknownChoice {
        /// What is chosen, by its short name.
        kind: &'static str,
        /// What was given.
        found: String,
        /// The names that there are.
        expected: Vec<&'static str>,
    },
    /// No such method.
    #[error("unknown method \"{found}\": expected one of {}", METHOD_IDS.join(", "))]
    UnknownMethod {
        /// What was given.
        found: String,
    },
    /// A hyper-parameter without a default is not given.
    #[error("method {method} needs {}", needed(method, name))]
    Missing {
        /// Id of the method.
        method: &'static str,
        /// Short name of the hyper-parameter.
        name: &'static str,
    },
    /// `h` and one of `hx`, `hy` are given.
    #[error("method {method} was given h and {name}: expected either h, or both hx and hy")]
    TwoSteps {
        /// Id of the method.
        method: &'static str,
        /// `hx` or `hy`.
        name: &'static str,
    },
    /// The method takes a root, which only a real scalar has.
    #[error("{method} takes square roots and cannot run in exact arithmetic")]
    NeedsRoots {
        /// Id of the method.
        method: &'static str,
    },
}

/// What is not given; in the place of two step sizes there may be one.
fn needed(method: &str, name: &str) -> String {
    let one = Method::<f64>::parameter_names(method).is_ok_and(|names| names.contains(&"h"));
    match name {
        "hx" | "hy" if one => format!("h, or both hx and hy, and {name} is not given"),
        _ => format!("hyper-parameter {name}, and none is given"),
    }
}
