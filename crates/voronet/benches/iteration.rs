//! The paper's diffusion problem: each sampler's draw, and whole iterations by
//! sampler, number of points, batch and precision, with the fraction of the
//! fused-multiply-add peak of all threads that the needed products make up.
//!
//! `cargo bench -p voronet --bench iteration`

#[path = "../../voronet-kernels/benches/peak/mod.rs"]
mod peak;

use std::sync::Arc;
use std::time::Instant;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use voronet::kernels::Level;
use voronet::plan::Plan;
use voronet::problem::{Problem, read_problem};
use voronet::sampler::Batch;
use voronet::training::{Event, Flow, Pools, References, train};

const DIFFUSION: &str = include_str!("../../../problems/paper/diffusion.toml");

fn problem(changes: &[String]) -> Problem {
    read_problem(DIFFUSION, changes).unwrap_or_else(|complaints| panic!("{complaints:?}"))
}

fn pools(problem: &Problem, plan: &Plan) -> Pools {
    Pools::new(problem, plan, &|_, _| {}).unwrap_or_else(|e| panic!("{e}"))
}

/// Milliseconds of an iteration without tracking: the median and the fastest of
/// twenty, which is what a machine shared with others can do when they rest.
fn iteration(problem: &Problem) -> [f64; 2] {
    let plan = Arc::new(Plan::compile(problem));
    let pools = pools(problem, &plan);
    let references = References::new(problem, &plan);
    let references = references.unwrap_or_else(|e| panic!("{e}"));
    let mut times = Vec::with_capacity(problem.training.iterations);
    let mut last = Instant::now();
    let sink = &mut |event: Event| {
        if let Event::Iterated { .. } = event {
            times.push(1e3 * last.elapsed().as_secs_f64());
        }
        last = Instant::now();
        Flow::GoOn
    };
    let trained = train(problem, &plan, pools, references, sink);
    trained.unwrap_or_else(|e| panic!("{e}"));
    times.sort_by(f64::total_cmp);
    [times[times.len() / 2], times[times.len() / 20]]
}

/// Operations of the products that an iteration cannot do without.
fn needed(problem: &Problem) -> f64 {
    2.0 * Plan::compile(problem).work(problem) as f64
}

fn report(name: &str, iterations: usize, changes: &[&str], peak: f64) {
    let mut all = vec![
        format!("training.iterations={iterations}"),
        format!("training.record_every={}", 10 * iterations),
    ];
    all.extend(changes.iter().map(|s| (*s).to_owned()));
    let problem = problem(&all);
    let [median, fast] = iteration(&problem);
    let share = |milliseconds: f64| 100.0 * needed(&problem) / (1e-3 * milliseconds) / peak;
    println!(
        "{name:<32} median {median:>8.3} ms {:>3.0}% of peak, fastest of 20 {fast:>8.3} ms {:>3.0}%",
        share(median),
        share(fast)
    );
}

fn draws() {
    for method in ["uniform", "pwc", "exact"] {
        let problem = problem(&[format!("sampling.method={method}")]);
        let plan = Plan::compile(&problem);
        let mut pools = pools(&problem, &plan);
        let sampler = pools.samplers.interior_mut();
        let mut batch = Batch::default();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let seconds = peak::fastest(50, || sampler.draw(10_000, &mut rng, &mut batch));
        println!(
            "draw 10,000 points by {method:<22} {:>8.3} ms",
            1e3 * seconds
        );
    }
}

fn main() {
    let level = Level::detect();
    let threads = rayon::current_num_threads();
    let single = peak::peak::<f32>(level) * threads as f64;
    let double = peak::peak::<f64>(level) * threads as f64;
    println!(
        "{level:?}, {threads} threads: peak {:.0} GFLOP/s f32, {:.0} GFLOP/s f64",
        single / 1e9,
        double / 1e9
    );
    draws();
    let run = |name: &str, iterations, changes: &[&str]| {
        let is_double = changes.contains(&"training.precision=f64");
        report(
            name,
            iterations,
            changes,
            if is_double { double } else { single },
        );
    };
    run("uniform", 300, &["sampling.method=uniform"]);
    run("pwc", 300, &["sampling.method=pwc"]);
    run("exact", 60, &["sampling.method=exact"]);
    run("gradient", 30, &["sampling.method=gradient"]);
    let small = ["sampling.batch=500", "sampling.seeds=500"];
    run(
        "uniform, batches of 500",
        2000,
        &[&["sampling.method=uniform"], &small[..]].concat(),
    );
    run("pwc, batches and seeds of 500", 2000, &small);
    run(
        "pwc, 10 million points",
        200,
        &["sampling.points=10_000_000"],
    );
    run(
        "uniform, f64",
        150,
        &["sampling.method=uniform", "training.precision=f64"],
    );
    for width in ["20", "50", "64", "128"] {
        let hidden = format!("network.hidden=[{width}, {width}, {width}, {width}]");
        run(
            &format!("uniform, width {width}"),
            60,
            &["sampling.method=uniform", &hidden],
        );
    }
}
