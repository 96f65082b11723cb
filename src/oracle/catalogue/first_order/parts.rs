//! What the changed rules are made of: rules around a rule.

use crate::oracle::rules::{Candidate, Entry, Needs, Player, Rule, Sums, reference};
use crate::scalar::Real;
use crate::spec::{Gda, Method, Steps};

/// A changed method, or `None` where the change does not apply.
pub(super) type Changed<S> = Option<Candidate<S>>;

/// A rule as the changed method.
pub(super) fn rule<S: Real>(rule: impl Rule<S> + 'static) -> Changed<S> {
    Some(Candidate::Rule(Box::new(rule)))
}

/// The method with other settings.
pub(super) fn other<S: Real>(method: impl Into<Method<S>>) -> Changed<S> {
    Some(reference(&method.into()))
}

/// The method with every number changed according to its name; `None` if that changes nothing.
pub(super) fn with<S: Real>(
    method: &Method<S>,
    change: impl Fn(&str, S) -> S,
) -> Option<Method<S>> {
    let list = method.parameters().into_iter();
    let names: Vec<_> = list.map(|(name, _)| name).collect();
    let next = std::cell::Cell::new(0);
    let changed = method.map(|a| change(names[next.replace(next.get() + 1)], *a));
    (changed != *method).then_some(changed)
}

/// What a closure is told of one coordinate at step k.
pub(super) struct At<'a, S> {
    pub k: usize,
    pub player: Player,
    pub p: S,
    pub v: S,
    /// Its own numbers, zero before the first step.
    pub memory: &'a mut [S],
}

/// A rule that is given F(v) in the place of v.
pub(super) struct Through<S: Real, F> {
    inner: Box<dyn Rule<S>>,
    width: usize,
    field: F,
}

impl<S: Real, F: Fn(At<'_, S>) -> S + Send + Sync> Through<S, F> {
    /// `field` remembers `width` numbers and is called once a step. The inner rule takes v alone.
    pub fn new(inner: Box<dyn Rule<S>>, width: usize, field: F) -> Self {
        Self {
            inner,
            width,
            field,
        }
    }

    /// The coordinate as the inner rule sees it; the last number of ours is F(v) of this step.
    fn seen<'a>(&self, entry: &'a mut Entry<'_, S>) -> Entry<'a, S> {
        let (own, memory) = entry.memory.split_at_mut(self.width + 1);
        Entry {
            v: own[self.width],
            memory,
            ..*entry
        }
    }
}

impl<S: Real, F: Fn(At<'_, S>) -> S + Send + Sync> Rule<S> for Through<S, F> {
    fn memory(&self) -> usize {
        self.width + 1 + self.inner.memory()
    }
    fn sums(&self) -> usize {
        self.inner.sums()
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        let (player, p, v) = (entry.player, entry.p, entry.v);
        let memory = &mut entry.memory[..self.width];
        let field = (self.field)(At {
            k,
            player,
            p,
            v,
            memory,
        });
        entry.memory[self.width] = field;
        self.inner.gather(k, &mut self.seen(entry), terms);
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        self.inner.advance(k, sums, &mut self.seen(entry))
    }
}

/// p + h F(v): descent ascent along a changed field that remembers `width` numbers.
pub(super) fn along<S: Real>(
    steps: Steps<S>,
    width: usize,
    field: impl Fn(At<'_, S>) -> S + Send + Sync + 'static,
) -> Changed<S> {
    rule(Through::new(Box::new(Gda { steps }), width, field))
}

/// A rule whose new point is changed afterwards.
pub(super) struct Then<S: Real, F> {
    inner: Box<dyn Rule<S>>,
    width: usize,
    change: F,
}

impl<S: Real, F: Fn(At<'_, S>, S) -> S + Send + Sync> Then<S, F> {
    /// `change` is told of the coordinate before the step and after it, and remembers `width`
    /// numbers.
    pub fn new(inner: Box<dyn Rule<S>>, width: usize, change: F) -> Self {
        Self {
            inner,
            width,
            change,
        }
    }

    /// The coordinate as the inner rule sees it: its numbers come first, then ours.
    fn seen<'a>(&self, entry: &'a mut Entry<'_, S>) -> Entry<'a, S> {
        Entry {
            memory: &mut entry.memory[..self.inner.memory()],
            ..*entry
        }
    }
}

impl<S: Real, F: Fn(At<'_, S>, S) -> S + Send + Sync> Rule<S> for Then<S, F> {
    fn memory(&self) -> usize {
        self.inner.memory() + self.width
    }
    fn sums(&self) -> usize {
        self.inner.sums()
    }
    fn needs(&self, k: usize) -> Needs {
        self.inner.needs(k)
    }
    fn middle(&self, k: usize, entry: &Entry<'_, S>) -> S {
        self.inner.middle(k, entry)
    }
    fn gather(&self, k: usize, entry: &mut Entry<'_, S>, terms: &mut [S]) {
        self.inner.gather(k, &mut self.seen(entry), terms);
    }
    fn advance(&self, k: usize, sums: &Sums<S>, entry: &mut Entry<'_, S>) -> S {
        let next = self.inner.advance(k, sums, &mut self.seen(entry));
        let (player, p, v) = (entry.player, entry.p, entry.v);
        let memory = &mut entry.memory[self.inner.memory()..];
        let at = At {
            k,
            player,
            p,
            v,
            memory,
        };
        (self.change)(at, next)
    }
}
