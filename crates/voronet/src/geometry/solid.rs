//! Placed shapes and their boolean combinations.

use std::sync::Arc;

use super::{BoxDomain, Operation, Shape, Spot, Transform, Vector};

/// A shape at its place.
#[derive(Clone, Debug)]
pub struct Body {
    /// The names by which a problem file may speak of it.
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

    /// Length or area of a face as it stands.
    pub fn face_measure(&self, face: usize) -> f64 {
        let dimensions = self.shape.dimensions() as i32;
        self.shape.faces()[face].measure * self.transform.scale.powi(dimensions - 1)
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
#[derive(Clone, Debug)]
enum Joined {
    Body(usize),
    Join(Operation, Box<Joined>, Box<Joined>),
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
        Solid {
            bodies: self.bodies,
            tree: Joined::Join(operation, Box::new(self.tree), Box::new(second)),
        }
    }

    /// Moved as a whole. Every body goes by its names after `name.` too, and by
    /// `name` itself.
    #[must_use]
    pub fn placed(mut self, name: &str, transform: &Transform) -> Solid {
        for body in &mut self.bodies {
            body.transform = transform.after(&body.transform);
            let longer = body.names.iter().map(|inner| format!("{name}.{inner}"));
            let longer: Vec<String> = longer.collect();
            body.names.push(name.to_owned());
            body.names.extend(longer);
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

    /// A box around it; what is cut off counts only where a whole shape is.
    pub fn bounds(&self) -> BoxDomain {
        self.tree.bounds(&self.bodies)
    }
}

impl Joined {
    fn renumbered(&self, by: usize) -> Joined {
        match self {
            Joined::Body(i) => Joined::Body(i + by),
            Joined::Join(operation, a, b) => Joined::Join(
                *operation,
                Box::new(a.renumbered(by)),
                Box::new(b.renumbered(by)),
            ),
        }
    }

    fn contains(&self, bodies: &[Body], x: &[f64]) -> bool {
        match self {
            Joined::Body(i) => bodies[*i].contains(x),
            Joined::Join(operation, a, b) => {
                let first = a.contains(bodies, x);
                match operation {
                    Operation::Union => first || b.contains(bodies, x),
                    Operation::Difference => first && !b.contains(bodies, x),
                    Operation::Intersection => first && b.contains(bodies, x),
                }
            }
        }
    }

    fn bounds(&self, bodies: &[Body]) -> BoxDomain {
        match self {
            Joined::Body(i) => bodies[*i].transform.bounds(&bodies[*i].shape.bounds()),
            Joined::Join(operation, a, b) => {
                let mut bounds = a.bounds(bodies);
                if *operation == Operation::Difference {
                    return bounds;
                }
                let other = b.bounds(bodies);
                for i in 0..bounds.dimensions() {
                    let (low, high) = (&mut bounds.lower[i], &mut bounds.upper[i]);
                    if *operation == Operation::Union {
                        *low = low.min(other.lower[i]);
                        *high = high.max(other.upper[i]);
                    } else {
                        *low = low.max(other.lower[i]);
                        *high = high.min(other.upper[i]);
                    }
                }
                bounds
            }
        }
    }
}
