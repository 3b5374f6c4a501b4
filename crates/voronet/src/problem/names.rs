//! The settings' names in problem files.

use super::{Initialization, Method, Precision, Sequence};

macro_rules! names {
    ($($type:ident { $($variant:ident $name:literal),* })*) => {$(
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
    )*};
}

names! {
    Method { Uniform "uniform", Exact "exact", Gradient "gradient", Pwc "pwc", Linear "linear", Rad "rad", RarD "rar_d", R3 "r3" }
    Sequence { Random "random", Halton "halton", Sobol "sobol", Hammersley "hammersley", LatinHypercube "latin_hypercube" }
    Initialization { Glorot "glorot", Sine "sine" }
    Precision { F32 "f32", F64 "f64" }
}
