//! From what the network gives to the outputs of the problem.

use std::collections::HashMap;

use voronet_expr::{Binary, Graph, Leaf, MultiIndex, Node};

/// How an output u comes from its channel c, which is what the network gives:
/// u = shift + scale · c. What is trained is then of order one whatever the units of u.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// The output where the channel is 0.
    pub shift: f64,
    /// How much the output changes as the channel changes by 1; positive.
    pub scale: f64,
}

impl Channel {
    /// The channel that is the output itself.
    pub const PLAIN: Channel = Channel {
        shift: 0.0,
        scale: 1.0,
    };

    /// The output, or a derivative of it, as an expression in that of the channel.
    fn express(self, graph: &mut Graph, alpha: MultiIndex, channel: Node) -> Node {
        let scale = graph.constant(self.scale);
        let scaled = graph.binary(Binary::Mul, scale, channel);
        if alpha != MultiIndex::ZERO {
            return scaled;
        }
        let shift = graph.constant(self.shift);
        graph.binary(Binary::Add, shift, scaled)
    }
}

/// Writes channels into expressions in place of outputs without an ansatz, or in place of what
/// [`in_ansatz`](super::in_ansatz) left of the others: a leaf is then a channel or a derivative
/// of one. Leaf numbers from the number of channels on are the outputs at the point opposite. An
/// expression of plain channels stays the same node.
pub fn in_channels(graph: &mut Graph, roots: &[Node], channels: &[Channel]) -> Vec<Node> {
    if channels.iter().all(|&channel| channel == Channel::PLAIN) {
        return roots.to_vec();
    }
    let mut replaced: HashMap<Leaf, Node> = HashMap::new();
    for leaf in graph.leaves(roots) {
        if let Leaf::Output { output, alpha } = leaf {
            let channel = channels[output % channels.len()];
            let node = graph.leaf(leaf);
            replaced.insert(leaf, channel.express(graph, alpha, node));
        }
    }
    let replace = |leaf| replaced.get(&leaf).copied();
    let rewritten = roots.iter().map(|&root| graph.substitute(root, &replace));
    rewritten.collect()
}
