//! What takes prescribed values on parts of a shape's boundary, and what vanishes there.

use std::collections::BTreeMap;

use voronet_expr::{Binary, Graph, Node, Unary};

use super::agree::{sampled, values};
use super::prescribed::{Place, Prescribed};
use crate::geometry::{FaceId, Inhabited, Surface};
use crate::points::Cloud;
use crate::problem::{Problem, Region};

/// A lift that takes the values that are prescribed on surfaces, and a factor that vanishes
/// there and is at most 1; none where nothing is prescribed on any.
///
/// Where all values are the same expression, that is the lift. Otherwise it is their mean with
/// weights over the distances from the surfaces, which must not touch.
///
/// # Errors
/// If no smooth distance is known that vanishes on a surface and nowhere else in the domain.
pub fn lift(
    problem: &Problem,
    graph: &mut Graph,
    all: &[Prescribed],
) -> Result<Option<(Node, Node)>, String> {
    let inside = sampled(problem, &Region::Interior);
    let mut parts: Vec<(Node, Node)> = Vec::new();
    for p in all {
        let Place::Surface(surface) = &p.place else {
            continue;
        };
        parts.push((p.value, distance(problem, graph, surface, &inside)?));
    }
    let Some(&(first, _)) = parts.first() else {
        return Ok(None);
    };
    let mut factor = graph.constant(1.0);
    for (_, distance) in &parts {
        factor = graph.binary(Binary::Mul, factor, *distance);
    }
    let factor = at_most_one(graph, factor, &inside);
    if parts.iter().all(|(value, _)| *value == first) {
        return Ok(Some((first, factor)));
    }
    if let Some(apart) = touching(problem, graph, all, &parts) {
        return Err(apart);
    }
    let (mut sum, mut weights) = (graph.constant(0.0), graph.constant(0.0));
    for (i, (value, _)) in parts.iter().enumerate() {
        // 1 / distance, times all distances.
        let mut weight = graph.constant(1.0);
        for (_, other) in parts
            .iter()
            .enumerate()
            .filter(|(j, _)| *j != i)
            .map(|(_, p)| p)
        {
            weight = graph.binary(Binary::Mul, weight, *other);
        }
        weights = graph.binary(Binary::Add, weights, weight);
        let part = graph.binary(Binary::Mul, weight, *value);
        sum = graph.binary(Binary::Add, sum, part);
    }
    Ok(Some((graph.binary(Binary::Div, sum, weights), factor)))
}

/// The part of the largest distance below which two surfaces touch.
const TOUCHING: f64 = 1e-3;

/// Why surfaces with different values cannot be held together, if they touch.
fn touching(
    problem: &Problem,
    graph: &Graph,
    all: &[Prescribed],
    parts: &[(Node, Node)],
) -> Option<String> {
    let surfaces = all.iter().filter(|p| matches!(p.place, Place::Surface(_)));
    for (i, p) in surfaces.enumerate() {
        let points = sampled(problem, &p.place.region(problem));
        for (j, (value, distance)) in parts.iter().enumerate() {
            let nearest = values(graph, *distance, &points);
            let nearest = nearest.into_iter().fold(f64::INFINITY, f64::min);
            if i != j && *value != parts[i].0 && nearest < TOUCHING {
                let what = "parts of the boundary that touch have different expressions as values";
                return Some(what.to_owned());
            }
        }
    }
    None
}

/// Parts of a boundary are apart where what vanishes on the one is this much of its largest value
/// on the other. That is no distance: small holes count as near each other at some widths.
const APART: f64 = 0.02;

/// Whether the boundary of the shape has no edges: each body has one face without a rim, and no
/// two come near each other.
pub fn is_smooth(problem: &Problem, shape: &Inhabited, graph: &mut Graph) -> bool {
    let bodies = shape.solid.bodies();
    if bodies.iter().any(|body| body.shape.faces().len() != 1) {
        return false;
    }
    let inside = sampled(problem, &Region::Interior);
    let mut parts: Vec<(Cloud, Node)> = Vec::new();
    for body in 0..bodies.len() {
        let surface = Surface::new(vec![FaceId { body, face: 0 }]);
        let Ok(distance) = distance(problem, graph, &surface, &inside) else {
            return false;
        };
        let points = sampled(problem, &Place::Surface(surface).region(problem));
        parts.push((points, distance));
    }
    let is_apart = |(i, (points, _)): (usize, &(Cloud, Node))| {
        let mut others = parts.iter().enumerate().filter(|(j, _)| *j != i);
        let keeps = |distance: Node| {
            let mut distances = values(graph, distance, points).into_iter();
            distances.all(|distance| distance >= APART)
        };
        !points.is_empty() && others.all(|(_, (_, distance))| keeps(*distance))
    };
    parts.iter().enumerate().all(is_apart)
}

/// An expression that vanishes on a surface, is positive inside of the domain, and at most 1
/// there: a product over its bodies.
fn distance(
    problem: &Problem,
    graph: &mut Graph,
    surface: &Surface,
    inside: &Cloud,
) -> Result<Node, String> {
    let unknown = || "no smooth distance from that part of the boundary is known".to_owned();
    let inhabited = problem.inhabited.as_ref().ok_or_else(unknown)?;
    let x: Vec<Node> = inhabited.inputs.iter().map(|&i| graph.input(i)).collect();
    let mut by_body: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
    for face in surface.faces() {
        let body = &inhabited.solid.bodies()[face.body];
        let level = body.level(graph, &x, face.face).ok_or_else(unknown)?;
        by_body.entry(face.body).or_default().push(level);
    }
    let mut product = graph.constant(1.0);
    for (body, levels) in by_body {
        let is_whole = levels.len() == inhabited.solid.bodies()[body].shape.faces().len();
        let vanishing = vanishing(graph, &levels, is_whole, inside).ok_or_else(unknown)?;
        product = graph.binary(Binary::Mul, product, vanishing);
    }
    Ok(at_most_one(graph, product, inside))
}

/// What vanishes where one of the levels of a body does and is positive inside of the domain:
/// their product; around a convex body in a hole, where that changes its sign, Rvachev's
/// conjunction, which is 0 on the body's boundary alone.
fn vanishing(graph: &mut Graph, levels: &[Node], is_whole: bool, inside: &Cloud) -> Option<Node> {
    let mut product = graph.constant(1.0);
    for &level in levels {
        product = graph.binary(Binary::Mul, product, level);
    }
    if let Some(positive) = positive(graph, product, inside) {
        return Some(positive);
    }
    let both = |graph: &mut Graph, a: Node, b: Node| {
        let (aa, bb) = (graph.powi(a, 2), graph.powi(b, 2));
        let squares = graph.binary(Binary::Add, aa, bb);
        let root = graph.unary(Unary::Sqrt, squares);
        let sum = graph.binary(Binary::Add, a, b);
        graph.binary(Binary::Sub, sum, root)
    };
    let joined = levels.iter().copied().reduce(|a, b| both(graph, a, b))?;
    positive(graph, joined, inside).filter(|_| is_whole)
}

/// The expression with the sign that makes it positive inside of the domain, if one does.
fn positive(graph: &mut Graph, node: Node, inside: &Cloud) -> Option<Node> {
    let values = values(graph, node, inside);
    match (
        values.iter().all(|x| *x > 0.0),
        values.iter().all(|x| *x < 0.0),
    ) {
        (true, _) => Some(node),
        (_, true) => Some(graph.unary(Unary::Neg, node)),
        _ => None,
    }
}

/// The expression over its largest value.
fn at_most_one(graph: &mut Graph, node: Node, inside: &Cloud) -> Node {
    let largest = values(graph, node, inside).into_iter().fold(0.0, f64::max);
    if !(largest > 0.0 && largest.is_finite()) {
        return node;
    }
    let factor = graph.constant(1.0 / largest);
    graph.binary(Binary::Mul, factor, node)
}
