//! The form in which a family lists its changes.

/// `Name = "id", complexity, ["method" …], "sentence", "source";` gives the enum of the changes,
/// documented by their sentences, and the entries of the catalogue.
macro_rules! changes {
    ($(#[$about:meta])* $change:ident of $family:ident {
        $($name:ident = $id:literal, $complexity:literal, [$($method:literal)*],
            $sentence:literal, $source:literal;)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $change {
            $(#[doc = $sentence] $name,)*
        }

        pub(in crate::oracle::catalogue::second_order) const ENTRIES:
            &[crate::oracle::catalogue::Deviation] = &[
            $(crate::oracle::catalogue::Deviation {
                id: $id,
                sentence: $sentence,
                source: $source,
                methods: &[$($method),*],
                complexity: $complexity,
                mutation: crate::oracle::catalogue::Mutation::SecondOrder(
                    crate::oracle::catalogue::SecondOrder::$family($change::$name),
                ),
            },)*
        ];
    };
}

pub(super) use changes;
