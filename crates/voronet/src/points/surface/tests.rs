use std::f64::consts::{PI, TAU};
use std::sync::Arc;

use super::*;
use crate::geometry::{Ball, Body, Cuboid, Ellipse, Operation, Polygon, Sector, Shape, Transform};
use crate::points::{SEQUENCES, domain_points, random, solid_measure};

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn body(name: &str, shape: Arc<dyn Shape>, transform: Transform) -> Solid {
    Solid::body(Body {
        names: vec![name.to_owned()],
        shape,
        transform,
    })
}

fn alone(shape: Arc<dyn Shape>) -> Inhabited {
    inhabited(body("it", shape, Transform::IDENTITY))
}

fn inhabited(solid: Solid) -> Inhabited {
    Inhabited {
        inputs: (0..solid.dimensions()).collect(),
        solid,
    }
}

fn cuboid(lower: &[f64], upper: &[f64]) -> Arc<dyn Shape> {
    Arc::new(Cuboid::new(BoxDomain {
        lower: lower.to_vec(),
        upper: upper.to_vec(),
    }))
}

fn boundary(of: &Inhabited, n: usize, seed: u64) -> Cloud {
    let surface = Surface::named(&of.solid, "boundary");
    let bounds = of.solid.bounds();
    surface_points(
        &bounds,
        of,
        &surface,
        Wanted::carrying(n),
        &|_| true,
        &mut rng(seed),
        &|_| {},
    )
    .unwrap()
}

#[test]
fn a_half_plane_may_be_as_large_as_it_likes() {
    let disk = body("d", Arc::new(Ellipse::new([1.0; 2])), Transform::IDENTITY);
    let half = cuboid(&[-1e5, 0.0], &[1e5, 1e5]);
    let half = body("half", half, Transform::IDENTITY);
    let both = inhabited(disk.join(Operation::Intersection, half));
    let all = Surface::named(&both.solid, "boundary");
    let length = surface_measure(&both, &all, &mut rng(1));
    assert!((length - (PI + 2.0)).abs() < 0.01, "{length}");
    // Uniform along the cut, ten classes of a fifth, and round the arc.
    let n = 20_000;
    let cloud = boundary(&both, n, 2);
    let mut cut = [0.0f64; 10];
    for j in 0..n {
        let x = cloud.point(j);
        assert!(x[1] == 0.0 || (x[0].hypot(x[1]) - 1.0).abs() < 1e-9);
        if x[1] == 0.0 {
            cut[(5.0 * (x[0] + 1.0)) as usize] += 1.0;
        }
    }
    let expected = 0.2 / (PI + 2.0) * n as f64;
    let chi: f64 = cut.iter().map(|c| (c - expected).powi(2) / expected).sum();
    assert!(chi < 29.6, "{chi}: {cut:?}");
}

#[test]
fn a_huge_box_cuts_a_ball_at_any_angle() {
    let ball = body("ball", Arc::new(Ball::new(1.0)), Transform::IDENTITY);
    let huge = cuboid(&[-3e3, -2e3, 0.0], &[3e3, 2e3, 5e3]);
    let huge = body("huge", huge, Transform::new(1.0, [0.6, 0.3, 0.9], [0.0; 3]));
    let half = inhabited(ball.join(Operation::Intersection, huge));
    for (name, area) in [("huge", PI), ("ball", TAU)] {
        let surface = Surface::named(&half.solid, name);
        let found = surface_measure(&half, &surface, &mut rng(1));
        assert!((found / area - 1.0).abs() < 0.01, "{name}: {found}");
    }
    assert_eq!(boundary(&half, 500, 1).len(), 500);
}

#[test]
fn a_thin_ring_is_filled_uniformly_by_every_sequence() {
    let ring = alone(Arc::new(Sector::new(0.999_98, 1.0, 0.0, TAU)));
    let area = PI * (1.0 - 0.999_98f64.powi(2));
    let found = solid_measure(&ring, &mut rng(1));
    assert!((found / area - 1.0).abs() < 0.02, "{found} for {area}");
    let (bounds, n) = (ring.solid.bounds(), 20_000);
    for &sequence in SEQUENCES.members {
        let rng = &mut rng(3);
        let cloud = domain_points(&bounds, Some(&ring), sequence, n, rng, &|_| {}).unwrap();
        let mut counts = [0.0f64; 16];
        for j in 0..n {
            let x = cloud.point(j);
            assert!(ring.contains(x));
            let turn = (x[1].atan2(x[0]) / TAU).rem_euclid(1.0);
            let outer = x[0].hypot(x[1]) > 0.999_99;
            counts[(turn * 8.0) as usize % 8 + 8 * usize::from(outer)] += 1.0;
        }
        let expected = n as f64 / 16.0;
        let chi: f64 = counts
            .iter()
            .map(|c| (c - expected).powi(2) / expected)
            .sum();
        // 15 degrees of freedom.
        assert!(chi < 40.0, "{sequence:?}: {chi}");
    }
}

#[test]
fn a_polygon_of_many_sides_is_uniform_along_them() {
    let n = 4000;
    // Wavy, so that a ray may cross it often.
    let vertex = |i: usize| {
        let angle = TAU * i as f64 / n as f64;
        let r = 1.0 + 0.2 * (40.0 * angle).sin();
        [r * angle.cos(), r * angle.sin()]
    };
    let polygon = Polygon::new((0..n).map(vertex).collect()).unwrap();
    let mut rng = rng(1);
    for _ in 0..2000 {
        let p: [f64; 2] = rng.random::<[f64; 2]>().map(|u| 2.6 * u - 1.3);
        let r = 1.0 + 0.2 * (40.0 * p[1].atan2(p[0])).sin();
        // The sides lie a little within the curve.
        if (p[0].hypot(p[1]) - r).abs() > 1e-3 {
            let inside = p[0].hypot(p[1]) < r;
            assert_eq!(polygon.contains([p[0], p[1], 0.0]), inside, "{p:?}");
        }
    }
    let polygon = alone(Arc::new(polygon));
    let cloud = boundary(&polygon, 8000, 1);
    let mut counts = [0.0f64; 8];
    for j in 0..cloud.len() {
        let x = cloud.point(j);
        counts[((x[1].atan2(x[0]) / TAU).rem_euclid(1.0) * 8.0) as usize % 8] += 1.0;
    }
    let chi: f64 = counts.iter().map(|c| (c - 1000.0).powi(2) / 1000.0).sum();
    assert!(chi < 24.3, "{chi}: {counts:?}");
}

#[test]
fn threads_do_not_change_boundary_points_and_progress_is_told() {
    let disk = alone(Arc::new(Ellipse::new([2.0, 1.0])));
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| boundary(&disk, 10_000, 3))
    };
    let one = at(1);
    assert_eq!(one, at(2));
    assert_eq!(one, at(3));
    let told = std::sync::atomic::AtomicUsize::new(0);
    let surface = Surface::named(&disk.solid, "it");
    let more = |n: usize| {
        told.fetch_add(n, std::sync::atomic::Ordering::Relaxed);
    };
    let bounds = disk.solid.bounds();
    surface_points(
        &bounds,
        &disk,
        &surface,
        Wanted::carrying(9000),
        &|_| true,
        &mut rng(1),
        &more,
    )
    .unwrap();
    assert_eq!(told.into_inner(), 9000);
}

#[test]
fn nothing_is_soon_found_to_be_nothing() {
    let disk = || body("d", Arc::new(Ellipse::new([1.0; 2])), Transform::IDENTITY);
    let nothing = inhabited(disk().join(Operation::Difference, disk()));
    let surface = Surface::named(&nothing.solid, "boundary");
    let bounds = nothing.solid.bounds();
    let all = |_: &[f64]| true;
    let points = surface_points(
        &bounds,
        &nothing,
        &surface,
        Wanted::carrying(10),
        &all,
        &mut rng(1),
        &|_| {},
    );
    assert!(points.is_err());
    let random = &random::ENTRY;
    assert!(domain_points(&bounds, Some(&nothing), random, 10, &mut rng(1), &|_| {}).is_err());
    assert_eq!(solid_measure(&nothing, &mut rng(1)), 0.0);
}
