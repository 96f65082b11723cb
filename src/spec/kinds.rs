//! Kinds of hyper-parameter: how each is named, read, listed and converted.
//!
//! `parameters.rs` says for every field of every method which kind it is. SPEC's
//! defaults are written as fractions, so that an exact scalar gets 99/100 and not a double.

use super::{Choice, Fraction, Gn, HessianFr, Settings, Steps, Value};

/// The settings of a method, by short name and in a fixed order.
pub(super) type List<'a, S> = Vec<(&'static str, Value<'a, S>)>;

/// One field of a method's struct.
pub(super) trait Kind {
    /// The type of the field.
    type Of<S>;
    /// The short names that it reads.
    fn names(&self) -> Vec<&'static str>;
    /// Its value from settings.
    fn read<S: Clone, R: Settings<S>>(
        &self,
        method: &'static str,
        from: &mut R,
    ) -> Result<Self::Of<S>, R::Error>;
    /// Its settings.
    fn list<'a, S>(&self, value: &'a Self::Of<S>) -> List<'a, S>;
    /// Its value in another scalar.
    fn map<S, T>(&self, value: &Self::Of<S>, convert: &impl Fn(&S) -> T) -> Self::Of<T>;
}

/// A number that must be given.
pub(super) struct Number(pub &'static str);

impl Kind for Number {
    type Of<S> = S;
    fn names(&self) -> Vec<&'static str> {
        vec![self.0]
    }
    fn read<S: Clone, R: Settings<S>>(
        &self,
        method: &'static str,
        from: &mut R,
    ) -> Result<S, R::Error> {
        from.number(self.0)?
            .ok_or_else(|| from.missing(method, self.0))
    }
    fn list<'a, S>(&self, value: &'a S) -> List<'a, S> {
        vec![(self.0, Value::Number(value))]
    }
    fn map<S, T>(&self, value: &S, convert: &impl Fn(&S) -> T) -> T {
        convert(value)
    }
}

/// A number with a default.
pub(super) struct Usual(pub &'static str, pub Fraction);

impl Kind for Usual {
    type Of<S> = S;
    fn names(&self) -> Vec<&'static str> {
        vec![self.0]
    }
    fn read<S: Clone, R: Settings<S>>(&self, _: &'static str, from: &mut R) -> Result<S, R::Error> {
        let Self(name, usual) = *self;
        from.number(name)?
            .map_or_else(|| from.default(name, usual), Ok)
    }
    fn list<'a, S>(&self, value: &'a S) -> List<'a, S> {
        vec![(self.0, Value::Number(value))]
    }
    fn map<S, T>(&self, value: &S, convert: &impl Fn(&S) -> T) -> T {
        convert(value)
    }
}

/// A number that may be left out.
pub(super) struct Optional(pub &'static str);

impl Kind for Optional {
    type Of<S> = Option<S>;
    fn names(&self) -> Vec<&'static str> {
        vec![self.0]
    }
    fn read<S: Clone, R: Settings<S>>(
        &self,
        _: &'static str,
        from: &mut R,
    ) -> Result<Option<S>, R::Error> {
        from.number(self.0)
    }
    fn list<'a, S>(&self, value: &'a Option<S>) -> List<'a, S> {
        value.iter().map(|a| (self.0, Value::Number(a))).collect()
    }
    fn map<S, T>(&self, value: &Option<S>, convert: &impl Fn(&S) -> T) -> Option<T> {
        value.as_ref().map(convert)
    }
}

/// A number with a default that counts only where a flag is set; the flag is off by default.
pub(super) struct Flagged {
    pub flag: &'static str,
    pub number: Usual,
}

impl Kind for Flagged {
    type Of<S> = Option<S>;
    fn names(&self) -> Vec<&'static str> {
        vec![self.flag, self.number.0]
    }
    fn read<S: Clone, R: Settings<S>>(
        &self,
        method: &'static str,
        from: &mut R,
    ) -> Result<Option<S>, R::Error> {
        let wanted = from.flag(self.flag)?.unwrap_or(false);
        // read in any case, so that a wrong value is refused even where it does not count
        let number = self.number.read(method, from)?;
        Ok(wanted.then_some(number))
    }
    fn list<'a, S>(&self, value: &'a Option<S>) -> List<'a, S> {
        let mut list = vec![(self.flag, Value::Flag(value.is_some()))];
        list.extend(value.iter().map(|a| (self.number.0, Value::Number(a))));
        list
    }
    fn map<S, T>(&self, value: &Option<S>, convert: &impl Fn(&S) -> T) -> Option<T> {
        value.as_ref().map(convert)
    }
}

/// `hx` and `hy`, in whose place `h` may stand where `or_one` is set.
pub(super) struct TwoSteps {
    pub or_one: bool,
}

impl Kind for TwoSteps {
    type Of<S> = Steps<S>;
    fn names(&self) -> Vec<&'static str> {
        let all = ["h", "hx", "hy"];
        all[usize::from(!self.or_one)..].to_vec()
    }
    fn read<S: Clone, R: Settings<S>>(
        &self,
        method: &'static str,
        from: &mut R,
    ) -> Result<Steps<S>, R::Error> {
        use super::SpecError::TwoSteps as Both;
        let one = if self.or_one { from.number("h")? } else { None };
        let (x, y) = (from.number("hx")?, from.number("hy")?);
        match (one, x, y) {
            (None, Some(x), Some(y)) => Ok(Steps { x, y }),
            (Some(h), None, None) => Ok(Steps::same(h)),
            (Some(_), Some(_), _) => Err(Both { method, name: "hx" }.into()),
            (Some(_), None, Some(_)) => Err(Both { method, name: "hy" }.into()),
            (None, None, _) => Err(from.missing(method, "hx")),
            (None, Some(_), None) => Err(from.missing(method, "hy")),
        }
    }
    fn list<'a, S>(&self, value: &'a Steps<S>) -> List<'a, S> {
        vec![
            ("hx", Value::Number(&value.x)),
            ("hy", Value::Number(&value.y)),
        ]
    }
    fn map<S, T>(&self, value: &Steps<S>, convert: &impl Fn(&S) -> T) -> Steps<T> {
        Steps {
            x: convert(&value.x),
            y: convert(&value.y),
        }
    }
}

/// A whole number.
pub(super) struct Count(pub &'static str);

impl Kind for Count {
    type Of<S> = usize;
    fn names(&self) -> Vec<&'static str> {
        vec![self.0]
    }
    fn read<S: Clone, R: Settings<S>>(
        &self,
        method: &'static str,
        from: &mut R,
    ) -> Result<usize, R::Error> {
        from.count(self.0)?
            .ok_or_else(|| from.missing(method, self.0))
    }
    fn list<'a, S>(&self, value: &'a usize) -> List<'a, S> {
        vec![(self.0, Value::Count(*value))]
    }
    fn map<S, T>(&self, value: &usize, _: &impl Fn(&S) -> T) -> usize {
        *value
    }
}

/// Yes or no.
pub(super) struct Flag(pub &'static str);

impl Kind for Flag {
    type Of<S> = bool;
    fn names(&self) -> Vec<&'static str> {
        vec![self.0]
    }
    fn read<S: Clone, R: Settings<S>>(
        &self,
        method: &'static str,
        from: &mut R,
    ) -> Result<bool, R::Error> {
        from.flag(self.0)?
            .ok_or_else(|| from.missing(method, self.0))
    }
    fn list<'a, S>(&self, value: &'a bool) -> List<'a, S> {
        vec![(self.0, Value::Flag(*value))]
    }
    fn map<S, T>(&self, value: &bool, _: &impl Fn(&S) -> T) -> bool {
        *value
    }
}

/// One of a few names, with its default if there is one.
pub(super) struct Word<C>(pub &'static str, pub Option<C>);

impl<C: Choice> Kind for Word<C> {
    type Of<S> = C;
    fn names(&self) -> Vec<&'static str> {
        vec![self.0]
    }
    fn read<S: Clone, R: Settings<S>>(
        &self,
        method: &'static str,
        from: &mut R,
    ) -> Result<C, R::Error> {
        match from.word(self.0)? {
            Some(name) => Ok(C::named(&name)?),
            None => self.1.ok_or_else(|| from.missing(method, self.0)),
        }
    }
    fn list<'a, S>(&self, value: &'a C) -> List<'a, S> {
        vec![(self.0, Value::Word(value.id()))]
    }
    fn map<S, T>(&self, value: &C, _: &impl Fn(&S) -> T) -> C {
        *value
    }
}

/// All the settings of another method's struct, read under this method's name.
macro_rules! whole {
    ($kind:ident, $type:ident) => {
        pub(super) struct $kind;

        impl Kind for $kind {
            type Of<S> = $type<S>;
            fn names(&self) -> Vec<&'static str> {
                $type::<()>::parameter_names()
            }
            fn read<S: Clone, R: Settings<S>>(
                &self,
                method: &'static str,
                from: &mut R,
            ) -> Result<$type<S>, R::Error> {
                $type::read_for(method, from)
            }
            fn list<'a, S>(&self, value: &'a $type<S>) -> List<'a, S> {
                value.settings()
            }
            fn map<S, T>(&self, value: &$type<S>, convert: &impl Fn(&S) -> T) -> $type<T> {
                value.map(convert)
            }
        }
    };
}

whole!(GaussNewton, Gn);
whole!(FollowTheRidge, HessianFr);
