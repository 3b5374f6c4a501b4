//! The parts of a Gauss-Newton step on the diffusion problem in f64: the fastest of many
//! readings, and the fraction of the fused-multiply-add peak of all threads that the
//! needed products make up.
//!
//! `cargo bench -p voronet --bench step`

#[path = "../../voronet-kernels/benches/peak/mod.rs"]
mod peak;

use std::sync::Arc;

use peak::fastest;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use voronet::algebra::{Cholesky, Matrix, Symmetric};
use voronet::kernels::Level;
use voronet::objective::LeastSquares;
use voronet::optimizer::Oracle;
use voronet::plan::Plan;
use voronet::problem::read_problem;
use voronet::sampler::Batch;
use voronet::training::Pools;

const DIFFUSION: &str = include_str!("../../../problems/paper/diffusion.toml");

/// The rows of a block of the Jacobian.
const BLOCK: usize = 1024;

/// What a step asks, and θ.
struct Asked {
    oracle: LeastSquares,
    theta: Vec<f64>,
    /// Operations of the products of a forward and a reverse pass over all points.
    work: f64,
}

/// The problem with other layers, and so many rows: seven tenths in the interior.
fn asked(hidden: &str, rows: usize) -> Asked {
    let hidden = format!("network.hidden={hidden}");
    let problem = read_problem(DIFFUSION, &[hidden, "network.activation=tanh".into()]);
    let problem = problem.unwrap_or_else(|complaints| panic!("{complaints:?}"));
    let plan = Arc::new(Plan::compile(&problem));
    let mut pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap_or_else(|e| panic!("{e}"));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let ends = rows * 3 / 20;
    let mut work = 0.0;
    let mut draw = |set: usize, points: usize| {
        let mut batch = Batch::default();
        pools.samplers[set].draw(points, &mut rng, &mut batch);
        work += 2.0 * (plan.sets[set].residuals.work(&plan.network) * points) as f64;
        batch
    };
    let batches = [(0, rows - 2 * ends), (1, ends), (2, ends)].into_iter();
    let batches = batches.map(|(set, points)| draw(set, points)).collect();
    let wave = |i: usize| 0.4 * ((i * i) as f64 * 0.731).sin();
    Asked {
        oracle: LeastSquares::new(&plan, &pools.clouds, &batches),
        theta: (0..plan.network.parameters()).map(wave).collect(),
        work,
    }
}

fn report(hidden: &str, rows: usize, readings: usize, peak: f64) {
    let Asked {
        mut oracle,
        theta,
        work,
    } = asked(hidden, rows);
    let n = oracle.parameters();
    println!("n = {n}, {} rows", oracle.rows());
    let show = |name: &str, seconds: f64, needed: f64| {
        let share = 100.0 * needed / seconds / peak;
        println!(
            "  {name:<24} {:>9.2} ms {share:>4.0}% of peak",
            1e3 * seconds
        );
    };
    let mut gram = Symmetric::new(n);
    let mut factor = Cholesky::new(n);
    let (mut r, mut g, mut trial) = (vec![0.0; rows], vec![0.0; n], vec![0.0; rows]);
    let seconds = fastest(readings, || oracle.residuals(&theta, &mut r));
    show("residuals", seconds, work / 3.0);
    let seconds = fastest(readings, || {
        oracle.gradient(&theta, &mut g);
    });
    show("loss and gradient", seconds, work);
    let mut jacobian = Matrix::new(rows, n);
    let seconds = fastest(readings, || {
        oracle.jacobian(&theta, &mut jacobian, &mut r);
    });
    show("Jacobian", seconds, work);
    drop(jacobian);
    let products = (n * (n + 1)) as f64;
    let mut block = Matrix::new(BLOCK, n);
    let numbers = block.data_mut().iter_mut().enumerate();
    numbers.for_each(|(i, a)| *a = (i as f64 * 0.618_034).fract() - 0.5);
    let seconds = fastest(readings, || gram.add_gram(&block));
    show("rank-k update, 1024 rows", seconds, products * BLOCK as f64);
    let seconds = fastest(readings, || oracle.gram(&theta, &mut gram, &mut r));
    show(
        "JᵀJ with the Jacobian",
        seconds,
        work + products * rows as f64,
    );
    let mu = 1e-6 * gram.max_diagonal();
    let seconds = fastest(readings, || factor.factor(&gram, mu).unwrap());
    show("factorisation", seconds, (n as f64).powi(3) / 3.0);
    let seconds = fastest(readings, || factor.solve(&mut g));
    show("solution", seconds, 4.0 * (n * n) as f64 / 2.0);
    // Levenberg-Marquardt with geodesic acceleration.
    let seconds = fastest(readings, || {
        oracle.gram(&theta, &mut gram, &mut r);
        oracle.pull_back(&theta, &r, &mut g);
        factor.factor(&gram, mu).unwrap();
        factor.solve(&mut g);
        oracle.residuals(&theta, &mut trial);
        oracle.pull_back(&theta, &trial, &mut g);
        factor.solve(&mut g);
        oracle.residuals(&theta, &mut trial);
    });
    let needed = 4.0 * work + products * rows as f64 + (n as f64).powi(3) / 3.0;
    show("a whole step", seconds, needed);
}

fn main() {
    let level = Level::detect();
    let threads = rayon::current_num_threads();
    let peak = peak::peak::<f64>(level) * threads as f64;
    println!(
        "{level:?}, {threads} threads: peak {:.0} GFLOP/s f64",
        peak / 1e9
    );
    report("[20, 20, 20]", 2763, 100, peak);
    report("[32, 32, 32, 32]", 6600, 15, peak);
}
