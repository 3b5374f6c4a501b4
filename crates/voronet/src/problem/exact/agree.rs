//! Whether what is prescribed agrees where faces meet: with each other, and with the equations.

use std::collections::HashMap;

use voronet_expr::{Graph, Leaf, Node};

use super::prescribed::{Face, Place, Prescribed};
use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, Wanted};
use crate::problem::{Problem, Region, values_at};

/// Points at which expressions are compared.
const SAMPLES: usize = 500;

/// What differs by this part of the sizes that meet there is no rounding.
const ROUNDING: f64 = 1e-9;

/// A place where two things contradict each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The terms that cannot both hold.
    pub terms: [usize; 2],
    /// Where, and what each says: a sentence without its end.
    pub words: String,
}

/// Points of a region, the same in every run; none where none can be placed.
pub fn sampled(problem: &Problem, region: &Region) -> Cloud {
    let rng = &mut stream(0, Purpose::Points { set: 0 }, 1);
    let wanted = Wanted {
        points: SAMPLES,
        carries: false,
    };
    let empty = || Cloud::new(problem.inputs.len(), Vec::new());
    problem
        .place(region, wanted, rng, &|_| {})
        .unwrap_or_else(|_| empty())
}

/// The values of an expression of the inputs.
pub fn values(graph: &Graph, node: Node, points: &Cloud) -> Vec<f64> {
    values_at(&graph.formula(node), points)
}

/// The points of a place, moved onto a face.
fn edge(problem: &Problem, of: &Place, face: Face) -> Cloud {
    let mut points = sampled(problem, &of.region(problem));
    let inputs = problem.inputs.len();
    let bound = face.bound(problem);
    let coordinates = points.coordinates_mut().iter_mut();
    coordinates
        .skip(face.input)
        .step_by(inputs)
        .for_each(|x| *x = bound);
    points
}

/// The first contradiction between what is prescribed for one output.
pub fn between(problem: &Problem, graph: &mut Graph, all: &[Prescribed]) -> Option<Contradiction> {
    let pairs = (0..all.len()).flat_map(|i| (0..i).map(move |j| (j, i)));
    let mut pairs = pairs.map(|(i, j)| (&all[i], &all[j]));
    pairs.find_map(|(a, b)| {
        let (face, other) = match (&a.place, &b.place) {
            (Place::Face(_), _) => (a, b),
            (_, Place::Face(_)) => (b, a),
            _ => return None,
        };
        meeting(problem, graph, face, other)
    })
}

/// What a face's condition says where it meets another place, against what that says.
fn meeting(
    problem: &Problem,
    graph: &mut Graph,
    a: &Prescribed,
    b: &Prescribed,
) -> Option<Contradiction> {
    let Place::Face(face) = a.place else {
        return None;
    };
    if let Place::Face(other) = b.place {
        let is_same = other == face && a.is_rate == b.is_rate;
        if other.input == face.input && !is_same {
            return None;
        }
    }
    let points = edge(problem, &b.place, face);
    // Each differentiated as the other one is.
    let mut rate = |of: &Prescribed, value: Node| match of.place {
        Place::Face(face) if of.is_rate && a.place != b.place => graph.slope(value, face.input),
        _ => value,
    };
    let nodes = [rate(b, a.value), rate(a, b.value)];
    let sides = nodes.map(|node| values(graph, node, &points));
    let size = |p: &Prescribed| {
        let at = match p.place {
            Place::Face(_) => sampled(problem, &p.place.region(problem)),
            Place::Surface(_) => points.clone(),
        };
        let scale = |of: &Prescribed| match of.place {
            Place::Face(face) if of.is_rate => problem.domain.extent(face.input),
            _ => 1.0,
        };
        let own = largest(&values(graph, p.value, &at));
        // In the unit of the value differentiated as both are.
        own * scale(p) / (scale(a) * scale(b))
    };
    let scale = size(a).max(size(b)).max(largest(&sides[0]));
    let apart = |j: &usize| (sides[0][*j] - sides[1][*j]).abs() > ROUNDING * scale;
    let j = (0..points.len()).find(apart)?;
    let name = |p: &Prescribed| problem.terms[p.term].name.clone();
    let say = |x: f64| crate::words::number(rounded(x));
    let words = format!(
        "at {} `{}` says {} and `{}` {}",
        problem.describe_point(points.point(j)),
        name(a),
        say(sides[0][j]),
        name(b),
        say(sides[1][j]),
    );
    Some(Contradiction {
        terms: [a.term, b.term],
        words,
    })
}

/// A number in four digits.
fn rounded(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap_or(x)
}

/// The largest size of some numbers; what is no number does not count.
pub fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, x| x.abs().max(most))
}

/// An edge where two faces meet at which outputs are held, and how many derivatives of each by
/// the faces' inputs are known there.
struct Edge {
    faces: [Face; 2],
    /// For each output, of either face; 0 where it is not held.
    orders: Vec<[u8; 2]>,
}

/// The first contradiction between an equation and what is prescribed along an edge, where the
/// fields that are held say all that the equation reads: with u and all its derivatives along
/// either face known, u_t = u_xx may be wrong in a corner.
pub fn with_equations(
    problem: &Problem,
    graph: &mut Graph,
    fields: &[Option<Node>],
    prescribed: &[Prescribed],
) -> Option<Contradiction> {
    let mut faces: Vec<Face> = prescribed
        .iter()
        .filter_map(|p| match p.place {
            Place::Face(face) => Some(face),
            Place::Surface(_) => None,
        })
        .collect();
    faces.sort_unstable();
    faces.dedup();
    if faces.len() < 2 {
        return None;
    }
    let lifts = lifts(graph, fields);
    let inside = sampled(problem, &Region::Interior);
    for (i, &a) in faces.iter().enumerate() {
        for &b in faces[..i].iter().filter(|b| b.input != a.input) {
            let order = |k: usize, face: Face| {
                let is_known = |is_rate: bool| {
                    let mut all = prescribed.iter().filter(|p| p.output == k);
                    all.any(|p| p.place == Place::Face(face) && p.is_rate == is_rate)
                };
                u8::from(is_known(false)) + u8::from(is_known(true))
            };
            let edge = Edge {
                faces: [a, b],
                orders: (0..fields.len())
                    .map(|k| [order(k, a), order(k, b)])
                    .collect(),
            };
            let points = self::edge(problem, &Place::Face(a), b);
            for term in problem.terms.iter().filter(|term| term.is_equation()) {
                for (law, &residual) in term.residuals.iter().enumerate() {
                    let residual = at_start(problem, graph, residual);
                    let Some((point, size)) =
                        unbalanced(graph, residual, &lifts, &edge, (&points, &inside))
                    else {
                        continue;
                    };
                    let own = |face: Face| {
                        let mut own = prescribed.iter();
                        own.find(|p| p.place == Place::Face(face)).map(|p| p.term)
                    };
                    let (Some(first), Some(second)) = (own(a), own(b)) else {
                        continue;
                    };
                    let words = format!(
                        "at {} they contradict the equation `{}`, by {} of its terms",
                        problem.describe_point(&point),
                        term.name_of_law(law),
                        crate::words::percent(size),
                    );
                    return Some(Contradiction {
                        terms: [first, second],
                        words,
                    });
                }
            }
        }
    }
    None
}

/// An expression with unknowns where they start.
fn at_start(problem: &Problem, graph: &mut Graph, node: Node) -> Node {
    let unknowns = problem.unknowns.iter();
    let starts: Vec<Node> = unknowns.map(|u| graph.constant(u.start)).collect();
    graph.substitute(node, &|leaf| match leaf {
        Leaf::Unknown(i) => Some(starts[i]),
        _ => None,
    })
}

/// The fields where the network gives 0.
fn lifts(graph: &mut Graph, fields: &[Option<Node>]) -> Vec<Option<Node>> {
    let zero = graph.constant(0.0);
    let is_output = |leaf| matches!(leaf, Leaf::Output { .. });
    let mut lift = |field| graph.substitute(field, &|leaf| is_output(leaf).then_some(zero));
    fields.iter().map(|field| field.map(&mut lift)).collect()
}

/// The part of an equation's terms, as large as they are inside of the domain, that is not
/// balanced on an edge, and where; none if it is balanced, or reads what is not known there.
fn unbalanced(
    graph: &mut Graph,
    residual: Node,
    lifts: &[Option<Node>],
    edge: &Edge,
    (points, inside): (&Cloud, &Cloud),
) -> Option<(Vec<f64>, f64)> {
    let mut known = HashMap::new();
    for leaf in graph.leaves(&[residual]) {
        let Leaf::Output { output, alpha } = leaf else {
            continue;
        };
        let lift = (*lifts.get(output)?)?;
        let is_along = |side: usize| alpha.get(edge.faces[side].input) < edge.orders[output][side];
        if !is_along(0) && !is_along(1) {
            return None;
        }
        known.insert(leaf, graph.slope_by(lift, alpha));
    }
    let replace = |leaf| known.get(&leaf).copied();
    let whole = graph.substitute(residual, &replace);
    let mut size = 0.0f64;
    for (factor, part) in graph.summands(residual) {
        let part = graph.substitute(part, &replace);
        size = size.max(factor.abs() * largest(&values(graph, part, inside)));
    }
    if size == 0.0 {
        return None;
    }
    let off = values(graph, whole, points);
    let j = (0..points.len()).find(|&j| off[j].abs() > MISMATCH * size)?;
    Some((points.point(j).to_vec(), off[j].abs() / size))
}

/// The part of an equation's terms that is no rounding of data.
const MISMATCH: f64 = 1e-6;
