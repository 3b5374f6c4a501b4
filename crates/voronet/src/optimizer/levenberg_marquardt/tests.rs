use super::super::problems::{self, Problem};
use super::*;

const PLAIN: f64 = 0.0;
const GEODESIC: f64 = 0.75;

fn method(acceleration: f64, problem: &Problem) -> LevenbergMarquardt {
    LevenbergMarquardt::new(1e-3, acceleration, problem.start.len())
}

/// Factors at θ with that µ, and returns the predicted decrease.
fn aimed(method: &mut LevenbergMarquardt, problem: &mut Problem, theta: &[f64], mu: f64) -> f64 {
    method.linearise(problem, theta);
    method.damping = Damping::new(mu);
    method.damping.begin(1.0, 1.0);
    method.factor.factor(&method.gram, mu).unwrap();
    method.aim()
}

#[test]
fn the_model_predicts_what_the_linear_residuals_lose() {
    for mut problem in [problems::biggs_exp6(), problems::powell_singular()] {
        let theta = problem.start.clone();
        let mut method = method(PLAIN, &problem);
        let predicted = aimed(&mut method, &mut problem, &theta, 0.3);
        let mut linear = vec![0.0; problem.rows()];
        problem
            .matrix(&theta)
            .multiply(&method.direction, &mut linear);
        add_scaled(&mut linear, 1.0, &problem.values(&theta));
        // |r|² − |r + J d|² = dᵀ(µd − g)
        let lost = problem.loss(&theta) - square(&linear);
        assert!((predicted / lost - 1.0).abs() < 1e-12, "{predicted} {lost}");
        assert!(method.direction.iter().all(|d| d.is_finite() && *d != 0.0));
    }
}

#[test]
fn the_acceleration_is_that_of_the_second_derivative() {
    // r is of degree two in θ along every line, so that r″ is a difference without error:
    // r(θ + d) − 2 r(θ) + r(θ − d).
    let mut problem = problems::powell_singular();
    let theta = problem.start.clone();
    let mut method = method(f64::MAX, &problem);
    aimed(&mut method, &mut problem, &theta, 0.3);
    let d = method.direction.clone();
    method.accelerate(&mut problem, &theta);
    let added: Vec<f64> = method
        .direction
        .iter()
        .zip(&d)
        .map(|(x, d)| x - d)
        .collect();

    let along = |h: f64| {
        let mut there = theta.clone();
        add_scaled(&mut there, h, &d);
        problem.values(&there)
    };
    let (ahead, here, behind) = (along(1.0), along(0.0), along(-1.0));
    let second: Vec<f64> = (0..here.len())
        .map(|i| ahead[i] - 2.0 * here[i] + behind[i])
        .collect();
    let mut bend = vec![0.0; theta.len()];
    problem
        .matrix(&theta)
        .multiply_transposed(&second, &mut bend);
    method.factor.solve(&mut bend);
    for (added, bend) in added.iter().zip(&bend) {
        assert!(
            (added + bend / 2.0).abs() < 1e-9 * bend.abs(),
            "{added} {bend}"
        );
    }
}

#[test]
fn a_linear_problem_takes_two_steps() {
    let mut problem = problems::linear(7, 4);
    let mut method = LevenbergMarquardt::new(1e-12, GEODESIC, 4);
    let mut theta = problem.start.clone();
    for _ in 0..2 {
        method.step(&mut problem, &mut theta);
    }
    let mut gradient = [0.0; 4];
    problem.gradient(&theta, &mut gradient);
    assert!(square(&gradient).sqrt() < 1e-9, "{gradient:?}");
}

#[test]
fn the_classic_problems_are_solved() {
    // The loss to reach, and the steps that suffice with and without acceleration.
    let known = [
        (problems::rosenbrock(), 1e-28, [16, 20]),
        (problems::helical_valley(), 1e-28, [12, 12]),
        (problems::powell_singular(), 1e-20, [22, 24]),
        (problems::biggs_exp6(), 1e-20, [35, 65]),
        (problems::brown_badly_scaled(), 1e-12, [24, 24]),
    ];
    for (mut problem, target, steps) in known {
        for (acceleration, steps) in [GEODESIC, PLAIN].into_iter().zip(steps) {
            let mut method = method(acceleration, &problem);
            let mut theta = problem.start.clone();
            let mut count = 0;
            while problem.loss(&theta) > target {
                let step = method.step(&mut problem, &mut theta);
                assert_eq!(step.after, problem.loss(&theta), "{}", problem.name);
                count += 1;
                assert!(count <= steps, "{}: {step:?} {theta:?}", problem.name);
            }
        }
    }
}

#[test]
fn at_the_minimum_no_step_is_reported() {
    let mut problem = problems::linear(7, 4);
    let mut method = method(GEODESIC, &problem);
    let mut theta = problem.start.clone();
    let mut last = method.step(&mut problem, &mut theta);
    for _ in 0..60 {
        let before = theta.clone();
        last = method.step(&mut problem, &mut theta);
        assert_eq!(last.is_taken(), theta != before);
    }
    assert!(!last.is_taken() && last.after == last.before, "{last:?}");
    // The damping that the next points meet is not what twelve rejections made of it.
    let least = 1e-11 * method.gram.max_diagonal();
    assert_eq!(method.damping.mu(), last.length.max(least));
}

#[test]
fn numbers_that_are_not_finite_are_rejections() {
    // r = ln θ − 3 has no value left of zero, where the first try lands.
    let rows = |x: &[f64]| vec![(x[0].ln() - 3.0, vec![1.0 / x[0]])];
    let mut problem = Problem::new("logarithm", &[150.0], rows);
    let mut method = LevenbergMarquardt::new(1e-9, GEODESIC, 1);
    let mut theta = problem.start.clone();
    let first = method.step(&mut problem, &mut theta);
    assert!(first.is_taken() && first.evaluations > 3, "{first:?}");
    for _ in 0..20 {
        method.step(&mut problem, &mut theta);
    }
    assert!((theta[0] - 3f64.exp()).abs() < 1e-6, "{theta:?}");
    // Where r itself is no number, θ stays.
    let mut theta = vec![-1.0];
    let mu = method.damping.mu();
    let step = method.step(&mut problem, &mut theta);
    assert!(!step.is_taken() && theta == [-1.0]);
    assert_eq!(method.damping.mu(), mu);
}
