//! Every sampler in a training: it solves, and draws by scores of the right moment.

use voronet_kernels::Level;

use super::*;
use crate::objective::Theta;
use crate::sampler::SAMPLERS;
use crate::training::batches::Batches;
use crate::training::importance::Importance;
use crate::training::phase::Placed;

/// Δu = −2π² sin(πx) sin(πy), 0 around the unit square: u = sin(πx) sin(πy).
const SQUARE: &str = r#"
inputs = ["x", "y"]
outputs = ["u"]
[domain]
x = [0, 1]
y = [0, 1]
[[equation]]
law = "laplacian(u) = -2*pi^2*sin(pi*x)*sin(pi*y)"
[[condition]]
at = "x = 0 or x = 1 or y = 0 or y = 1"
law = "u = 0"
weight = 100
batch = 64
[network]
hidden = [12, 12]
[sampling]
points = 500
batch = 64
[training]
optimizer = "adam"
iterations = 600
learning_rate = 0.01
record_every = 50
record_points = 200
[reference]
u = "sin(pi*x)*sin(pi*y)"
"#;

/// Problems with known solutions, with the same changes.
fn known(changes: &[&str]) -> [Problem; 2] {
    let changed: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    [problem(changes), read_problem(SQUARE, &changed).unwrap()]
}

/// Whether a sampler can draw a problem's interior points.
fn fits(entry: &Entry, problem: &Problem) -> bool {
    (entry.how.check)(&problem.sampling, problem.inputs.len()).is_none()
}

#[test]
fn every_sampler_and_precision_solves_problems_of_known_solutions() {
    for entry in SAMPLERS.members {
        for precision in ["f32", "f64"] {
            let precision = format!("training.precision={precision}");
            // So that those which move points move them, 30 times.
            let changes = ["training.iterations=600", "sampling.refresh=20", &precision];
            let all = known(&changes).into_iter().zip([1e-2, 0.15]);
            for (mut problem, most) in all.filter(|(problem, _)| fits(entry, problem)) {
                set_sampler(&mut problem, entry);
                let (trained, records) = run(&problem, None);
                assert_eq!(trained.unwrap().reason, Reason::Iterations(600));
                let last = records.last().unwrap();
                let error = last.relative_l2_error[0].unwrap();
                let what = format!("{entry:?} {precision} {}", problem.inputs.len());
                assert!(error < most, "{what}: {error}");
                let sum: f64 = last.terms.iter().sum();
                assert!((sum - last.loss).abs() < 1e-12 * (1.0 + sum), "{what}");
                let size = last.effective_sample_size.unwrap();
                let batch = problem.sampling.batch as f64;
                assert!(size > 1.0 && size <= batch + 1e-9, "{what}: {size}");
            }
        }
    }
}

/// Draws the interior points by another sampler.
fn set_sampler(problem: &mut Problem, entry: &'static Entry) {
    problem.sampling.sampler = entry;
    problem.terms[0].sampler = entry;
}

/// The parameters at the beginning of an iteration: any that change with it.
fn parameters(plan: &Plan, iteration: usize) -> Theta<f64> {
    let theta = (0..plan.network.parameters()).map(|i| ((i + 7 * iteration) as f64).sin());
    let mut packed = Theta::new(&plan.network, Level::detect());
    packed.pack(&theta.collect::<Vec<_>>());
    packed
}

/// What a sampler draws by in each of ten iterations, refreshed every so many.
fn importances(entry: &'static Entry, refresh: usize) -> Vec<Vec<f64>> {
    let refresh = format!("sampling.refresh={refresh}");
    let mut problem = diffusion(&[&refresh, "sampling.points=300"]);
    set_sampler(&mut problem, entry);
    let plan = Plan::compile(&problem);
    let pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
    let placed = Placed::new(pools.clouds.clone(), pools.seeds.clone());
    let importances = Importance::all(&plan, &placed, &pools.samplers, &parameters(&plan, 0));
    let mut batches = Batches::all(&plan, pools.samplers, importances);
    let interior = batches.interior_mut();
    let drawn_by = |i: usize| {
        assert!(interior.draw(&problem, i, &parameters(&plan, i)).is_some());
        interior.probabilities()
    };
    (0..10).map(drawn_by).collect()
}

#[test]
fn importances_change_at_refreshes_to_those_of_the_moment_and_at_no_other_time() {
    for entry in SAMPLERS.members {
        let kept = importances(entry, 4);
        let adapts = entry.how.asks.is_some();
        for i in 1..10 {
            let changes = adapts && i % 4 == 0;
            assert_eq!(kept[i] != kept[i - 1], changes, "{entry:?} at {i}");
        }
        let uniform = vec![1.0 / 300.0; 300];
        assert_eq!(kept[0] == uniform, !adapts, "{entry:?}");
        if !entry.how.weighs {
            // Those that move points begin with uniform ones.
            assert_eq!(kept[0], importances(entry, 100)[0], "{entry:?}");
            continue;
        }
        let fresh = importances(entry, 1);
        for i in [0, 4, 8] {
            assert_eq!(kept[i], fresh[i], "{entry:?} at {i}");
        }
        assert_eq!(adapts, fresh[5] != fresh[4], "{entry:?}");
    }
}

#[test]
fn every_sampler_draws_in_the_domain_by_the_loss_where_it_says_so() {
    for entry in SAMPLERS.members {
        let drawn = |refresh: &str| {
            let mut problem = diffusion(&["training.iterations=51", refresh]);
            set_sampler(&mut problem, entry);
            run(&problem, None).0.unwrap().drawn
        };
        let often = drawn("sampling.refresh=5");
        let in_domain = |x: &[f64]| x[0] < 0.2 && x[1] < 1.0;
        let is_fine = |(x, q): &(Vec<f64>, f64)| in_domain(x) && *q > 0.0 && *q <= 1.0;
        assert!(often.iter().all(is_fine), "{entry:?}");
        // After the same 50 iterations, scores of another moment draw other points.
        let adapts = entry.how.asks.is_some();
        assert_eq!(often != drawn("sampling.refresh=60"), adapts, "{entry:?}");
    }
}

#[test]
fn no_sampler_s_result_depends_on_the_number_of_threads() {
    for entry in SAMPLERS.members {
        let mut problem = diffusion(&["training.iterations=25"]);
        set_sampler(&mut problem, entry);
        let at = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let trained = pool.unwrap().install(|| run(&problem, None).0.unwrap());
            (trained.parameters, trained.drawn)
        };
        assert_eq!(at(1), at(3), "{entry:?}");
    }
}
