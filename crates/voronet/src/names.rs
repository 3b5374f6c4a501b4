//! The names of choices in problem files.

/// Gives each variant of a choice the name it has in problem files.
macro_rules! names {
    ($type:ident { $($variant:ident $name:literal),* }) => {
        impl $type {
            /// All of them, in the order they are listed to users.
            pub const ALL: &'static [$type] = &[$($type::$variant),*];

            /// The name used in problem files.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }

            /// The one of that name, if there is one.
            pub fn from_name(name: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|x| x.name() == name)
            }
        }
    };
}
pub(crate) use names;
