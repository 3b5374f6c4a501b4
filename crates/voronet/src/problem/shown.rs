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

/// Nodes of an input along which pictures go.
const ALONG: usize = 5;

impl Shown {
    /// Returns the nodes of a grid over so many inputs: so many of each across which pictures are
    /// made, a few of the one along which they go, and the middle alone of all others.
    pub fn nodes(&self, inputs: usize, across: usize) -> Vec<usize> {
        let mut nodes = vec![1; inputs];
        for &input in &self.across {
            nodes[input] = across;
        }
        if let Some(input) = self.along {
            nodes[input] = ALONG;
        }
        nodes
    }

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
