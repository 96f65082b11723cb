//! A run in memory, as it was logged.

use super::log::{InMemory, Logged, View};
use super::session::{Claim, decide};
use super::source::Source;
use super::verdict::Verdict;
use crate::game::Lift;
use crate::oracle::{Problem, ProblemKind};
use crate::scalar::{Precision, Rational, Rounding, Running, Scalar};
use crate::spec::Method;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Entries that a transcript must have at least.
pub(super) const FEWEST: usize = 4;

/// The floats that a run was done in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Width {
    /// f32.
    Single,
    /// f64.
    Double,
}

/// What is logged of one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// p_k, the iterate before step k.
    pub p: Option<Vec<f64>>,
    /// v(p_k) = (−∇ₓ loss_x, +∇ᵧ payoff_y), as the method consumed it.
    pub v: Option<Vec<f64>>,
    /// v at the second point of the step, of `eg` and `eftp`.
    pub v_mid: Option<Vec<f64>>,
}

/// A run as it was logged, and the method that it claims to be.
///
/// # Examples
/// A user's Adam has ε inside the root, and the verdict says so:
/// ```
/// use gnash::oracle::judge::{Transcript, judge};
/// use gnash::spec::{Adam, Steps};
/// let claimed = Adam { steps: Steps::same(0.1), beta1: 0.9, beta2: 0.999, eps: 1e-2 };
/// let mut run = Transcript::new(&claimed.into(), 1);
/// let (mut p, mut m, mut q) = ([1.0_f64, -1.0], [0.0; 2], [0.0; 2]);
/// for t in 1..=5 {
///     // f = xy/4
///     let v = [-p[1] / 4.0, p[0] / 4.0];
///     run.step(&p, &v);
///     for i in 0..2 {
///         m[i] = 0.9 * m[i] + 0.1 * v[i];
///         q[i] = 0.999 * q[i] + 0.001 * v[i] * v[i];
///         let (m, q) = (m[i] / (1.0 - 0.9_f64.powi(t)), q[i] / (1.0 - 0.999_f64.powi(t)));
///         p[i] += 0.1 * m / (q + 1e-2).sqrt();
///     }
/// }
/// run.point(&p);
/// let verdict = judge(&run);
/// assert!(!verdict.conforms());
/// assert_eq!((verdict.first_step, verdict.named()), (Some(0), vec!["eps_inside_root"]));
/// ```
#[derive(Clone, Debug)]
pub struct Transcript {
    width: Width,
    claim: Result<Claim, Problem>,
    steps: Vec<(usize, Record)>,
}

impl Transcript {
    /// An empty log of a run that claims to be `method`, in f64, with nx coordinates of x.
    pub fn new(method: &Method<f64>, nx: usize) -> Self {
        let numbers = method.parameters();
        let bad = numbers.iter().find(|(_, number)| !number.is_finite());
        let claim = match bad {
            Some((name, number)) => {
                let message = format!("expected a finite number, found {number:?}");
                Err(Problem::new(ProblemKind::NonFinite, message).at(&format!("method.{name}")))
            }
            None => Ok(Claim {
                method: method.map(|number| number.exact().unwrap_or(Rational::ZERO)),
                open: false,
                nx,
                game: None,
            }),
        };
        Self {
            width: Width::Double,
            claim,
            steps: vec![],
        }
    }

    pub(super) fn of(claim: Claim, width: Width) -> Self {
        Self {
            width,
            claim: Ok(claim),
            steps: vec![],
        }
    }

    /// The same run, done in f32: what is logged from now on is rounded to f32.
    #[must_use]
    pub fn in_f32(mut self) -> Self {
        self.width = Width::Single;
        self
    }

    /// The same run on this game: fields may be left out of the log, and those that are logged are
    /// checked first.
    #[must_use]
    pub fn game<G>(mut self, game: G) -> Self
    where
        G: Lift<f64, Running<f32>> + Lift<f64, Running<f64>> + Send + Sync + 'static,
        <G as Lift<f64, Running<f32>>>::Lifted: 'static,
        <G as Lift<f64, Running<f64>>>::Lifted: 'static,
    {
        if let Ok(claim) = &mut self.claim {
            claim.game = Some(Source::Lifted(Arc::new(game)));
        }
        self
    }

    /// The same run, where `order` of `gda_k` or `hessian_at` of `gdn` may be any.
    #[must_use]
    pub fn any_order(mut self) -> Self {
        if let Ok(claim) = &mut self.claim {
            claim.open = true;
        }
        self
    }

    /// Logs p_k and v_k of the step after the last one that was logged.
    pub fn step(&mut self, p: &[f64], v: &[f64]) -> &mut Self {
        self.next(Record {
            p: Some(p.to_vec()),
            v: Some(v.to_vec()),
            v_mid: None,
        })
    }

    /// As [`Transcript::step`], with the field at the second point of the step.
    pub fn step_with_mid(&mut self, p: &[f64], v: &[f64], v_mid: &[f64]) -> &mut Self {
        self.next(Record {
            p: Some(p.to_vec()),
            v: Some(v.to_vec()),
            v_mid: Some(v_mid.to_vec()),
        })
    }

    /// Logs p_k alone: the last iterate, or where a game gives the fields.
    pub fn point(&mut self, p: &[f64]) -> &mut Self {
        self.next(Record {
            p: Some(p.to_vec()),
            ..Record::default()
        })
    }

    fn next(&mut self, record: Record) -> &mut Self {
        let k = self.steps.last().map_or(0, |(k, _)| k + 1);
        self.record(k, record)
    }

    /// Logs what is known of step `k`.
    pub fn record(&mut self, k: usize, record: Record) -> &mut Self {
        self.steps.push((k, record));
        self
    }

    /// The log, checked.
    fn log(&self, nx: usize) -> Result<InMemory, Problem> {
        if self.steps.len() < FEWEST {
            return Err(too_few(self.steps.len()));
        }
        let mut steps = BTreeMap::new();
        let mut n = None;
        for (i, (k, record)) in self.steps.iter().enumerate() {
            let at = |name: &str| format!("steps[{i}].{name}");
            let vector = |name: &str, entries: &Option<Vec<f64>>, n: &mut Option<usize>| {
                let entries = entries.as_ref();
                entries
                    .map(|all| self.checked(&at(name), all, n))
                    .transpose()
            };
            let logged = Logged {
                p: vector("p", &record.p, &mut n)?,
                v: vector("v", &record.v, &mut n)?,
                mid: vector("v_mid", &record.v_mid, &mut n)?,
            };
            if steps.insert(*k, logged).is_some() {
                return Err(twice(*k).at(&at("k")));
            }
        }
        let n = n.unwrap_or(0);
        check_nx(nx, n)?;
        Ok(InMemory::new(n, steps))
    }

    /// The entries as the format holds them: finite, and as many as all others.
    fn checked(
        &self,
        at: &str,
        entries: &[f64],
        n: &mut Option<usize>,
    ) -> Result<Vec<f64>, Problem> {
        let expected = *n.get_or_insert(entries.len());
        if entries.len() != expected {
            let message = format!(
                "expected {expected} entries as before, found {}",
                entries.len()
            );
            return Err(Problem::new(ProblemKind::Dimension, message).at(at));
        }
        let round = |a: f64| match self.width {
            Width::Single => f64::from(a as f32),
            Width::Double => a,
        };
        let entries: Vec<f64> = entries.iter().map(|a| round(*a)).collect();
        match entries.iter().position(|a| !a.is_finite()) {
            None => Ok(entries),
            Some(i) => {
                let message = format!("expected a finite number, found {:?}", entries[i]);
                Err(Problem::new(ProblemKind::NonFinite, message).at(&format!("{at}[{i}]")))
            }
        }
    }
}

pub(super) fn too_few(found: usize) -> Problem {
    let message = format!("expected at least {FEWEST} entries, found {found}");
    Problem::new(ProblemKind::Dimension, message).at("steps")
}

pub(super) fn twice(k: usize) -> Problem {
    let message = format!("step {k} is logged twice");
    Problem::new(ProblemKind::BadValue, message)
}

pub(super) fn check_nx(nx: usize, n: usize) -> Result<(), Problem> {
    if nx <= n {
        return Ok(());
    }
    let message = format!("expected at most {n}, the length of p, found {nx}");
    Err(Problem::new(ProblemKind::Dimension, message).at("nx"))
}

/// Whether the logged run is the method that it claims to be.
pub fn judge(transcript: &Transcript) -> Verdict {
    let verdict = transcript
        .claim
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|claim| {
            let log = transcript.log(claim.nx)?;
            Ok(decide_in(transcript.width, claim, &log))
        });
    verdict.unwrap_or_else(Verdict::unjudgeable)
}

/// The verdict in the format of the run.
pub(super) fn decide_in(width: Width, claim: &Claim, log: &dyn super::log::Log) -> Verdict {
    if let Err(problem) = representable(width, &claim.method) {
        return Verdict::unjudgeable(problem);
    }
    // without a game nobody asks where v_mid was taken, which is what v is for
    let alone = View::mid_alone(log);
    let consumes_mid = ["eg", "eftp"].contains(&claim.method.id());
    let log = match claim.game.is_none() && consumes_mid {
        true => &alone,
        false => log,
    };
    let mut verdict = match width {
        Width::Single => decide::<f32>(claim, log),
        Width::Double => decide::<f64>(claim, log),
    };
    // nothing could be compared: say what would have to be logged
    let unseen = |why: &&mut Problem| {
        why.kind == ProblemKind::MissingField && why.message.starts_with("steps: ")
    };
    if let Some(why) = verdict.why.as_mut().filter(unseen) {
        let missing = super::describe::missing(&claim.method, log, claim.game.is_some());
        why.message.extend(missing.map(|what| format!("; {what}")));
    }
    verdict
}

/// The settings of the method are numbers of this format.
fn representable(width: Width, method: &Method<Rational>) -> Result<(), Problem> {
    let largest = match width {
        Width::Single => f32::MAX.into(),
        Width::Double => f64::MAX,
    };
    let all = method.parameters();
    let of = |name| {
        all.iter()
            .find(|(one, _)| *one == name)
            .map(|(_, value)| value)
    };
    for (name, value) in &all {
        // rounding may bring a little more than the largest number back to it
        let held = match width {
            Width::Single => f32::from_rational(value).into(),
            Width::Double => f64::from_rational(value),
        };
        if !held.is_finite() {
            let (id, found) = (width.id(), value.shown());
            let message = format!("expected a number of {id}, at most {largest:e}, found {found}");
            let problem = Problem::new(ProblemKind::NonFinite, message);
            // one step size is that of both players
            let name = if *name == "hx" && of("hx") == of("hy") {
                "h"
            } else {
                name
            };
            return Err(problem.at(&format!("method.{name}")));
        }
    }
    Ok(())
}

impl Width {
    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Single => f32::NAME,
            Self::Double => f64::NAME,
        }
    }
}
