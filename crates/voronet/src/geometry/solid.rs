//! Placed shapes and their boolean combinations.

use std::sync::Arc;

use voronet_expr::{Binary, Graph, Node};

use super::{BoxDomain, Operation, Shape, Spot, Transform, Vector};

/// A shape at its place.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its name, then those of the combinations that it is a part of, from the
    /// inside out. Never empty.
    pub names: Vec<String>,
    /// In coordinates of its own.
    pub shape: Arc<dyn Shape>,
    /// From those to the problem's.
    pub transform: Transform,
}

impl Body {
    /// Whether a point lies inside.
    pub fn contains(&self, x: &[f64]) -> bool {
        self.shape.contains(self.transform.inverse(x))
    }

    /// Whether a problem file speaks of it by this name: some of its names, the
    /// outermost first, joined by dots.
    pub fn is_called(&self, name: &str) -> bool {
        let mut names = self.names.iter();
        name.rsplit('.')
            .all(|part| names.any(|known| known == part))
    }

    /// Whether all of a ball about a point lies inside, or all of it outside;
    /// none if that is not sure.
    pub fn surely(&self, x: &[f64], radius: f64) -> Option<bool> {
        let p = self.transform.inverse(x);
        let (_, clearance) = self.shape.nearest_face(p);
        (clearance * self.transform.scale > radius).then(|| self.shape.contains(p))
    }

    /// The face that runs through a point of its boundary.
    pub fn face_at(&self, x: &[f64]) -> usize {
        self.shape.nearest_face(self.transform.inverse(x)).0
    }

    /// An expression in coordinates that is 0 on a face, as [`Shape::level`] has it.
    pub fn level(&self, graph: &mut Graph, x: &[Node], face: usize) -> Option<Node> {
        let Transform {
            scale,
            rotation,
            translation,
        } = &self.transform;
        let mut p = [graph.constant(0.0); 3];
        for (j, p) in p.iter_mut().enumerate() {
            for (i, &x) in x.iter().enumerate() {
                let from = graph.constant(translation[i]);
                let from = graph.binary(Binary::Sub, x, from);
                let factor = graph.constant(rotation[i][j] / scale);
                let part = graph.binary(Binary::Mul, factor, from);
                *p = graph.binary(Binary::Add, *p, part);
            }
        }
        self.shape.level(graph, p, face)
    }

    /// Length or area of every face as it stands.
    pub fn face_measures(&self) -> Vec<f64> {
        let factor = self
            .transform
            .scale
            .powi(self.shape.dimensions() as i32 - 1);
        let faces = self.shape.faces().into_iter();
        faces.map(|face| factor * face.measure).collect()
    }

    /// A ball around the points of a face whose unit coordinates lie between
    /// two corners: its centre and radius.
    pub fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        let (center, radius) = self.shape.patch(face, from, to);
        (self.transform.point(center), self.transform.scale * radius)
    }

    /// The point of a face for unit coordinates.
    pub fn spot(&self, face: usize, unit: [f64; 2]) -> Spot {
        let spot = self.shape.spot(face, unit);
        Spot {
            point: self.transform.point(spot.point),
            normal: self.transform.direction(spot.normal),
        }
    }

    /// The translation to the opposite face.
    pub fn opposite(&self, face: usize) -> Option<Vector> {
        let shift = self.shape.opposite(face)?;
        let turned = self.transform.direction(shift);
        Some(turned.map(|x| self.transform.scale * x))
    }
}

/// A boolean combination of bodies.
#[derive(Clone, Debug)]
pub struct Solid {
    bodies: Vec<Body>,
    tree: Joined,
}

/// Bodies by number.
#[derive(Clone, Debug, PartialEq)]
enum Joined {
    Body(usize),
    /// One, and what is joined to it, from left to right.
    Chain(Box<Joined>, Vec<(Operation, Joined)>),
}

impl Solid {
    /// One body.
    pub fn body(body: Body) -> Solid {
        Solid {
            bodies: vec![body],
            tree: Joined::Body(0),
        }
    }

    /// Two solids of the same dimensions joined.
    #[must_use]
    pub fn join(mut self, operation: Operation, other: Solid) -> Solid {
        let second = other.tree.renumbered(self.bodies.len());
        self.bodies.extend(other.bodies);
        self.tree = self.tree.and(operation, second);
        self
    }

    /// Whether another solid is made of the same bodies in the same way.
    pub fn is_same(&self, other: &Solid) -> bool {
        let is_same = |(a, b): (&Body, &Body)| {
            Arc::ptr_eq(&a.shape, &b.shape) && a.transform == b.transform && a.names == b.names
        };
        self.bodies.len() == other.bodies.len()
            && self.bodies.iter().zip(&other.bodies).all(is_same)
            && self.tree == other.tree
    }

    /// Moved as a whole, and called `name` as a whole.
    #[must_use]
    pub fn placed(mut self, name: &str, transform: &Transform) -> Solid {
        for body in &mut self.bodies {
            body.transform = transform.after(&body.transform);
            body.names.push(name.to_owned());
        }
        self
    }

    /// 1, 2 or 3.
    pub fn dimensions(&self) -> usize {
        self.bodies[0].shape.dimensions()
    }

    /// The shapes it is made of.
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// Whether a point lies inside.
    pub fn contains(&self, x: &[f64]) -> bool {
        self.tree.contains(&self.bodies, x)
    }

    /// Whether all of a ball about a point lies inside, or all of it outside;
    /// none if that is not sure.
    pub fn surely(&self, x: &[f64], radius: f64) -> Option<bool> {
        self.tree.surely(&self.bodies, x, radius)
    }

    /// A box around it; what is cut off counts only where a whole shape is.
    pub fn bounds(&self) -> BoxDomain {
        self.tree.bounds(&self.bodies)
    }
}

impl Joined {
    fn renumbered(self, by: usize) -> Joined {
        match self {
            Joined::Body(i) => Joined::Body(i + by),
            Joined::Chain(first, rest) => {
                let rest = rest.into_iter();
                let rest = rest.map(|(operation, part)| (operation, part.renumbered(by)));
                Joined::Chain(Box::new(first.renumbered(by)), rest.collect())
            }
        }
    }

    fn and(self, operation: Operation, part: Joined) -> Joined {
        match self {
            Joined::Chain(first, mut rest) => {
                rest.push((operation, part));
                Joined::Chain(first, rest)
            }
            alone => Joined::Chain(Box::new(alone), vec![(operation, part)]),
        }
    }

    fn contains(&self, bodies: &[Body], x: &[f64]) -> bool {
        match self {
            Joined::Body(i) => bodies[*i].contains(x),
            Joined::Chain(first, rest) => {
                let mut inside = first.contains(bodies, x);
                for (operation, part) in rest {
                    inside = match operation {
                        Operation::Union => inside || part.contains(bodies, x),
                        Operation::Difference => inside && !part.contains(bodies, x),
                        Operation::Intersection => inside && part.contains(bodies, x),
                    };
                }
                inside
            }
        }
    }

    /// `contains` in Kleene's logic of true, false and unknown.
    fn surely(&self, bodies: &[Body], x: &[f64], radius: f64) -> Option<bool> {
        match self {
            Joined::Body(i) => bodies[*i].surely(x, radius),
            Joined::Chain(first, rest) => {
                let mut inside = first.surely(bodies, x, radius);
                for (operation, part) in rest {
                    let other = || part.surely(bodies, x, radius);
                    inside = match operation {
                        Operation::Union => not(both(not(inside), || not(other()))),
                        Operation::Difference => both(inside, || not(other())),
                        Operation::Intersection => both(inside, other),
                    };
                }
                inside
            }
        }
    }

    fn bounds(&self, bodies: &[Body]) -> BoxDomain {
        match self {
            Joined::Body(i) => bodies[*i].transform.bounds(&bodies[*i].shape.bounds()),
            Joined::Chain(first, rest) => {
                let mut bounds = first.bounds(bodies);
                for (operation, part) in rest {
                    match operation {
                        Operation::Union => bounds = bounds.around(&part.bounds(bodies)),
                        Operation::Intersection => bounds = bounds.within(&part.bounds(bodies)),
                        Operation::Difference => {}
                    }
                }
                bounds
            }
        }
    }
}

fn not(a: Option<bool>) -> Option<bool> {
    a.map(|a| !a)
}

fn both(a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match a {
        Some(false) => Some(false),
        Some(true) => b(),
        None => b().filter(|b| !b),
    }
}
