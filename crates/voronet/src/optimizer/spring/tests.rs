use super::super::levenberg_marquardt::LevenbergMarquardt;
use super::super::problems::{self, Problem};
use super::*;
use crate::optimizer::vector::dot;

#[test]
fn without_momentum_the_step_is_that_in_the_space_of_parameters() {
    // Both with fewer and with more rows than parameters.
    for mut problem in [problems::linear(3, 5), problems::biggs_exp6()] {
        let (rows, parameters) = (problem.rows() as f64, problem.start.len());
        // Both means are of the same trace.
        let mut spring = Spring::new([1e-2 * rows / parameters as f64, 0.0], 0.0, parameters);
        let mut other = LevenbergMarquardt::new(1e-2, 0.0, parameters);
        let (mut theta, mut known) = (problem.start.clone(), problem.start.clone());
        for _ in 0..3 {
            let step = spring.step(&mut problem, &mut theta);
            let wanted = other.step(&mut problem, &mut known);
            assert!((step.length / wanted.length - 1.0).abs() < 1e-9);
            assert!((step.after / wanted.after - 1.0).abs() < 1e-9);
            for (theta, known) in theta.iter().zip(&known) {
                assert!((theta - known).abs() < 1e-9, "{theta} {known}");
            }
        }
    }
}

#[test]
fn the_step_is_the_minimum_of_the_damped_model() {
    let mut problem = problems::linear(4, 6);
    let theta = problem.start.clone();
    let mut spring = Spring::new([0.3, 0.0], 0.7, 6);
    spring.last = vec![0.1, -0.2, 0.05, 0.3, -0.4, 0.2];
    spring.linearise(&mut problem, &theta);
    spring.rows.factor.factor(&spring.rows.outer, 0.3).unwrap();
    let model = spring.aim();
    assert!((model - square(&spring.rows.linear)).abs() < 1e-15);
    // Jᵀ (r + J d) + µ (d − m p) = 0
    let matrix = problem.matrix(&theta);
    for j in 0..6 {
        let pull = dot(matrix.column(j), &spring.rows.linear);
        let push = 0.3 * (spring.direction[j] - 0.7 * spring.last[j]);
        assert!((pull + push).abs() < 1e-11, "{pull} {push}");
    }
}

#[test]
fn a_linear_problem_takes_two_steps() {
    for momentum in [0.0, 0.9] {
        let mut problem = problems::linear(5, 8);
        let mut spring = Spring::new([1e-10, 0.0], momentum, 8);
        let mut theta = problem.start.clone();
        for _ in 0..2 {
            spring.step(&mut problem, &mut theta);
        }
        assert!(problem.loss(&theta) < 1e-13, "{}", problem.loss(&theta));
    }
}

#[test]
fn the_classic_problems_are_solved() {
    let known = [
        (problems::rosenbrock(), 1e-20, 33),
        (problems::helical_valley(), 1e-20, 18),
        (problems::powell_singular(), 1e-16, 18),
        // A local minimum.
        (problems::biggs_exp6(), 5.655_651e-3, 18),
    ];
    for (mut problem, target, steps) in known {
        let mut spring = Spring::new([1e-3, 0.0], 0.9, problem.start.len());
        let mut theta = problem.start.clone();
        let mut count = 0;
        while problem.loss(&theta) > target {
            let before = problem.loss(&theta);
            let step = spring.step(&mut problem, &mut theta);
            assert_eq!(step.before, before);
            assert!((step.after - problem.loss(&theta)).abs() <= 1e-12 * before);
            count += 1;
            assert!(count <= steps, "{}: {step:?} {theta:?}", problem.name);
        }
    }
}

#[test]
fn without_success_the_momentum_is_dropped() {
    let mut problem = problems::rosenbrock();
    let mut spring = Spring::new([1e-3, 0.0], 0.9, 2);
    let mut theta = problem.start.clone();
    spring.step(&mut problem, &mut theta);
    assert!(spring.last.iter().any(|&p| p != 0.0));
    let mut minimum = vec![1.0, 1.0];
    let mu = spring.damping.mu();
    let step = spring.step(&mut problem, &mut minimum);
    assert!(!step.is_taken() && minimum == [1.0, 1.0], "{step:?}");
    assert_eq!(spring.last, [0.0, 0.0]);
    assert_eq!(step.evaluations, 1 + TRIES * (HALVINGS + 1));
    // 2 · 4 · 8
    assert!((spring.damping.mu() / mu / 64.0 - 1.0).abs() < 1e-12);
}

#[test]
fn the_number_of_rows_may_change() {
    let mut spring = Spring::new([1e-3, 0.0], 0.9, 4);
    let mut theta = vec![0.5; 4];
    for rows in [3, 2, 5] {
        let mut problem: Problem = problems::linear(rows, 4);
        assert!(spring.step(&mut problem, &mut theta).is_taken());
    }
}

#[test]
fn the_damping_stays_above_what_it_is_at_least() {
    let mut problem = problems::linear(3, 5);
    let mut spring = Spring::new([1e-2, 1e-3], 0.0, 5);
    let mut theta = problem.start.clone();
    let steps: Vec<Step> = (0..5)
        .map(|_| spring.step(&mut problem, &mut theta))
        .collect();
    let mean = spring.rows.outer.trace() / 3.0;
    assert!((steps[0].length / mean - 1e-2).abs() < 1e-15);
    assert!((steps[4].length / mean - 1e-3).abs() < 1e-15);
}

#[test]
fn numbers_that_are_not_finite_are_too_far() {
    // r = ln θ − 3 has no value left of zero, where the whole step lands.
    let rows = |x: &[f64]| vec![(x[0].ln() - 3.0, vec![1.0 / x[0]])];
    let mut problem = Problem::new("logarithm", &[150.0], rows);
    let mut spring = Spring::new([1e-9, 0.0], 0.0, 1);
    let mut theta = problem.start.clone();
    let first = spring.step(&mut problem, &mut theta);
    assert!(first.is_taken() && first.evaluations > 2, "{first:?}");
    for _ in 0..20 {
        spring.step(&mut problem, &mut theta);
    }
    assert!((theta[0] - 3f64.exp()).abs() < 1e-6, "{theta:?}");
    // Where r itself is no number, all stays.
    let (mut theta, mu) = (vec![-1.0], spring.damping.mu());
    let step = spring.step(&mut problem, &mut theta);
    assert!(!step.is_taken() && theta == [-1.0]);
    assert_eq!(spring.damping.mu(), mu);
}
