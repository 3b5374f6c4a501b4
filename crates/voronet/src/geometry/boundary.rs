//! The true boundary of a solid.

use super::{Solid, Spot};

/// A face of one of a solid's bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaceId {
    /// Which body.
    pub body: usize,
    /// Which of its faces.
    pub face: usize,
}

/// How many unit coordinates a point of a face needs at most.
pub const PARAMETERS: usize = 2;

/// Faces of a solid's bodies, as far as they are on the boundary of the solid.
///
/// A point of a face is on the boundary of the whole if, a little to both sides
/// of it, the solid is on one side only; its outward normal points to the other.
/// This one rule serves holes, cut-off pieces and faces that two shapes share.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// In order.
    faces: Vec<FaceId>,
    /// The bodies that have some of them, in order.
    bodies: Vec<usize>,
}

/// What lies to both sides of a point of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The solid is on the inner side: the face's normal points outwards.
    Outwards,
    /// The solid is on the outer side: the face bounds a hole.
    Inwards,
}

/// The name of all faces together.
pub const BOUNDARY: &str = "boundary";

/// "A little to both sides", in parts of the solid's diagonal.
const STEP: f64 = 1e-7;

impl Surface {
    /// Of the given faces, each once.
    pub fn new(mut faces: Vec<FaceId>) -> Surface {
        faces.sort_by_key(|f| (f.body, f.face));
        faces.dedup();
        let mut bodies: Vec<usize> = faces.iter().map(|f| f.body).collect();
        bodies.dedup();
        Surface { faces, bodies }
    }

    /// The faces that a name stands for: `boundary` for all, a body's name for
    /// all of its, `body.face` for one. Empty if there are none.
    pub fn named(solid: &Solid, name: &str) -> Surface {
        let mut faces = Vec::new();
        for (b, body) in solid.bodies().iter().enumerate() {
            let whole = name == BOUNDARY || body.is_called(name);
            let part = name.rsplit_once('.').filter(|(of, _)| body.is_called(of));
            for (f, face) in body.shape.faces().iter().enumerate() {
                if whole || part.is_some_and(|(_, part)| part == face.name) {
                    faces.push(FaceId { body: b, face: f });
                }
            }
        }
        Surface::new(faces)
    }

    /// Everything that a condition may be put on, the shortest names first.
    pub fn names(solid: &Solid) -> Vec<String> {
        let mut names = vec![BOUNDARY.to_owned()];
        for body in solid.bodies() {
            let faces = body.shape.faces();
            let own = &body.names[0];
            let outer = body.names[1..].iter();
            let outer = outer.flat_map(|name| [name.clone(), format!("{name}.{own}")]);
            for name in std::iter::once(own.clone()).chain(outer) {
                names.push(name.clone());
                if faces.len() > 1 {
                    names.extend(faces.iter().map(|f| format!("{name}.{}", f.name)));
                }
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// With the faces of another one.
    #[must_use]
    pub fn and(self, other: Surface) -> Surface {
        Surface::new([self.faces, other.faces].concat())
    }

    /// Its faces.
    pub fn faces(&self) -> &[FaceId] {
        &self.faces
    }

    /// The bodies that have some of them.
    pub fn bodies(&self) -> &[usize] {
        &self.bodies
    }

    fn has(&self, body: usize, face: usize) -> bool {
        let place = |f: &FaceId| (f.body, f.face).cmp(&(body, face));
        self.faces.binary_search_by(place).is_ok()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// The point of face number `i` of this surface for unit coordinates, with
    /// the solid's outward normal; none if it is not on the solid's boundary, or
    /// an earlier face of this surface runs through it too.
    pub fn spot(
        &self,
        solid: &Solid,
        i: usize,
        unit: [f64; PARAMETERS],
        step: f64,
    ) -> Option<Spot> {
        let FaceId { body, face } = self.faces[i];
        let spot = solid.bodies()[body].spot(face, unit);
        let [inner, outer] = sides(&spot, step);
        let d = solid.dimensions();
        let side = match (solid.contains(&inner[..d]), solid.contains(&outer[..d])) {
            (true, false) => Side::Outwards,
            (false, true) => Side::Inwards,
            _ => return None,
        };
        // A body's boundary may run through here with a face that is not asked
        // for: only one of this surface carries the point already.
        let carries = |&b: &usize| {
            let other = &solid.bodies()[b];
            let runs_through = other.contains(&inner[..d]) != other.contains(&outer[..d]);
            runs_through && self.has(b, other.face_at(&spot.point[..d]))
        };
        if self.bodies.iter().take_while(|&&b| b < body).any(carries) {
            return None;
        }
        Some(match side {
            Side::Outwards => spot,
            Side::Inwards => Spot {
                normal: spot.normal.map(|n| -n),
                ..spot
            },
        })
    }

    /// The step for [`spot`](Self::spot).
    pub fn step(solid: &Solid) -> f64 {
        STEP * solid.bounds().diagonal()
    }
}

/// A little inside and a little outside of the face's own shape.
fn sides(spot: &Spot, step: f64) -> [[f64; 3]; 2] {
    [-step, step].map(|s| [0, 1, 2].map(|k| spot.point[k] + s * spot.normal[k]))
}

#[cfg(test)]
mod tests;
