//! `at = "t = 0"`: from a predicate to pieces of the boundary.

use voronet_expr::{Binary, Graph, Leaf, Node, Op, Predicate, PredicateKind, Relation, Unary};

use crate::geometry::{BoxDomain, Piece};
use crate::words::number;

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

/// What a predicate stands for.
pub struct Found {
    /// At least one.
    pub pieces: Vec<Piece>,
    /// The comparisons of each branch that no point satisfies.
    pub left_out: Vec<Vec<voronet_expr::Span>>,
}

/// A region has at most so many pieces.
const MOST_PIECES: usize = 256;

/// A part of a branch: a comparison, and whether it is negated.
type Literal<'a> = (&'a Predicate, bool);

/// The pieces of a predicate. Each branch of its disjunctive normal form holds at
/// least one equality of an input with a bound of its interval; its other
/// comparisons filter the piece. Branches that no point satisfies are left out,
/// and those on the same face become one piece. Inputs `in_solid` lie in a solid
/// and have no faces of their own.
pub fn pieces(
    predicate: &Predicate,
    names: &[String],
    domain: &BoxDomain,
    in_solid: &[usize],
    graph: &mut Graph,
) -> Result<Found, Vec<Misplaced>> {
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    let mut left_out = Vec::new();
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
        match piece(&branch, predicate, names, domain, in_solid, graph) {
            Ok(Some(piece)) => unite(&mut found, piece, graph),
            Ok(None) => left_out.push(branch.iter().map(|(part, _)| part.span).collect()),
            Err(misplaced) => wrong.push(misplaced),
        }
    }
    if found.is_empty() && wrong.is_empty() {
        wrong.push(Misplaced {
            span: predicate.span,
            title: "no part of the boundary is like this".to_owned(),
            label: "this leaves nothing of the faces it names".to_owned(),
            help: intervals(names, domain),
        });
    }
    if wrong.is_empty() {
        Ok(Found {
            pieces: found,
            left_out,
        })
    } else {
        Err(wrong)
    }
}

/// Adds a piece; what lies on a face already there widens that piece, since
/// points in two pieces would be drawn twice as often.
fn unite(pieces: &mut Vec<Piece>, piece: Piece, graph: &mut Graph) {
    match pieces.iter_mut().find(|other| other.fixed == piece.fixed) {
        Some(other) => {
            other.filter = match (other.filter, piece.filter) {
                (Some(a), Some(b)) if a != b => Some(graph.binary(Binary::Or, a, b)),
                (Some(a), Some(_)) => Some(a),
                _ => None,
            };
            match other.filter {
                Some(_) => other.within.extend(piece.within),
                None => other.within.clear(),
            }
            other.within.dedup();
        }
        None => pieces.push(piece),
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

/// The piece of a branch; none if no point of the domain satisfies the branch.
fn piece(
    branch: &[Literal],
    whole: &Predicate,
    names: &[String],
    domain: &BoxDomain,
    in_solid: &[usize],
    graph: &mut Graph,
) -> Result<Option<Piece>, Misplaced> {
    let mut fixed: Vec<(usize, f64)> = Vec::new();
    let mut others: Vec<Literal> = Vec::new();
    for &(literal, negated) in branch {
        let Some((input, value)) = equality(literal, negated, graph) else {
            others.push((literal, negated));
            continue;
        };
        if in_solid.contains(&input) {
            return Err(Misplaced {
                span: literal.span,
                title: format!("`{}` lies in a shape and has no faces", names[input]),
                label: "not a face".to_owned(),
                help: "name a part of the shape's boundary: `on = \"plate.top\"`".to_owned(),
            });
        }
        let bound = on_face(domain, input, value).ok_or_else(|| Misplaced {
            span: literal.span,
            title: format!(
                "`{} = {}` touches no face of the domain",
                names[input],
                number(value)
            ),
            label: "not on the boundary".to_owned(),
            help: faces(names, domain)
                + "; inside of the domain a condition holds at the points of a file, \
                   `points = \"points.csv\"`",
        })?;
        match fixed.iter().find(|(other, _)| *other == input) {
            Some(&(_, other)) if other != bound => {
                return Err(Misplaced {
                    span: whole.span,
                    title: format!(
                        "`{}` cannot be {} and {} at once",
                        names[input],
                        number(other),
                        number(bound)
                    ),
                    label: "a contradiction".to_owned(),
                    help: "join alternatives with `or`".to_owned(),
                });
            }
            Some(_) => {}
            None => fixed.push((input, bound)),
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
    let piece = filter(&others, &fixed, domain, graph).map(|(filter, open)| Piece {
        fixed,
        filter,
        within: filter.map(|_| open).into_iter().collect(),
    });
    Ok(piece)
}

/// What the comparisons leave of a face: a filter if it is a part, no filter if
/// it is all, and a box around it; `None` if it is seen to be nothing.
fn filter(
    literals: &[Literal],
    fixed: &[(usize, f64)],
    domain: &BoxDomain,
    graph: &mut Graph,
) -> Option<(Option<Node>, BoxDomain)> {
    let values: Vec<(usize, Node)> = fixed
        .iter()
        .map(|&(input, value)| (input, graph.constant(value)))
        .collect();
    let on_the_face = |leaf| match leaf {
        Leaf::Input(i) => values.iter().find(|v| v.0 == i).map(|v| v.1),
        _ => None,
    };
    let mut open = domain.clone();
    let mut filter: Option<Node> = None;
    for &(literal, negated) in literals {
        narrow(&mut open, literal, negated, graph);
        let mut node = literal.to_node(graph);
        if negated {
            node = graph.unary(Unary::Not, node);
        }
        let node = graph.substitute(node, &on_the_face);
        filter = match (graph.constant_value(node), filter) {
            (Some(0.0), _) => return None,
            (Some(_), before) => before,
            (None, Some(before)) => Some(graph.binary(Binary::And, before, node)),
            (None, None) => Some(node),
        };
    }
    let is_open = |i| open.extent(i) > 0.0 || values.iter().any(|v| v.0 == i);
    let is_left = (0..open.dimensions()).all(is_open);
    is_left.then_some((filter, open))
}

/// Narrows an input's interval by a comparison like `x < 0.5`.
fn narrow(open: &mut BoxDomain, literal: &Predicate, negated: bool, graph: &Graph) {
    let PredicateKind::Compare {
        relation,
        left,
        right,
    } = literal.kind
    else {
        return;
    };
    let less = match relation {
        Relation::Less | Relation::LessEqual => !negated,
        Relation::Greater | Relation::GreaterEqual => negated,
        Relation::Equal | Relation::NotEqual => return,
    };
    let (i, value, is_upper) = match (bound(left, right, graph), bound(right, left, graph)) {
        (Some((i, value)), _) => (i, value, less),
        (None, Some((i, value))) => (i, value, !less),
        (None, None) => return,
    };
    if is_upper {
        open.upper[i] = open.upper[i].min(value);
    } else {
        open.lower[i] = open.lower[i].max(value);
    }
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
    bound(left, right, graph).or_else(|| bound(right, left, graph))
}

/// An input and a number, if the two nodes are that.
fn bound(input: Node, value: Node, graph: &Graph) -> Option<(usize, f64)> {
    match graph.op(input) {
        Op::Leaf(Leaf::Input(i)) => Some((i, graph.constant_value(value)?)),
        _ => None,
    }
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
        let (low, high) = (number(domain.lower[i]), number(domain.upper[i]));
        format!("{name} = {low}, {name} = {high}")
    };
    let all: Vec<String> = names.iter().enumerate().map(face).collect();
    format!("the faces are {}", all.join(", "))
}

fn intervals(names: &[String], domain: &BoxDomain) -> String {
    let interval = |(i, name): (usize, &String)| {
        let (low, high) = (number(domain.lower[i]), number(domain.upper[i]));
        format!("{name} in [{low}, {high}]")
    };
    let all: Vec<String> = names.iter().enumerate().map(interval).collect();
    format!("the domain is {}", all.join(", "))
}
