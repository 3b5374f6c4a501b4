//! What names mean.

use std::collections::BTreeMap;

use super::functions::FUNCTIONS;
use super::value::Value;
use crate::graph::Names;

/// The names that a text may use, beside functions and `pi`.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Inputs, outputs and unknowns.
    pub names: Names,
    /// Numbers.
    pub constants: BTreeMap<String, f64>,
    /// Expressions.
    pub definitions: BTreeMap<String, Value>,
    /// Complex outputs. Where there are any, `i` is the imaginary unit.
    pub complex: Vec<ComplexOutput>,
    /// The inputs that `laplacian(u)` sums over, where it is known which are
    /// coordinates of space.
    pub space: Option<Vec<usize>>,
    /// On a boundary: the inputs along which the outward unit normal may point,
    /// with the symbols of its components.
    pub normal: Vec<(usize, u32)>,
    /// Symbols of the coordinates of the point opposite, one for each input, on
    /// a boundary that has an opposite one.
    pub opposite: Option<u32>,
}

/// A complex output, which stands for two real ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplexOutput {
    /// As it is written.
    pub name: String,
    /// The output that is its real part.
    pub re: usize,
    /// The output that is its imaginary part.
    pub im: usize,
}

/// The name of the imaginary unit, where there are complex outputs.
pub const IMAGINARY_UNIT: &str = "i";

impl Scope {
    /// Whether a name means something already, by the language or by the user.
    pub(super) fn has_meaning(&self, name: &str) -> bool {
        let is_unit = name == IMAGINARY_UNIT && !self.complex.is_empty();
        is_unit || RESERVED.contains(&name) || self.all().any(|known| known == name)
    }

    /// Every name that a user gave.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let names = self.names.inputs.iter().chain(&self.names.outputs);
        names
            .chain(&self.names.unknowns)
            .chain(self.constants.keys())
            .chain(self.definitions.keys())
            .chain(self.complex.iter().map(|complex| &complex.name))
            .map(String::as_str)
    }
}

/// Names that have a meaning of their own and that a user may not give.
pub const RESERVED: &[&str] = &{
    let mut names = [""; FUNCTIONS.len() + 4];
    let mut i = 0;
    while i < FUNCTIONS.len() {
        names[i] = FUNCTIONS[i].name;
        i += 1;
    }
    names[i] = "pi";
    names[i + 1] = "and";
    names[i + 2] = "or";
    names[i + 3] = "not";
    names
};
