//! Which steps of a run can be judged from what is logged of it.

use super::log::Quantity;
use crate::oracle::rules::{Needs, Rule};
use crate::scalar::Real;

/// What is done about the step from p_k to p_{k+1}.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Nothing: something that it consumes is not logged.
    Skip,
    /// It is taken for the sake of the memory only.
    Warm,
    /// It is predicted, and compared where p_{k+1} is logged.
    Run,
}

/// How long a method remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Not at all: any logged step can be judged by itself.
    None,
    /// The last step only: after a gap, one step of the log fills the memory.
    OneStep,
    /// All steps since the start.
    Everything,
}

impl Reach {
    /// Of a rule for the method with this id, or for a mutation of it.
    pub fn of<S: Real>(rule: &dyn Rule<S>, method: &str) -> Self {
        match (rule.memory(), method) {
            (0, _) => Self::None,
            (1, "ogda" | "gn_heavyball" | "eftp") => Self::OneStep,
            _ => Self::Everything,
        }
    }
}

/// What can be done about each of the logged `steps` but the last, given what is logged of it.
///
/// Where the next step is not logged at all, there is a gap: nothing is carried across.
pub(super) fn plan(
    steps: &[usize],
    reach: Reach,
    needs: impl Fn(usize) -> Needs,
    has: impl Fn(usize, Quantity) -> bool,
    has_game: bool,
) -> Vec<Act> {
    // whether the memory is that of step k, and whether p_k was predicted
    let mut remembers = steps.first() == Some(&0) || reach == Reach::None;
    let mut carried = false;
    let mut list = Vec::with_capacity(steps.len());
    for pair in steps.windows(2) {
        let k = pair[0];
        let wants = needs(k);
        let field = |wanted: bool, what| !wanted || has_game || has(k, what);
        let given = pair[1] == k + 1
            && (carried || has(k, Quantity::P))
            && field(wants.v, Quantity::V)
            && field(wants.mid, Quantity::Mid);
        let act = match (given, remembers, reach) {
            (false, ..) | (true, false, Reach::Everything) => Act::Skip,
            (true, true, _) | (true, false, Reach::None) => Act::Run,
            (true, false, Reach::OneStep) => Act::Warm,
        };
        remembers = act != Act::Skip || reach == Reach::None;
        carried = act == Act::Run;
        list.push(act);
    }
    list
}
