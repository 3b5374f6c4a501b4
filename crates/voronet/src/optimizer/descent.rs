//! Methods that ask an objective more than once for a step.

use super::{Oracle, Visit};

/// A method on a sum of squares, with what it remembers.
pub trait Descent: Send {
    /// Moves θ by one step on the oracle's points. θ stays as it is where no step is
    /// found that lowers the loss.
    fn step(&mut self, oracle: &mut dyn Oracle, theta: &mut [f64]) -> Step;

    /// Hears that the next step's points are others.
    fn redrawn(&mut self);

    /// Shows everything that it remembers to `visit`, which may read it or replace it: a
    /// method made anew that is given the same goes on in the same way.
    fn visit(&mut self, visit: Visit);
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// F before it.
    pub before: f64,
    /// F after it, on the same points; not above `before`.
    pub after: f64,
    /// The damping µ, or the length of the step along its direction.
    pub length: f64,
    /// How many times residuals were evaluated.
    pub evaluations: usize,
}

impl Step {
    /// A step that was not found, at that loss.
    pub fn none(loss: f64, length: f64, evaluations: usize) -> Step {
        Step {
            before: loss,
            after: loss,
            length,
            evaluations,
        }
    }

    /// Tells whether a step was found.
    pub fn is_taken(&self) -> bool {
        self.after < self.before
    }
}
