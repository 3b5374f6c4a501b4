//! What the user stated, checked and with every name resolved.

use std::collections::BTreeSet;
use std::sync::Arc;

use voronet_expr::{Binary, Graph, Leaf, MultiIndex, Node, Scope, Unary};

use crate::geometry::{BoxDomain, Inhabited, Piece, Surface};
use crate::network::{NetworkSettings, Unknown};
use crate::points::Cloud;
use crate::problem::{Density, Field, Passage, TrainingSettings};
use crate::sampler::{self, SamplingSettings};

/// A problem as stated. Every [`Node`] lives in `graph`. It is changed by
/// [`changed`](Problem::changed), so that its text goes on to say the same.
#[derive(Clone, Debug)]
pub struct Problem {
    /// One line for people.
    pub title: String,
    /// Names of the inputs: coordinates, and parameters after them.
    pub inputs: Vec<String>,
    /// Names of the network's outputs.
    pub outputs: Vec<String>,
    /// The numbers that are found together with the solution.
    pub unknowns: Vec<Unknown>,
    /// Which inputs are the time, parameters and space.
    pub roles: Roles,
    /// The box in which the equations hold, or that encloses the solid.
    pub domain: BoxDomain,
    /// The inputs that lie in a solid, if any do.
    pub inhabited: Option<Inhabited>,
    /// The parameters that have a density, each by the number of its input.
    pub densities: Vec<(usize, Density)>,
    /// How statistics over those parameters are taken: `[statistics]`.
    pub statistics: StatisticsSettings,
    /// The expressions of all terms and references.
    pub graph: Graph,
    /// What names mean: inputs, outputs, constants and definitions.
    pub scope: Scope,
    /// The parts of the loss: equations come first, then conditions, each in the order of the
    /// file.
    pub terms: Vec<Term>,
    /// The inputs in which the outputs are periodic, whatever the network's weights.
    pub periodic: Vec<usize>,
    /// Conditions that hold exactly for that, and are no parts of the loss.
    pub exact: Vec<Term>,
    /// What outputs are of what the network gives, where they satisfy conditions by that.
    pub fields: Vec<Option<Field>>,
    /// Conditions that stay in the loss where the program was free to hold them exactly, by the
    /// number of the term, and why.
    pub soft: Vec<(usize, String)>,
    /// What the solution is compared with.
    pub reference: Reference,
    /// What the reader of the problem file noticed: good to know, no mistakes.
    pub notes: Vec<String>,
    /// Files that the problem file names, as they were read.
    pub files: Vec<InputFile>,
    /// `scale` and `[scales]`
    pub scales: ScaleSettings,
    /// `[network]`
    pub network: NetworkSettings,
    /// `[sampling]`
    pub sampling: SamplingSettings,
    /// `[training]`
    pub training: TrainingSettings,
    /// The problem file that says all this.
    pub(super) text: String,
    /// The same with names of files as they are in the folder of a run.
    pub(super) kept_text: String,
}

/// How statistics over parameters that have a density are taken.
#[derive(Clone, Debug, PartialEq)]
pub struct StatisticsSettings {
    /// The number of samples of the parameters.
    pub samples: usize,
    /// The quantiles that are taken, between 0 and 1, rising.
    pub quantiles: Vec<f64>,
}

/// What a problem says of the scales of its outputs: `scale` and `[scales]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleSettings {
    /// Whether outputs and laws have scales at all.
    pub automatic: bool,
    /// The shift and the scale of each output, where they are stated.
    pub stated: Vec<(Option<f64>, Option<f64>)>,
}

/// A file that a problem file names.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Its name in the problem file.
    pub name: String,
    /// What it holds.
    pub bytes: Arc<Vec<u8>>,
    /// Its name in the folder of a run, with `/` between folder and file.
    pub kept: String,
    /// Where the problem file or an override names it.
    pub passages: Vec<Passage>,
}

impl Problem {
    /// Whether a point of the box lies in the domain.
    pub fn contains(&self, x: &[f64]) -> bool {
        self.inhabited.as_ref().is_none_or(|i| i.contains(x))
    }

    /// Returns the inputs on which an output depends, by number: all, if it says nothing else.
    pub fn inputs_of(&self, output: usize) -> Vec<usize> {
        let is_read = |input: &usize| !self.graph.is_held(output, *input);
        (0..self.inputs.len()).filter(is_read).collect()
    }

    /// Returns on which inputs it depends, by number, what can be added to an output without any
    /// law being told: where laws read its derivatives by other inputs alone. A pressure in a
    /// steady flow is free by a constant, which depends on none. None if the output is fixed.
    pub fn free_part(&self, output: usize) -> Option<Vec<usize>> {
        let laws = self.terms.iter().flat_map(|term| &term.residuals);
        let read = self.derivatives(laws.copied(), output);
        let is_fixed = self.fields[output].is_some() || read.contains(&MultiIndex::ZERO);
        if is_fixed || read.is_empty() {
            return None;
        }
        let is_free = |&i: &usize| read.iter().all(|alpha| alpha.0[i] == 0);
        Some(self.inputs_of(output).into_iter().filter(is_free).collect())
    }

    /// Returns the derivatives of an output that laws read, there and at the point opposite; its
    /// value is that of order zero.
    pub fn derivatives(
        &self,
        laws: impl IntoIterator<Item = Node>,
        output: usize,
    ) -> BTreeSet<MultiIndex> {
        let laws: Vec<Node> = laws.into_iter().collect();
        let leaves = self.graph.leaves(&laws).into_iter();
        let read = leaves.filter_map(|leaf| match leaf {
            // Outputs of the point opposite come after the others.
            Leaf::Output { output: of, alpha } if of % self.outputs.len() == output => Some(alpha),
            _ => None,
        });
        read.collect()
    }

    /// Returns the density of an input, if it is a parameter that has one.
    pub fn density(&self, input: usize) -> Option<Density> {
        let mut densities = self.densities.iter();
        Some(densities.find(|(i, _)| *i == input)?.1)
    }

    /// Moves a point that is uniform in the box to where the densities of parameters put it.
    pub fn by_density(&self, x: &mut [f64]) {
        for &(i, density) in &self.densities {
            let (lower, upper) = (self.domain.lower[i], self.domain.upper[i]);
            x[i] = density.quantile((x[i] - lower) / (upper - lower), lower, upper);
        }
    }

    /// Returns the number of points of a region, or more, where it is nothing but a few points:
    /// corners of a box, ends of an interval.
    pub fn single_points(&self, region: &Region) -> Option<usize> {
        if region.dimensions(self.inputs.len()) > 0 {
            return None;
        }
        match region {
            Region::Boundary(pieces) => {
                let is_corner = |piece: &&Piece| piece.fixed.len() == self.inputs.len();
                Some(pieces.iter().filter(is_corner).count())
            }
            Region::Surface { surface, .. } => Some(surface.faces().len()),
            Region::Interior | Region::Given { .. } => None,
        }
    }
}

/// What inputs are, each by its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The time, if there is one.
    pub time: Option<usize>,
    /// Numbers on which the solution depends without moving in space or time.
    pub parameters: Vec<usize>,
    /// The inputs over which `laplacian` sums; none if that is not known.
    pub space: Option<Vec<usize>>,
}

/// One term of the loss: weight · mean over points of Σ residual².
#[derive(Clone, Debug)]
pub struct Term {
    /// A name that no other term has; it is a column of the history.
    pub name: String,
    /// The place where it holds.
    pub region: Region,
    /// The laws as they were written.
    pub laws: Vec<String>,
    /// Left side minus right side of each law.
    pub residuals: Vec<Node>,
    /// λ of Eq. 7; 1 of a term whose weight is an expression.
    pub weight: f64,
    /// The weight of each point's squared residual, where it is an expression of the inputs
    /// and of what points carry.
    pub weight_at: Option<Node>,
    /// The noise of the data, of a condition at given points.
    pub noise: Option<Noise>,
    /// Points drawn from this term's pool in each iteration; all interior
    /// equations share one batch.
    pub batch: usize,
    /// The sampler that draws them; all interior equations share one.
    pub sampler: &'static sampler::Entry,
    /// Whether it is to hold whatever the network gives.
    pub exactness: Exactness,
}

/// The noise of data: the standard deviation of a law's residual at each point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// An expression of the inputs and of what points carry, positive at all points.
    pub level: Node,
    /// One over the root of the mean of 1/level².
    pub mean: f64,
}

/// Whether a condition is to hold whatever the network gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exactness {
    /// It is a term of the loss.
    Soft,
    /// It must.
    Exact,
    /// Where that can be done and pays.
    Auto,
}

impl Term {
    /// Tells whether it is an equation, which holds in the whole domain, and no
    /// condition.
    pub fn is_equation(&self) -> bool {
        matches!(self.region, Region::Interior)
    }

    /// Makes a residual whose square has the weight of the point in it: the residual itself,
    /// or its product with the root of the weight, relative to the level of noise. What rounding
    /// leaves below 0 is 0.
    pub fn weighted(&self, graph: &mut Graph, residual: Node) -> Node {
        let residual = self.relative_to_noise(graph, residual);
        let Some(weight) = self.weight_at else {
            return residual;
        };
        let zero = graph.constant(0.0);
        let weight = graph.binary(Binary::Max, weight, zero);
        let root = graph.unary(Unary::Sqrt, weight);
        graph.binary(Binary::Mul, root, residual)
    }

    /// Divides a residual by the level of noise, in parts of its mean, where that differs from
    /// point to point.
    fn relative_to_noise(&self, graph: &mut Graph, residual: Node) -> Node {
        match self.noise {
            Some(Noise { level, mean }) if graph.constant_value(level).is_none() => {
                let mean = graph.constant(mean);
                let relative = graph.binary(Binary::Div, mean, level);
                graph.binary(Binary::Mul, relative, residual)
            }
            _ => residual,
        }
    }

    /// Names one of its laws: like the term if it has no other, else with the
    /// law's number, from 1: `flow.2`.
    pub fn name_of_law(&self, law: usize) -> String {
        match self.laws.len() {
            1 => self.name.clone(),
            _ => format!("{}.{}", self.name, law + 1),
        }
    }
}

/// Where a term holds.
#[derive(Clone, Debug)]
pub enum Region {
    /// In the whole domain.
    Interior,
    /// On the union of pieces of the box's boundary, as far as they lie in the
    /// solid if there is one.
    Boundary(Vec<Piece>),
    /// On a part of the solid's boundary.
    Surface {
        /// The parts of the boundary, as they were written.
        name: String,
        /// The faces.
        surface: Surface,
        /// Keeps only the points at which this expression is not 0.
        filter: Option<Node>,
    },
    /// At given points.
    Given {
        /// The file they come from.
        file: String,
        /// The names of its columns that are no inputs.
        columns: Vec<String>,
        /// The points; each carries the values of those columns.
        points: Arc<Cloud>,
    },
}

impl Region {
    /// Counts the coordinates that a point of the region may choose, of a problem of so many
    /// inputs.
    pub fn dimensions(&self, inputs: usize) -> usize {
        match self {
            Region::Interior | Region::Given { .. } => inputs,
            Region::Boundary(pieces) => {
                let fixed = pieces.iter().map(|piece| piece.fixed.len()).min();
                inputs - fixed.unwrap_or(0)
            }
            Region::Surface { .. } => inputs - 1,
        }
    }
}

/// A reference solution.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Of each output, where one is given as an expression.
    pub expressions: Vec<Option<Node>>,
    /// Values at given points.
    pub data: Option<ReferenceData>,
    /// The relative L² error of the reference itself, of each output, as stated
    /// by whoever made it.
    pub errors: Vec<Option<f64>>,
}

impl Reference {
    /// Whether there is one, of any output.
    pub fn is_given(&self) -> bool {
        self.data.is_some() || self.expressions.iter().any(Option::is_some)
    }

    /// Returns the numbers of the outputs of which there is one.
    pub fn given(&self) -> Vec<usize> {
        let expressions = self.expressions.iter().enumerate();
        let stated = expressions.filter(|(_, e)| e.is_some()).map(|(k, _)| k);
        let known = self
            .data
            .iter()
            .flat_map(|data| data.outputs.iter().copied());
        stated.chain(known).collect()
    }
}

/// Returns the name of the solution's field that holds an output's reference.
pub fn reference_name(output: &str) -> String {
    format!("{output}_reference")
}

/// Returns the name of the solution's field that holds an output minus its reference.
pub fn error_name(output: &str) -> String {
    format!("{output}_error")
}

/// A reference solution known at points.
#[derive(Clone, Debug)]
pub struct ReferenceData {
    /// The points where it is known.
    pub points: Arc<Cloud>,
    /// The outputs that are known.
    pub outputs: Vec<usize>,
    /// The value of each of them at each point.
    pub values: Vec<Vec<f64>>,
}
