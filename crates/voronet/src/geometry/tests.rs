//! Shapes against closed forms, boundaries against their definition.

use std::f64::consts::{PI, SQRT_2, TAU};
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::points::{SEQUENCES, Wanted, domain_points, solid_measure};
use crate::points::{surface_measure, surface_points};

pub(super) fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(11)
}

pub(super) fn cuboid(lower: &[f64], upper: &[f64]) -> Cuboid {
    Cuboid::new(BoxDomain {
        lower: lower.to_vec(),
        upper: upper.to_vec(),
    })
}

/// A tetrahedron with corners at the origin and at 1 on each axis.
pub(super) fn tetrahedron() -> Mesh {
    let (o, x, y, z) = ([0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
    Mesh::new(vec![[o, y, x], [o, x, z], [o, z, y], [x, y, z]]).unwrap()
}

/// Every shape with the measure of each of its faces.
pub(super) fn shapes() -> Vec<(&'static str, Arc<dyn Shape>, f64, f64)> {
    let star = vec![[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 0.5], [0.0, 1.0]];
    let slanted = 2.0 * 1.25f64.sqrt();
    vec![
        ("interval", Arc::new(cuboid(&[-1.0], &[2.0])), 3.0, 2.0),
        (
            "rectangle",
            Arc::new(cuboid(&[0.0, 1.0], &[2.0, 4.0])),
            6.0,
            10.0,
        ),
        (
            "box",
            Arc::new(cuboid(&[0.0; 3], &[1.0, 2.0, 3.0])),
            6.0,
            22.0,
        ),
        (
            "disk",
            Arc::new(Ellipse::new([1.5; 2])),
            PI * 2.25,
            TAU * 1.5,
        ),
        // The circumference is 4 a E(1 − b²/a²) = 9.688448220547675.
        (
            "ellipse",
            Arc::new(Ellipse::new([2.0, 1.0])),
            TAU,
            9.688_448_220_547_675,
        ),
        (
            "annulus",
            Arc::new(Sector::new(1.0, 2.0, 0.0, TAU)),
            3.0 * PI,
            6.0 * PI,
        ),
        (
            "sector",
            Arc::new(Sector::new(0.0, 2.0, 0.3, 2.0)),
            4.0,
            8.0,
        ),
        (
            "polygon",
            Arc::new(Polygon::new(star).unwrap()),
            1.5,
            4.0 + slanted,
        ),
        ("ball", Arc::new(Ball::new(0.5)), PI / 6.0, PI),
        (
            "cylinder",
            Arc::new(Cone::new(1.0, 1.0, 3.0)),
            3.0 * PI,
            8.0 * PI,
        ),
        (
            "cone",
            Arc::new(Cone::new(1.0, 0.0, 1.0)),
            PI / 3.0,
            PI * (1.0 + SQRT_2),
        ),
        (
            "truncated cone",
            Arc::new(Cone::new(2.0, 1.0, 1.0)),
            7.0 / 3.0 * PI,
            PI * (5.0 + 3.0 * SQRT_2),
        ),
        (
            "torus",
            Arc::new(Torus::new(2.0, 0.5)),
            PI * PI,
            4.0 * PI * PI,
        ),
        (
            "tetrahedron",
            Arc::new(tetrahedron()),
            1.0 / 6.0,
            1.5 + 0.75f64.sqrt(),
        ),
    ]
}

fn alone(shape: Arc<dyn Shape>) -> Solid {
    Solid::body(Body {
        names: vec!["it".to_owned()],
        shape,
        transform: Transform::IDENTITY,
    })
}

pub(super) fn inhabited(solid: Solid) -> Inhabited {
    Inhabited {
        inputs: (0..solid.dimensions()).collect(),
        solid,
    }
}

#[test]
fn measures_are_the_closed_forms() {
    for (name, shape, volume, surface) in shapes() {
        assert!((shape.measure() / volume - 1.0).abs() < 1e-12, "{name}");
        let faces: f64 = shape.faces().iter().map(|face| face.measure).sum();
        assert!((faces / surface - 1.0).abs() < 1e-9, "{name}: {faces}");
        // What sampling finds is the same: of the volume, and of the boundary
        // that is left after any cutting (here none).
        let solid = inhabited(alone(shape));
        let found = solid_measure(&solid, &mut rng());
        assert!((found / volume - 1.0).abs() < 3e-3, "{name}: {found}");
        let all = Surface::named(&solid.solid, "boundary");
        let found = surface_measure(&solid, &all, &mut rng());
        assert!((found / surface - 1.0).abs() < 1e-9, "{name}: {found}");
    }
}

#[test]
fn normals_are_unit_vectors_pointing_outwards() {
    let mut rng = rng();
    for (name, shape, ..) in shapes() {
        let turns = match shape.dimensions() {
            1 => [0.0; 3],
            2 => [0.0, 0.0, 0.4],
            _ => [0.7, -1.1, 0.4],
        };
        let shift = [0.3, -1.0, 2.0].map(|x| if shape.dimensions() == 1 { 0.0 } else { x });
        let solid = alone(shape).placed("moved", &Transform::new(1.7, turns, shift));
        let d = solid.dimensions();
        for (f, _) in solid.bodies()[0].shape.faces().iter().enumerate() {
            for _ in 0..500 {
                let spot = solid.bodies()[0].spot(f, rng.random());
                let length: f64 = spot.normal.iter().map(|n| n * n).sum::<f64>();
                assert!((length - 1.0).abs() < 1e-12, "{name}");
                let at = |s: f64| [0, 1, 2].map(|k| spot.point[k] + s * spot.normal[k]);
                assert!(solid.contains(&at(-1e-6)[..d]), "{name} face {f}: {spot:?}");
                assert!(!solid.contains(&at(1e-6)[..d]), "{name} face {f}: {spot:?}");
            }
        }
    }
}

/// The divergence theorem: ∫ n_i dA = 0 and ∫ x·n dA = d V hold only if points
/// are uniform by area and normals are right.
#[test]
fn surface_points_obey_the_divergence_theorem() {
    for (name, shape, volume, surface) in shapes() {
        if shape.dimensions() == 1 {
            continue;
        }
        let solid = inhabited(alone(shape));
        let d = solid.solid.dimensions();
        let all = Surface::named(&solid.solid, "it");
        let n = 40_000;
        let bounds = solid.solid.bounds();
        let cloud = surface_points(
            &bounds,
            &solid,
            &all,
            Wanted::carrying(n),
            &|_| true,
            &mut rng(),
            &|_| {},
        )
        .unwrap();
        let mut flux = 0.0;
        let mut closed = [0.0; 3];
        for j in 0..n {
            for (i, closed) in closed.iter_mut().enumerate().take(d) {
                flux += cloud.point(j)[i] * cloud.carried(j)[i] * surface / n as f64;
                *closed += cloud.carried(j)[i] / n as f64;
            }
        }
        let expected = d as f64 * volume;
        let reach = bounds.diagonal() * surface;
        assert!(
            (flux - expected).abs() < 4.0 * reach / (n as f64).sqrt(),
            "{name}: {flux}"
        );
        assert!(closed.iter().all(|c| c.abs() < 0.02), "{name}: {closed:?}");
    }
}

/// A plate with a hole cut into its right edge: three quarters of the edge and
/// half of the circle are left.
fn notched() -> Inhabited {
    let body = |name: &str, shape: Arc<dyn Shape>, at: [f64; 3]| {
        Solid::body(Body {
            names: vec![name.to_owned()],
            shape,
            transform: Transform::new(1.0, [0.0; 3], at),
        })
    };
    let plate = body(
        "plate",
        Arc::new(cuboid(&[0.0, 0.0], &[2.0, 4.0])),
        [0.0; 3],
    );
    let hole = body("hole", Arc::new(Ellipse::new([0.5; 2])), [2.0, 2.0, 0.0]);
    inhabited(plate.join(Operation::Difference, hole))
}

#[test]
fn what_is_cut_away_carries_no_points() {
    let notched = notched();
    let solid = &notched.solid;
    let area = solid_measure(&notched, &mut rng());
    assert!((area - (8.0 - PI / 8.0)).abs() < 0.01);
    for (name, length) in [
        ("plate.right", 3.0),
        ("plate.left", 4.0),
        ("hole", PI / 2.0),
        ("boundary", 11.0 + PI / 2.0),
    ] {
        let surface = Surface::named(solid, name);
        let found = surface_measure(&notched, &surface, &mut rng());
        assert!((found - length).abs() < 1e-3, "{name}: {found}");
    }
    let hole = Surface::named(solid, "hole");
    let bounds = solid.bounds();
    let cloud = surface_points(
        &bounds,
        &notched,
        &hole,
        Wanted::carrying(500),
        &|_| true,
        &mut rng(),
        &|_| {},
    )
    .unwrap();
    for j in 0..cloud.len() {
        let (x, n) = (cloud.point(j), cloud.carried(j));
        assert!(x[0] <= 2.0 + 1e-6);
        // Out of the plate is into the hole.
        let towards = (2.0 - x[0]) * n[0] + (2.0 - x[1]) * n[1];
        assert!((towards - 0.5).abs() < 1e-9);
    }
    let nothing = Surface::named(solid, "plate.hole");
    assert!(nothing.is_empty());
}

#[test]
fn a_face_that_two_shapes_share_is_counted_once_or_not_at_all() {
    let square = |name: &str, x: f64| {
        Solid::body(Body {
            names: vec![name.to_owned()],
            shape: Arc::new(cuboid(&[0.0, 0.0], &[1.0, 1.0])),
            transform: Transform::new(1.0, [0.0; 3], [x, 0.0, 0.0]),
        })
    };
    // Side by side: the face between them is inside.
    let beside = inhabited(square("a", 0.0).join(Operation::Union, square("b", 1.0)));
    let all = Surface::named(&beside.solid, "boundary");
    let length = surface_measure(&beside, &all, &mut rng());
    assert!((length - 6.0).abs() < 1e-3, "{length}");
    // One upon the other.
    let twice = inhabited(square("a", 0.0).join(Operation::Union, square("b", 0.0)));
    let all = Surface::named(&twice.solid, "boundary");
    let length = surface_measure(&twice, &all, &mut rng());
    assert!((length - 4.0).abs() < 1e-3, "{length}");
    let second = Surface::named(&twice.solid, "b.top");
    assert!((surface_measure(&twice, &second, &mut rng()) - 1.0).abs() < 1e-3);
}

/// Pearson's χ² over squares that lie in the notched plate.
#[test]
fn interior_points_are_uniform_from_every_sequence() {
    let notched = notched();
    let bounds = notched.solid.bounds();
    for &sequence in SEQUENCES.members {
        let n = 20_000;
        let cloud = domain_points(&bounds, Some(&notched), sequence, n, &mut rng(), &|_| {});
        let cloud = cloud.unwrap();
        assert_eq!(cloud.len(), n);
        let mut counts = [0.0; 24];
        for j in 0..n {
            let x = cloud.point(j);
            assert!(notched.contains(x));
            // Squares of half a unit left of the hole.
            if x[0] < 1.5 {
                counts[(x[0] * 2.0) as usize * 8 + (x[1] * 2.0) as usize] += 1.0;
            }
        }
        let expected = n as f64 * 0.25 / (8.0 - PI / 8.0);
        let chi: f64 = counts
            .iter()
            .map(|c| (c - expected).powi(2) / expected)
            .sum();
        // 24 classes: mean 24, standard deviation 7; sequences lie below.
        assert!(chi < 52.0, "{sequence:?}: {chi}");
    }
}

#[test]
fn boundary_points_are_uniform_by_length() {
    let notched = notched();
    let bounds = notched.solid.bounds();
    let hole = Surface::named(&notched.solid, "hole");
    let n = 20_000;
    let cloud = surface_points(
        &bounds,
        &notched,
        &hole,
        Wanted::carrying(n),
        &|_| true,
        &mut rng(),
        &|_| {},
    )
    .unwrap();
    let mut counts = [0.0; 10];
    for j in 0..n {
        let x = cloud.point(j);
        let angle = (x[1] - 2.0).atan2(2.0 - x[0]) / PI + 0.5;
        counts[(angle * 10.0).clamp(0.0, 9.0) as usize] += 1.0;
    }
    let expected = n as f64 / 10.0;
    let chi: f64 = counts
        .iter()
        .map(|c| (c - expected).powi(2) / expected)
        .sum();
    assert!(chi < 30.0, "{chi}");
}

#[test]
fn expressions_bind_as_documented() {
    let show = |text: &str| {
        fn told(tree: &Boolean) -> String {
            match tree {
                Boolean::Name(name, _) => name.clone(),
                Boolean::Chain(first, rest) => {
                    rest.iter().fold(told(first), |before, (operation, b)| {
                        let sign = match operation {
                            Operation::Union => '+',
                            Operation::Difference => '-',
                            Operation::Intersection => '&',
                        };
                        format!("({before} {sign} {})", told(b))
                    })
                }
            }
        }
        parse(text).map(|tree| told(&tree))
    };
    assert_eq!(show("a - b - c").unwrap(), "((a - b) - c)");
    assert_eq!(show("a + b&c").unwrap(), "(a + (b & c))");
    assert_eq!(show("(a | b) - hole_1").unwrap(), "((a + b) - hole_1)");
    for (text, at) in [("", 0), ("a -", 3), ("(a", 2), ("a b", 2), ("a - 3", 4)] {
        assert_eq!(show(text).unwrap_err().span.start, at, "{text}");
    }
    assert!(parse(&"(".repeat(100_000)).is_err());
}
