//! What a check works with: the row's data in, lines of the story out.

use super::{Failure, Recorded};
use std::collections::BTreeSet;
use toml::{Table, Value};

/// A registered check: recomputes what its row records.
pub type CheckFn = fn(&mut Check<'_>) -> Result<(), Failure>;

/// The data of one piece of evidence, and the story that the check tells about it.
///
/// Every key must be read once: [`Check::finish`] refuses data that nobody looked at.
#[derive(Clone, Debug)]
pub struct Check<'a> {
    data: &'a Table,
    read: BTreeSet<&'a str>,
    lines: Vec<String>,
}

impl<'a> Check<'a> {
    /// Nothing read, nothing said.
    pub fn new(data: &'a Table) -> Self {
        Self {
            data,
            read: BTreeSet::new(),
            lines: Vec::new(),
        }
    }

    /// The value under `key`, whatever its kind.
    ///
    /// # Errors
    /// `Data` if it is not there.
    pub fn value(&mut self, key: &str) -> Result<&'a Value, Failure> {
        match self.data.get_key_value(key) {
            Some((name, value)) => {
                self.read.insert(name);
                Ok(value)
            }
            None => Err(Failure::Data {
                key: key.into(),
                problem: "missing".into(),
            }),
        }
    }

    /// Whether `key` is there. Does not count as reading it.
    pub fn has(&self, key: &str) -> bool {
        self.data.contains_key(key)
    }

    /// A recorded number, vector, matrix or list of them.
    ///
    /// # Errors
    /// `Data` if it is missing or of another kind.
    pub fn get<T: Recorded>(&mut self, key: &str) -> Result<T, Failure> {
        T::read(self.value(key)?).ok_or_else(|| Failure::Data {
            key: key.into(),
            problem: format!("expected {}", T::EXPECTED),
        })
    }

    /// That the value recorded under `key` is `computed`; says "what = value".
    ///
    /// # Errors
    /// `Differs`, `Data`.
    pub fn same<T: Recorded>(
        &mut self,
        key: &str,
        what: &str,
        computed: &T,
    ) -> Result<(), Failure> {
        let recorded: T = self.get(key)?;
        if recorded != *computed {
            return Err(Failure::Differs {
                what: what.into(),
                recorded: recorded.show(),
                computed: computed.show(),
            });
        }
        self.say(format!("{what} = {}", computed.show()));
        Ok(())
    }

    /// That a condition holds; says it.
    ///
    /// # Errors
    /// `Unmet`.
    pub fn require(&mut self, condition: bool, what: impl Into<String>) -> Result<(), Failure> {
        let what = what.into();
        if !condition {
            return Err(Failure::Unmet(what));
        }
        self.say(what);
        Ok(())
    }

    /// One more line of the story.
    pub fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// The story.
    ///
    /// # Errors
    /// `Unread` with the first key that nobody looked at.
    pub fn finish(self) -> Result<Vec<String>, Failure> {
        let unread = self
            .data
            .keys()
            .find(|key| !self.read.contains(key.as_str()));
        match unread {
            None => Ok(self.lines),
            Some(key) => Err(Failure::Unread(key.clone())),
        }
    }
}
