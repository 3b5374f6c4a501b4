//! An output as an expression of the inputs and of what the network gives.

use std::collections::HashMap;

use voronet_expr::{
    Diagnostic, Formula, Graph, Leaf, MultiIndex, Names, Node, Scope, parse_expression,
};

/// What a channel is called in an ansatz.
pub const CHANNEL: &str = "net";

/// The most bytes of an ansatz in the language.
const LONGEST: usize = 200_000;

/// What an output u is of its channel c, u = A(x, c), where that is more than a shift and a
/// scale: u = g + x·(1 − x)·c satisfies u = g at both ends whatever the network gives.
#[derive(Clone, Debug)]
pub struct Ansatz {
    /// In the language.
    text: String,
    /// Of the inputs and of output 0, which stands for the channel.
    formula: Formula,
}

impl PartialEq for Ansatz {
    /// Tells whether both are written in the same way.
    fn eq(&self, other: &Ansatz) -> bool {
        self.text == other.text
    }
}

impl Ansatz {
    /// Takes an expression of a graph in which an output's number stands for its channel, if it is
    /// not too long for the file of a model.
    pub fn new(
        graph: &mut Graph,
        expression: Node,
        output: usize,
        inputs: &[String],
    ) -> Option<Ansatz> {
        let channel = graph.output(0);
        let is_channel = |leaf| matches!(leaf, Leaf::Output { output: k, .. } if k == output);
        let moved = graph.substitute(expression, &|leaf| is_channel(leaf).then_some(channel));
        Some(Ansatz {
            text: graph.written(moved, &names(inputs), LONGEST)?,
            formula: graph.formula(moved),
        })
    }

    /// Reads what [`text`](Self::text) says.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(text: &str, inputs: &[String]) -> Result<Ansatz, Vec<Diagnostic>> {
        let scope = Scope {
            names: names(inputs),
            ..Scope::default()
        };
        let mut graph = Graph::new();
        let node = parse_expression(text, &scope, &mut graph)?;
        Ok(Ansatz {
            text: text.to_owned(),
            formula: graph.formula(node),
        })
    }

    /// Returns it in the language, with `net` for the channel.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its slope by the channel, where that is 0: what a channel is multiplied by.
    pub fn factor(&self) -> Formula {
        let mut graph = Graph::new();
        let node = self.write(&mut graph, 0);
        let channel = Leaf::Output {
            output: 0,
            alpha: MultiIndex::ZERO,
        };
        let slope = graph.partial(node, channel);
        let zero = graph.constant(0.0);
        let slope = graph.substitute(slope, &|leaf| (leaf == channel).then_some(zero));
        graph.formula(slope)
    }

    /// Writes it into a graph, with the channel as the output of that number.
    pub fn write(&self, graph: &mut Graph, output: usize) -> Node {
        graph.insert(&self.formula, &mut |graph, leaf| match leaf {
            Leaf::Output { alpha, .. } => graph.leaf(Leaf::Output { output, alpha }),
            other => graph.leaf(other),
        })
    }
}

/// The names in an ansatz.
fn names(inputs: &[String]) -> Names {
    Names {
        inputs: inputs.to_vec(),
        outputs: vec![CHANNEL.to_owned()],
        ..Names::default()
    }
}

/// Writes what outputs with an ansatz are of their channels into expressions, with every
/// derivative by the product and chain rules; a leaf of such an output is then its channel, or a
/// derivative of that. Leaf numbers from the number of outputs on are outputs at the point
/// opposite, whose inputs a point carries after its normal. Without an ansatz an expression stays
/// the same node.
pub fn in_ansatz(
    graph: &mut Graph,
    roots: &[Node],
    ansatz: &[Option<Ansatz>],
    inputs: usize,
) -> Vec<Node> {
    if ansatz.iter().all(Option::is_none) {
        return roots.to_vec();
    }
    let there: Vec<Node> = (0..inputs)
        .map(|i| graph.symbol((inputs + i) as u32))
        .collect();
    let mut derivatives = Derivatives {
        ansatz,
        made: HashMap::new(),
    };
    let mut replaced: HashMap<Leaf, Node> = HashMap::new();
    for leaf in graph.leaves(roots) {
        let Leaf::Output { output, alpha } = leaf else {
            continue;
        };
        let Some(mut field) = derivatives.of(graph, output, alpha) else {
            continue;
        };
        if output >= ansatz.len() {
            field = graph.substitute(field, &|leaf| match leaf {
                Leaf::Input(i) => Some(there[i]),
                _ => None,
            });
        }
        replaced.insert(leaf, field);
    }
    let replace = |leaf| replaced.get(&leaf).copied();
    let rewritten = roots.iter().map(|&root| graph.substitute(root, &replace));
    rewritten.collect()
}

/// Derivatives of outputs with an ansatz, each made once.
struct Derivatives<'a> {
    ansatz: &'a [Option<Ansatz>],
    made: HashMap<(usize, MultiIndex), Node>,
}

impl Derivatives<'_> {
    /// A derivative of an output in those of its channel; none of an output without an ansatz.
    fn of(&mut self, graph: &mut Graph, output: usize, alpha: MultiIndex) -> Option<Node> {
        let ansatz = self.ansatz[output % self.ansatz.len()].as_ref()?;
        if let Some(&node) = self.made.get(&(output, alpha)) {
            return Some(node);
        }
        let node = match alpha.0.iter().rposition(|&n| n > 0) {
            None => ansatz.write(graph, output),
            Some(input) => {
                let mut less = alpha;
                less.0[input] -= 1;
                let less = self.of(graph, output, less)?;
                graph.slope(less, input)
            }
        };
        self.made.insert((output, alpha), node);
        Some(node)
    }
}
