//! The equation that the error of a field satisfies, to first order.
//!
//! Where u + e is a solution, every law N has N(u + e) = 0, so that N'(u) e = −N(u) up to
//! squares of e. Laws and conditions alike are linearised symbolically; u and its
//! derivatives, which do not change any more, are numbers that the points carry.

use std::collections::BTreeMap;
use std::sync::Arc;

use voronet_expr::{Binary, Graph, Leaf, Node};

use super::measure::{Field, Measured, Measurement, residuals};
use crate::network::{Channel, Network, NetworkSettings};
use crate::plan::{BySet, Group, Plan, PointSet};
use crate::points::Cloud;
use crate::problem::Problem;

/// λ of conditions, to that of equations: robust in steps of Gauss and Newton, since all
/// residuals are of order one.
const CONDITIONS: f64 = 100.0;

/// The largest network of a problem that serves for its error too.
pub const MOST_PARAMETERS: usize = 2000;

/// The hidden layers of the error's network where the problem's are larger.
const SMALLER: [usize; 3] = [24, 24, 24];

/// An error equation, ready to be solved by least squares.
pub struct ErrorEquation {
    /// Its laws at each point set.
    pub plan: Arc<Plan>,
    /// Points that carry what is read of u.
    pub clouds: BySet<Arc<Cloud>>,
}

impl ErrorEquation {
    /// Linearises a problem's laws at a field of which it was measured how far it is off.
    pub fn new(
        problem: &Problem,
        plan: &Plan,
        (field, measurement): (&Field, &Measurement),
        clouds: &BySet<Cloud>,
    ) -> ErrorEquation {
        let outputs = problem.outputs.len();
        let off = measurement.off();
        let scale = |size: f64| if size > 0.0 { off * size } else { 1.0 };
        let channel = |&size: &f64| Channel {
            shift: 0.0,
            scale: scale(size),
        };
        let channels = measurement.sizes.iter().map(channel);
        let network = network(problem, plan, channels.collect());
        let mut graph = problem.graph.clone();
        let (mut sets, mut carrying) = (Vec::new(), Vec::new());
        for (set, cloud) in plan.sets.iter().zip(clouds) {
            let mut read = Read::beside(cloud);
            let mut roots = Vec::new();
            for (term, law, residual) in residuals(problem, &set.terms) {
                let expanded = read.expanded(&mut graph, residual, outputs);
                let size = scale(measurement.size_of(term, law));
                let factor = graph.constant(1.0 / size);
                roots.push(graph.binary(Binary::Mul, factor, expanded));
            }
            carrying.push(Arc::new(read.carried(&mut graph, field, cloud)));
            sets.push(PointSet {
                residuals: Group::compile(&mut graph, &roots, &network),
                ..set.clone()
            });
        }
        let weight = |t: usize| match problem.terms[t].is_equation() {
            true => 1.0,
            false => CONDITIONS,
        };
        let names = plan.terms.iter().enumerate();
        let terms = names.map(|(t, (name, _))| (name.clone(), weight(t)));
        let values: Vec<Node> = (0..outputs).map(|k| graph.output(k)).collect();
        let errors = Group::compile(&mut graph, &values, &network);
        ErrorEquation {
            plan: Arc::new(Plan {
                network,
                sets: sets.into_iter().collect(),
                terms: terms.collect(),
                outputs: errors,
                ..plan.clone()
            }),
            clouds: carrying.into_iter().collect(),
        }
    }
}

/// One like the problem's, but no larger than what steps of Gauss and Newton take.
fn network(problem: &Problem, plan: &Plan, channels: Vec<Channel>) -> Network {
    let hidden = match plan.network.mlp.parameters() <= MOST_PARAMETERS {
        true => problem.network.hidden.clone(),
        false => SMALLER.to_vec(),
    };
    let settings = NetworkSettings {
        hidden,
        ..problem.network.clone()
    };
    Network::new(&settings, &problem.domain, channels)
}

impl Measurement {
    /// How far the field is off at least, relative to its size.
    fn off(&self) -> f64 {
        let parts = self.laws.iter().map(|law| law.relative);
        let worst = parts.filter(|part| part.is_finite()).fold(0.0, f64::max);
        if worst > 0.0 { worst.min(1.0) } else { 1.0 }
    }

    fn size_of(&self, term: usize, law: usize) -> f64 {
        let is_it = |of: &&Measured| (of.term, of.law) == (term, law);
        self.laws.iter().find(is_it).map_or(0.0, |of| of.size)
    }
}

/// What the laws of a point set read of u, and the column in which a point carries it.
struct Read {
    first: usize,
    columns: BTreeMap<Leaf, usize>,
}

impl Read {
    /// Beside what the points of a cloud carry already.
    fn beside(cloud: &Cloud) -> Read {
        let first = if cloud.is_empty() {
            0
        } else {
            cloud.carried(0).len()
        };
        Read {
            first,
            columns: BTreeMap::new(),
        }
    }

    /// N(u) + N'(u) e with what is read of u as symbols, and e as the outputs.
    fn expanded(&mut self, graph: &mut Graph, residual: Node, outputs: usize) -> Node {
        // Outputs, those at the point opposite, and the errors of either.
        let values = 2 * outputs;
        let change = graph.linearized(residual, |output| values + output);
        let expanded = graph.binary(Binary::Add, residual, change);
        let mut replaced: BTreeMap<Leaf, Node> = BTreeMap::new();
        for leaf in graph.leaves(&[expanded]) {
            let Leaf::Output { output, alpha } = leaf else {
                continue;
            };
            let node = match output.checked_sub(values) {
                None => {
                    let next = self.first + self.columns.len();
                    let column = *self.columns.entry(leaf).or_insert(next);
                    graph.symbol(column as u32)
                }
                Some(output) => graph.leaf(Leaf::Output { output, alpha }),
            };
            replaced.insert(leaf, node);
        }
        graph.substitute(expanded, &|leaf| replaced.get(&leaf).copied())
    }

    /// The cloud whose points carry what was read, too.
    fn carried(&self, graph: &mut Graph, field: &Field, cloud: &Cloud) -> Cloud {
        let mut leaves: Vec<(usize, Leaf)> = self.columns.iter().map(|(l, c)| (*c, *l)).collect();
        leaves.sort_unstable_by_key(|leaf| leaf.0);
        let nodes: Vec<Node> = leaves.iter().map(|leaf| graph.leaf(leaf.1)).collect();
        let columns = field(graph, &nodes, cloud);
        let mut carried = Vec::new();
        for j in 0..cloud.len() {
            carried.extend_from_slice(cloud.carried(j));
            carried.extend(columns.iter().map(|column| column[j]));
        }
        let coordinates = cloud.coordinates().to_vec();
        Cloud::new(cloud.dimensions(), coordinates).carrying(self.first + nodes.len(), carried)
    }
}
