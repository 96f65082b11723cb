//! The methods as one type, split by what they ask of the scalar.

use super::parameters::*;
use super::{Form, Settings, SpecError, Value};

/// The enums over all methods, and what they take from the struct of each.
///
/// `order` is SPEC's; `algebraic` are the methods of field operations only, `real` those that
/// take a root.
macro_rules! methods {
    (order: $($all:ident)*; algebraic: $($field:ident)*; real: $($root:ident)*;) => {
        /// The id of every method, in the order of SPEC section 3.
        pub const METHOD_IDS: [&str; [$($all::<()>::ID),*].len()] = [$($all::<()>::ID),*];

        /// A method whose step uses field operations only, so that it runs exactly on rationals.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Algebraic<S> {
            $(#[doc = concat!("See [`", stringify!($field), "`].")] $field($field<S>),)*
        }

        /// A method with its hyper-parameters, each in the scalar that it will be used in.
        ///
        /// What is not [`Method::Algebraic`] takes a root.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Method<S> {
            /// Field operations only.
            Algebraic(Algebraic<S>),
            $(#[doc = concat!("See [`", stringify!($root), "`].")] $root($root<S>),)*
        }

        impl<S> Algebraic<S> {
            /// The id used everywhere outside this enum.
            pub fn id(&self) -> &'static str {
                match self {
                    $(Self::$field(_) => $field::<S>::ID,)*
                }
            }

            /// Every setting with its short name, in a fixed order.
            pub fn settings(&self) -> Vec<(&'static str, Value<'_, S>)> {
                match self {
                    $(Self::$field(one) => one.settings(),)*
                }
            }

            /// The same method with every number converted, in the order of [`Self::settings`].
            pub fn map<T>(&self, convert: impl Fn(&S) -> T) -> Algebraic<T> {
                match self {
                    $(Self::$field(one) => Algebraic::$field(one.map(convert)),)*
                }
            }
        }

        impl<S> Method<S> {
            /// The id used everywhere outside this enum.
            pub fn id(&self) -> &'static str {
                match self {
                    Self::Algebraic(one) => one.id(),
                    $(Self::$root(_) => $root::<S>::ID,)*
                }
            }

            /// Every setting with its short name, in a fixed order.
            pub fn settings(&self) -> Vec<(&'static str, Value<'_, S>)> {
                match self {
                    Self::Algebraic(one) => one.settings(),
                    $(Self::$root(one) => one.settings(),)*
                }
            }

            /// The same method with every number converted, in the order of [`Self::settings`].
            pub fn map<T>(&self, convert: impl Fn(&S) -> T) -> Method<T> {
                match self {
                    Self::Algebraic(one) => Method::Algebraic(one.map(convert)),
                    $(Self::$root(one) => Method::$root(one.map(convert)),)*
                }
            }

            /// The short names of the settings that the method with this id has.
            ///
            /// # Errors
            /// `UnknownMethod`.
            pub fn parameter_names(id: &str) -> Result<Vec<&'static str>, SpecError> {
                match id {
                    $($all::<()>::ID => Ok($all::<S>::parameter_names()),)*
                    _ => Err(SpecError::UnknownMethod { found: id.into() }),
                }
            }

            /// The method with this id, from settings under their short names.
            ///
            /// # Errors
            /// `UnknownMethod`; those of `from`; a setting that is not given and has no default.
            pub fn read<R: Settings<S>>(id: &str, from: &mut R) -> Result<Self, R::Error>
            where
                S: Clone,
            {
                match id {
                    $($all::<()>::ID => $all::read(from).map(Self::from),)*
                    _ => Err(SpecError::UnknownMethod { found: id.into() }.into()),
                }
            }
        }

        $(impl<S> From<$field<S>> for Algebraic<S> {
            fn from(one: $field<S>) -> Self {
                Self::$field(one)
            }
        }

        impl<S> From<$field<S>> for Method<S> {
            fn from(one: $field<S>) -> Self {
                Self::Algebraic(Algebraic::$field(one))
            }
        })*

        $(impl<S> From<$root<S>> for Method<S> {
            fn from(one: $root<S>) -> Self {
                Self::$root(one)
            }
        })*
    };
}

methods! {
    order: Gda Ttur GdaK Eg Ogda Eftp Sga Conopt Cgd Acgd Fr Gdn HessianFr HessianFrCg
        HessianFrDiag Gn GnBlock GnHeavyball GnEma GnAdaptive Nlcg Adam Rmsprop SgdMomentum
        Lookahead GnPublished;
    algebraic: Gda Ttur GdaK Eg Ogda Eftp Sga Conopt Cgd Fr Gdn HessianFr HessianFrCg
        HessianFrDiag Gn GnBlock GnHeavyball GnEma Nlcg SgdMomentum Lookahead;
    real: Acgd GnAdaptive GnPublished Adam Rmsprop;
}

impl<S> From<Algebraic<S>> for Method<S> {
    fn from(method: Algebraic<S>) -> Self {
        Self::Algebraic(method)
    }
}

impl<S> TryFrom<Method<S>> for Algebraic<S> {
    type Error = SpecError;
    fn try_from(method: Method<S>) -> Result<Self, SpecError> {
        match method {
            Method::Algebraic(method) => Ok(method),
            other => Err(SpecError::NeedsRoots { method: other.id() }),
        }
    }
}

impl<S> Method<S> {
    /// The method as one of field operations.
    ///
    /// # Errors
    /// `NeedsRoots` if it takes a root.
    pub fn into_algebraic(self) -> Result<Algebraic<S>, SpecError> {
        self.try_into()
    }

    /// The method as one of field operations, if it is one.
    pub fn algebraic(&self) -> Option<&Algebraic<S>> {
        match self {
            Self::Algebraic(method) => Some(method),
            _ => None,
        }
    }

    /// Whether a step uses field operations only, so that it runs exactly on rationals.
    pub fn is_algebraic(&self) -> bool {
        self.algebraic().is_some()
    }

    /// Which A the method applies, if it is one of the Gauss-Newton family.
    pub fn form(&self) -> Option<Form> {
        use Algebraic as A;
        match self {
            Self::Algebraic(A::Gn(gn)) => Some(gn.form),
            Self::Algebraic(A::GnBlock(one)) => Some(one.core.form),
            Self::Algebraic(A::GnHeavyball(one)) => Some(one.core.form),
            Self::Algebraic(A::GnEma(one)) => Some(one.core.form),
            Self::GnAdaptive(one) => Some(one.core.form),
            _ => None,
        }
    }

    /// The numbers of the method under their short names, in a fixed order.
    pub fn parameters(&self) -> Vec<(&'static str, &S)> {
        let settings = self.settings().into_iter();
        let number = |(name, value)| match value {
            Value::Number(number) => Some((name, number)),
            _ => None,
        };
        settings.filter_map(number).collect()
    }
}
