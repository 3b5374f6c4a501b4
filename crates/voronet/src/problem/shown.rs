//! Which inputs pictures show.

use super::Problem;

/// The inputs of which pictures are made; all others are held in the middle of their intervals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// One input, over which curves are drawn, or two, which span planes.
    pub across: Vec<usize>,
    /// An input at some values of which there is a curve or a plane each: a parameter if there
    /// are some, whose members these are.
    pub along: Option<usize>,
}

impl Shown {
    /// Chooses inputs of a problem: the last two that are no parameters, along the first
    /// parameter or else the first input.
    pub fn of(problem: &Problem) -> Shown {
        let parameters = &problem.roles.parameters;
        let is_free = |i: &usize| !parameters.contains(i);
        let mut free: Vec<usize> = (0..problem.inputs.len()).filter(is_free).collect();
        if free.is_empty() {
            free = (0..problem.inputs.len()).collect();
        }
        let across = free[free.len().saturating_sub(2)..].to_vec();
        let mut others = parameters.iter().chain(&free).copied();
        let along = others.find(|i| !across.contains(i));
        Shown { across, along }
    }
}
