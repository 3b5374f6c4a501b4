use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::points::box_points;
use crate::points::random;

/// Long in one direction: triangles are those of the scaled box.
fn domain() -> BoxDomain {
    BoxDomain {
        lower: vec![-3.0, 10.0],
        upper: vec![5.0, 10.5],
    }
}

fn cloud(n: usize, seed: u64) -> Cloud {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    box_points(&domain(), &random::ENTRY, n, &mut rng, &|_| {})
}

fn values(n: usize) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    (0..n).map(|_| rng.random()).collect()
}

fn evaluate(seeds: &Cloud, points: &Cloud, values: &[f64]) -> Vec<f64> {
    let interpolation = Interpolation::new(seeds, points, &domain(), &|_| {});
    let mut out = vec![f64::NAN; points.len()];
    interpolation.evaluate(values, &mut out);
    out
}

fn unit(x: &[f64]) -> [f64; 2] {
    [(x[0] + 3.0) / 8.0, (x[1] - 10.0) / 0.5]
}

/// Twice the signed area of a triangle.
fn area(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// Whether d lies inside the circle through a, b and c.
fn in_circle([a, b, c]: [[f64; 2]; 3], d: [f64; 2]) -> bool {
    let row = |p: [f64; 2]| (p[0] - d[0], p[1] - d[1], distance(p, d));
    let ((ax, ay, aa), (bx, by, bb), (cx, cy, cc)) = (row(a), row(b), row(c));
    let determinant =
        aa * (bx * cy - by * cx) - bb * (ax * cy - ay * cx) + cc * (ax * by - ay * bx);
    determinant * area(a, b, c) > 0.0
}

/// Every triangle of seeds with no seed in its circle.
fn triangles(seeds: &[[f64; 2]]) -> Vec<[usize; 3]> {
    let n = seeds.len();
    let all = (0..n).flat_map(|i| (0..i).flat_map(move |j| (0..j).map(move |k| [i, j, k])));
    let is_empty = |t: &[usize; 3]| {
        let corners = t.map(|s| seeds[s]);
        let mut others = (0..n).filter(|s| !t.contains(s));
        !others.any(|s| in_circle(corners, seeds[s]))
    };
    all.filter(is_empty).collect()
}

#[test]
fn interpolation_is_that_of_a_brute_force_triangulation() {
    let (seeds, points) = (cloud(25, 1), cloud(500, 2));
    let values = values(seeds.len());
    let at: Vec<[f64; 2]> = (0..seeds.len()).map(|s| unit(seeds.point(s))).collect();
    let triangles = triangles(&at);
    let mut outside = 0;
    for (j, found) in evaluate(&seeds, &points, &values).into_iter().enumerate() {
        let x = unit(points.point(j));
        let shares = |t: &[usize; 3]| {
            let [a, b, c] = t.map(|s| at[s]);
            let whole = area(a, b, c);
            [area(x, b, c), area(a, x, c), area(a, b, x)].map(|part| part / whole)
        };
        let around = triangles
            .iter()
            .find(|t| shares(t).iter().all(|&s| s >= 0.0));
        let exact = match around {
            Some(t) => (0..3).map(|i| shares(t)[i] * values[t[i]]).sum(),
            None => {
                outside += 1;
                let order =
                    |&a: &usize, &b: &usize| distance(at[a], x).total_cmp(&distance(at[b], x));
                values[(0..seeds.len()).min_by(order).unwrap()]
            }
        };
        assert!((found - exact).abs() < 1e-10, "point {j}: {found} {exact}");
    }
    assert!((20..300).contains(&outside));
}

#[test]
fn a_linear_function_is_reproduced() {
    let linear = |x: &[f64]| 2.0 + 0.3 * x[0] - 1.7 * x[1];
    // The corners among the seeds leave no point outside.
    let mut coordinates = vec![-3.0, 10.0, 5.0, 10.0, -3.0, 10.5, 5.0, 10.5];
    coordinates.extend_from_slice(cloud(300, 1).coordinates());
    let seeds = Cloud::new(2, coordinates);
    let values: Vec<f64> = (0..seeds.len()).map(|s| linear(seeds.point(s))).collect();
    let points = cloud(20_000, 2);
    for (j, found) in evaluate(&seeds, &points, &values).into_iter().enumerate() {
        assert!((found - linear(points.point(j))).abs() < 1e-10);
    }
    // At the seeds themselves, on vertices.
    let found = evaluate(&seeds, &seeds, &values);
    let pairs = found.iter().zip(&values);
    assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-12));
}

#[test]
fn points_on_edges_lie_between_their_ends() {
    let seeds = Cloud::new(2, vec![-3.0, 10.0, 5.0, 10.0, -3.0, 10.5, 5.0, 10.5]);
    let points = Cloud::new(2, vec![-1.0, 10.0, 5.0, 10.25]);
    let found = evaluate(&seeds, &points, &[1.0, 5.0, 0.0, 7.0]);
    assert!((found[0] - 2.0).abs() < 1e-12 && (found[1] - 6.0).abs() < 1e-12);
}

#[test]
fn seeds_that_span_no_triangle_leave_the_nearest() {
    let points = Cloud::new(2, vec![-2.9, 10.1, 4.0, 10.4]);
    for line in [
        vec![0.0, 10.2],
        vec![0.0, 10.2, 1.0, 10.2],
        vec![-2.0, 10.1, 0.0, 10.1, 3.0, 10.1, 4.0, 10.1],
        vec![-2.0, 10.1, -2.0, 10.1, 4.0, 10.1],
    ] {
        let seeds = Cloud::new(2, line);
        let n = seeds.len();
        let values: Vec<f64> = (0..n).map(|s| seeds.point(s)[0]).collect();
        let found = evaluate(&seeds, &points, &values);
        assert_eq!(found, [values[0], values[n - 1]]);
    }
}

#[test]
fn seeds_at_one_place_do_no_harm() {
    let once = cloud(40, 1);
    let mut coordinates = once.coordinates().to_vec();
    coordinates.extend_from_slice(once.coordinates());
    let twice = Cloud::new(2, coordinates);
    let given = values(40);
    let doubled = [given.clone(), given.clone()].concat();
    let points = cloud(300, 2);
    let (a, b) = (
        evaluate(&once, &points, &given),
        evaluate(&twice, &points, &doubled),
    );
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12));
}
