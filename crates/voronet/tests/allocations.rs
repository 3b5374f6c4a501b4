//! The loop of training asks the allocator for nothing, nor do steps of second order: as
//! many allocations in many iterations as in few, but for what a thread needs when it
//! first takes part.

use std::alloc::System;
use std::sync::{Arc, Mutex};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use voronet::algebra::{Cholesky, Matrix, Symmetric};
use voronet::objective::LeastSquares;
use voronet::optimizer::Oracle;
use voronet::plan::Plan;
use voronet::problem::read_problem;
use voronet::sampler::Batch;
use voronet::training::{Flow, Pools, References, train};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Everything the loop can hold: coordinates in a law, normals, points opposite,
/// two outputs, a shape.
const PROBLEM: &str = r#"
inputs = ["t", "x", "y"]
outputs = ["u", "v"]
[domain]
t = [0, 1]
shape = "plate - hole"
[shapes]
plate = { kind = "rectangle", lower = [0, 0], upper = [1, 1] }
hole = { kind = "disk", center = [0.5, 0.5], radius = 0.2 }
[[equation]]
law = ["diff(u, t) = laplacian(u) + v*x", "v = diff(u, x)"]
[[condition]]
name = "start"
at = "t = 0"
law = "u = sin(pi*x)*y"
[[condition]]
name = "rim"
on = "hole"
law = "diff(u, x)*nx + diff(u, y)*ny = 0"
[[condition]]
name = "periodic"
on = "plate.left"
law = "u = opposite(u)"
[network]
hidden = [20, 20]
[sampling]
points = 3000
seeds = 300
batch = 300
[training]
optimizer = "adam"
record_every = 1_000_000
record_points = 100
"#;

/// The allocator is counted for the whole process: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// Calls of the allocator in a training of so many iterations.
fn allocations(method: &str, conditions: &str, iterations: usize) -> usize {
    let changes = [
        format!("sampling.method={method}"),
        format!("sampling.conditions={conditions}"),
        format!("training.iterations={iterations}"),
    ];
    let problem = read_problem(PROBLEM, &changes).unwrap_or_else(|c| panic!("{c:?}"));
    let plan = Arc::new(Plan::compile(&problem));
    let references = References::new(&problem, &plan).unwrap();
    let pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
    let region = Region::new(ALLOCATOR);
    train(&problem, &plan, pools, references, &mut |_| Flow::GoOn).unwrap();
    let change = region.change();
    change.allocations + change.reallocations
}

#[test]
fn an_iteration_allocates_nothing() {
    let _alone = ALONE.lock();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    let pool = pool.unwrap();
    for (method, conditions) in [
        ("uniform", "uniform"),
        ("pwc", "pwc"),
        ("exact", "exact"),
        ("gradient", "uniform"),
    ] {
        let count = |n| pool.install(|| allocations(method, conditions, n));
        let [few, many] = [20, 2020].map(count);
        // A thread allocates a little when it first takes part in a kind of work,
        // which may be late: some fifteen times, however many iterations there are.
        assert!(
            many <= few + 64,
            "{method}: {few} in 20 iterations, {many} in 2020"
        );
    }
}

/// Calls of the allocator in so many steps of second order, after the first.
fn allocations_of_steps(steps: usize) -> usize {
    let problem = read_problem(PROBLEM, &[]).unwrap_or_else(|c| panic!("{c:?}"));
    let plan = Arc::new(Plan::compile(&problem));
    let mut pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let batches = pools.samplers.iter_mut().map(|sampler| {
        let mut batch = Batch::default();
        sampler.draw(300, &mut rng, &mut batch);
        batch
    });
    let batches = batches.collect();
    let mut oracle = LeastSquares::new(&plan, &pools.clouds, &batches);
    let n = oracle.parameters();
    let (mut gram, mut factor) = (Symmetric::new(n), Cholesky::new(n));
    let (mut r, mut g, theta) = (vec![0.0; oracle.rows()], vec![0.0; n], vec![0.1; n]);
    let mut jacobian = Matrix::new(oracle.rows(), n);
    let mut step = || {
        oracle.gram(&theta, &mut gram, &mut r);
        oracle.pull_back(&theta, &r, &mut g);
        factor.factor(&gram, 1.0).unwrap();
        factor.solve(&mut g);
        oracle.residuals(&theta, &mut r);
        oracle.jacobian(&theta, &mut jacobian, &mut r);
        jacobian.multiply(&g, &mut r);
        oracle.gradient(&theta, &mut g);
    };
    step();
    let region = Region::new(ALLOCATOR);
    (0..steps).for_each(|_| step());
    let change = region.change();
    change.allocations + change.reallocations
}

#[test]
fn a_step_of_second_order_allocates_nothing() {
    let _alone = ALONE.lock();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    let pool = pool.unwrap();
    let [few, many] = [20, 220].map(|n| pool.install(|| allocations_of_steps(n)));
    assert!(many <= few + 64, "{few} in 20 steps, {many} in 220");
}
