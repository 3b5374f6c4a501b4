//! Layer 0: what the first layer sees of a point.

use voronet_expr::{Diagnostic, Graph, Leaf, Names, Node, Op, Scope, parse_expression};

/// One number that the first layer sees of a point.
#[derive(Clone, Debug)]
pub enum Feature {
    /// An input with this number, scaled.
    Input(usize),
    /// Any expression of the inputs, as it is.
    Expression {
        /// The expression as text, by which a network is kept.
        text: String,
        /// The same in the graph of its [`Features`].
        node: Node,
    },
}

/// What the first layer sees of a point: the inputs themselves, or expressions of them.
#[derive(Clone, Debug, Default)]
pub struct Features {
    all: Vec<Feature>,
    graph: Graph,
}

impl Features {
    /// Returns the inputs themselves, as many as there are.
    pub fn inputs(count: usize) -> Features {
        Features::of_inputs(&(0..count).collect::<Vec<_>>())
    }

    /// Returns some of the inputs, by number.
    pub fn of_inputs(inputs: &[usize]) -> Features {
        Features {
            all: inputs.iter().copied().map(Feature::Input).collect(),
            graph: Graph::new(),
        }
    }

    /// Adds an expression of inputs, whose names are given. A mere name is the input,
    /// scaled.
    ///
    /// # Errors
    /// If the text is no expression of them.
    pub fn push(&mut self, text: &str, inputs: &[String]) -> Result<(), Vec<Diagnostic>> {
        let scope = Scope {
            names: names(inputs),
            ..Scope::default()
        };
        let node = parse_expression(text, &scope, &mut self.graph)?;
        self.all.push(match self.graph.op(node) {
            Op::Leaf(Leaf::Input(i)) => Feature::Input(i),
            _ => Feature::Expression {
                text: text.to_owned(),
                node,
            },
        });
        Ok(())
    }

    /// Returns all, in the order of the first layer's columns.
    pub fn all(&self) -> &[Feature] {
        &self.all
    }

    /// Returns the graph of the expressions.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Counts them.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Tells whether they are the inputs themselves, in their order and as many as given.
    pub fn are_inputs(&self, count: usize) -> bool {
        *self == Features::inputs(count)
    }

    /// Writes each as an expression of inputs with these names, which
    /// [`push`](Self::push) reads.
    pub fn texts(&self, inputs: &[String]) -> Vec<String> {
        let text = |feature: &Feature| match feature {
            Feature::Input(i) => inputs[*i].clone(),
            Feature::Expression { text, .. } => text.clone(),
        };
        self.all.iter().map(text).collect()
    }
}

/// They are the same if they are written the same.
impl PartialEq for Features {
    fn eq(&self, other: &Features) -> bool {
        let is_same = |(a, b): (&Feature, &Feature)| match (a, b) {
            (Feature::Input(i), Feature::Input(j)) => i == j,
            (Feature::Expression { text: a, .. }, Feature::Expression { text: b, .. }) => a == b,
            _ => false,
        };
        self.len() == other.len() && self.all.iter().zip(&other.all).all(is_same)
    }
}

/// The names that a feature may use.
pub fn names(inputs: &[String]) -> Names {
    Names {
        inputs: inputs.to_vec(),
        ..Names::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_an_input_and_the_same_text_is_the_same_feature() {
        let inputs = ["t", "x"].map(str::to_owned);
        let mut features = Features::default();
        for text in ["x", "sin(pi*x)", "t"] {
            features.push(text, &inputs).unwrap();
        }
        assert_eq!(features.texts(&inputs), ["x", "sin(pi*x)", "t"]);
        assert!(matches!(features.all()[0], Feature::Input(1)));
        assert!(!features.are_inputs(2) && Features::inputs(2).are_inputs(2));
        let mut other = features.clone();
        assert_eq!(other, features);
        other.push("t*x", &inputs).unwrap();
        assert_ne!(other, features);
        assert!(other.push("u", &inputs).is_err());
    }
}
