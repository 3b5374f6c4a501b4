//! Periodic inputs: those that `[domain]` says are, and those that conditions say are.
//!
//! A condition that ties the outputs and enough of their derivatives on a face to those on
//! the opposite face needs no training: a network that sees the input through its waves
//! satisfies it, whatever its weights.

use voronet_expr::{Graph, Leaf, MultiIndex, Node, Op};

use super::complaint::{Complaint, Passage};
use super::features::Asked;
use super::read::Reader;
use super::section::Section;
use super::tree::{Table, Value};
use crate::geometry::{BoxDomain, Piece};
use crate::problem::{Exactness, Field, Region, Term};

/// What is periodic, and what holds exactly for that.
#[derive(Default)]
pub struct Periodic {
    /// The inputs, by their numbers.
    pub inputs: Vec<usize>,
    /// The conditions.
    pub exact: Vec<Term>,
}

/// What a condition ties: D^α of an output to the same at the opposite face.
type Tie = (usize, MultiIndex);

/// Finds the periodic inputs, and takes the conditions that hold exactly out of the terms.
pub fn periodic(
    reader: &mut Reader,
    domain: &BoxDomain,
    asked: &Asked,
    (terms, fields): (&mut Vec<Term>, &[Option<Field>]),
) -> Periodic {
    let outputs = reader.scope.names.outputs.len();
    let is_free = fields.iter().all(Option::is_none)
        && terms.iter().all(|term| term.exactness != Exactness::Exact);
    let inputs = (0..domain.dimensions()).filter(|&input| {
        let place = Place {
            input,
            domain,
            outputs,
            is_free,
        };
        match stated(reader, input) {
            Some(true) => {
                place.refuse(reader, asked, terms);
                true
            }
            Some(false) => false,
            None => place.is_recognised(reader, asked, terms),
        }
    });
    let inputs: Vec<usize> = inputs.collect();
    let is_exact = |term: &Term| {
        let on = faces(&term.region);
        let is_tied = !on.is_empty() && ties(&reader.graph, term, outputs).is_some();
        is_tied && on.iter().all(|i| inputs.contains(i))
    };
    let (mut exact, mut trained, mut passages) = (Vec::new(), Vec::new(), Vec::new());
    for (term, passage) in terms.drain(..).zip(reader.exact_passages.drain(..)) {
        if is_exact(&term) {
            exact.push(term);
        } else {
            trained.push(term);
            passages.push(passage);
        }
    }
    (*terms, reader.exact_passages) = (trained, passages);
    Periodic { inputs, exact }
}

/// What `periodic` of an input's interval says.
fn stated(reader: &mut Reader, input: usize) -> Option<bool> {
    let name = reader.scope.names.inputs[input].clone();
    let Some(Value::Table(domain)) = reader.root.get("domain").map(|item| &item.value) else {
        return None;
    };
    let Some(Value::Table(table)) = domain.get(&name).map(|item| &item.value) else {
        return None;
    };
    table.get("periodic")?;
    let mut section = Section {
        name: "the interval",
        table,
        complaints: &mut reader.complaints,
    };
    Some(section.boolean("periodic", true))
}

/// The inputs on whose faces a region lies, if it is nothing but whole faces.
fn faces(region: &Region) -> Vec<usize> {
    let Region::Boundary(pieces) = region else {
        return Vec::new();
    };
    let face = |piece: &Piece| match piece.fixed.as_slice() {
        [(input, _)] if piece.filter.is_none() => Some(*input),
        _ => None,
    };
    let faces: Option<Vec<usize>> = pieces.iter().map(face).collect();
    faces.unwrap_or_default()
}

/// What a term ties to the opposite face, if it says nothing else.
fn ties(graph: &Graph, term: &Term, outputs: usize) -> Option<Vec<Tie>> {
    let leaf = |node| match graph.op(node) {
        Op::Leaf(Leaf::Output { output, alpha }) => Some((output, alpha)),
        _ => None,
    };
    let tie = |&residual: &Node| match graph.summands(residual).as_slice() {
        &[(a, here), (b, there)] if a == -b => match (leaf(here)?, leaf(there)?) {
            ((k, alpha), (l, beta)) if alpha == beta && k.abs_diff(l) == outputs => {
                Some((k.min(l), alpha))
            }
            _ => None,
        },
        _ => None,
    };
    term.residuals.iter().map(tie).collect()
}

/// An input that may be periodic.
struct Place<'a> {
    input: usize,
    domain: &'a BoxDomain,
    outputs: usize,
    /// Whether outputs are nothing else than what the network gives.
    is_free: bool,
}

impl Place<'_> {
    /// The terms on a face of the input, also on a part of it.
    fn on_faces<'t>(&self, terms: &'t [Term]) -> impl Iterator<Item = &'t Term> {
        let is_face =
            |piece: &Piece| matches!(piece.fixed.as_slice(), [(i, _)] if *i == self.input);
        terms.iter().filter(move |term| match &term.region {
            Region::Boundary(pieces) => pieces.iter().any(is_face),
            _ => false,
        })
    }

    /// What a term on whole faces ties.
    fn ties(&self, graph: &Graph, term: &Term) -> Option<Vec<Tie>> {
        let is_there = faces(&term.region).contains(&self.input);
        is_there.then(|| ties(graph, term, self.outputs)).flatten()
    }

    /// Whether conditions say so, and nothing stands against it; what does is noted.
    fn is_recognised(&self, reader: &mut Reader, asked: &Asked, terms: &[Term]) -> bool {
        let tied = |term: &&Term| self.ties(&reader.graph, term).is_some();
        let names: Vec<&str> = { self.on_faces(terms).filter(tied) }
            .map(|term| term.name.as_str())
            .collect();
        if names.is_empty() {
            return false;
        }
        let names = names.join("` and `");
        let Some(obstacle) = self.obstacle(reader, asked, terms) else {
            return true;
        };
        let x = &reader.scope.names.inputs[self.input];
        reader.notes.push(format!(
            "`{names}` ties the ends of {x} together and stays a part of the loss. It would hold \
             exactly, but {obstacle}."
        ));
        false
    }

    /// Why the input cannot be taken for periodic.
    fn obstacle(&self, reader: &mut Reader, asked: &Asked, terms: &[Term]) -> Option<String> {
        let x = reader.scope.names.inputs[self.input].clone();
        let mut tied = Vec::new();
        for term in self.on_faces(terms) {
            match self.ties(&reader.graph, term) {
                Some(more) => tied.extend(more),
                None => return Some(format!("`{}` holds on a face of {x} too", term.name)),
            }
        }
        if let Some((output, alpha)) = self.missing(&reader.graph, terms, &tied) {
            let leaf = reader.graph.leaf(Leaf::Output { output, alpha });
            let names = &reader.scope.names;
            let (u, missing) = (&names.outputs[output], reader.graph.display(leaf, names));
            return Some(format!(
                "the equations' order in {x} for {u} asks that `{missing}` be tied as well"
            ));
        }
        if !self.is_free {
            let why =
                "outputs are expressions of what the network gives, which need not be periodic";
            return Some(why.to_owned());
        }
        if let Some(term) = self.not_periodic(&reader.graph, terms) {
            let name = &term.name;
            return Some(format!("the law of `{name}` is not the same at both ends"));
        }
        let mut features = asked.expressions(&reader.graph).into_iter();
        let (feature, _) = features.find(|(node, _)| self.is_cut(&mut reader.graph, *node))?;
        let text = reader.graph.display(feature, &reader.scope.names);
        Some(format!("the feature `{text}` is not periodic"))
    }

    /// A derivative below the order of the equations that is not tied.
    fn missing(&self, graph: &Graph, terms: &[Term], tied: &[Tie]) -> Option<Tie> {
        let equations = terms.iter().filter(|term| term.is_equation());
        let residuals: Vec<Node> = { equations }
            .flat_map(|term| term.residuals.iter().copied())
            .collect();
        let lower = |leaf| {
            let Leaf::Output { output, alpha } = leaf else {
                return Vec::new();
            };
            let below = |order: u8| {
                let mut below = MultiIndex::ZERO;
                below.0[self.input] = order;
                (output, below)
            };
            (0..alpha.get(self.input)).map(below).collect()
        };
        let mut needed = graph.leaves(&residuals).into_iter().flat_map(lower);
        needed.find(|tie| !tied.contains(tie))
    }

    /// A term elsewhere whose law is another at the one end than at the other.
    fn not_periodic<'t>(&self, graph: &Graph, terms: &'t [Term]) -> Option<&'t Term> {
        let crosses = |term: &&Term| match &term.region {
            Region::Interior | Region::Surface { .. } => true,
            Region::Boundary(pieces) => {
                let fixes = |piece: &Piece| piece.fixed.iter().any(|(i, _)| *i == self.input);
                !pieces.iter().any(fixes)
            }
            Region::Given { .. } => false,
        };
        let mut others = terms.iter().filter(crosses);
        others.find(|term| term.residuals.iter().any(|&node| self.jumps(graph, node)))
    }

    /// Whether an expression, or a derivative that a law may need, jumps from the one end to
    /// the other.
    fn is_cut(&self, graph: &mut Graph, mut node: Node) -> bool {
        (0..4).any(|_| {
            let jumps = self.jumps(graph, node);
            node = graph.partial(node, Leaf::Input(self.input));
            jumps
        })
    }

    /// Whether an expression has another value at the one end than at the other, whatever
    /// the outputs.
    fn jumps(&self, graph: &Graph, node: Node) -> bool {
        if !graph.leaves(&[node]).contains(&Leaf::Input(self.input)) {
            return false;
        }
        let formula = graph.formula(node);
        let (mut off, mut size) = (0.0_f64, 0.0_f64);
        for trial in 0..TRIALS {
            let along = |i: usize, part: f64| self.domain.lower[i] + self.domain.extent(i) * part;
            let at = |part: f64| {
                formula.evaluate(&|leaf| match leaf {
                    Leaf::Input(i) if i == self.input => along(i, part),
                    Leaf::Input(i) => along(i, scattered(trial, i)),
                    Leaf::Output { output, alpha } => {
                        let place = alpha.0.iter().fold(output, |p, &n| 5 * p + usize::from(n));
                        2.0 * scattered(trial, place + 7) - 1.0
                    }
                    Leaf::Symbol(id) | Leaf::Combination(id) => scattered(trial, id as usize),
                    Leaf::Unknown(i) => scattered(trial, i),
                })
            };
            // It may be 0 at the ends but for rounding, and of its size between them.
            let (a, b, between) = (at(0.0), at(1.0), at(scattered(trial, self.input)));
            let sizes = [a, b, between].map(f64::abs).into_iter();
            size = sizes.filter(|x| x.is_finite()).fold(size, f64::max);
            match (a.is_finite(), b.is_finite()) {
                (true, true) => off = off.max((a - b).abs()),
                (false, false) => {}
                _ => return true,
            }
        }
        off > 1e-9 * size
    }

    /// Complains of what cannot be where an input is stated to be periodic.
    fn refuse(&self, reader: &mut Reader, asked: &Asked, terms: &[Term]) {
        let x = reader.scope.names.inputs[self.input].clone();
        for term in self.on_faces(terms) {
            if self.ties(&reader.graph, term).is_none()
                && let Some(passage) = place_of(reader, &term.name)
            {
                let title = format!("`{x}` is periodic, so that its ends are no boundary");
                let label = format!("this is an end of `{x}`");
                let complaint = Complaint::new(&passage, title, label);
                reader.complain(complaint.help(format!(
                    "leave the condition out, or say `periodic = false` of `{x}`; values that \
                     were measured there can be given by `points`"
                )));
            }
        }
        for (node, passage) in asked.expressions(&reader.graph) {
            if self.is_cut(&mut reader.graph, node) {
                let title = format!("`{x}` is periodic, and this feature is not");
                let complaint = Complaint::new(&passage, title, "another at the other end");
                reader.complain(complaint.help(format!(
                    "take one that is periodic in `{x}`, such as a sine of it; `{x}` alone stands \
                     for its own cosine and sine"
                )));
            }
        }
        if let Some(term) = self.not_periodic(&reader.graph, terms) {
            let name = &term.name;
            reader.notes.push(format!(
                "{x} is periodic, but the law of `{name}` is not the same at both ends."
            ));
        }
    }
}

/// Places at which laws are compared.
const TRIALS: usize = 8;

/// A number between 0 and 1, another for each pair.
fn scattered(trial: usize, number: usize) -> f64 {
    ((trial + 1) as f64 * 0.618_034 + (number + 1) as f64 * 0.754_878).fract()
}

/// Where the place of a condition is written.
fn place_of(reader: &Reader, name: &str) -> Option<Passage> {
    let Some(Value::Array(items)) = reader.root.get("condition").map(|item| &item.value) else {
        return None;
    };
    let is_it = |(i, table): &(usize, &Table)| match table.get("name").map(|item| &item.value) {
        Some(Value::String(own)) => own == name,
        _ => name == format!("condition-{}", i + 1),
    };
    let tables = items
        .iter()
        .enumerate()
        .filter_map(|(i, item)| match &item.value {
            Value::Table(table) => Some((i, table)),
            _ => None,
        });
    let (_, table) = tables.into_iter().find(is_it)?;
    table.get("at").map(|item| item.passage.clone())
}
