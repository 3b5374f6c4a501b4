//! How large a law's parts are, as expressions.

use voronet_expr::{Binary, Graph, Leaf, MultiIndex, Node, Unary};

use crate::problem::Term;

/// The expressions by which a law is measured at a point.
pub struct Gauge {
    /// Left side minus right side.
    pub residual: Node,
    /// The same with the weight of the point, where that is an expression.
    pub weighted: Node,
    /// Σ |summand|.
    pub summands: Node,
    /// The same of what is left of each summand when its value at the mean field is taken
    /// from it, and of the sum of those values: in `h*(T - 300)`, with T in kelvin, h·T
    /// and 300 h say nothing of how well the law balances.
    pub deviations: Node,
    /// Σ |summand| over those that read no output: what the law prescribes.
    pub known: Node,
    /// |the residual of the mean field|
    pub of_mean: Node,
    /// Σ |summand| of the mean field.
    pub of_mean_summands: Node,
    /// |∂ residual / ∂ D^α u_k| of each derivative that is read.
    pub slopes: Vec<Slope>,
}

/// How strongly a law reads a derivative of an output.
pub struct Slope {
    /// The output, also where it is read at the point opposite.
    pub output: usize,
    /// The derivative.
    pub alpha: MultiIndex,
    /// |∂ residual / ∂ D^α u_k|
    pub size: Node,
}

impl Gauge {
    /// Takes a law of a term apart. `means` has the mean of each output over the domain.
    pub fn new(graph: &mut Graph, term: &Term, residual: Node, means: &[f64]) -> Gauge {
        let zero = graph.constant(0.0);
        let (mut summands, mut deviations, mut known) = (zero, zero, zero);
        let (mut base, mut bases) = (zero, zero);
        for (factor, node) in graph.summands(residual) {
            let factor = graph.constant(factor);
            let summand = graph.binary(Binary::Mul, factor, node);
            let at_mean = at_mean(graph, summand, means);
            let deviation = graph.binary(Binary::Sub, summand, at_mean);
            base = graph.binary(Binary::Add, base, at_mean);
            bases = plus_size(graph, bases, at_mean);
            summands = plus_size(graph, summands, summand);
            deviations = plus_size(graph, deviations, deviation);
            if !reads_outputs(graph, summand) {
                known = plus_size(graph, known, summand);
            }
        }
        Gauge {
            residual,
            weighted: term.weighted(graph, residual),
            summands,
            deviations: plus_size(graph, deviations, base),
            known,
            of_mean: graph.unary(Unary::Abs, base),
            of_mean_summands: bases,
            slopes: slopes(graph, residual, means.len()),
        }
    }

    /// All of its expressions, the slopes last.
    pub fn nodes(&self) -> impl Iterator<Item = Node> {
        let parts = [
            self.residual,
            self.weighted,
            self.summands,
            self.deviations,
            self.known,
            self.of_mean,
            self.of_mean_summands,
        ];
        parts
            .into_iter()
            .chain(self.slopes.iter().map(|slope| slope.size))
    }
}

/// sum + |summand|
fn plus_size(graph: &mut Graph, sum: Node, summand: Node) -> Node {
    let size = graph.unary(Unary::Abs, summand);
    graph.binary(Binary::Add, sum, size)
}

/// The expression where every output is its mean, and no derivative is left.
fn at_mean(graph: &mut Graph, node: Node, means: &[f64]) -> Node {
    let means: Vec<Node> = means.iter().map(|&mean| graph.constant(mean)).collect();
    let zero = graph.constant(0.0);
    graph.substitute(node, &|leaf| match leaf {
        Leaf::Output { output, alpha } if alpha == MultiIndex::ZERO => {
            Some(means[output % means.len()])
        }
        Leaf::Output { .. } => Some(zero),
        _ => None,
    })
}

fn reads_outputs(graph: &Graph, node: Node) -> bool {
    let leaves = graph.leaves(&[node]);
    leaves
        .iter()
        .any(|leaf| matches!(leaf, Leaf::Output { .. }))
}

fn slopes(graph: &mut Graph, residual: Node, outputs: usize) -> Vec<Slope> {
    let mut slopes = Vec::new();
    for leaf in graph.leaves(&[residual]) {
        if let Leaf::Output { output, alpha } = leaf {
            let slope = graph.partial(residual, leaf);
            slopes.push(Slope {
                // Those at the point opposite come after the others.
                output: output % outputs,
                alpha,
                size: graph.unary(Unary::Abs, slope),
            });
        }
    }
    slopes
}
