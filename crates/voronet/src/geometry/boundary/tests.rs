use std::sync::Arc;

use super::super::tests::{cuboid, inhabited, rng, shapes};
use super::*;
use crate::geometry::{Body, Operation, Shape, Transform};
use crate::points::{Wanted, surface_measure, surface_points};

fn body(name: &str, shape: Arc<dyn Shape>) -> Solid {
    Solid::body(Body {
        names: vec![name.to_owned()],
        shape,
        transform: Transform::new(1.5, [0.0; 3], [0.0; 3]),
    })
}

fn rectangle(name: &str, left: f64, right: f64) -> Solid {
    Solid::body(Body {
        names: vec![name.to_owned()],
        shape: Arc::new(cuboid(&[left, 0.0], &[right, 1.0])),
        transform: Transform::IDENTITY,
    })
}

fn named(solid: &Solid, names: &[&str]) -> Surface {
    let parts = names.iter().map(|name| Surface::named(solid, name));
    parts.fold(Surface::new(Vec::new()), Surface::and)
}

#[test]
fn another_face_of_an_earlier_body_hides_nothing() {
    let both = inhabited(rectangle("a", 0.0, 1.0).join(Operation::Union, rectangle("b", 0.5, 1.0)));
    let sides = named(&both.solid, &["a.left", "b.right"]);
    let length = surface_measure(&both, &sides, &mut rng());
    assert!((length - 2.0).abs() < 1e-9, "{length}");
    // Asked for twice, it is there once.
    let right = named(&both.solid, &["a.right", "b.right"]);
    let length = surface_measure(&both, &right, &mut rng());
    assert!((length - 1.0).abs() < 1e-9, "{length}");
}

/// Of two copies of a shape one upon the other, one face of each.
#[test]
fn every_shape_knows_which_of_its_faces_is_where() {
    for (name, shape, ..) in shapes() {
        let copies = body("a", shape.clone()).join(Operation::Union, body("b", shape));
        let copies = inhabited(copies);
        let measures = copies.solid.bodies()[0].face_measures();
        for first in 0..measures.len() {
            for second in 0..measures.len() {
                let of = |body: usize, face: usize| FaceId { body, face };
                let surface = Surface::new(vec![of(0, first), of(1, second)]);
                let found = surface_measure(&copies, &surface, &mut rng());
                let expected = match first == second {
                    true => measures[first],
                    false => measures[first] + measures[second],
                };
                let error = (found / expected - 1.0).abs();
                assert!(error < 1e-3, "{name} {first} {second}: {found}");
            }
        }
    }
}

#[test]
fn faces_that_overlap_in_part_are_uniform_together() {
    let both = inhabited(rectangle("a", 0.0, 1.0).join(Operation::Union, rectangle("b", 0.5, 1.5)));
    // Half a unit to a class: two on the left, three on top, two on the right.
    let surface = named(&both.solid, &["a.left", "b.top", "a.top", "b.right"]);
    let bounds = both.solid.bounds();
    let n = 14_000;
    let all = |_: &[f64]| true;
    let cloud = surface_points(
        &bounds,
        &both,
        &surface,
        Wanted::carrying(n),
        &all,
        &mut rng(),
        &|_| {},
    )
    .unwrap();
    let mut counts = [0.0f64; 7];
    for j in 0..n {
        let x = cloud.point(j);
        let class = match (x[0], x[1]) {
            (0.0, y) => (2.0 * y).min(1.0) as usize,
            (x, 1.0) => 2 + (2.0 * x) as usize,
            (_, y) => 5 + (2.0 * y).min(1.0) as usize,
        };
        counts[class] += 1.0;
    }
    let chi: f64 = counts.iter().map(|c| (c - 2000.0).powi(2) / 2000.0).sum();
    // 6 degrees of freedom: more in 1 of 1000.
    assert!(chi < 22.5, "{chi}: {counts:?}");
}

/// What lets parts without points be left out must never leave out others.
#[test]
fn balls_around_patches_hold_them_and_what_is_sure_is_so() {
    use rand::RngExt;
    let mut rng = rng();
    for (name, shape, ..) in shapes() {
        let d = shape.dimensions();
        for face in 0..shape.faces().len() {
            for _ in 0..300 {
                let depth = rng.random_range(0..6);
                let size = 0.5f64.powi(depth);
                let from = [0, 1].map(|_| size * rng.random_range(0..1 << depth) as f64);
                let to = from.map(|from| from + size);
                let (center, radius) = shape.patch(face, from, to);
                let unit: [f64; 2] = rng.random();
                let spot = shape.spot(face, [0, 1].map(|k| from[k] + size * unit[k]));
                let apart: f64 = (0..3).map(|k| (spot.point[k] - center[k]).powi(2)).sum();
                assert!(
                    apart.sqrt() <= radius + 1e-9,
                    "{name} {face}: {from:?} to {to:?}"
                );
                let (_, off) = shape.nearest_face(spot.point);
                assert!(off < 1e-9, "{name} {face}: {off}");
            }
        }
        let bounds = shape.bounds();
        let solid = body("it", shape);
        for _ in 0..2000 {
            let unit: [f64; 3] = rng.random();
            let mut x = [0.0; 3];
            bounds.at(&unit.map(|u| 1.4 * u - 0.2), &mut x[..d]);
            let x = x.map(|x| 1.5 * x);
            let radius = 0.3 * rng.random::<f64>();
            let Some(inside) = solid.surely(&x[..d], radius) else {
                continue;
            };
            for _ in 0..10 {
                let step: [f64; 3] = rng.random::<[f64; 3]>().map(|u| 2.0 * u - 1.0);
                let length = step[..d].iter().map(|s| s * s).sum::<f64>().sqrt();
                let moved = [0, 1, 2].map(|k| x[k] + radius * step[k] / length.max(1.0));
                assert_eq!(solid.contains(&moved[..d]), inside, "{name}: {moved:?}");
            }
        }
    }
}
