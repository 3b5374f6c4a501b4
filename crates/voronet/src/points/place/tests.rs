use std::f64::consts::TAU;
use std::sync::Arc;

use rand::SeedableRng;

use super::*;
use crate::geometry::{Body, Sector, Solid, Transform};
use crate::problem::{Problem, Region, read_problem};

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn square(at: &str) -> Problem {
    let text = format!(
        "inputs = [\"x\", \"y\"]\noutputs = [\"u\"]\n[domain]\nx = [0, 1]\ny = [0, 1]\n\
         [[equation]]\nlaw = \"laplacian(u) = 0\"\n[[condition]]\nat = \"{at}\"\nlaw = \"u = 0\"\n"
    );
    read_problem(&text, &[]).unwrap()
}

/// Points of the condition of a problem on the unit square.
fn points(at: &str, n: usize, seed: u64) -> Result<Cloud, TooFew> {
    let problem = square(at);
    let Region::Boundary(pieces) = &problem.terms[1].region else {
        panic!("a condition on faces");
    };
    let accepts = |i: usize, x: &[f64]| {
        let leaf = |leaf| match leaf {
            voronet_expr::Leaf::Input(i) => x[i],
            _ => 0.0,
        };
        let holds = |filter| problem.graph.evaluate(filter, &leaf) != 0.0;
        pieces[i].filter.is_none_or(holds)
    };
    let drawn = (&random::ENTRY, Wanted::carrying(n));
    let accepts = Some(&accepts as Accepts);
    piece_points(
        &problem.domain,
        None,
        pieces,
        drawn,
        accepts,
        &mut rng(seed),
        &|_| {},
    )
}

fn count(cloud: &Cloud, of: impl Fn(&[f64]) -> bool) -> usize {
    (0..cloud.len()).filter(|&j| of(cloud.point(j))).count()
}

#[test]
fn a_narrow_part_of_a_face_is_found_whatever_the_seed() {
    for seed in 0..10 {
        let cloud = points("x = 0 and y > 0.9999", 50, seed).unwrap();
        assert_eq!(count(&cloud, |x| x[0] == 0.0 && x[1] > 0.9999), 50);
        let cloud = points("x = 0 and y < 1e-9", 50, seed).unwrap();
        assert_eq!(count(&cloud, |x| x[1] < 1e-9), 50);
    }
}

#[test]
fn a_narrow_part_beside_a_face_gets_its_share() {
    let cloud = points("(x = 0 and y > 0.99999) or x = 1", 300_000, 1).unwrap();
    assert_eq!(count(&cloud, |x| x[0] == 0.0), 3);
}

#[test]
fn parts_of_one_face_share_by_length_and_overlap_once() {
    let cloud = points("x = 0 and (y > 0.9999 or y < 0.0002)", 3000, 1).unwrap();
    assert_eq!(count(&cloud, |x| x[1] < 0.5), 2000);
    let cloud = points("x = 0 and (y < 0.5 or y > 0.25 and y < 0.75)", 3000, 2).unwrap();
    for k in 0..3 {
        let low = 0.25 * f64::from(k);
        let found = count(&cloud, |x| low <= x[1] && x[1] < low + 0.25) as f64;
        // Standard deviation 26.
        assert!((found - 1000.0).abs() < 110.0, "{k}: {found}");
    }
}

#[test]
fn what_only_trials_can_find_gets_enough_of_them() {
    // 2e-5 of the face: ten thousand trials find nothing, mostly.
    for seed in 0..2 {
        let cloud = points("(x = 0 and y^2 > 0.99996) or x = 1", 200_000, seed).unwrap();
        let found = count(&cloud, |x| x[0] == 0.0);
        assert!((1..10).contains(&found), "{found}");
    }
    let nothing = points("x = 0 and y^2 > 2", 10, 1).unwrap_err();
    assert_eq!(nothing.accepted, 0);
}

#[test]
fn a_thin_solid_has_its_initial_time_whatever_the_seed() {
    let ring = Inhabited {
        inputs: vec![1, 2],
        solid: Solid::body(Body {
            names: vec!["ring".to_owned()],
            shape: Arc::new(Sector::new(0.9999, 1.0, 0.0, TAU)),
            transform: Transform::IDENTITY,
        }),
    };
    let domain = BoxDomain {
        lower: vec![0.0, -1.0, -1.0],
        upper: vec![2.0, 1.0, 1.0],
    };
    let start = Piece {
        fixed: vec![(0, 0.0)],
        filter: None,
        within: Vec::new(),
    };
    let drawn = (&random::ENTRY, Wanted::carrying(800));
    for seed in 0..10 {
        let (pieces, rng) = (std::slice::from_ref(&start), &mut rng(seed));
        let cloud = piece_points(&domain, Some(&ring), pieces, drawn, None, rng, &|_| {});
        let cloud = cloud.unwrap();
        assert_eq!(count(&cloud, |x| x[0] == 0.0 && ring.contains(x)), 800);
        let right = count(&cloud, |x| x[1] > 0.0) as f64;
        // Standard deviation 14.
        assert!((right - 400.0).abs() < 65.0, "{right}");
    }
}

#[test]
fn threads_do_not_change_filtered_points() {
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| points("x = 0 and sin(9*y) > 0.3 or y = 1", 40_000, 3).unwrap())
    };
    let one = at(1);
    assert_eq!(one, at(2));
    assert_eq!(one, at(3));
}
