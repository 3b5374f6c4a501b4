//! Why a training cannot go on, as far as the numbers show it.

use crate::problem::{Phase, Precision, Problem};
use crate::sampler::keys::EXPONENT;
use crate::words::number;

/// What made a number leave those that can be computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is too large, or infinite.
    Overflow,
    /// It is no number: a root or logarithm of a negative one, 0/0.
    NotANumber,
    /// The weights of drawn points are not finite.
    Weights,
}

/// Beyond this the square of a residual, or its gradient, may be too large for the
/// arithmetic.
fn is_large(value: f64, precision: Precision) -> bool {
    let most = match precision {
        Precision::F32 => 1e12,
        Precision::F64 => 1e100,
    };
    value.abs() > most
}

impl Cause {
    /// Of the worst value that was found.
    pub fn of(value: f64, precision: Precision) -> Cause {
        if value.is_infinite() || is_large(value, precision) {
            Cause::Overflow
        } else {
            Cause::NotANumber
        }
    }

    /// What may mend it, where numbers of that precision left a phase of a training.
    pub fn advice(
        self,
        (problem, phase): (&Problem, &Phase),
        precision: Precision,
        is_at_start: bool,
    ) -> String {
        let (limit, other) = match precision {
            // The precision of phases that the program chose is not the user's.
            Precision::F32 if problem.training.is_automatic => ("f32 ends at 3e38", ""),
            Precision::F32 => ("f32 ends at 3e38", "`precision = \"f64\"`, or "),
            Precision::F64 => ("f64 ends at 2e308", ""),
        };
        match self {
            Cause::Weights => format!(
                "The weights (1/(N q))^{} of the drawn points leave the range of numbers: take an \
                 `exponent` from 0 to 1",
                number(problem.sampling.number(&EXPONENT))
            ),
            Cause::Overflow if is_at_start => format!(
                "That is an overflow: {limit}, and losses are squares. Take {other}units in which \
                 inputs and outputs are near 1{}; if the law divides by what is 0 there, multiply \
                 it by that",
                extreme_interval(problem)
            ),
            Cause::NotANumber if is_at_start => "Look for a root or logarithm of a negative \
                 number, or a division by zero, in that law"
                .to_owned(),
            Cause::Overflow | Cause::NotANumber if phase.is_first_order() => {
                "A smaller learning rate, or the other precision, may help".to_owned()
            }
            Cause::Overflow | Cause::NotANumber => "The steps led to where that law has no \
                 value, at points that had not been trained: look for a root or logarithm of \
                 what may become negative, or a division by what may become zero, in it"
                .to_owned(),
        }
    }
}

/// The interval that is so short or long that derivatives by its input are extreme.
fn extreme_interval(problem: &Problem) -> String {
    let lengths = (0..problem.inputs.len()).map(|i| (i, problem.domain.extent(i)));
    let extreme = lengths.filter(|(_, length)| !(1e-5..1e5).contains(length));
    let size = |length: f64| length.ln().abs();
    let most = extreme.max_by(|a, b| size(a.1).total_cmp(&size(b.1)));
    most.map_or(String::new(), |(i, length)| {
        format!(
            " (the interval of `{}` is {length:.1e} long)",
            problem.inputs[i]
        )
    })
}
