//! What a law of a condition prescribes at its place.

use voronet_expr::{Binary, Graph, Leaf, MultiIndex, Node, Unary};

use crate::geometry::{Piece, Surface};
use crate::problem::{Problem, Region, Term};

/// A value of an output, or its derivative across a face, that a law prescribes.
#[derive(Clone, Debug)]
pub struct Prescribed {
    /// The number of the law's term.
    pub term: usize,
    /// Which output.
    pub output: usize,
    /// Where.
    pub place: Place,
    /// Whether it is the derivative by the input that the face fixes, and not the value.
    pub is_rate: bool,
    /// What is prescribed: an expression of the inputs.
    pub value: Node,
}

/// Where something is prescribed.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A whole face of the box.
    Face(Face),
    /// A part of the boundary of the shape.
    Surface(Surface),
}

/// A face of the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Face {
    /// The input that it fixes.
    pub input: usize,
    /// Whether at its upper bound.
    pub is_upper: bool,
}

impl Face {
    /// The bound at which its input is fixed.
    pub fn bound(self, problem: &Problem) -> f64 {
        match self.is_upper {
            true => problem.domain.upper[self.input],
            false => problem.domain.lower[self.input],
        }
    }
}

impl Place {
    /// Where a condition on it holds.
    pub fn region(&self, problem: &Problem) -> Region {
        match self {
            Place::Face(face) => Region::Boundary(vec![Piece {
                fixed: vec![(face.input, face.bound(problem))],
                filter: None,
                within: Vec::new(),
            }]),
            Place::Surface(surface) => Region::Surface {
                name: String::new(),
                surface: surface.clone(),
                filter: None,
            },
        }
    }
}

/// What a law prescribes at each piece of its place, or why nothing can be made of it.
pub fn prescribed(
    problem: &Problem,
    graph: &mut Graph,
    (number, term): (usize, &Term),
    residual: Node,
) -> Result<Vec<Prescribed>, String> {
    let places = places(problem, &term.region)?;
    let (output, alpha) = sole_output(problem, graph, residual)?;
    let value = solved(graph, residual, output, alpha)?;
    let of = |place: Place| {
        let is_rate = match &place {
            _ if alpha == MultiIndex::ZERO => false,
            Place::Face(face) if alpha == MultiIndex::ZERO.plus(face.input) => true,
            _ => {
                let what = "it prescribes a derivative, and those alone can be held exactly that \
                            are the first one across a face of the box whose value is held too";
                return Err(what.to_owned());
            }
        };
        Ok(Prescribed {
            term: number,
            output,
            place,
            is_rate,
            value,
        })
    };
    places.into_iter().map(of).collect()
}

/// The whole faces or the surface that a place is.
fn places(problem: &Problem, region: &Region) -> Result<Vec<Place>, String> {
    match region {
        Region::Interior => Err("it is an equation".to_owned()),
        Region::Given { .. } => Err("points of a table are no boundary".to_owned()),
        Region::Surface {
            filter: Some(_), ..
        } => Err("`where` keeps only a part of the boundary".to_owned()),
        Region::Surface { surface, .. } => Ok(vec![Place::Surface(surface.clone())]),
        Region::Boundary(pieces) => {
            let face = |piece: &Piece| match (piece.fixed.as_slice(), piece.filter) {
                (_, Some(_)) => Err("it holds on a part of a face only".to_owned()),
                (&[(input, bound)], None) => Ok(Place::Face(Face {
                    input,
                    is_upper: bound == problem.domain.upper[input],
                })),
                _ => Err("it holds on an edge or a corner only".to_owned()),
            };
            pieces.iter().map(face).collect()
        }
    }
}

/// The one output, or derivative of one, that a law reads.
fn sole_output(
    problem: &Problem,
    graph: &Graph,
    residual: Node,
) -> Result<(usize, MultiIndex), String> {
    let mut found = None;
    for leaf in graph.leaves(&[residual]) {
        match leaf {
            Leaf::Input(_) => {}
            Leaf::Output { output, alpha } if output < problem.outputs.len() => {
                if found.replace((output, alpha)).is_some() {
                    return Err("its law reads more than one output or derivative".to_owned());
                }
            }
            Leaf::Output { .. } => return Err("its law reads the point opposite".to_owned()),
            Leaf::Unknown(i) => {
                let name = &problem.unknowns[i].name;
                return Err(format!("its law reads the unknown `{name}`"));
            }
            Leaf::Symbol(_) | Leaf::Combination(_) => {
                return Err("its law reads the normal, which only the boundary has".to_owned());
            }
        }
    }
    found.ok_or_else(|| "its law reads no output".to_owned())
}

/// What a law that is linear in what it reads says that this is.
fn solved(
    graph: &mut Graph,
    residual: Node,
    output: usize,
    alpha: MultiIndex,
) -> Result<Node, String> {
    let read = Leaf::Output { output, alpha };
    let slope = graph.partial(residual, read);
    if graph.leaves(&[slope]).contains(&read) {
        return Err("its law is not linear in the output".to_owned());
    }
    let zero = graph.constant(0.0);
    let rest = graph.substitute(residual, &|leaf| (leaf == read).then_some(zero));
    let negative = graph.unary(Unary::Neg, rest);
    Ok(graph.binary(Binary::Div, negative, slope))
}
