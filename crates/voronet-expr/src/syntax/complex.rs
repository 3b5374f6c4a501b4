//! `conj`, `re`, `im` and `abs2`.

use super::diagnostic::Span;
use super::resolve::Resolver;
use super::value::{Number, Value};

/// What is taken of a complex number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// re − i im
    Conjugate,
    /// re
    Real,
    /// im
    Imaginary,
    /// re² + im²
    SquareOfMagnitude,
}

impl Resolver<'_> {
    /// A part of each number of the argument.
    pub(super) fn part(&mut self, part: Part, argument: usize, span: Span) -> Option<Value> {
        let zero = self.graph.constant(0.0);
        let value = self.value(argument)?;
        value.map_numbers(&mut |number| {
            Some(match part {
                Part::Conjugate => self.conjugate(number),
                Part::Real => Number::from(number.re),
                Part::Imaginary => Number::from(number.im.unwrap_or(zero)),
                Part::SquareOfMagnitude => self.square_of_magnitude(number, span)?.into(),
            })
        })
    }
}
