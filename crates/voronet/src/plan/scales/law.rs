//! A law at sample points of its place, where sizes are put in for its outputs.

use std::sync::Arc;

use voronet_expr::{Formula, Graph, Leaf, MultiIndex, Node};

use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, Wanted};
use crate::problem::{Problem, Region};

/// Points of a place at which laws are tried.
const SAMPLES: usize = 128;

/// What is taken for an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// The value about which it varies.
    pub middle: f64,
    /// How far it varies; 0 where that is not known.
    pub size: f64,
}

/// The size of a derivative of a function of size 1 that varies by its size over one over a
/// rate, given for each input.
pub fn growth(rates: &[f64], alpha: MultiIndex) -> f64 {
    let rates = rates.iter().enumerate();
    rates
        .map(|(i, rate)| rate.powi(i32::from(alpha.get(i))))
        .product()
}

/// One over half the extent of each input: outputs are taken to vary over such lengths, for
/// scaled inputs run from −1 to 1.
pub fn domain_rates(problem: &Problem) -> Vec<f64> {
    let inputs = 0..problem.inputs.len();
    inputs.map(|i| 2.0 / problem.domain.extent(i)).collect()
}

/// A derivative of an output that a law reads.
#[derive(Clone, Debug)]
pub struct Reads {
    /// Which output, at the point itself or at the one opposite.
    pub output: usize,
    /// Which derivative.
    pub alpha: MultiIndex,
    /// The law's derivative by it.
    pub slope: Formula,
    /// Whether the slope is the same whatever the outputs are.
    pub is_linear: bool,
}

/// A law with the points at which it is tried.
#[derive(Clone, Debug)]
pub struct Law {
    /// The number of its term, and its own among the term's.
    pub place: (usize, usize),
    /// Whether it holds in the whole domain.
    pub is_equation: bool,
    /// Left side minus right side.
    pub residual: Node,
    /// The same, to be evaluated.
    pub formula: Formula,
    /// What it reads.
    pub reads: Vec<Reads>,
    /// Its derivative by each input, all else held.
    pub by_input: Vec<Formula>,
    /// Whether it ties outputs at a point to those at the point opposite.
    pub is_tied: bool,
    points: Arc<Cloud>,
    outputs: usize,
    /// Where unknowns start, at which laws are tried.
    starts: Vec<f64>,
    rates: Vec<f64>,
}

/// All laws of a problem at points of their places. A place without points has no laws here.
pub fn laws(problem: &Problem, graph: &mut Graph) -> Vec<Law> {
    let mut laws = Vec::new();
    for (t, term) in problem.terms.iter().enumerate() {
        let Some(points) = points(problem, t, &term.region) else {
            continue;
        };
        let points = Arc::new(points);
        for (number, &residual) in term.residuals.iter().enumerate() {
            let place = (t, number);
            laws.push(Law::new(problem, graph, place, residual, points.clone()));
        }
    }
    laws
}

/// Points of a term's place, the same in every run.
pub fn points(problem: &Problem, term: usize, region: &Region) -> Option<Cloud> {
    let rng = &mut stream(0, Purpose::Points { set: term }, 0);
    let placed = problem.place(region, Wanted::carrying(SAMPLES), rng, &|_| {});
    let placed = placed.ok().filter(|points| !points.is_empty())?;
    let step = placed.len().div_ceil(MOST_GIVEN);
    let some: Vec<u32> = (0..placed.len() as u32).step_by(step).collect();
    Some(placed.picked(&some))
}

/// The most given points at which a law is tried.
const MOST_GIVEN: usize = 2048;

fn reads(graph: &mut Graph, residual: Node, outputs: usize) -> Vec<Reads> {
    let leaves = graph.leaves(&[residual]).into_iter();
    let read = |leaf: Leaf| {
        let Leaf::Output { output, alpha } = leaf else {
            return None;
        };
        let slope = graph.partial(residual, leaf);
        let is_output = |leaf: &Leaf| matches!(leaf, Leaf::Output { .. });
        Some(Reads {
            output: output % outputs,
            alpha,
            is_linear: !graph.leaves(&[slope]).iter().any(is_output),
            slope: graph.formula(slope),
        })
    };
    leaves.filter_map(read).collect()
}

impl Law {
    fn new(
        problem: &Problem,
        graph: &mut Graph,
        place: (usize, usize),
        residual: Node,
        points: Arc<Cloud>,
    ) -> Law {
        let outputs = problem.outputs.len();
        let leaves = graph.leaves(&[residual]);
        let is_opposite =
            |leaf: &Leaf| matches!(leaf, Leaf::Output { output, .. } if *output >= outputs);
        let by_input = |i| {
            let slope = graph.partial(residual, Leaf::Input(i));
            graph.formula(slope)
        };
        Law {
            place,
            is_equation: problem.terms[place.0].is_equation(),
            residual,
            by_input: (0..problem.inputs.len()).map(by_input).collect(),
            reads: reads(graph, residual, outputs),
            formula: graph.formula(residual),
            is_tied: leaves.iter().any(is_opposite),
            points,
            outputs,
            starts: problem.unknowns.iter().map(|u| u.start).collect(),
            rates: domain_rates(problem),
        }
    }

    /// The law with another residual that says the same.
    pub fn rewritten(&self, problem: &Problem, graph: &mut Graph, residual: Node) -> Law {
        let points = Arc::clone(&self.points);
        Law::new(problem, graph, self.place, residual, points)
    }

    /// One over half the extent of each input.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// The values of a formula at the law's points, where each output is at its middle and,
    /// if `varies` says so, off it by its size to one side or the other.
    pub fn values(
        &self,
        formula: &Formula,
        guesses: &[Guess],
        varies: impl Fn(usize) -> bool,
    ) -> Vec<f64> {
        let at = |j: usize| {
            let leaf = |leaf| match leaf {
                Leaf::Input(i) => self.points.point(j)[i],
                Leaf::Symbol(id) => self.points.carried(j)[id as usize],
                Leaf::Combination(_) => 0.0,
                Leaf::Unknown(i) => self.starts[i],
                Leaf::Output { output, alpha } => {
                    let k = output % self.outputs;
                    let middle = match alpha {
                        MultiIndex::ZERO => guesses[k].middle,
                        _ => 0.0,
                    };
                    if guesses[k].size == 0.0 || !varies(k) {
                        return middle;
                    }
                    middle + side(j, output, alpha) * guesses[k].size * growth(&self.rates, alpha)
                }
            };
            formula.evaluate(&leaf)
        };
        (0..self.points.len()).map(at).collect()
    }

    /// How large the law's derivative by what it reads is, where no output but those that vary
    /// is off its middle.
    pub fn slope(&self, read: &Reads, guesses: &[Guess], varies: impl Fn(usize) -> bool) -> f64 {
        size(&self.values(&read.slope, guesses, varies))
    }
}

/// A side for each point and derivative, as if thrown by a coin.
fn side(point: usize, output: usize, alpha: MultiIndex) -> f64 {
    let mut hash = (point as u64) << 32 | (output as u64) << 16;
    for n in alpha.0 {
        hash = (hash ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
    }
    if hash.count_ones().is_multiple_of(2) {
        1.0
    } else {
        -1.0
    }
}

/// The part of the values that is looked at apart: those of a law that is singular somewhere
/// are large at so few points.
const FEW: f64 = 0.02;

/// The root of the mean square of the values that are finite; where few of them make up most
/// of it, as near a singularity, the square of the mean root, which hardly depends on how near
/// points come.
pub fn size(values: &[f64]) -> f64 {
    let finite = values.iter().map(|x| x.abs()).filter(|x| x.is_finite());
    let mut sizes: Vec<f64> = finite.collect();
    if sizes.is_empty() {
        return 0.0;
    }
    sizes.sort_by(f64::total_cmp);
    let largest = sizes[sizes.len() - 1];
    if largest == 0.0 {
        return 0.0;
    }
    let n = sizes.len() as f64;
    let squares = |sizes: &[f64]| sizes.iter().map(|x| (x / largest).powi(2)).sum::<f64>();
    let few = (FEW * n) as usize;
    let (rest, top) = sizes.split_at(sizes.len() - few);
    if squares(top) > squares(rest) {
        let roots = sizes.iter().map(|x| (x / largest).sqrt()).sum::<f64>();
        return largest * (roots / n).powi(2);
    }
    largest * (squares(&sizes) / n).sqrt()
}
