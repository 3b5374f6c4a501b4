use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::halton::{Halton, radical_inverse};
use super::hammersley::Hammersley;
use super::sobol::Sobol;
use super::*;
use crate::geometry::{BoxDomain, Piece};

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn first(placement: &dyn Placement, n: usize, d: usize) -> Vec<Vec<f64>> {
    let point = |j| {
        let mut x = vec![0.0; d];
        placement.point(j, &mut x);
        x
    };
    (0..n).map(point).collect()
}

#[test]
fn halton_begins_as_published() {
    // Halton 1960, bases 2 and 3.
    let exact = [
        [1.0 / 2.0, 1.0 / 3.0],
        [1.0 / 4.0, 2.0 / 3.0],
        [3.0 / 4.0, 1.0 / 9.0],
        [1.0 / 8.0, 4.0 / 9.0],
        [5.0 / 8.0, 7.0 / 9.0],
    ];
    for (x, exact) in first(&Halton::plain(2), 5, 2).iter().zip(exact) {
        assert!((x[0] - exact[0]).abs() < 1e-15 && (x[1] - exact[1]).abs() < 1e-15);
    }
    // Base 5 with multiplier 3: the digit 1 becomes 3, 2 becomes 1.
    assert_eq!(radical_inverse(1, 5, 3), 3.0 / 5.0);
    assert_eq!(radical_inverse(2, 5, 3), 1.0 / 5.0);
    assert_eq!(radical_inverse(5, 5, 3), 3.0 / 25.0);
    assert!((radical_inverse(13, 5, 3) - (4.0 / 5.0 + 1.0 / 25.0)).abs() < 1e-15);
}

#[test]
fn sobol_begins_as_published() {
    // The first points of Joe and Kuo's generator in four dimensions.
    let exact = [
        [0.0, 0.0, 0.0, 0.0],
        [0.5, 0.5, 0.5, 0.5],
        [0.75, 0.25, 0.25, 0.25],
        [0.25, 0.75, 0.75, 0.75],
        [0.375, 0.375, 0.625, 0.875],
        [0.875, 0.875, 0.125, 0.375],
        [0.625, 0.125, 0.875, 0.625],
        [0.125, 0.625, 0.375, 0.125],
    ];
    for (x, exact) in first(&Sobol::plain(4), 8, 4).iter().zip(exact) {
        assert_eq!(x.as_slice(), exact);
    }
}

/// Each coordinate has one point in each of as many intervals as there are points, and no two
/// coordinates are the same.
#[test]
fn every_coordinate_of_a_sequence_is_even_and_its_own() {
    let strata = |points: &[Vec<f64>], i: usize| -> Vec<usize> {
        let n = points.len() as f64;
        points.iter().map(|x| (x[i] * n) as usize).collect()
    };
    let check = |points: &[Vec<f64>], i: usize| {
        let mut sorted = strata(points, i);
        sorted.sort_unstable();
        assert!(sorted.iter().copied().eq(0..points.len()), "{i}");
    };
    let sobol = first(&Sobol::plain(MAX_DIMENSIONS), 1024, MAX_DIMENSIONS);
    for i in 0..MAX_DIMENSIONS {
        check(&sobol, i);
        let others = 0..i;
        others.for_each(|k| assert_ne!(strata(&sobol, i), strata(&sobol, k), "{i} {k}"));
    }
    // The first b² - 1 points of a van der Corput sequence in base b, and 0.
    let primes = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
    ];
    for (i, base) in primes.into_iter().enumerate() {
        let mut points = first(&Halton::plain(i + 1), base * base - 1, i + 1);
        points.push(vec![0.0; i + 1]);
        for x in &mut points {
            // In the middle of its interval, away from rounding.
            x[i] += 0.5 / (base * base) as f64;
        }
        check(&points, i);
    }
}

#[test]
fn hammersley_runs_evenly_along_its_first_coordinate() {
    let points = first(&Hammersley::plain(4, 2), 4, 2);
    let exact = [[0.0, 0.5], [0.25, 0.25], [0.5, 0.75], [0.75, 0.125]];
    for (x, exact) in points.iter().zip(exact) {
        assert_eq!(x.as_slice(), exact);
    }
}

#[test]
fn a_latin_hypercube_has_one_point_in_each_stratum() {
    let n = 500;
    let cloud = unit_points(&latin_hypercube::ENTRY, n, 3, &mut rng(1), &|_| {});
    for i in 0..3 {
        let mut strata: Vec<usize> = (0..n)
            .map(|j| (cloud.point(j)[i] * n as f64) as usize)
            .collect();
        strata.sort_unstable();
        assert!(strata.iter().enumerate().all(|(k, &s)| k == s));
    }
}

/// The squared L2-star discrepancy by Warnock's formula.
fn discrepancy(cloud: &Cloud) -> f64 {
    let (n, d) = (cloud.len() as f64, cloud.dimensions() as i32);
    let single: f64 = (0..cloud.len())
        .map(|j| {
            cloud
                .point(j)
                .iter()
                .map(|x| (1.0 - x * x) / 2.0)
                .product::<f64>()
        })
        .sum();
    let pair = |j: usize, k: usize| -> f64 {
        let both = cloud.point(j).iter().zip(cloud.point(k));
        both.map(|(a, b)| 1.0 - a.max(*b)).product()
    };
    let double: f64 = (0..cloud.len())
        .map(|j| (0..cloud.len()).map(|k| pair(j, k)).sum::<f64>())
        .sum();
    3f64.powi(-d) - 2.0 / n * single + double / (n * n)
}

#[test]
fn low_discrepancy_sequences_beat_random_points_in_every_dimension() {
    for d in 1..=4 {
        let at = |sequence, seed| {
            let cloud = unit_points(sequence, 512, d, &mut rng(seed), &|_| {});
            assert!(cloud.coordinates().iter().all(|x| (0.0..1.0).contains(x)));
            discrepancy(&cloud)
        };
        let mean = |sequence| (0..5).map(|seed| at(sequence, seed)).sum::<f64>() / 5.0;
        let random = mean(&random::ENTRY);
        // For independent points the expectation is known: (2⁻ᵈ − 3⁻ᵈ) / n.
        let expected = (0.5f64.powi(d as i32) - (1.0f64 / 3.0).powi(d as i32)) / 512.0;
        assert!(
            random < 3.0 * expected && random > expected / 4.0,
            "{random} for {expected}"
        );
        for sequence in [&halton::ENTRY, &sobol::ENTRY, &hammersley::ENTRY] {
            assert!(
                mean(sequence) < 0.25 * expected,
                "{sequence:?} in {d}: {}",
                mean(sequence)
            );
        }
        assert!(mean(&latin_hypercube::ENTRY) < expected);
    }
}

#[test]
fn replicates_differ_by_seed_and_repeat_with_it() {
    for &sequence in SEQUENCES.members {
        let at = |seed| unit_points(sequence, 100, 2, &mut rng(seed), &|_| {});
        assert_eq!(at(1), at(1));
        assert_ne!(at(1), at(2), "{sequence:?}");
    }
}

#[test]
fn points_do_not_depend_on_the_number_of_threads() {
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| unit_points(&random::ENTRY, 200_000, 2, &mut rng(3), &|_| {}))
    };
    let one = at(1);
    assert_eq!(one, at(2));
    assert_eq!(one, at(3));
}

fn unit_box(d: usize) -> BoxDomain {
    BoxDomain {
        lower: vec![0.0; d],
        upper: vec![1.0; d],
    }
}

fn distance(a: &[f64], b: &[f64], domain: &BoxDomain) -> f64 {
    let scaled = |i: usize| (a[i] - b[i]) / domain.extent(i);
    (0..a.len()).map(|i| scaled(i).powi(2)).sum()
}

#[test]
fn the_nearest_seed_is_the_one_that_brute_force_finds() {
    for d in [1, 2, 3, 4, 5, 9, 13, MAX_DIMENSIONS] {
        let domain = BoxDomain {
            lower: vec![-1.0; d],
            upper: (0..d).map(|i| 1.0 + 10.0 * i as f64).collect(),
        };
        let random = box_points(&domain, &random::ENTRY, 300, &mut rng(d as u64), &|_| {});
        // A grid, with ties everywhere, doubled; and points on one plane.
        let mut grid = Vec::new();
        for k in 0..128usize {
            grid.extend(
                (0..d).map(|i| {
                    f64::from(k.rem_euclid(64) as u32 >> (2 * i as u32 % 6) & 3) / 2.0 - 0.5
                }),
            );
        }
        let mut plane = random.clone();
        plane
            .coordinates_mut()
            .iter_mut()
            .step_by(d)
            .for_each(|x| *x = 0.25);
        for seeds in [
            random.clone(),
            Cloud::new(d, grid),
            plane,
            Cloud::new(d, vec![0.5; d]),
        ] {
            let points = box_points(&domain, &sobol::ENTRY, 500, &mut rng(9), &|_| {});
            let owners = nearest(&seeds, &points, &domain, &|_| {});
            for (j, &owner) in owners.iter().enumerate() {
                let found = distance(points.point(j), seeds.point(owner as usize), &domain);
                let best = (0..seeds.len())
                    .map(|s| distance(points.point(j), seeds.point(s), &domain))
                    .fold(f64::INFINITY, f64::min);
                assert!(found <= best * (1.0 + 1e-12), "{d}: {found} for {best}");
            }
        }
    }
}

#[test]
fn cells_hold_every_point_once_in_the_cell_of_its_seed() {
    let domain = unit_box(2);
    let cloud = box_points(&domain, &halton::ENTRY, 2000, &mut rng(1), &|_| {});
    let seeds = box_points(&domain, &random::ENTRY, 300, &mut rng(2), &|_| {});
    let owners = nearest(&seeds, &cloud, &domain, &|_| {});
    let (sorted, cells) = Cells::sort(cloud.clone(), &owners, 300);
    assert_eq!(cells.total(), 2000);
    let mut seen = Vec::new();
    for s in 0..cells.len() {
        for j in cells.points(s) {
            assert_eq!(
                nearest(
                    &seeds,
                    &Cloud::new(2, sorted.point(j).to_vec()),
                    &domain,
                    &|_| {}
                ),
                [s as u32]
            );
            seen.push(sorted.point(j).to_vec());
        }
    }
    let mut all: Vec<Vec<f64>> = (0..2000).map(|j| cloud.point(j).to_vec()).collect();
    let order = |a: &Vec<f64>, b: &Vec<f64>| a.partial_cmp(b).unwrap();
    seen.sort_by(order);
    all.sort_by(order);
    assert_eq!(seen, all);
}

#[test]
fn boundary_points_share_by_lengths_of_the_domain_and_lie_on_their_pieces() {
    let domain = BoxDomain {
        lower: vec![0.0, 0.0],
        upper: vec![1.0, 3.0],
    };
    let piece = |i, value| Piece {
        fixed: vec![(i, value)],
        filter: None,
        within: Vec::new(),
    };
    // Each is as long as the domain, whatever the units of x and y.
    let pieces = [piece(0, 0.0), piece(1, 0.0)];
    let cloud = piece_points(
        &domain,
        None,
        &pieces,
        (&random::ENTRY, Wanted::carrying(4000)),
        None,
        &mut rng(1),
        &|_| {},
    )
    .unwrap();
    let on_left: Vec<&[f64]> = (0..4000)
        .map(|j| cloud.point(j))
        .filter(|p| p[0] == 0.0)
        .collect();
    assert_eq!(on_left.len(), 2000);
    // Uniform along it: chi-square over 10 equal parts, 9 degrees of freedom.
    let mut counts = [0.0f64; 10];
    on_left
        .iter()
        .for_each(|p| counts[(p[1] / 0.3) as usize] += 1.0);
    let chi: f64 = counts.iter().map(|c| (c - 200.0).powi(2) / 200.0).sum();
    assert!(chi < 27.9, "{chi}");
}

#[test]
fn filtered_pieces_keep_what_passes_and_refuse_what_nothing_passes() {
    let domain = unit_box(2);
    let filter = Some(voronet_expr::Graph::new().constant(1.0));
    let pieces = [
        Piece {
            fixed: vec![(0, 0.0)],
            filter,
            within: Vec::new(),
        },
        Piece {
            fixed: vec![(0, 1.0)],
            filter: None,
            within: Vec::new(),
        },
    ];
    let accepts = |i: usize, x: &[f64]| i != 0 || x[1] > 0.75;
    let cloud = piece_points(
        &domain,
        None,
        &pieces,
        (&random::ENTRY, Wanted::carrying(5000)),
        Some(&accepts),
        &mut rng(1),
        &|_| {},
    )
    .unwrap();
    let left = (0..5000).filter(|&j| cloud.point(j)[0] == 0.0);
    assert!(left.clone().all(|j| cloud.point(j)[1] > 0.75));
    // A quarter against a whole: a fifth of the points.
    assert!((left.count() as f64 - 1000.0).abs() < 60.0);
    let nothing = piece_points(
        &domain,
        None,
        &pieces[..1],
        (&random::ENTRY, Wanted::carrying(10)),
        Some(&|_, _| false),
        &mut rng(1),
        &|_| {},
    );
    assert!(nothing.is_err());
}

#[test]
fn corners_are_points_too() {
    let pieces = [
        Piece {
            fixed: vec![(0, 0.0), (1, 1.0)],
            filter: None,
            within: Vec::new(),
        },
        Piece {
            fixed: vec![(0, 1.0), (1, 1.0)],
            filter: None,
            within: Vec::new(),
        },
    ];
    let cloud = piece_points(
        &unit_box(2),
        None,
        &pieces,
        (&random::ENTRY, Wanted::carrying(7)),
        None,
        &mut rng(1),
        &|_| {},
    )
    .unwrap();
    assert_eq!(cloud.len(), 7);
    assert_eq!(cloud.point(0), [0.0, 1.0]);
    assert_eq!(cloud.point(6), [1.0, 1.0]);
}

#[test]
fn seeds_of_a_face_and_of_a_corner_have_their_cells() {
    // Many seeds share a coordinate, or all of them.
    let domain = unit_box(3);
    let face = |n: usize, seed: u64| {
        let mut cloud = box_points(&domain, &random::ENTRY, n, &mut rng(seed), &|_| {});
        cloud
            .coordinates_mut()
            .iter_mut()
            .step_by(3)
            .for_each(|x| *x = 1.0);
        cloud
    };
    let (seeds, points) = (face(700, 1), face(300, 2));
    let distance = |s: usize, j: usize| -> f64 {
        let pairs = seeds.point(s).iter().zip(points.point(j));
        pairs.map(|(a, b)| (a - b).powi(2)).sum()
    };
    for (j, &owner) in nearest(&seeds, &points, &domain, &|_| {})
        .iter()
        .enumerate()
    {
        let best = (0..700)
            .map(|s| distance(s, j))
            .fold(f64::INFINITY, f64::min);
        assert_eq!(distance(owner as usize, j), best);
    }
    let corner = Cloud::new(3, [0.0, 1.0, 0.0].repeat(500));
    let ends = Cloud::new(
        3,
        [[0.0, 1.0, 0.0].repeat(300), [1.0; 3].repeat(300)].concat(),
    );
    assert!(
        nearest(&corner, &corner, &domain, &|_| {})
            .iter()
            .all(|&s| s < 500)
    );
    let owners = nearest(&ends, &ends, &domain, &|_| {});
    assert!(
        owners
            .iter()
            .enumerate()
            .all(|(j, &s)| (s < 300) == (j < 300))
    );
}
