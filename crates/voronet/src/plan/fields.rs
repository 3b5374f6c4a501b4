//! What outputs are of what the network gives, and which conditions hold by that.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use voronet_expr::{Formula, Graph, Leaf, MultiIndex, Node};

use super::scales::{domain_rates, growth, points};
use crate::network::{Ansatz, in_ansatz};
use crate::points::Cloud;
use crate::points::stream::{Purpose, stream};
use crate::problem::{Problem, Region, values_at};

/// The fields of a problem.
#[derive(Clone, Debug)]
pub struct Fields {
    /// What each output is of its channel, where that is more than a scale.
    pub ansatz: Vec<Option<Ansatz>>,
    /// Whether each term is a condition that holds whatever the network gives.
    pub exact: Vec<bool>,
}

/// What is this much smaller than the parts that it is a sum of is their rounding.
const ROUNDING: f64 = 1e-10;

/// Networks at which conditions are tried.
const NETWORKS: usize = 2;

impl Fields {
    /// Takes a problem's, and finds out at points which conditions they satisfy.
    pub fn of(problem: &Problem) -> Fields {
        let fields = problem.fields.iter();
        let ansatz: Vec<Option<Ansatz>> = fields
            .map(|field| field.as_ref().map(|field| field.ansatz.clone()))
            .collect();
        if ansatz.iter().all(Option::is_none) {
            let exact = vec![false; problem.terms.len()];
            return Fields { ansatz, exact };
        }
        let mut trial = Trial {
            problem,
            units: units(problem, &ansatz),
            ansatz: &ansatz,
            graph: problem.graph.clone(),
            rates: domain_rates(problem),
        };
        let exact = (0..problem.terms.len()).map(|t| trial.holds(t)).collect();
        Fields { ansatz, exact }
    }

    /// Writes laws in what the network gives.
    pub fn written(&self, graph: &mut Graph, laws: &[Node], inputs: usize) -> Vec<Node> {
        in_ansatz(graph, laws, &self.ansatz, inputs)
    }
}

/// The size of each output where the network gives 0, or 1 if that is 0.
fn units(problem: &Problem, ansatz: &[Option<Ansatz>]) -> Vec<f64> {
    let inside = points(problem, 0, &Region::Interior);
    let unit = |ansatz: &Option<Ansatz>| {
        let (Some(ansatz), Some(points)) = (ansatz, &inside) else {
            return 1.0;
        };
        let mut graph = Graph::new();
        let node = ansatz.write(&mut graph, 0);
        let values = values_at(&graph.formula(node), points);
        let largest = values.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        if largest.is_finite() && largest > 0.0 {
            largest
        } else {
            1.0
        }
    };
    ansatz.iter().map(unit).collect()
}

/// Conditions at points where any numbers stand for what networks give.
struct Trial<'a> {
    problem: &'a Problem,
    ansatz: &'a [Option<Ansatz>],
    units: Vec<f64>,
    graph: Graph,
    rates: Vec<f64>,
}

impl Trial<'_> {
    /// Tells whether a term is a condition of which all laws hold, up to rounding.
    fn holds(&mut self, term: usize) -> bool {
        let stated = &self.problem.terms[term];
        if stated.is_equation() || !stated.residuals.iter().all(|&law| self.reads_field(law)) {
            return false;
        }
        let Some(points) = points(self.problem, term, &stated.region) else {
            return false;
        };
        let rng = &mut stream(0, Purpose::Points { set: term }, 2);
        let mut laws = stated.residuals.iter();
        laws.all(|&law| self.law_holds(law, &points, rng))
    }

    fn reads_field(&self, law: Node) -> bool {
        let outputs = self.ansatz.len();
        let is_field = |leaf| matches!(leaf, Leaf::Output { output, .. } if self.ansatz[output % outputs].is_some());
        self.graph.leaves(&[law]).into_iter().any(is_field)
    }

    /// Compares a law's residual with what it would be if outputs were off by their size.
    fn law_holds(&mut self, law: Node, points: &Cloud, rng: &mut ChaCha8Rng) -> bool {
        let outputs = self.ansatz.len();
        let size = |output: usize, alpha: MultiIndex| {
            self.units[output % outputs] * growth(&self.rates, alpha)
        };
        let (mut nodes, mut sizes) = (vec![law], Vec::new());
        for leaf in self.graph.leaves(&[law]) {
            if let Leaf::Output { output, alpha } = leaf {
                sizes.push(size(output, alpha));
                nodes.push(self.graph.partial(law, leaf));
            }
        }
        let inputs = self.problem.inputs.len();
        let nodes = in_ansatz(&mut self.graph, &nodes, self.ansatz, inputs);
        let channels: Vec<Leaf> = self.graph.leaves(&nodes).into_iter().collect();
        let formulas: Vec<Formula> = nodes.iter().map(|&n| self.graph.formula(n)).collect();
        (0..NETWORKS * points.len()).all(|trial| {
            let j = trial % points.len();
            let thrown: Vec<f64> = channels
                .iter()
                .map(|leaf| match *leaf {
                    Leaf::Output { output, alpha } => {
                        let side: f64 = rng.random_range(-1.5..1.5);
                        side * size(output, alpha)
                    }
                    Leaf::Input(i) => points.point(j)[i],
                    Leaf::Symbol(id) => points.carried(j)[id as usize],
                    Leaf::Combination(_) => 0.0,
                    // Whatever it turns out to be.
                    Leaf::Unknown(i) => {
                        let start = self.problem.unknowns[i].start;
                        start + rng.random_range(0.1..1.0) * start.abs().max(1.0)
                    }
                })
                .collect();
            let leaf = |leaf: Leaf| {
                let place = channels.binary_search(&leaf);
                place.map_or(0.0, |place| thrown[place])
            };
            let residual = formulas[0].evaluate(&leaf);
            let slopes = formulas[1..].iter().zip(&sizes);
            let off: f64 = slopes
                .map(|(slope, size)| slope.evaluate(&leaf).abs() * size)
                .sum();
            residual.abs() <= ROUNDING * off
        })
    }
}
