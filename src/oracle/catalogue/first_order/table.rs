//! The form in which a family lists its changes.

/// `Name = "id", complexity, methods, "sentence", "source";` gives the enum of the changes,
/// documented by their sentences, and the entries of the catalogue.
macro_rules! changes {
    ($(#[$about:meta])* $change:ident of $family:ident {
        $($name:ident = $id:literal, $complexity:literal, $methods:expr,
            $sentence:literal, $source:literal;)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $change {
            $(#[doc = $sentence] $name,)*
        }

        impl $change {
            /// Ids of the methods that the change applies to.
            pub(super) fn methods(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => $methods,)*
                }
            }
        }

        pub(super) const ENTRIES: &[crate::oracle::catalogue::Deviation] = &[
            $(crate::oracle::catalogue::Deviation {
                id: $id,
                sentence: $sentence,
                source: $source,
                methods: $methods,
                complexity: $complexity,
                mutation: crate::oracle::catalogue::Mutation::FirstOrder(
                    crate::oracle::catalogue::FirstOrder::$family($change::$name),
                ),
            },)*
        ];
    };
}

pub(super) use changes;
