//! `at = "t = 0"`: from a predicate to pieces of the boundary.

use voronet_expr::{Binary, Graph, Leaf, Node, Op, Predicate, PredicateKind, Relation, Unary};

use crate::geometry::{BoxDomain, Piece};

/// What is wrong with a region, and the offending part.
pub struct Misplaced {
    /// The branch, or the comparison.
    pub span: voronet_expr::Span,
    /// In one line.
    pub title: String,
    /// At the text.
    pub label: String,
    /// The mend.
    pub help: String,
}

/// A region has at most so many pieces.
const MOST_PIECES: usize = 256;

/// A part of a branch: a comparison, whether it is negated, and its place.
type Literal<'a> = (&'a Predicate, bool);

/// The pieces of a predicate: one for each branch of its disjunctive normal
/// form. A branch holds at least one equality of an input with a bound of its
/// interval; its other comparisons filter the piece.
pub fn pieces(
    predicate: &Predicate,
    names: &[String],
    domain: &BoxDomain,
    graph: &mut Graph,
) -> Result<Vec<Piece>, Vec<Misplaced>> {
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    let branches = branches(predicate, false);
    if branches.len() > MOST_PIECES {
        return Err(vec![Misplaced {
            span: predicate.span,
            title: format!("a region has at most {MOST_PIECES} pieces"),
            label: format!("{} pieces", branches.len()),
            help: "write fewer alternatives".to_owned(),
        }]);
    }
    for branch in branches {
        match piece(&branch, predicate, names, domain, graph) {
            Ok(piece) if found.contains(&piece) => {}
            Ok(piece) => found.push(piece),
            Err(misplaced) => wrong.push(misplaced),
        }
    }
    if wrong.is_empty() {
        Ok(found)
    } else {
        Err(wrong)
    }
}

/// The branches of the disjunctive normal form.
fn branches(predicate: &Predicate, negated: bool) -> Vec<Vec<Literal<'_>>> {
    match (&predicate.kind, negated) {
        (PredicateKind::Not(inner), _) => branches(inner, !negated),
        (PredicateKind::Or(parts), false) | (PredicateKind::And(parts), true) => parts
            .iter()
            .flat_map(|part| branches(part, negated))
            .collect(),
        (PredicateKind::And(parts), false) | (PredicateKind::Or(parts), true) => {
            let mut product: Vec<Vec<Literal>> = vec![Vec::new()];
            for part in parts {
                let choices = branches(part, negated);
                product = product
                    .iter()
                    .flat_map(|before| choices.iter().map(move |c| [before.as_slice(), c].concat()))
                    .take(MOST_PIECES + 1)
                    .collect();
            }
            product
        }
        (PredicateKind::Compare { .. }, _) => vec![vec![(predicate, negated)]],
    }
}

fn piece(
    branch: &[Literal],
    whole: &Predicate,
    names: &[String],
    domain: &BoxDomain,
    graph: &mut Graph,
) -> Result<Piece, Misplaced> {
    let mut fixed: Vec<(usize, f64)> = Vec::new();
    let mut filter: Option<Node> = None;
    for &(literal, negated) in branch {
        if let Some((input, value)) = equality(literal, negated, graph) {
            let bound = on_face(domain, input, value).ok_or_else(|| Misplaced {
                span: literal.span,
                title: format!("`{} = {value}` touches no face of the domain", names[input]),
                label: "not on the boundary".to_owned(),
                help: faces(names, domain),
            })?;
            match fixed.iter().find(|(other, _)| *other == input) {
                Some(&(_, other)) if other != bound => {
                    return Err(Misplaced {
                        span: whole.span,
                        title: format!("`{}` cannot be {other} and {bound} at once", names[input]),
                        label: "a contradiction".to_owned(),
                        help: "join alternatives with `or`".to_owned(),
                    });
                }
                Some(_) => {}
                None => fixed.push((input, bound)),
            }
        } else {
            let mut node = literal.to_node(graph);
            if negated {
                node = graph.unary(Unary::Not, node);
            }
            filter = Some(match filter {
                Some(before) => graph.binary(Binary::And, before, node),
                None => node,
            });
        }
    }
    if fixed.is_empty() {
        return Err(Misplaced {
            span: whole.span,
            title: "a condition needs a face of the domain".to_owned(),
            label: "this touches no face".to_owned(),
            help: faces(names, domain),
        });
    }
    fixed.sort_by_key(|&(input, _)| input);
    Ok(Piece { fixed, filter })
}

/// The input and the value of a comparison like `x = 0`, `0 = x` or
/// `not x != 0`.
fn equality(literal: &Predicate, negated: bool, graph: &Graph) -> Option<(usize, f64)> {
    let PredicateKind::Compare {
        relation,
        left,
        right,
    } = literal.kind
    else {
        return None;
    };
    if (relation, negated) != (Relation::Equal, false)
        && (relation, negated) != (Relation::NotEqual, true)
    {
        return None;
    }
    let input = |node| match graph.op(node) {
        Op::Leaf(Leaf::Input(i)) => Some(i),
        _ => None,
    };
    let pair = |a, b| Some((input(a)?, graph.constant_value(b)?));
    pair(left, right).or_else(|| pair(right, left))
}

/// The bound that a value is, up to rounding.
fn on_face(domain: &BoxDomain, input: usize, value: f64) -> Option<f64> {
    let tolerance = 1e-9 * domain.extent(input);
    [domain.lower[input], domain.upper[input]]
        .into_iter()
        .find(|bound| (bound - value).abs() <= tolerance)
}

fn faces(names: &[String], domain: &BoxDomain) -> String {
    let face = |(i, name): (usize, &String)| {
        format!("{name} = {}, {name} = {}", domain.lower[i], domain.upper[i])
    };
    let all: Vec<String> = names.iter().enumerate().map(face).collect();
    format!("the faces are {}", all.join(", "))
}
